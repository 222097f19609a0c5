"""A folder of files: all of them are written, or none."""

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from tinyml_kit.base import temporary
from tinyml_kit.base.files import (
    WriteError,
    cannot_write,
    give_permissions,
    require_replaceable,
    same_content,
    would_replace,
)


def write_folder(
    folder: Path | str, files: Mapping[str, str], replace: bool = True
) -> dict[str, Path]:
    """Write files into a folder so that a failure leaves nothing half-written behind.

    Everything is written to a temporary folder first and only then moved into place; if a file
    cannot be moved, those before it are taken back. Other files of the folder are left alone.

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
        If the folder cannot be made or written to, a folder, a link or a device has the name of a
        file, a link leads out of the folder, or a file exists, has different content and must not
        be replaced; then no file is written.
    """
    folder = Path(folder)
    for name in files:
        _require_place(folder, name)
    with filled(folder, replace) as made:
        for name, text in files.items():
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    return {name: folder / name for name in files}


@contextlib.contextmanager
def filled(folder: Path | str, replace: bool = True) -> Iterator[Path]:
    """Give a temporary folder; move the files in it into `folder` only if the block succeeds.

    Parameters, errors and promises are those of `write_folder`.
    """
    folder = Path(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with temporary.folder(folder.parent) as made:
            new, old = made / "new", made / "old"
            new.mkdir()
            yield new
            paths = sorted(path for path in new.rglob("*") if path.is_file())
            names = [path.relative_to(new).as_posix() for path in paths]
            for name in names:
                _require_place(folder, name)
                there = (folder / name).exists()
                if there and not replace and not same_content(folder / name, new / name):
                    raise would_replace(folder / name)
            _move(new, old, folder, names)
    except OSError as error:
        raise cannot_write(folder, error, "no files") from error


def _require_place(folder, name):
    path = folder / name
    if path.is_dir() and not path.is_symlink():
        raise WriteError(
            f"{path}: a folder has the name of a file to be written; remove it, or name another "
            "folder."
        )
    require_replaceable(path)
    if not path.parent.resolve().is_relative_to(folder.resolve()):
        raise WriteError(f"{path}: a link leads out of the folder; name another folder.")


def _move(new, old, folder, files):
    """Move files into place, keeping those that they replace until all are there."""
    undo = []
    try:
        for place in _missing(folder, files):
            place.mkdir()
            undo.append(place.rmdir)
        for name in files:
            path, kept = folder / name, old / name
            replaced = require_replaceable(path)
            if replaced:
                give_permissions(new / name, replaced)
                kept.parent.mkdir(parents=True, exist_ok=True)
                os.replace(path, kept)
                undo.append(lambda kept=kept, path=path: os.replace(kept, path))
            os.replace(new / name, path)
            if not replaced:
                undo.append(path.unlink)
    except BaseException:
        for step in reversed(undo):
            with contextlib.suppress(OSError):
                step()
        raise


def _missing(folder, files):
    """Return the folders to make, each after the one that it lies in."""
    wanted = {folder} | {place for name in files for place in (folder / name).parents}
    inside = [place for place in wanted if place == folder or folder in place.parents]
    return [place for place in sorted(inside) if not place.exists()]
