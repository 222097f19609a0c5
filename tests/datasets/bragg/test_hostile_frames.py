"""Small files of frames that would become large, or read what is not theirs: one sentence each."""

import bz2
import os
import subprocess
import sys
import zlib

import h5py
import numpy as np
import pytest

from tinyml_kit.base import sizes
from tinyml_kit.datasets.bragg import frames
from tinyml_kit.datasets.bragg.frames import FrameError
from tinyml_kit.datasets.bragg.labels import LabelError, read_labels

SEVEN = np.random.default_rng(0).integers(-30, 3000, size=(7, 12, 10), dtype=np.int16)


def refusal(path):
    with pytest.raises(FrameError) as caught, frames.open_run(path) as run:
        run[0]
    return str(caught.value)


def with_chunk(path, raw, shape=(1, 12, 10), filters=None):
    """Write a run whose only chunk is stored as these bytes."""
    with h5py.File(path, "w") as file:
        images = file.create_dataset(
            "data/a/images", shape, "i2", chunks=shape, **(filters or {"compression": "gzip"})
        )
        images.id.write_direct_chunk((0, 0, 0), raw)
    return path


@pytest.mark.parametrize("filters", [
    {"compression": "gzip"}, {"compression": "gzip", "shuffle": True},
    {"compression": "gzip", "fletcher32": True}, {"compression": "gzip", "shuffle": True,
                                                  "fletcher32": True},
])  # fmt: skip
@pytest.mark.parametrize("chunks", [(1, 12, 10), (2, 5, 4), (7, 12, 10)])
def test_honest_frames_come_back_whatever_their_filters(tmp_path, filters, chunks):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file.create_dataset("data/a/images", data=SEVEN, chunks=chunks, **filters)
        file.create_dataset("data/b/images", data=SEVEN[::-1].copy(), chunks=chunks, **filters)
    with frames.open_run(tmp_path / "a.h5") as run:
        np.testing.assert_array_equal(np.stack(list(run)), [*SEVEN, *SEVEN[::-1]])


