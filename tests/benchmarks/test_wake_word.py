"""What the benchmark of the wake word counts: ends, windows, alarms."""

import numpy as np
import pytest

from benchmarks import wake_word


def test_ends_are_where_sounds_end():
    sounds = [np.full(1000, 0.5), np.full(2000, -0.5)]
    heard, ends = wake_word.stream(sounds, np.random.default_rng(0))
    assert heard.dtype == np.int16 and heard.max() < 2**15
    loud = np.abs(heard.astype(int)) > 8000
    assert ends[0] == 8000 + 1000
    assert loud[8000 : ends[0]].mean() > 0.9 and loud[ends[0] : ends[0] + 300].mean() < 0.1
    assert loud[ends[1] - 2000 : ends[1]].mean() > 0.9


def test_windows_end_with_the_word_or_far_from_it():
    features = np.tile(np.arange(120, dtype=np.int8)[:, np.newaxis], (1, 40))
    x, y = wake_word.windows(features, [60], long=20, every=4)
    last = x[:, -1, 0].astype(int) + 1  # frames that are over
    assert sorted(last[y == 1]) == list(range(60, 81, 2))
    assert ((last[y == 0] < 52) | (last[y == 0] > 100)).all()
    assert x.shape[1:] == (20, 40)
    np.testing.assert_array_equal(x[:, 0, 0], last - 20)


def test_a_stream_without_the_word_has_windows_without_it():
    x, y = wake_word.windows(np.zeros((50, 40), np.int8), [], long=20, every=10)
    assert (len(x), y.sum()) == (4, 0)


@pytest.mark.parametrize(
    ("at", "times"), [([], 0), ([10], 1), ([10, 40], 1), ([10, 70], 2), ([10, 40, 75, 100], 2)]
)
def test_an_alarm_is_five_answers_and_then_two_seconds_of_quiet(at, times):
    said = np.zeros(150)
    for start in at:
        said[start : start + wake_word.MEAN] = 1
    assert wake_word.alarms(said, 0.95) == times
    said[said > 0] = 0.9
    assert wake_word.alarms(said, 0.95) == 0


def test_the_word_is_cut_out_of_its_recording():
    samples = np.random.default_rng(1).normal(0, 10, 16000)
    samples[5000:9000] += 3000 * np.sin(np.arange(4000))
    word = wake_word.word_of(samples)
    assert 4000 <= len(word) <= 5000
    assert np.abs(word).max() == np.abs(samples).max()


def test_noise_is_as_long_as_the_digits():
    sounds = [np.full(4000, 1000, np.int16)] * 5
    found = list(wake_word.without_the_word(sounds, np.random.default_rng(0)))
    assert [what for what, _ in found] == ["digits", "noise"] * 3
    assert all(len(a) == len(b) for (_, a), (_, b) in zip(found[::2], found[1::2], strict=True))
