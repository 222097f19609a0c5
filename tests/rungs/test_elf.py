"""What is in compiled files: sizes of their parts, places of their names."""

import shutil
import struct

import pytest

from tinyml_kit.rungs import elf, toolchain
from tinyml_kit.rungs.elf import Symbol
from tinyml_kit.rungs.protocol import DeviceError

SOURCE = """
const char constant[100] = "x";
int variable[25] = {1};
int zero[50];
int function(int x) { return x * 3; }
"""


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "a.c"
    path.write_text(SOURCE, encoding="utf-8")
    return path


def require(program):
    if shutil.which(program) is None:
        pytest.skip(f"toolchain: {program} is not installed")
    return program


@pytest.mark.parametrize(
    "compiler, integer", [("gcc", 4), ("avr-gcc", 2), ("arm-none-eabi-gcc", 4)]
)
def test_sizes_are_those_of_what_was_written(compiler, integer, source, tmp_path):
    command = [require(compiler), "-Os", "-fno-common", "-c", source, "-o", tmp_path / "a.o"]
    toolchain.run(command)
    sizes = elf.sizes(tmp_path / "a.o")
    assert (sizes.data, sizes.bss) == (25 * integer, 50 * integer)
    # The constant, a short function, and what a debugger wants to know of it.
    assert 100 < sizes.text < 250
    assert (sizes.flash, sizes.ram) == (sizes.text + sizes.data, sizes.data + sizes.bss)


@pytest.mark.parametrize("content", [b"", b"MZ" + bytes(100), b"\x7fELF", b"\x7fELF" + bytes(90)])
def test_what_is_no_elf_file_is_refused(content, tmp_path):
    (tmp_path / "a.o").write_bytes(content)
    with pytest.raises(DeviceError, match="this is not an ELF file"):
        elf.sizes(tmp_path / "a.o")


def test_names_come_with_place_size_and_kind(source, tmp_path):
    toolchain.run([require("arm-none-eabi-gcc"), "-mthumb", "-c", source, "-o", tmp_path / "a.o"])
    named = {symbol.name: symbol for symbol in elf.symbols(tmp_path / "a.o")}
    assert (named["variable"].size, named["variable"].is_function) == (100, False)
    assert named["function"].is_function and named["function"].size > 0
    inside = named["function"].address & ~1
    assert elf.function_at(tmp_path / "a.o", inside) == "function"
    after = inside + named["function"].size
    assert elf.function_at(tmp_path / "a.o", after) == f"no function, at address {after:#x}"


def test_a_program_without_names_is_refused(source, tmp_path):
    gcc, strip = require("gcc"), require("strip")
    toolchain.run([gcc, "-c", source, "-o", tmp_path / "a.o"])
    toolchain.run([strip, "--strip-all", tmp_path / "a.o"])
    with pytest.raises(DeviceError, match="the program has no names; compile it without"):
        elf.symbols(tmp_path / "a.o")


@pytest.mark.parametrize("content", [b"", b"\x7fELF" + bytes(90)])
def test_names_of_what_is_no_elf_file_are_refused(content, tmp_path):
    (tmp_path / "a.o").write_bytes(content)
    with pytest.raises(DeviceError, match="this is not an ELF file"):
        elf.symbols(tmp_path / "a.o")


# --- files that are put together here, byte by byte ----------------------------------------------

VARIABLE, FUNCTION = 1, 2
NAMES = [
    ("start", 0x100, 8, FUNCTION),
    ("table", 0x108, 4, VARIABLE),
    ("work", 0x110, 6, FUNCTION),
    ("label", 0x120, 0, FUNCTION),
]


def program(path, names=NAMES):
    """Write a 32-bit ELF file with a symbol table and its strings, and return its path."""
    strings, entries = b"\0", b""
    for name, address, size, kind in names:
        # Binding GLOBAL in the upper half of the byte.
        entries += struct.pack("<IIIBBH", len(strings), address, size, 1 << 4 | kind, 0, 1)
        strings += name.encode() + b"\0"
    table = 52 + len(entries) + len(strings)
    sections = [
        struct.pack("<10I", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        struct.pack("<10I", 0, 2, 0, 0, 52, len(entries), 2, 0, 4, 16),
        struct.pack("<10I", 0, 3, 0, 0, 52 + len(entries), len(strings), 0, 0, 1, 0),
    ]
    header = b"\x7fELF\x01\x01\x01" + bytes(9)
    header += struct.pack("<HHIIIIIHHHHHH", 2, 83, 1, 0, 0, table, 0, 52, 0, 0, 40, 3, 0)
    path.write_bytes(header + entries + strings + b"".join(sections))
    return path


def test_every_name_comes_with_its_address_its_size_and_its_kind(tmp_path):
    assert elf.symbols(program(tmp_path / "a.elf")) == [
        Symbol("start", 0x100, 8, True),
        Symbol("table", 0x108, 4, False),
        Symbol("work", 0x110, 6, True),
        Symbol("label", 0x120, 0, True),
    ]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (0x0FF, "no function, at address 0xff"),
        (0x100, "start"),
        (0x107, "start"),
        # Variables are none, and neither is the gap behind a function.
        (0x108, "no function, at address 0x108"),
        (0x10F, "no function, at address 0x10f"),
        (0x110, "work"),
        (0x115, "work"),
        (0x116, "no function, at address 0x116"),
        # Assembly may give a function no size: it is then its first byte.
        (0x120, "label"),
        (0x121, "no function, at address 0x121"),
    ],
)
def test_a_function_begins_at_its_address_and_ends_with_its_size(address, name, tmp_path):
    assert elf.function_at(program(tmp_path / "a.elf"), address) == name


def test_the_bit_that_marks_thumb_instructions_is_no_part_of_an_address(tmp_path):
    path = program(tmp_path / "m4.elf", [("thumb", 0x201, 4, FUNCTION)])
    inside = [elf.function_at(path, address) for address in range(0x200, 0x204)]
    assert inside == ["thumb"] * 4
    assert elf.function_at(path, 0x204) == "no function, at address 0x204"
    assert elf.function_at(path, 0x1FF) == "no function, at address 0x1ff"


@pytest.mark.parametrize(
    ("at", "byte"),
    [(0, 0), (4, 2), (5, 2)],
    ids=["magic number", "64 bits", "big-endian"],
)
def test_damage_to_the_head_of_a_program_is_refused(at, byte, tmp_path):
    path = program(tmp_path / "a.elf")
    content = bytearray(path.read_bytes())
    content[at] = byte
    path.write_bytes(content)
    with pytest.raises(
        DeviceError, match="a.elf: this is not an ELF file; compile the model again"
    ):
        elf.symbols(path)


def test_a_program_that_is_cut_short_or_stripped_is_refused(tmp_path):
    path = program(tmp_path / "a.elf")
    content = path.read_bytes()
    for size in (5, 40, len(content) - 1):
        path.write_bytes(content[:size])
        with pytest.raises(DeviceError, match="this is not an ELF file"):
            elf.symbols(path)
    with pytest.raises(DeviceError, match="a.elf: the program has no names; compile it without"):
        elf.symbols(program(path, []))
