"""`tinyml-kit classify`: its table, its JSON, and what it does with what it cannot read."""

import json

import numpy as np
import pytest

from tests.support.command import call
from tinyml_kit.datasets.bragg import frames


def shot(number=0, seed=0):
    frame = np.random.default_rng(seed).poisson(4.0, (500, 500)).astype(np.int32)
    for k in range(number):
        row, column = 22 + 50 * (k // 10), 22 + 50 * (k % 10)
        frame[row - 1 : row + 2, column - 1 : column + 2] += 20
    return frame


@pytest.fixture
def run(tmp_path):
    frames.write_run(tmp_path / "run.h5", [shot(), shot(60), np.zeros((500, 500), np.int32)])
    return tmp_path / "run.h5"


def test_a_row_for_each_frame_and_a_last_line_of_all(run, tmp_path):
    answer = call("classify", run, tmp_path / "nothing.h5")
    assert answer.exit_code == 0
    head, *rows, last = answer.output.splitlines()
    assert head.split() == ["verdict", "HIT", "MAYBE", "MISS", "spots", "masked", "frame"]
    assert rows[0].startswith("refused") and "nothing.h5" in rows[0]
    assert rows[1].startswith("MISS ") and f"{run} [0]" in rows[1]
    assert rows[2].startswith("HIT ") and " 60 " in rows[2]
    assert rows[3].startswith("blank ")
    assert last.startswith("3 frame(s): 1 HIT, 0 MAYBE, 1 MISS;")
    assert last.endswith("blank: 1; refused: 1.")


def test_json_is_an_object_per_line(run):
    *rows, last = map(json.loads, call("classify", run, "--json").output.splitlines())
    assert [row["verdict"] for row in rows] == ["MISS", "HIT", "blank"]
    assert rows[1]["spots"] == 60
    assert last["summary"].startswith("3 frame(s)")


def test_a_run_without_anything_to_judge_fails(tmp_path):
    answer = call("classify", tmp_path / "nothing.h5")
    assert answer.exit_code == 2 and "nothing.h5" in answer.output


def test_strict_stops(run):
    answer = call("classify", run, "--strict")
    assert answer.exit_code == 2 and "frame 2" in answer.output


def test_blanks_calibrate(run, tmp_path):
    blanks = tmp_path / "blanks.h5"
    frames.write_run(blanks, [shot(seed=seed) for seed in range(20)])
    answer = call("classify", run, "--instrument", blanks)
    assert answer.exit_code == 0 and "1 HIT" in answer.output
    frames.write_run(blanks, [shot(seed=seed) for seed in range(3)])
    answer = call("classify", run, "--instrument", blanks)
    assert answer.exit_code == 2 and "give at least 20 frames" in answer.output


def test_a_dataset_can_be_named(tmp_path):
    import h5py

    with h5py.File(tmp_path / "x.h5", "w") as file:
        file["first"], file["second"] = shot(60), shot()
    assert "name one with --dataset" in call("classify", tmp_path / "x.h5").output
    assert "1 HIT" in call("classify", tmp_path / "x.h5", "--dataset", "/first").output
