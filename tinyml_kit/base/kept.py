"""What is made once per computer and kept in the cache, and looked at before each use."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

from tinyml_kit.base import temporary
from tinyml_kit.base.files import cannot_write, make_cache_folder, sha256, write_atomically


def kept(path: Path, make: Callable[[Path], object]) -> Path:
    """Return a file of the cache, made by the first who asks for it.

    Its SHA-256 stands beside it. A file that was cut off, changed or put there by somebody else is
    made anew. Several processes may do so at once: each works in a folder of its own.

    Parameters
    ----------
    path : Path below `cache_dir`, whose name stands for all that the content depends on
    make : callable that writes the file to the path that it is given, beside which it may leave
        others

    Raises
    ------
    WriteError
        If nothing can be written to the cache.
    """
    known = path.with_name(f"{path.name}.sha256")
    with contextlib.suppress(OSError, UnicodeDecodeError):
        if known.read_text(encoding="ascii").strip() == sha256(path):
            return path
    make_cache_folder(path.parent)
    with temporary.folder(path.parent) as work:
        made = work / path.name
        make(made)
        digest = sha256(made)
        try:
            os.replace(made, path)
        except OSError as error:
            # On Windows nobody may replace a program that runs; another process made the same one.
            if not (path.is_file() and sha256(path) == digest):
                raise cannot_write(path, error) from error
    with write_atomically(known) as written:
        written.write_text(f"{digest}\n", encoding="ascii")
    return path
