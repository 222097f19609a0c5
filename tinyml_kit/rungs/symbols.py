"""Names in a program for a small chip: where a variable lies, which function an address is in."""

import struct
from dataclasses import dataclass
from pathlib import Path

from tinyml_kit.rungs.protocol import DeviceError

SYMBOL_TABLE = 2
FUNCTION = 2


@dataclass(frozen=True)
class Symbol:
    """A name in a program: its address and size in bytes, and whether it is a function."""

    name: str
    address: int
    size: int
    is_function: bool


def symbols(path):
    """Return the list of Symbol of a 32-bit little-endian ELF file, as AVR and Arm have them.

    Raises
    ------
    DeviceError
        If it is no such file, or its names were stripped.
    """
    content = Path(path).read_bytes()
    try:
        if content[:6] != b"\x7fELF\x01\x01":
            raise IndexError
        found = list(_symbols(content))
    except (struct.error, IndexError, ValueError):
        raise DeviceError(f"{path}: this is no program for a small chip; build it again.") from None
    if not found:
        raise DeviceError(f"{path}: the program has no names; compile it without stripping.")
    return found


def function_at(path, address):
    """Return the name of the function that an address of code is in, or the address in words.

    An Arm function's own address has its last bit set, which marks Thumb instructions.
    """
    functions = [symbol for symbol in symbols(path) if symbol.is_function]
    started = [symbol for symbol in functions if symbol.address & ~1 <= address]
    nearest = max(started, key=lambda symbol: symbol.address, default=None)
    if nearest is None or address >= (nearest.address & ~1) + max(nearest.size, 1):
        return f"no function, at address 0x{address:x}"
    return nearest.name


def _symbols(content):
    """Yield each Symbol; layout as in System V's ELF specification."""
    (start,) = struct.unpack_from("<I", content, 32)
    size, count = struct.unpack_from("<HH", content, 46)
    sections = [struct.unpack_from("<10I", content, start + size * n) for n in range(count)]
    for _, kind, _, _, offset, length, link, *_ in sections:
        if kind != SYMBOL_TABLE:
            continue
        names = sections[link][4]
        for at in range(offset, offset + length, 16):
            name, address, extent, info = struct.unpack_from("<IIIB", content, at)
            first = names + name
            text = content[first : content.index(b"\0", first)].decode("ascii", "replace")
            yield Symbol(text, address, extent, info & 15 == FUNCTION)
