"""Random networks with a random folding for each layer: what a circuit has to compute exactly.

`python -m tests.support.random_circuits 100` simulates so many, compares every layer with the
reference, and the cycles with the prediction, and writes benchmarks/results/random_circuits.csv;
`--first SEED` begins elsewhere. Networks that have no circuit are counted by what the kit says of
them. A circuit takes some seconds.
"""

import argparse
import csv
import re
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np

from tests.support import random_graphs
from tinyml_kit.codegen.rtl.folding import Folding, foldings
from tinyml_kit.codegen.rtl.plan import Circuit
from tinyml_kit.codegen.rtl.stages import forked, stages_of
from tinyml_kit.codegen.rtl.windows import Windows
from tinyml_kit.graph import reference
from tinyml_kit.graph.tflite import read
from tinyml_kit.ops.layer import ExportError
from tinyml_kit.rungs.fpga import simulated

RESULTS = Path(__file__).parents[2] / "benchmarks" / "results" / "random_circuits.csv"
# Multiplications side by side; with more, compiling a simulation takes long.
MOST = 150


def folded(stages, seed):
    """Return a Circuit of some stages with drawn foldings that fit each other."""
    rng = np.random.default_rng(seed)
    while True:
        again = forked(stages)
        chosen, channels = [], 1 if -1 in again else None
        for place, stage in enumerate(stages):
            one, channels = _drawn(stage, channels, rng)
            if one is None or (place in again and channels > 1):
                break
            chosen.append(one)
        else:
            first = chosen[0]
            taken = first.channels_in if isinstance(first, Folding) else 1
            return Circuit(tuple(chosen), taken, channels)


def _drawn(stage, channels, rng):
    """Return a planned stage and the channels of the words that it gives, or (None, None)."""
    if not isinstance(stage, Windows):
        return (stage, 1) if channels in (None, 1) else (None, None)
    if channels is None:
        most = min(stage.channels, 8)
        channels = rng.choice([n for n in range(1, most + 1) if stage.channels % n == 0])
    ways = [one for one in foldings(stage, int(channels)) if one.taps * one.lanes <= MOST]
    if not ways:
        return None, None
    one = ways[rng.integers(len(ways))]
    return replace(one, hard=int(rng.integers(one.multipliers + 1))), one.channels_out


def differences(built, inputs):
    """Return what of a simulated circuit is not the reference's, or not as predicted."""
    outputs, times, between = simulated.simulate(built, inputs, intermediates=True)
    expected, layers = reference.run(built.graph, inputs, intermediates=True)
    found = []
    if (outputs != expected[0].reshape(outputs.shape)).any():
        found.append("outputs")
    for index, value in between.items():
        if (value != layers[index].reshape(value.shape)).any():
            found.append(f"tensor {index}")
    if times[0, 1] - times[0, 0] + 1 != built.predicted.latency:
        found.append("latency")
    if len(times) > 2 and times[2, 1] - times[1, 1] != built.predicted.frame:
        found.append("cycles of a frame")
    return found


def of_seed(seed, folder):
    """Return the operators of a seed's circuit and its `differences`; ExportError if none."""
    model = random_graphs.network(seed)
    graph = read(model.content)
    circuit = folded(stages_of(graph), seed)
    built = simulated.build(graph, folder, circuit=circuit, optimize="-O0")
    shape = graph.tensors[graph.inputs[0]].shape
    found = differences(built, random_graphs.inputs(model, 8)[0].reshape(8, *shape[1:]))
    return {operator.name for operator in graph.operators}, found


def main():
    """Simulate circuits until there were as many as asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int, help="circuits")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    options = parser.parse_args()
    done, refused, wrong, seed = 0, Counter(), [], options.first
    operators: Counter[str] = Counter()
    while done < options.count:
        with tempfile.TemporaryDirectory() as folder:
            try:
                names, found = of_seed(seed, folder)
                operators.update(names)
                done += 1
            except ExportError as problem:
                refused[re.sub(r"^operator \d+ ", "", str(problem))] += 1
                found = []
        if found:
            wrong.append(seed)
            print(f"seed {seed}: {', '.join(found)}", flush=True)
        seed += 1
    print(f"{done} circuits of seeds {options.first} to {seed - 1}: {len(wrong)} differ")
    with open(RESULTS, "w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["label", "seeds", "circuits", "differ", "operator", "circuits_with_it"])
        head = ["simulated", f"{options.first}-{seed - 1}", done, len(wrong)]
        table.writerows([*head, *row] for row in sorted(operators.items()))
    for reason, count in refused.most_common():
        print(f"{count} without a circuit: {reason}")
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
