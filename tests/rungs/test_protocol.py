"""What all targets share: the shape of a sample, and which inputs are refused."""

import numpy as np
import pytest

from tinyml_kit.graph.model import Tensor
from tinyml_kit.rungs.protocol import DeviceError, Run, batch, model_bytes, sample_shape, stack

IMAGE = Tensor(0, "image", (1, 4, 3), np.dtype(np.int8))
LEVEL = Tensor(1, "level", (2,), np.dtype(np.float32))


@pytest.mark.parametrize(
    ("shape", "sample"), [((1, 4, 3), (4, 3)), ((2, 3), (2, 3)), ((1,), ()), ((), ())]
)
def test_a_sample_is_a_tensor_without_its_batch_of_one(shape, sample):
    assert sample_shape(shape) == sample


@pytest.mark.parametrize("shape", [(5, 4, 3), (5, 1, 4, 3)])
def test_samples_come_with_or_without_their_batch_of_one(shape):
    array = np.arange(60, dtype=np.int8).reshape(shape)
    (stacked,) = stack([IMAGE], array)
    np.testing.assert_array_equal(stacked, array.reshape(5, 4, 3))


def test_what_is_not_contiguous_becomes_so():
    array = np.zeros((5, 3, 4), np.int8).swapaxes(1, 2)
    assert stack([IMAGE], array)[0].flags.c_contiguous


def level(n=5, value=0.0):
    return np.full((n, 2), value, np.float32)


@pytest.mark.parametrize(
    ("inputs", "sentence"),
    [
        ([level()], "takes 2 arrays and was given 1"),
        ([np.zeros((5, 4, 3), np.uint8), level()], "image is int8 and was given uint8"),
        ([np.zeros((5, 4, 3), np.float64), level()], "image is int8 and was given float64"),
        ([np.zeros((4, 3), np.int8), level()], r"image takes \(n, 4, 3\) and was given \(4, 3\)"),
        ([np.int8(3), level()], r"image takes \(n, 4, 3\) and was given \(\)"),
        ([np.zeros((0, 4, 3), np.int8), level(0)], "image: the array holds no samples"),
        ([np.zeros((4, 4, 3), np.int8), level()], "hold 4, 5 samples"),
        ([np.zeros((5, 4, 3), np.int8), level(value=np.nan)], "level: sample 0 is not finite"),
        ([np.zeros((5, 4, 3), np.int8), level(value=np.inf)], "level: sample 0 is not finite"),
    ],
)
def test_wrong_inputs_are_refused_by_what_is_wrong(inputs, sentence):
    with pytest.raises(DeviceError, match=sentence):
        stack([IMAGE, LEVEL], inputs)


def test_the_sample_that_is_not_finite_is_named_by_its_number():
    values = np.zeros((5, 2), np.float32)
    values[3, 1], values[4, 0] = np.inf, np.nan
    with pytest.raises(DeviceError, match="^inputs: level: sample 3 is not finite; give finite"):
        stack([LEVEL], values)


def test_a_number_is_no_array_of_samples_even_if_a_sample_is_a_number():
    switch = Tensor(6, "", (1,), np.dtype(np.int8))
    assert stack([switch], np.zeros(3, np.int8))[0].shape == (3,)
    assert stack([switch], np.zeros((3, 1), np.int8))[0].shape == (3,)
    # A tensor without a name is called by its number.
    with pytest.raises(DeviceError, match=r"^inputs: tensor 6 takes \(n\) and was given \(\)"):
        stack([switch], [np.int8(3)])


def test_a_model_is_a_path_or_bytes(tmp_path):
    path = tmp_path / "m.tflite"
    path.write_bytes(b"abc")
    assert model_bytes(path) == model_bytes(str(path)) == model_bytes(b"abc") == b"abc"
    with pytest.raises(DeviceError, match="give its path or its bytes"):
        model_bytes(IMAGE)
    with pytest.raises(DeviceError, match="there is no such file; name a .tflite"):
        model_bytes(tmp_path / "no.tflite")


def test_sequences_are_computed_step_by_step_and_reset_at_their_start():
    given = batch([LEVEL], np.zeros((2, 3, 2), np.float32), stateful=True)
    assert len(given) == 6
    assert given.arrays[0].shape == (6, 2)
    assert given.resets.tolist() == [1, 0, 0, 1, 0, 0]
    assert given.as_given()[0].shape == (2, 3, 2)


def test_what_came_out_has_the_shape_of_the_sequences():
    given = batch([LEVEL], np.zeros((2, 3, 2), np.float32), stateful=True)
    flat = np.arange(6)
    between = {4: np.zeros((6, 5))}
    counted = dict(cycles=flat, instructions=flat + 10, seconds=flat / 2)
    run = given.shaped(Run([flat], "measured", between, **counted))
    assert run.outputs[0].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert run.intermediates[4].shape == (2, 3, 5)
    assert run.cycles.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert run.instructions.tolist() == [[10, 11, 12], [13, 14, 15]]
    assert run.seconds.tolist() == [[0, 0.5, 1], [1.5, 2, 2.5]]
    bare = given.shaped(Run([flat], "measured"))
    assert (bare.intermediates, bare.cycles, bare.instructions, bare.seconds) == (None,) * 4


def test_without_state_nothing_is_reset_and_nothing_is_shaped():
    given = batch([LEVEL], level(3))
    run = Run([np.arange(3)], "measured")
    assert given.resets is None and given.shaped(run) is run
    np.testing.assert_array_equal(given.as_given()[0], level(3))
