"""The spot finder: what it must see, what it must not, and what it says of real frames."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinyml_kit.base.errors import BadInput
from tinyml_kit.features.image import spots
from tinyml_kit.features.image.resample import ImageError

PROFILE = np.array([[0.2, 0.5, 0.2], [0.5, 1.0, 0.5], [0.2, 0.5, 0.2]])


def noise(shape=(200, 240), mean=20.0, deviation=7.0, seed=0):
    return np.random.default_rng(seed).normal(mean, deviation, shape).round().astype(np.int16)


def add_spot(frame, row, column, height=200):
    frame[row - 1 : row + 2, column - 1 : column + 2] += (height * PROFILE).astype(np.int16)


def everywhere(frame):
    return np.ones(frame.shape, bool)


def test_spots_are_found_where_they_were_put_strongest_first():
    frame = noise()
    for row, column, height in ((50, 60, 200), (120, 30, 400), (180, 235, 800)):
        add_spot(frame, row, column, height)
    found = spots.find(frame)
    assert found.shape == (3, 3)
    np.testing.assert_allclose(found[:, :2], [(180, 235), (120, 30), (50, 60)], atol=0.25)
    np.testing.assert_allclose(found[:, 2], PROFILE.sum() * np.array([800, 400, 200]), rtol=0.2)


@given(st.integers(1, 198), st.integers(1, 238))
def test_a_spot_is_found_anywhere_on_the_frame_up_to_its_edge(row, column):
    frame = noise()
    add_spot(frame, row, column)
    np.testing.assert_allclose(spots.find(frame)[:, :2], [(row, column)], atol=0.3)


def test_a_full_size_frame_of_noise_has_no_spots():
    assert spots.count(noise((1765, 1765))) == 0


def test_negative_pedestal_noise_does_not_hide_spots():
    frame = noise(mean=-3.0)
    add_spot(frame, 100, 100)
    assert spots.count(frame) == 1


def test_a_hot_pixel_is_not_a_spot_and_does_not_hide_the_spot_beside_it():
    frame = noise()
    frame[100, 100] = 16_000
    assert spots.count(frame) == 0
    add_spot(frame, 100, 106)
    np.testing.assert_allclose(spots.find(frame)[:, :2], [(100, 106)], atol=0.3)


def test_a_group_of_more_pixels_than_allowed_is_a_streak_and_not_a_spot():
    frame = noise()
    frame[100, 10:230] += 500
    assert spots.count(frame) == 0
    assert spots.count(frame, max_pixels=220) == 1


def test_a_large_spot_does_not_hide_itself_by_its_own_deviation():
    # 25 bright pixels among 625 lie at most sqrt(24) = 4.9 deviations out, below the threshold.
    frame = noise()
    frame[100:105, 100:105] += 500
    np.testing.assert_allclose(spots.find(frame)[:, :2], [(102, 102)], atol=0.1)


def test_a_gap_beside_a_bright_background_makes_no_spots():
    frame = noise(mean=400.0, deviation=20.0)
    frame[:, 80:95] = 0
    # Islands of few live pixels in a wide gap stand out from the zeros around them, if one counts
    # the zeros; a finder that does not know its gaps reports them.
    frame[90:130, 120:200] = 0
    frame[100:102, 140:143] = frame[0, 0]
    assert spots.count(frame) == 0
    assert spots.count(frame, everywhere(frame)) > 0


def test_a_spot_at_the_edge_of_a_gap_is_found():
    frame = noise(mean=400.0, deviation=20.0)
    frame[:, 80:95] = 0
    add_spot(frame, 60, 97, height=600)
    np.testing.assert_allclose(spots.find(frame)[:, :2], [(60, 97)], atol=0.3)


def test_a_broad_water_ring_makes_no_spots():
    frame = noise((400, 400))
    rows, columns = np.indices(frame.shape)
    radius = np.hypot(rows - 200, columns - 200)
    ring = 300 * np.exp(-(((radius - 120) / 25) ** 2) / 2)
    frame += np.random.default_rng(1).poisson(ring).astype(np.int16)
    assert spots.count(frame) == 0
    add_spot(frame, 200, 320, height=400)
    assert spots.count(frame) == 1


def test_what_a_masked_pixel_holds_does_not_matter():
    frame = noise()
    add_spot(frame, 50, 60)
    mask = everywhere(frame)
    mask[100:110, 100:104] = False
    plain = spots.find(frame, mask)
    frame[~mask] = 32_767
    np.testing.assert_array_equal(spots.find(frame, mask), plain)


def test_an_all_masked_and_a_constant_frame_have_no_spots():
    frame = noise()
    assert spots.count(frame, np.zeros(frame.shape, bool)) == 0
    assert spots.count(np.full((50, 50), 7)) == 0
    assert spots.find(np.zeros((50, 50))).shape == (0, 3)


@pytest.mark.parametrize("shape", [(51, 49), (50, 50), (24, 200), (54, 53)])
def test_the_side_of_the_frame_need_not_be_whole_tiles(shape):
    frame = noise(shape)
    add_spot(frame, 2, shape[1] - 3, height=400)
    assert spots.count(frame) == 1


@given(st.sampled_from([1.0, 3.0, 0.25]))
def test_the_unit_of_the_frame_does_not_matter_where_min_signal_follows_it(scale):
    frame = noise().astype(float)
    add_spot(frame, 50, 60)
    found = spots.find(frame * scale, everywhere(frame), min_signal=6 * scale)
    np.testing.assert_allclose(found, spots.find(frame, everywhere(frame)) * [1, 1, scale])


def test_usable_finds_wide_zero_areas_and_leaves_single_zeros():
    frame = noise(mean=5.0)
    assert (frame == 0).any()
    frame[20:26, :] = 0
    expected = everywhere(frame)
    expected[20:26, :] = False
    inferred = spots.usable(frame)
    np.testing.assert_array_equal(inferred[30:], expected[30:])
    assert not inferred[20:26].any()


def test_peaks_are_local_maxima_above_the_threshold_highest_first():
    image = np.zeros((20, 20), np.float32)
    image[3, 4], image[3, 5], image[10, 10], image[15, 2] = 5, 4, 9, 1
    np.testing.assert_array_equal(spots.find_peaks(image, 2), [(10, 10, 9), (3, 4, 5)])


def test_a_plateau_is_one_peak():
    image = np.zeros((9, 9))
    image[4, 3:6] = 2
    np.testing.assert_array_equal(spots.find_peaks(image, 1), [(4, 4, 2)])


def test_peaks_closer_than_the_distance_are_one():
    image = np.zeros((9, 9))
    image[4, 2], image[4, 5] = 3, 2
    assert len(spots.find_peaks(image, 1)) == 2
    np.testing.assert_array_equal(spots.find_peaks(image, 1, distance=3), [(4, 2, 3)])


def test_no_peak_above_the_threshold_is_an_empty_table():
    assert spots.find_peaks(np.zeros((9, 9)), 0).shape == (0, 3)


@pytest.mark.parametrize("finder", [spots.find, lambda image: spots.find_peaks(image, 1)])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_frame_that_is_not_finite_is_refused_by_row_and_column(finder, value):
    frame = noise().astype(float)
    frame[3, 5] = value
    with pytest.raises(ImageError, match="row 3, column 5"):
        finder(frame)


def test_refusals_are_bad_input_and_say_what_to_do():
    frame = noise()
    refused = [
        (lambda: spots.find(frame[None]), "one image at a time"),
        (lambda: spots.find(frame > 0), "pass integers or floats"),
        (lambda: spots.find(frame, everywhere(frame)[1:]), "bool array of the frame's shape"),
        (lambda: spots.find(frame, everywhere(frame).astype(int)), "True where a pixel is usable"),
        (lambda: spots.find(frame, sigmas=0), "sigmas is 0"),
        (lambda: spots.find(frame, min_pixels=5, max_pixels=4), "allow no spot"),
        (lambda: spots.find(frame, tile=1), "at least 2 pixels"),
        (lambda: spots.find_peaks(frame, 1, distance=0), "at least 1 pixel"),
    ]
    for call, message in refused:
        with pytest.raises(BadInput, match=message):
            call()


# Published or seen by eye; the finder need only agree within a factor of about 1.5.
@pytest.mark.parametrize(
    ("name", "least", "most"),
    [("0001", 150, 600), ("0014", 150, 600), ("0015", 29, 65), ("0019", 0, 2)],
)
def test_real_pilatus_frames_have_the_spots_they_are_known_for(real_data, name, least, most):
    fabio = pytest.importorskip("fabio")
    frame = fabio.open(real_data / "frames" / f"thau_3_2_{name}.cbf.bz2").data
    assert least <= spots.count(frame, frame >= 0) <= most


def test_real_cspad_frames_have_the_spots_they_are_known_for(real_data):
    for path in sorted((real_data / "frames").glob("idx-*.npz")):
        sensors = np.load(path)["data"]
        good = sensors > -1000
        # The outermost pixels of each of a sensor's two chips are larger and noisier.
        good[:, [0, -1]] = False
        good[:, :, [0, 193, 194, -1]] = False
        found = sum(map(spots.count, sensors, good))
        assert 86 / 1.5 <= found <= 198 * 1.5
