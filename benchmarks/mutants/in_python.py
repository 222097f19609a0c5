"""Faults in Python: places by the syntax tree and the tokens, the rest of the text as it is.

Strings, docstrings, comments and annotations are left alone.
"""

import ast
import builtins
import difflib
import itertools
import warnings
from collections.abc import Iterator
from types import CodeType

from .edit import Edit, counterpart, neighbours, paired
from .source import Source

COMPARISONS = {
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==",
    "is": "is not", "is not": "is", "in": "not in", "not in": "in",
}  # fmt: skip
ARITHMETIC = {
    "+": "-", "-": "+", "*": "//", "//": "*", "/": "*", "%": "//", "**": "*",
    "<<": ">>", ">>": "<<", "&": "|", "|": "&", "^": "|",
}  # fmt: skip
_TEXTS = (ast.JoinedStr,)
_UNSEEN = {  # fields that hold no behaviour
    ast.arg: ("annotation",),
    ast.AnnAssign: ("annotation",),
    ast.FunctionDef: ("returns",),
    ast.AsyncFunctionDef: ("returns",),
}
# Keywords that nobody can observe: whether memory is shared, how much is remembered, that a zip's
# parts are equally long, which holds, and how long is waited, give or take a second.
_UNOBSERVED = {
    "copy", "maxsize", "strict", "delay", "timeout", "startup_timeout", "write_timeout",
}  # fmt: skip
_WAITING = ("PATIENCE", "TIMEOUT")
# What is asked of the machine and of type checkers, not of the data.
_GIVEN = ("TYPE_CHECKING", "sys.version_info")
# Conditions that are changed in other ways, or hold an assignment.
_WITH_OPERATORS = (ast.Compare, ast.BoolOp, ast.UnaryOp, ast.NamedExpr)
# What needs no parentheses where something is added to it.
_TIGHT = (ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.Constant)


def edits(text: str) -> list[Edit]:
    """Return the faults that can be put into a module, in the order of its syntax tree."""
    return list(_Module(text).edits())


