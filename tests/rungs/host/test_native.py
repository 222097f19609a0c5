"""The generated C on this computer: the interpreter's numbers, and an answer whatever happens."""

import shutil

import numpy as np
import pytest

from tests.support import random_graphs
from tests.support.networks import Network, small_network
from tinyml_kit.codegen.c import c99
from tinyml_kit.graph import reference
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs.host import native
from tinyml_kit.rungs.interpreters import tflm
from tinyml_kit.rungs.protocol import DeviceError, RungMissing

rng = np.random.default_rng(0)
IMAGES = rng.integers(-128, 128, (20, 9, 8, 2), np.int8)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return build(small_network(), tmp_path_factory.mktemp("host"))


def build(model, folder, **options):
    try:
        return native.build(model, folder, **options)
    except RungMissing as problem:
        pytest.skip(f"toolchain: {problem}")


def test_every_number_is_the_references(built):
    outputs, between = reference.run(built.graph, IMAGES, intermediates=True)
    run = native.run(built, IMAGES, intermediates=True)
    np.testing.assert_array_equal(run.outputs[0], outputs[0])
    # The image between the convolution and its pooling is never there.
    (fused,) = set(between) - set(run.intermediates)
    assert fused == built.graph.operators[0].outputs[0]
    for index, values in run.intermediates.items():
        np.testing.assert_array_equal(values, between[index])


def test_no_step_outside_an_array_and_no_undefined_behaviour(tmp_path):
    # Seeds 0 to 22 start with one of the operators each; a few suffice here.
    for seed in (0, 1, 2, 5, 11, 15):
        made = random_graphs.make(seed)
        inputs = random_graphs.inputs(made, 10)
        built = build(
            made.content, tmp_path / str(seed), compiler="gcc", optimize="-O1", sanitize=True
        )
        run = native.run(built, inputs)
        expected = reference.run(built.graph, inputs)
        for one, other in zip(run.outputs, expected, strict=True):
            np.testing.assert_array_equal(one.ravel(), other.ravel())


def test_optimising_changes_nothing(tmp_path):
    expected = reference.run(read(small_network()), IMAGES)
    for option in ("-O0", "-O3", "-Os"):
        run = native.run(build(small_network(), tmp_path / option, optimize=option), IMAGES)
        np.testing.assert_array_equal(run.outputs[0], expected[0])


def test_float_models_run_too(tmp_path):
    made = random_graphs.make(3, np.float32)
    inputs = random_graphs.inputs(made, 10)
    built = build(made.content, tmp_path)
    run, expected = native.run(built, inputs), reference.run(built.graph, inputs)
    for one, other in zip(run.outputs, expected, strict=True):
        np.testing.assert_allclose(one.ravel(), other.ravel(), rtol=1e-6, atol=1e-6)


def with_huge_biases(network):
    """Give a Network biases at both ends of 32 bits, as converters write them for dead channels."""
    for operator in network.writer.operators:
        if len(operator.inputs) == 3:
            buffer = network.writer.buffers[network.writer.tensors[operator.inputs[2]].buffer]
            ends = np.array([2**31 - 1, -(2**31), 2**31 - 2000], np.int32)
            buffer.data = np.resize(ends, len(buffer.data))
    return network.finish()


@pytest.mark.parametrize(
    "network",
    [
        Network((1, 9, 8, 2)).flatten().dense(3),
        Network((1, 9, 8, 2)).conv(3, 3, "SAME"),
        Network((1, 9, 8, 2)).conv(3, 3).pool(2),
        Network((1, 9, 8, 2)).depthwise(3),
    ],
    ids=["dense", "convolution", "pooled", "depthwise"],
)
def test_sums_that_overflow_do_so_as_the_references(network, tmp_path):
    # Undefined behaviour, which an overflow of signed numbers is, would end the program.
    built = build(with_huge_biases(network), tmp_path, sanitize=True)
    run, expected = native.run(built, IMAGES), reference.run(built.graph, IMAGES)
    np.testing.assert_array_equal(run.outputs[0], expected[0])
    assert "uint32_t sum" in (tmp_path / "model.c").read_text(encoding="utf-8")


def test_a_graph_is_built_as_its_file_is(built, tmp_path):
    run = native.run(build(built.graph, tmp_path), IMAGES)
    np.testing.assert_array_equal(run.outputs[0], native.run(built, IMAGES).outputs[0])


def test_times_and_sizes_are_measured(built):
    run = native.run(built, IMAGES)
    assert run.label == "measured"
    assert run.seconds.shape == (20,) and (run.seconds >= 0).all()
    assert np.median(run.seconds) < 1e-3
    if built.sizes:
        # Variables are the arena and nothing else.
        assert 204 <= run.ram_bytes < 204 + 16
        assert (run.flash_bytes, run.ram_bytes) == (built.sizes.flash, built.sizes.ram)


def test_inputs_of_the_wrong_shape_are_refused(built):
    with pytest.raises(DeviceError, match="reshape"):
        native.run(built, IMAGES[:, :, :, :1])


def test_a_compiler_that_is_not_there_is_missing(tmp_path):
    with pytest.raises(RungMissing, match="no-such-cc is not installed"):
        native.build(small_network(), tmp_path, compiler="no-such-cc")


CRASH = "__builtin_trap();"
LEAVE = "{ extern void _Exit(int); _Exit(3); }"
ENDLESS = "for (volatile int8_t i = 0; i < 1;) {}"
OUTSIDE = "arena[MODEL_ARENA_BYTES + 0 * TENSOR_0[0]] = 1;"
SANITIZED = {"sanitize": True, "optimize": "-O0"}


@pytest.mark.parametrize(
    "fault, options, message",
    [
        (CRASH, {}, "c: the program crashed with SIG(ILL|TRAP)"),
        (LEAVE, {}, r"c: the program ended with status 3\.$"),
        (ENDLESS, {}, "c: the program has not ended after"),
        (OUTSIDE, SANITIZED, r"c: the program stopped: model\.c:\d+:\d+: runtime error: index"),
    ],
)
def test_a_program_that_goes_wrong_is_reported(fault, options, message, tmp_path, monkeypatch):
    if shutil.which("gcc") is None:
        pytest.skip("toolchain: gcc is not installed")
    whole = c99.source

    def sabotaged(*arguments):
        files = whole(*arguments)
        start = "void model_invoke(void)\n{\n"
        return {**files, "model.c": files["model.c"].replace(start, start + fault)}

    monkeypatch.setattr(c99, "source", sabotaged)
    monkeypatch.setattr(native, "LIMIT", 2)
    built = build(Network((1, 4)).dense(2).finish(), tmp_path, compiler="gcc", **options)
    with pytest.raises(DeviceError, match=message):
        native.run(built, np.zeros((1, 4), np.int8))


def test_models_made_by_others_equal_the_interpreter(real_data, tmp_path):
    if not tflm.available():
        pytest.skip("toolchain: tflite-micro is not installed")
    for path in sorted((real_data / "models").glob("*_int8.tflite")):
        graph = read(path)
        shapes = [graph.tensors[index].shape for index in graph.inputs]
        inputs = [rng.integers(-128, 128, (10, *shape), np.int8) for shape in shapes]
        ours = native.run(build(path, tmp_path / path.stem), inputs, intermediates=True)
        theirs = tflm.run(tflm.build(path), inputs, intermediates=True)
        assert len(ours.intermediates) >= len(graph.operators) / 2
        for index, values in ours.intermediates.items():
            np.testing.assert_array_equal(values.ravel(), theirs.intermediates[index].ravel())
