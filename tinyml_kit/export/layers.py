"""From the operators of an int8 graph to layers: which template, numbers and constants."""

from math import prod

import numpy as np

from tinyml_kit.export.layer import ExportError, Layer
from tinyml_kit.export.literals import Constant, number
from tinyml_kit.graph.parameters import parameters

# Channels of a depthwise convolution that are summed up together: one or two vectors of a
# computer's, and not many registers of a small chip's.
LARGEST_BLOCK = 16
# From 512 exponentials on, the interpreter may shift 32 bits by more than 31.
LARGEST_SOFTMAX = 511


def layer(graph, operator):
    """Return the Layer of an operator.

    Raises
    ------
    ExportError
        If there is no C for it, as for a sum that 32 bits may not hold; names the operator.
    """
    try:
        made = MAKERS[operator.name](graph, operator, parameters(graph, operator))
    except ExportError as error:
        raise ExportError(f"operator {operator.index} {operator.name}: {error}") from None
    return made


def _layer(graph, operator, numbers, texts=(), constants=(), template=None, inputs=None, batches=1):
    """Return a Layer with what all have in common filled in."""
    inputs = operator.inputs[:1] if inputs is None else inputs
    output = operator.outputs[0]
    is_float = graph.tensors[output].dtype == np.float32
    return Layer(
        operators=(operator,),
        template=template or f"{operator.name.lower()}.c",
        inputs=tuple(inputs),
        output=output,
        numbers=numbers,
        texts={"type": "float" if is_float else "int8_t", **dict(texts)},
        constants=dict(constants),
        batches=batches,
    )


def scaling(multiplier, shift, prefix="", index="channel"):
    """Return texts and constants for the step from an accumulator to an output.

    Parameters
    ----------
    multiplier, shift : int, or (channels,) arrays; a positive shift counts to the left
    prefix : str
        In front of the names of the texts, as in $left_multiplier.
    index : str
        The C expression for a channel's number.

    Returns
    -------
    texts : requantise, multiplier, shift
        The function to call, and two expressions for its arguments.
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
    texts[f"{prefix}multiplier"] = f"READ32($multipliers, {index})"
    texts[f"{prefix}shift"] = f"READ8(AT($shifts) + {index})"
    return texts, constants


def folded_bias(weights, bias, input_offset):
    """Return bias + input_offset · sum(weights), for weights (channels, …).

    Raises
    ------
    ExportError
        If 32 bits may not hold a sum of products with some int8 inputs, or a part of it.
    """
    weights = weights.reshape(len(weights), -1).astype(np.int64)
    bias = np.zeros(len(weights), np.int64) if bias is None else bias.ravel().astype(np.int64)
    folded = bias + input_offset * weights.sum(1)
    largest = np.abs(folded) + 128 * np.abs(weights).sum(1)
    if largest.max() >= 2**31:
        raise ExportError(
            f"the sum of channel {largest.argmax()} may need more than 32 bits, because of its "
            "bias; train the model with smaller biases."
        )
    return folded.astype(np.int32)


def clamps(numbers):
    """Return the numbers of an activation and of the output's zero point."""
    return {
        "OUTPUT_OFFSET": numbers["output_offset"],
        "LOW": numbers["activation_min"],
        "HIGH": numbers["activation_max"],
    }


def window_numbers(x, out, filter_sizes, options, padding):
    """Return the sizes of an operator that slides a window over an image."""
    _, in_height, in_width, in_channels = x.shape
    _, out_height, out_width, out_channels = out.shape
    (height, width), (top, left) = filter_sizes, padding
    strides, dilations = options["stride"], options.get("dilation", (1, 1))
    reach = [(size - 1) * step + 1 for size, step in zip(filter_sizes, dilations, strict=True)]
    beyond = (out_height - 1) * strides[0] - top + reach[0] > in_height or (
        out_width - 1
    ) * strides[1] - left + reach[1] > in_width
    return {
        "IN_HEIGHT": in_height,
        "IN_WIDTH": in_width,
        "IN_CHANNELS": in_channels,
        "OUT_HEIGHT": out_height,
        "OUT_WIDTH": out_width,
        "OUT_CHANNELS": out_channels,
        "FILTER_HEIGHT": height,
        "FILTER_WIDTH": width,
        "STRIDE_HEIGHT": strides[0],
        "STRIDE_WIDTH": strides[1],
        "DILATION_HEIGHT": dilations[0],
        "DILATION_WIDTH": dilations[1],
        "PAD_TOP": top,
        "PAD_LEFT": left,
        "PADDED": int(bool(top or left or beyond)),
        "DILATED": int(dilations != (1, 1)),
    }


def _data(graph, operator, place):
    """Return the constant of an operator's input, or None if it has none."""
    index = operator.inputs[place] if place < len(operator.inputs) else None
    return None if index is None else graph.tensors[index].data


