"""Frame files: what is written is read, streaming, and what is wrong is named."""

import sys

import h5py
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tinyml_kit.datasets.bragg import cspad, frames
from tinyml_kit.datasets.bragg.frames import FrameError

rng = np.random.default_rng(0)
SEVEN = rng.integers(-30, 3000, size=(7, 12, 10), dtype=np.int16)


@pytest.fixture
def run_file(tmp_path):
    path = tmp_path / "run.h5"
    frames.write_run(path, SEVEN, metadata={"PIXEL_SIZE": 0.11}, chunk_frames=3)
    return path


def hdf5(path, **datasets):
    """Write an HDF5 file; double underscores in the names stand for slashes."""
    with h5py.File(path, "w") as file:
        for name, value in datasets.items():
            file[name.replace("__", "/")] = value
    return path


@settings(deadline=None, max_examples=25)
@given(
    hnp.arrays(
        st.sampled_from([np.int16, np.uint16, np.int32, np.float32]),
        hnp.array_shapes(min_dims=3, max_dims=3, max_side=6),
        elements={"allow_nan": False, "allow_infinity": False},
    ),
    st.integers(1, 7),
    st.sampled_from(["gzip", "lzf", None]),
)
def test_frames_survive_a_round_trip(tmp_path_factory, stack, chunk_frames, compression):
    path = tmp_path_factory.mktemp("run") / "run.h5"
    written = frames.write_run(
        path, iter(stack), chunk_frames=chunk_frames, compression=compression
    )
    with frames.open_run(path) as run:
        assert written == len(run) == len(stack)
        assert run.shape == stack.shape
        assert run.dtype == stack.dtype
        np.testing.assert_array_equal(np.stack(list(run)), stack)


def test_a_frame_is_found_by_its_running_count_across_chunks(run_file):
    with frames.open_run(run_file) as run:
        for index in range(7):
            np.testing.assert_array_equal(run[index], SEVEN[index])
        np.testing.assert_array_equal(run[-1], SEVEN[6])
        np.testing.assert_array_equal(run[np.int64(3)], SEVEN[3])


def test_only_one_frame_at_a_time_is_asked_of_the_source(tmp_path):
    # The writer must be done with a frame when it asks for the next: here both are one buffer.
    buffer = np.empty((4, 4), np.int16)

    def source():
        for value in range(5):
            buffer[:] = value
            yield buffer

    frames.write_run(tmp_path / "run.h5", source(), chunk_frames=2)
    with frames.open_run(tmp_path / "run.h5") as run:
        assert [int(frame[0, 0]) for frame in run] == [0, 1, 2, 3, 4]


def test_a_failing_source_leaves_the_old_file_and_nothing_else(run_file):
    before = run_file.read_bytes()

    def source():
        yield SEVEN[0]
        raise RuntimeError("the source broke")

    with pytest.raises(RuntimeError, match="the source broke"):
        frames.write_run(run_file, source())
    assert run_file.read_bytes() == before
    assert list(run_file.parent.iterdir()) == [run_file]


@pytest.mark.parametrize(
    "source, message",
    [
        ([], "there is no frame to write"),
        ([SEVEN], r"frame 0 is int16 of shape \(7, 12, 10\), expected numbers of shape \(H, W\)"),
        ([SEVEN[0] > 0], "frame 0 is bool of shape"),
        ([SEVEN[0], SEVEN[0, :5]], r"frame 1 is int16 of \(5, 10\) pixels, but the first"),
        ([SEVEN[0], SEVEN[0] * 1.0], "frame 1 is float64 of"),
        ([np.full((2, 2), np.inf)], "frame 0, row 0, column 0 is NaN or infinite"),
    ],
)
def test_what_is_no_row_of_frames_is_not_written(tmp_path, source, message):
    with pytest.raises(FrameError, match=message):
        frames.write_run(tmp_path / "run.h5", source)
    assert list(tmp_path.iterdir()) == []


def test_chunks_without_frames_are_refused(tmp_path):
    with pytest.raises(FrameError, match="chunk_frames is 0; give at least 1"):
        frames.write_run(tmp_path / "run.h5", SEVEN, chunk_frames=0)


def refusal(path):
    """Return what is said of a file when it is opened and its first frame read."""
    with pytest.raises(FrameError) as caught, frames.open_run(path) as run:
        run[0]
    return str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    assert f"{tmp_path / 'no.h5'}: there is no such file" in refusal(tmp_path / "no.h5")


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "run.h5").touch()
    assert "the file is empty" in refusal(tmp_path / "run.h5")


def test_a_file_that_is_not_hdf5_is_refused(tmp_path):
    (tmp_path / "run.h5").write_text("diffraction", encoding="utf-8")
    assert "this is not an HDF5 file" in refusal(tmp_path / "run.h5")


@pytest.mark.parametrize("share", [0.3, 0.6, 0.99])
def test_a_truncated_file_is_refused(run_file, share):
    content = run_file.read_bytes()
    run_file.write_bytes(content[: int(len(content) * share)])
    assert "the HDF5 file is" in refusal(run_file)


