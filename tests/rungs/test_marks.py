"""What marks say: counts behind each, without the marks' own share, though counters wrap."""

import numpy as np

from tests.support import random_graphs
from tinyml_kit.codegen.c import c99
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs.marks import count_of, elapsed


def test_a_marks_own_share_is_taken_off_each():
    # A mark takes 4; layers take 10, 0 and 30, and 5 more until the end.
    moments = np.array([100, 104, 118, 122, 156, 165], np.uint32)
    ends, whole = elapsed(moments)
    assert (ends.tolist(), whole) == ([10, 10, 40], 45)


def test_a_counter_that_wraps_around_counts_on():
    moments = (np.array([-8, -4, 10, 24], np.int64) % 2**32).astype(np.uint32)
    ends, whole = elapsed(moments)
    assert (ends.tolist(), whole) == ([10], 20)


def test_a_clock_that_tells_less_than_a_mark_takes_never_goes_back():
    moments = np.array([0, 30, 55, 85, 120], np.uint64)
    ends, whole = elapsed(moments)
    assert (ends.tolist(), whole) == ([0, 0], 0)


def test_there_are_as_many_marks_as_traces_in_the_c():
    for seed in random_graphs.each_first():
        content = random_graphs.make(seed).content
        traces = c99.source(content)["model.c"].count("    TRACE(")
        assert count_of(read(content)) == traces
