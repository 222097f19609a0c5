"""What a document says, judged: a table that a notebook fills, shows and keeps.

The statements come from `statements`, the rules from `verdicts`; a notebook gives the numbers.
"""

import math
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from tinyml_kit.base import files, resources
from tinyml_kit.base.text import csv, html
from tinyml_kit.course import statements
from tinyml_kit.course.verdicts import (
    COMPARISONS,
    MEANINGS,
    NOTHING,
    VERDICTS,
    ClaimError,
    Evidence,
    Possible,
    gravest,
    last_digit,
    verdict,
)

COLUMNS = (
    "source", "id", "place", "figure", "quote", "claim", "published", "unit", "on", "same_method",
    "put_right", "tolerance", "comparison", "possible", "hedge", "tested", "verdict", "group",
    "follows", "assumes", "label", "data", "seed", "origin",
)  # fmt: skip
#: The columns that hold text of a document or a notebook.
TEXTS = (
    "source", "place", "figure", "quote", "claim", "unit", "on", "tested", "follows", "assumes",
    "data", "origin",
)  # fmt: skip
_SHADES = ("#d9f0d3", "#dceefb", "#e4e0f5", "#fdf0d5", "#eeeeee", "#fbe3d6", "#ffffff")
_COLOURS = dict(zip(VERDICTS, _SHADES, strict=True))
_HEADER = ("place", "printed", "claim", "same method", "put right", "verdict", "tested")


class ClaimTable:
    """The statements of one document, each judged when a notebook gives its numbers.

    document : str, named like its notebook and its table of statements
    """

    def __init__(self, document: str, known: dict[str, statements.Statement] | None = None):
        self.document = document
        self.statements = statements.read(document) if known is None else known
        self.rows: list[dict[str, Any]] = []

    def __len__(self) -> int:
        return len(self.rows)

    def check(
        self,
        name: str,
        same: float | Callable[[], float] | None = None,
        right: float | Callable[[], float] | None = None,
        *,
        by: Evidence = NOTHING,
        tolerance: float | None = None,
        possible: Possible | None = None,
        comparison: str = "=",
    ) -> "ClaimTable":
        """Judge the statement with this id, add it, and return a table of it alone.

        Parameters
        ----------
        name : str, the statement's id
        same, right : what the source's method gives, and the corrected one; numbers, functions
            without arguments that return one, or None
        by : Evidence
        tolerance : float or None, absolute; by default half of the last printed decimal
        possible, comparison : as in `verdicts.verdict`

        Raises
        ------
        ClaimError
            If there is no such statement, if it is already judged, or if a number is none.
        """
        said = self.statements.get(name)
        if said is None:
            raise ClaimError(f"{self.document}: no statement is called {name!r}.")
        if self.judged(name):
            raise ClaimError(f"{self.document}: {name!r} is already judged.")
        if comparison not in COMPARISONS:
            raise ClaimError(f"{name}: comparison {comparison!r}; use {COMPARISONS}.")
        if tolerance is not None and not tolerance >= 0:
            raise ClaimError(f"{name}: tolerance {tolerance}; take 0 or more.")
        found, corrected = _value(same, said), _value(right, said)
        if by.by == "nothing" and not (found is None and corrected is None):
            raise ClaimError(f"{name}: numbers need evidence; say in `by` where they come from.")
        if tolerance is None:
            tolerance = last_digit(said.published, said.hedge)
        fits = None if possible is None else possible.fits
        tested = by.tested(said.on)
        judged = verdict(
            said.published, found, corrected, tolerance, tested, fits, comparison, said.hedge
        )
        text = f"{said.says} ({possible.why})" if possible else said.says
        first = (self.document, name, said.place, said.figure, said.quote, text, said.published)
        how = (tolerance, comparison, fits, said.hedge, tested, judged)
        last = (said.group, said.follows, said.assumes, by.label, by.data, by.seed, by.origin)
        row = (*first, said.unit, said.on, found, corrected, *how, *last)
        self.rows.append(dict(zip(COLUMNS, row, strict=True)))
        return self.last(1)

    def judged(self, name: str) -> bool:
        """Tell whether the statement with this id has been judged."""
        return any(row["id"] == name for row in self.rows)

    def rest(self) -> "ClaimTable":
        """Add every statement that nothing was held against, and return a table of these."""
        left = [name for name in self.statements if not self.judged(name)]
        for name in left:
            self.check(name)
        return self.last(len(left))

    def last(self, count: int) -> "ClaimTable":
        """Return a table of the last `count` rows."""
        part = ClaimTable(self.document, self.statements)
        part.rows = self.rows[len(self.rows) - count :]
        return part

    def counts(self) -> dict[str, int]:
        """Return {verdict: number of independent claims} with every verdict, even if it has none.

        The rows of a group are one claim, with the gravest of their verdicts.
        """
        given = _verdicts(self.rows)
        return {name: given.count(name) for name in VERDICTS}

    def frame(self) -> pd.DataFrame:
        """Return the table as a DataFrame with COLUMNS."""
        return pd.DataFrame(self.rows, columns=list(COLUMNS))

    def csv(self) -> str:
        """Return the table as CSV, numbers to nine digits."""
        table = self.frame()
        for name in TEXTS:
            table[name] = table[name].map(csv, na_action="ignore")
        return table.to_csv(index=False, float_format="%.9g", lineterminator="\n")

    def write(self, folder: Path | str | Literal[True] = True) -> Path:
        """Write claims_<document>.csv into a folder (True: the results folder); return its path.

        Raises
        ------
        ClaimError
            If the kit is an installed package and no folder is named.
        WriteError
            If the folder cannot be made or written to.
        """
        if folder is True and resources.installed():
            raise ClaimError(
                f"claims_{self.document}.csv: the kit is installed as a package, whose tables stay "
                "as they came; name a folder for yours, e.g. write = 'my-results'."
            )
        place = resources.results() if folder is True else Path(folder)
        path = place / f"claims_{self.document}.csv"
        with files.write_atomically(path) as temporary:
            temporary.write_text(self.csv(), encoding="utf-8")
        return path

    def heading(self) -> str:
        """Return one line: how many claims and rows, and how many of each verdict."""
        counts = self.counts()
        given = ", ".join(f"{name} {count}" for name, count in counts.items() if count)
        claims, rows = sum(counts.values()), len(self.rows)
        beneath = "" if claims == rows else f" in {rows} rows"
        return f"{claims} {'claim' if claims == 1 else 'claims'}{beneath}: {given}"

    def __repr__(self):
        lines = [f"{row['verdict']}: {row['place']}, {row['claim']}" for row in _ordered(self.rows)]
        return "\n".join([self.heading(), *lines])

    def _repr_html_(self):
        head = "".join(f'<th style="text-align:left">{name}</th>' for name in _HEADER)
        rows = "".join(map(_html_row, _ordered(self.rows)))
        summary = f"<summary>{html(self.heading(), 300)}</summary>"
        return f"<details>{summary}<table><tr>{head}</tr>{rows}</table></details>"


