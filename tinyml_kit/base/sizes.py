"""A ceiling on what a file becomes in memory, checked by what it declares before it is decoded.

A small file may hold a large one: compressed, sparse, or only claimed in its header. Every reader
of files from outside asks here first.
"""

import os
import zlib
from collections.abc import Iterable
from pathlib import Path

from tinyml_kit.base.errors import BadInput
from tinyml_kit.base.files import require_file

#: The environment variable that raises the ceiling, and the ceiling in MB without it.
VARIABLE, USUAL_MB = "TINYML_KIT_MOST_MB", 256
# What Python's objects take for a character of JSON that begins a list, begins a dictionary with
# an entry, or separates values (measured).
_JSON = {b"[": 72, b"{": 296, b",": 8}


class TooMuch(BadInput):
    """A ceiling that is no number."""


def most_bytes() -> int:
    """Return the ceiling in bytes.

    Raises
    ------
    TooMuch
        If TINYML_KIT_MOST_MB is not a number above 0.
    """
    named = os.environ.get(VARIABLE)
    try:
        megabytes = float(named) if named else USUAL_MB
    except ValueError:
        megabytes = 0.0
    if not 0 < megabytes < 1e9:
        raise TooMuch(f"{VARIABLE}: {named} is not a number of MB above 0; correct it.")
    return int(megabytes * 1e6)


def require_size(size: int, where: Path | str, refuse: type[BadInput]) -> None:
    """Refuse what would take more bytes in memory than the ceiling.

    Parameters
    ----------
    size : int, in bytes, as declared; Python's integers, so that nothing overflows
    where : what begins the message, such as a path
    refuse : the subclass of BadInput to raise
    """
    if size > most_bytes():
        raise refuse(
            f"{where} takes {size / 1e6:,.0f} MB in memory, and {most_bytes() / 1e6:,.0f} MB are "
            f"allowed; if you trust it, set {VARIABLE}={-(-size // 10**6)}."
        )


def read_bytes(path: Path | str, refuse: type[BadInput], wanted: str) -> bytes:
    """Return the content of a regular file below the ceiling; `wanted` as in `require_file`."""
    path = require_file(path, refuse, wanted)
    require_size(path.stat().st_size, path, refuse)
    return path.read_bytes()


def require_json(content: bytes, where: Path | str, refuse: type[BadInput]) -> None:
    """Refuse JSON whose lists, dictionaries and text would take more than the ceiling."""
    objects = sum(content.count(mark) * size for mark, size in _JSON.items())
    require_size(objects + 2 * len(content), where, refuse)


def inflate(pieces: Iterable[bytes], most: int, gzip: bool = False) -> bytes | None:
    """Return what a deflated stream holds; None if it is more than `most` bytes.

    Parameters
    ----------
    pieces : the stream, in pieces of any length
    most : int
    gzip : bool
        Whether it is a file of gzip and not a bare stream of zlib.

    Raises
    ------
    zlib.error
        If the stream is damaged or cut short.
    """
    decoder = zlib.decompressobj(31 if gzip else 15)
    out = bytearray()
    for piece in pieces:
        while piece:
            out += decoder.decompress(piece, most + 1 - len(out))
            if len(out) > most:
                return None
            piece = decoder.unconsumed_tail
            if decoder.eof and gzip and decoder.unused_data.startswith(b"\x1f\x8b"):
                piece, decoder = decoder.unused_data, zlib.decompressobj(31)
    if not decoder.eof:
        raise zlib.error("the stream is cut short")
    return bytes(out)
