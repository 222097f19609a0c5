"""Whether a compiler, library or simulator of the table is on this computer.

The set-up script imports this before anything is installed, so it uses the standard library only.
"""

import platform
import shutil
import subprocess
import sys
from pathlib import Path

from tinyml_kit.setup.places import arduino_cores, header_folder
from tinyml_kit.setup.tools import Tool

#: What a program is called elsewhere: Debian's name, then others of which each will do.
ALSO_CALLED = {
    "chromium": ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
}
#: Seconds after which a program that was asked something counts as stuck.
PATIENCE = 120


def is_here(tool: Tool) -> bool:
    """Tell whether a tool is on this computer."""
    return has_library(tool) if tool.kind == "library" else which(tool.name) is not None


def which(name: str) -> str | None:
    """Return the path of a program, or None; a Mac's offer to install a compiler is none."""
    paths = (shutil.which(one) for one in ALSO_CALLED.get(name, (name,)))
    path = next((one for one in paths if one), None)
    return None if path and sys.platform == "darwin" and is_stub(path) else path


def has_arm_cores() -> bool:
    """Tell whether this computer runs programs for a Raspberry Pi itself: Linux on 64-bit Arm."""
    return sys.platform == "linux" and platform.machine() == "aarch64"


def is_stub(path: str) -> bool:
    """Tell whether a program of a Mac only offers to install Apple's compilers."""
    return path.startswith("/usr/bin/") and not output_of("xcode-select", "-p").strip()


def has_library(tool: Tool) -> bool:
    """Tell whether a library is on this computer."""
    if tool.asked and tool.holds:
        return has_file(tool.asked, tool.holds)
    if tool.holds:
        return header_folder(tool.holds) is not None
    return bool(arduino_cores())


def has_file(compiler: str, name: str) -> bool:
    """Ask a compiler whether it finds a file of its C library; if so, it prints a full path."""
    return Path(output_of(compiler, f"-print-file-name={name}").strip()).is_absolute()


def output_of(name: str, *arguments: str) -> str:
    """Return what a program prints, or "" if it is missing or does not answer."""
    if shutil.which(name) is None:
        return ""
    try:
        answer = subprocess.run(
            [name, *arguments],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout
