"""A network from a file of Keras, of which nothing but Keras' own layers is taken.

A file may name any Python module, or hold a lambda, and loading it would run them. So its
description is read first, and whatever is not Keras' own is refused.
"""

import json
import zipfile
from pathlib import Path
from typing import Any

from tinyml_kit.base.errors import BadInput, said
from tinyml_kit.base.files import require_file
from tinyml_kit.base.sizes import require_json, require_size
from tinyml_kit.base.text import one_line
from tinyml_kit.learning.keras_backend import keras

#: Where the classes of Keras live, as its files name them.
OWN = ("keras", "tf_keras")


class KerasFileError(BadInput):
    """A file of Keras that is damaged, hostile or of another version."""


def load(path: str | Path) -> keras.Model:
    """Return the network of a .keras or .h5 file, not compiled.

    Parameters
    ----------
    path : path of a file that tf_keras (Keras 2) has saved

    Raises
    ------
    KerasFileError
        If there is no such file, it is neither of the two or damaged, is larger than the ceiling,
        names anything that is not Keras' own, or Keras cannot build the network.
    """
    path = require_file(path, KerasFileError, "a .keras or .h5")
    with open(path, "rb") as file:
        begin = file.read(4)
    if begin == b"PK\3\4":
        config = _of_archive(path)
    elif begin == b"\x89HDF":
        config = _of_hdf5(path)
    else:
        raise KerasFileError(
            f"{path}: this is no file of Keras; save the network with model.save(...), as .keras."
        )
    _require_own(config, path)
    try:
        return keras.models.load_model(path, compile=False)
    # Keras raises whatever its layers raise.
    except Exception as error:
        raise KerasFileError(
            f"{path}: Keras 2 cannot build this network ({one_line(said(error), 200)}); if Keras 3 "
            "saved it, build the same layers with tf_keras and copy the weights."
        ) from error


def _of_archive(path):
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(member.file_size for member in archive.infolist())
            require_size(size, path, KerasFileError)
            text = archive.read("config.json")
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError) as error:
        raise KerasFileError(
            f"{path}: the file is damaged ({said(error)}); save it again."
        ) from error
    return _parsed(text, path)


def _of_hdf5(path):
    import h5py

    require_size(path.stat().st_size, path, KerasFileError)
    try:
        with h5py.File(path) as file:
            text = file.attrs.get("model_config")
    except (OSError, RuntimeError, ValueError, KeyError) as error:
        raise KerasFileError(
            f"{path}: the file is damaged ({said(error)}); save it again."
        ) from error
    if text is None:
        raise KerasFileError(
            f"{path}: it holds weights without a network; save all of it with model.save(...)."
        )
    return _parsed(text.encode() if isinstance(text, str) else bytes(text), path)


def _parsed(text, path):
    require_json(text, path, KerasFileError)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise KerasFileError(
            f"{path}: the description of its network is damaged; save it again."
        ) from error


def _require_own(part: Any, path: Path) -> None:
    """Refuse what would run code of somebody else's: lambdas, and modules that are not Keras'."""
    todo = [part]
    while todo:
        one = todo.pop()
        if isinstance(one, list):
            todo += one
        if not isinstance(one, dict):
            continue
        todo += one.values()
        kind, module = one.get("class_name"), one.get("module")
        foreign = isinstance(module, str) and module.split(".")[0] not in OWN
        if kind in ("Lambda", "__lambda__", "function") or (kind and foreign):
            where = f" of the module {one_line(str(module))}" if foreign else ""
            raise KerasFileError(
                f"{path}: it holds {one_line(str(kind))}{where}, which would run code from the "
                "file; build the network of Keras' own layers."
            )
