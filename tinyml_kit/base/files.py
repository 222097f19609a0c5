"""Files: where they are kept, whether they are complete, and how they are written."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from tinyml_kit.base.errors import BadInput


class ChecksumError(BadInput):
    """A file's content is not what was published."""


class WriteError(BadInput):
    """A place where no file can be written."""


def cache_dir() -> Path:
    """Return the folder for downloads and for data made on demand.

    The environment variable TINYML_KIT_CACHE names it; otherwise it is the
    platform's usual cache folder. It need not exist yet.
    """
    named = os.environ.get("TINYML_KIT_CACHE")
    if named:
        return Path(named).expanduser()
    import pooch

    return Path(pooch.os_cache("tinyml-kit"))


def make_cache_folder(folder: Path) -> Path:
    """Make a folder below `cache_dir`, unless it is there, and return it.

    Raises
    ------
    WriteError
        If it cannot be made or written to; names TINYML_KIT_CACHE.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot(folder, error.strerror) from error
    if not os.access(folder, os.W_OK):
        raise _cannot(folder, "it is read-only")
    return folder


def _cannot(path, why):
    """Return the WriteError for a place where no file can be written."""
    here = cache_dir() in (path, *path.parents)
    cure = "let TINYML_KIT_CACHE name" if here else "name"
    return WriteError(
        f"{path}: no file can be written there ({why}); {cure} a folder that you may write to."
    )


def require_file(path: Path | str, refuse: type[BadInput], wanted: str) -> Path:
    """Return `path` as a Path if it names a file.

    Parameters
    ----------
    path : path
    refuse : the subclass of BadInput to raise
    wanted : str
        What to name instead, e.g. "a run"; the message ends with it.
    """
    path = Path(path)
    if path.is_dir():
        raise refuse(f"{path}: this is a folder; name {wanted} in it.")
    if not path.is_file():
        raise refuse(f"{path}: there is no such file; name {wanted}.")
    return path


def sha256(path: Path | str) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits, reading it in pieces."""
    import hashlib  # here, like others below, so that short commands start at once

    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def verify(path: Path | str, expected: str) -> Path:
    """Return `path` if its SHA-256 is `expected`.

    Raises
    ------
    ChecksumError
        If the file has different content.
    """
    found = sha256(path)
    if found != expected:
        raise ChecksumError(
            f"{path}: the content has SHA-256 {found[:12]}…, expected {expected[:12]}…; "
            "delete the file and fetch it again."
        )
    return Path(path)


def record_checksum(path: Path | str) -> None:
    """Write the SHA-256 of a file into SHA256.json beside it, keeping the other entries."""
    import json

    path = Path(path)
    listing = path.parent / "SHA256.json"
    known = json.loads(listing.read_text(encoding="utf-8")) if listing.exists() else {}
    known[path.name] = sha256(path)
    with write_atomically(listing) as temporary:
        text = json.dumps(known, indent=2, sort_keys=True) + "\n"
        temporary.write_text(text, encoding="utf-8")


def refuse_existing(*paths: Path | str) -> None:
    """Refuse to start work that would replace one of these files.

    Raises
    ------
    WriteError
        If one of them exists.
    """
    for path in map(Path, paths):
        if path.exists():
            raise would_replace(path)


def would_replace(path: Path | str) -> WriteError:
    """Return the WriteError for a file that exists and must not be replaced."""
    return WriteError(
        f"{path}: this file exists and would change; give another name, or add --force."
    )


def same_content(path: Path | str, other: Path | str) -> bool:
    """Tell whether two files hold the same bytes."""
    return os.path.getsize(path) == os.path.getsize(other) and sha256(path) == sha256(other)


@contextlib.contextmanager
def write_atomically(path: Path | str, replace: bool = True) -> Iterator[Path]:
    """Give a temporary path beside `path`; rename it to `path` only if the block succeeds.

    A reader therefore sees the old file or the complete new one, never half of it. The
    temporary name keeps the suffix, because many writers choose a format by it.

    Parameters
    ----------
    path : path
    replace : bool
        Whether an existing file with different content may be replaced.

    Raises
    ------
    WriteError
        Before the block runs, if `path` is a folder, or its folder cannot be made or written to.
        After it, if the file exists, has different content and must not be replaced.
    """
    import tempfile

    path = Path(path)
    if path.is_dir():
        raise WriteError(f"{path}: this is a folder; give the name of a file in it.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(
            prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent
        )
    except OSError as error:
        raise _cannot(path, error.strerror) from error
    os.close(handle)
    # mkstemp makes files private; the finished file should have the usual permissions.
    umask = os.umask(0)
    os.umask(umask)
    os.chmod(name, 0o666 & ~umask)
    try:
        yield Path(name)
        if not replace and path.exists() and not same_content(path, name):
            raise would_replace(path)
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        raise
