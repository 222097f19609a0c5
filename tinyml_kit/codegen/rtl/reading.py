"""The part of a layer's text that reads windows: the frame, line buffers, memories."""

import numpy as np

from tinyml_kit.codegen.rtl.folding import Folding
from tinyml_kit.codegen.rtl.jobs import rows_held, skipped
from tinyml_kit.codegen.rtl.verilog import bits_for, instance, packed

CLOCKED = {"clk": "clk", "reset": "reset"}


def reading(folding: Folding) -> str:
    """Return what turns the input into `values` and the signals valid, first, last and step."""
    word = 8 * folding.channels_in
    parts = [_frame(folding)]
    if folding.reading == "tap":
        parts.append("    wire take = image_valid && image_ready;")
        parts.append(_memory(folding, word, "take", "image_data"))
        return "\n".join(parts)
    rows = folding.windows.kernel[0]
    parts += [
        "    wire take = image_valid && image_ready;",
        "    wire column_valid;",
        f"    wire [{rows * word - 1}:0] column;",
        _line_buffer(folding, word),
    ]
    if folding.reading == "column":
        parts.append(_columns(folding, rows * word))
    else:
        parts.append(_window(folding, rows * word))
    return "\n".join(parts)


def _frame(folding):
    """Return what names the image `image_…`: the input, with a frame if there is one."""
    one = folding.windows
    word = 8 * folding.channels_in
    names = f"    wire image_valid, image_ready;\n    wire [{word - 1}:0] image_data;\n"
    if not one.padded:
        return names + (
            "    assign image_valid = in_valid;\n"
            "    assign in_ready = image_ready;\n"
            "    assign image_data = in_data;"
        )
    zero = packed(np.full(folding.channels_in, one.zero), 8)
    parameters = {
        "WIDTH": word, "WORDS": folding.words, "TOP": one.top, "LEFT": one.left,
        "IN_WIDTH": one.image_width, "IN_HEIGHT": one.image_height,
        "OUT_WIDTH": one.width, "OUT_HEIGHT": one.height,
        "COUNT": bits_for(max(one.width, one.height, folding.words)), "ZERO": f"{word}'h{zero:x}",
    }  # fmt: skip
    ports = {f"in_{name}": f"in_{name}" for name in ("valid", "ready", "data")}
    ports |= {f"out_{name}": f"image_{name}" for name in ("valid", "ready", "data")}
    return names + instance("pad", "frame", parameters, CLOCKED | ports)


def _line_buffer(folding, word):
    words = folding.windows.width * folding.words
    rows = folding.windows.kernel[0]
    parameters = {"WIDTH": word, "ROWS": rows, "WORDS": words, "BITS": bits_for(words - 1)}
    ports = {"take": "take", "in_data": "image_data", "valid": "column_valid", "column": "column"}
    return instance("line_buffer", "lines", parameters, CLOCKED | ports)


def _pool(folding):
    one = folding.windows
    pool = one.pool
    sizes = (pool.width, pool.height, int(pool.cut)) if pool else (1, 1, 0)
    return dict(zip(("POOL_WIDTH", "POOL_HEIGHT", "POOL_CUT"), sizes, strict=True)) | {
        "DEPTH": folding.queue, "ROOM": bits_for(folding.queue),
    }  # fmt: skip


def _window(folding, width):
    one = folding.windows
    columns = one.kernel[1]
    stream = {
        "WIDTH": one.width, "HEIGHT": one.height,
        "FIRST_X": columns - 1, "FIRST_Y": one.kernel[0] - 1,
        "STRIDE_X": one.stride[1], "STRIDE_Y": one.stride[0],
        "OUT_WIDTH": one.out_width, "OUT_HEIGHT": one.out_height, "GROUPS": folding.groups,
        **_pool(folding),
        "COUNT": bits_for(max(one.width, one.height, *one.stride)),
        "STEP": bits_for(folding.groups - 1),
    }  # fmt: skip
    ports = {
        "in_valid": "image_valid", "in_ready": "image_ready", "take": "", "popped": "popped",
        "step": "step", "valid": "valid",
    }  # fmt: skip
    shift = {"clk": "clk", "shift": "column_valid", "column": "column", "window": "values"}
    return "\n".join(
        [
            "    wire valid, first, last;",
            f"    wire [{bits_for(folding.groups - 1) - 1}:0] step;",
            f"    wire [{columns * width - 1}:0] values;",
            "    assign first = 1;",
            "    assign last = 1;",
            instance("column_window", "window", {"WIDTH": width, "COLUMNS": columns}, shift),
            instance("window_stream", "control", stream, CLOCKED | ports),
        ]
    )


