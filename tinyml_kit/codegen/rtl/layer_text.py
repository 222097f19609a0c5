"""The text of a layer that slides a window: a module of its own, and its tables."""

import numpy as np

from tinyml_kit.codegen.rtl.folding import DIGIT, Folding
from tinyml_kit.codegen.rtl.reading import CLOCKED, reading
from tinyml_kit.codegen.rtl.verilog import bits_for, choice, instance, joined, literal, packed, rom
from tinyml_kit.codegen.rtl.windows import signed_bits


def layer(folding: Folding, name: str) -> list[str]:
    """Return the modules of a layer; the last one is called `name`."""
    parts = []
    if folding.windows.kind == "dot":
        parts.append(_biases(folding, name))
        if not folding.constant:
            parts.append(_weights(folding, name))
        elif folding.reading == "window":
            parts.append(_constant_products(folding, name))
    parts.append(_scaling(folding, name))
    one = folding.windows
    head = (
        f"module {name} (\n"
        "    input clk,\n    input reset,\n"
        f"    input in_valid,\n    output in_ready,\n    input [{8 * folding.channels_in - 1}:0] in_data,\n"
        "    output out_valid,\n    input out_ready,\n"
        f"    output [{8 * folding.channels_out - 1}:0] out_data\n);"
    )
    body = [
        head,
        "    wire popped; // a word leaves the queue",
        reading(folding),
        _sums(folding, name),
        _pooled(folding) if one.pool else _not_pooled(folding),
        _serially(folding, name) if folding.serial else _side_by_side(folding, name),
        "endmodule",
    ]
    return [*parts, f"// {_about(folding)}\n" + "\n".join(body)]


def _about(folding):
    one = folding.windows
    seen = {"tap": "a word", "column": "a column", "window": "the whole window"}[folding.reading]
    titles = " and ".join(operator.name for operator in one.layer.operators)
    return (
        f"{titles}: {one.filters} filters of {one.kernel[0]} x {one.kernel[1]} x "
        f"{one.weights.shape[3]}; {seen} of {folding.lanes} at once, {folding.steps} cycles for a "
        "window."
    )


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
    return weights.transpose(order).reshape(
        folding.groups, folding.turns, folding.lanes, folding.taps
    )


def _weights(folding, name):
    steps = _in_turns(folding).reshape(folding.steps, -1)
    bits = 8 * folding.taps * folding.lanes
    note = "The weights of each step, a byte each, those of the first tap lowest."
    return rom(f"{name}_weights", [packed(step, 8) for step in steps], bits, note)


def _biases(folding, name):
    one = folding.windows
    bits = _sum_bits(folding)
    texts = [joined(group, bits) for group in one.biases.reshape(folding.groups, folding.lanes)]
    note = "What the sums of each group start with: the bias, less the zero point times all weights."
    return choice(f"{name}_biases", {"biases": (bits * folding.lanes, texts)}, note)


def _sum_bits(folding):
    """Return the bits of a sum: they hold its bias, too."""
    one = folding.windows
    biases = max(signed_bits(int(one.biases.min())), signed_bits(int(one.biases.max())))
    return max(one.sum_bits, biases)


def _scaling(folding, name):
    scaling = folding.windows.scaling
    factor, partial = DIGIT * folding.stages, folding.partial_bits
    lanes = folding.channels_out
    columns = {
        "factors": (scaling.factors, factor),
        "addends": (scaling.addends[:, 0], partial),
        "negative_addends": (scaling.addends[:, 1], partial),
    }
    outputs = {
        key: (lanes * bits, [_word(row, bits) for row in values.reshape(-1, lanes)])
        for key, (values, bits) in columns.items()
    }
    note = "How the sums of each channel become outputs: factor and addends (see requantize)."
    return choice(f"{name}_scaling", outputs, note)


def _word(numbers, bits):
    return f"{bits * len(numbers)}'h{packed(numbers, bits):x}"


