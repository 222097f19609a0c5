"""Simulated shots seen in several ways: whole or cropped, fine or coarse.

`python benchmarks/bragg_views.py` makes all of them and keeps them in the kit's cache (about
7 GB, an hour on two cores). `bragg_cnn.py` asks for the ones that it needs.
"""

import argparse

import numpy as np
from joblib import Parallel, delayed
from tqdm.auto import tqdm

from tinyml_kit import files, preprocess, spots
from tinyml_kit.datasets import bragg, cspad, twin

# name: (side the frame is resampled to, side of the middle that is kept)
VIEWS = {
    "crop 100": (300, 100),
    "whole 100": (100, 100),
    "whole 300": (300, 300),
    "crop 300": (480, 300),
    "crop 720": (960, 720),
}
PRACTICE_SEED = 1000


def practice_labels(count):
    """Return the labels of the first `count` practice shots."""
    return np.arange(count) % 3


def view(name, run="twin", count=2000):
    """Return images (count, side, side) float32 and spot counts (count,) of a run.

    `run` is "twin" (LG36's twin, natural class shares) or "practice" (classes in turn).
    Made if they are not in the cache.
    """
    folder = files.cache_dir() / "bragg_views"
    stem = f"{run}_{count}_{name.replace(' ', '_')}"
    images, counts = folder / f"{stem}.npy", folder / f"{run}_{count}_spots.npy"
    if not images.exists() or not counts.exists():
        _make(images, counts, name, run, count)
    return np.load(images).astype(np.float32) * bragg.STEP, np.load(counts)


def _make(images, counts, name, run, count):
    images.parent.mkdir(parents=True, exist_ok=True)
    side = VIEWS[name][1]
    found = np.zeros(count, np.int64)
    with files.write_atomically(images) as path:
        kept = np.lib.format.open_memmap(path, "w+", np.int8, (count, side, side))
        jobs = Parallel(n_jobs=2, return_as="generator")(
            delayed(_one)(run, i, *VIEWS[name]) for i in range(count)
        )
        for i, (image, spot_count) in enumerate(tqdm(jobs, total=count, desc=f"{run}, {name}")):
            kept[i], found[i] = image, spot_count
        kept.flush()
    with files.write_atomically(counts) as path:
        np.save(path, found)


def _one(run, index, resolution, crop):
    if run == "twin":
        frame = twin.frame(index)
    else:
        frame = twin.record(twin.practice_shot(index, PRACTICE_SEED), index, PRACTICE_SEED)
    image = preprocess.network_input(frame, resolution, crop)
    return bragg.as_stored(image), spots.count(frame, mask=cspad.active_mask())


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--practice", type=int, default=3480, help="practice shots")
    count = arguments.parse_args().practice
    for each in VIEWS:
        view(each)
    view("crop 100", "practice", count)
