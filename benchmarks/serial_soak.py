"""Many predictions over a pseudo-terminal, with a kill every thousand: is each right, is all gone?

    python -m benchmarks.serial_soak [--predictions 100000] [--every 1000] [--lines 4]
        [--seconds S] [--resume]

On each line, the board's end of the protocol in C answers at a pseudo-terminal. A process of its
own asks it for predictions, writes down each answer, and is killed at a random moment; the next one
goes on with the same board, whose line may hold half a request and answers that nobody waited for.
Every answer is compared with the network's; afterwards the port has to be free and nothing may be
left. The counts go to results/serial_soak.csv; --resume adds to them. It runs on Linux, where there
is gcc or clang.
"""

import argparse
import csv
import os
import random
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from tests.support import board_in_c
from tests.support.line_faults import OPTIONS, SIZES, expected
from tinyml_kit.base import files, resources
from tinyml_kit.rungs.serial import link
from tinyml_kit.rungs.serial.serial_board import SerialBoard

CSV = resources.results() / "serial_soak.csv"
COUNTED = ("right", "wrong", "kills", "temporaries left")


def inputs(seed: int, count: int) -> list[np.ndarray]:
    """Return `count` inputs for the network in C."""
    rng = np.random.default_rng(seed)
    return [rng.integers(-128, 128, (count, size), dtype=np.int8) for size in SIZES]


def ask(port: str, seed: int, work: int) -> None:
    """Ask a board for predictions, each said with its number, until somebody ends this process."""
    first, second = inputs(seed, work)
    with SerialBoard(port, timeout=20) as board:
        for number in range(work):
            one = slice(number, number + 1)
            (sums, negative), _ = board.predict([first[one], second[one]])
            told = [*sums.view("<i4")[0], *negative.view("<i4")[0]]
            print(number, *told, flush=True)


def serve(board: board_in_c.BoardInC, master: int, stop: threading.Event) -> None:
    """Let the board in C answer what comes over a pseudo-terminal."""
    while not stop.is_set():
        ready, _, _ = select.select([master], [], [], 0.1)
        if ready:
            answer = board.feed(os.read(master, 4096))
            while answer:
                answer = answer[os.write(master, answer) :]


def killed_after(port: str, seed: int, count: int, late: float) -> list[list[int]]:
    """Return what a process says that is killed `late` seconds after so many answers."""
    command = [sys.executable, "-m", "benchmarks.serial_soak", "--ask", port]
    command += ["--seed", str(seed), "--predictions", str(2 * count)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if len(lines) == count:
            time.sleep(late)
            process.send_signal(signal.SIGKILL)
    process.wait()
    whole = [line for line in lines if line.endswith("\n")]
    return [list(map(int, line.split())) for line in whole]


def soak(first: int, step: int, predictions: int, every: int, until: float) -> Counter[str]:
    """Ask the board of one line for predictions by many processes; return what became of them.

    Parameters
    ----------
    first, step : of the seeds of its processes
    predictions : int, on this line
    every : int, answers after which a process is killed
    until : float, on the clock of time.monotonic, when no further process is started
    """
    counts: Counter[str] = Counter()
    stop, chance = threading.Event(), random.Random(first)
    with tempfile.TemporaryDirectory() as folder:
        board = board_in_c.compiled(folder, *OPTIONS)
        board.reset()
        master, slave = os.openpty()
        port = os.ttyname(slave)
        link.open_port(port).close()  # which sets the terminal to raw
        thread = threading.Thread(target=serve, args=(board, master, stop))
        thread.start()
        try:
            for seed in range(first, 10**9, step):
                enough = counts["right"] + counts["wrong"] >= predictions
                if enough or time.monotonic() > until:
                    break
                sums, negative = expected(*inputs(seed, 2 * every))
                answers = killed_after(port, seed, every, chance.random() * 0.005)
                counts["kills"] += 1
                counts["wrong"] += not answers  # a process that gave none
                for number, *told in answers:
                    same = told == [*sums[number], *negative[number]]
                    counts["right" if same else "wrong"] += 1
            link.open_port(port).close()  # the port is free
        finally:
            stop.set()
            thread.join()
            os.close(master)
            os.close(slave)
    return counts


def known() -> Counter[str]:
    """Return the counts of an earlier run."""
    if not CSV.exists():
        return Counter()
    with CSV.open(newline="") as file:
        return Counter({row["what"]: int(row["count"]) for row in csv.DictReader(file)})


def keep(counts: Counter[str]) -> None:
    """Write the counts."""
    with files.write_atomically(CSV) as path, path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([("what", "count"), *((name, counts[name]) for name in COUNTED)])


def main(arguments: list[str] | None = None) -> int:
    """Run the soak; return 0 if every answer was right and nothing is left."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--predictions", type=int, default=100_000)
    parser.add_argument("--every", type=int, default=1000)
    parser.add_argument("--lines", type=int, default=4, help="side by side: most time is waiting")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after these")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--ask", metavar="PORT", help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.ask:
        ask(options.ask, options.seed, options.predictions)
        return 0
    start, lines = time.monotonic(), options.lines
    counts = known() if options.resume else Counter()
    todo = options.predictions - counts["right"] - counts["wrong"]
    each, until = -(-todo // lines), start + options.seconds
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(lines) as pool:
        # Temporaries of these processes, and of nobody else on this computer.
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        seeds = range(counts["kills"], counts["kills"] + lines)
        runs = [pool.submit(soak, one, lines, each, options.every, until) for one in seeds]
        counts = sum((run.result() for run in runs), counts)
        counts["temporaries left"] += len(list(Path(folder).iterdir()))
    tempfile.tempdir = None
    keep(counts)
    print(
        f"{counts['right']:,} right, {counts['wrong']} wrong, {counts['kills']} kills, "
        f"{counts['temporaries left']} temporaries left; {time.monotonic() - start:.0f} s on "
        f"{lines} lines (simulated boards)"
    )
    return 1 if counts["wrong"] or counts["temporaries left"] else 0


if __name__ == "__main__":
    sys.exit(main())
