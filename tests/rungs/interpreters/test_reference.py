"""The rung reference: `graph.reference`, with samples stacked as on every other rung."""

import numpy as np

from tests.support.flatbuffer import Writer
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs.interpreters import reference


def doubling(shape):
    writer = Writer()
    x, y = writer.tensor(shape, np.int8, 0.5), writer.tensor(shape, np.int8, 0.25)
    writer.operator("QUANTIZE", [x], [y])
    writer.inputs, writer.outputs = [x], [y]
    return writer.finish()


def test_samples_lose_their_batch_of_one_and_keep_other_shapes():
    for shape, sample in [((1, 3), (3,)), ((2, 3), (2, 3)), ((1, 1, 2), (1, 2))]:
        built = reference.build(doubling(shape))
        inputs = np.ones((5, *shape), np.int8)
        run = reference.run(built, inputs, intermediates=True)
        assert run.outputs[0].shape == run.intermediates[1].shape == (5, *sample)
        assert (run.outputs[0] == 2).all()
        assert reference.run(built, inputs).intermediates is None


def test_a_graph_is_as_good_as_its_file():
    model = doubling((1, 3))
    assert reference.build(read(model)).graph.operators == reference.build(model).graph.operators
