"""int8 operators of one input as tables of 256 outputs, one for each possible input."""

from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, Operator, Tensor
from tinyml_kit.ops.arithmetic import int32, multiply_by_quantized_multiplier, quantize_multiplier
from tinyml_kit.ops.layer import Constant, Layer, make_layer

EVERY_INT8 = np.arange(-128, 128)


def table(y: np.ndarray) -> dict[str, np.ndarray]:
    """Return the parameters of an operator that has these outputs for inputs of -128 to 127."""
    return {"table": np.clip(y, -128, 127).astype(np.int8)}


def rescaled(x: Tensor, real: float, output: Tensor) -> np.ndarray:
    """Return every int8 of an input, times a real factor, as the output stores it."""
    return scaled(EVERY_INT8 - x.zero_point, real, output)


def scaled(steps: np.ndarray, real: float, output: Tensor) -> np.ndarray:
    """Return distances from an input's zero point, times a real factor, as the output stores it."""
    y = multiply_by_quantized_multiplier(steps, *quantize_multiplier(real))
    return int32(y.astype(np.int64) + output.zero_point)


def look_up(params: dict[str, Any], options: dict, shape: tuple, x: np.ndarray) -> np.ndarray:
    """Look up the output of each element."""
    return params["table"][x.astype(np.int32) + 128]


def lower_table(graph: Graph, operator: Operator, params: dict[str, Any]) -> Layer:
    """Return the Layer of an operator that looks its outputs up."""
    answers = Constant(params["table"], "the outputs for inputs of -128 to 127")
    sizes = {"SIZE": graph.tensors[operator.outputs[0]].size}
    return make_layer(graph, operator, sizes, constants={"table": answers})


def lower_elementwise(graph: Graph, operator: Operator, **parts: Any) -> Layer:
    """Return the Layer of a float32 operator that computes each element from one element."""
    return make_layer(graph, operator, {"SIZE": graph.tensors[operator.outputs[0]].size}, **parts)
