"""QUANTIZE, DEQUANTIZE: between real numbers and stored integers, and between two scales.

| operator | inputs | options | parameters |
|---|---|---|---|
| QUANTIZE | x | none | int8 to int8: table (256,) int8; float32: scale, zero_point, dtype; other \
integers: those of `rescaling` |
| DEQUANTIZE | x | none | scale, zero_point |
"""

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops.arithmetic import round_half_away
from tinyml_kit.ops.layer import Layer, make_layer
from tinyml_kit.ops.rescaling import lower_rescale, rescale, rescale_params
from tinyml_kit.ops.scaling import ratio
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tables import look_up, lower_table, rescaled, table
from tinyml_kit.ops.tensor_checks import FLOAT, INT8, INT16, UINT8, require_one_scale, require_shape

# What QUANTIZE makes of each type.
CONVERSIONS = {
    "float32": ("int8", "int16"),
    "int8": ("int8", "int16", "int32", "uint8"),
    "uint8": ("int8",),
    "int16": ("int8", "int16", "int32"),
    "int32": ("int8", "int16"),
}


def check_quantize(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types, shapes and quantisation."""
    if out.dtype.name not in CONVERSIONS.get(x.dtype.name, ()):
        raise GraphError(
            f"{x.dtype} to {out.dtype} is not supported; it converts float32 to int8 or int16, "
            "between integers of 8, 16 and 32 bits, and uint8 from and to int8 alone"
        )
    require_one_scale(x, out, any_zero_point=True)
    for tensor in (x, out):
        if tensor.dtype == np.int32 and (tensor.quantization is None or tensor.zero_point):
            raise GraphError(
                f"tensor {tensor.index} ({tensor.name}) is int32 and needs a scale and the zero "
                "point 0"
            )
    require_shape(out, x.shape)


def check_dequantize(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types, shapes and quantisation."""
    if x.dtype not in (INT8, UINT8, INT16) or out.dtype != FLOAT:
        raise GraphError(
            f"{x.dtype} to {out.dtype} is not supported; it converts int8, uint8 or int16 to "
            "float32"
        )
    require_one_scale(x)
    require_shape(out, x.shape)


def quantize_params(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return, for int8, a table from one scale to another; for float32, the output's scale."""
    x = inputs[0]
    if x.dtype == np.float32:
        how = {"scale": output.scale, "zero_point": output.zero_point, "dtype": output.dtype}
        return how | {"limits": (int(np.iinfo(output.dtype).min), int(np.iinfo(output.dtype).max))}
    if (x.dtype, output.dtype) != (INT8, INT8):
        return rescale_params(x, output)
    return table(rescaled(x, ratio(x, output), output))


def dequantize_params(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return the input's scale and zero point."""
    return {"scale": inputs[0].scale, "zero_point": inputs[0].zero_point}


def quantize_integers(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Bring integers to another scale, or another number of bits."""
    find = look_up if "table" in params else rescale
    return find(params, options, shape, x)


def quantize_float32(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Turn float32 into int8 or int16, rounding halves away from zero."""
    # Beyond ±65536 steps every zero point gives a limit. What overflows float32 lies there.
    with np.errstate(over="ignore"):
        steps = np.clip(x / params["scale"], -65536, 65536)
    steps = round_half_away(steps).astype(np.float64)
    return np.clip(steps + params["zero_point"], *params["limits"]).astype(params["dtype"])


def dequantize_integers(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Turn stored integers into float32; the product is in double precision."""
    real = np.float64(params["scale"]) * (x.astype(np.int32) - params["zero_point"])
    return real.astype(np.float32)


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer: a table from one int8 scale to another, otherwise a formula.

    The formula to or from float32 has the sizes SIZE and ZERO_POINT, to float32 also LOW and HIGH,
    and the value scale.
    """
    if "table" in params:
        return lower_table(graph, operator, params)
    if "multiplier" in params:
        return lower_rescale(graph, operator, params)
    size = graph.tensors[operator.outputs[0]].size
    sizes = {"SIZE": size, "ZERO_POINT": params["zero_point"]}
    sizes |= dict(zip(("LOW", "HIGH"), params.get("limits", ()), strict=False))
    return make_layer(graph, operator, sizes, values={"scale": params["scale"]})


SPECS = (
    OperatorSpec(
        "QUANTIZE",
        version=4,
        inputs=(1, 1),
        check=check_quantize,
        lower=lower,
        int8=quantize_integers,
        float32=quantize_float32,
        int16=quantize_integers,
        params=quantize_params,
        in_place=True,
    ),
    OperatorSpec(
        "DEQUANTIZE",
        version=6,
        inputs=(1, 1),
        check=check_dequantize,
        lower=lower,
        int8=dequantize_integers,
        float32=None,
        int16=dequantize_integers,
        params=dequantize_params,
    ),
)
