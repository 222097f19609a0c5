"""What the ladder found: one row per rung, as a table, as text and as plain data."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from tinyml_kit.base.text import one_line
from tinyml_kit.ladder.divergence import Divergence
from tinyml_kit.rungs.protocol import Run

if TYPE_CHECKING:
    import pandas as pd

EQUAL, WITHIN, DIFFERS, MISSING, ERROR = (
    "equal",
    "within-tolerance",
    "differs",
    "missing",
    "error",
)
SPEEDS = ("cycles", "instructions", "seconds")


@dataclass(frozen=True)
class Row:
    """What one rung did.

    rung : str
    status : "equal", "within-tolerance", "differs", "missing" or "error"; None if nothing was
        compared
    mismatches : int
        Inputs for which something differs from the oracle's: outputs and, on this computer's own
        rungs, what each operator wrote.
    max_difference : int or float
        Of outputs; for int8 in quantisation steps.
    tolerance : int
        The difference that this rung is allowed, in quantisation steps; counted before a
        DEQUANTIZE or a SOFTMAX at the end (`steps`).
    first_divergence : Divergence or None
    label : "measured", "simulated" or "emulated": where the figures come from
    cycles, instructions, seconds : {"best", "median", "worst"} of the inferences that ran, or None
    worst_of : int or None
        How many inferences those figures are of. The worst is the largest of them and no bound: for
        another input it may take longer.
    flash_bytes, ram_bytes, stack_bytes : int or None
    message : str or None, what is missing or went wrong
    excused : bool, whether it may be missing or too small, because nobody asked for it by name
    """

    rung: str
    status: str | None
    mismatches: int | None = None
    max_difference: float | None = None
    tolerance: int = 0
    first_divergence: Divergence | None = None
    label: str | None = None
    cycles: dict[str, float] | None = None
    instructions: dict[str, float] | None = None
    seconds: dict[str, float] | None = None
    worst_of: int | None = None
    flash_bytes: int | None = None
    ram_bytes: int | None = None
    stack_bytes: int | None = None
    message: str | None = None
    excused: bool = field(default=False, repr=False)

    def as_dict(self) -> dict[str, Any]:
        """Return plain data; of figures that may be unknown, only those that are known."""
        row = asdict(self)
        del row["excused"]
        speeds = [name for name in SPEEDS if row[name] is None]
        for name in speeds if len(speeds) < 3 else speeds[1:]:
            del row[name]
        for name in ("message", "worst_of"):
            if row[name] is None:
                del row[name]
        if row["first_divergence"] and row["first_divergence"]["step"] is None:
            del row["first_divergence"]["step"]
        return _finite(row)


@dataclass(frozen=True)
class Ladder:
    """What the ladder found.

    model : str, the name of the file
    oracle : str, the rung that all are compared with; None if nothing was compared
    inputs : int, how many there were
    rungs : tuple of Row, one per rung
    """

    model: str
    oracle: str | None
    inputs: int
    rungs: tuple[Row, ...]

    @property
    def agrees(self) -> bool:
        """Tell whether everything that was asked for ran and agreed with the oracle.

        Rungs that nobody asked for by name may be missing here, or too small for the model.
        """
        return all(row.status in (EQUAL, WITHIN) or row.excused for row in self.rungs)

    def __getitem__(self, name: str) -> Row:
        return next(row for row in self.rungs if row.rung == name)

    def as_dict(self) -> dict[str, Any]:
        """Return plain data, ready for JSON."""
        return {
            "model": self.model,
            "oracle": self.oracle,
            "inputs": self.inputs,
            "rungs": [row.as_dict() for row in self.rungs],
        }

    def __str__(self) -> str:
        lines = [f"{one_line(self.model)}, {self.inputs} inputs, oracle: {self.oracle}"]
        for row in self.rungs:
            what = row.message or str(row.first_divergence or "")
            if row.mismatches:
                what = f"{row.mismatches} inputs, up to {row.max_difference}; first: {what}"
            lines.append(f"{one_line(row.rung):<18}{row.status:<18}{what}".rstrip())
        return "\n".join(lines)

    def table(self) -> "pd.DataFrame":
        """Return a pandas.DataFrame for people to read, one row per rung."""
        import pandas as pd

        rows = [
            {
                "rung": row.rung,
                "status": row.status,
                "inputs that differ": "" if row.mismatches is None else row.mismatches,
                "largest difference": "" if row.max_difference is None else row.max_difference,
                "what": row.message or str(row.first_divergence or ""),
            }
            for row in self.rungs
        ]
        return pd.DataFrame(rows).set_index("rung")


def measured(runs: Sequence[Run]) -> dict[str, Any]:
    """Return the fields of a Row with the speed and the sizes of one program, from its runs."""
    last = runs[-1]
    sizes = {name: getattr(last, name) for name in ("flash_bytes", "ram_bytes", "stack_bytes")}
    speeds = {name: _every(name, runs) for name in SPEEDS}
    counts = [len(values) for values in speeds.values() if values is not None]
    return {
        "label": last.label,
        **{name: _figures(values) for name, values in speeds.items()},
        "worst_of": counts[0] if counts else None,
        **sizes,
    }


def _every(name, runs):
    """Return a figure of every inference that ran, or None if it is not known of all."""
    values = [getattr(run, name) for run in runs]
    return None if any(value is None for value in values) else np.concatenate(values)


def _figures(values):
    """Return the best, median and worst of a figure, or None."""
    if values is None:
        return None
    kind = int if values.dtype.kind in "iu" else float
    return {
        "best": kind(values.min()),
        "median": kind(np.median(values)),
        "worst": kind(values.max()),
    }


def _finite(value):
    """Return plain data with None for nan and infinity, which JSON does not have."""
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    return None if isinstance(value, float) and not math.isfinite(value) else value
