"""Random models on simulated and emulated boards: every tensor as in TFLM."""

import numpy as np
import pytest

from tests.support import comparing, corpus, random_graphs
from tests.support.flatbuffer import Writer
from tinyml_kit import boards
from tinyml_kit.base import resources
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs import registry
from tinyml_kit.rungs.protocol import RungMissing
from tinyml_kit.rungs.qemu import emulated

# The rungs that QEMU emulates, and one of those that simavr simulates.
EMULATED = [name for name, rung in registry.rungs().items() if rung.module == emulated.__name__]
BOARDS = ["atmega1284p", *EMULATED]
SHIPPED = ["bragg_100px_int8", "digits_article_int8", "digits_uno", "drawn_digits", "gestures",
           "mnist_cnn_int8", "mnist_dense_32_int8", "sine_potentiometer_led", "spoken_digits_int8",
           "two_sensor_and"]  # fmt: skip
SEEDS = corpus.INT8_ON_BOARDS


def run_on(board, model, inputs, folder, intermediates=False):
    device = registry.device(board)
    try:
        built = device.build(model, folder, **registry.rung(board).options)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    return device.run(built, inputs, intermediates)


def assert_equal_on(board, model, inputs, folder, exact=True):
    graph, expected = comparing.oracle(model, inputs)
    got = run_on(board, model, inputs, folder, intermediates=True)
    assert got.intermediates
    comparing.assert_equal(graph, expected, got, exact)


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize("seed", corpus.INT8_ON_BOARDS)
def test_int8_models_are_equal_to_the_bit(board, seed, tmp_path):
    model = random_graphs.make(seed)
    inputs = random_graphs.inputs(model, 6)
    assert_equal_on(board, model.content, inputs, tmp_path, model.exact)


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize("seed", corpus.INT16_ON_BOARDS)
def test_int16_models_are_equal_to_the_bit(board, seed, tmp_path):
    model = random_graphs.make(seed, np.int16)
    assert_equal_on(board, model.content, random_graphs.inputs(model, 6), tmp_path)


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize("seed", corpus.FLOAT_ON_BOARDS)
def test_float32_models_differ_by_last_places_only(board, seed, tmp_path):
    model = random_graphs.make(seed, np.float32)
    inputs = random_graphs.inputs(model, 6)
    assert_equal_on(board, model.content, inputs, tmp_path, exact=False)


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize("seed", corpus.NETWORKS_ON_BOARDS)
def test_networks_are_equal_to_the_bit(board, seed, tmp_path):
    model = random_graphs.network(seed)
    assert_equal_on(board, model.content, random_graphs.inputs(model, 6), tmp_path)


@pytest.mark.parametrize("board", ["cortex-m0plus", "riscv32"])
@pytest.mark.parametrize("seed", sorted(set(range(100)) - set(SEEDS)))
def test_a_hundred_random_models_are_equal_to_the_bit(board, seed, tmp_path):
    model = random_graphs.make(seed)
    inputs = random_graphs.inputs(model, 6)
    graph, expected = comparing.oracle(model.content, inputs)
    got = run_on(board, model.content, inputs, tmp_path)
    for index, mine, theirs in zip(graph.outputs, got.outputs, expected.outputs, strict=True):
        assert graph.tensors[index].data is None
        np.testing.assert_array_equal(mine, theirs)


@pytest.mark.parametrize("board", EMULATED)
@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_models_are_equal_to_the_bit(board, name, tmp_path):
    model = (resources.data_dir() / f"{name}.tflite").read_bytes()
    graph = read(model)
    (tensor,) = (graph.tensors[index] for index in graph.inputs)
    inputs = np.random.default_rng(0).integers(-128, 128, (4, *tensor.shape[1:]), np.int8)
    assert_equal_on(board, model, [inputs], tmp_path)


def test_every_core_that_is_emulated_is_tested_here():
    cores = {boards.owner_of(name).core.name for name in EMULATED}
    assert cores == {boards.find(name).core.name for name in emulated.emulated()}
    assert cores >= {"cortex-m4", "cortex-m0plus", "riscv32"}


def test_every_shipped_int8_model_is_listed_above():
    files = resources.data_dir().glob("*.tflite")
    graphs = {path.stem: read(path) for path in files}
    int8 = [n for n, graph in graphs.items() if graph.tensors[graph.inputs[0]].dtype == np.int8]
    assert sorted(int8) == SHIPPED


@pytest.mark.parametrize("board", BOARDS)
def test_sums_too_large_for_24_bits_are_exact(board, tmp_path):
    rng = np.random.default_rng(0)
    filters = rng.choice(np.array([-127, 127], np.int8), (6, 3, 3, 64))
    writer = Writer()
    x = writer.tensor((1, 4, 4, 64), np.int8, 0.1, 0)
    f = writer.tensor(filters.shape, np.int8, 0.1, 0, 0, filters)
    y = writer.tensor((1, 4, 4, 6), np.int8, 900.0, 0)
    writer.operator("CONV_2D", [x, f, None], [y], strideH=1, strideW=1)
    writer.inputs, writer.outputs = [x], [y]
    inputs = rng.integers(-128, 128, (3, 4, 4, 64), np.int8)
    # Every product of the first filter has the same sign: 576 · 127 · 127 in all.
    inputs[0, :3, :3] = np.where(filters[0] > 0, 127, -128)
    inputs[1, :3, :3] = np.where(filters[0] > 0, -128, 127)
    assert_equal_on(board, writer.finish(), inputs, tmp_path)
