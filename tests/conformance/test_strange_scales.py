"""Models with scales that no training gives: refused, or still equal to TFLM to the bit."""

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

from tests.support import comparing, random_graphs
from tinyml_kit.graph.model import GraphError
from tinyml_kit.rungs.protocol import DeviceError


def strained(content, rng):
    """Return a model of which up to three tensors have other scales, by up to eight decades."""
    model = schema.ModelT.InitFromPackedBuf(content)
    tensors = [tensor for tensor in model.subgraphs[0].tensors if tensor.quantization is not None]
    for tensor in rng.choice(tensors, rng.integers(1, 4)):
        factor = 10 ** (rng.uniform(-1, 1) * rng.choice([1, 3, 8]))
        tensor.quantization.scale = (tensor.quantization.scale * factor).astype(np.float32)
        if tensor.buffer == 0 and rng.random() < 0.3:
            tensor.quantization.zeroPoint = np.array([rng.integers(-128, 128)])
    builder = flatbuffers.Builder()
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def test_what_both_take_is_equal_to_the_bit():
    rng = np.random.default_rng(4)
    taken = 0
    for seed in range(1000, 1120):
        model = random_graphs.make(seed)
        content = strained(model.content, rng)
        inputs = random_graphs.inputs(model, 8)
        try:
            graph, expected = comparing.oracle(content, inputs)
        except (GraphError, DeviceError):
            continue
        taken += 1
        comparing.assert_equal(graph, expected, comparing.reference_run(graph, inputs))
    assert taken > 40
