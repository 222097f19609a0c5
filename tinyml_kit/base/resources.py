"""What ships with the kit: data, stored tables, sketches, chapters.

The data lie in the package. In a checkout the rest lies where people work on it; the build
(`setup.py`) copies it into the package, where an installed wheel finds it.
"""

from importlib.resources import files as files_of
from pathlib import Path

from tinyml_kit.base import files
from tinyml_kit.base.errors import BadInput

ASSETS = Path(str(files_of("tinyml_kit"))) / "assets"
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
        If the file is missing, or no checksum of it ships.
    ChecksumError
        If its content is not what was published.
    """
    path = data_dir() / name
    known = checksums() if path.is_file() else {}
    if name not in known:
        raise ResourceError(f"{path}: this file ships with the kit and is missing; fetch it again.")
    return files.verify(path, known[name])


def checksums() -> dict[str, str]:
    """Return the SHA-256 of every shipped data file, by its name."""
    return files.checksums(data_dir() / "SHA256.json")


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
