"""From int8 operators to layers: which template, which numbers, which constants."""

import numpy as np

from tinyml_kit.codegen.c.literals import Constant, number
from tinyml_kit.codegen.lowering.common_layers import concatenation, pad, pairwise_layer, rename
from tinyml_kit.codegen.lowering.layer import ExportError, data_of, make_layer
from tinyml_kit.codegen.lowering.sizes import reduction, window_numbers

# Channels of a depthwise convolution that are summed up together: one or two vectors of a
# computer's, and not many registers of a small chip's.
LARGEST_BLOCK = 16
# From 512 classes on, the sum of all exponentials may be too large: the interpreter aborts.
LARGEST_SOFTMAX = 511


def scaling(multiplier, shift, prefix=""):
    """Return texts and constants for the step from an accumulator to an output.

    Parameters
    ----------
    multiplier, shift : int, or (channels,) arrays; a positive shift counts to the left
    prefix : str
        In front of the names of the texts, as in $left_multiplier.

    Returns
    -------
    texts : requantise, multiplier, shift
        The function to call, and two expressions for its arguments; where channels have their
        own, the C variable `channel` is their number.
    constants : arrays of multipliers and shifts, where channels have their own
    """
    right = -np.asarray(shift, np.int8)
    function = "requantise" if right.min() > 0 else "requantise_any"
    texts, constants = {f"{prefix}requantise": function}, {}
    if len({*zip(np.ravel(multiplier).tolist(), np.ravel(right).tolist(), strict=True)}) == 1:
        texts[f"{prefix}multiplier"] = number(np.ravel(multiplier)[0])
        texts[f"{prefix}shift"] = number(np.ravel(right)[0])
        return texts, constants
    multipliers = np.asarray(multiplier, np.int32)
    note = "each channel's factor from its accumulator to the output, times 2^31 and 2^shift"
    constants["multipliers"] = Constant(multipliers, note)
    constants["shifts"] = Constant(right, "each channel's shift to the right")
    texts[f"{prefix}multiplier"] = "READ32($multipliers, channel)"
    texts[f"{prefix}shift"] = "READ8(AT($shifts) + channel)"
    return texts, constants


def weighted_sums(weights, bias, input_offset):
    """Return what a layer needs that sums up weights times inputs: numbers, texts, bias.

    Parameters
    ----------
    weights : (channels, …) int8
    bias : (channels,) int32, or None
    input_offset : int
        What is added to every input; it becomes bias + input_offset · sum(weights).

    Returns
    -------
    numbers : WRAPS, whether a sum, or a part of it, may need more than 32 bits
    texts : accumulator, the type of a sum. Only unsigned numbers may overflow in C, and keep the
        last 32 bits, as the interpreter's sums do.
    bias : Constant
    """
    weights = weights.reshape(len(weights), -1).astype(np.int64)
    bias = np.zeros(len(weights), np.int64) if bias is None else bias.ravel().astype(np.int64)
    folded = bias + input_offset * weights.sum(1)
    largest = np.abs(folded) + 128 * np.abs(weights).sum(1)
    wraps = bool(largest.max() >= 2**31)
    note = "bias, less the input's zero point times all weights"
    return (
        {"WRAPS": int(wraps)},
        {"accumulator": "uint32_t" if wraps else "int32_t"},
        Constant(folded.astype(np.int32), note),
    )


def clamps(numbers):
    """Return the numbers of an activation and of the output's zero point."""
    return {
        "OUTPUT_OFFSET": numbers["output_offset"],
        "LOW": numbers["activation_min"],
        "HIGH": numbers["activation_max"],
    }


def _fully_connected(graph, operator, made):
    weights = data_of(graph, operator, 1)
    outputs, inputs = weights.shape
    texts, constants = scaling(made["multiplier"], made["shift"])
    wraps, accumulator, constants["bias"] = weighted_sums(
        weights, data_of(graph, operator, 2), made["input_offset"]
    )
    constants["weights"] = Constant(weights, "weights, a row of inputs for each output", inputs)
    numbers = {"INPUTS": inputs, "OUTPUTS": outputs, **clamps(made), **wraps}
    texts |= accumulator
    batches = graph.tensors[operator.outputs[0]].size // outputs
    return make_layer(graph, operator, numbers, texts, constants, batches=batches)


def _conv_2d(graph, operator, made):
    x, out = graph.tensors[operator.inputs[0]], graph.tensors[operator.outputs[0]]
    weights = data_of(graph, operator, 1)
    channels, height, width, depth = weights.shape
    numbers = window_numbers(x, out, (height, width), operator.options, made["padding"])
    numbers["ZERO_POINT"] = -made["input_offset"]
    numbers["FILTER_SIZE"] = height * width * x.shape[3]
    # Rows of a window follow each other without gaps if there is one, or they are whole rows.
    whole_rows = height == 1 or width == x.shape[2]
    numbers["CONTIGUOUS"] = int(whole_rows and not numbers["PADDED"] and not numbers["DILATED"])
    if made["groups"] > 1:
        numbers |= {
            "GROUPED": 1,
            "GROUP_INPUTS": depth,
            "GROUP_OUTPUTS": channels // made["groups"],
        }
    texts, constants = scaling(made["multiplier"], made["shift"])
    wraps, accumulator, constants["bias"] = weighted_sums(
        weights, data_of(graph, operator, 2), made["input_offset"]
    )
    note = f"weights, a filter of {height} x {width} x {depth} for each output channel"
    constants["weights"] = Constant(weights, note, width * depth)
    numbers |= {**clamps(made), **wraps}
    texts |= accumulator
    return make_layer(graph, operator, numbers, texts, constants, batches=x.shape[0])


