"""What a network costs on a chip, and what its Keras checkpoint weighs: not the same thing."""

import tempfile
import warnings
from dataclasses import dataclass
from math import prod
from pathlib import Path

import numpy as np

from tinyml_kit.base.errors import BadInput
from tinyml_kit.learning.keras_backend import keras

_LAYERS = keras.layers

# Layers that are no step of their own on a chip: they only rename memory, are fused, work in
# place, or are gone after training.
_FREE = (
    _LAYERS.InputLayer,
    _LAYERS.Flatten,
    _LAYERS.Reshape,
    _LAYERS.Activation,
    _LAYERS.ReLU,
    _LAYERS.LeakyReLU,
    _LAYERS.Softmax,
    _LAYERS.BatchNormalization,
    _LAYERS.Dropout,
    _LAYERS.SpatialDropout1D,
    _LAYERS.SpatialDropout2D,
)


class CostError(BadInput):
    """A network whose cost is not known."""


@dataclass(frozen=True)
class Cost:
    """What one inference of a network needs.

    `parameters` counts all weights; `macs` multiply-accumulate operations; `weight_bytes` the
    weights as int8 with int32 biases; `activation_bytes` the largest sum of one layer's input
    and output as int8, below which no runtime gets without recomputing. The last two are
    estimated: a runtime adds its own.
    """

    parameters: int
    macs: int
    weight_bytes: int
    activation_bytes: int


def cost(model):
    """Return the Cost of a chain of layers.

    Parameters
    ----------
    model : keras.Sequential
        Or another model whose layers follow each other without a branch. Fused or separate
        ReLU, softmax and batch normalisation cost nothing: a converter fuses them or they
        work in place. Only the weights of a normalisation are counted as they are stored
        before that.

    Raises
    ------
    CostError
        If a layer is of a kind not known here or has several inputs.
    """
    macs, biases, activations = 0, 0, 0
    for layer in model.layers:
        # Exactly these kinds: a transposed convolution, too, is a Conv2D, and counts otherwise.
        if type(layer) in _FREE:
            continue
        if type(layer) not in _STEPS:
            raise CostError(
                f"cost: the layer {layer.name} is a {type(layer).__name__}, whose cost is not "
                "known here; use convolutions, poolings, dense layers, ReLU and softmax in a chain."
            )
        biases += prod(layer.bias.shape) if getattr(layer, "use_bias", False) else 0
        size = prod(layer.input_shape[1:])
        for multiplications, written in _STEPS[type(layer)](layer):
            macs += multiplications
            activations = max(activations, size + written)
            size = written
    parameters = model.count_params()
    return Cost(parameters, macs, parameters + 3 * biases, activations)


def checkpoint_bytes(model, optimizer=True):
    """Return the size in bytes of the .h5 file that Keras would save (measured).

    With the optimizer, Adam's two moments of every weight are stored beside it, as after
    `model.fit` and `model.save("x.h5")`. The file carries some tens of kilobytes of HDF5
    structure and layer names besides; it says nothing about flash. `model` is left alone.
    """
    copy = keras.models.clone_model(model)
    if optimizer:
        copy.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        # One step makes Keras create Adam's moments.
        copy.train_on_batch(np.zeros((1, *model.input_shape[1:]), np.float32), np.zeros(1))
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        # Keras advises against HDF5; measuring that very file is the point here.
        warnings.filterwarnings("ignore", message="You are saving your model as an HDF5")
        path = Path(folder) / "model.h5"
        copy.save(path, include_optimizer=optimizer)
        return path.stat().st_size


def _moving(layer):
    """Pooling and padding: numbers are compared, added or copied, not multiplied."""
    return [(0, prod(layer.output_shape[1:]))]


def _dense(layer):
    written = prod(layer.output_shape[1:])
    return [(written * layer.input_shape[-1], written)]


def _convolution(layer):
    written = prod(layer.output_shape[1:])
    seen = prod(layer.kernel_size) * layer.input_shape[-1] // layer.groups
    return [(written * seen, written)]


def _depthwise(layer):
    written = prod(layer.output_shape[1:])
    return [(written * prod(layer.kernel_size), written)]


def _separable(layer):
    """A depthwise convolution, then one of 1 × 1; the image between them is written, too."""
    *places, filters = layer.output_shape[1:]
    between = prod(places) * layer.input_shape[-1] * layer.depth_multiplier
    written = prod(places) * filters
    return [(between * prod(layer.kernel_size), between), (between * filters, written)]


#: What a chip does for a layer: (multiply-accumulates, numbers written) of each step. Windows at
#: the border of a padded image count in full.
_STEPS = {
    _LAYERS.Dense: _dense,
    _LAYERS.Conv1D: _convolution,
    _LAYERS.Conv2D: _convolution,
    _LAYERS.DepthwiseConv1D: _depthwise,
    _LAYERS.DepthwiseConv2D: _depthwise,
    _LAYERS.SeparableConv1D: _separable,
    _LAYERS.SeparableConv2D: _separable,
    **dict.fromkeys(
        (
            _LAYERS.MaxPool1D,
            _LAYERS.MaxPool2D,
            _LAYERS.AveragePooling1D,
            _LAYERS.AveragePooling2D,
            _LAYERS.GlobalMaxPool1D,
            _LAYERS.GlobalMaxPool2D,
            _LAYERS.GlobalAveragePooling1D,
            _LAYERS.GlobalAveragePooling2D,
            _LAYERS.ZeroPadding1D,
            _LAYERS.ZeroPadding2D,
        ),
        _moving,
    ),
}
