"""NEG, ABS: one tensor, element by element.

| operator | inputs | options | parameters of int8; int16 |
|---|---|---|---|
| NEG | x | none | none: the interpreter has it for float32 only |
| ABS | x | none | table (256,) int8: the answers to -128, …, 127; those of `rescaling` |
"""

import numpy as np

from tinyml_kit.graph.model import Graph, Operator, Tensor
from tinyml_kit.ops.layer import Layer
from tinyml_kit.ops.rescaling import lower_rescale, rescale, rescale_params
from tinyml_kit.ops.scaling import ratio
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tables import (
    EVERY_INT8,
    look_up,
    lower_elementwise,
    lower_table,
    scaled,
    table,
)
from tinyml_kit.ops.tensor_checks import require_elementwise


def abs_params(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Tabulate the distance from the zero point, brought to the scale of the output."""
    x = inputs[0]
    if x.dtype == np.float32:
        return {}
    if x.dtype == np.int16:
        return rescale_params(x, output)
    return table(scaled(np.abs(EVERY_INT8 - x.zero_point), ratio(x, output), output))


def abs_int16(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Bring the absolute value to the scale of the output."""
    return rescale(params, options, shape, np.abs(x.astype(np.int64)))


def abs_float32(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Return the absolute value."""
    return np.abs(x)


def neg_float32(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Return the number with the other sign."""
    return -x


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer: SIZE numbers, by a table for int8 and a formula for others.

    int16 ABS has the sizes and the scaling of a rescaling.
    """
    if "table" in params:
        return lower_table(graph, operator, params)
    if graph.tensors[operator.inputs[0]].dtype == np.int16:
        return lower_rescale(graph, operator, params, kernel="abs", element="int16")
    return lower_elementwise(graph, operator)


SPECS = (
    OperatorSpec(
        "NEG",
        version=1,
        inputs=(1, 1),
        check=require_elementwise,
        lower=lower,
        int8=None,
        float32=neg_float32,
        in_place=True,
    ),
    OperatorSpec(
        "ABS",
        version=5,
        inputs=(1, 1),
        check=require_elementwise,
        lower=lower,
        int8=look_up,
        float32=abs_float32,
        int16=abs_int16,
        params=abs_params,
        in_place=True,
    ),
)
