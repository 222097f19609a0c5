"""From a model to a bitstream: synthesis, place and route, and what they say about the circuit.

Yosys turns the Verilog into the cells of a chip, nextpnr places and connects them, and a packer
writes the bitstream. All three come by pip (yowasp-…) for every system. The clock that nextpnr
finds after routing, with the cycles of the circuit, gives frames per second: label estimated,
since no board ran it.
"""

import json
import shutil
import subprocess
import sysconfig
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tinyml_kit.base import children
from tinyml_kit.base.files import refuse_existing, require_replaceable
from tinyml_kit.base.folder import filled
from tinyml_kit.base.progress import progress
from tinyml_kit.boards import Fpga, find_fpga
from tinyml_kit.codegen.rtl.export import circuit_of, source
from tinyml_kit.codegen.rtl.plan import Circuit
from tinyml_kit.codegen.rtl.program import MODULES
from tinyml_kit.codegen.rtl.timing import Cycles, cycles
from tinyml_kit.graph.model import Graph
from tinyml_kit.rungs import toolchain
from tinyml_kit.rungs.fpga.reports import Used, no_room, used
from tinyml_kit.rungs.protocol import DeviceError, RungMissing, TooLarge

# Seconds after which a tool counts as stuck.
LIMIT = 3600
SYNTHESIS = {
    "ice40": "read_verilog -DICE40 model.v; synth_ice40 -top {top} -json model.json",
    "ecp5": "read_verilog -DECP5 model.v; synth_ecp5 -top {top} -json model.json",
}
ROUTED = {"ice40": ("--asc", "model.asc"), "ecp5": ("--textcfg", "model.config")}
#: nextpnr's option for circuits whose ports have no pins yet.
FREE_PINS = {"ice40": "--pcf-allow-unconstrained", "ecp5": "--lpf-allow-unconstrained"}
#: nextpnr's option for a file that says which pin each port has.
PINS = {"ice40": "--pcf", "ecp5": "--lpf"}
#: What is made besides the routed circuit and the bitstream.
MADE = ("model.v", "model.json", "report.json", "synthesis.log", "route.log", "pack.log")
PACKERS = {"ice40": ("icepack", "model.bin"), "ecp5": ("ecppack", "model.bit")}


@dataclass(frozen=True)
class Around:
    """What stands around a network on a board.

    module : the name of the outermost module
    text : its Verilog, and that of the modules between it and the network's, which is `model`; the
        macros IN_BYTES and OUT_BYTES are the bytes of a word that the network takes and gives
    pins : the file that says which pin each port has
    """

    module: str
    text: str
    pins: Path


@dataclass(frozen=True)
class Placed:
    """A circuit on a chip.

    device : Fpga
    predicted : Cycles
    used : Used, what the circuit takes of the chip, and its clock after routing
    bitstream : Path
    """

    device: Fpga
    predicted: Cycles
    used: Used
    bitstream: Path

    @property
    def frames_per_second(self) -> float:
        """Return the frames per second at the clock after routing (estimated)."""
        return self.used.fmax_hz / self.predicted.frame

    @property
    def latency_seconds(self) -> float:
        """Return the time from a frame's first number to its last output (estimated)."""
        return self.predicted.latency / self.used.fmax_hz

    def as_dict(self) -> dict:
        """Return the result as plain data, ready for JSON."""
        return {
            "device": self.device.name,
            "label": "estimated",
            "luts": self.used.logic_cells,
            "dsps": self.used.dsps,
            "block_rams": self.used.block_rams,
            "fmax_hz": self.used.fmax_hz,
            "cycles_per_frame": self.predicted.frame,
            "latency_cycles": self.predicted.latency,
            "frames_per_second": self.frames_per_second,
            "latency_seconds": self.latency_seconds,
            "bitstream": self.bitstream.name,
        }

    def __str__(self) -> str:
        chip, took = self.device, self.used
        share = took.logic_cells / chip.logic_cells
        return "\n".join(
            [
                f"{chip.title} (estimated from the clock after routing)",
                f"  logic cells    {took.logic_cells} of {chip.logic_cells} ({share:.0%})",
                f"  multipliers    {took.dsps} of {chip.dsps}",
                f"  block RAMs     {took.block_rams} of {chip.block_rams}",
                f"  clock          {took.fmax_hz / 1e6:.1f} MHz",
                f"  frames/s       {self.frames_per_second:.4g}, one every {self.predicted.frame} "
                "cycles",
                f"  latency        {self.latency_seconds * 1e6:.4g} µs, {self.predicted.latency} "
                "cycles",
                f"  bitstream      {self.bitstream}",
            ]
        )


