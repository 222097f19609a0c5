"""Standard deviations: formulas on numbers that can be followed by hand, and their limits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tinyml_kit.features.image.normalize import (
    contrast_from,
    global_normalize,
    local_contrast,
    mean_and_deviation,
    require_epsilon,
)
from tinyml_kit.features.image.resample import ImageError, moments_of

EPS = np.finfo(np.float64).eps


def two_levels(centre, apart):
    """Return an image of which half lies `apart` below `centre` and half above."""
    return np.array([[centre - apart, centre + apart]] * 2)


@pytest.mark.parametrize("centre", [1.0, -1.0, 1024.0])
def test_a_frame_is_constant_up_to_eight_steps_of_its_numbers_and_no_further(centre):
    step = EPS * abs(centre)
    with pytest.raises(ImageError, match="everywhere; without variation"):
        global_normalize(two_levels(centre, 8 * step))
    np.testing.assert_array_equal(
        global_normalize(two_levels(centre, 9 * step)), two_levels(0.0, 1.0)
    )


def test_a_frame_of_one_negative_value_is_constant():
    with pytest.raises(ImageError, match="the frame is -3 everywhere"):
        global_normalize(np.full((4, 4), -3))


parts = hnp.arrays(np.float64, st.integers(1, 9), elements=st.floats(-100, 100, width=32))


@given(st.lists(parts, min_size=1, max_size=6))
def test_parts_of_any_sizes_have_the_moments_of_the_whole(found):
    whole = np.concatenate([*found, [500.0, -500.0]])  # so that it is not constant
    mean, deviation = mean_and_deviation(
        np.array([moments_of(part) for part in [*found, whole[-2:]]]), whole.dtype
    )
    assert mean == pytest.approx(whole.mean(), abs=1e-9)
    assert deviation == pytest.approx(whole.std(), rel=1e-9)


def test_contrast_is_distance_over_deviation_plus_epsilon():
    assert contrast_from(np.float64(7), 1, 6.25, 0.5) == 6 / 3
    # Rounding may leave a variance a hair below 0.
    assert contrast_from(np.float64(3), 1, -1e-12, 0.5) == 4


def test_the_published_formula_subtracts_the_squared_mean_from_a_variance():
    image = np.random.default_rng(0).normal(size=(9, 9))
    around = np.lib.stride_tricks.sliding_window_view(np.pad(image, 1), (3, 3))
    mean = around.mean(axis=(2, 3))
    apart = np.lib.stride_tricks.sliding_window_view(np.pad((image - mean) ** 2, 1), (3, 3))
    with np.errstate(invalid="ignore"):
        expected = (image - mean) / np.sqrt(apart.mean(axis=(2, 3)) - mean**2)
    assert np.isnan(expected).any() and np.isfinite(expected).any()
    np.testing.assert_allclose(local_contrast(image, 3, as_published=True), expected, rtol=1e-9)


@pytest.mark.parametrize("window", [3, 5, np.int64(5), np.uint8(5)])
def test_a_window_from_three_to_the_shorter_side_is_accepted(window):
    image = np.random.default_rng(0).normal(size=(5, 9))
    assert local_contrast(image, window).shape == (5, 9)
    assert local_contrast(image.T, window).shape == (9, 5)


@pytest.mark.parametrize("window", [1, -3, 4, 7, 9, 3.0, "3"])
def test_a_window_of_one_pixel_or_longer_than_the_shorter_side_is_refused(window):
    image = np.random.default_rng(0).normal(size=(5, 9))
    for turned in (image, image.T):
        with pytest.raises(ImageError, match=f"the window is {window}; .* from 3 to 5, the image"):
            local_contrast(turned, window)


@pytest.mark.parametrize("epsilon", [0, -1, np.nan])
def test_an_epsilon_that_is_not_above_zero_is_refused(epsilon):
    with pytest.raises(ImageError, match=f"epsilon is {epsilon}; give a number above 0"):
        require_epsilon(epsilon)
