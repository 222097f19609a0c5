"""Features in other voices: what moves where, what stays, and that the outside is silence."""

import numpy as np
import pytest

from tinyml_kit.features import audio
from tinyml_kit.learning import voices
from tinyml_kit.learning.voices import Variety

NONE = Variety(stretch=1, warp=1, shift=0, tilt=0, blur=0, frames=0, bands=0)


def features(count=20, seed=0):
    return np.random.default_rng(seed).integers(-128, 128, (count, 49, 40)).astype(np.int8)


def varied(x, seed=1, **changes):
    return voices.varied(x, np.random.default_rng(seed), Variety(**(vars(NONE) | changes)))


def test_without_variety_nothing_changes():
    np.testing.assert_array_equal(varied(features()), features())


def test_the_same_seed_gives_the_same_voices():
    x, how = features(), Variety()
    one, same, other = (voices.varied(x, np.random.default_rng(s), how) for s in (0, 0, 1))
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()
    assert one.dtype == np.int8 and one.shape == x.shape


@pytest.mark.parametrize("change", [{"stretch": 1.3}, {"shift": 6}, {"warp": 1.2}, {"blur": 0.5}])
def test_silence_stays_silence(change):
    x = np.full((30, 49, 40), -128, np.int8)
    np.testing.assert_array_equal(varied(x, **change), x)


def test_a_stretched_word_keeps_its_middle_and_moves_its_ends():
    x = np.full((200, 49, 40), -128, np.int8)
    x[:, 14:35] = 100
    made = varied(x, stretch=1.25)
    long = (made == 100).sum(axis=1)[:, 0]
    assert long.min() >= 16 and long.min() < 18 and long.max() > 24 and long.max() <= 27
    assert (made[:, 24] == 100).all()


def test_what_is_moved_out_does_not_come_in_at_the_other_end():
    x = np.full((50, 49, 40), -128, np.int8)
    x[:, 0] = 100
    made = varied(x, shift=6)
    assert (made[:, 8:] == -128).all()


def test_bands_of_a_warped_voice_lie_where_its_frequencies_do():
    assert (audio.AT_8_KHZ.low_hz, audio.AT_8_KHZ.high_hz) == (NONE.low_hz, NONE.high_hz)
    same = voices.warped_bands(np.array([[1.0]]), 40, 125, 3750)[0]
    np.testing.assert_allclose(same, np.arange(40), atol=1e-9)
    low, high = 1127 * np.log1p(np.array([125, 3750]) / 700)
    step = (high - low) / 41
    middles = 700 * np.expm1((low + step * np.arange(1, 41)) / 1127)
    read = voices.warped_bands(np.array([[1.2]]), 40, 125, 3750)[0]
    # What lies at band 30 of the new voice lay at 1 / 1.2 of that frequency.
    found = np.interp(read[30], np.arange(40), middles)
    assert abs(found / (middles[30] / 1.2) - 1) < 2e-3


def test_blur_keeps_the_sum_of_what_is_in_the_middle():
    x = np.full((20, 49, 40), -128, np.int8)
    x[:, :, 20] = 72  # 200 above silence
    made = varied(x, blur=0.5).astype(int) + 128
    assert (made[:, :, [19, 21]] > 0).any()
    np.testing.assert_allclose(made.sum(axis=2), 200, atol=2)
    assert made[:, :, 20].min() >= 100


def test_tilt_raises_one_end_and_lowers_the_other():
    x = np.zeros((20, 49, 40), np.int8)
    made = varied(x, tilt=10)[:, 0].astype(int)
    np.testing.assert_allclose(made[:, 0], -made[:, -1], atol=1)
    assert 5 < np.abs(made[:, 0]).max() <= 10


def test_two_stretches_and_two_bands_at_most_are_blanked_out():
    x = np.zeros((200, 49, 40), np.int8)
    blank = varied(x, frames=6, bands=4) == -128
    rows, columns = blank.all(axis=2).sum(axis=1), blank.all(axis=1).sum(axis=1)
    assert rows.max() > 6 and rows.max() <= 12 and columns.max() > 4 and columns.max() <= 8
    cross = blank.all(axis=2)[:, :, np.newaxis] | blank.all(axis=1)[:, np.newaxis]
    np.testing.assert_array_equal(blank, cross)
