"""QUANTIZE, DEQUANTIZE: between real numbers and stored integers, and between two scales.

| operator | inputs | options | parameters |
|---|---|---|---|
| QUANTIZE | x | none | int8: table (256,) int8; float32: scale, zero_point |
| DEQUANTIZE | x | none | scale, zero_point |
"""

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops.arithmetic import round_half_away
from tinyml_kit.ops.layer import Layer, make_layer
from tinyml_kit.ops.scaling import ratio
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tables import look_up, lower_table, rescaled, table
from tinyml_kit.ops.tensor_checks import FLOAT, INT8, require_one_scale, require_shape


def check_quantize(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types, shapes and quantization."""
    if x.dtype not in (INT8, FLOAT) or out.dtype != INT8:
        raise GraphError(
            f"{x.dtype} to {out.dtype} is not supported; it converts int8 or float32 to int8"
        )
    require_one_scale(x, out)
    require_shape(out, x.shape)


def check_dequantize(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types, shapes and quantization."""
    if (x.dtype, out.dtype) != (INT8, FLOAT):
        raise GraphError(f"{x.dtype} to {out.dtype} is not supported; it converts int8 to float32")
    require_one_scale(x)
    require_shape(out, x.shape)


def quantize_params(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return, for int8, a table from one scale to another; for float32, the output's scale."""
    x = inputs[0]
    if x.dtype == np.float32:
        return {"scale": output.scale, "zero_point": output.zero_point}
    return table(rescaled(x, ratio(x, output), output))


def dequantize_params(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return the input's scale and zero point."""
    return {"scale": inputs[0].scale, "zero_point": inputs[0].zero_point}


def quantize_float32(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Turn float32 into int8, rounding halves away from zero."""
    # Beyond ±256 steps every zero point gives a limit of int8. What overflows float32 lies there.
    with np.errstate(over="ignore"):
        steps = np.clip(x / params["scale"], -256, 256)
    steps = round_half_away(steps).astype(np.float64)
    return np.clip(steps + params["zero_point"], -128, 127).astype(np.int8)


def dequantize_int8(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Turn int8 into float32; the product is in double precision."""
    real = np.float64(params["scale"]) * (x.astype(np.int32) - params["zero_point"])
    return real.astype(np.float32)


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer: a table from one int8 scale to another, otherwise a formula.

    The formula has the sizes SIZE and ZERO_POINT, and the value scale.
    """
    if "table" in params:
        return lower_table(graph, operator, params)
    size = graph.tensors[operator.outputs[0]].size
    sizes = {"SIZE": size, "ZERO_POINT": params["zero_point"]}
    return make_layer(graph, operator, sizes, values={"scale": params["scale"]})


SPECS = (
    OperatorSpec(
        "QUANTIZE",
        version=4,
        inputs=(1, 1),
        check=check_quantize,
        lower=lower,
        int8=look_up,
        float32=quantize_float32,
        params=quantize_params,
        in_place=True,
    ),
    OperatorSpec(
        "DEQUANTIZE",
        version=6,
        inputs=(1, 1),
        check=check_dequantize,
        lower=lower,
        int8=dequantize_int8,
        float32=None,
        params=dequantize_params,
    ),
)
