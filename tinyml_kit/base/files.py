"""Files: where they are kept, whether they are complete, and how they are written."""

import contextlib
import errno
import os
import re
import stat
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path

from tinyml_kit.base import temporary
from tinyml_kit.base.errors import BadInput, said

#: Errors of a disk, or a share of it, that has no room left.
FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
# The files that are read at the moment, by device and number; nothing replaces them.
_read: ContextVar[frozenset[tuple[int, int]]] = ContextVar("read", default=frozenset())


class ChecksumError(BadInput):
    """A file's content is not what was published."""


class WriteError(BadInput):
    """A place where no file can be written."""


def cache_dir() -> Path:
    """Return the folder for downloads and for data made on demand.

    The environment variable TINYML_KIT_CACHE names it; otherwise it is the
    platform's usual cache folder. It need not exist yet.

    Raises
    ------
    WriteError
        If the variable names the home of a user whom there is not.
    """
    named = os.environ.get("TINYML_KIT_CACHE")
    if named:
        try:
            return Path(named).expanduser()
        except RuntimeError:
            raise WriteError(
                f"TINYML_KIT_CACHE: there is no home {named.split('/')[0]}; let it name a folder "
                "that you may write to."
            ) from None
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
        raise cannot_write(folder, error) from error
    if not os.access(folder, os.W_OK):
        raise cannot_write(folder, OSError(errno.EROFS, "it is read-only"))
    return folder


def cannot_write(path: Path, error: BaseException, what: str = "no file") -> WriteError:
    """Return the WriteError for a place where nothing can be written, with what helps.

    Parameters
    ----------
    path : Path
    error : an OSError, or an exception of HDF5 that quotes one
    what : str, what cannot be written
    """
    number = _errno_of(error)
    why = os.strerror(number) if isinstance(error, RuntimeError) else getattr(error, "strerror", "")
    why = why or (os.strerror(number) if number else said(error))
    here = cache_dir() in (path, *path.parents)
    place = "let TINYML_KIT_CACHE name a folder" if here else "name a folder"
    cure = f"{place} that you may write to"
    if number in FULL:
        cure = f"free some space, or {place} on another disk"
    elif number == errno.EFBIG:
        cure = "raise the limit of a file's size (ulimit -f)"
    elif number == errno.ENAMETOOLONG:
        cure = "give a shorter name"
    return WriteError(f"{path}: {what} can be written there ({why}); {cure}.")


def _errno_of(error):
    """Return the system's number of an error, which HDF5 puts into words; None if there is none."""
    number = getattr(error, "errno", None)
    quoted = re.search(r"errno = (\d+)", str(error))
    return int(quoted[1]) if quoted else number


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
    known = checksums(listing) if listing.exists() else {}
    known[path.name] = sha256(path)
    with write_atomically(listing) as written:
        text = json.dumps(known, indent=2, sort_keys=True) + "\n"
        written.write_text(text, encoding="utf-8")


def checksums(listing: Path | str) -> dict[str, str]:
    """Return what a SHA256.json says: the SHA-256 of each file, by its name.

    Raises
    ------
    ChecksumError
        If it is not such a listing.
    """
    import json

    try:
        known = json.loads(Path(listing).read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        known = None
    if not isinstance(known, dict) or not all(isinstance(one, str) for one in known.values()):
        raise ChecksumError(f"{listing}: this list of checksums is damaged; fetch it again.")
    return known


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
def reading(*paths: Path | str | None) -> Iterator[None]:
    """Let nothing replace these files, under whatever name, while the block runs."""
    found = set(_read.get())
    for path in paths:
        with contextlib.suppress(OSError, ValueError):
            if path is not None:
                found.add(_number(os.stat(path)))
    token = _read.set(frozenset(found))
    try:
        yield
    finally:
        _read.reset(token)


def _number(status):
    return status.st_dev, status.st_ino


def require_replaceable(path: Path) -> os.stat_result | None:
    """Return the status of the file that writing would replace, or None if there is none.

    Raises
    ------
    WriteError
        If there is a folder, a link, a pipe or a device, or a file that is read at the moment.
    """
    try:
        found = os.lstat(path)
    except OSError:
        return None  # whatever is wrong with the place, writing will say
    if stat.S_ISDIR(found.st_mode):
        raise WriteError(f"{path}: this is a folder; give the name of a file in it.")
    if stat.S_ISLNK(found.st_mode):
        raise WriteError(f"{path}: this is a link to another file; give a name that is free.")
    if not stat.S_ISREG(found.st_mode):
        raise WriteError(f"{path}: this is a pipe or a device; give the name of a file.")
    if _number(found) in _read.get():
        raise WriteError(f"{path}: this file is to be read; give another name.")
    return found


def give_permissions(path: Path | str, replaced: os.stat_result | None) -> None:
    """Give a file the permissions of the one that it replaces, or the usual ones."""
    umask = os.umask(0)
    os.umask(umask)
    os.chmod(path, 0o666 & ~umask if replaced is None else stat.S_IMODE(replaced.st_mode))


@contextlib.contextmanager
def write_atomically(path: Path | str, replace: bool = True) -> Iterator[Path]:
    """Give a temporary path beside `path`; rename it to `path` only if the block succeeds.

    A reader therefore sees the old file or the complete new one, never half of it. The
    temporary name keeps the suffix, because many writers choose a format by it. What processes
    that were killed left beside `path` is removed.

    Parameters
    ----------
    path : path
    replace : bool
        Whether an existing file with different content may be replaced. The new one has its
        permissions.

    Raises
    ------
    WriteError
        Before the block runs, if `path` is a folder, a link, a device or a file that is being read,
        or its folder cannot be made or written to. After it, if the disk is full; or the file
        exists, has different content and must not be replaced.
    """
    path = Path(path)
    require_replaceable(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        name = temporary.beside(path)
    except OSError as error:
        raise cannot_write(path, error) from error
    # A temporary file is private; the finished file should have the usual permissions.
    give_permissions(name, None)
    try:
        yield name
        replaced = require_replaceable(path)
        if not replace and replaced and not same_content(path, name):
            raise would_replace(path)
        if replaced:
            give_permissions(name, replaced)
        try:
            os.replace(name, path)
        except OSError as error:
            raise cannot_write(path, error) from error
    except (OSError, RuntimeError) as error:
        if not isinstance(error, BadInput) and _errno_of(error) in (*FULL, errno.EFBIG):
            raise cannot_write(path, error) from error
        raise
    finally:
        temporary.forget(name)
