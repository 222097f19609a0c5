"""Settings of custom operators: a map from names to integers, stored as a flexbuffer.

The interpreter reads them by their place in alphabetical order, so a map with other names than the
operator's own would be misread, and is refused.
"""

import struct
from collections.abc import Callable
from typing import Any

from flatbuffers import flexbuffers

from tinyml_kit.base.text import one_line
from tinyml_kit.graph.model import GraphError
from tinyml_kit.ops.spec import Options, Shape

# Far more bytes than any operator's settings take.
MOST_BYTES = 4096
# What the reader of flexbuffers raises when an offset points nowhere or a width is unknown.
_STUMBLES = (struct.error, ValueError, IndexError, KeyError, TypeError, OverflowError)
_WHOLE = (flexbuffers.Type.INT, flexbuffers.Type.UINT, flexbuffers.Type.BOOL)


def integers(content: bytes | None, **limits: tuple[int, int]) -> dict[str, Any]:
    """Return the settings of a custom operator as {name: int}.

    Parameters
    ----------
    content : bytes of the flexbuffer, or None if the file has none
    limits : the smallest and the largest value of each setting, by its name

    Raises
    ------
    GraphError
        If the settings are missing or damaged, have other names, or lie outside the limits.
    """
    if content is None:
        raise GraphError("its settings are missing")
    if len(content) > MOST_BYTES:
        raise GraphError(f"its settings take {len(content)} bytes, more than {MOST_BYTES}")
    try:
        found = _stored(content, len(limits))
    except _STUMBLES as error:
        raise GraphError("its settings are damaged; convert or copy the file again.") from error
    if list(found) != sorted(limits):
        names = one_line(", ".join(found)) or "nothing"
        raise GraphError(f"its settings are {names}, expected {', '.join(sorted(limits))}")
    for name, (low, high) in limits.items():
        value = found[name]
        if value is None:
            raise GraphError(f"its {name} is no integer")
        if not low <= value <= high:
            raise GraphError(f"its {name} is {value}, expected {low} to {high}")
    return found


def no_settings(settings: bytes | None, constant: Callable, shape: Shape) -> Options:
    """Return no options, for an operator whose settings are an empty map.

    Raises
    ------
    GraphError
        If the settings are missing or damaged, or are not empty.
    """
    return integers(settings)


def _stored(content, most):
    """Return {name: integer, or None for anything else}, in the order of the file."""
    root = flexbuffers.GetRoot(content)
    settings = root.AsMap
    if len(settings) > most + 1:
        raise ValueError("there are too many of them")
    names = [key.decode("utf-8", "replace") for key in _keys(settings)]
    values = (settings.Values[place] for place in range(len(names)))
    whole = (value.AsInt if value._type in _WHOLE else None for value in values)
    return dict(zip(names, whole, strict=True))


def _keys(settings):
    keys = settings.Keys
    if len(keys) != len(settings):
        raise ValueError("names and values differ in number")
    return [keys[place].AsKeyBytes for place in range(len(keys))]
