"""CUMSUM: the sums of all elements up to each one along an axis.

| operator | inputs | options | parameters of int8 |
|---|---|---|---|
| CUMSUM | x | axis (from 0), exclusive, reverse | input_offset, left_shift, multiplier, shift, \
output_offset |

`exclusive` leaves an element out of its own sum; `reverse` begins at the end of the axis. Sums of
int8 are counted in units of 2^-19 of the input's scale, in 32 bits: of more than 16 numbers, large
ones wrap around. A sum does not start at 0, but at minus the zero point of the input, so that the
results are off unless that is 0. Both are as in the interpreter.
"""

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops.arithmetic import int32, quantize_multiplier
from tinyml_kit.ops.layer import Layer, Scaling, make_layer
from tinyml_kit.ops.reductions import read_axis
from tinyml_kit.ops.scaling import ratio, requantize
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import require_elementwise

FINER_BITS = 19


def read_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options."""
    return {
        **read_axis(table, constant, shape),
        "exclusive": bool(table and table.Exclusive()),
        "reverse": bool(table and table.Reverse()),
    }


def params_of(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return the parameters."""
    if output.dtype != np.int8:
        return {}
    x = inputs[0]
    real = ratio(x, output) / 2**FINER_BITS
    multiplier, shift = quantize_multiplier(real)
    if shift > 0 or not 0 < real < 1:
        raise GraphError(
            f"the scales of its input and output lie too far apart (factor {real:.3g})"
        )
    return {
        "input_offset": -x.zero_point,
        "left_shift": FINER_BITS,
        "multiplier": multiplier,
        "shift": shift,
        "output_offset": output.zero_point,
    }


def int8(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Add in finer units, and bring each sum to the scale of the output."""
    offset = params["input_offset"]
    sums = _sums(options, x.astype(np.int64) + offset, offset) << params["left_shift"]
    return requantize(int32(sums), params, x.dtype)


def float32(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Add one number after the other."""
    return _sums(options, x, 0)


def _sums(options, x, start):
    axis = options["axis"]
    x = np.flip(x, axis) if options["reverse"] else x
    sums = np.cumsum(np.insert(x, 0, start, axis), axis, dtype=x.dtype)
    sums = np.delete(sums, -1 if options["exclusive"] else 0, axis)
    return np.flip(sums, axis) if options["reverse"] else sums


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer: for each of OUTER and INNER, the sums of COUNT numbers.

    Sizes: those, EXCLUSIVE, REVERSE; value start. int8: INPUT_OFFSET, OUTPUT_OFFSET, LOW, HIGH,
    WRAPS, and FINER_BITS, by which terms are shifted to the left; scaling output.
    """
    x, options = graph.tensors[operator.inputs[0]], operator.options
    axis = options["axis"]
    sizes = {
        "OUTER": prod(x.shape[:axis]),
        "COUNT": x.shape[axis],
        "INNER": prod(x.shape[axis + 1 :]),
        "EXCLUSIVE": int(options["exclusive"]),
        "REVERSE": int(options["reverse"]),
    }
    if not params:
        return make_layer(graph, operator, sizes, values={"start": np.float32(0)})
    sizes |= {
        "INPUT_OFFSET": params["input_offset"],
        "OUTPUT_OFFSET": params["output_offset"],
        "LOW": -128,
        "HIGH": 127,
        "FINER_BITS": params["left_shift"],
        "WRAPS": 1,
    }
    scaling = Scaling.of(params["multiplier"], params["shift"])
    values = {"start": params["input_offset"] << FINER_BITS}
    return make_layer(graph, operator, sizes, values=values, scalings={"output": scaling})


SPECS = (
    OperatorSpec(
        "CUMSUM",
        version=1,
        inputs=(2, 2),
        check=require_elementwise,
        lower=lower,
        int8=int8,
        float32=float32,
        table="CumsumOptions",
        options=read_options,
        params=params_of,
        data_inputs=1,
        tflm="CumSum",
        in_place=True,
    ),
)
