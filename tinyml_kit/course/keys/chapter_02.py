"""Answers to the exercises on learning from data."""

from collections.abc import Callable
from functools import partial

import numpy as np

from tinyml_kit.course.keys.kinds import Numbers, Shown, as_array, called, unrepeated

#: Valleys to descend: curvatures in two directions, the bottom, the rate, what of a velocity stays.
VALLEYS = (
    ((1.0, 3.0), (2.0, -1.0), 0.2, 0.0),
    ((1.0, 30.0), (-4.0, 5.0), 0.03, 0.9),
    ((0.5, 2.0), (0.0, 7.0), 0.1, 0.5),
)
STEPS = 12

#: Tasks for a neuron: the middle of the inputs, how far they spread, and in which direction, in
#: spreads, the examples with label 1 lie from the middle; those with label 0 lie opposite.
TASKS = (
    ((0.0, 0.0), (1.0, 1.0), (1.1, -0.7)),
    ((300.0, 0.02), (60.0, 0.004), (0.7, 1.1)),
    ((-5e4, 7.0), (900.0, 0.1), (-1.1, 0.7)),
)


def momentum(
    slope: Callable, start: np.ndarray, rate: float, keep: float, steps: int
) -> np.ndarray:
    """Return the points of a descent with momentum, (steps + 1, n), the start first."""
    point, velocity, path = np.array(start, float), np.zeros(len(start)), [start]
    for _ in range(steps):
        velocity = keep * velocity + slope(point)
        point = point - rate * velocity
        path.append(point)
    return np.array(path)


def _slope(curvatures, bottom, point):
    return curvatures * (np.asarray(point, float) - bottom)


def not_momentum(answer: object) -> str | None:
    """Return what is wrong with a function that descends with momentum, or None."""
    if not callable(answer):
        return "That is not a function."
    for curvatures, bottom, rate, keep in VALLEYS:
        slope = partial(_slope, np.array(curvatures), np.array(bottom))
        start = np.array([1.0, 2.0])
        said, wrong = called(answer, slope, start, rate, keep, STEPS)
        where = f"With keep = {keep:g}, "
        if wrong:
            return where + wrong
        path = as_array(said)
        if path is None:
            return where + "it does not return finite numbers."
        if path.shape != (STEPS + 1, 2):
            return (
                f"{where}it returns the shape {path.shape}. {STEPS} steps in two directions make "
                f"{STEPS + 1} points of two numbers, with the start."
            )
        if not np.array_equal(path[0], start):
            return where + "the first point is not the start."
        good = np.isclose(path, momentum(slope, start, rate, keep, STEPS)).all(axis=1)
        if not good.all():
            plain = ", where it is plain gradient descent" if keep == 0 else ""
            return f"With keep = {keep:g}{plain}, point {int(np.argmin(good))} is not right."
    return None


def task(number: int, rng: np.random.Generator, n: int = 600) -> tuple[np.ndarray, np.ndarray]:
    """Return inputs (n, 2) of a task and their labels, 0 or 1: two clouds beside each other."""
    middle, spread, towards = (np.array(part) for part in TASKS[number])
    y = rng.integers(0, 2, n)
    return middle + spread * (rng.normal(size=(n, 2)) + np.outer(2 * y - 1, towards)), y


def not_learned(answer: object) -> str | None:
    """Return what is wrong with a function that trains a neuron, or None."""
    if not callable(answer):
        return "That is not a function."
    for number, (middle, *_) in enumerate(TASKS):
        rng = np.random.default_rng(20 + number)
        x, y = task(number, rng, 200)
        where = f"On inputs of about {middle[0]:g} and {middle[1]:g}, "
        said, wrong = called(answer, x, y)
        if wrong:
            return where + wrong
        if not isinstance(said, tuple | list) or len(said) != 2:
            return where + "it does not return two things, an array of two weights and a bias."
        weights, bias = map(as_array, said)
        if weights is None or bias is None or weights.size != 2 or bias.size != 1:
            return where + "it does not return two finite weights and one finite bias."
        new_x, new_y = task(number, rng)
        right = np.mean((new_x @ weights.ravel() + bias.item() > 0) == new_y)
        # The best line there is, between the middles of the clouds, is right in 90 %.
        if right < 0.87:
            return f"{where}the neuron is right in {right:.0%} of the kept points; wanted are 87 %."
    return None


