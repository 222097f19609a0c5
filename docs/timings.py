"""Put new times into the table in INSTRUCTORS.md: `tinyml-kit run | python docs/timings.py`."""

import re
import sys
from pathlib import Path

INSTRUCTORS = Path(__file__).resolve().parent.parent / "INSTRUCTORS.md"
#: A line of `tinyml-kit run`.
LINE = re.compile(r"^(\w+) +(\d+) cells +([\d.]+) s \(measured\)$", re.MULTILINE)


def renewed(text: str, output: str) -> str:
    """Return the text with the cells and seconds that `tinyml-kit run` printed.

    A chapter without a row in the table is an error: only people can say its time in class.
    """
    for chapter, cells, seconds in LINE.findall(output):
        row = re.compile(rf"^\| {chapter} \|[^|]*\|[^|]*\|", re.MULTILINE)
        text, found = row.subn(f"| {chapter} | {cells} | {float(seconds):.0f} s |", text)
        if not found:
            sys.exit(f"timings: {INSTRUCTORS.name} has no row for {chapter}; add one.")
    return text


def main() -> None:
    """Update the table from standard input."""
    text = INSTRUCTORS.read_text(encoding="utf-8")
    INSTRUCTORS.write_text(renewed(text, sys.stdin.read()), encoding="utf-8")


if __name__ == "__main__":
    main()
