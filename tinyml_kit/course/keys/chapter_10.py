"""Answers to the exercises on pruning and clustering."""

import functools
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from tinyml_kit.course.keys.kinds import Function, Shown, as_array, called
from tinyml_kit.datasets import images


def two_in_four(kernel: np.ndarray) -> np.ndarray:
    """Keep the two largest of every four neighbouring inputs of each output."""
    groups = kernel.reshape(-1, 4, kernel.shape[1])
    rank = np.argsort(np.argsort(-np.abs(groups), axis=1), axis=1)
    return np.where(rank < 2, groups, 0).reshape(kernel.shape)


def kernels() -> list[tuple]:
    """Return kernels (inputs, outputs) without two weights of the same size."""
    rng = np.random.default_rng(10)
    return [(rng.normal(size=shape),) for shape in ((4, 1), (8, 3), (16, 5))]


def k_means(weights: np.ndarray, count: int, rounds: int = 100) -> float:
    """Return the mean squared error of k-means from evenly spread values."""
    values = np.linspace(weights.min(), weights.max(), count)
    for _ in range(rounds):
        nearest = np.abs(weights[:, np.newaxis] - values).argmin(axis=1)
        values = np.array(
            [
                weights[nearest == k].mean() if (nearest == k).any() else old
                for k, old in enumerate(values)
            ]
        )
    return float(np.mean(np.abs(weights[:, np.newaxis] - values).min(axis=1) ** 2))


def not_clustered(answer: object) -> str | None:
    """Return what is wrong with a function that makes a codebook and indices, or None."""
    if not callable(answer):
        return "That is not a function."
    rng = np.random.default_rng(11)
    for weights, count in ((rng.normal(size=600), 8), (rng.laplace(size=900), 16)):
        said, wrong = called(answer, weights, count)
        what = f"For {len(weights)} weights and {count} values"
        if wrong:
            return f"{what}, {wrong}"
        if not isinstance(said, tuple | list) or len(said) != 2:
            return f"{what}, it does not return two things, a codebook and indices."
        values, indices = map(as_array, said)
        if values is None or indices is None:
            return f"{what}, it does not return finite numbers."
        if values.ndim != 1 or len(values) > count:
            return f"{what}, the codebook has the shape {values.shape}."
        if indices.shape != weights.shape or not np.isin(indices, np.arange(len(values))).all():
            return f"{what}, there is not one index into the codebook for each weight."
        error = np.mean((values[indices.astype(int)] - weights) ** 2)
        possible = k_means(weights, count)
        if error > 1.1 * possible:
            return f"{what}, the squared error is {error / possible:.2g} times what is possible."
    return None


def pack(weights: np.ndarray) -> bytes:
    """Return one bit for each weight, and the weights that are not zero."""
    alive = weights != 0
    return np.packbits(alive).tobytes() + weights[alive].tobytes()


def not_unpacked(answer: object) -> str | None:
    """Return what is wrong with a function that reads packed weights, or None."""
    if not callable(answer):
        return "That is not a function."
    rng = np.random.default_rng(12)
    for count, share in ((64, 0.5), (21, 0.8), (800, 0.9), (8, 0.0), (16, 1.0)):
        weights = rng.integers(-128, 128, count)
        weights = np.where(rng.random(count) < share, 0, weights).astype(np.int8)
        said, wrong = called(answer, pack(weights), count)
        what = f"For {count} weights, about {share:.0%} of them zero"
        if wrong:
            return f"{what}, {wrong}"
        numbers = as_array(said)
        if numbers is None or numbers.shape != (count,):
            return f"{what}, it does not return {count} finite numbers."
        if not np.array_equal(numbers, weights):
            first = int(np.argmax(numbers != weights))
            return f"{what}, number {first} is {numbers[first]:g}, which is not right."
    return None


def zeros_come_back(answer: object) -> str | None:
    """Return what is wrong with a step of training that should keep zeros, or None."""
    if not callable(answer):
        return "That is not a function."
    rng = np.random.default_rng(13)
    kernel, velocity, rate = rng.normal(size=(6, 4)), np.zeros((6, 4)), 0.1
    for step in range(12):
        # The mask changes in training: what lived until step 4 has a velocity that must not count.
        mask = np.abs(kernel) > (0 if step < 4 else 0.5 if step < 8 else 0.7)
        mask = mask & (kernel != 0)
        gradient = rng.normal(size=kernel.shape)
        said, wrong = called(answer, kernel, gradient, velocity, mask, rate)
        if wrong:
            return f"In step {step + 1}, {wrong}"
        if not isinstance(said, tuple | list) or len(said) != 2:
            return "It does not return two things, the kernel and the velocity."
        new, new_velocity = map(as_array, said)
        if new is None or new_velocity is None:
            return "It does not return finite numbers."
        if new.shape != kernel.shape or new_velocity.shape != kernel.shape:
            return "It does not return arrays of the kernel's shape."
        if (new[~mask] != 0).any():
            return f"In step {step + 1}, a weight that the mask forbids is not zero."
        should = 0.9 * velocity - rate * gradient
        if not np.allclose(new_velocity[mask], should[mask]):
            return f"In step {step + 1}, the velocity of a living weight is not right."
        if not np.allclose(new[mask], (kernel + should)[mask]):
            return f"In step {step + 1}, a living weight did not move by its velocity."
        dead, by_rule = new_velocity[~mask], should[~mask]
        if not (np.isclose(dead, 0) | np.isclose(dead, by_rule)).all():
            return f"In step {step + 1}, a dead weight has a velocity that comes from nowhere."
        kernel, velocity = new, new_velocity
    return None


