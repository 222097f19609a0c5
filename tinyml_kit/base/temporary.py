"""Temporary files and folders, which name the process that made them.

A process that is killed cannot clean up. The next one that makes a temporary in the same place
removes what processes that have ended left there.
"""

import contextlib
import os
import platform
import re
import shutil
import stat
import sys
import tempfile
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

#: "tinyml-kit", the machine, the process; hidden beside a file that is being written.
_NAME = re.compile(r"\.?tinyml-kit-([0-9a-f]{8})-(\d+)-")


# What this process has made and not yet removed.
_made: set[str] = set()


@cache
def _machine() -> str:
    """Return what tells this machine, and this container, from others that share a folder."""
    space = ""
    with contextlib.suppress(OSError, AttributeError):
        space = os.readlink("/proc/self/ns/pid")
    return f"{zlib.crc32(f'{platform.node()} {space}'.encode()):08x}"


def prefix() -> str:
    """Return how the names of this process's temporaries begin."""
    return f"tinyml-kit-{_machine()}-{os.getpid()}-"


@contextlib.contextmanager
def folder(within: Path | str | None = None) -> Iterator[Path]:
    """Give a temporary folder and remove it when the block ends, however it ends.

    Parameters
    ----------
    within : path, optional
        Where to make it; by default in the system's folder for temporaries.
    """
    place = Path(within or tempfile.gettempdir())
    sweep(place)
    path = Path(tempfile.mkdtemp(prefix=prefix(), dir=place))
    _made.add(str(path))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        _made.discard(str(path))


def beside(path: Path) -> Path:
    """Return a new, empty, hidden file in the folder of `path`, with its suffix; see `forget`."""
    sweep(path.parent)
    handle, name = tempfile.mkstemp(prefix=f".{prefix()}", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    _made.add(name)
    return Path(name)


def forget(path: Path) -> None:
    """Remove a file that `beside` made, if it is still there."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
    _made.discard(str(path))


def remove_all() -> None:
    """Remove what this process has made and not yet removed, because it ends now."""
    for name in list(_made):
        shutil.rmtree(name, ignore_errors=True)
        with contextlib.suppress(OSError):
            os.unlink(name)


def sweep(place: Path | str) -> None:
    """Remove the temporaries in a folder whose processes, of this machine and user, have ended."""
    # Windows has no question whether a process lives that does not disturb it.
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError), os.scandir(place) as entries:
        for entry in entries:
            found = _NAME.match(entry.name)
            if found and found[1] == _machine() and not _lives(int(found[2])):
                _remove(entry)


def _lives(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):  # somebody else's
        return True
    return True


def _remove(entry):
    with contextlib.suppress(OSError):
        found = entry.stat(follow_symlinks=False)
        if found.st_uid != os.getuid():
            return
        if stat.S_ISDIR(found.st_mode):
            shutil.rmtree(entry.path, ignore_errors=True)
        else:
            os.unlink(entry.path)
