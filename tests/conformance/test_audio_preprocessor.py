"""TFLM's own audio preprocessor on its own recordings: every tensor as in TFLM, everywhere."""

import wave
from dataclasses import replace

import numpy as np
import pytest

from tests.support import comparing
from tinyml_kit.rungs import registry
from tinyml_kit.rungs.protocol import RungMissing

SAMPLES, STEP = 480, 320  # of a frame of 30 ms, and from one frame to the next
# The energies, and the same as int32: of 257, the model asks for those from 5 to before 241. The
# interpreter leaves the others as they were in memory; nothing reads them.
ENERGIES, FIRST, LAST = (24, 25), 5, 241
BOARDS = ("atmega1284p", "cortex-m4", "cortex-m0plus", "riscv32")


@pytest.fixture
def model(real_data):
    path = real_data / "models" / "tflm" / "audio_preprocessor_int8.tflite"
    if not path.is_file():
        pytest.skip(f"{path.name} is not among the test data")
    return path


def recordings(model):
    """Return the frames of every recording of a second, one sequence each."""
    found = []
    for path in sorted((model.parent / "testdata").glob("*_1000ms.wav")):
        with wave.open(str(path)) as file:
            samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)
        starts = range(0, len(samples) - SAMPLES + 1, STEP)
        found.append(np.stack([samples[at : at + SAMPLES] for at in starts]))
    return np.stack(found)


def expected_of(model, x):
    """Return the Graph and TFLM's Run, with 0 for the energies that nobody asks for."""
    graph, run = comparing.oracle(model, [x])
    between = dict(run.intermediates)
    for tensor in ENERGIES:
        between[tensor] = between[tensor].copy()
        between[tensor][..., :FIRST] = between[tensor][..., LAST:] = 0
    return graph, replace(run, intermediates=between)


def test_the_whole_model_is_the_interpreters_in_numpy_and_in_c(model, tmp_path):
    x = recordings(model)
    assert x.shape == (4, 49, SAMPLES)
    graph, expected = expected_of(model, x)
    assert len(np.unique(expected.outputs[0])) > 100
    comparing.assert_equal(graph, expected, comparing.reference_run(graph, [x]))
    got = comparing.c_run(model, graph, [x], tmp_path, optimize="-O1", sanitize=True)
    comparing.assert_equal(graph, expected, got)


@pytest.mark.parametrize("board", BOARDS)
def test_the_whole_model_is_the_interpreters_on_a_board(board, model, tmp_path):
    # The same frames in two sequences: the noise is remembered, and forgotten in between.
    x = recordings(model)[[3, 0], 10:16]
    graph, expected = expected_of(model, x)
    device = registry.device(board)
    try:
        built = device.build(model, tmp_path, **registry.rung(board).options)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    got = device.run(built, [x], intermediates=True)
    assert set(got.intermediates) >= {*range(19, 43)}
    comparing.assert_equal(graph, expected, got)
