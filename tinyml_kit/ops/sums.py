"""ADD_N: the sum of several tensors of one shape and one scale.

| operator | inputs | options | int8 parameters |
|---|---|---|---|
| ADD_N | x, y, … | none | input_offset, output_offset, left_shift, multiplier, shift |

The interpreter starts an int8 sum with one zero point too many, as if another 0 were added that is
stored as 0; so does the kit.
"""

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops.arithmetic import quantize_multiplier
from tinyml_kit.ops.layer import Layer, Scaling, make_layer
from tinyml_kit.ops.moves import names_of_inputs
from tinyml_kit.ops.pairs import as_operands
from tinyml_kit.ops.scaling import requantize
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import require_one_scale, require_same_type, require_shape

# The interpreter computes in units of 2^-20 of twice the inputs' scale: the sum of more is wrapped.
LEFT_SHIFT, MOST_INPUTS = 19, 15


def check(options: Options, *tensors: Tensor | None) -> None:
    """Check types, shapes and quantisation."""
    known = [tensor for tensor in tensors if tensor is not None]
    if len(known) < len(tensors):
        raise GraphError("one of its inputs is left out")
    *inputs, out = known
    require_same_type(*known)
    require_one_scale(*known)
    for x in inputs:
        require_shape(out, x.shape)
        if x.dtype == np.int8 and (x.scale, x.zero_point) != (
            inputs[0].scale,
            inputs[0].zero_point,
        ):
            raise GraphError("its inputs are quantised differently")


def params_of(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return the parameters."""
    if output.dtype == np.float32:
        return {}
    x = inputs[0]
    real = np.float64(x.scale) / (2.0**LEFT_SHIFT * np.float64(output.scale))
    multiplier, shift = quantize_multiplier(real)
    if not 0 < real < 1 or shift > 0:
        raise GraphError(
            f"the scales of its inputs and of its output lie too far apart (factor {real:.3g})"
        )
    return {
        "input_offset": -(len(inputs) + 1) * x.zero_point,
        "output_offset": output.zero_point,
        "left_shift": LEFT_SHIFT,
        "multiplier": multiplier,
        "shift": shift,
    }


def int8(params: Params, options: Options, shape: Shape, *inputs: Array) -> Array:
    """Add, and bring the sum to the scale of the output."""
    sums = np.sum(inputs, axis=0, dtype=np.int64) + params["input_offset"]
    return requantize(sums << params["left_shift"], params)


def float32(params: Params, options: Options, shape: Shape, *inputs: Array) -> Array:
    """Add in the order of the inputs."""
    total = np.zeros(shape, np.float32)
    for x in inputs:
        total = total + x
    return total


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer, with the operands input_0, input_1, …

    Sizes: SIZE. int8: OFFSET of the sum, OUTPUT_OFFSET, LEFT_SHIFT; scaling output.
    """
    tensors = [graph.tensors[index] for index in operator.inputs]
    parts = as_operands(tensors, names_of_inputs(operator), [(1,)] * len(tensors))
    sizes = {"SIZE": graph.tensors[operator.outputs[0]].size}
    if tensors[0].dtype == np.float32:
        return make_layer(graph, operator, sizes, **parts)
    sizes |= {
        "OFFSET": params["input_offset"],
        "OUTPUT_OFFSET": params["output_offset"],
        "LEFT_SHIFT": params["left_shift"],
    }
    scalings = {"output": Scaling.of(params["multiplier"], params["shift"])}
    return make_layer(graph, operator, sizes, scalings=scalings, **parts)


SPECS = (
    OperatorSpec(
        "ADD_N",
        version=1,
        inputs=(2, MOST_INPUTS),
        check=check,
        lower=lower,
        int8=int8,
        float32=float32,
        params=params_of,
        in_place=True,
    ),
)