def _sums(folding, name):
    """Return what turns `values` into `sums`."""
    bits, lanes = _sum_bits(folding), folding.lanes
    lines = [f"    wire sum_valid;\n    wire [{bits * lanes - 1}:0] sums;"]
    if folding.windows.kind == "largest":
        ports = {"valid": "valid", "first": "first", "last": "last", "value": "values"}
        ports |= {"sum_valid": "sum_valid", "most": "sums"}
        return "\n".join([*lines, instance("largest", "most", {}, CLOCKED | ports)])
    if folding.groups > 1:
        lines += ["    wire ends;", _counted(folding, "sum_group", folding.groups, "ends")]
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
        "LEVELS": folding.levels, "WAIT": int(folding.reading != "window"),
    }  # fmt: skip
    names = ("valid", "first", "last", "values", "weights", "biases", "sum_valid", "sums")
    ports = CLOCKED | {name: name for name in names}
    ports["ends"] = "ends" if folding.groups > 1 else ""
    return "\n".join([*lines, instance("dot_product", "dot", parameters, ports)])


def _counted(folding, name, count, event):
    """Return a counter of groups or channels: which one the next event belongs to."""
    bits = bits_for(count - 1)
    ports = CLOCKED | {"next": event, "group": name}
    counter = instance("group_counter", f"{name}_counter", {"GROUPS": count, "BITS": bits}, ports)
    return f"    wire [{bits - 1}:0] {name};\n{counter}"


