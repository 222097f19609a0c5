"""Answers to the exercises on backpropagation."""

from collections.abc import Callable
from typing import Any

import numpy as np

from tinyml_kit.course.keys.kinds import Shown, as_array, called, unrepeated

FOUR = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float)

#: Networks to differentiate: examples, inputs, hidden neurons, outputs.
SHAPES = ((6, 2, 3, 3), (5, 3, 4, 2), (8, 2, 5, 1))
NAMES = ("W1", "b1", "W2", "b2")
NUDGE = 1e-6
#: A network of 1-1-1 neurons whose hidden sum is just above 0, closer than any nudge is small.
AT_THE_BEND = tuple(
    np.array(part) for part in ([[1.0]], [[0.0]], [[1.0]], [2.0**-40 - 1], [[2.0]], [0.5])
)

#: What a trained network must reach on each task.
WANTED = 0.93
#: By what angle the tasks are turned, by what factor stretched, and where their centers are.
PLACED = 0.7, 1.3, (0.6, -0.8)


def not_xor(answer: Any) -> str | None:
    """Return why these weights of 2-2-1 step neurons do not compute XOR, or None."""
    hidden, hidden_bias, out, out_bias = (np.asarray(part, float) for part in answer)
    hidden, out = hidden.reshape(2, 2), out.reshape(2)
    first = (FOUR @ hidden + hidden_bias.reshape(2)) > 0
    fires = (first @ out + out_bias.reshape(1)[0]) > 0
    if not np.isfinite(np.concatenate([np.ravel(np.asarray(p, float)) for p in answer])).all():
        raise ValueError("not finite")
    for inputs, fired in zip(FOUR.astype(int).tolist(), fires, strict=True):
        if fired != (inputs[0] != inputs[1]):
            return f"For the inputs {inputs} it {'fires' if fired else 'does not fire'}."
    return None


def network(seed: int) -> list[np.ndarray]:
    """Return x, y, W1, b1, W2 and b2 of a random network."""
    n, inputs, hidden, outputs = SHAPES[seed]
    rng = np.random.default_rng(seed)
    shapes = ((n, inputs), (n, outputs), (inputs, hidden), (hidden,), (hidden, outputs), (outputs,))
    return [rng.normal(size=shape) for shape in shapes]


def squared_loss(parts: list[np.ndarray]) -> float:
    """Return the loss of a network with ReLU: squared errors, added up over outputs, averaged.

    `parts` are x, y, W1, b1, W2 and b2.
    """
    x, y, W1, b1, W2, b2 = parts
    said = np.maximum(x @ W1 + b1, 0) @ W2 + b2
    return float(((said - y) ** 2).sum() / len(x))


def measured_slopes(parts: list[np.ndarray]) -> list[np.ndarray]:
    """Return the slopes of the loss in W1, b1, W2 and b2 by finite differences."""
    slopes = []
    for which in range(2, 6):
        slope = np.zeros_like(parts[which])
        for at in np.ndindex(slope.shape):
            ends = []
            for nudge in (NUDGE, -NUDGE):
                moved = [part.copy() for part in parts]
                moved[which][at] += nudge
                ends.append(squared_loss(moved))
            slope[at] = (ends[0] - ends[1]) / (2 * NUDGE)
        slopes.append(slope)
    return slopes


def wrong_slopes(answer: object) -> str | None:
    """Return what is wrong with a backward pass, or None."""
    if not callable(answer):
        return "That is not a function."
    for seed, sizes in enumerate(SHAPES):
        parts = network(seed)
        where = "For {} examples and {}-{}-{} neurons, ".format(*sizes)
        said, wrong = called(answer, *parts)
        if wrong:
            return where + wrong
        if not isinstance(said, tuple | list) or len(said) != 4:
            return where + "it does not return four slopes."
        for name, slope, right in zip(NAMES, said, measured_slopes(parts), strict=True):
            fault = _wrong_slope(name, as_array(slope), right)
            if fault:
                return where + fault
    said, wrong = called(answer, *AT_THE_BEND)
    if wrong:
        return f"For 1 example and 1-1-1 neurons, {wrong}"
    if not np.isclose(said[0], 2.0).all():  # said 0.5, so the slope in the sum is 1, times 2
        return (
            "Just beside the bend of ReLU, where a nudge sees both of its sides, the slope of W1 "
            "is not right: it has to be computed backwards."
        )
    return None


