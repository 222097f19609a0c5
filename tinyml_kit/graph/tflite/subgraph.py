"""A subgraph as the file lists it: its tables of tensors, and its operators in order."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from tinyml_kit.base.text import one_line
from tinyml_kit.graph.model import GraphError
from tinyml_kit.graph.tflite import decode
from tinyml_kit.graph.tflite.flatbuffer import Reader, damage, names_of
from tinyml_kit.ops.operators import CUSTOM

_CUSTOM = {**CUSTOM, decode.NAME: decode.NAME}
_OPERATORS = names_of(schema.BuiltinOperator)

_FLOW = "control flow needs an interpreter; unroll loops (unroll=True) and take out branches."
_LIMITS = "the interpreter does not have it; compute it with MAXIMUM and MINIMUM."
_HINTS = dict.fromkeys(("IF", "WHILE", "CALL"), _FLOW)
_HINTS |= dict.fromkeys(("RELU_N1_TO_1", "RELU_0_TO_1"), _LIMITS)
# What the interpreter has beyond the kit; others that the schema names, it does not have either.
_HINTS |= {
    "custom TFLite_Detection_PostProcess": (
        "the kit chooses no boxes; end the model in front of it, and choose them in the program "
        "that calls it."
    ),
}


@dataclass(frozen=True)
class Listed:
    """An operator as the file lists it; `what` is its name in messages."""

    what: str
    name: str
    version: int
    inputs: tuple
    outputs: tuple
    view: Any


@contextlib.contextmanager
def named(what: str) -> Iterator[None]:
    """Put the name of an operator in front of every message about it."""
    try:
        with damage("a part of it"):
            yield
    except GraphError as error:
        raise GraphError(f"{what}: {error}") from error


class Subgraph:
    """The tensors' tables and the operators of one subgraph.

    Parameters
    ----------
    reader : flatbuffer.Reader of the file
    codes : list of the schema's OperatorCode
    view : the schema's SubGraph
    supported : names of operators

    Raises
    ------
    GraphError
        If an operator is not supported, or names a tensor that is not there.
    """

    def __init__(self, reader: Reader, codes: list, view: Any, supported: Collection[str]):
        self.reader, self.codes, self.view, self.supported = reader, codes, view, supported
        self.tables = list(reader.tables(view, "Tensors", "tensor"))
        # Operators come first: the name of one that is not supported says more than a tensor.
        views = reader.tables(view, "Operators", "operator")
        self.listed = [self._list(place, view) for place, view in enumerate(views)]

    def indices(self, view: Any, field: str, what: str) -> tuple[int | None, ...]:
        """Return the numbers of tensors in a vector; None for one that is left out."""
        stored = self.reader.numbers(view, field, np.int32, what).tolist()
        for index in stored:
            if not -1 <= index < len(self.tables):
                raise GraphError(f"{what} names tensor {index} of {len(self.tables)}")
        return tuple(None if index == -1 else index for index in stored)

    def _list(self, place, view):
        """Return what the file says of an operator; its tensors have not been looked at yet."""
        with damage(f"operator {place}"):
            if view.OpcodeIndex() >= len(self.codes):
                raise GraphError(
                    f"operator {place} is of kind {view.OpcodeIndex()} of {len(self.codes)}"
                )
            code = self.codes[view.OpcodeIndex()]
            number = max(code.BuiltinCode(), code.DeprecatedBuiltinCode())
            name = _OPERATORS.get(number, f"number {number}")
            if name == "CUSTOM":
                title = self.reader.text(code, "CustomCode")
                name = _CUSTOM.get(title, f"custom {one_line(title)}")
            what = f"operator {place} ({name} version {code.Version()})"
            with named(what):
                if name not in self.supported:
                    known = f"the kit knows {', '.join(self.supported)}."
                    if name in _OPERATORS.values():
                        known = f"the interpreter does not have it either; {known}"
                    raise GraphError(f"is not supported; {_HINTS.get(name, known)}")
                ends = [self.indices(view, field, "it") for field in ("Inputs", "Outputs")]
            return Listed(what, name, code.Version(), *ends, view)
