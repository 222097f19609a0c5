"""The text of a layer that slides a window: a module of its own, and its tables."""

from tinyml_kit.codegen.rtl.folding import Folding
from tinyml_kit.codegen.rtl.outputs_text import not_pooled, pooled, scaling, serially, side_by_side
from tinyml_kit.codegen.rtl.reading import reading
from tinyml_kit.codegen.rtl.sums_text import biases, constant_products, sums, weights


def layer(folding: Folding, name: str) -> list[str]:
    """Return the modules of a layer; the last one is called `name`."""
    parts = []
    if folding.windows.kind == "dot":
        parts.append(biases(folding, name))
        if not folding.constant:
            parts.append(weights(folding, name))
        elif folding.reading == "window":
            parts.append(constant_products(folding, name))
    parts.append(scaling(folding, name))
    one = folding.windows
    head = (
        f"module {name} (\n"
        "    input clk,\n    input reset,\n"
        "    input in_valid,\n    output in_ready,\n"
        f"    input [{8 * folding.channels_in - 1}:0] in_data,\n"
        "    output out_valid,\n    input out_ready,\n"
        f"    output [{8 * folding.channels_out - 1}:0] out_data\n);"
    )
    body = [
        head,
        "    wire popped; // a word leaves the queue",
        reading(folding),
        sums(folding, name),
        pooled(folding, one.pool) if one.pool else not_pooled(folding),
        serially(folding, name) if folding.serial else side_by_side(folding, name),
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
