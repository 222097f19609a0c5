"""GATHER, GATHER_ND, EMBEDDING_LOOKUP: slices of a tensor, chosen by their numbers.

| operator | inputs | options | parameters |
|---|---|---|---|
| GATHER | x, indices (int32; both may be constants) | axis, batches | none |
| GATHER_ND | x, indices, the same | none | none |
| EMBEDDING_LOOKUP | x, behind the indices in a file | axis (0), batches (0) | none |

With `batches`, which is the number of leading axes that x and the indices share, each batch has
indices of its own. The interpreter ends an inference with an error if an index that was computed
lies outside the axis. Here the nearest one inside is taken, and nothing else is read.

GATHER_ND has as many numbers for a slice as the last axis of its indices holds, one for each of the
first axes of x. Together they give a place in x, and it is this place that has to lie inside.
"""

from collections.abc import Callable
from dataclasses import replace
from math import prod
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import settings
from tinyml_kit.ops.arithmetic import int32
from tinyml_kit.ops.layer import Constant, Layer
from tinyml_kit.ops.moves import joining_layer, require_moved, steps_of
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import require_rank, require_shape

# The interpreter takes no more for a slice.
MOST_INDICES = 5


def read_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options."""
    table = settings.required(table)
    axis = settings.axis(table.Axis(), len(shape))
    batches = table.BatchDims()
    if not 0 <= batches <= axis:
        raise GraphError(f"it has {batches} axes of batches, expected 0 to {axis}")
    return {"axis": axis, "batches": batches}


def check(options: Options, x: Tensor, indices: Tensor, out: Tensor) -> None:
    """Check types and shapes, and the indices if they are known."""
    require_moved(("int8", "float32"), x, out)
    if indices.dtype != np.int32:
        raise GraphError(f"its indices are {indices.dtype}, expected int32")
    axis, batches = options["axis"], options["batches"]
    if x.shape[:batches] != indices.shape[:batches]:
        raise GraphError(f"the batches of {x.shape} and of its indices {indices.shape} differ")
    require_shape(out, (*x.shape[:axis], *indices.shape[batches:], *x.shape[axis + 1 :]))
    size = x.shape[axis]
    if indices.data is not None and not ((indices.data >= 0) & (indices.data < size)).all():
        raise GraphError(f"one of its indices is outside an axis of {size}, counted from 0")


def reference(params: Params, options: Options, shape: Shape, x: Array, indices: Array) -> Array:
    """Take slices; an index outside counts as the nearest inside."""
    axis, batches = options["axis"], options["batches"]
    size = prod(x.shape[:batches])
    rows = x.reshape(size, *x.shape[batches:])
    chosen = np.clip(indices, 0, x.shape[axis] - 1).reshape(size, *indices.shape[batches:])
    parts = [np.take(row, one, axis - batches) for row, one in zip(rows, chosen, strict=True)]
    return np.stack(parts).reshape(shape)


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer: for each of BATCHES, OUTER blocks, from each COUNT runs of RUN elements.

    Sizes: those, AXIS (the runs in a block), ELEMENTS (of the input). Operands: input, indices;
    either may be a constant.
    """
    x, indices = (graph.tensors[index] for index in operator.inputs)
    axis, batches = operator.options["axis"], operator.options["batches"]
    sizes = {
        "BATCHES": prod(x.shape[:batches]),
        "OUTER": prod(x.shape[batches:axis]),
        "AXIS": x.shape[axis],
        "COUNT": prod(indices.shape[batches:]),
        "RUN": prod(x.shape[axis + 1 :]),
        # Not in the kernel: a constant may have more elements than a target can count.
        "ELEMENTS": x.size,
    }
    return joining_layer(graph, operator, (), names=("input", "indices"), sizes=sizes)


def embedding_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options of EMBEDDING_LOOKUP, which gathers along the first axis."""
    return {"axis": 0, "batches": 0}


def check_embedding(options: Options, x: Tensor, indices: Tensor, out: Tensor) -> None:
    """Check types and shapes, and the indices if they are known."""
    if (x.dtype, out.dtype) == (np.int8, np.float32):
        raise GraphError(
            "it turns int8 into float32, which the kit does not; convert with full integers, or "
            "without quantisation."
        )
    require_rank(indices, 1)
    if len(x.shape) < 2:
        raise GraphError(f"its table has shape {x.shape}, expected at least 2 sizes")
    check(options, x, indices, out)


def check_places(options: Options, x: Tensor, indices: Tensor, out: Tensor) -> None:
    """Check the types and shapes of GATHER_ND, and the indices if they are known."""
    require_moved(("int8", "float32"), x, out)
    if indices.dtype != np.int32:
        raise GraphError(f"its indices are {indices.dtype}, expected int32")
    depth = indices.shape[-1] if indices.shape else 0
    if not 1 <= depth <= min(len(x.shape), MOST_INDICES):
        raise GraphError(f"it has {depth} indices for each slice of shape {x.shape}")
    require_shape(out, (*indices.shape[:-1], *x.shape[depth:]))
    if indices.data is not None and ((indices.data < 0) | (indices.data >= x.shape[:depth])).any():
        raise GraphError(f"one of its indices is outside shape {x.shape}, counted from 0")


def slices_at(params: Params, options: Options, shape: Shape, x: Array, indices: Array) -> Array:
    """Take slices; a place outside counts as the nearest inside."""
    depth = indices.shape[-1]
    run = prod(x.shape[depth:])
    places = int32(indices.astype(np.int64) @ np.array(steps_of(x.shape)[:depth]))
    first = np.clip(places.ravel(), 0, x.size - run)
    return x.ravel()[first[:, None] + np.arange(run)].reshape(shape)


def lower_places(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer: COUNT runs of RUN elements; DEPTH indices give the place of each.

    Sizes: those, LAST (the place of the last run), ELEMENTS (of the input). Constant steps: how far
    apart in the input neighbours along each of the first axes lie. Operands: input, indices.
    """
    x, indices = (graph.tensors[index] for index in operator.inputs)
    depth = indices.shape[-1]
    run = prod(x.shape[depth:])
    sizes = {
        "COUNT": indices.size // depth,
        "DEPTH": depth,
        "RUN": run,
        "LAST": x.size - run,
        "ELEMENTS": x.size,
    }
    layer = joining_layer(graph, operator, (), names=("input", "indices"), sizes=sizes)
    steps = np.array(steps_of(x.shape)[:depth], np.int32)
    note = "how far apart neighbours along each axis lie"
    return replace(layer, constants={**layer.constants, "steps": Constant(steps, note)})


def _by_numbers(name, version, check, lower, reference, **more):
    return OperatorSpec(
        name,
        version=version,
        inputs=(2, 2),
        check=check,
        lower=lower,
        int8=reference,
        float32=reference,
        **more,
    )


SPECS = (
    _by_numbers("GATHER", 7, check, lower, reference, table="GatherOptions", options=read_options),
    _by_numbers("GATHER_ND", 5, check_places, lower_places, slices_at),
    _by_numbers(
        "EMBEDDING_LOOKUP",
        4,
        check_embedding,
        lower,
        reference,
        options=embedding_options,
        order=(1, 0),
    ),
)
