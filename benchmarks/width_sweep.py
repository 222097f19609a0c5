"""The width sweep of a master thesis (its figures 4.1 and 4.2): 584 networks on real MNIST.

`python benchmarks/width_sweep.py` trains every network of one to three hidden layers with widths
1, 2, 4 … 128 after a 2 × 2 pooling (784 pixels become 196) and writes results/width_sweep.csv:
accuracy on 10,000 validation images and on all 10,000 test images, beside what the network costs.
The thesis trained ten epochs with batches of 64 and judged on 1000 images; the columns say what was
done here. Networks that differ in the last width only are trained at once. It continues where it
stopped, and takes ten minutes on a core of its own.
"""

import argparse
import itertools
import time
from pathlib import Path

import numpy as np
import pandas as pd

from tinyml_kit.datasets.images import mnist
from tinyml_kit.learning.batched_dense import train_many

CSV = Path(__file__).parent / "results" / "width_sweep.csv"
WIDTHS = (1, 2, 4, 8, 16, 32, 64, 128)
TRAINED_ON = 50_000


def pooled(images):
    """Return (n, 28, 28) pixels as (n, 196) float32: the largest of every 2 × 2, from -1 to 1."""
    largest = images.reshape(len(images), 14, 2, 14, 2).max(axis=(2, 4))
    return (largest.reshape(len(images), 196).astype(np.float32) - 127) / 128


def groups():
    """Return lists of networks to train at once: equal except for the last width."""
    one = [[(w,) for w in WIDTHS]]
    two = [[(a, w) for w in WIDTHS] for a in WIDTHS]
    three = [[(a, b, w) for w in WIDTHS] for a, b in itertools.product(WIDTHS, WIDTHS)]
    return one + two + three


def costs(hidden):
    """Return what a network costs: parameters, MACs, bytes as int8 with int32 biases."""
    sizes = [196, *hidden, 10]
    macs = sum(a * b for a, b in itertools.pairwise(sizes))
    biases = sum(sizes[1:])
    return {"parameters": macs + biases, "macs": macs, "weight_bytes": macs + 4 * biases}


def main():
    """Train what is missing and write the results after every group."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--epochs", type=int, default=5)
    options.add_argument("--batch", type=int, default=128)
    options.add_argument("--rate", type=float, default=2e-3, help="falls to 0 in a straight line")
    options = options.parse_args()
    data = mnist()
    x, y = pooled(data.train_images[:TRAINED_ON]), data.train_labels[:TRAINED_ON].astype(int)
    held, known_held = pooled(data.train_images[TRAINED_ON:]), data.train_labels[TRAINED_ON:]
    test, truth = pooled(data.test_images), data.test_labels
    rows = pd.read_csv(CSV).to_dict("records") if CSV.exists() else []
    known = {tuple(int(row[c]) for c in ("w1", "w2", "w3")) for row in rows}
    for group in groups():
        if (*group[0], 0, 0)[:3] in known:
            continue
        start = time.perf_counter()
        how = {"epochs": options.epochs, "batch": options.batch, "rate": options.rate}
        many = train_many(group, x, y, **how)
        chosen_by = (many.predict(held) == known_held).mean(axis=1)
        accuracies = (many.predict(test) == truth).mean(axis=1)
        for k, hidden in enumerate(group):
            row = {"layers": len(hidden)}
            row |= dict(zip(("w1", "w2", "w3"), (*hidden, 0, 0), strict=False))
            row |= {"validation_accuracy": chosen_by[k], "accuracy": accuracies[k]}
            rows.append(row | costs(hidden) | how | {"trained_on": TRAINED_ON})
        pd.DataFrame(rows).to_csv(CSV, index=False)
        print(group[0], accuracies.round(3), f"{time.perf_counter() - start:.1f} s", flush=True)


if __name__ == "__main__":
    main()
