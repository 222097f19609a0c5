"""The datasets of an HDF5 file: opened, whole, of one kind, and near the file that names them."""

import contextlib
import importlib.util
import re
from collections.abc import Iterator, Mapping, Sequence
from math import prod
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from tinyml_kit.base.errors import LONGEST
from tinyml_kit.base.sizes import require_size
from tinyml_kit.base.text import one_line
from tinyml_kit.datasets.bragg.frame_checks import FrameError, require_like

# The most links that lead to one dataset.
LINKS = 100


def image_datasets(file: h5py.File, path: Path, names: Sequence[str]) -> list[h5py.Dataset]:
    """Return the datasets that hold the frames.

    Parameters
    ----------
    file : h5py.File, open for reading.
    path : its name, for messages.
    names : of the datasets, in the order of the frames (`listing.names_of`).

    Returns
    -------
    list of h5py.Dataset, each (n, H, W) or (H, W) of integers or floats; only n differs.

    Raises
    ------
    FrameError
        If a dataset is missing, has the wrong rank or dtype, differs from the first, claims more
        than is stored of it, or needs a filter that HDF5 lacks.
    """
    datasets = [_dataset(file, name, path) for name in names]
    for name, dataset in zip(names, datasets, strict=True):
        require_like(dataset, datasets[0], f"{path}: /{name}")
    return datasets


