"""A network as a list of layers, and the int8 graph that a converter would make of it.

Weights and their scales are drawn at random, so that no two arrays are equal: generated code stores
equal ones once. Only shapes and bytes are counted. Sizes are (height, width).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from math import prod
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, Operator, Quantization, Tensor
from tinyml_kit.ops.geometry import window_sizes

# Any scales that a converter could have found will do.
SCALE, WEIGHT_SCALE = 0.5, 0.01
NARROWEST, WIDEST = 0.5, 2
FUSED = ("RELU", "RELU6")


@dataclass(frozen=True)
class Convolution:
    """A convolution; with `each`, a depthwise one with this many filters for each channel."""

    filters: int
    size: tuple[int, int]
    stride: tuple[int, int] = (1, 1)
    dilation: tuple[int, int] = (1, 1)
    padding: str = "VALID"
    groups: int = 1
    each: int | None = None


@dataclass(frozen=True)
class Pooling:
    """The maximum or the mean of each window: MAX_POOL_2D or AVERAGE_POOL_2D."""

    name: str
    size: tuple[int, int]
    stride: tuple[int, int]
    padding: str = "VALID"


@dataclass(frozen=True)
class Dense:
    """A dense layer: each output is a weighted sum of all numbers along the last axis."""

    units: int
    bias: bool = True


@dataclass(frozen=True)
class Mean:
    """The mean of each channel."""


@dataclass(frozen=True)
class Padding:
    """Zeros around an image: ((above, below), (left, right))."""

    around: tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Reshape:
    """The same numbers in another shape, without the batch of 1; (-1,) flattens."""

    shape: tuple[int, ...]


@dataclass(frozen=True)
class Elementwise:
    """A function of each number: RELU, RELU6, LEAKY_RELU, SOFTMAX, LOGISTIC, TANH."""

    name: str


Layer = Convolution | Pooling | Dense | Mean | Padding | Reshape | Elementwise


def graph_of(shape: Sequence[int], layers: Sequence[Layer], name: str = "network") -> Graph:
    """Return the graph of a chain of layers.

    Parameters
    ----------
    shape : of the input, without the batch
    layers : in their order; a RELU or RELU6 after a convolution or a dense layer is fused into it
    name : what the graph is called

    Raises
    ------
    GraphError
        If no window of a layer fits into its input.
    """
    chain = _Chain((1, *shape))
    for layer in layers:
        chain.add(layer)
    return Graph(name, tuple(chain.tensors), tuple(chain.operators), (0,), (chain.last.index,))


@dataclass
class _Chain:
    """A graph that grows by one operator after another."""

    shape: tuple[int, ...]
    tensors: list[Tensor] = field(default_factory=list)
    operators: list[Operator] = field(default_factory=list)

    def __post_init__(self):
        self.last = self._tensor(self.shape)

    def add(self, layer: Layer) -> None:
        _ADD[type(layer)](self, layer)

    def convolution(self, layer: Convolution) -> None:
        height, width, channels = self.last.shape[1:]
        how: dict[str, Any] = {
            "stride": layer.stride,
            "dilation": layer.dilation,
            "padding": layer.padding,
        }
        places = window_sizes((height, width), layer.size, how)
        if layer.each is None:
            kind, axis, filters = "CONV_2D", 0, layer.filters
            shape = (filters, *layer.size, channels // layer.groups)
        else:
            kind, axis, filters = "DEPTHWISE_CONV_2D", 3, channels * layer.each
            shape = (1, *layer.size, filters)
            how["depth_multiplier"] = layer.each
        constants = self._weights(shape, filters, axis)
        self._operator(kind, (1, *places, filters), {**how, "activation": None}, constants)

    def dense(self, layer: Dense) -> None:
        *rest, inputs = self.last.shape
        constants = self._weights((layer.units, inputs), layer.units, None)[: 1 + layer.bias]
        options = {"activation": None, "keep_dims": len(rest) > 1}
        self._operator("FULLY_CONNECTED", (*rest, layer.units), options, constants)

    def pooling(self, layer: Pooling) -> None:
        how = {"stride": layer.stride, "padding": layer.padding}
        places = window_sizes(self.last.shape[1:3], layer.size, how)
        options = {**how, "filter": layer.size, "activation": None}
        self._operator(layer.name, (1, *places, self.last.shape[3]), options)

    def mean(self, layer: Mean) -> None:
        axes = tuple(range(1, len(self.last.shape) - 1))
        shape = (1, self.last.shape[-1])
        self._operator("MEAN", shape, {"axes": axes, "keep_dims": False})

    def pad(self, layer: Padding) -> None:
        paddings = ((0, 0), *layer.around, (0, 0))
        shape = tuple(n + sum(both) for n, both in zip(self.last.shape, paddings, strict=True))
        self._operator("PAD", shape, {"paddings": paddings})

    def reshape(self, layer: Reshape) -> None:
        shape = layer.shape if layer.shape != (-1,) else (prod(self.last.shape),)
        if (1, *shape) != self.last.shape:
            self._operator("RESHAPE", (1, *shape), {})

    def elementwise(self, layer: Elementwise) -> None:
        before = self.operators[-1] if self.operators else None
        if layer.name in FUSED and before and before.options.get("activation", "") is None:
            fused = {**before.options, "activation": layer.name}
            self.operators[-1] = replace(before, options=fused)
            return
        options = {"SOFTMAX": {"beta": 1.0}, "LEAKY_RELU": {"alpha": 0.3}}.get(layer.name, {})
        self._operator(layer.name, self.last.shape, options)

    def _operator(self, name, shape, options, constants=()):
        inputs = (self.last.index, *constants)
        # The interpreter fixes the steps of a probability: 256 from 0 to 1.
        how = {"scale": 1 / 256, "zero_point": -128} if name == "SOFTMAX" else {}
        self.last = self._tensor(shape, **how)
        self.operators.append(
            Operator(len(self.operators), name, inputs, (self.last.index,), options)
        )

    def _weights(self, shape, channels, axis):
        """Add weights, with a scale for each channel if there is an axis, and a bias."""
        rng = np.random.default_rng(len(self.tensors))
        factors = rng.uniform(NARROWEST, WIDEST, 1 if axis is None else channels)
        data = rng.integers(-127, 127, shape, np.int8, endpoint=True)
        weights = self._tensor(shape, WEIGHT_SCALE * factors, data, axis)
        data = rng.integers(-1000, 1000, channels, np.int32)
        axis = None if axis is None else 0
        bias = self._tensor(data.shape, SCALE * WEIGHT_SCALE * factors, data, axis)
        return weights.index, bias.index

    def _tensor(self, shape, scale=SCALE, data=None, axis=None, zero_point=0):
        scales = np.atleast_1d(np.asarray(scale, np.float32))
        quantization = Quantization(scales, np.full(scales.size, zero_point, np.int64), axis)
        dtype = np.dtype(np.int8) if data is None else data.dtype
        index = len(self.tensors)
        tensor = Tensor(index, f"tensor {index}", tuple(shape), dtype, quantization, data)
        self.tensors.append(tensor)
        return tensor


_ADD: dict[type, Callable[[_Chain, Any], None]] = {
    Convolution: _Chain.convolution,
    Pooling: _Chain.pooling,
    Dense: _Chain.dense,
    Mean: _Chain.mean,
    Padding: _Chain.pad,
    Reshape: _Chain.reshape,
    Elementwise: _Chain.elementwise,
}
