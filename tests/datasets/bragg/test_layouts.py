"""The layouts of HDF5 files of frames: CXIDB entry 76, Eiger, CXI, and none of them."""

import os
import subprocess
import sys

import h5py
import numpy as np
import pytest

from tinyml_kit.datasets.bragg import frames
from tinyml_kit.datasets.bragg.frames import FrameError

SEVEN = np.random.default_rng(0).integers(-30, 3000, size=(7, 12, 10), dtype=np.int16)


def hdf5(path, **datasets):
    """Write an HDF5 file; double underscores in the names stand for slashes."""
    with h5py.File(path, "w") as file:
        for name, value in datasets.items():
            file[name.replace("__", "/")] = value
    return path


def refusal(path):
    """Return what is said of a file when it is opened and its first frame read."""
    with pytest.raises(FrameError) as caught, frames.open_run(path) as run:
        run[0]
    return str(caught.value)


def test_the_file_has_the_layout_of_cxidb_76(tmp_path):
    path = tmp_path / "run.h5"
    frames.write_run(
        path,
        SEVEN,
        metadata={"BEAM_CENTER_X": 97.0, "ACTIVE_AREAS": [0, 0, 12, 10]},
        distance_mm=105.5,
        wavelength_angstrom=1.3,
        chunk_frames=4,
    )
    with h5py.File(path) as file:
        assert [len(chunk["images"]) for chunk in file["data"].values()] == [4, 3]
        assert all(chunk["images"].chunks == (1, 12, 10) for chunk in file["data"].values())
        assert [chunk["distance"][:].tolist() for chunk in file["data"].values()] == [
            [105.5] * 4,
            [105.5] * 3,
        ]
        assert file["data/000001/wavelength"][2] == 1.3
        assert file["metadata/idh5_version"].asstr()[()] == "idh5_v1.0"
        assert (file["metadata/SIZE1"][()], file["metadata/SIZE2"][()]) == (10, 12)


def test_metadata_come_back_as_numbers_arrays_and_text(tmp_path):
    path = tmp_path / "run.h5"
    frames.write_run(path, SEVEN, metadata={"PIXEL_SIZE": 0.11, "ACTIVE_AREAS": [0, 0, 12, 10]})
    with frames.open_run(path) as run:
        assert run.metadata["PIXEL_SIZE"] == 0.11
        assert run.metadata["ACTIVE_AREAS"].tolist() == [0, 0, 12, 10]
        assert run.metadata["idh5_version"] == "idh5_v1.0"


def test_a_chunk_without_images_is_named(tmp_path):
    path = hdf5(tmp_path / "run.h5", data__a__images=SEVEN, data__b__distance=[1.0])
    assert "/data/b/images is missing" in refusal(path)


def test_images_that_are_a_group_are_refused(tmp_path):
    path = hdf5(tmp_path / "run.h5", data__a__images__deep=SEVEN)
    assert "/data/a/images is a group, expected numbers of shape (n, H, W)" in refusal(path)


def test_images_of_the_wrong_rank_are_refused(tmp_path):
    path = hdf5(tmp_path / "run.h5", data__a__images=SEVEN[0, 0])
    assert "/data/a/images is int16 of shape (10,)" in refusal(path)


def test_images_of_the_wrong_dtype_are_refused(tmp_path):
    path = hdf5(tmp_path / "run.h5", data__a__images=SEVEN.astype(complex))
    assert "/data/a/images is complex128 of shape" in refusal(path)


def test_chunks_of_different_frames_are_refused(tmp_path):
    path = hdf5(tmp_path / "run.h5", data__a__images=SEVEN, data__b__images=SEVEN[:, :5])
    assert "/data/b/images is int16 of (5, 10) pixels, but the first frame is" in refusal(path)


def test_eiger_parts_are_read_through_the_links_of_the_master_file(tmp_path):
    hdf5(tmp_path / "part1.h5", entry__data__data=SEVEN[:4])
    hdf5(tmp_path / "part2.h5", entry__data__data=SEVEN[4:])
    master = tmp_path / "master.h5"
    with h5py.File(master, "w") as file:
        file["entry/data/data_000001"] = h5py.ExternalLink("part1.h5", "entry/data/data")
        file["entry/data/data_000002"] = h5py.ExternalLink("part2.h5", "entry/data/data")
    with frames.open_run(master) as run:
        np.testing.assert_array_equal(np.stack(list(run)), SEVEN)
        assert run.metadata == {}
    (tmp_path / "part2.h5").unlink()
    assert "/entry/data/data_000002 is missing" in refusal(master)


def test_a_cxi_file_is_read(tmp_path):
    path = hdf5(tmp_path / "run.cxi", entry_1__data_1__data=SEVEN)
    with frames.frames_in(path) as run:
        np.testing.assert_array_equal(run[5], SEVEN[5])


