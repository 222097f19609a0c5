"""A network for signals: a window of samples goes in, probabilities of classes come out.

Convolutions along time, each of which halves it; then the mean over time. A window is an image
that is one pixel wide, with an axis of the sensor as a channel: so it lies in memory as the samples
come in, and every runtime has the operator.
"""

from tinyml_kit.learning.keras_backend import keras
from tinyml_kit.learning.layers import dense_layer, initializers
from tinyml_kit.learning.models import ModelError

#: How many samples each convolution looks at.
KERNELS = (7, 5, 5)


def signal_cnn(
    window: int = 128, axes: int = 6, classes: int = 5, width: int = 16, seed: int = 0
) -> keras.Model:
    """Build a network of three convolutions along time.

    Parameters
    ----------
    window : int, >= 8
    axes : int
        Input shape (window, 1, axes).
    classes : int
    width : int
        Channels of each convolution.
    seed : int
        Seed of the initial weights.

    Returns
    -------
    keras.Model, whose outputs are probabilities (softmax)

    Raises
    ------
    ModelError
        If the window is too short for three halvings, or there is no axis or channel.
    """
    if window < 8 or min(axes, width) < 1:
        raise ModelError(
            f"signal_cnn: a window of {window} samples of {axes} axes and a width of {width}; take "
            "at least 8 samples, one axis and one channel."
        )
    draw = initializers(seed)
    signal = x = keras.Input((window, 1, axes), name="signal")
    for k, size in enumerate(KERNELS, 1):
        x = keras.layers.Conv2D(
            width, (size, 1), (2, 1), "same", use_bias=False, kernel_initializer=draw(),
            name=f"conv{k}",
        )(x)  # fmt: skip
        x = keras.layers.BatchNormalization(momentum=0.95, name=f"conv{k}_norm")(x)
        x = keras.layers.ReLU(name=f"conv{k}_relu")(x)
    x = keras.layers.GlobalAveragePooling2D(name="average")(x)
    x = keras.layers.Dropout(0.2, seed=seed, name="dropout")(x)
    probabilities = dense_layer(classes, "classes", draw, activation="softmax")(x)
    return keras.Model(signal, probabilities, name="signal_cnn")
