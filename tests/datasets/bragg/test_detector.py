"""Geometry, background, spots and read-out of the simulated detector."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tinyml_kit.datasets.bragg import cspad, detector

INSTRUMENT = detector.Instrument()


def test_a_reflection_lands_where_braggs_law_says():
    # d = 4 Å on the sphere: sin θ = λ / 2d, radius = distance · tan 2θ.
    d, wavelength = 4.0, INSTRUMENT.wavelength
    theta = np.arcsin(wavelength / (2 * d))
    q = np.array([[np.sin(2 * theta), 0, np.cos(2 * theta) - 1]]) / wavelength
    row, column, angle, azimuth = detector.project(q, INSTRUMENT)
    centre = (cspad.SHAPE[0] - 1) / 2
    radius = INSTRUMENT.distance * np.tan(2 * theta) / cspad.PIXEL_SIZE_M
    assert np.linalg.norm(q) == pytest.approx(1 / d)
    assert (row[0], column[0]) == pytest.approx((centre, centre + radius))
    assert (angle[0], azimuth[0]) == pytest.approx((2 * theta, 0))


def test_the_pixel_map_and_the_projection_agree():
    angle, azimuth = detector.two_theta(INSTRUMENT)
    k = 1 / INSTRUMENT.wavelength
    for row, column in ((100, 300), (1500, 900), (882, 40)):
        t, phi = angle[row, column].astype(float), azimuth[row, column].astype(float)
        q = k * np.array([[np.sin(t) * np.cos(phi), np.sin(t) * np.sin(phi), np.cos(t) - 1]])
        r, c, *_ = detector.project(q, INSTRUMENT)
        assert (r[0], c[0]) == pytest.approx((row, column), abs=0.01)


def test_water_scatters_most_near_3_angstrom():
    angle, azimuth = detector.two_theta(INSTRUMENT)
    q = 4 * np.pi * np.sin(angle / 2) / INSTRUMENT.wavelength
    shown = detector.background(INSTRUMENT)
    level = [
        np.mean(shown[(np.abs(q - at) < 0.05) & detector.exposed(INSTRUMENT)])
        for at in (1.0, 2.0, 3.3)
    ]
    assert level[1] > 2 * level[0]
    assert level[1] > 2 * level[2]


def test_polarisation_takes_nothing_upwards_and_most_sideways():
    assert detector.polarization(np.pi / 2, np.pi / 2) == pytest.approx(1)
    assert detector.polarization(np.pi / 2, 0.0) == pytest.approx(0)


SHARP = dataclasses.replace(INSTRUMENT, blur=0.0)
ANGLES = st.floats(0.05, 0.7)


@given(ANGLES, st.floats(1e-4, 1e-2))
def test_bandwidth_smears_a_spot_along_its_radius_by_bragg_s_law(angle, bandwidth):
    # The same planes, a slightly longer wave: sin θ = λ / 2d grows in proportion.
    beam = dataclasses.replace(SHARP, bandwidth=bandwidth)
    radial, tangential = detector.spot_widths(angle, beam, mosaicity=0.0)
    theta = np.arcsin(np.sin(angle / 2) * (1 + 1e-7))
    per_pixel = beam.distance / cspad.PIXEL_SIZE_M
    moved = (np.tan(2 * theta) - np.tan(angle)) * per_pixel / 1e-7
    assert radial == pytest.approx(moved * bandwidth, rel=1e-4)
    assert tangential == 0


@given(ANGLES, st.floats(1e-4, 1e-2))
def test_mosaic_blocks_smear_a_spot_along_its_ring(angle, mosaicity):
    # A block turned about the beam by η turns its spot by η.
    beam = dataclasses.replace(SHARP, bandwidth=0.0)
    radial, tangential = detector.spot_widths(angle, beam, mosaicity)
    ray = np.array([np.sin(angle), 0, np.cos(angle) - 1]) / beam.wavelength
    turned = np.array([np.cos(mosaicity), np.sin(mosaicity), 1]) * [ray[0], ray[0], ray[2]]
    row, column, *_ = detector.project(np.array([ray, turned]), beam)
    assert tangential == pytest.approx(np.hypot(np.diff(row), np.diff(column))[0], rel=1e-4)
    assert radial == 0


@given(ANGLES, st.floats(0, 3), st.floats(0, 1e-2))
def test_the_point_spread_adds_in_quadrature(angle, blur, mosaicity):
    smeared = detector.spot_widths(angle, SHARP, mosaicity)
    blurred = detector.spot_widths(angle, dataclasses.replace(SHARP, blur=blur), mosaicity)
    np.testing.assert_allclose(blurred, np.hypot(smeared, blur))


def test_no_light_in_the_gaps_nor_behind_the_beam_stop():
    shown = detector.background(INSTRUMENT)
    assert (shown[~cspad.active_mask()] == 0).all()
    assert (shown[detector.exposed(INSTRUMENT)] > 0).all()


def test_a_spot_holds_its_photons_and_its_centre():
    image = np.zeros((60, 80))
    one = np.ones(1)
    detector.draw_spots(image, 30.3 * one, 40.6 * one, 500 * one, one, one, 0 * one)
    rows, columns = np.indices(image.shape)
    assert image.sum() == pytest.approx(500)
    assert (image * rows).sum() / 500 == pytest.approx(30.3, abs=0.02)
    assert (image * columns).sum() / 500 == pytest.approx(40.6, abs=0.02)


def test_a_spot_is_long_along_its_radius():
    image = np.zeros((61, 61))
    one = np.ones(1)
    detector.draw_spots(image, 30 * one, 30 * one, one, 2 * one, one, np.pi / 2 * one, reach=20)
    rows, columns = np.indices(image.shape) - 30
    # Azimuth 90 degrees points down the rows.
    assert (image * rows**2).sum() == pytest.approx(4, rel=0.01)
    assert (image * columns**2).sum() == pytest.approx(1, rel=0.01)


def test_a_spot_on_the_border_loses_what_falls_outside():
    image = np.zeros((20, 20))
    one = np.ones(1)
    detector.draw_spots(image, 0 * one, 10 * one, 100 * one, one, one, 0 * one)
    # Pixel centres -6..6 about row 0; rows 0..6 hold half, plus half of the central row.
    assert 60 < image.sum() < 75


def test_read_out_has_the_mean_and_the_noise_it_should():
    photons = np.full(cspad.SHAPE, 2.0)
    quiet = detector.Instrument(common_mode=0.0, gain_spread=0.0, pedestal_error=0.0, hot=1)
    frame = detector.read_out(photons, quiet, np.random.default_rng(1), seed=1)
    seen = frame[cspad.active_mask()].astype(float)
    # Shot noise of 2 photons at gain 10, read noise 3, and rounding to whole ADU.
    expected_variance = 10**2 * 2 + 3**2 + 1 / 12
    assert frame.dtype == np.int16
    assert seen.mean() == pytest.approx(20, abs=0.05)
    assert seen[seen < 200].var() == pytest.approx(expected_variance, rel=0.02)


def test_gaps_read_zero_and_dark_pixels_go_negative():
    frame = detector.read_out(np.zeros(cspad.SHAPE), INSTRUMENT, np.random.default_rng(2), seed=1)
    assert (frame[~cspad.active_mask()] == 0).all()
    assert (frame < 0).mean() > 0.2


def test_faulty_pixels_belong_to_the_detector_not_to_the_shot():
    photons = np.full(cspad.SHAPE, 1.0)
    rng = np.random.default_rng(3)
    first, second = (detector.read_out(photons, INSTRUMENT, rng, seed=5) for _ in range(2))
    gain, offset = detector.pixel_faults(INSTRUMENT, 5)
    hot = offset > 150
    assert hot.sum() == INSTRUMENT.hot
    assert (np.minimum(first, second)[hot & (gain > 0)] > 150).all()
    assert (first[gain == 0] == 0).all()
    assert (gain == 0).mean() == pytest.approx(INSTRUMENT.dead, rel=0.2)


def test_nothing_exceeds_saturation():
    photons = np.full(cspad.SHAPE, 1e5)
    frame = detector.read_out(photons, INSTRUMENT, np.random.default_rng(4), seed=1)
    assert frame.max() == INSTRUMENT.saturation


# Nothing but photons.
PERFECT = dataclasses.replace(
    INSTRUMENT, gain_spread=0.0, read_noise=0.0, common_mode=0.0, pedestal_error=0.0, dead=0.0,
    hot=0,
)  # fmt: skip


def read(photons, instrument, seed=1):
    """Return what the sensors' pixels read where each expects so many photons."""
    everywhere = np.full(cspad.SHAPE, float(photons))
    frame = detector.read_out(everywhere, instrument, np.random.default_rng(seed), seed=1)
    return frame[cspad.active_mask()]


