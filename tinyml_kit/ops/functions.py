"""SQUARE, SQRT, RSQRT, EXP, LOG, SIN, COS, FLOOR, CEIL, ROUND: a function of each element.

| operator | inputs | options | int8 parameters |
|---|---|---|---|
| SQUARE | x | none | none: the interpreter has it for float32 only |
| SQRT | x | none | none: float32 only |
| RSQRT | x | none | table (256,) int8: the outputs for -128, …, 127; int16: multiplier, shift |
| EXP | x | none | none: float32 only |
| LOG | x | none | none: float32 only |
| SIN | x | none | none: float32 only |
| COS | x | none | none: float32 only |
| FLOOR | x | none | none: float32 only |
| CEIL | x | none | none: float32 only |
| ROUND | x | none | none: float32 only |

LOG, SIN and COS are computed in double precision and rounded; the C library's differ from that by
up to two units in the last place. ROUND takes the even one of two neighbours that are equally near.
The interpreter refuses to compute RSQRT of a negative integer; the kit answers as for 0.
"""

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops.arithmetic import int32, multiply_by_quantized_multiplier, quantize_multiplier
from tinyml_kit.ops.curves import inverse_square_root
from tinyml_kit.ops.exponential import exp
from tinyml_kit.ops.layer import Layer, Scaling, make_layer
from tinyml_kit.ops.scaling import clamp
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tables import EVERY_INT8, look_up, lower_elementwise, lower_table, table
from tinyml_kit.ops.tensor_checks import require_elementwise

# By so many bits a reciprocal root is longer than an integer.
FINER_BITS = 20


def rsqrt_params(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return the factor from the fixed point of 1 / sqrt(x) to the output; of int8, the answers."""
    x = inputs[0]
    if x.dtype == np.float32:
        return {}
    real = 1.0 / (np.sqrt(np.float64(x.scale)) * np.float64(output.scale))
    multiplier, shift = quantize_multiplier(real)
    if shift < FINER_BITS - 31:
        raise GraphError(f"its scales give the factor {real:.3g}, too small for 32 bits")
    params: Params = {"multiplier": multiplier, "shift": shift - FINER_BITS}
    if x.dtype == np.int16:
        return params
    y = _root(EVERY_INT8 - x.zero_point, params).astype(np.int64) + output.zero_point
    return table(np.where(EVERY_INT8 > x.zero_point, int32(y), 127))


def _root(steps, params):
    root, bits = inverse_square_root(np.maximum(steps, 1))
    finer = multiply_by_quantized_multiplier(1, root, FINER_BITS - bits)
    return multiply_by_quantized_multiplier(finer, params["multiplier"], params["shift"])


def rsqrt_int16(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Return 1 / sqrt(x) in fixed point."""
    root = _root(x.astype(np.int64), params)
    return clamp(np.where(x > 0, root, 32767), {}, x.dtype)


def _function(compute):
    def float32(params: Params, options: Options, shape: Shape, x: Array) -> Array:
        with np.errstate(all="ignore"):
            return compute(x)

    return float32


def _in_double(function):
    return lambda x: function(x.astype(np.float64)).astype(np.float32)


def nearest_even(x: np.ndarray) -> np.ndarray:
    """Round to the nearest whole number, of two equally near ones to the even one."""
    below = np.floor(x)
    rest = x - below
    down = (rest < 0.5) | ((rest == 0.5) & (np.mod(below, 2) == 0))
    return np.where(down, below, below + np.float32(1))


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer: SIZE numbers, by a table for int8 and a formula for others.

    int16 has the size FINER_BITS, and the scaling output.
    """
    if "table" in params:
        return lower_table(graph, operator, params)
    if "multiplier" in params:
        sizes = {"SIZE": graph.tensors[operator.outputs[0]].size, "FINER_BITS": FINER_BITS}
        scaling = Scaling.of(params["multiplier"], params["shift"])
        return make_layer(graph, operator, sizes, scalings={"output": scaling})
    return lower_elementwise(graph, operator)


def _spec(name, version, compute, **integers):
    return OperatorSpec(
        name,
        version=version,
        inputs=(1, 1),
        check=require_elementwise,
        lower=lower,
        float32=_function(compute),
        in_place=True,
        **({"int8": None} | integers),
    )


SPECS = (
    _spec("SQUARE", 1, np.square),
    _spec("SQRT", 1, np.sqrt),
    _spec(
        "RSQRT",
        3,
        lambda x: np.float32(1) / np.sqrt(x),
        int8=look_up,
        int16=rsqrt_int16,
        params=rsqrt_params,
    ),
    _spec("EXP", 2, exp),
    _spec("LOG", 2, _in_double(np.log)),
    _spec("SIN", 1, _in_double(np.sin)),
    _spec("COS", 1, _in_double(np.cos)),
    _spec("FLOOR", 1, np.floor),
    _spec("CEIL", 1, np.ceil),
    _spec("ROUND", 1, nearest_even),
)
