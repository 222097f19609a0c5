"""Answers to the exercises on quantisation."""

import numpy as np

from tinyml_kit.course.keys.kinds import Function, Number


def quantize(real: np.ndarray, scale: float, zero_point: int) -> np.ndarray:
    """Return the int8 that represents each number, as a float that numpy can compare."""
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
        quantize,
        numbers_to_store,
        hint="Divide, round to the nearest integer, add the zero point, and clip the result to the "
        "range of int8 before you convert it.",
        because="Two lines, and the core of every converter.",
    ),
    "09-clipped": Number(
        1,
        hint="127 stands for 0. Which step is left for positive numbers?",
        because="Every positive number is clipped to 0; the error is the number itself.",
        tolerance=0.02,
    ),
    "09-adam": Number(
        2 / 3,
        hint="For each weight, a checkpoint holds the weight and the values that Adam keeps for "
        "it.",
        because="67.21 % and two thirds: the optimiser was removed, and no weight shrank.",
        tolerance=0.02,
        mistakes={
            0.5: "Adam keeps more than one number per weight.",
            1 / 3: "That is what remains.",
        },
    ),
    "09-sum": Number(
        np.sqrt(72 / 12) * 0.5,
        hint="Variances add up: here 72, each of one weight's error times its input.",
        because="The error of the sum grows with the root of 72, not with 72: rounding errors "
        "partly cancel.",
        tolerance=0.03,
        mistakes={
            72 / np.sqrt(12) * 0.5: "That adds standard deviations, as if all errors were equal.",
            np.sqrt(72 / 12): "That forgets the inputs.",
        },
    ),
    "09-sums": Number(
        72 * 127 * 128,
        tolerance=0,
        hint="The largest weight is 127 (symmetric), the largest magnitude of an input 128.",
        because="An int of the Uno has 16 bits: it would overflow without any report.",
        mistakes={72 * 127 * 127: "An int8 reaches further on one side."},
    ),
}
