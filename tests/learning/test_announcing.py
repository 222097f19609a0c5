"""Announcements: smoothed, sure enough, and not one after the other."""

import numpy as np

from tinyml_kit.learning.announcing import announced


def scores(*counts):
    """Return the scores of two classes from how much of 256 the second one has."""
    seconds = np.array(counts)
    return np.stack([255 - seconds, seconds], 1).clip(0, 255).astype(int) - 128


def test_one_odd_look_is_no_gesture():
    assert announced(scores(0, 255, 0, 0, 0), quiet=0) == []


def test_a_gesture_is_announced_once_when_the_sum_suffices():
    # Three looks of 0.75: 192 each. 255 + 255 + 66 is exactly enough, one less is not.
    assert announced(scores(66, 255, 255, 0, 0), quiet=0) == [(2, 1)]
    assert announced(scores(65, 255, 255, 0, 0), quiet=0) == []
    # The first looks have fewer before them, which count nothing.
    assert announced(scores(255, 255, 255), quiet=0) == [(2, 1)]


def test_it_is_silent_for_a_while_and_then_says_what_is_still_there():
    always = scores(*[255] * 20)
    assert [one.look for one in announced(always, quiet=0)] == [2, 9, 16]
    assert [one.look for one in announced(always, quiet=0, silent=1)] == [2, 4, 6, 8, 10, 12, 14,
                                                                         16, 18]  # fmt: skip


def test_the_quiet_class_is_never_announced():
    assert announced(scores(*[255] * 9), quiet=1) == []


def test_without_averaging_each_look_counts():
    assert announced(scores(0, 192, 0), quiet=0, averaged=1) == [(1, 1)]
    assert announced(scores(0, 191, 0), quiet=0, averaged=1) == []
