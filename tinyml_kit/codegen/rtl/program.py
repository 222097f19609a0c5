"""A whole circuit as one file of Verilog: the network, its layers, and the modules they use."""

import re
from pathlib import Path

from tinyml_kit.codegen.rtl.adding import Addition
from tinyml_kit.codegen.rtl.folding import Folding
from tinyml_kit.codegen.rtl.fork_text import added, fork, waiting
from tinyml_kit.codegen.rtl.layer_text import layer
from tinyml_kit.codegen.rtl.plan import Circuit, Planned
from tinyml_kit.codegen.rtl.reading import CLOCKED
from tinyml_kit.codegen.rtl.stages import LookUp, Softmax
from tinyml_kit.codegen.rtl.verilog import bits_for, instance, rom, stream_module
from tinyml_kit.ops.layer import Layer

MODULES = Path(__file__).parent / "modules"
_MACROS = """\
// A simulation need not compute what nobody looks at: with SKIP it leaves such cycles out. A chip
// computes all the time, since a wire that says when would have to reach every register.
`ifdef SKIP
`define WHEN(valid) if (valid)
`else
`define WHEN(valid)
`endif

// An ECP5 can make a small memory of cells. A block of memory gives its word only after half a
// cycle, which leaves too little for what is done with the word.
`ifdef ECP5
`define STYLE(words) (words) <= 128 ? "distributed" : "auto"
`else
`define STYLE(words) "auto"
`endif"""
_USED = re.compile(r"^\s+(\w+) (?:#\(|\w+ \()", re.MULTILINE)


def stage_layer(stage: Planned) -> Layer:
    """Return the Layer that a planned stage computes."""
    return stage.windows.layer if isinstance(stage, Folding) else stage.layer


def channels_out(stage: Planned) -> int:
    """Return how many numbers leave a stage in a word."""
    return stage.channels_out if isinstance(stage, Folding) else 1


def words_out(stage: Planned) -> int:
    """Return how many words of a frame leave a stage."""
    if isinstance(stage, Folding):
        return stage.windows.pixels_out * stage.windows.filters // stage.channels_out
    return stage.rows * stage.classes if isinstance(stage, Softmax) else stage.size


def program(circuit: Circuit, name: str, about: str, taps: bool = False) -> str:
    """Return the text of a circuit.

    Parameters
    ----------
    circuit : Circuit
    name : str, the network's module; an identifier
    about : str, lines of comment for the head of the file
    taps : whether the network shows what each layer gives: tap_N_valid, tap_N_data
    """
    own: list[str] = []
    names = []
    for stage in circuit.stages:
        names.append(f"{name}_{stage_layer(stage).name}")
        own += _stage(stage, names[-1])
    text = "\n\n".join([_network(circuit, name, names, taps), *own])
    return f"{about}\n\n{_MACROS}\n\n{text}\n\n{_library(text)}"


def _library(text):
    """Return the modules of the kit that a text uses, directly or through others."""
    found: dict[str, str] = {}
    waiting = [text]
    while waiting:
        for used in sorted(set(_USED.findall(waiting.pop()))):
            path = MODULES / f"{used}.v"
            if used not in found and path.is_file():
                found[used] = path.read_text(encoding="utf-8")
                waiting.append(found[used])
    return "\n".join(found[used] for used in sorted(found))


