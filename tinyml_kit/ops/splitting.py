"""SPLIT, SPLIT_V, UNPACK: a tensor cut into several along one axis.

| operator | inputs | options | parameters |
|---|---|---|---|
| SPLIT | x, behind the axis in a file | axis, sizes (along it), kept (True) | none |
| SPLIT_V | x | axis, sizes, kept (True) | none |
| UNPACK | x | axis, sizes (all 1), kept (False: the axis is left out) | none |
"""

from collections.abc import Callable
from itertools import accumulate
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import settings
from tinyml_kit.ops.layer import Layer
from tinyml_kit.ops.moves import move, moving_layer, require_moved, steps_of
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import require_one_scale, require_shape

TYPES = ("int8", "int16", "float32", "int32")
# As many as a stored shape could ask for; a hostile file could name far more.
MOST_OUTPUTS = 1024


def split_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options of SPLIT."""
    axis, count = _axis(constant(1), shape), settings.required(table).NumSplits()
    if not 1 <= count <= shape[axis] or shape[axis] % count:
        raise GraphError(f"an axis of {shape[axis]} cannot be cut into {count} equal parts")
    return {"axis": axis, "sizes": (shape[axis] // count,) * count, "kept": True}


def split_v_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options of SPLIT_V; one size may be -1, for what the others leave."""
    axis, sizes = _axis(constant(2), shape), constant(1).ravel().tolist()
    if sizes.count(-1) == 1:
        sizes[sizes.index(-1)] = shape[axis] - sum(sizes) - 1
    if not sizes or min(sizes) < 1 or sum(sizes) != shape[axis]:
        raise GraphError(f"an axis of {shape[axis]} cannot be cut into parts of {sizes}")
    return {"axis": axis, "sizes": tuple(sizes), "kept": True}


def unpack_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options of UNPACK."""
    table = settings.required(table)
    axis = settings.axis(table.Axis(), len(shape))
    if table.Num() != shape[axis]:
        raise GraphError(f"an axis of {shape[axis]} cannot be cut into {table.Num()} elements")
    return {"axis": axis, "sizes": (1,) * shape[axis], "kept": False}


def _axis(stored, shape):
    if stored.size != 1:
        raise GraphError(f"it names {stored.size} axes, expected one")
    return settings.axis(int(stored.ravel()[0]), len(shape))


def check(options: Options, x: Tensor, *outputs: Tensor) -> None:
    """Check types, shapes and quantisation."""
    require_moved(TYPES, x, *outputs)
    require_one_scale(x, *outputs)
    axis, sizes = options["axis"], options["sizes"]
    if len(outputs) != len(sizes):
        raise GraphError(f"it has {len(outputs)} outputs, expected {len(sizes)}")
    for out, size in zip(outputs, sizes, strict=True):
        middle = (size,) if options["kept"] else ()
        require_shape(out, (*x.shape[:axis], *middle, *x.shape[axis + 1 :]))


def reference(params: Params, options: Options, shape: Shape, x: Array) -> list[Array]:
    """Return the parts."""
    axis, ends = options["axis"], list(accumulate(options["sizes"]))
    parts = np.split(x, ends[:-1], axis)
    return parts if options["kept"] else [part.squeeze(axis) for part in parts]


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer, which copies one part after the other."""
    shape, axis = graph.tensors[operator.inputs[0]].shape, operator.options["axis"]
    moves, start, steps = [], 0, steps_of(shape)
    for output, size in enumerate(operator.options["sizes"]):
        counts = (*shape[:axis], size, *shape[axis + 1 :])
        moves.append(move(counts, steps, first_read=start * steps[axis], output=output))
        start += size
    return moving_layer(graph, operator, moves)


def _spec(name, version, inputs, options, table, order=()):
    return OperatorSpec(
        name,
        version=version,
        inputs=(inputs, inputs),
        outputs=(1, MOST_OUTPUTS),
        check=check,
        lower=lower,
        int8=reference,
        float32=reference,
        int16=reference,
        table=table,
        options=options,
        order=order,
        data_inputs=1,
        moves=True,
    )


SPECS = (
    _spec("SPLIT", 4, 2, split_options, "SplitOptions", order=(1, 0)),
    _spec("SPLIT_V", 2, 3, split_v_options, "SplitVOptions"),
    _spec("UNPACK", 4, 1, unpack_options, "UnpackOptions"),
)