@pytest.fixture
def bitshuffled(tmp_path):
    hdf5plugin = pytest.importorskip("hdf5plugin", reason="extra crystallography")
    path = tmp_path / "eiger.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset(
            "entry/data/data_000001", data=SEVEN, chunks=(1, 12, 10), **hdf5plugin.Bitshuffle()
        )
    return path


def test_bitshuffle_lz4_as_eiger_writes_it_is_read(bitshuffled):
    with frames.open_run(bitshuffled) as run:
        np.testing.assert_array_equal(np.stack(list(run)), SEVEN)


def test_without_hdf5plugin_the_missing_filter_is_named(bitshuffled):
    # In a process of its own, because HDF5 never forgets a filter.
    code = (
        "import sys; sys.modules['hdf5plugin'] = None\n"
        "from tinyml_kit.datasets.bragg import frames\n"
        "try:\n"
        "    with frames.open_run(sys.argv[1]): pass\n"
        "except frames.FrameError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, bitshuffled], capture_output=True, text=True, check=True
    )
    assert "is compressed with the filter bitshuffle" in done.stdout
    assert "pip install hdf5plugin" in done.stdout


def test_metadata_that_are_no_group_and_text_that_is_no_utf8_do_no_harm(tmp_path):
    path = hdf5(tmp_path / "a.h5", data__a__images=SEVEN, metadata=3)
    with frames.open_run(path) as run:
        assert run.metadata == {}
    path = hdf5(tmp_path / "b.h5", data__a__images=SEVEN, metadata__name=np.bytes_(b"\x92\xff"))
    with frames.open_run(path) as run:
        with pytest.raises(FrameError, match="b.h5: /metadata/name is no text in UTF-8; copy"):
            run.metadata["name"]
        assert (run[6] == SEVEN[6]).all()


def test_parts_are_preferred_to_the_virtual_dataset_that_joins_them(tmp_path):
    path = hdf5(tmp_path / "a.h5", entry__data__data=SEVEN, entry__data__data_000001=SEVEN)
    with frames.open_run(path) as run:
        assert len(run) == 7
    path = hdf5(tmp_path / "b.h5", entry__data__data=SEVEN)
    with frames.open_run(path) as run:
        assert len(run) == 7


def virtual(path, claim, maximum=None):
    """Write a file whose frames lie in another one, of which it claims so many."""
    with h5py.File(path.with_name("frames.h5"), "w") as file:
        file.create_dataset(
            "d", data=SEVEN, maxshape=(maximum or claim, 12, 10), chunks=(1, 12, 10)
        )
    layout = h5py.VirtualLayout((claim, 12, 10), SEVEN.dtype, (maximum or claim, 12, 10))
    source = h5py.VirtualSource("frames.h5", "d", SEVEN.shape, maxshape=(maximum, 12, 10))
    end = maximum or len(SEVEN)
    layout[:end] = source[:end]
    with h5py.File(path, "w") as file:
        file.create_virtual_dataset("entry/data/data", layout)
    return path


@pytest.mark.parametrize("maximum", [None, h5py.h5s.UNLIMITED])
def test_frames_of_another_file_are_read_through_a_virtual_dataset(tmp_path, maximum):
    with frames.open_run(virtual(tmp_path / "run.h5", 7, maximum)) as run:
        np.testing.assert_array_equal(np.stack(list(run)), SEVEN)


def test_a_virtual_dataset_that_claims_more_than_it_points_to_is_refused(tmp_path):
    said = refusal(virtual(tmp_path / "run.h5", 10**16))
    assert "claims 10,000,000,000,000,000 frames of 12 × 10 pixels, of which 7 are stored" in said


def external(path, claim):
    """Write a file whose seven frames lie in a raw file beside it, of which it claims so many."""
    raw = path.with_suffix(".raw")
    raw.write_bytes(b"head" + SEVEN.tobytes())
    with h5py.File(path, "w") as file:
        shape, places = (claim, 12, 10), [(str(raw), 4, h5py.h5f.UNLIMITED)]
        file.create_dataset("data/a/images", shape, SEVEN.dtype, external=places)
    return path


def test_frames_in_a_raw_file_are_read_as_far_as_it_goes(tmp_path):
    with frames.open_run(external(tmp_path / "a.h5", 7)) as run:
        np.testing.assert_array_equal(np.stack(list(run)), SEVEN)
    assert "claims 9 frames of 12 × 10 pixels, of which 7" in refusal(
        external(tmp_path / "b.h5", 9)
    )
    external(tmp_path / "c.h5", 7).with_suffix(".raw").unlink()
    assert "c.raw, which is missing; copy the file again, with" in refusal(tmp_path / "c.h5")