def place(
    model: str | Path | bytes | Graph,
    folder: str | Path,
    device: str = "up5k",
    rate: float | None = None,
    around: Around | None = None,
    replace: bool = True,
) -> Placed:
    """Make a bitstream of a model's circuit, and return what it takes of the chip.

    Parameters
    ----------
    model : path or bytes of a .tflite, or a Graph
    folder : path, made if it does not exist: model.v, the bitstream, and the tools' reports
    device : the name of an FPGA
    rate : frames per second; by default as many as the device's multipliers allow
    around : what stands around the network on a board; by default its ports are the chip's
    replace : whether files of the same names in the folder may be replaced; it is all of them or,
        after a failure, none

    Raises
    ------
    WriteError
        If the folder cannot be written to, or has such a file that is not to be replaced.
    GraphError, ExportError, BoardError
        If there is no circuit for the model, or no such device.
    RungMissing
        If a tool is not installed.
    TooLarge
        If the circuit does not fit: says what there is too little of, and what would help.
    DeviceError
        If a tool fails.
    """
    chip = find_fpga(device)
    circuit = circuit_of(model, chip, rate)
    packer, bitstream = PACKERS[chip.family]
    tools = [_tool(name) for name in ("yosys", f"nextpnr-{chip.family}", packer)]
    option, routed = ROUTED[chip.family]
    names = [*MADE, routed, bitstream, *([around.pins.name] if around else [])]
    made = [Path(folder, name) for name in names]
    for path in made:
        require_replaceable(path)
    if not replace:
        refuse_existing(*made)
    text, top, pins = source(circuit, chip), "model", [FREE_PINS[chip.family]]
    if around:
        text, top = within(text, circuit, around), around.module
        pins = [PINS[chip.family], around.pins.name]
    script = SYNTHESIS[chip.family].format(top=top)
    with filled(folder) as work:
        (work / "model.v").write_text(text, encoding="utf-8")
        if around:  # a tool that came by pip sees no other folder
            shutil.copyfile(around.pins, work / around.pins.name)
        _make(work, chip, tools, script, pins, [option, routed], bitstream)
        report = json.loads((work / "report.json").read_text(encoding="utf-8"))
    return Placed(chip, cycles(circuit), used(report, chip.family), Path(folder, bitstream))


def _make(folder, chip, tools, script, pins, routed, bitstream):
    """Run the tools, each of which leaves its files in the folder."""
    option, written = routed
    route = [tools[1], *chip.part, *pins, "--json", "model.json", option, written]
    route += ["--freq", f"{chip.clock / 1e6:g}", "--timing-allow-fail", "--report", "report.json"]
    steps: list[tuple[str, Callable[[], None]]] = [
        ("synthesis", lambda: _run([tools[0], "-p", script], folder, "synthesis.log", chip)),
        ("place and route", lambda: _run(route, folder, "route.log", chip)),
        ("bitstream", lambda: _run([tools[2], written, bitstream], folder, "pack.log", chip)),
    ]
    bar = progress(steps, desc=chip.title, unit="step")
    for name, step in bar:
        bar.set_description(f"{chip.title}: {name}")
        step()


def within(network: str, circuit: Circuit, around: Around) -> str:
    """Return the Verilog of a network with what stands around it."""
    sizes = f"`define IN_BYTES {circuit.channels_in}\n`define OUT_BYTES {circuit.channels_out}\n"
    queue = "" if "\nmodule fifo " in network else (MODULES / "fifo.v").read_text(encoding="utf-8")
    return f"{sizes}\n{around.text}\n{network}\n{queue}"


def _tool(name: str) -> str:
    """Return the program of a tool: the one that pip installed, or one of the PATH."""
    own = Path(sysconfig.get_path("scripts")) / f"yowasp-{name}"
    found = shutil.which(str(own)) or shutil.which(f"yowasp-{name}") or shutil.which(name)
    if found is None:
        package = {"icepack": "nextpnr-ice40", "ecppack": "nextpnr-ecp5"}.get(name, name)
        raise RungMissing(
            f"{name} is not installed; get it by: python -m pip install yowasp-{package}."
        )
    return found


def _run(command: Sequence[str], folder: Path, log: str, chip: Fpga) -> None:
    """Run a tool; what it says goes into a file."""
    name = Path(command[0]).name
    with open(folder / log, "w", encoding="utf-8") as file:
        try:
            with toolchain.may_run(Path(command[0]), "PATH"):
                status = children.run(
                    command, cwd=folder, stdin=subprocess.DEVNULL, stdout=file,
                    stderr=subprocess.STDOUT, timeout=LIMIT,
                ).returncode  # fmt: skip
        except subprocess.TimeoutExpired:
            raise DeviceError(
                f"{name} has not ended after {LIMIT} s; fold the circuit for fewer frames per "
                "second, or take a smaller network."
            ) from None
    if status:
        said = (folder / log).read_text(encoding="utf-8", errors="replace")
        lacks = no_room(said)
        if lacks:
            raise TooLarge(
                f"{chip.title}: the circuit does not fit, it needs {lacks}; ask for fewer frames "
                "per second, take a larger device, or make the network smaller."
            )
        errors = [line for line in said.splitlines() if "error" in line.lower()]
        raise DeviceError(f"{name} failed: {(errors or ['it gave no reason'])[0].strip()}")
