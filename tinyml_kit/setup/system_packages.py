"""Compilers and simulators that are missing here, and how apt installs them.

The set-up script imports this before anything is installed, so it uses the standard library only.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tinyml_kit.setup.looking import is_here, output_of
from tinyml_kit.setup.tools import TOOLS, C, how_to_get


def debian_packages(for_tests: bool = False) -> list[str]:
    """Return the names of Debian's packages for everybody, or of those for the tests only."""
    return [name for tool in TOOLS if tool.for_tests == for_tests for name in tool.apt.split()]


def missing() -> list[str]:
    """Return what is not installed: names of packages on Debian, of tools elsewhere."""
    if shutil.which("dpkg-query") is None:
        return missing_tools(for_tests=False)
    return not_installed(debian_packages())


def missing_for(command: str) -> list[str]:
    """Return what a command of the set-up script needs and is not installed."""
    if command != "test":
        return missing()
    if shutil.which("dpkg-query") is None:
        return missing() + missing_tools(for_tests=True)
    wanted = [tool for tool in TOOLS if tool.for_tests and not is_here(tool)]
    return missing() + not_installed([name for tool in wanted for name in tool.apt.split()])


def missing_tools(for_tests: bool) -> list[str]:
    """Return the tools that are not installed and that this computer's manager has."""
    wanted = [tool for tool in TOOLS if tool.for_tests == for_tests and how_to_get(tool)]
    here = [tool for tool in wanted if is_here(tool)]  # asks compilers: once for each tool
    # One compiler of C is enough.
    enough = any(tool.needed_for == C for tool in here)
    return [
        tool.name for tool in wanted if tool not in here and not (enough and tool.needed_for == C)
    ]


def not_installed(packages: list[str]) -> list[str]:
    """Return those of Debian's packages that are not installed."""
    query = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *packages]
    # dpkg-query fails for a package that it does not know: that is an answer, not an error.
    answer = output_of(*query).splitlines()
    return [name for name in packages if f"{name} installed" not in answer]


def apt_get() -> list[str] | None:
    """Return the command that calls apt-get with permission to install, or None."""
    command = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    if sys.platform == "win32" or shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return command
    may = shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True)
    return ["sudo", "-n", *command] if may and may.returncode == 0 else None


def known_to_apt(names: list[str]) -> list[str]:
    """Return those packages that the distribution has."""
    known, name = set(), None
    for line in output_of("apt-cache", "policy", *names).splitlines():
        if not line.startswith(" "):
            name = line.rstrip(":")
        elif "Candidate:" in line and "(none)" not in line:
            known.add(name)
    return [name for name in names if name in known]


def install(names: list[str], apt: list[str], log_path: Path | str) -> None:
    """Let apt-get install the packages that the distribution has; its output goes to a log.

    A package that cannot be installed is not an error; `missing` tells what is still missing.
    """
    os.makedirs(os.path.dirname(log_path), exist_ok=True)
    with open(log_path, "w", encoding="utf-8") as log:
        quiet: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
        install = [*apt, "install", "-y", "--no-install-recommends"]
        known = known_to_apt(names)
        if known != names or subprocess.call([*install, *known], **quiet):
            # There are no package lists yet, or they are out of date.
            subprocess.call([*apt, "update"], **quiet)
            subprocess.call([*install, *known_to_apt(names)], **quiet)
