"""STRIDED_SLICE, SLICE: a part of a tensor, with a start, a stride and a count along each axis.

| operator | inputs | options | parameters |
|---|---|---|---|
| STRIDED_SLICE | x | starts, strides, counts (one for each axis of x), shrunk (axes) | none |
| SLICE | x | starts, strides (all 1), counts, shrunk (none) | none |

A stride may be negative. Axes in `shrunk` have one element and are left out of the output.
"""

from collections.abc import Callable
from types import EllipsisType
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import settings
from tinyml_kit.ops.layer import Layer
from tinyml_kit.ops.moves import move, moving_layer, require_moved, require_rank_up_to, steps_of
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import BROADCAST_DIMENSIONS, require_one_scale, require_shape

# The most dimensions that the interpreter slices.
MOST_DIMENSIONS = {"STRIDED_SLICE": BROADCAST_DIMENSIONS, "SLICE": 5}
TYPES = ("int8", "int16", "float32", "int32", "bool")

Index = slice | int | EllipsisType | None


def index_of(table: Any, begin: Array, end: Array, strides: Array, rank: int) -> tuple[Index, ...]:
    """Return an index for NumPy: a slice, an integer, an ellipsis or a new axis for each bound.

    Parameters
    ----------
    table : the schema's StridedSliceOptions
    begin, end, strides : arrays of integers
    rank : int, of the tensor that is sliced

    Raises
    ------
    GraphError
        If the bounds do not fit the tensor, or the settings are not supported.
    """
    if table.Offset():
        raise GraphError("the ends of its slices are distances, which is not supported")
    bounds = [np.atleast_1d(values).tolist() for values in (begin, end, strides)]
    index: list[Index] = []
    if len({len(values) for values in bounds}) > 1 or 0 in bounds[2]:
        raise GraphError("its bounds do not fit its input")
    for place, (first, last, step) in enumerate(zip(*bounds, strict=True)):
        ellipsis, new, shrunk, no_first, no_last = (
            mask >> place & 1
            for mask in (
                table.EllipsisMask(),
                table.NewAxisMask(),
                table.ShrinkAxisMask(),
                table.BeginMask(),
                table.EndMask(),
            )
        )
        if ellipsis or new:
            index.append(... if ellipsis else None)
        elif shrunk:
            # The interpreter's mask takes precedence over the first element.
            index.append(0 if no_first else first)
            if step < 0:
                raise GraphError("it takes one element of an axis with a negative stride")
        else:
            index.append(slice(None if no_first else first, None if no_last else last, step))
    if sum(one is not None and one is not ... for one in index) > rank:
        raise GraphError("its bounds do not fit its input")
    return tuple(index)


def strided_slice_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options of STRIDED_SLICE."""
    begin, end, strides = (constant(number) for number in (1, 2, 3))
    index = index_of(settings.required(table), begin, end, strides, len(shape))
    if any(one is None or one is ... for one in index):
        raise GraphError(
            "its ellipsis and new axes are not supported, as the interpreter has neither; slice "
            "every axis by itself and add axes by a reshape."
        )
    if len(index) < len(shape):
        raise GraphError(f"its bounds are for {len(index)} axes, expected {len(shape)}")
    places = []
    for one, size in zip(index, shape, strict=True):
        if isinstance(one, slice):
            places.append(range(size)[one])
        elif isinstance(one, int):
            at = settings.place(one, size)
            places.append(range(at, at + 1))
    if not all(places):
        raise GraphError(f"it keeps nothing of shape {shape}")
    return {
        "starts": tuple(place.start for place in places),
        "strides": tuple(place.step for place in places),
        "counts": tuple(len(place) for place in places),
        "shrunk": tuple(axis for axis, one in enumerate(index) if not isinstance(one, slice)),
    }


def slice_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options of SLICE; a size of -1 takes all that follows."""
    begin, size = (constant(number).ravel().tolist() for number in (1, 2))
    if len(begin) != len(shape) or len(size) != len(shape):
        raise GraphError(f"its bounds are for {len(begin)} axes, expected {len(shape)}")
    counts = [n - at if k == -1 else k for at, k, n in zip(begin, size, shape, strict=True)]
    for first, count, here in zip(begin, counts, shape, strict=True):
        if first < 0 or count < 1 or first + count > here:
            raise GraphError(f"{count} elements from {first} on are outside an axis of {here}")
    return {
        "starts": tuple(begin),
        "strides": (1,) * len(shape),
        "counts": tuple(counts),
        "shrunk": (),
    }


def check(name: str, options: Options, x: Tensor, out: Tensor) -> None:
    """Check types, shapes and quantisation."""
    require_moved(TYPES, x, out)
    require_one_scale(x, out)
    require_rank_up_to(MOST_DIMENSIONS[name], x)
    kept = [n for axis, n in enumerate(options["counts"]) if axis not in options["shrunk"]]
    require_shape(out, kept)


def reference(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Take the elements at all places."""
    parts = zip(options["starts"], options["strides"], options["counts"], strict=True)
    places = [start + stride * np.arange(count) for start, stride, count in parts]
    return x[np.ix_(*places)].reshape(shape)


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer, which reads every so manyth element; the steps may be negative."""
    options, steps = operator.options, steps_of(graph.tensors[operator.inputs[0]].shape)
    reads = [step * stride for step, stride in zip(steps, options["strides"], strict=True)]
    first = sum(start * step for start, step in zip(options["starts"], steps, strict=True))
    taken = move(options["counts"], reads, first_read=first)
    return moving_layer(graph, operator, [taken])


def _spec(name, version, inputs, options, table):
    return OperatorSpec(
        name,
        version=version,
        inputs=(inputs, inputs),
        check=lambda *arguments: check(name, *arguments),
        lower=lower,
        int8=reference,
        float32=reference,
        int16=reference,
        boolean=reference,
        table=table,
        options=options,
        data_inputs=1,
        moves=True,
    )


SPECS = (
    _spec("STRIDED_SLICE", 8, 4, strided_slice_options, "StridedSliceOptions"),
    _spec("SLICE", 6, 3, slice_options, "SliceOptions"),
)
