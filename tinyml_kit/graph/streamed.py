"""A network over time, frame by frame: each layer keeps the rows that it needs again.

A convolution along time computes a row of its output from a few rows of its input. When a network
listens to a stream, a new frame changes only the newest row of every layer; all others were
computed before. `streamed` makes a Graph that keeps the last rows of each layer as state, so that a
step costs one row a layer. `at_once` makes one that takes a whole sound. Both give the numbers of
the network on each of its windows, to the bit.

Networks that can be streamed do not pad along time (the second axis of four): CONV_2D,
DEPTHWISE_CONV_2D, AVERAGE_POOL_2D and MAX_POOL_2D with padding VALID, until one row is left. Only
the first of them may step over rows.
"""

from dataclasses import replace

import numpy as np

from tinyml_kit.graph import reference
from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops.operators import check

OVER_TIME = ("CONV_2D", "DEPTHWISE_CONV_2D", "AVERAGE_POOL_2D", "MAX_POOL_2D")


def at_once(graph: Graph, frames: int) -> Graph:
    """Return a network that takes more frames than a window, and answers for each window in them.

    Parameters
    ----------
    graph : Graph
        Its input is (1, frames of a window, width, channels), its output (1, n).
    frames : int
        How many the new one takes.

    Returns
    -------
    Graph : input (1, frames, width, channels), output (windows, n), one every `hop` frames

    Raises
    ------
    GraphError
        If the network cannot be streamed, or there are fewer frames than a window has.
    """
    over_time = _chain(graph)
    (x,) = graph.inputs
    if frames < graph.tensors[x].shape[1]:
        raise GraphError(
            f"{graph.name}: {frames} frames are fewer than the {graph.tensors[x].shape[1]} of a "
            "window; give more."
        )
    tensors = list(graph.tensors)
    rows = _set_rows(tensors, x, frames)
    for operator in graph.operators[: len(over_time)]:
        rows = (rows - _height(graph, operator)) // operator.options["stride"][0] + 1
        _set_rows(tensors, operator.outputs[0], rows)
    operators = list(graph.operators[: len(over_time)])
    for operator in graph.operators[len(over_time) :]:
        (y,) = operator.outputs
        shape = tensors[y].shape
        if len(shape) == 2:
            tensors[y] = replace(tensors[y], shape=(rows, shape[1]))
        else:
            _set_rows(tensors, y, rows)
        if operator.name == "RESHAPE":
            operator = replace(operator, options={"asked": None})
        operators.append(operator)
    return _checked(replace(graph, tensors=tuple(tensors), operators=tuple(operators)))


def hop(graph: Graph) -> int:
    """Return how many frames a step of `streamed` takes."""
    return _chain(graph)[0].options["stride"][0]


def streamed(graph: Graph, silence: int = -128) -> Graph:
    """Return a network with state that takes `hop` new frames and answers for the last window.

    Parameters
    ----------
    graph : Graph
        As for `at_once`.
    silence : int
        What all features were before a sequence begins.

    Returns
    -------
    Graph : takes sequences (n, steps, hop, width, channels)

    Raises
    ------
    GraphError
        If the network cannot be streamed.
    """
    over_time = _chain(graph)
    before = _silent(graph, silence)
    tensors = list(graph.tensors)
    operators: list[Operator] = []
    new = {graph.inputs[0]: over_time[0].options["stride"][0]}
    _set_rows(tensors, graph.inputs[0], new[graph.inputs[0]])

    def tensor(name, like, rows, **more):
        made = replace(like, index=len(tensors), name=name, **more)
        tensors.append(replace(made, shape=(1, rows, *like.shape[2:])))
        return made.index

    def operator(name, inputs, output, options):
        operators.append(Operator(len(operators), name, tuple(inputs), (output,), options))

    for layer in over_time:
        (x, *weights), (y,) = layer.inputs, layer.outputs
        fresh, height = new.get(x, 1), _height(graph, layer)
        like, kept = tensors[x], height - fresh
        if kept > 0:
            first = np.repeat(before[x][:, :1], kept, axis=1)
            state = tensor(f"{like.name}/kept", like, kept, initial=first)
            window = tensor(f"{like.name}/window", like, height)
            operator("CONCATENATION", (state, x), window, {"axis": 1, "activation": None})
            part = {
                "starts": (0, fresh, 0, 0), "strides": (1, 1, 1, 1),
                "counts": tensors[state].shape, "shrunk": (),
            }  # fmt: skip
            newest = tensor(f"{like.name}/newest", like, kept)
            operator("SLICE", (window,), newest, part)
            operator("ASSIGN_VARIABLE", (newest,), state, {})
            x = window
        _set_rows(tensors, y, 1)
        operator(layer.name, (x, *weights), y, layer.options)
    for layer in graph.operators[len(over_time) :]:
        operator(layer.name, layer.inputs, layer.outputs[0], layer.options)
    return _checked(replace(graph, tensors=tuple(tensors), operators=tuple(operators)))


def _chain(graph: Graph) -> list[Operator]:
    """Return the operators along time, which come first, or raise GraphError."""
    found: list[Operator] = []
    (x,) = graph.inputs if len(graph.inputs) == 1 else (None,)
    if x is None or len(graph.tensors[x].shape) != 4 or graph.states:
        raise GraphError(
            f"{graph.name}: a network that is streamed has one input of four axes and no state; "
            "give one that takes a window of frames."
        )
    for operator in graph.operators:
        data = [index for index in operator.inputs if index is not None]
        if data[0] != x or any(graph.tensors[index].data is None for index in data[1:]):
            raise GraphError(
                f"{graph.name}: {operator.name} does not follow the layer before it; networks with "
                "branches are not streamed."
            )
        (x,) = operator.outputs
        if operator.name in OVER_TIME and len(found) == operator.index:
            _require_valid(graph, operator, first=not found)
            found.append(operator)
    last = graph.tensors[found[-1].outputs[0]] if found else graph.tensors[graph.inputs[0]]
    if last.shape[1] != 1:
        raise GraphError(
            f"{graph.name}: {last.shape[1]} rows are left where time ends, expected 1; let the "
            "convolutions and a pooling use up all rows of a window."
        )
    return found


def _require_valid(graph, operator, first):
    options, rows = operator.options, graph.tensors[operator.inputs[0]].shape[1]
    stride, height = options["stride"][0], _height(graph, operator)
    dilated = options.get("dilation", (1, 1))[0] > 1
    exact = graph.tensors[operator.outputs[0]].shape[1] == (rows - height) // stride + 1
    if dilated or not exact or (stride > 1 and not first) or (stride > height):
        raise GraphError(
            f"{graph.name}: {operator.name} number {operator.index} pads, dilates or steps over "
            "rows; only the first layer may step, by no more than its own height."
        )


def _height(graph, operator):
    if operator.name.endswith("POOL_2D"):
        return operator.options["filter"][0]
    return graph.tensors[operator.inputs[1]].shape[1]


def _set_rows(tensors, index, rows):
    tensor = tensors[index]
    tensors[index] = replace(tensor, shape=(1, rows, *tensor.shape[2:]))
    return rows


def _silent(graph, silence) -> dict[int, np.ndarray]:
    """Return every tensor of a window of silence."""
    x: Tensor = graph.tensors[graph.inputs[0]]
    return reference.step_through(graph, [np.full(x.shape, silence, x.dtype)])


def _checked(graph: Graph) -> Graph:
    for operator in graph.operators:
        check(operator, graph.tensors)
    return graph
