"""What is in compiled files: sizes of their parts, places of their names."""

import shutil

import pytest

from tinyml_kit.rungs import elf, toolchain
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
    path.write_text(SOURCE)
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
    with pytest.raises(DeviceError, match="this is no ELF file"):
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
    with pytest.raises(DeviceError, match="this is no ELF file"):
        elf.symbols(tmp_path / "a.o")
