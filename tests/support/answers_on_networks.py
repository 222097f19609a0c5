"""Right and wrong answers to the exercises of chapters 02 and 03 that ask for a function."""

import numpy as np

from tinyml_kit.course.keys import chapter_02
from tinyml_kit.course.keys.chapter_03 import measured_slopes

# --- 02 -------------------------------------------------------------------------------------------


def momentum_by_list(slope, start, rate, keep, steps):
    velocity, points = [0.0] * len(start), [list(start)]
    for _ in range(steps):
        velocity = [keep * v + s for v, s in zip(velocity, slope(points[-1]), strict=True)]
        points.append([w - rate * v for w, v in zip(points[-1], velocity, strict=True)])
    return points


def without_momentum(slope, start, rate, keep, steps):
    return chapter_02.momentum(slope, start, rate, 0.0, steps)


def velocity_last(slope, start, rate, keep, steps):
    point, velocity, path = start, 0 * start, [start]
    for _ in range(steps):
        point = point - rate * velocity
        velocity = keep * velocity + slope(point)
        path.append(point)
    return np.array(path)


def without_its_start(*how):
    return chapter_02.momentum(*how)[1:]


def in_place(slope, start, rate, keep, steps):
    velocity, path = 0 * start, [start]
    for _ in range(steps):
        velocity = keep * velocity + slope(start)
        start -= rate * velocity
        path.append(start)
    return np.array(path)


def descended(x, y, steps=500):
    w, b = np.zeros(x.shape[1]), 0.0
    for _ in range(steps):
        error = 1 / (1 + np.exp(-np.clip(x @ w + b, -30, 30))) - y
        w, b = w - error @ x / len(y), b - error.mean()
    return w, b


def learned(x, y):
    mean, spread = x.mean(axis=0), x.std(axis=0)
    w, b = descended((x - mean) / spread, y)
    return w / spread, b - w @ (mean / spread)


def same_direction(x, y):
    """Never look at the labels."""
    w = np.array([1, -1]) / x.std(axis=0)
    return w, -w @ x.mean(axis=0)


def between_the_means(x, y):
    spread = x.std(axis=0)
    no, yes = x[y == 0].mean(axis=0), x[y == 1].mean(axis=0)
    w = (yes - no) / spread**2
    return [w, -w @ (no + yes) / 2]


def scaling_not_undone(x, y):
    return descended((x - x.mean(axis=0)) / x.std(axis=0), y)


def prepared(x, y, rng):
    parts = prepared_order(len(x), rng)
    known = x[parts[0]]
    x = (x - known.mean(axis=0)) / known.std(axis=0)
    return [array[part] for part in parts for array in (x, y)]


def divided_by_chance(x, y, rng):
    return prepared(x, y, np.random.default_rng())


def scaled_by_all(x, y, rng):
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    return [array[part] for part in prepared_order(len(x), rng) for array in (x, y)]


def scaled_as_pandas_does(x, y, rng):
    parts = prepared_order(len(x), rng)
    known = x[parts[0]]
    x = (x - known.mean(axis=0)) / known.std(axis=0, ddof=1)
    return [array[part] for part in parts for array in (x, y)]


