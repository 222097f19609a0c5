"""Answers to the exercises on networks that are smaller by design."""

from collections.abc import Sequence
from functools import cache, partial

import numpy as np
import pandas as pd
from scipy.special import softmax

from tinyml_kit import boards
from tinyml_kit.base import resources
from tinyml_kit.course.keys.kinds import Function, Number, Shown, as_array, called

BOARD, SECONDS, CYCLES, PROGRAM_BYTES = boards.find("nano_every"), 0.002, 11, 6_000
WIDTHS = ["w1", "w2", "w3"]


def largest_rank(inputs: int, outputs: int) -> int:
    """Return the largest rank at which two layers have fewer weights than one."""
    return (inputs * outputs - 1) // (inputs + outputs)


def layers() -> list[tuple]:
    """Return inputs and outputs of dense layers: some break even at an integer, some are small."""
    return [(784, 128), (64, 64), (100, 100), (64, 10), (196, 1), (3, 6), (2, 2)]


@cache
def sweep() -> pd.DataFrame:
    """Return the stored table of 584 networks that the chapter shows, as a DataFrame."""
    return pd.read_csv(resources.results() / "width_sweep.csv")


def gradient(
    scores: np.ndarray,
    teacher_scores: np.ndarray,
    truth: np.ndarray,
    temperature: float,
    labels: float,
) -> np.ndarray:
    """Return the slope of each image's distillation loss in each of the student's scores.

    Parameters
    ----------
    scores, teacher_scores : (n, classes) arrays
    truth : (n,) array of int
    temperature : float
    labels : float, the weight of the loss on the labels
    """
    said = softmax(scores / temperature, axis=1)
    taught = softmax(teacher_scores / temperature, axis=1)
    missed = softmax(scores, axis=1) - np.eye(scores.shape[1])[truth]
    return (1 - labels) * temperature * (said - taught) + labels * missed


def lessons() -> list[tuple]:
    """Return scores of students and teachers, labels, temperatures and weights of the labels."""
    rng = np.random.default_rng(11)
    cases = []
    for images, classes, temperature, labels in (
        (1, 3, 1.0, 0.0), (4, 3, 4.0, 0.0), (5, 10, 1.0, 1.0), (6, 10, 4.0, 0.1), (3, 4, 2.5, 0.5),
    ):  # fmt: skip
        both = rng.normal(size=(2, images, classes)) * 2
        cases.append((*both, rng.integers(classes, size=images), temperature, labels))
    return cases


def networks() -> list[tuple[list[np.ndarray], int]]:
    """Return kernels of dense networks, and how many numbers all their layers may have together.

    Some kernels are nearly of a low rank, others are not: equal ranks waste numbers. In the last
    network a rank of the wide kernel saves more than one of the narrow kernel, but costs nine times
    as many numbers.
    """
    rng = np.random.default_rng(110)
    made = []
    for shapes, budget in (
        (((20, 30, 2, 3.0),), 300),
        (((64, 48, 3, 2.0), (48, 32, 20, 1.0), (32, 10, 9, 2.0)), 1400),
        (((40, 40, 30, 1.5), (40, 60, 1, 6.0)), 1100),
    ):
        kernels = []
        for rows, columns, rank, size in shapes:
            true = rng.normal(size=(rows, rank)) @ rng.normal(size=(rank, columns))
            kernels.append(size * true / np.sqrt(rank) + 0.1 * rng.normal(size=(rows, columns)))
        made.append((kernels, budget))
    wide = _orthogonal(rng, 150, 5) * np.linspace(10.5, 9.5, 5) @ _orthogonal(rng, 90, 5).T
    narrow = _orthogonal(rng, 14, 12) * np.linspace(8.5, 7.5, 12) @ _orthogonal(rng, 12, 12).T
    made.append(([wide, narrow], 5 * (150 + 90) + (14 + 12)))
    return made


def _orthogonal(rng, rows, columns):
    """Return a matrix whose columns have length 1 and are at right angles to each other."""
    return np.linalg.qr(rng.normal(size=(rows, columns)))[0]


def least_lost(kernels: Sequence[np.ndarray], budget: int) -> float:
    """Return the root of the squares lost if each number buys the most (a greedy choice).

    Each kernel keeps rank 1. Then one rank is added where the next singular value, squared, is
    largest for the numbers that it costs, as long as it fits.
    """
    squares = [np.linalg.svd(kernel, compute_uv=False) ** 2 for kernel in kernels]
    prices = [sum(kernel.shape) for kernel in kernels]
    left = budget - sum(prices)
    lost = sum(values[1:].sum() for values in squares)
    offers = [
        (value / price, value, price)
        for values, price in zip(squares, prices, strict=True)
        for value in values[1:]
    ]
    for _, value, price in sorted(offers, reverse=True):
        if price <= left:
            left, lost = left - price, lost - value
    return float(np.sqrt(max(lost, 0)))


