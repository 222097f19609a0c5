"""An edit changes one place; numbers have neighbours as they are written; names have twins."""

import pytest

from benchmarks.mutants.edit import Edit, apply, counterpart, line, neighbours, paired, shown

TEXT = "first\nif a  <  b:\n    last\n"
EDIT = Edit("comparison", TEXT.index("<"), TEXT.index("<") + 1, "<=")


def test_only_the_place_of_the_edit_changes():
    assert apply(TEXT, EDIT) == "first\nif a  <=  b:\n    last\n"


def test_it_is_shown_by_its_line_before_and_after():
    assert line(TEXT, EDIT) == 2
    assert shown(TEXT, EDIT) == ("if a < b:", "if a <= b:")


def test_an_edit_of_several_lines_is_shown_as_one_line():
    text = "x = f(\n    1,\n    2\n)\n"
    edit = Edit("call", text.index("f("), len(text) - 1, "None")
    assert shown(text, edit) == ("x = f( 1, 2 )", "x = None")


def test_the_last_line_needs_no_end():
    assert shown("a < b", Edit("comparison", 2, 3, ">")) == ("a < b", "a > b")


@pytest.mark.parametrize(
    ("literal", "expected"),
    [
        ("7", ["8", "6"]),
        ("0", ["1", "-1"]),
        ("2u", ["3u", "1u"]),
        ("0x0f", ["0x10", "0x0e"]),
        ("0xFF", ["0x100", "0xFE"]),
        ("0x0", ["0x1", "-1"]),
        ("0b10", ["0b11", "0b01"]),
        ("1_000_000", ["1_000_001", "999_999"]),
        ("0.5", ["0.55"]),
        ("0.0", ["0.1"]),
        ("1e-9", ["1.1e-09"]),
        ("2.0f", ["2.2f"]),
        ("010", []),
        ("3j", []),
    ],
)
def test_neighbours_are_written_as_the_number_is(literal, expected):
    assert neighbours(literal) == expected


def test_a_name_has_a_counterpart_only_where_it_is_known():
    assert counterpart("OUT_WIDTH", {"OUT_HEIGHT", "OUT_WIDTH"}) == "OUT_HEIGHT"
    assert counterpart("OUT_WIDTH", {"OUT_WIDTH"}) is None
    assert counterpart("first_row", {"last_row"}) == "last_row"
    assert counterpart("firstly", {"secondly"}) is None


def test_functions_come_in_pairs():
    assert (paired("any"), paired("all"), paired("print")) == ("all", "any", None)
