"""Make the data that ship with the kit: run `python data/make.py` in the kit's environment.

Simulates the twin of LG36 run 87, preprocesses each frame to 100 px, counts its spots, and
picks three raw frames as examples. `python data/make.py held_back` makes the 300 shots, 100 of
each class, on which an exercise of chapter 08 judges a reader's network; `python data/make.py
new_hits` makes the 100 HIT on which the chapter itself judges a threshold. About five minutes on
two cores. The result is reproducible to the byte on one machine; on another, rounding may move
single pixels by one step.
"""

import sys

import numpy as np
from joblib import Parallel, delayed
from tqdm.auto import tqdm

from tinyml_kit.base import files, resources
from tinyml_kit.datasets import bragg
from tinyml_kit.datasets.bragg import cspad, frames, twin
from tinyml_kit.features.image import preprocess, spots


def one(index: int) -> tuple[np.ndarray, int]:
    """Return the stored image and the spot count of frame `index` of the twin."""
    frame = twin.frame(index)
    return bragg.as_stored(preprocess.case(frame, 100)), spots.count(
        frame, mask=cspad.active_mask()
    )


#: Shots that are in no other set, by the name of their file: their seed and their numbers. The
#: class of a practice shot is its number modulo 3, so that every third one is a HIT.
MORE_SHOTS = {"held_back": (4000, range(300)), "new_hits": (5000, range(0, 300, 3))}


def more_shots(name: str) -> None:
    """Write NAME_100px.npz with the shots of `MORE_SHOTS[name]`."""
    seed, numbers = MORE_SHOTS[name]
    images = []
    for index in tqdm(numbers, unit="frame", disable=None):
        frame = twin.record(twin.practice_shot(index, seed), index, seed)
        images.append(bragg.as_stored(preprocess.case(frame, 100)))
    path = resources.data_dir() / f"{name}_100px.npz"
    with files.write_atomically(path) as target:
        np.savez_compressed(target, images=np.stack(images))
    files.record_checksum(path)


def typical(labels: np.ndarray, counts: np.ndarray, which: int) -> int:
    """Return the index of the frame whose spot count is nearest to the median of its class."""
    members = np.flatnonzero(labels == which)
    return members[np.argmin(np.abs(counts[members] - np.median(counts[members])))]


def main() -> None:
    """Write twin_100px.npz, examples.h5 and SHA256.json to the folder of the shipped data."""
    labels = twin.labels()
    jobs = Parallel(n_jobs=2, return_as="generator")(delayed(one)(i) for i in range(len(labels)))
    images, counts = zip(*tqdm(jobs, total=len(labels), unit="frame", disable=None), strict=True)
    counts = np.array(counts)
    folder = resources.data_dir()
    with files.write_atomically(folder / "twin_100px.npz") as path:
        np.savez_compressed(
            path, images=np.stack(images), step=np.float32(bragg.STEP),
            labels=labels.astype(np.int8), spots=counts.astype(np.int16),
        )  # fmt: skip
    chosen = [typical(labels, counts, which) for which in range(len(bragg.EXAMPLES))]
    frames.write_run(
        folder / "examples.h5", (twin.frame(i) for i in chosen), metadata=twin.metadata()
    )
    for name in ("twin_100px.npz", "examples.h5"):
        files.record_checksum(folder / name)


if __name__ == "__main__":
    more_shots(sys.argv[1]) if sys.argv[1:] else main()
