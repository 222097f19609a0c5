"""Installers of packages, watched: what they are at, how far, and why one failed.

kit.py imports this before anything is installed: standard library only.
"""

import os
import shutil
import subprocess
import sys
import threading
import time

#: Free space that the set-up asks for, in GB: 3.4 installed (measured), the rest on the way.
GIGABYTES_NEEDED = 5

UV_NAMES = {
    "PIP_INDEX_URL": "UV_DEFAULT_INDEX",
    "PIP_NO_INDEX": "UV_NO_INDEX",
    "PIP_FIND_LINKS": "UV_FIND_LINKS",
}

# How the lines of uv begin that show it at work.
SHOWN = ("Resolved", "Downloading", "Prepared", "Installed", "Bytecode compiled")

# What uv does after such a line; of the last two steps it says nothing before they are done.
NEXT = {
    "Resolved": "fetching and unpacking packages",
    "Prepared": "putting the packages into place",
    "Installed": "compiling, 1 to 2 minutes, for quick starts",
}

# What pip and uv print when the cause lies outside the kit.
DISK_FULL = ("No space left", "os error 28", "Errno 28", "os error 112", "Disk quota exceeded")
NO_NETWORK = (
    "NewConnectionError",
    "ConnectTimeout",
    "name resolution",
    "Failed to establish",
    "Connection refused",
    "Network is unreachable",
    "timed out",
)


class Progress:
    """What an installer is at: a line that moves on a terminal, plain lines anywhere else.

    It counts the seconds and how much fuller the disk has become (MB, measured): installers say
    nothing of either where nobody but a program reads their output.
    """

    def __init__(self, folder: str):
        self.folder, self.doing = folder, "working"
        self.start, self.free = time.monotonic(), shutil.disk_usage(folder).free
        self.moves = sys.stderr.isatty()
        self.lock, self.ended = threading.Lock(), threading.Event()

    def __enter__(self):
        self.thread = threading.Thread(target=self._tick, daemon=True)
        if self.moves:
            self.thread.start()
        return self

    def __exit__(self, *problem):
        self.ended.set()
        if self.moves:
            self.thread.join()
            self.write("")

    def line(self) -> str:
        """Return what is done now, for how long, and how much has come."""
        seconds = time.monotonic() - self.start
        megabytes = max(0, self.free - shutil.disk_usage(self.folder).free) / 1e6
        return f"kit.py: {self.doing}: {megabytes:.0f} MB on disk, {seconds:.0f} s"

    def hear(self, said: str) -> None:
        """Take a line of an installer: show it if it tells how far it is."""
        said = said.strip()
        if said.startswith(SHOWN):
            self.write(said + "\n")
        for begin, doing in NEXT.items():
            if said.startswith(begin):
                self.doing = doing
                if not self.moves:
                    self.write(f"kit.py: {doing}\n")

    def write(self, text: str) -> None:
        """Write in place of the line that moves."""
        with self.lock:
            sys.stderr.write(("\r" + " " * 79 + "\r") * self.moves + text)
            sys.stderr.flush()

    def _tick(self):
        while not self.ended.wait(0.5):
            self.write(self.line()[:79])


def watch(command: list[str], folder: str) -> tuple[int, str]:
    """Run an installer, show its progress, and return its exit status and its output.

    `folder` is on the disk that fills up meanwhile.
    """
    settings = dict(os.environ)
    # Where pip was told to look for packages, uv shall look too.
    for pip_name, uv_name in UV_NAMES.items():
        if pip_name in settings:
            settings.setdefault(uv_name, settings[pip_name].replace(" ", ","))
    process = subprocess.Popen(
        command,
        env=settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    lines = []
    with Progress(folder) as progress:
        for line in process.stdout:
            lines.append(line)
            progress.hear(line)
    return process.wait(), "".join(lines)


def disk_is_full(output: str) -> bool:
    """Tell whether an installer failed for want of space."""
    return any(mark in output for mark in DISK_FULL)


def network_is_missing(output: str) -> bool:
    """Tell whether pip failed for want of a network."""
    return any(mark in output for mark in NO_NETWORK)


def explain(output: str) -> str:
    """Return one sentence for the reader about the output of an installer that failed."""
    if disk_is_full(output):
        return (
            "no disk space: the disk filled up during the set-up; "
            f"free {GIGABYTES_NEEDED} GB and start again"
        )
    if network_is_missing(output):
        return (
            "no network: the packages could not be fetched; connect, or let PIP_INDEX_URL name a "
            "package index within reach, and start again"
        )
    sys.stderr.write(output)
    return "the set-up failed, for the reason above; start again when it is gone"
