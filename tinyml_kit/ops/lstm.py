"""UNIDIRECTIONAL_SEQUENCE_LSTM: a recurrent layer whose gates decide what it remembers.

| operator | inputs | options | parameters of int8 and int16 |
|---|---|---|---|
| UNIDIRECTIONAL_SEQUENCE_LSTM | x (n, steps, inputs), weights of the input and of the last output \
for each gate, biases, hidden and cell state, which are outputs, too | clip | input_offset, \
hidden_offset, output_offset; multiplier and shift of x, hidden (4,), forget, news, output; \
cell_multiplier, cell_shift, clip, wide |

The gates are, in this order: how much news to let in, what to keep, the news themselves, and how
much of the memory to let out. Gates and cells of an int8 model are int16. A file has places for
more, such as weights from the cells to the gates, which the interpreter does not compute.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import settings, sigmoid16
from tinyml_kit.ops.activations import logistic_float32, tanh_float32
from tinyml_kit.ops.arithmetic import quantize_multiplier
from tinyml_kit.ops.layer import Constant, ExportError, Layer, Scaling, make_layer
from tinyml_kit.ops.scaling import requantize
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import (
    INT8,
    INT16,
    require_one_scale,
    require_rank,
    require_same_type,
    require_shape,
    require_state,
)
from tinyml_kit.ops.weighted import folded_bias, plain_bias

GATES = ("news' share", "what is kept", "news", "what is let out")
# Where a file has weights of the input, of the last output, biases, and states; all else is empty.
WEIGHTS, RECURRENT, BIASES, STATES = range(1, 5), range(5, 9), range(12, 16), (18, 19)
USED = {0, *WEIGHTS, *RECURRENT, *BIASES, *STATES}
TANH = 4
# Gates are in units of 2^-12 before their curves, which give units of 2^-15.
GATE_SCALE, CURVE_SCALE = 2.0**-12, 2.0**-15


def read_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options."""
    table = settings.required(table)
    if table.FusedActivationFunction() != TANH:
        raise GraphError("its activation is not TANH")
    if table.TimeMajor() and len(shape) == 3 and shape[1] != 1:
        raise GraphError("it takes several sequences step by step; convert it batch by batch.")
    clip = settings.finite("clip", table.CellClip())
    if clip < 0:
        raise GraphError(f"its clip is {clip}, expected at least 0")
    return {"clip": clip, "time_major": bool(table.TimeMajor())}


def check(options: Options, *tensors: Tensor | None) -> None:
    """Check types, shapes and quantisation."""
    inputs, (out, *_) = tensors[:24], [one for one in tensors[24:] if one is not None]
    for place, tensor in enumerate(inputs):
        if (tensor is None) == (place in USED):
            what = "is missing" if tensor is None else "is there, which the interpreter ignores"
            raise GraphError(f"its input {place} {what}; convert a plain LSTM.")
    x, weights, recurrent, biases, (hidden, cell) = parts_of(list(inputs))
    require_rank(x, 3)
    require_same_type(x, hidden, out)
    for state in (hidden, cell):
        require_state(state)
    real = x.dtype == np.float32
    weight_type = np.dtype(np.float32 if real else np.int8)
    bias_type = np.dtype(np.float32 if real else np.int32 if x.dtype == INT8 else np.int64)
    known = [(one, weight_type) for one in (*weights, *recurrent)]
    known += [(one, bias_type) for one in biases]
    for tensor, dtype in known:
        if tensor.data is None or tensor.dtype != dtype:
            raise GraphError(f"tensor {tensor.index} has to be a constant of {dtype}")
    if cell.dtype != (np.float32 if real else INT16):
        raise GraphError(f"its cells are {cell.dtype}, expected {'float32' if real else 'int16'}")
    require_one_scale(x, hidden, cell, out, *weights, *recurrent)
    require_rank(weights[0], 2)
    cells = weights[0].shape[0]
    shapes: list[tuple[Tensor, Shape]] = [(one, (cells, x.shape[2])) for one in weights]
    shapes += [(one, (cells, cells)) for one in recurrent] + [(one, (cells,)) for one in biases]
    for tensor, shape in shapes:
        if tensor.shape != shape:
            raise GraphError(f"tensor {tensor.index} has shape {tensor.shape}, expected {shape}")
    batch = x.shape[1] if options["time_major"] else x.shape[0]
    for state in (hidden, cell):
        if state.size != batch * cells:
            raise GraphError(f"its state holds {state.size} numbers, expected {batch * cells}")
    require_shape(out, (*x.shape[:2], cells))


def parts_of(inputs: list) -> tuple:
    """Return x, weights, recurrent weights, biases and states of what a file or a graph lists."""
    return (
        inputs[0],
        [inputs[place] for place in WEIGHTS],
        [inputs[place] for place in RECURRENT],
        [inputs[place] for place in BIASES],
        [inputs[place] for place in STATES],
    )


