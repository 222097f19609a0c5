"""The operators that the kit knows, in the house's order, and how each one's settings are read.

A Graph's operators list only the tensors that carry data; what a file stores beside them as
constants, such as the axes of MEAN, becomes an option. Sizes are (height, width).

| operator | inputs | options |
|---|---|---|
| FULLY_CONNECTED | x, weights (out, in), bias or None | activation, keep_dims |
| CONV_2D | x, filter (out, h, w, in), bias or None | stride, dilation, padding, activation |
| DEPTHWISE_CONV_2D | x, filter (1, h, w, out), bias or None | those, depth_multiplier |
| MAX_POOL_2D, AVERAGE_POOL_2D | x | stride, filter, padding, activation |
| MEAN | x | axes (sorted, from 0), keep_dims |
| ADD, MUL, SUB | x, y | activation |
| PAD, PADV2 | x | paddings: ((before, after), …); PADV2: value, as stored |
| CONCATENATION | x, y, … | axis (from 0), activation |
| RESHAPE, SQUEEZE, EXPAND_DIMS | x | none: the shape is the output's |
| SOFTMAX | x | beta |
| LOGISTIC, TANH, RELU, RELU6 | x | none |
| LEAKY_RELU | x | alpha |
| QUANTIZE, DEQUANTIZE | x | none |

`padding` is "SAME" or "VALID"; `activation` None, "RELU", "RELU6" or "RELU_N1_TO_1". A CONV_2D
whose filter has fewer channels than its input is grouped: the first filters see the first channels.
A bias that is not there may be None or left out.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from ai_edge_litert import schema_py_generated as schema

from tinyml_kit.graph.model import GraphError

ACTIVATIONS = {0: None, 1: "RELU", 2: "RELU_N1_TO_1", 3: "RELU6"}
PADDINGS = {0: "SAME", 1: "VALID"}


@dataclass(frozen=True)
class Kind:
    """What the reader knows of an operator.

    `version` is the newest known; `inputs` the fewest and the most inputs in a file; `table`
    the schema's table of settings, or None; `read` makes options of that table, of a function
    from an input's number to its constant value, and of the shape of the first input.
    """

    version: int
    inputs: tuple
    table: str | None = None
    read: Callable = lambda table, constant, shape: {}
    data_inputs: int | None = None


def _activation(table):
    number = table.FusedActivationFunction() if table else 0
    if number not in ACTIVATIONS:
        raise GraphError(f"the fused activation number {number} is not supported")
    return ACTIVATIONS[number]


def _required(table):
    if table is None:
        raise GraphError("its settings are missing")
    return table


def _positive(**settings):
    for name, value in settings.items():
        if min(value if isinstance(value, tuple) else (value,)) < 1:
            raise GraphError(f"its {name} is {value}, expected at least 1")
    return settings


def _padding(table):
    if table.Padding() not in PADDINGS:
        raise GraphError(f"its padding is number {table.Padding()}, neither SAME nor VALID")
    return PADDINGS[table.Padding()]


def _dense(table, constant, shape):
    if table and table.WeightsFormat():
        raise GraphError("its weights are shuffled, which is not supported")
    return {"activation": _activation(table), "keep_dims": bool(table and table.KeepNumDims())}


def _convolution(table, constant, shape):
    table = _required(table)
    return {
        **_positive(
            stride=(table.StrideH(), table.StrideW()),
            dilation=(table.DilationHFactor(), table.DilationWFactor()),
        ),
        "padding": _padding(table),
        "activation": _activation(table),
    }


def _depthwise(table, constant, shape):
    return {
        **_convolution(table, constant, shape),
        **_positive(depth_multiplier=table.DepthMultiplier()),
    }


def _pool(table, constant, shape):
    table = _required(table)
    return {
        **_positive(
            stride=(table.StrideH(), table.StrideW()),
            filter=(table.FilterHeight(), table.FilterWidth()),
        ),
        "padding": _padding(table),
        "activation": _activation(table),
    }


def _axis(value, rank):
    if not -rank <= value < rank:
        raise GraphError(f"axis {value} is outside a tensor of {rank} dimensions")
    return value % rank


def _mean(table, constant, shape):
    axes = {_axis(int(axis), len(shape)) for axis in constant(1).ravel()}
    return {"axes": tuple(sorted(axes)), "keep_dims": bool(table and table.KeepDims())}


def _arithmetic(table, constant, shape):
    return {"activation": _activation(table)}


def _pad(table, constant, shape):
    paddings = constant(1)
    if paddings.shape != (len(shape), 2) or (paddings < 0).any():
        raise GraphError(f"its paddings are no {len(shape)} pairs of sizes from 0")
    return {"paddings": tuple((int(before), int(after)) for before, after in paddings)}


def _padv2(table, constant, shape):
    value = constant(2, kind=None)
    if value.size != 1:
        raise GraphError(f"it has {value.size} values to pad with, expected one")
    return {**_pad(table, constant, shape), "value": value.ravel()[0].item()}


def _concatenation(table, constant, shape):
    table = _required(table)
    return {"axis": _axis(table.Axis(), len(shape)), "activation": _activation(table)}


def _softmax(table, constant, shape):
    return {"beta": _finite("beta", _required(table).Beta())}


def _leaky(table, constant, shape):
    return {"alpha": _finite("alpha", _required(table).Alpha())}


def _finite(name, value):
    if not math.isfinite(value):
        raise GraphError(f"its {name} is {value}, expected a finite number")
    return value


OPERATORS = {
    "FULLY_CONNECTED": Kind(14, (2, 3), "FullyConnectedOptions", _dense),
    "CONV_2D": Kind(8, (2, 3), "Conv2DOptions", _convolution),
    "DEPTHWISE_CONV_2D": Kind(7, (2, 3), "DepthwiseConv2DOptions", _depthwise),
    "MAX_POOL_2D": Kind(3, (1, 1), "Pool2DOptions", _pool),
    "AVERAGE_POOL_2D": Kind(3, (1, 1), "Pool2DOptions", _pool),
    "MEAN": Kind(3, (2, 2), "ReducerOptions", _mean, data_inputs=1),
    "ADD": Kind(5, (2, 2), "AddOptions", _arithmetic),
    "MUL": Kind(7, (2, 2), "MulOptions", _arithmetic),
    "SUB": Kind(5, (2, 2), "SubOptions", _arithmetic),
    "PAD": Kind(4, (2, 2), None, _pad, data_inputs=1),
    "PADV2": Kind(4, (3, 3), None, _padv2, data_inputs=1),
    # TFLM takes ten inputs at most.
    "CONCATENATION": Kind(5, (1, 10), "ConcatenationOptions", _concatenation),
    "RESHAPE": Kind(2, (1, 2), data_inputs=1),
    "SQUEEZE": Kind(2, (1, 1)),
    "EXPAND_DIMS": Kind(2, (2, 2), data_inputs=1),
    "SOFTMAX": Kind(3, (1, 1), "SoftmaxOptions", _softmax),
    "LOGISTIC": Kind(3, (1, 1)),
    "TANH": Kind(3, (1, 1)),
    "RELU": Kind(3, (1, 1)),
    "RELU6": Kind(3, (1, 1)),
    "LEAKY_RELU": Kind(2, (1, 1), "LeakyReluOptions", _leaky),
    "QUANTIZE": Kind(4, (1, 1)),
    "DEQUANTIZE": Kind(6, (1, 1)),
}


def options(name, reader, view, constant, shape):
    """Return the settings of an operator as a dict.

    Parameters
    ----------
    name : str, one of OPERATORS
    reader : flatbuffer.Reader of the file
    view : the schema's Operator
    constant : function (input number, kind="i") -> array
        The constant value of an input; raises GraphError if it has none, or if it is not of
        that kind of dtype.
    shape : tuple, of the first input

    Raises
    ------
    GraphError
        If a setting is missing or outside what the kit supports.
    """
    kind, table = OPERATORS[name], None
    settings = view.BuiltinOptions()
    if kind.table and settings is not None:
        if view.BuiltinOptionsType() != getattr(schema.BuiltinOptions, kind.table):
            raise GraphError(f"its settings are of type {view.BuiltinOptionsType()}, not its own")
        table = getattr(schema, kind.table)()
        table.Init(settings.Bytes, settings.Pos)
        reader.table(table, "its settings")
    return kind.read(table, constant, shape)
