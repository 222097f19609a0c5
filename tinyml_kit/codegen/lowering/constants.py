"""Bytes of the constants of generated code: weights, tables, scalings, what states start with."""

from collections.abc import Sequence

import numpy as np

from tinyml_kit.graph.model import Graph, Tensor
from tinyml_kit.ops.layer import Layer


def constant_bytes(graph: Graph, layers: Sequence[Layer]) -> int:
    """Return the bytes of all constants."""
    return array_bytes(graph, layers) + scaling_bytes(layers)


def array_bytes(graph: Graph, layers: Sequence[Layer]) -> int:
    """Return the bytes of weights, biases, tables and what states start with.

    Compilers store equal arrays once, and so they are counted.
    """
    arrays = [one.values for layer in layers for one in layer.constants.values()]
    arrays += state_starts(graph)
    return sum({(one.dtype.name, one.tobytes()): one.nbytes for one in arrays}.values())


def scaling_bytes(layers: Sequence[Layer]) -> int:
    """Return the bytes of the multipliers and shifts of channels."""
    return sum(one.nbytes for layer in layers for one in layer.scalings.values())


def state_starts(graph: Graph) -> list[np.ndarray]:
    """Return what states start with, without those whose bytes are all the same."""
    states = [graph.tensors[index] for index in graph.states]
    return [one.initial for one in states if not start_is_uniform(one) and one.initial is not None]


def start_is_uniform(tensor: Tensor) -> bool:
    """Tell whether all bytes that a state starts with are the same, so that it needs no array."""
    every = np.ascontiguousarray(tensor.initial).reshape(-1).view(np.int8)
    return bool((every == every[0]).all())
