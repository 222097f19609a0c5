"""The part of a layer's text behind its sums: pooling, requantising, the queue."""

from tinyml_kit.codegen.rtl.folding import Folding
from tinyml_kit.codegen.rtl.reading import CLOCKED
from tinyml_kit.codegen.rtl.sums_text import counted, sum_bits
from tinyml_kit.codegen.rtl.verilog import bits_for, choice, instance, packed
from tinyml_kit.codegen.rtl.windows import Pool


def scaling(folding: Folding, name: str) -> str:
    """Return a module with the factor and the addends of each channel."""
    scaling = folding.windows.scaling
    factor, partial = folding.digit * folding.stages, folding.partial_bits
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


def not_pooled(folding: Folding) -> str:
    """Return what passes sums on where no pooling follows."""
    return (
        "    wire pooled_valid = sum_valid;\n"
        f"    wire [{sum_bits(folding) * folding.lanes - 1}:0] pooled = sums;"
    )


def pooled(folding: Folding, pool: Pool) -> str:
    """Return the pooling of sums."""
    one, bits = folding.windows, sum_bits(folding)
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
    return f"    wire pooled_valid;\n    wire [{bits * folding.lanes - 1}:0] pooled;\n" + instance(
        "max_pool", "pool", parameters, CLOCKED | ports
    )


def side_by_side(folding: Folding, name: str) -> str:
    """Return a requantiser for each lane, and the queue of outputs behind them."""
    bits, lanes, partial = sum_bits(folding), folding.lanes, folding.partial_bits
    factor, behind = folding.digit * folding.stages, folding.stages + 2
    lines = [
        counted("scaled_group", folding.groups, "pooled_valid"),
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


def serially(folding: Folding, name: str) -> str:
    """Return one requantiser that takes sums in turn, and the queue before or behind it."""
    bits = sum_bits(folding) * folding.lanes
    parameters = {"LANES": folding.lanes, "LANE": bits_for(folding.lanes - 1), **_formula(folding)}
    parameters["COUNT"] = bits_for(folding.stages)
    ports = {
        "next_channel": "next_channel", "factor": "factors", "addend": "addends",
        "negative_addend": "negative_addends",
    }  # fmt: skip
    lines = [
        "    wire next_channel;",
        counted("channel", folding.windows.filters, "next_channel"),
        _constants(folding, name, "channel"),
    ]
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


def _formula(folding):
    scaling = folding.windows.scaling
    return {
        "WIDTH": sum_bits(folding), "FACTOR": folding.digit * folding.stages,
        "DIGIT": folding.digit, "STAGES": folding.stages, "PARTIAL": folding.partial_bits,
        "PLACES": scaling.places, "RESULT": folding.result_bits,
        "OFFSET": scaling.offset, "LOW": scaling.low, "HIGH": scaling.high,
    }  # fmt: skip


def _constants(folding, name, index):
    lanes, factor, partial = (
        folding.channels_out,
        folding.digit * folding.stages,
        folding.partial_bits,
    )
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
