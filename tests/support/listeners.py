"""Small networks that listen, with random weights, and sounds for them."""

import numpy as np

from tests.support.networks import Network
from tinyml_kit.features.audio import AT_8_KHZ
from tinyml_kit.graph.tflite import read

FRAMES = 9


def small_listener(words=4, frames=FRAMES, seed=0):
    """Return a Graph: frames of 40 features in, a probability for each word out."""
    network = Network((1, frames, AT_8_KHZ.bands, 1), seed=seed).conv(3, 5).pool(3).flatten()
    return read(network.dense(words).softmax().finish())


def sound(seconds, seed=0, rate=8000):
    """Return noise whose loudness and colour change all the time, (n,) int16."""
    rng = np.random.default_rng(seed)
    count = round(seconds * rate)
    loud = 2.0 ** np.repeat(rng.uniform(0, 14, count // 800 + 1), 800)[:count]
    white = rng.normal(size=count)
    mixed = np.where(np.arange(count) // 1600 % 2, white, np.cumsum(white) / 30)
    return np.clip(mixed * loud, -(2**15), 2**15 - 1).astype(np.int16)
