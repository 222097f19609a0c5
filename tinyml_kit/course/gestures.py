"""Three kinds of network for gestures, trained, converted and asked in the same way.

A convolutional network takes a recording at once. An LSTM is one operator that goes through it. Of
a GRU one step is converted, and its state is fed back.
"""

import numpy as np

from tinyml_kit.compress import one_step, quantize
from tinyml_kit.datasets.motion import Motions, in_counts
from tinyml_kit.features import motion as motion_features
from tinyml_kit.graph import feedback
from tinyml_kit.graph.model import Graph, Tensor
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import climb, estimate
from tinyml_kit.learning import gestures, recurrent, training
from tinyml_kit.learning.keras_backend import keras
from tinyml_kit.rungs import fed_back
from tinyml_kit.rungs.interpreters import tflm

KINDS = ("cnn", "lstm", "gru")
#: What a sensor of 16 bits counts: a g, and a degree a second.
COUNTS = (8192,) * 3 + (16,) * 3


def trained(
    kind: str, x: np.ndarray, labels: np.ndarray, *, epochs: int = 30, units: int = 16,
    seed: int = 0, batch: int = 16, keep: float | None = None,
) -> keras.Sequential:  # fmt: skip
    """Return a network of a kind of KINDS, trained on recordings.

    Parameters
    ----------
    kind : str
    x : (n, steps, axes) float32, as `gestures.as_input` gives them
    labels : (n,) int
    epochs, units, seed, batch : int; units of an LSTM or a GRU
    keep : float, optional, how their gates start; see `recurrent.classifier`
    """
    classes = int(labels.max()) + 1
    if kind == "cnn":
        model = gestures.cnn(x.shape[1], x.shape[2], classes, seed=seed)
    else:
        model = recurrent.classifier(kind, x.shape[1], x.shape[2], classes, units, seed, keep)
    training.train(
        model,
        x,
        labels,
        epochs=epochs,
        batch=batch,
        warmup=2,
        balance=None,
        augment=False,
        seed=seed,
    )
    return model


def described(motions: Motions, usual: np.ndarray) -> np.ndarray:
    """Return the features of recordings of a window's length, for an autoencoder.

    Their logarithms, so that none outweighs the others; less the mean, and in units of the spread,
    of those that are usual.

    Parameters
    ----------
    motions : Motions of 128 samples each, in g and degrees a second
    usual : indices of recordings

    Returns
    -------
    (n, features) float32
    """
    how = motion_features.Settings(axes=6, window=128, step=128)
    counts = [in_counts(one, COUNTS) for one in motions.samples]
    found = np.concatenate([motion_features.features(one, how) for one in counts])
    logarithms = np.sign(found) * np.log1p(np.abs(found.astype(np.float32)))
    middle, spread = logarithms[usual].mean(axis=0), logarithms[usual].std(axis=0)
    return ((logarithms - middle) / np.maximum(spread, 1e-3)).astype(np.float32)


def int8(model: keras.Sequential, x: np.ndarray, samples: int = 100) -> bytes:
    """Return the int8 file of a network; training recordings x set its ranges."""
    samples = min(samples, len(x))
    if model.name == "gru":
        return one_step.to_tflite(model, "int8", x, samples)[0]
    return quantize.to_tflite(model, "int8", x, samples)[0]


def said(content: bytes, x: np.ndarray) -> np.ndarray:
    """Return what an int8 network says of recordings, (n,) int; TFLM computes it where it can."""
    rung = "tflm" if tflm.available() else "reference"
    graph = read(content)
    if len(graph.inputs) > 1:
        given = stored(graph.tensors[graph.inputs[feedback.entry(graph)]], x)
        return fed_back.run(content, given, on=rung).outputs[0][:, -1].argmax(axis=1)
    given = stored(graph.tensors[graph.inputs[0]], x)
    if graph.states:  # a recording is a sequence of one inference
        given = given[:, np.newaxis]
    scores = climb.predict(content, [given], on=rung).outputs[0]
    return scores.reshape(len(x), -1).argmax(axis=1)


def stored(tensor: Tensor, x: np.ndarray) -> np.ndarray:
    """Return real numbers as an integer tensor stores them."""
    limits = np.iinfo(tensor.dtype)
    rounded = np.rint(np.asarray(x, np.float64) / tensor.scale) + tensor.zero_point
    return np.clip(rounded, limits.min, limits.max).astype(tensor.dtype)


def macs(graph: Graph, steps: int) -> int:
    """Return the multiply-accumulate operations of a recording; steps count for a GRU."""
    one = sum(estimate.macs(graph).values())
    return one * steps if len(graph.inputs) > 1 else one


def drift(content: bytes, x: np.ndarray, exact: np.ndarray) -> np.ndarray:
    """Return how far an int8 or int16 state is from the exact one, (n, steps).

    Parameters
    ----------
    content : bytes of one step
    x : (n, steps, features) float32
    exact : (n, steps, units), as `recurrent.states` gives them

    Returns
    -------
    The root of the mean square over the units, in the unit of the state.
    """
    graph = read(content)
    ((output, _),) = feedback.links(graph)
    tensor = graph.tensors[graph.outputs[output]]
    given = stored(graph.tensors[graph.inputs[feedback.entry(graph)]], x)
    states = fed_back.run(content, given, on="c").states[0].astype(np.float64)
    apart = (states - tensor.zero_point) * tensor.scale - exact
    return np.sqrt((apart**2).mean(axis=2))
