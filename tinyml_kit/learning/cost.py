"""What a network costs on a chip, and how large its Keras checkpoint is: not the same thing."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from pathlib import Path

import numpy as np

from tinyml_kit.base import temporary
from tinyml_kit.base.errors import BadInput
from tinyml_kit.boards import Board
from tinyml_kit.graph.model import Graph
from tinyml_kit.graph.plan import plan
from tinyml_kit.ladder import budget
from tinyml_kit.ladder.estimate import macs
from tinyml_kit.ladder.layers import (
    Convolution,
    Dense,
    Elementwise,
    Mean,
    Padding,
    Pooling,
    Reshape,
    graph_of,
)
from tinyml_kit.learning.demands import is_model, require_network
from tinyml_kit.learning.keras_backend import keras

_LAYERS = keras.layers


class CostError(BadInput):
    """A network whose cost is not known."""


@dataclass(frozen=True)
class Cost:
    """What one inference of a network needs, whatever the board and the runtime.

    `parameters` counts all weights; `macs` multiply-accumulate operations; `weight_bytes` the
    weights as int8 with int32 biases; `activation_bytes` the largest sum of one layer's input
    and output as int8 (estimated). A runtime that computes layer by layer needs at least that. The
    kit's C fuses poolings with their convolutions and needs less: see `card` for a board.
    """

    parameters: int
    macs: int
    weight_bytes: int
    activation_bytes: int


def cost(model: keras.Model) -> Cost:
    """Return the Cost of a chain of layers.

    Parameters
    ----------
    model : keras.Sequential
        Or another model whose layers follow each other without a branch, also if some of them are
        in a network inside. A layer that is applied twice works twice. Fused or separate
        ReLU, softmax and batch normalisation cost nothing: a converter fuses them or they
        work in place. The weights of a normalisation are counted all the same, because they
        are stored until it is fused.

    Raises
    ------
    CostError
        If the network is no tf_keras network with one input and one output, has branches, or has a
        layer of a kind not known here.
    """
    graph = as_graph(model)
    biased = {id(a): a for a in _chain(model) if getattr(a, "use_bias", False)}
    biases = sum(prod(layer.bias.shape) for layer in biased.values())
    in_place = plan(graph).in_place
    moved = [
        sum(graph.tensors[index].nbytes for index in (operator.inputs[0], *operator.outputs))
        for operator in graph.operators
        if operator.outputs[0] not in in_place
    ]
    parameters = model.count_params()
    macs_in_all = sum(macs(graph).values())
    return Cost(parameters, macs_in_all, parameters + 3 * biases, max(moved, default=0))


def card(model: keras.Model, board: Board | str) -> budget.Card:
    """Return the budget card of a chain of layers on a board: what `size` prints for its int8 file.

    Raises
    ------
    CostError
        As `cost` does.
    BoardError
        If there is no board of that name.
    """
    return budget.card(as_graph(model), board)


def as_graph(model: keras.Model) -> Graph:
    """Return the int8 graph that a converter would make of a chain of layers, without weights.

    Raises
    ------
    CostError
        As `cost` does.
    """
    require_network(model, "cost", CostError)
    layers = []
    for layer in _chain(model):
        # Exactly these kinds: a transposed convolution is a Conv2D too, but costs differently.
        if type(layer) not in _AS_LAYERS:
            raise CostError(
                f"cost: the layer {layer.name} is a {type(layer).__name__}, whose cost is not "
                "known here; use convolutions, poolings, dense layers, ReLU and softmax in a chain."
            )
        layers += _AS_LAYERS[type(layer)](layer)
        layers += _activation(layer)
    return graph_of(model.input_shape[1:], layers, model.name)


def checkpoint_bytes(model: keras.Model, optimizer: bool = True) -> int:
    """Return the size in bytes of the .h5 file that Keras would save (measured).

    With the optimizer, Adam's two moments of every weight are stored beside it, as after
    `model.fit` and `model.save("x.h5")`. The file also holds some tens of kilobytes of HDF5
    structure and layer names; its size says nothing about flash. `model` is not changed.
    """
    copy = keras.models.clone_model(model)
    if optimizer:
        copy.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        # One step makes Keras create Adam's moments.
        copy.train_on_batch(np.zeros((1, *model.input_shape[1:]), np.float32), np.zeros(1))
    with temporary.folder() as folder, warnings.catch_warnings():
        # Keras advises against HDF5; measuring that very file is the point here.
        warnings.filterwarnings("ignore", message="You are saving your model as an HDF5")
        path = Path(folder) / "model.h5"
        copy.save(path, include_optimizer=optimizer)
        return path.stat().st_size


def _chain(model):
    """Return the layers of a chain and of the chains in it, as often as they are applied."""
    layers = []
    for depth in sorted(model._nodes_by_depth, reverse=True):
        nodes = model._nodes_by_depth[depth]
        layer = nodes[0].layer
        if len(nodes) > 1 or len(nodes[0].keras_inputs) > 1:
            raise CostError(
                f"cost: the network {model.name} has branches, which meet or part at {layer.name}; "
                "give one whose layers follow each other in a chain."
            )
        layers += _chain(layer) if is_model(layer) else [layer]
    return layers


def _activation(layer):
    """Return the function that a layer applies to its own outputs, if there is one."""
    name = getattr(getattr(layer, "activation", None), "__name__", "linear")
    if name == "linear":
        return []
    if name not in _FUNCTIONS:
        raise CostError(
            f"cost: the layer {layer.name} applies {name}, whose cost is not known here; use "
            f"{', '.join(_FUNCTIONS)}."
        )
    return [Elementwise(_FUNCTIONS[name])]


def _nothing(layer):
    """Return nothing: the layer is gone after training, or folded into the layer before it."""
    return []


def _function(name):
    return lambda layer: [Elementwise(name)]


def _window(layer):
    """Return stride, dilation and padding of a convolution."""
    padding = "VALID" if layer.padding == "valid" else "SAME"
    return {
        "stride": _two(layer.strides),
        "dilation": _two(layer.dilation_rate),
        "padding": padding,
    }


def _convolution(layer):
    size = _two(layer.kernel_size)
    return [Convolution(layer.filters, size, groups=layer.groups, **_window(layer))]


def _depthwise(layer):
    size = _two(layer.kernel_size)
    return [Convolution(0, size, each=layer.depth_multiplier, **_window(layer))]


def _separable(layer):
    """Return a depthwise convolution, then one of 1 × 1; the image between them is stored too."""
    return [*_depthwise(layer), Convolution(layer.filters, (1, 1))]


def _pooling(name):
    return lambda layer: [
        Pooling(name, _two(layer.pool_size), _two(layer.strides), layer.padding.upper())
    ]


def _mean(layer):
    return [Mean()]


def _largest(layer):
    """Return the maximum of each channel: one pooling window over the whole image."""
    sizes = _two(layer.input_shape[1:-1])
    return [Pooling("MAX_POOL_2D", sizes, sizes), Reshape((-1,))]


def _padding(layer):
    both = layer.padding
    return [Padding(((0, 0), both) if isinstance(both[0], int) else both)]


def _two(sizes):
    """Return (height, width); a one-dimensional layer works on images of height 1."""
    sizes = (sizes,) if isinstance(sizes, int) else tuple(sizes)
    return (1, *sizes) if len(sizes) == 1 else sizes


def _line(make):
    """Return the maker of a one-dimensional layer: a layer on images of height 1."""
    return lambda layer: [
        Reshape((1, *layer.input_shape[1:])),
        *make(layer),
        Reshape(layer.output_shape[1:]),
    ]


_FUNCTIONS = {
    "relu": "RELU",
    "relu6": "RELU6",
    "leaky_relu": "LEAKY_RELU",
    "softmax": "SOFTMAX",
    "sigmoid": "LOGISTIC",
    "tanh": "TANH",
}
_MAX, _AVERAGE = _pooling("MAX_POOL_2D"), _pooling("AVERAGE_POOL_2D")
#: What a converter makes of a layer, apart from the activation function that it may apply.
_AS_LAYERS: dict[type, Callable[[keras.layers.Layer], list]] = {
    **dict.fromkeys(
        (
            _LAYERS.InputLayer,
            _LAYERS.Activation,
            _LAYERS.BatchNormalization,
            _LAYERS.Dropout,
            _LAYERS.SpatialDropout1D,
            _LAYERS.SpatialDropout2D,
        ),
        _nothing,
    ),
    _LAYERS.Flatten: lambda layer: [Reshape((-1,))],
    _LAYERS.Reshape: lambda layer: [Reshape(layer.output_shape[1:])],
    _LAYERS.ReLU: _function("RELU"),
    _LAYERS.LeakyReLU: _function("LEAKY_RELU"),
    _LAYERS.Softmax: _function("SOFTMAX"),
    _LAYERS.Dense: lambda layer: [Dense(layer.units, layer.use_bias)],
    _LAYERS.Conv1D: _line(_convolution),
    _LAYERS.Conv2D: _convolution,
    _LAYERS.DepthwiseConv1D: _line(_depthwise),
    _LAYERS.DepthwiseConv2D: _depthwise,
    _LAYERS.SeparableConv1D: _line(_separable),
    _LAYERS.SeparableConv2D: _separable,
    _LAYERS.MaxPool1D: _line(_MAX),
    _LAYERS.MaxPool2D: _MAX,
    _LAYERS.AveragePooling1D: _line(_AVERAGE),
    _LAYERS.AveragePooling2D: _AVERAGE,
    _LAYERS.GlobalMaxPool1D: _line(_largest),
    _LAYERS.GlobalMaxPool2D: _largest,
    _LAYERS.GlobalAveragePooling1D: _mean,
    _LAYERS.GlobalAveragePooling2D: _mean,
    _LAYERS.ZeroPadding1D: _line(_padding),
    _LAYERS.ZeroPadding2D: _padding,
}
