"""The compiler-flag table of a master thesis (Lofstad 2021, table 4.5), simulated with the kit's C.

`python benchmarks/avr_flags.py` writes benchmarks/results/avr_flags.csv: 784-W-10 in int8 with O1,
O2, O3 and Os for 8, 32 and 40 hidden units, as the kit's portable C and with its assembly loops,
beside the published times and sizes. Those are of NNoM on an ATmega4809 at 20 MHz, for a whole
program with its serial port. Here a program without one runs on a simulated ATmega1284P; times are
its cycles at 20 MHz. The networks are untrained: all inputs but the dark extreme take about as
long. It takes some minutes.
"""

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from avr_cycles import MHZ, PLAIN, random_dense, random_inputs

from tinyml_kit.base import files
from tinyml_kit.rungs.avr import simavr
from tinyml_kit.rungs.interpreters import reference

CSV = Path(__file__).parent / "results" / "avr_flags.csv"
FLAGS = ("O1", "O2", "O3", "Os")
PUBLISHED = {
    8: ((9.06, 23_120), (8.04, 22_976), (8.09, 25_152), (7.01, 21_984)),
    32: ((31.44, 42_192), (27.39, 42_064), (27.44, 44_240), (23.14, 41_072)),
    40: ((38.91, 48_560), (33.89, 48_416), (np.nan, np.nan), (28.51, 47_424)),
}
CODES = {
    "portable C": {"target": PLAIN, "define": ("PORTABLE_KERNELS",)},
    "assembly loops": {},
}


def published():
    """Yield the rows of the thesis."""
    for width, pairs in PUBLISHED.items():
        for flag, (milliseconds, flash) in zip(FLAGS, pairs, strict=True):
            yield {
                "code": "NNoM",
                "width": width,
                "flag": flag,
                "ms": milliseconds,
                "flash_bytes": flash,
                "chip": "ATmega4809",
                "label": "published",
            }


def simulated(width, code, flag, x):
    """Return one row of the table, after comparing every output with the reference's."""
    model = random_dense(width)
    with tempfile.TemporaryDirectory() as folder:
        built = simavr.build(model, folder, optimize=f"-{flag}", **CODES[code])
        run = simavr.run(built, [x])
    expected = reference.run(reference.build(model), [x]).outputs[0]
    cycles = int(np.median(run.cycles))
    return {
        "code": code,
        "width": width,
        "flag": flag,
        "ms": round(cycles / MHZ / 1000, 2),
        "flash_bytes": run.flash_bytes,
        "chip": "ATmega1284P",
        "label": run.label,
        "median_cycles": cycles,
        "most_cycles": run.cycles.max(),
        "inputs": len(x),
        "mismatches": int((run.outputs[0] != expected).sum()),
    }


def main():
    """Write the table, one row at a time."""
    x, lines = random_inputs((784,), 12), list(published())
    for width in PUBLISHED:
        for code in CODES:
            for flag in FLAGS:
                lines.append(simulated(width, code, flag, x))
                print(lines[-1], flush=True)
    with files.write_atomically(CSV) as path:
        pd.DataFrame(lines).convert_dtypes().to_csv(path, index=False)


if __name__ == "__main__":
    main()
