"""Handwritten digits of 28 x 28 pixels, with or without MNIST on this computer.

Chapters must run without a download. If MNIST is in the cache it is used; otherwise scikit-learn's
digits of 8 x 8 pixels, enlarged, take its place. Each comes with a shipped int8 network that was
trained on such images.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tinyml_kit.base import files, resources
from tinyml_kit.datasets import images
from tinyml_kit.graph.tflite import read

#: How many of scikit-learn's digits, which are ordered by writer, a network may be trained on.
TRAINED_ON = 1437


@dataclass(frozen=True)
class Handwriting:
    """Handwritten digits and a network that reads them.

    name : str
    train_images, test_images : (n, 28, 28) uint8, 0 is background, 255 full ink
    train_labels, test_labels : (n,) int
    network : path of a dense int8 .tflite
    """

    name: str
    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray
    network: Path


def load() -> Handwriting:
    """Return MNIST if it is in the cache, and enlarged digits otherwise."""
    if len(list((files.cache_dir() / "mnist").glob("*-ubyte.gz"))) < 4:
        return enlarged()
    data = images.mnist()
    labels = data.train_labels.astype(int), data.test_labels.astype(int)
    network = resources.data_dir() / "mnist_dense_32_int8.tflite"
    return Handwriting("MNIST", data.train_images, labels[0], data.test_images, labels[1], network)


def enlarged() -> Handwriting:
    """Return scikit-learn's digits, each pixel three or four times as wide and high."""
    pixels, labels = images.digits()
    source = np.arange(28) * 8 // 28
    # There, full ink is 16.
    large = (pixels[:, source][:, :, source].astype(np.uint16) * 255 // 16).astype(np.uint8)
    labels = labels.astype(int)
    network = resources.data_dir() / "digits_uno.tflite"
    parts = large[:TRAINED_ON], labels[:TRAINED_ON], large[TRAINED_ON:], labels[TRAINED_ON:]
    return Handwriting("digits, enlarged", *parts, network)


def as_int8(pixels: np.ndarray) -> np.ndarray:
    """Return pixels as the shipped networks take them: (n, 28, 28, 1) int8, -128 for 0."""
    return (np.asarray(pixels, np.int16) - 128).astype(np.int8)[..., np.newaxis]


def first_layer(network: Path) -> np.ndarray:
    """Return the weights, (units, 784) int8, of the first dense layer of a shipped network."""
    return _first_layer(network)[0]


def sum_range(network: Path) -> tuple[int, int]:
    """Return the smallest and the largest sum that any image can make in the first dense layer.

    A sum is the bias plus the products of weights and pixels, and pixels go from 0 to 255. So it is
    smallest where all pixels with a negative weight are 255 and all others 0, and largest the other
    way round.
    """
    weights, bias = (part.astype(int) for part in _first_layer(network))
    lowest = bias + 255 * weights.clip(None, 0).sum(axis=1)
    highest = bias + 255 * weights.clip(0, None).sum(axis=1)
    return int(lowest.min()), int(highest.max())


def _first_layer(network):
    """Return weights and biases of the first dense layer."""
    graph = read(network)
    layer = next(one for one in graph.operators if one.name == "FULLY_CONNECTED")
    return tuple(graph.tensors[i].data for i in layer.inputs[1:])


def with_sum(data: Handwriting, wanted: int, images: int = 300) -> tuple[np.ndarray, np.ndarray]:
    """Return a test image and a unit of the first layer whose dot product is nearest a number.

    Parameters
    ----------
    data : Handwriting
    wanted : int
    images : int, how many of the test images are tried

    Returns
    -------
    (784,) uint8, the pixels; (784,) int8, the unit's weights
    """
    weights, pixels = first_layer(data.network), data.test_images[:images].reshape(-1, 28 * 28)
    sums = pixels.astype(int) @ weights.T.astype(int)
    image, unit = np.unravel_index(np.abs(sums - wanted).argmin(), sums.shape)
    return pixels[image], weights[unit]
