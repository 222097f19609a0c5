"""Answers to the exercises on the ATmega. Code in C and assembly runs on the simulated Uno."""

import zlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tinyml_kit.course import avr_function
from tinyml_kit.course.avr_function import Flash
from tinyml_kit.course.keys.kinds import Function, Shown, called
from tinyml_kit.rungs.protocol import DeviceError
from tinyml_kit.rungs.serial import frames

#: Cycles that two rows of 64 weights may take; one after the other they take more.
TWO_ROWS = 1500


def halve(total: Any, bits: int) -> Any:
    """Return sums, int or array of int, shifted right and rounded (halves upwards)."""
    return (total + (1 << (bits - 1))) >> bits


def sums() -> list[tuple]:
    """Return positive and negative sums with shifts; none is an exact half."""
    return [(1000, 8), (-1000, 8), (255, 8), (-5, 2), (7, 2), (123_456, 10), (-1, 4)]


def on_the_chip(
    answer: object, function: str, arguments: list, returns: type, **how: Any
) -> avr_function.Called | str:
    """Return what a reader's code made on the simulated Uno, or a sentence about why not."""
    if not isinstance(answer, str):
        raise TypeError("the code is a text")
    try:
        return avr_function.call(answer, function, arguments, returns, **how)
    except DeviceError as problem:
        return str(problem)


def unit_fault(answer: object) -> str | None:
    """Return what is wrong with a unit in C, or None: small sums, long ones, and too large ones."""
    draw = np.random.default_rng(15)
    x = draw.integers(-90, 91, (12, 200)).astype(np.int8)
    weights = draw.integers(-90, 91, (12, 200)).astype(np.int8)
    for row, sign in ((4, 1), (5, -1), (6, 1), (7, -1)):  # beyond 16 bits, not beyond an output
        weights[row] = sign * np.sign(x[row].astype(int)) * 9
    for row, sign in ((8, 1), (9, -1), (10, 1), (11, -1)):
        weights[row] = sign * np.sign(x[row].astype(int)) * 80
    ran = on_the_chip(answer, "unit", [x, weights, 200], np.int8)
    if isinstance(ran, str):
        return ran
    total = np.sum(x.astype(int) * weights, axis=1)
    wrong = np.flatnonzero(ran.made != np.clip(halve(total, 10), -128, 127))
    if not len(wrong):
        return None
    first = wrong[0]
    return f"Where the sum is {total[first]:,}, the chip returns {ran.made[first]}."


def dense_fault(answer: object) -> str | None:
    """Return what is wrong with a dense layer in C with its weights in flash, or None."""
    draw = np.random.default_rng(16)
    x = draw.integers(-128, 128, (10, 24)).astype(np.int8)
    weights = draw.integers(-128, 128, (6, 24)).astype(np.int8)
    bias = draw.integers(-20_000, 20_000, (10, 6)).astype(np.int32)
    bias[5:] += 100_000  # not representable in 16 bits; some outputs saturate
    weights[5] = 127
    x[3] = 127
    arguments = [x, Flash(weights.ravel()), bias]
    ran = on_the_chip(answer, "dense", arguments, np.int8, writes=6)
    if isinstance(ran, str):
        return ran
    right = np.clip(halve(x.astype(int) @ weights.T + bias, 10), 0, 127)
    wrong = np.argwhere(ran.made != right)
    if not len(wrong):
        return None
    image, output = wrong[0]
    return (
        f"{len(wrong)} of {right.size} outputs are wrong, the first of them output {output} of "
        f"input {image}: it is {ran.made[image, output]}."
    )


