"""A folder of files, written as a whole or not at all."""

import os
import shutil
import tempfile
from pathlib import Path

from tinyml_kit.base.files import WriteError, same_content, would_replace


def write_folder(folder, files, replace=True):
    """Write files into a folder so that a failure leaves no half of them behind.

    Everything is written beside its place first, and only then renamed into it. Files of the
    folder that are not written now are left alone.

    Parameters
    ----------
    folder : path
        Made if it is not there.
    files : {relative path: text}
    replace : bool
        Whether files that are there and hold something else may be replaced.

    Returns
    -------
    {relative path: Path} of what was written

    Raises
    ------
    WriteError
        If the folder cannot be made or written to, a folder in it has the name of a file, or a
        file is there, holds something else and is not to be replaced; then none is written.
    """
    folder = Path(folder)
    for name in files:
        if (folder / name).is_dir():
            raise WriteError(
                f"{folder / name}: a folder has the name of a file to be written; "
                "remove it, or name another folder."
            )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise _cannot(folder, error) from error
    try:
        for name, text in files.items():
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        for name in () if replace else files:
            if (folder / name).exists() and not same_content(folder / name, made / name):
                raise would_replace(folder / name)
        folder.mkdir(exist_ok=True)
        for name in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(made / name, folder / name)
    except OSError as error:
        raise _cannot(folder, error) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return {name: folder / name for name in files}


def _cannot(folder, error):
    return WriteError(
        f"{folder}: no files can be written there ({error.strerror}); "
        "name a folder that you may write to."
    )
