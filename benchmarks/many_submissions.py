"""A class of a thousand, a hundred of whose notebooks are damaged: how long does `progress` take?

    python benchmarks/many_submissions.py [--people 1000]

Each person hands in one of the kit's exercise notebooks; every tenth is damaged in one of ten ways.
Prints the rows and the seconds (measured), and fails if somebody is missing.
"""

import argparse
import csv
import io
import os
import sys
import tempfile
import time
from pathlib import Path

from tinyml_kit.teach import chapters, standing

DAMAGES = [
    lambda content: b"",
    lambda content: content[: len(content) // 2],
    lambda content: b"\xff\xfe" + content,
    lambda content: b"[" * 100_000,
    lambda content: b"<<<<<<< ours\n" + content,
    lambda content: b"\x00" * 1000,
    lambda content: content.replace(b'"nbformat": 4', b'"nbformat": 3'),
    lambda content: content.replace(b'"points": 1', b'"points": "=1+1"'),
    lambda content: b'{"cells": {}}',
    lambda content: b"null",
]


def hand_in(folder: Path, people: int) -> None:
    """Write the submissions of so many people."""
    notebooks = sorted((chapters.folder() / "exercises").glob("*.ipynb"))
    for number in range(people):
        source = notebooks[number % len(notebooks)]
        content = source.read_bytes()
        if number % 10 == 9:
            content = DAMAGES[number // 10 % len(DAMAGES)](content)
        (folder / f"person {number:04}").mkdir()
        (folder / f"person {number:04}" / source.name).write_bytes(content)


def main() -> int:
    """Make a class, read it, and return 0 if everybody has a row."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--people", type=int, default=1000)
    people = parser.parse_args().people
    with tempfile.TemporaryDirectory() as name:
        hand_in(Path(name), people)
        start = time.monotonic()
        written = io.StringIO()
        standing.write_csv(standing.submitted(name), written)
        seconds = time.monotonic() - start
    rows = list(csv.DictReader(io.StringIO(written.getvalue())))
    there = {row["student"] for row in rows}
    damaged = sum(row["status"] == standing.UNREADABLE for row in rows)
    print(
        f"{len(there)} of {people} people, {len(rows)} rows, {damaged} unreadable, "
        f"{seconds:.1f} s (measured, {os.cpu_count()} cores)"
    )
    return 0 if len(there) == people else 1


if __name__ == "__main__":
    sys.exit(main())
