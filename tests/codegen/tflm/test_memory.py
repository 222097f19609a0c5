"""The interpreter's memory is estimated as its wheel takes it, to the byte for tensors."""

from pathlib import Path

import numpy as np
import pytest

from tests.support import random_graphs
from tests.support.networks import Network
from tinyml_kit.base import resources
from tinyml_kit.codegen.tflm import c_array, memory
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs.interpreters import tflm

pytestmark = pytest.mark.skipif(
    not tflm.available(), reason="toolchain: tflite-micro is not installed"
)
# Models whose estimate is compared: of the older operators, and of all of them.
SEEDS = (*range(25), *range(10_000, 10_025))


def judged(content):
    """Return the estimate, and what the interpreter needed at least."""
    return memory.estimate(read(content)), tflm.least_arena(tflm.build(content))


def test_one_dense_layer_is_counted_by_hand():
    # 4 tensors, of which 2 are placed, one operator and the model's two ends. The notes are longer
    # than 32 + 16 bytes of tensors.
    graph = read(Network((1, 20)).dense(3).finish())
    assert len(graph.tensors) == 4
    records = 620 + 4 * 24 + 128 + 2 * 80
    assert memory.estimate(graph) == records + 400 + 4 * 40 + 2 * 20


def test_tensors_are_placed_as_the_interpreter_places_them():
    for path in sorted(resources.data_dir().glob("*.tflite")):
        graph = read(path)
        assert memory.tensor_bytes(graph) == tflm.build(path).arena.head, path.name


def test_gaps_that_the_interpreter_leaves_are_counted(real_data):
    path = Path(real_data) / "models" / "mlperf_tiny" / "vww_96_int8.tflite"
    assert memory.tensor_bytes(read(path)) == tflm.build(path).arena.head == 73_728


def test_random_models_get_arenas_that_are_enough_and_not_much_more():
    found = [judged(random_graphs.make(seed).content) for seed in SEEDS]
    for estimate, least in found:
        assert least * 0.9 <= estimate <= max(least * 1.4, least + 600)
    ratios = [estimate / least for estimate, least in found]
    assert 1 <= np.median(ratios) <= 1.2


def test_networks_get_arenas_that_are_enough_and_not_much_more(real_data):
    paths = [*resources.data_dir().glob("*.tflite")]
    for folder in (".", "mlperf_tiny", "micro_wake_word", "seanet_int16", "tflm"):
        paths += (Path(real_data) / "models" / folder).glob("*.tflite")
    paths = [path for path in paths if not path.name.startswith("hostile")]
    assert len(paths) > 30
    for path in paths:
        estimate, least = judged(path.read_bytes())
        assert least * 0.9 <= estimate <= max(least * 1.05, least + 400), path.name
        assert c_array.arena(read(path)).given >= least, path.name
