"""The one table of compilers and simulators: what each is for, and what each system calls it.

`doctor`, the set-up's messages and the README's table are made from it. The set-up script imports
this before anything is installed, so it uses the standard library only. ``python -m
tinyml_kit.setup.tools`` prints the table of the README.
"""

import os
import shutil
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Tool:
    """A program or library that pip does not install.

    `apt` (Debian, Ubuntu), `dnf` (Fedora), `pacman` (Arch), `brew` (Homebrew), `winget` (Windows)
    and `conda` (conda-forge) hold what that manager calls it, several names with spaces between;
    "" if it does not have it. A tool that is `for_tests` is installed for the tests only.

    A library has no program of its own to look for. It is there if the compiler `asked` finds its
    file `holds`, or, without such a compiler, if the header `holds` is in a usual place. Arduino's
    core has neither; `places.arduino_cores` looks for it.
    """

    name: str
    kind: str
    needed_for: str
    apt: str
    dnf: str = ""
    pacman: str = ""
    brew: str = ""
    winget: str = ""
    conda: str = ""
    for_tests: bool = False
    asked: str | None = None
    holds: str | None = None


C, AVR, ARM = "C on this computer", "simulated AVR", "emulated Cortex-M"
RISCV, PI = "emulated RISC-V", "emulated Raspberry Pi"
CIRCUITS, BROWSER = "simulated circuits", "tests in a browser"

#: Homebrew's compilers have other names than the kit looks for; Apple's clang is what a Mac has.
APPLE = "xcode-select --install"
WINLIBS = "BrechtSanders.WinLibs.POSIX.UCRT"
QEMU, WIN_QEMU = "qemu", "SoftwareFreedomConservancy.QEMU"
AVR_GCC, WIN_AVR = "osx-cross/avr/avr-gcc", "ZakKemble.avr-gcc"
ARM_GCC, WIN_ARM = "--cask gcc-arm-embedded", "Arm.GnuArmEmbeddedToolchain"
SIMAVR = "osx-cross/avr/simavr"

TOOLS = (
    Tool(
        "gcc", "compiler", C,
        apt="gcc libc6-dev", dnf="gcc", pacman="gcc", winget=WINLIBS, conda="gcc",
    ),
    # winget's clang brings no C library, so that it cannot build what the kit builds.
    Tool("clang", "compiler", C, "clang", dnf="clang", pacman="clang", brew=APPLE, conda="clang"),
    Tool(
        "avr-gcc", "compiler", AVR,
        apt="gcc-avr", dnf="avr-gcc", pacman="avr-gcc", brew=AVR_GCC, winget=WIN_AVR,
    ),
    Tool(
        "avr-libc", "library", AVR,
        apt="avr-libc", dnf="avr-libc", pacman="avr-libc", brew=AVR_GCC, winget=WIN_AVR,
        asked="avr-gcc", holds="libc.a",
    ),
    Tool("simavr", "simulator", AVR, "simavr", dnf="simavr", pacman="simavr", brew=SIMAVR),
    Tool(
        "libsimavr", "library", AVR, "libsimavr-dev", dnf="simavr-devel", pacman="simavr",
        brew=SIMAVR, holds="simavr/sim_avr.h",
    ),
    Tool(
        "qemu-system-avr", "simulator", AVR,
        apt="qemu-system-misc", dnf="qemu-system-avr", pacman="qemu-system-avr",
        brew=QEMU, winget=WIN_QEMU,
    ),
    Tool(
        "arduino-core-avr", "library", AVR, "arduino-core-avr", pacman="arduino-avr-core",
    ),
    Tool(
        "arm-none-eabi-gcc", "compiler", ARM,
        apt="gcc-arm-none-eabi", dnf="arm-none-eabi-gcc-cs", pacman="arm-none-eabi-gcc",
        brew=ARM_GCC, winget=WIN_ARM,
    ),
    Tool(
        "newlib", "library", ARM,
        apt="libnewlib-arm-none-eabi", dnf="arm-none-eabi-newlib", pacman="arm-none-eabi-newlib",
        brew=ARM_GCC, winget=WIN_ARM, asked="arm-none-eabi-gcc", holds="nosys.specs",
    ),
    Tool(
        "qemu-system-arm", "simulator", ARM,
        apt="qemu-system-arm", dnf="qemu-system-arm", pacman="qemu-system-arm",
        brew=QEMU, winget=WIN_QEMU,
    ),
    Tool("riscv64-unknown-elf-gcc", "compiler", RISCV, "gcc-riscv64-unknown-elf"),
    Tool(
        "picolibc", "library", RISCV, "picolibc-riscv64-unknown-elf",
        asked="riscv64-unknown-elf-gcc", holds="picolibc.specs",
    ),
    Tool(
        "qemu-system-riscv32", "simulator", RISCV,
        apt="qemu-system-misc", dnf="qemu-system-riscv", pacman="qemu-system-riscv",
        brew=QEMU, winget=WIN_QEMU,
    ),
    # Fedora's cross-compiler comes without a C library.
    Tool(
        "aarch64-linux-gnu-gcc", "compiler", PI,
        apt="gcc-aarch64-linux-gnu libc6-dev-arm64-cross", pacman="aarch64-linux-gnu-gcc",
    ),
    Tool(
        "qemu-aarch64", "simulator", PI,
        apt="qemu-user", dnf="qemu-user", pacman="qemu-user",
    ),
    Tool(
        "g++", "compiler", CIRCUITS,
        apt="g++", dnf="gcc-c++", pacman="gcc", winget=WINLIBS, conda="gxx",
    ),
    Tool(
        "verilator", "simulator", CIRCUITS,
        apt="verilator", dnf="verilator", pacman="verilator", brew="verilator", conda="verilator",
    ),
    Tool(
        "chromium", "browser", BROWSER, "chromium", dnf="chromium", pacman="chromium",
        for_tests=True,
    ),
)  # fmt: skip

