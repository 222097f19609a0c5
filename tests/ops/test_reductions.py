"""Sums, largest and smallest numbers and their places: by hand, TFLM's bits, and refusals."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.one_operator import refusal, with_many
from tinyml_kit.codegen.c import c99
from tinyml_kit.graph.tflite import read
from tinyml_kit.ops.layer import ExportError
from tinyml_kit.rungs.interpreters import tflm
from tinyml_kit.rungs.protocol import DeviceError

SHAPE = (2, 3, 2, 3)


def side(shape, dtype=np.int8, scale=0.5, zero_point=0):
    if dtype in (np.float32, np.int32, np.int64):
        return dict(shape=shape, dtype=dtype)
    return dict(shape=shape, dtype=dtype, scale=scale, zero_point=zero_point)


def over(name, x, axes, y, **options):
    return with_many(name, [x, dict(data=np.array(axes, np.int32))], y, **options)


def left(axes, keep):
    return [1 if a in axes else n for a, n in enumerate(SHAPE) if keep or a not in axes]


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.float32])
def test_a_sum_is_in_the_scale_of_the_output(dtype, tmp_path):
    x = np.array([[[10, -3], [7, 4], [1, 1]]], dtype)
    # Steps of 0.5 become steps of 2, and halves go away from 0: 18 → 4.5 → 5, 2 → 0.5 → 1.
    expected = [18, 2] if dtype == np.float32 else [5, 1]
    content = over("SUM", side(x.shape, dtype), [1], side((1, 2), dtype, 2.0))
    (got,) = comparing.require_equal(content, [x], tmp_path)
    assert got.ravel().tolist() == expected


@pytest.mark.parametrize("name", ["SUM", "REDUCE_MAX", "REDUCE_MIN"])
@pytest.mark.parametrize("dtype", [np.int8, np.float32])
@pytest.mark.parametrize("axes", [[0], [3], [1, 2], [0, 2], [1, 3], [-1, 0], [0, 1, 2, 3]])
def test_any_axes_are_left_out(name, dtype, axes, tmp_path):
    rng = np.random.default_rng(3)
    x = rng.normal(0, 60, (8, *SHAPE)).astype(dtype)
    places = [axis % 4 for axis in axes]
    for keep in (False, True):
        how = dict(dtype=dtype, zero_point=-7)
        y = side(left(places, keep), **how, scale=3.0 if name == "SUM" else 0.5)
        content = over(name, side(SHAPE, **how), axes, y, keepDims=keep)
        (got,) = comparing.require_equal(content, [x], tmp_path / str(keep))
        if name != "SUM":
            expected = {"REDUCE_MAX": np.max, "REDUCE_MIN": np.min}[name](
                x, axis=tuple(place + 1 for place in places)
            )
            np.testing.assert_array_equal(got.reshape(8, -1), expected.reshape(8, -1))


def test_limits_of_float32_are_found_too():
    largest = np.finfo(np.float32).max
    x = np.array([[-largest, -largest]], np.float32)
    content = over("REDUCE_MAX", side((1, 2), np.float32), [1], side((1,), np.float32))
    assert comparing.require_equal(content, [x])[0].ravel().tolist() == [-largest]


def test_an_extreme_in_another_scale_is_refused_here_and_by_the_interpreter():
    content = over("REDUCE_MAX", side((1, 4)), [1], side((1,), scale=0.25))
    assert "its input and output are quantised differently" in refusal(content)
    if not tflm.available():
        pytest.skip("toolchain: tflite-micro is not installed")
    with pytest.raises(DeviceError, match="input_scale"):
        tflm.run(tflm.build(content), [np.zeros((1, 4), np.int8)])


def test_a_sum_that_32_bits_do_not_hold_is_refused_in_c():
    side_of = dict(shape=(1, 2**16 + 1), dtype=np.int16, scale=1e-4, zero_point=0)
    content = over("SUM", side_of, [1], side((1,), np.int16))
    with pytest.raises(ExportError, match="SUM: the sum of 65537 numbers may need more than 32 bi"):
        c99.source(content)


@pytest.mark.parametrize(("name", "expected"), [("ARG_MAX", [1, 2]), ("ARG_MIN", [0, 0])])
def test_the_place_of_the_first_of_equal_numbers(name, expected, tmp_path):
    x = np.array([[[-5, 1], [9, 1], [9, 8]]], np.int8)
    content = over(name, side(x.shape), 1, side((1, 2), np.int32), outputType=2)
    (got,) = comparing.require_equal(content, [x], tmp_path)
    assert got.dtype == np.int32 and got.ravel().tolist() == expected


@pytest.mark.parametrize("name", ["ARG_MAX", "ARG_MIN"])
@pytest.mark.parametrize("dtype", [np.int8, np.float32])
@pytest.mark.parametrize("axis", [0, 1, 3, -1])
def test_places_along_any_axis_are_the_interpreters(name, dtype, axis, tmp_path):
    x = np.random.default_rng(4).integers(-3, 4, (20, *SHAPE)).astype(dtype)
    shape = np.delete(SHAPE, axis).tolist()
    content = over(name, side(SHAPE, dtype), axis, side(shape, np.int32), outputType=2)
    comparing.require_equal(content, [x], tmp_path)


def test_places_are_int32():
    content = over("ARG_MAX", side((1, 4)), 1, side((1,), np.int64), outputType=4)
    assert (
        "its output is int64, but the interpreter gives int32; convert it with "
        "output_type=tf.int32."
    ) in refusal(content)


def test_places_are_along_one_axis():
    content = over("ARG_MAX", side((1, 4)), [0, 1], side((), np.int32), outputType=2)
    assert "it takes one axis, not 2" in refusal(content)
    outside = over("ARG_MAX", side((1, 4)), 2, side((1,), np.int32), outputType=2)
    assert "axis 2 is outside a tensor of 2 dimensions" in refusal(outside)


def test_a_model_may_end_in_places(tmp_path):
    content = over("ARG_MAX", side((1, 4)), 1, side((1,), np.int32), outputType=2)
    header = c99.source(content)["model.h"]
    assert "const int32_t *model_output(int i);" in header
    assert read(content).tensors[2].dtype == np.int32


@pytest.mark.parametrize("keep", [False, True])
@pytest.mark.parametrize("axes", [[1], [0, 2], [1, 3], [0, 1, 2, 3]])
def test_truth_values_are_all_true_or_not(axes, keep, tmp_path):
    x = np.random.default_rng(4).random((9, *SHAPE)) < 0.85
    x[0], x[1] = True, False
    truth = dict(shape=SHAPE, dtype=np.bool_)
    content = over("REDUCE_ALL", truth, axes, truth | dict(shape=left(axes, keep)), keepDims=keep)
    (got,) = comparing.require_equal(content, [x], tmp_path)
    expected = x.all(axis=tuple(axis + 1 for axis in axes))
    assert got.ravel().tolist() == expected.ravel().tolist()


def test_only_truth_values_are_all_true():
    content = over("REDUCE_ALL", side(SHAPE), [1], side((2, 2, 3)))
    assert "its tensors are int8, int8, expected bool, bool" in refusal(content)
