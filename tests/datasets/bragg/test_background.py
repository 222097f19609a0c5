"""What reaches a pixel without a crystal: polarisation, solid angle, water, the beam stop."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinyml_kit.datasets.bragg import cspad, detector

INSTRUMENT = detector.Instrument()


@given(st.floats(0, np.pi / 2), st.floats(-np.pi, np.pi))
def test_polarisation_leaves_what_a_dipole_along_x_sends_that_way(angle, azimuth):
    # A dipole radiates as the square of the sine of the angle to it: |x × n|².
    way = [
        np.sin(angle) * np.cos(azimuth),
        np.sin(angle) * np.sin(azimuth),
        np.cos(angle),
    ]
    sent = np.linalg.norm(np.cross([1, 0, 0], way)) ** 2
    assert detector.polarization(angle, azimuth) == pytest.approx(sent, abs=1e-12)


@given(st.floats(0, np.pi / 2))
def test_polarisation_averages_over_a_ring_to_that_of_an_unpolarised_beam(angle):
    # (1 + cos² 2θ) / 2, Thomson.
    ring = detector.polarization(angle, np.linspace(0, 2 * np.pi, 8, endpoint=False))
    assert ring.mean() == pytest.approx((1 + np.cos(angle) ** 2) / 2)


def test_a_quarter_turn_of_the_background_changes_its_polarisation_alone():
    # The sensors are a pinwheel, and water scatters into rings.
    shown, exposed = detector.background(INSTRUMENT), detector.exposed(INSTRUMENT)
    angle, azimuth = detector.two_theta(INSTRUMENT)
    turned = np.rot90(shown)[exposed]
    ratio = detector.polarization(angle, azimuth + np.pi / 2) / detector.polarization(
        angle, azimuth
    )
    np.testing.assert_allclose(turned / shown[exposed], ratio[exposed], rtol=1e-4)


def ring(q, **changes):
    """Return the background at a scattering vector of q 1/Å straight above the beam.

    There the beam's polarisation takes nothing.
    """
    instrument = dataclasses.replace(INSTRUMENT, **changes)
    angle = 2 * np.arcsin(q * instrument.wavelength / (4 * np.pi))
    pixels = np.tan(angle) * instrument.distance / cspad.PIXEL_SIZE_M
    row, column = round(cspad.SHAPE[0] // 2 - pixels), cspad.SHAPE[1] // 2
    rows = np.arange(row - 8, row + 9)
    seen = detector.background(instrument)[rows, column]
    at, _ = detector.two_theta(instrument)
    assert (seen > 0).all()
    return np.interp(-angle, -at[rows, column], seen), angle


@pytest.mark.parametrize("q", [1.4, 2.2, 2.6])
def test_the_same_scattering_falls_with_the_cube_of_the_cosine_of_its_angle(q):
    # A pixel at the angle 2θ is 1 / cos 2θ as far away and turned by 2θ. A shorter wavelength
    # brings the same q to a smaller angle.
    (far, wide), (near, narrow) = ring(q), ring(q, wavelength=0.8)
    assert far / near == pytest.approx((np.cos(wide) / np.cos(narrow)) ** 3, rel=2e-3)


@pytest.mark.parametrize(
    ("q", "photons"),
    # Ring and shoulder, each a Gaussian, and the halo: Hura et al. (2000), 2.4 photons at most.
    [
        (1.4, 2.4 * (0.1007 + 0.0219) + 0.022 + 0.35),
        (1.8, 2.4 * (0.7748 + 0.0931) + 0.007 + 0.35),
        (2.9, 2.4 * (0.0057 + 0.5) + 0.0003 + 0.35),
    ],
)
def test_water_has_its_ring_and_its_shoulder(q, photons):
    seen, angle = ring(q)
    assert seen == pytest.approx(photons * np.cos(angle) ** 3, rel=5e-3)


def test_the_beam_stop_hides_what_is_nearer_to_the_beam_than_its_radius():
    # Larger than the hole between the sensors, which alone would hide as much as the usual one.
    wide = dataclasses.replace(INSTRUMENT, beam_stop=200.0)
    rows, columns = np.indices(cspad.SHAPE) - cspad.SHAPE[0] // 2
    expected = cspad.active_mask() & (np.hypot(rows, columns) > 200)
    # On the edge itself the angle is rounded to single precision.
    sure = np.abs(np.hypot(rows, columns) - 200) > 0.01
    np.testing.assert_array_equal(detector.exposed(wide)[sure], expected[sure])
