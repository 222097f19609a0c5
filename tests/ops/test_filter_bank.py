"""Filter banks, roots and logarithms: numbers by hand, TFLM's bits, and what is refused."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.one_operator import refusal, with_many


def side(shape, dtype):
    return dict(shape=shape, dtype=dtype)


def bank(weights, unweights, first, at, widths, n=257, channels=None, **options):
    constants = [dict(data=np.array(one)) for one in (weights, unweights, first, at, widths)]
    for one in constants:
        one["data"] = one["data"].astype(options.get("kind", np.int16))
    out = side((len(widths) - 1,), options.get("out", np.uint64))
    settings = dict(num_channels=channels or len(widths) - 1)
    return with_many("SignalFilterBank", [side((n,), np.uint32), *constants], out, **settings)


def root(n=40, bits=(), out=np.uint32):
    sides = [side((n,), np.uint64), side(bits, np.int32)]
    return with_many("SignalFilterBankSquareRoot", sides, side((n,), out))


def logarithm(bits, scale, n=40, out=np.int16):
    settings = dict(input_correction_bits=bits, output_scale=scale)
    return with_many("SignalFilterBankLog", [side((n,), np.uint32)], side((n,), out), **settings)


def of_all_sizes(bits, n=40):
    """Return 1000 rows of numbers of up to 32 or 64 bits, extremes first."""
    rng = np.random.default_rng(bits)
    kind = np.uint32 if bits == 32 else np.uint64
    x = rng.integers(0, 2**bits, (1000, n), kind) >> rng.integers(0, bits, (1000, n)).astype(kind)
    x[0], x[1], x[2], x[3], x[4] = 0, 1, 2**bits - 1, 2**32 - 1, 2 ** (bits // 2)
    return x


def test_each_energy_falls_in_one_band_and_rises_in_the_next(tmp_path):
    content = bank([1, 2, 3, 4], [40, 30, 20, 10], [0, 2, 3], [0, 2, 3], [2, 1, 1], n=4)
    x = np.array([[100, 1000, 10_000, 2**32 - 1]], np.uint32)
    (got,) = comparing.require_equal(content, [x], tmp_path)
    falling, risen = 100 * 40 + 1000 * 30, 10_000 * 3
    assert got.tolist() == [[falling + risen, 10_000 * 20 + (2**32 - 1) * 4]]


@pytest.mark.parametrize("low", [0, -(2**15)])
def test_bands_of_a_thousand_spectra_are_the_interpreters(low, tmp_path):
    rng = np.random.default_rng(0)
    widths = rng.integers(-1, 9, 41)
    at = np.concatenate([[0], np.cumsum(np.maximum(widths, 0))[:-1]])
    shares = rng.integers(low, 2**15, (2, np.maximum(widths, 0).sum()))
    content = bank(*shares, rng.integers(0, 249, 41), at, widths)
    comparing.require_equal(content, [of_all_sizes(32, 257)], tmp_path)


def test_roots_are_rounded_and_shifted(tmp_path):
    values = [0, 1, 2, 3, 6, 7, 2**32 - 1, 2**32, 2**64 - 1]
    x = np.array([values, values], np.uint64)
    (got,) = comparing.require_equal(root(9), [x, np.array([0, 2], np.int32)], tmp_path)
    # That of 2^32 - 1 is nearly 65536, but a number of 32 bits has a root of 16.
    expected = [0, 1, 1, 2, 2, 3, 65535, 65536, 2**32 - 1]
    assert got.tolist() == [expected, [one >> 2 for one in expected]]


def test_roots_of_a_thousand_rows_are_the_interpreters(tmp_path):
    bits = np.random.default_rng(0).integers(0, 16, 1000).astype(np.int32)
    comparing.require_equal(root(), [of_all_sizes(64), bits], tmp_path)


@pytest.mark.parametrize("how", [(3, 64), (0, 1600), (0, 65535), (31, 1), (5, 2**31 - 1), (0, 0)])
def test_logarithms_of_a_thousand_rows_are_the_interpreters(how, tmp_path):
    comparing.require_equal(logarithm(*how), [of_all_sizes(32)], tmp_path)


def test_every_logarithm_between_two_powers_of_two_is_the_interpreters():
    x = np.arange(2**15, 2**17, dtype=np.uint32).reshape(-1, 1024)
    (got,) = comparing.require_equal(logarithm(0, 1600, 1024), [x])
    # Between two entries of the table, which differ by up to 224 / 2^16, nothing is interpolated.
    assert np.abs(got - 1600 * np.log(x)).max() < 1600 * np.log(2) * 224 / 2**16 + 2


def test_bands_that_leave_the_spectrum_or_the_weights_are_refused():
    shares = [1] * 4, [1] * 4
    for first, at in (([0, 254], [0, 0]), ([0, -1], [0, 0]), ([0, 0], [0, 1]), ([0, 0], [0, -1])):
        assert "a band of 4 from energy" in refusal(bank(*shares, first, at, [1, 4]))


def test_constants_of_a_filter_bank_that_do_not_fit_are_refused():
    shares = [1] * 4, [1] * 4
    several = bank(*shares, [0], [0, 0], [1, 1])
    assert "it has 1 frequency starts, expected 2" in refusal(several)
    assert "its inputs give (3,)" in refusal(bank(*shares, [0, 0], [0, 0], [1, 1], channels=3))
    wide = bank(*shares, [0, 0], [0, 0], [1, 1], kind=np.int32)
    assert "its weights are int32 of shape (4,), not a row of int16" in refusal(wide)


def test_types_and_shapes_that_do_not_fit_are_refused():
    shares = [1] * 4, [1] * 4
    narrow = bank(*shares, [0, 0], [0, 0], [1, 1], out=np.uint32)
    assert "its tensors are uint32, uint32, expected uint32, uint64" in refusal(narrow)
    assert "expected uint64, int32, uint32" in refusal(root(out=np.int32))
    assert "has shape (2,), expected ()" in refusal(root(bits=(2,)))
    assert "expected uint32, int16" in refusal(logarithm(1, 1, out=np.int32))
    assert "its input_correction_bits is 32, expected 0 to 31" in refusal(logarithm(32, 1))


def test_no_operator_that_computes_or_slices_takes_unsigned_numbers():
    content = with_many("RELU", [side((1, 4), np.uint32)], side((1, 4), np.uint32))
    assert "it computes with uint32 and uint32, which is not supported" in refusal(content)
    moved = with_many("EXPAND_DIMS", [side((4,), np.uint32), dict(data=np.int32([0]))],
                      side((1, 4), np.uint32))  # fmt: skip
    assert "it moves uint32, which the interpreter does not" in refusal(moved)
