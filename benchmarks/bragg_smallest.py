"""Find the smallest network that beats what simpler programs make of the same 100 px.

`python benchmarks/bragg_smallest.py` writes benchmarks/results/bragg_smallest.csv, a row a
classifier and seed; chapter 05 shows it. The rules below were written before the first judgement.

Training. 3480 practice shots, all classes equally common; a fifth of them, drawn anew by each of
five seeds, chooses the epoch and the weights of the verdict. Every network is trained as in
`bragg_cnn.py`, from the same start, for 30 epochs.

Judging. 1500 judging shots, all classes equally common, simulated with another seed and used for
nothing else, and the 2000 frames of the twin: together 735 HIT, 557 MAYBE and 2208 MISS. Each
class is weighted by its published share, so that scores are those of a run. The twin alone is
judged besides (columns `twin_...`), because `bragg_cnn.csv` does so; nothing is decided by it.

Beating. In one seed a network beats a baseline if the 95 % interval of the paired difference
(bootstrap within each class) lies above 0, in balanced accuracy and in macro F1. A network passes
if it beats both peak regression and peak trees, trained on the same shots, in at least four of
five seeds.

The answer. Of the networks that pass and need at most 256 KB of RAM for activations (estimated),
the one that needs least; of equals, the one with fewer parameters.
"""

import argparse

import numpy as np
import pandas as pd
import tensorflow as tf
from bragg_cnn import RESULTS, SHARES, practice_parts, verdicts, write
from bragg_views import labels as labels_of
from bragg_views import spot_counts, view

from tinyml_kit.datasets import bragg, twin
from tinyml_kit.datasets.labels import CLASSES
from tinyml_kit.learning import baselines, bootstrap, evaluation, models, training
from tinyml_kit.learning.cost import cost

RIVALS = {
    "peak regression": lambda seed: baselines.peak_regression(),
    "peak trees": baselines.peak_trees,
}
RESULTS_FILE = "bragg_smallest.csv"
DECIDING = ("balanced_accuracy", "macro_f1")
TWIN = slice(-twin.RUN_LENGTH, None)  # where the twin stands among the judged images


def network(name, seed):
    """Return a fresh network: "counting 8" or "published 8", with so many filters a layer."""
    kind, filters = name.split()
    build = {"counting": models.counting_cnn, "published": models.bragg_cnn}[kind]
    return build(100, int(filters), seed=seed)


def trained(name, images, labels, validation, seed, epochs):
    """Train one network; return its classifier and what it costs."""
    model = models.start_as_spot_finder(network(name, seed), images, seed)
    history = training.train(
        model, images, labels, validation, epochs=epochs, patience=epochs, seed=seed
    )
    spent = cost(model)
    facts = {
        "parameters": spent.parameters, "macs": spent.macs, "ram_bytes": spent.activation_bytes,
        "int8_weight_bytes": spent.weight_bytes, "best_epoch": history.best_epoch,
        "validation_loss": min(history.validation_loss), "seconds": history.seconds,
    }  # fmt: skip
    return lambda x: training.probabilities(model, x), facts


def judge(said, truth, rivals=()):
    """Return judge's table for the run and for the twin alone, with differences to `rivals`."""
    table = evaluation.judge(said, truth, shares=SHARES).drop(columns="baseline")
    for name in said.keys() - set(rivals):
        for rival in rivals:
            ahead = bootstrap.difference(truth, said[name], said[rival], shares=SHARES)
            for score in DECIDING:
                for column in ("difference", "low", "high"):
                    where = f"{score}_ahead_of_{rival.split()[1]}_{column}"
                    table.loc[name, where] = ahead.loc[score, column]
    return table


def judged(said, truth, rivals=()):
    """Return rows of the results: all judged images, and in `twin_...` the twin alone."""
    table = judge(said, truth, rivals)
    alone = evaluation.judge({n: v[TWIN] for n, v in said.items()}, truth[TWIN])
    return table.join(alone[list(DECIDING)].add_prefix("twin_"))


def references(shots, known):
    """Return the rows of programs that see no pixels, or all of them: judged on judging shots.

    The thresholds on the spots of whole frames are fitted on the twin, which has the class shares.
    """
    rules = {
        f"spots, whole frame, for {score}": baselines.SpotCountRule(score)
        .fit(known.spots, known.labels)
        .predict(spot_counts("judging"))
        for score in DECIDING
    }
    rules["always MISS"] = np.full(len(shots), CLASSES.index("MISS"))
    return judge(rules, shots).rename_axis("classifier").reset_index()


def earlier():
    """Return the table of an earlier run, if there is one; its rows are kept or renewed."""
    path = RESULTS / RESULTS_FILE
    return [pd.read_csv(path)] if path.exists() else []


def main():
    """Read the command line, train, judge, and write after every network and seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--networks", nargs="+", metavar="KIND-FILTERS",
        default=["counting-4", "counting-8", "published-8", "published-6", "published-16",
                 "published-3"],
    )  # fmt: skip
    parser.add_argument("--seeds", nargs="+", type=int, default=list(range(5)))
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--threads", type=int, default=0, help="of TensorFlow; 0: its choice")
    given = parser.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(given.threads)
    tf.config.threading.set_inter_op_parallelism_threads(given.threads)

    images, labels = view("crop 100", "practice"), labels_of("practice")
    shots, known = labels_of("judging"), bragg.load()
    test = np.concatenate([view("crop 100", "judging"), known.images])
    truth = np.concatenate([shots, known.labels])
    parts = {seed: practice_parts(len(labels), seed) for seed in given.seeds}
    tables, rivals = [*earlier(), references(shots, known)], {}

    def judge_rivals(seed):
        fit, choose = parts[seed]
        rivals[seed] = {
            name: verdicts(
                make(seed).fit(images[fit], labels[fit]).predict_proba,
                images[choose], labels[choose], test,
            )
            for name, make in RIVALS.items()
        }  # fmt: skip
        table = judged(rivals[seed], truth).assign(seed=seed)
        tables.append(table.rename_axis("classifier").reset_index())

    for name in (each.replace("-", " ") for each in given.networks):
        for seed in given.seeds:
            if seed not in rivals:
                judge_rivals(seed)
            fit, choose = parts[seed]
            validation = images[choose], labels[choose]
            classifier, facts = trained(
                name, images[fit], labels[fit], validation, seed, given.epochs
            )
            said = rivals[seed] | {name: verdicts(classifier, *validation, test)}
            row = judged(said, truth, RIVALS).loc[[name]].assign(seed=seed, **facts)
            tables.append(row.rename_axis("classifier").reset_index())
            results = pd.concat(tables).drop_duplicates(["classifier", "seed"], keep="last")
            write(RESULTS_FILE, results)
            print(tables[-1].T.to_string(header=False), flush=True)


if __name__ == "__main__":
    main()
