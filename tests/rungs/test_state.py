"""Models with state: every rung gives the interpreter's bits on sequences, reset at their start."""

import numpy as np
import pytest

from tests.support import comparing, corpus, random_graphs
from tests.support.flatbuffer import ACTIVATIONS, Writer
from tests.support.stateful import accumulator, initialise, variable
from tinyml_kit.graph import reference as numpy_reference
from tinyml_kit.graph.model import GraphError
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs.avr import simavr
from tinyml_kit.rungs.host import native
from tinyml_kit.rungs.interpreters import litert, reference, tflm
from tinyml_kit.rungs.protocol import DeviceError, RungMissing
from tinyml_kit.rungs.qemu import emulated

RUNGS = {
    "reference": reference,
    "tflm": tflm,
    "litert": litert,
    "c": native,
    "simavr": simavr,
    "qemu": emulated,
}
FIRST = [10, 20, 30, -40]


def sequences(dtype=np.int8, count=3, steps=5):
    stored = np.random.default_rng(0).integers(-20, 20, (count, steps, 4))
    return stored.astype(dtype)


def run(name, model, inputs, folder, **options):
    try:
        return RUNGS[name].run(RUNGS[name].build(model, folder), inputs, **options)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")


@pytest.mark.parametrize("name", RUNGS)
def test_an_accumulator_adds_up_from_its_first_values_in_each_sequence(name, tmp_path):
    x = sequences()
    got = run(name, accumulator(FIRST), x, tmp_path, intermediates=True)
    # Both have the zero point 3, which the sum has once.
    expected = np.array(FIRST) + np.cumsum(x.astype(int) - 3, axis=1)
    np.testing.assert_array_equal(got.outputs[0], np.clip(expected, -128, 127))
    np.testing.assert_array_equal(got.intermediates[2], got.outputs[0])
    assert got.intermediates[1].shape == (3, 5, 4)
    assert got.intermediates[1][:, 0].tolist() == [FIRST] * 3


@pytest.mark.parametrize("name", ["reference", "tflm", "c", "qemu"])
def test_floats_are_remembered_too(name, tmp_path):
    x = sequences(np.float32)
    got = run(name, accumulator(FIRST, np.float32), x, tmp_path)
    np.testing.assert_array_equal(got.outputs[0], np.float32(FIRST) + np.cumsum(x, axis=1))


# LiteRT leaves the memory as it finds it.
@pytest.mark.parametrize("name", [name for name in RUNGS if name != "litert"])
def test_without_first_values_a_sequence_starts_from_0(name, tmp_path):
    got = run(name, accumulator(), sequences(), tmp_path)
    np.testing.assert_array_equal(got.outputs[0][:, 0], sequences()[:, 0])


@pytest.mark.parametrize("name", RUNGS)
def test_one_sequence_after_another_gives_what_all_at_once_give(name, tmp_path):
    x = sequences()
    together = run(name, accumulator(FIRST), x, tmp_path).outputs[0]
    for number, sequence in enumerate(x):
        alone = run(name, accumulator(FIRST), sequence[None], tmp_path).outputs[0]
        np.testing.assert_array_equal(alone[0], together[number])


@pytest.mark.parametrize("name", ["reference", "tflm", "c", "simavr", "qemu"])
def test_a_tensor_that_is_a_variable_starts_from_0_in_each_sequence(name, tmp_path):
    writer = Writer()
    how = dict(dtype=np.int8, scale=0.5, zero_point=3)
    x, total = writer.tensor((1, 4), **how), writer.tensor((1, 4), **how, variable=True)
    writer.operator("ADD", [x, total], [total], fusedActivationFunction=ACTIVATIONS[None])
    writer.inputs, writer.outputs = [x], [total]
    got = run(name, writer.finish(), sequences(), tmp_path).outputs[0]
    expected = 3 + np.cumsum(sequences().astype(int) - 3, axis=1)
    np.testing.assert_array_equal(got, expected)


@pytest.mark.parametrize("name", RUNGS)
def test_numbers_that_nothing_computes_with_are_remembered_as_they_are(name, tmp_path):
    writer = Writer()
    x, y = writer.tensor((1, 2), np.int32), writer.tensor((1, 2), np.int32)
    initialise(writer, np.array([[2**31 - 1, -7]], np.int32))
    handle = variable(writer)
    writer.operator("READ_VARIABLE", [handle], [y])
    writer.operator("ASSIGN_VARIABLE", [handle, x], [])
    writer.inputs, writer.outputs = [x], [y]
    given = np.array([[[1, 2], [-(2**31), 4], [5, 6]]], np.int32)
    got = run(name, writer.finish(), given, tmp_path).outputs[0]
    assert got.tolist() == [[[2**31 - 1, -7], [1, 2], [-(2**31), 4]]]


