"""Checked access to the flatbuffer inside a .tflite file: no offset leads outside the file."""

import contextlib
import re
import struct
from collections.abc import Iterator
from typing import Any

import numpy as np

from tinyml_kit.base.errors import said
from tinyml_kit.graph.model import GraphError

# The most tables of one kind in a file; a network for a microcontroller has some dozens.
MOST_TABLES = 10_000
# What the generated classes of the schema raise when an offset points nowhere.
_STUMBLES = (struct.error, ValueError, IndexError, TypeError, OverflowError)


class Reader:
    """Follows the offsets of one file, and never outside it.

    A damaged or hostile file may let thousands of tables share one long vector. Reading them all
    would then cost far more than the file's size. `budget` is the number of bytes that the vectors
    that are still to be read may cover in total.
    """

    def __init__(self, buffer: bytes):
        self.buffer = buffer
        self.budget = 4 * len(buffer) + 4096

    def table(self, view: Any, what: str) -> Any:
        """Return a table of the schema, if its head lies inside the file.

        Raises
        ------
        GraphError
            If the table, or the vtable that describes it, would lie outside; names the offset.
        """
        if view is None:
            raise GraphError(f"{what} is missing; the file is damaged, convert the model again.")
        position, size = view._tab.Pos, len(self.buffer)
        if position + 4 <= size:
            vtable = position - struct.unpack_from("<i", self.buffer, position)[0]
            if 0 <= vtable <= size - 4:
                length = struct.unpack_from("<H", self.buffer, vtable)[0]
                if length >= 4 and vtable + length <= size:
                    return view
        raise GraphError(
            f"{what}, the table at byte {position}, points outside the file of {size} bytes; "
            "the file is damaged, convert or copy it again."
        )

    def length(self, view: Any, field: str, itemsize: int, what: str) -> int:
        """Return the length of a vector, if all of it can lie inside the file."""
        length = getattr(view, field + "Length")()
        self.budget -= length * itemsize
        if length * itemsize > len(self.buffer) or self.budget < 0:
            raise GraphError(
                f"{what}: {field} at byte {view._tab.Pos} claims {length} entries, more than the "
                f"file of {len(self.buffer)} bytes can hold; the file is damaged."
            )
        return length

    def numbers(self, view: Any, field: str, dtype: type, what: str) -> np.ndarray:
        """Return a vector of numbers as a read-only array that shares the file's memory."""
        if self.length(view, field, np.dtype(dtype).itemsize, what) == 0:
            return np.zeros(0, dtype)
        return getattr(view, field + "AsNumpy")()

    def text(self, view: Any, field: str) -> str:
        """Return a string of the file, which need not be UTF-8; "" where there is none.

        It ends at its first zero byte, where the interpreter, too, takes it to end.
        """
        content = getattr(view, field)() or b""
        self.budget -= len(content)
        if self.budget < 0:
            raise GraphError(f"{field} is a text that too many tables share; the file is damaged.")
        return content.partition(b"\0")[0].decode("utf-8", "replace")

    def tables(self, view: Any, field: str, what: str) -> Iterator[Any]:
        """Yield the tables of a vector, each one checked."""
        length = self.length(view, field, 4, what)
        if length > MOST_TABLES:
            raise GraphError(f"{field}: {length} entries are more than the {MOST_TABLES} allowed.")
        for number in range(length):
            with damage(f"{what} {number}"):
                child = getattr(view, field)(number)
            yield self.table(child, f"{what} {number}")


@contextlib.contextmanager
def damage(what: str) -> Iterator[None]:
    """Turn the exceptions of the schema's classes into a GraphError that says where it happened."""
    try:
        yield
    except GraphError:
        raise
    except _STUMBLES as error:
        raise GraphError(
            f"{what} cannot be read ({_in_words(error)}); the file is damaged, convert or copy it "
            "again."
        ) from error


def _in_words(error):
    """Return what went wrong. Of a message of struct's, only the place helps a reader."""
    place = re.search(r"offset (-?\d+)", str(error))
    return f"it goes on at byte {place[1]}, outside the file" if place else said(error)


def names_of(enumeration: type) -> dict[int, str]:
    """Return {number: name} of an enumeration of the schema."""
    return {value: name for name, value in vars(enumeration).items() if isinstance(value, int)}
