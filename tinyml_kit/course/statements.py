"""What a document says: one row per statement, each with its figure, its place and its words.

The rows lie in `published/<document>.csv` beside this file, one line a statement:

id : what a notebook calls it
place : chapter, page, table, row and column
figure : the number exactly as it is printed, or the word for it ("four")
quote : at most eight words of the document beside the figure, its qualifier among them
says : the statement, in our words
value : the number, where the figure is a word or has another form
unit : of the number
on : the kind of data or thing that the statement is about
group : one name for all rows that stand or fall together; empty for a row on its own
follows : the step from the printed figure to what is tested, if they are not the same
assumes : what the verdict rests on and nobody can look up
file : where the words stand if not in the document's text: a file of the repository that it names
"""

import csv
import math
import re
from dataclasses import dataclass
from pathlib import Path

from tinyml_kit.base.errors import BadInput

FOLDER = Path(__file__).parent / "published"
FIELDS = (
    "id", "place", "figure", "quote", "says", "value", "unit", "on", "group", "follows", "assumes",
    "file",
)  # fmt: skip
MOST_WORDS = 8
#: Words that make a statement weaker, and how: "about" widens the tolerance; one case that differs
#: does not refute what is "typical"; and no case refutes what is only "possible".
HEDGES = {
    "about": ("about", "approximately", "around", "roughly", "rough", "nearly", "almost", "~", "≈"),
    "typical": ("typically", "typical", "usually", "generally", "often", "tend", "most"),
    "possible": ("potentially", "may", "might", "could", "possible"),
}


class StatementError(BadInput):
    """A row of a document's table that does not say what it must."""


@dataclass(frozen=True)
class Statement:
    """One row of a document's table; FIELDS without `value`, and the number `published`.

    `published` is an int if the figure is one (a count, exact), else a float.
    """

    id: str
    place: str
    figure: str
    quote: str
    says: str
    unit: str
    on: str
    group: str
    follows: str
    assumes: str
    file: str
    published: int | float

    @property
    def hedge(self) -> str:
        """Return the kinds of qualifier in the quoted words, keys of HEDGES with spaces between."""
        words = set(re.findall(r"[\w']+|[~≈]", f"{self.quote} {self.figure}".lower()))
        return " ".join(kind for kind, some in HEDGES.items() if words & set(some))


def number(text: str) -> int | float:
    """Return a printed number: "1,600" and "48" are counts, "94.2" and "90.0" are not.

    Raises
    ------
    ValueError
        If it is none.
    """
    plain = text.replace(",", "").replace("\u202f", "").strip("%×x~≈$>< ").replace("−", "-")
    if re.fullmatch(r"-?\d+", plain):
        return int(plain)
    value = float(plain)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def statement(row: dict[str, str]) -> Statement:
    """Return the statement of one row, {field: text}.

    Raises
    ------
    StatementError
        If something is missing, if the quote is too long, or if there is no number.
    """
    name = row.get("id") or "a row without an id"
    for field in ("id", "place", "figure", "quote", "says"):
        if not row.get(field):
            raise StatementError(f"{name}: `{field}` is empty; a statement needs it.")
    if len(row["quote"].split()) > MOST_WORDS:
        raise StatementError(f"{name}: the quote has more than {MOST_WORDS} words; shorten it.")
    try:
        published = number(row.get("value") or row["figure"])
    except ValueError:
        raise StatementError(
            f"{name}: {row.get('value') or row['figure']!r} is no number; give one in `value`."
        ) from None
    texts = {field: row.get(field) or "" for field in FIELDS if field != "value"}
    return Statement(**texts, published=published)


def read(document: str, folder: Path = FOLDER) -> dict[str, Statement]:
    """Return the statements of a document, {id: Statement}, in the order of its table.

    Raises
    ------
    StatementError
        If there is no such table, if its columns are others, or if a row is unfit.
    """
    path = folder / f"{document}.csv"
    if not path.is_file():
        known = ", ".join(sorted(other.stem for other in folder.glob("*.csv")))
        raise StatementError(f"{document}: no such document; there are: {known}.")
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        if tuple(reader.fieldnames or ()) != FIELDS:
            raise StatementError(f"{path.name}: its columns must be {', '.join(FIELDS)}.")
        rows = [statement(row) for row in reader]
    found: dict[str, Statement] = {}
    for row in rows:
        if row.id in found:
            raise StatementError(f"{path.name}: two rows are called {row.id}; rename one.")
        found[row.id] = row
    return found
