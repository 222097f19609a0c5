"""How good a network is on the recordings to test on, and what it costs on its board."""

from dataclasses import dataclass

import numpy as np

from tinyml_kit import ladder
from tinyml_kit.base.errors import BadInput
from tinyml_kit.boards import Board
from tinyml_kit.ladder.profiling import Profile
from tinyml_kit.ladder.result import Ladder
from tinyml_kit.learning.evaluation import Report, report
from tinyml_kit.own.interval import wilson
from tinyml_kit.rungs import registry
from tinyml_kit.rungs.interpreters import tflm

#: So many recordings go through every rung; each is compared with the oracle bit by bit.
CLIMBED = 5


@dataclass(frozen=True)
class Judged:
    """What a network did.

    report : evaluation.Report on the recordings to test on, by the int8 network
    interval : of the accuracy, 95 %, Wilson's
    by : the rung that computed it
    ladder : Ladder of a few recordings on this computer and the board's rung
    profile : Profile on the board's rung; None where it cannot be had here
    problem : why there is no profile
    """

    report: Report
    interval: tuple[float, float]
    by: str
    ladder: Ladder
    profile: Profile | None
    problem: str | None


def judged(
    model: bytes, inputs: np.ndarray, labels: np.ndarray, names: tuple[str, ...], board: Board
) -> Judged:
    """Judge an int8 network on recordings that it has not seen.

    Parameters
    ----------
    model : bytes of the .tflite
    inputs : (n, *shape) int8
    labels : (n,) int, positions in `names`
    names : the classes, all of which occur in `labels`
    board : Board, whose rung counts; without one, only this computer does
    """
    by = "tflm" if tflm.available() else "reference"
    said = ladder.predict(model, inputs, by).outputs[0].argmax(axis=1)
    interval = wilson(int((said == labels).sum()), len(labels))
    rungs = ["c", board.rung] if board.rung else ["c"]
    climbed = ladder.run(model, inputs[:CLIMBED], rungs)
    profile: Profile | None = None
    problem: str | None = f"no rung stands in for the {board.title}"
    if board.rung and board.rung in registry.profiled():
        try:
            profile, problem = ladder.profile(model, board.rung, inputs), None
        except BadInput as missing:
            problem = str(missing)
    return Judged(report(labels, said, names), interval, by, climbed, profile, problem)