def _fully_connected(graph, operator, made):
    weights = _data(graph, operator, 1)
    outputs, inputs = weights.shape
    texts, constants = scaling(made["multiplier"], made["shift"])
    bias = folded_bias(weights, _data(graph, operator, 2), made["input_offset"])
    constants["weights"] = Constant(weights, "weights, a row of inputs for each output", inputs)
    constants["bias"] = Constant(bias, "bias, less the input's zero point times all weights")
    numbers = {"INPUTS": inputs, "OUTPUTS": outputs, **clamps(made)}
    batches = graph.tensors[operator.outputs[0]].size // outputs
    return _layer(graph, operator, numbers, texts, constants, batches=batches)


def _conv_2d(graph, operator, made):
    x, out = graph.tensors[operator.inputs[0]], graph.tensors[operator.outputs[0]]
    weights = _data(graph, operator, 1)
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
    bias = folded_bias(weights, _data(graph, operator, 2), made["input_offset"])
    note = f"weights, a filter of {height} x {width} x {depth} for each output channel"
    constants["weights"] = Constant(weights, note, width * depth)
    constants["bias"] = Constant(bias, "bias, less the input's zero point times all weights")
    numbers |= clamps(made)
    return _layer(graph, operator, numbers, texts, constants, batches=x.shape[0])


def _depthwise_conv_2d(graph, operator, made):
    x, out = graph.tensors[operator.inputs[0]], graph.tensors[operator.outputs[0]]
    weights = _data(graph, operator, 1)
    _, height, width, channels = weights.shape
    numbers = window_numbers(x, out, (height, width), operator.options, made["padding"])
    multiplier = operator.options["depth_multiplier"]
    numbers["ZERO_POINT"] = -made["input_offset"]
    numbers["BLOCK"] = _block(channels, multiplier)
    if multiplier > 1:
        numbers["MULTIPLIER"] = multiplier
    texts, constants = scaling(made["multiplier"], made["shift"])
    by_channel = np.moveaxis(weights[0], -1, 0)
    bias = folded_bias(by_channel, _data(graph, operator, 2), made["input_offset"])
    note = f"weights, {channels} filters of {height} x {width}, side by side"
    constants["weights"] = Constant(weights, note, channels)
    constants["bias"] = Constant(bias, "bias, less the input's zero point times all weights")
    numbers |= clamps(made)
    return _layer(graph, operator, numbers, texts, constants, batches=x.shape[0])


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
    return _layer(graph, operator, numbers, batches=x.shape[0])


def _mean(graph, operator, made):
    x = graph.tensors[operator.inputs[0]]
    texts, constants = scaling(made["multiplier"], made["shift"])
    offset = made["input_offset"] * made["count"]
    if abs(offset) + 128 * made["count"] >= 2**31:
        raise ExportError(f"the sum of {made['count']} numbers may need more than 32 bits.")
    texts |= {"offset": number(offset), "count": number(made["count"])}
    numbers = {**reduction(x.shape, operator.options["axes"])}
    numbers["OUTPUT_OFFSET"] = made["output_offset"]
    return _layer(graph, operator, numbers, texts, constants)


def reduction(shape, axes):
    """Return OUTER, FIRST, MIDDLE, SECOND and INNER of a shape that is summed over some axes.

    Raises
    ------
    ExportError
        If the axes lie in more than two places, with others between them.
    """
    runs = [["kept", 1]]
    for axis, size in enumerate(shape):
        kind = "summed" if axis in axes else "kept"
        if size == 1:
            continue
        if runs[-1][0] == kind:
            runs[-1][1] *= size
        else:
            runs.append([kind, size])
    sizes = [size for _, size in runs]
    names = ("OUTER", "FIRST", "MIDDLE", "SECOND", "INNER")
    if len(sizes) > len(names):
        raise ExportError(f"its axes {axes} lie in more than two places; transpose the input.")
    if len(sizes) < 4:  # only one run is summed: the last size, if there is one, is INNER
        sizes = [*sizes[:2], 1, 1, *sizes[2:]] if len(sizes) > 1 else [*sizes, 1, 1, 1]
    return dict(zip(names, sizes + [1] * (5 - len(sizes)), strict=True))


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


def pairwise_layer(graph, operator, numbers, texts, constants):
    """Return the Layer of an operator on pairs of numbers, either of which may be constant."""
    out = graph.tensors[operator.outputs[0]]
    inputs, arguments = [], []
    shapes = [graph.tensors[index].shape for index in operator.inputs]
    kind = "float" if out.dtype == np.float32 else "int8_t"
    broadcast = shapes[0] != shapes[1]
    if broadcast:
        numbers |= _steps(out.shape, shapes)
    for side, step, index in zip(("left", "right"), "lr", operator.inputs, strict=True):
        at = step if broadcast else "i"
        tensor = graph.tensors[index]
        if tensor.data is None:
            inputs.append(index)
            arguments.append(f"const {kind} *{side}")
            texts[f"{side}_value"] = f"{side}[{at}]"
        else:
            name = f"{side}_constant"
            constants[name] = Constant(tensor.data, f"the {side} operand")
            read = "READ8(AT(${}) + {})" if kind == "int8_t" else "READ_FLOAT(${}, {})"
            texts[f"{side}_value"] = read.format(name, at)
    texts["arguments"] = ", ".join([*arguments, f"{kind} *output"])
    return _layer(graph, operator, numbers, texts, constants, inputs=inputs)