def looked_at_the_test(answer: object) -> str | None:
    """Return what is wrong with a function that divides and scales examples, or None."""
    if not callable(answer):
        return "That is not a function."
    x = np.random.default_rng(5).normal(50, 9, size=(100, 2))
    y = np.random.default_rng(6).permutation(100)  # a label of its own for each example
    drawn = []
    for seed in (1, 2):
        said, wrong = called(answer, x, y, np.random.default_rng(seed))
        if wrong:
            return f"On 100 examples, {wrong}"
        if not isinstance(said, tuple | list) or len(said) != 6:
            return (
                "It does not return six arrays: x and y of the training, validation and test set."
            )
        arrays = [array for part in said if (array := as_array(part)) is not None]
        parts, labels = arrays[::2], arrays[1::2]
        sizes = [(60, 2), (60,), (20, 2), (20,), (20, 2), (20,)]
        if [array.shape for array in arrays] != sizes:
            return "The sets do not have 60, 20 and 20 examples of two finite numbers."
        fault = _not_prepared(x, y, parts, labels)
        if fault:
            return fault
        places = np.argsort(y)[np.concatenate(labels).astype(int)]
        if np.mean(np.diff(places) % 100 == 1) > 0.5:
            return "Most examples follow each other as before: shuffle them."
        drawn.append(labels[0])
    if np.array_equal(np.sort(drawn[0]), np.sort(drawn[1])):
        return "Two random generators draw the same sets: draw with the one that is given."
    return unrepeated(answer, x, y)


def _not_prepared(x, y, parts, labels):
    place = np.argsort(y)  # of each label
    everything = np.concatenate(labels)
    if not np.array_equal(np.sort(everything), np.arange(100)):
        return "Some example is in two sets, and another one in none."
    owners = [x[place[label.astype(int)]] for label in labels]
    # Scaling does not change the order of numbers.
    for part, owner in zip(parts, owners, strict=True):
        if not np.array_equal(np.argsort(part, axis=0), np.argsort(owner, axis=0)):
            return "Some labels belong to other examples."
    known = owners[0]
    # The spread of the 60 themselves (NumPy's) or of all that are like them (pandas'): both do.
    spreads = [known.std(axis=0, ddof=ddof) for ddof in (0, 1)]
    fits = [np.allclose(parts[0], (known - known.mean(axis=0)) / spread) for spread in spreads]
    if not any(fits):
        return "The training set does not have mean 0 and standard deviation 1."
    spread = spreads[fits.index(True)]
    for name, part, owner in zip(("validation", "test"), parts[1:], owners[1:], strict=True):
        if not np.allclose(part, (owner - known.mean(axis=0)) / spread):
            return f"The {name} set is not scaled as the training set is."
    return None


KEYS = {
    "02-rate": Numbers(
        (0.25, 0.2),
        hint="What are the two curvatures, if the mean is 0 and the standard deviation 2? Each has "
        "its own factor, 1 - rate × curvature; in which of them does the sign not count?",
        because="The curvatures are 8 and 2. The larger one sets the limit. At 0.2 the factors are "
        "-0.6 and 0.6; with any other rate one of them is larger. Scaled properly, both curvatures "
        "were 2, and a single step would do.",
    ),
    "02-momentum": Shown(
        not_momentum,
        form="a function that returns an array of points",
        hint="The velocity begins at zero. In each step, first the velocity changes, then the "
        "point. If you change an array in place, every row of the path changes with it: make a "
        "new one, or append a copy.",
        because="Along the valley, slopes agree and add up; across it, they cancel.",
    ),
    "02-neuron": Shown(
        not_learned,
        form="a function that returns two things, an array of two weights and a bias",
        hint="Scale the inputs, train, and then undo the scaling: a weight for a scaled input, "
        "divided by the standard deviation, is a weight for the input itself. What becomes of the "
        "bias?",
        because="The scaling has gone into the weights, so on a chip it costs nothing.",
    ),
    "02-prepare": Shown(
        looked_at_the_test,
        form="a function that returns six arrays",
        hint="Draw one order for x and y together. Cut. Only then compute a mean and a standard "
        "deviation, and ask of which examples.",
        because="What the test set has told you, it cannot judge any more.",
    ),
}
