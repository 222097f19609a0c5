"""Assembly for AVR in simulation: equal to the reference, and to its twins in C."""

import json
import re
import shutil

import numpy as np
import pytest

from tests.support import random_graphs
from tests.support.networks import Network
from tinyml_kit.base import files, resources
from tinyml_kit.codegen.c import c99
from tinyml_kit.codegen.c.targets import AVR
from tinyml_kit.rungs import toolchain
from tinyml_kit.rungs.avr import simavr
from tinyml_kit.rungs.interpreters import reference

if not (shutil.which("avr-gcc") and shutil.which("simavr")):
    pytest.skip("toolchain: avr-gcc or simavr is not installed", allow_module_level=True)

TWINS = ("PORTABLE_KERNELS",)


def inputs(shape, samples=12):
    """Return inputs with both extremes, zeros, sparse ones and random ones."""
    x = np.random.default_rng(0).integers(-128, 128, (samples, *shape[1:]), np.int8)
    x[0], x[1], x[2] = -128, 127, 3
    x[3:7][np.random.default_rng(1).random(x[3:7].shape) < 0.8] = -128
    return [x]


MODELS = {
    # Every size of group: 8 + 4 + 2 + 1; a length that is not a multiple of four.
    "groups": ((1, 37), lambda n: n.dense(15)),
    # Sums of 1100 large weights need 32 bits.
    "wide sums": ((1, 1100), lambda n: n.dense(5)),
    "convolution in code": ((1, 7, 6, 3), lambda n: n.conv(11, 3).conv(3, 3, "SAME")),
    "pooled in code": ((1, 9, 10, 2), lambda n: n.conv(10, 3).pool(2).flatten().dense(2)),
    "pool over the border": ((1, 8, 9, 1), lambda n: n.conv(5, 2).pool(2, "SAME")),
    # As many weights as an Uno has no room for as instructions.
    "convolution by table": ((1, 6, 6, 16), lambda n: n.conv(31, 4, "SAME").pool(3)),
    "blocks": ((1, 6, 8, 1), lambda n: n.conv(5, 3)),
    "blocks of odd rows and columns": ((1, 7, 5, 1), lambda n: n.conv(4, 3).depthwise(2)),
    "blocks over the border": ((1, 5, 6, 1), lambda n: n.conv(3, 3, "SAME").depthwise(2)),
    "pooled blocks": ((1, 11, 10, 1), lambda n: n.conv(7, 3).pool(2).flatten().dense(2)),
    "pooled blocks over the border": ((1, 6, 6, 1), lambda n: n.conv(2, 3, "SAME").pool(2)),
    "rows further apart than an instruction reaches": ((1, 4, 70, 1), lambda n: n.conv(2, 3)),
    "one row of outputs": ((1, 3, 6, 1), lambda n: n.conv(3, 3)),
    "one scale per channel": ((1, 30), lambda n: n.dense(9, np.linspace(0.001, 0.05, 9))),
}


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("define", [(), TWINS], ids=["assembly", "twins"])
def test_a_model_gives_the_references_bits(name, define, tmp_path):
    shape, layers = MODELS[name]
    content = layers(Network(shape)).finish()
    expected = reference.run(reference.build(content, tmp_path), inputs(shape))
    built = simavr.build(content, tmp_path / "avr", "atmega1284p", define=define)
    np.testing.assert_array_equal(simavr.run(built, inputs(shape)).outputs[0], expected.outputs[0])


@pytest.mark.parametrize("flags", [[], ["-DPORTABLE_KERNELS"]], ids=["assembly", "twins"])
def test_the_code_compiles_without_a_warning(flags, tmp_path):
    network = Network((1, 8, 9, 2)).conv(9, 3).pool(2).conv(2, 2).flatten()
    c99.export(network.dense(15).softmax().finish(), tmp_path, target=AVR)
    command = ["avr-gcc", "-std=gnu99", "-Wall", "-Wextra", "-Werror", "-Os", "-mmcu=atmega328p"]
    toolchain.run([*command, *flags, "-c", tmp_path / "model.c", "-o", tmp_path / "model.o"])


@pytest.mark.parametrize("seed", [2, 10, 33])
@pytest.mark.parametrize("define", [(), TWINS], ids=["assembly", "twins"])
def test_a_depthwise_convolution_in_code_gives_the_references_bits(seed, define, tmp_path):
    model = random_graphs.make(seed, np.dtype(np.int8))
    assert "DEPTHWISE_CONV_2D" in model.operators
    x = random_graphs.inputs(model, 6)
    expected = reference.run(reference.build(model.content, tmp_path), x)
    built = simavr.build(model.content, tmp_path / "avr", "atmega1284p", define=define)
    code = (tmp_path / "avr" / "model.c").read_text(encoding="utf-8")
    assert re.search(r"depthwise_conv_2d_\d+_assembly", code)
    for ours, theirs in zip(simavr.run(built, x).outputs, expected.outputs, strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("board", ["mega2560", "atmega1284p"])
def test_more_than_64_kb_of_weights_are_read_right(board, tmp_path):
    shape = (1, 700)
    content = Network(shape).dense(101).finish()
    expected = reference.run(reference.build(content, tmp_path), inputs(shape))
    built = simavr.build(content, tmp_path / "avr", board)
    assert built.flash_bytes > 70_000
    run = simavr.run(built, inputs(shape))
    np.testing.assert_array_equal(run.outputs[0], expected.outputs[0])


def test_a_zero_input_is_skipped_and_a_product_takes_fewer_than_nine_cycles(tmp_path):
    content = Network((1, 800)).dense(32).finish()
    built = simavr.build(content, tmp_path, "uno")
    dark, light = np.full((1, 800), -128, np.int8), np.full((1, 800), 127, np.int8)
    cycles = simavr.run(built, [np.concatenate([dark, light])]).cycles
    # 8.7 cycles a product; around them, 5.7 for each sum of an input and some 160 for an output.
    assert cycles[1] < 9.2 * 800 * 32
    assert cycles[0] < 1.8 * 800 * 32


def extremes_and_more(samples=12):
    return inputs((1, 28, 28, 1), samples)


def test_the_shipped_dense_network_is_exact_fast_and_small(tmp_path):
    model = shipped("mnist_dense_32_int8.tflite")
    expected = reference.run(reference.build(model, tmp_path), extremes_and_more())
    built = simavr.build(model, tmp_path, "atmega1284p")
    run = simavr.run(built, extremes_and_more())
    np.testing.assert_array_equal(run.outputs[0], expected.outputs[0])
    assert run.cycles.max() <= 236_000
    assert run.flash_bytes <= 28_600


def test_the_shipped_cnn_runs_in_the_memory_of_an_uno_within_70_ms_at_20_mhz(tmp_path):
    model = shipped("mnist_cnn_int8.tflite")
    expected = reference.run(reference.build(model, tmp_path), extremes_and_more())
    run = simavr.run(simavr.build(model, tmp_path, "uno"), extremes_and_more())
    np.testing.assert_array_equal(run.outputs[0], expected.outputs[0])
    assert run.ram_bytes + run.stack_bytes <= 2048
    assert run.cycles.max() <= 1_400_000


def shipped(name):
    checksums = json.loads((resources.data_dir() / "SHA256.json").read_text(encoding="utf-8"))
    return files.verify(resources.data_dir() / name, checksums[name])
