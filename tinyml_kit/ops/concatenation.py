"""CONCATENATION, PACK: tensors joined along an existing axis, or with PACK along a new one.

| operator | inputs | options | parameters |
|---|---|---|---|
| CONCATENATION | x, y, … | axis (from 0), activation (None) | none |
| PACK | x, y, … of one shape | axis (from 0, of the output) | none |

The stored numbers are copied even if the scales differ; the interpreter does the same.
"""

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import settings
from tinyml_kit.ops.layer import Layer
from tinyml_kit.ops.moves import (
    joining_layer,
    move,
    names_of_inputs,
    require_moved,
    require_rank_up_to,
)
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import (
    BROADCAST_DIMENSIONS,
    require_rank,
    require_same_quantization,
    require_shape,
)

# TFLM joins no more; it packs any number, of which this is more than a stored shape asks for.
MOST_INPUTS, MOST_PACKED = 10, 1024
PACKED = ("int8", "int16", "float32", "int32", "int64")
JOINED = (*PACKED, "bool")


def concatenation_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options of CONCATENATION."""
    table = settings.required(table)
    return {
        "axis": settings.axis(table.Axis(), len(shape)),
        "activation": settings.activation(table),
    }


def pack_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options of PACK."""
    return {"axis": settings.axis(settings.required(table).Axis(), len(shape) + 1)}


def check_concatenation(options: Options, *tensors: Tensor | None) -> None:
    """Check types and shapes."""
    if options["activation"]:
        raise GraphError("an activation fused into it is not supported")
    *inputs, out = _all_there(JOINED, tensors)
    axis = options["axis"]
    for tensor in (*inputs, out):
        require_rank(tensor, len(inputs[0].shape))
    require_rank_up_to(BROADCAST_DIMENSIONS, out)
    for tensor in inputs:
        if np.delete(tensor.shape, axis).tolist() != np.delete(out.shape, axis).tolist():
            raise GraphError(f"tensor {tensor.index} of {tensor.shape} does not fit {out.shape}")
    expected = list(out.shape)
    expected[axis] = sum(tensor.shape[axis] for tensor in inputs)
    require_shape(out, expected)
    for tensor in inputs if out.dtype == np.int8 else ():
        require_same_quantization(tensor, out)


def check_pack(options: Options, *tensors: Tensor | None) -> None:
    """Check types and shapes."""
    *inputs, out = _all_there(PACKED, tensors)
    shape, axis = inputs[0].shape, options["axis"]
    for tensor in inputs:
        if tensor.shape != shape:
            raise GraphError(f"it joins shapes {shape} and {tensor.shape}, expected one shape")
    require_shape(out, (*shape[:axis], len(inputs), *shape[axis:]))


def _all_there(types, tensors):
    if None in tensors:
        raise GraphError("one of its inputs is left out")
    require_moved(types, *tensors)
    return tensors


def concatenation(params: Params, options: Options, shape: Shape, *inputs: Array) -> Array:
    """Join the inputs along an axis."""
    return np.concatenate(inputs, axis=options["axis"])


def pack(params: Params, options: Options, shape: Shape, *inputs: Array) -> Array:
    """Join the inputs along a new axis."""
    return np.stack(inputs, axis=options["axis"])


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer, which copies one input after the other."""
    axis = operator.options["axis"]
    out = graph.tensors[operator.outputs[0]].shape
    repeats, row = prod(out[:axis]), prod(out[axis:])
    moves, start = [], 0
    for name, index in zip(names_of_inputs(operator), operator.inputs, strict=True):
        run = graph.tensors[index].size // repeats
        moves.append(move((repeats, run), (run, 1), (row, 1), first_write=start, operand=name))
        start += run
    return joining_layer(graph, operator, moves)


SPECS = (
    OperatorSpec(
        "CONCATENATION",
        version=5,
        inputs=(1, MOST_INPUTS),
        check=check_concatenation,
        lower=lower,
        int8=concatenation,
        float32=concatenation,
        int16=concatenation,
        boolean=concatenation,
        table="ConcatenationOptions",
        options=concatenation_options,
    ),
    OperatorSpec(
        "PACK",
        version=4,
        inputs=(1, MOST_PACKED),
        check=check_pack,
        lower=lower,
        int8=pack,
        float32=pack,
        int16=pack,
        table="PackOptions",
        options=pack_options,
    ),
)
