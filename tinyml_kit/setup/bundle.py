"""A folder that sets up the kit on other machines without any network.

It holds `kit`, a copy of this folder without anything generated, `wheels`, every package for
this platform and this Python, and `bundle.json`, which lists the SHA-256 of each package and of the
kit, and says which machine they are for.

The set-up script imports this before anything is installed, so it uses the standard library only.
"""

import hashlib
import json
import os
import shutil
import sys
import sysconfig
from pathlib import Path
from typing import Any

LISTING = "bundle.json"
PARTS = ("kit", "wheels")
# A listing of some hundred packages has some ten thousand.
MOST_BYTES = 10_000_000
#: What is generated, or belongs to one machine.
LEFT_OUT = (
    ".venv", ".python", ".git", "build", "dist", "__pycache__", "*.pyc", "*.egg-info",
    ".ipynb_checkpoints", "node_modules",
    ".pytest_cache", ".ruff_cache", ".mypy_cache", ".hypothesis", ".import_linter_cache", "my",
)  # fmt: skip


class BundleError(Exception):
    """A bundle cannot be made or used; the message is one sentence for the reader."""


def machine() -> str:
    """Return what wheels depend on: the platform and the version of Python."""
    return "{}, Python {}.{}".format(sysconfig.get_platform(), *sys.version_info[:2])


def wheels_of(folder: Path | str) -> str:
    """Return the folder of the packages in a bundle."""
    return os.path.join(os.path.abspath(folder), "wheels")


def prepare(folder: Path | str, root: Path | str) -> None:
    """Make a bundle that holds the copy of the kit and no packages yet.

    Links in the kit are not followed, and not copied.

    Raises
    ------
    BundleError
        If the folder holds something else, or lies inside the kit.
    """
    folder, root = os.path.realpath(folder), os.path.realpath(root)
    if (folder + os.sep).startswith(root + os.sep):
        raise BundleError("a bundle holds a copy of the kit: name a folder outside of " + root)
    if os.path.isdir(folder) and os.listdir(folder) and not _made_here(folder):
        raise BundleError(f"{folder} holds something else: name a new folder")
    for part in PARTS:
        shutil.rmtree(os.path.join(folder, part), ignore_errors=True)
    os.makedirs(wheels_of(folder))
    # An unfinished bundle can be made again, but not used.
    write_listing(folder, {"machine": machine(), "edition": None, "wheels": {}, "kit": ""})
    shutil.copytree(root, os.path.join(folder, "kit"), ignore=_left_out)


def _made_here(folder: str) -> bool:
    """Tell whether a folder holds a bundle and nothing else, so that it may be made anew."""
    if set(os.listdir(folder)) - {LISTING, *PARTS}:
        return False
    if any(os.path.islink(os.path.join(folder, part)) for part in PARTS):
        return False
    try:
        read_listing(folder)
    except BundleError:
        return False
    kit, wheels = (os.path.join(folder, part) for part in PARTS)
    whole = not os.path.isdir(kit) or os.path.isfile(os.path.join(kit, "kit.py"))
    names = sorted(os.listdir(wheels)) if os.path.isdir(wheels) else []
    return whole and all(name.endswith(".whl") for name in names)


def _left_out(folder: str, names: list[str]) -> set[str]:
    """Return which names in a folder of the kit a bundle leaves out, as copytree asks."""
    generated = shutil.ignore_patterns(*LEFT_OUT)(folder, names)
    return set(generated) | {n for n in names if os.path.islink(os.path.join(folder, n))}


def finish(folder: Path | str, edition: str) -> int:
    """Record what is in a bundle; return the size of its packages in bytes.

    Parameters
    ----------
    folder : path
    edition : str
        Identifies the set of packages that this edition of the kit wants.
    """
    wheels = wheels_of(folder)
    names = sorted(os.listdir(wheels))
    sums = {name: sha256(os.path.join(wheels, name)) for name in names}
    listing = {"machine": machine(), "edition": edition, "wheels": sums, "kit": kit_sum(folder)}
    write_listing(folder, listing)
    return sum(os.path.getsize(os.path.join(wheels, name)) for name in names)


