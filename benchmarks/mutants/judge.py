"""Judge faults by tests: in a copy of the project, in processes that end in time."""

import contextlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from .draw import Mutant
from .nearest import Stages

IGNORED = (
    ".git", ".venv", "node_modules", "build", "dist", "__pycache__", ".*_cache", ".hypothesis",
    ".ipynb_checkpoints", "*.egg-info",
)  # fmt: skip
PATIENCE = 60  # seconds that a run may last beyond three times what it lasts without a fault
HOUR = 3600  # for a file's own tests
LEAST = 5  # seconds: no file of tests is tried for less
NO_TESTS = 5  # pytest's exit status where nothing was collected
# The plug-in for notebooks, which are not run, takes seconds to load.
OPTIONS = (
    "-x", "-n", "0", "-rfE", "--tb=no", "--color=no", "--hypothesis-seed=0", "-p", "no:nbval",
    "-p", "no:cacheprovider",
)  # fmt: skip


class Outcome(NamedTuple):
    """How a run of tests ended: passed, failed or timeout, in which file of tests, how soon."""

    how: str
    test: str
    seconds: float


class Verdict(NamedTuple):
    """What became of a mutant: killed, survived or timeout, by which file of tests, how soon."""

    verdict: str
    by: str
    seconds: float


class Copy:
    """A copy of the project, in which files are changed and tests run."""

    def __init__(self, root: Path, folder: Path):
        self.root, self.scratch = Path(folder) / "project", Path(folder) / "scratch"
        shutil.copytree(root, self.root, ignore=shutil.ignore_patterns(*IGNORED))
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(self.root),
            # Nothing that a fault brought about is left for the next run, nor for the reader.
            "TINYML_KIT_CACHE": str(self.scratch / "cache"),
            "TMPDIR": str(self.scratch),
            "PYTEST_ADDOPTS": "",
        }

    @contextlib.contextmanager
    def holding(self, mutant: Mutant) -> Iterator[None]:
        """Hold the mutant's text in its file while the block runs."""
        path = self.root / mutant.file
        try:
            self._write(path, mutant.after)
            yield
        finally:
            self._write(path, mutant.before)

    def _write(self, path, text):
        path.write_text(text, encoding="utf-8")
        # Bytecode is known by size and second, which two texts may share.
        Path(importlib.util.cache_from_source(path)).unlink(missing_ok=True)

    def test(self, tests: Sequence[str], limit: float) -> Outcome:
        """Run files of tests until one fails or `limit` seconds are over."""
        shutil.rmtree(self.scratch, ignore_errors=True)
        shutil.rmtree(self.root / ".hypothesis", ignore_errors=True)
        self.scratch.mkdir(parents=True)
        command = [sys.executable, "-m", "pytest", *OPTIONS, *tests]
        start = time.monotonic()
        status, text = self._run(command, limit)
        seconds = time.monotonic() - start
        how = "passed" if status in (0, NO_TESTS) else "timeout" if status is None else "failed"
        return Outcome(how, "" if how == "passed" else last_test(text), seconds)

    def _run(self, command, limit):
        """Return exit status and output of a command; no status if it was ended for its time."""
        output = self.scratch / "output.txt"
        with output.open("wb") as file:
            process = subprocess.Popen(
                command,
                cwd=self.root,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                status = process.wait(limit)
            except subprocess.TimeoutExpired:
                status = None
            finally:
                # Simulators that a test has started go with it.
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        return status, output.read_text(encoding="utf-8", errors="replace")


def last_test(text: str) -> str:
    """Return the file of tests that pytest names as failed, or else named last, or nothing."""
    failed = re.search(r"^(?:FAILED|ERROR) (tests/\S+?\.py)", text, re.MULTILINE)
    begun = re.findall(r"^(tests/\S+\.py)", text, re.MULTILINE)
    return failed[1] if failed else begun[-1] if begun else ""


class Judge:
    """Runs the tests of mutants, nearest first, and knows which of them pass without a fault."""

    def __init__(self, copy: Copy, seconds: float):
        self.copy, self.seconds, self.clean = copy, seconds, {}

    def without_fault(self, test: str, limit: float) -> Outcome:
        """Return how a file of tests ends without a fault within so many seconds."""
        known = self.clean.get(test)
        if known is None or (known.how == "timeout" and known.seconds < limit):
            known = self.clean[test] = self.copy.test([test], limit)
            says = {"passed": "lasts", "timeout": "is left out: it lasts over"}
            what = says.get(known.how, "is left out: it fails after")
            print(f"     {test} {what} {known.seconds:.0f} s without a fault", flush=True)
        return known

    def within(self, tests: Sequence[str], seconds: float) -> tuple[list[str], float]:
        """Return the first tests that pass without a fault and last so long, and their seconds."""
        taken, spent = [], 0.0
        for test in tests:
            left = seconds - spent
            if left < LEAST:
                break
            known = self.without_fault(test, max(seconds, self.seconds))
            if known.how == "passed" and known.seconds <= left:
                taken.append(test)
                spent += known.seconds
        return taken, spent

    def judge(self, mutant: Mutant, stages: Stages) -> Verdict:
        """Run the tests of a mutant, stage by stage, until one notices it.

        A file's own tests are all run; of its folder's and the wider ones, so many as last
        `seconds` without a fault.
        """
        spent, left = 0.0, self.seconds
        for number, stage in enumerate(stages):
            tests, lasting = self.within(stage, left if number else HOUR)
            left -= lasting if number else 0
            if not tests:
                continue
            with self.copy.holding(mutant):
                outcome = self.copy.test(tests, PATIENCE + 3 * lasting)
            spent += outcome.seconds
            if outcome.how != "passed":
                verdict = "killed" if outcome.how == "failed" else "timeout"
                return Verdict(verdict, outcome.test, spent)
        return Verdict("survived", "", spent)
