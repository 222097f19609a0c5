"""SIGNAL_WINDOW: numbers by hand, TFLM's bits, and what is refused."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.one_operator import refusal, with_many
from tinyml_kit.codegen.tflm import c_array


def side(shape, dtype=np.int16):
    return dict(shape=shape, dtype=dtype)


def windowed(window, shape=(1, 4), out=None, shift=12, x=np.int16):
    weights = dict(data=np.asarray(window, np.int16) if isinstance(window, list) else window)
    return with_many("SignalWindow", [side(shape, x), weights], out or side(shape), shift=shift)


def test_samples_are_weighed_shifted_down_and_limited():
    x = np.array([[100, -1, 32767, -32768]], np.int16)
    (got,) = comparing.require_equal(windowed([4096, 2048, 32767, 32767]), [x])
    # -1 · 2048 / 4096 is -0.5; a shift to the right goes down to -1.
    assert got.tolist() == [[100, -1, 32767, -32768]]
    (got,) = comparing.require_equal(windowed([1, -1, 2, 0], shift=0), [x])
    assert got.tolist() == [[100, 1, 32767, 0]]


@pytest.mark.parametrize(("size", "shift"), [(480, 12), (240, 15), (96, 0), (1, 31)])
def test_a_thousand_random_inputs_are_the_interpreters(size, shift, tmp_path):
    rng = np.random.default_rng(size)
    window = rng.integers(-(2**15), 2**15, size).astype(np.int16)
    x = rng.integers(-(2**15), 2**15, (1000, 480)).astype(np.int16)
    comparing.require_equal(windowed(window, (1, 480), shift=shift), [x], tmp_path)


def test_what_does_not_fit_is_refused():
    assert "its window of 3 does not divide the 4 numbers" in refusal(windowed([1, 2, 3]))
    assert "its tensors are int16, int8, expected int16, int16" in refusal(
        windowed([1] * 4, out=side((1, 4), np.int8))
    )
    assert "its tensors are int8, int16, expected int16, int16" in refusal(
        windowed([1] * 4, x=np.int8)
    )
    assert "its inputs give (1, 4)" in refusal(windowed([1] * 4, out=side((1, 5))))
    wide = np.ones(4, np.int32)
    assert "its window is int32 of shape (4,), not a row of int16" in refusal(windowed(wide))
    assert "its window is int16 of shape (2, 2)" in refusal(windowed(np.ones((2, 2), np.int16)))
    given = with_many("SignalWindow", [side((1, 4)), side((4,))], side((1, 4)), shift=1)
    assert "its input 1 has to be a constant" in refusal(given)


def test_the_interpreters_method_for_it_is_named():
    assert c_array.used_operators(windowed([1] * 4)) == ["AddWindow"]
