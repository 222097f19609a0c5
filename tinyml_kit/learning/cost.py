"""What a network costs on a chip, and what its Keras checkpoint weighs: not the same thing."""

import tempfile
import warnings
from dataclasses import dataclass
from math import prod
from pathlib import Path

import numpy as np

from tinyml_kit.errors import BadInput
from tinyml_kit.learning.quiet import keras

# Layers that are no step of their own on a chip: they only rename memory or are fused.
_FREE = (
    keras.layers.InputLayer,
    keras.layers.Flatten,
    keras.layers.Reshape,
    keras.layers.ReLU,
    keras.layers.Activation,
    keras.layers.Dropout,
    keras.layers.BatchNormalization,
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
        work in place.

    Raises
    ------
    CostError
        If a layer is of a kind not known here or has several inputs.
    """
    macs, biases, activations = 0, 0, 0
    for layer in model.layers:
        if isinstance(layer, _FREE):
            continue
        macs += _macs(layer)
        biases += prod(layer.bias.shape) if getattr(layer, "use_bias", False) else 0
        sizes = prod(layer.input_shape[1:]), prod(layer.output_shape[1:])
        activations = max(activations, sum(sizes))
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


def _macs(layer):
    output = layer.output_shape
    if isinstance(layer, keras.layers.DepthwiseConv2D):
        return prod(output[1:]) * prod(layer.kernel_size)
    if isinstance(layer, keras.layers.Conv2D):
        return prod(output[1:]) * prod(layer.kernel_size) * layer.input_shape[-1]
    if isinstance(layer, keras.layers.Dense):
        return prod(output[1:]) * layer.input_shape[-1]
    if isinstance(layer, (keras.layers.MaxPool2D, keras.layers.AveragePooling2D)):
        return 0
    raise CostError(
        f"cost: the layer {layer.name} is a {type(layer).__name__}, whose cost is not known here; "
        "use convolutions, poolings, dense layers, ReLU and softmax in a chain."
    )
