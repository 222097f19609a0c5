"""The rung tflm: right outputs, intermediates and arena, and no crash whatever it is given."""

import numpy as np
import pytest

from tests.support.flatbuffer import Writer
from tinyml_kit.rungs.interpreters import tflm
from tinyml_kit.rungs.protocol import DeviceError, RungMissing


@pytest.fixture(autouse=True)
def _installed():
    if not tflm.available():
        pytest.skip("toolchain: tflite-micro is not installed")


def doubling(shape=(1, 4)):
    """Return a model that requantises to half the scale, so that it doubles what is stored."""
    writer = Writer()
    x = writer.tensor(shape, np.int8, 0.5, 0)
    y = writer.tensor(shape, np.int8, 0.25, 0)
    z = writer.tensor(shape, np.int8, 0.25, 0)
    writer.operator("QUANTIZE", [x], [y])
    writer.operator("RELU", [y], [z])
    writer.inputs, writer.outputs = [x], [z]
    return writer.finish()


def depthwise_without_bias():
    """Return a model at which this interpreter follows a null pointer."""
    writer = Writer()
    x = writer.tensor((1, 4, 4, 1), np.int8, 0.5, 0)
    weights = np.ones((1, 2, 2, 1), np.int8)
    w = writer.tensor(weights.shape, np.int8, 0.5, 0, 3, weights)
    y = writer.tensor((1, 4, 4, 1), np.int8, 0.5, 0)
    settings = {"strideH": 1, "strideW": 1, "depthMultiplier": 1}
    writer.operator("DEPTHWISE_CONV_2D", [x, w, None], [y], **settings)
    writer.inputs, writer.outputs = [x], [y]
    return writer.finish()


def test_outputs_and_intermediates_are_those_of_the_model():
    inputs = np.array([[1, -2, 3, 100], [0, 63, 64, -128]], np.int8)
    run = tflm.run(tflm.build(doubling()), inputs, intermediates=True)
    between = [[2, -4, 6, 127], [0, 126, 127, -128]]
    np.testing.assert_array_equal(run.intermediates[1], between)
    np.testing.assert_array_equal(run.outputs[0], np.maximum(between, 0))
    np.testing.assert_array_equal(run.intermediates[2], run.outputs[0])
    assert run.label == "measured" and run.seconds.shape == (2,)


def test_keeping_the_intermediates_does_not_change_the_outputs():
    inputs = np.arange(-128, 128, dtype=np.int8).reshape(64, 4)
    built = tflm.build(doubling())
    kept, not_kept = tflm.run(built, inputs, True), tflm.run(built, inputs)
    np.testing.assert_array_equal(kept.outputs[0], not_kept.outputs[0])
    assert not_kept.intermediates is None


def test_the_arena_is_the_sum_of_its_parts_and_grows_with_the_tensors():
    small, large = tflm.build(doubling()).arena, tflm.build(doubling((1, 4000))).arena
    assert small.total == small.head + small.tail
    # Two of the three tensors live at a time; each starts at a multiple of 16 bytes.
    assert large.head == 8000
    assert large.tail == small.tail


def test_an_arena_that_is_too_small_is_refused_with_what_is_missing():
    model = doubling((1, 4000))
    needed = tflm.build(model).arena.total
    assert tflm.build(model, arena_bytes=needed).arena.total == needed
    with pytest.raises(DeviceError, match=r"failed to allocate tensors \(.*missing: \d+"):
        tflm.build(model, arena_bytes=needed - 16)


def test_small_tensors_leave_no_room_to_prepare_the_operators():
    built = tflm.build(doubling())
    least = tflm.least_arena(built)
    assert built.arena.total + 128 < least <= built.arena.total + 256
    assert tflm.build(doubling(), arena_bytes=least).arena == built.arena
    with pytest.raises(DeviceError, match="failed to allocate tensors"):
        tflm.build(doubling(), arena_bytes=least - 16)


def test_large_tensors_leave_enough_room_to_prepare_the_operators():
    built = tflm.build(doubling((1, 4000)))
    assert tflm.least_arena(built) == built.arena.total


def test_the_published_arena_of_the_bench_model(real_data):
    # `print_allocations` of the wheel, read by hand.
    assert tflm.build(real_data / "models" / "kws_ref_int8.tflite").arena.total == 24_272


def test_a_model_that_ends_the_interpreter_does_not_end_us():
    with pytest.raises(DeviceError, match=r"^model: the TFLM interpreter ended with SIGSEGV"):
        tflm.build(depthwise_without_bias())
    assert tflm.run(tflm.build(doubling()), np.zeros((1, 4), np.int8)).outputs[0].shape == (1, 4)


def test_what_the_interpreter_says_against_a_model_is_told(tmp_path):
    writer = Writer()
    x = writer.tensor((1, 4), np.int8, 0.5, 0)
    y = writer.tensor((1, 5), np.int8, 0.5, 0)
    writer.operator("RESHAPE", [x], [y])
    writer.inputs, writer.outputs = [x], [y]
    path = tmp_path / "wrong.tflite"
    path.write_bytes(writer.finish())
    with pytest.raises(DeviceError, match=r"^wrong.tflite: .* refuses it: .*reshape"):
        tflm.build(path)


def test_the_hostile_models_are_refused(real_data):
    for path in sorted((real_data / "models").glob("hostile_*.tflite")):
        with pytest.raises(DeviceError, match=f"^{path.name}: the TFLM interpreter"):
            tflm.build(path)


def test_damaged_models_are_refused_or_run_but_never_end_us():
    rng = np.random.default_rng(3)
    refused = 0
    for _ in range(100):
        content = bytearray(doubling())
        for _ in range(rng.integers(1, 5)):
            content[rng.integers(len(content))] = rng.integers(256)
        try:
            built = tflm.build(bytes(content))
            tflm.run(built, [np.zeros((1, *x.shape), x.dtype) for x in built.inputs])
        except DeviceError as problem:
            assert str(problem).startswith("model: ") or str(problem).startswith("inputs: ")
            assert "\n" not in str(problem)
            refused += 1
    assert 10 < refused < 100


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DeviceError, match="no.tflite: there is no such file"):
        tflm.build(tmp_path / "no.tflite")


def test_without_the_wheel_the_rung_is_missing(monkeypatch):
    monkeypatch.setattr(tflm, "available", lambda: False)
    with pytest.raises(RungMissing, match="tflite-micro is not installed"):
        tflm.build(doubling())


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        (np.zeros((2, 4), np.uint8), "is int8 and was given uint8"),
        (np.zeros((2, 5), np.int8), r"takes \(n, 4\) and was given \(2, 5\)"),
        (np.zeros((0, 4), np.int8), "no samples"),
        ([np.zeros((1, 4), np.int8)] * 2, "takes 1 arrays and was given 2"),
    ],
)
def test_wrong_inputs_are_refused_by_what_is_wrong(inputs, words):
    with pytest.raises(DeviceError, match=words):
        tflm.run(tflm.build(doubling()), inputs)
