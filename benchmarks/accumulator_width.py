"""What a 16-bit `int` does to 784-H-10 on MNIST: a master thesis' figure 4.3, redrawn.

`python benchmarks/accumulator_width.py` writes benchmarks/results/accumulator_width.csv. For every
width H from 4 to 32 and two seeds it has the accuracy in float and in 8 bits, with sums as NNoM
v0.4.2 keeps them on a 32-bit chip and on an AVR (Lofstad 2021, table 4.3: tanh of
(pixel - 127) / 8, ten epochs, batches of 64, Adam at 0.001). The thesis compared 300 images on the
chip with 1000 on the computer; here both judge all 10,000 test images. Networks are trained side by
side. It takes half an hour on two shared cores; `--widths` and `--epochs` make it shorter.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from tinyml_kit.base import files
from tinyml_kit.course import accumulators
from tinyml_kit.datasets import images
from tinyml_kit.learning.batched_dense import train_many

CSV = Path(__file__).parent / "results" / "accumulator_width.csv"
TRAINED_ON = 50_000
# Layers are padded to the widest of those trained together.
TOGETHER = 8


def squashed(pixels):
    """Return (n, 784) float32: tanh of (pixel - 127) / 8."""
    return np.tanh((pixels.reshape(len(pixels), 784).astype(np.float32) - 127) / 8)


def rows(widths, seed, epochs, data):
    """Train networks of these widths side by side and return one row of the table for each."""
    x, y = squashed(data.train_images[:TRAINED_ON]), data.train_labels[:TRAINED_ON].astype(int)
    test, labels = squashed(data.test_images), data.test_labels.astype(int)
    how = {"epochs": epochs, "batch": 64, "rate": 1e-3}
    many = train_many([(width,) for width in widths], x, y, seed=seed, **how)
    in_float = (many.predict(test) == labels).mean(axis=1)
    lines = []
    for k, width in enumerate(widths):
        network = accumulators.layers(many.network(k).get_weights(), x[:1000])
        found = accumulators.accuracies(network, accumulators.stored(test, 7), labels)
        line = {"width": width, "seed": seed, "float32": float(in_float[k]), **found}
        lines.append(line | how | {"trained_on": len(x), "tested_on": len(test)})
        print(line, flush=True)
    return lines


def main():
    """Write the table, one group of widths at a time."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--widths", type=int, nargs="+", default=range(4, 33))
    options.add_argument("--epochs", type=int, default=10)
    options = options.parse_args()
    data, lines = images.mnist(), []
    for seed in (1, 2):
        for start in range(0, len(options.widths), TOGETHER):
            group = options.widths[start : start + TOGETHER]
            lines += rows(group, seed, options.epochs, data)
            with files.write_atomically(CSV) as path:
                pd.DataFrame(lines).to_csv(path, index=False)


if __name__ == "__main__":
    main()
