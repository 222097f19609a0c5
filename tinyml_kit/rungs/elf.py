"""What is in a compiled file: how large its parts are, and where its names lie."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from elftools.common.exceptions import ELFError
from elftools.construct import ConstructError
from elftools.elf.constants import SH_FLAGS
from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection

from tinyml_kit.rungs.protocol import DeviceError

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Sizes:
    """Bytes that a compiled file takes (measured).

    text : code and constants
    data : variables that start with a value
    bss : variables that start with 0
    """

    text: int
    data: int
    bss: int

    @property
    def flash(self) -> int:
        """Return the bytes in flash, where initial values are kept, too."""
        return self.text + self.data

    @property
    def ram(self) -> int:
        """Return the bytes of static RAM, without the stack."""
        return self.data + self.bss


@dataclass(frozen=True)
class Symbol:
    """A name in a program: its address and size in bytes, and whether it is a function."""

    name: str
    address: int
    size: int
    is_function: bool


def sizes(path: str | Path) -> Sizes:
    """Return the Sizes of an object file or a program in ELF format, for any machine.

    Raises
    ------
    DeviceError
        If it is not an ELF file.
    """
    found = {"text": 0, "data": 0, "bss": 0}
    for kind, flags, size in _read(path, _sections):
        if flags & SH_FLAGS.SHF_ALLOC:
            if kind == "SHT_NOBITS":
                found["bss"] += size
            else:
                found["data" if flags & SH_FLAGS.SHF_WRITE else "text"] += size
    return Sizes(**found)


def symbols(path: str | Path) -> list[Symbol]:
    """Return the names in a program.

    Raises
    ------
    DeviceError
        If it is not an ELF file, or its names were stripped.
    """
    found = _read(path, _symbols)
    if not found:
        raise DeviceError(f"{path}: the program has no names; compile it without stripping.")
    return found


def function_at(path: str | Path, address: int) -> str:
    """Return the name of the function that an address of code is in, or the address in words.

    An Arm function's own address has its last bit set, which marks Thumb instructions.
    """
    functions = [symbol for symbol in symbols(path) if symbol.is_function]
    started = [symbol for symbol in functions if symbol.address & ~1 <= address]
    nearest = max(started, key=lambda symbol: symbol.address, default=None)
    if nearest is None or address >= (nearest.address & ~1) + max(nearest.size, 1):
        return f"no function, at address 0x{address:x}"
    return nearest.name


def _read(path: str | Path, what: Callable[[ELFFile], Answer]) -> Answer:
    try:
        with open(path, "rb") as file:
            return what(ELFFile(file))
    # pyelftools lets some damage through to the code that uses it.
    except (ELFError, ConstructError, ValueError, LookupError, AttributeError, TypeError):
        raise DeviceError(f"{path}: this is not an ELF file; compile the model again.") from None


def _sections(elf):
    return [
        (section["sh_type"], section["sh_flags"], section["sh_size"])
        for section in elf.iter_sections()
    ]


def _symbols(elf):
    return [
        Symbol(
            symbol.name,
            symbol["st_value"],
            symbol["st_size"],
            symbol["st_info"]["type"] == "STT_FUNC",
        )
        for section in elf.iter_sections()
        if isinstance(section, SymbolTableSection)
        for symbol in section.iter_symbols()
    ]
