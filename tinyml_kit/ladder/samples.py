"""Inputs and outputs of a model in files: .npy for one tensor, .npz for several."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tinyml_kit.base import arrays as base_arrays
from tinyml_kit.base.errors import BadInput
from tinyml_kit.base.files import require_file, write_atomically


class SampleError(BadInput):
    """A file of inputs or outputs that cannot be used."""


def read(path: str | Path, names: Sequence[str] = ()) -> list[np.ndarray]:
    """Return the arrays of a file, one for each input tensor.

    Parameters
    ----------
    path : path of a .npy, or of a .npz with an array for each input
    names : sequence of str
        The names of the model's input tensors. If the arrays of an .npz have these names, they
        may be in any order; otherwise their order counts.

    Returns
    -------
    list of arrays

    Raises
    ------
    SampleError
        If the file is missing, damaged, neither of the two, too large, or holds Python objects.
    """
    path = require_file(path, SampleError, "a .npy or .npz of inputs")
    arrays = base_arrays.read(path, SampleError)
    if isinstance(arrays, np.ndarray):
        return [arrays]
    if names and set(names) == set(arrays):
        return [arrays[name] for name in names]
    return list(arrays.values())


def require_writable(path: str | Path, count: int, inputs: str | Path | None = None) -> None:
    """Refuse a path to which this many outputs cannot be written.

    Parameters
    ----------
    path : path of a .npy, or of a .npz
    count : int, the number of outputs
    inputs : path, optional
        The file that is read; it is never overwritten.

    Raises
    ------
    SampleError
        If it ends in neither .npy nor .npz, in .npy for several outputs, or is the inputs' file.
    """
    if inputs is not None and Path(path).exists() and Path(path).samefile(inputs):
        raise SampleError(f"{path}: this file is to be read; give the outputs another name.")
    suffix = Path(path).suffix
    if suffix not in (".npy", ".npz"):
        raise SampleError(
            f"{path}: outputs are written as .npy or .npz; name a file with one of these endings."
        )
    if suffix == ".npy" and count > 1:
        raise SampleError(f"{path}: the model has {count} outputs; name an .npz to hold them all.")


def write(path: str | Path, outputs: Sequence[np.ndarray], replace: bool = True) -> None:
    """Write outputs: one array to a .npy, or all to an .npz, as output_0, output_1, ….

    Raises
    ------
    SampleError
        As `require_writable`.
    WriteError
        If the file cannot be written, or there is one that differs and is not to be replaced.
    """
    require_writable(path, len(outputs))
    with write_atomically(path, replace) as temporary:
        if Path(path).suffix == ".npy":
            np.save(temporary, outputs[0])
        else:
            named: dict[str, Any] = {f"output_{k}": array for k, array in enumerate(outputs)}
            np.savez(temporary, **named)
