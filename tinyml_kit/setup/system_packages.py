"""Compilers and simulators: what each is for, where it comes from, and how apt installs it.

The set-up script imports this before anything is installed, so it uses the standard library only.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Tool:
    """A program or library that pip does not install.

    `apt` holds Debian's packages, `brew` and `winget` the names for those managers (None if they
    do not have it). A tool that is `for_tests` is installed for the tests only.

    A library has no program of its own to look for. It is there if the compiler `asked` finds its
    file `holds` (or, without such a compiler, if the header `holds` is in a usual place), or if one
    of its `folders` exists.
    """

    name: str
    kind: str
    needed_for: str
    apt: tuple[str, ...]
    brew: str | None
    winget: str | None
    for_tests: bool = False
    asked: str | None = None
    holds: str | None = None
    folders: tuple[str, ...] = ()


C, AVR, ARM = "C on this computer", "simulated AVR", "emulated Cortex-M"
RISCV = "emulated RISC-V"
CIRCUITS, BROWSER = "simulated circuits", "tests in a browser"
AVR_GCC, WIN_AVR = "osx-cross/avr/avr-gcc", "ZakKemble.avr-gcc"
ARM_GCC, WIN_ARM = "--cask gcc-arm-embedded", "Arm.GnuArmEmbeddedToolchain"
SIMAVR, WIN_QEMU = "osx-cross/avr/simavr", "SoftwareFreedomConservancy.QEMU"

DEBIAN_CORE = Path("/usr/share/arduino/hardware/arduino/avr")

TOOLS = (
    Tool("gcc", "compiler", C, ("gcc", "libc6-dev"), "gcc", "BrechtSanders.WinLibs.POSIX.UCRT"),
    Tool("clang", "compiler", C, ("clang",), "llvm", "LLVM.LLVM"),
    Tool("avr-gcc", "compiler", AVR, ("gcc-avr",), AVR_GCC, WIN_AVR),
    Tool(
        "avr-libc", "library", AVR, ("avr-libc",), AVR_GCC, WIN_AVR,
        asked="avr-gcc", holds="libc.a",
    ),
    Tool("simavr", "simulator", AVR, ("simavr",), SIMAVR, None),
    Tool(
        "libsimavr", "library", AVR, ("libsimavr-dev",), SIMAVR, None, holds="simavr/sim_avr.h"
    ),
    Tool("qemu-system-avr", "simulator", AVR, ("qemu-system-misc",), "qemu", WIN_QEMU),
    Tool(
        "arduino-core-avr", "library", AVR, ("arduino-core-avr",), None, None,
        folders=(
            "/usr/share/arduino/hardware/arduino/avr",
            "~/.arduino15/packages/arduino",
            "~/Library/Arduino15/packages/arduino",
            "~/AppData/Local/Arduino15/packages/arduino",
        ),
    ),
    Tool("arm-none-eabi-gcc", "compiler", ARM, ("gcc-arm-none-eabi",), ARM_GCC, WIN_ARM),
    Tool(
        "newlib", "library", ARM, ("libnewlib-arm-none-eabi",), ARM_GCC, WIN_ARM,
        asked="arm-none-eabi-gcc", holds="nosys.specs",
    ),
    Tool("qemu-system-arm", "simulator", ARM, ("qemu-system-arm",), "qemu", WIN_QEMU),
    Tool("riscv64-unknown-elf-gcc", "compiler", RISCV, ("gcc-riscv64-unknown-elf",), None, None),
    Tool(
        "picolibc", "library", RISCV, ("picolibc-riscv64-unknown-elf",), None, None,
        asked="riscv64-unknown-elf-gcc", holds="picolibc.specs",
    ),
    Tool("qemu-system-riscv32", "simulator", RISCV, ("qemu-system-misc",), "qemu", WIN_QEMU),
    Tool("g++", "compiler", CIRCUITS, ("g++",), "gcc", "BrechtSanders.WinLibs.POSIX.UCRT"),
    Tool("verilator", "simulator", CIRCUITS, ("verilator",), "verilator", None),
    Tool("chromium", "browser", BROWSER, ("chromium",), None, None, for_tests=True),
)  # fmt: skip


#: Where to look for a library that no compiler can be asked about.
HEADERS = ("/usr/include", "/usr/local/include", "/opt/homebrew/include")


def header_folder(name: str) -> Path | None:
    """Return the folder below which a header is installed, or None."""
    return next((Path(folder) for folder in HEADERS if Path(folder, name).exists()), None)


def arduino_cores() -> list[Path]:
    """Return the folders of Arduino's core for AVR on this computer: Debian's, then the IDE's.

    The IDE and arduino-cli keep boards in a folder of the user, which has another name on Linux,
    macOS and Windows, or where ARDUINO_DIRECTORIES_DATA says.
    """
    home = Path.home()
    local = os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local"
    kept = [home / ".arduino15", home / "Library" / "Arduino15", Path(local) / "Arduino15"]
    if own := os.environ.get("ARDUINO_DIRECTORIES_DATA"):
        kept.insert(0, Path(own))
    found = [DEBIAN_CORE]
    for folder in kept:
        found += sorted((folder / "packages" / "arduino" / "hardware" / "avr").glob("*"))
    return [core for core in found if (core / "cores" / "arduino" / "Arduino.h").is_file()]


def how_to_get(tool: Tool, platform: str = sys.platform) -> str | None:
    """Return the command that installs a tool on a platform, or None if nobody offers it."""
    if platform == "darwin":
        return tool.brew and f"brew install {tool.brew}"
    if platform == "win32":
        return tool.winget and f"winget install {tool.winget}"
    if shutil.which("apt-get"):
        return f"sudo apt-get install {' '.join(tool.apt)}"
    return f"install what Debian calls {' '.join(tool.apt)}"


def debian_packages(for_tests: bool = False) -> list[str]:
    """Return the names of Debian's packages for everybody, or of those for the tests only."""
    return [package for tool in TOOLS if tool.for_tests == for_tests for package in tool.apt]