def _depthwise_conv_2d(graph, operator, made):
    x, out = graph.tensors[operator.inputs[0]], graph.tensors[operator.outputs[0]]
    weights = data_of(graph, operator, 1)
    _, height, width, channels = weights.shape
    numbers = window_numbers(x, out, (height, width), operator.options, made["padding"])
    multiplier = operator.options["depth_multiplier"]
    numbers["ZERO_POINT"] = -made["input_offset"]
    numbers["BLOCK"] = _block(channels, multiplier)
    if multiplier > 1:
        numbers["MULTIPLIER"] = multiplier
    texts, constants = scaling(made["multiplier"], made["shift"])
    by_channel = np.moveaxis(weights[0], -1, 0)
    wraps, accumulator, constants["bias"] = weighted_sums(
        by_channel, data_of(graph, operator, 2), made["input_offset"]
    )
    note = f"weights, {channels} filters of {height} x {width}, side by side"
    constants["weights"] = Constant(weights, note, channels)
    numbers |= {**clamps(made), **wraps}
    texts |= accumulator
    return make_layer(graph, operator, numbers, texts, constants, batches=x.shape[0])


def _block(channels, multiplier):
    """Return how many output channels are summed up together: whole inputs' shares only."""
    sizes = [n for n in range(1, LARGEST_BLOCK + 1) if channels % n == 0 and n % multiplier == 0]
    return max(sizes, default=multiplier)


def _pool(graph, operator, made):
    x, out = graph.tensors[operator.inputs[0]], graph.tensors[operator.outputs[0]]
    filter_sizes = operator.options["filter"]
    numbers = window_numbers(x, out, filter_sizes, operator.options, made["padding"])
    numbers |= {
        "CHANNELS": x.shape[3],
        "LOW": made["activation_min"],
        "HIGH": made["activation_max"],
        "HIGH_CUTS": int(made["activation_max"] < 127),
    }
    return make_layer(graph, operator, numbers, batches=x.shape[0])


def _mean(graph, operator, made):
    x = graph.tensors[operator.inputs[0]]
    texts, constants = scaling(made["multiplier"], made["shift"])
    offset = made["input_offset"] * made["count"]
    if abs(offset) + 128 * made["count"] >= 2**31:
        raise ExportError(f"the sum of {made['count']} numbers may need more than 32 bits.")
    texts |= {"offset": number(offset), "count": number(made["count"])}
    numbers = {**reduction(x.shape, operator.options["axes"])}
    numbers["OUTPUT_OFFSET"] = made["output_offset"]
    return make_layer(graph, operator, numbers, texts, constants)


def _pairwise(graph, operator, made):
    out = graph.tensors[operator.outputs[0]]
    numbers = {
        "LEFT_OFFSET": made["input1_offset"],
        "RIGHT_OFFSET": made["input2_offset"],
        **clamps(made),
        "SIZE": out.size,
    }
    texts, constants = {}, {}
    if operator.name == "MUL":
        texts |= scaling(made["multiplier"], made["shift"])[0]
    else:
        numbers["FINER_BITS"] = made["left_shift"]
        for prefix, name in (("left_", "input1"), ("right_", "input2"), ("", "output")):
            texts |= scaling(made[f"{name}_multiplier"], made[f"{name}_shift"], prefix)[0]
    return pairwise_layer(graph, operator, numbers, texts, constants)


def _softmax(graph, operator, made):
    out = graph.tensors[operator.outputs[0]]
    depth = out.shape[-1]
    if depth > LARGEST_SOFTMAX:
        raise ExportError(
            f"it has {depth} classes; the interpreter's arithmetic holds for up to 511."
        )
    note = "exp(-beta * scale * difference) for differences of 0 to 255, times 2^31"
    constants = {"exponentials": Constant(made["exponentials"], note)}
    numbers = {"ROWS": out.size // depth, "DEPTH": depth}
    return make_layer(graph, operator, numbers, constants=constants)


def _lookup(graph, operator, made):
    constants = {"table": Constant(made["table"], "the outputs for inputs of -128 to 127")}
    numbers = {"SIZE": graph.tensors[operator.outputs[0]].size}
    return make_layer(graph, operator, numbers, constants=constants)


def _dequantize(graph, operator, made):
    numbers = {"SIZE": graph.tensors[operator.outputs[0]].size, "ZERO_POINT": made["zero_point"]}
    return make_layer(graph, operator, numbers, {"scale": number(made["scale"])})


MAKERS = {
    "FULLY_CONNECTED": _fully_connected,
    "CONV_2D": _conv_2d,
    "DEPTHWISE_CONV_2D": _depthwise_conv_2d,
    "MAX_POOL_2D": _pool,
    "AVERAGE_POOL_2D": _pool,
    "MEAN": _mean,
    "ADD": _pairwise,
    "MUL": _pairwise,
    "SUB": _pairwise,
    "PAD": pad,
    "PADV2": pad,
    "CONCATENATION": concatenation,
    "RESHAPE": rename,
    "SQUEEZE": rename,
    "EXPAND_DIMS": rename,
    "SOFTMAX": _softmax,
    "LOGISTIC": _lookup,
    "TANH": _lookup,
    "RELU": _lookup,
    "RELU6": _lookup,
    "LEAKY_RELU": _lookup,
    "QUANTIZE": _lookup,
    "DEQUANTIZE": _dequantize,
}
