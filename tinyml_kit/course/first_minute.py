"""The first page's verdict: one frame, judged by the course's network on an emulated chip.

Where the compiler or the emulator of the chip is missing, the same C program runs on this computer;
where there is no compiler at all, NumPy computes what it would say. The verdict names the place.
"""

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from tinyml_kit import boards
from tinyml_kit.base import temporary
from tinyml_kit.base.resources import shipped_file
from tinyml_kit.course import nano
from tinyml_kit.course.pictures import first_minute as pictures
from tinyml_kit.datasets.bragg.labels import CLASSES
from tinyml_kit.features.image import preprocess
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import estimate
from tinyml_kit.rungs import registry
from tinyml_kit.rungs.protocol import RungMissing

BOARD = "nano33ble"
MODEL = "bragg_100px_int8.tflite"
#: Rungs that are tried one after another, and what each is.
PLACES = {
    "cortex-m4": "an emulated chip, a Cortex-M4 as on the {board}",
    "c": "this computer, by the C program that is written for chips",
    "reference": "this computer, by the arithmetic of the chip in NumPy",
}


@dataclass(frozen=True)
class Verdict:
    """What the network says of one frame, and where that was computed.

    image : (100, 100) float32, what the network was given
    chances : {class: probability}, in the order of CLASSES
    rung : str, a key of PLACES
    instructions : int, of one frame on the emulated chip; None elsewhere
    """

    image: np.ndarray
    chances: dict[str, float]
    rung: str
    instructions: int | None

    @property
    def name(self) -> str:
        """Return the class with the largest probability."""
        return max(self.chances, key=lambda name: self.chances[name])

    def __str__(self) -> str:
        """Return the verdict, where it was computed, and how long the board takes, in lines."""
        board = boards.find(BOARD)
        lines = [self.name, f"computed on {PLACES[self.rung].format(board=board.title)}"]
        if self.instructions is not None:
            lines.append(f"{self.instructions:,} instructions (emulated)")
        milliseconds = 1000 * seconds()
        cycles = milliseconds * board.clock / 1e9
        lines.append(
            f"{cycles:.1f} million cycles, {milliseconds:.0f} ms on the board's "
            f"{board.clock / 1e6:.0f} MHz (estimated)"
        )
        return "\n".join(lines)


def seconds() -> float:
    """Return how long the board takes for a frame (estimated, see `ladder.estimate`)."""
    counted = estimate.count(read(shipped_file(MODEL)))
    found = estimate.estimate(counted, boards.find(BOARD)).seconds
    assert found is not None, "the cycles of this board's core are known"
    return found


def judge(frame: np.ndarray) -> Verdict:
    """Judge one raw frame.

    Parameters
    ----------
    frame : (H, W) array, ADU, e.g. (1765, 1765)
    """
    return judge_image(preprocess.case(frame, 100))


def judge_image(image: np.ndarray) -> Verdict:
    """Judge one preprocessed frame, (100, 100) float32."""
    model = shipped_file(MODEL)
    stored = nano.stored(model, np.asarray(image)[np.newaxis, ..., np.newaxis])
    rung, run = _first_that_runs(model, stored)
    (chances,) = nano.real(model, run.outputs[0])
    named = dict(zip(CLASSES, map(float, chances), strict=True))
    counted = None if run.instructions is None else int(run.instructions[0])
    return Verdict(np.asarray(image), named, rung, counted)


def draw(verdict: Verdict) -> Figure:
    """Draw what the network was given beside what it says."""
    return pictures.answer(verdict.image, verdict.chances)


def _first_that_runs(model, stored):
    """Return the name of the first rung of PLACES that runs here, and its Run."""
    *optional, last = PLACES
    for name in optional:
        try:
            return name, _run(name, model, stored)
        except RungMissing:
            continue  # the verdict names the place that it was computed in
    return last, _run(last, model, stored)


def _run(name, model, stored):
    known = registry.rung(name)
    device = registry.device(name)
    with temporary.folder() as folder:
        return device.run(device.build(model, folder, **known.options), stored)
