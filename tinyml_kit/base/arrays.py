"""Arrays of NumPy's files, .npy and .npz, whose sizes are checked before anything is read."""

import zipfile
import zlib
from pathlib import Path
from typing import IO, Any

from tinyml_kit.base.errors import BadInput, said
from tinyml_kit.base.sizes import require_size


def read(path: Path, refuse: type[BadInput]) -> Any:
    """Return the array of an .npy, or {name: array} of an .npz.

    Parameters
    ----------
    path : Path of a regular file
    refuse : the subclass of BadInput to raise
        If the file is neither, is damaged, holds Python objects, or its arrays would take more
        than the ceiling of `sizes`.
    """
    import numpy as np

    try:
        with open(path, "rb") as file:
            begin = file.read(6)
            file.seek(0)
            if begin == np.lib.format.MAGIC_PREFIX:
                return _array(file, path.stat().st_size, path, refuse)
            if not begin:
                raise ValueError("nothing")
            if not begin.startswith(b"PK"):
                raise refuse(
                    f"{path}: this is not an array of numbers in an .npy or .npz; write it with "
                    "numpy.save."
                )
            with zipfile.ZipFile(file) as archive:
                return _arrays(archive, path, refuse)
    except BadInput:
        raise
    except (zipfile.BadZipFile, zlib.error, NotImplementedError) as problem:
        raise refuse(f"{path}: the file is damaged ({said(problem)}); write it again.") from problem
    except Exception as problem:
        # For a file that is not what its name says, numpy raises whatever its parsers raise.
        raise refuse(
            f"{path}: the file is not an .npy or .npz, or it is damaged; write it with numpy.save."
        ) from problem


def _arrays(archive, path, refuse):
    members = archive.infolist()
    if not all(member.filename.endswith(".npy") for member in members):
        raise refuse(f"{path}: the file holds more than arrays; write it with numpy.savez.")
    require_size(sum(member.file_size for member in members), path, refuse)
    arrays = {}
    for member in members:
        with archive.open(member) as file:
            name = member.filename.removesuffix(".npy")
            arrays[name] = _array(file, member.file_size, path, refuse)
    return arrays


def _array(file: IO[bytes], size: int, path, refuse):
    """Read one array from a file of `size` bytes."""
    import numpy as np

    major, _ = np.lib.format.read_magic(file)
    readers = {
        1: np.lib.format.read_array_header_1_0,
        2: np.lib.format.read_array_header_2_0,
        3: np.lib.format.read_array_header_2_0,
    }
    shape, fortran, dtype = readers[major](file)
    if dtype.hasobject:
        # Unpickling objects could run any program.
        raise refuse(
            f"{path}: this is not an array of numbers, or it holds Python objects, which are not "
            "read; write it with numpy.save from an array of numbers."
        )
    count = 1
    for length in shape:
        count *= int(length)
    needed = count * dtype.itemsize
    require_size(needed, path, refuse)
    if any(length < 0 for length in shape):
        raise ValueError(shape)
    content = file.read(needed) if needed <= size else b""
    if len(content) < needed:
        raise refuse(
            f"{path}: the file is cut off: it ends before its array of shape {shape} does; write "
            "it again."
        )
    array = np.frombuffer(content, dtype, count).copy()
    return array.reshape(shape, order="F" if fortran else "C")