def check(folder: Path | str, edition: str, root: Path | str = "") -> str:
    """Refuse a bundle from which this kit cannot be set up on this machine.

    Parameters
    ----------
    folder : path
    edition : str
        Identifies the set of packages that this edition of the kit wants.
    root : path
        The folder of this kit; only if it is the one in the bundle may that hold what is generated.

    Returns
    -------
    str, the bundle's `digest`, to be compared with the one that its maker was told.

    Raises
    ------
    BundleError
        If it is not a bundle, is for another machine or edition, is incomplete, or holds anything
        else than what its maker put in.
    """
    listing = read_listing(folder)
    if listing["edition"] is None:
        raise BundleError(f"the bundle {folder} was not finished: make it again")
    if listing["machine"] != machine():
        raise BundleError(
            "the bundle is for {}, and this is {}: make one on such a machine".format(
                shown(listing["machine"], 60), machine()
            )
        )
    if listing["edition"] != edition:
        raise BundleError(
            "the bundle is for another edition of the kit: start the kit.py in "
            + os.path.join(folder, "kit")
        )
    wheels = wheels_of(folder)
    own = bool(root) and os.path.realpath(root) == os.path.realpath(os.path.join(folder, "kit"))
    for path in _odd(folder, own):
        raise BundleError(f"{shown(path)} is not a part of the bundle: remove it, or copy it again")
    for name, wanted in listing["wheels"].items():
        path = os.path.join(wheels, name)
        if not os.path.isfile(path) or sha256(path) != wanted:
            raise BundleError(
                f"{shown(path)} was not copied completely, or was changed: copy the bundle again"
            )
    extra = sorted(set(os.listdir(wheels)) - set(listing["wheels"]))
    if extra:
        path = shown(os.path.join(wheels, extra[0]))
        raise BundleError(f"{path} is not a part of the bundle: remove it, or copy it again")
    if kit_sum(folder) != listing["kit"]:
        raise BundleError(
            "{} was changed after the bundle was made: copy the bundle again".format(
                os.path.join(folder, "kit")
            )
        )
    return digest(folder)


def _odd(folder, own):
    """Yield what no bundle holds: links, what is no file, and, unless `own`, what is generated.

    Links lead to what was not looked at, a pipe would be waited for, and a program that was
    generated elsewhere would run as the kit's own.
    """
    waiting = [os.path.join(folder, part) for part in PARTS]
    while waiting:
        path = waiting.pop()
        if os.path.islink(path):
            yield path
        elif os.path.isdir(path):
            names = sorted(os.listdir(path))
            generated = set(shutil.ignore_patterns(*LEFT_OUT)(path, names))
            if not own:
                yield from sorted(os.path.join(path, name) for name in generated)
            waiting += [os.path.join(path, name) for name in names if name not in generated]
        elif not os.path.isfile(path):
            yield path


def digest(folder: Path | str) -> str:
    """Return the SHA-256 of a bundle's listing, which has those of all that is in it."""
    return sha256(listing_of(folder))


def sha256(path: Path | str) -> str:
    """Return the SHA-256 of a file in hexadecimal digits."""
    found = hashlib.sha256()
    with open(path, "rb") as file:
        for piece in iter(lambda: file.read(1 << 20), b""):
            found.update(piece)
    return found.hexdigest()


def kit_sum(folder: Path | str) -> str:
    """Return one SHA-256 of the copy of the kit: of the names and contents of all its files."""
    root, found = os.path.join(folder, "kit"), hashlib.sha256()
    for place, folders, names in os.walk(root):
        left_out = _left_out(place, folders + names)
        folders[:] = sorted(set(folders) - left_out)
        for name in sorted(set(names) - left_out):
            path = os.path.join(place, name)
            inside = os.path.relpath(path, root).replace(os.sep, "/")
            found.update(f"{inside}\0{sha256(path)}\n".encode("utf-8", "surrogateescape"))
    return found.hexdigest()


def read_listing(folder: Path | str) -> dict[str, Any]:
    """Return what the file that lists a bundle says.

    Raises
    ------
    BundleError
        If there is no such file, or it is odd.
    """
    try:
        if os.path.getsize(listing_of(folder)) > MOST_BYTES:
            raise ValueError
        with open(listing_of(folder), encoding="utf-8") as file:
            listing = json.load(file)
        texts = [listing["machine"], listing["edition"] or "", listing["kit"]]
        texts += [text for item in listing["wheels"].items() for text in item]
        plain = all(os.path.basename(name) == name for name in listing["wheels"])
        if not plain or not all(isinstance(text, str) for text in texts):
            raise ValueError
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BundleError(
            f"{folder} is not a bundle: make one with python3 kit.py bundle DIR"
        ) from None
    return listing


def shown(text: str, most: int = 300) -> str:
    """Return a text from a bundle as one line that a terminal only prints; long ones are cut."""
    return text[:most] if text[:most].isprintable() else ascii(text[:most])


def settings(folder: Path | str) -> dict[str, str]:
    """Return the environment variables that make pip and uv look only in a bundle."""
    return {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        # As an address, because pip and uv take a space as the start of another folder.
        "PIP_FIND_LINKS": Path(wheels_of(folder)).as_uri(),
        "UV_OFFLINE": "1",
        "UV_NO_CONFIG": "1",
    }


def listing_of(folder: Path | str) -> str:
    """Return the path of the file that lists what is in a bundle."""
    return os.path.join(folder, LISTING)


def write_listing(folder: Path | str, listing: dict[str, Any]) -> None:
    """Write the file that lists what is in a bundle."""
    with open(listing_of(folder), "w", encoding="utf-8") as file:
        json.dump(listing, file, indent=1, sort_keys=True)