def test_lzf_and_virtual_frames_come_back(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file.create_dataset("data/a/images", data=SEVEN, compression="lzf", shuffle=True)
    layout = h5py.VirtualLayout(SEVEN.shape, "i2")
    layout[:] = h5py.VirtualSource("a.h5", "data/a/images", SEVEN.shape)
    with h5py.File(tmp_path / "b.h5", "w") as file:
        file.create_virtual_dataset("entry/data/data", layout)
    for name in ("a.h5", "b.h5"):
        with frames.open_run(tmp_path / name) as run:
            np.testing.assert_array_equal(np.stack(list(run)), SEVEN)


@pytest.mark.parametrize("filters", [None, {"compression": "gzip", "shuffle": True},
                                     {"compression": "gzip", "fletcher32": True}])  # fmt: skip
def test_a_chunk_that_unpacks_to_more_than_it_declares_is_refused(tmp_path, filters):
    raw = zlib.compress(bytes(50_000_000))
    assert len(raw) < 50_000
    said = refusal(with_chunk(tmp_path / "a.h5", raw, filters=filters))
    assert "frame 0 is stored in a chunk that does not hold the 240 bytes" in said
    said = refusal(with_chunk(tmp_path / "b.h5", zlib.compress(bytes(239)), filters=filters))
    assert "does not hold the 240 bytes" in said
    assert "frame 0 cannot be read" in refusal(with_chunk(tmp_path / "c.h5", b"no stream"))


def test_frames_and_chunks_larger_than_the_ceiling_are_refused_when_the_file_is_opened(
    tmp_path, monkeypatch
):
    monkeypatch.setenv(sizes.VARIABLE, "1")
    side = 1000
    for chunks in ((1, side, side), (2, side, side)):
        with h5py.File(tmp_path / "a.h5", "w") as file:
            zeros = np.zeros((2, side, side), "i2")
            file.create_dataset("data/a/images", data=zeros, chunks=chunks, compression="gzip")
        assert (tmp_path / "a.h5").stat().st_size < 10**6
        assert "a frame of /data/a/images takes" in refusal(tmp_path / "a.h5")


def test_a_bomb_among_the_facts_is_not_read_and_frames_are(tmp_path):
    path = tmp_path / "a.h5"
    frames.write_run(path, SEVEN, metadata={"PIXEL_SIZE": 0.11})
    with h5py.File(path, "a") as file:
        file.create_dataset("metadata/large", (10**9,), "i4", chunks=(10**6,), compression="gzip")
        bomb = file.create_dataset(
            "metadata/bomb", (10**5,), "i4", chunks=(10**5,), compression="gzip"
        )
        bomb.id.write_direct_chunk((0,), zlib.compress(bytes(200_000_000)))
        text = file.create_dataset("metadata/texts", (1000,), h5py.string_dtype())
        text[:] = "x"
    with frames.open_run(path) as run:
        assert run.metadata["PIXEL_SIZE"] == 0.11
        assert set(run.metadata) >= {"large", "bomb", "texts", "PIXEL_SIZE"}
        for name in ("large", "bomb", "texts"):
            with pytest.raises(FrameError, match=f"/metadata/{name} is no plain fact of at most"):
                run.metadata[name]
        np.testing.assert_array_equal(run[6], SEVEN[6])


@pytest.mark.parametrize("where", ["/etc/passwd", "../secret.raw"])
def test_external_storage_elsewhere_is_not_read(tmp_path, where):
    (tmp_path / "secret.raw").write_bytes(SEVEN.tobytes())
    (tmp_path / "run").mkdir()
    path = tmp_path / "run" / "a.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset("data/a/images", (7, 12, 10), "i2", external=[(where, 0, 1680)])
    assert f"it wants to read {where}, which is not in its folder" in refusal(path)


def test_links_and_virtual_sources_elsewhere_are_not_followed(tmp_path):
    frames.write_run(tmp_path / "secret.h5", SEVEN)
    (tmp_path / "run").mkdir()
    secret = str(tmp_path / "secret.h5")
    for number, target in enumerate((secret, "../secret.h5")):
        path = tmp_path / "run" / f"{number}.h5"
        with h5py.File(path, "w") as file:
            file["data"] = h5py.ExternalLink(target, "/data")
        assert "which is not in its folder; copy that file there" in refusal(path)
        layout = h5py.VirtualLayout(SEVEN.shape, "i2")
        layout[:] = h5py.VirtualSource(target, "data/000000/images", SEVEN.shape)
        with h5py.File(path, "w") as file:
            file.create_virtual_dataset("entry/data/data", layout)
        assert "which is not in its folder; copy that file there" in refusal(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_a_link_of_the_system_does_not_lead_out_of_the_folder(tmp_path):
    frames.write_run(tmp_path / "secret.h5", SEVEN)
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "near.h5").symlink_to(tmp_path / "secret.h5")
    os.mkfifo(tmp_path / "run" / "pipe.h5")
    for name, words in (("near.h5", "which is not in its folder"), ("pipe.h5", "which is no file")):
        with h5py.File(tmp_path / "run" / "a.h5", "w") as file:
            file["data"] = h5py.ExternalLink(name, "/data")
        assert words in refusal(tmp_path / "run" / "a.h5")


def test_links_that_lead_round_in_a_circle_are_damage(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["data/a/images"] = h5py.SoftLink("/data/b/images")
        file["data/b/images"] = h5py.SoftLink("/data/a/images")
    assert "/data/a/images is missing" in refusal(tmp_path / "a.h5")


def test_an_image_that_unpacks_to_more_than_the_ceiling_is_refused(tmp_path, monkeypatch):
    pytest.importorskip("fabio")
    monkeypatch.setenv(sizes.VARIABLE, "1")
    (tmp_path / "a.cbf.bz2").write_bytes(bz2.compress(bytes(10**8)))
    with pytest.raises(FrameError, match=r"a.cbf.bz2 takes \d MB in memory, and 1 MB are allowed"):
        frames.read_frame(tmp_path / "a.cbf.bz2")
    head = b"{\nDim_1 = 100000 ;\nDim_2 = 100000 ;\nDataType = SignedInteger ;\n"
    (tmp_path / "a.edf").write_bytes((head + b"ByteOrder = LowByteFirst ;\n").ljust(510) + b"}\n")
    with pytest.raises(FrameError, match="a.edf: |a.edf takes 80,000 MB in memory"):
        frames.read_frame(tmp_path / "a.edf")


def test_labels_of_one_long_line_are_a_short_sentence(tmp_path, monkeypatch):
    path = tmp_path / "labels.txt"
    path.write_text("x" * 10**6, encoding="utf-8")
    with pytest.raises(LabelError, match="labels.txt, line 1: 'x{59}…' is not of the form") as said:
        read_labels(path)
    assert len(str(said.value)) < 300 + len(str(path))
    monkeypatch.setenv(sizes.VARIABLE, "0.5")
    with pytest.raises(LabelError, match="labels.txt takes 1 MB in memory"):
        read_labels(path)


def plugin(name):
    """Return the filter of a name as h5py takes it."""
    if name == "lzf":
        return {"compression": "lzf"}
    return getattr(pytest.importorskip("hdf5plugin", reason="extra crystallography"), name)()


@pytest.mark.skipif(sys.platform != "linux", reason="the limit and the peak are those of Linux")
@pytest.mark.parametrize("name", ["lzf", "Zstd", "Blosc", "Blosc2", "LZ4", "Bitshuffle", "BZip2"])
def test_a_chunk_of_any_filter_that_unpacks_to_far_more_is_refused(tmp_path, name):
    filters, large, small = plugin(name), (1, 16_000, 12_000), (1, 1200, 1000)
    with h5py.File(tmp_path / "large.h5", "w") as file:
        zeros = file.create_dataset("x", large, "i2", chunks=large, **filters)
        zeros[:] = 0
        _, raw = zeros.id.read_direct_chunk((0, 0, 0))
    said, peak = in_a_process(with_chunk(tmp_path / "a.h5", raw, small, filters))
    assert "a.h5: frame 0 cannot be read" in said or "takes more than the 256 MB" in said
    assert peak < 350_000


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from Linux's /proc")
def test_the_peak_of_memory_stays_below_500_mb(tmp_path):
    path = with_chunk(tmp_path / "gzip.h5", zlib.compress(bytes(10**9)), (1, 1200, 1000))
    said, peak = in_a_process(path)
    assert "gzip.h5: frame 0 is stored in a chunk" in said and peak < 500_000


def in_a_process(path):
    """Read a frame elsewhere; return what is said and the peak of memory in kB."""
    # getrusage would also count the process that started this one; VmHWM, in kB, does not.
    code = (
        "import re, sys\n"
        "from pathlib import Path\n"
        "from tinyml_kit.datasets.bragg import frames\n"
        "try:\n"
        "    with frames.open_run(sys.argv[1]) as run: run[0]\n"
        "except frames.FrameError as problem: print(problem)\n"
        "print(*re.findall(r'VmHWM:\\s*(\\d+) kB', Path('/proc/self/status').read_text()))\n"
    )
    answer = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True)
    # What a filter itself prints stands before the sentence.
    *_, said, peak = answer.stdout.splitlines()
    return said, int(peak)
