"""The part of a layer's text that adds up: weights, biases, and what multiplies them."""

import numpy as np

from tinyml_kit.codegen.rtl.folding import Folding
from tinyml_kit.codegen.rtl.reading import CLOCKED
from tinyml_kit.codegen.rtl.verilog import bits_for, choice, instance, joined, literal, packed, rom
from tinyml_kit.codegen.rtl.windows import signed_bits


def sums(folding: Folding, name: str) -> str:
    """Return what turns `values` into `sums`."""
    bits, lanes = sum_bits(folding), folding.lanes
    lines = [f"    wire sum_valid;\n    wire [{bits * lanes - 1}:0] sums;"]
    if folding.windows.kind == "largest":
        ports = {"valid": "valid", "first": "first", "last": "last", "value": "values"}
        ports |= {"sum_valid": "sum_valid", "most": "sums"}
        return "\n".join([*lines, instance("largest", "most", {}, CLOCKED | ports)])
    if folding.groups > 1:
        lines += ["    wire ends;", counted("sum_group", folding.groups, "ends")]
    else:
        lines += ["    wire sum_group = 0;"]
    lines += [f"    wire [{bits * lanes - 1}:0] biases;"]
    lines += [f"    {name}_biases starts (.index(sum_group), .biases(biases));"]
    if folding.reading == "window" and folding.constant:
        ports = {"valid": "valid", "values": "values", "biases": "biases"}
        ports |= {"sum_valid": "sum_valid", "sums": "sums"}
        return "\n".join([*lines, instance(f"{name}_products", "dot", {}, CLOCKED | ports)])
    taps = folding.taps
    lines.append(f"    wire [{8 * taps * lanes - 1}:0] weights;")
    if folding.constant:
        same = int(folding.windows.weights.flat[0])
        lines.append(f"    assign weights = {{{taps * lanes}{{{literal(same, 8)}}}}};")
    else:
        lines.append(f"    {name}_weights weight_table (.clk(clk), .at(step), .data(weights));")
    parameters = {
        "TAPS": taps, "LANES": lanes, "WIDTH": bits,
        "HARD": taps * lanes if folding.constant else folding.hard,
        "BLOCKS": int(not folding.constant), "LEVELS": folding.levels, "WAIT": int(folding.waits),
    }  # fmt: skip
    names = ("valid", "first", "last", "values", "weights", "biases", "sum_valid", "sums")
    ports = CLOCKED | {name: name for name in names}
    ports["ends"] = "ends" if folding.groups > 1 else ""
    return "\n".join([*lines, instance("dot_product", "dot", parameters, ports)])


def weights(folding: Folding, name: str) -> str:
    """Return a module with the weights of each step."""
    steps = _in_turns(folding).reshape(folding.steps, -1)
    bits = 8 * folding.taps * folding.lanes
    note = "The weights of each step, a byte each, those of the first tap lowest."
    return rom(f"{name}_weights", [packed(step, 8) for step in steps], bits, note)


def _in_turns(folding):
    """Return the weights in the order in which they are used, (groups, turns, lanes, taps)."""
    height, width = folding.windows.kernel
    words, word = folding.group_words, folding.channels_in
    weights = folding.windows.weights.reshape(
        folding.groups, folding.lanes, height, width, words, word
    )
    order = {
        "tap": (0, 2, 3, 4, 1, 5),
        "column": (0, 3, 4, 1, 2, 5),
        "window": (0, 4, 1, 3, 2, 5),
    }[folding.reading]
    ordered = weights.transpose(order)
    if folding.side_by_side > 1:
        # Of the first turn's words, those before the window have the weight 0.
        beside, turns = folding.side_by_side, folding.turns
        ordered = ordered.reshape(folding.groups, width * words, folding.lanes, height * word)
        missing = turns * beside - width * words
        ordered = np.pad(ordered, ((0, 0), (missing, 0), (0, 0), (0, 0)))
        ordered = ordered.reshape(folding.groups, turns, beside, folding.lanes, -1)
        ordered = ordered.transpose(0, 1, 3, 2, 4)
    return ordered.reshape(folding.groups, folding.turns, folding.lanes, folding.taps)


def biases(folding: Folding, name: str) -> str:
    """Return a module with the biases of each group of filters."""
    one = folding.windows
    bits = sum_bits(folding)
    texts = [joined(group, bits) for group in one.biases.reshape(folding.groups, -1).tolist()]
    note = "What the sums of a group start with: the bias, less the zero point times all weights."
    return choice(f"{name}_biases", {"biases": (bits * folding.lanes, texts)}, note)


def sum_bits(folding: Folding) -> int:
    """Return the bits of a sum: they hold its bias, too."""
    one = folding.windows
    biases = max(signed_bits(int(one.biases.min())), signed_bits(int(one.biases.max())))
    return max(one.sum_bits, biases)


