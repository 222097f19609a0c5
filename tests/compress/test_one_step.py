"""One step of a GRU as a file: the state's scale, how near it stays, and what is refused."""

import numpy as np
import pytest

from tinyml_kit.compress import one_step
from tinyml_kit.compress.checks import CompressError
from tinyml_kit.graph import feedback
from tinyml_kit.graph.tflite import read
from tinyml_kit.learning import recurrent
from tinyml_kit.rungs import fed_back

MODEL = recurrent.classifier("gru", 30, 3, 4, 8)
X = np.random.default_rng(0).normal(size=(20, 30, 3)).astype(np.float32)


def drift(mode):
    """Return how far the quantised state is from the exact one, at worst, (steps,)."""
    content, record = one_step.to_tflite(MODEL, mode, X, 20)
    assert (record.mode, record.tflite_bytes, record.samples) == (mode, len(content), 20)
    graph = read(content)
    ((output, _),) = feedback.links(graph)
    given = graph.tensors[graph.inputs[feedback.entry(graph)]]
    stored = (np.rint(X / given.scale) + given.zero_point).astype(given.dtype)
    state = graph.tensors[graph.outputs[output]]
    states = fed_back.run(content, stored).states[0].astype(float)
    exact = recurrent.states(MODEL, X)
    return np.abs((states - state.zero_point) * state.scale - exact).max(axis=(0, 2)), state


def test_states_have_the_range_from_minus_1_to_1_and_stay_near():
    apart, state = drift("int8")
    assert state.scale == pytest.approx(2 / 255) and state.zero_point in (-1, 0)
    # 8 bits of weights, and sums in steps of 1/128, over 30 steps.
    assert 0 < apart.max() < 0.15


def test_sixteen_bits_drift_less():
    assert drift("int16x8")[0].mean() < drift("int8")[0].mean() / 2


def test_the_same_seed_gives_the_same_file():
    one, same, other = (
        one_step.to_tflite(MODEL, "int8", X, 10, seed=seed)[0] for seed in (0, 0, 1)
    )


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (dict(mode="int4"), "mode='int4' is unknown; take one of"),
        (dict(samples=9), "9 recordings of 20 to calibrate with; take at least 10"),
        (dict(samples=21), "21 recordings of 20 to calibrate with"),
        (dict(samples=10.5), "samples"),
    ],
)
def test_what_is_unfit_is_refused(how, said):
    with pytest.raises(CompressError, match=said):
        one_step.to_tflite(MODEL, **({"mode": "int8", "calibration": X, "samples": 10} | how))


def test_recordings_of_another_shape_are_refused():
    with pytest.raises(CompressError, match="one_step.to_tflite"):
        one_step.to_tflite(MODEL, "int8", X[:, :, :2], 10)


@pytest.mark.parametrize("mode", one_step.MODES)
def test_nothing_is_said_that_no_reader_can_use(mode, caplog, recwarn):
    one_step.to_tflite(MODEL, mode, X, 10)
    assert caplog.records == [] and list(recwarn) == []
