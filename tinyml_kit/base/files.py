"""Files: where they are kept, whether they are whole, and how they are written."""

import contextlib
import os
from pathlib import Path

from tinyml_kit.base.errors import BadInput


class ChecksumError(BadInput):
    """A file's content is not what was published."""


class WriteError(BadInput):
    """A place where no file can be written."""


def cache_dir():
    """Return the folder for downloads and made-on-demand data.

    The environment variable TINYML_KIT_CACHE names it; otherwise it is the
    platform's usual cache folder. It need not exist yet.
    """
    named = os.environ.get("TINYML_KIT_CACHE")
    if named:
        return Path(named).expanduser()
    import pooch

    return Path(pooch.os_cache("tinyml-kit"))


def require_file(path, refuse, wanted):
    """Return `path` as a Path if it names a file.

    Parameters
    ----------
    path : path
    refuse : class of BadInput to raise
    wanted : str
        What to name instead, as the message ends with it: "a .tflite".
    """
    path = Path(path)
    if path.is_dir():
        raise refuse(f"{path}: this is a folder; name {wanted} in it.")
    if not path.is_file():
        raise refuse(f"{path}: there is no such file; name {wanted}.")
    return path


def sha256(path):
    """Return the SHA-256 of a file as 64 hexadecimal digits, reading it in pieces."""
    import hashlib  # here, like others below: commands that answer at once do without

    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def verify(path, expected):
    """Return `path` if its SHA-256 is `expected`.

    Raises
    ------
    ChecksumError
        If the file has another content.
    """
    found = sha256(path)
    if found != expected:
        raise ChecksumError(
            f"{path}: the content has SHA-256 {found[:12]}…, expected {expected[:12]}…; "
            "delete the file and fetch it again."
        )
    return Path(path)


def record_checksum(path):
    """Write the SHA-256 of a file into SHA256.json beside it, keeping the other entries."""
    import json

    path = Path(path)
    listing = path.parent / "SHA256.json"
    known = json.loads(listing.read_text()) if listing.exists() else {}
    known[path.name] = sha256(path)
    with write_atomically(listing) as temporary:
        temporary.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n")


def refuse_existing(*paths: Path | str) -> None:
    """Refuse to begin what would replace one of these files.

    Raises
    ------
    WriteError
        If one of them is there.
    """
    for path in map(Path, paths):
        if path.exists():
            raise would_replace(path)


def would_replace(path: Path | str) -> WriteError:
    """Return the WriteError for a file that is there and is not to be replaced."""
    return WriteError(
        f"{path}: this file is there and would change; give another name, or say --force."
    )


def same_content(path: Path | str, other: Path | str) -> bool:
    """Tell whether two files hold the same bytes."""
    return os.path.getsize(path) == os.path.getsize(other) and sha256(path) == sha256(other)


@contextlib.contextmanager
def write_atomically(path, replace=True):
    """Give a temporary path beside `path`; rename it to `path` only if the block succeeds.

    A reader therefore sees the old file or the whole new one, never half of it. The
    temporary name keeps the suffix, because many writers choose a format by it.

    Parameters
    ----------
    path : path
    replace : bool
        Whether a file that is there and holds something else may be replaced.

    Raises
    ------
    WriteError
        If `path` is a folder, or its folder cannot be made or written to; before the block runs.
        If it is there, holds something else and is not to be replaced; after it.
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
        raise WriteError(
            f"{path}: no file can be written there ({error.strerror}); "
            "name a folder that you may write to."
        ) from error
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