def counted(name: str, count: int, event: str) -> str:
    """Return a counter of groups or channels: which one the next event belongs to."""
    bits = bits_for(count - 1)
    ports = CLOCKED | {"next": event, "group": name}
    counter = instance("group_counter", f"{name}_counter", {"GROUPS": count, "BITS": bits}, ports)
    return f"    wire [{bits - 1}:0] {name};\n{counter}"


def constant_products(folding: Folding, name: str) -> str:
    """Return a module that multiplies by weights that never change: sums of shifted numbers."""
    taps, lanes, bits = folding.taps, folding.lanes, sum_bits(folding)
    cycles = 1 + folding.levels
    lines = [
        "// The products of a window and all filters: each weight is a sum of powers of two, so a",
        "// product is made of shifted numbers. One cycle multiplies, others add in pairs, and the",
        "// last one adds the bias. Each sum has the bits that the largest one needs.",
        f"module {name}_products (",
        "    input clk,\n    input reset,\n    input valid,",
        f"    input [{8 * taps - 1}:0] values,\n    input [{bits * lanes - 1}:0] biases,",
        f"    output reg sum_valid,\n    output [{bits * lanes - 1}:0] sums\n);",
        f"    reg [{cycles - 1}:0] valids;",
        "    always @(posedge clk) begin",
        "        valids <= reset ? 0 : {valids, valid};",
        f"        sum_valid <= !reset && valids[{cycles - 1}];",
        "    end",
    ]
    for tap in range(taps):
        lines.append(f"    wire signed [7:0] x{tap} = values[{8 * tap} +: 8];")
    for lane, weights in enumerate(_in_turns(folding)[0, 0].tolist()):
        lines += _lane_products(lane, weights, folding.levels)
        lines += [
            f"    wire signed [{bits - 1}:0] bias_{lane} = biases[{bits * lane} +: {bits}];",
            f"    reg signed [{bits - 1}:0] sum_{lane};",
            f"    always @(posedge clk) `WHEN(valids[{cycles - 1}])",
            f"        sum_{lane} <= bias_{lane} + total_{lane}_0;",
            f"    assign sums[{bits * lane} +: {bits}] = sum_{lane};",
        ]
    return "\n".join([*lines, "endmodule"])


def _lane_products(lane, weights, levels):
    """Return the lines that multiply by a filter's weights and add the products up.

    They end with total_LANE_0, `levels` cycles after the products.
    """
    # Each number is [text, lowest, highest]; what is 0 is left out. Register by register, the
    # numbers of a window follow its `valid`.
    numbers = [
        [f"{_shifted(f'x{tap}', weight)}", *sorted((-128 * weight, 127 * weight))]
        for tap, weight in enumerate(weights)
        if weight
    ] or [["0", 0, 0]]
    names = ["product", *(f"by_{2**level}" for level in range(1, levels)), "total"]
    lines = []
    for cycle, name in enumerate(names if levels else ["total"]):
        registers = [f"{name}_{lane}_{place}" for place in range(len(numbers))]
        for register, (_, low, high) in zip(registers, numbers, strict=True):
            bits = max(signed_bits(low), signed_bits(high))
            lines.append(f"    reg signed [{bits - 1}:0] {register};")
        comes = f"valids[{cycle - 1}]" if cycle else "valid"
        lines.append(f"    always @(posedge clk) `WHEN({comes}) begin")
        lines += [
            f"        {register} <= {text};"
            for register, (text, _, _) in zip(registers, numbers, strict=True)
        ]
        lines.append("    end")
        both = zip(registers, numbers, strict=True)
        known = [[register, low, high] for register, (_, low, high) in both]
        pairs = [known[place : place + 2] for place in range(0, len(known), 2)]
        numbers = [
            [" + ".join(one[0] for one in pair), sum(one[1] for one in pair),
             sum(one[2] for one in pair)]
            for pair in pairs
        ]  # fmt: skip
    return lines


def _shifted(name, weight):
    """Return a number times a weight as shifted numbers that are added or subtracted.

    The weight is written with the digits 1, 0 and -1 so that no two of them stand side by side.
    """
    terms, place = [], 0
    while weight:
        digit = 2 - weight % 4 if weight % 2 else 0
        if digit:
            shifted = f"({name} <<< {place})" if place else name
            terms.append(("- " if digit < 0 else "+ ") + shifted)
        weight, place = (weight - digit) // 2, place + 1
    # A number to add comes first, if there is one.
    text = " ".join(sorted(terms, key=lambda term: term.startswith("-"))) or "0"
    return text[2:] if text.startswith("+ ") else text
