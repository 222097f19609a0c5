"""Bytes of generated C on the cores of the kit, for the records in tinyml_kit/boards/cores.

`python benchmarks/code_sizes.py CORE…` compiles random models with -Os for each core, runs
them in the emulator where there is one, and prints the record's table [code]: the bytes of the
first operator of each kind, by least squares; the bytes around the model; the deepest stack. Below
it prints how far the sum of these is from the flash of the models.

The models are those of the tests (tests/support/random_graphs.py).
"""

import argparse
import importlib
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
from elftools.elf.constants import SH_FLAGS
from elftools.elf.elffile import ELFFile
from scipy.optimize import nnls

from tinyml_kit import boards
from tinyml_kit.base.progress import progress
from tinyml_kit.boards import CodeSize
from tinyml_kit.ladder import estimate
from tinyml_kit.ops.layer import ExportError
from tinyml_kit.rungs import toolchain
from tinyml_kit.rungs.protocol import TooLarge
from tinyml_kit.rungs.qemu import emulated

# The generator of random models belongs to the tests, which are not installed.
sys.path.insert(0, str(Path(__file__).parents[1]))
random_graphs = importlib.import_module("tests.support.random_graphs")

FIRST_SEED = 1000
#: Operators that the records list; all others are small and share one figure.
KINDS = (
    "FULLY_CONNECTED", "CONV_2D", "DEPTHWISE_CONV_2D", "MAX_POOL_2D", "AVERAGE_POOL_2D", "MEAN",
    "ADD", "MUL", "SUB", "PAD", "PADV2", "CONCATENATION", "SOFTMAX",
)  # fmt: skip


def own_bytes(path):
    """Return the bytes of instructions in an object file, and of instructions and constants."""
    with open(path, "rb") as file:
        kept = [s for s in ELFFile(file).iter_sections() if s["sh_flags"] & SH_FLAGS.SHF_ALLOC]
        kept = [s for s in kept if s["sh_type"] == "SHT_PROGBITS"]
    code = sum(s["sh_size"] for s in kept if s["sh_flags"] & SH_FLAGS.SHF_EXECINSTR)
    return code, sum(s["sh_size"] for s in kept)


def measured(seed, board, folder):
    """Return a model's graph and its bytes: its code, the code around it, its flash, its stack."""
    made = random_graphs.make(seed)
    built = emulated.build(made.content, folder, board=board, optimize="-Os")
    compiler, *options = built.command
    options = [one for one in options if not str(one).endswith((".c", ".ld"))]
    own = Path(folder) / "own.o"
    source = Path(folder) / "model.c"
    flags = [one for one in options if str(one) not in ("-T", "-L", "-lm")]
    toolchain.run([compiler, *flags, "-c", source, "-o", own])
    run = emulated.run(built, random_graphs.inputs(made, 5))
    # The linker leaves out little of the model: functions that only other programs call.
    code, whole = own_bytes(own)
    return built.graph, code, built.flash_bytes - whole, built.flash_bytes, run.stack_bytes


def design(graph):
    """Return how often each kind counts; repeats count as in the estimator."""
    names = [operator.name for operator in graph.operators]
    row = np.zeros(len(KINDS) + 1)
    for name in set(names):
        place = KINDS.index(name) if name in KINDS else -1
        row[place] += 1 + (names.count(name) - 1) * estimate.SHARED.get(name, 1)
    return row


def regress(core, models):
    """Print the table [code] of a core."""
    board = next(b.name for b in boards.all_boards().values() if b.core.name == core)
    rows = []
    for seed in progress(range(FIRST_SEED, FIRST_SEED + models), desc=core):
        with tempfile.TemporaryDirectory() as folder:
            try:
                rows.append(measured(seed, board, folder))
            except (TooLarge, ExportError):
                continue
    graphs, code, around, flash, stack = zip(*rows, strict=True)
    found, _ = nnls(np.array([design(graph) for graph in graphs]), np.array(code))
    first = {kind: round(size / 10) * 10 for kind, size in zip(KINDS, found[:-1], strict=True)}
    sizes = CodeSize(
        first, round(found[-1] / 10) * 10, round(np.median(around) / 10) * 10, max(stack)
    )
    print(f"[code] # {core}: fitted by regression to {len(rows)} random models, -Os")
    print(f"other = {sizes.other}\naround = {sizes.around}\nstack = {sizes.stack}\n\n[code.first]")
    print("\n".join(f"{kind} = {size}" for kind, size in sizes.first.items()))
    known = boards.find(board)
    fitted = replace(known, core=replace(known.core, code=sizes))
    guessed = [
        estimate.total(estimate.estimate(estimate.count(graph), fitted).flash) for graph in graphs
    ]
    ratio = np.array(guessed) / np.array(flash)
    print(f"# estimate / flash, quartiles: {np.round(np.quantile(ratio, [0.25, 0.5, 0.75]), 2)}")
    print(f"# stack, quartiles: {np.quantile(stack, [0.25, 0.5, 0.75])}, most {max(stack)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("core", nargs="+")
    parser.add_argument("--models", type=int, default=250, help="how many")
    arguments = parser.parse_args()
    for name in arguments.core:
        regress(name, arguments.models)
