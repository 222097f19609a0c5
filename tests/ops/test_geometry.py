"""Windows, by counting them one at a time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinyml_kit.graph.model import GraphError
from tinyml_kit.ops import geometry

small = st.integers(1, 9)
pairs = st.tuples(small, small)


def lies_inside(size, before, k, stride, element, step):
    return 0 <= k * stride - before + element * step < size


@given(pairs, pairs, pairs, st.tuples(st.integers(1, 3), st.integers(1, 3)))
def test_taps_name_exactly_the_elements_inside_the_image(sizes, window, stride, dilation):
    options = dict(stride=stride, dilation=dilation, padding="SAME")
    counts = geometry.window_sizes(sizes, window, options)
    before = geometry.padding_before(sizes, window, options)
    image = np.arange(sizes[0] * sizes[1]).reshape(1, *sizes, 1) + 1
    seen = np.zeros((*window, *counts), int)
    for row, column, there, here in geometry.taps(sizes, counts, window, options, before):
        seen[row, column][here[1:]] = image[there][0, ..., 0]
    for (row, column, k, m), value in np.ndenumerate(seen):
        inside = lies_inside(sizes[0], before[0], k, stride[0], row, dilation[0])
        inside &= lies_inside(sizes[1], before[1], m, stride[1], column, dilation[1])
        y = k * stride[0] - before[0] + row * dilation[0]
        x = m * stride[1] - before[1] + column * dilation[1]
        assert value == (y * sizes[1] + x + 1 if inside else 0)


@given(pairs, pairs, pairs)
def test_without_padding_every_window_lies_inside_and_one_more_would_not(sizes, window, stride):
    options = dict(stride=stride, padding="VALID")
    if any(reach > size for reach, size in zip(window, sizes, strict=True)):
        with pytest.raises(GraphError, match="does not fit into"):
            geometry.window_sizes(sizes, window, options)
        return
    for size, reach, step, count in zip(
        sizes, window, stride, geometry.window_sizes(sizes, window, options), strict=True
    ):
        assert (count - 1) * step + reach <= size < count * step + reach


def test_a_window_of_absurd_size_costs_no_more_than_the_image():
    options = dict(stride=(1, 1), padding="SAME")
    window = (2**31 - 1, 2**31 - 1)
    before = geometry.padding_before((3, 4), window, options)
    assert len(list(geometry.taps((3, 4), (3, 4), window, options, before))) == 5 * 7
