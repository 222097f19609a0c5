"""What a board says of itself, believed only after every field was checked."""

import struct
from dataclasses import dataclass

import numpy as np

from tinyml_kit.rungs.serial import frames
from tinyml_kit.rungs.serial.link import SerialError

DTYPES: dict[int, np.dtype] = {1: np.dtype(np.int8), 2: np.dtype("<i2"), 4: np.dtype("<f4")}
#: The most inputs or outputs of a network (TINYML_TENSORS of the sketch), and the most bytes of
#: one, which no board's RAM comes near to.
MOST_TENSORS, MOST_BYTES = 4, 1 << 24
#: A request to write needs five bytes for the place and one to write.
LEAST_PAYLOAD = 16
# After the version: payload, element, inputs, outputs, state, hash, ticks.
_FIXED = struct.Struct("<5BII")


@dataclass(frozen=True)
class Identity:
    """What a board says it is and runs.

    board : its name
    model_hash : the first four bytes of the .tflite's SHA-256, in hexadecimal
    dtype : of all inputs and outputs
    inputs, outputs : bytes of each tensor
    stateful : whether the network remembers earlier inputs
    payload : bytes that a frame can carry
    ticks : ticks of the board's clock per second; 0 if it has none
    """

    board: str
    model_hash: str
    dtype: np.dtype
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    stateful: bool
    payload: int
    ticks: int


def parse(answer: bytes, port: str) -> Identity:
    """Return the Identity in an answer to IDENTIFY.

    Raises
    ------
    SerialError
        If the board speaks another version of the frames, whatever follows the version; or a field
        is missing or outside its range.
    """
    if answer[:1] != bytes([frames.VERSION]):
        raise _other_version(port, answer[0] if answer else None)
    if len(answer) < 1 + _FIXED.size:
        raise _odd(port, f"only {len(answer)} bytes")
    payload, element, inputs, outputs, state, digest, ticks = _FIXED.unpack_from(answer, 1)
    counts = range(1, MOST_TENSORS + 1)
    if inputs not in counts or outputs not in counts:
        raise _odd(port, f"{inputs} inputs and {outputs} outputs")
    if element not in DTYPES:
        raise _odd(port, f"elements of {element} bytes")
    if state > 1:
        raise _odd(port, f"a state of {state}")
    if payload < LEAST_PAYLOAD:
        raise _odd(port, f"frames that carry {payload} bytes")
    start = 1 + _FIXED.size
    name = answer[start + 4 * (inputs + outputs) :]
    if len(answer) < start + 4 * (inputs + outputs):
        raise _odd(port, f"only {len(answer)} bytes")
    sizes = struct.unpack_from(f"<{inputs + outputs}I", answer, start)
    for size in sizes:
        if not 0 < size <= MOST_BYTES or size % element:
            raise _odd(port, f"a tensor of {size} bytes")
    if not name.isascii() or not name.decode("ascii", "replace").isprintable():
        raise _odd(port, "a name that is not plain text")
    return Identity(
        name.decode("ascii"),
        f"{digest:08x}",
        DTYPES[element],
        sizes[:inputs],
        sizes[inputs:],
        bool(state),
        payload,
        ticks,
    )


def _other_version(port: str, version: int | None) -> SerialError:
    """Return the error for a board that speaks another version of the frames."""
    theirs = "an unknown version" if version is None else f"version {version}"
    return SerialError(
        f"{port}: the board speaks {theirs} of the frames, this kit version {frames.VERSION}; "
        "upload the kit's present sketch."
    )


def _odd(port, what):
    return SerialError(f"{port}: the board claims {what}; upload the kit's present sketch.")
