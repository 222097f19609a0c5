"""Noise subtracted and the gain against it: TFLM's bits over sequences, and what is refused."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.flatbuffer import Writer
from tests.support.one_operator import refusal, with_many

PACES = dict(
    alternate_one_minus_smoothing=15401,
    alternate_smoothing=983,
    min_signal_remaining=819,
    num_channels=40,
    one_minus_smoothing=15975,
    smoothing=409,
    smoothing_bits=10,
    spectral_subtraction_bits=14,
)


def side(shape=(40,), dtype=np.uint32):
    return dict(shape=shape, dtype=dtype)


def of_all_sizes(seed):
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 2**32, (1000, 40)) >> rng.integers(0, 33, (1000, 40))
    return x.astype(np.uint32)


def subtracted(again=False, **options):
    writer = Writer()
    x, y, noise, other = (writer.tensor(**side()) for _ in range(4))
    writer.inputs, writer.outputs = [x], [y]
    name, settings = "SignalFilterBankSpectralSubtraction", PACES | dict(clamping=False) | options
    writer.operator(name, [x], [y, noise], **settings)
    if again:
        writer.operator(name, [x], [other, noise], **settings)
    return writer.finish()


def gained(gains, shift=6):
    sides = [side(), side(), dict(data=gains)]
    return with_many("SignalPCAN", sides, side(), snr_shift=shift)


@pytest.mark.parametrize("clamping", [False, True])
def test_noise_is_averaged_over_each_sequence_as_in_the_interpreter(clamping, tmp_path):
    x = of_all_sizes(0).reshape(10, 100, 40)
    comparing.require_equal(subtracted(clamping=clamping), [x], tmp_path)


@pytest.mark.parametrize("shift", [0, 6, 20])
def test_gains_for_a_thousand_rows_are_the_interpreters(shift, tmp_path):
    gains = np.random.default_rng(shift).integers(-(2**15), 2**15, 125).astype(np.int16)
    inputs = [of_all_sizes(1), of_all_sizes(2)]
    comparing.require_equal(gained(gains, shift), inputs, tmp_path)


def test_what_does_not_fit_is_refused():
    few = gained(np.ones(124, np.int16))
    assert "its gains are int16 of shape (124,), not a row of at least 125 int16" in refusal(few)
    assert "its smoothing_bits is 32, expected 0 to 31" in refusal(subtracted(smoothing_bits=32))
    assert "is used for something else" in refusal(subtracted(again=True))
