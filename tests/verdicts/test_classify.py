"""Verdicts for files: in a stream, with what cannot be judged named."""

import numpy as np
import pytest

from tinyml_kit.datasets.bragg import frames
from tinyml_kit.datasets.bragg.frame_checks import FrameError
from tinyml_kit.features.image.resample import ImageError
from tinyml_kit.learning.spot_numbers import NAMES
from tinyml_kit.learning.unlike import TrainingData
from tinyml_kit.verdicts.any_detector import AnyDetector, InstrumentError
from tinyml_kit.verdicts.classify import Count, Verdict, blanks_of, classify


@pytest.fixture
def network():
    weights = np.zeros((17, 3))
    weights[NAMES.index("peaks above 6")] = 2, 0, -2
    near = TrainingData(np.zeros(17), np.eye(17), 1e9)
    return AnyDetector(
        np.zeros(17), np.ones(17), [(weights, np.array([-4.0, 0.0, 4.0]))], np.ones(3), near, 0.0
    )


def shot(number=0, seed=0):
    frame = np.random.default_rng(seed).poisson(4.0, (500, 500)).astype(np.int32)
    for k in range(number):
        row, column = 22 + 50 * (k // 10), 22 + 50 * (k % 10)
        frame[row - 1 : row + 2, column - 1 : column + 2] += 20
    return frame


@pytest.fixture
def run(tmp_path):
    frames.write_run(tmp_path / "run2.h5", [shot(), shot(40), np.zeros((500, 500), np.int32)])
    return tmp_path / "run2.h5"


def test_each_frame_gets_its_verdict(run, network):
    miss, hit, blank = classify([run], network)
    assert (miss.verdict, miss.spots, miss.frame) == ("MISS", 0, 0)
    assert (hit.verdict, hit.spots, hit.frame) == ("HIT", 40, 1)
    assert hit.pixels == 250_000 and hit.masked == 0 and not hit.unlike
    assert (blank.verdict, blank.frame) == ("blank", 2)
    assert blank.problem.startswith(f"{run}: frame 2: significance: the usable pixels")


def test_files_are_taken_in_numeric_order_and_what_cannot_be_read_is_named(run, network, tmp_path):
    broken = tmp_path / "run1.h5"
    broken.write_bytes(run.read_bytes()[:3000])
    later = tmp_path / "run10.npz"
    np.savez(later, shot(40))
    rows = list(classify([later, run, broken], network))
    assert [row.file for row in rows] == [broken, run, run, run, later]
    assert (rows[0].verdict, rows[0].frame) == ("refused", None)
    assert "run1.h5" in rows[0].problem
    assert rows[-1].verdict == "HIT"


def test_a_tile_of_a_detector_is_refused_and_named(network, tmp_path):
    np.savez(tmp_path / "tile.npz", shot()[:185, :388])
    (row,) = classify([tmp_path / "tile.npz"], network)
    assert row.verdict == "refused" and "Is this one tile of a larger detector?" in row.problem


def test_strict_stops_at_what_cannot_be_judged(run, network, tmp_path):
    rows = classify([run], network, strict=True)
    assert [next(rows).verdict, next(rows).verdict] == ["MISS", "HIT"]
    with pytest.raises(ImageError, match="run2.h5: frame 2"):
        next(rows)
    with pytest.raises(FrameError, match="nothing.h5"):
        list(classify([tmp_path / "nothing.h5"], network, strict=True))


def test_masked_pixels_and_gaps_are_counted(network, tmp_path):
    frame = shot(40)
    frame[:20] = 0
    frame[480:] = -1
    np.savez(tmp_path / "x.npz", frame)
    (row,) = classify([tmp_path / "x.npz"], network)
    assert row.masked == 40 * 500 and row.as_json()["masked_share"] == 0.08


def test_pixels_that_are_nan_are_masked(network, tmp_path):
    frame = shot(40).astype(np.float32)
    frame[:20] = np.nan
    np.savez(tmp_path / "x.npz", frame)
    (row,) = classify([tmp_path / "x.npz"], network)
    assert (row.verdict, row.masked) == ("HIT", 20 * 500)


def test_a_row_for_json_has_what_applies(run, network):
    rows = [row.as_json() for row in classify([run], network)]
    assert rows[1]["probabilities"].keys() == {"HIT", "MAYBE", "MISS"}
    assert rows[1]["verdict"] == "HIT" and rows[1]["unlike_training_data"] is False
    assert rows[2].keys() == {"file", "frame", "verdict", "problem"}


def test_the_count_says_what_became_of_all():
    count = Count()
    for row in (
        Verdict("a", 0, "HIT", (1.0, 0.0, 0.0), 40, 1000, 10, True),
        Verdict("a", 1, "MISS", (0.0, 0.0, 1.0), 0, 1000, 0),
        Verdict("a", 2, "blank", pixels=1000, problem="x"),
        Verdict("b", None, "refused", problem="y"),
    ):
        count += row
    assert count.judged == 2
    assert str(count) == (
        "3 frame(s): 1 HIT, 0 MAYBE, 1 MISS; unlike the training data: 1. Masked: 10 of 3,000 "
        "pixels, in 1 frame(s); blank: 1; refused: 1."
    )


def test_blanks_are_read_and_dark_ones_left_out(run):
    found = blanks_of([run])
    assert found.shape == (2, 100, 100)


def test_blanks_that_are_all_dark_are_refused(tmp_path):
    frames.write_run(tmp_path / "dark.h5", [np.zeros((500, 500), np.int32)])
    with pytest.raises(InstrumentError, match="every frame is dark"):
        blanks_of([tmp_path / "dark.h5"])
