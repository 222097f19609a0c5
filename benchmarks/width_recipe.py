"""How much of the width sweep is due to its recipe: some of its networks, trained as in the thesis.

`python benchmarks/width_recipe.py` trains nine of the 584 networks of `width_sweep.py` on real
MNIST in both ways, three seeds each, and writes results/width_recipe.csv. The thesis takes
(pixel - 127) / 8, ten epochs, batches of 64, Adam at a constant 0.001 (its table 4.1 and
appendix C). The sweep takes pixels from -1 to 1, five epochs, batches of 128, a rate that falls
from 0.002 to 0. Both are judged on all 10,000 test images, and on the first 1000, as the thesis
judged. It takes ten minutes.
"""

import datetime
import time
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from width_sweep import TRAINED_ON, pooled

from tinyml_kit.base import files
from tinyml_kit.compress import tuning
from tinyml_kit.datasets.images import mnist
from tinyml_kit.learning import classics
from tinyml_kit.learning.batched_dense import train_many
from tinyml_kit.learning.keras_backend import one_thread

CSV = Path(__file__).parent / "results" / "width_recipe.csv"
# From narrow to wide, with a bottleneck and a funnel of each depth.
NETWORKS = (
    (4,), (16,), (64,), (2, 64), (16, 16), (64, 8), (4, 64, 4), (16, 16, 16), (64, 32, 16),
)  # fmt: skip
SEEDS = range(3)
THESIS, SWEEP = (
    {"epochs": 10, "batch": 64, "rate": 1e-3},
    {"epochs": 5, "batch": 128, "rate": 2e-3},
)


def as_published(hidden, x, y, seed):
    """Return a network trained as in the thesis; `x` as `pooled` gives it."""
    model = classics.dense(*hidden, inputs=196, seed=seed)
    tuning.fine_tune(model, 16 * x, y, seed=seed, **THESIS)
    return lambda images: model.predict(16 * images, batch_size=1000, verbose=0).argmax(1)


def as_in_the_sweep(hidden, x, y, seed):
    """Return a network trained as in the sweep."""
    many = train_many([hidden], x, y, seed=seed, **SWEEP)
    return lambda images: many.predict(images)[0]


def main():
    """Train each network in both ways and write the results after each."""
    one_thread()
    data = mnist()
    x, y = pooled(data.train_images[:TRAINED_ON]), data.train_labels[:TRAINED_ON].astype(int)
    test, truth = pooled(data.test_images), data.test_labels.astype(int)
    stamp = {"date": datetime.date.today().isoformat()}
    stamp["versions"] = " ".join(f"{n}=={version(n)}" for n in ("tensorflow", "tf_keras", "numpy"))
    rows = []
    for hidden in NETWORKS:
        for seed in SEEDS:
            for name, train, how in (
                ("thesis", as_published, THESIS),
                ("sweep", as_in_the_sweep, SWEEP),
            ):
                start = time.perf_counter()
                right = train(hidden, x, y, seed)(test) == truth
                row = dict(zip(("w1", "w2", "w3"), (*hidden, 0, 0), strict=False))
                row = {"layers": len(hidden), **row, "seed": seed, "recipe": name}
                row |= {"accuracy": right.mean(), "accuracy_1000": right[:1000].mean()}
                seconds = round(time.perf_counter() - start)
                rows.append(row | how | {"trained_on": TRAINED_ON, "seconds": seconds} | stamp)
                print(rows[-1], flush=True)
        with files.write_atomically(CSV) as path:
            pd.DataFrame(rows).to_csv(path, index=False)


if __name__ == "__main__":
    main()
