"""Arithmetic on int32: numbers worked out by hand, TFLM's bits, and what is refused."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.one_operator import refusal, with_many
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs.host import native
from tinyml_kit.rungs.interpreters import reference
from tinyml_kit.rungs.protocol import RungMissing

LOWEST, HIGHEST = -(2**31), 2**31 - 1
X = np.array([[HIGHEST, LOWEST, 7, -7, 100_000, -3]], np.int32)
Y = np.array([[1, -3, 2, 2, 100_000, -4]], np.int32)
RELU, RELU_N1_TO_1, RELU6 = 1, 2, 3


def side(count=6, dtype=np.int32, **quantised):
    return dict(shape=(1, count), dtype=dtype, **quantised)


def model(name, **options):
    return with_many(name, [side(), side()], side(), **options)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ADD", [LOWEST, HIGHEST - 2, 9, -5, 200_000, -7]),
        ("SUB", [HIGHEST - 1, LOWEST + 3, 5, -9, 0, 1]),
        # 10^10 - 2 · 2^32 = 1,410,065,408
        ("MUL", [HIGHEST, LOWEST, 14, -14, 1_410_065_408, 12]),
        ("DIV", [HIGHEST, 715_827_882, 3, -3, 1, 0]),
        ("MINIMUM", [1, LOWEST, 2, -7, 100_000, -4]),
        ("MAXIMUM", [HIGHEST, -3, 7, 2, 100_000, -3]),
        # (2^31 - 2)^2 = 4 and (3 - 2^31)^2 = 9, less multiples of 2^32
        ("SQUARED_DIFFERENCE", [4, 9, 25, 81, 0, 1]),
    ],
)
def test_what_is_beyond_32_bits_wraps_around_and_quotients_are_cut_off(name, expected, tmp_path):
    (got,) = comparing.require_equal(model(name), [X, Y], tmp_path)
    assert got.ravel().tolist() == expected


@pytest.mark.parametrize("name", ["SUB", "MUL", "DIV"])
@pytest.mark.parametrize(
    ("activation", "low", "high"),
    [(RELU, 0, HIGHEST), (RELU6, 0, 6), (RELU_N1_TO_1, -1, 1)],
)
def test_an_activation_limits_the_numbers_as_they_are(name, activation, low, high, tmp_path):
    (free,) = comparing.require_equal(model(name), [X, Y], tmp_path / "free")
    limited = model(name, fusedActivationFunction=activation)
    (got,) = comparing.require_equal(limited, [X, Y], tmp_path / "limited")
    assert got.tolist() == np.clip(free, low, high).tolist()


def test_a_sum_leaves_its_activation_out_as_the_interpreter_does(tmp_path):
    (got,) = comparing.require_equal(model("ADD", fusedActivationFunction=RELU6), [X, Y], tmp_path)
    assert got.ravel().tolist() == [LOWEST, HIGHEST - 2, 9, -5, 200_000, -7]


def test_a_scale_does_not_change_a_product_or_an_extreme(tmp_path):
    scaled = side(scale=0.5, zero_point=3)
    for name in ("MUL", "MINIMUM", "MAXIMUM"):
        content = with_many(name, [scaled, scaled], scaled)
        plain = comparing.require_equal(model(name), [X, Y])
        (got,) = comparing.require_equal(content, [X, Y], tmp_path / name)
        assert got.tolist() == plain[0].tolist()


@pytest.mark.parametrize("name", ["ADD", "SUB", "DIV", "SQUARED_DIFFERENCE"])
def test_scales_are_refused_where_the_interpreter_does_not_expect_them(name):
    content = with_many(name, [side(), side(scale=0.5)], side())
    said = "tensor 1 (t1) is int32 with a scale, which the interpreter does not compute with"
    assert said in refusal(content)


def test_a_division_by_0_gives_a_limit_and_the_lowest_number_by_minus_1_wraps_around(tmp_path):
    # The interpreter ends with a fault at both.
    x = np.array([[5, -5, 0, LOWEST, 9, LOWEST]], np.int32)
    y = np.array([[0, 0, 0, -1, -1, 0]], np.int32)
    expected = [HIGHEST, LOWEST, 0, LOWEST, -9, LOWEST]
    got = reference.run(reference.build(model("DIV")), [x, y])
    assert got.outputs[0].ravel().tolist() == expected
    try:
        built = native.build(model("DIV"), tmp_path, sanitize=True)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    assert native.run(built, [x, y]).outputs[0].ravel().tolist() == expected


def test_other_operators_and_other_integers_are_refused():
    said = refusal(with_many("ABS", [side()], side()))
    assert "it computes with int32 and int32, which is not supported" in said
    wide = side(dtype=np.int64)
    said = refusal(with_many("ADD", [wide, wide], wide))
    assert "it computes with int64 and int64 and int64, which is not supported" in said
    mixed = with_many("ADD", [side(), side(dtype=np.int8, scale=0.5)], side())
    assert "it mixes int32 and int8 and int32" in refusal(mixed)
    read(model("ADD"))
