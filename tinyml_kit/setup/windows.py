"""What can be wrong with a Windows before anything is installed.

The set-up script imports this before anything is installed, so it uses the standard library only.
"""

import sys
import sysconfig

#: The longest path below site-packages of all packages, in characters (measured), and what Windows
#: allows a path to have where long paths are not switched on.
LONGEST_BELOW, MOST = 175, 259


def problem(environment: str) -> str | None:
    """Return a sentence that says why the kit cannot be set up on this Windows, or None.

    Parameters
    ----------
    environment : the folder of the Python environment that is to be made
    """
    if sys.platform != "win32":
        return None
    if sysconfig.get_platform() == "win-arm64":
        return (
            "this is a Python for ARM, for which h5py and TensorFlow are not published: install "
            "the 64-bit Python for Intel (x64), which Windows runs on ARM, too"
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
