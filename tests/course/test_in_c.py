"""A reader's C, compiled for this computer and called."""

import pytest

from tinyml_kit.course import in_c
from tinyml_kit.rungs import toolchain
from tinyml_kit.rungs.host import native
from tinyml_kit.rungs.protocol import DeviceError, RungMissing


@pytest.fixture(autouse=True)
def compiler():
    try:
        toolchain.find(*native.COMPILERS)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")


def test_a_function_is_called_for_each_row_and_may_write_into_it():
    code = "int32_t swap(int32_t *a) { int32_t b = a[0]; a[0] = a[1]; a[1] = b; return b; }"
    made, left = in_c.results(code, "swap(a)", [[1, 2], [-5, 2**31 - 1]])
    assert made.tolist() == [1, -5]
    assert left.tolist() == [[2, 1], [2**31 - 1, -5]]


def test_numbers_have_the_type_that_was_asked_for():
    made, left = in_c.results("", "sizeof *a + a[0]++", [[255]], "uint8_t")
    assert made.tolist() == [256] and left.tolist() == [[0]]


def test_an_error_is_counted_in_the_readers_lines():
    with pytest.raises(DeviceError, match=r"answer\.c:2:"):
        in_c.results("int one(void)\n{ return 1 }", "one()", [[0]])


def test_a_crash_and_printing_are_one_sentence_each():
    with pytest.raises(DeviceError, match="the program crashed with SIG"):
        in_c.results("int f(int *a) { return *(volatile int *)0; }", "f(0)", [[0]])
    with pytest.raises(DeviceError, match="printed something of its own; leave printf out"):
        in_c.results('int f(void) { puts("mine"); return 1; }', "f()", [[0]])


def test_without_a_compiler_there_is_a_sentence(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RungMissing, match="gcc or clang or cc is not installed"):
        in_c.results("", "1", [[0]])