class Metadata(Mapping):
    """The datasets of ``/metadata`` as numbers, arrays and str, each read when it is asked for."""

    #: Facts about a run are small; a chunk of a thousandth of this may unpack to all of it.
    MOST_BYTES = 10_000_000

    def __init__(self, file: h5py.File) -> None:
        group = file.get("metadata", getlink=True) and _inside(file, "metadata")
        self._group = group if isinstance(group, h5py.Group) else {}

    def __iter__(self) -> Iterator[str]:
        return (key for key in self._group if isinstance(self._item(key), h5py.Dataset))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __getitem__(self, key: str) -> Any:
        """Return a fact.

        Raises
        ------
        KeyError
            If there is none of this name.
        FrameError
            If it is larger than any fact about a run, or damaged.
        """
        item = self._item(key)
        if not isinstance(item, h5py.Dataset):
            raise KeyError(key)
        varies = h5py.check_string_dtype(item.dtype) is not None and item.dtype.hasobject
        stored = item.id.get_storage_size()
        packed = item.id.get_create_plist().get_nfilters() > 0
        if (
            (item.dtype.hasobject and not (varies and item.size == 1))
            or item.nbytes > self.MOST_BYTES
            or (packed and stored > self.MOST_BYTES // 100)
            or item.external
            or item.is_virtual
        ):
            raise FrameError(
                f"{one_line(item.file.filename, LONGEST)}: /metadata/{one_line(key)} is no plain "
                f"fact of at most {self.MOST_BYTES // 10**6} MB; it is not read."
            )
        value = item[()]
        try:
            return value.decode() if isinstance(value, bytes) else value
        except UnicodeDecodeError as error:
            raise FrameError(
                f"{one_line(item.file.filename, LONGEST)}: /metadata/{one_line(key)} is no text in "
                "UTF-8; copy the file again."
            ) from error

    def _item(self, key):
        return _inside(self._group, key) if self._group and key in self._group else None


def register_filters() -> None:
    """Register the filters of hdf5plugin with HDF5, if hdf5plugin is installed."""
    if importlib.util.find_spec("hdf5plugin"):
        importlib.import_module("hdf5plugin")


def require_whole(dataset: h5py.Dataset, where: str, links: int = LINKS) -> None:
    """Refuse a dataset of which HDF5 would make up a part, here or in what it points to.

    Raises
    ------
    FrameError
        If pixels are not stored, a file that it points to is missing, is smaller than what is
        taken from it or lies elsewhere, or a filter is missing; `where` begins the message.
    """
    if not links:
        raise FrameError(f"{where} is behind more than {LINKS} links; name another run.")
    _require_filters(dataset, where)
    _require_near(dataset, where)
    if dataset.is_virtual:
        for source in dataset.virtual_sources():
            _require_source(dataset, source, where, links)
    _require_stored(dataset, where)


def found(group: h5py.Group, name: str) -> Any:
    """Return what a path leads to, through links to files of the same folder only, or None."""
    try:
        return _inside(group, name)
    except (KeyError, OSError):
        return None


#: The first bytes of every HDF5 file.
SIGNATURE = b"\x89HDF\r\n\x1a\n"


def is_hdf5(path: Path) -> bool:
    """Return whether a file begins as HDF5 does, or holds HDF5 further on.

    HDF5 itself does not know a file that another program has locked.
    """
    with path.open("rb") as file:
        return file.read(len(SIGNATURE)) == SIGNATURE or bool(h5py.is_hdf5(path))


def why_closed(path: Path, error: str) -> str:
    """Return what keeps HDF5 from opening a file, and what to do, from the words of its error."""
    if "unable to lock file" in error:
        return (
            "another program has locked the file, as one does that writes to it; wait until it is "
            "done, or close it there. On a network folder without locks, set "
            "HDF5_USE_FILE_LOCKING to FALSE."
        )
    if "already open for write" in error:
        with path.open("rb") as file:
            streaming = len(head := file.read(12)) == 12 and head[8] == 3 and head[11] & 4
        kind = "for readers that follow (SWMR)" if streaming else "to it"
        return (
            f"the file is marked as one that a program writes {kind}; wait until that is done. If "
            "the program has crashed, copy the file and clear the mark in the copy with: "
            "h5clear -s COPY"
        )
    if sizes := re.search(r"truncated file: eof = (\d+),.* stored_eof = (\d+)", error):
        have, want = map(int, sizes.groups())
        return f"the HDF5 file is cut short, {have:,} of {want:,} bytes are there; copy it again."
    return "the HDF5 file is damaged; copy it again."


def add_chunk(
    file: h5py.File, number: int, frame: np.ndarray, compression: str | None
) -> h5py.Dataset:
    """Add an empty dataset ``/data/<number>/images`` that can grow, for frames like `frame`."""
    # Keys are padded because they are read back in alphabetical order.
    return file.create_dataset(
        f"data/{number:06d}/images",
        shape=(0, *frame.shape),
        maxshape=(None, *frame.shape),
        chunks=(1, *frame.shape),
        dtype=frame.dtype,
        compression=compression,
        compression_opts=1 if compression == "gzip" else None,
        shuffle=compression is not None,
    )


def add_constant(file: h5py.File, key: str, value: float) -> None:
    """Give every frame of every chunk the same `value`, as ``/data/<chunk>/<key>`` (n,)."""
    for chunk in file["data"].values():
        chunk[key] = np.full(len(chunk["images"]), value, np.float64)


def _dataset(file, name, path):
    # A dangling link raises KeyError, or OSError if the file that it names is damaged.
    try:
        dataset = _inside(file, name)
    except (KeyError, OSError) as error:
        raise FrameError(
            f"{path}: /{name} is missing; copy the file again, with the files that it links to."
        ) from error
    if (
        not isinstance(dataset, h5py.Dataset)
        or dataset.ndim not in (2, 3)
        or dataset.dtype.kind not in "iuf"
    ):
        raise FrameError(
            f"{path}: /{name} is {_describe(dataset)}, expected numbers of shape (n, H, W) "
            "or (H, W); name a file of frames."
        )
    pixels = max(prod(dataset.shape[-2:]), prod(dataset.chunks or (0,)))
    require_size(pixels * dataset.dtype.itemsize, f"{path}: a frame of /{name}", FrameError)
    require_whole(dataset, f"{path}: /{name}")
    return dataset


def _require_source(dataset, source, where, links):
    """Refuse a source of a virtual dataset that is missing, smaller than its part, or not whole.

    HDF5 returns zeros for all of these.
    """
    said = f"/{one_line(source.dset_name.strip('/'))} of {one_line(source.file_name, LONGEST)}"
    group = dataset.file["/"]
    with contextlib.ExitStack() as stack:
        try:
            if source.file_name != ".":
                other = require_near(dataset.file.filename, source.file_name)
                group = stack.enter_context(h5py.File(other, "r"))
            there = _inside(group, source.dset_name)
        except (KeyError, OSError) as error:
            raise FrameError(
                f"{where} takes its pixels from {said}, which is missing or cannot be opened; "
                "copy the file again, with the files that it points to."
            ) from error
        if not isinstance(there, h5py.Dataset) or not _holds(there, source):
            raise FrameError(
                f"{where} takes more pixels from {said} than there are; copy the file again, "
                "with the files that it points to."
            )
        require_whole(there, f"{where} takes its pixels from {said}, which", links - 1)


def _holds(dataset, source):
    """Return whether a dataset holds what a virtual dataset takes from it."""
    try:
        if source.src_space.get_select_type() == h5py.h5s.SEL_ALL:
            return prod(dataset.shape) >= source.vspace.get_select_npoints()
        _, last = source.src_space.get_select_bounds()
    except (RuntimeError, ValueError):  # an unlimited selection: it is as large as what is there
        return True
    return len(last) == dataset.ndim and all(
        end < size or end >= 2**63  # HDF5's number for "without end"
        for end, size in zip(last, dataset.shape, strict=True)
    )


def _inside(group: h5py.Group, name: str) -> Any:
    """Return what a path leads to, following links to files of the same folder only.

    Raises
    ------
    KeyError, OSError
        If there is nothing, or it cannot be opened.
    FrameError
        If a link leads to a file elsewhere.
    """
    for _ in range(LINKS):
        first, _, rest = name.strip("/").partition("/")
        link = group.get(first, getlink=True)
        if isinstance(link, h5py.ExternalLink):
            there = require_near(group.file.filename, link.filename)
            other = h5py.File(there, "r")
            name = f"{link.path.strip('/')}/{rest}".strip("/")
            group = other["/"]
        elif isinstance(link, h5py.SoftLink):
            start = group.file["/"] if link.path.startswith("/") else group
            name, group = f"{link.path.strip('/')}/{rest}".strip("/"), start
        elif link is None:
            raise KeyError(name)
        elif rest:
            group, name = group[first], rest
            if not isinstance(group, h5py.Group):
                raise KeyError(name)
        else:
            return group[first]
    raise OSError(f"{name} is behind more than {LINKS} links")


def require_near(path: str, named: str) -> Path:
    """Return the file that an HDF5 file names, if it lies in that file's folder.

    Raises
    ------
    FrameError
        If it lies elsewhere, or is no regular file.
    OSError
        If it is not there.
    """
    folder = Path(path).resolve().parent
    there = (folder / named).resolve()
    if not there.is_relative_to(folder):
        raise FrameError(
            f"{path}: it wants to read {one_line(named, LONGEST)}, which is not in its folder; "
            "copy that file there, or name another run."
        )
    if not there.exists():
        raise FileNotFoundError(2, "there is no such file", str(there))
    if not there.is_file():
        raise FrameError(f"{path}: it wants to read {one_line(named, LONGEST)}, which is no file.")
    return there


def _require_near(dataset, where):
    """Refuse pixels that come from files outside the folder of the file that names them."""
    named = [name for name, _, _ in dataset.external or ()]
    if dataset.is_virtual:
        named += [a.file_name for a in dataset.virtual_sources() if a.file_name != "."]
    for name in named:
        try:
            require_near(dataset.file.filename, name)
        except FileNotFoundError as error:
            raise FrameError(
                f"{where} points to {one_line(name, LONGEST)}, which is missing; copy the file "
                "again, with the files that it points to."
            ) from error


def _require_filters(dataset, where):
    properties = dataset.id.get_create_plist()
    for number in range(properties.get_nfilters()):
        code, _, _, name = properties.get_filter(number)
        if not h5py.h5z.filter_avail(code):
            raise FrameError(
                f"{where} is compressed with the filter {name.decode() or code}, which is missing; "
                "install it with: pip install hdf5plugin"
            )


def _require_stored(dataset, where):
    """Refuse a dataset that claims more pixels than the file stores.

    HDF5 accepts the claim and returns zeros for pixels that are not stored.
    """
    stored = _stored(dataset)
    if prod(dataset.shape) > stored:
        *count, height, width = dataset.shape
        raise FrameError(
            f"{where} claims {prod(count):,} frames of {height:,} × {width:,} pixels, of which "
            f"{stored // (height * width):,} are stored; copy the file again."
        )


def _stored(dataset):
    """Return how many pixels of a dataset are stored, here or in the files that it points to."""
    if dataset.chunks:
        wanted = prod(
            -(-size // step) for size, step in zip(dataset.shape, dataset.chunks, strict=True)
        )
        stored = dataset.id.get_num_chunks()
        if stored < wanted:  # chunks at the edge reach beyond it
            return min(stored * prod(dataset.chunks), prod(dataset.shape) - 1)
        return prod(dataset.shape)
    if dataset.is_virtual:
        try:
            return sum(a.vspace.get_select_npoints() for a in dataset.virtual_sources())
        except RuntimeError:  # an unlimited mapping: HDF5 computed the shape from what is stored
            return prod(dataset.shape)
    if dataset.external:
        parts = [(Path(file).stat().st_size - at, size) for file, at, size in dataset.external]
        return sum(min(max(there, 0), size) for there, size in parts) // dataset.dtype.itemsize
    return dataset.id.get_storage_size() // dataset.dtype.itemsize


def _describe(item):
    if isinstance(item, h5py.Dataset):
        return f"{item.dtype} of shape {item.shape}"
    return "a group"
