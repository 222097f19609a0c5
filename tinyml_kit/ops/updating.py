"""DYNAMIC_UPDATE_SLICE: a tensor, a part of which is replaced by another.

| operator | inputs | options | parameters |
|---|---|---|---|
| DYNAMIC_UPDATE_SLICE | x, update, start (int32, one for each axis) | none | none |

Where a start would put the update partly outside, the nearest one that does not is taken. So it is
in the interpreter.
"""

from dataclasses import replace

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops.layer import Constant, Layer
from tinyml_kit.ops.loops import four_sizes
from tinyml_kit.ops.moves import joining_layer, require_moved, require_rank_up_to, steps_of
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import BROADCAST_DIMENSIONS, require_rank, require_shape

TYPES = ("int8", "int16", "float32", "int32")


def check(options: Options, x: Tensor, update: Tensor, start: Tensor, out: Tensor) -> None:
    """Check types and shapes."""
    require_moved(TYPES, x, update, out)
    require_rank_up_to(BROADCAST_DIMENSIONS, x)
    require_rank(update, len(x.shape))
    require_shape(out, x.shape)
    if any(part > whole for part, whole in zip(update.shape, x.shape, strict=True)):
        raise GraphError(f"a part of shape {update.shape} does not fit into {x.shape}")
    if start.dtype != np.int32 or start.shape != (len(x.shape),):
        raise GraphError(
            f"its start is {start.dtype} of shape {start.shape}; the kit takes int32, one for each "
            f"of {len(x.shape)} axes"
        )


def reference(
    params: Params, options: Options, shape: Shape, x: Array, update: Array, start: Array
) -> Array:
    """Replace a part."""
    room = np.subtract(x.shape, update.shape)
    first = np.clip(start, 0, room).tolist()
    places = zip(first, update.shape, strict=True)
    y = x.copy()
    y[tuple(slice(begin, begin + size) for begin, size in places)] = update
    return y


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer: SIZE elements, then SIZE_0 to SIZE_3 of the update.

    Sizes: those, STEP_0 to STEP_2 of the input (the last is 1), AXES. Constants of each axis: room,
    the last start; steps. Operands: input, update, start.
    """
    x, update, _ = (graph.tensors[index] for index in operator.inputs)
    sizes = {"SIZE": x.size, "AXES": len(x.shape)}
    sizes |= {f"SIZE_{axis}": size for axis, size in enumerate(four_sizes(update.shape))}
    steps = steps_of(four_sizes(x.shape))
    sizes |= {f"STEP_{axis}": steps[axis] for axis in range(3)}
    room = np.subtract(x.shape, update.shape).astype(np.int32)
    own = {
        "room": Constant(room, "the last start along each axis"),
        "steps": Constant(
            np.array(steps_of(x.shape), np.int32), "how far apart neighbours along each axis lie"
        ),
    }
    names = ("input", "update", "start")
    layer = joining_layer(graph, operator, (), names=names, sizes=sizes)
    return replace(layer, constants={**layer.constants, **own})


SPECS = (
    OperatorSpec(
        "DYNAMIC_UPDATE_SLICE",
        version=4,
        inputs=(3, 3),
        check=check,
        lower=lower,
        int8=reference,
        float32=reference,
        int16=reference,
    ),
)
