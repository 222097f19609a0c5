"""The CSPAD's geometry, by itself and against the ring that water leaves on real frames."""

import numpy as np
import pytest

from tinyml_kit.datasets.bragg import cspad

ROWS, COLUMNS = np.indices(cspad.SHAPE) - cspad.SHAPE[0] // 2


def numbered_stack():
    return np.arange(1, np.prod(cspad.STACK_SHAPE) + 1, dtype=np.int32).reshape(cspad.STACK_SHAPE)


def test_every_pixel_of_the_stack_appears_exactly_once_and_gaps_are_zero():
    image = cspad.assemble(numbered_stack())
    assert image.shape == cspad.SHAPE
    np.testing.assert_array_equal(np.sort(image[cspad.active_mask()]), numbered_stack().ravel())
    assert not image[~cspad.active_mask()].any()


def test_the_panel_map_names_the_sensor_that_each_pixel_comes_from():
    numbers = np.arange(32).reshape(32, 1, 1)
    stack = np.broadcast_to(numbers, cspad.STACK_SHAPE).astype(np.int16)
    image = cspad.assemble(stack)
    mask = cspad.active_mask()
    np.testing.assert_array_equal(image[mask], cspad.panel_map()[mask])
    assert (cspad.panel_map()[~mask] == -1).all()


def test_a_sensor_is_two_chips_three_columns_apart():
    # Sensor 9 stands unturned in the upper right quadrant.
    rows, columns = np.nonzero(cspad.panel_map() == 9)
    assert np.ptp(rows) + 1 == 185
    assert np.ptp(columns) + 1 == 194 + 3 + 194
    sensor = cspad.assemble(numbered_stack())[rows.min() : rows.max() + 1]
    sensor = sensor[:, columns.min() : columns.max() + 1]
    np.testing.assert_array_equal(sensor[:, :194], numbered_stack()[9, :, :194])
    np.testing.assert_array_equal(sensor[:, 197:], numbered_stack()[9, :, 194:])
    assert not sensor[:, 194:197].any()


def test_the_quadrants_are_one_quadrant_turned_by_quarters():
    panels = cspad.panel_map()
    turned = np.rot90(panels, -1)
    np.testing.assert_array_equal(turned[panels >= 0], (panels[panels >= 0] - 8) % 32)


def test_the_beam_passes_through_a_hole_of_8_to_9_mm():
    distance = np.maximum(abs(ROWS), abs(COLUMNS))[cspad.active_mask()].min()
    assert 8e-3 < (2 * distance - 1) * cspad.PIXEL_SIZE_M < 9e-3


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.int32, np.float32, np.float64])
def test_the_picture_keeps_the_dtype_of_the_stack(dtype):
    assert cspad.assemble(np.ones(cspad.STACK_SHAPE, dtype)).dtype == dtype


@pytest.mark.parametrize("cached", [cspad.panel_map, cspad.active_mask])
def test_what_is_cached_cannot_be_changed_by_accident(cached):
    assert cached() is cached()
    with pytest.raises(ValueError, match="read-only"):
        cached()[0] = 0


def test_a_stack_of_another_shape_is_refused():
    with pytest.raises(cspad.StackError, match=r"shape is \(31, 185, 388\).*all 32 sensors"):
        cspad.assemble(np.zeros((31, 185, 388)))


def test_a_stack_of_text_is_refused():
    with pytest.raises(cspad.StackError, match="dtype is <U1"):
        cspad.assemble(np.full(cspad.STACK_SHAPE, "a"))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_stack_that_is_not_finite_is_refused_with_the_place(bad):
    stack = np.zeros(cspad.STACK_SHAPE, np.float32)
    stack[7, 11, 200] = bad
    with pytest.raises(cspad.StackError, match="sensor 7, row 11, column 200"):
        cspad.assemble(stack)


def explained_by_radius(stack):
    """Return the share of the pixels' variance that the distance from the beam explains."""
    image, mask = cspad.assemble(stack), cspad.active_mask()
    ring = (np.hypot(ROWS, COLUMNS) // 20).astype(int)[mask]
    values = image[mask]
    profile = np.bincount(ring, values) / np.maximum(np.bincount(ring), 1)
    return 1 - np.var(values - profile[ring]) / np.var(values)


def test_the_water_ring_of_real_frames_is_round_only_in_this_layout(real_data):
    # Scattering from water depends on the angle alone; a sensor in a wrong place, or
    # wrongly turned, breaks the ring. Spots and hot pixels go with the median and the clipping.
    paths = sorted((real_data / "frames").glob("idx-*.npz"))
    stack = np.clip(np.median([np.load(path)["data"] for path in paths], axis=0), -50, 200)
    right = explained_by_radius(stack)
    assert right > 0.58
    quadrants = stack.reshape(4, 8, 185, 388)
    wrong = {
        "half a turn": stack[:, ::-1, ::-1],
        "slow axis reversed": stack[:, ::-1],
        "fast axis reversed": stack[:, :, ::-1],
        "next sensor": np.roll(stack, 1, axis=0),
        "sensors reversed": quadrants[:, ::-1].reshape(stack.shape),
    }
    assert all(explained_by_radius(other) < right - 0.08 for other in wrong.values())


def test_the_maps_of_the_detector_cannot_be_changed():
    for image in (cspad.panel_map(), cspad.active_mask()):
        with pytest.raises(ValueError, match="read-only"):
            image[0, 0] = 0