def differs(old: str, new: str) -> bool:
    """Say whether a text can be compiled, and to other bytecode than the old one."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compiled = compile(new, "new", "exec", dont_inherit=True)
            return _essence(compiled) != _essence(compile(old, "old", "exec", dont_inherit=True))
    except SyntaxError:
        return False


def _essence(code):
    """Return what a code object does, without the places that it came from."""
    constants = [
        _essence(value) if isinstance(value, CodeType) else repr(value) for value in code.co_consts
    ]
    names = (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
    counts = (code.co_argcount, code.co_kwonlyargcount, code.co_posonlyargcount, code.co_flags)
    return code.co_code, constants, names, counts, getattr(code, "co_exceptiontable", b"")


class _Module(Source):
    """A module, walked node by node: `in_...` yields the faults of one kind of node."""

    def __init__(self, text):
        super().__init__(text)
        self.claimed = set()  # nodes that a node above them has dealt with

    def edits(self) -> Iterator[Edit]:
        yield from self.below(self.tree, ())

    def below(self, node, names):
        """Yield the faults in a node and below; `names` are those bound in its function."""
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            names = _bound(node)
        if isinstance(node, ast.If) and ast.unparse(node.test).startswith(_GIVEN):
            self.claimed |= {id(node), *map(id, ast.walk(node.test))}
        if isinstance(node, ast.keyword) and node.arg in _UNOBSERVED:
            self.claimed |= set(map(id, ast.walk(node.value)))
        if isinstance(node, ast.Assign) and any(
            word in ast.unparse(node.targets[0]) for word in _WAITING
        ):
            self.claimed |= set(map(id, ast.walk(node.value)))
        handler = getattr(self, f"in_{type(node).__name__.lower()}", None)
        if handler and id(node) not in self.claimed:
            yield from handler(node, names)
        for field, value in ast.iter_fields(node):
            if field in _UNSEEN.get(type(node), ()):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST) and not isinstance(child, _TEXTS):
                    yield from self.below(child, names)

    def in_compare(self, node, names):
        for left, right in itertools.pairwise([node.left, *node.comparators]):
            word, start, end = self.operator(left, right)
            yield Edit("comparison", start, end, COMPARISONS[word])

    def in_boolop(self, node, names):
        spans = [self.outer(value, self.span(node)) for value in node.values]
        for (left, right), (one, other) in zip(
            itertools.pairwise(node.values), itertools.pairwise(spans), strict=True
        ):
            word, start, end = self.operator(left, right)
            yield Edit("logic", start, end, {"and": "or", "or": "and"}[word])
            yield Edit("condition", one[1], other[1], "")
        yield Edit("condition", spans[0][0], spans[1][0], "")

    def in_binop(self, node, names):
        if _is_type(node):
            self.claimed |= set(map(id, ast.walk(node)))
        elif not any(map(_is_text, (node.left, node.right))):
            yield from self.arithmetic(node.left, node.right, "")

    def in_augassign(self, node, names):
        if not _is_text(node.value):
            yield from self.arithmetic(node.target, node.value, "=")

    def arithmetic(self, left, right, suffix):
        word, start, end = self.operator(left, right)
        new = ARITHMETIC.get(word.removesuffix(suffix))
        if new:
            yield Edit("arithmetic", start, end, new + suffix)

    def in_unaryop(self, node, names):
        kind = {ast.Not: "not", ast.USub: "sign"}.get(type(node.op))
        if kind:
            start, end = self.span(node)
            yield Edit(kind, start, self.between(start, end)[1][1], "")

    def in_constant(self, node, names):
        start, end = self.span(node)
        if isinstance(node.value, bool):
            yield Edit("flag", start, end, str(not node.value))
        elif isinstance(node.value, (int, float)):
            for new in neighbours(self.source(node)):
                yield Edit("constant", start, end, new)

    def in_subscript(self, node, names):
        if ast.unparse(node.value).endswith(".hexdigest()"):
            self.claimed |= set(map(id, ast.walk(node.slice)))  # a name of any length will do
            return
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        for part in parts:
            if isinstance(part, ast.Slice):
                for bound in filter(None, (part.lower, part.upper)):
                    yield from self.bound(bound)

    def bound(self, node):
        """Yield a bound of a slice or a range, one more and one less."""
        start, end = self.span(node)
        number = _integer(node)
        if number is not None:
            self.claimed |= set(map(id, ast.walk(node)))
            texts = [str(number + 1), str(number - 1)]
        else:
            text = self.source(node)
            text = text if isinstance(node, _TIGHT) else f"({text})"
            texts = [f"{text} + 1", f"{text} - 1"]
        for new in texts:
            yield Edit("bound", start, end, new)

    def in_keyword(self, node, names):
        if node.arg in ("axis", "axes"):
            axes = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            for axis in axes:
                number = _integer(axis)
                if number is not None:
                    self.claimed |= set(map(id, ast.walk(axis)))
                    yield Edit("axis", *self.span(axis), str(number - 1 if number else 1))

    def in_call(self, node, names):
        for keyword in node.keywords:
            if keyword.arg and keyword.arg not in _UNOBSERVED:
                yield Edit("keyword", *self.with_comma(keyword), "")
        for one, other in itertools.pairwise(node.args):
            if _is_variable(one) and _is_variable(other) and one.id != other.id:
                (start, left), (right, end) = self.span(one), self.span(other)
                swapped = other.id + self.text[left:right] + one.id
                yield Edit("swapped", start, end, swapped)
        for argument in node.args:
            yield from self.similar(argument, names)
        if getattr(node.func, "id", None) == "range":
            for argument in node.args:
                yield from self.bound(argument)
        yield from self.order(node)

    def order(self, node):
        """Yield a sorted list turned around or left unsorted, and a sort turned around."""
        start, end = self.span(node)
        if getattr(node.func, "id", None) == "sorted":
            yield Edit("order", end, end, "[::-1]")
            if not node.keywords:
                yield Edit("order", *self.span(node.func), "list")
        elif getattr(node.func, "attr", None) == "sort" and not node.args and not node.keywords:
            yield Edit("order", end - 1, end - 1, "reverse=True")

    def similar(self, node, names):
        """Yield the name that resembles this one most, of those bound in the same function."""
        if isinstance(node, ast.Name) and node.id in names:
            others = sorted(names - {node.id})
            near = difflib.get_close_matches(node.id, others, n=1, cutoff=0.7)
            new = counterpart(node.id, others) or next(iter(near), None)
            if new:
                yield Edit("similar", *self.span(node), new)

    def in_return(self, node, names):
        value = node.value
        for part in value.elts if isinstance(value, ast.Tuple) else [value]:
            yield from self.similar(part, names)

    def in_name(self, node, names):
        new = isinstance(node.ctx, ast.Load) and paired(node.id)
        if new:
            yield Edit("name", *self.span(node), new)

    def in_attribute(self, node, names):
        new = isinstance(node.ctx, ast.Load) and paired(node.attr)
        if new:
            end = self.span(node)[1]
            yield Edit("name", end - len(node.attr), end, new)

    def in_comprehension(self, node, names):
        for condition in node.ifs:
            word, start = next(
                token
                for token in reversed(self.between(0, self.span(condition)[0]))
                if token[0] == "if"
            )
            end = self.outer(condition, (start, len(self.text)))[1]
            yield Edit("condition", start, end, "")

    def in_if(self, node, names):
        if not isinstance(node.test, _WITH_OPERATORS):
            start = self.span(node.test)[0]
            yield Edit("not", start, start, "not ")

    def in_break(self, node, names):
        yield Edit("loop", *self.span(node), "continue")

    def in_continue(self, node, names):
        yield Edit("loop", *self.span(node), "break")

    def in_expr(self, node, names):
        if isinstance(node.value, ast.Call):
            yield Edit("call", *self.span(node), "pass")


def _bound(function):
    """Return the names that a function binds: its arguments and what it assigns."""
    return {
        getattr(node, "arg", None) or node.id
        for node in ast.walk(function)
        if isinstance(node, ast.arg)
        or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    }


def _is_type(node):
    """Tell whether a node is a union of types, as in `Row = Name | None`; CONSTANTS are none."""
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.BitOr) and _is_type(node.left) and _is_type(node.right)
    if isinstance(node, ast.Name):
        word = node.id
        return isinstance(getattr(builtins, word, None), type) or (
            word[0].isupper() and not word.isupper()
        )
    return isinstance(node, ast.Constant) and node.value is None


def _is_text(node):
    if isinstance(node, ast.BinOp):
        return _is_text(node.left) or _is_text(node.right)
    return isinstance(node, _TEXTS) or (
        isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes))
    )


def _is_variable(node):
    return isinstance(node, ast.Name) and not hasattr(builtins, node.id)


def _integer(node):
    """Return the value of an integer written out, with or without a minus; else None."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        number = _integer(node.operand)
        return None if number is None else -number
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    return None