def rows_fault(answer: object) -> str | None:
    """Return what is wrong with two dot products in assembly, or None."""
    draw = np.random.default_rng(17)
    u = draw.integers(0, 256, (6, 64)).astype(np.uint8)
    u[0] = 255
    weights = draw.integers(0, 256, (64, 2)).astype(np.uint8)
    arguments = [u, Flash(weights.ravel()), 64]
    ran = on_the_chip(answer, "two_rows", arguments, np.int32, writes=2, language="assembly")
    if isinstance(ran, str):
        return ran
    wrong = np.argwhere(ran.made != u.astype(int) @ weights.astype(int))
    if len(wrong):
        return f"The sum of row {wrong[0][1] + 1} is wrong."
    if ran.cycles.max() > TWO_ROWS:
        return (
            f"The sums are right, but take {ran.cycles.max():,} cycles; {TWO_ROWS:,} are allowed."
        )
    return None


def messages() -> Iterator[tuple[bytes, tuple]]:
    """Yield what came between two zeros, and what is to be made of it; () if it is damaged."""
    draw = np.random.default_rng(18)
    for number in range(12):
        payload = draw.integers(0, 3 if number % 2 else 256, 5 * number).astype(np.uint8).tobytes()
        frame = frames.Frame(int(draw.integers(256)), int(draw.integers(1, 8)), payload)
        line = frames.encode(frame)[1:-1]
        yield line, (frame.sequence, frame.command, payload)
        at = int(draw.integers(1, len(line)))
        yield line[:at] + bytes([line[at] % 255 + 1]) + line[at + 1 :], ()
        yield line[:at], ()
    content = bytes([9, 0, 1, 2, 65])  # a CRC that fits, and a length that does not
    yield frames.stuff(content + zlib.crc32(content).to_bytes(4, "little")), ()
    yield b"", ()


def opening_fault(answer: Callable) -> str | None:
    """Return what is wrong with a function that opens messages, or None."""
    if not callable(answer):
        return "That is not a function."
    for number, (line, right) in enumerate(messages(), start=1):
        made, wrong = called(answer, line)
        whole = "a whole message" if right else "a damaged message"
        if wrong:
            return f"On message {number}, {whole} of {len(line)} bytes: {wrong}"
        if not isinstance(made, tuple) or len(made) not in (0, 3):
            return f"On message {number}, {whole}: it returns neither three parts nor ()."
        if bool(made) != bool(right):
            verb = "dropped" if right else "taken"
            return f"Message {number}, {whole} of {len(line)} bytes, is {verb}."
        if right and (made[:2] != right[:2] or bytes(made[2]) != right[2]):
            return (
                f"On message {number}, {whole} of {len(line)} bytes: a part is not what was sent."
            )
    return None


KEYS = {
    "15-round": Function(
        halve,
        sums,
        hint="Add half a step before the shift, for either sign. No float is needed.",
        because="One addition removes the half step that a shift loses each time.",
    ),
    "15-unit": Shown(
        unit_fault,
        form="a text with the function in C",
        hint="How large can the sum of 200 products get, and how large is the result's type? "
        "And what does a shift do to a sum that is not a multiple of 1024?",
        because="Sum in 32 bits, round before the shift, saturate at the end: all kernels do so.",
    ),
    "15-dense": Shown(
        dense_fault,
        form="a text with the function in C",
        hint="Weight i of output o is at 24 * o + i, in flash. pgm_read_byte returns a number "
        "without a sign. The sum starts with the bias; ReLU and saturation come last.",
        because="This is a dense layer as chips compute it. The rest is speed.",
    ),
    "15-rows": Shown(
        rows_fault,
        form="a text with the function in assembly",
        hint="Load an input once and use it for both rows. r18 to r27, r30 and r31 are yours; push "
        "others first and pop them at the end. The address for the sums arrives in r19:r18, "
        "and each sum has four bytes, the lowest first.",
        because="The input and the count are shared by two products; the kit shares them by eight.",
    ),
    "15-open": Shown(
        opening_fault,
        form="a function",
        hint="Go from length byte to length byte; each stands for the bytes that follow and a "
        "zero, the last one for no zero. Then look at the CRC, and at the length, before anything "
        "else.",
        because="What is not whole is never taken for something else.",
    ),
}
