"""How fast is the generated C on a computer, beside the interpreters that run the same file?

    python benchmarks/host_speed.py [--inputs 200] [--repeats 7] [--models FOLDER]

The models are int8: the shipped Bragg network, the 810-parameter digits network, 784-32-10, and,
if TINYML_KIT_TESTDATA or --models names their folder, MLPerf Tiny's keyword spotter and other
people's models. The digits network and 784-32-10 are not trained: that does not change the times.

For each model, in one run, it measures the generated C, compiled by gcc with -O2, -O3 and -Os for
any processor of the architecture, and with the instructions of this very processor, which XNNPACK
uses too; TFLM's wheel; LiteRT with its reference kernels and with XNNPACK. Each has one thread.
Every inference is timed alone; the interpreters' times include the call from Python, half a
microsecond. The variants take turns, so that a busy machine slows all alike. Ratios are of the best
times, which other programs disturb least. Outputs are compared too: the C has to equal TFLM to the
bit.
"""

import argparse
import csv
import os
import tempfile
from pathlib import Path

import numpy as np

from tinyml_kit.compress.quantize import to_tflite
from tinyml_kit.datasets import bragg, images
from tinyml_kit.graph.tflite import read
from tinyml_kit.learning import shipped
from tinyml_kit.learning.keras_backend import keras
from tinyml_kit.rungs.host import native
from tinyml_kit.rungs.interpreters import litert, tflm

RESULTS = Path(__file__).parent / "results" / "host_speed.csv"
COLUMNS = ("model", "runs on", "best_us", "median_us", "times_tflm", "flash_bytes", "ram_bytes")
ORACLE = "TFLM"


def bragg_model():
    """Return the shipped classifier as int8, and images of the twin for it."""
    pictures = bragg.load().images[..., np.newaxis]
    return to_tflite(shipped.bragg_classifier().model, "int8", pictures)[0]


def digits_model():
    """Return 3 × 3 × 8 convolutions, a pooling and ten classes on 8 × 8 digits."""
    network = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.Conv2D(8, 3, activation="relu"),
            keras.layers.MaxPool2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    assert network.count_params() == 810
    pictures = images.digits()[0][..., np.newaxis].astype(np.float32) / 16
    return to_tflite(network, "int8", pictures)[0]


def dense_model():
    """Return 784-32-10, a dense network with one hidden layer."""
    network = keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    pictures = np.random.default_rng(0).random((200, 784), np.float32)
    return to_tflite(network, "int8", pictures)[0]


def models(folder):
    """Yield (name, bytes) of every model to measure."""
    keras.utils.set_random_seed(0)
    yield "bragg", bragg_model()
    yield "digits", digits_model()
    yield "784-32-10", dense_model()
    for path in sorted(Path(folder).glob("*_int8.tflite")) if folder else ():
        yield path.stem.removesuffix("_int8"), path.read_bytes()


def inputs_for(model, count):
    """Return `count` random inputs for a model."""
    rng, graph = np.random.default_rng(0), read(model)
    shapes = [graph.tensors[index].shape for index in graph.inputs]
    return [rng.integers(-128, 128, (count, *shape), np.int8) for shape in shapes]


def rungs(model, folder):
    """Return {name: (function that runs inputs, flash bytes, RAM bytes)}."""
    made = {}
    for option in ("-O2", "-O3", "-O3 -march=native", "-Os"):
        built = native.build(model, folder / option.split()[-1], optimize=option)
        made[f"generated C, gcc {option}"] = (native, built, built.sizes.flash, built.sizes.ram)
    built = tflm.build(model)
    made[ORACLE] = (tflm, built, None, built.arena.total)
    for name, resolver in (("LiteRT, reference", "BUILTIN_REF"), ("LiteRT, XNNPACK", "AUTO")):
        made[name] = (litert, litert.build(model, resolver=resolver), None, None)
    return made


def measure(name, model, folder, count, repeats):
    """Return the rows of one model."""
    inputs, made = inputs_for(model, count), rungs(model, folder)
    seconds = {rung: [] for rung in made}
    for _ in range(repeats):
        outputs = {}
        for rung, (device, built, _, _) in made.items():
            run = device.run(built, inputs)
            # The first inferences warm the caches.
            seconds[rung].append(run.seconds[count // 10 :])
            outputs[rung] = run.outputs
        for rung in (rung for rung in made if rung.startswith("generated")):
            for one, other in zip(outputs[rung], outputs[ORACLE], strict=True):
                np.testing.assert_array_equal(one, other)
    times = {rung: np.concatenate(values) * 1e6 for rung, values in seconds.items()}
    oracle = times[ORACLE].min()
    return [row(name, rung, times[rung], oracle, *sizes) for rung, (_, _, *sizes) in made.items()]


def row(name, rung, times, oracle, flash, ram):
    """Return one row of the table; `oracle` is TFLM's best time, in microseconds like `times`."""
    best, median = times.min(), np.median(times)
    figures = (f"{best:.2f}", f"{median:.2f}", f"{oracle / best:.2f}", flash or "", ram or "")
    return dict(zip(COLUMNS, (name, rung, *figures), strict=True))


def main():
    """Measure, print the table and keep it."""
    named = os.environ.get("TINYML_KIT_TESTDATA")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inputs", type=int, default=200)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--models", type=Path, default=named and Path(named) / "models")
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, model in models(options.models):
            rows += measure(name, model, Path(folder) / name, options.inputs, options.repeats)
    for line in [dict(zip(COLUMNS, COLUMNS, strict=True)), *rows]:
        print(
            "{model:<16}{runs on:<34}{best_us:>11}{median_us:>11}{times_tflm:>12}".format(**line)
            + "{flash_bytes:>13}{ram_bytes:>11}".format(**line)
        )
    print("Times measured on this computer; sizes measured: object file, interpreter's arena.")
    with RESULTS.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
