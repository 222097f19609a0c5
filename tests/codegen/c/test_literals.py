"""Names, comments and numbers: whatever goes in, what comes out is valid C."""

import re
import subprocess

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinyml_kit.base.text import c_comment
from tinyml_kit.codegen.c import literals
from tinyml_kit.ops.layer import Constant


@given(st.text())
def test_every_text_becomes_an_identifier(text):
    name = literals.identifier(text)
    assert re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", name)
    assert name not in literals.RESERVED
    # Names that start with an underscore, or hold two, belong to the compiler.
    assert not name.startswith("_") and "__" not in name


@given(st.text())
def test_an_identifier_stays_as_it_is(text):
    name = literals.identifier(text)
    assert literals.identifier(name.rstrip("_")).rstrip("_") == name.rstrip("_")


@pytest.mark.parametrize(
    "text, name",
    [
        ("bragg_cnn", "bragg_cnn"),
        ("784-32-10", "m784_32_10"),
        ("int", "int_"),
        ("class", "class_"),
        ("Modèle d'été", "Modele_d_ete"),
        ("神経", "model"),
        ("", "model"),
        ("../a b", "a_b"),
    ],
)
def test_names_that_people_give_files(text, name):
    assert literals.identifier(text) == name


@given(st.text())
def test_no_text_ends_its_comment_or_starts_another_line(text):
    said = c_comment(text)
    assert "*/" not in said and "/*" not in said and said.isprintable() and said.isascii()
    # A backslash would join lines, and two question marks make a trigraph.
    assert "\\" not in said and "?" not in said


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_a_float_is_written_so_that_it_is_read_back_exactly(value):
    text = literals.number(np.float32(value))
    assert text.endswith("f") and re.search(r"[.e]", text)
    assert np.float32(text[:-1]) == np.float32(value)


@pytest.mark.parametrize("value", [-(2**31), -1, 0, 2**31 - 1])
def test_an_integer_is_written_so_that_it_fits_into_32_bits(value):
    assert eval(literals.number(value)) == value
    # In C, -2147483648 is minus 2147483648, which does not.
    assert "2147483648" not in literals.number(value)


def test_arrays_are_what_they_were_when_a_compiler_reads_them(tmp_path, compiler):
    rng = np.random.default_rng(0)
    arrays = {
        "int8": np.arange(-128, 128, dtype=np.int8).reshape(2, 128),
        "int32": np.array([-(2**31), 2**31 - 1, 0], np.int32),
        "float32": rng.normal(size=50).astype(np.float32) * np.float32(1e-30),
    }
    lines = ["#include <stdint.h>", "#include <stdio.h>", "#define FLASH"]
    lines += [literals.declare(name, Constant(a, "*/ ?", 64)) for name, a in arrays.items()]
    writes = " ".join(f"fwrite({name}, sizeof {name}, 1, stdout);" for name in arrays)
    lines += [f"int main(void) {{ {writes} return 0; }}", ""]
    (tmp_path / "a.c").write_text("\n".join(lines), encoding="utf-8")
    flags = "-std=c99 -Wall -Wextra -Werror -pedantic".split()
    subprocess.run([compiler, *flags, tmp_path / "a.c", "-o", tmp_path / "a"], check=True)
    written = subprocess.run([tmp_path / "a"], capture_output=True).stdout
    assert written == b"".join(array.tobytes() for array in arrays.values())
    assert all(len(line) <= literals.WIDTH for text in lines[3:6] for line in text.splitlines())
