"""Models of one step over sequences, on every rung, with their state fed back."""

import numpy as np
import pytest

from tests.support.one_step import adder
from tinyml_kit.compress import one_step
from tinyml_kit.graph import feedback
from tinyml_kit.graph.model import GraphError
from tinyml_kit.graph.tflite import read
from tinyml_kit.learning import recurrent
from tinyml_kit.rungs import fed_back
from tinyml_kit.rungs.protocol import DeviceError, RungMissing

RUNGS = ["tflm", "c", "uno", "mega2560", "atmega1284p", "cortex-m0plus", "cortex-m4", "riscv32"]


@pytest.fixture(scope="module", params=["int8", "int16x8"])
def gru(request):
    """Return the file of one step of a GRU, and sequences."""
    model, random = recurrent.classifier("gru", 12, 3, 4, 6), np.random.default_rng(1)
    x = random.normal(size=(20, 12, 3)).astype(np.float32)
    content, _ = one_step.to_tflite(model, request.param, x, 10)
    graph = read(content)
    tensor = graph.tensors[graph.inputs[feedback.entry(graph)]]
    limits = np.iinfo(tensor.dtype)
    stored = np.rint(x[:3] / tensor.scale) + tensor.zero_point
    return content, np.clip(stored, limits.min, limits.max).astype(tensor.dtype)


def test_a_state_is_carried_from_step_to_step_and_begins_at_zero():
    # In halves from 1 on: 2, then 1, then -1; states are whole numbers from -2 on.
    x = np.full((2, 3, 3), 1, np.int8)
    x[0, :, 0] = 5, 3, -1
    got = fed_back.run(adder(), x)
    assert got.states[0][0, :, 0].tolist() == [0, 1, 0]
    assert (got.states[0][1] == -2).all()
    assert len(got.outputs) == len(got.states) == 1


@pytest.mark.parametrize("rung", RUNGS)
def test_a_gru_remembers_the_same_on_every_rung(rung, gru):
    content, sequences = gru
    expected = fed_back.run(content, sequences)
    try:
        got = fed_back.run(content, sequences, on=rung)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    np.testing.assert_array_equal(got.states[0], expected.states[0])
    np.testing.assert_array_equal(got.outputs[0], expected.outputs[0])
    assert len(np.unique(expected.states[0])) > 20


def test_sequences_do_not_see_each_other(gru):
    content, sequences = gru
    alone = fed_back.run(content, sequences[2:])
    together = fed_back.run(content, sequences)
    np.testing.assert_array_equal(alone.states[0][0], together.states[0][2])


def test_sequences_without_steps_are_refused():
    with pytest.raises(DeviceError, match=r"\(2, 0, 3\) holds no step; give \(n, steps"):
        fed_back.run(adder(), np.zeros((2, 0, 3), np.int8))
    with pytest.raises(DeviceError, match="holds no step"):
        fed_back.run(adder(), np.zeros(3, np.int8))


def test_a_model_without_a_state_is_refused():
    with pytest.raises(GraphError, match="0 pairs"):
        fed_back.run(adder(0.5), np.zeros((1, 2, 3), np.int8))
