"""EQUAL, NOT_EQUAL, GREATER, GREATER_EQUAL, LESS, LESS_EQUAL: two tensors give truth values.

| operator | inputs | options | int8 parameters |
|---|---|---|---|
| EQUAL | x, y | none | input1_offset, input2_offset, left_shift, input1_multiplier, \
input1_shift, input2_multiplier, input2_shift |
| NOT_EQUAL | x, y | none | the same |
| GREATER | x, y | none | the same |
| GREATER_EQUAL | x, y | none | the same |
| LESS | x, y | none | the same |
| LESS_EQUAL | x, y | none | the same |

The output is bool. int8 is compared after both were multiplied by their scales and by 256, and
rounded: numbers that are closer than that are equal. int32 and int64 are compared as they
are stored; truth values are EQUAL or NOT_EQUAL.
"""

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops.arithmetic import multiply_by_quantized_multiplier, quantize_multiplier
from tinyml_kit.ops.layer import Layer, Scaling, make_layer
from tinyml_kit.ops.pairs import lower_operands, require_broadcast
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import (
    BOOL,
    FLOAT,
    INT32,
    INT64,
    require_one_scale,
    require_same_type,
)

LEFT_SHIFT = 8
# What is compared as it is stored, besides float32.
PLAIN = (BOOL, INT32, INT64)
COMPARISONS: dict[str, np.ufunc] = {
    "EQUAL": np.equal,
    "NOT_EQUAL": np.not_equal,
    "GREATER": np.greater,
    "GREATER_EQUAL": np.greater_equal,
    "LESS": np.less,
    "LESS_EQUAL": np.less_equal,
}


def check(options: Options, x: Tensor, y: Tensor, out: Tensor) -> None:
    """Check types, shapes and quantisation."""
    require_same_type(x, y, also=PLAIN)
    if x.dtype == np.int16:
        raise GraphError(
            "it compares int16, for which the interpreter prepares no scales; compare int8 or "
            "float32."
        )
    require_one_scale(x, y)
    if out.dtype != np.bool_:
        raise GraphError(f"its output is {out.dtype}, expected bool")
    require_broadcast(x, y, out)


def params_of(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return the parameters: each input is multiplied by its own scale."""
    if inputs[0].dtype in (FLOAT, *PLAIN):
        return {}
    params: Params = {"left_shift": LEFT_SHIFT}
    for place, tensor in enumerate(inputs, 1):
        multiplier, shift = quantize_multiplier(np.float64(tensor.scale))
        if not tensor.scale < 1 or shift > 0:
            raise GraphError(
                f"the scale of tensor {tensor.index}, {tensor.scale:.6g}, is not below 1, which "
                "the interpreter's arithmetic needs; scale the inputs of the model down."
            )
        params |= {
            f"input{place}_offset": -tensor.zero_point,
            f"input{place}_multiplier": multiplier,
            f"input{place}_shift": shift,
        }
    return params


def _scaled(params, x, y):
    for name, values in (("input1", x), ("input2", y)):
        yield multiply_by_quantized_multiplier(
            (values.astype(np.int32) + params[f"{name}_offset"]) << params["left_shift"],
            params[f"{name}_multiplier"],
            params[f"{name}_shift"],
        )


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer, with the operands left and right.

    Sizes: those of `lower_operands`. int8: LEFT_OFFSET, RIGHT_OFFSET, FINER_BITS; scalings left and
    right. What has no scale has the kernel of int32.
    """
    sizes, parts = lower_operands(graph, operator)
    if graph.tensors[operator.inputs[0]].dtype in PLAIN:
        return make_layer(graph, operator, sizes, element="int32", **parts)
    if params:
        sizes |= {
            "LEFT_OFFSET": params["input1_offset"],
            "RIGHT_OFFSET": params["input2_offset"],
            "FINER_BITS": params["left_shift"],
        }
        parts["scalings"] = {
            name: Scaling.of(params[f"{key}_multiplier"], params[f"{key}_shift"])
            for name, key in (("left", "input1"), ("right", "input2"))
        }
    return make_layer(graph, operator, sizes, **parts)


def _spec(name, version):
    compare = COMPARISONS[name]

    def int8(params: Params, options: Options, shape: Shape, x: Array, y: Array) -> Array:
        return compare(*_scaled(params, x, y))

    def plain(params: Params, options: Options, shape: Shape, x: Array, y: Array) -> Array:
        return compare(x, y)

    return OperatorSpec(
        name,
        version=version,
        inputs=(2, 2),
        check=check,
        lower=lower,
        int8=int8,
        float32=plain,
        int32=plain,
        boolean=plain if name in ("EQUAL", "NOT_EQUAL") else None,
        params=params_of,
    )


SPECS = (
    _spec("EQUAL", 4),
    _spec("NOT_EQUAL", 3),
    _spec("GREATER", 2),
    _spec("GREATER_EQUAL", 3),
    _spec("LESS", 3),
    _spec("LESS_EQUAL", 3),
)
