"""The twin of LG36 run 87 (CXIDB entry 76): simulated frames with the published statistics.

The published set has 2000 frames labelled by a crystallographer, 235 HIT, 57 MAYBE and 1708
MISS, and for each frame the number of strong spots that DIALS found (Ke et al., J. Synchrotron
Rad. 25, 655, 2018). The twin has the same counts, and within each class its spot numbers
follow the published percentiles. Where the spots lie and how bright they are follows from physics.
"""

import os
import re
from functools import lru_cache
from pathlib import Path

import numpy as np
from joblib import Parallel, delayed

from tinyml_kit.base.errors import BadInput
from tinyml_kit.base.files import write_atomically
from tinyml_kit.base.jobs import ends_with, require_jobs
from tinyml_kit.datasets.bragg import cspad, detector, simulate
from tinyml_kit.datasets.bragg.frames import HDF5_SUFFIXES, write_run
from tinyml_kit.datasets.bragg.labels import CLASSES, write_labels

RUN_LENGTH = 2000
CLASS_COUNTS = (235, 57, 1708)  # published, in the order of CLASSES
DETECTOR = 87  # all runs use one detector, with the same dead and hot pixels

# Spots per frame at given shares of each class. Published: 5, 25, 50, 75 and 95 %, and the
# share below DIALS' threshold of 20 spots. The two ends are our choice: they are not published.
SPOT_SHARES = {
    "HIT": ((0, 10), (0.05, 17.7), (0.072, 20), (0.25, 30), (0.5, 44), (0.75, 67.5),
            (0.95, 176.6), (1, 350)),
    "MAYBE": ((0, 5), (0.05, 8), (0.25, 12), (0.5, 14), (0.75, 18), (0.842, 20), (0.95, 24.2),
              (1, 30)),
    "MISS": ((0, 0.5), (0.05, 2), (0.25, 5), (0.5, 7), (0.75, 10), (0.95, 16), (0.974, 20),
             (1, 45)),
}  # fmt: skip


def spots_at(name: str, share: float) -> float:
    """Return the spot count below which `share` (0..1) of class `name` lies; log-linear."""
    shares, spots = zip(*SPOT_SHARES[name], strict=True)
    return np.exp(np.interp(share, shares, np.log(spots)))


@lru_cache(maxsize=8)
def _run_plan(seed, run):
    """Return (label, share) arrays of one run of 2000 frames, in a random order.

    Shares are spread evenly within a class, so that a run has the published percentiles
    exactly and not only on average.
    """
    rng = np.random.default_rng([seed, run, 0x97])
    labels = np.repeat(np.arange(len(CLASSES)), CLASS_COUNTS)
    shares = np.concatenate([(rng.permutation(n) + 0.5) / n for n in CLASS_COUNTS])
    order = rng.permutation(RUN_LENGTH)
    return labels[order], shares[order]


