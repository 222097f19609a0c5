"""Instruments at random: each kind has its gaps, its numbers, and shadows."""

import numpy as np
import pytest

from tinyml_kit.datasets.bragg import kinds

BY_NAME = {kind.name: kind for kind in kinds.KINDS}


def test_six_kinds_share_all_frames():
    assert list(BY_NAME) == ["CSPAD", "Pilatus", "Eiger", "Jungfrau", "CCD", "image plate"]
    assert sum(kind.share for kind in kinds.KINDS) == pytest.approx(1)
    assert [k.name for k in kinds.KINDS if k.counts_photons] == ["Pilatus", "Eiger"]


@pytest.mark.parametrize("kind", kinds.KINDS, ids=lambda kind: kind.name)
def test_a_scene_lies_in_the_ranges_of_its_kind(kind):
    scene = kinds.scene(np.random.default_rng(1), kind)
    assert scene.kind is kind
    assert kind.side[0] <= scene.side <= kind.side[1]
    assert scene.photons.shape == scene.sensor.shape == (scene.side, scene.side)
    assert np.isfinite(scene.photons).all() and scene.photons.min() >= 0
    edge = np.degrees(np.arctan(scene.side / 2 * scene.pixel_m / scene.distance))
    assert 18 <= edge <= 42
    assert kind.gain[0] <= scene.gain <= kind.gain[1]


def test_the_same_seed_gives_the_same_scene():
    first, second = (kinds.scene(np.random.default_rng(5)) for _ in range(2))
    assert first.kind is second.kind
    assert (first.photons == second.photons).all() and (first.sensor == second.sensor).all()


def test_backgrounds_reach_from_dark_to_bright():
    rng = np.random.default_rng(0)
    levels = [kinds.evenly(rng, BY_NAME["Pilatus"].level) for _ in range(200)]
    assert min(levels) < 0.06 and max(levels) > 30 and all(0.03 <= x <= 60 for x in levels)
    assert kinds.evenly(rng, (1, 1)) == 1.0


@pytest.mark.parametrize("name", ["CSPAD", "Pilatus", "Eiger", "Jungfrau"])
def test_tiled_detectors_have_gaps_that_cross_the_whole_field(name):
    sensor = kinds.sensors(BY_NAME[name], 700, np.random.default_rng(3))
    assert 0 < np.mean(~sensor) < 0.4
    assert (~sensor).all(axis=1).any()


def test_an_image_plate_is_round():
    sensor = kinds.sensors(BY_NAME["image plate"], 700, np.random.default_rng(3))
    assert sensor[350, 20:680].all()
    assert not sensor[:80, :80].any()


def test_it_is_dark_behind_the_beam_stop():
    rng = np.random.default_rng(0)
    y, x = np.indices((200, 200), dtype=np.float32) - 99.5
    radius = np.hypot(x, y)
    share = kinds.shadows(x, y, radius, 10, rng)
    assert share[radius < 10].max() <= 0.1
    assert 0 <= share.min() and share.max() == 1


def test_ice_makes_rings_as_sharp_as_spots_in_about_every_eighth_scene():
    q = np.linspace(1.5, 3.2, 4000, dtype=np.float32)
    steep = [
        np.abs(np.diff(kinds.diffuse(q, np.random.default_rng(seed)))).max() > 0.002
        for seed in range(300)
    ]
    assert 0.07 < np.mean(steep) < 0.19
