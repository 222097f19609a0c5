"""Networks that remember: they read a recording step by step, and carry a state along.

A gated recurrent unit (GRU) computes from an input x and the state h of the step before

    z = sigmoid(x·Wz + h·Uz + b)            how much of the old state stays
    r = sigmoid(x·Wr + h·Ur + b)            how much of it the news may see
    n = tanh(x·Wn + b + r·(h·Un + b'))      the news
    h = z·h + (1 - z)·n

(Cho et al., "Learning phrase representations using RNN encoder-decoder", EMNLP 2014; as Keras
computes it, with r after the product). Interpreters on microcontrollers have no such operator, and
TensorFlow makes a loop of it that cannot be quantised. `one_step` takes the loop away: its network
computes a single step, with the state as an input and as an output, and whoever runs it carries the
state from one step to the next (`rungs.fed_back`).
"""

from typing import Any

import numpy as np

from tinyml_kit.base.errors import BadInput
from tinyml_kit.learning.keras_backend import keras, tf
from tinyml_kit.learning.layers import dense_layer, initializers

KINDS = {"gru": keras.layers.GRU, "lstm": keras.layers.LSTM}
MEMORY, CLASSES = "memory", "classes"


class RecurrentError(BadInput):
    """A network with a memory that cannot be built or taken apart."""


def classifier(
    kind: str, steps: int, features: int, classes: int, units: int = 16, seed: int = 0,
    keep: float | None = None,
) -> keras.Sequential:  # fmt: skip
    """Build a network that reads a recording and then says what it was.

    Parameters
    ----------
    kind : str, "gru" or "lstm"
    steps, features : int
        Samples of a recording, and numbers in a sample.
    classes : int
    units : int
        Numbers in the state; an LSTM has as many again that it does not show.
    seed : int, of the initial weights
    keep : float, optional
        Initial bias of the gate that keeps the state, z of a GRU or f of an LSTM. None is Keras's
        start: 0 for z, so that a state is halved at each step and its beginning is soon lost; 1 for
        f (Jozefowicz et al., "An empirical exploration of recurrent network architectures", ICML
        2015). With 2, a gate starts at 0.88.

    Returns
    -------
    keras.Sequential, from (steps, features) to probabilities

    Raises
    ------
    RecurrentError
        If there is no such kind.
    """
    if kind not in KINDS:
        raise RecurrentError(f"there is no network {kind!r}; take one of {', '.join(KINDS)}.")
    draw = initializers(seed)
    layer = KINDS[kind](
        units,
        kernel_initializer=keras.initializers.GlorotUniform(seed=seed),
        recurrent_initializer=keras.initializers.Orthogonal(seed=seed),
        name=MEMORY,
    )
    model = keras.Sequential(
        [
            keras.Input((steps, features), name="motion"),
            layer,
            dense_layer(classes, CLASSES, draw, activation="softmax"),
        ],
        name=kind,
    )
    if keep is not None:
        *others, biases = layer.get_weights()
        gate = biases[0, :units] if kind == "gru" else biases[units : 2 * units]
        gate[:] = keep
        layer.set_weights([*others, biases])
    return model


def states(model: keras.Model, x: np.ndarray) -> np.ndarray:
    """Return the states that a GRU goes through, (n, steps, units) float32.

    Parameters
    ----------
    model : keras.Sequential of `classifier`, a GRU
    x : (n, steps, features) float32
    """
    wz, wr, wn, uz, ur, un, b, after = _gru(model)
    state = np.zeros((len(x), len(uz)), np.float32)
    found = np.zeros((*x.shape[:2], len(uz)), np.float32)
    for t in range(x.shape[1]):
        kept = _sigmoid(x[:, t] @ wz + state @ uz + b[0])
        seen = _sigmoid(x[:, t] @ wr + state @ ur + b[1])
        news = np.tanh(x[:, t] @ wn + b[2] + seen * (state @ un + after))
        state = kept * state + (1 - kept) * news
        found[:, t] = state
    return found


def one_step(model: keras.Model) -> tuple[Any, tf.Module]:
    """Return one step of a GRU as a function for the converter, and what holds its weights.

    Parameters
    ----------
    model : keras.Sequential of `classifier`, a GRU

    Returns
    -------
    step : tf.function of `input` (1, features) and `state` (1, units), float32
        Returns {"scores": (1, classes), "state": (1, units)}; scores are probabilities.
    holder : tf.Module

    Raises
    ------
    RecurrentError
        If the network is no such GRU.

    Notes
    -----
    The new state passes an operator that joins it with the old one, and is cut off again. It
    changes no number, but such an operator has one scale for all: so the converter stores both
    states in the same units, and the new one can be fed back as it is.
    """
    wz, wr, wn, uz, ur, un, b, after = _gru(model)
    last = model.get_layer(CLASSES).get_weights()
    units = len(uz)

    @tf.function(
        autograph=False,
        input_signature=[
            tf.TensorSpec((1, len(wz)), tf.float32, name="input"),
            tf.TensorSpec((1, units), tf.float32, name="state"),
        ],
    )
    def step(input, state):
        kept = tf.sigmoid(tf.matmul(input, wz) + b[0] + tf.matmul(state, uz))
        seen = tf.sigmoid(tf.matmul(input, wr) + b[1] + tf.matmul(state, ur))
        news = tf.tanh(tf.matmul(input, wn) + b[2] + seen * (tf.matmul(state, un) + after))
        new = kept * state + (1 - kept) * news
        new = tf.concat([new, state], axis=1)[:, :units]
        return {"scores": tf.nn.softmax(tf.matmul(new, last[0]) + last[1]), "state": new}

    return step, tf.Module()


def _gru(model):
    """Return the GRU's weights: of the input, of the state, the biases, and that of the news."""
    layer = next((one for one in model.layers if one.name == MEMORY), None)
    if not isinstance(layer, keras.layers.GRU) or not layer.reset_after:
        raise RecurrentError(
            f"the network {model.name} has no GRU named {MEMORY}; build one with classifier('gru')."
        )
    kernel, recurrent, (before, after) = layer.get_weights()
    biases = np.split(before, 3)
    more = np.split(after, 3)
    return (
        *np.split(kernel, 3, axis=1),
        *np.split(recurrent, 3, axis=1),
        (biases[0] + more[0], biases[1] + more[1], biases[2]),
        more[2],
    )


def _sigmoid(x):
    return 1 / (1 + np.exp(-x))
