"""Answers to the exercises on the ATmega. Code in C and assembly runs on the simulated Uno."""

import zlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tinyml_kit.course.avr_function import Flash
from tinyml_kit.course.keys.first_assembly import total_fault
from tinyml_kit.course.keys.kinds import Shown, called
from tinyml_kit.course.keys.two_rows import on_the_chip, rows_fault
from tinyml_kit.rungs.serial import frames


def halve(total: Any, bits: int) -> Any:
    """Return sums, int or array of int, shifted right and rounded (halves upwards)."""
    return (total + (1 << (bits - 1))) >> bits


def sums() -> Iterator[tuple[int, int]]:
    """Yield whole numbers of both signs and sizes, with shifts: halves and their neighbours."""
    for bits in (1, 2, 8, 31):
        step = 1 << bits
        for times in (-(2**30), -3, -1, 0, 1, 4, 2**30):
            for beside in (-1, 0, 1):
                yield times * step + step // 2 + beside, bits
    yield from ((0, 5), (2**60 + 127, 8), (-(2**60) - 129, 8), (-5, 2), (7, 40))


def rounding_fault(answer: Callable) -> str | None:
    """Return what is wrong with a function that divides by a power of two and rounds, or None."""
    if not callable(answer):
        raise TypeError
    for total, bits in sums():
        made, wrong = called(answer, total, bits)
        if wrong:
            return f"For {total:,} and {bits} bits, {wrong}"
        if isinstance(made, bool) or not isinstance(made, (int, np.integer)):
            return f"For {total:,} and {bits} bits, it returns {made!r}, which is no int."
        if made != halve(total, bits):
            return f"For {total:,} and {bits} bits, it returns {made:,}, which is not right."
    return None


