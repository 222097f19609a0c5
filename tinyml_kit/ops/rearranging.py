"""TRANSPOSE, REVERSE_V2, BROADCAST_TO, DEPTH_TO_SPACE, SPACE_TO_DEPTH: elements at other places.

| operator | inputs | options | parameters |
|---|---|---|---|
| TRANSPOSE | x | axes (of x, in the order of the output) | none |
| REVERSE_V2 | x | axes (that are read from their ends) | none |
| BROADCAST_TO | x | none | none |
| DEPTH_TO_SPACE | x | block | none |
| SPACE_TO_DEPTH | x | block | none |

Each is nested loops over the output, from its first element to its last, and a step through the
input for each of the loops.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import settings
from tinyml_kit.ops.layer import Layer
from tinyml_kit.ops.moves import move, moving_layer, require_moved, require_rank_up_to, steps_of
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import require_rank, require_shape

# The most dimensions that the interpreter transposes or repeats.
MOST_DIMENSIONS = 5
REVERSED = ("int8", "uint8", "int16", "int32", "int64", "bool", "float32")
REPEATED = (*REVERSED, "uint32", "uint64")


# --- TRANSPOSE --------------------------------------------------------------------------------


def transpose_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options of TRANSPOSE."""
    axes = constant(1).ravel().tolist()
    if sorted(axes) != list(range(len(shape))):
        raise GraphError(f"{axes} is no order of the {len(shape)} axes of its input")
    return {"axes": tuple(axes)}


