"""Faults on a serial line: is every answer that Python accepts the network's own?

    python -m benchmarks.serial_faults [--faults 1000000] [--seed 1]

The board's end of the protocol in C (with sanitizers) and Python's talk over a line on which bytes
are flipped, lost and doubled, frames come late, twice, cut or not at all, whole frames have odd
lengths and statuses, the board restarts, and a second program asks the same board. Half of the
networks have state. A prediction has to be right, or to be refused in a sentence. Counts go to
results/serial_faults.csv. It runs where there is gcc or clang.
"""

import argparse
import csv
import sys
import tempfile
from collections import Counter

from tests.support import board_in_c
from tests.support.line_faults import OPTIONS, REFUSED, RIGHT, WRONG, trial
from tinyml_kit.base import files, resources
from tinyml_kit.base.progress import progress

CSV = resources.results() / "serial_faults.csv"


def main(arguments: list[str] | None = None) -> int:
    """Put faults on lines until there are enough; return 1 if a wrong answer was accepted."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--faults", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    verdicts: Counter = Counter()
    faults: Counter = Counter()
    with tempfile.TemporaryDirectory() as plain, tempfile.TemporaryDirectory() as stateful:
        boards = [
            board_in_c.compiled(plain, *OPTIONS),
            board_in_c.compiled(stateful, *OPTIONS, "-DSTATEFUL"),
        ]
        bar = progress(None, desc="faults", total=options.faults)
        number = 0
        while faults.total() < options.faults:
            seed, state = (options.seed << 32) + number, number % 2 == 1
            found, met = trial(boards[state], seed, stateful=state)
            if found[WRONG]:
                print(f"trial {number}: {found[WRONG]} wrong answers were accepted")
            verdicts, faults, number = verdicts + found, faults + met, number + 1
            bar.update(met.total())
        bar.close()
    with files.write_atomically(CSV) as temporary, open(temporary, "w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["what", "count"])
        rows.writerows((f"answers {name}", verdicts[name]) for name in (RIGHT, REFUSED, WRONG))
        rows.writerows(sorted(faults.items()))
    print(f"{faults.total():,} faults: {dict(verdicts)}; {CSV.name}")
    return 1 if verdicts[WRONG] else 0


if __name__ == "__main__":
    sys.exit(main())
