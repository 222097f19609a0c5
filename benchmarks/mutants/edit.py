"""An edit: one place of a file's text and what is put there; numbers and names that resemble."""

import re
from collections.abc import Collection
from typing import NamedTuple

# Words that are easily taken for each other, as whole names or as parts of names.
PAIRS = (
    ("any", "all"), ("min", "max"), ("minimum", "maximum"), ("argmin", "argmax"),
    ("floor", "ceil"), ("mean", "median"), ("zeros", "ones"), ("startswith", "endswith"),
)  # fmt: skip
PARTS = (
    ("low", "high"), ("lowest", "highest"), ("smallest", "largest"), ("width", "height"),
    ("top", "left"), ("bottom", "right"), ("even", "odd"), ("row", "column"),
    ("rows", "columns"), ("first", "second"), ("first", "last"), ("start", "end"),
    ("before", "after"), ("input", "output"), ("inputs", "outputs"), ("in", "out"),
    ("x", "y"), ("smlatt", "smlabb"),
)  # fmt: skip
_INTEGER = re.compile(r"(0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|\d[\d_]*)([uUlL]*)")
_REAL = re.compile(r"((?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)([fFlL]?)")


class Edit(NamedTuple):
    """A fault of some kind: `new` in place of the text from `start` up to `end`."""

    kind: str
    start: int
    end: int
    new: str


def apply(text: str, edit: Edit) -> str:
    """Return the text with the fault in it."""
    return text[: edit.start] + edit.new + text[edit.end :]


def line(text: str, edit: Edit) -> int:
    """Return the number of the line in which the edit starts, from 1."""
    return text.count("\n", 0, edit.start) + 1


def shown(text: str, edit: Edit) -> tuple[str, str]:
    """Return the lines that the edit touches, before and after, each as one line."""
    first = text.rfind("\n", 0, edit.start) + 1
    last = text.find("\n", edit.end)
    last = len(text) if last < 0 else last
    after = text[first : edit.start] + edit.new + text[edit.end : last]
    return " ".join(text[first:last].split()), " ".join(after.split())


def neighbours(literal: str) -> list[str]:
    """Return an integer's two neighbours, or a real number and a tenth of it, as they are written.

    `0x0f` has the neighbours `0x10` and `0x0e`, `2u` has `3u` and `1u`; `0.5` becomes `0.55`, and
    `0.0` becomes `0.1`. Other numbers have none.
    """
    if match := _INTEGER.fullmatch(literal):
        digits, suffix = match.groups()
        # C's leading 0 is no number to Python; only 0 itself is as usual.
        if len(digits) > 1 and digits[0] == "0" and digits[1].isdigit():
            return []
        value = int(digits, 0)
        return [_like(digits, value + step) + suffix for step in (1, -1)]
    if match := _REAL.fullmatch(literal):
        digits, suffix = match.groups()
        return [f"{float(digits) * 1.1 or 0.1:.6g}{suffix}"]
    return []


def _like(digits, value):
    """Write an integer in the base, the width and the case of another."""
    base = {"0x": "x", "0b": "b", "0o": "o"}.get(digits[:2].lower())
    if base is None or value < 0:
        return f"{value:_}" if "_" in digits else str(value)
    written = f"{value:0{len(digits) - 2}{base}}"
    return digits[:2] + (written.upper() if digits[2:].isupper() else written)


def counterpart(name: str, known: Collection[str]) -> str | None:
    """Return the name of `known` that differs in one part: OUT_WIDTH for OUT_HEIGHT, or None."""
    parts = name.split("_")
    for place, part in enumerate(parts):
        for pair in PARTS:
            for one, other in (pair, pair[::-1]):
                if part.lower() == one:
                    swapped = other.upper() if part.isupper() else other
                    found = "_".join([*parts[:place], swapped, *parts[place + 1 :]])
                    if found in known:
                        return found
    return None


def paired(name: str) -> str | None:
    """Return the function that is easily taken for this one: all for any, or None."""
    for one, other in PAIRS:
        if name in (one, other):
            return other if name == one else one
    return None
