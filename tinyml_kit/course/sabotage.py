"""Models broken on purpose, in ways that real libraries break them, for the ladder to find."""

from pathlib import Path

import flatbuffers
from ai_edge_litert import schema_py_generated as schema

from tinyml_kit.base.errors import BadInput
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs.protocol import model_bytes


class SabotageError(BadInput):
    """A model that cannot be broken in this way."""


def one_scale(model: str | Path | bytes) -> bytes:
    """Return a model whose dense layers keep only their first scale.

    Converters give each output of a dense layer a scale of its own. The Arduino libraries
    Chirale_TensorFLowLite 2.0.0, Arduino_TensorFlowLite and tflm_cortexm read the first scale and
    use it for all outputs, without reporting anything. A correct interpreter computes on the
    changed model what such a library computes on the given one.

    Parameters
    ----------
    model : path or bytes of a .tflite

    Returns
    -------
    bytes of a .tflite

    Raises
    ------
    GraphError, SabotageError
        If the model is not supported, or has no dense layer with several scales.
    """
    graph = read(model)
    dense = [operator for operator in graph.operators if operator.name == "FULLY_CONNECTED"]
    several = [
        index
        for operator in dense
        for index in operator.inputs[1:]
        if index is not None and getattr(graph.tensors[index].quantization, "axis", None) == 0
    ]
    if not several:
        raise SabotageError(
            f"{graph.name}: no dense layer has a scale for each output; convert it without "
            "_experimental_disable_per_channel_quantization_for_dense_layers."
        )
    stored = schema.ModelT.InitFromPackedBuf(model_bytes(model))
    for index in several:
        quantization = stored.subgraphs[0].tensors[index].quantization
        quantization.scale = quantization.scale[:1]
        quantization.zeroPoint = quantization.zeroPoint[:1]
    builder = flatbuffers.Builder()
    builder.Finish(stored.Pack(builder), b"TFL3")
    return bytes(builder.Output())
