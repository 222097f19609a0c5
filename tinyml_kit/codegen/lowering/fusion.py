"""Operators that become one layer: a convolution and the pooling after it."""

from dataclasses import replace

import numpy as np

from tinyml_kit.graph.model import Graph, Operator
from tinyml_kit.ops.layer import ExportError, Layer
from tinyml_kit.ops.operators import OPERATORS, parameters


def groups(graph: Graph) -> list[tuple[Operator, ...]]:
    """Return the operators of a graph as tuples, each of which becomes one layer.

    A CONV_2D and a MAX_POOL_2D are fused if nothing else needs the image between them, and if the
    windows of the pooling do not overlap, so that nothing is computed twice. The largest sum has to
    give the largest output, which it does if no bit is shifted out of it.
    """
    found: list[tuple[Operator, ...]] = []
    for operator in graph.operators:
        if found and _fit(graph, found[-1][-1], operator):
            found[-1] = (*found[-1], operator)
        else:
            found.append((operator,))
    return found


def layer(graph: Graph, operator: Operator) -> Layer:
    """Return the Layer of one operator.

    Raises
    ------
    ExportError
        If it cannot be computed in generated code, as a sum that may need more than 32 bits; the
        message names the operator.
    """
    try:
        lowered = OPERATORS[operator.name].lower(graph, operator, parameters(graph, operator))
        for index in lowered.inputs:
            if graph.tensors[index].data is not None:
                raise ExportError(f"its input, tensor {index}, is a constant; convert it again.")
        return lowered
    except ExportError as error:
        raise ExportError(f"operator {operator.index} {operator.name}: {error}") from None


def fused_layers(graph: Graph) -> tuple[list[Layer], Graph]:
    """Return the layers of a graph, and a graph of these layers, for planning the memory.

    A pooling that is computed together with its convolution leaves no image between the two.
    """
    grouped = groups(graph)
    layers = [_fused(graph, *group) if group[1:] else layer(graph, group[0]) for group in grouped]
    return layers, _joined(graph, grouped)


def _joined(graph, grouped):
    """Return a graph with one operator for each group: the first one's, up to the last output."""
    operators = tuple(
        Operator(place, group[0].name, group[0].inputs, group[-1].outputs, dict(group[0].options))
        for place, group in enumerate(grouped)
    )
    return replace(graph, operators=operators)


def _fit(graph, conv, pool):
    if (conv.name, pool.name) != ("CONV_2D", "MAX_POOL_2D"):
        return False
    between = conv.outputs[0]
    image = graph.tensors[between]
    if image.dtype != np.int8 or image.is_state or pool.inputs[0] != between:
        return False
    alone = len(graph.consumers(between)) == 1 and between not in graph.outputs
    sizes = layer(graph, pool).sizes
    starts_inside = sizes["PAD_TOP"] == sizes["PAD_LEFT"] == 0
    if not (alone and starts_inside and pool.options["filter"] == pool.options["stride"]):
        return False
    return _keeps_order(layer(graph, conv))


def _keeps_order(conv):
    """Tell whether a larger sum of a convolution never gives a smaller output."""
    weights, bias = (conv.constants[name].values for name in ("weights", "bias"))
    sums = np.abs(bias.astype(np.int64))
    sums += 128 * np.abs(weights.reshape(len(weights), -1).astype(np.int64)).sum(1)
    left = np.maximum(0, -conv.scalings["output"].shifts.astype(np.int64))
    return bool((np.minimum(sums, 2**31 - 1) << left < 2**31).all())


def _fused(graph, conv, pool):
    """Return the Layer of a convolution and its pooling."""
    one, other = layer(graph, conv), layer(graph, pool)
    sizes = {
        **one.sizes,
        "POOLED_HEIGHT": other.sizes["OUT_HEIGHT"],
        "POOLED_WIDTH": other.sizes["OUT_WIDTH"],
        "POOL_HEIGHT": other.sizes["FILTER_HEIGHT"],
        "POOL_WIDTH": other.sizes["FILTER_WIDTH"],
        "POOL_CUT": other.sizes["PADDED"],
    }
    # Clamping twice is the same as clamping once, to the first limits clamped by the second.
    for name in ("LOW", "HIGH"):
        sizes[name] = min(max(one.sizes[name], other.sizes["LOW"]), other.sizes["HIGH"])
    return replace(
        one,
        operators=(conv, pool),
        kernel="conv_2d_max_pool_2d",
        outputs=other.outputs,
        sizes=sizes,
    )
