"""Do the tests notice? Puts subtle faults into the kit, one at a time, and runs the tests.

    python benchmarks/mutation.py [--count 250] [--seed 1] [--only PREFIX...] [--minutes M]

Faults are drawn from Python, C, templates of C, assembly and sketches, as many from each file as
its lines say: a boundary, an operator, a condition, a constant, an axis, an argument, a mnemonic.
Each is put into a copy of the project, whose tests run, nearest first: those named after the file,
those of its folder, then others that import it. The first failure kills the mutant; a run that
takes three times as long as without a fault, and a minute more, counts as killed, too.

results/mutation.csv has one row per mutant; with --resume those that are in it are not judged
again. A survivor is a fault that no test saw: read it, and write the test, or see that it changes
nothing. Tests that are skipped here, for want of a compiler, see nothing. On Linux and macOS.
"""

import argparse
import signal
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
from mutants.draw import draw
from mutants.judge import Copy, Judge
from mutants.nearest import Project

from tinyml_kit.base import files

ROOT = Path(__file__).resolve().parents[1]
CSV = ROOT / "benchmarks" / "results" / "mutation.csv"
COLUMNS = ("file", "line", "kind", "old", "new", "verdict", "by", "seconds")
KEY = list(COLUMNS[:5])


def row(mutant, verdict):
    """Return the line of the table for a mutant."""
    return dict(zip(COLUMNS, (*mutant.key, *verdict[:2], round(verdict.seconds, 1)), strict=True))


def known_rows():
    """Return the rows of an earlier run, as text."""
    if not CSV.exists():
        return []
    return pd.read_csv(CSV, dtype=str, keep_default_na=False).to_dict("records")


def keep(rows):
    """Write the table."""
    CSV.parent.mkdir(exist_ok=True)
    with files.write_atomically(CSV) as path:
        pd.DataFrame(rows, columns=COLUMNS).to_csv(path, index=False, lineterminator="\n")


def summary(rows):
    """Return verdicts by folder and by kind of fault, and the survivors in full."""
    table = pd.DataFrame(rows, columns=COLUMNS)
    folder = table["file"].map(lambda file: "/".join(file.split("/")[:2])).rename("folder")
    parts = [
        pd.crosstab(by, table["verdict"], margins=True, margins_name="together").to_string()
        for by in (folder, table["kind"])
    ]
    for one in table[table["verdict"] == "survived"].sort_values("file").itertuples():
        parts.append(f"{one.file}:{one.line} ({one.kind})\n  - {one.old}\n  + {one.new}")
    return "\n\n".join(parts)


def judged(mutants, seconds, minutes):
    """Yield the row of each mutant, until so many minutes are over."""
    end = time.monotonic() + 60 * minutes
    project = Project(ROOT)
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        judge = Judge(Copy(ROOT, Path(folder)), seconds)
        for mutant in mutants:
            if time.monotonic() >= end:
                break
            yield row(mutant, judge.judge(mutant, project.stages(mutant.file)))


def main():
    """Read the command line, judge, print and keep a row after every mutant."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=250, help="faults (default: 250)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="+", default=[], metavar="PREFIX", help="of files' paths")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="start none later")
    parser.add_argument(
        "--seconds", type=float, default=300, metavar="S",
        help="of tests beyond a file's own, without a fault (default: 300)",
    )  # fmt: skip
    parser.add_argument("--resume", action="store_true", help="go on with the table as it is")
    given = parser.parse_args()
    # Ended from outside, it still ends its tests and takes its copy away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    rows = known_rows() if given.resume else []
    known = {tuple(str(one[name]) for name in KEY) for one in rows}
    mutants = draw(ROOT, given.count, given.seed, given.only)
    left = [mutant for mutant in mutants if mutant.key not in known]
    print(f"{len(mutants)} mutants, {len(left)} to judge", flush=True)
    for number, found in enumerate(judged(left, given.seconds, given.minutes), 1):
        rows.append(found)
        keep(rows)
        print(
            "{number:>4} {verdict:<9}{seconds:>7} s  {file}:{line} {kind}".format(
                number=number, **found
            )
            + (f", by {found['by']}" if found["by"] else ""),
            flush=True,
        )
    print(summary(rows))


if __name__ == "__main__":
    main()
