"""Random models: does each rung compute what TFLM computes, tensor by tensor?

    python benchmarks/random_models.py RUNG [--count 200] [--seed 100000]

RUNG is `reference`, `c` or a simulated or emulated chip. Models are drawn as in the tests, with
seeds that no test uses, and in turn of six kinds: int8, int16 and float32 operators in random
order, networks in the shape of a classifier, variables, and recurrent operators over sequences.
A model that the kit refuses, as one with a scale that 16 bits do not hold, or that a chip has no
room for, does not count; another takes its place. The reasons of refusals are printed.

Every tensor that both sides give is compared: integers to the bit, float32 within the ladder's
tolerance. results/random_models.csv has one row per rung and kind. A model that differs is named
with its seed, so that it can become a test. Nothing here decides; the tests do.
"""

import argparse
import csv
import itertools
import tempfile
import time
from pathlib import Path

import numpy as np

from tests.support import random_graphs, random_recurrent
from tinyml_kit.base import files, resources
from tinyml_kit.graph.model import GraphError
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder.divergence import Comparison
from tinyml_kit.ops.layer import ExportError
from tinyml_kit.rungs import registry
from tinyml_kit.rungs.interpreters import reference, tflm

CSV = resources.results() / "random_models.csv"
COLUMNS = (
    "rung", "kind", "models", "inferences", "refused", "too_large", "differ", "seeds_that_differ",
)  # fmt: skip
STEPS = 4
TYPES = (np.int8, np.int16, np.float32)
#: How a model of each kind is drawn from a seed, and whether it has state.
KINDS = {
    "int8": (random_graphs.make, False),
    "int16": (lambda seed: random_graphs.make(seed, np.int16), False),
    "float32": (lambda seed: random_graphs.make(seed, np.float32), False),
    "network": (random_graphs.network, False),
    "variables": (random_graphs.stateful, True),
    "recurrent": (lambda seed: random_recurrent.recurrent(seed, TYPES[seed // 6 % 3]), True),
}


def inputs_for(model, state):
    """Return six inputs, or two sequences."""
    return random_graphs.sequences(model, 2, STEPS) if state else random_graphs.inputs(model, 6)


def computed(rung, content, inputs, folder):
    """Return the Run of a rung, with what it shows between the layers."""
    if rung == "reference":
        return reference.run(reference.build(content), inputs, intermediates=True)
    device = registry.device(rung)
    built = device.build(content, folder, **registry.rung(rung).options)
    return device.run(built, inputs, intermediates=True)


def differs(rung, model, inputs):
    """Tell whether a tensor differs from TFLM's."""
    graph = read(model.content)
    expected = tflm.run(tflm.build(model.content), inputs, intermediates=True)
    with tempfile.TemporaryDirectory(prefix="random-") as folder:
        got = computed(rung, model.content, inputs, Path(folder))
    comparison = Comparison(graph)
    comparison.add(0, expected, got)
    exact = model.exact and all(one.dtype != np.float32 for one in graph.tensors)
    return not (comparison.equal() if exact else comparison.within(0))


def judged(rung, kind, count, first_seed):
    """Return the row of one kind of model on one rung."""
    draw, state = KINDS[kind]
    row = dict.fromkeys(COLUMNS, 0) | {"rung": rung, "kind": kind}
    wrong = []
    for seed in itertools.count(first_seed):
        if row["models"] == count:
            break
        model = draw(seed)
        inputs = inputs_for(model, state)
        try:
            if differs(rung, model, inputs):
                wrong.append(seed)
                print(f"{rung}: {kind} {seed} differs", flush=True)
        except GraphError as reason:
            row["refused"] += 1
            print(f"{rung}: {kind} {seed} is refused: {reason}", flush=True)
            continue
        except ExportError:
            row["too_large"] += 1
            continue
        row["models"] += 1
        row["inferences"] += 2 * STEPS if state else 6
    return row | {"differ": len(wrong), "seeds_that_differ": " ".join(map(str, wrong[:5]))}


def keep(rows):
    """Write the table; rows of the same rung and kind take the place of older ones."""
    old = list(csv.DictReader(CSV.open())) if CSV.exists() else []
    new = {(row["rung"], row["kind"]) for row in rows}
    rows = [row for row in old if (row["rung"], row["kind"]) not in new] + rows
    with files.write_atomically(CSV) as path, path.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main():
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rung", help="reference, c, or a chip, as in atmega1284p")
    parser.add_argument("--count", type=int, default=200, help="models in all (default: 200)")
    parser.add_argument("--seed", type=int, default=100_000, help="the first")
    given = parser.parse_args()
    share, rest = divmod(given.count, len(KINDS))
    for number, kind in enumerate(KINDS):
        start = time.monotonic()
        row = judged(given.rung, kind, share + (number < rest), given.seed)
        keep([row])
        counts = ", ".join(f"{row[name]:,} {name}" for name in COLUMNS[2:7])
        print(f"{given.rung} {kind}: {counts}; {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
