"""The part of a layer's text behind its sums: pooling, requantising, the queue."""

from tinyml_kit.codegen.rtl.folding import Folding
from tinyml_kit.codegen.rtl.reading import CLOCKED
from tinyml_kit.codegen.rtl.sums_text import counted, sum_bits
from tinyml_kit.codegen.rtl.verilog import bits_for, choice, instance, literal, packed
from tinyml_kit.codegen.rtl.windows import Pool

# A digit times the factors of at most so many channels becomes constants: a cell for each bit.
CONSTANT_MULTIPLES = 4


def scaling(folding: Folding, name: str) -> str:
    """Return modules with the constants of each channel: factor and addends."""
    scaling, lanes = folding.scaling, folding.channels_out
    columns = {
        "addends": (scaling.addends[:, 0], folding.partial_bits),
        "negative_addends": (scaling.addends[:, 1], folding.partial_bits),
    }
    parts = []
    if not _multiples_are_constants(folding):
        columns["factors"] = scaling.factors, _factor_bits(folding)
    else:
        parts = [_multiples(folding, name)]
    outputs = {
        key: (lanes * bits, [_word(row, bits) for row in values.reshape(-1, lanes)])
        for key, (values, bits) in columns.items()
    }
    note = "How the sums of each channel become outputs: factor and addends (see requantize)."
    return "\n\n".join([*parts, choice(f"{name}_scaling", outputs, note)])


def _factor_bits(folding):
    return folding.scaling.bits if folding.serial else folding.digit * folding.stages


def _multiples_are_constants(folding):
    return folding.serial and folding.windows.filters <= CONSTANT_MULTIPLES


