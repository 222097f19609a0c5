"""Answers to the exercises on quantisation."""

import numpy as np

from tinyml_kit.course.keys.kinds import Function, Number


def quantise(real: np.ndarray, scale: float, zero_point: int) -> np.ndarray:
    """Return the int8 that stands for each number, as a float that numpy compares."""
    return np.clip(np.rint(real / scale) + zero_point, -128, 127)


def numbers_to_store() -> list[tuple]:
    """Return numbers with scales and zero points; none of them lies between two steps."""
    return [
        (np.array([0.0, 0.26, -0.26, 1.0]), 0.1, 0),
        (np.array([0.0, 3.1, 25.4, 25.6]), 0.1, -128),
        (np.array([-40.2, 40.2, 12.6]), 0.3, 5),
        (np.array([[1e6, -1e6], [0.02, -0.02]]), 0.05, 0),
    ]


KEYS = {
    "09-write": Function(
        quantise,
        numbers_to_store,
        hint="Divide, round to the nearest whole number, add the zero point, and keep the result "
        "within what an int8 holds, before you make it one.",
        because="Two lines, and every converter has them at its heart.",
    ),
    "09-clipped": Number(
        1,
        hint="127 stands for 0. Which step is left for the positive numbers?",
        because="Every positive number is clipped to 0; the error is the number itself.",
        tolerance=0.02,
    ),
    "09-adam": Number(
        2 / 3,
        hint="For each weight a training file holds the weight and what Adam remembers of it.",
        because="67.21 % and two thirds: it was the optimiser that went, and no weight shrank.",
        tolerance=0.02,
        mistakes={0.5: "Adam remembers more than one number.", 1 / 3: "That is what remains."},
    ),
    "09-sum": Number(
        np.sqrt(72 / 12) * 0.5,
        hint="Variances add up: 72 of them, each that of one weight's error times its input.",
        because="The sum's error grows with the root of 72, not with 72: rounding cancels.",
        tolerance=0.03,
        mistakes={
            72 / np.sqrt(12) * 0.5: "That adds standard deviations, as if all erred alike.",
            np.sqrt(72 / 12): "That forgets the inputs.",
        },
    ),
    "09-sums": Number(
        72 * 127 * 128,
        tolerance=0,
        hint="The largest weight is 127 (symmetric), the largest input in size 128.",
        because="An int of the Uno has 16 bits: it would overflow, and report nothing.",
        mistakes={72 * 127 * 127: "An int8 reaches further on one side."},
    ),
}
