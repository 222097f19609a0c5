"""A folder of files: all of them are written, or none."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tinyml_kit.base.files import WriteError, same_content, would_replace


def write_folder(
    folder: Path | str, files: Mapping[str, str], replace: bool = True
) -> dict[str, Path]:
    """Write files into a folder so that a failure leaves nothing half-written behind.

    Everything is written to a temporary folder first and only then moved into place. Other files
    of the folder are left alone.

    Parameters
    ----------
    folder : path
        Made if it does not exist.
    files : {relative path: text}
    replace : bool
        Whether existing files with different content may be replaced.

    Returns
    -------
    {relative path: Path} of what was written

    Raises
    ------
    WriteError
        If the folder cannot be made or written to, a folder in it has the name of a file, or a
        file exists, has different content and must not be replaced; then no file is written.
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
        temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise _cannot(folder, error) from error
    try:
        for name, text in files.items():
            path = temporary / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        for name in () if replace else files:
            if (folder / name).exists() and not same_content(folder / name, temporary / name):
                raise would_replace(folder / name)
        folder.mkdir(exist_ok=True)
        for name in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(temporary / name, folder / name)
    except OSError as error:
        raise _cannot(folder, error) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return {name: folder / name for name in files}


def _cannot(folder, error):
    return WriteError(
        f"{folder}: no files can be written there ({error.strerror}); "
        "name a folder that you may write to."
    )
