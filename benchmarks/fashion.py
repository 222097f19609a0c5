"""Every technique on Fashion-MNIST, and how good 30 KB can be.

`python benchmarks/fashion.py techniques` trains the book's network (Hands-on TinyML, chapter 5),
applies every technique, and writes results/fashion.csv. With `--seeds 0 1 2 --only NAME…` it runs
some techniques with several seeds and writes results/fashion_seeds.csv.
`python benchmarks/fashion.py small` trains small networks, chooses one of at most 30 KB on 5000
validation images, and writes results/fashion_small.csv. Trained networks are kept in the kit's
cache. It takes an hour on two cores.
"""

import argparse
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

from tinyml_kit.base import files
from tinyml_kit.compress import distill, interpret, quantize, tuning
from tinyml_kit.compress.compare import Examples, compare
from tinyml_kit.compress.techniques import TECHNIQUES, Technique
from tinyml_kit.datasets.images import fashion_mnist
from tinyml_kit.learning import classics
from tinyml_kit.learning.bootstrap import intervals
from tinyml_kit.learning.cost import cost
from tinyml_kit.learning.keras_backend import keras

RESULTS = Path(__file__).parent / "results"
VERSIONS = ("tensorflow", "tf_keras", "tensorflow-model-optimization", "ai-edge-litert")
LIMIT = 30_000
HELD = 5000

# The book's recipes: pruned from 40 to 75 %; sixteen clusters; half the weights pruned, eight
# clusters, 8 bits. With one scale per layer the eight values stay eight in the file. Ours prune at
# a smaller learning rate than the book's, because the network is already trained.
_HALF = ("prune", {"schedule": "constant", "sparsity": 0.5, "epochs": 3, "rate": 3e-4})
_EIGHT = ("cluster", {"clusters": 8, "keep_zeros": True, "epochs": 2})
_SPARSE = {"schedule": "constant", "sparsity": 0.55}
_ONE_SCALE = {"per_channel": False}
OURS = {
    "book: pruned 40-75 %": Technique((("prune", {"initial": 0.4, "sparsity": 0.75}),), "float32"),
    "book: 16 clusters": Technique((("cluster", {"rate": 1e-5}),), "float32"),
    "book: pruned 50 %, 8 clusters": Technique((_HALF, _EIGHT), "dynamic"),
    "pruned 50 %, 8 clusters, int8": Technique((_HALF, _EIGHT), export=_ONE_SCALE),
    "pruned 55 %, 8 clusters, int8": Technique(
        (
            ("prune", _SPARSE | {"epochs": 3, "rate": 3e-4}),
            ("prune", _SPARSE | {"epochs": 2, "rate": 5e-5}),
            ("cluster", {"clusters": 8, "keep_zeros": True, "epochs": 2, "rate": 5e-5}),
        ),
        export=_ONE_SCALE,
    ),
    "pruned 75 %, 16 clusters, int8": Technique(
        (
            ("prune", {"sparsity": 0.75, "epochs": 4, "rate": 3e-4}),
            ("cluster", {"keep_zeros": True}),
        ),
        export=_ONE_SCALE,
    ),
    "pruned 90 %, 16 clusters, int8": Technique(
        (
            ("prune", {"sparsity": 0.9, "epochs": 5, "rate": 5e-4}),
            ("cluster", {"keep_zeros": True}),
        ),
        export=_ONE_SCALE,
    ),
}


def examples():
    """Return Fashion-MNIST as Examples with pixels from 0 to 1, and validation (x, y) apart.

    The validation images are the last 5000 of the training set, which is in random order.
    """
    data = fashion_mnist()
    x, test = (a[..., np.newaxis] / np.float32(255) for a in (data.train_images, data.test_images))
    y, test_y = data.train_labels.astype(np.int64), data.test_labels.astype(np.int64)
    parts = Examples(x[:-HELD], y[:-HELD], test, test_y, data.names)
    return parts, (x[-HELD:], y[-HELD:])


def baseline(data, epochs):
    """Return the book's network without its dropout, trained with Adam at 0.001, batches of 128.

    The book trains 15 epochs; the results here are those of 10.
    """
    model = classics.fashion_cnn()
    return kept(
        f"baseline_{epochs}",
        model,
        lambda: tuning.fine_tune(model, data.train_x, data.train_y, epochs=epochs, batch=128),
    )


def kept(name, model, train):
    """Return `model` with the weights of an earlier run, or trained by `train()`."""
    path = files.cache_dir() / "fashion" / f"{name}.npz"
    if path.exists():
        with np.load(path) as stored:
            model.set_weights([stored[key] for key in stored.files])
        return model
    start = time.perf_counter()
    train()
    print(f"{name}: trained in {time.perf_counter() - start:.0f} s", flush=True)
    with files.write_atomically(path) as temporary:
        np.savez(temporary, *model.get_weights())
    return model


def run_techniques(epochs, tune, only, seeds):
    """Compare techniques on the book's network; write the table after each, beside earlier rows.

    Results of other seeds than 0 go into a separate file.
    """
    csv = "fashion.csv" if seeds == [0] else "fashion_seeds.csv"
    data, _ = examples()
    model = baseline(data, epochs)
    chosen = {name: name for name in TECHNIQUES} | OURS
    for name in only or chosen:
        start = time.perf_counter()
        table = compare(model, {name: chosen[name]}, data, seeds, epochs=tune, batch=128)
        table = table.assign(seconds=(time.perf_counter() - start) / len(seeds))
        print(table[["technique", "seed", "accuracy", "gzip_bytes", "note"]], flush=True)
        if (RESULTS / csv).exists():
            table = pd.concat([pd.read_csv(RESULTS / csv), table])
        table = table.drop_duplicates(["technique", "seed"], keep="last").sort_values("seed")
        order = list(chosen).index
        in_order = table.sort_values("technique", key=lambda t: t.map(order), kind="stable")
        write(csv, in_order)


