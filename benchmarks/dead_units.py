"""Why some networks of the width sweep give one answer to every image: units that never answer.

`python benchmarks/dead_units.py` trains again the networks of `width_sweep.csv` that are right for
just the share of the commonest digit, and the three starts of 4-64-4 of `width_recipe.csv`. For
each hidden layer it counts the units that are above 0 for at least one of the 10,000 test images,
and writes results/dead_units.csv. It takes two minutes.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from width_recipe import SWEEP
from width_sweep import TRAINED_ON, pooled

from tinyml_kit.base import files
from tinyml_kit.datasets.images import mnist
from tinyml_kit.learning.batched_dense import train_many

RESULTS = Path(__file__).parent / "results"
CONSTANT = 0.1135
AT_ONCE = 8
WIDTHS = ["w1", "w2", "w3"]


def alive(network, x):
    """Return how many units of each hidden layer are above 0 for at least one of the images."""
    counts = []
    for layer in network.layers[:-1]:
        kernel, bias = layer.get_weights()
        x = np.maximum(x @ kernel + bias, 0)
        counts.append(int((x.max(axis=0) > 0).sum()))
    return counts


def rows_of(networks, seed, data):
    """Train networks of one depth together, and return a row for each."""
    x, y, test, truth = data
    many = train_many(networks, x, y, seed=seed, **SWEEP)
    right = (many.predict(test) == truth).mean(axis=1)
    for k, hidden in enumerate(networks):
        left = alive(many.network(k), test)
        row = dict(zip(WIDTHS, (*hidden, 0, 0), strict=False))
        row |= dict(zip(("alive1", "alive2", "alive3"), (*left, 0, 0), strict=False))
        yield {"layers": len(hidden), **row, "seed": seed, "accuracy": right[k]}


def main():
    """Train, count, and write the results."""
    images = mnist()
    x, y = pooled(images.train_images[:TRAINED_ON]), images.train_labels[:TRAINED_ON].astype(int)
    data = x, y, pooled(images.test_images), images.test_labels
    sweep = pd.read_csv(RESULTS / "width_sweep.csv")
    constant = sweep[np.isclose(sweep["accuracy"], CONSTANT)]
    rows = []
    for depth, some in constant.groupby("layers"):
        networks = [tuple(map(int, one[:depth])) for one in some[WIDTHS].to_numpy()]
        for start in range(0, len(networks), AT_ONCE):
            rows += rows_of(networks[start : start + AT_ONCE], 0, data)
    for seed in range(3):
        rows += rows_of([(4, 64, 4)], seed, data)
    with files.write_atomically(RESULTS / "dead_units.csv") as path:
        pd.DataFrame(rows).to_csv(path, index=False)


if __name__ == "__main__":
    main()