#: Share of the weights that may be left, and what the first kernel is multiplied by.
BUDGET, STRETCH = 0.3, 4
#: Networks that have to be pruned: the widths of their hidden layers, by the names of the kernels.
#: In the second, the last layer can spare much; what suits one network fails on the other.
NETWORKS: dict[tuple[str, ...], tuple[int, ...]] = {
    ("first", "second", "last"): (64, 16),
    ("look", "mix", "name"): (10, 150),
}


@functools.cache
def trained(
    names: tuple[str, ...],
) -> tuple[dict[str, np.ndarray], list[np.ndarray], tuple[Any, ...]]:
    """Return kernels and biases of a network for digits, and digits to choose and to judge by.

    The first kernel and its bias are multiplied by `STRETCH`, the second kernel is divided by it.
    With ReLU that changes no result, but one threshold for all layers is not fair any more.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    pixels, labels = images.digits()
    x = pixels.reshape(len(pixels), -1) / 16
    order = np.random.default_rng(0).permutation(len(x))
    learn, choose, judge = order[:900], order[900:1300], order[1300:]
    network = MLPClassifier(
        NETWORKS[names], random_state=0, max_iter=60, alpha=1e-3, learning_rate_init=3e-3
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        network.fit(x[learn], labels[learn])
    named = dict(zip(names, network.coefs_, strict=True))
    first, second = names[:2]
    named |= {first: STRETCH * named[first], second: named[second] / STRETCH}
    biases = [STRETCH * network.intercepts_[0], *network.intercepts_[1:]]
    parts = (x[choose], labels[choose]), (x[judge], labels[judge])
    return named, biases, parts


def share_right(kernels: dict[str, np.ndarray], part: tuple[np.ndarray, np.ndarray]) -> float:
    """Return the share of digits that the network reads with these kernels."""
    names = next(names for names in NETWORKS if set(names) == set(kernels))
    (values, labels), biases = part, trained(names)[1]
    for name, bias in zip(names, biases, strict=True):
        values = values @ np.asarray(kernels[name], float) + bias
        if name != names[-1]:
            values = np.maximum(values, 0)
    return float(np.mean(values.argmax(axis=1) == labels))


def cut(kernel: np.ndarray, share: float) -> np.ndarray:
    """Set the smallest `share` of a kernel's weights to zero."""
    return np.where(np.abs(kernel) < np.quantile(np.abs(kernel), share), 0, kernel)


def over_budget(answer: object) -> str | None:
    """Return what is wrong with a function that prunes a network to a budget, or None."""
    if not callable(answer):
        return "That is not a function."
    for names, hidden in NETWORKS.items():
        wrong = not_pruned(answer, names)
        if wrong:
            neurons = " and ".join(map(str, (*hidden, 10)))
            return f"On a network of {neurons} neurons, {wrong}"
    return None


def not_pruned(answer: Callable, names: tuple[str, ...]) -> str | None:
    """Return what is wrong with a function that prunes one of the networks, or None."""
    whole, _, (choose, judge) = trained(names)
    budget = int(BUDGET * sum(kernel.size for kernel in whole.values()))
    given = {name: kernel.copy() for name, kernel in whole.items()}
    said, wrong = called(answer, given, lambda kernels: share_right(kernels, choose), budget)
    if wrong:
        return wrong
    if not isinstance(said, dict) or set(said) != set(whole):
        return f"it does not return a dictionary with the keys {', '.join(whole)}."
    made = {}
    for name, right in whole.items():
        kernel = as_array(said[name])
        if kernel is None or kernel.shape != right.shape:
            return f"the kernel {name} does not have the shape and the finite numbers of a kernel."
        if not np.allclose(kernel[kernel != 0], right[kernel != 0]):
            return f"in the kernel {name}, weights were changed that are not zero."
        made[name] = kernel
    left = sum(np.count_nonzero(kernel) for kernel in made.values())
    if left > budget:
        return f"{left:,} weights are left, and the budget is {budget:,}."
    alike = share_right({name: cut(kernel, 1 - BUDGET) for name, kernel in whole.items()}, judge)
    least = (alike + share_right(whole, judge)) / 2
    reached = share_right(made, judge)
    if reached < least:
        return (
            f"{reached:.1%} of the digits that your function has not seen are right; "
            f"{least:.1%} are asked for."
        )
    return None


KEYS = {
    "10-two": Function(
        two_in_four,
        kernels,
        hint="Look at four neighbouring inputs of one output at a time: kernel[0:4, 0] is the "
        "first such group. np.argsort of the sizes says which two are the smaller ones.",
        because="Half of the weights are gone, in a pattern that a machine can count on.",
    ),
    "10-k-means": Shown(
        not_clustered,
        form="a function that returns a codebook and indices",
        hint="Begin with values spread over the whole range, and repeat both steps until nothing "
        "changes any more. A value without weights has no mean: leave it where it is.",
        because="A few values and small indices in place of the weights.",
    ),
    "10-unpack": Shown(
        not_unpacked,
        form="a function that returns int8 weights",
        hint="The bits take one byte for every eight weights, rounded up. np.unpackbits reads "
        "them, and has a few too many if the number is not a multiple of eight.",
        because="Not a number was lost, and most zeros took one bit.",
    ),
    "10-alive": Shown(
        zeros_come_back,
        form="a function that returns a kernel and a velocity",
        hint="A weight moves by its velocity, and the velocity remembers gradients from before the "
        "weight was pruned. What has to be masked is what comes out.",
        because="Adam remembers in the same way. That is why the mask is applied after the step.",
    ),
    "10-budget": Shown(
        over_budget,
        form="a function that returns a dictionary of kernels",
        hint="How much of each layer can go before the accuracy falls? Ask that first, one layer "
        "at a time, and then cut where it costs least.",
        because="At this budget, cutting all layers alike or the largest alone reads far fewer.",
    ),
}
