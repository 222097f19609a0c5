"""Recurrent operators on sequences: each step as in TFLM, in NumPy, compiled C and on boards."""

import numpy as np
import pytest

from benchmarks import lstm_digits
from tests.support import comparing, corpus, random_graphs, random_recurrent
from tinyml_kit.datasets import images
from tinyml_kit.rungs import registry
from tinyml_kit.rungs.protocol import RungMissing

BOARDS = ["atmega1284p", "cortex-m4", "cortex-m0plus", "riscv32"]
TRAINED = ["trained_lstm_int8", "keyword_scrambled_8bit"]


def prepared(seed, dtype, count, steps):
    """Return a model, its sequences, its Graph and TFLM's Run."""
    model = random_recurrent.recurrent(seed, dtype)
    inputs = random_graphs.sequences(model, count, steps)
    return model, inputs, *comparing.oracle(model.content, inputs)


@pytest.mark.parametrize(("seed", "dtype"), corpus.RECURRENT)
def test_every_step_is_the_interpreters(seed, dtype, tmp_path):
    model, inputs, graph, expected = prepared(seed, dtype, 2, 7)
    assert graph.states
    exact = dtype != np.float32
    comparing.assert_equal(graph, expected, comparing.reference_run(graph, inputs), exact)
    got = comparing.c_run(model.content, graph, inputs, tmp_path, optimize="-O1", sanitize=True)
    comparing.assert_equal(graph, expected, got, exact)


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize(("seed", "dtype"), corpus.RECURRENT_ON_BOARDS)
def test_boards_remember_the_same(board, seed, dtype, tmp_path):
    model, inputs, graph, expected = prepared(seed, dtype, 2, 4)
    got = run_on(board, model.content, inputs, tmp_path)
    comparing.assert_equal(graph, expected, got, dtype != np.float32)


def run_on(board, model, inputs, folder):
    device = registry.device(board)
    try:
        built = device.build(model, folder, **registry.rung(board).options)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    return device.run(built, inputs, intermediates=True)


@pytest.fixture(params=TRAINED)
def trained(request, real_data):
    """Return the path of a trained model, sequences of three kinds, its Graph and TFLM's Run."""
    path = real_data / "models" / "tflm" / f"{request.param}.tflite"
    rng = np.random.default_rng(3)
    shape, dtype = ((28, 28), np.int8) if "lstm" in request.param else ((96,), np.int16)
    limits = np.iinfo(dtype)
    inputs = rng.integers(limits.min, limits.max + 1, (3, 6, *shape))
    inputs[1] //= 7
    inputs[2] = inputs[2] // 40 - 60
    inputs = inputs.astype(dtype)
    return path, inputs, *comparing.oracle(path, [inputs])


def test_trained_networks_are_equal_to_the_bit(trained, tmp_path):
    path, inputs, graph, expected = trained
    comparing.assert_equal(graph, expected, comparing.reference_run(graph, [inputs]))
    comparing.assert_equal(graph, expected, comparing.c_run(path, graph, [inputs], tmp_path))


@pytest.mark.parametrize("board", ["cortex-m4", "riscv32"])
def test_trained_networks_are_equal_to_the_bit_on_chips(board, trained, tmp_path):
    path, inputs, graph, expected = trained
    comparing.assert_equal(graph, expected, run_on(board, path, [inputs], tmp_path))


def test_what_came_before_a_reset_is_forgotten(trained):
    path, inputs, graph, expected = trained
    alone = comparing.reference_run(graph, [inputs[1:2]])
    for mine, all_of_them in zip(alone.outputs, expected.outputs, strict=True):
        np.testing.assert_array_equal(mine[0], all_of_them[1])


@pytest.mark.parametrize("rung", ["reference", "c", *BOARDS, "uno", "mega2560"])
def test_digits_read_row_by_row_are_tflms_on_every_rung(rung, real_data, tmp_path):
    path = real_data / "models" / "tflm" / "trained_lstm_int8.tflite"
    file = real_data / "datasets" / "mnist" / "t10k-images-idx3-ubyte.gz"
    rows = lstm_digits.as_rows(images.read_idx(file)[:3])
    graph, expected = comparing.oracle(path, [rows])
    comparing.assert_equal(graph, expected, run_on(rung, path, [rows], tmp_path))
    assert expected.outputs[0].argmax(axis=-1).ravel().tolist() == [7, 2, 1]
