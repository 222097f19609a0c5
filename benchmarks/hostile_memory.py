"""Small files that would become large: how much memory does reading each of them take?

    python benchmarks/hostile_memory.py [--only NAME…]

Each file is made here, in a process of its own, and read in another one, whose peak of memory is
taken from Linux (VmHWM). The sentence by which it is refused is printed. The figures go to
results/hostile_memory.csv, file by file. It fails if a file takes more than 500 MB or is not
refused in one sentence. It runs on Linux; the filters of detectors need the package hdf5plugin.
"""

import argparse
import bz2
import csv
import gzip
import io
import re
import subprocess
import sys
import tempfile
import wave
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import hdf5plugin
import numpy as np

from tinyml_kit.base import arrays, files, resources
from tinyml_kit.base.errors import BadInput

CSV = resources.results() / "hostile_memory.csv"
COLUMNS = ("file", "bytes", "would_be_mb", "peak_mb")
MOST_MB = 500
#: The size of a chunk once decoded, 600 MB, in a file that declares 2.4 MB.
LARGE, SMALL = (1, 20_000, 15_000), (1, 1200, 1000)


def frames_of(name: str = "data/a/images", **filters: Any) -> Callable[[Path], int]:
    """Return a function that writes a run of one frame whose chunk decodes to far more."""

    def write(path: Path) -> int:
        with h5py.File(path, "w") as file:
            honest = file.create_dataset("x", LARGE, "i2", chunks=LARGE, **filters)
            honest[:] = 0
            mask, raw = honest.id.read_direct_chunk((0, 0, 0))
        with h5py.File(path, "w") as file:
            if name != "data/a/images":
                file["data/a/images"] = np.zeros(SMALL, "i2")
            small = file.create_dataset(name, SMALL, "i2", chunks=SMALL, **filters)
            small.id.write_direct_chunk((0, 0, 0), raw, mask)
        return honest_bytes(LARGE)

    return write


def honest_bytes(shape: tuple[int, ...]) -> int:
    """Return the bytes of an array of int16."""
    return 2 * int(np.prod(shape))


def declared(path: Path) -> int:
    """Write a run that says itself how large its frames are."""
    with h5py.File(path, "w") as file:
        file.create_dataset("data/a/images", LARGE, "i2", chunks=LARGE, compression="gzip")[:] = 0
    return honest_bytes(LARGE)


def facts(path: Path) -> int:
    """Write a run with a large fact beside its frames, which is asked for."""
    raw = zlib.compress(bytes(10**9))
    with h5py.File(path, "w") as file:
        file["data/a/images"] = np.zeros(SMALL, "i2")
        fact = file.create_dataset(
            "metadata/x", (100_000,), "i2", chunks=(100_000,), compression="gzip"
        )
        fact.id.write_direct_chunk((0,), raw)
    return 10**9


def written(make: Callable[[], bytes], size: int) -> Callable[[Path], int]:
    """Return a function that writes bytes which become `size` bytes."""

    def write(path: Path) -> int:
        path.write_bytes(make())
        return size

    return write


def zipped() -> bytes:
    """Return an archive of one array, of a gigabyte of zeros."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("x.npy", "w") as x,
    ):
        np.lib.format.write_array_header_1_0(x, {"descr": "|i1", "fortran_order": False,
                                                 "shape": (10**9,)})  # fmt: skip
        for _ in range(1000):
            x.write(bytes(10**6))
    return out.getvalue()


def array_head() -> bytes:
    """Return the head of an array of eight terabytes, and nothing of it."""
    out = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        out, {"descr": "<f8", "fortran_order": False, "shape": (10**12,)}
    )
    return out.getvalue()


def sound() -> bytes:
    """Return a recording of an hour and a half, of silence."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((2, 2, 44_100, 0, "NONE", ""))
        file.writeframes(bytes(10**9))
    return out.getvalue()


def read_frames(path: Path) -> None:
    """Read the first frame of a run, its mask and all its facts."""
    from tinyml_kit.datasets.bragg import frames

    with frames.open_run(path) as run:
        for name in run.metadata:
            run.metadata[name]
        run.masked(0, run[0])


def read_frame(path: Path) -> None:
    """Read a file of one frame."""
    from tinyml_kit.datasets.bragg import frames

    frames.read_frame(path)


def read_array(path: Path) -> None:
    """Read an array of NumPy."""
    arrays.read(path, BadInput)


def read_idx(path: Path) -> None:
    """Read images as MNIST has them."""
    from tinyml_kit.datasets import images

    images.read_idx(path)


def read_labels(path: Path) -> None:
    """Read labels of frames."""
    from tinyml_kit.datasets.bragg import labels

    labels.read_labels(path)


def read_sound(path: Path) -> None:
    """Read a recording."""
    from tinyml_kit.datasets.speech import reading

    reading.read(path)


def read_notebook(path: Path) -> None:
    """Read a submission."""
    from tinyml_kit.teach import submission

    submission.cells_of(path)


