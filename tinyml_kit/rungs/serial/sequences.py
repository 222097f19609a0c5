"""Sequences of inputs for a board whose network has state."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tinyml_kit.rungs.serial.link import SequenceLost, SerialError

if TYPE_CHECKING:
    from tinyml_kit.rungs.serial.serial_board import SerialBoard

# After this many interruptions of one sequence, something else is wrong.
ATTEMPTS = 3


def predict(
    board: SerialBoard, inputs: Sequence[np.ndarray], steps: int
) -> tuple[list[np.ndarray], np.ndarray]:
    """Run sequences on a board, each from the network's first state on.

    Parameters
    ----------
    board : SerialBoard
    inputs : list of arrays, one for each input tensor
        (n, ...), one sequence after the other.
    steps : int
        How many inputs a sequence has; n is a multiple of it.

    Returns
    -------
    outputs, seconds : as `SerialBoard.predict` returns them

    Raises
    ------
    SerialError
        As `SerialBoard.predict` does, if the sketch on the board cannot reset the state, or if
        something interrupts a sequence again and again.
    """
    found = [
        _one(board, [array[start : start + steps] for array in inputs])
        for start in range(0, len(inputs[0]), steps)
    ]
    outputs, seconds = zip(*found, strict=True)
    return [np.concatenate(parts) for parts in zip(*outputs, strict=True)], np.concatenate(seconds)


def _one(board, inputs):
    """Return outputs and seconds of one sequence, sent again after an interruption."""
    for _ in range(ATTEMPTS):
        board.reset()
        with contextlib.suppress(SequenceLost):
            return board.predict(inputs)
    raise SerialError(
        f"{board.port}: {ATTEMPTS} times a sequence was interrupted; something restarts the board "
        "or asks the network in between: check its power and close other programs."
    )
