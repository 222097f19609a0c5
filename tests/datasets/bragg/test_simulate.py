"""One shot: the spots asked for appear, and nothing else moves them."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from tinyml_kit.datasets.bragg import cspad, detector, simulate
from tinyml_kit.datasets.bragg.simulate import Candidates, Shot

INSTRUMENT = detector.Instrument()


def rng(seed=0):
    return np.random.default_rng(seed)


def candidates_with(photons, noise):
    n = len(photons)
    return Candidates(*[np.zeros(n)] * 5, np.asarray(photons, float), np.asarray(noise, float))


@given(
    st.lists(st.tuples(st.floats(1e-6, 1e3), st.floats(0.1, 10)), min_size=1, max_size=50),
    st.integers(1, 50),
)
def test_the_scale_makes_just_the_wanted_number_visible(pairs, wanted):
    photons, noise = np.array(pairs).T
    wanted = min(wanted, len(photons))
    spots = candidates_with(photons, noise)
    scale = simulate.scale_for(spots, wanted)
    # A relative hair either way: equal spots become visible together.
    visible = photons * scale >= simulate.VISIBLE * noise * (1 - 1e-12)
    dimmer = photons * scale * (1 - 1e-9) >= simulate.VISIBLE * noise
    assert visible.sum() >= wanted
    assert dimmer.sum() < wanted


def test_asking_for_more_spots_than_there_are_shows_them_all():
    spots = candidates_with([1, 2, 4], [1, 1, 1])
    assert simulate.scale_for(spots, 99) == simulate.VISIBLE


def test_a_missed_crystal_leaves_only_the_background():
    shot = Shot(lattice_spots=0, stray_spots=0, flux=1.3)
    image = simulate.expected_photons(shot, INSTRUMENT, rng())
    np.testing.assert_allclose(image, 1.3 * detector.background(INSTRUMENT), rtol=1e-6)


def test_spots_lie_where_pixels_see_light():
    found = simulate.candidates(Shot(50, 0), INSTRUMENT, rng(1))
    exposed = detector.exposed(INSTRUMENT)
    assert exposed[np.rint(found.row).astype(int), np.rint(found.column).astype(int)].all()


def test_a_crystal_shows_as_many_spots_as_asked_for_and_they_are_compact():
    shot = Shot(lattice_spots=40, stray_spots=0)
    background = detector.background(INSTRUMENT).astype(float)
    added = simulate.expected_photons(shot, INSTRUMENT, rng(2)) - background
    noise = np.sqrt(background + (INSTRUMENT.read_noise / INSTRUMENT.gain) ** 2)
    # Half a spot's height, because its centre lies between pixels more often than not.
    _, pieces = ndimage.label(added > simulate.VISIBLE * noise / 2)
    _, peaks = ndimage.label(added > simulate.VISIBLE * noise)
    assert peaks <= 40 <= pieces <= 120
    assert (added > 1.0).mean() < 2e-3


def test_a_crystal_that_scatters_to_higher_angles_spreads_its_spots_out():
    sharp, soft = (
        simulate.candidates(Shot(50, 0, b_factor=b), INSTRUMENT, rng(3)) for b in (10.0, 80.0)
    )

    def mean_radius(spots):
        away = np.hypot(spots.row - 882, spots.column - 882)
        return np.average(away, weights=spots.photons)

    assert mean_radius(sharp) > 1.3 * mean_radius(soft)


def test_debris_is_as_many_separate_spots_as_asked_for():
    shot = Shot(lattice_spots=0, stray_spots=12)
    spots, photons = simulate.strays(shot, INSTRUMENT, rng(4))
    assert len(photons) == 12
    assert len(set(zip(spots.row, spots.column, strict=True))) == 12
    assert (photons > simulate.VISIBLE * spots.noise).all()


def test_a_frame_depends_on_its_seed_alone():
    shot = Shot(lattice_spots=30, stray_spots=5)
    first, again, other = (simulate.frame(shot, INSTRUMENT, rng(s)) for s in (7, 7, 8))
    np.testing.assert_array_equal(first, again)
    assert (first != other).mean() > 0.5


def test_a_frame_looks_like_a_detectors():
    frame = simulate.frame(Shot(30, 5), INSTRUMENT, rng(9))
    assert frame.shape == cspad.SHAPE
    assert frame.dtype == np.int16
    assert (frame[~cspad.active_mask()] == 0).all()
    assert (frame < 0).any()


def test_twice_the_flux_is_twice_the_background():
    still = dataclasses.replace(INSTRUMENT, common_mode=0.0, hot=0)
    low, high = (simulate.frame(Shot(0, 0, flux=f), still, rng(10)).mean() for f in (1.0, 2.0))
    assert high / low == pytest.approx(2, rel=0.01)
