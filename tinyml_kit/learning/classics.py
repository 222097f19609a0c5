"""Small networks from the source documents, which the compression chapters work on.

As in `models`, layers have fixed names and seeded initial weights. Only layers with an int8 kernel
on microcontrollers are used, and ReLU is fused into the layer before it.
"""

from tinyml_kit.learning.keras_backend import keras
from tinyml_kit.learning.layers import convolution, dense_layer, initializers
from tinyml_kit.learning.models import ModelError


def digits_cnn(seed: int = 0) -> keras.Sequential:
    """Build the article's network for 8 × 8 digits: one convolution, one pooling, one dense layer.

    Returns
    -------
    keras.Sequential
        810 parameters (published); input (8, 8, 1), ten probabilities.

    Notes
    -----
    Kevin, "CNN", a Medium article of 2024. There the last layer gives logits; here softmax is
    part of it.
    """
    draw = initializers(seed)
    return keras.Sequential(
        [
            keras.Input((8, 8, 1), name="image"),
            convolution(8, 3, "conv", draw),
            keras.layers.MaxPool2D(2, name="pool"),
            keras.layers.Flatten(name="flatten"),
            dense_layer(10, "classes", draw, activation="softmax"),
        ],
        name="digits_cnn",
    )


def digits_large(seed: int = 0) -> keras.Sequential:
    """Build a large network for the 8 × 8 digits: a teacher, and something to make smaller.

    Returns
    -------
    keras.Sequential
        18,474 parameters in two convolutions of 32 filters, 64 hidden units and ten
        probabilities; input (8, 8, 1).
    """
    draw = initializers(seed)
    return keras.Sequential(
        [
            keras.Input((8, 8, 1), name="image"),
            convolution(32, 3, "conv1", draw),
            convolution(32, 3, "conv2", draw),
            keras.layers.MaxPool2D(2, name="pool"),
            keras.layers.Flatten(name="flatten"),
            dense_layer(64, "hidden", draw, activation="relu"),
            dense_layer(10, "classes", draw, activation="softmax"),
        ],
        name="digits_large",
    )


def fashion_cnn(seed: int = 0) -> keras.Sequential:
    """Build the book's network for Fashion-MNIST: 32 and 64 filters, 100 hidden units.

    Returns
    -------
    keras.Sequential
        179,926 parameters (published); input (28, 28, 1), ten probabilities.

    Notes
    -----
    Hands-on TinyML, BPB 2023, chapter 5.
    """
    draw = initializers(seed)
    return keras.Sequential(
        [
            keras.Input((28, 28, 1), name="image"),
            convolution(32, 3, "conv1", draw),
            keras.layers.MaxPool2D(2, name="pool1"),
            convolution(64, 3, "conv2", draw),
            keras.layers.MaxPool2D(2, name="pool2"),
            keras.layers.Flatten(name="flatten"),
            dense_layer(100, "hidden", draw, activation="relu"),
            dense_layer(10, "classes", draw, activation="softmax"),
        ],
        name="fashion_cnn",
    )


def dense(*hidden: int, inputs: int = 784, classes: int = 10, seed: int = 0) -> keras.Sequential:
    """Build a chain of dense layers: `dense(32)` is 784-32-10 with 25,450 parameters.

    Parameters
    ----------
    *hidden : int
        Units of each hidden layer (ReLU); with none it is a linear classifier.
    inputs, classes : int

    Raises
    ------
    ModelError
        If a layer would have no unit.
    """
    if min((*hidden, inputs, classes)) < 1:
        raise ModelError(
            f"dense: widths {hidden}, {inputs} inputs, {classes} classes; take at least 1 of each."
        )
    draw = initializers(seed)
    layers = [keras.Input((inputs,), name="pixels")]
    layers += [
        dense_layer(units, f"hidden{k}", draw, activation="relu")
        for k, units in enumerate(hidden, 1)
    ]
    layers.append(dense_layer(classes, "classes", draw, activation="softmax"))
    widths = "_".join(map(str, (inputs, *hidden, classes)))
    return keras.Sequential(layers, name=f"dense_{widths}")