@pytest.mark.parametrize("claim", [10**16, 8])
def test_a_damaged_extent_that_claims_more_than_is_stored_is_refused(run_file, claim):
    frames.write_run(run_file, SEVEN)
    extents = SEVEN.shape, (claim, *SEVEN.shape[1:])
    whole, changed = (np.array(extent, "<u8").tobytes() for extent in extents)
    run_file.write_bytes(run_file.read_bytes().replace(whole, changed))
    said = refusal(run_file)
    assert f"claims {claim:,} frames of 12 × 10 pixels, of which 7 are stored; copy the" in said


def test_frames_that_were_never_written_are_refused(tmp_path):
    with h5py.File(tmp_path / "run.h5", "w") as file:
        file.create_dataset("data/a/images", (5, 12, 10), np.int16)
    said = refusal(tmp_path / "run.h5")
    assert "claims 5 frames of 12 × 10 pixels, of which 0 are stored; copy the file" in said


def test_a_file_of_no_frames_is_refused(tmp_path):
    assert "holds no frames" in refusal(hdf5(tmp_path / "a.h5", data__a__images=SEVEN[:0]))
    with h5py.File(tmp_path / "b.h5", "w") as file:
        file.create_group("data")
    assert "holds no frames" in refusal(tmp_path / "b.h5")


@pytest.mark.parametrize("bad", [np.inf, -np.inf])
def test_a_frame_that_is_infinite_is_named_and_the_others_stay_readable(tmp_path, bad):
    stack = SEVEN.astype(np.float32)
    stack[2, 3, 5] = bad
    path = hdf5(tmp_path / "run.h5", data__a__images=stack)
    with frames.open_run(path) as run:
        np.testing.assert_array_equal(run[1], stack[1])
        with pytest.raises(FrameError, match="frame 2, row 3, column 5 is NaN or infinite"):
            run[2]


def test_pixels_that_are_nan_are_marks_and_a_frame_of_nothing_else_is_refused(tmp_path):
    stack = SEVEN.astype(np.float32)
    stack[2, 3, 5], stack[3] = np.nan, np.nan
    with frames.open_run(hdf5(tmp_path / "run.h5", data__a__images=stack)) as run:
        assert np.argwhere(run.masked(2, run[2])).tolist() == [[3, 5]]
        assert not run.masked(1, run[1]).any()
        with pytest.raises(FrameError, match="frame 3, row 0, column 0 is NaN or infinite"):
            run[3]
    np.savez(tmp_path / "one.npz", stack[2])
    assert np.isnan(frames.read_frame(tmp_path / "one.npz")).sum() == 1


@pytest.mark.parametrize("index", [7, -8, 10**12])
def test_a_frame_index_out_of_range_is_refused(run_file, index):
    with frames.open_run(run_file) as run:
        with pytest.raises(FrameError, match=f"no frame {index}; .* holds 7, numbered 0 to 6"):
            run[index]


def test_a_damaged_frame_is_named(tmp_path):
    path = tmp_path / "run.h5"
    frames.write_run(path, SEVEN)
    with h5py.File(path) as file:
        stored = file["data/000000/images"].id.get_chunk_info(4)
    content = bytearray(path.read_bytes())
    content[stored.byte_offset : stored.byte_offset + stored.size] = bytes(stored.size)
    path.write_bytes(content)
    with frames.open_run(path) as run:
        np.testing.assert_array_equal(run[3], SEVEN[3])
        with pytest.raises(FrameError, match="frame 4 cannot be read"):
            run[4]


def test_a_sensor_stack_is_assembled_and_another_array_is_a_frame(tmp_path):
    stack = np.arange(np.prod(cspad.STACK_SHAPE), dtype=np.int32).reshape(cspad.STACK_SHAPE)
    np.savez(tmp_path / "stack.npz", data=stack)
    np.savez(tmp_path / "frame.npz", SEVEN[0])
    np.testing.assert_array_equal(frames.read_frame(tmp_path / "stack.npz"), cspad.assemble(stack))
    np.testing.assert_array_equal(frames.read_frame(tmp_path / "frame.npz"), SEVEN[0])


def test_an_npz_of_two_arrays_of_wrong_rank_or_with_nan_is_refused(tmp_path):
    path = tmp_path / "frame.npz"
    np.savez(path, a=SEVEN, b=SEVEN)
    with pytest.raises(FrameError, match="holds 2 arrays, not one"):
        frames.read_frame(path)
    np.savez(path, SEVEN)
    with pytest.raises(FrameError, match=r"int16 of shape \(7, 12, 10\), expected numbers"):
        frames.read_frame(path)
    np.savez(path, np.full((2, 2), np.nan))
    with pytest.raises(FrameError, match="row 0, column 0 is NaN"):
        frames.read_frame(path)
    np.savez(path, np.full(cspad.STACK_SHAPE, np.nan))
    with pytest.raises(FrameError, match="frame.npz: CSPAD stack: sensor 0, row 0, column 0"):
        frames.read_frame(path)
    np.savez(path, np.array([{}], dtype=object))
    with pytest.raises(FrameError, match=r"frame.npz: .* holds Python objects, which are not read"):
        frames.read_frame(path)