def test_every_inference_is_counted(tmp_path):
    assert run("simavr", accumulator(), sequences(), tmp_path).cycles.shape == (3, 5)
    assert run("qemu", accumulator(), sequences(), tmp_path).instructions.shape == (3, 5)
    assert run("c", accumulator(), sequences(), tmp_path).seconds.shape == (3, 5)


def test_a_reset_is_no_part_of_an_inference(tmp_path):
    # The same inputs to the same memory: only the first inference of a sequence is behind a reset.
    x = np.full((2, 4, 4), 3, np.int8)
    counts = run("qemu", accumulator(FIRST), x, tmp_path).instructions
    assert len(set(counts.ravel().tolist())) == 1
    cycles = run("simavr", accumulator(FIRST), x, tmp_path).cycles
    assert len(set(cycles.ravel().tolist())) == 1


@pytest.mark.parametrize("dtype", [np.int8, np.float32])
@pytest.mark.parametrize("seed", corpus.STATEFUL)
def test_random_models_with_state_give_the_interpreters_bits(seed, dtype, tmp_path):
    model = random_graphs.stateful(seed, dtype)
    inputs = random_graphs.sequences(model, 3, 4)
    graph, expected = comparing.oracle(model.content, inputs)
    assert graph.states
    exact = "TANH" not in model.operators
    got = comparing.reference_run(graph, inputs)
    comparing.assert_equal(graph, expected, got, exact or dtype == np.int8)
    compiled = comparing.c_run(model.content, graph, inputs, tmp_path, sanitize=True)
    comparing.assert_equal(graph, expected, compiled, dtype == np.int8)


@pytest.mark.parametrize("seed", corpus.STATEFUL_ON_BOARDS)
@pytest.mark.parametrize("name", ["simavr", "qemu"])
def test_random_models_with_state_do_so_on_chips(name, seed, tmp_path):
    model = random_graphs.stateful(seed)
    inputs = random_graphs.sequences(model, 2, 3)
    expected = run("reference", model.content, inputs, tmp_path)
    got = run(name, model.content, inputs, tmp_path)
    for one, other in zip(got.outputs, expected.outputs, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("name", ["reference", "tflm", "c"])
@pytest.mark.parametrize("shape", [(5, 4), (2, 5, 3), (4,), (2, 5, 1, 1, 4)])
def test_inputs_that_are_no_sequences_are_refused(name, shape, tmp_path):
    with pytest.raises(DeviceError, match=r"has state, so .* takes \(sequences, steps, 4\)"):
        run(name, accumulator(), np.zeros(shape, np.int8), tmp_path)


def test_a_sequence_needs_a_step(tmp_path):
    with pytest.raises(DeviceError, match="holds no samples"):
        run("reference", accumulator(), np.zeros((2, 0, 4), np.int8), tmp_path)


def test_several_inputs_need_as_many_steps_each(tmp_path):
    writer = Writer()
    how = dict(dtype=np.int8, scale=0.5, zero_point=3)
    x, y, out = (writer.tensor((1, 4), **how) for _ in range(3))
    total = writer.tensor((1, 4), **how, variable=True)
    none = ACTIVATIONS[None]
    writer.operator("ADD", [x, total], [total], fusedActivationFunction=none)
    writer.operator("ADD", [total, y], [out], fusedActivationFunction=none)
    writer.inputs, writer.outputs = [x, y], [out]
    inputs = [np.zeros((3, steps, 4), np.int8) for steps in (2, 4)]
    with pytest.raises(
        DeviceError, match=r"differ in sequences or steps \(3 of 2 steps, 3 of 4 steps\)"
    ):
        run("reference", writer.finish(), inputs, tmp_path)


def test_a_model_without_state_takes_no_sequences(tmp_path):
    writer = Writer()
    x, y = (writer.tensor((1, 4), np.int8, 0.5, 3) for _ in range(2))
    writer.operator("RELU", [x], [y])
    writer.inputs, writer.outputs = [x], [y]
    with pytest.raises(DeviceError, match=r"takes \(n, 4\) and was given \(3, 5, 4\)"):
        run("reference", writer.finish(), sequences(), tmp_path)


def test_numpy_alone_takes_sequences_and_says_so():
    graph = read(accumulator(FIRST))
    (out,) = numpy_reference.run(graph, sequences())
    assert out.shape == (3, 5, 4)
    with pytest.raises(GraphError, match=r"it has state and takes sequences; give each input as"):
        numpy_reference.run(graph, np.zeros(4, np.int8))


def test_a_step_by_hand_carries_the_state_on():
    graph = read(accumulator(FIRST))
    x = np.full((1, 4), 5, np.int8)
    (state,) = graph.states
    first = numpy_reference.step_through(graph, [x])
    second = numpy_reference.step_through(graph, [x], state={state: first[state]})
    assert first[2].tolist() == [[12, 22, 32, -38]]
    assert second[2].tolist() == [[14, 24, 34, -36]]
