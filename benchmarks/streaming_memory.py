"""Does reading and writing a run take more memory when the run is longer?

It writes generated runs of 1765 x 1765 int16 frames, uncompressed, streams through each, and
deletes it. Separate processes write and read, and the operating system reports their peak resident
memory. Run it as

    python benchmarks/streaming_memory.py --frames 150 600 2090 --csv TABLE.csv

2090 frames make 13 GB, the size of a run of CXIDB entry 76. The committed table is
benchmarks/results/streaming_memory.csv.
"""

import argparse
import csv
import json
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT_MB = 500
SIDE = 1765


def generated_frames(count):
    """Yield frames that cost little to make and differ from each other."""
    import numpy as np

    noise = np.random.default_rng(0).normal(20, 12, (SIDE, SIDE)).astype(np.int16)
    return (np.roll(noise, index, axis=1) for index in range(count))


def write(path, count):
    """Write a run of `count` frames; return the seconds it took."""
    from tinyml_kit.datasets.bragg import frames

    start = time.perf_counter()
    frames.write_run(path, generated_frames(count), compression=None)
    return time.perf_counter() - start


def read(path, count):
    """Read every pixel of a run; return the seconds it took."""
    from tinyml_kit.datasets.bragg import frames

    start = time.perf_counter()
    with frames.open_run(path) as run:
        total = sum(int(frame.sum(dtype="int64")) for frame in run)
        assert len(run) == count
    # Rolling a frame does not change its sum, so the generator says what the file must hold.
    assert total == count * int(next(generated_frames(1)).sum(dtype="int64"))
    return time.perf_counter() - start


def peak_memory_mb():
    """Return the largest resident memory of this process so far, in MB (10^6 bytes)."""
    import resource

    # Linux counts in KiB, macOS in bytes.
    unit = 1 if platform.system() == "Darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def in_own_process(step, path, count):
    """Run `write` or `read` in a fresh process; return its seconds and peak memory in MB."""
    command = [sys.executable, __file__, "--step", step, str(path), "--frames", str(count)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def measure(count, folder):
    """Write, read and delete a run of `count` frames; return one row of the table."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        path = Path(name) / "run.h5"
        writing = in_own_process("write", path, count)
        size = path.stat().st_size
        reading = in_own_process("read", path, count)
    return {
        "frames": count,
        "file_GB": round(size / 1e9, 2),
        "write_s": round(writing["seconds"], 1),
        "write_peak_MB": round(writing["peak_MB"]),
        "read_s": round(reading["seconds"], 1),
        "read_peak_MB": round(reading["peak_MB"]),
        "label": "measured",
    }


def main():
    """Measure each size asked for, print the table, and fail if memory grows with the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, nargs="+", default=[150, 600])
    parser.add_argument("--folder", help="where the run is written (default: the temporary one)")
    parser.add_argument("--csv", type=Path, help="file for the table")
    parser.add_argument("--step", nargs=2, metavar=("STEP", "FILE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        step, path = given.step
        seconds = {"write": write, "read": read}[step](path, given.frames[0])
        print(json.dumps({"seconds": seconds, "peak_MB": peak_memory_mb()}))
        return
    rows = [measure(count, given.folder) for count in given.frames]
    print("  ".join(rows[0]))
    for row in rows:
        print("  ".join(f"{value!s:>{len(key)}}" for key, value in row.items()))
    if given.csv:
        with open(given.csv, "w", newline="") as file:
            table = csv.DictWriter(file, rows[0], lineterminator="\n")
            table.writeheader()
            table.writerows(rows)
    peaks = [max(row["write_peak_MB"], row["read_peak_MB"]) for row in rows]
    if max(peaks) >= LIMIT_MB or max(peaks) > 1.1 * min(peaks):
        sys.exit(f"peak memory is {peaks} MB: it grows, or is not below {LIMIT_MB} MB")


if __name__ == "__main__":
    main()