def _wrong_slope(name, slope, right):
    if slope is None:
        return f"the slope of {name} is not an array of finite numbers."
    if slope.shape != right.shape:
        return f"the slope of {name} has the shape {slope.shape}, and {name} has {right.shape}."
    good = np.isclose(slope, right, rtol=1e-4, atol=1e-6)
    if good.all():
        return None
    felt = np.abs(right) > 1e-6
    factors = slope[felt] / right[felt]
    if np.allclose(factors, factors[0], rtol=1e-3) and np.allclose(slope[~felt], 0, atol=1e-5):
        return f"a nudge says that every slope of {name} is off by a factor of {factors[0]:.3g}."
    at = tuple(int(i) for i in np.argwhere(~good)[0])
    return f"a nudge of {name} at {at} does not change the loss as its slope says."


def not_he(answer: object) -> str | None:
    """Return what is wrong with a function that draws He's weights, or None."""
    if not callable(answer):
        return "That is not a function."
    for inputs, outputs in ((60, 300), (300, 60), (200, 200)):
        where, drawn = f"For {inputs} inputs and {outputs} outputs, ", []
        for seed in (1, 2):
            said, wrong = called(answer, inputs, outputs, np.random.default_rng(seed))
            if wrong:
                return where + wrong
            numbers = as_array(said)
            if numbers is None or numbers.shape != (inputs, outputs):
                return f"{where}it does not return {inputs} × {outputs} finite numbers."
            drawn.append(numbers)
        if np.array_equal(drawn[0], drawn[1]):
            return "Two random generators give the same weights: draw with the one that is given."
        weights = np.stack(drawn)
        spread = (2 / inputs) ** 0.5
        if any((weights.std(axis=axis) < 0.1 * weights.std()).any() for axis in (1, 2)):
            return where + "some weights are all the same."
        if len(np.unique(weights.round(12))) < 0.5 * weights.size:
            return where + "the weights have only a few values: draw each from a whole range."
        if (np.linalg.matrix_rank(weights) < min(inputs, outputs)).any():
            return where + "some neurons are made of others: draw each weight for itself."
        if abs(weights.mean()) > 0.05 * spread:
            return where + "the mean of the weights is not 0."
        if abs(weights.std() / spread - 1) > 0.04:
            size = "small" if weights.std() < spread else "large"
            return f"{where}the spread of the weights, {weights.std():.3g}, is too {size}."
    return unrepeated(answer, 60, 300)


def class_losses() -> list[tuple[np.ndarray, np.ndarray]]:
    """Return scores (n, classes) and labels (n,) to compute losses of; some scores are huge."""
    rng = np.random.default_rng(3)
    usual = [(rng.normal(0, 2, (n, k)), rng.integers(0, k, n)) for n, k in ((4, 3), (7, 5))]
    large = np.array([[1000.0, 999, 0], [-900, -901, -902]]), np.array([1, 0])
    apart = np.array([[1000.0, 0, 0], [-3000, 0, 7]]), np.array([1, 0])  # exp(-1000) is 0
    return [*usual, large, apart]


def wrong_class_loss(answer: object) -> str | None:
    """Return what is wrong with a function that returns a loss of classes and its slopes."""
    if not callable(answer):
        return "That is not a function."
    for scores, labels in class_losses():
        large = f", the largest {scores.max():.0f}" if scores.max() > 100 else ""
        where = f"For scores of shape {scores.shape}{large}, "
        said, wrong = called(answer, scores, labels)
        if wrong:
            return where + wrong
        if not isinstance(said, tuple | list) or len(said) != 2:
            return where + "it does not return two things, the loss and its slopes."
        loss, slopes = map(as_array, said)
        if loss is None or slopes is None:
            return where + "it does not return finite numbers."
        shifted = scores - scores.max(axis=1, keepdims=True)
        sums = np.exp(shifted).sum(axis=1)
        rows = np.arange(len(labels))
        right = (np.log(sums) - shifted[rows, labels]).mean()
        chances = np.exp(shifted) / sums[:, np.newaxis]
        if loss.size != 1 or not np.isclose(loss.item(), right):
            return f"{where}the loss {loss.ravel()[0]:.4g} is not right."
        chances[rows, labels] -= 1
        if slopes.shape != scores.shape:
            return f"{where}the slopes have the shape {slopes.shape}."
        if not np.allclose(slopes, chances / len(labels)):
            return f"{where}the slopes are not those that finite differences give."
    return None


