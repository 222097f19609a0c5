"""From the scores of look after look to announcements: one for each gesture or word.

A window that moves over a signal meets the same gesture many times, and meets halves of gestures.
So scores are added up over a few looks (smoothing); what has enough is announced; and for a while
after that nothing is (debouncing). The sketch gesture_nano33ble does the same in C.
"""

from typing import NamedTuple

import numpy as np


class Announcement(NamedTuple):
    """At which look, from 0 on, what was announced."""

    look: int
    found: int


def announced(
    scores: np.ndarray, quiet: int, averaged: int = 3, sure: float = 0.75, silent: int = 6
) -> list[Announcement]:
    """Return what is announced.

    Parameters
    ----------
    scores : (looks, classes) int8, in steps of 1/256 from -128 on, as softmax gives them
    quiet : int, the class that is never announced
    averaged : int, looks whose scores are added up
    sure : float, the mean score that an announcement needs
    silent : int, looks after an announcement in which there is no other
    """
    counts = np.asarray(scores, np.int64) + 128
    sums = np.cumsum(counts, axis=0)
    sums[averaged:] -= sums[:-averaged].copy()
    enough = int(np.ceil(sure * averaged * 256))
    made: list[Announcement] = []
    for look, row in enumerate(sums):
        found = int(row.argmax())
        if made and look - made[-1].look <= silent:
            continue
        if found != quiet and row[found] >= enough:
            made.append(Announcement(look, found))
    return made
