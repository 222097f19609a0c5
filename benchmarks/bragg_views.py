"""Simulated shots seen in several ways: whole or cropped, fine or coarse.

`python benchmarks/bragg_views.py` makes the images that `bragg_cnn.py` and `bragg_smallest.py` need
and keeps them in the kit's cache (about 6 GB, an hour and a half on one core; an interrupted run
continues where it stopped). Each frame is simulated once for all views.
"""

import argparse

import numpy as np
from joblib import Parallel, delayed
from tqdm.auto import tqdm

from tinyml_kit.base import files
from tinyml_kit.datasets import bragg
from tinyml_kit.datasets.bragg import cspad, twin
from tinyml_kit.features.image import preprocess, spots

# name: (side the frame is resampled to, side of the middle that is kept)
VIEWS = {
    "crop 100": (300, 100),
    "whole 100": (100, 100),
    "whole 300": (300, 300),
    "crop 300": (480, 300),
    "crop 720": (960, 720),
}
SPOTS = "spots"
# run: (frames in it, seed). The twin has LG36's class shares, the others one class after another.
# Practice shots are for training and validation, judging shots for the final test alone.
RUNS = {"twin": (2000, 87), "practice": (3480, 1000), "judging": (1500, 2000)}
PIECE = 500


def labels(run, count=None):
    """Return the labels of the first `count` shots of a run (all by default), (count,) int64."""
    count = RUNS[run][0] if count is None else count
    return twin.labels(count) if run == "twin" else np.arange(count) % 3


def view(name, run="twin", count=None):
    """Return the first `count` images (all by default) of a run, (count, side, side) float32."""
    return _load(name, run, count).astype(np.float32) * bragg.STEP


def spot_counts(run="twin", count=None):
    """Return the spots found in the first `count` whole frames of a run, (count,) int64."""
    return _load(SPOTS, run, count)


def make(run, names, count=None, jobs=2):
    """Simulate what the cache does not hold of a run, once for all `names` together."""
    for first in range(0, RUNS[run][0] if count is None else count, PIECE):
        missing = [name for name in names if not _path(run, name, first).exists()]
        if missing:
            found = Parallel(n_jobs=jobs, return_as="generator")(
                delayed(_one)(run, index, missing) for index in range(first, first + PIECE)
            )
            found = list(tqdm(found, total=PIECE, desc=f"{run} from shot {first}"))
            for name, values in zip(missing, zip(*found, strict=True), strict=True):
                with files.write_atomically(_path(run, name, first)) as path:
                    np.save(path, np.stack(values))


def _load(name, run, count):
    count = RUNS[run][0] if count is None else count
    make(run, [name], count)
    pieces = [np.load(_path(run, name, first)) for first in range(0, count, PIECE)]
    return np.concatenate(pieces)[:count]


def _path(run, name, first):
    folder = files.cache_dir() / "bragg_views"
    return folder / f"{run}_{RUNS[run][1]}_{name.replace(' ', '_')}_{first:05d}.npy"


def _one(run, index, names):
    seed = RUNS[run][1]
    shot = twin.shot(index, seed) if run == "twin" else twin.practice_shot(index, seed)
    frame = twin.record(shot, index, seed)
    return [_seen(frame, name) for name in names]


def _seen(frame, name):
    if name == SPOTS:
        return np.int64(spots.count(frame, mask=cspad.active_mask()))
    return bragg.as_stored(preprocess.network_input(frame, *VIEWS[name]))


def main():
    """Read the command line and make what is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", nargs="+", choices=RUNS, default=list(RUNS))
    parser.add_argument("--views", nargs="+", choices=[*VIEWS, SPOTS], help="instead of all needed")
    parser.add_argument("--count", type=int, help="shots of a run; by default all")
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    for run in given.runs:
        needed = [*VIEWS, SPOTS] if run == "twin" else ["crop 100", SPOTS]
        make(run, given.views or needed, given.count, given.jobs)


if __name__ == "__main__":
    main()
