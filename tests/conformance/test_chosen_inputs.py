"""Inputs that random ones never hit: exact halves, and numbers far from zero."""

import warnings
from fractions import Fraction

import numpy as np
import pytest

from tests.support import comparing
from tests.support.flatbuffer import Writer
from tinyml_kit.rungs.avr import simavr
from tinyml_kit.rungs.host import native
from tinyml_kit.rungs.interpreters import reference
from tinyml_kit.rungs.protocol import RungMissing
from tinyml_kit.rungs.qemu import emulated

RUNGS = [reference, native, simavr, emulated]
SCALE, ZERO_POINT = 0.25, -3


def halves():
    """Return numbers in the middle of two steps, and their neighbours on both sides."""
    middle = ((np.arange(-140, 140) + 0.5) * SCALE).astype(np.float32)
    return np.stack([middle, np.nextafter(middle, np.float32(-99)), np.nextafter(middle, 99)])


def rounded(real):
    """Return what is stored for a real number, by exact fractions; halves go away from zero."""
    steps = abs(Fraction(float(real)) / Fraction(SCALE)) + Fraction(1, 2)
    whole = steps.__floor__() * (1 if real > 0 else -1)
    return max(-128, min(127, whole + ZERO_POINT))


def run(rung, content, inputs, folder):
    try:
        return rung.run(rung.build(content, folder), inputs, intermediates=True)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")


def one(name, shape, *quantised, **options):
    writer = Writer()
    x = writer.tensor(shape, np.float32)
    y = writer.tensor(shape, np.int8 if quantised else np.float32, *quantised)
    writer.operator(name, [x], [y], **options)
    writer.inputs, writer.outputs = [x], [y]
    return writer.finish()


@pytest.mark.parametrize("rung", RUNGS)
def test_real_numbers_are_stored_as_the_nearest_and_halves_away_from_zero(rung, tmp_path):
    inputs = halves()
    content = one("QUANTIZE", (1, inputs.shape[1]), SCALE, ZERO_POINT)
    expected = np.vectorize(rounded)(inputs)
    _, oracle = comparing.oracle(content, [inputs])
    np.testing.assert_array_equal(oracle.outputs[0].reshape(expected.shape), expected)
    got = run(rung, content, [inputs], tmp_path)
    np.testing.assert_array_equal(got.outputs[0].reshape(expected.shape), expected)


@pytest.mark.parametrize("rung", RUNGS)
def test_what_is_too_large_for_any_step_is_stored_as_a_limit(rung, tmp_path):
    reals = [3.4e38, -3.4e38, 1e30, -1e30, 1e9, -1e9, 1e6, -1e6, 32.5, -31.25]
    inputs = np.array([reals], np.float32)
    content = one("QUANTIZE", (1, 10), SCALE, ZERO_POINT)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        got = run(rung, content, [inputs], tmp_path)
    assert got.outputs[0].ravel().tolist() == [127, -128] * 5


@pytest.mark.parametrize("rung", RUNGS)
def test_probabilities_do_not_depend_on_what_all_inputs_have_in_common(rung, tmp_path):
    row = np.array([0, 1, -2, 1.5, -0.25], np.float32)
    inputs = np.stack([row, row + 200, row - 200, row - 4096])
    content = one("SOFTMAX", (1, 5), beta=1.0)
    graph, expected = comparing.oracle(content, [inputs])
    got = run(rung, content, [inputs], tmp_path)
    comparing.assert_equal(graph, expected, got, exact=False)
    probabilities = got.outputs[0].reshape(inputs.shape)
    np.testing.assert_array_equal(probabilities, probabilities[:1].repeat(4, axis=0))


def test_a_stored_number_in_the_middle_of_two_steps_twice_as_wide_goes_up(tmp_path):
    writer = Writer()
    x, y = writer.tensor((1, 256), np.int8, 0.5), writer.tensor((1, 256), np.int8, 1.0)
    writer.operator("QUANTIZE", [x], [y])
    writer.inputs, writer.outputs = [x], [y]
    stored = np.arange(-128, 128, dtype=np.int8).reshape(1, 256)
    graph, expected = comparing.oracle(writer.finish(), [stored])
    got = run(reference, graph, [stored], tmp_path)
    comparing.assert_equal(graph, expected, got)
    assert got.outputs[0].ravel().tolist() == [(n + 1) // 2 for n in range(-128, 128)]
