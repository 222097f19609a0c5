"""Frames are found in the layouts that programs write, and otherwise the file is listed."""

import h5py
import numpy as np
import pytest

from tinyml_kit.datasets.bragg import frames, listing
from tinyml_kit.datasets.bragg.frame_checks import FrameError

SEVEN = np.random.default_rng(0).integers(-300, 300, (7, 12, 10), dtype=np.int16)


def written(path, **datasets):
    with h5py.File(path, "w") as file:
        for name, data in datasets.items():
            file[name.replace("__", "/")] = data
    return path


def read(path, dataset=None):
    with frames.frames_in(path, dataset) as run:
        return np.stack(list(run))


def refusal(path, dataset=None):
    with pytest.raises(FrameError) as caught:
        read(path, dataset)
    return str(caught.value)


@pytest.mark.parametrize("name", listing.KNOWN)
def test_frames_are_read_wherever_programs_put_them(name, tmp_path):
    path = written(tmp_path / "run.h5", **{name: SEVEN, "geometry/x": SEVEN})
    assert (read(path) == SEVEN).all()


@pytest.mark.parametrize("name", ["data/data", "some/where", "entry/data/data"])
def test_two_dimensions_are_one_frame(name, tmp_path):
    path = written(tmp_path / "one.h5", **{name: SEVEN[3]})
    assert (read(path) == SEVEN[3:4]).all()
    assert (frames.read_frame(path) == SEVEN[3]).all()


def test_the_signal_of_nexus_is_taken_before_other_data(tmp_path):
    path = written(tmp_path / "n.nxs", entry__measurement__counts=SEVEN, entry__other=SEVEN[:2])
    with h5py.File(path, "a") as file:
        file["entry/measurement"].attrs["signal"] = "counts"
    assert (read(path) == SEVEN).all()


def test_chunks_are_in_the_order_of_their_numbers(tmp_path):
    chunks = {f"data__{n}__images": SEVEN[n : n + 1] for n in range(7)}
    chunks |= {f"data__{n}__images": SEVEN[n - 10 : n - 9] for n in (10, 11)}
    path = written(tmp_path / "run.h5", **chunks)
    assert (read(path) == SEVEN[[0, 1, 2, 3, 4, 5, 6, 0, 1]]).all()


def test_names_are_sorted_by_the_numbers_in_them():
    names = ["a10", "a9", "b", "a", "9", "10", "a9b2", "a9b10"]
    assert listing.in_order(names) == ["9", "10", "a", "a9", "a9b2", "a9b10", "a10", "b"]


def test_the_only_dataset_that_can_be_frames_is_taken(tmp_path):
    path = written(
        tmp_path / "x.h5", shots__here=SEVEN, shots__table=np.ones((7, 3)), mask=SEVEN[0]
    )
    assert (read(path) == SEVEN).all()


def test_of_two_that_can_be_frames_the_reader_names_one(tmp_path):
    path = written(tmp_path / "x.h5", shots__a=SEVEN, shots__b=SEVEN[:2])
    said = refusal(path)
    assert "several datasets can be the frames" in said
    assert "/shots/a (7, 12, 10), /shots/b (2, 12, 10); name one with --dataset" in said
    assert (read(path, "/shots/b") == SEVEN[:2]).all()
    assert (read(path, "shots/a") == SEVEN).all()


def test_a_dataset_that_is_not_there_is_said_with_those_that_are(tmp_path):
    path = written(tmp_path / "x.h5", shots__a=SEVEN)
    assert "there is no dataset /shots/c; these can be: /shots/a (7, 12, 10)" in refusal(
        path, "/shots/c"
    )


def test_a_file_without_frames_says_so(tmp_path):
    path = written(tmp_path / "x.h5", table=np.ones((7, 3)))
    assert "the file holds no frames: no dataset has the shape of frames, (n, H, W)" in refusal(
        path
    )


def test_a_long_list_is_cut(tmp_path):
    path = written(tmp_path / "x.h5", **{f"x{n}": SEVEN for n in range(9)})
    assert "/x5 (7, 12, 10) and 3 more; name one" in refusal(path)


def test_a_file_that_is_full_of_groups_is_listed_in_bounded_time(tmp_path, monkeypatch):
    monkeypatch.setattr(listing, "MOST_LISTED", 3)
    path = written(tmp_path / "x.h5", a=[1.0], b=[1.0], c=[1.0], z=SEVEN)
    assert "no dataset has the shape of frames" in refusal(path)


@pytest.mark.parametrize("name", ["h_cxi_det.cxi", "h_data_data.h5"])
def test_layouts_that_others_reported_are_read(name, real_data):
    read_back = read(real_data / "cases" / "layouts" / name)
    assert read_back.shape[1:] == (600, 620)
