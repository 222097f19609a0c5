"""RESHAPE, SQUEEZE, EXPAND_DIMS: the same numbers in another shape.

| operator | inputs | options | parameters |
|---|---|---|---|
| RESHAPE | x | asked (a shape with at most one -1, or None) | none |
| SQUEEZE | x | none | none |
| EXPAND_DIMS | x | none | none |
"""

from collections.abc import Callable
from math import prod
from typing import Any

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops.layer import Layer, make_layer
from tinyml_kit.ops.moves import require_moved
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape, no_options
from tinyml_kit.ops.tensor_checks import WrongShape

EXPANDED = ("int8", "int16", "float32")
TYPES = (*EXPANDED, "uint8", "int32", "uint32", "int64", "uint64", "bool")


def reshape_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options of RESHAPE; a file has the shape as an input, as a setting, or both."""
    asked = constant(1, optional=True)
    return {"asked": None if asked is None else tuple(asked.ravel().tolist())}


def check_reshape(options: Options, x: Tensor, out: Tensor) -> None:
    """Check that both hold the same number of elements."""
    require_moved(TYPES, x, out)
    if x.size != out.size:
        expected = _resolved(options.get("asked"), x.size) or out.shape
        raise WrongShape(f"shape {x.shape} cannot become {out.shape}", expected)


def _resolved(asked, size):
    """Return a shape in which one size may be left open, or None if it does not fit."""
    if asked is None or sum(n < 1 for n in asked) > 1:
        return None
    rest = prod(n for n in asked if n > 0)
    shape = tuple(n if n > 0 else size // rest for n in asked)
    return shape if prod(shape) == size else None


def check_ones(options: Options, x: Tensor, out: Tensor) -> None:
    """Check that only sizes of 1 are added or removed."""
    check_reshape(options, x, out)
    if [n for n in x.shape if n > 1] != [n for n in out.shape if n > 1]:
        raise GraphError(f"shape {x.shape} cannot become {out.shape}")


def check_expand(options: Options, x: Tensor, out: Tensor) -> None:
    """Check the types, fewer than others have, and that only sizes of 1 are added or removed."""
    require_moved(EXPANDED, x, out)
    check_ones(options, x, out)


def reference(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Return the input in the shape of the output."""
    return x.reshape(shape)


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer, which copies all elements."""
    sizes = {"SIZE": graph.tensors[operator.outputs[0]].size}
    return make_layer(graph, operator, sizes, element="any")


def _spec(name, inputs, check, options=no_options):
    return OperatorSpec(
        name,
        version=2,
        inputs=inputs,
        check=check,
        lower=lower,
        int8=reference,
        float32=reference,
        int16=reference,
        boolean=None if name == "EXPAND_DIMS" else reference,
        unsigned=None if name == "EXPAND_DIMS" else reference,
        options=options,
        data_inputs=1,
        reshapes=True,
        in_place=True,
    )


SPECS = (
    _spec("RESHAPE", (1, 2), check_reshape, reshape_options),
    _spec("SQUEEZE", (1, 1), check_ones),
    _spec("EXPAND_DIMS", (2, 2), check_expand),
)