#: What stands before the names of packages in each manager's command.
INSTALL = {
    "apt": "sudo apt-get install",
    "dnf": "sudo dnf install",
    "pacman": "sudo pacman -S --needed",
    "brew": "brew install",
    "winget": "winget install",
    "conda": "conda install -c conda-forge",
}
#: What stands behind it where nobody is there to answer questions.
UNASKED = {
    "apt": " -y",
    "dnf": " -y",
    "pacman": " --noconfirm",
    "brew": "",
    "winget": " --accept-package-agreements --accept-source-agreements",
    "conda": " -y",
}
#: The programs that tell which manager a Linux has.
OF_LINUX = {"apt-get": "apt", "dnf": "dnf", "pacman": "pacman"}
TITLES = {
    "apt": "Debian, Ubuntu", "dnf": "Fedora", "pacman": "Arch", "brew": "Homebrew",
    "winget": "winget", "conda": "conda",
}  # fmt: skip


def manager(platform: str = sys.platform) -> str | None:
    """Return the package manager of this computer, a field of `Tool`, or None."""
    if platform == "darwin":
        return "brew"
    if platform == "win32":
        return "winget"
    found = next((OF_LINUX[name] for name in OF_LINUX if shutil.which(name)), None)
    return found or ("conda" if os.environ.get("CONDA_PREFIX") else None)


def lacking(platform: str, machine: str) -> list[str]:
    """Return what nobody publishes for a computer, by the names that tests skip with.

    Parameters
    ----------
    platform, machine : as sys.platform and platform.machine() have them
    """
    known = manager(platform)
    names = [tool.name for tool in TOOLS if known and not getattr(tool, known)]
    return names + ["tflite-micro"] * ((platform, machine) != ("linux", "x86_64"))


def how_to_get(tool: Tool, platform: str = sys.platform) -> str | None:
    """Return the command that installs a tool on a platform, or None if nobody offers it."""
    known = manager(platform)
    if known is None:
        return f"install what Debian calls {tool.apt}"
    packages = getattr(tool, known)
    if packages in ("", APPLE):
        return packages or None
    return f"{INSTALL[known]} {packages}"


def one_command(names: list[str], platform: str = sys.platform, unasked: bool = False) -> str:
    """Return the command that installs these tools, or packages of Debian.

    Parameters
    ----------
    names : of tools, or of Debian's packages
    platform : as `sys.platform` has it
    unasked : bool, whether it is to ask no question, as for a script
    """
    known = manager(platform)
    start = INSTALL[known] + UNASKED[known] * unasked if known else "install what Debian calls"
    wanted = [tool for tool in TOOLS if tool.name in names or set(tool.apt.split()) & set(names)]
    found = [getattr(tool, known or "apt") for tool in wanted]
    if known in (None, "apt"):
        mine = [one for packages in found for one in packages.split()]
        return " ".join([start, *dict.fromkeys(one for one in mine if one in names or not known)])
    found = list(dict.fromkeys(packages for packages in found if packages))
    # Apple's compilers come by a command of their own, and Homebrew takes casks apart from others.
    alone = [one for one in found if one.startswith(("--cask", "xcode-select"))]
    together = [one for one in found if one not in alone]
    if known == "winget":
        commands = [f"{start} {one}" for one in together]
    else:
        commands = [" ".join([start, *together])] if together else []
    commands += [one if one == APPLE else f"{start} {one}" for one in alone]
    return "; ".join(commands)


def markdown() -> str:
    """Return the table as Markdown: one line per tool, one column per manager."""
    lines = ["| for | " + " | ".join(TITLES.values()) + " |", "|---" * (len(TITLES) + 1) + "|"]
    for tool in TOOLS:
        cells = (getattr(tool, manager) for manager in TITLES)
        shown = [f"`{cell}`" if cell else "–" for cell in cells]
        lines.append(f"| {tool.needed_for}: {tool.name} | {' | '.join(shown)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(markdown())
