"""Compilers: found, and understood when they complain."""

import shutil
import sys

import pytest

from tinyml_kit.rungs import toolchain
from tinyml_kit.rungs.protocol import DeviceError, RungMissing
from tinyml_kit.setup.tools import TOOLS, how_to_get


def require(program):
    if shutil.which(program) is None:
        pytest.skip(f"toolchain: {program} is not installed")
    return program


def test_the_first_compiler_that_is_there_is_taken():
    python = sys.executable
    assert toolchain.find("no-such-compiler", python) == python


def test_a_missing_compiler_says_how_to_get_it(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RungMissing, match="avr-gcc is not installed; get it by: .*avr-gcc|gcc-avr"):
        toolchain.find("avr-gcc")
    with pytest.raises(RungMissing, match="gcc or clang is not installed; get it by: "):
        toolchain.find("gcc", "clang")
    with pytest.raises(RungMissing, match="tcc is not installed; install it and put it on"):
        toolchain.find("tcc")


def test_the_first_error_is_told_without_folders(tmp_path):
    gcc = require("gcc")
    path = tmp_path / "a.c"
    path.write_text("int f(void) { return nothing; }\n", encoding="utf-8")
    with pytest.raises(DeviceError) as caught:
        toolchain.run([gcc, "-c", path, "-o", tmp_path / "a.o"])
    said = str(caught.value)
    assert said.startswith("gcc failed: a.c:1:22: error: ") and "nothing" in said
    assert str(tmp_path) not in said


def test_a_program_that_is_not_there_or_does_not_end_is_named():
    with pytest.raises(RungMissing, match="no-such-compiler is not installed"):
        toolchain.run(["no-such-compiler"])
    sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
    with pytest.raises(DeviceError, match=r"python\S* has not ended after 0.5 s"):
        toolchain.run(sleep, limit=0.5)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("", "3"),
        ("note: one\nlast words\n", "last words"),
        ("note: one\n/far/away/ld: region `flash' overflowed by 9 bytes\nnote: two\n",
         "ld: region `flash' overflowed by 9 bytes"),
    ],
)  # fmt: skip
def test_a_program_that_fails_is_told_by_its_error_its_last_line_or_its_status(written, told):
    fail = f"import sys; sys.stderr.write({written!r}); sys.exit(3)"
    with pytest.raises(DeviceError, match=r"^python\S* failed: ") as caught:
        toolchain.run([sys.executable, "-c", fail])
    assert str(caught.value).split(" failed: ")[1] == f"{told}."


def test_what_a_program_writes_is_returned(tmp_path):
    show = [sys.executable, "-c", "import os; print(os.getcwd())"]
    assert toolchain.run(show, tmp_path).strip() == str(tmp_path)


def test_what_is_missing_comes_with_the_command_of_this_system():
    tool = next(tool for tool in TOOLS if tool.name == "libsimavr")
    said = str(toolchain.missing("libsimavr", "simavr's library"))
    assert said == f"simavr's library is not installed; get it by: {how_to_get(tool)}."
