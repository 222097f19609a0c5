"""Where HDF5 files keep their frames: CXIDB entry 76, Eiger, CXI."""

import importlib.util
from math import prod
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from tinyml_kit.datasets.bragg.frame_checks import FrameError, require_like


def image_datasets(file: h5py.File, path: Path) -> list[h5py.Dataset]:
    """Return the datasets that hold the frames, in the order of the frames.

    Parameters
    ----------
    file : h5py.File, open for reading.
    path : its name, for messages.

    Returns
    -------
    list of h5py.Dataset, each (n, H, W) of integers or floats; only n differs.

    Raises
    ------
    FrameError
        If the layout is unknown; or a dataset is missing, has the wrong rank or dtype, differs
        from the first, claims more than is stored of it, or needs a filter that HDF5 lacks.
    """
    if "data" in file:
        names = [f"data/{chunk}/images" for chunk in _keys(file, "data", path)]
    elif "entry/data" in file:
        keys = _keys(file, "entry/data", path)
        # Some files also join the numbered parts in a virtual dataset called data.
        parts = [key for key in keys if key.startswith("data_")] or ["data"]
        names = [f"entry/data/{key}" for key in parts]
    elif "entry_1/data_1/data" in file:
        names = ["entry_1/data_1/data"]
    else:
        raise FrameError(
            f"{path}: there is no group /data, as in runs of CXIDB entry 76, nor a group of "
            "Eiger or CXI files; name a file in one of these layouts."
        )
    datasets = [_dataset(file, name, path) for name in names]
    for name, dataset in zip(names, datasets, strict=True):
        require_like(dataset, datasets[0], f"{path}: /{name}")
    return datasets


def metadata(file: h5py.File) -> dict[str, Any]:
    """Return the datasets of ``/metadata`` as a dict of numbers, arrays and str."""
    group = file.get("metadata")
    if not isinstance(group, h5py.Group):
        return {}
    values = {key: item[()] for key, item in group.items() if isinstance(item, h5py.Dataset)}
    return {k: v.decode() if isinstance(v, bytes) else v for k, v in values.items()}


def register_filters() -> None:
    """Register the filters of hdf5plugin with HDF5, if hdf5plugin is installed."""
    if importlib.util.find_spec("hdf5plugin"):
        importlib.import_module("hdf5plugin")


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


def _keys(file, name, path):
    if not isinstance(file[name], h5py.Group):
        raise FrameError(f"{path}: /{name} is not a group; name a file in the CXIDB-76 layout.")
    return list(file[name].keys())


def _dataset(file, name, path):
    # A dangling link raises KeyError, or OSError if the file that it names is damaged.
    try:
        dataset = file[name]
    except (KeyError, OSError) as error:
        raise FrameError(
            f"{path}: /{name} is missing; copy the file again, with the files that it links to."
        ) from error
    if (
        not isinstance(dataset, h5py.Dataset)
        or dataset.ndim != 3
        or dataset.dtype.kind not in "iuf"
    ):
        raise FrameError(
            f"{path}: /{name} is {_describe(dataset)}, expected numbers of shape (n, H, W); "
            "name a file of frames."
        )
    _require_filters(dataset, f"{path}: /{name}")
    _require_stored(dataset, f"{path}: /{name}")
    return dataset


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
        count, height, width = dataset.shape
        raise FrameError(
            f"{where} claims {count:,} frames of {height:,} × {width:,} pixels, of which "
            f"{stored // (height * width):,} are stored; copy the file again."
        )


def _stored(dataset):
    """Return how many pixels of a dataset are stored, here or in the files that it points to."""
    if dataset.chunks:
        return dataset.id.get_num_chunks() * prod(dataset.chunks)
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
