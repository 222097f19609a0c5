"""A second build of a sketch with sums of 16 bits: what is changed in it, and what that does."""

import re

import pytest

from tinyml_kit.arduino import sketches
from tinyml_kit.course import narrow_sums
from tinyml_kit.rungs.protocol import DeviceError, RungMissing


def reads(sketch):
    try:
        return narrow_sums.read(sketch)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")


def test_a_copy_differs_in_three_lines_and_the_sketch_stays(tmp_path):
    before = (sketches.ROOT / "drawn_digits" / "model.c").read_bytes()
    narrow = narrow_sums.sketch("drawn_digits", tmp_path)
    assert sorted(path.name for path in narrow.iterdir()) == [
        "drawn_digits.ino", "model.c", "model.h"
    ]  # fmt: skip
    assert narrow_sums.changed("drawn_digits", narrow) == [
        "+ #define PORTABLE_KERNELS",
        "- typedef __uint24 sum24; /* a sum modulo 2^24 */",
        "+ typedef uint16_t sum24; /* a sum modulo 2^24 */",
        "- return (__int24)sum;",
        "+ return (int16_t)sum;",
    ]
    assert (sketches.ROOT / "drawn_digits" / "model.c").read_bytes() == before


def test_it_is_the_sums_that_spoil_the_answers_and_not_the_loops_in_c(tmp_path):
    wide = reads("drawn_digits")
    assert wide == [(digit, digit) for digit in range(10)]
    narrow = narrow_sums.sketch("drawn_digits", tmp_path)
    assert sum(drawn == read for drawn, read in reads(narrow)) == 1
    text = (narrow / "model.c").read_text(encoding="utf-8")
    text = text.replace("typedef uint16_t sum24;", "typedef __uint24 sum24;")
    text = text.replace("return (int16_t)sum;", "return (__int24)sum;")
    (narrow / "model.c").write_text(text, encoding="utf-8")
    assert "#define PORTABLE_KERNELS" in text and reads(narrow) == wide


def test_both_are_put_beside_each_other_in_words(monkeypatch, tmp_path):
    narrow = narrow_sums.sketch("digits_uno", tmp_path)
    pairs = {"digits_uno": [(0, 0), (1, 1)], narrow: [(0, 1), (1, 1)]}
    monkeypatch.setattr(narrow_sums, "read", pairs.get)
    assert narrow_sums.beside("digits_uno", narrow).splitlines()[-2:] == [
        "sums of 24 bits: 2 of 2 right (simulated)",
        "sums of 16 bits: 1 of 2 right (simulated)",
    ]


@pytest.mark.parametrize("name", ["potentiometer_led", "digits_nano33ble"])
def test_a_sketch_without_sums_of_24_bits_is_refused(name, tmp_path):
    with pytest.raises(DeviceError, match=re.escape(f"{name}: its model.c does not add up in 24")):
        narrow_sums.sketch(name, tmp_path)


def test_a_sketch_that_does_not_say_what_it_reads_is_told(monkeypatch):
    monkeypatch.setattr(narrow_sums, "PATIENCE", 0.5)
    with pytest.raises(DeviceError, match="did not say what it reads; take digits_uno or"):
        reads("potentiometer_led")