def labels(count: int = RUN_LENGTH, seed: int = 87) -> np.ndarray:
    """Return the labels of the first `count` frames, (count,) int64 in the order of CLASSES."""
    runs = -(-count // RUN_LENGTH)
    return np.concatenate([_run_plan(seed, run)[0] for run in range(runs)])[:count]


def shot(index: int, seed: int = 87) -> simulate.Shot:
    """Return what the beam meets in frame `index`: a `simulate.Shot`."""
    labels, shares = _run_plan(seed, index // RUN_LENGTH)
    name, share = CLASSES[labels[index % RUN_LENGTH]], shares[index % RUN_LENGTH]
    return _shot(name, share, np.random.default_rng([seed, index, 1]))


def practice_shot(index: int, seed: int) -> simulate.Shot:
    """Return an extra shot for training; the classes alternate, so that none is rare.

    Within a class, shots are distributed as in the twin. The label is ``index % 3``.
    """
    rng = np.random.default_rng([seed, index, 3])
    return _shot(CLASSES[index % len(CLASSES)], rng.random(), rng)


def _shot(name, share, rng):
    """Draw a shot of class `name` with the spot count below which `share` of the class lies.

    Debris is drawn as in a MISS, whatever the class: the fragments in the jet do not depend on
    whether a crystal was hit. The crystal shows the remaining spots of the frame.
    """
    total = debris = round(float(spots_at(name, share)))
    if name != "MISS":
        debris = min(round(float(spots_at("MISS", rng.random()))), total // 2)
    return simulate.Shot(
        lattice_spots=total - debris,
        stray_spots=debris,
        flux=rng.gamma(16, 1 / 16),  # shot-to-shot jitter of a self-amplified pulse
        b_factor=float(np.exp(rng.normal(np.log(9), 0.3))),
        mosaicity=float(np.exp(rng.normal(np.log(3e-4), 0.4))),
        domain=float(np.exp(rng.normal(np.log(3000), 0.3))),
    )


def frame(index: int, seed: int = 87) -> np.ndarray:
    """Return frame `index` of the twin, (1765, 1765) int16 in ADU.

    It depends only on (seed, index): any frame can be made without the others.
    """
    return record(shot(index, seed), index, seed)


def record(shot: simulate.Shot, index: int, seed: int) -> np.ndarray:
    """Return what the twin's detector records of a shot, (1765, 1765) int16 in ADU."""
    rng = np.random.default_rng([seed, index, 2])
    return simulate.frame(shot, detector.Instrument(), rng, DETECTOR)


def expected_photons(index: int, seed: int = 87, crystal: bool = True) -> np.ndarray:
    """Return the photons that frame `index` expects in each pixel, (1765, 1765) float64.

    This is the shot before any chance: `read_out` makes frames of it, each with noise of its own.
    A pulse of twice the strength expects twice as many everywhere. Without `crystal` its spots are
    left out, and all else stays.
    """
    rng = np.random.default_rng([seed, index, 2])
    return simulate.expected_photons(shot(index, seed), detector.Instrument(), rng, crystal)


def read_out(photons: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return what the twin's detector makes of expected photons, (1765, 1765) int16 in ADU.

    `rng` draws all that is chance: the photons that arrive, and the noise of the electronics. The
    faulty pixels are the twin's.
    """
    return detector.read_out(photons, detector.Instrument(), rng, DETECTOR)


def metadata() -> dict[str, str | int | float]:
    """Return the /metadata values of a CXIDB-76 file that hold for the twin."""
    instrument = detector.Instrument()
    centre = (cspad.SHAPE[0] - 1) / 2 * cspad.PIXEL_SIZE_M * 1e3
    return {
        "idh5_version": "idh5_v1.0",
        "BEAM_CENTER_X": centre,  # mm
        "BEAM_CENTER_Y": centre,
        "PIXEL_SIZE": cspad.PIXEL_SIZE_M * 1e3,
        "SIZE1": cspad.SHAPE[0],
        "SIZE2": cspad.SHAPE[1],
        "MIN_TRUSTED_VALUE": -300,
        "SATURATED_VALUE": instrument.saturation,
    }


def write(path: Path | str, frames: int = RUN_LENGTH, seed: int = 87, jobs: int = 1) -> None:
    """Write the first `frames` frames in the CXIDB-76 layout, and their labels beside them.

    The labels go to a file of the same name with the suffix .txt. One frame takes about half a
    second and 2 MB; with `jobs` > 1 that many frames are simulated at once.

    Raises
    ------
    BadInput
        If `frames` is not positive, `path` does not have a suffix of HDF5, `seed` is negative,
        `jobs` is neither positive nor -1, or a file cannot be written. Then neither is written.
    """
    path = Path(path)
    if frames < 1:
        raise BadInput(f"{path}: {frames} frames asked for; ask for at least one.")
    if path.suffix not in HDF5_SUFFIXES:
        raise BadInput(f"{path}: frames are written as HDF5; give a name ending in .h5.")
    if seed < 0:
        raise BadInput(f"{path}: the seed is {seed}; give an integer from 0.")
    with write_atomically(path.with_suffix(".txt")) as text:
        # Labels first, but kept only if the frames are complete: each file needs the other.
        write_labels(text, labels(frames, seed), _one_word(path.name))
        _write_frames(path, frames, seed, jobs)


def _write_frames(path, frames, seed, jobs):
    instrument = detector.Instrument()
    parallel = Parallel(
        n_jobs=require_jobs(jobs), return_as="generator",
        initializer=ends_with, initargs=(os.getpid(),),
    )  # fmt: skip
    simulated = parallel(delayed(frame)(index, seed) for index in range(frames))
    write_run(
        path,
        simulated,
        metadata=metadata(),
        distance_mm=instrument.distance * 1e3,
        wavelength_angstrom=instrument.wavelength,
    )


def _one_word(name):
    """Return a file's name in the form that label files can hold: text without spaces."""
    return re.sub(r"\s", "_", os.fsencode(name).decode("utf-8", "replace"))
