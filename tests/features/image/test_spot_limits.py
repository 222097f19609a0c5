"""The spot finder at its limits, on frames whose means and deviations can be counted by hand."""

import numpy as np
import pytest

from tinyml_kit.base.errors import BadInput
from tinyml_kit.features.image import spots


def ripple(side=75):
    """Return a frame of mean 0 and standard deviation 1: rows of +1 and -1 by turns."""
    return np.where(np.arange(side) % 2, 1.0, -1.0)[:, np.newaxis] * np.ones(side)


def find(frame, mask=None, **parameters):
    mask = np.ones(frame.shape, bool) if mask is None else mask
    return spots.find(frame, mask, **parameters)


def test_a_threshold_below_the_clipping_leaves_its_own_spots_out_of_the_background():
    # 49 equal pixels among 625 lie sqrt((625 - 49) / 49) = 3.4 deviations out: above 3, below
    # CLIP. Counted as background they would raise it by 8 % of their height.
    frame = ripple()
    frame[34:41, 34:41] = 1000
    (spot,) = find(frame, sigmas=3)
    assert spot[:2] == pytest.approx([37, 37])
    assert spot[2] == pytest.approx(49 * 1000, rel=2e-3)


def hidden_behind_one_another(levels):
    """Return a frame with groups of 25 pixels in one neighbourhood, each 6 times the last."""
    frame, corners = ripple(), [(36, 36), (30, 30), (36, 42), (42, 30)]
    for height, (row, column) in zip(100.0 * 6.0 ** np.arange(levels), corners, strict=False):
        frame[row - 2 : row + 3, column - 2 : column + 3] = height
    return frame


@pytest.mark.parametrize("passes", [2, 3, 4])
def test_every_pass_takes_away_the_brightest_that_hides_the_next(monkeypatch, passes):
    # Beside a group that is much brighter, 25 pixels of 625 do not reach 4 deviations.
    monkeypatch.setattr(spots, "PASSES", passes)
    assert len(find(hidden_behind_one_another(passes - 1))) == passes - 1
    assert len(find(hidden_behind_one_another(passes))) == passes - 1


def test_three_passes_see_two_levels_of_brightness():
    assert len(find(hidden_behind_one_another(2))) == 2
    assert len(find(hidden_behind_one_another(3))) == 2


@pytest.mark.parametrize(("left", "found"), [(40, 1), (39, 0)])
def test_a_background_of_forty_pixels_is_trusted_and_of_one_fewer_is_not(left, found):
    frame, mask = ripple(25), np.zeros((25, 25), bool)
    mask[10:14, 8:18] = True
    frame[11, 8:10] = 10_000
    mask[14, 8:10] = True, left == 40  # in place of the two bright ones
    assert mask.sum() - 2 == left
    assert len(find(frame, mask)) == found


@pytest.mark.parametrize("second", [(10, 11), (11, 10), (11, 11), (11, 9)])
def test_two_pixels_that_touch_by_a_side_or_a_corner_are_one_spot(second):
    frame = np.zeros((40, 40))
    frame[10, 10], frame[second] = 100, 300
    (spot,) = find(frame)
    # The centre of gravity, by signal above the local mean.
    assert spot[:2] == pytest.approx([10 + 0.75 * (second[0] - 10), 10 + 0.75 * (second[1] - 10)])
    assert spot[2] == pytest.approx(400)


def test_two_pixels_with_one_between_them_are_two_hot_pixels():
    frame = np.zeros((40, 40))
    frame[10, 10] = frame[10, 12] = 300
    assert len(find(frame)) == 0
    assert len(find(frame, min_pixels=1)) == 2


@pytest.mark.parametrize(("pixels", "found"), [(2, 0), (3, 1), (5, 1), (6, 0)])
def test_the_allowed_sizes_of_a_spot_include_both_ends(pixels, found):
    frame = np.zeros((40, 40))
    frame[20, 10 : 10 + pixels] = 300
    assert len(find(frame, min_pixels=3, max_pixels=5)) == found


def test_a_spot_has_to_exceed_the_least_signal_and_not_to_equal_it():
    frame = np.zeros((40, 40))
    frame[20, 20:22] = 6
    assert len(find(frame)) == 0
    frame[20, 20:22] = 6.1  # the local mean is 2 · 6.1 / 625 = 0.02
    assert len(find(frame)) == 1
    assert len(find(frame, min_signal=6.1)) == 0


def test_both_thresholds_have_to_be_passed():
    frame = 10 * ripple()
    frame[36, 36:38] = 60  # far above the least signal, and 6 deviations out
    assert len(find(frame)) == 0
    assert len(find(frame, sigmas=5)) == 1


@pytest.mark.parametrize(("zeros", "lost"), [((5, 5), 25), ((5, 12), 60), ((4, 12), 0)])
def test_a_gap_is_as_wide_as_the_square_that_has_to_fit_into_it(zeros, lost):
    frame = np.ones((30, 30))
    frame[8 : 8 + zeros[0], 9 : 9 + zeros[1]] = 0
    usable = spots.usable(frame)
    assert (~usable).sum() == lost
    assert usable[frame != 0].all()


def test_a_peak_has_to_exceed_the_threshold_and_not_to_equal_it():
    image = np.zeros((9, 9))
    image[4, 4] = 2
    assert len(spots.find_peaks(image, 2)) == 0
    assert len(spots.find_peaks(image, 1.99)) == 1


def test_a_plateau_that_touches_by_corners_is_one_peak():
    image = np.zeros((9, 9))
    image[3, 3] = image[4, 4] = image[5, 5] = 2
    np.testing.assert_array_equal(spots.find_peaks(image, 1), [(4, 4, 2)])


def test_the_smallest_tile_and_a_single_allowed_size_are_accepted():
    frame = np.zeros((40, 40))
    frame[20, 20:22] = 300
    assert len(find(frame, tile=4, min_pixels=2, max_pixels=2)) == 1
    # 5 × 5 tiles of 2 × 2 pixels are 100: enough for a background.
    assert len(find(frame, tile=2)) == 1


@pytest.mark.parametrize(
    "wrong", [{"min_pixels": 0}, {"sigmas": np.nan}, {"sigmas": -1}, {"tile": 1}, {"tile": 0}]
)
def test_parameters_just_out_of_range_are_refused(wrong):
    with pytest.raises(BadInput, match="^spots: "):
        find(ripple(), **wrong)
