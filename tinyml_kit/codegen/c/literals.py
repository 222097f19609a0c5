"""Names, comments, numbers and arrays as they are written in C."""

import keyword
import re
import textwrap
import unicodedata

import numpy as np

from tinyml_kit.base.text import c_comment
from tinyml_kit.ops.layer import Constant

WIDTH = 96
# The most characters of a name: C99 tells names apart by their first 63.
LONGEST_IDENTIFIER = 63
C_TYPES = {"int8": "int8_t", "uint8": "uint8_t", "int16": "int16_t", "int32": "int32_t"}
# Truth values are stored as 0 and 1.
C_TYPES |= {"int64": "int64_t", "float32": "float", "bool": "int8_t"}
C_TYPES |= {"uint32": "uint32_t", "uint64": "uint64_t"}
# How an element of an array in flash is read: {0} is the array, {1} the place.
_READ = {
    "int8": "READ8(AT({0}) + {1})",
    "bool": "READ8(AT({0}) + {1})",
    "int16": "READ16({0}, {1})",
    "int32": "READ32({0}, {1})",
    "int64": "READ64({0}, {1})",
    "float32": "READ_FLOAT({0}, {1})",
}
# Keywords of C99 and C++ (a sketch is C++), and names of functions that every program has.
RESERVED = set(
    "auto break case char const continue default do double else enum extern float for goto if "
    "inline int long register restrict return short signed sizeof static struct switch typedef "
    "union unsigned void volatile while asm bool catch class delete explicit export false friend "
    "mutable namespace new operator private protected public template this throw true try "
    "typename using virtual and or not xor bitand bitor compl main setup loop".split()
) | set(keyword.kwlist)


def identifier(text: str) -> str:
    """Return a name that C, C++ and the Arduino tools accept, as close to `text` as possible.

    Accents are dropped; other runs of characters that are not letters or digits become one
    underscore. An "m" is put before a leading digit, and an underscore after a reserved word. A
    text without any letter or digit becomes "model". Of a longer name 63 characters are kept.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_")
    if not name:
        return "model"
    if name[0].isdigit():
        name = f"m{name}"
    name = name[:LONGEST_IDENTIFIER].rstrip("_")
    return f"{name}_" if name in RESERVED else name


def number(value: int | float | np.number) -> str:
    """Return an integer or a float as a C literal of exactly that value."""
    if isinstance(value, (float, np.floating)):
        return _float(np.float32(value))
    value = int(value)
    # C reads -2147483648 as minus 2147483648, which is too large for 32 bits.
    if value == -(2**31):
        return "(-2147483647 - 1)"
    return str(value) if -(2**31) < value < 2**31 else f"{value}LL"


def read(dtype: np.dtype) -> str:
    """Return the expression, with {0} for an array and {1} for a place, that reads from flash."""
    return _READ[dtype.name]


def declare(name: str, constant: Constant) -> str:
    """Return the definition of a constant array in flash, after a comment with its note."""
    values = np.asarray(constant.values)
    words = _words(values)
    row = constant.row or len(words)
    width = max(map(len, words))
    # Aligned in columns, to be easier to read.
    words = [word.rjust(width) for word in words]
    in_line = (WIDTH - 4) // (width + 2)
    lines = [
        "    " + ", ".join(words[at : min(at + in_line, start + row)])
        for start in range(0, len(words), row)
        for at in range(start, min(start + row, len(words)), in_line)
    ]
    kind = C_TYPES[values.dtype.name]
    head = textwrap.fill(f"/* {c_comment(constant.note)} */", WIDTH, subsequent_indent=" * ")
    listed = ",\n".join(lines)
    return f"{head}\nstatic const {kind} {name}[{len(words)}] FLASH = {{\n{listed},\n}};\n"


def _words(values):
    """Return the numbers of an array as C literals; int8, of which there are many, fast."""
    plain = values.ravel().tolist()
    if values.dtype == np.int8:
        return [str(value) for value in plain]
    is_float = values.dtype == np.float32
    return [number(np.float32(value) if is_float else value) for value in plain]


def _float(value):
    if np.isnan(value):
        return "(0.0f / 0.0f)"
    if np.isinf(value):
        return "(1.0f / 0.0f)" if value > 0 else "(-1.0f / 0.0f)"
    # Nine digits are enough to tell every float32 from its neighbours.
    text = f"{value:.9g}"
    return f"{text}f" if "." in text or "e" in text else f"{text}.0f"