@pytest.mark.parametrize("expected", [0.1, 3.0])
def test_photons_come_one_by_one_as_poisson_says(expected):
    photons, rest = np.divmod(read(expected, PERFECT), 10)
    assert (rest == 0).all()
    seen = np.bincount(photons) / len(photons)
    np.testing.assert_allclose(seen, stats.poisson.pmf(np.arange(len(seen)), expected), atol=2e-3)


def test_the_pixels_of_a_sensor_share_a_common_mode_and_sensors_do_not():
    noisy = dataclasses.replace(PERFECT, common_mode=100.0)
    sensor = cspad.panel_map()[cspad.active_mask()]
    modes = []
    for seed in range(3):
        adu = read(0, noisy, seed)
        first = np.unique(sensor, return_index=True)[1]
        np.testing.assert_array_equal(adu, adu[first][sensor])
        modes.extend(adu[first])
    # 96 draws: their deviation is known to 7 %.
    assert len(set(modes)) > 60 and np.std(modes) == pytest.approx(100, rel=0.25)


def test_gain_and_pedestal_spread_from_pixel_to_pixel():
    gain, offset = detector.pixel_faults(dataclasses.replace(INSTRUMENT, dead=0.0, hot=0), 3)
    assert gain.mean() == pytest.approx(10, rel=1e-3)
    assert gain.std() == pytest.approx(10 * 0.03, rel=1e-2)
    assert offset.mean() == pytest.approx(0, abs=1e-2)
    assert offset.std() == pytest.approx(1, rel=1e-2)


def test_a_hot_pixel_reads_hundreds_of_adu_in_the_dark():
    _, offset = detector.pixel_faults(dataclasses.replace(INSTRUMENT, hot=2000), 3)
    hot = offset[offset > 100]
    assert len(hot) == 2000
    assert hot.min() >= 200 and hot.max() <= 4000 and hot.mean() == pytest.approx(2100, rel=0.05)


def test_angles_are_single_and_background_too():
    angle, azimuth = detector.two_theta(INSTRUMENT)
    gain, offset = detector.pixel_faults(INSTRUMENT, 1)
    for array in (angle, azimuth, detector.background(INSTRUMENT), gain, offset):
        assert array.shape == cspad.SHAPE and array.dtype == np.float32


def test_a_spot_reaches_six_pixels_and_its_photons_lie_within():
    image = np.zeros((31, 31))
    one = np.ones(1)
    detector.draw_spots(image, 15 * one, 15 * one, 7 * one, 9 * one, 9 * one, 0 * one)
    rows, columns = np.nonzero(image)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (9, 21, 9, 21)
    assert image.sum() == pytest.approx(7)
