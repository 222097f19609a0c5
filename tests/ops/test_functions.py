"""Functions of single numbers: values by hand, TFLM's bits, and what is refused."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.one_operator import refusal, with_many
from tinyml_kit.rungs.host import native
from tinyml_kit.rungs.interpreters import reference, tflm
from tinyml_kit.rungs.protocol import DeviceError, RungMissing

EVERY = np.arange(-128, 128, dtype=np.int8).reshape(1, 256)
FLOAT_ONLY = ["SQUARE", "SQRT", "EXP", "LOG", "SIN", "COS", "FLOOR", "CEIL", "ROUND"]


def real(name, numbers, folder, exact=True):
    x = np.array([numbers], np.float32)
    one = dict(shape=x.shape, dtype=np.float32)
    (got,) = comparing.require_equal(with_many(name, [one], one), [x], folder, exact)
    return got.ravel()


def int8(name, x, y):
    sides = (
        dict(shape=(1, 256), dtype=np.int8, scale=scale, zero_point=zero) for scale, zero in (x, y)
    )
    x, y = sides
    return with_many(name, [x], y)


def test_whole_numbers_below_above_and_near(tmp_path):
    numbers = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 2.4999998, 0.7, -0.7, 1e9]
    assert real("FLOOR", numbers, tmp_path / "floor").tolist() == [
        -3, -2, -1, 0, 1, 2, 2, 0, -1, 1e9
    ]  # fmt: skip
    assert real("CEIL", numbers, tmp_path / "ceil").tolist() == [-2, -1, 0, 1, 2, 3, 3, 1, 0, 1e9]
    # Halves go to the even number.
    assert real("ROUND", numbers, tmp_path / "round").tolist() == [
        -2, -2, 0, 0, 2, 2, 2, 1, -1, 1e9
    ]  # fmt: skip


def test_squares_and_roots(tmp_path):
    numbers = [0, 0.25, 2, 9, 1e20]
    assert real("SQUARE", numbers[:4], tmp_path / "square").tolist() == [0, 0.0625, 4, 81]
    assert real("SQRT", numbers, tmp_path / "sqrt").tolist() == [
        0, 0.5, np.sqrt(np.float32(2)), 3, 1e10
    ]  # fmt: skip
    assert real("RSQRT", numbers[1:4], tmp_path / "rsqrt").tolist()[::2] == [2, np.float32(1 / 3)]


@pytest.mark.parametrize("name", ["EXP", "LOG", "SIN", "COS"])
def test_functions_of_the_c_library_are_right_to_the_last_places(name, tmp_path):
    numbers = np.linspace(0.05, 12, 240)
    got = real(name, numbers, tmp_path, exact=name == "EXP")
    exact = getattr(np, name.lower())(numbers.astype(np.float32).astype(np.float64))
    np.testing.assert_allclose(got, exact, rtol=3e-7, atol=1e-7)


@pytest.mark.parametrize("scales", [(0.05, 0.05), (1e-3, 1), (100, 1e-3), (0.3, 0.02)])
@pytest.mark.parametrize("zero_points", [(-128, -128), (-128, 127), (0, -5), (126, 0)])
def test_the_reciprocal_root_of_every_int8_is_the_interpreters(scales, zero_points):
    content = int8("RSQRT", *zip(scales, zero_points, strict=True))
    # The interpreter stops at the first number that is negative.
    inputs = np.maximum(EVERY, np.int8(zero_points[0]))
    (got,) = comparing.require_equal(content, [inputs])
    assert got.ravel()[0] == 127


def test_a_reciprocal_root_of_a_negative_int8_is_that_of_0():
    content = int8("RSQRT", (0.5, 0), (0.05, -100))
    run = reference.run(reference.build(content), [EVERY])
    assert run.outputs[0].ravel()[:130].tolist() == [127] * 129 + [-72]
    if not tflm.available():
        pytest.skip("toolchain: tflite-micro is not installed")
    with pytest.raises(DeviceError, match="Rsqrt is only defined for positive values"):
        tflm.run(tflm.build(content), [EVERY])


@pytest.mark.parametrize("scales", [(0.05, 0.05), (1e-4, 1e-4), (3, 1e-4), (1e-3, 1e-7)])
def test_the_reciprocal_root_of_every_int16_is_the_interpreters(scales, tmp_path):
    x = np.arange(2**15, dtype=np.int16)[None]
    sides = [dict(shape=x.shape, dtype=np.int16, scale=scale) for scale in scales]
    content = with_many("RSQRT", sides[:1], sides[1])
    (got,) = comparing.require_equal(content, [x], tmp_path)
    assert got.ravel()[0] == 2**15 - 1


def test_a_reciprocal_root_of_a_negative_int16_is_that_of_0(tmp_path):
    x = np.array([[-(2**15), -1, 0, 4]], np.int16)
    side = dict(shape=x.shape, dtype=np.int16, scale=1.0)
    content = with_many("RSQRT", [side], side | dict(scale=0.01))
    run = reference.run(reference.build(content), [x])
    assert run.outputs[0].tolist() == [[2**15 - 1, 2**15 - 1, 2**15 - 1, 50]]
    try:
        built = native.build(content, tmp_path, sanitize=True)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    assert native.run(built, [x]).outputs[0].tolist() == run.outputs[0].tolist()


@pytest.mark.parametrize("dtype", [np.int8, np.int16])
def test_scales_so_far_apart_that_the_interpreters_shift_is_undefined_are_refused(dtype):
    x, y = (dict(shape=(1, 4), dtype=dtype, scale=scale) for scale in (1e3, 1e3))
    said = refusal(with_many("RSQRT", [x], y))
    assert "its scales give the factor 3.16e-05, too small for 32 bits" in said


@pytest.mark.parametrize("name", FLOAT_ONLY)
def test_what_the_interpreter_has_for_real_numbers_only_is_refused_for_int8(name):
    content = int8(name, (0.5, 0), (0.5, 0))
    assert f"{name} version 1): it computes with int8, which the interpreter does not" in refusal(
        content
    )
    if not tflm.available():
        pytest.skip("toolchain: tflite-micro is not installed")
    with pytest.raises(DeviceError, match=r"INT8 != FLOAT32"):
        tflm.run(tflm.build(content), [EVERY])
