"""Numbers, tables and instances as they are written in Verilog."""

from collections.abc import Mapping, Sequence

import numpy as np

from tinyml_kit.codegen.rtl.windows import signed_bits

WIDTH = 96
# A table with at most as many entries becomes logic: a memory of the chip would stay nearly empty.
SMALL_TABLE = 16


def bits_for(largest: int) -> int:
    """Return the bits of a counter that counts to a number, at least 1."""
    return max(1, int(largest).bit_length())


def literal(number: int, bits: int) -> str:
    """Return a signed number of so many bits, e.g. -20'sd431."""
    assert signed_bits(number) <= bits, "the bits were chosen for this number"
    return f"{'-' if number < 0 else ''}{bits}'sd{abs(number)}"


def joined(numbers: Sequence[int], bits: int) -> str:
    """Return numbers side by side as one word, the first one lowest."""
    literals = [literal(int(number), bits) for number in reversed(numbers)]
    return literals[0] if len(literals) == 1 else "{" + ", ".join(literals) + "}"


def packed(numbers: np.ndarray, bits: int) -> int:
    """Return integers of so many bits side by side as one number, the first one lowest."""
    word = 0
    for number in reversed(np.asarray(numbers).ravel().tolist()):
        word = word << bits | number & (1 << bits) - 1
    return word


def stream_module(name: str, *more: str) -> str:
    """Return the head of a module that takes a stream of bytes, "in", and gives one, "out".

    Parameters
    ----------
    name : str
    more : str, other streams that it takes
    """
    ports = ["input clk", "input reset"]
    for side in ("in", *more):
        ports += [f"input {side}_valid", f"output {side}_ready", f"input [7:0] {side}_data"]
    ports += ["output out_valid", "input out_ready", "output [7:0] out_data"]
    return f"module {name} (\n" + ",\n".join(f"    {port}" for port in ports) + "\n);"


def instance(
    module: str, name: str, parameters: Mapping[str, int | str], ports: Mapping[str, str]
) -> str:
    """Return an instance of a module with its parameters and ports by name, indented once."""
    listed = [f".{key}({value})" for key, value in parameters.items()]
    head = f"    {module} "
    if listed:
        head += f"#(\n{_lines(listed)}\n    ) "
    return f"{head}{name} (\n{_lines([f'.{key}({value})' for key, value in ports.items()])}\n    );"


def _lines(items):
    """Return items, separated by commas, on lines that are not too long."""
    lines, line = [], "       "
    for place, item in enumerate(items):
        text = f" {item}" + ("," if place < len(items) - 1 else "")
        if len(line + text) > WIDTH:
            lines.append(line)
            line = "       "
        line += text
    return "\n".join([*lines, line])


def rom(name: str, words: Sequence[int], bits: int, note: str) -> str:
    """Return a module with a table: `data` is the word at the address of the cycle before."""
    address = bits_for(len(words) - 1)
    style = '(* ram_style = "logic" *) ' if len(words) <= SMALL_TABLE else ""
    digits = (bits + 3) // 4
    lines = [
        f"// {note}",
        f"module {name} (input clk, input [{address - 1}:0] at, output reg [{bits - 1}:0] data);",
        f"    {style}reg [{bits - 1}:0] words [0:{len(words) - 1}];",
        "    always @(posedge clk) data <= words[at];",
        "    initial begin",
        *(f"        words[{at}] = {bits}'h{word:0{digits}x};" for at, word in enumerate(words)),
        "    end",
        "endmodule",
    ]
    return "\n".join(lines)


def choice(name: str, outputs: Mapping[str, tuple[int, Sequence[str]]], note: str) -> str:
    """Return a module that gives constants for each value of its input `index`, at once.

    Parameters
    ----------
    outputs : {name: (bits, its texts, one for each value)}
    """
    count = len(next(iter(outputs.values()))[1])
    ports = [f"    input [{bits_for(count - 1) - 1}:0] index"]
    ports += [f"    output reg [{bits - 1}:0] {one}" for one, (bits, _) in outputs.items()]
    lines = [f"// {note}", f"module {name} (", ",\n".join(ports), ");", "    always @*"]
    lines.append("        case (index)")
    for value in range(count):
        label = f"{value}" if value < count - 1 else "default"
        lines.append(f"            {label}: begin")
        lines += [f"                {one} = {texts[value]};" for one, (_, texts) in outputs.items()]
        lines.append("            end")
    return "\n".join([*lines, "        endcase", "endmodule"])