def check_transpose(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types and shapes."""
    require_moved(("int8", "int16", "float32"), x, out)
    require_rank_up_to(MOST_DIMENSIONS, x)
    require_shape(out, [x.shape[axis] for axis in options["axes"]])


def transpose(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Return the input with its axes in another order."""
    return x.transpose(options["axes"])


def lower_transpose(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer."""
    x, axes = graph.tensors[operator.inputs[0]], operator.options["axes"]
    steps = steps_of(x.shape)
    taken = move([x.shape[axis] for axis in axes], [steps[axis] for axis in axes])
    return moving_layer(graph, operator, [taken])


# --- REVERSE_V2 -------------------------------------------------------------------------------


def reverse_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options of REVERSE_V2."""
    axes = sorted({settings.axis(axis, len(shape)) for axis in constant(1).ravel().tolist()})
    if axes != list(range(axes[0], axes[0] + len(axes))):
        raise GraphError(
            f"it turns the axes {axes}, and the interpreter only neighbours; use two of them"
        )
    return {"axes": tuple(axes)}


def check_reverse(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types and shapes."""
    require_moved(REVERSED, x, out)
    require_shape(out, x.shape)


def reverse(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Return the input with some axes turned round."""
    return np.flip(x, options["axes"])


def lower_reverse(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer."""
    shape, axes = graph.tensors[operator.inputs[0]].shape, operator.options["axes"]
    steps = steps_of(shape)
    reads = [-step if axis in axes else step for axis, step in enumerate(steps)]
    first = sum((shape[axis] - 1) * steps[axis] for axis in axes)
    return moving_layer(graph, operator, [move(shape, reads, first_read=first)])


# --- BROADCAST_TO -----------------------------------------------------------------------------


def broadcast_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return no options: the output's shape is stored; what asks for it has to be a constant."""
    constant(1)
    return {}


def check_broadcast(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types and shapes."""
    require_moved(REPEATED, x, out)
    require_rank_up_to(MOST_DIMENSIONS, out)
    ends = zip(reversed(x.shape), reversed(out.shape), strict=False)
    if len(x.shape) > len(out.shape) or any(n not in (1, wide) for n, wide in ends):
        raise GraphError(f"shape {x.shape} cannot be repeated to {out.shape}")


def check_shape(asked: Tensor, out: Tensor) -> None:
    """Check that the shape that is asked for is that of the output."""
    assert asked.data is not None
    require_shape(out, asked.data.ravel().tolist())


def broadcast(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Repeat the input."""
    return np.broadcast_to(x, shape)


def lower_broadcast(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer; a step of 0 repeats."""
    x, out = (graph.tensors[index].shape for index in (operator.inputs[0], operator.outputs[0]))
    steps = [0 if n == 1 else step for n, step in zip(x, steps_of(x), strict=True)]
    taken = move(out, [*[0] * (len(out) - len(x)), *steps])
    return moving_layer(graph, operator, [taken])


# --- DEPTH_TO_SPACE, SPACE_TO_DEPTH -----------------------------------------------------------


def block_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options of DEPTH_TO_SPACE and SPACE_TO_DEPTH."""
    return settings.positive(block=settings.required(table).BlockSize())


def check_depth_to_space(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types and shapes."""
    _check_block(options, out, x, "channels")
    require_shape(out, _wide(x.shape, options["block"]))


def check_space_to_depth(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types and shapes."""
    _check_block(options, x, out, "pixels")
    require_shape(out, _deep(x.shape, options["block"]))


def _check_block(options, wide, deep, what):
    """Check an image and the same image with fewer pixels and more channels."""
    require_moved(("int8", "float32"), wide, deep)
    require_rank(wide, 4)
    require_rank(deep, 4)
    block = options["block"]
    if (what == "channels" and deep.shape[3] % block**2) or (
        what == "pixels" and (wide.shape[1] % block or wide.shape[2] % block)
    ):
        given = deep if what == "channels" else wide
        raise GraphError(
            f"the {what} of shape {given.shape} do not fill blocks of {block} x {block}"
        )


def _wide(shape, block):
    return shape[0], shape[1] * block, shape[2] * block, shape[3] // block**2


def _deep(shape, block):
    return shape[0], shape[1] // block, shape[2] // block, shape[3] * block**2


def depth_to_space(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Spread channels over pixels."""
    batch, height, width, _ = x.shape
    block = options["block"]
    apart = x.reshape(batch, height, width, block, block, shape[3])
    return apart.transpose(0, 1, 3, 2, 4, 5).reshape(shape)


def space_to_depth(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Gather pixels in channels."""
    batch, height, width, _ = shape
    block = options["block"]
    apart = x.reshape(batch, height, block, width, block, x.shape[3])
    return apart.transpose(0, 1, 3, 2, 4, 5).reshape(shape)


def lower_depth_to_space(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer, which takes each row of pixels from a part of the channels."""
    batch, height, width, depth = graph.tensors[operator.inputs[0]].shape
    block = operator.options["block"]
    return _six_loops(graph, operator, (batch, height, width, block, block, depth // block**2))


def lower_space_to_depth(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer, which takes each part of the channels from a row of pixels."""
    batch, height, width, depth = graph.tensors[operator.inputs[0]].shape
    block = operator.options["block"]
    return _six_loops(
        graph, operator, (batch, height // block, block, width // block, block, depth)
    )


def _six_loops(graph, operator, sizes):
    """Return the Layer of an input with six axes; the third and the fourth change places."""
    order, steps = (0, 1, 3, 2, 4, 5), steps_of(sizes)
    taken = move([sizes[axis] for axis in order], [steps[axis] for axis in order])
    return moving_layer(graph, operator, [taken])


def _spec(name, version, inputs, check, lower, kernel, **more):
    return OperatorSpec(
        name,
        version=version,
        inputs=(inputs, inputs),
        check=check,
        lower=lower,
        int8=kernel,
        float32=kernel,
        int16=None if name.endswith(("SPACE", "DEPTH")) else kernel,
        data_inputs=1,
        moves=True,
        **more,
    )


SPECS = (
    _spec("TRANSPOSE", 6, 2, check_transpose, lower_transpose, transpose,
          options=transpose_options),
    _spec("REVERSE_V2", 3, 2, check_reverse, lower_reverse, reverse, boolean=reverse,
          options=reverse_options),
    _spec("BROADCAST_TO", 3, 2, check_broadcast, lower_broadcast, broadcast,
          boolean=broadcast, unsigned=broadcast, options=broadcast_options,
          check_settings=check_shape),
    _spec("DEPTH_TO_SPACE", 2, 1, check_depth_to_space, lower_depth_to_space, depth_to_space,
          table="DepthToSpaceOptions", options=block_options),
    _spec("SPACE_TO_DEPTH", 2, 1, check_space_to_depth, lower_space_to_depth, space_to_depth,
          table="SpaceToDepthOptions", options=block_options),
)  # fmt: skip
