"""MEAN: the mean over whole axes.

| operator | inputs | options | parameters of int8 and int16 |
|---|---|---|---|
| MEAN | x | axes (sorted, from 0), keep_dims | input_offset, output_offset, count, multiplier, \
shift |
"""

from math import prod

import numpy as np

from tinyml_kit.graph.model import Graph, Operator, Tensor
from tinyml_kit.ops.arithmetic import quantize_multiplier
from tinyml_kit.ops.axes import check_axes, read_axes
from tinyml_kit.ops.layer import ExportError, Layer, Scaling, make_layer
from tinyml_kit.ops.loops import reduction
from tinyml_kit.ops.scaling import ratio, requantize
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape


def params_of(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return the parameters; the multiplier includes 1 / count."""
    if output.dtype == np.float32:
        return {}
    x = inputs[0]
    count = prod(x.shape[axis] for axis in options["axes"])
    multiplier, shift = quantize_multiplier(ratio(x, output))
    # The shift keeps the divided multiplier as long as it was.
    extra = max(min(count.bit_length() - 1, 32, 31 + shift), 0)
    return {
        "input_offset": -x.zero_point,
        "output_offset": output.zero_point,
        "count": count,
        "multiplier": (multiplier << extra) // count,
        "shift": shift - extra,
    }


def integers(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Average over whole axes; the division is part of the multiplier."""
    sums = x.sum(axis=options["axes"], dtype=np.int64) + params["input_offset"] * params["count"]
    return requantize(sums, params, x.dtype).reshape(shape)


def float32(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Average over whole axes; the sum is in the interpreter's order."""
    axes = options["axes"]
    kept = [axis for axis in range(x.ndim) if axis not in axes]
    x = x.transpose(*axes, *kept).reshape(-1, *(x.shape[axis] for axis in kept))
    sums = np.zeros(x.shape[1:], np.float32)
    for values in x:
        sums = sums + values
    return (sums / np.float32(len(x))).reshape(shape)


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer.

    Sizes: those of `reduction`. int8, int16: OUTPUT_OFFSET, LOW, HIGH; values offset (where a sum
    starts) and count; scaling: output, which also divides by count. float32: value count.
    """
    x = graph.tensors[operator.inputs[0]]
    sizes = reduction(x.shape, operator.options["axes"])
    if x.dtype == np.float32:
        values = {"count": sizes["FIRST"] * sizes["SECOND"]}
        return make_layer(graph, operator, sizes, values=values)
    offset = params["input_offset"] * params["count"]
    if abs(offset) - int(np.iinfo(x.dtype).min) * params["count"] >= 2**31:
        raise ExportError(f"the sum of {params['count']} numbers may need more than 32 bits.")
    limits = np.iinfo(x.dtype)
    sizes |= {"OUTPUT_OFFSET": params["output_offset"]}
    sizes |= {"LOW": int(limits.min), "HIGH": int(limits.max)}
    return make_layer(
        graph,
        operator,
        sizes,
        values={"offset": offset, "count": params["count"]},
        scalings={"output": Scaling.of(params["multiplier"], params["shift"])},
    )


SPECS = (
    OperatorSpec(
        "MEAN",
        version=3,
        inputs=(2, 2),
        check=check_axes,
        lower=lower,
        int8=integers,
        float32=float32,
        int16=integers,
        table="ReducerOptions",
        options=read_axes,
        params=params_of,
        data_inputs=1,
    ),
)