def not_cut_to_fit(answer: object) -> str | None:
    """Return what is wrong with a function that cuts kernels in two within a budget, or None."""
    if not callable(answer):
        return "That is not a function."
    for number, (kernels, budget) in enumerate(networks(), start=1):
        made, wrong = called(partial(answer, [kernel.copy() for kernel in kernels], budget))
        wrong = wrong or wrong_cut(made, kernels, budget)
        if wrong:
            sizes = ", ".join(f"{rows} × {columns}" for rows, columns in map(np.shape, kernels))
            return f"On network {number} ({sizes}; at most {budget:,} numbers) {wrong}"
    return None


def wrong_cut(made: object, kernels: Sequence[np.ndarray], budget: int) -> str | None:
    """Return what is wrong with pairs of matrices that are to replace kernels, or None."""
    if not isinstance(made, list | tuple) or len(made) != len(kernels):
        return "it does not return a list with one pair for each kernel."
    squares, numbers = 0.0, 0
    for place, (pair, kernel) in enumerate(zip(made, kernels, strict=True), start=1):
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            return f"it does not return a pair of matrices for kernel {place}."
        first, second = map(as_array, pair)
        if first is None or second is None or first.ndim != 2 or second.ndim != 2:
            return f"its pair for kernel {place} is not two matrices of finite numbers."
        if first.shape[1] != second.shape[0] or (len(first), second.shape[1]) != kernel.shape:
            return (
                f"its pair for kernel {place} has the shapes {first.shape} and {second.shape}; "
                f"their product cannot replace {kernel.shape}."
            )
        squares += ((kernel - first @ second) ** 2).sum()
        numbers += first.size + second.size
    if numbers > budget:
        return f"it uses {numbers:,} numbers."
    lost, best = float(np.sqrt(squares)), least_lost(kernels, budget)
    if lost > 1.1 * best:
        return f"it loses {lost:.3g} of the norm; with as many numbers {best:.3g} can be had."
    return None


def not_the_smallest(answer: object) -> str | None:
    """Return why a network is not the smallest within a point of the best that fits, or None."""
    widths = as_array(answer)
    if widths is None or not 1 <= widths.size <= 3:
        raise TypeError
    known = sweep().set_index(WIDTHS)
    asked = (*widths.ravel(), 0.0, 0.0)[:3]
    if asked not in known.index:
        return "The table has no network of these widths."
    network = known.loc[asked]
    fits = known[
        (known["weight_bytes"] <= BOARD.flash - PROGRAM_BYTES)
        & (known["macs"] <= int(SECONDS * BOARD.clock / CYCLES))
    ]
    if asked not in fits.index:
        return (
            f"It does not fit: {network['macs']:,.0f} MACs, "
            f"{network['weight_bytes']:,.0f} bytes of weights."
        )
    judged = fits["validation_accuracy"]
    if network["validation_accuracy"] < judged.max() - 0.01:
        return "On the validation images it is more than a point below the best that fits."
    if network["weight_bytes"] > fits[judged >= judged.max() - 0.01]["weight_bytes"].min():
        return "A smaller one that fits is also within a point of the best."
    return None


KEYS = {
    "11-gradient": Function(
        gradient,
        lessons,
        hint="The slope of a cross-entropy in the scores is a difference of probabilities: said "
        "minus wanted. In the part with the temperature the scores are divided by T, and the loss "
        "is multiplied by T². Give one number for each image and class.",
        because="That is all that the student ever hears. For a large T it says: bring your "
        "scores to the teacher's, whatever the label.",
    ),
    "11-budget": Shown(
        not_cut_to_fit,
        form="a function of a list of kernels and a number, which returns a list of pairs",
        hint="A rank costs inputs + outputs numbers and saves the square of its singular value. "
        "Give each kernel rank 1. Then ask of each further rank what it saves for its price.",
        because="Equal ranks would have been a waste: a layer of a low rank needs few numbers, "
        "and one like noise needs many.",
    ),
    "11-rank": Function(
        largest_rank,
        layers,
        hint="Two layers have rank × (inputs + outputs) weights. Fewer does not mean equally many. "
        "If there is no such rank, return 0.",
        because="From the next rank on, `low_rank` raises an error: nothing would get smaller.",
    ),
    "11-again": Number(
        # 1 - (1 - p)**5 with p = P(Bin(300, 0.93) / 300 >= Bin(1000, 0.95) / 1000) = 0.109.
        0.4386,
        hint="Draw rng.binomial(300, 0.93) / 300 and rng.binomial(1000, 0.95) / 1000, five of "
        "each, ten thousand times. How often does one of five ratios reach 1? Give a share.",
        because="With enough attempts, a chip that always loses two points seems to lose none. A "
        "result chosen by its test score has to be tested again, on other images.",
        tolerance=0.08,
        mistakes={0.109: "That is one training run. There are five."},
    ),
    "11-board": Shown(
        not_the_smallest,
        form="the widths of one to three hidden layers, as in [64, 32]",
        hint="First select what fits, then find the best on the validation images, then the "
        "smallest (weight_bytes) of those at most 0.01 below it.",
        because="The best that fits reads half a point more, and has 240 bytes more. The rule "
        "decides between the two, so it must be fixed first. Chosen by the test images, it would "
        "have been another network.",
    ),
}
