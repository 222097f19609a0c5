"""Cycles and bytes of int8 networks on a simulated ATmega1284P, beside plain C of the same run.

`python benchmarks/avr_cycles.py` writes benchmarks/results/avr_cycles.csv; `--only 784-40` renews
some of its rows. Every output of every run is compared with the TFLM interpreter's.
Networks named "random" have untrained weights. Their inputs are random, and the extremes (all dark,
all light). The trained networks of `avr_networks.py` also see all 10,000 test images of MNIST.
"plain C" is the kit's portable C with tables in flash: `sum += input * weight` in loops, 64-bit
scaling.

`best_cycles`, `median_cycles` and `most_cycles` are those of the inputs that ran; another one may
take longer. `worst_cycles` is the longest time of all inputs that there can be, for assembly whose
time is known for all of them (tests/support/slow_twin.py explains how); elsewhere it is left out.
"""

import argparse
import importlib
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from tinyml_kit.base import files, resources
from tinyml_kit.codegen.c.targets import AVR
from tinyml_kit.compress.quantize import to_tflite
from tinyml_kit.datasets import images
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import budget
from tinyml_kit.learning.keras_backend import keras
from tinyml_kit.rungs.avr import simavr
from tinyml_kit.rungs.interpreters import tflm

# The tests are not installed.
sys.path.insert(0, str(Path(__file__).parents[1]))
slow_twin = importlib.import_module("tests.support.slow_twin").slow_twin

RESULTS = Path(__file__).parent / "results"
MHZ = 20
PLAIN = replace(AVR, fit=lambda target, layers: target)
KINDS = {
    "assembly": {},
    "assembly -O2": {"optimize": "-O2"},
    "plain C -O1": {"target": PLAIN, "define": ("PORTABLE_KERNELS",), "optimize": "-O1"},
    "plain C -O3": {"target": PLAIN, "define": ("PORTABLE_KERNELS",), "optimize": "-O3"},
    "plain C -Os": {"target": PLAIN, "define": ("PORTABLE_KERNELS",)},
    "plain C -O2": {"target": PLAIN, "define": ("PORTABLE_KERNELS",), "optimize": "-O2"},
}


def random_dense(hidden, activation=None):
    """Return 784-hidden-10, untrained, as a .tflite file."""
    keras.utils.set_random_seed(0)
    layers = [keras.layers.Dense(hidden, activation="relu")]
    layers += [keras.layers.Dense(10, activation=activation)]
    return _converted([keras.layers.Input((784,)), *layers], (784,))


def random_cnn():
    """Return a 14 x 14 CNN (8 filters of 3 x 3, pooling, dense 10), untrained, as .tflite bytes."""
    keras.utils.set_random_seed(0)
    layers = [keras.layers.Conv2D(8, 3, activation="relu"), keras.layers.MaxPool2D()]
    layers += [keras.layers.Flatten(), keras.layers.Dense(10)]
    return _converted([keras.layers.Input((14, 14, 1)), *layers], (14, 14, 1))


def _converted(layers, shape):
    examples = np.random.default_rng(0).random((200, *shape), np.float32)
    return to_tflite(keras.Sequential(layers), "int8", examples)[0]


def random_inputs(shape, samples=100):
    """Return all dark, all light, and random images."""
    x = np.random.default_rng(0).integers(-128, 128, (samples, *shape), np.int8)
    x[0], x[1] = -128, 127
    return x


def test_images():
    """Return MNIST's test images as the networks take them, with the extremes in front."""
    data = images.mnist()
    x = (data.test_images.astype(np.int16) - 128).astype(np.int8)[..., None]
    return np.concatenate([random_inputs(x.shape[1:], 20), x]), data.test_labels


def row(name, model, x, kind, board, labels=None):
    """Run one network on a board and return one row of the table."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            built = simavr.build(model, folder, board, **KINDS[kind])
        except simavr.DeviceError as problem:
            return {"network": name, "code": kind, "board": board, "note": str(problem)[:100]}
        run = simavr.run(built, [x])
    expected = tflm.run(tflm.build(model), [x]).outputs[0]
    macs = sum(budget.macs(read(model)).values())
    line = {
        "network": name,
        "code": kind,
        "board": board,
        "chip": built.chip,
        "flash_bytes": run.flash_bytes,
        "ram_bytes": run.ram_bytes,
        "stack_bytes": run.stack_bytes,
        "macs": macs,
        "inputs": len(x),
        "best_cycles": run.cycles.min(),
        "median_cycles": int(np.median(run.cycles)),
        "most_cycles": run.cycles.max(),
        "most_cycles_a_mac": round(run.cycles.max() / macs, 2),
        f"most_ms_at_{MHZ}_mhz": round(run.cycles.max() / MHZ / 1000, 2),
        "worst_cycles": worst(model, kind, board),
        "outputs": expected.size,
        "mismatches": int((run.outputs[0] != expected).sum()),
        "label": run.label,
    }
    if labels is not None:
        # The extremes in front are not test images.
        start = len(x) - len(labels)
        line["mean_cycles_of_test_images"] = round(run.cycles[start:].mean())
        line["most_cycles_of_test_images"] = run.cycles[start:].max()
        right = run.outputs[0][start:].argmax(1) == labels
        line["test_accuracy"] = right.mean()
    return line


def worst(model, kind, board):
    """Return the most cycles that any input takes, or None if they are not known."""
    if not kind.startswith("assembly"):
        return None
    try:
        twin, x = slow_twin(read(model))
    except ValueError:
        return None
    with tempfile.TemporaryDirectory() as folder:
        return simavr.run(simavr.build(twin, folder, board, **KINDS[kind]), [x]).cycles[0]


def cases():
    """Yield the arguments of `row`."""
    for hidden in (8, 32, 40, 58):
        for kind in KINDS:
            board = "nano_every" if hidden == 58 else "atmega1284p"
            yield (
                f"784-{hidden}-10 random",
                random_dense(hidden),
                random_inputs((784,)),
                kind,
                board,
            )
    softmax = random_dense(32, "softmax")
    yield "784-32-10 softmax random", softmax, random_inputs((784,)), "assembly", "atmega1284p"
    for kind in KINDS:
        yield "CNN 14 x 14 random", random_cnn(), random_inputs((14, 14, 1)), kind, "atmega1284p"
    x, labels = test_images()
    for name in ("mnist_dense_32_int8", "mnist_cnn_int8"):
        model = (resources.data_dir() / f"{name}.tflite").read_bytes()
        yield name, model, x, "assembly", "uno", labels
        yield name, model, x[:120], "plain C -O2", "atmega1284p"
    dense = (resources.data_dir() / "mnist_dense_32_int8.tflite").read_bytes()
    yield "mnist_dense_32_int8", dense, x, "assembly", "atmega1284p", labels


def main():
    """Write the table, one row at a time; earlier rows of the same name are replaced."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="networks whose names begin so")
    parser.add_argument("--codes", nargs="+", choices=KINDS, default=list(KINDS))
    arguments = parser.parse_args()
    place = RESULTS / "avr_cycles.csv"
    lines = pd.read_csv(place).to_dict("records") if place.exists() else []
    for case in cases():
        if not case[0].startswith(arguments.only) or case[3] not in arguments.codes:
            continue
        line = row(*case)
        key = ("network", "code", "board")
        lines = [old for old in lines if [old[k] for k in key] != [line[k] for k in key]]
        lines.append(line)
        print(line, flush=True)
        with files.write_atomically(place) as path:
            pd.DataFrame(lines).convert_dtypes().to_csv(path, index=False)


if __name__ == "__main__":
    main()
