"""Compilers: found, called, and their complaints made readable; what is in an ELF file."""

import shutil
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tinyml_kit.rungs.protocol import DeviceError, RungMissing
from tinyml_kit.setup.system_packages import TOOLS, how_to_get

# A compiler that has not ended by then is stuck.
LIMIT = 300
# What compilers and linkers write where something is wrong.
ERRORS = (
    "error:",
    "undefined reference",
    "overflowed by",
    "will not fit",
    "is not within region",
    "cannot find",
)
STRICT = ("-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic")


@dataclass(frozen=True)
class Sizes:
    """What a compiled file takes, in bytes (measured): code and constants, variables that start
    with a value, variables that start with 0.
    """

    text: int
    data: int
    bss: int

    @property
    def flash(self):
        """Return what lies in flash: initial values are kept there, too."""
        return self.text + self.data

    @property
    def ram(self):
        """Return the static part of RAM, without the stack."""
        return self.data + self.bss


def find(*names):
    """Return the path of the first of these programs that is installed.

    Raises
    ------
    RungMissing
        If none is; says how to get the first.
    """
    for name in names:
        path = shutil.which(name)
        if path:
            return path
    raise missing(names[0], " or ".join(names))


def missing(name, what):
    """Return a RungMissing on a tool of `system_packages`, with the command that installs it here.

    Parameters
    ----------
    name : str, the tool's
    what : str, what the message calls it
    """
    tool = next((tool for tool in TOOLS if tool.name == name), None)
    how = tool and how_to_get(tool)
    advice = f"get it by: {how}" if how else "install it and put it on the PATH"
    return RungMissing(f"{what} is not installed; {advice}.")


def run(command, folder=None, limit=LIMIT):
    """Run a compiler, or another program that builds, and return what it wrote on stdout.

    Parameters
    ----------
    command : sequence of program and arguments
    folder : path, where it runs
    limit : seconds

    Raises
    ------
    DeviceError
        If it fails: names the program and the first error that it reported.
    """
    command = [str(part) for part in command]
    name = Path(command[0]).name
    try:
        answer = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
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


def elf_sizes(path):
    """Return the Sizes of an ELF file, of any machine: an object file or a program.

    Raises
    ------
    DeviceError
        If it is no ELF file.
    """
    content = Path(path).read_bytes()
    try:
        sections = list(_sections(content))
    except (struct.error, IndexError, KeyError):
        raise DeviceError(f"{path}: this is no ELF file; compile the model again.") from None
    allocated, writable, without_content = 2, 1, 8
    sizes = {"text": 0, "data": 0, "bss": 0}
    for kind, flags, size in sections:
        if flags & allocated:
            if kind == without_content:
                sizes["bss"] += size
            else:
                sizes["data" if flags & writable else "text"] += size
    return Sizes(**sizes)


def _sections(content):
    """Yield type, flags and size of each section; layout as in System V's ELF specification."""
    if content[:4] != b"\x7fELF":
        raise IndexError
    order = {1: "<", 2: ">"}[content[5]]
    if content[4] == 1:  # 32 bits
        start, at, header = 32, 46, "I"
    else:
        start, at, header = 40, 58, "Q"
    (table,) = struct.unpack_from(order + header, content, start)
    size, count = struct.unpack_from(order + "HH", content, at)
    for number in range(count):
        # name, type, flags, address, offset, size
        _, kind, flags, _, _, length = struct.unpack_from(
            f"{order}II4{header}", content, table + number * size
        )
        yield kind, flags, length


def _first_error(text):
    """Return the line of a compiler's output that says what was wrong, without folders."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    line = next((line for line in lines if any(sign in line for sign in ERRORS)), None)
    line = line or (lines[-1] if lines else "")
    return " ".join(Path(word).name if word.startswith("/") else word for word in line.split())
