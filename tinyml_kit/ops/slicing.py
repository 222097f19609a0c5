"""STRIDED_SLICE: a part of a tensor, with a start, a stride and a count along each axis.

| operator | inputs | options | parameters |
|---|---|---|---|
| STRIDED_SLICE | x | starts, strides, counts (one for each axis of x), shrunk (axes) | none |

A stride may be negative. Axes in `shrunk` have one element and are left out of the output. A slice
of a constant, as in the arithmetic of shapes, is computed ahead by the reader.
"""

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import settings
from tinyml_kit.ops.layer import Layer, make_layer
from tinyml_kit.ops.loops import four_sizes
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import (
    BROADCAST_DIMENSIONS,
    require_one_scale,
    require_same_type,
    require_shape,
)


def index_of(table: Any, begin: Array, end: Array, strides: Array, rank: int) -> tuple:
    """Return an index for NumPy: for each axis a slice, or an integer if the axis is removed.

    Parameters
    ----------
    table : the schema's StridedSliceOptions
    begin, end, strides : arrays of integers, of the first axes
    rank : int, of the tensor that is sliced

    Raises
    ------
    GraphError
        If the bounds do not fit the tensor, or the settings are not supported.
    """
    if table.EllipsisMask() or table.NewAxisMask():
        raise GraphError("its ellipsis and new axes are not supported")
    bounds = [np.atleast_1d(values).tolist() for values in (begin, end, strides)]
    if len({len(values) for values in bounds}) > 1 or len(bounds[0]) > rank or 0 in bounds[2]:
        raise GraphError("its bounds do not fit its input")
    index: list[slice | int] = []
    for axis, (first, last, step) in enumerate(zip(*bounds, strict=True)):
        if table.ShrinkAxisMask() >> axis & 1:
            index.append(first)
        else:
            first = None if table.BeginMask() >> axis & 1 else first
            last = None if table.EndMask() >> axis & 1 else last
            index.append(slice(first, last, step))
    return tuple(index)


def read_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options."""
    begin, end, strides = (constant(number) for number in (1, 2, 3))
    index = index_of(settings.required(table), begin, end, strides, len(shape))
    if len(index) < len(shape):
        raise GraphError(f"its bounds are for {len(index)} axes, expected {len(shape)}")
    places = []
    for one, size in zip(index, shape, strict=True):
        if isinstance(one, int):
            at = settings.place(one, size)
            one = slice(at, at + 1)
        places.append(range(size)[one])
    if not all(places):
        raise GraphError(f"it keeps nothing of shape {shape}")
    return {
        "starts": tuple(place.start for place in places),
        "strides": tuple(place.step for place in places),
        "counts": tuple(len(place) for place in places),
        "shrunk": tuple(axis for axis, one in enumerate(index) if not isinstance(one, slice)),
    }


def check(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types, shapes and quantization."""
    require_same_type(x, out)
    require_one_scale(x, out)
    if len(x.shape) > BROADCAST_DIMENSIONS:
        raise GraphError(f"shape {x.shape} has more than four dimensions")
    kept = [n for axis, n in enumerate(options["counts"]) if axis not in options["shrunk"]]
    require_shape(out, kept)


def reference(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Take the elements at all places."""
    parts = zip(options["starts"], options["strides"], options["counts"], strict=True)
    places = [start + stride * np.arange(count) for start, stride, count in parts]
    return x[np.ix_(*places)].reshape(shape)


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer: SIZE_0 to SIZE_3 elements at FIRST + Σ index · STEP, which may be negative.

    Sizes: those and STEP_0 to STEP_3.
    """
    options, shape = operator.options, graph.tensors[operator.inputs[0]].shape
    steps = [prod(shape[axis + 1 :]) for axis in range(len(shape))]
    taken = [step * stride for step, stride in zip(steps, options["strides"], strict=True)]
    sizes = {f"SIZE_{axis}": size for axis, size in enumerate(four_sizes(options["counts"]))}
    sizes |= {f"STEP_{axis}": step for axis, step in enumerate([0] * (4 - len(taken)) + taken)}
    sizes["FIRST"] = sum(start * step for start, step in zip(options["starts"], steps, strict=True))
    return make_layer(graph, operator, sizes, element="any")


SPECS = (
    OperatorSpec(
        "STRIDED_SLICE",
        version=8,
        inputs=(4, 4),
        check=check,
        lower=lower,
        int8=reference,
        float32=reference,
        table="StridedSliceOptions",
        options=read_options,
        data_inputs=1,
    ),
)
