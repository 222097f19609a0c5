"""The network that the exercise on a budget brings reads digits, whatever its kernels' sizes."""

import numpy as np
import pytest

from tinyml_kit.course.keys import chapter_10


@pytest.mark.parametrize("names", chapter_10.NETWORKS)
def test_stretched_kernels_change_no_score(names, monkeypatch):
    (kernels, biases, parts), stretch = chapter_10.trained(names), chapter_10.STRETCH
    monkeypatch.setattr(chapter_10, "STRETCH", 1)
    plain, plain_biases, _ = chapter_10.trained.__wrapped__(names)
    first, second, last = names
    # ReLU passes a factor above 0 on, and 4 times a float is exact.
    np.testing.assert_array_equal(kernels[first], stretch * plain[first])
    np.testing.assert_array_equal(biases[0], stretch * plain_biases[0])
    np.testing.assert_array_equal(stretch * kernels[second], plain[second])
    np.testing.assert_array_equal(kernels[last], plain[last])
    for ours, theirs in zip(biases[1:], plain_biases[1:], strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert min(chapter_10.share_right(kernels, part) for part in parts) > 0.95
