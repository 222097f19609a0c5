"""Sums and maxima of square tiles, and the background around each."""

import numpy as np

from tinyml_kit.features.image import tiles


def test_an_array_grows_to_whole_tiles_by_zeros():
    assert tiles.whole_tiles(np.ones((2, 3), np.int16), 2).tolist() == [[1, 1, 1, 0], [1, 1, 1, 0]]
    whole = np.ones((4, 4))
    assert tiles.whole_tiles(whole, 2) is whole


def test_sums_and_maxima_are_those_of_each_tile():
    array = np.arange(24.0).reshape(4, 6)
    assert tiles.tile_sums(array, 2).tolist() == [[14, 22, 30], [62, 70, 78]]
    assert tiles.tile_maxima(array, 2).tolist() == [[7, 9, 11], [19, 21, 23]]
    assert tiles.to_pixels(np.array([[1, 2]]), 2).tolist() == [[1, 1, 2, 2], [1, 1, 2, 2]]


def test_maxima_leave_the_array_as_it_was():
    array = np.arange(16.0).reshape(4, 4)
    tiles.tile_maxima(array, 2)
    assert array.tolist() == np.arange(16.0).reshape(4, 4).tolist()


def test_a_background_is_that_of_the_tiles_in_reach():
    values = np.arange(36.0).reshape(6, 6)
    sums = [tiles.tile_sums(a, 2) for a in (np.ones((6, 6)), values, values * values)]
    mean, deviation = tiles.background(sums, reach=1, enough=36)
    assert np.isinf(mean).sum() == 8  # only the middle tile has 36 pixels around it
    np.testing.assert_allclose(mean[1, 1], values.mean())
    np.testing.assert_allclose(deviation[1, 1], values.std())


def test_pixels_that_are_left_out_leave_all_three_sums():
    values = np.array([[1.0, 2.0], [3.0, 100.0]])
    sums = [tiles.tile_sums(a, 2) for a in (np.ones((2, 2)), values, values * values)]
    tiles.leave_out(sums, values, values > 50, 2)
    assert [total.item() for total in sums] == [3, 6, 14]
