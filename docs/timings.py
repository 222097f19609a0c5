"""Put new times into the table of INSTRUCTORS.md: `tinyml-kit run | python docs/timings.py`."""

import re
import sys
from pathlib import Path

INSTRUCTORS = Path(__file__).resolve().parent.parent / "INSTRUCTORS.md"
#: A line of `tinyml-kit run`.
LINE = re.compile(r"^(\w+) +(\d+) cells +([\d.]+) s \(measured\)$", re.MULTILINE)


def renewed(text, output):
    """Return the text with the cells and seconds that `tinyml-kit run` gave.

    A chapter that has no row in the table is an error: its time in class is for people to say.
    """
    for chapter, cells, seconds in LINE.findall(output):
        row = re.compile(rf"^\| {chapter} \|[^|]*\|[^|]*\|", re.MULTILINE)
        text, found = row.subn(f"| {chapter} | {cells} | {float(seconds):.0f} s |", text)
        if not found:
            sys.exit(f"timings: {INSTRUCTORS.name} has no row for {chapter}; add one.")
    return text


def main():
    """Renew the table from what is piped in."""
    text = INSTRUCTORS.read_text(encoding="utf-8")
    INSTRUCTORS.write_text(renewed(text, sys.stdin.read()), encoding="utf-8")


if __name__ == "__main__":
    main()
