"""Run package installers: show what they are doing and how far they are, explain failures.

kit.py imports this before anything is installed: standard library only.
"""

import os
import shutil
import subprocess
import sys
import threading
import time

#: Free space that the set-up asks for, in GB: 3.4 for the result (measured), the rest meanwhile.
GIGABYTES_NEEDED = 5

UV_NAMES = {
    "PIP_INDEX_URL": "UV_DEFAULT_INDEX",
    "PIP_NO_INDEX": "UV_NO_INDEX",
    "PIP_FIND_LINKS": "UV_FIND_LINKS",
}

# The beginnings of uv's lines that show its progress.
SHOWN = ("Resolved", "Downloading", "Prepared", "Installed", "Bytecode compiled")

# What uv does after such a line. It prints nothing during the last two steps.
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
# What uv and pip print of a package whose file is not one of the tested.
OTHER_FILE = ("Hash mismatch for", "DO NOT MATCH THE HASHES")
# What they print where the tested version has no wheel for this machine.
NO_WHEEL = ("has no wheels with", "has no usable wheels", "No matching distribution found for")


class Progress:
    """Shows what an installer is doing: a line that moves on a terminal, plain lines elsewhere.

    It shows the seconds and how much fuller the disk has become (MB, measured): installers print
    neither if their output goes to a program.
    """

    def __init__(self, folder: str) -> None:
        self.folder, self.doing = folder, "working"
        self.start, self.free = time.monotonic(), shutil.disk_usage(folder).free
        self.moves = sys.stderr.isatty()
        self.lock, self.ended = threading.Lock(), threading.Event()

    def __enter__(self) -> "Progress":
        self.thread = threading.Thread(target=self._tick, daemon=True)
        if self.moves:
            self.thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self.ended.set()
        if self.moves:
            self.thread.join()
            self.write("")

    def line(self) -> str:
        """Return the line: what is being done, how much has arrived, how long it has taken."""
        seconds = time.monotonic() - self.start
        megabytes = max(0, self.free - shutil.disk_usage(self.folder).free) / 1e6
        return f"kit.py: {self.doing}: {megabytes:.0f} MB on disk, {seconds:.0f} s"

    def hear(self, said: str) -> None:
        """Take a line of an installer and show it if it is about progress."""
        said = said.strip()
        if said.startswith(SHOWN):
            self.write(said + "\n")
        for begin, doing in NEXT.items():
            if said.startswith(begin):
                self.doing = doing
                if not self.moves:
                    self.write(f"kit.py: {doing}\n")

    def write(self, text: str) -> None:
        """Replace the line that moves by a text."""
        with self.lock:
            sys.stderr.write(("\r" + " " * 79 + "\r") * self.moves + text)
            sys.stderr.flush()

    def _tick(self) -> None:
        while not self.ended.wait(0.5):
            self.write(self.line()[:79])


def watch(command: list[str], folder: str) -> tuple[int, str]:
    """Run an installer, show its progress, and return its exit status and its output.

    `folder` is on the disk that the packages go to.
    """
    settings = dict(os.environ)
    if os.name == "nt":
        # Links into uv's cache break where the folder is on another disk or is copied by a program.
        settings.setdefault("UV_LINK_MODE", "copy")
    # uv looks for packages where pip was told to look.
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
        for line in process.stdout or ():
            lines.append(line)
            progress.hear(line)
    return process.wait(), "".join(lines)


def disk_is_full(output: str) -> bool:
    """Tell whether an installer failed because the disk was full."""
    return any(mark in output for mark in DISK_FULL)


def network_is_missing(output: str) -> bool:
    """Tell whether pip failed because it found no network."""
    return any(mark in output for mark in NO_NETWORK)


def differs(output: str) -> bool:
    """Tell whether an installer refused a package that is not the tested one."""
    return any(mark in output for mark in OTHER_FILE)


def explain(output: str) -> str:
    """Return one sentence for the reader that explains the output of a failed installer."""
    if disk_is_full(output):
        return (
            "no disk space: the disk filled up during the set-up; "
            f"free {GIGABYTES_NEEDED} GB and start again"
        )
    if network_is_missing(output):
        return (
            "no network: the packages could not be fetched; connect, or set PIP_INDEX_URL to "
            "a package index within reach, and start again"
        )
    sys.stderr.write(output)
    if differs(output):
        return (
            "a package that was offered is not the tested one, see above: ask the owner of your "
            "package index why; TINYML_KIT_UNCHECKED=1 installs it all the same"
        )
    if any(mark in output for mark in NO_WHEEL):
        return (
            "a package has no tested file for this system, see above; with TINYML_KIT_UNCHECKED=1 "
            "it is built here, and nothing is compared with what was tested"
        )
    return "the set-up failed for the reason above; fix it and start again"
