"""How many new digits the network of chapter 05 reads: of series that it knows, and of new ones.

`python benchmarks/digits_series.py` leaves each of the 14 series of handwritten digits out once,
trains the 810-parameter network on the 13 others, and counts the digits of the one left out that it
reads: two starts, 28 trainings. Then it shuffles which series each digit belongs to, with another
shuffle for each start, and does the same again. The parts are as large as before, but now every
part has digits of all series. It writes benchmarks/results/digits_series.csv: one row per split,
start and part. Chapter 05 shows the sums. One thread computes, so that another run gives the same
table. Some minutes.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from tinyml_kit.base import files
from tinyml_kit.datasets.images import digits
from tinyml_kit.learning import classics
from tinyml_kit.learning.keras_backend import keras, one_thread

#: The first image of each series but the first (scikit-learn MOOC, "Non i.i.d. data").
STARTS = (130, 256, 386, 516, 646, 776, 915, 1029, 1157, 1287, 1415, 1545, 1667)
SEEDS = 2


def read(images, labels, out, seed):
    """Train on all images but those of a part, as chapter 05 does; count what it reads of that."""
    keras.utils.set_random_seed(seed)
    model = classics.digits_cnn(seed)
    model.compile(
        keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", steps_per_execution=8
    )
    model.fit(images[~out], labels[~out], batch_size=64, epochs=25, verbose=0)
    return int((np.argmax(model(images[out]), axis=1) == labels[out]).sum())


def main():
    """Leave each part out once, for each split and start, and write what was read."""
    one_thread()
    images, labels = digits()
    images = images[..., np.newaxis] / 16
    series = np.searchsorted(STARTS, np.arange(len(labels)), side="right") + 1
    rows = []
    for seed in range(SEEDS):
        shuffled = np.random.default_rng(seed).permutation(series)
        for split, parts in (("series", series), ("shuffled", shuffled)):
            for part in np.unique(parts):
                out = parts == part
                right = read(images, labels, out, seed)
                rows.append(
                    {"split": split, "seed": seed, "part": part, "digits": out.sum(), "read": right}
                )
                print(split, seed, part, f"{right / out.sum():.3f} (measured)", flush=True)
    path = Path(__file__).parent / "results" / "digits_series.csv"
    with files.write_atomically(path) as target:
        pd.DataFrame(rows).to_csv(target, index=False)


if __name__ == "__main__":
    main()
