"""Whole files through `preprocess.run_file`: streaming, refusals, and nothing half-written."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import zipfile

import h5py
import joblib
import numpy as np
import pytest

from tinyml_kit.base.errors import BadInput
from tinyml_kit.datasets.bragg.frame_checks import FrameError
from tinyml_kit.datasets.bragg.frames import write_run
from tinyml_kit.datasets.bragg.labels import LabelError, write_labels
from tinyml_kit.features.image import preprocess
from tinyml_kit.features.image.image_files import write_images
from tinyml_kit.features.image.preprocess import ImageError


def raw_frame(side, seed):
    """Photons of 10 ADU, read noise below 0."""
    rng = np.random.default_rng(seed)
    frame = 10.0 * rng.poisson(2, (side, side)) + rng.normal(-1, 4, (side, side))
    return frame.round().astype(np.int16)


@pytest.fixture
def run(tmp_path):
    """A run of five frames with labels: the two paths, and the frames."""
    frames = [raw_frame(310, seed) for seed in range(5)]
    write_run(tmp_path / "run.h5", frames)
    write_labels(tmp_path / "labels.txt", [2, 0, 1, 2, 2])
    return tmp_path / "run.h5", tmp_path / "labels.txt", np.stack(frames)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_becomes_an_npz_of_images_labels_and_where_they_came_from(run, tmp_path, jobs):
    path, labels, frames = run
    out = tmp_path / "images.npz"
    tally = preprocess.run_file(path, out, labels, case=300, jobs=jobs)
    assert (len(tally), tally.pixels, tally.problems) == (5, 5 * 310 * 310, [])
    with np.load(out, allow_pickle=False) as done:
        np.testing.assert_array_equal(done["images"], preprocess.case(frames, 300))
        np.testing.assert_array_equal(done["labels"], [2, 0, 1, 2, 2])
        facts = {name: done[name].item() for name in ("source", "case", "window", "epsilon")}
    assert facts == {"source": "run.h5", "case": 300, "window": 7, "epsilon": 0.2}


def test_float16_in_hdf5_is_rounded_correctly(tmp_path):
    # HDF5 1.14's own conversion from float32 loses a carry now and then: some 40 of these
    # 90,000 values would be wrong, such as 0.5 in place of 0.9999.
    image = np.random.default_rng(0).uniform(-2, 2, (300, 300)).astype(np.float32)
    write_images(tmp_path / "images.h5", [image], (1, 300, 300), "float16", {})
    with h5py.File(tmp_path / "images.h5") as done:
        np.testing.assert_array_equal(done["images"][0], image.astype(np.float16))


def test_a_run_becomes_an_h5_with_the_same_content(run, tmp_path):
    path, labels, frames = run
    out = tmp_path / "images.h5"
    preprocess.run_file(path, out, labels, window=3, dtype="float16")
    with h5py.File(out) as done:
        expected = preprocess.case(frames, 100, window=3).astype(np.float16)
        np.testing.assert_array_equal(done["images"], expected)
        np.testing.assert_array_equal(done["labels"], [2, 0, 1, 2, 2])
        assert dict(done.attrs) == {"source": "run.h5", "case": 100, "window": 3, "epsilon": 0.2}


@pytest.mark.parametrize("backend", ["loky", "dask"])
def test_other_processes_and_a_cluster_give_the_same_images(run, tmp_path, backend, monkeypatch):
    monkeypatch.setitem(preprocess.BATCH, 100, 2)
    path, _, frames = run
    with contextlib.ExitStack() as stack:
        if backend == "dask":
            distributed = pytest.importorskip("distributed")
            cluster = distributed.LocalCluster(1, processes=False, dashboard_address=None)
            stack.enter_context(stack.enter_context(cluster).get_client())
        stack.enter_context(joblib.parallel_config(backend=backend))
        out = tmp_path / "images.npz"
        preprocess.run_file(path, out, jobs=2)
    np.testing.assert_array_equal(np.load(out)["images"], preprocess.case(frames))


def test_without_labels_there_are_none_in_the_file(run, tmp_path):
    out = tmp_path / "images.npz"
    preprocess.run_file(run[0], out)
    assert "labels" not in np.load(out)


def test_the_npz_is_a_whole_zip_archive(run, tmp_path):
    out = tmp_path / "images.npz"
    preprocess.run_file(run[0], out)
    with zipfile.ZipFile(out) as archive:
        assert archive.testzip() is None


@pytest.mark.parametrize("given_images", [1, 3])
def test_more_or_fewer_images_than_announced_are_refused(tmp_path, given_images):
    images = [np.zeros((4, 4))] * given_images
    with pytest.raises(ImageError, match=f"there are {given_images} images, but 2 were announced"):
        write_images(tmp_path / "images.npz", images, (2, 4, 4), "float32", {})
    assert not list(tmp_path.iterdir())


def test_a_failure_leaves_the_old_file_and_nothing_else(run, tmp_path):
    path, labels, frames = run
    out = tmp_path / "images.npz"
    out.write_bytes(b"old")
    write_run(path, [frames[0], np.zeros_like(frames[1]), frames[2]])
    before = sorted(tmp_path.iterdir())
    with pytest.raises(ImageError, match=r"run.h5: frame 1: .*0 everywhere"):
        preprocess.run_file(path, out, strict=True)
    assert out.read_bytes() == b"old"
    assert sorted(tmp_path.iterdir()) == before


def test_what_cannot_work_is_refused_before_the_work(run, tmp_path):
    path, labels, _ = run
    refused = [
        ({"out": "images.png"}, "to .npz or .h5, not '.png'"),
        ({"out": "images.npz", "dtype": "int8"}, "choose one of float32, float16"),
        ({"out": "images.npz", "case": 99}, "no case 99"),
        ({"out": "images.npz", "window": 2}, "the window is 2"),
        ({"out": "images.npz", "epsilon": 0}, "epsilon is 0"),
    ]
    for options, message in refused:
        with pytest.raises(ImageError, match=message):
            preprocess.run_file(path, **options | {"out": tmp_path / options["out"]})
    write_labels(labels, [2, 0, 1, 2])
    with pytest.raises(LabelError):
        preprocess.run_file(path, tmp_path / "images.npz", labels)
    with pytest.raises(FrameError, match="no such file"):
        preprocess.run_file(tmp_path / "absent.h5", tmp_path / "images.npz")
    assert not list(tmp_path.glob("*images*"))


def test_a_file_that_is_read_is_not_written_over(run):
    path, labels, _ = run
    labels = labels.rename(path.parent / "labels.h5")
    for out in (path, labels):
        before = out.read_bytes()
        with pytest.raises(ImageError, match=r"\.h5: this file is to be read; give the images an"):
            preprocess.run_file(path, out, labels)
        assert out.read_bytes() == before


@pytest.mark.parametrize("jobs", [0, -2])
def test_an_impossible_number_of_cores_is_refused(run, tmp_path, jobs):
    with pytest.raises(BadInput, match=f"jobs is {jobs}; give a number of cores from 1, or -1"):
        preprocess.run_file(run[0], tmp_path / "images.npz", jobs=jobs)


def test_a_folder_in_place_of_a_file_is_called_one(run, tmp_path):
    path, labels, _ = run
    with pytest.raises(FrameError, match="this is a folder; name a file of frames in it"):
        preprocess.run_file(tmp_path, tmp_path / "images.npz")
    with pytest.raises(LabelError, match="this is a folder; name a file of labels in it"):
        preprocess.run_file(path, tmp_path / "images.npz", tmp_path)


def test_a_run_of_frames_smaller_than_the_case_is_refused_by_frame(run, tmp_path):
    with pytest.raises(ImageError, match="frame 0: .* 310 × 310 pixels, fewer than the 720 × 720"):
        preprocess.run_file(run[0], tmp_path / "images.npz", case=720)


def test_real_frames_of_two_detectors_go_through(real_data, tmp_path):
    for name in ("thau_3_2_0001.cbf.bz2", "idx-20130301060858401.npz"):
        out = tmp_path / "images.npz"
        preprocess.run_file(real_data / "frames" / name, out)
        image = np.load(out)["images"]
        assert image.shape == (1, 100, 100)
        assert np.isfinite(image).all()
        assert image.std() > 0.3


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_ends_the_program_with_one_line_and_leaves_nothing_half_written(tmp_path, jobs):
    # A thread left in the middle of HDF5 once kept the program from ending.
    frame = raw_frame(960, 0)
    write_run(tmp_path / "run.h5", (frame for _ in range(40)), compression=None)
    arguments = ["preprocess", "run.h5", "--out", "out.h5", "--case", "720", "--jobs", jobs]
    program = subprocess.Popen(
        [sys.executable, "-m", "tinyml_kit.cli", *arguments],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        # Tests that a shell runs in the background ignore the signal, and so would the program.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    try:
        while program.poll() is None and not list(tmp_path.glob(".tinyml-kit-*")):
            time.sleep(0.05)
        program.send_signal(signal.SIGINT)
        assert program.communicate(timeout=60) == ("", "tinyml-kit: stopped by Ctrl-C.\n")
    finally:
        program.kill()
    assert program.returncode == 130
    assert [path.name for path in tmp_path.iterdir()] == ["run.h5"]


def eiger(path, frames, mask=None):
    """Write a run in the layout of Eiger, with a mask if there is one."""
    with h5py.File(path, "w") as file:
        file.create_dataset("entry/data/data_000001", data=frames, chunks=(1, *frames.shape[1:]))
        if mask is not None:
            file["entry/instrument/detector/pixel_mask"] = mask
    return path


@pytest.mark.parametrize("mark", [2**32 - 1, 2**32 - 2])
def test_marked_and_masked_pixels_are_as_gaps_and_counted(tmp_path, mark):
    counts = np.stack([np.maximum(raw_frame(310, seed), 0) for seed in range(2)])
    clean, marked = counts.astype(np.uint32), counts.astype(np.uint32)
    clean[:, 100:140], marked[:, 100:140] = 0, mark
    clean[:, 5, 5] = 0
    mask = np.zeros((310, 310), np.uint32)
    mask[5, 5] = 1
    run, out = eiger(tmp_path / "a.h5", marked, mask), tmp_path / "images.npz"
    tally = preprocess.run_file(run, out)
    np.testing.assert_array_equal(np.load(out)["images"], preprocess.case(clean))
    np.testing.assert_array_equal(np.load(out)["masked"], [40 * 310 + 1] * 2)
    assert str(tally) == (
        "Masked: 24,802 of 192,200 pixels, in 2 of 2 frame(s); blank: 0 frame(s); "
        "refused: 0 frame(s)."
    )


@pytest.mark.parametrize("jobs", [1, 2])
def test_blank_and_broken_shots_are_marked_and_the_run_goes_on(tmp_path, jobs):
    good = np.stack([raw_frame(310, seed) for seed in range(4)]).astype(np.float32)
    good[1], good[2, 7, 3] = 0, np.inf
    run, out = eiger(tmp_path / "a.h5", good), tmp_path / "images.npz"
    tally = preprocess.run_file(run, out, jobs=jobs)
    with np.load(out) as done:
        assert done["blank"].tolist() == [False, True, False, False]
        assert done["refused"].tolist() == [False, False, True, False]
        assert not done["images"][1:3].any()
        np.testing.assert_array_equal(done["images"][[0, 3]], preprocess.case(good[[0, 3]]))
    (problem,) = tally.problems
    assert problem.startswith(f"{run}: frame 2, row 7, column 3 is NaN or infinite")
    assert str(tally).endswith("blank: 1 frame(s); refused: 1 frame(s).")
    with pytest.raises(FrameError, match="frame 0, row 7, column 3 is NaN or infinite"):
        preprocess.run_file(eiger(tmp_path / "b.h5", good[2:]), out, strict=True)


def test_a_frame_of_masked_pixels_and_one_number_is_blank(tmp_path):
    frames = np.stack([np.maximum(raw_frame(310, 0), 0)] * 3).astype(np.uint16)
    frames[1], frames[2] = 3, 2**16 - 1
    frames[1, 50:90] = 2**16 - 1
    out = tmp_path / "images.npz"
    tally = preprocess.run_file(eiger(tmp_path / "a.h5", frames), out)
    assert (tally.blank, tally.masked) == ([False, True, True], [0, 40 * 310, 310 * 310])


def test_a_run_without_a_single_usable_frame_is_refused(tmp_path):
    run = eiger(tmp_path / "a.h5", np.zeros((2, 310, 310), np.int32))
    with pytest.raises(ImageError, match="frame 0: .*0 everywhere"):
        preprocess.run_file(run, tmp_path / "images.npz")
    assert not list(tmp_path.glob("*images*"))
