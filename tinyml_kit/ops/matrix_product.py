"""BATCH_MATMUL: products of two matrices; the axes in front of them are batches.

| operator | inputs | options | parameters of int8 and int16 |
|---|---|---|---|
| BATCH_MATMUL | x, y | transpose_x, transpose_y | input1_offset, input2_offset, output_offset, \
multiplier, shift |

Batches of size 1 are repeated. Sums of int16 have 64 bits.
"""

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import settings
from tinyml_kit.ops.arithmetic import quantize_multiplier
from tinyml_kit.ops.layer import Layer, Scaling, make_layer
from tinyml_kit.ops.loops import broadcast_steps
from tinyml_kit.ops.pairs import as_operands
from tinyml_kit.ops.scaling import requantize, require_wide_shift
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import (
    INT8,
    INT16,
    require_one_scale,
    require_same_type,
    require_shape,
)

MOST_DIMENSIONS = 5
# (products, bits): so many products of two int8, each less its zero point, fit into 32 bits, and of
# two int16 into the 48 that are scaled exactly.
MOST_PRODUCTS = {INT8: (2**31 // 255**2, 32), INT16: (2**47 // 2**30 - 1, 48)}


def read_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options."""
    table = settings.required(table)
    return {"transpose_x": bool(table.AdjX()), "transpose_y": bool(table.AdjY())}


def _matrix(shape, transposed):
    """Return (rows, columns) of the last two axes."""
    return (shape[-1], shape[-2]) if transposed else (shape[-2], shape[-1])


def check(options: Options, x: Tensor, y: Tensor, out: Tensor) -> None:
    """Check types, shapes and quantisation."""
    require_same_type(x, y, out)
    require_one_scale(x, y, out)
    for tensor in (x, y):
        if not 2 <= len(tensor.shape) <= MOST_DIMENSIONS:
            raise GraphError(
                f"tensor {tensor.index} has shape {tensor.shape}, expected 2 to "
                f"{MOST_DIMENSIONS} sizes"
            )
    rows, depth = _matrix(x.shape, options["transpose_x"])
    other, columns = _matrix(y.shape, options["transpose_y"])
    try:
        batches = np.broadcast_shapes(x.shape[:-2], y.shape[:-2])
        fit = depth == other
    except ValueError:
        fit = False
    if not fit:
        raise GraphError(f"matrices of {x.shape} and {y.shape} do not fit each other")
    most, bits = MOST_PRODUCTS.get(x.dtype, (depth, 0))
    if depth > most:
        raise GraphError(f"a sum of {depth} products may need more than {bits} bits")
    require_shape(out, (*batches, rows, columns))


def params_of(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return the parameters."""
    if output.dtype == np.float32:
        return {}
    x, y = inputs
    real = np.float64(x.scale) * np.float64(y.scale) / np.float64(output.scale)
    multiplier, shift = quantize_multiplier(real)
    wide = output.dtype == np.int16
    if wide:
        require_wide_shift(shift)
    return {
        "input1_offset": -x.zero_point,
        "input2_offset": -y.zero_point,
        "output_offset": output.zero_point,
        "multiplier": multiplier,
        "shift": shift,
        "wide": wide,
    }


def integers(params: Params, options: Options, shape: Shape, x: Array, y: Array) -> Array:
    """Multiply the distances from the zero points and add."""
    left, right = _turned(options, x.astype(np.int64), y.astype(np.int64))
    sums = (left + params["input1_offset"]) @ (right + params["input2_offset"])
    return requantize(sums, params, x.dtype)


def float32(params: Params, options: Options, shape: Shape, x: Array, y: Array) -> Array:
    """Multiply and add, in the interpreter's order."""
    left, right = _turned(options, x, y)
    sums = np.zeros(shape, np.float32)
    for k in range(left.shape[-1]):
        sums += left[..., :, k, None] * right[..., None, k, :]
    return sums


def _turned(options, x, y):
    if options["transpose_x"]:
        x = np.swapaxes(x, -1, -2)
    return x, np.swapaxes(y, -1, -2) if options["transpose_y"] else y


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer, with the operands left and right.

    Sizes: SIZE_0 to SIZE_2 batches, ROWS, COLUMNS, DEPTH, along which the operands have steps.
    int8: LEFT_OFFSET, RIGHT_OFFSET, OUTPUT_OFFSET; int16: LONG; scaling output.
    """
    x, y = (graph.tensors[index] for index in operator.inputs)
    options, out = operator.options, graph.tensors[operator.outputs[0]]
    rows, depth = _matrix(x.shape, options["transpose_x"])
    columns = out.shape[-1]
    batches = (1,) * (MOST_DIMENSIONS - len(out.shape)) + out.shape[:-2]
    sizes = {f"SIZE_{axis}": size for axis, size in enumerate(batches)}
    sizes |= {"ROWS": rows, "COLUMNS": columns, "DEPTH": depth}
    down_x, along_x = (1, rows) if options["transpose_x"] else (depth, 1)
    down_y, along_y = (1, depth) if options["transpose_y"] else (columns, 1)
    steps = [
        (*_batch_steps(x.shape), down_x, 0, along_x),
        (*_batch_steps(y.shape), 0, along_y, down_y),
    ]
    parts = as_operands([x, y], ("left", "right"), steps)
    if x.dtype == np.float32:
        return make_layer(graph, operator, sizes, **parts)
    if x.dtype == np.int16:
        sizes["LONG"] = 1
    else:
        sizes |= {
            "LEFT_OFFSET": params["input1_offset"],
            "RIGHT_OFFSET": params["input2_offset"],
            "OUTPUT_OFFSET": params["output_offset"],
        }
    scalings = {"output": Scaling.of(params["multiplier"], params["shift"], params["wide"])}
    return make_layer(graph, operator, sizes, scalings=scalings, **parts)


def _batch_steps(shape):
    """Return the steps along three axes of batches."""
    matrix = prod(shape[-2:])
    return [step * matrix for step in broadcast_steps((1, *shape[:-2]))[1:]]


def macs(inputs: list[Tensor], output: Tensor) -> int:
    """Count the multiply-accumulate operations."""
    x, y = inputs
    batches = output.size // prod(output.shape[-2:])
    return batches * prod(x.shape[-2:]) * output.shape[-1]


SPECS = (
    OperatorSpec(
        "BATCH_MATMUL",
        version=4,
        tflm="BatchMatMul",
        inputs=(2, 2),
        check=check,
        lower=lower,
        int8=integers,
        float32=float32,
        int16=integers,
        table="BatchMatMulOptions",
        options=read_options,
        params=params_of,
        macs=macs,
    ),
)
