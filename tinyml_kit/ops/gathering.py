"""GATHER: slices of a tensor, chosen by their numbers along one axis.

| operator | inputs | options | parameters |
|---|---|---|---|
| GATHER | x, indices (int32; both may be constants) | axis, batches | none |

With `batches`, which is the number of leading axes that x and the indices share, each batch has
indices of its own. The interpreter ends an inference with an error if an index that was computed
lies outside the axis. Here the nearest one inside is taken, and nothing else is read.
"""

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import settings
from tinyml_kit.ops.layer import Layer
from tinyml_kit.ops.moves import joining_layer, require_moved
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import require_shape


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


SPECS = (
    OperatorSpec(
        "GATHER",
        version=7,
        inputs=(2, 2),
        check=check,
        lower=lower,
        int8=reference,
        float32=reference,
        table="GatherOptions",
        options=read_options,
    ),
)
