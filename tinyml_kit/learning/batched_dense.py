"""Train many small dense networks at once, in NumPy: for sweeps over the widths of layers.

Networks of the same depth are padded with units whose weights are all zero. The output of such a
unit is 0, so the weights after it get no gradient; nothing reads it, so the weights before it get
none either. It stays zero for ever, and a batch of networks is one batched matrix product.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from tinyml_kit.base.errors import BadInput
from tinyml_kit.base.progress import progress
from tinyml_kit.learning import classics
from tinyml_kit.learning.keras_backend import keras


class BatchedDenseError(BadInput):
    """Widths that cannot be trained together, or examples that do not fit."""


@dataclass(frozen=True)
class BatchedDense:
    """Trained networks of the same depth.

    widths : tuple of tuple of int, the hidden layers of each of the G networks
    kernels : list of (G, inputs, outputs) float32, one per layer, padded with zeros
    biases : list of (G, 1, outputs) float32, one per layer
    """

    widths: tuple[tuple[int, ...], ...]
    kernels: list[np.ndarray]
    biases: list[np.ndarray]

    def predict(self, x: np.ndarray) -> np.ndarray:
        """Return the class that each network predicts for each example, (G, n) of int."""
        parts = [x[i : i + 1000] for i in range(0, len(x), 1000)]
        scores = (_forward(np.asarray(part, np.float32), self)[-1] for part in parts)
        return np.concatenate([score.argmax(axis=2) for score in scores], axis=1)

    def network(self, k: int) -> keras.Sequential:
        """Return network `k` as a keras.Sequential of `classics.dense`, without its padding."""
        inputs, classes = self.kernels[0].shape[1], self.kernels[-1].shape[2]
        model = classics.dense(*self.widths[k], inputs=inputs, classes=classes)
        sizes = [inputs, *self.widths[k], classes]
        arrays = []
        for layer, (before, after) in enumerate(zip(sizes[:-1], sizes[1:], strict=True)):
            arrays += [self.kernels[layer][k, :before, :after], self.biases[layer][k, 0, :after]]
        model.set_weights(arrays)
        return model


def train_many(
    widths: Sequence[tuple[int, ...]],
    x: np.ndarray,
    y: np.ndarray,
    *,
    classes: int = 10,
    epochs: int = 5,
    batch: int = 128,
    rate: float = 2e-3,
    seed: int = 0,
) -> BatchedDense:
    """Train dense networks with ReLU and softmax side by side.

    Parameters
    ----------
    widths : sequence of tuple of int
        Hidden layers of each network, all of the same depth, at least one.
    x : (n, inputs) array of float, around -1 … 1
    y : (n,) array of int, below `classes`
    epochs, batch : int
    rate : float
        Adam's learning rate at the start; it falls linearly to 0.
    seed : int
        Seed of the initial weights and of the order of the examples. The initial weights
        depend on a network's own widths too, but not on the networks beside it.

    Returns
    -------
    BatchedDense

    Raises
    ------
    BatchedDenseError
        If the depths differ, a layer has no unit, or labels do not fit the examples.
    """
    x, y = np.asarray(x, np.float32), np.asarray(y, int)
    widths = tuple(tuple(int(units) for units in one) for one in widths)
    _require_possible(widths, x, y, classes)
    # Threads that share such small matrix products wait for each other: on a busy machine, fifty
    # times longer than they work.
    with threadpool_limits(1):
        return _trained(widths, x, y, classes, epochs, batch, rate, seed)


def _trained(widths, x, y, classes, epochs, batch, rate, seed):
    networks, theta, gradient, gradients = _start(widths, x.shape[1], classes, seed)
    first, second, step = np.zeros_like(theta), np.zeros_like(theta), np.empty_like(theta)
    draw = np.random.default_rng(seed)
    steps = epochs * -(-len(x) // batch)
    done = 0
    for _ in progress(range(epochs), desc=f"{len(widths)} networks", unit="epoch"):
        order = draw.permutation(len(x))
        for start in range(0, len(x), batch):
            rows = order[start : start + batch]
            _backward(x[rows], y[rows], networks, gradients)
            done += 1
            # Adam (Kingma and Ba 2015), without temporaries: the vector has millions of numbers.
            first += 0.1 * (gradient - first)
            np.square(gradient, out=step)
            step -= second
            step *= 0.001
            second += step
            np.sqrt(second, out=step)
            step /= np.sqrt(1 - 0.999**done)
            step += 1e-7
            np.divide(first, step, out=step)
            step *= rate * (1 - (done - 1) / steps) / (1 - 0.9**done)
            theta -= step
    return networks


def _require_possible(widths, x, y, classes):
    if not widths or len({len(one) for one in widths}) != 1 or not widths[0]:
        raise BatchedDenseError(
            f"train_many: the widths {widths[:3]} have different depths or none; give networks "
            "of the same depth, at least one hidden layer."
        )
    if min(map(min, widths)) < 1:
        raise BatchedDenseError("train_many: a layer has no unit; give widths of at least 1.")
    if (
        x.ndim != 2
        or y.shape != x.shape[:1]
        or len(y) == 0
        or not 0 <= y.min() <= y.max() < classes
    ):
        raise BatchedDenseError(
            f"train_many: examples {x.shape} and labels {y.shape} do not fit; give (n, inputs) "
            f"and (n,) labels from 0 to {classes - 1}."
        )


def _start(widths, inputs, classes, seed):
    """Return networks with Glorot's initial weights, these as one vector, its gradient and views.

    The networks' arrays are views of the weight vector; the views returned last are those of the
    gradient vector.
    """
    hidden = [max(column) for column in zip(*widths, strict=True)]
    sizes = [inputs, *hidden, classes]
    shapes = []
    for before, after in zip(sizes[:-1], sizes[1:], strict=True):
        shapes += [(len(widths), before, after), (len(widths), 1, after)]
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
    theta, gradient = np.zeros(ends[-1], np.float32), np.zeros(ends[-1], np.float32)

    def views(vector):
        pieces = np.split(vector, ends[:-1])
        return [piece.reshape(shape) for piece, shape in zip(pieces, shapes, strict=True)]

    arrays, gradients = views(theta), views(gradient)
    for k, one in enumerate(widths):
        draw = np.random.default_rng([seed, *one])
        own = [inputs, *one, classes]
        for kernel, before, after in zip(arrays[::2], own[:-1], own[1:], strict=True):
            limit = np.sqrt(6 / (before + after))
            kernel[k, :before, :after] = draw.uniform(-limit, limit, (before, after))
    return BatchedDense(widths, arrays[::2], arrays[1::2]), theta, gradient, gradients


def _forward(x, networks):
    """Return the input of every layer and the class scores, each (G, n, units)."""
    values = [x]
    for kernel, bias in zip(networks.kernels, networks.biases, strict=True):
        total = values[-1] @ kernel
        total += bias
        values.append(total)
        if kernel is not networks.kernels[-1]:
            np.maximum(total, 0, out=total)
    return values


def _backward(x, y, networks, gradients):
    """Write the gradients of the mean cross-entropy: kernel, bias, kernel, bias …"""
    *values, error = _forward(x, networks)
    error -= error.max(axis=2, keepdims=True)
    np.exp(error, out=error)
    error /= error.sum(axis=2, keepdims=True)
    error[:, np.arange(len(y)), y] -= 1
    error /= len(y)
    for layer in reversed(range(len(networks.kernels))):
        np.matmul(np.swapaxes(values[layer], -1, -2), error, out=gradients[2 * layer])
        np.sum(error, axis=1, keepdims=True, out=gradients[2 * layer + 1])
        if layer:
            error = error @ np.swapaxes(networks.kernels[layer], -1, -2)
            error *= values[layer] > 0
