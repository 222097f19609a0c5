"""Published claims compared with results; a verdict is computed from numbers, never typed in.

A `Claim` has up to three numbers: the published one, what the same method gives (`reproduce`), and
what the method gives once it is corrected (`corrected`). `verdicts.verdict` compares them.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from tinyml_kit.base import files, resources
from tinyml_kit.base.text import csv, html, markdown
from tinyml_kit.course.verdicts import (
    COMPARISONS,
    VERDICTS,
    ClaimError,
    Possible,
    last_digit,
    verdict,
)

LABELS = ("computed", "measured", "simulated", "emulated", "estimated", "published")
COLUMNS = (
    "source", "place", "claim", "published", "unit", "same_method", "put_right", "tolerance",
    "comparison", "exact", "possible", "verdict", "label", "data", "seed", "origin",
)  # fmt: skip
#: The columns that hold text of a document or a notebook.
TEXTS = ("source", "place", "claim", "unit", "data", "origin")
_COLOURS = dict(zip(VERDICTS, ("#dceefb", "#fdf0d5", "#eeeeee", "#fbe3d6", "#ffffff"), strict=True))


@dataclass(frozen=True)
class Evidence:
    """Where the numbers of a claim come from.

    data : str, what they were computed from
    label : one of LABELS
    seed : int or None, of the random numbers
    csv : None if the numbers were computed here, or the name of a file in benchmarks/results
    command : the command that made that file
    """

    data: str
    label: str = "computed"
    seed: int | None = None
    csv: str | None = None
    command: str | None = None

    def __post_init__(self):
        if self.label not in LABELS:
            raise ClaimError(f"Evidence: label={self.label!r}; take one of {LABELS}.")
        if (self.csv is None) != (self.command is None):
            raise ClaimError(f"Evidence of {self.data}: name a CSV together with its command.")
        if self.csv and not (resources.results() / self.csv).is_file():
            raise ClaimError(
                f"benchmarks/results/{self.csv}: this file is missing; "
                f"make it with `{self.command}`."
            )

    @property
    def origin(self) -> str:
        """Return one line: computed here, or read from a committed file, with its command."""
        if self.csv is None:
            return "ran here"
        return f"benchmarks/results/{self.csv}, made by `{self.command}`"


@dataclass(frozen=True)
class Claim:
    """One published number and how to check it.

    source : str, the document; place : str, where in it; text : str, what it says, in our own words
    published : int (a count, exact) or float, in `unit`
    reproduce, corrected : number, a function without arguments that returns one, or None
    tolerance : float or None, absolute; by default half of the last printed decimal
    possible : Possible or None
    exact, comparison : as in `verdict`
    """

    source: str
    place: str
    text: str
    published: float
    unit: str = ""
    reproduce: float | Callable | None = None
    tolerance: float | None = None
    corrected: float | Callable | None = None
    evidence: Evidence = Evidence("the document itself", "published")
    possible: Possible | None = None
    exact: bool = False
    comparison: str = "="

    def __post_init__(self):
        if not (self.source and self.place and self.text):
            raise ClaimError("Claim: source, place and text say what is judged; give all three.")
        _require_number(self.published, self)
        if self.comparison not in COMPARISONS:
            raise ClaimError(f"{self.place}: comparison {self.comparison!r}; use {COMPARISONS}.")
        if self.tolerance is not None and not self.tolerance >= 0:
            raise ClaimError(f"{self.place}: tolerance {self.tolerance}; take 0 or more.")

    def check(self) -> dict[str, Any]:
        """Run the functions, judge the claim, and return its row of the table, {column: value}."""
        same, right = (_value(way, self) for way in (self.reproduce, self.corrected))
        tolerance = last_digit(self.published) if self.tolerance is None else self.tolerance
        possible = None if self.possible is None else self.possible.fits
        judged = verdict(
            self.published, same, right, tolerance, possible, self.exact, self.comparison
        )
        why = f"{self.text} ({self.possible.why})" if self.possible else self.text
        said = (self.source, self.place, why, self.published, self.unit, same, right, tolerance)
        how = (self.evidence.label, self.evidence.data, self.evidence.seed, self.evidence.origin)
        row = (*said, self.comparison, self.exact, possible, judged, *how)
        return dict(zip(COLUMNS, row, strict=True))


def _value(way, claim):
    value = way() if callable(way) else way
    return None if value is None else _require_number(value, claim)


def _require_number(value, claim):
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise ClaimError(f"{claim.place}, “{claim.text}”: {value!r} is not a finite number.")
    return number


class ClaimTable:
    """The claims about one document, each judged when it is added; a notebook shows it as a table.

    source : str, the document, named like its notebook
    """

    def __init__(self, source, rows=()):
        self.source, self.rows = source, list(rows)

    def __len__(self):
        return len(self.rows)

    def check(
        self,
        place: str,
        text: str,
        published: float,
        unit: str = "",
        reproduce: float | Callable[[], float] | None = None,
        tolerance: float | None = None,
        **more: Any,
    ) -> "ClaimTable":
        """Judge a Claim about this document, add it, and return a table of it alone."""
        claim = Claim(self.source, place, text, published, unit, reproduce, tolerance, **more)
        self.rows.append(claim.check())
        return self.last(1)

    def last(self, count: int) -> "ClaimTable":
        """Return a table of the last `count` claims."""
        return ClaimTable(self.source, self.rows[len(self.rows) - count :])

    def counts(self) -> dict[str, int]:
        """Return {verdict: number of claims} with every verdict, even if its number is 0."""
        given = [row["verdict"] for row in self.rows]
        return {name: given.count(name) for name in VERDICTS}

    def frame(self) -> pd.DataFrame:
        """Return the table as a DataFrame with COLUMNS."""
        return pd.DataFrame(self.rows, columns=list(COLUMNS))

    def csv(self) -> str:
        """Return the table as CSV, numbers to six digits."""
        table = self.frame()
        for name in TEXTS:
            table[name] = table[name].map(csv, na_action="ignore")
        return table.to_csv(index=False, float_format="%.6g", lineterminator="\n")

    def write(self, folder: Path | str | Literal[True] = True) -> Path:
        """Write claims_<source>.csv into a folder (True: the results folder) and return its path.

        Raises
        ------
        ClaimError
            If the kit is an installed package and no folder is named.
        WriteError
            If the folder cannot be made or written to.
        """
        if folder is True and resources.installed():
            raise ClaimError(
                f"claims_{self.source}.csv: the kit is installed as a package, whose tables stay "
                "as they came; name a folder for yours, e.g. write = 'my-results'."
            )
        place = resources.results() if folder is True else Path(folder)
        path = place / f"claims_{self.source}.csv"
        with files.write_atomically(path) as temporary:
            temporary.write_text(self.csv(), encoding="utf-8")
        return path

    def markdown(self) -> str:
        """Return the table as Markdown: place, claim, the three numbers, verdict, origin."""
        return _markdown(_HEADER, [map(markdown, _cells(row)) for row in self.rows])

    def __repr__(self):
        return "\n".join(f"{row['verdict']}: {row['place']}, {row['claim']}" for row in self.rows)

    def _repr_html_(self):
        head = "".join(f'<th style="text-align:left">{name}</th>' for name in _HEADER)
        return f"<table><tr>{head}</tr>{''.join(map(_html_row, self.rows))}</table>"


_HEADER = ("place", "claim", "published", "same method", "put right", "verdict", "from")


def _cells(row):
    sign = {"=": "", "<=": "≤ ", ">=": "≥ "}[row["comparison"]]
    same, right = (_number(row[name]) for name in ("same_method", "put_right"))
    seed = "" if row["seed"] is None else f", seed {row['seed']}"
    unit = f" {row['unit']}".rstrip()
    origin = f"{row['label']}: {row['data']}{seed}; {row['origin']}"
    published = f"{sign}{_number(row['published'], 6)}{unit}"
    return row["place"], row["claim"], published, same, right, row["verdict"], origin


def _number(value, digits=4):
    """Return a number as text; four digits are finer than most claims."""
    if value is None:
        return "–"
    comma = "," if abs(value) >= 10_000 else ""  # not in a year
    if value == round(value):
        return f"{value:{comma}.0f}"
    large = abs(value) >= 10 ** (digits - 1)
    return f"{value:{comma}.1f}" if large else f"{value:.{digits}g}"


def _html_row(row):
    cells = [html(cell, 1000) for cell in _cells(row)]
    cells[5] = f"<b>{cells[5]}</b>"
    look = f"text-align:left; color:#000; background:{_COLOURS[row['verdict']]}"
    # By default a browser gives most space to the longest text, which is read last.
    looks = [look] * len(cells)
    looks[0], looks[1] = f"{look}; min-width:5em", f"{look}; min-width:15em"
    looks[6] = f"{look}; font-size:85%"
    shown = "".join(f'<td style="{a}">{cell}</td>' for a, cell in zip(looks, cells, strict=True))
    return f"<tr>{shown}</tr>"


def _markdown(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(map(str, row)) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def committed(folder: Path | None = None) -> pd.DataFrame:
    """Return the counts of all claims_*.csv: one row per document, one column per verdict.

    Raises
    ------
    ClaimError
        If there are none.
    """
    folder = folder or resources.results()
    counted = {
        path.stem.removeprefix("claims_"): pd.read_csv(path)["verdict"].value_counts()
        for path in sorted(folder.glob("claims_*.csv"))
    }
    if not counted:
        raise ClaimError(f"{folder}: no claims_*.csv; run `python benchmarks/claims.py`.")
    return pd.DataFrame(counted).T.reindex(columns=VERDICTS).fillna(0).astype(int)


def summary(folder: Path | None = None) -> str:
    """Return the summary as Markdown: how many claims of each document got each verdict."""
    counts = committed(folder)
    rows = [
        (f"[{name}](notebooks/reproduce/{name}.ipynb)", row.sum(), *row)
        for name, row in counts.iterrows()
    ]
    rows.append(("all", counts.to_numpy().sum(), *counts.sum()))
    return _markdown(("document", "claims", *VERDICTS), rows)
