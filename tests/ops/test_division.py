"""DIV: numbers by hand, TFLM's bits where it has a result, and what the kit does elsewhere."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.one_operator import refusal, with_many
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs import registry
from tinyml_kit.rungs.host import native
from tinyml_kit.rungs.interpreters import reference
from tinyml_kit.rungs.protocol import RungMissing

NUMBERS = np.arange(-128, 128, dtype=np.int8)


def side(shape, scale, zero_point=0):
    return dict(shape=shape, dtype=np.int8, scale=scale, zero_point=zero_point)


def quotients(scales, zero_points, shape):
    *sides, y = (side(shape, *q) for q in zip(scales, zero_points, strict=True))
    return with_many("DIV", sides, y)


def pairs(divisors):
    shape = (1, len(divisors), 256)
    x, y = np.broadcast_arrays(NUMBERS, np.array(divisors, np.int8)[:, None])
    return [x.reshape(shape).copy(), y.reshape(shape).copy()], shape


def computed(content, inputs, folder):
    """Return what the reference and the compiled C answer, which has to be the same."""
    expected = reference.run(reference.build(content), inputs).outputs[0]
    try:
        built = native.build(content, folder, sanitize=True)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    np.testing.assert_array_equal(native.run(built, inputs).outputs[0], expected)
    return expected.ravel().tolist()


def test_quotients_are_in_the_scale_of_the_output():
    # (100 · 0.5) / (2 · 0.25) = 100, and so on; the factor between the scales is 2 / 0.01.
    x, y = np.array([[100, -7, 7, -1]], np.int8), np.array([[120, 100, -100, -128]], np.int8)
    content = quotients((0.5, 0.25, 0.03125), (0, 0, 1), (1, 4))
    (got,) = comparing.require_equal(content, [x, y])
    # 0.5 / 0.25 / 0.03125 = 64 steps for each whole of the stored quotient.
    assert got.ravel().tolist() == [54, -3, -3, 2]


@pytest.mark.parametrize("scales", [(1, 0.05, 0.2), (3, 0.5, 0.01), (1e3, 0.7, 1e-3)])
def test_all_numbers_by_many_divisors_are_the_interpreters(scales, tmp_path):
    inputs, shape = pairs([-128, -100, -7, -3, -2, -1, 1, 2, 3, 5, 64, 99, 127])
    for zero_points in ((0, 0, 0), (0, 0, -128), (0, 0, 77)):
        content = quotients(scales, zero_points, shape)
        comparing.require_equal(content, inputs, tmp_path / str(zero_points[2]))


def test_what_is_far_below_half_a_step_is_0(tmp_path):
    inputs, shape = pairs([127])
    answers = computed(quotients((0.05, 0.05, 50.0), (0, 0, 3), shape), inputs, tmp_path)
    # On this computer, the interpreter makes 127 or -128 of most of these.
    assert set(answers) == {3}


def test_a_division_by_0_gives_a_limit_and_0_of_0(tmp_path):
    inputs = [np.array([[5, -5, 0]], np.int8), np.array([[9, 9, 9]], np.int8)]
    content = quotients((0.5, 0.5, 0.5), (0, 9, -1), (1, 3))
    assert computed(content, inputs, tmp_path) == [127, -128, -1]


def test_real_numbers_are_divided_and_limited(tmp_path):
    one = dict(shape=(1, 4), dtype=np.float32)
    x = np.array([[1.5, -3, 1e38, 0.7]], np.float32)
    y = np.array([[0.5, 0.25, 1e-38, -7]], np.float32)
    (got,) = comparing.require_equal(with_many("DIV", [one, one], one), [x, y], tmp_path / "none")
    assert got.ravel().tolist() == [3, -12, np.finfo(np.float32).max, np.float32(0.7) / -7]
    limited = with_many("DIV", [one, one], one, fusedActivationFunction=3)
    (got,) = comparing.require_equal(limited, [x, y], tmp_path / "relu6")
    assert got.ravel().tolist() == [3, 0, 6, 0]


def test_a_factor_that_32_bits_do_not_hold_is_refused():
    said = refusal(quotients((1.0, 1e-4, 1e-4), (0, 0, 0), (1, 3)))
    assert "its scales give the factor 1e+08, too large for 32 bits" in said
    read(quotients((1.0, 1e-3, 1e-3), (0, 0, 0), (1, 3)))


FLOAT = dict(shape=(1, 6), dtype=np.float32)
SEVENS = np.array([[7, -7, 7, -7, 0, 6]], np.float32)
TWOS = np.array([[2, 2, -2, -2, 3, -2]], np.float32)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("FLOOR_DIV", [3, -4, -4, 3, 0, -3]), ("FLOOR_MOD", [1, 1, -1, -1, 0, 0])],
)
def test_a_quotient_is_rounded_down_and_its_rest_has_the_sign_of_the_divisor(
    name, expected, tmp_path
):
    content = with_many(name, [FLOAT, FLOAT], FLOAT)
    (got,) = comparing.require_equal(content, [SEVENS, TWOS], tmp_path)
    assert got.ravel().tolist() == expected


@pytest.mark.parametrize("name", ["FLOOR_DIV", "FLOOR_MOD"])
def test_real_numbers_of_every_size_and_a_row_of_divisors_are_the_interpreters(name, tmp_path):
    rng = np.random.default_rng(3)
    x = (rng.normal(size=(20, 40, 6)) * 10 ** rng.uniform(-5, 5, (20, 40, 6))).astype(np.float32)
    row = dict(data=rng.normal(size=6).astype(np.float32))
    side = dict(shape=(1, 40, 6), dtype=np.float32)
    comparing.require_equal(with_many(name, [side, row], side), [x], tmp_path)


def near_whole_numbers(rng, shape):
    """Return numbers and divisors whose quotients are whole numbers below 2^25, or a bit less."""
    divisor = (rng.normal(size=shape) * 10 ** rng.uniform(-8, 8, shape)).astype(np.float32)
    whole = np.round(2 ** rng.uniform(0, 24.9, shape)) * rng.choice([-1, 1], shape)
    number = (whole * divisor.astype(np.float64)).astype(np.float32)
    return np.where(rng.random(shape) < 0.5, number, np.nextafter(number, np.float32(0))), divisor


@pytest.mark.parametrize("name", ["c", "atmega1284p", "cortex-m4", "cortex-m0plus", "riscv32"])
def test_no_chip_rounds_a_quotient_up_to_the_next_whole_number(name, tmp_path):
    shape = (1, 500)
    inputs = list(near_whole_numbers(np.random.default_rng(8), shape))
    side = dict(shape=shape, dtype=np.float32)
    content = with_many("FLOOR_DIV", [side, side], side)
    expected = reference.run(reference.build(content), inputs).outputs[0]
    # In single precision, the quotient itself is often the next whole number.
    assert np.count_nonzero(np.floor(inputs[0] / inputs[1]) != expected) > 20
    device = registry.device(name)
    try:
        built = device.build(content, tmp_path, **registry.rung(name).options)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    np.testing.assert_array_equal(device.run(built, inputs).outputs[0], expected)


def test_a_computed_divisor_of_0_gives_what_real_numbers_give(tmp_path):
    content = with_many("FLOOR_DIV", [FLOAT, FLOAT], FLOAT)
    assert computed(content, [SEVENS, TWOS * 0], tmp_path)[:3] == [np.inf, -np.inf, -np.inf]


@pytest.mark.parametrize("name", ["FLOOR_DIV", "FLOOR_MOD"])
def test_a_known_divisor_of_0_is_refused(name):
    content = with_many(name, [FLOAT, dict(data=np.zeros(6, np.float32))], FLOAT)
    assert "it divides by 0" in refusal(content)
    whole = dict(shape=(1, 6), dtype=np.int8, scale=0.5)
    said = "it computes with int8, which the interpreter does not"
    assert said in refusal(with_many(name, [whole, whole], whole))
