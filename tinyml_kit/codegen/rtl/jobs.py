"""The jobs of a folded layer: one for each window, in the order in which they are computed."""

import numpy as np

from tinyml_kit.codegen.rtl.folding import Folding


class Jobs:
    """The windows of a layer over some frames.

    base, last : (jobs,) the first pixel of each window and the one that completes it, counted
        through all frames, with the frames of zero points
    emits : (jobs,) bool, whether outputs leave after it; with a pooling, not after each
    words : (jobs,) words that have been given to the queue up to and with each job
    inside : (words,) bool, which words of the image with its frame come from outside
    waits_for : (pixels,) the job that has to end before a pixel may come, or -1
    """

    def __init__(self, folding: Folding, frames: int):
        one = folding.windows
        y, x = np.divmod(np.arange(one.out_height * one.out_width), one.out_width)
        shifts = np.arange(frames)[:, None] * one.height * one.width
        self.base = (shifts + y * one.stride[0] * one.width + x * one.stride[1]).ravel()
        self.last = self.base + (one.reach[0] - 1) * one.width + one.reach[1] - 1
        self.emits = np.tile(_emits(one, y, x), frames)
        self.words = np.cumsum(self.emits) * folding.groups
        pixels = np.arange(one.height * one.width * frames)
        free = self.base + skipped(folding) + rows_held(folding) * one.width
        self.waits_for = np.searchsorted(free, pixels, side="right") - 1
        whole = np.zeros((frames, one.height, one.width, folding.words), bool)
        rows = slice(one.top, one.top + one.image_height)
        whole[:, rows, one.left : one.left + one.image_width] = True
        self.inside = whole.ravel()


def _emits(one, y, x):
    if one.pool is None:
        return np.ones(len(y), bool)
    ends_x = x % one.pool.width == one.pool.width - 1
    ends_y = y % one.pool.height == one.pool.height - 1
    if one.pool.cut:
        ends_x |= x == one.out_width - 1
        ends_y |= y == one.out_height - 1
    return ends_x & ends_y


def rows_held(folding: Folding) -> int:
    """Return how many rows of the image a window memory holds."""
    if folding.reading == "column":
        return 1
    one = folding.windows
    # A dense layer's next frame comes while this one is computed.
    return 2 if one.height * one.width == 1 else one.reach[0]


def skipped(folding: Folding) -> int:
    """Return how many pixels come before the first one that the first window needs in memory."""
    one = folding.windows
    return (one.reach[0] - 1) * one.width if folding.reading == "column" else 0


def sum_delay(folding: Folding) -> int:
    """Return the cycles from the last word of a group to its sum, behind the pooling."""
    one = folding.windows
    if one.kind == "largest":
        return 1
    return folding.waits + 1 + folding.levels + 1 + (2 if one.pool else 0)
