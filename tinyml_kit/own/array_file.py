"""Examples or labels in a file of NumPy."""

from pathlib import Path

import numpy as np

from tinyml_kit.base import arrays
from tinyml_kit.base.errors import BadInput
from tinyml_kit.base.files import require_file


class DataError(BadInput):
    """A file of examples that cannot be used."""


def of_file(path: str | Path) -> np.ndarray:
    """Return the one array of an .npy or .npz.

    Raises
    ------
    DataError
        If the file cannot be used, or holds several arrays.
    """
    found = arrays.read(require_file(path, DataError, "an .npy of examples"), DataError)
    if isinstance(found, dict):
        if len(found) != 1:
            raise DataError(f"{path}: it holds {len(found)} arrays; give one, by numpy.save.")
        found = next(iter(found.values()))
    if found.dtype.kind not in "fiub" or found.ndim == 0:
        raise DataError(f"{path}: it holds {found.dtype} of shape {found.shape}; give numbers.")
    return found
