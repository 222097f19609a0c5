"""Frames of many detectors: their labels, their spots, and what their files would hold."""

import numpy as np
import pytest

from tinyml_kit.datasets.bragg import kinds, many, twin
from tinyml_kit.datasets.bragg.labels import CLASSES
from tinyml_kit.features.image import spots

KINDS = [kind.name for kind in kinds.KINDS]


def test_a_frame_depends_on_seed_and_index_alone():
    alone = many.shot(4, 7)
    many.shot(9, 7), many.shot(4, 8)
    again = many.shot(4, 7)
    assert (alone.frame == again.frame).all() and alone.label == again.label == 1
    assert not np.array_equal(many.shot(4, 8).frame, alone.frame)


def test_three_in_a_row_are_one_of_each_class_on_one_instrument():
    shots = [many.shot(index, 3) for index in (6, 7, 8)]
    assert [CLASSES[shot.label] for shot in shots] == list(CLASSES)
    assert len({shot.kind for shot in shots}) == 1
    assert all((shot.masked == shots[0].masked).all() for shot in shots)


@pytest.mark.parametrize("weak", [False, True])
@pytest.mark.parametrize("name", CLASSES)
def test_numbers_of_spots_follow_their_shares(name, weak):
    rng = np.random.default_rng(0)
    drawn = [many.spots_of(CLASSES.index(name), weak, rng) for _ in range(3000)]
    total = np.sum(drawn, axis=1)
    if name == "MISS":
        assert all(lattice == 0 for lattice, _ in drawn)
        assert 0.2 < np.mean(total == 0) < 0.32  # a quarter, and those that round to 0
        total = total[total > 0]
    shares = dict((many.WEAK_SPOTS if weak else twin.SPOT_SHARES)[name])
    if name != "HIT" or weak:
        assert abs(np.median(total) - shares[0.5]) <= 1
    else:
        assert 0.3 < np.mean(total > 177) < 0.32 or total.max() > 1000
    assert all(stray <= (lattice + stray) // 2 for lattice, stray in drawn) or name == "MISS"


def test_hits_of_synchrotrons_have_up_to_1500_spots():
    rng = np.random.default_rng(0)
    most = [sum(many.spots_of(0, False, rng)) for _ in range(2000)]
    assert 1000 < max(most) <= 1500


@pytest.mark.parametrize("kind", KINDS)
def test_a_finder_sees_the_spots_that_were_asked_for(kind):
    shown = []
    for index in range(9):
        made = many.shot(index, 21, kind=kind)
        assert made.kind == kind
        wanted = made.lattice + made.stray
        if wanted < 100:  # of more, many overlap
            shown.append((spots.count(made.frame, ~made.masked) + 5) / (wanted + 5))
    assert 0.7 < np.median(shown) < 1.5


def test_gaps_hold_what_the_detector_writes_there():
    for kind, value in (("Pilatus", -1), ("CSPAD", 0)):
        made = many.shot(2, 1, kind=kind)
        assert (made.frame[made.masked] == value).all() and made.masked.any()
        assert made.frame.dtype == np.int32


def test_photon_counters_hold_whole_photons_and_others_noise_below_zero():
    pilatus, cspad = (many.shot(2, 1, kind=kind) for kind in ("Pilatus", "CSPAD"))
    assert pilatus.frame[~pilatus.masked].min() == 0
    assert cspad.frame[~cspad.masked].min() < 0


@pytest.mark.parametrize("mean", [0.05, 0.7, 3.9, 4.1, 30.0, 400.0])
def test_photons_arrive_as_poisson_numbers(mean):
    found = many.arrived(np.full((400, 400), mean), np.random.default_rng(0))
    assert found.min() >= 0 and (found == np.rint(found)).all()
    assert abs(found.mean() - mean) < 0.02 * mean + 0.01
    # The faster numbers vary by a fifth of a photon more.
    assert abs(found.var() - mean) < 0.05 * mean + 0.1
