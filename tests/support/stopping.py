"""A command that is told to end, in a folder and a session of its own, and what it leaves there."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

SIGNALS = {"SIGTERM": 143, "SIGINT": 130}
#: How many times longer everything takes on a machine with too much to do.
LOAD = max(1, os.getloadavg()[0] / (os.cpu_count() or 1))
#: Seconds after which a command that has not ended has failed to.
PATIENCE = 30.0 * LOAD


def alive(session):
    """Return the command lines of the processes whose environment has this mark (Linux)."""
    mark, found = f"TINYML_KIT_MARK={session}".encode(), []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                state = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
                if state != "Z":
                    found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue  # it has just ended
    return found


class Command:
    """A running tinyml-kit; `folder` is its working directory, `folder/tmp` has its temporaries."""

    def __init__(self, folder, *arguments):
        self.folder, self.mark = Path(folder), f"{os.getpid()}-{time.monotonic_ns()}"
        (self.folder / "tmp").mkdir(exist_ok=True)
        environment = {
            **os.environ, "TMPDIR": str(self.folder / "tmp"), "TINYML_KIT_MARK": self.mark,
            "TF_CPP_MIN_LOG_LEVEL": "3",
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tinyml_kit.cli", *map(str, arguments)],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def wait_until(self, ready, seconds=60):
        """Wait until `ready(self)` is true; tell whether the command still runs then."""
        deadline = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < deadline:
            if ready(self):
                return True
            time.sleep(0.02)
        return False

    def running(self):
        """Return the command lines of the command and of all that it started."""
        return alive(self.mark)

    def stop(self, name):
        """Send a signal to the command alone; return seconds, status, and what it said."""
        start = time.monotonic()
        self.process.send_signal(getattr(signal, name))
        try:
            _, said = self.process.communicate(timeout=PATIENCE)
        finally:
            self.process.kill()
        return time.monotonic() - start, self.process.returncode, said

    def left(self, seconds=3.0):
        """Return the processes and temporaries that are left; children have a moment to end."""
        deadline = time.monotonic() + seconds
        while self.running() and time.monotonic() < deadline:
            time.sleep(0.05)
        hidden = [path.name for path in self.folder.iterdir() if path.name.startswith(".")]
        return self.running() + hidden + [path.name for path in (self.folder / "tmp").iterdir()]
