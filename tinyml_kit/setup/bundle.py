"""A folder from which the kit is set up on other machines without any network.

It holds `kit`, a copy of this folder without what is made from it, `wheels`, every package for
this platform and this Python, and `bundle.json`, which says for whom they are and how large.

The set-up script imports this before anything is installed, so it needs Python alone.
"""

import json
import os
import shutil
import sys
import sysconfig

LISTING = "bundle.json"
#: What is made anew, or belongs to one machine.
LEFT_OUT = (
    ".venv", ".git", "build", "dist", "__pycache__", "*.pyc", "*.egg-info", ".ipynb_checkpoints",
    ".pytest_cache", ".ruff_cache", ".hypothesis", ".import_linter_cache",
)  # fmt: skip


class BundleError(Exception):
    """A bundle cannot be made or used; the message is one sentence for the reader."""


def machine():
    """Return what wheels depend on: the platform and the Python."""
    return "{}, Python {}.{}".format(sysconfig.get_platform(), *sys.version_info[:2])


def wheels_of(folder):
    """Return the folder of the packages in a bundle."""
    return os.path.join(os.path.abspath(folder), "wheels")


def prepare(folder, root):
    """Make an empty bundle, with the copy of the kit in it.

    Raises
    ------
    BundleError
        If something else is in the folder, or the folder lies in the kit.
    """
    folder, root = os.path.realpath(folder), os.path.realpath(root)
    if (folder + os.sep).startswith(root + os.sep):
        raise BundleError("a bundle holds a copy of the kit: name a folder outside of " + root)
    if os.path.isdir(folder) and os.listdir(folder) and not os.path.exists(listing_of(folder)):
        raise BundleError(f"{folder} holds something else: name a new folder")
    for part in ("kit", "wheels"):
        shutil.rmtree(os.path.join(folder, part), ignore_errors=True)
    os.makedirs(wheels_of(folder))
    # An unfinished bundle can be begun anew, but not be used.
    write_listing(folder, {"machine": machine(), "edition": None, "wheels": {}})
    shutil.copytree(root, os.path.join(folder, "kit"), ignore=shutil.ignore_patterns(*LEFT_OUT))


def finish(folder, edition):
    """Write down what is in a bundle; return the size of its packages in bytes.

    Parameters
    ----------
    folder : str
    edition : str
        Tells the packages that the kit wants from those that another edition wants.
    """
    for made in ("build", "tinyml_kit.egg-info"):
        shutil.rmtree(os.path.join(folder, "kit", made), ignore_errors=True)
    wheels = wheels_of(folder)
    sizes = {name: os.path.getsize(os.path.join(wheels, name)) for name in os.listdir(wheels)}
    write_listing(folder, {"machine": machine(), "edition": edition, "wheels": sizes})
    return sum(sizes.values())


def check(folder, edition):
    """Refuse a bundle from which this kit cannot be set up on this machine.

    Raises
    ------
    BundleError
        If it is none, is for another machine or edition, or is not whole.
    """
    try:
        with open(listing_of(folder), encoding="utf-8") as file:
            listing = json.load(file)
        made_for, made_by, sizes = (listing[key] for key in ("machine", "edition", "wheels"))
    except (OSError, ValueError, KeyError, TypeError):
        raise BundleError(
            f"{folder} is no bundle: make one with python3 kit.py bundle DIR"
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
            raise BundleError(f"{path} was not copied whole: copy the bundle again")


def settings(folder):
    """Return the environment variables that let pip and uv look nowhere but in a bundle."""
    return {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": wheels_of(folder),
        "UV_OFFLINE": "1",
        "UV_NO_CONFIG": "1",
    }


def listing_of(folder):
    """Return the path of the file that says what is in a bundle."""
    return os.path.join(folder, LISTING)


def write_listing(folder, listing):
    """Write the file that says what is in a bundle."""
    with open(listing_of(folder), "w", encoding="utf-8") as file:
        json.dump(listing, file, indent=1, sort_keys=True)
