"""Compilers: finding them, calling them, and making their complaints readable."""

import contextlib
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tinyml_kit.base import children
from tinyml_kit.rungs.protocol import DeviceError, RungMissing
from tinyml_kit.setup.looking import which
from tinyml_kit.setup.places import extend_path
from tinyml_kit.setup.tools import TOOLS, how_to_get

# Seconds after which a compiler counts as stuck.
LIMIT = 300
# What compilers and linkers write when something is wrong.
ERRORS = (
    "error:",
    "%Error",  # Verilator's
    "undefined reference",
    "overflowed by",
    "will not fit",
    "is not within region",
    "no room is left",
    "cannot find",
)
STRICT = ("-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic")


def find(*names: str) -> str:
    """Return the path of the first of these programs that is installed.

    Raises
    ------
    RungMissing
        If none of them is: says how to get the first.
    """
    extend_path()
    for name in names:
        path = which(name)
        if path:
            return path
    raise missing(names[0], " or ".join(names))


def missing(name: str, what: str) -> RungMissing:
    """Return the error for a tool that is not installed, with the command that installs it here.

    Parameters
    ----------
    name : str, the tool's name in `setup.tools`
    what : str, what the message calls it
    """
    tool = next((tool for tool in TOOLS if tool.name == name), None)
    how = tool and how_to_get(tool)
    advice = f"get it by: {how}" if how else "install it and put it on the PATH"
    if name == "arduino-core-avr" and not how:
        advice = "install the boards of Arduino AVR in Arduino's IDE"
    return RungMissing(f"{what} is not installed; {advice}.")


def library_of(names: Iterable[str]) -> str:
    """Return the one of these tools of `setup.tools` that is a library."""
    libraries = {tool.name for tool in TOOLS if tool.kind == "library"}
    return next(name for name in names if name in libraries)


def run(
    command: Sequence[str | Path], folder: str | Path | None = None, limit: float = LIMIT
) -> str:
    """Run a compiler or another build tool and return what it wrote to standard output.

    Parameters
    ----------
    command : sequence of program and arguments
    folder : path, the working directory
    limit : seconds after which it is stopped

    Raises
    ------
    RungMissing
        If there is no such program.
    DeviceError
        If it fails or takes too long: names the program and the first error that it reported.
    """
    command = [str(part) for part in command]
    name = Path(command[0]).name
    try:
        answer = children.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=limit,
        )
    except FileNotFoundError:
        raise RungMissing(f"{name} is not installed; install it and put it on the PATH.") from None
    except subprocess.TimeoutExpired:
        raise DeviceError(
            f"{name} has not ended after {limit} s; the model is too large for it."
        ) from None
    if answer.returncode:
        raise DeviceError(f"{name} failed: {_first_error(answer.stderr) or answer.returncode}.")
    return answer.stdout


@contextlib.contextmanager
def may_run(program: Path, variable: str) -> Iterator[None]:
    """Say what helps if a program that was compiled here may not run where it lies.

    Parameters
    ----------
    program : Path, which the block starts
    variable : str, the environment variable that names another place for it

    Raises
    ------
    DeviceError
        If the computer does not let it run.
    """
    try:
        yield
    except PermissionError:
        raise DeviceError(
            f"{program}: this program was compiled but may not run there; where the disk is "
            f"mounted noexec, let {variable} name a folder on another one."
        ) from None


def _first_error(text):
    """Return the line of a compiler's output that says what is wrong, without folders."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    line = next((line for line in lines if any(sign in line for sign in ERRORS)), None)
    line = line or (lines[-1] if lines else "")
    return " ".join(Path(word).name if word.startswith("/") else word for word in line.split())
