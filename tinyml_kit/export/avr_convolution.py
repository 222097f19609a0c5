"""Convolutions on an AVR: weights in the instructions where they are few, else in flash.

A convolution uses its weights again at every place. As the constant of an instruction (ldi) a
weight costs one cycle, from a table (lpm) three; but with its own mul and add it takes ten bytes
of flash in place of one. And a constant's sign is known: the product of amounts is added or
subtracted, a weight of 0 costs nothing, one of 1 or -1 no mul.
"""

from dataclasses import replace

import numpy as np

from tinyml_kit.export.avr_dense import fits_24_bits, groups, name, parts, unsigned

# A load, a mul and three additions.
BYTES_IN_CODE = 10
# The largest distance from a pointer that an instruction can hold.
REACH = 63
# The first register of each of eight sums of three bytes.
SUMS = [f"r{2 + 3 * row}" for row in range(8)]
KEPT = "2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,28,29"


def may_be_in_code(layer):
    """Tell whether a layer is a convolution of int8 whose sums are proved to fit into 24 bits."""
    if layer.template not in ("conv_2d.c", "conv_2d_max_pool_2d.c") or layer.numbers.get("GROUPED"):
        return False
    weights = layer.constants["weights"].values
    filters = weights.reshape(len(weights), -1)
    return fits_24_bits(filters, np.zeros(len(filters)), 0, 255)


def adapt(layer, in_code):
    """Return a convolution as an AVR computes it, or the layer itself where 24 bits may not do."""
    if not may_be_in_code(layer):
        return layer
    weights = layer.constants["weights"].values
    filters = weights.reshape(len(weights), -1)
    numbers, constants, texts = dict(layer.numbers), dict(layer.constants), dict(layer.texts)
    raised = unsigned(filters, constants["bias"].values)
    constants["bias"] = raised["bias"]
    numbers["RELU"] = int(numbers["LOW"] == numbers["OUTPUT_OFFSET"])
    if in_code:
        numbers["IN_CODE"] = 1
        numbers["COPIED"] = int(numbers["PADDED"] or numbers["DILATED"])
        numbers |= _run(numbers, weights.shape[1:])
        texts["assembly"] = _sums(filters, numbers, bool(numbers.get("POOL_HEIGHT")))
    else:
        numbers["COPIED"] = int(not numbers["CONTIGUOUS"])
        constants |= raised
        texts["dots"] = _dots(len(filters), filters.shape[1])
    pooled = "POOL_HEIGHT" in numbers
    numbers["POOLED"] = int(pooled)
    for side in ("HEIGHT", "WIDTH"):
        numbers[side] = numbers[f"POOLED_{side}" if pooled else f"OUT_{side}"]
    template = "conv_2d_24_bits.c"
    return replace(layer, template=template, numbers=numbers, texts=texts, constants=constants)


def _run(numbers, shape):
    """Return how a window lies in memory: ROWS runs of RUN inputs, one every STEP."""
    height, width, depth = shape
    if numbers["COPIED"]:
        return {"ROWS": 1, "RUN": height * width * depth, "STEP": 0}
    return {"ROWS": height, "RUN": width * depth, "STEP": numbers["IN_WIDTH"] * depth}


def _sums(filters, numbers, pooled):
    """Return the assembly that leaves the sums of all filters at `sums`, eight at a time."""
    lines = [
        f".irp n, {KEPT}",
        "push r\\\\n",
        ".endr",
        "push r24",
        "push r25",
        "push r22",
        "push r23",
    ]
    offsets = [
        row * numbers["STEP"] + at for row in range(numbers["ROWS"]) for at in range(numbers["RUN"])
    ]
    if pooled:
        lines.append("bst r20, 0 /* T: the first window of the pool */")
    for start in range(0, len(filters), len(SUMS)):
        block = filters[start : start + len(SUMS)]
        lines += _group(block, offsets, start, pooled)
    lines += ["pop r0", "pop r0", "pop r0", "pop r0", "clr r1"]
    lines += [f".irp n, {','.join(reversed(KEPT.split(',')))}", "pop r\\\\n", ".endr", "ret"]
    return "\n".join(
        f'        "{line}\\n\\t"' if "/*" not in line else _noted(line) for line in lines
    )


