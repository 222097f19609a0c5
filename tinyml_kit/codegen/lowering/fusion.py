"""Operators that become one layer: a convolution and the pooling that follows it."""

from dataclasses import replace

import numpy as np

from tinyml_kit.codegen.lowering.layers import layer
from tinyml_kit.graph.model import Operator


def groups(graph):
    """Return the operators of a graph as tuples, each of which becomes one layer.

    A CONV_2D and a MAX_POOL_2D are taken together if nobody else needs the image between
    them, and the windows of the pooling share no number, so that nothing is computed twice.
    """
    made = []
    for operator in graph.operators:
        if made and _fit(graph, made[-1][-1], operator):
            made[-1] = (*made[-1], operator)
        else:
            made.append((operator,))
    return made


def fused_layers(graph):
    """Return the layers of a graph, and the graph of these layers, to plan its memory by."""
    made, operators = [], []
    for place, group in enumerate(groups(graph)):
        first, last = group[0], group[-1]
        made.append(layer(graph, first) if first is last else _fused(graph, *group))
        operators.append(
            Operator(place, first.name, first.inputs, last.outputs, dict(first.options))
        )
    return made, replace(graph, operators=tuple(operators))


def _fit(graph, conv, pool):
    if (conv.name, pool.name) != ("CONV_2D", "MAX_POOL_2D"):
        return False
    between = conv.outputs[0]
    if graph.tensors[between].dtype != np.int8 or pool.inputs[0] != between:
        return False
    alone = len(graph.consumers(between)) == 1 and between not in graph.outputs
    numbers = layer(graph, pool).numbers
    starts_inside = numbers["PAD_TOP"] == numbers["PAD_LEFT"] == 0
    return alone and starts_inside and pool.options["filter"] == pool.options["stride"]


def _fused(graph, conv, pool):
    """Return the Layer of a convolution and its pooling."""
    one, other = layer(graph, conv), layer(graph, pool)
    numbers = {
        **one.numbers,
        "POOLED_HEIGHT": other.numbers["OUT_HEIGHT"],
        "POOLED_WIDTH": other.numbers["OUT_WIDTH"],
        "POOL_HEIGHT": other.numbers["FILTER_HEIGHT"],
        "POOL_WIDTH": other.numbers["FILTER_WIDTH"],
        "POOL_CUT": other.numbers["PADDED"],
    }
    # Clamping twice is clamping once, to what the second leaves of the first one's limits.
    for name in ("LOW", "HIGH"):
        numbers[name] = min(max(one.numbers[name], other.numbers["LOW"]), other.numbers["HIGH"])
    return replace(
        one,
        operators=(conv, pool),
        template="conv_2d_max_pool_2d.c",
        output=other.output,
        numbers=numbers,
    )
