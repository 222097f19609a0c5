"""The longest time of an inference on an AVR: computed for all inputs, never exceeded by any."""

import re
import shutil

import numpy as np
import pytest

from tests.support.networks import Network
from tests.support.slow_twin import slow_twin
from tinyml_kit.base import resources
from tinyml_kit.codegen.c import c99
from tinyml_kit.codegen.c.targets import AVR
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs.avr import simavr

NETWORKS = ("mnist_dense_32_int8", "mnist_cnn_int8")
NUMBERS = re.compile(r"\{\n[-\d,\s\"\\xa-f]*\}")


def shipped(name):
    return read((resources.data_dir() / f"{name}.tflite").read_bytes())


@pytest.mark.parametrize("name", NETWORKS)
def test_the_twin_has_the_same_code_but_for_numbers_in_tables(name):
    graph = shipped(name)
    own, twin = (c99.source(one, target=AVR)["model.c"] for one in (graph, slow_twin(graph)[0]))
    assert own != twin
    assert NUMBERS.sub("", own) == NUMBERS.sub("", twin)


@pytest.mark.parametrize("name", NETWORKS)
def test_no_input_takes_longer_than_the_twin(name, tmp_path):
    if not (shutil.which("avr-gcc") and shutil.which("simavr")):
        pytest.skip("toolchain: avr-gcc or simavr is not installed")
    graph = shipped(name)
    twin, x = slow_twin(graph)
    worst = simavr.run(simavr.build(twin, tmp_path / "twin"), [x]).cycles[0]
    rng = np.random.default_rng(0)
    inputs = rng.integers(-127, 128, (40, *x.shape[1:]), np.int8)
    inputs[:20] = rng.choice(np.array([-127, 127], np.int8), (20, *x.shape[1:]))
    inputs[0] = 127
    cycles = simavr.run(simavr.build(graph, tmp_path / "own"), [inputs]).cycles
    assert 0.9 * worst < cycles.max() <= worst


@pytest.mark.parametrize(
    ("add", "message"),
    [
        (lambda n: n.conv(2, 3, "SAME").flatten().dense(2), "padded"),
        (lambda n: n.flatten().dense(4).dense(2), "no ReLU"),
        (lambda n: n.flatten().dense(4).softmax(), "SOFTMAX"),
    ],
)
def test_a_network_whose_longest_time_is_not_known_is_refused(add, message):
    with pytest.raises(ValueError, match=message):
        slow_twin(read(add(Network((1, 6, 6, 1))).finish()))