def small(kind, widths, seed=0):
    """Build a small network for 28 x 28 images.

    kind "plain": 3 x 3 convolutions, a pooling after the first two. "separable": after a first
    convolution of stride 2, depthwise and 1 x 1 convolutions in turn, every second depthwise one
    of stride 2. Each convolution is followed by batch normalisation, which the converter folds
    into it, and ReLU.
    """
    layers, steps = keras.layers, [keras.Input((28, 28, 1), name="image")]
    keras.utils.set_random_seed(seed)

    def then(layer):
        steps.extend([layer, layers.BatchNormalization(name=f"{layer.name}_norm")])
        steps.append(layers.ReLU(name=f"{layer.name}_relu"))

    for k, width in enumerate(widths):
        if kind == "plain":
            then(layers.Conv2D(width, 3, use_bias=False, name=f"conv{k}"))
            if k < 2:
                steps.append(layers.MaxPool2D(2, name=f"pool{k}"))
        elif k == 0:
            how = {"strides": 2, "padding": "same", "use_bias": False}
            then(layers.Conv2D(width, 3, name="conv0", **how))
        else:
            how = {"strides": 2 - k % 2, "padding": "same", "use_bias": False}
            then(layers.DepthwiseConv2D(3, name=f"depthwise{k}", **how))
            then(layers.Conv2D(width, 1, use_bias=False, name=f"pointwise{k}"))
    if kind == "separable":
        steps.append(layers.AveragePooling2D(4, name="mean"))
    steps += [
        layers.Flatten(name="flatten"),
        layers.Dense(10, activation="softmax", name="classes"),
    ]
    return keras.Sequential(steps, name=f"{kind}_{'_'.join(map(str, widths))}")


CANDIDATES = {
    "plain": ((12, 32, 40), (16, 32, 48)),
    "separable": ((16, 32, 48, 64, 80, 96),),
}


def run_small(epochs, teacher_epochs, kinds):
    """Distil small networks, judge them on validation images, and the best one on the test set."""
    data, (held_x, held_y) = examples()
    teacher = baseline(data, teacher_epochs)
    # A garment and its mirror image are the same garment.
    x = np.concatenate([data.train_x, data.train_x[:, :, ::-1]])
    y = np.concatenate([data.train_y, data.train_y])
    rows, best = [], (0, None)
    for model in (small(kind, widths) for kind in kinds for widths in CANDIDATES[kind]):

        def train(model=model):
            for rate in (4e-3, 1e-3, 2e-4):
                learnt, _ = distill.distill(
                    model, teacher, x, y, labels=0.5, epochs=epochs, batch=128, rate=rate
                )
                model.set_weights(learnt.get_weights())

        model = kept(f"{model.name}_{epochs}_{teacher_epochs}", model, train)
        tflite, _ = quantize.to_tflite(model, "int8", data.train_x, 500)
        said = interpret.outputs(tflite, held_x).argmax(axis=1)
        needed = cost(model)
        rows.append(
            {
                "network": model.name, "validation_accuracy": (said == held_y).mean(),
                "tflite_bytes": len(tflite), "gzip_bytes": interpret.gzip_bytes(tflite),
                "parameters": needed.parameters, "macs": needed.macs,
                "ram_bytes": needed.activation_bytes, "epochs": 3 * epochs,
            }
        )  # fmt: skip
        print(rows[-1], flush=True)
        if len(tflite) <= LIMIT and rows[-1]["validation_accuracy"] > best[0]:
            best = (rows[-1]["validation_accuracy"], len(rows) - 1, tflite)
    # Only the network chosen by validation sees the test set, once.
    said = interpret.outputs(best[2], data.test_x).argmax(axis=1)
    low, high = intervals(data.test_y, said, classes=data.names)["accuracy"]
    rows[best[1]] |= {"test_accuracy": (said == data.test_y).mean(), "low": low, "high": high}
    print(rows[best[1]])
    write("fashion_small.csv", pd.DataFrame(rows))


def write(name, table):
    """Write a table of results with the versions it was made with."""
    made_with = " ".join(f"{package}=={version(package)}" for package in VERSIONS)
    with files.write_atomically(RESULTS / name) as path:
        table.assign(versions=made_with).to_csv(path, index=False, float_format="%.6g")


def main():
    """Read the command line and run one experiment."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("experiment", choices=("techniques", "small"))
    parser.add_argument("--baseline", type=int, default=10, help="epochs of the book's network")
    parser.add_argument("--tune", type=int, default=2, help="epochs of each further step")
    parser.add_argument("--only", nargs="+", help="techniques; by default all")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0], help="of each technique")
    parser.add_argument("--epochs", type=int, default=8, help="small: at each of three rates")
    parser.add_argument("--kinds", nargs="+", choices=CANDIDATES, default=list(CANDIDATES))
    given = parser.parse_args()
    if given.experiment == "techniques":
        run_techniques(given.baseline, given.tune, given.only, given.seeds)
    else:
        run_small(given.epochs, given.baseline, given.kinds)


if __name__ == "__main__":
    main()
