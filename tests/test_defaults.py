"""What a function does if it is told nothing more does not change by accident."""

import ast
import os
from pathlib import Path

from tests.support.recorded import RENEW
from tinyml_kit.base import resources

PACKAGE = resources.CHECKOUT / "tinyml_kit"
RECORDED = Path(__file__).with_name("recorded_defaults.txt")


def public(body):
    """Yield the public functions, methods and dataclasses of a module or class, by name."""
    for node in body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node.name, node
            yield from ((f"{node.name}.{name}", one) for name, one in public(node.body))
        elif isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node.name, node


def defaults(node):
    """Yield "name=value" for each argument, or field of a class, that has a default."""
    if isinstance(node, ast.ClassDef):
        for field in node.body:
            if isinstance(field, ast.AnnAssign) and field.value is not None:
                yield f"{ast.unparse(field.target)}={ast.unparse(field.value)}"
        return
    places = [*node.args.posonlyargs, *node.args.args]
    given = zip(places[len(places) - len(node.args.defaults) :], node.args.defaults, strict=True)
    named = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
    for argument, value in (*given, *named):
        if value is not None:
            yield f"{argument.arg}={ast.unparse(value)}"


def found():
    """Return {"module.function: argument": value} of everything public in the package."""
    table = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        module = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for name, node in public(tree.body):
            for told in defaults(node):
                argument, _, value = told.partition("=")
                table[f"{module}.{name}: {argument}"] = value
    return table


def test_no_default_changes_unnoticed():
    now = found()
    if os.environ.get(RENEW):
        lines = [f"{name}={value}" for name, value in now.items()]
        RECORDED.write_text("\n".join(lines) + "\n", encoding="utf-8")
    lines = RECORDED.read_text(encoding="utf-8").splitlines()
    recorded = dict(line.split("=", 1) for line in lines)
    # What is new, or gone, is no accident.
    assert {name: now[name] for name in recorded if name in now} == {
        name: value for name, value in recorded.items() if name in now
    }
    assert len(recorded.keys() & now.keys()) > 100


def test_defaults_are_read_from_every_kind_of_argument():
    tree = ast.parse(
        "def f(a, b=1, *c, d, e='x', **g): ...\n"
        "class A:\n  h: int = 2 * 3\n  def m(self, k=-1): ..."
    )
    assert {name: list(defaults(node)) for name, node in public(tree.body)} == {
        "f": ["b=1", "e='x'"], "A": ["h=2 * 3"], "A.m": ["k=-1"],
    }  # fmt: skip
