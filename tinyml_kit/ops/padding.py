"""PAD, PADV2: a tensor in the middle of a larger one, surrounded by one number.

| operator | inputs | options | parameters of any type |
|---|---|---|---|
| PAD | x | paddings: ((before, after), …) | value, which stands for real 0 |
| PADV2 | x | paddings, value as stored | value |
"""

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops.layer import Layer, make_layer
from tinyml_kit.ops.loops import four_sizes
from tinyml_kit.ops.moves import require_rank_up_to
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import (
    BROADCAST_DIMENSIONS,
    FLOAT,
    INT32,
    require_one_scale,
    require_same_type,
    require_shape,
)


def pad_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options of PAD."""
    paddings = constant(1)
    if paddings.shape != (len(shape), 2) or (paddings < 0).any():
        raise GraphError(f"its paddings are not {len(shape)} pairs of sizes of at least 0")
    return {"paddings": tuple((int(before), int(after)) for before, after in paddings)}


def padv2_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options of PADV2."""
    value = constant(2, kind=None)
    if value.size != 1:
        raise GraphError(f"it has {value.size} values to pad with, expected one")
    return {**pad_options(table, constant, shape), "value": value.ravel()[0].item()}


def check(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types, shapes and quantisation."""
    require_same_type(x, out, also=(INT32,))
    require_one_scale(x, out)
    require_rank_up_to(BROADCAST_DIMENSIONS, x)
    pairs = zip(x.shape, options["paddings"], strict=True)
    require_shape(out, [before + n + after for n, (before, after) in pairs])


def check_value(paddings: Tensor, value: Tensor, output: Tensor) -> None:
    """Check that the number that PADV2 pads with has the scale of the output."""
    require_same_type(value, output, also=(INT32,))
    require_one_scale(value, output)
    if output.dtype not in (FLOAT, INT32) and (value.scale, value.zero_point) != (
        output.scale,
        output.zero_point,
    ):
        raise GraphError("the value it pads with is quantised differently from its output")


def params_of(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return the number around the input, as stored."""
    if output.dtype == np.float32:
        return {"value": np.float32(options.get("value", 0))}
    zero = 0 if output.dtype == INT32 else output.zero_point
    return {"value": int(options.get("value", zero))}


def reference(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Put the input into the middle."""
    return np.pad(x, options["paddings"], constant_values=params["value"])


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer: SIZE_0 to SIZE_3 of the input, placed at FIRST + Σ index · STEP.

    Sizes: those, STEP_0 to STEP_2 (the last step is 1), OUT_SIZE; value: value.
    """
    x, out = graph.tensors[operator.inputs[0]], graph.tensors[operator.outputs[0]]
    wide = four_sizes(out.shape)
    before = [0] * (4 - len(x.shape)) + [pair[0] for pair in operator.options["paddings"]]
    steps = [prod(wide[axis + 1 :]) for axis in range(4)]
    sizes = {f"SIZE_{axis}": size for axis, size in enumerate(four_sizes(x.shape))}
    sizes |= {f"STEP_{axis}": steps[axis] for axis in range(3)}
    sizes["FIRST"] = sum(n * step for n, step in zip(before, steps, strict=True))
    sizes["OUT_SIZE"] = out.size
    return make_layer(graph, operator, sizes, element="any", values=dict(params))


def _spec(name, inputs, options, check_settings=None, tflm=None):
    return OperatorSpec(
        name,
        version=4,
        inputs=(inputs, inputs),
        check=check,
        lower=lower,
        int8=reference,
        float32=reference,
        int16=reference,
        options=options,
        params=params_of,
        data_inputs=1,
        check_settings=check_settings,
        tflm=tflm,
    )


SPECS = (
    _spec("PAD", 2, pad_options),
    _spec("PADV2", 3, padv2_options, check_value, "PadV2"),
)
