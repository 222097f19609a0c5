"""Integers brought from one scale to another, for types too wide for a 256-entry table."""

from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, Operator, Tensor
from tinyml_kit.ops.arithmetic import int32, multiply_by_quantized_multiplier, quantize_multiplier
from tinyml_kit.ops.layer import Layer, Scaling, make_layer
from tinyml_kit.ops.scaling import ratio


def rescale_params(x: Tensor, output: Tensor) -> dict[str, Any]:
    """Return the offsets, multiplier and shift from the scale of an input to the output's."""
    multiplier, shift = quantize_multiplier(ratio(x, output))
    return {
        "input_offset": -x.zero_point,
        "output_offset": output.zero_point,
        "multiplier": multiplier,
        "shift": shift,
        "activation_min": int(np.iinfo(output.dtype).min),
        "activation_max": int(np.iinfo(output.dtype).max),
        "dtype": output.dtype,
    }


def rescale(params: dict[str, Any], options: dict, shape: tuple, x: np.ndarray) -> np.ndarray:
    """Bring stored numbers to the scale of the output, and clamp them."""
    y = multiply_by_quantized_multiplier(
        x.astype(np.int64) + params["input_offset"], params["multiplier"], params["shift"]
    )
    y = int32(y.astype(np.int64) + params["output_offset"])
    return np.clip(y, params["activation_min"], params["activation_max"]).astype(params["dtype"])


def lower_rescale(graph: Graph, operator: Operator, params: dict[str, Any], **parts: Any) -> Layer:
    """Return the Layer of a `rescale`.

    Sizes: SIZE, OUTPUT_OFFSET, and LOW and HIGH if CLAMPS, which is 0 for outputs of 32 bits; value
    input_offset; scaling output.
    """
    sizes = {
        "SIZE": graph.tensors[operator.outputs[0]].size,
        "OUTPUT_OFFSET": params["output_offset"],
        "CLAMPS": int(params["dtype"] != np.int32),
    }
    if sizes["CLAMPS"]:
        sizes |= {"LOW": params["activation_min"], "HIGH": params["activation_max"]}
    scalings = {"output": Scaling.of(params["multiplier"], params["shift"])}
    values = {"input_offset": params["input_offset"]}
    how = {"kernel": "rescale", "element": "any", "scalings": scalings, "values": values} | parts
    return make_layer(graph, operator, sizes, **how)
