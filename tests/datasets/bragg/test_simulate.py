"""One shot: the spots asked for appear, and nothing else moves them."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from tinyml_kit.datasets.bragg import crystal, cspad, detector, simulate
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


def test_without_its_crystal_a_shot_keeps_its_water_and_its_debris():
    shot = Shot(lattice_spots=40, stray_spots=6)
    whole, rest = (
        simulate.expected_photons(shot, INSTRUMENT, rng(2), crystal=drawn)
        for drawn in (True, False)
    )
    alone = simulate.expected_photons(
        dataclasses.replace(shot, stray_spots=0), INSTRUMENT, rng(2)
    )  # the same crystal, because it is drawn first
    light = detector.background(INSTRUMENT).astype(float) * detector.exposed(INSTRUMENT)
    np.testing.assert_allclose(whole - rest, alone - light, atol=1e-9)
    assert (whole - rest).sum() > 100 and (rest - light).sum() > 100


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


def fixed(monkeypatch, q, intensity):
    """Let every crystal show the same reflections, whatever its orientation."""
    shown = crystal.Reflections(np.asarray(q, float), np.asarray(intensity, float))
    monkeypatch.setattr(crystal, "reflections", lambda *asked, **beam: shown)


def on_the_sphere(angle, azimuth):
    """Return the reciprocal-space vectors that scatter to 2θ = `angle` at `azimuth`."""
    way = [np.sin(angle) * np.cos(azimuth), np.sin(angle) * np.sin(azimuth), np.cos(angle) - 1]
    return np.stack(np.broadcast_arrays(*way), axis=-1) / INSTRUMENT.wavelength


def test_a_reflection_is_polarised_as_the_background_is(monkeypatch):
    azimuth = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    fixed(monkeypatch, on_the_sphere(0.5, azimuth), np.linspace(1, 2, 60))
    found = simulate.candidates(Shot(5, 0), INSTRUMENT, rng())
    seen = np.argmin(np.abs(np.angle(np.exp(1j * (found.azimuth[:, None] - azimuth)))), axis=1)
    assert len(seen) > 20
    share = 1 - np.sin(0.5) ** 2 * np.cos(azimuth[seen]) ** 2
    np.testing.assert_allclose(found.photons, np.linspace(1, 2, 60)[seen] * share)


@pytest.mark.parametrize("flux", [0.25, 1.0, 4.0])
def test_a_spot_of_one_pixel_s_noise_is_as_high_as_that(flux):
    # A pixel's noise: photons of this shot's background by Poisson, and the read-out's.
    shot = Shot(50, 0, flux=flux)
    found = simulate.candidates(shot, INSTRUMENT, rng(1)).pick(np.arange(0, 200, 10))
    row, column = np.rint(found.row).astype(int), np.rint(found.column).astype(int)
    background = flux * detector.background(INSTRUMENT)[row, column]
    noise = np.sqrt(background + (INSTRUMENT.read_noise / INSTRUMENT.gain) ** 2)
    for k in range(len(row)):
        image, one = np.zeros((41, 41)), slice(k, k + 1)
        detector.draw_spots(
            image, np.full(1, 20.0), np.full(1, 20.0), found.noise[one], found.radial[one],
            found.tangential[one], found.azimuth[one],
        )  # fmt: skip
        assert image.max() == pytest.approx(noise[k], rel=0.02)


def few_fragments(monkeypatch, photons):
    """Let a crystal show `photons` reflections, each of noise 2."""
    found = candidates_with(photons, np.full(len(photons), 2.0))
    monkeypatch.setattr(simulate, "candidates", lambda *asked: found)


def test_a_stray_spot_is_at_least_half_as_bright_again_as_a_visible_one(monkeypatch):
    few_fragments(monkeypatch, np.ones(20_000))
    _, photons = simulate.strays(Shot(0, 20_000), INSTRUMENT, rng())
    brightness = photons / 2.0 / simulate.VISIBLE
    # 1.55 and an exponential tail of mean 0.6: its deviation is 0.6, its median 0.6 ln 2.
    assert brightness.min() == pytest.approx(1.55, abs=1e-3) and brightness.min() >= 1.55
    assert brightness.mean() == pytest.approx(1.55 + 0.6, abs=0.02)
    assert brightness.std() == pytest.approx(0.6, abs=0.02)
    assert np.median(brightness) == pytest.approx(1.55 + 0.6 * np.log(2), abs=0.02)


def test_a_fragment_shows_a_reflection_as_often_as_it_is_strong_beside_the_noise(monkeypatch):
    strong = np.repeat([1.0, 3.0], 500)
    found = Candidates(np.arange(1000.0), *[np.zeros(1000)] * 4, strong, np.full(1000, 2.0))
    monkeypatch.setattr(simulate, "candidates", lambda *asked: found)
    draws = [simulate.strays(Shot(0, 10), INSTRUMENT, rng(seed))[0].row for seed in range(300)]
    # Three of four, of 3000; the binomial deviation is 0.8 %.
    assert (np.concatenate(draws) >= 500).mean() == pytest.approx(0.75, abs=0.03)


def test_no_more_fragments_are_shown_than_there_are_reflections(monkeypatch):
    few_fragments(monkeypatch, [1.0, 2.0, 4.0])
    spots, photons = simulate.strays(Shot(0, 5), INSTRUMENT, rng())
    assert sorted(spots.photons) == [1, 2, 4] and len(photons) == 3


def test_a_reflection_that_misses_the_detector_or_hits_a_gap_is_no_candidate(monkeypatch):
    # One pixel beyond the outermost, 882 off the beam; and almost straight on, in the hole.
    angles = np.array([0.3, np.arctan(883 * 110e-6 / INSTRUMENT.distance), 1e-3])
    for azimuth in (0, np.pi / 2, np.pi, -np.pi / 2):
        fixed(monkeypatch, on_the_sphere(angles[1:], azimuth), [1, 1])
        assert len(simulate.candidates(Shot(5, 0), INSTRUMENT, rng()).row) == 0
    fixed(monkeypatch, on_the_sphere(angles[::2], 0.5), [1, 1])
    found = simulate.candidates(Shot(5, 0), INSTRUMENT, rng())
    assert len(found.row) == 1
    assert np.hypot(found.row - 882, found.column - 882)[0] == pytest.approx(
        np.tan(0.3) * 0.111 / 110e-6
    )
