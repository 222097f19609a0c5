"""The master thesis' surfaces over initial and final sparsity (its figures 4.4 to 4.6), corrected.

`python benchmarks/pruning_surface.py` trains the thesis' network, 784 inputs and four hidden layers
of 32, on real MNIST, prunes a fresh copy of it for every point of the grid, and writes
results/pruning_surface.csv: accuracy on all 10,000 test images, and the size of the same network in
four kinds of file. The thesis pruned one and the same network again and again, without copies. The
committed file took a quarter of an hour on one core.
"""

import argparse
import tempfile
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

from tinyml_kit.compress import interpret, prune, quantize, tuning
from tinyml_kit.datasets.images import mnist
from tinyml_kit.learning import classics

RESULTS = Path(__file__).parent / "results"


def h5_bytes(model, optimizer):
    """Return the size of the .h5 file of a network, with or without Adam's two moments."""
    twin = tuning.copied(model)
    twin.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    twin.train_on_batch(np.zeros((1, 784), np.float32), np.zeros(1))
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="You are saving your model as an HDF5")
        path = Path(folder) / "model.h5"
        twin.save(path, include_optimizer=optimizer)
        return path.stat().st_size


def text_bytes(tflite):
    """Return the size of all int8 weights as decimal text, as a C header holds them."""
    weights = np.concatenate([array.ravel() for array in interpret.weights(tflite).values()])
    return sum(len(f"{value}, ") for value in weights.tolist())


def measured(model, x, digits):
    """Return one row of the results: accuracies and sizes."""
    (train, test), (_, truth) = x, digits
    tflite, _ = quantize.to_tflite(model, "int8", train)
    said = interpret.outputs(tflite, test).argmax(1)
    return {
        "accuracy": np.mean(probabilities(model, test).argmax(1) == truth),
        "accuracy_int8": np.mean(said == truth),
        "h5_with_adam": h5_bytes(model, True),
        "h5_without": h5_bytes(model, False),
        "tflite_int8": len(tflite),
        "gzip_int8": interpret.gzip_bytes(tflite),
        "int8_as_text": text_bytes(tflite),
    }


def probabilities(model, x):
    """Return the outputs for rows of pixels."""
    return np.concatenate([model.predict_on_batch(x[i : i + 1000]) for i in range(0, len(x), 1000)])


def main():
    """Run the grid and write the results after every point."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--step", type=float, default=0.1, help="of the grid of sparsities")
    options.add_argument("--epochs", type=int, default=1, help="of each pruning")
    options = options.parse_args()
    data = mnist()
    # As in the thesis: (x - 127) / 8.
    train, test = (
        (images.reshape(len(images), -1).astype(np.float32) - 127) / 8 / 16
        for images in (data.train_images, data.test_images)
    )
    truth = data.train_labels.astype(int), data.test_labels.astype(int)
    base = classics.dense(32, 32, 32, 32)
    tuning.fine_tune(base, train, truth[0], epochs=10, rate=1e-3)
    rows = [{"initial": np.nan, "final": 0.0, **measured(base, (train, test), truth)}]
    levels = np.round(np.arange(0, 0.901, options.step), 3)
    for initial in levels:
        for final in levels[(levels >= initial) & (levels > 0)]:
            pruned, _ = prune.prune(
                base, train, truth[0], sparsity=final, initial=initial, epochs=options.epochs
            )
            point = {"initial": initial, "final": final}
            rows.append(point | measured(pruned, (train, test), truth))
            pd.DataFrame(rows).to_csv(RESULTS / "pruning_surface.csv", index=False)
            print(rows[-1], flush=True)


if __name__ == "__main__":
    main()
