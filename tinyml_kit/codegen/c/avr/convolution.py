"""Convolutions on an AVR: few weights are put into instructions, many into a table in flash.

A convolution uses its weights again at every place. A weight costs one cycle as the constant of an
instruction (ldi), and three from a table (lpm). But with its own mul and additions it takes ten
bytes of flash instead of one. The sign of a constant is known, too: the product of the amounts is
added or subtracted, a weight of 0 costs nothing, and one of 1 or -1 needs no mul.
"""

import textwrap
from dataclasses import replace
from typing import TypeVar

import numpy as np

from tinyml_kit.codegen.c.avr import blocks, scaling
from tinyml_kit.codegen.c.avr.dense import LARGEST_ARRAY, groups, loops, name, parts, unsigned
from tinyml_kit.codegen.c.c_layer import CLayer, array_name
from tinyml_kit.codegen.lowering.ranges import sums_fit
from tinyml_kit.ops.layer import Constant, Layer

# A multiplication: ldi, mul and three additions. An input: a load, an addition and a branch.
BYTES_OF_PRODUCT, BYTES_OF_INPUT = 10, 6
# The largest window, in elements, that is copied to the stack for a depthwise convolution. The
# weights of 32 such windows, those of 0 included, are as many as the compiler allows in an array.
LARGEST_WINDOW = 512
# The largest distance from a pointer that an instruction can hold, in bytes.
REACH = 63
# Eight sums of three bytes are in r2 to r25. KEPT are the registers that a function must restore.
SUMS = 8
KEPT = (*range(2, 18), 28, 29)

AnyLayer = TypeVar("AnyLayer", bound=Layer)


def as_convolution(layer: AnyLayer) -> AnyLayer | None:
    """Return the layer as a convolution whose sums are proved to fit into 24 bits, or None.

    A depthwise convolution becomes one with many weights of 0. They cost nothing in instructions.
    In a table they would, unless there is only one input channel.
    """
    if layer.element != "int8":
        return None
    if layer.kernel == "depthwise_conv_2d":
        layer = _spread(layer)
    elif layer.kernel not in ("conv_2d", "conv_2d_max_pool_2d"):
        return None
    filters, bias = _filters(layer), layer.constants["bias"].values
    if layer.sizes.get("GROUPED") or filters.shape[1] > LARGEST_ARRAY:
        return None
    # A pooling compares sums before the bias is added: they have to fit without it, too.
    fits = sums_fit(filters, np.zeros(len(filters)), 24, low=0, high=255)
    # common/scale_24.c takes sums of 24 bits, and only scales that shift to the right.
    if not (fits and sums_fit(filters, bias, 24) and layer.scalings["output"].always_right):
        return None
    if layer.sizes.get("SPARSE"):
        window = filters.shape[1]
        if max(len(filters) * window / 32, window) > LARGEST_WINDOW:
            return None
    return layer


def bytes_in_code(layer: Layer) -> int:
    """Return about how many bytes of flash a convolution's weights take as instructions."""
    filters = _filters(layer)
    inputs = sum(
        filters[start : start + SUMS].any(0).sum() for start in range(0, len(filters), SUMS)
    )
    return int(BYTES_OF_PRODUCT * np.count_nonzero(filters) + BYTES_OF_INPUT * inputs)


def _filters(layer):
    weights = layer.constants["weights"].values
    return weights.reshape(len(weights), -1)


