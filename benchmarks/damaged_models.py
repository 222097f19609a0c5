"""Damaged models: is each refused in a sentence, or computed the same by the reference and by C?

    python benchmarks/damaged_models.py [--count 1000000] [--seed 1] [--seconds S] [--resume]
        [--jobs N]

Files are made from those that ship, from random models of every operator and, if the variable
TINYML_KIT_TESTDATA names a folder of others, from its models: bits, bytes, offsets, ends, pieces of
other files, numbers of the schema. Each has to be refused in one sentence, within 2 s of the
processor and 500 MB, or to be computed: the reference and the generated C, watched by the address
and the undefined-behaviour sanitizer, have to agree. Models that differ in weights alone share one
compilation.

Processes of their own judge them, so that a crash or a hang is a fault of one file, too. There is
one for each core, since most of the time goes into compiling. The counts
go to results/damaged_models.csv; --resume goes on behind the last file of that table. Faulty files
are kept in --keep. `--show NUMBER` judges one file here, with a traceback. It runs on Linux.
"""

import argparse
import csv
import os
import queue
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from damaged.judge import BEYOND, COMPUTED, FAULT, LEFT, REFUSED, Judge
from damaged.mutate import mutant, sources

from tinyml_kit.base import files, resources

CSV = resources.results() / "damaged_models.csv"
COLUMNS = ("seed", "files", REFUSED, COMPUTED, LEFT, BEYOND, FAULT)
#: Seconds after which a file counts as one that never ends, compilation included.
PATIENCE = 300


def shared() -> Path | None:
    """Return the folder of other people's models."""
    named = os.environ.get("TINYML_KIT_TESTDATA")
    return Path(named) if named else None


def work(seed: int, start: int, stop: int, step: int) -> None:
    """Judge files and print a line for each: number, verdict, words."""
    models = sources(shared())
    with tempfile.TemporaryDirectory(prefix="damaged-") as folder:
        judge = Judge(Path(folder))
        for number in range(start, stop, step):
            verdict, words = judge.judge(mutant(models, seed, number))
            said = " ".join(words.split()) if verdict == FAULT else ""
            print(number, verdict.replace(" ", "-"), said, sep="\t", flush=True)


def verdicts(seed, start, stop, until, step=1, children=None):
    """Yield (number, verdict, words) for each step-th file, whatever happens to the process."""
    while start < stop and time.monotonic() < until:
        command = [sys.executable, __file__, "--work", str(start), "--count", str(stop)]
        child = subprocess.Popen(
            [*command, "--seed", str(seed), "--step", str(step)],
            stdout=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
        )
        assert child.stdout is not None
        if children is not None:
            children.append(child)
        try:
            while time.monotonic() < until:
                ready, _, _ = select.select([child.stdout], [], [], PATIENCE)
                line = child.stdout.readline().decode() if ready else ""
                if not line:
                    how = "no answer in time" if not ready else f"ended with {child.wait()}"
                    if start < stop:
                        yield start, FAULT, how
                        start += step
                    break
                number, verdict, words = line.rstrip("\n").split("\t")
                start = int(number) + step
                yield int(number), verdict.replace("-", " "), words
                if start >= stop:
                    return
        finally:
            child.terminate()
            child.wait()


def together(seed, start, stop, until, jobs):
    """Yield what `verdicts` of several processes yield, in the order of the files."""
    answers, children, waiting, running = queue.SimpleQueue(), [], {}, jobs

    def watch(first):
        for answer in verdicts(seed, first, stop, until, jobs, children):
            answers.put(answer)
        answers.put(None)

    for first in range(start, start + jobs):
        threading.Thread(target=watch, args=(first,), daemon=True).start()
    try:
        while running:
            answer = answers.get()
            if answer is None:
                running -= 1
                continue
            waiting[answer[0]] = answer
            while start in waiting:
                yield waiting.pop(start)
                start += 1
    finally:
        # Threads end with the program, and leave their processes behind.
        for child in children:
            child.terminate()


def known(seed):
    """Return the counts of an earlier run of this seed, and how many files it judged."""
    rows = list(csv.DictReader(CSV.open())) if CSV.exists() else []
    row = next((row for row in rows if row["seed"] == str(seed)), None)
    others = [one for one in rows if one is not row]
    counts = Counter({name: int(row[name]) for name in COLUMNS[2:]} if row else {})
    return counts, int(row["files"]) if row else 0, others


def keep(seed, judged, counts, others):
    """Write the table."""
    row = {"seed": seed, "files": judged, **{name: counts[name] for name in COLUMNS[2:]}}
    with files.write_atomically(CSV) as path, path.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows([*others, row])


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after these")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--keep", type=Path, default=Path("damaged"), help="for faulty files")
    parser.add_argument("--show", type=int, metavar="NUMBER")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--work", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--step", type=int, default=1, help=argparse.SUPPRESS)
    options = parser.parse_args()
    seed = options.seed
    # A run that is ended from outside leaves neither its worker nor its programs behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if options.work is not None:
        return work(seed, options.work, options.count, options.step)
    models = sources(shared())
    if options.show is not None:
        with tempfile.TemporaryDirectory(prefix="damaged-") as folder:
            return print(*Judge(Path(folder)).judge(mutant(models, seed, options.show)), sep=": ")
    counts, start, others = known(seed)
    if not options.resume:
        counts, start = Counter(), 0
    judged, until = start, time.monotonic() + options.seconds
    try:
        for number, verdict, words in together(seed, start, options.count, until, options.jobs):
            counts[verdict] += 1
            judged = number + 1
            if verdict == FAULT:
                print(f"{number}: {words}", flush=True)
                options.keep.mkdir(parents=True, exist_ok=True)
                (options.keep / f"{seed}_{number}.tflite").write_bytes(mutant(models, seed, number))
    finally:
        keep(seed, judged, counts, others)
    print(f"{judged:,} files: " + ", ".join(f"{counts[name]:,} {name}" for name in COLUMNS[2:]))


if __name__ == "__main__":
    main()
