"""A verdict for each frame of some files, in a stream: what cannot be read is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from tinyml_kit.base.errors import BadInput
from tinyml_kit.datasets.bragg import listing
from tinyml_kit.datasets.bragg.frame_checks import FrameError
from tinyml_kit.datasets.bragg.frames import frames_in
from tinyml_kit.datasets.bragg.labels import CLASSES
from tinyml_kit.features.image import spots
from tinyml_kit.features.image.resample import BlankError, ImageError
from tinyml_kit.features.image.significance import significance, usable_pixels
from tinyml_kit.learning.decision import decide
from tinyml_kit.verdicts.any_detector import AnyDetector, InstrumentError

#: Of an instrument's blanks no more than this many are read.
MOST_BLANKS = 500


@dataclass(frozen=True)
class Verdict:
    """What is said of one frame.

    file, frame : its file, and its number there from 0; None if the file cannot be read
    verdict : "HIT", "MAYBE" or "MISS"; "blank" or "refused" without one
    probabilities : of the three; empty without a verdict
    spots : what the kit's finder counts (`features.image.spots`)
    pixels, masked : of the frame, and those that hold no count: marks, the file's mask, gaps
    unlike : whether the network was never trained on anything like it
    problem : why there is no verdict, a sentence
    """

    file: Path
    frame: int | None
    verdict: str
    probabilities: tuple[float, ...] = ()
    spots: int = 0
    pixels: int = 0
    masked: int = 0
    unlike: bool = False
    problem: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return what is known as a dict for JSON; what does not apply is left out."""
        row: dict[str, Any] = {"file": str(self.file), "frame": self.frame, "verdict": self.verdict}
        if self.problem:
            return row | {"problem": self.problem}
        said = dict(zip(CLASSES, (round(p, 4) for p in self.probabilities), strict=True))
        return row | {
            "probabilities": said,
            "spots": self.spots,
            "masked_share": round(self.masked / self.pixels, 4),
            "unlike_training_data": self.unlike,
        }


@dataclass(frozen=True)
class Count:
    """What became of the frames, and of the files that could not be read."""

    verdicts: Mapping[str, int] = field(default_factory=dict)
    frames: int = 0
    unlike: int = 0
    pixels: int = 0
    masked: int = 0
    touched: int = 0

    def __add__(self, row: Verdict) -> Count:
        """Count one more."""
        return Count(
            {**self.verdicts, row.verdict: self.verdicts.get(row.verdict, 0) + 1},
            self.frames + (row.frame is not None),
            self.unlike + row.unlike,
            self.pixels + row.pixels,
            self.masked + row.masked,
            self.touched + (row.masked > 0),
        )

    @property
    def judged(self) -> int:
        """How many frames have a verdict."""
        return sum(self.verdicts.get(name, 0) for name in CLASSES)

    def __str__(self) -> str:
        numbers = {name: self.verdicts.get(name, 0) for name in (*CLASSES, "blank", "refused")}
        said = ", ".join(f"{numbers[name]:,} {name}" for name in CLASSES)
        return (
            f"{self.frames:,} frame(s): {said}; unlike the training data: {self.unlike:,}. "
            f"Masked: {self.masked:,} of {self.pixels:,} pixels, in {self.touched:,} frame(s); "
            f"blank: {numbers['blank']:,}; refused: {numbers['refused']:,}."
        )


def classify(
    paths: Iterable[Path | str],
    network: AnyDetector,
    dataset: str | None = None,
    strict: bool = False,
) -> Iterator[Verdict]:
    """Yield a verdict for each frame; one frame is held in memory at a time.

    Parameters
    ----------
    paths : files of any kind that `datasets.bragg.frames.frames_in` opens
        They are taken in the order of the numbers in their names, 2 before 10.
    network : AnyDetector
    dataset : the dataset of HDF5 files that holds the frames, if it is not found without
    strict : stop at the first file or frame that is blank or cannot be read

    Raises
    ------
    FrameError, ImageError
        If `strict`, for what is blank or cannot be read.
    """
    for name in listing.in_order([str(path) for path in paths]):
        path = Path(name)
        try:
            with frames_in(path, dataset) as run:
                for index in range(len(run)):
                    yield _verdict(path, run, index, network, strict)
        except FrameError as error:
            if strict:
                raise
            yield Verdict(path, None, "refused", problem=str(error))


def blanks_of(paths: Iterable[Path | str], dataset: str | None = None) -> np.ndarray:
    """Return the significance of an instrument's blanks, (n, 100, 100) float32.

    Frames that are dark everywhere are left out; after 500 no more are read.

    Raises
    ------
    FrameError, ImageError, InstrumentError
        If a file or frame cannot be read, or none is left.
    """
    found: list[np.ndarray] = []
    for name in listing.in_order([str(path) for path in paths]):
        with frames_in(name, dataset) as run:
            for index in range(min(len(run), MOST_BLANKS - len(found))):
                frame = run[index]
                marked = run.masked(index, frame)
                try:
                    found.append(significance(np.where(marked, 0, frame), marked))
                except BlankError:
                    continue
    if not found:
        raise InstrumentError("blanks_of: every frame is dark; give frames with a background.")
    return np.stack(found)


def _verdict(path, run, index, network, strict):
    masked = pixels = 0
    try:
        frame = run[index]
        marked = run.masked(index, frame)
        frame = np.where(marked, frame.dtype.type(0), frame)  # some marks are no numbers
        usable = usable_pixels(frame, marked)
        pixels, masked = frame.size, int(frame.size - np.count_nonzero(usable))
        image = significance(frame, ~usable)[None]
    except (FrameError, ImageError) as error:
        said = str(error) if isinstance(error, FrameError) else f"{path}: frame {index}: {error}"
        if strict:
            raise (FrameError if isinstance(error, FrameError) else ImageError)(said) from error
        kind = "blank" if isinstance(error, BlankError) else "refused"
        return Verdict(path, index, kind, pixels=pixels, masked=masked, problem=said)
    probabilities = network.probabilities(image)
    return Verdict(
        path,
        index,
        CLASSES[decide(probabilities, network.weights)[0]],
        tuple(probabilities[0].tolist()),
        spots.count(frame, usable),
        pixels,
        masked,
        bool(network.unlike(image)[0]),
    )


def require_some(count: Count, problem: str) -> None:
    """Refuse a run in which nothing could be judged; `problem` is what the first frame had."""
    if not count.judged and problem:
        raise BadInput(problem)
