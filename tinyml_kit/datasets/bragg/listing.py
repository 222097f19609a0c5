"""Which datasets of an HDF5 file hold its frames: the layouts that are known, or the only choice.

`names_of` looks, in this order, for CXIDB entry 76, Eiger's numbered parts, what NeXus marks as
the signal, and the places of `KNOWN`. If none of these is there, the file is listed: a single
dataset that can be frames is taken, and of several the reader has to name one.
"""

import re
from pathlib import Path

import h5py

from tinyml_kit.base.text import one_line
from tinyml_kit.datasets.bragg import layouts
from tinyml_kit.datasets.bragg.frame_checks import FrameError

#: Single datasets of frames: Eiger's virtual one and its raw one, CXI, Cheetah, plain files.
KNOWN = (
    "entry/data/data",
    "entry/data/raw_data",
    "entry_1/data_1/data",
    "entry_1/instrument_1/detector_1/data",
    "entry_1/image_1/data",
    "data/data",
    "data/rawdata0",
    "data",
    "images",
)
#: Frames have at least this many pixels on each side; tables and masks of modules have fewer.
LEAST_SIDE = 8
#: So many groups and datasets are looked at, and so many named in a message.
MOST_LISTED = 10_000
MOST_NAMED = 6
NONE = "no dataset has the shape of frames, (n, H, W) or (H, W) numbers; name a file of frames."


def names_of(file: h5py.File, path: Path, dataset: str | None = None) -> list[str]:
    """Return the names of the datasets that hold the frames, in the order of the frames.

    Parameters
    ----------
    file : h5py.File, open for reading.
    path : its name, for messages.
    dataset : str, optional
        The one to take, as it is called in the file.

    Raises
    ------
    FrameError
        If there is none of that name, or none or several that can be frames; the message lists
        them.
    """
    if dataset is not None:
        name = dataset.strip("/")
        if layouts.found(file, name) is None:
            raise FrameError(
                f"{path}: there is no dataset /{one_line(name)}; {_choice(_candidates(file))}"
            )
        return [name]
    chunks = _keys_of(file, "data")
    if any(_names(file, f"data/{chunk}", "images") for chunk in chunks):
        return [f"data/{chunk}/images" for chunk in chunks]
    # Some files also join the numbered parts in a virtual dataset called data.
    if parts := [key for key in _keys_of(file, "entry/data") if key.startswith("data_")]:
        return [f"entry/data/{key}" for key in parts]
    if signal := _signal(file):
        return [signal]
    for name in KNOWN:
        if isinstance(layouts.found(file, name), h5py.Dataset):
            return [name]
    candidates = _candidates(file)
    if not candidates:
        raise FrameError(f"{path}: the file holds no frames: {NONE}")
    if len(candidates) > 1:
        raise FrameError(f"{path}: several datasets can be the frames; {_choice(candidates)}")
    return list(candidates)


def in_order(names: list[str]) -> list[str]:
    """Sort names so that 2 comes before 10: runs of digits count as numbers."""

    def parts(name):
        pieces = re.split(r"(\d+)", name)
        return [(int(p), "") if p.isdigit() and p.isascii() else (-1, p) for p in pieces]

    return sorted(names, key=parts)


def _keys_of(file, name):
    group = layouts.found(file, name)
    return in_order(list(group.keys())) if isinstance(group, h5py.Group) else []


def _names(file, group, key):
    """Return whether a group has an entry of this name, which may be a link to nothing."""
    there = layouts.found(file, group)
    return isinstance(there, h5py.Group) and there.get(key, getlink=True) is not None


def _signal(file):
    """Return the dataset that NeXus marks as the one to show: an entry's default, its signal."""
    for entry in in_order(list(file.keys())):
        group = layouts.found(file, entry)
        if not isinstance(group, h5py.Group):
            continue
        for key in in_order(list(group.keys())):
            data = layouts.found(group, key)
            if not isinstance(data, h5py.Group) or "signal" not in data.attrs:
                continue
            signal = data.attrs["signal"]
            signal = signal.decode("utf-8", "replace") if isinstance(signal, bytes) else signal
            if isinstance(signal, str) and _can_be_frames(layouts.found(data, signal)):
                return f"{entry}/{key}/{signal}"
    return None


def _can_be_frames(item):
    return (
        isinstance(item, h5py.Dataset)
        and item.ndim in (2, 3)
        and item.dtype.kind in "iuf"
        and min(item.shape[-2:]) >= LEAST_SIDE
    )


def _candidates(file):
    """Return names and shapes of the datasets of a file that can be frames; no link is followed."""
    found, seen = {}, 0

    def look(name, item):
        nonlocal seen
        seen += 1
        if _can_be_frames(item) and not name.endswith("mask"):
            found[name] = item.shape
        return True if seen >= MOST_LISTED else None

    file.visititems(look)
    return found


def _choice(candidates):
    if not candidates:
        return NONE
    named = [f"/{one_line(name)} {shape}" for name, shape in candidates.items()]
    more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    return (
        f"these can be: {', '.join(named[:MOST_NAMED])}{more}; name one with --dataset, or with "
        "dataset= in Python."
    )