def test_a_truncated_npz_is_refused(tmp_path):
    path = tmp_path / "frame.npz"
    np.savez_compressed(path, rng.normal(size=(64, 64)))
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(FrameError, match=r"the \.npz is damaged"):
        frames.read_frame(path)


def test_an_npz_with_a_flipped_byte_is_refused(tmp_path):
    path = tmp_path / "frame.npz"
    np.savez_compressed(path, rng.normal(size=(64, 64)))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(FrameError, match="frame.npz: the file is damaged"):
        frames.read_frame(path)


def test_an_array_file_with_the_wrong_name_is_refused(tmp_path):
    np.save(tmp_path / "frame.npy", SEVEN[0])
    (tmp_path / "frame.npy").rename(tmp_path / "frame.npz")
    with pytest.raises(FrameError, match=r"the \.npz is damaged \(not a zip archive\)"):
        frames.read_frame(tmp_path / "frame.npz")


def test_a_single_frame_in_hdf5_is_read_and_a_run_is_refused(tmp_path, run_file):
    frames.write_run(tmp_path / "one.h5", SEVEN[:1])
    np.testing.assert_array_equal(frames.read_frame(tmp_path / "one.h5"), SEVEN[0])
    with pytest.raises(FrameError, match="holds 7 frames, not one; read it with open_run"):
        frames.read_frame(run_file)


def test_a_cbf_is_read_through_fabio(tmp_path):
    fabio = pytest.importorskip("fabio", reason="extra crystallography")
    fabio.cbfimage.CbfImage(data=SEVEN[0].astype(np.int32)).write(str(tmp_path / "a.cbf"))
    np.testing.assert_array_equal(frames.read_frame(tmp_path / "a.cbf"), SEVEN[0])


def test_what_fabio_cannot_read_is_refused(tmp_path):
    pytest.importorskip("fabio", reason="extra crystallography")
    path = tmp_path / "a.cbf"
    path.write_text("no image", encoding="utf-8")
    with pytest.raises(FrameError, match=r"a\.cbf: fabio cannot read it \("):
        frames.read_frame(path)


def test_an_error_of_fabio_that_says_nothing_is_named(tmp_path, monkeypatch):
    fabio = pytest.importorskip("fabio", reason="extra crystallography")

    def fail(path):
        raise AssertionError

    monkeypatch.setattr(fabio, "open", fail)
    (tmp_path / "a.cbf").write_bytes(b"no image")
    with pytest.raises(FrameError, match=r"cannot read it \(AssertionError\); copy it again"):
        frames.read_frame(tmp_path / "a.cbf")


def test_without_fabio_it_is_said_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "fabio", None)
    path = tmp_path / "a.cbf"
    path.write_text("no image", encoding="utf-8")
    with pytest.raises(FrameError, match="fabio, which reads this format, is missing.*pip install"):
        frames.read_frame(path)


def test_a_file_of_one_frame_or_of_many_is_opened_by_the_same_call(tmp_path, run_file):
    np.savez(tmp_path / "frame.npz", SEVEN[0])
    for path, count in ((tmp_path / "frame.npz", 1), (run_file, 7)):
        with frames.frames_in(path) as run:
            assert len(run) == count
            assert run.shape == (count, 12, 10)
            np.testing.assert_array_equal(np.stack(list(run)), SEVEN[:count])


@pytest.mark.parametrize("name", ["no.h5", "no.npz", "no.cbf"])
def test_a_missing_file_of_any_kind_is_named(tmp_path, name):
    with pytest.raises(FrameError, match=f"{name}: there is no such file"):
        with frames.frames_in(tmp_path / name):
            pass


def test_real_cspad_and_pilatus_frames_have_their_published_size_and_range(real_data):
    for path in sorted((real_data / "frames").glob("idx-*.npz")):
        with frames.frames_in(path) as run:
            assert run.shape == (1, *cspad.SHAPE)
            assert (run[0].dtype, run[0].min(), run[0].max()) == (np.int32, -5136, 16383)
    pytest.importorskip("fabio", reason="extra crystallography")
    for path in sorted((real_data / "frames").glob("*.cbf.bz2")):
        with frames.frames_in(path) as run:
            assert run.shape == (1, 2527, 2463)
            # Pilatus marks the gaps between its modules by -1.
            assert run[0].min() < 0


def test_a_frame_with_another_checksum_than_its_file_states_is_refused(tmp_path):
    fabio = pytest.importorskip("fabio")
    path = tmp_path / "a.cbf"
    fabio.cbfimage.CbfImage(data=SEVEN[0].astype(np.int32)).write(str(path))
    np.testing.assert_array_equal(frames.read_frame(path), SEVEN[0])
    stated = path.read_bytes().split(b"Content-MD5: ")[1][:24]
    path.write_bytes(path.read_bytes().replace(stated, b"A" * 22 + b"=="))
    with pytest.raises(FrameError, match="does not have the checksum that the file states"):
        frames.read_frame(path)