def _multiples(folding, name):
    """Return a module with each digit times the factor of each channel."""
    digits, factors = 1 << folding.digit, folding.scaling.factors.tolist()
    channels = 1 << bits_for(len(factors) - 1)
    factors += [0] * (channels - len(factors))
    values = [factor * digit for digit in range(digits) for factor in factors]
    if not folding.windows.clips:
        # The upper bit of a sum's last digit counts negatively.
        below = [digit - (digits if digit >= digits // 2 else 0) for digit in range(digits)]
        values += [factor * digit for digit in below for factor in factors]
    texts = [literal(value, folding.multiple_bits) for value in values]
    note = "A digit of a sum times the factor of a channel; index is {negative, digit, channel}."
    return choice(f"{name}_multiples", {"multiple": (folding.multiple_bits, texts)}, note)


def _word(numbers, bits):
    return f"{bits * len(numbers)}'h{packed(numbers, bits):x}"


def not_pooled(folding: Folding) -> str:
    """Return what passes sums on where no pooling follows."""
    bits, kept, lanes = sum_bits(folding), folding.windows.kept_bits, folding.lanes
    lines = [f"    wire pooled_valid = sum_valid;\n    wire [{kept * lanes - 1}:0] pooled;"]
    for lane in range(lanes):
        value = f"sums[{bits * lane} +: {kept}]"
        if folding.windows.clips:  # a negative sum counts as 0
            value = f"sums[{bits * lane + bits - 1}] ? {kept}'d0 : {value}"
        lines.append(f"    assign pooled[{kept * lane} +: {kept}] = {value};")
    return "\n".join(lines)


def pooled(folding: Folding, pool: Pool) -> str:
    """Return the pooling of sums."""
    one, bits = folding.windows, sum_bits(folding)
    entries = -(-one.out_width // pool.width) * folding.groups
    parameters = {
        "LANES": folding.lanes, "WIDTH": bits, "KEPT": one.kept_bits, "CLIP": int(one.clips),
        "GROUPS": folding.groups,
        "IN_WIDTH": one.out_width, "IN_HEIGHT": one.out_height,
        "POOL_WIDTH": pool.width, "POOL_HEIGHT": pool.height, "CUT": int(pool.cut),
        "ENTRIES": entries, "BITS": bits_for(entries - 1),
        "COUNT": bits_for(max(one.out_width, one.out_height, folding.groups)),
        "NEAR": int(folding.steps < 3),
    }  # fmt: skip
    ports = {"in_valid": "sum_valid", "in_sums": "sums"}
    ports |= {"out_valid": "pooled_valid", "out_sums": "pooled"}
    width = one.kept_bits * folding.lanes
    return f"    wire pooled_valid;\n    wire [{width - 1}:0] pooled;\n" + instance(
        "max_pool", "pool", parameters, CLOCKED | ports
    )


def side_by_side(folding: Folding, name: str) -> str:
    """Return a requantiser for each lane, and the queue of outputs behind them."""
    kept, lanes, partial = folding.windows.kept_bits, folding.lanes, folding.partial_bits
    factor, behind = _factor_bits(folding), folding.stages + 2
    lines = [
        counted("scaled_group", folding.groups, "pooled_valid"),
        _constants(folding, name, "scaled_group"),
        f"    wire [{8 * lanes - 1}:0] outputs;",
        f"    reg [{behind - 1}:0] on_the_way; // outputs, one bit for each cycle that they take",
        "    always @(posedge clk) on_the_way <= reset ? 0 : {on_the_way, pooled_valid};",
    ]
    parameters = {
        "WIDTH": kept + int(folding.windows.clips), "FACTOR": factor,
        "DIGIT": folding.digit, "STAGES": folding.stages, "PARTIAL": partial,
        "PLACES": folding.scaling.places, **_limits(folding),
    }  # fmt: skip
    for lane in range(lanes):
        sum_text = f"pooled[{kept * lane} +: {kept}]"
        ports = {
            "clk": "clk", "valids": f"{{on_the_way[{behind - 2}:0], pooled_valid}}",
            "sum": f"{{1'b0, {sum_text}}}" if folding.windows.clips else sum_text,
            "factor": f"factors[{factor * lane} +: {factor}]",
            "addend": f"addends[{partial * lane} +: {partial}]",
            "negative_addend": f"negative_addends[{partial * lane} +: {partial}]",
            "out_data": f"outputs[{8 * lane} +: 8]",
        }  # fmt: skip
        lines.append(instance("requantize", f"requantize_{lane}", parameters, ports))
    lines += [
        "    assign popped = out_valid && out_ready;",
        _queue(folding, 8 * lanes, f"on_the_way[{behind - 1}]", "outputs", "out"),
    ]
    return "\n".join(lines)


def serially(folding: Folding, name: str) -> str:
    """Return one requantiser that takes sums in turn, and the queue before or behind it."""
    one = folding.windows
    bits = one.kept_bits * folding.lanes
    parameters = {
        "LANES": folding.lanes, "LANE": bits_for(folding.lanes - 1), "WIDTH": one.kept_bits,
        "SIGNED": int(not one.clips), "DIGIT": folding.digit, "STAGES": folding.stages,
        "COUNT": bits_for(folding.stages), "MULTIPLE": folding.multiple_bits,
        "PARTIAL": folding.partial_bits, "RIGHT": folding.right, **_limits(folding),
    }  # fmt: skip
    ports = {
        "next_channel": "next_channel", "addend": "addends", "negative_addend": "negative_addends",
        "digit": "digit", "negative": "negative", "multiple": "multiple",
    }  # fmt: skip
    lines = [
        "    wire next_channel, negative;",
        f"    wire [{folding.digit - 1}:0] digit;",
        f"    wire signed [{folding.multiple_bits - 1}:0] multiple;",
        counted("channel", one.filters, "next_channel"),
        _constants(folding, name, "channel"),
    ]
    if _multiples_are_constants(folding):
        index = "digit, channel" if one.clips else "negative, digit, channel"
        lines.append(f"    {name}_multiples multiples (.index({{{index}}}), .multiple(multiple));")
    else:
        product = {"factor": "factors", "digit": "digit", "negative": "negative"}
        sizes = {"WIDTH": _factor_bits(folding), "DIGIT": folding.digit}
        lines.append(instance("factor_product", "times", sizes, product | {"product": "multiple"}))
    if folding.sums_wait:
        ports |= {"in_valid": "queue_valid", "in_ready": "queue_ready", "in_sums": "queue_data"}
        ports |= {f"out_{one}": f"out_{one}" for one in ("valid", "ready", "data")}
        lines += [
            f"    wire queue_valid, queue_ready;\n    wire [{bits - 1}:0] queue_data;",
            "    assign popped = queue_valid && queue_ready;",
            _queue(folding, bits, "pooled_valid", "pooled", "queue"),
        ]
    else:
        # It is free when a sum comes, and the queue behind has room.
        ports |= {"in_valid": "pooled_valid", "in_ready": "", "in_sums": "pooled"}
        ports |= {"out_valid": "output_valid", "out_ready": "1'b1", "out_data": "output_data"}
        lines += [
            "    wire output_valid;\n    wire [7:0] output_data;",
            "    assign popped = out_valid && out_ready;",
            _queue(folding, 8, "output_valid", "output_data", "out"),
        ]
    lines.append(instance("requantize_serially", "requantize", parameters, CLOCKED | ports))
    return "\n".join(lines)


def _limits(folding):
    scaling = folding.scaling
    return {
        "RESULT": folding.result_bits, "OFFSET": scaling.offset, "LOW": scaling.low,
        "HIGH": scaling.high,
    }  # fmt: skip


def _constants(folding, name, index):
    lanes, partial = folding.channels_out, folding.partial_bits
    names = ["addends", "negative_addends"]
    text = f"    wire [{lanes * partial - 1}:0] addends, negative_addends;\n"
    if not _multiples_are_constants(folding):
        names.append("factors")
        text += f"    wire [{lanes * _factor_bits(folding) - 1}:0] factors;\n"
    ports = "".join(f", .{one}({one})" for one in names)
    return text + f"    {name}_scaling scaling (.index({index}){ports});"


def _queue(folding, width, push, data, prefix):
    parameters = {"WIDTH": width, "DEPTH": folding.queue, "BITS": bits_for(folding.queue - 1)}
    ports = {"push": push, "in_data": data}
    ports |= {f"out_{one}": f"{prefix}_{one}" for one in ("valid", "ready", "data")}
    return instance("fifo", "queue", parameters, CLOCKED | ports)
