"""From a raw diffraction frame to the image that a network sees.

The steps: clamp negatives to 0, resample (`bilinear`), express pixels in standard deviations of the
whole frame (`global_normalize`) and then of each pixel's own neighbourhood (`local_contrast`), and
keep the middle (`center_crop`). `case` does all of this for the three published sizes,
`network_input` for any size; `steps` returns the result of each step, and `run_file` processes a
file of frames.
"""

import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from PIL import Image

from tinyml_kit.base.jobs import Working, require_jobs
from tinyml_kit.base.progress import progress
from tinyml_kit.datasets.bragg.frame_checks import FrameError
from tinyml_kit.datasets.bragg.frames import frames_in
from tinyml_kit.datasets.bragg.labels import read_labels
from tinyml_kit.features.image.image_files import require_writable, write_images
from tinyml_kit.features.image.normalize import (
    EPSILON,
    WINDOW,
    contrast_from,
    global_normalize,
    local_contrast,
    mean_and_deviation,
    require_epsilon,
    require_window,
)
from tinyml_kit.features.image.resample import (
    BlankError,
    ImageError,
    bilinear,
    center_crop,
    center_square,
    checked_image,
    nearest_indices,
    resampled_part,
)

#: Published cases: side of the network's input -> side that the frame is resampled to before.
CASES = {720: 960, 300: 480, 100: 300}
#: The appendix of the thesis normalises every case at 960 px, with a neighbourhood of 3 × 3.
APPENDIX_RESOLUTION = 960
APPENDIX_WINDOW = 3
#: Frames that `run_file` gives to a worker at a time; each worker opens the file itself.
BATCH = {720: 8, 300: 32, 100: 32}
_reading = Working()


@dataclass(frozen=True)
class Tally:
    """What became of the frames of a file.

    Attributes
    ----------
    pixels : int, pixels of all frames together.
    masked : list of int, for each frame its pixels that held no count (`Run.masked`).
    blank : list of bool, whether its usable pixels were all the same.
    refused : list of bool, whether it could not be read or preprocessed.
    problems : list of str, why frames were refused, a sentence each.
    """

    pixels: int = 0
    masked: list[int] = field(default_factory=list)
    blank: list[bool] = field(default_factory=list)
    refused: list[bool] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.masked)

    def __str__(self) -> str:
        touched = sum(count > 0 for count in self.masked)
        return (
            f"Masked: {sum(self.masked):,} of {self.pixels:,} pixels, in {touched:,} of "
            f"{len(self):,} frame(s); blank: {sum(self.blank):,} frame(s); refused: "
            f"{sum(self.refused):,} frame(s)."
        )


def case(
    frame: np.ndarray | Iterable[np.ndarray],
    size: int = 100,
    window: int | None = None,
    epsilon: float = EPSILON,
    as_published: bool = False,
) -> np.ndarray:
    """Preprocess a frame as one of the three published cases.

    Parameters
    ----------
    frame : (H, W) array of int or float, or several: an (n, H, W) array or any iterable
        Detector units or photons. The largest centred square is used; negative pixels (noise
        below the pedestal, or a detector's marks for bad pixels) become 0.
    size : 720, 300 or 100
        Side of the result in pixels, cut from a frame resampled to `CASES[size]`.
    window : int, odd, >= 3
        Side of the neighbourhood in resampled pixels; by default `WINDOW`, or 3 as published.
    epsilon : float, > 0
        See `local_contrast`. The published formula has none.
    as_published : bool
        Follow the listing in the appendix of the thesis, including its fault (see `steps`).

    Returns
    -------
    (size, size) float32, dimensionless, or uint8 if `as_published`; (n, size, size) for several.

    Raises
    ------
    ImageError
        If the case is unknown, the frame is not finite numbers, smaller than `size` or constant,
        the window is even, below 3 or larger than the image, or `epsilon` <= 0.
    """
    resolution = _resolution(size)
    if not isinstance(frame, np.ndarray) or frame.ndim == 3:
        several = progress(frame, desc="Preprocessing", unit="frame", delay=2)
        images = [case(one, size, window, epsilon, as_published) for one in several]
        return np.stack(images) if images else np.empty((0, size, size), np.float32)
    if as_published:
        return steps(frame, size, window, as_published=True)["saved"]
    return network_input(frame, resolution, size, WINDOW if window is None else window, epsilon)


