"""The digits of the compression chapters: their parts, and how answers are judged."""

import numpy as np
import pytest

from tinyml_kit.course import digits


def test_the_parts_hold_every_digit_once_with_its_label():
    found = digits.parts()
    assert [len(labels) for _, labels in found] == [1079, 359, 359]
    x = np.concatenate([x for x, _ in found])
    assert x.shape == (1797, 8, 8, 1) and x.dtype == np.float32
    assert (x.min(), x.max()) == (0, 1)
    pixels, labels = digits.images.digits()
    for said, label in ((np.concatenate([y for _, y in found]), labels),):
        assert np.bincount(said).tolist() == np.bincount(label).tolist()
    assert sorted(map(bytes, (16 * x).astype(np.uint8))) == sorted(
        map(bytes, pixels.astype(np.uint8))
    )


def test_each_part_has_about_a_tenth_of_each_digit():
    for _, labels in digits.parts():
        assert labels.dtype == np.int64
        np.testing.assert_allclose(np.bincount(labels) / len(labels), 0.1, atol=0.01)


def test_the_share_that_is_right():
    scores = np.array([[0.1, 0.9], [0.8, 0.2], [0.6, 0.4], [0.3, 0.7]])
    assert digits.share_right(scores, np.array([1, 0, 1, 1])) == pytest.approx(0.75)
