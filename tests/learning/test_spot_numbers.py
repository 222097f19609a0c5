"""The numbers that describe a frame's spots, on images made by hand."""

import numpy as np
import pytest

from tinyml_kit.learning.baselines import BaselineError
from tinyml_kit.learning.spot_numbers import NAMES, spot_numbers


def named(image):
    numbers = spot_numbers(image[None])
    assert numbers.shape == (1, len(NAMES)) == (1, 17)
    return dict(zip(NAMES, numbers[0].tolist(), strict=True))


def test_peaks_are_counted_and_ranked():
    image = np.zeros((100, 100), np.float32)
    for k, height in enumerate([20, 10, 8, 6.5, 5.5, 4.5]):
        image[10 * k + 5, 10 * k + 5] = height
    numbers = named(image)
    counted = [np.log1p(n) for n in (6, 5, 4, 3, 2, 1, 1)]
    assert [numbers[f"peaks above {t}"] for t in (4, 5, 6, 7, 9, 12, 18)] == counted
    assert numbers["height of peak 1"] == np.log1p(20)
    assert numbers["height of peak 5"] == np.log1p(5.5)
    assert numbers["height of peak 10"] == numbers["height of peak 40"] == 0
    assert numbers["cells per spot"] == 0
    assert numbers["parts with a spot"] == pytest.approx(2 / 25)
    assert numbers["empty cells"] == pytest.approx(1 - 6 / 10_000)


def test_a_streak_has_many_cells_for_each_spot():
    image = np.full((100, 100), 2.0, np.float32)
    image[50, 20:60] = np.linspace(7, 9, 40)
    numbers = named(image)
    assert numbers["cells per spot"] == pytest.approx(np.log(40))
    assert numbers["median"] == 2.0 and numbers["highest tenth"] == 2.0
    assert numbers["empty cells"] == 0


def test_an_empty_image_has_finite_numbers():
    assert np.isfinite(spot_numbers(np.zeros((2, 100, 100)))).all()


def test_images_that_are_not_finite_are_refused():
    with pytest.raises(BaselineError, match="image 0 holds NaN"):
        spot_numbers(np.full((1, 100, 100), np.nan))
