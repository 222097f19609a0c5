"""What can be wrong with a Windows before anything is installed.

kit.py imports this, with any Python from 3.9 on, before it imports anything else: standard library
only, and no syntax of later Pythons.
"""

from __future__ import annotations

import os
import sys
import sysconfig

#: The longest path below site-packages of all packages, in characters (measured), and what Windows
#: allows a path to have where long paths are not switched on.
LONGEST_BELOW, MOST = 175, 259


def problem(environment: str, for_packages: bool = True) -> str | None:
    """Return a sentence that says why the kit cannot be set up on this Windows, or None.

    Parameters
    ----------
    environment : the folder of the Python environment that is to be made
    for_packages : whether this Python itself is to get the packages
    """
    if sys.platform != "win32":
        return None
    if for_packages and sysconfig.get_platform() == "win-arm64":
        return (
            "this is a Python for ARM, for which h5py and TensorFlow are not published: install "
            "the 64-bit Python for Intel (x64), which Windows runs on ARM, too"
        )
    for variable in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer"):
        kept = os.environ.get(variable, "").lower()
        if kept and environment.lower().startswith(kept):
            return (
                "this folder is kept in step with OneDrive, which would copy some 100,000 files "
                "and lock them meanwhile: move it out of there, for example to C:\\kit"
            )
    room = MOST - len(environment) - len(r"\Lib\site-packages" + "\\")
    if room < LONGEST_BELOW and not long_paths():
        return (
            f"the path {environment} is {LONGEST_BELOW - room} characters too long for Windows: "
            "move this folder to a shorter one, such as C:\\kit, or switch long paths on "
            "(LongPathsEnabled, in the registry)"
        )
    return None


def long_paths() -> bool:
    """Tell whether this Windows allows long paths."""
    import winreg

    place = r"SYSTEM\CurrentControlSet\Control\FileSystem"
    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place) as key:  # type: ignore[attr-defined]
            return bool(winreg.QueryValueEx(key, "LongPathsEnabled")[0])  # type: ignore[attr-defined]
    except OSError:
        return False
