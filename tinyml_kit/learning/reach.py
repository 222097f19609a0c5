"""Which pixels of an image have a way to the outputs of a network."""

import numpy as np
import tensorflow as tf

from tinyml_kit.learning.keras_backend import keras


def overlooked(model: keras.Model) -> int:
    """Return how many input numbers have no way to the outputs, whatever the weights.

    In a copy without activations, all weights are 1 and a mean replaces each maximum. There a
    number has a gradient unless a stride, a window or a border leaves it out.

    Parameters
    ----------
    model : keras.Model
        With one input, of layers that `cost.cost` counts.
    """
    copy = keras.models.clone_model(model, clone_function=_passing_on)
    copy.set_weights([np.ones_like(weight) for weight in copy.get_weights()])
    image = tf.ones((1, *model.input_shape[1:]))
    with tf.GradientTape() as tape:
        tape.watch(image)
        total = tf.reduce_sum(copy(image))
    return int(np.sum(tape.gradient(total, image) == 0))


def _passing_on(layer):
    if isinstance(layer, keras.Model):
        return keras.models.clone_model(layer, clone_function=_passing_on)
    if isinstance(layer, keras.layers.ReLU | keras.layers.Softmax):
        return keras.layers.Activation("linear")
    settings = layer.get_config()
    if "activation" in settings:
        settings["activation"] = "linear"
    kind = type(layer).__name__.replace("MaxPooling", "AveragePooling")
    return getattr(keras.layers, kind).from_config(settings)