def _groups(rows):
    """Return the lists of rows that are one claim each, in the order of their first ones."""
    groups: dict[tuple[bool, str], list] = {}
    for row in rows:
        key = (True, row["group"]) if row["group"] else (False, row["id"])
        groups.setdefault(key, []).append(row)
    return list(groups.values())


def _verdicts(rows):
    """Return one verdict for each claim, the gravest of its rows."""
    return [gravest(row["verdict"] for row in some) for some in _groups(rows)]


def _ordered(rows):
    """Return rows with those of a group behind its first one, `beneath` told from it."""
    return [row | {"beneath": k > 0} for some in _groups(rows) for k, row in enumerate(some)]


def _cells(row):
    same, right = (_number(row[name]) for name in ("same_method", "put_right"))
    sign = {"=": "", "<=": "≤ ", ">=": "≥ "}[row["comparison"]]
    claim = row["claim"]
    if row["unit"]:
        claim += f" [{row['unit']}]"
    for mark in ("follows", "assumes"):
        if row[mark]:
            claim += f". {mark.title()}: {row[mark]}"
    place = f"↳ {row['place']}" if row["beneath"] else row["place"]
    seed = "" if row["seed"] is None else f", seed {row['seed']}"
    origin = f"; {row['origin']}" if row["origin"] else ""
    how = f"{row['tested']}; {row['label']}: {row['data']}{seed}{origin}"
    printed = f"{sign}{row['figure']} (“{row['quote']}”)"
    return place, printed, claim, same, right, row["verdict"], how


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
    looks[0], looks[2] = f"{look}; min-width:5em", f"{look}; min-width:15em"
    looks[6] = f"{look}; font-size:85%"
    shown = "".join(f'<td style="{a}">{cell}</td>' for a, cell in zip(looks, cells, strict=True))
    return f"<tr>{shown}</tr>"


def _value(way, said):
    value = way() if callable(way) else way
    if value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise ClaimError(f"{said.place}, “{said.says}”: {value!r} is not a finite number.")
    return number


def committed(folder: Path | None = None) -> pd.DataFrame:
    """Return the counts of all claims_*.csv: one row per document, one column per verdict.

    Raises
    ------
    ClaimError
        If there are none.
    """
    folder = folder or resources.results()
    counted = {}
    for path in sorted(folder.glob("claims_*.csv")):
        rows = pd.read_csv(path, dtype={"group": "object"}, keep_default_na=False)
        given = pd.Series(_verdicts(rows.to_dict("records")))
        counted[path.stem.removeprefix("claims_")] = given.value_counts()
    if not counted:
        raise ClaimError(f"{folder}: no claims_*.csv; run `python benchmarks/claims.py`.")
    return pd.DataFrame(counted).T.reindex(columns=list(VERDICTS)).fillna(0).astype(int)


def summary(folder: Path | None = None) -> str:
    """Return the summary as Markdown: what was done with how many claims, and the counts."""
    counts = committed(folder)
    total, each = counts.to_numpy().sum(), counts.sum()
    lines = [f"Of {total} independent claims:", ""]
    lines += [f"- {each[name]} **{name}**: {meaning};" for name, meaning in MEANINGS.items()]
    lines[-1] = lines[-1].removesuffix(";") + "."
    rows: list[Iterable[Any]] = [
        (f"[{name}](notebooks/reproduce/{name}.ipynb)", row.sum(), *row)
        for name, row in counts.iterrows()
    ]
    rows.append(("all", total, *each))
    return "\n".join(lines) + "\n\n" + _markdown(("document", "claims", *VERDICTS), rows)


def _markdown(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(map(str, row)) + " |" for row in rows]
    return "\n".join(lines) + "\n"
