"""Networks for diffraction frames: one builder per network.

Only layers with an int8 kernel on microcontrollers are used: Conv2D, DepthwiseConv2D,
MaxPool2D, Dense, ReLU (fused into the layer before it) and softmax. Layers carry fixed
names and seeded initial weights, so a builder called twice gives the same file twice.
"""

import numpy as np

from tinyml_kit.base.errors import BadInput
from tinyml_kit.learning.keras_backend import keras
from tinyml_kit.learning.layers import convolution, dense_layer, initializers


class ModelError(BadInput):
    """A network that cannot be built."""


def bragg_cnn(
    size: int = 100, filters: int = 3, classes: int = 3, seed: int = 0
) -> keras.Sequential:
    """Build the published network: four 5 × 5 convolutions, three poolings, one dense layer.

    Parameters
    ----------
    size : int, >= 61
        Side of the square input in pixels; input shape (size, size, 1).
    filters : int
        Filters of each convolution; published 3.
    classes : int
        Outputs; published 3 (HIT, MAYBE, MISS).
    seed : int
        Seed of the initial weights.

    Returns
    -------
    keras.Sequential
        990, 8,865 and 62,766 parameters at 100, 300 and 720 px (published). Outputs
        probabilities (softmax).

    Raises
    ------
    ModelError
        If the image is too small for four convolutions.

    Notes
    -----
    Eteng, bachelor thesis (2024), figure 4.5 and appendix. Its table 4.1 gives strides of
    2 for the convolutions; the layer shapes show that they are those of the pooling. ReLU is
    fused into the convolution: one pass over memory on a chip, and the same function.
    """
    if size < 61:
        raise ModelError(
            f"bragg_cnn: an image of {size} px is used up before the fourth convolution; "
            "take at least 61 px."
        )
    draw = initializers(seed)
    layers = [keras.Input((size, size, 1), name="image")]
    for k in range(1, 5):
        layers.append(convolution(filters, 5, f"conv{k}", draw))
        if k < 4:
            layers.append(keras.layers.MaxPool2D(2, 2, padding="same", name=f"pool{k}"))
    layers.append(keras.layers.Flatten(name="flatten"))
    layers.append(dense_layer(classes, "classes", draw, activation="softmax"))
    return keras.Sequential(layers, name="bragg_cnn")


def counting_cnn(
    size: int = 100, filters: int = 4, hidden: int = 8, classes: int = 3, seed: int = 0
) -> keras.Sequential:
    """Build a network that finds spots and adds them up.

    The published network has to count with poolings that keep only the largest value of
    four. Here one convolution looks for spots, and one pooling keeps a spot from counting twice.
    Depthwise convolutions, which start as plain sums, carry every spot to the end. Two small
    dense layers turn the sums into classes.

    Parameters
    ----------
    size : int, >= 16
        Side of the square input in pixels; input shape (size, size, 1).
    filters : int
        Kinds of spots (sizes, brightnesses) that are counted separately.
    hidden : int
        Units of the dense layer before the last.
    classes, seed : int
        As for `bragg_cnn`.

    Returns
    -------
    keras.Sequential
        579 parameters at 100 px with the defaults. Outputs probabilities (softmax).

    Raises
    ------
    ModelError
        If the image is too small.

    Notes
    -----
    Average pooling would not do: as int8 its output has the scale of its input, and a few spots
    averaged over a whole map come out below 1. Each depthwise convolution has its own scale.
    """
    if size < 16:
        raise ModelError(f"counting_cnn: an image of {size} px is too small; take at least 16 px.")
    draw = initializers(seed)
    layers = [
        keras.Input((size, size, 1), name="image"),
        convolution(filters, 5, "spots", draw),
        keras.layers.MaxPool2D(2, 2, padding="same", name="once"),
    ]
    side = -(-(size - 4) // 2)
    while side > 8:
        layers.append(_sum(6, f"sum{side}", strides=6, padding="same"))
        side = -(-side // 6)
    layers += [
        _sum(side, f"sum{side}"),
        keras.layers.Flatten(name="flatten"),
        dense_layer(hidden, "hidden", draw, activation="relu"),
        dense_layer(classes, "classes", draw, activation="softmax"),
    ]
    return keras.Sequential(layers, name="counting_cnn")


def start_as_spot_finder(
    model: keras.Sequential,
    images: np.ndarray,
    seed: int = 0,
    shares: tuple[float, float] = (4e-3, 1e-4),
    noise: float = 0.02,
) -> keras.Sequential:
    """Set the convolutions of a fresh network to find and gather spots, and return the network.

    From random weights the published network stays at chance for a long time: a spot is a few
    pixels in ten thousand, and random filters average it away. Training succeeds if the first
    filters already do what a spot finder does. Each passes a pixel on, minus a threshold, so
    that only the brightest pixels of `images` are left; each later convolution
    adds up its own channel over its window. A little noise keeps the filters apart. Everything
    is trained afterwards, and the layers and their number of parameters stay the same.

    Parameters
    ----------
    model : keras.Sequential
        Starts with a Conv2D layer on one channel; changed in place.
    images : (n, H, W) or (n, H, W, 1) array
        Training images, in the unit that the network will see.
    seed : int
        Seed of the noise.
    shares : (float, float)
        Share of the pixels above the threshold of the first and of the last filter; those
        between are spaced in equal ratios. By default 40 pixels and 1 of a 100 × 100 image.
    noise : float, >= 0
        Standard deviation of what is added to the weights of a layer, as a share of their size.

    Raises
    ------
    ModelError
        If the first layer is not a convolution on one channel, or the images are constant.
    """
    random = np.random.default_rng(seed)
    first, *later = [a for a in model.layers if type(a) is keras.layers.Conv2D] or [None]
    if first is None or first.kernel.shape[2] != 1:
        raise ModelError(
            f"start_as_spot_finder: the network {model.name} has no convolution on one channel "
            "to start with; use bragg_cnn or counting_cnn."
        )
    # Two hundred images are enough to find the brightest thousandth of the pixels.
    images = np.asarray(images)[:: max(1, len(images) // 200)]
    spread = float(images.std(dtype=np.float64))
    if not spread > 0:
        raise ModelError("start_as_spot_finder: the images are constant; give training images.")
    above = np.geomspace(*shares, first.filters)
    thresholds = np.quantile(images, 1 - above)
    first.set_weights([_own_channel(first, 1 / spread, random, noise), -thresholds / spread])
    for layer in later:
        around = np.full(layer.kernel_size, 1 / 10)
        layer.set_weights([_own_channel(layer, around, random, noise), np.zeros(layer.filters)])
    return model


def _own_channel(layer, weight, random, noise):
    """Return a kernel in which output k reads channel k (modulo their number), and noise."""
    kernel = random.normal(0, noise, layer.kernel.shape) * np.max(weight)
    rows, columns, channels, filters = kernel.shape
    for k in range(filters):
        if np.ndim(weight) == 0:
            kernel[rows // 2, columns // 2, k % channels, k] += weight
        else:
            kernel[:, :, k % channels, k] += weight
    return kernel


def _sum(side, name, **options):
    # 1/side rather than 1: the sums of a sparse map then stay near the size of its spots.
    start = keras.initializers.Constant(1 / side)
    return keras.layers.DepthwiseConv2D(side, depthwise_initializer=start, name=name, **options)