def _present(inputs):
    """Return the parts of inputs of which the empty places were dropped."""
    return inputs[0], inputs[1:5], inputs[5:9], inputs[9:13], inputs[13:15]


def params_of(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return the parameters."""
    if output.dtype == np.float32:
        return {}
    x, weights, recurrent, _, (hidden, cell) = _present(inputs)
    if any(tensor.zero_point for tensor in (*weights, *recurrent)):
        raise GraphError("its weights have a zero point other than 0")
    if (hidden.scale, hidden.zero_point) != (output.scale, output.zero_point):
        raise GraphError("its hidden state and its output are quantised differently")

    def factors(source, several):
        reals = [np.float64(source.scale) * np.float64(one.scale) for one in several]
        return quantize_multiplier(np.array(reals) / GATE_SCALE)

    logarithm = sigmoid16.power_of_two(cell.scale, exact=False)
    # From the cells to the units of the curve: a power of two, shifted to the left or right.
    left = 12 + (logarithm or 0)
    if not -15 <= left <= 4:
        raise GraphError(f"the scale of its cells is {cell.scale:.6g}, expected 2^-27 to 2^-8")
    scale = np.float64(cell.scale)
    names = {
        "x": factors(x, weights),
        "hidden": factors(hidden, recurrent),
        "forget": quantize_multiplier(CURVE_SCALE * scale / scale),
        "news": quantize_multiplier(CURVE_SCALE * CURVE_SCALE / scale),
        "output": quantize_multiplier(CURVE_SCALE * CURVE_SCALE / np.float64(hidden.scale)),
    }
    params: Params = {
        "input_offset": -x.zero_point,
        "hidden_offset": -hidden.zero_point,
        "output_offset": output.zero_point,
        "cell_multiplier": 3 << max(left, 0),
        "cell_shift": max(-left, 0),
        "clip": int(min(np.float64(options["clip"]) / scale, 32767.0)),
        "wide": x.dtype == np.int16,
    }
    for name, (multiplier, shift) in names.items():
        params |= {f"{name}_multiplier": multiplier, f"{name}_shift": shift}
    return params


def _scaled(params, name, values, dtype=np.int16, offset=0, gate=None, wide=False):
    """Bring sums or products to another scale, as one of the parameters' factors says."""
    factor = params[f"{name}_multiplier"], params[f"{name}_shift"]
    multiplier, shift = factor if gate is None else (one[gate] for one in factor)
    how = {"multiplier": multiplier, "shift": shift, "output_offset": offset, "wide": wide}
    return requantize(values, how, dtype).astype(np.int64)


def integers(params: Params, options: Options, shape: Shape, *inputs: Array) -> list[Array]:
    """Open and shut the gates step by step; each sum is brought to 16 bits on its own."""
    x, weights, recurrent, biases, (hidden, cell) = _present(inputs)
    x, out, hidden, cell = _sequences(options, shape, x, hidden, cell)
    wide = params["wide"]
    for step in range(x.shape[1]):
        gates = []
        for gate in range(4):
            seen = (x[:, step].astype(np.float64) + params["input_offset"]) @ weights[gate].T
            past = (hidden.astype(np.float64) + params["hidden_offset"]) @ recurrent[gate].T
            seen = _scaled(params, "x", seen + biases[gate], gate=gate, wide=wide)
            past = _scaled(params, "hidden", past, gate=gate, wide=wide)
            gates.append(np.clip(seen + past, -(2**15), 2**15 - 1) * 3)
        share, kept, let_out = (
            sigmoid16.logistic(gates[gate]).astype(np.int64) for gate in (0, 1, 3)
        )
        news = sigmoid16.tanh(gates[2]).astype(np.int64)
        old = _scaled(params, "forget", kept * cell)
        new = _scaled(params, "news", share * news)
        most = params["clip"] or 2**15 - 1
        cell = np.clip(old + new, -params["clip"] or -(2**15), most)
        curve = sigmoid16.tanh(
            sigmoid16.distances(cell, params["cell_multiplier"], params["cell_shift"])
        )
        opened = curve.astype(np.int64) * let_out
        hidden = _scaled(params, "output", opened, out.dtype, params["output_offset"])
        out[:, step] = hidden
    return _written(shape, inputs, out, hidden, cell)


def float32(params: Params, options: Options, shape: Shape, *inputs: Array) -> list[Array]:
    """Open and shut the gates step by step, in the interpreter's order."""
    x, weights, recurrent, biases, (hidden, cell) = _present(inputs)
    x, out, hidden, cell = _sequences(options, shape, x, hidden, cell)
    clip = np.float32(options["clip"])
    for step in range(x.shape[1]):
        gates = [
            _dot(x[:, step], weights[gate]) + biases[gate] + _dot(hidden, recurrent[gate])
            for gate in range(4)
        ]
        share, kept, let_out = (logistic_float32({}, {}, (), gates[gate]) for gate in (0, 1, 3))
        cell = kept * cell + share * tanh_float32({}, {}, (), gates[2])
        if clip > 0:
            cell = np.clip(cell, -clip, clip)
        hidden = tanh_float32({}, {}, (), cell) * let_out
        out[:, step] = hidden
    return _written(shape, inputs, out, hidden, cell)


def _dot(x, weights):
    sums = np.zeros((len(x), len(weights)), np.float32)
    for column in range(weights.shape[1]):
        sums += x[:, column, None] * weights[:, column]
    return sums


def _sequences(options, shape, x, hidden, cell):
    """Return x and an output as (sequences, steps, …), and the states as (sequences, cells)."""
    if options["time_major"]:  # of one sequence only
        x = x.reshape(1, len(x), -1)
    out = np.zeros((*x.shape[:2], shape[2]), x.dtype)
    states = (state.reshape(len(x), -1) for state in (hidden, cell))
    return x, out, *states


def _written(shape, inputs, out, *states):
    before = inputs[13:15]
    kept = [
        new.astype(old.dtype).reshape(old.shape) for new, old in zip(states, before, strict=True)
    ]
    return [out.reshape(shape), *kept]


def macs(inputs: list[Tensor], output: Tensor) -> int:
    """Return one MAC for each weight of each gate, at each step."""
    steps = output.size // output.shape[-1]
    return steps * sum(tensor.size for tensor in inputs[1:9])


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer, which reads the input, and writes the output and both states.

    Sizes: STEPS, INPUTS, CELLS, WEIGHTS, how many there are; constants: weights (CELLS, 4, INPUTS),
    recurrent (CELLS, 4, CELLS), bias (CELLS, 4). int8, int16: recurrent_bias (CELLS, 4), the last
    output's zero point times all weights; heights of the curves; CLIPS, CLIP, OUTPUT_OFFSET, LOW,
    HIGH; values cell_multiplier and cell_shift; scalings of the parameters' names, output among
    them. float32: CLIPS, value clip.
    """
    tensors = [None if i is None else graph.tensors[i] for i in operator.inputs]
    x, weights, recurrent, biases, _ = parts_of(tensors)
    cells, inputs = weights[0].shape
    batches = 1 if operator.options["time_major"] else x.shape[0]
    rows = [np.stack([one.data for one in several], 1) for several in (weights, recurrent, biases)]
    sizes = {"STEPS": x.size // inputs // batches, "INPUTS": inputs, "CELLS": cells}
    sizes["WEIGHTS"] = 4 * cells * max(inputs, cells)
    listed = "news' share, what is kept, news, what is let out"
    constants = {
        "inputs": Constant(rows[0], f"weights of the input for each cell: {listed}", inputs),
        "recurrent": Constant(rows[1], "weights of the last output, in the same order", cells),
    }
    sizes["CLIPS"] = int(operator.options["clip"] > 0)
    if x.dtype == np.float32:
        constants["bias"] = Constant(rows[2], "bias", 4)
        values = {"clip": np.float32(operator.options["clip"])}
        return make_layer(
            graph, operator, sizes, constants=constants, values=values, batches=batches
        )
    flat = [row.reshape(4 * cells, -1) for row in rows]
    if params["wide"]:
        more, constants["bias"] = plain_bias(flat[0], flat[2], 2**15, True)
        other, constants["recurrent_bias"] = plain_bias(flat[1], None, 2**15, True)
        if more["LONG"] or other["LONG"]:
            raise ExportError("a sum of it may need more than 32 bits.")
    else:
        more, constants["bias"] = folded_bias(flat[0], flat[2], params["input_offset"])
        other, constants["recurrent_bias"] = folded_bias(flat[1], None, params["hidden_offset"])
        if more["WRAPS"] or other["WRAPS"]:
            raise ExportError("a sum of it may need more than 32 bits.")
    constants["heights"] = sigmoid16.table()
    limits = np.iinfo(x.dtype)
    sizes |= {"CLIP": params["clip"], "OUTPUT_OFFSET": params["output_offset"]}
    sizes |= {"LOW": int(limits.min), "HIGH": int(limits.max)}
    scalings = {
        name: Scaling.of(
            params[f"{name}_multiplier"],
            params[f"{name}_shift"],
            params["wide"] and name in ("x", "hidden"),
        )
        for name in ("x", "hidden", "forget", "news", "output")
    }
    return make_layer(
        graph,
        operator,
        sizes,
        constants=constants,
        scalings=scalings,
        values={name: params[name] for name in ("cell_multiplier", "cell_shift")},
        batches=batches,
    )


SPECS = (
    OperatorSpec(
        "UNIDIRECTIONAL_SEQUENCE_LSTM",
        version=4,
        inputs=(24, 24),
        check=check,
        lower=lower,
        int8=integers,
        float32=float32,
        int16=integers,
        table="UnidirectionalSequenceLSTMOptions",
        options=read_options,
        params=params_of,
        states=STATES,
        macs=macs,
    ),
)
