"""SUM, REDUCE_MAX, _MIN and _ALL, ARG_MAX, ARG_MIN: one number for all elements along some axes.

| operator | inputs | options | parameters of integers |
|---|---|---|---|
| SUM | x | axes (sorted, from 0), keep_dims | input_offset, output_offset, count, multiplier, \
shift |
| REDUCE_MAX | x | the same | none |
| REDUCE_MIN | x | the same | none |
| REDUCE_ALL | x (bool) | the same | none |
| ARG_MAX | x | axis (from 0) | none |
| ARG_MIN | x | axis | none |

ARG_MAX and ARG_MIN give places along the axis, in int32; of equal numbers the first one's.
"""

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import settings
from tinyml_kit.ops.arithmetic import quantize_multiplier
from tinyml_kit.ops.axes import check_axes, read_axes, require_left
from tinyml_kit.ops.layer import ExportError, Layer, Scaling, make_layer
from tinyml_kit.ops.loops import reduction
from tinyml_kit.ops.scaling import FLOAT_MAX, ratio, requantize
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import (
    require_one_scale,
    require_same_type,
    require_shape,
    require_types,
)


def check_extreme(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types, shapes and quantisation, which has to be the same."""
    check_axes(options, x, out)
    if x.dtype == np.int8 and (x.scale, x.zero_point) != (out.scale, out.zero_point):
        raise GraphError("its input and output are quantised differently")


def check_all(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types and shapes."""
    require_types((x, out), ("bool", "bool"))
    require_left(options, x, out)


def sum_params(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return the parameters of SUM."""
    if output.dtype == np.float32:
        return {}
    x = inputs[0]
    multiplier, shift = quantize_multiplier(ratio(x, output))
    return {
        "input_offset": -x.zero_point,
        "output_offset": output.zero_point,
        "count": prod(x.shape[axis] for axis in options["axes"]),
        "multiplier": multiplier,
        "shift": shift,
    }


def sum_integers(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Add, and bring the sum to the scale of the output."""
    sums = x.sum(axis=options["axes"], dtype=np.int64) + params["input_offset"] * params["count"]
    return requantize(sums, params, x.dtype).reshape(shape)


def sum_float32(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Add in the interpreter's order."""
    rows = _rows(options["axes"], x)
    sums = np.zeros(rows.shape[1:], np.float32)
    for values in rows:
        sums = sums + values
    return sums.reshape(shape)


def largest(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Return the largest element."""
    return np.maximum.reduce(_rows(options["axes"], x)).reshape(shape)


def smallest(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Return the smallest element."""
    return np.minimum.reduce(_rows(options["axes"], x)).reshape(shape)


def every(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Tell whether all are true."""
    return x.all(axis=options["axes"]).reshape(shape)


def _rows(axes, x):
    """Return all elements of some axes one after the other, in front of the other axes."""
    kept = [axis for axis in range(x.ndim) if axis not in axes]
    return x.transpose(*axes, *kept).reshape(-1, *(x.shape[axis] for axis in kept))


def lower_sum(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer.

    Sizes: those of `reduction`; value count, of the numbers in a sum. Integers: OUTPUT_OFFSET, LOW,
    HIGH; value offset, where a sum starts; scaling output.
    """
    x = graph.tensors[operator.inputs[0]]
    sizes = reduction(x.shape, operator.options["axes"])
    count = sizes["FIRST"] * sizes["SECOND"]
    if x.dtype == np.float32:
        return make_layer(graph, operator, sizes, values={"count": count})
    limits = np.iinfo(x.dtype)
    offset = params["input_offset"] * count
    if abs(offset) - int(limits.min) * count >= 2**31:
        raise ExportError(f"the sum of {count} numbers may need more than 32 bits.")
    sizes |= {
        "OUTPUT_OFFSET": params["output_offset"],
        "LOW": int(limits.min),
        "HIGH": int(limits.max),
    }
    values = {"offset": offset, "count": count}
    scaling = Scaling.of(params["multiplier"], params["shift"])
    return make_layer(graph, operator, sizes, values=values, scalings={"output": scaling})


def lower_extreme(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer. Sizes: those of `reduction`; value start: no number lies beyond it."""
    x = graph.tensors[operator.inputs[0]]
    sizes = reduction(x.shape, operator.options["axes"])
    if x.dtype == np.bool_:
        return make_layer(graph, operator, sizes, element="any", values={"start": 1})
    highest = FLOAT_MAX if x.dtype == np.float32 else np.int8(127)
    lowest = -FLOAT_MAX if x.dtype == np.float32 else np.int8(-128)
    values = {"start": lowest if operator.name == "REDUCE_MAX" else highest}
    return make_layer(graph, operator, sizes, element="any", values=values)


def read_axis(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the option of an operator along one axis."""
    axis = constant(1)
    if axis.size != 1:
        raise GraphError(f"it takes one axis, not {axis.size}")
    return {"axis": settings.axis(int(axis.ravel()[0]), len(shape))}


def check_place(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types and shapes."""
    require_same_type(x)
    require_one_scale(x)
    if out.dtype != np.int32:
        raise GraphError(
            f"its output is {out.dtype}, but the interpreter gives int32; convert it with "
            "output_type=tf.int32."
        )
    axis = options["axis"]
    require_shape(out, x.shape[:axis] + x.shape[axis + 1 :])


def place_of_largest(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Return the place of the first of the largest elements."""
    return np.asarray(np.argmax(x, axis=options["axis"]), np.int32)


def place_of_smallest(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Return the place of the first of the smallest elements."""
    return np.asarray(np.argmin(x, axis=options["axis"]), np.int32)


def lower_place(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer. Sizes: those of `reduction`."""
    x = graph.tensors[operator.inputs[0]]
    sizes = reduction(x.shape, (operator.options["axis"],))
    return make_layer(graph, operator, sizes, element="any")


def over_axes(
    name: str, version: int, check: Callable, lower: Callable, **more: Any
) -> OperatorSpec:
    """Return the record of an operator over axes that it leaves out; `more` are its functions."""
    return OperatorSpec(
        name,
        version=version,
        inputs=(2, 2),
        check=check,
        lower=lower,
        table="ReducerOptions",
        options=read_axes,
        data_inputs=1,
        **more,
    )


def _place(name, reference):
    return OperatorSpec(
        name,
        version=3,
        inputs=(2, 2),
        check=check_place,
        lower=lower_place,
        int8=reference,
        float32=reference,
        options=read_axis,
        data_inputs=1,
    )


SPECS = (
    over_axes(
        "SUM",
        2,
        check_axes,
        lower_sum,
        int8=sum_integers,
        float32=sum_float32,
        int16=sum_integers,
        params=sum_params,
    ),
    over_axes("REDUCE_MAX", 3, check_extreme, lower_extreme, int8=largest, float32=largest),
    over_axes("REDUCE_MIN", 3, check_extreme, lower_extreme, int8=smallest, float32=smallest),
    over_axes("REDUCE_ALL", 1, check_all, lower_extreme, int8=None, float32=None, boolean=every),
    _place("ARG_MAX", place_of_largest),
    _place("ARG_MIN", place_of_smallest),
)
