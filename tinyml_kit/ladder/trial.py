"""Rungs tried with a small network: what `doctor` says of them is what happened."""

from collections.abc import Sequence

import numpy as np

from tinyml_kit.base import resources
from tinyml_kit.ladder import climb
from tinyml_kit.ladder.result import DIFFERS, EQUAL, WITHIN, Row

MODEL = "sine_potentiometer_led.tflite"
#: Its smallest, its middle and its largest input.
INPUTS = (-128, 0, 127)


def problems(names: Sequence[str]) -> dict[str, str]:
    """Run a network of three layers on rungs and return what went wrong, {rung: sentence}.

    Raises
    ------
    DeviceError
        If a rung is not known.
    """
    inputs = np.array(INPUTS, np.int8).reshape(-1, 1)
    rows = climb.run(resources.shipped_file(MODEL), inputs, names).rungs if names else ()
    return {row.rung: said(row) for row in rows if row.status not in (EQUAL, WITHIN)}


def said(row: Row) -> str:
    """Return what a row says of a rung that does not give the right outputs."""
    if row.status == DIFFERS:
        return f"{row.mismatches} of {len(INPUTS)} inputs have other outputs than the oracle."
    return row.message or "it gave no answer."
