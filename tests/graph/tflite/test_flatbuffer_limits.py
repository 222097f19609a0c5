"""Access to a flatbuffer at its limits: so many tables, so many bytes, and one more."""

import struct
from types import SimpleNamespace

import numpy as np
import pytest

from tinyml_kit.graph.model import GraphError
from tinyml_kit.graph.tflite.flatbuffer import MOST_TABLES, Reader, damage, names_of


def vector(length, itemsize=1):
    """Return a view of a table with a vector that claims so many entries."""
    numbers = np.zeros(length, np.uint8)
    return SimpleNamespace(
        _tab=SimpleNamespace(Pos=8), ALength=lambda: length, AAsNumpy=lambda: numbers,
        A=lambda number: None,
    )  # fmt: skip


def test_ten_thousand_tables_are_allowed_and_not_one_more():
    assert MOST_TABLES == 10_000
    reader = Reader(bytes(40_008))
    with pytest.raises(GraphError, match="tensor 0 is missing; the file is damaged"):
        next(reader.tables(vector(10_000), "A", "tensor"))
    with pytest.raises(GraphError, match="A: 10001 entries are more than the 10000 allowed"):
        next(reader.tables(vector(10_001), "A", "tensor"))


def test_a_vector_may_be_as_long_as_the_file_and_no_longer():
    assert Reader(bytes(12)).length(vector(3), "A", 4, "it") == 3
    with pytest.raises(
        GraphError, match="it: A at byte 8 claims 4 entries, more than the file of 12 bytes"
    ):
        Reader(bytes(12)).length(vector(4), "A", 4, "it")


def test_all_vectors_together_may_cover_four_files_and_4096_bytes():
    reader = Reader(bytes(1000))
    for _ in range(8):
        reader.length(vector(1000), "A", 1, "it")
    assert reader.length(vector(96), "A", 1, "it") == 96
    with pytest.raises(GraphError, match="claims 1 entries"):
        reader.length(vector(1), "A", 1, "it")


def test_texts_take_from_the_same_bytes():
    reader = Reader(bytes(4))
    view = SimpleNamespace(Name=lambda: b"x" * 4112, None_=None)
    assert reader.text(view, "Name") == "x" * 4112
    with pytest.raises(GraphError, match="Name is a text that too many tables share"):
        reader.text(SimpleNamespace(Name=lambda: b"x"), "Name")
    assert Reader(b"").text(SimpleNamespace(Name=lambda: None), "Name") == ""
    assert Reader(b"").text(SimpleNamespace(Name=lambda: b"\xff"), "Name") == "\ufffd"


def test_a_vector_of_nothing_is_an_empty_array_of_its_type():
    empty = Reader(b"").numbers(vector(0), "A", np.int32, "it")
    assert empty.shape == (0,) and empty.dtype == np.int32


def table(position, vtable, length, size):
    """Return a Reader and a view of a table at `position`, whose vtable is at `vtable`."""
    buffer = bytearray(size)
    if position + 4 <= size:
        struct.pack_into("<i", buffer, position, position - vtable)
    if 0 <= vtable <= size - 2:
        struct.pack_into("<H", buffer, vtable, length)
    return Reader(bytes(buffer)), SimpleNamespace(_tab=SimpleNamespace(Pos=position))


@pytest.mark.parametrize(
    ("position", "vtable", "length", "inside"),
    [
        (8, 0, 4, True), (16, 0, 4, True), (17, 0, 4, False), (0, 16, 4, True),
        (0, 17, 4, False), (8, 0, 3, False), (0, 16, 5, False), (8, 0, 20, True),
        (0, 4, 17, False), (8, -1, 4, False),
    ],
)  # fmt: skip
def test_a_table_and_its_vtable_lie_inside_the_file(position, vtable, length, inside):
    reader, view = table(position, vtable, length, 20)
    if inside:
        assert reader.table(view, "it") is view
    else:
        with pytest.raises(GraphError, match=f"it, the table at byte {position}, points outside"):
            reader.table(view, "it")


def test_a_stumble_is_told_by_where_it_happened():
    with pytest.raises(GraphError, match=r"it cannot be read \(it goes on at byte 77, outside"):
        with damage("it"):
            struct.unpack_from("<i", bytes(4), 77)
    with pytest.raises(GraphError, match=r"it cannot be read \(odd\); the file is damaged"):
        with damage("it"):
            raise ValueError("odd")
    with pytest.raises(GraphError, match="^as it is$"):
        with damage("it"):
            raise GraphError("as it is")


def test_an_enumeration_is_turned_around():
    assert names_of(type("E", (), {"A": 0, "B": 7, "name": "x"})) == {0: "A", 7: "B"}
