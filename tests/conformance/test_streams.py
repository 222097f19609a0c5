"""Wake words' networks made by others, which remember a second and a half of a stream."""

import numpy as np
import pytest

from tests.support import comparing
from tinyml_kit.graph.plan import plan
from tinyml_kit.ladder import climb
from tinyml_kit.rungs.interpreters import reference
from tinyml_kit.rungs.protocol import RungMissing
from tinyml_kit.rungs.qemu import emulated


@pytest.fixture(scope="module", params=["alexa", "okay_nabu"])
def word(real_data, request):
    """Return a model whose output is uint8."""
    return (real_data / "models" / "micro_wake_word" / f"{request.param}.tflite").read_bytes()


def sequences(count, steps):
    return np.random.default_rng(5).integers(-128, 128, (count, steps, 3, 40)).astype(np.int8)


def test_every_tensor_of_every_step_is_the_interpreters(word, tmp_path):
    inputs = sequences(2, 40)
    graph, expected = comparing.oracle(word, inputs)
    assert len(graph.states) == 6
    comparing.assert_equal(graph, expected, comparing.reference_run(graph, inputs))
    compiled = comparing.c_run(word, graph, inputs, tmp_path, sanitize=True)
    comparing.assert_equal(graph, expected, compiled)
    # Given the same in each step, it answers to what it remembers.
    same = np.repeat(sequences(1, 1), 40, axis=1)
    (dense,) = [one for one in graph.operators if one.name == "FULLY_CONNECTED"]
    between = comparing.reference_run(graph, same).intermediates
    assert len(np.unique(between[dense.outputs[0]])) > 5
    assert plan(graph).state_bytes == sum(graph.tensors[index].nbytes for index in graph.states)


def test_an_emulated_chip_remembers_the_same(word, tmp_path):
    inputs = sequences(2, 12)
    try:
        got = emulated.run(emulated.build(word, tmp_path), inputs)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    expected = reference.run(reference.build(word), inputs)
    np.testing.assert_array_equal(got.outputs[0], expected.outputs[0])


def test_blocks_do_not_matter(word, monkeypatch):
    monkeypatch.setattr(climb, "BLOCK_BYTES", 1)
    ladder = climb.run(word, sequences(3, 10), ["reference", "tflm"])
    assert [row.status for row in ladder.rungs] == ["equal", "equal"]
