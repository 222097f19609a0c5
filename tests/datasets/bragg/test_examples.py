"""What ships is whole and says what it is; labelled runs open together or not at all."""

import json

import numpy as np
import pytest

from tinyml_kit.base import files, resources
from tinyml_kit.datasets import bragg
from tinyml_kit.datasets.bragg import cspad, frames, labels, twin
from tinyml_kit.features.image import preprocess, spots


def test_the_shipped_twin_has_2000_images_of_100_px():
    data = bragg.load()
    assert data.images.shape == (2000, 100, 100)
    assert data.images.dtype == np.float32
    assert np.isfinite(data.images).all()
    assert np.bincount(data.labels).tolist() == [235, 57, 1708]
    assert len(data) == len(data.spots) == 2000


def test_a_shipped_image_is_the_preprocessed_frame_to_half_a_step():
    data = bragg.load()
    fresh = preprocess.case(twin.frame(7), 100)
    # Where another machine rounds an ADU differently, single pixels may move by one step.
    off = np.abs(fresh - data.images[7])
    assert np.mean(off <= 0.125 / 2 + 1e-4) > 0.999
    assert off.max() < 0.25


@pytest.mark.parametrize(
    ("name", "low", "high"), [("hit", 25, 90), ("maybe", 8, 24), ("miss", 2, 14)]
)
def test_an_example_is_a_raw_frame_with_spots_typical_of_its_class(name, low, high):
    frame = bragg.example(name)
    assert frame.shape == cspad.SHAPE
    assert frame.dtype == np.int16
    assert low <= spots.count(frame, mask=cspad.active_mask()) <= high


def test_an_unknown_example_is_refused_with_the_choice():
    with pytest.raises(bragg.BraggError, match="'spot' is not an example; take one of"):
        bragg.example("spot")


def test_what_ships_is_small():
    sizes = [path.stat().st_size for path in resources.data_dir().iterdir() if path.is_file()]
    assert sum(sizes) < 25_000_000


def test_every_shipped_data_file_has_its_checksum():
    known = json.loads((resources.data_dir() / "SHA256.json").read_text(encoding="utf-8"))
    for name, checksum in known.items():
        assert files.sha256(resources.data_dir() / name) == checksum


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    monkeypatch.setattr(resources, "data_dir", lambda: tmp_path)
    return tmp_path


def test_a_missing_shipped_file_is_named(shipped):
    with pytest.raises(
        resources.ResourceError, match="twin_100px.npz: this file ships with the kit"
    ):
        bragg.load()


def test_a_changed_shipped_file_is_refused(shipped):
    (shipped / "twin_100px.npz").write_bytes(b"not what was shipped")
    (shipped / "SHA256.json").write_text(json.dumps({"twin_100px.npz": "0" * 64}), encoding="utf-8")
    with pytest.raises(files.ChecksumError, match="twin_100px.npz: the content has SHA-256"):
        bragg.load()


@pytest.fixture
def small_run(tmp_path):
    path = tmp_path / "run.h5"
    frames.write_run(path, np.arange(3 * 20 * 20, dtype=np.int16).reshape(3, 20, 20))
    return path


def test_frames_and_labels_open_together(small_run):
    truth = small_run.with_suffix(".txt")
    labels.write_labels(truth, [0, 2, 1])
    with bragg.open_labeled(small_run, truth) as (run, seen):
        assert len(run) == 3
        assert seen.tolist() == [0, 2, 1]


def test_a_label_too_few_is_noticed_at_opening(small_run):
    truth = small_run.with_suffix(".txt")
    labels.write_labels(truth, [0, 2])
    with pytest.raises(labels.LabelError), bragg.open_labeled(small_run, truth):
        pass


def test_the_full_twin_is_made_once(tmp_path, monkeypatch):
    monkeypatch.setenv("TINYML_KIT_CACHE", str(tmp_path))
    path = bragg.full_twin(frames=1, seed=5, jobs=1)
    made = path.stat().st_mtime_ns
    assert bragg.full_twin(frames=1, seed=5, jobs=1) == path
    assert path.stat().st_mtime_ns == made


def test_a_twin_without_its_labels_is_made_again(tmp_path, monkeypatch):
    monkeypatch.setenv("TINYML_KIT_CACHE", str(tmp_path))
    truth = bragg.full_twin(frames=1, seed=5, jobs=1).with_suffix(".txt")
    truth.unlink()
    bragg.full_twin(frames=1, seed=5, jobs=1)
    assert len(labels.read_labels(truth)) == 1


def test_an_image_is_stored_in_eighths_from_minus_127_to_127():
    image = np.array([-1000, -15.9375, -15.8, -0.0625, 0.0625, 0.07, 0.1875, 15.8, 1000])
    stored = bragg.examples.as_stored(image)
    assert stored.dtype == np.int8
    # Halves go to the even step.
    assert stored.tolist() == [-127, -127, -126, 0, 0, 1, 2, 126, 127]