def read_model(path: Path) -> None:
    """Read a model."""
    from tinyml_kit.graph import tflite

    tflite.read(path)


IDX = b"\x00\x00\x08\x03" + (60_000).to_bytes(4, "big") + (28).to_bytes(4, "big") * 2
EDF = b"{\nDim_1 = 100000 ;\nDim_2 = 100000 ;\nDataType = SignedInteger ;\n"
#: What each file is called, who writes it, and who reads it.
FILES: dict[str, tuple[Callable[[Path], int], Callable[[Path], None]]] = {
    "gzip.h5": (frames_of(compression="gzip"), read_frames),
    "gzip_shuffle.h5": (frames_of(compression="gzip", shuffle=True), read_frames),
    "lzf.h5": (frames_of(compression="lzf"), read_frames),
    "zstd.h5": (frames_of(**hdf5plugin.Zstd()), read_frames),
    "blosc.h5": (frames_of(**hdf5plugin.Blosc()), read_frames),
    "blosc_zstd.h5": (frames_of(**hdf5plugin.Blosc(cname="zstd")), read_frames),
    "blosc2.h5": (frames_of(**hdf5plugin.Blosc2()), read_frames),
    "lz4.h5": (frames_of(**hdf5plugin.LZ4()), read_frames),
    "bitshuffle.h5": (frames_of(**hdf5plugin.Bitshuffle()), read_frames),
    "bzip2.h5": (frames_of(**hdf5plugin.BZip2()), read_frames),
    "mask_zstd.h5": (
        frames_of("entry/instrument/detector/pixel_mask", **hdf5plugin.Zstd()), read_frames,
    ),
    "declared.h5": (declared, read_frames),
    "facts.h5": (facts, read_frames),
    "frame.cbf.bz2": (written(lambda: bz2.compress(bytes(10**9)), 10**9), read_frame),
    "frame.cbf.gz": (written(lambda: gzip.compress(bytes(10**9)), 10**9), read_frame),
    "frame.edf": (written(lambda: EDF.ljust(510) + b"}\n", 8 * 10**10), read_frame),
    "arrays.npz": (written(zipped, 10**9), read_array),
    "head.npy": (written(array_head, 8 * 10**12), read_array),
    "images.idx.gz": (written(lambda: gzip.compress(IDX + bytes(10**9)), 10**9), read_idx),
    "labels.txt": (written(lambda: b"x" * 300_000_000, 3 * 10**8), read_labels),
    "lines.txt": (written(lambda: b"0\n" * 150_000_000, 3 * 10**8), read_labels),
    "silence.wav": (written(sound, 2 * 10**9), read_sound),
    "deep.ipynb": (written(lambda: b"[" * 50_000_000, 36 * 10**8), read_notebook),
    "wide.ipynb": (written(lambda: b"[" + b"{}," * 15_000_000 + b"0]", 45 * 10**8), read_notebook),
    "large.tflite": (written(lambda: b"\x1c\0\0\0TFL3" + bytes(10**9), 10**9), read_model),
}  # fmt: skip


def read_here(name: str, path: Path) -> None:
    """Read a file and print the sentence and the peak of this process in kB."""
    try:
        FILES[name][1](path)
        print("it was read")
    except BadInput as problem:
        print(problem)
    print(*re.findall(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii")))


def measured(name: str, folder: Path) -> tuple[dict[str, Any], str]:
    """Make a file and read it; return its row of the table and what was said."""
    path = folder / name
    command = [sys.executable, __file__, "--path", str(path), "--only", name]
    made = subprocess.run([*command, "--make"], check=True, capture_output=True, text=True)
    answer = subprocess.run(command, capture_output=True, text=True)
    # What a library prints itself stands before the sentence.
    *_, said, peak = answer.stdout.splitlines() or ["it ended with", str(answer.returncode)]
    row = (name, path.stat().st_size, round(int(made.stdout) / 1e6), round(int(peak) / 1e3))
    path.unlink()
    return dict(zip(COLUMNS, row, strict=True)), said


def keep(row: dict[str, Any]) -> None:
    """Write a row into the table, in place of an older one."""
    rows = list(csv.DictReader(CSV.open(newline=""))) if CSV.exists() else []
    rows = sorted([*(one for one in rows if one["file"] != row["file"]), row],
                  key=lambda one: [*FILES].index(one["file"]))  # fmt: skip
    with files.write_atomically(CSV) as path, path.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", nargs="+", choices=FILES, default=list(FILES))
    parser.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--make", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make:
        print(FILES[options.only[0]][0](options.path))
        return 0
    if options.path:
        read_here(options.only[0], options.path)
        return 0
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in options.only:
            row, said = measured(name, Path(folder))
            print(f"{row['peak_mb']:4} MB: {said.replace(folder, '')}", flush=True)
            keep(row)
            wrong += row["peak_mb"] > MOST_MB or not said.endswith(".")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
