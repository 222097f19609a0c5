"""Every public function says what it takes and gives."""

import ast

import pytest

from tinyml_kit.base import resources

PACKAGE = resources.CHECKOUT / "tinyml_kit"
MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))


def public_functions(tree):
    """Yield the public functions and methods of a module."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from public_functions(node)
        elif isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def bare(function):
    """Return the names of a function's arguments without a type, and "return"."""
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    arguments += [one for one in (function.args.vararg, function.args.kwarg) if one]
    found = [one.arg for one in arguments if one.annotation is None]
    found = [name for name in found if name not in ("self", "cls")]
    return found if function.returns is not None else [*found, "return"]


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_public_functions_are_annotated(path):
    tree = ast.parse((PACKAGE / path).read_text(encoding="utf-8"))
    missing = {one.name: bare(one) for one in public_functions(tree) if bare(one)}
    assert not missing


def test_a_bare_argument_is_found():
    tree = ast.parse("class A:\n    def f(self, x, *y: int) -> int: ...\n\n\ndef g(): ...")
    assert [bare(one) for one in public_functions(tree)] == [["x"], ["return"]]


def test_private_ones_and_those_of_private_classes_may_be_short():
    tree = ast.parse("class _A:\n    def f(x): ...\n\n\ndef _g(x): ...")
    assert list(public_functions(tree)) == []
