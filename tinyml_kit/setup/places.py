"""Where a computer keeps what the PATH does not lead to: headers, Arduino's core, programs.

The set-up script imports this before anything is installed, so it uses the standard library only.
"""

import os
import sys
from pathlib import Path

DEBIAN_CORE = Path("/usr/share/arduino/hardware/arduino/avr")
ARCH_CORE = Path("/usr/share/arduino/hardware/archlinux-arduino/avr")

#: Where headers lie, those of Homebrew on Apple silicon among them; the library is in lib beside.
HEADERS = ("/usr/include", "/usr/local/include", "/opt/homebrew/include")


def header_folder(name: str) -> Path | None:
    """Return the folder below which a header is installed, or None."""
    return next((Path(folder) for folder in HEADERS if Path(folder, name).exists()), None)


def arduino_cores() -> list[Path]:
    """Return the folders of Arduino's core for AVR on this computer: the system's, then the IDE's.

    The IDE and arduino-cli keep boards in a folder of the user, which has another name on Linux,
    macOS and Windows, or where ARDUINO_DIRECTORIES_DATA says.
    """
    home = Path.home()
    local = os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local"
    kept = [home / ".arduino15", home / "Library" / "Arduino15", Path(local) / "Arduino15"]
    if own := os.environ.get("ARDUINO_DIRECTORIES_DATA"):
        kept.insert(0, Path(own))
    found = [DEBIAN_CORE, ARCH_CORE]
    for folder in kept:
        found += sorted((folder / "packages" / "arduino" / "hardware" / "avr").glob("*"))
    return [core for core in found if (core / "cores" / "arduino" / "Arduino.h").is_file()]


def extend_path(platform: str = sys.platform) -> None:
    """Let this process, and what it starts, find programs that their installers left off the PATH.

    winget does so with QEMU and Arm's compiler. A program that a Mac starts from its Dock does not
    know Homebrew's folder.
    """
    known = os.environ.get("PATH", "").split(os.pathsep)
    added = [str(folder) for folder in usual_folders(platform) if folder.is_dir()]
    os.environ["PATH"] = os.pathsep.join(known + [one for one in added if one not in known])


def usual_folders(platform: str = sys.platform) -> list[Path]:
    """Return the folders in which installers of a platform put programs, there or not."""
    if platform == "darwin":
        return [Path("/opt/homebrew/bin"), Path("/usr/local/bin")]
    if platform != "win32":
        return []
    folders = []
    for variable in ("ProgramFiles", "ProgramFiles(x86)"):
        if os.environ.get(variable):
            place = Path(os.environ[variable])
            folders.append(place / "qemu")
            folders += sorted(place.glob("Arm GNU Toolchain arm-none-eabi/*/bin"))
            folders += sorted(place.glob("Arduino CLI"))
    if os.environ.get("LOCALAPPDATA"):
        folders.append(Path(os.environ["LOCALAPPDATA"], "Microsoft", "WinGet", "Links"))
    return folders
