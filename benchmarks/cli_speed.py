"""What a command costs before it does anything: CPU seconds of the command line and of peers.

`python benchmarks/cli_speed.py` writes benchmarks/results/cli_speed.csv. Each command runs 15
times in turn with the others. The time is CPU time (user and system, as the operating system counts
it for a child process), which other work on the machine changes less than wall-clock time.
"""

import csv
import os
import platform
import resource
import statistics
import subprocess
import sys
from pathlib import Path

from tinyml_kit.base import resources

CSV = Path(__file__).parent / "results" / "cli_speed.csv"
RUNS = 15
MODEL = str(resources.data_dir() / "bragg_100px_int8.tflite")
KIT = ["-m", "tinyml_kit.cli"]
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "python -c 'import numpy'": ["-c", "import numpy"],
    "tinyml-kit --help": [*KIT, "--help"],
    "tinyml-kit ladder --help": [*KIT, "ladder", "--help"],
    "tinyml-kit size MODEL": [*KIT, "size", MODEL],
    "pip --version": ["-m", "pip", "--version"],
    "jupyter --version": ["-m", "jupyter", "--version"],
}


def cpu_seconds(arguments):
    """Return the CPU seconds that Python and its children take with some arguments."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    """Measure, print one line per command, and write the table."""
    times = {name: [] for name in COMMANDS}
    for _ in range(RUNS + 1):
        for name, arguments in COMMANDS.items():
            times[name].append(cpu_seconds(arguments))
    rows = []
    for name, (_, *seconds) in times.items():  # the first fills the disk's cache
        median = statistics.median(seconds)
        rows.append([name, f"{median:.3f}", f"{min(seconds):.3f}", f"{max(seconds):.3f}", RUNS])
        print(f"{name:<28}{median:7.3f} s (measured, median of {RUNS})", flush=True)
    machine = [platform.python_version(), platform.machine(), os.cpu_count()]
    with open(CSV, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        header = ["command", "cpu_seconds", "least", "most", "runs", "python", "machine", "cores"]
        writer.writerow(header)
        writer.writerows([*row, *machine] for row in rows)


if __name__ == "__main__":
    main()
