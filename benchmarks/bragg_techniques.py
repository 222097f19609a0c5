"""Every compression technique on the shipped Bragg network, judged on frames of the twin.

`python benchmarks/bragg_techniques.py` tunes on the training frames, judges on the other 800,
and writes results/bragg_techniques.csv after each technique; it continues where it stopped. Frames
are simulated. It takes a quarter of an hour on one core.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from tinyml_kit.compress.compare import Examples, compare
from tinyml_kit.compress.techniques import TECHNIQUES
from tinyml_kit.datasets import bragg
from tinyml_kit.datasets.bragg.labels import CLASSES
from tinyml_kit.learning import shipped
from tinyml_kit.learning.split import split

CSV = Path(__file__).parent / "results" / "bragg_techniques.csv"


def main():
    """Compare what is missing and write the table after every technique."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--epochs", type=int, default=20, help="of every training step")
    options.add_argument("--rate", type=float, default=3e-4)
    options.add_argument("--only", nargs="+", default=list(TECHNIQUES))
    options = options.parse_args()
    twin, classifier = bragg.load(), shipped.bragg_classifier()
    part = split(twin.labels, seed=0)
    rest = np.concatenate([part.validation, part.test])
    data = Examples(
        twin.images[part.train], twin.labels[part.train],
        twin.images[rest], twin.labels[rest], CLASSES, classifier.weights,
    )  # fmt: skip
    how = {"epochs": options.epochs, "rate": options.rate}
    table = pd.read_csv(CSV) if CSV.exists() else None
    for name in options.only:
        if table is not None and name in set(table["technique"]):
            continue
        row = compare(classifier.model, [name], data, balance="weights", **how).assign(**how)
        table = row if table is None else pd.concat([table, row])
        table = table.sort_values("technique", key=lambda names: names.map(list(TECHNIQUES).index))
        table.to_csv(CSV, index=False, float_format="%.6g")
        print(*row.iloc[0][["technique", "accuracy", "balanced_accuracy", "note"]], flush=True)


if __name__ == "__main__":
    main()