def _noted(line):
    code, note = line.split(" /*")
    return f'        "{code}\\n\\t" /*{note}'


def _group(filters, offsets, start, pooled):
    """Return the lines that compute up to eight sums, in r2-r25, and keep them."""
    registers = [[f"r{int(name[1:]) + byte}" for byte in range(3)] for name in SUMS[: len(filters)]]
    # The window's address lies on top of the stack, the sums' address below it.
    lines = [
        f"pop r31 /* sums {start} to {start + len(filters) - 1} */",
        "pop r30",
        "push r30",
        "push r31",
        "clr r28",
    ]
    lines += [f"clr {name}" for sum_ in registers for name in sum_]
    at = 0
    for column, offset in zip(filters.T, offsets, strict=True):
        if not column.any():
            continue
        if offset - at > REACH:
            step = offset - at
            lines += [f"subi r30, lo8(-{step})", f"sbci r31, hi8(-{step})"]
            at = offset
        lines.append(f"ldd r26, Z+{offset - at} /* input {offset} */")
        lines += ["subi r26, 0x80", "breq 1f"]
        for weight, sum_ in zip(column.tolist(), registers, strict=True):
            lines += _product(weight, sum_)
        lines.append("1:")
    lines += ["in r30, 0x3d", "in r31, 0x3e", "ldd r28, Z+4", "ldd r29, Z+3"]
    if start:
        lines += [f"subi r28, lo8(-{3 * start})", f"sbci r29, hi8(-{3 * start})"]
    stores = [[f"std Y+{3 * row + byte}, {name}" for byte, name in enumerate(sum_)]
              for row, sum_ in enumerate(registers)]  # fmt: skip
    if not pooled:
        return lines + [store for sum_ in stores for store in sum_]
    lines += ["brtc 5f", "rjmp 3f /* the first: nothing to compare with */", "5:"]
    for row, (sum_, store) in enumerate(zip(registers, stores, strict=True)):
        lines += [f"ldd r26, Y+{3 * row}", f"ldd r27, Y+{3 * row + 1}", f"ldd r30, Y+{3 * row + 2}"]
        lines += [f"cp r26, {sum_[0]}", f"cpc r27, {sum_[1]}", f"cpc r30, {sum_[2]}", "brge 2f"]
        lines += [*store, "2:"]
    lines += ["rjmp 4f", "3:", *(store for sum_ in stores for store in sum_), "4:"]
    return lines


def _product(weight, sum_):
    """Return the lines that add weight · u to a sum; u is in r26 and 0 in r28."""
    add, carry = ("add", "adc") if weight > 0 else ("sub", "sbc")
    low, middle, high = sum_
    if weight == 0:
        return []
    if abs(weight) == 1:
        return [f"{add} {low}, r26", f"{carry} {middle}, r28", f"{carry} {high}, r28"]
    return [
        f"ldi r27, {abs(weight)}",
        "mul r27, r26",
        f"{add} {low}, r0",
        f"{carry} {middle}, r1",
        f"{carry} {high}, r28",
    ]


def _dots(channels, size):
    """Return the calls that compute the sums of all filters, group by group."""
    lines, channel = [], 0
    starts = {first for first, _ in parts(channels, size)}
    for group in groups(channels, size):
        if channel in starts:
            first = channel
        lines.append(
            f"dot_{group}(sums + {channel}, window, FILTER_SIZE, "
            f"AT(${name(first)}) + {(channel - first) * size}UL);"
        )
        channel += group
    return ("\n" + " " * 20).join(lines)
