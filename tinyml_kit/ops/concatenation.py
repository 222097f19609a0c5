"""CONCATENATION: tensors joined along one axis.

| operator | inputs | options | parameters |
|---|---|---|---|
| CONCATENATION | x, y, … | axis (from 0), activation (None) | none |

The stored numbers are copied even if the scales differ; the interpreter does the same.
"""

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import settings
from tinyml_kit.ops.layer import Constant, Layer, Operand, make_layer
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import (
    BROADCAST_DIMENSIONS,
    require_rank,
    require_same_type,
    require_shape,
)

# TFLM accepts no more.
MOST_INPUTS = 10


def read_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options."""
    table = settings.required(table)
    return {
        "axis": settings.axis(table.Axis(), len(shape)),
        "activation": settings.activation(table),
    }


def check(options: Options, *tensors: Tensor | None) -> None:
    """Check types and shapes."""
    if options["activation"]:
        raise GraphError("an activation fused into it is not supported")
    known = [tensor for tensor in tensors if tensor is not None]
    if len(known) < len(tensors):
        raise GraphError("one of its inputs is left out")
    *inputs, out = known
    axis = options["axis"]
    require_same_type(*known)
    for tensor in known:
        require_rank(tensor, len(inputs[0].shape))
    if len(out.shape) > BROADCAST_DIMENSIONS:
        raise GraphError(f"shape {out.shape} has more than four dimensions")
    for tensor in inputs:
        if np.delete(tensor.shape, axis).tolist() != np.delete(out.shape, axis).tolist():
            raise GraphError(f"tensor {tensor.index} of {tensor.shape} does not fit {out.shape}")
    expected = list(out.shape)
    expected[axis] = sum(tensor.shape[axis] for tensor in inputs)
    require_shape(out, expected)


def reference(params: Params, options: Options, shape: Shape, *inputs: Array) -> Array:
    """Join the inputs."""
    return np.concatenate(inputs, axis=options["axis"])


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer: it copies a run of each operand in turn, REPEATS times.

    Operands may be constants. An operand's steps are the length of its run, and 1.
    """
    axis = operator.options["axis"]
    operands, constants = [], {}
    for place, index in enumerate(operator.inputs):
        tensor, name = graph.tensors[index], f"input_{place}"
        run = prod(tensor.shape[axis:])
        if tensor.data is None:
            operands.append(Operand(name, index, None, (run, 1)))
        else:
            constants[name] = Constant(tensor.data, f"input {place}")
            operands.append(Operand(name, None, name, (run, 1)))
    return make_layer(
        graph,
        operator,
        {"REPEATS": prod(graph.tensors[operator.outputs[0]].shape[:axis])},
        element="any",
        inputs=[one.tensor for one in operands if one.tensor is not None],
        operands=tuple(operands),
        constants=constants,
    )


SPECS = (
    OperatorSpec(
        "CONCATENATION",
        version=5,
        inputs=(1, MOST_INPUTS),
        check=check,
        lower=lower,
        int8=reference,
        float32=reference,
        table="ConcatenationOptions",
        options=read_options,
    ),
)
