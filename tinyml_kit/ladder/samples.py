"""Inputs and outputs of a model in files: .npy for one tensor, .npz for several."""

import zipfile
from pathlib import Path

import numpy as np

from tinyml_kit.base.errors import BadInput
from tinyml_kit.base.files import require_file, write_atomically


class SampleError(BadInput):
    """A file of inputs or outputs that is not one."""


def read(path, names=()):
    """Return the arrays of a file, one an input tensor.

    Parameters
    ----------
    path : path of a .npy, or of a .npz with an array for each input
    names : sequence of str
        The model's input tensors. An .npz whose arrays have these names may hold them in any
        order; otherwise its order counts.

    Returns
    -------
    list of arrays

    Raises
    ------
    SampleError
        If the file is missing, damaged, neither of the two, or holds Python objects.
    """
    path = require_file(path, SampleError, "a .npy or .npz of inputs")
    try:
        # Objects would be unpickled, and that can run any program.
        loaded = np.load(path, allow_pickle=False)
        if isinstance(loaded, np.ndarray):
            return [loaded]
        with loaded:
            arrays = {name: loaded[name] for name in loaded.files}
    except zipfile.BadZipFile as problem:
        raise SampleError(f"{path}: the file is damaged ({problem}); write it again.") from problem
    except Exception as problem:
        # A file that is not what it says makes numpy raise whatever its parsers raise.
        if "pickle" in str(problem).lower():
            raise SampleError(
                f"{path}: this is no array of numbers, or it holds Python objects, which are not "
                "read; write it with numpy.save from an array of int8 or float32."
            ) from problem
        raise SampleError(
            f"{path}: the file is no .npy or .npz, or damaged; write it with numpy.save."
        ) from problem
    if not all(isinstance(array, np.ndarray) for array in arrays.values()):
        raise SampleError(f"{path}: the file holds more than arrays; write it with numpy.savez.")
    if names and set(names) == set(arrays):
        return [arrays[name] for name in names]
    return list(arrays.values())


def require_writable(path, count, inputs=None):
    """Refuse a name under which so many outputs cannot be written.

    Parameters
    ----------
    path : path of a .npy, or of a .npz
    count : int, the number of outputs
    inputs : path, optional
        The file that is read, which is never written over.

    Raises
    ------
    SampleError
        If it ends in neither .npy nor .npz, in .npy for several outputs, or is that of the inputs.
    """
    if inputs is not None and Path(path).exists() and Path(path).samefile(inputs):
        raise SampleError(f"{path}: this file is to be read; give the outputs another name.")
    suffix = Path(path).suffix
    if suffix not in (".npy", ".npz"):
        raise SampleError(f"{path}: outputs are written as .npy or .npz; name one of the two.")
    if suffix == ".npy" and count > 1:
        raise SampleError(f"{path}: the model has {count} outputs; name an .npz to hold them all.")


def write(path, outputs, replace=True):
    """Write outputs: one array into a .npy, or each as output_0, output_1, … into an .npz.

    Raises
    ------
    SampleError
        As `require_writable`.
    WriteError
        If the file cannot be written, or is there, differs and is not to be replaced.
    """
    require_writable(path, len(outputs))
    with write_atomically(path, replace) as temporary:
        if Path(path).suffix == ".npy":
            np.save(temporary, outputs[0])
        else:
            np.savez(temporary, **{f"output_{k}": array for k, array in enumerate(outputs)})