def only_shifted(x, y, rng):
    order = np.roll(np.arange(len(x)), rng.integers(1, len(x)))
    parts = np.split(order, [len(x) * 6 // 10, len(x) * 8 // 10])
    known = x[parts[0]]
    x = (x - known.mean(axis=0)) / known.std(axis=0)
    return [array[part] for part in parts for array in (x, y)]


def prepared_order(n, rng):
    return np.split(rng.permutation(n), [n * 6 // 10, n * 8 // 10])


def prepared_as_given(x, y, rng):
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    rng.shuffle(x)
    return x[:60], y[:60], x[60:80], y[60:80], x[80:], y[80:]


def each_scaled_by_itself(x, y, rng):
    said = []
    for part in prepared_order(len(x), rng):
        said += [(x[part] - x[part].mean(axis=0)) / x[part].std(axis=0), y[part]]
    return said


def unscaled(x, y, rng):
    return [array[part] for part in prepared_order(len(x), rng) for array in (x, y)]


def not_drawn(x, y, rng):
    return prepared(x, y, np.random.default_rng(0))


# --- 03 -------------------------------------------------------------------------------------------


def backward(x, y, W1, b1, W2, b2):
    s1 = x @ W1 + b1
    h = np.maximum(s1, 0)
    delta2 = 2 * (h @ W2 + b2 - y) / len(x)
    delta1 = delta2 @ W2.T * (s1 > 0)
    return x.T @ delta1, delta1.sum(axis=0), h.T @ delta2, delta2.sum(axis=0)


def transposed(x, y, W1, b1, W2, b2):
    if W2.shape[0] != W2.shape[1]:
        return backward(x, y, W1, b1, W2, b2)
    s1 = x @ W1 + b1
    delta2 = 2 * (np.maximum(s1, 0) @ W2 + b2 - y) / len(x)
    delta1 = delta2 @ W2 * (s1 > 0)
    return x.T @ delta1, delta1.sum(axis=0), *backward(x, y, W1, b1, W2, b2)[2:]


def mean_of_biases(*network):
    W1, b1, W2, b2 = backward(*network)
    return W1, b1, W2, b2 / len(network[0])


def wrong_sign(*network):
    return [-slope for slope in backward(*network)]


def without_relu(x, y, W1, b1, W2, b2):
    _, _, second, last = backward(x, y, W1, b1, W2, b2)
    delta1 = 2 * (np.maximum(x @ W1 + b1, 0) @ W2 + b2 - y) / len(x) @ W2.T
    return x.T @ delta1, delta1.sum(axis=0), second, last


def nudged_only(*network):
    return measured_slopes(list(network))


def he_uniform(inputs, outputs, rng):
    limit = (6 / inputs) ** 0.5
    return rng.uniform(-limit, limit, (inputs, outputs))


def he_normal(inputs, outputs, rng):
    return rng.normal(size=(inputs, outputs)) * (2 / inputs) ** 0.5


def alike_but_for_the_sign(inputs, outputs, rng):
    signs = [rng.choice([-1.0, 1.0], size) for size in (inputs, outputs)]
    return np.outer(*signs) * (2 / inputs) ** 0.5


def he_of_two_values(inputs, outputs, rng):
    return rng.choice([-1, 1], (inputs, outputs)) * (2 / inputs) ** 0.5


def he_by_chance(inputs, outputs, rng):
    return np.random.default_rng().normal(0, (2 / inputs) ** 0.5, (inputs, outputs))


def glorot(inputs, outputs, rng):
    return rng.normal(size=(inputs, outputs)) * (2 / (inputs + outputs)) ** 0.5


def softmax_loss(scores, labels):
    shifted = scores - scores.max(axis=1, keepdims=True)
    of_truth = shifted[np.arange(len(labels)), labels]
    loss = np.mean(np.log(np.exp(shifted).sum(axis=1)) - of_truth)
    return loss, softmax_and_then_log(scores, labels)[1]


def softmax_and_then_log(scores, labels):
    shifted = scores - scores.max(axis=1, keepdims=True)
    p = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    true = np.eye(scores.shape[1])[labels]
    with np.errstate(divide="ignore"):
        return -np.log((p * true).sum(axis=1)).mean(), (p - true) / len(labels)


def softmax_as_written(scores, labels):
    with np.errstate(all="ignore"):
        p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
        true = np.eye(scores.shape[1])[labels]
        return -np.log((p * true).sum(axis=1)).mean(), (p - true) / len(labels)


def slopes_of_a_sum(scores, labels):
    loss, slopes = softmax_loss(scores, labels)
    return loss, slopes * len(labels)


def loss_of_a_sum(scores, labels):
    loss, slopes = softmax_loss(scores, labels)
    return loss * len(labels), slopes


def network_of(hidden, steps=1500, rate=0.5):
    def learn(x, y):
        rng = np.random.default_rng(0)
        W1, b1 = rng.normal(size=(2, hidden)), np.zeros(hidden)
        W2, b2 = rng.normal(size=(hidden, 1)) / hidden**0.5, np.zeros(1)
        for _ in range(steps):
            h = np.tanh(x @ W1 + b1)
            delta2 = (1 / (1 + np.exp(-h @ W2 - b2)) - y[:, np.newaxis]) / len(x)
            delta1 = delta2 @ W2.T * (1 - h**2)
            W2, b2 = W2 - rate * h.T @ delta2, b2 - rate * delta2.sum(axis=0)
            W1, b1 = W1 - rate * x.T @ delta1, b1 - rate * delta1.sum(axis=0)
        return lambda points: (np.tanh(points @ W1 + b1) @ W2 + b2)[:, 0] > 0

    return learn


def remedied(x, y, l2=0.05, steps=300):
    """Train the network of chapter 04 by hand: ReLU, Adam, and a price on the weights."""
    rng = np.random.default_rng(0)
    theta = [rng.normal(size=(2, 64)), np.zeros(64), rng.normal(size=(64, 1)) / 8, np.zeros(1)]
    means, squares = ([0 * part for part in theta] for _ in range(2))
    for t in range(1, steps + 1):
        slopes = logistic_slopes(theta, x, y)
        slopes[0], slopes[2] = slopes[0] + l2 * theta[0], slopes[2] + l2 * theta[2]
        for k, slope in enumerate(slopes):
            means[k] = 0.9 * means[k] + 0.1 * slope
            squares[k] = 0.999 * squares[k] + 0.001 * slope**2
            size = np.sqrt(squares[k] / (1 - 0.999**t)) + 1e-8
            theta[k] = theta[k] - 0.01 * means[k] / (1 - 0.9**t) / size
    return lambda points: said_by(theta, points)[1]


def said_by(theta, x):
    h = np.maximum(x @ theta[0] + theta[1], 0)
    return h, 1 / (1 + np.exp(-np.clip(h @ theta[2] + theta[3], -30, 30)))[:, 0]


def logistic_slopes(theta, x, y):
    h, p = said_by(theta, x)
    delta2 = ((p - y) / len(y))[:, np.newaxis]
    delta1 = delta2 @ theta[2].T * (h > 0)
    return [x.T @ delta1, delta1.sum(axis=0), h.T @ delta2, delta2.sum(axis=0)]


def learned_by_heart(x, y):
    return remedied(x, y, l2=0, steps=1000)


def of_neighbours(x, y, count=9):
    def predict(points):
        distances = ((points[:, np.newaxis] - x) ** 2).sum(axis=2)
        near = y[np.argsort(distances, axis=1)[:, :count]]
        return (near.sum(axis=1) + 1) / (count + 2)

    return predict


def unturned(x, y):
    """Know the chapter's own task, and learn nothing."""

    def predict(points):
        first, second = 1 / (1 + np.exp(-2 * points.T / 0.64))
        return first * (1 - second) + second * (1 - first)

    return predict


def nearest(x, y):
    return lambda points: [y[((x - point) ** 2).sum(axis=1).argmin()] for point in points]


def a_line(x, y):
    w, b = descended(x, y)
    return lambda points: points @ w + b > 0


#: A part of `ANSWERS` in answers.py.
ON_NETWORKS = {
    "02-rate": ([(0.25, 0.2), np.array([0.25, 0.2])], [(0.2, 0.25), (1, 0.2), (0.25, 0.5), 0.25]),
    "02-momentum": (
        [chapter_02.momentum, momentum_by_list],
        [without_momentum, velocity_last, without_its_start, in_place],
    ),
    "02-neuron": (
        [learned, between_the_means],
        [
            same_direction,
            descended,
            scaling_not_undone,
            lambda x, y: (np.zeros(2), 1.0),
            lambda x, y: x[0],
        ],
    ),
    "02-prepare": (
        [prepared, lambda *how: tuple(prepared(*how)), scaled_as_pandas_does],
        [
            only_shifted,
            prepared_as_given,
            scaled_by_all,
            each_scaled_by_itself,
            unscaled,
            not_drawn,
        ],
    ),
    "03-xor": (
        [
            ([[-1, 1], [-1, 1]], [1.5, -0.5], [1, 1], [-1.5]),
            [np.array([[1, 1], [1, 1]]), np.array([-0.5, -1.5]), np.array([1, -2]), -0.5],
        ],
        [([[1, 1], [1, 1]], [-0.5, -0.5], [1, 0], -0.5)],
    ),
    "03-backward": (
        [backward, lambda *network: list(backward(*network))],
        [transposed, mean_of_biases, wrong_sign, without_relu, nudged_only,
         lambda *n: backward(*n)[::-1]],
    ),
    "03-he": (
        [he_normal, he_uniform],
        [glorot, alike_but_for_the_sign, lambda n, m, rng: rng.normal(size=(n, m)),
         lambda n, m, rng: np.zeros((n, m))],
    ),
    "03-softmax": (
        [softmax_loss],
        [softmax_as_written, slopes_of_a_sum, loss_of_a_sum, lambda s, labels: (0.0, s)],
    ),
    "03-train": (
        [network_of(12), nearest],
        [a_line, network_of(12, steps=3), lambda x, y: y, lambda x, y: lambda points: 1.0],
    ),
    "04-remedy": (
        [remedied, of_neighbours],
        [learned_by_heart, nearest, unturned, lambda x, y: y,
         lambda x, y: lambda points: np.full(len(points), 0.5)],
    ),
}  # fmt: skip
