"""How fast is a raw frame made into the network's input, and what limits the speed?

    python benchmarks/preprocess_speed.py [--frames 256] [--repeats 15]

On one core it compares `preprocess.appendix_order` and `preprocess.case` with the straightforward
reading of the thesis' appendix, its formula corrected. On several cores it runs
`preprocess.run_file` from an uncompressed run to an .npz file, with joblib's threads and on a Dask
LocalCluster. Times are measured on this machine; the table is printed and kept in
results/preprocess_speed.csv.
"""

import argparse
import csv
import os
import platform
import tempfile
from pathlib import Path
from time import perf_counter
from unittest import mock

import joblib
import numpy as np
from dask.distributed import Client, LocalCluster
from PIL import Image
from scipy.ndimage import convolve
from threadpoolctl import threadpool_limits

from tinyml_kit.datasets.bragg import twin
from tinyml_kit.datasets.bragg.frames import write_run
from tinyml_kit.features.image import compiled, preprocess, resample

RESULTS = Path(__file__).parent / "results" / "preprocess_speed.csv"
COLUMNS = ("what", "workers", "median_ms", "best_ms", "frames_per_s", "times_faster")


def straight_appendix(frame):
    """Follow the appendix line by line, with the textbook variance and an epsilon."""
    clamped = np.where(frame < 0, 0, frame).astype(np.float32)
    whole = Image.fromarray(clamped).resize((960, 960), Image.Resampling.BILINEAR)
    x = np.asarray(whole, np.float64)
    x = (x - np.mean(x)) / np.std(x)
    box = np.ones((3, 3)) / 3**2
    mean = convolve(x, box, mode="constant")
    variance = np.maximum(convolve(np.square(x), box, mode="constant") - mean**2, 0)
    z = (x - mean) / (np.sqrt(variance) + preprocess.EPSILON)
    small = Image.fromarray(z.astype(np.float32)).resize((300, 300), Image.Resampling.NEAREST)
    return np.asarray(small.crop((100, 100, 200, 200)))


def pillow_resize(frame):
    """Do only the resampling of the straightforward reading."""
    image = Image.fromarray(np.maximum(frame, 0).astype(np.float32))
    return np.asarray(image.resize((960, 960), Image.Resampling.BILINEAR))


def own_resize(frame):
    """Do only the resampling of `appendix_order`; nothing is kept."""
    resample.resampled_part(frame, preprocess.APPENDIX_RESOLUTION, 0, 0, clamp=True)


def in_numpy(function):
    """Return the function as it runs without a C compiler."""

    def without(frame):
        with mock.patch.object(compiled, "available", lambda: False):
            return function(frame)

    return without


def on_one_core(frames, repeats):
    """Yield one row per variant; they take turns, so that a busy machine slows all alike."""
    variants = {
        "straight appendix": straight_appendix,
        "appendix_order": preprocess.appendix_order,
        "case 720": lambda frame: preprocess.case(frame, 720),
        "case 300": lambda frame: preprocess.case(frame, 300),
        "case 100": lambda frame: preprocess.case(frame, 100),
        "appendix_order, without a compiler": in_numpy(preprocess.appendix_order),
        "case 100, without a compiler": in_numpy(preprocess.case),
        "resampling to 960 px alone, Pillow": pillow_resize,
        "resampling to 960 px alone": own_resize,
    }
    seconds = {name: [] for name in variants}
    for repeat in range(repeats + 1):
        for name, function in variants.items():
            start = perf_counter()
            for frame in frames:
                function(frame)
            if repeat:  # the first is a warm-up
                seconds[name].append((perf_counter() - start) / len(frames))
    baseline = np.median(seconds["straight appendix"])
    for name, values in seconds.items():
        yield row(name, 1, values, baseline)


def on_several(frames, count, folder, repeats=3):
    """Yield one row per way of sharing the work of `run_file` on a run of `count` frames."""
    run, out = folder / "run.h5", folder / "images.npz"
    write_run(run, (frames[i % len(frames)] for i in range(count)), compression=None)
    baseline = None
    for jobs in (1, 2):
        values = run_times(run, out, count, repeats, jobs)
        baseline = baseline or np.median(values)
        yield row("run_file, joblib threads", jobs, values, baseline)
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        with Client(cluster), joblib.parallel_config(backend="dask"):
            values = run_times(run, out, count, repeats, jobs=-1)
    yield row("run_file, Dask LocalCluster", 2, values, baseline)


def run_times(run, out, count, repeats, jobs):
    """Return the seconds per frame of each of `repeats` calls, after one to warm up."""
    values = []
    for _ in range(repeats + 1):
        start = perf_counter()
        preprocess.run_file(run, out, jobs=jobs)
        values.append((perf_counter() - start) / count)
    return values[1:]


def row(what, workers, seconds, baseline):
    """Return one row of the table; `baseline` is the median seconds of what it is compared to."""
    median, best = np.median(seconds), np.min(seconds)
    figures = (median * 1e3, best * 1e3, 1 / median, baseline / median)
    return dict(zip(COLUMNS, (what, workers, *(f"{value:.2f}" for value in figures)), strict=True))


def what_bounds_it(rows):
    """Tell which share of `appendix_order` is the resampling of the whole frame."""
    seconds = {line["what"]: float(line["best_ms"]) for line in rows}
    share = seconds["resampling to 960 px alone"] / seconds["appendix_order"]
    return (
        f"appendix_order spends {share:.0%} of its time (measured, best of all repeats) on "
        "resampling the whole frame: the global standard deviation needs every pixel at 960 px."
    )


def main():
    """Measure, print the table and keep it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--frames", type=int, default=256, help="frames of the run on several cores"
    )
    parser.add_argument("--repeats", type=int, default=15)
    options = parser.parse_args()
    frames = [twin.frame(index) for index in range(4)]
    worst = max(np.abs(preprocess.appendix_order(f) - straight_appendix(f)).max() for f in frames)
    print(f"resampling in C: {compiled.available()}")
    print(f"largest difference from the straight reading: {worst:.1e} (measured; allowed 1e-5)")
    assert worst <= 1e-5
    with threadpool_limits(1):
        rows = list(on_one_core(frames, options.repeats))
        with tempfile.TemporaryDirectory() as folder:
            rows += on_several(frames, options.frames, Path(folder))
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores; all measured")
    for line in [dict(zip(COLUMNS, COLUMNS, strict=True)), *rows]:
        print(
            "{what:<44}{workers:>8}{median_ms:>11}{best_ms:>9}{frames_per_s:>14}".format(**line)
            + f"{line['times_faster']:>14}"
        )
    print(what_bounds_it(rows))
    with RESULTS.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


# Dask starts its workers by importing this file again.
if __name__ == "__main__":
    main()
