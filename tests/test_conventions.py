"""What holds for every module: records do not change, text is UTF-8 on every machine."""

import ast

import pytest

from tinyml_kit.base import resources

PACKAGE = resources.CHECKOUT / "tinyml_kit"
MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))
#: Records that grow while something is built.
GROWING = {"_Block", "_Chain", "History"}


def records(tree):
    """Yield the name of each dataclass of a module, and whether it is frozen."""
    for node in ast.walk(tree):
        for decorator in getattr(node, "decorator_list", ()):
            named = decorator.func if isinstance(decorator, ast.Call) else decorator
            if ast.unparse(named) in ("dataclass", "dataclasses.dataclass"):
                yield node.name, "frozen=True" in ast.unparse(decorator)


def careless(tree):
    """Yield the calls that read or write text in the machine's usual encoding."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or any(k.arg == "encoding" for k in call.keywords):
            continue
        if getattr(call.func, "attr", "") in ("read_text", "write_text"):
            yield ast.unparse(call)
        elif getattr(call.func, "id", "") == "open" and not any(
            isinstance(one, ast.Constant) and "b" in str(one.value) for one in call.args[1:2]
        ):
            yield ast.unparse(call)


def parsed(path):
    return ast.parse((PACKAGE / path).read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_record_does_not_change(path):
    assert [name for name, frozen in records(parsed(path)) if frozen == (name in GROWING)] == []


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_text_is_read_and_written_as_utf_8_on_every_machine(path):
    assert list(careless(parsed(path))) == []


def test_what_is_careless_is_found():
    tree = ast.parse(
        "path.read_text()\npath.write_text(x, encoding='utf-8')\nopen(path)\nopen(path, 'rb')"
    )
    assert list(careless(tree)) == ["path.read_text()", "open(path)"]
    tree = ast.parse(
        "@dataclass\nclass A: ...\n@dataclasses.dataclass(frozen=True)\nclass B: ...\nclass C: ..."
    )
    assert list(records(tree)) == [("A", False), ("B", True)]
