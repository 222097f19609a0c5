"""Where a computer keeps what no program can be asked about: headers, and Arduino's core."""

import os
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
