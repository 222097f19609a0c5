"""A network for words: a picture of features over time goes in, probabilities of words come out.

A depthwise separable CNN (DS-CNN): after the first convolution, each block looks around in every
channel by itself (depthwise), and then mixes the channels at each place (pointwise). The design is
from Zhang et al., "Hello Edge: keyword spotting on microcontrollers", arXiv:1711.07128, 2017.
"""

import numpy as np

from tinyml_kit.datasets.speech.synthetic import DIGITS
from tinyml_kit.learning.keras_backend import keras
from tinyml_kit.learning.layers import dense_layer, initializers
from tinyml_kit.learning.models import ModelError

#: The network that ships takes a second of features at 8 kHz, and what its outputs mean.
SPOKEN_DIGITS = "spoken_digits_int8.tflite"
SPOKEN = (*DIGITS, "other")
#: A feature of the audio front end is divided by this, so that int8 fills -2 to 2.
FEATURE_STEPS = 64
#: Strides of the blocks after the first convolution, which has 2, too.
STRIDES = (2, 1, 2, 1)


def ds_cnn(
    frames: int = 49, bands: int = 40, classes: int = 10, width: int = 40, seed: int = 0
) -> keras.Model:
    """Build a DS-CNN with four blocks.

    Parameters
    ----------
    frames, bands : int, >= 8
        Input shape (frames, bands, 1), as `as_input` gives it.
    classes : int
    width : int, even
        Channels of each block; the first convolution has half as many.
    seed : int
        Seed of the initial weights.

    Returns
    -------
    keras.Model
        9,050 parameters at the default width, most of them in pointwise convolutions. Outputs
        probabilities (softmax).

    Raises
    ------
    ModelError
        If the input is too small for three halvings, or the width is odd or not positive.
    """
    if min(frames, bands) < 8:
        raise ModelError(
            f"ds_cnn: {frames} frames of {bands} bands are used up by three halvings; take at "
            "least 8 of both."
        )
    if width < 2 or width % 2:
        raise ModelError(f"ds_cnn: the width is {width}; take an even number from 2 on.")
    draw = initializers(seed)
    sound = x = keras.Input((frames, bands, 1), name="features")
    x = _normalized(
        keras.layers.Conv2D(
            width // 2, 5, 2, "same", use_bias=False, kernel_initializer=draw(), name="conv"
        )(x),
        "conv",
    )
    for k, stride in enumerate(STRIDES, 1):
        around = keras.layers.DepthwiseConv2D(
            3, stride, "same", use_bias=False, depthwise_initializer=draw(), name=f"depthwise{k}"
        )
        mixed = keras.layers.Conv2D(
            width, 1, use_bias=False, kernel_initializer=draw(), name=f"pointwise{k}"
        )
        x = _normalized(around(x), f"depthwise{k}")
        x = _normalized(mixed(x), f"pointwise{k}")
    x = keras.layers.GlobalAveragePooling2D(name="average")(x)
    x = keras.layers.Dropout(0.2, seed=seed, name="dropout")(x)
    words = dense_layer(classes, "words", draw, activation="softmax")(x)
    return keras.Model(sound, words, name="ds_cnn")


def causal_cnn(
    bands: int = 40,
    classes: int = 2,
    width: int = 32,
    kernel: int = 5,
    blocks: int = 6,
    seed: int = 0,
) -> keras.Model:
    """Build a network that listens to a stream: it looks back, pads nothing, and can be `streamed`.

    Its first convolution sees all bands of five frames, every other frame. Each block looks back
    over `kernel` rows of every channel, and mixes the channels. (`graph.streamed` computes it frame
    by frame.)

    Parameters
    ----------
    bands, classes, width, kernel, blocks : int
    seed : int
        Seed of the initial weights.

    Returns
    -------
    keras.Model
        Input (frames, bands, 1), where frames = 5 + 2 · blocks · (kernel - 1), 53 by default: 1.1 s
        of frames 20 ms apart. Outputs probabilities (softmax).

    Raises
    ------
    ModelError
        If a size is not positive.
    """
    if min(bands, classes, width, kernel, blocks) < 1:
        raise ModelError(
            f"causal_cnn: {bands} bands, {classes} classes, width {width}, kernel {kernel}, "
            f"{blocks} blocks: all must be 1 or more."
        )
    draw = initializers(seed)
    sound = x = keras.Input((5 + 2 * blocks * (kernel - 1), bands, 1), name="features")
    conv = keras.layers.Conv2D(
        width, (5, bands), (2, 1), use_bias=False, kernel_initializer=draw(), name="conv"
    )
    x = _normalized(conv(x), "conv")
    for k in range(1, blocks + 1):
        back = keras.layers.DepthwiseConv2D(
            (kernel, 1), use_bias=False, depthwise_initializer=draw(), name=f"depthwise{k}"
        )
        mixed = keras.layers.Conv2D(
            width, 1, use_bias=False, kernel_initializer=draw(), name=f"pointwise{k}"
        )
        x = _normalized(mixed(back(x)), f"pointwise{k}")
    x = keras.layers.Flatten(name="flatten")(x)
    words = dense_layer(classes, "words", draw, activation="softmax")(x)
    return keras.Model(sound, words, name="causal_cnn")


def _normalized(x, name):
    # The statistics follow within some hundred steps: these networks are trained for few.
    x = keras.layers.BatchNormalization(momentum=0.95, name=f"{name}_norm")(x)
    return keras.layers.ReLU(name=f"{name}_relu")(x)


def as_input(features: np.ndarray) -> np.ndarray:
    """Return features of the front end as a network takes them, (n, frames, bands, 1) float32."""
    return features[..., np.newaxis].astype(np.float32) / FEATURE_STEPS


def calibration(features: np.ndarray, count: int = 200, seed: int = 0) -> np.ndarray:
    """Return examples for `compress.quantize.to_tflite`, so that its int8 input is the features.

    The converter spreads int8 from the smallest to the largest input that it sees. One number of
    one example is made -128, one 127: the scale becomes 1/64, the zero point 0, and a chip gives
    the features of its front end to the network as they are.

    Parameters
    ----------
    features : (n, frames, bands) int8, of training examples
    count : int
        How many are drawn, or all if there are fewer; convert with `samples` of this number.
    """
    random = np.random.default_rng(seed)
    chosen = features[random.choice(len(features), min(count, len(features)), replace=False)].copy()
    chosen[0].flat[0], chosen[0].flat[-1] = -128, 127
    return as_input(chosen)


def masked(
    features: np.ndarray,
    random: np.random.Generator,
    shift: int = 8,
    frames: int = 8,
    bands: int = 6,
) -> np.ndarray:
    """Return features moved in time, with a stretch of time and a band of frequencies blanked out.

    Park et al., "SpecAugment: a simple data augmentation method for automatic speech recognition",
    Interspeech 2019, without its warping.

    Parameters
    ----------
    features : (n, frames, bands) int8
    random : numpy Generator
    shift : int
        The most that an example is moved, either way; what leaves at one end comes in at the other.
    frames, bands : int
        The most that is blanked out, down to -128, which is silence.
    """
    out = features.copy()
    long, wide = features.shape[1:]
    for example in out:
        example[:] = np.roll(example, int(random.integers(-shift, shift + 1)), axis=0)
        for axis, size, most in ((0, long, frames), (1, wide, bands)):
            length = int(random.integers(0, most + 1))
            start = int(random.integers(0, size - length + 1))
            here = slice(start, start + length)
            example[(here,) if axis == 0 else (slice(None), here)] = -128
    return out
