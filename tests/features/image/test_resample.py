"""Resampling across bands and at its limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tinyml_kit.features.image.resample import (
    BAND,
    ImageError,
    bilinear,
    center_crop,
    checked_image,
)

SPECKLED = np.random.default_rng(0).uniform(50, 150, (40, 24)).astype(np.float32)


@settings(max_examples=30)
@given(st.integers(2, 40), st.integers(1, 24), st.integers(BAND + 1, 4 * BAND))
def test_enlarging_over_several_bands_equals_pillow(height, width, size):
    # Enlarged, a pixel still reaches one input pixel far: a band needs its neighbours' rows.
    image = SPECKLED[:height, :width]
    expected = Image.fromarray(image).resize((size, size), Image.Resampling.BILINEAR)
    np.testing.assert_allclose(bilinear(image, size), expected, atol=1e-4)


def test_a_crop_of_the_whole_image_is_the_image():
    np.testing.assert_array_equal(center_crop(SPECKLED[:24], 24), SPECKLED[:24])


@pytest.mark.parametrize("shape", [(0, 5), (5, 0)])
def test_an_image_without_pixels_is_refused(shape):
    with pytest.raises(ImageError, match=r"rows and columns, but this array has shape"):
        checked_image(np.zeros(shape), "anything")


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.float16, np.float64])
def test_every_kind_of_number_is_an_image(dtype):
    image = np.ones((2, 2), dtype)
    assert checked_image(image, "anything") is image
