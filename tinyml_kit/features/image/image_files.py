"""Write preprocessed images to .npz or .h5 one at a time, so that memory does not grow."""

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from tinyml_kit.base.files import write_atomically
from tinyml_kit.features.image.resample import ImageError

DTYPES = ("float32", "float16")


def require_writable(path: Path | str, dtype: str) -> Path:
    """Return `path` as a Path if images can be written with its suffix and the dtype."""
    path = Path(path)
    if path.suffix not in _WRITERS:
        raise ImageError(f"{path}: images go to .npz or .h5, not {path.suffix!r}; rename the file.")
    if dtype not in DTYPES:
        raise ImageError(f"{path}: there is no dtype {dtype!r}; choose one of {', '.join(DTYPES)}.")
    return path


def write_images(
    path: Path | str,
    images: Iterable[np.ndarray],
    shape: tuple[int, int, int],
    dtype: str,
    facts: Mapping[str, Any],
) -> None:
    """Write images and facts about them; the file appears only when it is complete.

    Parameters
    ----------
    path : path ending in .npz or .h5
        In .npz the images are the array "images" and each fact is one more array. In .h5 arrays
        are datasets and single values are attributes of the file.
    images : iterable of (H, W) arrays
    shape : (n, H, W)
        Known beforehand, because the file states it before the images.
    dtype : "float32" or "float16"
    facts : dict of str -> array, number or str

    Raises
    ------
    ImageError
        If the suffix or the dtype is not one of these, or there are not exactly n images.
    """
    path = require_writable(path, dtype)
    with write_atomically(path) as temporary:
        _WRITERS[path.suffix](temporary, _counted(images, shape, path), shape, dtype, facts)


def _counted(images, shape, path):
    count = 0
    for count, image in enumerate(images, 1):
        if count <= shape[0]:
            yield image
    if count != shape[0]:
        raise ImageError(
            f"{path}: there are {count} images, but {shape[0]} were announced; give their number."
        )


def _write_npz(path, images, shape, dtype, facts):
    header = {"descr": np.dtype(dtype).str, "fortran_order": False, "shape": tuple(shape)}
    # np.savez needs all images in memory; this writes the same file piece by piece.
    with zipfile.ZipFile(path, "w") as archive:
        with archive.open("images.npy", "w", force_zip64=True) as member:
            np.lib.format.write_array_header_1_0(member, header)
            for image in images:
                member.write(np.asarray(image).astype(dtype).tobytes())
        for name, value in facts.items():
            with archive.open(f"{name}.npy", "w") as member:
                np.lib.format.write_array(member, np.asarray(value), allow_pickle=False)


def _write_h5(path, images, shape, dtype, facts):
    with h5py.File(path, "w") as file:
        dataset = file.create_dataset("images", shape, dtype, chunks=(1, *shape[1:]))
        for index, image in enumerate(images):
            # NumPy converts, because the conversion to float16 in HDF5 1.14 sometimes loses a carry
            # (measured: 0.9999 became 0.5).
            dataset[index] = np.asarray(image).astype(dtype)
        for name, value in facts.items():
            if np.ndim(value):
                file[name] = value
            else:
                file.attrs[name] = value


_WRITERS = {".npz": _write_npz, ".h5": _write_h5}
