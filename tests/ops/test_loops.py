"""Shapes as loops need them, walked through in Python and compared with NumPy."""

from itertools import product
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinyml_kit.graph.model import Tensor
from tinyml_kit.ops import loops
from tinyml_kit.ops.geometry import padding_before, window_sizes
from tinyml_kit.ops.layer import ExportError

SHAPES = st.lists(st.integers(1, 4), min_size=1, max_size=4)


@given(st.data())
def test_a_sum_over_any_axes_of_four_is_found_in_five_loops(data):
    shape = tuple(data.draw(SHAPES))
    axes = data.draw(st.sets(st.integers(0, len(shape) - 1)))
    x = np.arange(prod(shape)).reshape(shape)
    five = loops.reduction(shape, axes)
    assert list(five) == ["OUTER", "FIRST", "MIDDLE", "SECOND", "INNER"]
    sums = x.reshape(tuple(five.values())).sum(axis=(1, 3))
    np.testing.assert_array_equal(sums.ravel(), x.sum(axis=tuple(axes)).ravel())


def test_axes_in_three_places_are_refused():
    with pytest.raises(ExportError, match="lie in more than two places"):
        loops.reduction((2, 2, 2, 2, 2), (0, 2, 4))


@given(st.data())
def test_steps_of_0_repeat_what_broadcasting_repeats(data):
    out = tuple(data.draw(SHAPES))
    # Each operand has all of the output's axes but for those that it repeats or lacks.
    operands = [
        tuple(data.draw(st.sampled_from([1, n])) for n in out)[data.draw(st.integers(0, 1)) :]
        for _ in range(2)
    ]
    places = [range(size) for size in loops.four_sizes(out)]
    for shape in operands:
        x = np.arange(prod(shape)).reshape(shape)
        walked = [np.dot(place, loops.broadcast_steps(shape)) for place in product(*places)]
        np.testing.assert_array_equal(x.ravel()[walked], np.broadcast_to(x, out).ravel())


@given(
    st.integers(1, 9), st.integers(1, 4), st.integers(1, 3), st.integers(1, 3),
    st.sampled_from(["SAME", "VALID"]),
)  # fmt: skip
def test_only_images_that_windows_leave_are_padded(size, window, stride, dilation, padding):
    options = {"stride": (stride, 1), "dilation": (dilation, 1), "padding": padding}
    if padding == "VALID" and (window - 1) * dilation >= size:
        return
    counts = window_sizes((size, 1), (window, 1), options)
    before = padding_before((size, 1), (window, 1), options)
    rows = [
        y * stride - before[0] + row * dilation for y in range(counts[0]) for row in range(window)
    ]
    # Along the height, then along the width alone.
    for step in (1, -1):
        x = Tensor(0, "x", (1, *(size, 1)[::step], 1), np.dtype(np.int8))
        out = Tensor(1, "y", (1, *counts[::step], 1), np.dtype(np.int8))
        turned = {
            key: value if key == "padding" else value[::step] for key, value in options.items()
        }
        numbers = loops.window_loops(x, out, (window, 1)[::step], turned, before[::step])
        assert bool(numbers["PADDED"]) == (min(rows) < 0 or max(rows) >= size)
        assert bool(numbers["DILATED"]) == (dilation > 1)
