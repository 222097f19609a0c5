"""Answers to the exercises on preprocessing."""

import numpy as np

from tinyml_kit.course.keys.kinds import Choice, Function, Number


def contrast(window: np.ndarray, epsilon: float) -> float:
    """Return how far the middle pixel stands out of its square window."""
    middle = window[window.shape[0] // 2, window.shape[1] // 2]
    return (middle - window.mean()) / (window.std() + epsilon)


def windows() -> list[tuple]:
    """Return windows with a spot, without one, flat, dark, and of integers."""
    rng = np.random.default_rng(4)
    noise = rng.normal(100, 3, (7, 7))
    spot = noise.copy()
    spot[3, 3] += 50
    flat = np.full((5, 5), 7.0)
    counts = rng.poisson(400, (9, 9)).astype(np.int16)
    return [(spot, 0.5), (noise, 2.0), (flat, 0.1), (-spot, 1.0), (counts, 0.5)]


KEYS = {
    "06-bound": Number(
        np.sqrt(31 * 31 - 1),
        hint="n counts the pixels of the window, not its side.",
        because="One bright pixel among 960 equal ones: the bound is reached, but never passed.",
        tolerance=0.001,
        mistakes={np.sqrt(30): "That uses the side of the window as n."},
    ),
    "06-share": Number(
        4 * 300**2 / 1765**2,
        hint="Each of the 300 × 300 new pixels looks at four old ones. How many are there?",
        because="The rest is never looked at, however bright it is.",
        tolerance=0.01,
        mistakes={
            300**2 / 1765**2: "That is with one old pixel for each new one.",
            4 * 300 / 1765: "Count pixels along rows and along columns.",
        },
    ),
    "06-bits": Number(
        2**16 - 1,
        tolerance=0,
        hint="The largest unsigned number that this many bits can hold.",
        because="The brightest pixel of the frame fits. It does not need mode I.",
        mistakes={2**16: "One less: 0 is a number too.", 2**15 - 1: "That is for a signed number."},
    ),
    "06-step": Number(
        3973 / 255,
        hint="Let 255 stand for the brightest pixel of the frame: what does 1 stand for?",
        because="A fainter spot disappears.",
        tolerance=0.01,
        mistakes={3973 / 65535: "That is with 16 bits."},
    ),
    "06-write": Function(
        contrast,
        windows,
        hint="Subtract the mean and divide by the standard deviation plus epsilon; remember that "
        "squared integers can overflow.",
        because="No root of a negative number: np.std subtracts the mean before it squares.",
    ),
    "06-published": Choice(
        "negative",
        others=("large", "integer", "zero"),
        hint="Far from the beam μ² is larger than the mean squared difference. What is under the "
        "root then?",
        because="More than half of the frame is NaN, and the source does not mention it.",
    ),
}
