"""A Graph computed in NumPy, in code that can be read and stepped through.

int8 models give what the TFLM interpreter gives, to the bit, intermediate tensors included.
float32 models do too, except for TANH, ELU, LOG, LOG_SOFTMAX, SIN and COS: there the interpreter
calls the C library, whose result lies within two units in the last place of the reference's.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator
from tinyml_kit.ops.operators import computed, parameters


def run(
    graph: Graph, inputs: np.ndarray | Sequence[np.ndarray], intermediates: bool = False
) -> Any:
    """Compute the outputs of a graph, one sample after the other.

    Parameters
    ----------
    graph : Graph
    inputs : array, or sequence of arrays, one for each input of the graph
        n samples each: (n, *shape) without the leading batch where that is 1. For a graph with
        state (sequences, steps, *shape); each sequence starts from the initial state.
    intermediates : bool
        Whether to return what every operator wrote, too.

    Returns
    -------
    outputs : list of (n, *shape) arrays, one for each output of the graph
        A leading 1 of the shape is replaced by n, or by (sequences, steps).
    between : {tensor index: array}, only with `intermediates`
        The same for the output of every operator.

    Raises
    ------
    GraphError
        If there are more or fewer inputs than the graph has, or one has another shape or dtype.
    """
    arrays, times = _in_a_row(graph, inputs)
    samples = _samples(graph, arrays)
    params = [parameters(graph, operator) for operator in graph.operators]
    written = [index for operator in graph.operators for index in operator.outputs]
    wanted = list(dict.fromkeys([*graph.outputs, *(written if intermediates else ())]))
    found: dict[int, list[np.ndarray]] = {index: [] for index in wanted}
    state = None
    for place, sample in enumerate(samples):
        if times and place % times[1] == 0:
            state = None
        values = step_through(graph, sample, params, state)
        state = {index: values[index] for index in graph.states}
        for index in wanted:
            found[index].append(values[index])
    stacked = {
        index: _in_times(_stack(graph.tensors[index], rows), times) for index, rows in found.items()
    }
    outputs = [stacked[index] for index in graph.outputs]
    if not intermediates:
        return outputs
    return outputs, {index: stacked[index] for index in written}


def step_through(
    graph: Graph,
    sample: Sequence[np.ndarray],
    params: list[dict] | None = None,
    state: dict | None = None,
) -> dict[int, np.ndarray]:
    """Return all tensors after one inference, {index: array}.

    Parameters
    ----------
    sample : sequence of arrays, one for each input of the graph, of the tensor's own shape
    params : list of dict, optional
        The parameters of all operators; computed if they are not given.
    state : {index: array}, optional
        What the state tensors hold before the inference; by default their initial values.
    """
    params = params or [parameters(graph, operator) for operator in graph.operators]
    values = {tensor.index: tensor.data for tensor in graph.tensors if tensor.data is not None}
    values |= {index: graph.tensors[index].initial for index in graph.states} | (state or {})
    values.update(zip(graph.inputs, sample, strict=True))
    for operator, own in zip(graph.operators, params, strict=True):
        values.update(zip(operator.outputs, compute(graph, operator, own, values), strict=True))
    return values


def compute(graph: Graph, operator: Operator, params: dict, values: dict) -> list[np.ndarray]:
    """Return what one operator writes, an array an output, given the tensors, {index: array}."""
    return computed(operator, graph.tensors, params, values)


def _listed(inputs):
    return [inputs] if isinstance(inputs, np.ndarray) else [np.asarray(x) for x in inputs]


def _in_a_row(graph, inputs):
    """Return inputs one sample after the other, and (sequences, steps), or None without state."""
    inputs = _listed(inputs)
    if not graph.states:
        return inputs, None
    times = {x.shape[:2] for x in inputs}
    if len(times) != 1 or min(x.ndim for x in inputs) < 2:
        raise GraphError(
            f"{graph.name}: it has state and takes sequences; give each input as (sequences, "
            "steps, *shape), with the same numbers of both."
        )
    return [x.reshape(-1, *x.shape[2:]) for x in inputs], times.pop()


def _in_times(array, times):
    return array if times is None else array.reshape(*times, *array.shape[1:])


def _samples(graph, inputs):
    """Yield one list of arrays for each inference, each of its tensor's own shape."""
    if len(inputs) != len(graph.inputs):
        raise GraphError(
            f"{graph.name}: {len(inputs)} arrays were given for {len(graph.inputs)} inputs; "
            "give one array per input."
        )
    rows = [_rows(graph.tensors[i], x) for i, x in zip(graph.inputs, inputs, strict=True)]
    if len({len(x) for x in rows}) > 1:
        raise GraphError(
            f"{graph.name}: the inputs hold {', '.join(str(len(x)) for x in rows)} samples; "
            "give the same number for each."
        )
    return zip(*rows, strict=True)


def _rows(tensor, x):
    """Return an input as (n, *tensor.shape)."""
    shape = tensor.shape
    if x.dtype == tensor.dtype:
        if shape[:1] == (1,) and x.ndim == len(shape) and x.shape[1:] == shape[1:]:
            return x.reshape(len(x), *shape)
        if x.shape == shape:
            return x[np.newaxis]
        if x.shape[1:] == shape and x.ndim == len(shape) + 1:
            return x
    batch = ("n", *shape[1:]) if shape[:1] == (1,) else ("n", *shape)
    raise GraphError(
        f"input {tensor.index} ({tensor.title}) takes {tensor.dtype} of shape "
        f"({', '.join(map(str, batch))}), but {x.dtype} of shape {x.shape} was given."
    )


def _stack(tensor, rows):
    if tensor.shape[:1] == (1,):
        return np.concatenate(rows) if rows else np.empty((0, *tensor.shape[1:]), tensor.dtype)
    return np.stack(rows) if rows else np.empty((0, *tensor.shape), tensor.dtype)
