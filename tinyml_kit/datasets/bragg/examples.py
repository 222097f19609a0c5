"""Diffraction frames for the course: those that ship, those made on demand, and your own runs."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tinyml_kit.base.errors import BadInput
from tinyml_kit.base.files import cache_dir
from tinyml_kit.base.resources import shipped_file
from tinyml_kit.datasets.bragg import twin
from tinyml_kit.datasets.bragg.frames import Run, frames_in
from tinyml_kit.datasets.bragg.labels import read_labels

EXAMPLES = ("hit", "maybe", "miss")

# One step of stored 8-bit images, in units of local contrast. Noise spreads over several steps,
# so rounding to steps loses nothing that training could use.
STEP = 0.125


class BraggError(BadInput):
    """A request for Bragg data that cannot be met."""


@dataclass(frozen=True)
class Labeled:
    """Preprocessed frames with the labels that an expert would give them.

    images : (n, 100, 100) float32, local contrast, dimensionless
    labels : (n,) int64, index into labels.CLASSES
    spots : (n,) int64, spots that `tinyml_kit.features.image.spots.find` sees in the raw frame
    """

    images: np.ndarray
    labels: np.ndarray
    spots: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)


def as_stored(image: np.ndarray) -> np.ndarray:
    """Round local contrast to the steps in which images are stored: int8, in units of STEP."""
    return np.clip(np.rint(image / STEP), -127, 127).astype(np.int8)


def load() -> Labeled:
    """Load the twin that ships with the kit: 2000 simulated frames, preprocessed to 100 px.

    Raises
    ------
    ChecksumError
        If the shipped file has been changed.
    BraggError
        If it is missing.
    """
    with np.load(shipped_file("twin_100px.npz")) as file:
        images = file["images"].astype(np.float32) * file["step"]
        return Labeled(images, file["labels"].astype(np.int64), file["spots"].astype(np.int64))


def example(name: str) -> np.ndarray:
    """Return one raw frame of the twin, (1765, 1765) int16 in ADU: "hit", "maybe" or "miss".

    Raises
    ------
    BraggError, ChecksumError
        If there is no example with that name, or the shipped file is missing or was changed.
    """
    if name not in EXAMPLES:
        raise BraggError(f"bragg.example: {name!r} is not an example; take one of {EXAMPLES}.")
    with frames_in(shipped_file("examples.h5")) as run:
        return run[EXAMPLES.index(name)]


@contextlib.contextmanager
def open_labeled(run: Path | str, labels: Path | str) -> Iterator[tuple[Run, np.ndarray]]:
    """Open a run file and its label file together.

    Yields
    ------
    (Run, (n,) int64 array) : frames that are read on demand, and their labels.

    Raises
    ------
    FrameError, LabelError
        If either file is bad, or their numbers of entries differ.
    """
    with frames_in(run) as frames:
        yield frames, read_labels(labels, len(frames))


def full_twin(frames: int = twin.RUN_LENGTH, seed: int = 87, jobs: int = 2) -> Path:
    """Return the path of the full-size twin (HDF5, about 5 GB for 2000 frames), made if needed.

    It lies in the kit's cache; its labels lie beside it with the suffix .txt. Making it takes a
    quarter of a second per frame on two cores (measured), with a progress bar.
    """
    path = cache_dir() / f"twin_{seed}_{frames}.h5"
    if not (path.exists() and path.with_suffix(".txt").exists()):
        twin.write(path, frames, seed, jobs)
    return path
