"""A wake word's network made by others, which remembers a second and a half of a stream."""

import flatbuffers
import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as schema

from tests.support import comparing
from tinyml_kit.graph.plan import plan
from tinyml_kit.ladder import climb
from tinyml_kit.rungs.interpreters import reference
from tinyml_kit.rungs.protocol import RungMissing
from tinyml_kit.rungs.qemu import emulated


@pytest.fixture(scope="module")
def alexa(real_data):
    """Return the model without its last operator, which makes uint8 of int8."""
    path = real_data / "models" / "micro_wake_word" / "alexa.tflite"
    model = schema.ModelT.InitFromPackedBuf(path.read_bytes())
    graph = model.subgraphs[0]
    last = graph.operators.pop()
    graph.outputs = last.inputs
    graph.tensors[last.outputs[0]].type = schema.TensorType.INT8
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def sequences(count, steps):
    return np.random.default_rng(5).integers(-128, 128, (count, steps, 3, 40)).astype(np.int8)


def test_every_tensor_of_every_step_is_the_interpreters(alexa, tmp_path):
    inputs = sequences(2, 40)
    graph, expected = comparing.oracle(alexa, inputs)
    assert len(graph.states) == 6
    comparing.assert_equal(graph, expected, comparing.reference_run(graph, inputs))
    compiled = comparing.c_run(alexa, graph, inputs, tmp_path, sanitize=True)
    comparing.assert_equal(graph, expected, compiled)
    # Given the same in each step, it answers to what it remembers.
    same = np.repeat(sequences(1, 1), 40, axis=1)
    (dense,) = [one for one in graph.operators if one.name == "FULLY_CONNECTED"]
    between = comparing.reference_run(graph, same).intermediates
    assert len(np.unique(between[dense.outputs[0]])) > 5
    assert plan(graph).state_bytes == sum(graph.tensors[index].nbytes for index in graph.states)


def test_an_emulated_chip_remembers_the_same(alexa, tmp_path):
    inputs = sequences(2, 12)
    try:
        got = emulated.run(emulated.build(alexa, tmp_path), inputs)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    expected = reference.run(reference.build(alexa), inputs)
    np.testing.assert_array_equal(got.outputs[0], expected.outputs[0])


def test_blocks_do_not_matter(alexa, monkeypatch):
    monkeypatch.setattr(climb, "BLOCK_BYTES", 1)
    ladder = climb.run(alexa, sequences(3, 10), ["reference", "tflm"])
    assert [row.status for row in ladder.rungs] == ["equal", "equal"]