def missing() -> list[str]:
    """Return what is not installed: names of packages on Debian, of programs elsewhere."""
    if shutil.which("dpkg-query") is None:
        programs = [tool for tool in TOOLS if tool.kind != "library" and how_to_get(tool)]
        return [tool.name for tool in programs if shutil.which(tool.name) is None]
    return not_installed(debian_packages())


def missing_for(command: str) -> list[str]:
    """Return what a command of the set-up script needs and is not installed."""
    if command != "test" or shutil.which("dpkg-query") is None:
        return missing()
    return missing() + not_installed(debian_packages(for_tests=True))


def not_installed(packages: list[str]) -> list[str]:
    """Return those of Debian's packages that are not installed."""
    query = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *packages]
    # dpkg-query fails for a package that it does not know: that is an answer, not an error.
    answer = subprocess.run(
        query, capture_output=True, encoding="utf-8", errors="replace"
    ).stdout.splitlines()
    return [name for name in packages if f"{name} installed" not in answer]


def one_command(platform: str = sys.platform) -> str:
    """Return the command that installs everything that is missing here."""
    if platform in ("darwin", "win32"):
        commands = dict.fromkeys(how_to_get(tool, platform) for tool in TOOLS)
        return "; ".join(command for command in commands if command)
    if shutil.which("apt-get"):
        return "sudo apt-get install " + " ".join(missing())
    return "install what Debian calls " + " ".join(debian_packages())


def apt_get() -> list[str] | None:
    """Return the command that calls apt-get with permission to install, or None."""
    command = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return command
    may = shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True)
    return ["sudo", "-n", *command] if may and may.returncode == 0 else None


def known_to_apt(names: list[str]) -> list[str]:
    """Return those packages that the distribution has."""
    answer = subprocess.run(
        ["apt-cache", "policy", *names], capture_output=True, encoding="utf-8", errors="replace"
    ).stdout
    known, name = set(), None
    for line in answer.splitlines():
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
