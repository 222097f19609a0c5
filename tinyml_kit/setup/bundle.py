"""A folder that sets up the kit on other machines without any network.

It holds `kit`, a copy of this folder without anything generated, `wheels`, every package for
this platform and this Python, and `bundle.json`, which lists the packages' sizes and says which
machine they are for.

The set-up script imports this before anything is installed, so it uses the standard library only.
"""

import json
import os
import shutil
import sys
import sysconfig
from pathlib import Path
from typing import Any

LISTING = "bundle.json"
#: What is generated, or belongs to one machine.
LEFT_OUT = (
    ".venv", ".git", "build", "dist", "__pycache__", "*.pyc", "*.egg-info", ".ipynb_checkpoints",
    "node_modules",
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

    Raises
    ------
    BundleError
        If the folder holds something else, or lies inside the kit.
    """
    folder, root = os.path.realpath(folder), os.path.realpath(root)
    if (folder + os.sep).startswith(root + os.sep):
        raise BundleError("a bundle holds a copy of the kit: name a folder outside of " + root)
    if os.path.isdir(folder) and os.listdir(folder) and not os.path.exists(listing_of(folder)):
        raise BundleError(f"{folder} holds something else: name a new folder")
    for part in ("kit", "wheels"):
        shutil.rmtree(os.path.join(folder, part), ignore_errors=True)
    os.makedirs(wheels_of(folder))
    # An unfinished bundle can be made again, but not used.
    write_listing(folder, {"machine": machine(), "edition": None, "wheels": {}})
    shutil.copytree(root, os.path.join(folder, "kit"), ignore=shutil.ignore_patterns(*LEFT_OUT))


def finish(folder: Path | str, edition: str) -> int:
    """Record what is in a bundle; return the size of its packages in bytes.

    Parameters
    ----------
    folder : path
    edition : str
        Identifies the set of packages that this edition of the kit wants.
    """
    for generated in ("build", "tinyml_kit.egg-info"):
        shutil.rmtree(os.path.join(folder, "kit", generated), ignore_errors=True)
    wheels = wheels_of(folder)
    sizes = {name: os.path.getsize(os.path.join(wheels, name)) for name in os.listdir(wheels)}
    write_listing(folder, {"machine": machine(), "edition": edition, "wheels": sizes})
    return sum(sizes.values())


def check(folder: Path | str, edition: str) -> None:
    """Refuse a bundle from which this kit cannot be set up on this machine.

    Raises
    ------
    BundleError
        If it is not a bundle, is for another machine or edition, or is incomplete.
    """
    try:
        with open(listing_of(folder), encoding="utf-8") as file:
            listing = json.load(file)
        made_for, made_by, sizes = (listing[key] for key in ("machine", "edition", "wheels"))
    except (OSError, ValueError, KeyError, TypeError):
        raise BundleError(
            f"{folder} is not a bundle: make one with python3 kit.py bundle DIR"
        ) from None
    if made_by is None:
        raise BundleError(f"the bundle {folder} was not finished: make it again")
    if made_for != machine():
        raise BundleError(
            f"the bundle is for {made_for}, and this is {machine()}: make one on such a machine"
        )
    if made_by != edition:
        raise BundleError(
            "the bundle is for another edition of the kit: start the kit.py in "
            + os.path.join(folder, "kit")
        )
    for name, size in sizes.items():
        path = os.path.join(wheels_of(folder), name)
        if not os.path.exists(path) or os.path.getsize(path) != size:
            raise BundleError(f"{path} was not copied completely: copy the bundle again")


def settings(folder: Path | str) -> dict[str, str]:
    """Return the environment variables that make pip and uv look only in a bundle."""
    return {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": wheels_of(folder),
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