def _constant_products(folding, name):
    """Return a module that multiplies by weights that never change: sums of shifted numbers."""
    taps, lanes, bits = folding.taps, folding.lanes, _sum_bits(folding)
    weights = _in_turns(folding)[0, 0]
    cycles = 1 + folding.levels
    lines = [
        "// The products of a window and all filters: each weight is a sum of powers of two, so a",
        "// product is made of shifted numbers. One cycle multiplies, others add in pairs, and the",
        "// last one adds the bias.",
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
        lines.append(f"    wire signed [15:0] x{tap} = {{{{8{{values[{8 * tap + 7}]}}}}, values[{8 * tap} +: 8]}};")
    for lane in range(lanes):
        lines += [
            f"    reg [{16 * taps - 1}:0] products_{lane};",
            "    always @(posedge clk) begin",
            *(
                f"        products_{lane}[{16 * tap} +: 16] <= {_shifted(f'x{tap}', int(weight))}; // {weight}"
                for tap, weight in enumerate(weights[lane])
            ),
            "    end",
            f"    wire signed [{15 + folding.levels}:0] total_{lane};",
            instance(
                "adder_tree", f"tree_{lane}",
                {"COUNT": taps, "WIDTH": 16, "LEVELS": folding.levels},
                {"clk": "clk", "numbers": f"products_{lane}", "total": f"total_{lane}"},
            ),
            f"    wire signed [{bits - 1}:0] bias_{lane} = biases[{bits * lane} +: {bits}];",
            f"    reg signed [{bits - 1}:0] sum_{lane};",
            f"    always @(posedge clk) sum_{lane} <= bias_{lane} + total_{lane};",
            f"    assign sums[{bits * lane} +: {bits}] = sum_{lane};",
        ]  # fmt: skip
    return "\n".join([*lines, "endmodule"])


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
    text = " ".join(sorted(terms, key=lambda term: term.startswith("-"))) or "+ 16'sd0"
    return text[2:] if text.startswith("+ ") else text


def _not_pooled(folding):
    return (
        "    wire pooled_valid = sum_valid;\n"
        f"    wire [{_sum_bits(folding) * folding.lanes - 1}:0] pooled = sums;"
    )


def _pooled(folding):
    one, bits = folding.windows, _sum_bits(folding)
    pool = one.pool
    entries = -(-one.out_width // pool.width) * folding.groups
    parameters = {
        "LANES": folding.lanes, "WIDTH": bits, "GROUPS": folding.groups,
        "IN_WIDTH": one.out_width, "IN_HEIGHT": one.out_height,
        "POOL_WIDTH": pool.width, "POOL_HEIGHT": pool.height, "CUT": int(pool.cut),
        "ENTRIES": entries, "BITS": bits_for(entries - 1),
        "COUNT": bits_for(max(one.out_width, one.out_height, folding.groups)),
        "NEAR": int(folding.steps < 3),
    }  # fmt: skip
    ports = {"in_valid": "sum_valid", "in_sums": "sums"}
    ports |= {"out_valid": "pooled_valid", "out_sums": "pooled"}
    return (
        f"    wire pooled_valid;\n    wire [{bits * folding.lanes - 1}:0] pooled;\n"
        + instance("max_pool", "pool", parameters, CLOCKED | ports)
    )


def _formula(folding):
    scaling = folding.windows.scaling
    return {
        "WIDTH": _sum_bits(folding), "FACTOR": DIGIT * folding.stages, "DIGIT": DIGIT,
        "STAGES": folding.stages, "PARTIAL": folding.partial_bits, "PLACES": scaling.places,
        "OFFSET": scaling.offset, "LOW": scaling.low, "HIGH": scaling.high,
    }  # fmt: skip


def _constants(folding, name, index):
    lanes, factor, partial = folding.channels_out, DIGIT * folding.stages, folding.partial_bits
    ports = "".join(f", .{one}({one})" for one in ("factors", "addends", "negative_addends"))
    return (
        f"    wire [{lanes * factor - 1}:0] factors;\n"
        f"    wire [{lanes * partial - 1}:0] addends, negative_addends;\n"
        f"    {name}_scaling scaling (.index({index}){ports});"
    )


def _queue(folding, width, push, data, prefix):
    parameters = {"WIDTH": width, "DEPTH": folding.queue, "BITS": bits_for(folding.queue - 1)}
    ports = {"push": push, "in_data": data}
    ports |= {f"out_{one}": f"{prefix}_{one}" for one in ("valid", "ready", "data")}
    return instance("fifo", "queue", parameters, CLOCKED | ports)


def _side_by_side(folding, name):
    """Return a requantiser for each lane, and the queue of outputs behind them."""
    bits, lanes, partial = _sum_bits(folding), folding.lanes, folding.partial_bits
    factor, behind = DIGIT * folding.stages, folding.stages + 2
    lines = [
        _counted(folding, "scaled_group", folding.groups, "pooled_valid"),
        _constants(folding, name, "scaled_group"),
        f"    wire [{8 * lanes - 1}:0] outputs;",
    ]
    for lane in range(lanes):
        ports = {
            "clk": "clk", "sum": f"pooled[{bits * lane} +: {bits}]",
            "factor": f"factors[{factor * lane} +: {factor}]",
            "addend": f"addends[{partial * lane} +: {partial}]",
            "negative_addend": f"negative_addends[{partial * lane} +: {partial}]",
            "out_data": f"outputs[{8 * lane} +: 8]",
        }  # fmt: skip
        lines.append(instance("requantize", f"requantize_{lane}", _formula(folding), ports))
    lines += [
        f"    reg [{behind - 1}:0] on_the_way; // outputs, one bit for each cycle that they take",
        "    always @(posedge clk) on_the_way <= reset ? 0 : {on_the_way, pooled_valid};",
        "    assign popped = out_valid && out_ready;",
        _queue(folding, 8 * lanes, f"on_the_way[{behind - 1}]", "outputs", "out"),
    ]
    return "\n".join(lines)


def _serially(folding, name):
    """Return the queue of sums, and one requantiser that takes them in turn."""
    bits, lanes = _sum_bits(folding), folding.lanes
    parameters = {"LANES": lanes, "LANE": bits_for(lanes - 1), **_formula(folding)}
    parameters["COUNT"] = bits_for(folding.stages)
    ports = {
        "in_valid": "queue_valid", "in_ready": "queue_ready", "in_sums": "queue_data",
        "next_channel": "next_channel", "factor": "factors", "addend": "addends",
        "negative_addend": "negative_addends",
        **{f"out_{one}": f"out_{one}" for one in ("valid", "ready", "data")},
    }  # fmt: skip
    return "\n".join(
        [
            "    wire queue_valid, queue_ready, next_channel;",
            f"    wire [{bits * lanes - 1}:0] queue_data;",
            "    assign popped = queue_valid && queue_ready;",
            _queue(folding, bits * lanes, "pooled_valid", "pooled", "queue"),
            _counted(folding, "channel", folding.windows.filters, "next_channel"),
            _constants(folding, name, "channel"),
            instance("requantize_serially", "requantize", parameters, CLOCKED | ports),
        ]
    )
