"""MIRROR_PAD: a tensor surrounded by its own reflections along the edges.

| operator | inputs | options | parameters |
|---|---|---|---|
| MIRROR_PAD | x | paddings ((before, after), …), edge (0 or 1: the edge is shown twice) | none |
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import settings
from tinyml_kit.ops.layer import Layer, make_layer
from tinyml_kit.ops.loops import four_sizes
from tinyml_kit.ops.moves import require_moved, require_rank_up_to, steps_of
from tinyml_kit.ops.padding import pad_options
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import BROADCAST_DIMENSIONS, require_shape

# The schema's modes: REFLECT, SYMMETRIC.
MODES = ("reflect", "symmetric")


def read_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options."""
    edge = settings.required(table).Mode()
    if edge not in (0, 1):
        raise GraphError(f"its mode is number {edge}, neither reflect nor symmetric")
    options = pad_options(table, constant, shape)
    for size, pair in zip(shape, options["paddings"], strict=True):
        if max(pair) > size - 1 + edge:
            raise GraphError(f"{max(pair)} more elements than an axis of {size} has to mirror")
    return {**options, "edge": edge}


def check(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types and shapes."""
    require_moved(("int8", "float32"), x, out)
    require_rank_up_to(BROADCAST_DIMENSIONS, x)
    pairs = zip(x.shape, options["paddings"], strict=True)
    require_shape(out, [before + n + after for n, (before, after) in pairs])


def reference(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Surround the input with mirrors."""
    mode: Any = MODES[options["edge"]]
    return np.pad(x, options["paddings"], mode=mode)


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer, four loops over the output.

    Sizes: OUT_0 to OUT_3; SIZE_ and BEFORE_0 to _3, STEP_0 to _2, of the input; EDGE.
    """
    x, out = (graph.tensors[index].shape for index in (operator.inputs[0], operator.outputs[0]))
    missing = 4 - len(x)
    before = [0] * missing + [pair[0] for pair in operator.options["paddings"]]
    rows = zip(four_sizes(out), four_sizes(x), before, steps_of(four_sizes(x)), strict=True)
    sizes: dict[str, int] = {}
    for axis, numbers in enumerate(rows):
        names = (f"OUT_{axis}", f"SIZE_{axis}", f"BEFORE_{axis}", f"STEP_{axis}")
        sizes |= dict(zip(names, numbers, strict=True))
    del sizes["STEP_3"]  # 1: channels lie side by side
    return make_layer(graph, operator, {**sizes, "EDGE": operator.options["edge"]}, element="any")


SPECS = (
    OperatorSpec(
        "MIRROR_PAD",
        version=3,
        inputs=(2, 2),
        check=check,
        lower=lower,
        int8=reference,
        float32=reference,
        table="MirrorPadOptions",
        options=read_options,
        data_inputs=1,
    ),
)
