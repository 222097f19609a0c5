"""Names, comments and arrays in C at the limits of their lengths, and exactly as written."""

import numpy as np
import pytest

from tinyml_kit.base.text import c_comment
from tinyml_kit.codegen.c import describe, literals
from tinyml_kit.graph.model import Quantization, Tensor
from tinyml_kit.ops.layer import Constant


def test_of_a_name_63_characters_are_kept_and_of_a_comment_1000():
    assert literals.identifier("a" * 63) == "a" * 63
    assert literals.identifier("a" * 64) == "a" * 63
    assert literals.identifier("a" * 62 + "-b") == "a" * 62
    assert c_comment("x" * 1000 + "y") == "x" * 1000
    assert c_comment("a?b\\c\né") == "a_b_c__"
    assert c_comment("/* a */") == "/_ a *_"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2**31 - 1, "2147483647"), (2**31, "2147483648LL"), (-(2**31) + 1, "-2147483647"),
        (-(2**31), "(-2147483647 - 1)"), (-(2**31) - 1, "-2147483649LL"),
        (np.float32(0.1), "0.100000001f"), (1.0, "1.0f"), (np.float32(1) / 3, "0.333333343f"),
        (np.inf, "(1.0f / 0.0f)"), (-np.inf, "(-1.0f / 0.0f)"), (np.nan, "(0.0f / 0.0f)"),
    ],
)  # fmt: skip
def test_a_number_is_written_exactly_so(value, text):
    assert literals.number(value) == text


def test_an_array_is_written_in_aligned_columns_each_row_on_lines_of_its_own():
    said = literals.declare("w", Constant(np.int8([[1, -2, 3], [40, 5, 6]]), "two rows", 3))
    assert said == (
        "/* two rows */\nstatic const int8_t w[6] FLASH = {\n     1, -2,  3,\n    40,  5,  6,\n};\n"
    )


def test_a_line_of_an_array_has_as_many_numbers_as_96_characters_take():
    # Four spaces of indentation; a number of two digits takes four characters.
    lines = literals.declare("w", Constant(np.full(24, 10, np.int32), "n", None)).splitlines()
    assert [len(line) for line in lines[2:-1]] == [4 + 23 * 4 - 1, 4 + 4 - 1]
    assert lines[1] == "static const int32_t w[24] FLASH = {"
    note = literals.declare("w", Constant(np.zeros(1, np.int8), "word " * 30, None)).splitlines()
    assert len(note[0]) <= 96 and note[1].startswith(" * ")


@pytest.mark.parametrize(
    ("dtype", "expression"),
    [
        ("int8", "READ8(AT(w) + 3)"), ("int16", "READ16(w, 3)"), ("int32", "READ32(w, 3)"),
        ("int64", "READ64(w, 3)"), ("float32", "READ_FLOAT(w, 3)"),
    ],
)  # fmt: skip
def test_an_element_in_flash_is_read_by_the_macro_of_its_type(dtype, expression):
    assert literals.read(np.dtype(dtype)).format("w", 3) == expression


def tensor(name="a", shape=(1, 4), dtype=np.int8, zero_point=0):
    quantization = Quantization(np.float32([0.1]), np.array([zero_point]))
    return Tensor(0, name, shape, np.dtype(dtype), None if dtype == np.float32 else quantization)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("model/conv1/Relu;model/conv1/Conv2D;more", "conv1/Relu"), ("Relu", "Relu"),
        ("", "unnamed"),
        ("x" * 41, "x" * 40), ("a/" + "b" * 20 + "/" + "c" * 19, "b" * 20 + "/" + "c" * 19),
    ],
)  # fmt: skip
def test_of_a_tensors_name_the_telling_part_is_shown(name, short):
    assert describe.short_name(tensor(name)) == short


def test_a_tensor_is_described_by_its_shape_its_type_and_its_name():
    assert describe.describe(tensor("a/b", (1, 2, 3))) == "1 x 2 x 3 int8, a/b"
    assert describe.shape(tensor(shape=())) == "1"


@pytest.mark.parametrize(
    ("zero_point", "formula"),
    [(0, "0.1 * (stored + 0)"), (-3, "0.1 * (stored + 3)"), (3, "0.1 * (stored - 3)")],
)
def test_the_formula_of_a_stored_number_has_the_sign_of_its_zero_point(zero_point, formula):
    assert describe.meaning(tensor(zero_point=zero_point)) == formula
    assert describe.meaning(tensor(dtype=np.float32)) is None