def _spread(layer):
    """Return a depthwise convolution as a convolution with weights of 0 for all other channels."""
    weights = layer.constants["weights"].values
    _, height, width, channels = weights.shape
    depth = layer.sizes["IN_CHANNELS"]
    filters = np.zeros((channels, height, width, depth), np.int8)
    for channel in range(channels):
        filters[channel, :, :, channel * depth // channels] = weights[0, :, :, channel]
    sizes = layer.sizes | {
        "FILTER_SIZE": height * width * depth,
        "CONTIGUOUS": 0,
        "SPARSE": int(depth > 1),
    }
    table = Constant(filters, layer.constants["weights"].note)
    constants = layer.constants | {"weights": table}
    return replace(layer, kernel="conv_2d", sizes=sizes, constants=constants)


def adapt(layer: CLayer, in_code: bool, in_blocks: bool = False) -> CLayer:
    """Return a convolution as an AVR computes it, or the layer itself if nothing is gained."""
    convolution = as_convolution(layer)
    if convolution is None or convolution.sizes.get("SPARSE") and not in_code:
        return layer
    layer = convolution
    weights, filters = layer.constants["weights"].values, _filters(layer)
    sizes, constants = dict(layer.sizes), dict(layer.constants)
    raised = unsigned(filters, constants["bias"].values)
    constants["bias"] = raised["bias"]
    constants = scaling.with_records(constants, layer.scalings["output"], [len(filters)])
    sizes |= scaling.sizes(layer.scalings["output"])
    if in_blocks:
        code = blocks.bytes_of_code(layer)
        return blocks.adapt(replace(layer, constants=constants, sizes=sizes, instructions=code))
    sizes["IN_CODE"] = int(in_code)
    if in_code:
        sizes["COPIED"] = int(sizes["PADDED"] or sizes["DILATED"])
        sizes |= _run(sizes, weights.shape[1:])
        assembly, dots = _sums(filters, sizes, bool(sizes.get("POOL_HEIGHT"))), ""
    else:
        sizes["COPIED"] = int(not sizes["CONTIGUOUS"])
        constants |= {key: table for key, table in raised.items() if key != "bias"}
        assembly, dots = "", _dots(layer, len(filters), filters.shape[1])
    substitutions = layer.substitutions | {"assembly": assembly, "dots": dots}
    pooled = "POOL_HEIGHT" in sizes
    sizes |= {"POOLED": int(pooled), "POOL_CUT": sizes.get("POOL_CUT", 0)}
    for side in ("HEIGHT", "WIDTH"):
        sizes[side] = sizes[f"POOLED_{side}" if pooled else f"OUT_{side}"]
    return replace(
        layer,
        kernel="conv_2d_24_bits",
        sizes=sizes,
        substitutions=substitutions,
        constants=constants,
        loops=() if in_code else loops(len(filters), filters.shape[1]),
        instructions=bytes_in_code(layer) if in_code else 0,
    )


def _run(sizes, shape):
    """Return how a window lies in memory: ROWS runs of RUN inputs, STEP elements apart."""
    height, width, depth = shape
    if sizes["COPIED"]:
        return {"ROWS": 1, "RUN": height * width * depth, "STEP": 0}
    return {"ROWS": height, "RUN": width * depth, "STEP": sizes["IN_WIDTH"] * depth}


def _sums(filters, sizes, pooled):
    """Return the assembly that computes the sums of all filters, eight at a time."""
    offsets = [
        row * sizes["STEP"] + at for row in range(sizes["ROWS"]) for at in range(sizes["RUN"])
    ]
    lines = [_every("push", KEPT), _plain("push r24", "push r25", "push r22", "push r23")]
    if pooled:
        lines += [_plain("bst r20, 0") + " /* T: the first window of the pooling */"]
    for start in range(0, len(filters), SUMS):
        lines += _group(filters[start : start + SUMS], offsets, start, pooled)
    lines += [_plain(*["pop r0"] * 4, "clr r1"), _every("pop", KEPT[::-1]), _plain("ret")]
    return "\n".join(" " * 8 + line for line in lines)


def _plain(*instructions):
    """Return instructions as a string of C."""
    return '"' + "".join(f"{one}\\n\\t" for one in instructions) + '"'


def _every(instruction, registers):
    return _plain(f".irp n, {','.join(map(str, registers))}", f"{instruction} r\\\\n", ".endr")


def _group(filters, offsets, start, pooled):
    """Return the lines that compute up to eight sums, in r2 to r25, and store them."""
    sums = [f"{2 + 3 * row}, {3 + 3 * row}, {4 + 3 * row}" for row in range(len(filters))]
    # The window's address lies on top of the stack, the sums' address below it.
    lines = [f"/* Channels {start} to {start + len(filters) - 1}. */"]
    lines += [_plain("pop r31", "pop r30", "push r30", "push r31", "clr r28")]
    lines += [_every("clr", range(2, 2 + 3 * len(filters)))]
    at = 0
    for column, offset in zip(filters.T.tolist(), offsets, strict=True):
        if not any(column):
            continue
        if offset - at > REACH:
            lines.append(_plain(f"subi r30, lo8({at - offset})", f"sbci r31, hi8({at - offset})"))
            at = offset
        products = [_product(*pair) for pair in zip(column, sums, strict=True)]
        lines += textwrap.wrap(" ".join([f"TAKE({offset - at})", *products, "NEXT"]), 88)
    lines.append(_plain("in r30, 0x3d", "in r31, 0x3e", "ldd r28, Z+4", "ldd r29, Z+3"))
    if start:
        lines.append(_plain(f"subi r28, lo8({-3 * start})", f"sbci r29, hi8({-3 * start})"))
    places = [f"{3 * row}, {3 * row + 1}, {3 * row + 2}" for row in range(len(filters))]
    pairs = list(zip(places, sums, strict=True))
    stores = [f"STORE({place}, {sum_})" for place, sum_ in pairs]
    if not pooled:
        return lines + stores
    larger = [f"STORE_LARGER({place}, {sum_})" for place, sum_ in pairs]
    lines += [_plain("brtc 5f", "rjmp 3f") + " /* the first: nothing to compare with */"]
    return [*lines, '"5:\\t"', *larger, '"rjmp 4f\\n3:\\t"', *stores, '"4:\\t"']


def _product(weight, sum_):
    """Return the macro that adds weight times an input to a sum."""
    sign = "PLUS" if weight > 0 else "MINUS"
    if weight == 0:
        return ""
    return f"{sign}_1({sum_})" if abs(weight) == 1 else f"{sign}({abs(weight)}, {sum_})"


def _dots(layer, channels, size):
    """Return the calls that compute the sums of all filters, group by group."""
    lines, channel = [], 0
    starts = {first for first, _ in parts(channels, size)}
    for group in groups(channels, size):
        if channel in starts:
            first = channel
        lines.append(
            f"dot_{group}(sums + {channel}, window, FILTER_SIZE, "
            f"AT({array_name(layer, name(first))}) + {(channel - first) * size}UL);"
        )
        channel += group
    return ("\n" + " " * 20).join(lines)