def _network(circuit, name, names, taps):
    """Return the module that connects the stages, each to the next one."""
    ports = [
        "input clk",
        "input reset",
        "input in_valid",
        "output in_ready",
        f"input [{8 * circuit.channels_in - 1}:0] in_data",
        "output out_valid",
        "input out_ready",
        f"output [{8 * circuit.channels_out - 1}:0] out_data",
    ]
    lines = []
    for place, (stage, module) in enumerate(zip(circuit.stages, names, strict=True)):
        bits = 8 * channels_out(stage)
        source = "in" if place == 0 else f"link_{place - 1}"
        target = f"link_{place}"
        lines.append(f"    wire {target}_valid, {target}_ready;")
        lines.append(f"    wire [{bits - 1}:0] {target}_data;")
        links = {f"in_{one}": f"{source}_{one}" for one in ("valid", "ready", "data")}
        forks = waiting(circuit.stages, place - 1)
        if forks:
            links |= {"in_valid": f"{source}_passes", "in_ready": f"{source}_taken"}
            lines.append(fork(source, forks))
        if isinstance(stage, Addition):
            links |= {f"kept_{one}": f"kept_{place}_{one}" for one in ("valid", "ready", "data")}
        links |= {f"out_{one}": f"{target}_{one}" for one in ("valid", "ready", "data")}
        lines.append(instance(module, f"layer_{place}", {}, CLOCKED | links))
        if taps:
            ports += [f"output tap_{place}_valid", f"output [{bits - 1}:0] tap_{place}_data"]
            lines += [
                f"    assign tap_{place}_valid = {target}_valid && {target}_ready;",
                f"    assign tap_{place}_data = {target}_data;",
            ]
    last = f"link_{len(names) - 1}"
    lines += [
        f"    assign out_valid = {last}_valid;",
        f"    assign {last}_ready = out_ready;",
        f"    assign out_data = {last}_data;",
    ]
    listed = ",\n".join(f"    {port}" for port in ports)
    note = (
        "// The network: a stream of numbers through one module for each layer. A word passes\n"
        "// where one side says valid and the other ready in the same cycle.\n"
    )
    return f"{note}module {name} (\n{listed}\n);\n" + "\n".join([*lines, "endmodule"])


def _stage(stage, name):
    if isinstance(stage, LookUp):
        return _look_up(stage, name)
    if isinstance(stage, Softmax):
        return _softmax(stage, name)
    if isinstance(stage, Addition):
        return added(stage, name)
    return layer(stage, name)


_STREAM = {
    f"{side}_{one}": f"{side}_{one}" for side in ("in", "out") for one in ("valid", "ready", "data")
}


def _look_up(stage, name):
    # The table begins with the output of 0, as bytes count: 0 to 127, then -128 to -1.
    words = [int(one) & 255 for one in (*stage.table[128:], *stage.table[:128])]
    cases = "\n".join(f"            {at}: table_data = {word};" for at, word in enumerate(words))
    return [
        f"// {stage.layer.operators[0].name}: a table with an output for each input.\n"
        + stream_module(name)
        + "\n    wire [7:0] table_at;\n    reg [7:0] table_data;\n"
        + instance(
            "look_up", "stage", {},
            CLOCKED | _STREAM | {"table_at": "table_at", "table_data": "table_data"},
        )
        + f"\n    always @*\n        case (table_at)\n{cases}\n        endcase\nendmodule"
    ]  # fmt: skip


def _softmax(stage, name):
    largest = int(stage.exponentials.max())
    bits = bits_for(largest)
    note = f"exp of 0, -1, ..., -255 steps of the input, as parts of {largest}"
    table = rom(f"{name}_exp", [int(one) for one in stage.exponentials], bits, note)
    ports = CLOCKED | _STREAM | {"table_at": "table_at", "table_data": "table_data"}
    classes = stage.classes
    if stage.divides:
        module = "softmax_by_division"
        parameters = {
            "CLASSES": classes, "COUNT": bits_for(classes + 1),
            "WIDTH": bits, "TOTAL": bits_for(classes * largest),
        }  # fmt: skip
    else:
        module = "softmax"
        parameters = {"CLASSES": classes, "DIGIT": stage.digit, "BITS": bits_for(classes + 2)}
    return [
        table,
        f"// SOFTMAX of {classes} numbers\n"
        + stream_module(name)
        + f"\n    wire [7:0] table_at;\n    wire [{bits - 1}:0] table_data;\n"
        + f"    {name}_exp exponentials (.clk(clk), .at(table_at), .data(table_data));\n"
        + instance(module, "stage", parameters, ports)
        + "\nendmodule",
    ]
