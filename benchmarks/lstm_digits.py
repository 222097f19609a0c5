"""An int8 LSTM that reads MNIST's digits row by row: do all rungs say what TFLM says?

`TINYML_KIT_TESTDATA=FOLDER python benchmarks/lstm_digits.py` runs models/tflm/trained_lstm_int8
(by TFLM's authors) on the first 1,000 test images of MNIST, on every rung that has room for it, and
writes results/lstm_digits.csv, a row for each rung. Each image is a sequence of its own: the state
is reset before it. `--images` takes fewer, `--on` some rungs.
"""

import argparse
import os
from pathlib import Path

import numpy as np
import pandas as pd

from tinyml_kit.base import files
from tinyml_kit.datasets import images
from tinyml_kit.ladder import climb
from tinyml_kit.rungs import registry
from tinyml_kit.rungs.interpreters import tflm

RESULT = Path(__file__).parent / "results" / "lstm_digits.csv"
MODEL = "models/tflm/trained_lstm_int8.tflite"
#: The interpreter that the model's authors have, and every rung of the ladder but LiteRT's, which
#: rounds differently.
RUNGS = [name for name in registry.rungs() if name != "litert"]


def main():
    """Run the images on the rungs, one after another; print and keep the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--images", type=int, default=1000)
    parser.add_argument("--on", nargs="+", default=RUNGS)
    how = parser.parse_args()
    testdata = Path(os.environ["TINYML_KIT_TESTDATA"])
    digits = images.mnist()
    rows = as_rows(digits.test_images[: how.images])
    said = tflm.run(tflm.build(testdata / MODEL), [rows]).outputs[0].reshape(len(rows), -1)
    right = (said.argmax(axis=1) == digits.test_labels[: how.images]).mean()
    table = []
    for name in how.on:
        row = climb.run(testdata / MODEL, [rows], on=[name])[name]
        speed = row.cycles or row.instructions or {}
        table.append(
            {
                "rung": name, "images": len(rows), "status": row.status,
                "mismatches": row.mismatches, "accuracy": right, "label": row.label,
                "counted": "cycles" if row.cycles else "instructions" if row.instructions else "",
                "median": speed.get("median"), "worst": speed.get("worst"),
                "flash_bytes": row.flash_bytes, "ram_bytes": row.ram_bytes,
                "stack_bytes": row.stack_bytes, "message": row.message,
            }
        )  # fmt: skip
        print(table[-1], flush=True)
    with files.write_atomically(RESULT) as path:
        pd.DataFrame(table).to_csv(path, index=False)


def as_rows(pictures):
    """Return pictures (n, 28, 28) uint8 as sequences of one inference, (n, 1, 28, 28) int8.

    The network takes grey values from 0 to 1 in steps of 1/255, so that int8 is uint8 less 128.
    """
    return (pictures.astype(np.int16) - 128).astype(np.int8)[:, np.newaxis]


if __name__ == "__main__":
    main()