def _columns(folding, width):
    beside = folding.side_by_side
    if beside == 1:
        return _memory(folding, width, "column_valid", "column")
    past = (beside - 1) * width
    return (
        f"    reg [{past - 1}:0] past; // the columns before the newest one, the oldest lowest\n"
        f"    always @(posedge clk) if (column_valid) past <= {{column, past}} >> {width};\n"
        + _memory(folding, beside * width, "column_valid", "{column, past}")
    )


def _memory(folding, width, write, data):
    sizes = memory_sizes(folding)
    ports = {
        "in_ready": "image_ready", "take": "take", "write": write, "in_word": data,
        "popped": "popped", "step": "step", "valid": "valid", "first": "first", "last": "last",
        "word": "values",
    }  # fmt: skip
    return "\n".join(
        [
            "    wire valid, first, last;",
            f"    wire [{sizes['STEP'] - 1}:0] step;",
            f"    wire [{width - 1}:0] values;",
            instance("window_memory", "windows", {"WIDTH": width} | sizes, CLOCKED | ports),
        ]
    )


def memory_sizes(folding: Folding) -> dict[str, int]:
    """Return the parameters of window_memory: sizes, loops, and the hops at their ends."""
    one = folding.windows
    words, row = folding.words, one.width * folding.words
    held = rows_held(folding)
    rows = 1 if folding.reading == "column" else one.kernel[0]
    columns, run = one.kernel[1], folding.group_words
    column_hop = one.dilation[1] * words - (run - 1)
    if column_hop == 1:  # the words of a row of the window follow each other
        columns, run = 1, columns * run
    beside = folding.side_by_side
    first = run - 1 - (folding.turns - 1) * beside if beside > 1 else 0
    span = (columns - 1) * (column_hop + run - 1) + run - 1
    share = one.filters // one.groups // folding.lanes
    advance = {
        "PIXEL_ADVANCE": one.stride[1],
        "LINE_ADVANCE": one.stride[0] * one.width - (one.out_width - 1) * one.stride[1],
        "FRAME_ADVANCE": (one.height - (one.out_height - 1) * one.stride[0]) * one.width
        - (one.out_width - 1) * one.stride[1],
    }
    column = folding.reading == "column"
    need = (0 if column else (one.reach[0] - 1) * one.width) + one.reach[1]
    # Where windows lie further apart than they are large, more pixels may be awaited than are held.
    most = max(held * one.width + max(skipped(folding), *advance.values()), one.out_height)
    return {
        "SIZE": held * row, "ADDRESS": bits_for(held * row - 1),
        "WORDS": words, "WORD": bits_for(words - 1),
        "CAPACITY": held * one.width, "SKIP": skipped(folding), "NEED": need,
        "COUNT": bits_for(most),
        "GROUPS": folding.groups, "ROWS": rows, "COLUMNS": columns,
        "RUN": folding.turns if beside > 1 else run, "RUN_HOP": beside, "FIRST": first,
        "LOOP": bits_for(max(rows, columns, run, share) - 1),
        "STEPS": folding.steps, "STEP": bits_for(folding.steps - 1),
        "COLUMN_HOP": column_hop, "ROW_HOP": one.dilation[0] * row - span,
        "SHARE": share, "GROUP_HOP": folding.group_words if one.groups > 1 else 0,
        "PIXEL_HOP": one.stride[1] * words,
        "LINE_HOP": one.stride[0] % held * row,
        "FRAME_HOP": (one.height - (one.out_height - 1) * one.stride[0]) % held * row,
        "OUT_WIDTH": one.out_width, "OUT_HEIGHT": one.out_height,
        **advance, **_pool(folding),
    }  # fmt: skip
