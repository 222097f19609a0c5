"""The distance from the training data, and the numbers that it is measured in."""

import numpy as np
import pytest

from tinyml_kit.learning import unlike
from tinyml_kit.learning.unlike import TrainingData, UnlikeError, pixel_statistics


def correlated(count=4000, seed=0):
    rng = np.random.default_rng(seed)
    a, b = rng.standard_normal((2, count))
    return np.column_stack([10 + 3 * a, 5 * (0.9 * a + np.sqrt(1 - 0.81) * b)])


def test_distances_are_in_deviations_along_the_datas_own_axes():
    learned = TrainingData.of(correlated())
    # Three deviations of the first number, with the second as it has to follow, and against it.
    with_it, against = learned.distance(np.array([[19.0, 13.5], [19.0, -13.5]]))
    assert with_it == pytest.approx(3, abs=0.15)
    assert against == pytest.approx(3 * np.hypot(1, 1.8 / np.sqrt(0.19)), rel=0.05)


def test_half_a_percent_of_the_training_data_lies_beyond_the_limit():
    numbers = correlated()
    learned = TrainingData.of(numbers)
    assert np.mean(learned.unlike(numbers)) == pytest.approx(1 - unlike.WITHIN, abs=3e-4)
    assert np.mean(learned.unlike(correlated(seed=1))) < 0.012
    assert learned.unlike(np.array([[10.0, 20.0]])).all()


def test_a_number_that_never_varies_does_no_harm():
    numbers = np.column_stack([correlated(), np.full(4000, 7.0)])
    learned = TrainingData.of(numbers)
    assert np.isfinite(learned.distance(numbers)).all()
    assert learned.unlike(np.array([[10.0, 0.0, 7.1]])).all()


@pytest.mark.parametrize("numbers", [np.ones((19, 2)), np.full((50, 2), np.nan)])
def test_too_few_or_not_finite_numbers_are_refused(numbers):
    with pytest.raises(UnlikeError, match="give at least 20, all finite"):
        TrainingData.of(numbers)


def test_pixel_statistics_tell_noise_from_smooth_images():
    rng = np.random.default_rng(0)
    noise = rng.standard_normal((3, 50, 50))
    smooth = (noise + np.roll(noise, 1, 1) + np.roll(noise, 1, 2) + np.roll(noise, -1, 1)) / 2
    rough, soft = pixel_statistics(noise), pixel_statistics(smooth)
    assert rough.shape == (3, 13)
    np.testing.assert_allclose(rough[:, 4], np.median(noise, axis=(1, 2)))
    assert np.abs(rough[:, 9:]).max() < 0.06
    assert soft[:, 9:].max(axis=1).min() > 0.2
