"""The input that fits any detector: what it sees, what it must not see, and its unit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinyml_kit.features.image import significance as module
from tinyml_kit.features.image.resample import BlankError, ImageError
from tinyml_kit.features.image.significance import significance, usable_pixels

PROFILE = np.array([[0.2, 0.5, 0.2], [0.5, 1.0, 0.5], [0.2, 0.5, 0.2]])


def noise(mean=4.0, shape=(500, 500), seed=0):
    return np.random.default_rng(seed).poisson(mean, shape).astype(np.int32)


def with_spot(frame, row=252, column=252, photons=200):
    frame = frame.copy()
    spot = np.rint(photons * PROFILE / PROFILE.sum()).astype(frame.dtype)
    frame[row - 1 : row + 2, column - 1 : column + 2] += spot
    return frame


def test_photon_noise_stays_below_what_a_spot_reaches():
    image = significance(noise())
    assert image.shape == (100, 100) and image.dtype == np.float32
    assert image.max() <= 5.5
    # The largest of 25 sums of nine pixels: far from rare, and far from a spot.
    assert 1.0 < np.median(image) < 2.0


@pytest.mark.parametrize("mean", [0.05, 0.5, 5.0, 50.0, 150.0])
def test_a_spot_has_the_significance_that_its_photons_have(mean):
    # n photons on nine pixels of that background, by Anscombe's root.
    photons = int(12 * np.sqrt(9 * mean)) + 40
    expected = 2 * (np.sqrt(9 * mean + photons + 0.375) - np.sqrt(9 * mean + 0.375))
    seen = [significance(with_spot(noise(mean, seed=s), photons=photons))[50, 50] for s in range(9)]
    assert abs(np.mean(seen) - expected) < 0.12 * expected + 0.7


def test_gain_and_offset_divide_out():
    frame = with_spot(noise(20.0))
    image = significance(frame)
    np.testing.assert_allclose(significance(frame * 8), image, atol=0.5)
    # An offset makes the noise Gaussian, in which a strong spot counts for more.
    raised = significance(frame + 500)
    assert raised[50, 50] >= image[50, 50] - 0.5
    np.testing.assert_allclose(np.median(raised), np.median(image), atol=0.5)


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 497), st.integers(2, 497))
def test_a_spot_is_seen_in_its_cell_wherever_it_is(row, column):
    image = significance(with_spot(noise(), row, column))
    strongest = np.unravel_index(image.argmax(), image.shape)
    assert max(abs(strongest[0] - row // 5), abs(strongest[1] - column // 5)) <= 1
    assert image.max() > 9


def test_a_hot_pixel_is_no_spot_and_does_not_hide_the_one_beside_it():
    frame = noise()
    frame[252, 252] = 1_000_000
    assert significance(frame)[50, 50] < 6
    assert significance(with_spot(frame, 252, 259))[50, 51] > 9


def test_masked_pixels_are_not_counted():
    frame, masked = with_spot(noise()), np.zeros((500, 500), bool)
    masked[245:260, 245:260] = True
    frame[masked] = 2**31 - 1
    image = significance(frame, masked)
    assert image[50, 50] == 0
    # Elsewhere only the gain changes, by what its pixels told of it.
    clean = significance(with_spot(noise()))
    np.testing.assert_allclose(image[:48], clean[:48], atol=0.25)


def test_the_edge_of_a_gap_makes_no_spots():
    frame = noise(60.0)
    frame[200:260] = 0
    frame[:, 300:310] = 0
    assert significance(frame).max() <= 5.5


def test_a_shadow_and_a_smooth_background_make_no_spots():
    rows = np.arange(500)[:, None]
    rng = np.random.default_rng(0)
    smooth = 5 + 300 * np.exp(-0.5 * ((rows - 250) / 60) ** 2) * np.ones((1, 500))
    assert significance(rng.poisson(smooth)).max() <= 6


def test_the_whole_field_of_view_is_kept():
    image = significance(with_spot(noise(), 3, 495))
    assert image[0, 99] > 9


def test_the_shorter_side_lies_in_the_middle():
    image = significance(with_spot(noise(shape=(250, 500)), 2, 2))
    assert (image[:25] == 0).all() and (image[75:] == 0).all()
    assert image[25, 0] > 9


def test_each_frame_is_in_steps_that_fit_into_seven_bits():
    image = significance(with_spot(noise(), photons=5_000))
    assert image.max() == module.MOST
    assert (image / module.STEP == np.rint(image / module.STEP)).all()
    assert module.MOST / module.STEP == 127


def test_zeros_of_a_dark_counting_detector_are_data():
    frame = noise(0.02)
    assert usable_pixels(frame).all()
    frame[100:140, :] = 0
    usable = usable_pixels(frame)
    assert not usable[100:140].any()
    # Zeros that happen to adjoin the gap go with it.
    assert usable[:70].all() and usable[170:].all()


def test_squares_of_zeros_are_gaps_and_single_zeros_data():
    frame = np.ones((500, 500), np.int16)
    frame[10:15, 20:25] = 0  # five by five
    frame[50:54, 20:400] = 0  # four rows
    frame[0:6, 0:5] = 0  # at the corner
    usable = usable_pixels(frame)
    assert np.count_nonzero(~usable) == 25 + 30
    assert not usable[10:15, 20:25].any() and usable[50:54].all()


def test_a_lone_photon_in_the_dark_is_no_spot():
    frame = np.zeros((500, 500), np.uint16)
    frame[np.random.default_rng(0).integers(0, 500, 400), np.arange(400)] = 1
    assert significance(frame).max() < 4


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int32", "float32", "float64"])
def test_every_type_of_pixel_gives_the_same(dtype):
    frame = with_spot(noise())
    assert (significance(frame.astype(dtype)) == significance(frame)).all()


def test_a_tile_of_a_detector_is_refused():
    with pytest.raises(ImageError, match=r"185 × 388 pixels; it takes at least 500 × 250") as said:
        significance(noise(shape=(185, 388)))
    assert "Give the whole frame." in str(said.value)


def test_a_frame_without_variation_is_blank():
    with pytest.raises(BlankError, match="are all the same"):
        significance(np.full((500, 500), 7))
    with pytest.raises(BlankError, match="or there are none"):
        significance(noise(), np.ones((500, 500), bool))


@pytest.mark.parametrize("masked", [np.zeros((500, 499), bool), np.zeros((500, 500), np.uint8)])
def test_a_mask_of_another_shape_or_type_is_refused(masked):
    with pytest.raises(ImageError, match="True where masked"):
        significance(noise(), masked)


def test_a_frame_that_is_not_finite_is_refused():
    frame = noise().astype(np.float32)
    frame[3, 4] = np.nan
    with pytest.raises(ImageError, match="row 3, column 4"):
        significance(frame)
