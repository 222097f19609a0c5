"""Every shipped model on the chip in JavaScript and in simavr: are bytes and cycles the same?

`python benchmarks/browser_rung.py` writes results/browser_rung.csv: 100 random inputs for each
model on each board that it fits; a model that fits none has a row that says so.
"""

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from tinyml_kit import boards
from tinyml_kit.base import files, resources
from tinyml_kit.rungs import harness
from tinyml_kit.rungs.avr import browser, simavr
from tinyml_kit.rungs.protocol import TooLarge

RESULT = Path(__file__).parent / "results" / "browser_rung.csv"
INPUTS = 100


def inputs_of(graph, count):
    """Return random inputs: all whole numbers of a byte, or a normal distribution for floats."""
    rng = np.random.default_rng(0)
    tensors = [graph.tensors[index] for index in graph.inputs]
    return [
        rng.integers(-128, 128, (count, *tensor.shape[1:])).astype(tensor.dtype)
        if tensor.dtype.kind == "i"
        else rng.normal(size=(count, *tensor.shape[1:])).astype(tensor.dtype)
        for tensor in tensors
    ]


def row(path, board, count=INPUTS):
    """Return what differs for one model on one board; None if it does not fit."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            built = browser.build(path, folder, board)
            inputs = inputs_of(built.graph, count)
            ours = browser.run(built, inputs)
            in_simavr = (harness.simavr(simavr.SIMULATOR),)
            theirs = simavr.run(replace(built, simulator=in_simavr), inputs)
    except TooLarge:
        return None
    pairs = zip(ours.outputs, theirs.outputs, strict=True)
    return {
        "model": path.stem, "board": board, "inputs": count,
        "bytes_different": sum(int((a.view(np.uint8) != b.view(np.uint8)).sum()) for a, b in pairs),
        "cycles_different": int((ours.cycles != theirs.cycles).sum()),
        "cycles_median": int(np.median(ours.cycles)), "stack_bytes": ours.stack_bytes,
        "stack_different": int(ours.stack_bytes != theirs.stack_bytes), "label": "simulated",
    }  # fmt: skip


def main():
    """Compare all, print the table and keep it."""
    chips = [name for name, board in boards.all_boards().items()
             if board.simulation and board.simulation.chip in browser.CHIPS
             and not board.stands_in]  # fmt: skip
    rows = []
    for path in sorted(resources.data_dir().glob("*.tflite")):
        found = [one for one in (row(path, board) for board in chips) if one]
        rows += found or [{"model": path.stem, "board": "none is large enough"}]
    table = pd.DataFrame(rows).convert_dtypes()
    print(table.to_string(index=False))
    with files.write_atomically(RESULT) as out:
        table.to_csv(out, index=False)


if __name__ == "__main__":
    main()
