"""Digits drawn by strokes: the same for a seed, within the paper, and as a page shrinks them."""

from fractions import Fraction

import numpy as np
import pytest

from tinyml_kit.datasets import strokes


def test_drawings_are_the_same_for_the_same_seed_and_of_all_digits():
    images, labels = strokes.drawings(200, np.random.default_rng(3))
    again, _ = strokes.drawings(200, np.random.default_rng(3))
    np.testing.assert_array_equal(images, again)
    assert images.shape == (200, 8, 8) and images.dtype == np.float32
    assert set(labels) == set(range(10))
    assert images.min() == 0 and images.max() == 1


def test_both_pens_draw_and_each_drawing_has_ink():
    images, _ = strokes.drawings(300, np.random.default_rng(0))
    plain = np.array([set(np.unique(image)) <= {0, 1} for image in images])
    assert 0.4 < plain.mean() < 0.7
    assert (images > 0).sum((1, 2)).min() >= 4


def test_a_stroke_has_no_gaps():
    # A straight 1: each row between its ends has ink, for a pen that fills what it touches.
    ways = {digit: [[("corner", [(0.5, 0), (0.5, 1)])]] for digit in range(10)}
    images, _ = strokes.drawings(100, np.random.default_rng(1), ways)
    for image in images:
        rows = np.flatnonzero(image.any(1))
        assert len(rows) == rows[-1] - rows[0] + 1


@pytest.mark.parametrize(("side", "rows"), [(28, 8), (3, 2), (5, 5), (7, 4)])
def test_shrunk_is_the_covered_area_of_each_pixel(side, rows):
    picture = np.random.default_rng(side).random((side, side)) < 0.4
    shrunk = strokes.shrunk(picture, rows)
    width = Fraction(side, rows)
    for row in range(rows):
        for column in range(rows):
            area = sum(
                part(row * width, width, y) * part(column * width, width, x)
                for y, x in zip(*map(np.ndarray.tolist, np.nonzero(picture)), strict=True)
            )
            assert shrunk[row, column] == pytest.approx(float(area / width**2), abs=1e-12)


def part(start, width, pixel):
    """Return how much of the pixel from `pixel` to `pixel + 1` lies within a piece of a line."""
    return max(Fraction(0), min(start + width, pixel + 1) - max(start, pixel))