def network_input(
    frame: np.ndarray,
    resolution: int,
    crop: int | None = None,
    window: int = WINDOW,
    epsilon: float = EPSILON,
) -> np.ndarray:
    """Clamp, resample, normalise globally and locally, and crop: `case` with free sizes.

    Parameters
    ----------
    frame : (H, W) array of int or float
        As in `case`.
    resolution : int
        Side in pixels that the centred square of the frame is resampled to.
    crop : int, optional
        Side of the middle that is kept; by default the whole field of view.
    window, epsilon
        As in `local_contrast`.

    Returns
    -------
    (crop, crop) float32, dimensionless; the same as a crop from the whole local contrast.

    Raises
    ------
    ImageError
        As `case` does.
    """
    crop = resolution if crop is None else crop
    require_window(window, (resolution, resolution))
    # Compute only the neighbourhoods of the pixels that are kept.
    side = min(crop + 2 * (window // 2), resolution)
    first = (resolution - side) // 2
    part = _normalized_part(_square(frame, crop), resolution, first, first + side)
    return center_crop(local_contrast(part, window, epsilon), crop)


def appendix_order(
    frame: np.ndarray, size: int = 100, window: int = APPENDIX_WINDOW, epsilon: float = EPSILON
) -> np.ndarray:
    """Preprocess in the order of the thesis' appendix, with the textbook variance.

    The frame is resampled to 960 px, normalised globally and locally there, reduced to
    `CASES[size]` by nearest neighbour, and cropped. The crop of 100 keeps 10,000 of the 921,600
    pixels at 960 px, so local statistics are computed only for these.

    Parameters, exceptions
        As in `case`.

    Returns
    -------
    (size, size) float32, dimensionless, neither clipped nor reduced to 8 bits.
    """
    resolution = _resolution(size)
    require_epsilon(epsilon)
    side, half = APPENDIX_RESOLUTION, window // 2
    kept = nearest_indices(side, resolution)[(resolution - size) // 2 :][:size]
    require_window(window, (2 * kept[0] + 1, side))
    first, last = kept[0] - half, kept[-1] + half + 1
    part = _normalized_part(_square(frame, size), side, first, last)
    kept = kept - first
    average, squares = (_box_means(a, kept, half) for a in (part, part * part))
    return contrast_from(part[np.ix_(kept, kept)], average, squares - average**2, epsilon)


def steps(
    frame: np.ndarray,
    size: int = 100,
    window: int | None = None,
    epsilon: float = EPSILON,
    as_published: bool = False,
) -> dict[str, np.ndarray]:
    """Return the result of each step of `case`, by name and in order.

    Parameters, exceptions
        As in `case`, for one frame.

    Returns
    -------
    dict of str -> array
        "raw" (the centred square), "clamped", "resampled", "normalised", "contrast", "cropped".
        As published, "contrast" may hold NaN, and these follow: "display" (clipped to 0…1, times
        255), "reduced" (nearest neighbour), "cropped", "saved" (uint8, NaN as 0).
    """
    resolution = _resolution(size)
    done = {"raw": _square(frame, size)}
    done["clamped"] = np.maximum(done["raw"], 0)
    if as_published:
        return done | _published_steps(done["clamped"], resolution, size, window)
    done["resampled"] = bilinear(done["clamped"], resolution)
    done["normalised"] = global_normalize(done["resampled"])
    done["contrast"] = local_contrast(
        done["normalised"], WINDOW if window is None else window, epsilon
    )
    done["cropped"] = center_crop(done["contrast"], size)
    return done


def run_file(
    path: Path | str,
    out: Path | str,
    labels: Path | str | None = None,
    case: int = 100,
    window: int = WINDOW,
    epsilon: float = EPSILON,
    jobs: int = 1,
    dtype: str = "float32",
    strict: bool = False,
    dataset: str | None = None,
) -> Tally:
    """Preprocess every frame of a file in a stream: memory does not grow with the file.

    Pixels that hold no count (a detector's marks, the file's mask) are set to 0, as the gaps are
    in the frames that the kit's network was trained on.

    Parameters
    ----------
    path : path of the frames, of any kind that `datasets.bragg.frames.frames_in` opens.
    out : path ending in .npz or .h5
        Gets "images" (n, case, case), "labels" (n,) int64 if there are labels, and "source"
        (the file's name), "case", "window", "epsilon"; and of each frame "masked" (n,) int64,
        "blank" (n,) bool and "refused" (n,) bool (`Tally`). The image of a frame that is blank or
        refused is 0, so that images and labels stay side by side.
    labels : path, optional
        An expert's labels, one line per frame (`datasets.bragg.labels.read_labels`).
    case, window, epsilon
        As in `case`, with the corrected formula.
    jobs : int
        Threads; -1 for one per core. Under ``joblib.parallel_config(backend="dask")`` (or "ray")
        workers of the cluster take their place; the file must have the same path for them.
    dtype : "float32" or "float16"
        Of the images in the file; float16 halves the file and rounds to three digits.
    strict : bool
        Stop at the first frame that is blank or cannot be read.
    dataset : str, optional
        The dataset of an HDF5 file that holds the frames, if it is not found without.

    Returns
    -------
    Tally : its length is the number of images written.

    Raises
    ------
    ImageError, FrameError, LabelError, JobsError, WriteError
        If no frame can be preprocessed or read (if `strict`, one cannot), labels do not match
        them, or the result cannot be written. Nothing is written to `out` then. An input file is
        never overwritten.
    """
    resolution = _resolution(case)
    out = require_writable(out, dtype)
    require_jobs(jobs)
    for read in (path, labels):
        if read is not None and out.exists() and out.samefile(read):
            raise ImageError(f"{out}: this file is to be read; give the images another name.")
    require_window(window, (resolution, resolution))
    require_epsilon(epsilon)
    facts: dict[str, Any] = {
        "source": Path(path).name,
        "case": case,
        "window": window,
        "epsilon": epsilon,
    }
    with frames_in(path, dataset) as run:
        count = len(run)
        tally = Tally(pixels=prod(run.shape))
    if labels is not None:
        facts["labels"] = read_labels(labels, count)
    step = BATCH[case]
    tasks = (
        delayed(_batch)(
            path,
            dataset,
            range(first, min(first + step, count)),
            strict,
            resolution,
            case,
            window,
            epsilon,
        )
        for first in range(0, count, step)
    )
    batches = Parallel(n_jobs=jobs, prefer="threads", return_as="generator")(tasks)
    shots = progress(chain.from_iterable(batches), desc=out.name, total=count, unit="frame")
    # What is said of the frames is complete when the images are, and written after them.
    facts |= {"masked": tally.masked, "blank": tally.blank, "refused": tally.refused}
    images = _tallied(shots, tally)
    try:
        write_images(out, images, (count, case, case), dtype, facts)
    except BaseException:
        with warnings.catch_warnings():
            # joblib warns that tasks are cancelled, which is intended here.
            warnings.simplefilter("ignore", UserWarning)
            batches.close()
        _reading.wait()
        raise
    return tally


@dataclass(frozen=True)
class _Shot:
    """One frame as a network sees it, or why it cannot see it."""

    image: np.ndarray
    masked: int
    blank: bool = False
    refused: bool = False
    problem: str = ""


def _tallied(shots: Iterable[_Shot], tally: Tally) -> Iterator[np.ndarray]:
    """Yield the images of shots and count what became of them; refuse a run without any."""
    first = None
    for shot in shots:
        tally.masked.append(shot.masked)
        tally.blank.append(shot.blank)
        tally.refused.append(shot.refused)
        first = first or shot.problem
        if shot.refused:
            tally.problems.append(shot.problem)
        yield shot.image
    if first and all(map(max, tally.blank, tally.refused)):
        raise ImageError(first)


def _batch(*what):
    """Return what `_shots` returns; the task ends after its h5py objects are freed."""
    with _reading:
        return _shots(*what)


def _shots(path, dataset, indices, strict, resolution, crop, window, epsilon):
    """Return the frames `indices` of a file as shots, read where they are needed."""
    shots = []
    nothing = np.zeros((crop, crop), np.float32)
    with frames_in(path, dataset) as run:
        for index in indices:
            masked = 0
            try:
                frame = run[index]
                where = run.masked(index, frame)
                masked = int(np.count_nonzero(where))
                if masked:
                    _require_light(frame, where)
                    frame = np.where(where, frame.dtype.type(0), frame)
                shots.append(_Shot(network_input(frame, resolution, crop, window, epsilon), masked))
            except (ImageError, FrameError) as error:
                said = str(error)
                if isinstance(error, ImageError):
                    said = f"{path}: frame {index}: {said}"
                if strict:
                    raise type(error)(said) from error
                blank = isinstance(error, BlankError)
                shots.append(_Shot(nothing, masked, blank, not blank, said))
    return shots


def _require_light(frame, masked):
    """Refuse a frame whose usable pixels are all the same, however its masked ones differ."""
    highest = frame.max(initial=0, where=~masked)
    if max(frame.min(initial=highest, where=~masked), 0) == highest:
        raise BlankError(
            f"preprocess: every pixel that is not masked is {highest:g}; "
            "without variation it cannot be normalised, leave it out."
        )


def _square(frame, crop):
    """Return the largest centred square of a frame that holds at least crop × crop pixels."""
    frame = checked_image(frame, "preprocess")
    if min(frame.shape) < crop:
        raise ImageError(
            f"preprocess: the frame has {frame.shape[0]} × {frame.shape[1]} pixels, fewer than "
            f"the {crop} × {crop} to be kept; choose a smaller case or give the whole frame."
        )
    return center_square(frame)


def _published_steps(clamped, resolution, size, window):
    side = APPENDIX_RESOLUTION
    window = APPENDIX_WINDOW if window is None else window
    whole = Image.fromarray(clamped.astype(np.int32))
    done = {"resampled": np.asarray(whole.resize((side, side), Image.Resampling.BILINEAR))}
    done["normalised"] = global_normalize(done["resampled"])
    done["contrast"] = local_contrast(done["normalised"], window, as_published=True)
    done["display"] = np.clip(done["contrast"], 0, 1) * 255
    kept = nearest_indices(side, resolution)
    done["reduced"] = done["display"][np.ix_(kept, kept)]
    done["cropped"] = center_crop(done["reduced"], size)
    done["saved"] = np.nan_to_num(done["cropped"], nan=0).astype(np.uint8)
    return done


def _normalized_part(square, side, first, last):
    """Return rows and columns `first`…`last` of the square resampled to `side` and normalised.

    Mean and standard deviation cover every resampled pixel, but only the part is kept in memory.
    """
    part, moments = resampled_part(square, side, first, last, clamp=True)
    mean, deviation = mean_and_deviation(moments, part.dtype)
    normalized = part - mean  # float64
    normalized /= deviation  # in place: another array costs more than the arithmetic
    return normalized


def _box_means(image, kept, half):
    """Return the mean of the (2 half + 1)² box around each kept row and column."""
    shifts = range(-half, half + 1)
    rows = sum(image[kept + shift] for shift in shifts)
    return sum(rows[:, kept + shift] for shift in shifts) / len(shifts) ** 2


def _resolution(size):
    if size not in CASES:
        raise ImageError(f"preprocess: there is no case {size}; choose one of 720, 300 and 100.")
    return CASES[size]
