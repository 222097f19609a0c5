"""Instructions and bytes of int8 networks on emulated cores without SIMD: Cortex-M0+ and RV32.

`python benchmarks/scalar_cores.py` writes results/scalar_cores.csv: the networks of `cortex_m4.py`,
compiled with -Os, on random inputs and frames of the twin. `cycles_per_mac` and `cycles_per_output`
of the records in tinyml_kit/boards/cores are fitted to it.

`--models` names the folder as in `cortex_m4.py`; without it the large networks are left out.
"""

import argparse
import os
import tempfile
from pathlib import Path

import cortex_m4
import pandas as pd

from tinyml_kit.base import files
from tinyml_kit.boards import find
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import estimate
from tinyml_kit.rungs.qemu import emulated

RESULT = Path(__file__).parent / "results" / "scalar_cores.csv"
BOARDS = ("pico", "esp32c3")
INPUTS = 3


def row(name, path, x, board):
    """Return what one network takes on a board."""
    with tempfile.TemporaryDirectory() as folder:
        built = emulated.build(path, folder, board=board, optimize="-Os")
        run = emulated.run(built, x)
    return {
        "network": name, "core": find(board).core.name, "inputs": len(x[0]),
        "instructions_most": run.instructions.max(),
        "macs": sum(estimate.macs(read(path)).values()), "flash_bytes": built.flash_bytes,
        "ram_bytes": built.ram_bytes, "stack_bytes": run.stack_bytes, "label": "emulated",
    }  # fmt: skip


def main():
    """Measure all, print the table and keep it."""
    named = os.environ.get("TINYML_KIT_TESTDATA")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", type=Path, default=named and Path(named) / "models")
    models = parser.parse_args().models
    networks = [one for one in cortex_m4.networks(models, None, INPUTS, INPUTS) if one[0] != "add"]
    table = pd.DataFrame([row(*one, board) for board in BOARDS for one in networks])
    print(table.to_string(index=False))
    with files.write_atomically(RESULT) as path:
        table.to_csv(path, index=False)


if __name__ == "__main__":
    main()