def with_sum(total: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return two vectors of `count` int8 whose dot product is `total`; the last ones are 0."""
    x, weights = np.zeros((2, count), np.int8)
    full, rest = divmod(abs(total), 127 * 127)
    x[:full] = 127
    x[full : full + 2] = 127, rest % 127
    weights[:full], weights[full : full + 2] = 127, (rest // 127, 1)
    return x, weights * np.int8(1 if total >= 0 else -1)


def units() -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """Yield counts and vectors (n, 200) int8 for a unit; behind the count there are numbers, too.

    Small sums and long ones, exact halves of both signs, and what is just and far too large.
    """
    draw = np.random.default_rng(15)
    for count in (200, 61, 1):
        x, weights = draw.integers(-128, 128, (2, 8, 200)).astype(np.int8)
        weights[4:] = x[4:] // 9  # beyond 16 bits, not beyond an output
        x[7], weights[7] = -128, -128
        yield count, x, weights
    near = [
        k * 1024 + 512 + beside for k in (-129, -128, -2, -1, 0, 126, 127) for beside in (-1, 0)
    ]
    pairs = [with_sum(total, 200) for total in near]
    x, weights = (np.stack(part) for part in zip(*pairs, strict=True))
    yield 200, x, weights


def unit_fault(answer: object) -> str | None:
    """Return what is wrong with a unit in C, or None."""
    for count, x, weights in units():
        ran = on_the_chip(answer, "unit", [x, weights, count], np.int8)
        if isinstance(ran, str):
            return ran
        total = np.sum(x[:, :count].astype(int) * weights[:, :count], axis=1)
        wrong = np.flatnonzero(ran.made != np.clip(halve(total, 10), -128, 127))
        if len(wrong):
            first = wrong[0]
            return (
                f"Where the sum of {count} products is {total[first]:,}, the chip returns "
                f"{ran.made[first]}."
            )
    return None


def layers() -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Yield inputs (n, 24), weights (6, 24) and biases (n, 6) of dense layers.

    The first is drawn; the second has exact halves of both signs, and the largest products.
    """
    draw = np.random.default_rng(16)
    x = draw.integers(-128, 128, (10, 24)).astype(np.int8)
    weights = draw.integers(-128, 128, (6, 24)).astype(np.int8)
    bias = draw.integers(-20_000, 20_000, (10, 6)).astype(np.int32)
    bias[5:] += 100_000  # not representable in 16 bits; some outputs saturate
    weights[5] = 127
    x[3] = 127
    yield x, weights, bias
    x = np.repeat(np.array([-128, 127], np.int8), 24).reshape(2, 24)
    weights = np.repeat(np.array([-128, 127, 1, 0, 0, 0], np.int8), 24).reshape(6, 24)
    halves = [
        [-300_000, 300_000, 3584, 512, 511, 130_048],
        [0, -(2**20), 2**20, -512, 1536, 130_047],
    ]
    yield x, weights, np.array(halves, np.int32)


def dense_fault(answer: object) -> str | None:
    """Return what is wrong with a dense layer in C with its weights in flash, or None."""
    for x, weights, bias in layers():
        arguments = [x, Flash(weights.ravel()), bias]
        ran = on_the_chip(answer, "dense", arguments, np.int8, writes=6)
        if isinstance(ran, str):
            return ran
        right = np.clip(halve(x.astype(int) @ weights.T + bias, 10), 0, 127)
        wrong = np.argwhere(ran.made != right)
        if len(wrong):
            image, output = wrong[0]
            return (
                f"{len(wrong)} of {right.size} outputs are wrong, the first of them output "
                f"{output} of input {image}: it is {ran.made[image, output]}."
            )
    return None


class StillReading(BaseException):
    """A function reads a message without an end; no `except Exception` may stop this."""


class Watched(bytes):
    """Bytes that notice a loop without an end: they may be read MOST_READS times in all."""

    MOST_READS = 5000
    reads: list[int]

    def __new__(cls, content: bytes, reads: list[int] | None = None) -> "Watched":
        """Return the bytes; `reads` is the count that they share with what they were cut from."""
        made = super().__new__(cls, content)
        made.reads = [0] if reads is None else reads
        return made

    def __getitem__(self, place: Any) -> Any:
        """Return a byte, or bytes that are watched, too."""
        self.reads[0] += 1
        if self.reads[0] > self.MOST_READS:
            raise StillReading
        found = super().__getitem__(place)
        return Watched(found, self.reads) if isinstance(place, slice) else found


def messages() -> Iterator[tuple[bytes, tuple]]:
    """Yield what came between two zeros, and what is to be made of it; () if it is damaged."""
    draw = np.random.default_rng(18)
    for number in range(12):
        payload = draw.integers(0, 3 if number % 2 else 256, 5 * number).astype(np.uint8).tobytes()
        frame = frames.Frame(int(draw.integers(2**32)), int(draw.integers(1, 8)), payload)
        line = frames.encode(frame)[1:-1]
        yield line, (frame.tag, frame.command, payload)
        at = int(draw.integers(1, len(line)))
        yield line[:at] + bytes([line[at] % 255 + 1]) + line[at + 1 :], ()
        yield line[:at], ()
        yield bytes([line[0] % 255 + 1]) + line[1:], ()
        yield b"\0" + line, ()
        yield line[:at] + b"\0" + line[at:], ()
    # Each length byte is right and the CRC fits, but a zero stands inside, and must not.
    content = bytes([3, 0, 7, 0, 0, 0, 2, 65, 0, 66])
    body = content + zlib.crc32(content).to_bytes(4, "little")
    yield bytes([len(body) + 1]) + body, ()
    # A CRC that fits: a length that does not, in either byte; and too little for a message.
    tag = bytes([1, 0, 0, 0])
    for content in (b"\t\0" + tag + b"\2A", b"\1\1" + tag + b"\2A", b"\0\0" + tag, b""):
        yield frames.stuff(content + zlib.crc32(content).to_bytes(4, "little")), ()
    yield b"", ()


def opening_fault(answer: Callable) -> str | None:
    """Return what is wrong with a function that opens messages, or None."""
    if not callable(answer):
        return "That is not a function."
    for number, (line, right) in enumerate(messages(), start=1):
        whole = "a whole message" if right else "a damaged message"
        try:
            made, wrong = called(answer, Watched(line))
        except StillReading:
            return (
                f"On message {number}, {whole} of {len(line)} bytes: it does not come to its end."
            )
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
    "15-round": Shown(
        rounding_fault,
        form="a function of a whole number and a number of bits",
        hint="Add half a step before the shift, for either sign. A float would round large "
        "numbers before you do.",
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
    "15-total": Shown(
        total_fault,
        form="a text with the function in assembly",
        hint="The chapter's loop has what you need: ld with X+, add, adc, dec and brne. The high "
        "byte of the sum gets nothing but the carry; r1 is 0, so add r1 to it with adc.",
        because="These five lines are the frame of every loop over bytes.",
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
        hint="No byte between the zeros may be 0: drop such a message first. Then go from length "
        "byte to length byte; each stands for the bytes that follow and a zero, the last one for "
        "no zero. Then look at the CRC, and at the length, before anything else.",
        because="What is not whole is never taken for something else.",
    ),
}
