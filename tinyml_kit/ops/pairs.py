"""Several tensors, element by element; along an axis of size 1 an operand is repeated."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops.layer import Constant, Operand
from tinyml_kit.ops.loops import broadcast_steps, four_sizes
from tinyml_kit.ops.tensor_checks import BROADCAST_DIMENSIONS, require_shape


def require_broadcast(*tensors: Tensor) -> None:
    """Check that the shapes of the operands fit each other and the last tensor, the output."""
    *operands, out = tensors
    shapes = [tensor.shape for tensor in operands]
    listed = " and ".join(map(str, shapes))
    try:
        expected = np.broadcast_shapes(*shapes)
    except ValueError:
        raise GraphError(f"shapes {listed} do not fit each other") from None
    if len({*shapes}) > 1 and len(expected) > BROADCAST_DIMENSIONS:
        raise GraphError(f"shapes {listed} have more than four dimensions")
    require_shape(out, expected)


def lower_operands(
    graph: Graph, operator: Operator, names: tuple[str, ...] = ("left", "right")
) -> tuple[dict[str, int], dict[str, Any]]:
    """Return sizes and further fields of a Layer whose operands have these names.

    Sizes: SIZE of the output, BROADCAST, and with it SIZE_0 to SIZE_3 of the output, along which
    the operands have steps. Operands may be constants.
    """
    out = graph.tensors[operator.outputs[0]]
    tensors = [graph.tensors[index] for index in operator.inputs]
    repeats = len({tensor.shape for tensor in tensors}) > 1
    sizes = {"SIZE": out.size, "BROADCAST": int(repeats)}
    if repeats:
        sizes |= {f"SIZE_{axis}": size for axis, size in enumerate(four_sizes(out.shape))}
    steps = [broadcast_steps(tensor.shape) if repeats else (1,) for tensor in tensors]
    return sizes, as_operands(tensors, names, steps)


def as_operands(
    tensors: Sequence[Tensor], names: Sequence[str], steps: Sequence[tuple[int, ...]]
) -> dict[str, Any]:
    """Return the fields of a Layer that hold its operands, some of which may be constants."""
    operands, constants = [], {}
    for name, tensor, own in zip(names, tensors, steps, strict=True):
        if tensor.data is None:
            operands.append(Operand(name, tensor.index, None, own))
        else:
            constant = f"{name}_constant"
            constants[constant] = Constant(tensor.data, f"the {name} operand")
            operands.append(Operand(name, None, constant, own))
    inputs = [one.tensor for one in operands if one.tensor is not None]
    return {"inputs": inputs, "operands": tuple(operands), "constants": constants}
