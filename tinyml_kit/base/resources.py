"""What ships with the kit: data, stored tables, sketches, chapters.

The data lie in the package. In a checkout the rest lies where people work on it; the build
(`setup.py`) copies it into the package, where an installed wheel finds it.
"""

import json
from importlib.resources import files
from pathlib import Path

from tinyml_kit.base.errors import BadInput
from tinyml_kit.base.files import verify

ASSETS = Path(str(files("tinyml_kit"))) / "assets"
CHECKOUT = ASSETS.parents[1]


class ResourceError(BadInput):
    """Something that ships with the kit and is missing."""


def installed() -> bool:
    """Tell whether the kit is an installed package, in whose folders nothing may be written.

    False in a checkout, where people work on chapters and tables, also after
    `pip install -e`.
    """
    return (ASSETS / "notebooks").is_dir()


def data_dir() -> Path:
    """Return the folder of the data that ship with the kit."""
    return ASSETS / "data"


def shipped_file(name: str) -> Path:
    """Return the path of a data file that ships with the kit, after checking its SHA-256.

    Raises
    ------
    ResourceError
        If the file is missing.
    ChecksumError
        If its content is not what was published.
    """
    path = data_dir() / name
    if not path.is_file():
        raise ResourceError(f"{path}: this file ships with the kit and is missing; fetch it again.")
    return verify(path, checksums()[name])


def checksums() -> dict[str, str]:
    """Return the SHA-256 of every shipped data file, by its name."""
    return json.loads((data_dir() / "SHA256.json").read_text(encoding="utf-8"))


def page() -> Path:
    """Return the folder of the board that runs in pages, which the set-up makes."""
    return ASSETS / "page"


def results() -> Path:
    """Return the folder of the tables that the benchmarks have stored."""
    return _folder("results", "benchmarks/results")


def sketches() -> Path:
    """Return the folder of the Arduino sketches and their library."""
    return _folder("arduino", "arduino")


def notebooks() -> Path:
    """Return the folder of the chapters."""
    return _folder("notebooks", "notebooks")


def _folder(packed: str, in_checkout: str) -> Path:
    packed_folder = ASSETS / packed
    return packed_folder if packed_folder.is_dir() else CHECKOUT / in_checkout