def _steps(shape, operands):
    """Return SIZE_0 to SIZE_3 of the output, and both operands' steps along these axes."""
    numbers = {f"SIZE_{axis}": size for axis, size in enumerate(_four(shape))}
    for side, operand in zip(("LEFT", "RIGHT"), operands, strict=True):
        sizes = _four(operand)
        for axis, size in enumerate(sizes):
            numbers[f"{side}_{axis}"] = 0 if size == 1 else prod(sizes[axis + 1 :])
    return numbers


def _four(shape):
    return (1,) * (4 - len(shape)) + tuple(shape)


def pad(graph, operator, made):
    """Return the Layer of PAD or PADV2."""
    x, out = graph.tensors[operator.inputs[0]], graph.tensors[operator.outputs[0]]
    sizes, wide = _four(x.shape), _four(out.shape)
    before = [0] * (4 - len(x.shape)) + [pair[0] for pair in operator.options["paddings"]]
    steps = [prod(wide[axis + 1 :]) for axis in range(4)]
    numbers = {f"SIZE_{axis}": size for axis, size in enumerate(sizes)}
    numbers |= {f"STEP_{axis}": steps[axis] for axis in range(3)}
    numbers["FIRST"] = sum(n * step for n, step in zip(before, steps, strict=True))
    numbers["OUT_SIZE"] = out.size
    return _layer(graph, operator, numbers, {"value": number(made["value"])})


def concatenation(graph, operator, made):
    """Return the Layer of CONCATENATION."""
    out, axis = graph.tensors[operator.outputs[0]], operator.options["axis"]
    kind = "float" if out.dtype == np.float32 else "int8_t"
    inputs, arguments, copies, constants = [], [], [], {}
    for place, index in enumerate(operator.inputs):
        tensor = graph.tensors[index]
        run = prod(tensor.shape[axis:])
        if tensor.data is None:
            arguments.append(f"const {kind} *input_{place}")
            inputs.append(index)
            source = f"input_{place}[i * {run} + k]"
        else:
            constants[f"input_{place}"] = Constant(tensor.data, f"input {place}")
            read = "READ8(AT(${}) + {})" if kind == "int8_t" else "READ_FLOAT(${}, {})"
            source = read.format(f"input_{place}", f"i * {run} + k")
        copies.append(
            f"        for (index_t k = 0; k < {run}; k++)\n            *output++ = {source};"
        )
    texts = {"arguments": ", ".join([*arguments, f"{kind} *output"]), "copies": "\n".join(copies)}
    numbers = {"REPEATS": prod(out.shape[:axis])}
    return _layer(graph, operator, numbers, texts, constants, inputs=inputs)


def rename(graph, operator, made):
    """Return the Layer of an operator that only changes the shape."""
    return _layer(graph, operator, {"SIZE": graph.tensors[operator.outputs[0]].size})


def _softmax(graph, operator, made):
    out = graph.tensors[operator.outputs[0]]
    depth = out.shape[-1]
    if depth > LARGEST_SOFTMAX:
        raise ExportError(
            f"it has {depth} classes; the interpreter's arithmetic is defined for up to 511."
        )
    note = "exp(-beta * scale * difference) for differences of 0 to 255, times 2^31"
    constants = {"exponentials": Constant(made["exponentials"], note)}
    return _layer(graph, operator, {"ROWS": out.size // depth, "DEPTH": depth}, constants=constants)


def _lookup(graph, operator, made):
    constants = {"table": Constant(made["table"], "the outputs for inputs of -128 to 127")}
    numbers = {"SIZE": graph.tensors[operator.outputs[0]].size}
    return _layer(graph, operator, numbers, constants=constants)


def _quantize(graph, operator, made):
    if "table" in made:
        return _lookup(graph, operator, made)
    numbers = {"SIZE": graph.tensors[operator.outputs[0]].size, "ZERO_POINT": made["zero_point"]}
    texts = {"scale": number(made["scale"])}
    return _layer(graph, operator, numbers, texts, template="float32/quantize.c")


def _dequantize(graph, operator, made):
    numbers = {"SIZE": graph.tensors[operator.outputs[0]].size, "ZERO_POINT": made["zero_point"]}
    return _layer(graph, operator, numbers, {"scale": number(made["scale"])})


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
    "QUANTIZE": _quantize,
    "DEQUANTIZE": _dequantize,
}
