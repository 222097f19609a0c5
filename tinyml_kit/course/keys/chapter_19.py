"""Answers to the exercises on networks that remember."""

from collections.abc import Iterator

import numpy as np

from tinyml_kit.course.keys.kinds import Function, Number
from tinyml_kit.learning.announcing import announced


def weights(kind: int, inputs: int, units: int, classes: int) -> int:
    """Return the weights of a recurrent layer and the dense layer behind it, biases too.

    Parameters
    ----------
    kind : int, sets of weights: 1 of a simple network, 3 of a GRU, 4 of an LSTM. Each set has one
        bias a unit; a GRU has two.
    inputs, units, classes : int
    """
    biases = 2 if kind == 3 else 1
    layer = kind * (inputs * units + units * units + biases * units)
    return layer + units * classes + classes


def sizes() -> Iterator[tuple[int, int, int, int]]:
    """Yield kind, inputs, units, classes."""
    yield from ((1, 6, 5, 3), (3, 6, 16, 6), (4, 6, 16, 6), (3, 1, 1, 2), (4, 28, 20, 10))


def lstm_step(
    x: np.ndarray, h: np.ndarray, c: np.ndarray, W: np.ndarray, U: np.ndarray, b: np.ndarray
) -> np.ndarray:
    """Return the new h and the new c of an LSTM, (2, units); gates in Keras's order."""
    let_in, kept, news, let_out = np.split(x @ W + h @ U + b, 4)
    cell = _sigmoid(kept) * c + _sigmoid(let_in) * np.tanh(news)
    return np.stack([_sigmoid(let_out) * np.tanh(cell), cell])


def _sigmoid(x):
    return 1 / (1 + np.exp(-x))


def steps() -> Iterator[tuple[np.ndarray, ...]]:
    """Yield samples, states, cells and weights of LSTMs."""
    random = np.random.default_rng(191)
    for inputs, units in ((3, 2), (6, 4), (1, 5)):
        shapes = ((inputs,), (units,), (units,), (inputs, 4 * units), (units, 4 * units))
        yield tuple(random.normal(0, 1.5, shape) for shape in (*shapes, (4 * units,)))


def gradients(x: np.ndarray, states: np.ndarray, U: np.ndarray, errors: np.ndarray) -> np.ndarray:
    """Return dU of a simple network with a loss at every step.

    Parameters
    ----------
    x : (n, steps, inputs)
    states : (n, steps + 1, units), the first of them before the first step
    U : (units, units)
    errors : (n, steps, units), the loss of each step by its state alone
    """
    dU, error = np.zeros_like(U), np.zeros_like(states[:, 0])
    for t in reversed(range(x.shape[1])):
        error = (error + errors[:, t]) * (1 - states[:, t + 1] ** 2)
        dU += states[:, t].T @ error
        error = error @ U.T
    return dU


def losses() -> Iterator[tuple[np.ndarray, ...]]:
    """Yield inputs, states, weights and errors, also of a single step."""
    random = np.random.default_rng(192)
    for n, length, inputs, units in ((1, 2, 1, 1), (4, 7, 3, 5), (2, 1, 2, 3), (3, 20, 1, 4)):
        states = np.tanh(random.normal(size=(n, length + 1, units)))
        states[:, 0] = 0
        yield (
            random.normal(size=(n, length, inputs)), states,
            random.normal(0, 0.7, (units, units)), random.normal(size=(n, length, units)),
        )  # fmt: skip


def listed(scores: np.ndarray, quiet: int) -> np.ndarray:
    """Return (looks,) int: the class that is announced at each look, -1 where none is."""
    found = np.full(len(scores), -1)
    for look, label in announced(scores, quiet):
        found[look] = label
    return found


def looks() -> Iterator[tuple[np.ndarray, int]]:
    """Yield scores of looks, (looks, classes) int8, and the class that is not announced."""
    random = np.random.default_rng(193)
    one_odd = np.full((12, 2), -128)
    one_odd[:, 0] = 127
    one_odd[6] = -128, 127
    yield one_odd.astype(np.int8), 0
    edge = np.full((9, 2), -128)
    edge[2:5, 1] = 66 - 128, 127, 127
    edge[:, 0] = -1 - edge[:, 1]
    yield edge.astype(np.int8), 0
    yield np.tile(np.array([-128, 127], np.int8), (25, 1)), 0
    yield np.tile(np.array([-128, 127], np.int8), (10, 1)), 1
    for quiet in (0, 2):
        held = np.repeat(random.integers(0, 4, 20), random.integers(1, 9, 20))
        scores = np.full((len(held), 4), -128) + random.integers(0, 60, (len(held), 4))
        scores[np.arange(len(held)), held] = random.integers(20, 128, len(held))
        yield scores.astype(np.int8), quiet


def stops_at(z: float, unit: float) -> float:
    """Return where a rounded state stops on its way from 0 to 1."""
    state = 0.0
    for _ in range(100_000):
        moved = np.rint((z * state + (1 - z)) / unit) * unit
        if moved == state:
            break
        state = moved
    return float(state)


KEYS = {
    "19-weights": Function(
        weights,
        sizes,
        hint="Each set has a weight for each input and for each number of the state, for every "
        "unit, and its biases: one a unit, in a GRU two. Then comes the dense layer.",
        because="Sets for gates are what a network pays for its memory.",
    ),
    "19-lstm": Function(
        lstm_step,
        steps,
        hint="Split x W + h U + b into four, in the order that is given. Three of them go through "
        "a sigmoid, the news through tanh. The new cell comes before the new h.",
        because="The cell is added to. Where the gate f is 1, an error passes through it as "
        "through a GRU at z = 1.",
    ),
    "19-every": Function(
        gradients,
        losses,
        hint="On the way back, at each step two errors come together: the one from the steps "
        "after it, and the one of its own loss. When are they added, before or after the slope "
        "of tanh?",
        because="A network that answers at every step is trained like this.",
    ),
    "19-announce": Function(
        listed,
        looks,
        hint="Keep the sums of the last three looks, in steps from 0 to 255; before the third "
        "look there are fewer. 576 is enough. After an announcement, six looks are silent.",
        because="The sketch does the same in C, with integers, to the bit.",
    ),
    "19-stops": Number(
        stops_at(0.96, 1 / 128),
        hint="A step adds (1 - z) times what is missing. When does rounding take that away again?",
        because="What is added is less than half a unit from there on. With 16 bits the same "
        "state comes almost to 1.",
        tolerance=0.001,
        mistakes={
            1.0: "That is where it would stop without rounding.",
            stops_at(0.96, 1 / 256): "That is where it stops in units of 1/256.",
            1 - 1 / 128 / 0.04: "Nearly: rounding brings a state up from half a unit on.",
        },
    ),
}
