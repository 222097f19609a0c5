"""Which remedy of the training helps: each alone, all together, and all without one.

`python benchmarks/bragg_ablation.py` trains the 990-parameter network on the twin's training
images, three seeds a row (three splits and three starts), 20 epochs each, and writes
benchmarks/results/bragg_ablation.csv: one row per recipe and seed, judged on the validation
images, because the recipes are chosen by them. Chapter 07 shows the table and trains one row
again. One thread computes, so that another run gives the same table; an interrupted run goes on
where it stopped. Half a minute a training.

`python benchmarks/bragg_ablation.py --rates` asks whether the comparison depends on the learning
rate: it trains the recipes of `AT_OTHER_RATES` at a quarter of the rate and at four times the rate,
too, and writes benchmarks/results/bragg_ablation_rates.csv, with a column for the rate. Its rows at
the usual rate are those of the first table.

`balanced_accuracy` is that of the most probable class. `weighted_balanced_accuracy` is that of
probabilities with class weights, which were fitted on the training images.
"""

import argparse
import itertools
from pathlib import Path

import pandas as pd

from tinyml_kit.base import files
from tinyml_kit.datasets import bragg
from tinyml_kit.datasets.bragg.labels import CLASSES
from tinyml_kit.learning import models, training
from tinyml_kit.learning.decision import decide, fit_weights
from tinyml_kit.learning.evaluation import report
from tinyml_kit.learning.keras_backend import one_thread
from tinyml_kit.learning.split import split

RESULTS = Path(__file__).parent / "results"
REMEDIES = ("balanced batches", "symmetries", "schedule", "spot-finder start")
ALL = frozenset(REMEDIES)
RECIPES = {
    "none": frozenset(),
    **{f"{one} alone": frozenset([one]) for one in REMEDIES},
    "all four": ALL,
    **{f"all but {one}": ALL - {one} for one in REMEDIES},
}
EPOCHS = 20
RATE = 0.004
AT_OTHER_RATES = ("none", "all but spot-finder start")


def trained(images, labels, part, remedies, seed, epochs=EPOCHS, rate=RATE):
    """Train one network with some of the remedies; return it and what happened."""
    model = models.bragg_cnn(100, seed=seed)
    if "spot-finder start" in remedies:
        models.start_as_spot_finder(model, images[part.train], seed)
    history = training.train(
        model, images[part.train], labels[part.train],
        (images[part.validation], labels[part.validation]),
        epochs=epochs, patience=epochs, seed=seed, rate=rate,
        warmup=3 if "schedule" in remedies else None,
        balance="batches" if "balanced batches" in remedies else None,
        augment="symmetries" in remedies,
    )  # fmt: skip
    return model, history


def judged(model, images, labels, part):
    """Return the scores of a network on the validation images."""
    said = training.probabilities(model, images[part.validation])
    truth = labels[part.validation]
    found = report(truth, said.argmax(axis=1))
    fitted = fit_weights(
        training.probabilities(model, images[part.train]), labels[part.train],
        scores=["balanced_accuracy"],
    )  # fmt: skip
    weighted = report(truth, decide(said, fitted)).scores["balanced_accuracy"]
    recalls = {f"recall_{name}": found.per_class.loc[name, "recall"] for name in CLASSES}
    return {
        "balanced_accuracy": found.scores["balanced_accuracy"],
        "accuracy": found.scores["accuracy"],
        "weighted_balanced_accuracy": weighted,
        **recalls,
    }


def main():
    """Train every recipe with every seed, and write what has come out after each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--rates", action="store_true", help="some recipes at other rates")
    given = parser.parse_args()
    one_thread()
    twin, path = bragg.load(), RESULTS / "bragg_ablation.csv"
    runs = [(recipe, RATE) for recipe in RECIPES]
    if given.rates:
        usual = pd.read_csv(path).assign(rate=RATE)
        path = RESULTS / "bragg_ablation_rates.csv"
        rows = usual[usual["recipe"].isin(AT_OTHER_RATES)].to_dict("records")
        runs = list(itertools.product(AT_OTHER_RATES, (RATE / 4, RATE, RATE * 4)))
    else:
        rows = []
    if path.exists():
        rows = pd.read_csv(path).to_dict("records")
    done = {(row["recipe"], row.get("rate", RATE), row["seed"]) for row in rows}
    for seed, (recipe, rate) in itertools.product(range(given.seeds), runs):
        if (recipe, rate, seed) in done:
            continue
        part = split(twin.labels, seed=seed)
        model, history = trained(twin.images, twin.labels, part, RECIPES[recipe], seed, rate=rate)
        scores = judged(model, twin.images, twin.labels, part)
        row = {"recipe": recipe, "seed": seed, **scores, "epoch": history.best_epoch}
        rows.append(row | {"rate": rate} if given.rates else row)
        said = f"{recipe}, rate {rate:g}, seed {seed}: {scores['balanced_accuracy']:.3f} (measured)"
        print(said, flush=True)
        with files.write_atomically(path) as target:
            pd.DataFrame(rows).to_csv(target, index=False, float_format="%.5g")


if __name__ == "__main__":
    main()
