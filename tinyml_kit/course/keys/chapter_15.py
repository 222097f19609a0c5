"""Answers to the exercises on the ATmega."""

from tinyml_kit.course.keys.kinds import Function, Number


def halve(total: int, bits: int) -> int:
    """Return a sum shifted right, rounded to the nearest integer (halves upwards)."""
    return (total + (1 << (bits - 1))) >> bits


def sums() -> list[tuple]:
    """Return positive and negative sums with shifts; none is an exact half."""
    return [(1000, 8), (-1000, 8), (255, 8), (-5, 2), (7, 2), (123_456, 10), (-1, 4)]


KEYS = {
    "15-hidden": Number(
        37,
        tolerance=0,
        hint="Divide the flash that the program leaves by the bytes of one unit; there are no half "
        "units.",
        because="So 32 fit, and 64 do not.",
        mistakes={40: "The program needs flash too.", 38: "Rounded up, the last one does not fit."},
    ),
    "15-sum": Number(
        -16_768,
        tolerance=0,
        hint="Three times 127 × 128 in signed 16 bits, which wrap around after 65,536.",
        because="Three bright pixels, and the sum is dark. Nothing reports it.",
        mistakes={48_768: "That is the true sum. What do 16 bits make of it?"},
    ),
    "15-products": Number(
        258,
        tolerance=0,
        hint="The largest product is 127 × 1. How many of them reach 32,767?",
        because="A whole row of inputs 0 and 1 fits. A row of bytes does not.",
    ),
    "15-round": Function(
        halve,
        sums,
        hint="Add half a step before the shift, for either sign. No float is needed.",
        because="One addition removes the half step that a shift loses each time.",
    ),
}