@pytest.mark.parametrize("name", ["run.dat", "run", "run.h5", "run.cxi"])
def test_hdf5_is_known_by_its_content_whatever_its_name(tmp_path, name):
    frames.write_run(tmp_path / name, SEVEN)
    with frames.frames_in(tmp_path / name) as run:
        np.testing.assert_array_equal(run[6], SEVEN[6])


@pytest.mark.parametrize("suffix", frames.HDF5_SUFFIXES)
def test_a_file_that_is_hdf5_by_name_alone_is_told_so(tmp_path, suffix):
    path = tmp_path / f"run{suffix}"
    path.write_text("diffraction", encoding="utf-8")
    for opened in (frames.read_frame, lambda path: frames.frames_in(path).__enter__()):
        with pytest.raises(FrameError, match="this is not an HDF5 file; name a run in HDF5"):
            opened(path)


@pytest.mark.skipif(os.name == "nt", reason="locks of another kind")
def test_locked_marked_and_cut_short_files_are_told_apart(tmp_path):
    import fcntl

    path = tmp_path / "a.h5"
    frames.write_run(path, SEVEN)
    with path.open("rb+") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert f"{path}: another program has locked the file" in refusal(path)
    path.write_bytes((whole := path.read_bytes())[:-1])
    size = len(whole)
    assert f"is cut short, {size - 1:,} of {size:,} bytes are there; copy" in refusal(path)


@pytest.mark.parametrize(
    "flags, words",
    [
        (1, "marked as one that a program writes to it;"),
        (5, "marked as one that a program writes for readers that follow (SWMR);"),
    ],
)
def test_a_file_whose_writer_crashed_names_what_clears_the_mark(tmp_path, flags, words):
    path = tmp_path / "a.h5"
    with h5py.File(path, "w", libver="latest") as file:
        file["data/a/images"] = SEVEN

    with h5py.File(path, "r+", libver="latest") as file:
        if flags == 5:
            file.swmr_mode = True
        file.flush()
        crashed = path.read_bytes()
    assert crashed[8] == 3 and crashed[11] == flags
    path.write_bytes(crashed)
    said = refusal(path)
    assert words in said
    assert "h5clear -s COPY" in said


def taking_from(path, target, shape=SEVEN.shape):
    """Write a run whose frames come from /data/a/images of another file."""
    layout = h5py.VirtualLayout(shape, "i2")
    layout[:] = h5py.VirtualSource(target, "data/a/images", shape)
    with h5py.File(path, "w") as file:
        file.create_virtual_dataset("entry/data/data", layout)
    return path


def test_sources_that_hold_less_than_is_taken_from_them_are_refused(tmp_path):
    path = taking_from(tmp_path / "v.h5", "s.h5")
    assert "points to s.h5, which is missing" in refusal(path)
    hdf5(tmp_path / "s.h5", data__b__images=SEVEN)
    assert "from /data/a/images of s.h5, which is missing or cannot" in refusal(path)
    hdf5(tmp_path / "s.h5", data__a__images=SEVEN[:5])
    assert "takes more pixels from /data/a/images of s.h5 than there are" in refusal(path)
    hdf5(tmp_path / "s.h5", data__a__images__deep=SEVEN)
    assert "takes more pixels from /data/a/images of s.h5 than there are" in refusal(path)
    (tmp_path / "s.h5").write_bytes(b"no HDF5")
    assert "of s.h5, which is missing or cannot be opened" in refusal(path)
    with h5py.File(tmp_path / "s.h5", "w") as file:
        file.create_dataset("data/a/images", SEVEN.shape, "i2", chunks=(1, 12, 10))[:6] = SEVEN[:6]
    assert "which claims 7 frames of 12 × 10 pixels, of which 6 are stored" in refusal(path)
    hdf5(tmp_path / "s.h5", data__a__images=SEVEN)
    with frames.open_run(path) as run:
        np.testing.assert_array_equal(np.stack(list(run)), SEVEN)


def test_a_source_behind_another_virtual_file_is_looked_at_as_well(tmp_path):
    outer, inner = tmp_path / "outer.h5", tmp_path / "inner.h5"
    layout = h5py.VirtualLayout(SEVEN.shape, "i2")
    layout[:] = h5py.VirtualSource("inner.h5", "entry/data/data", SEVEN.shape)
    with h5py.File(outer, "w") as file:
        file.create_virtual_dataset("entry/data/data", layout)
    taking_from(inner, "gone.h5")
    assert "of inner.h5, which points to gone.h5, which is missing" in refusal(outer)


def test_one_missing_chunk_at_the_edge_is_not_filled_with_zeros(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        images = file.create_dataset("data/a/images", (1, 12, 10), "i2", chunks=(1, 12, 8))
        images[:, :, 8:] = 3
    assert "claims 1 frames of 12 × 10 pixels, of which 0 are stored" in refusal(tmp_path / "a.h5")