def placed(x: np.ndarray) -> np.ndarray:
    """Return points (n, 2) turned by PLACED's angle, stretched and moved.

    A rule that was written down beforehand, and not learned from the points, does not fit them.
    """
    angle, stretch, center = PLACED
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return stretch * x @ turn + np.array(center)


def ring(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return points (n, 2), and 1 for those on a ring around PLACED's center, 0 inside it."""
    y = rng.integers(0, 2, n)
    radius, angle = 0.5 + 1.2 * y + 0.15 * rng.normal(size=n), rng.uniform(0, 2 * np.pi, n)
    return placed(radius[:, np.newaxis] * np.stack([np.cos(angle), np.sin(angle)], axis=1)), y


def corners(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return points (n, 2) at the corners of a turned square; 1 for two that lie across."""
    moved = rng.integers(0, 2, (n, 2))
    return placed(2.0 * moved - 1 + 0.35 * rng.normal(size=(n, 2))), moved[:, 0] ^ moved[:, 1]


def not_trained(answer: object) -> str | None:
    """Return what is wrong with a function that trains a network, or None."""
    if not callable(answer):
        return "That is not a function."
    tasks: dict[str, Callable] = {"a ring": ring, "corners": corners}
    for name, points in tasks.items():
        rng = np.random.default_rng(7)
        predict, wrong = called(answer, *points(300, rng))
        if wrong:
            return f"For {name}, {wrong}"
        if not callable(predict):
            return f"For {name}, it does not return a function."
        x, y = points(600, rng)
        said, wrong = called(predict, x)
        if wrong:
            return f"For {name}, asked about 600 points, {wrong}"
        chances = as_array(said, truths=True)
        if chances is None or chances.size != 600:
            return f"For {name}, asked about 600 points, it does not give 600 finite numbers."
        right = np.mean((chances.ravel() > 0.5) == y)
        if right < WANTED:
            return (
                f"For {name}, the network is right in {right:.0%} of the points that it has not "
                f"seen; wanted are {WANTED:.0%}."
            )
    return None


KEYS = {
    "03-xor": Shown(
        not_xor,
        form="four things: 2 × 2 weights (one column per hidden neuron), 2 biases, 2 weights, 1 "
        "bias",
        hint="Each hidden neuron draws one line. Which two lines have between them the two corners "
        "that should fire? What does each line say there?",
        because="One neuron draws one line; two lines and a neuron that combines them do it.",
    ),
    "03-backward": Shown(
        wrong_slopes,
        form="a function that returns the slopes of W1, b1, W2 and b2",
        hint="Derive it once more, from the end to the front. Is each matrix the right "
        "way round, also if it is not square? What is a mean, and what is a sum? Where is ReLU "
        "flat?",
        because="Every slope agrees with a nudge of its weight, in networks of three shapes.",
    ),
    "03-he": Shown(
        not_he,
        form="a function that returns an array of weights",
        hint="A neuron adds up one product for each input. How large may each be, so that the sum "
        "is as large as an input, if ReLU then takes half of the mean square?",
        because="What goes into a layer comes out as large, however many layers follow.",
    ),
    "03-softmax": Shown(
        wrong_class_loss,
        form="a function that returns a loss and an array of slopes",
        hint="Subtract the largest score of each row first, and compute the logarithm without the "
        "probability, which may be rounded to 0. The loss is a mean over the rows. The slope is "
        "what was said minus what is true, and the mean divides it, too.",
        because="With this loss, a network of many classes learns as the one of the chapter did.",
    ),
    "03-train": Shown(
        not_trained,
        form="a function that returns a function",
        hint="One neuron draws a line; count how many lines these tasks need. Then look at the "
        "loss: if it is still falling, take more steps, or a larger rate.",
        because="It was right about points that it had never seen, so it has learned the task and "
        "not the examples.",
    ),
}
