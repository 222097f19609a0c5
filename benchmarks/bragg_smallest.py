"""Find the smallest network that beats what simpler programs make of the same 100 px.

`python benchmarks/bragg_smallest.py` writes benchmarks/results/bragg_smallest.csv, a row a seed
and classifier; chapter 05 shows it. The rules below were written before the first judgement.

Training. 5220 practice shots, all classes equally common; a fifth of them, drawn anew by each of
five seeds, chooses the epoch and the weights of the verdict. Every network is trained as in
`bragg_cnn.py`, 20 epochs: as many steps as its 30 epochs on 3480 shots.

Judging. 3000 judging shots, 1000 of each class, simulated with another seed and used for nothing
else. Scores hold for a run with the published class shares. The whole twin is judged besides
(columns `twin_…`), because `bragg_cnn.csv` does so; nothing is decided by it.

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
from bragg_cnn import SHARES, practice_parts, verdicts, write
from bragg_views import labels as labels_of
from bragg_views import spot_counts, view

from tinyml_kit.datasets import bragg
from tinyml_kit.datasets.labels import CLASSES
from tinyml_kit.learning import baselines, bootstrap, evaluation, models, training
from tinyml_kit.learning.cost import cost

RIVALS = ("peak regression", "peak trees")
DECIDING = ("balanced_accuracy", "macro_f1")
BUILDERS = {
    **{
        f"counting, {n}": (lambda seed, n=n: models.counting_cnn(100, n, seed=seed)) for n in (4, 8)
    },
    **{
        f"published, {n}": (lambda seed, n=n: models.bragg_cnn(100, n, seed=seed))
        for n in (3, 6, 8, 12, 16)
    },
}


def one_seed(seed, names, epochs, practice, judging, twin):
    """Train the baselines and the named networks on one division; return their rows.

    `practice`, `judging` and `twin` are (images, labels).
    """
    images, labels = practice
    fit, choose = practice_parts(len(labels), seed)
    validation = images[choose], labels[choose]
    classifiers = {
        "peak regression": baselines.peak_regression().fit(images[fit], labels[fit]).predict_proba,
        "peak trees": baselines.peak_trees(seed).fit(images[fit], labels[fit]).predict_proba,
    }
    facts = {}
    for name in names:
        model = models.start_as_spot_finder(BUILDERS[name](seed), images[fit], seed)
        history = training.train(
            model, images[fit], labels[fit], validation,
            epochs=epochs, patience=epochs, seed=seed,
        )  # fmt: skip
        classifiers[name] = lambda x, model=model: training.probabilities(model, x)
        spent = cost(model)
        facts[name] = {
            "parameters": spent.parameters, "macs": spent.macs,
            "ram_bytes": spent.activation_bytes, "int8_weight_bytes": spent.weight_bytes,
            "validation_loss": min(history.validation_loss), "best_epoch": history.best_epoch,
            "seconds": history.seconds,
        }  # fmt: skip
        print(seed, name, facts[name], flush=True)
    both = np.concatenate([judging[0], twin[0]])
    said = {name: verdicts(c, *validation, both) for name, c in classifiers.items()}
    ours, on_twin = ({n: v[part] for n, v in said.items()} for part in _parts(len(judging[1])))
    table = judged(ours, judging[1], SHARES)
    old = judged(on_twin, twin[1], None)
    table = table.join(old[[c for c in old if not c.startswith(("accuracy", "recall"))]]
                       .add_prefix("twin_"))  # fmt: skip
    table = table.join(pd.DataFrame(facts).T)
    table.insert(0, "seed", seed)
    return table.rename_axis("classifier").reset_index()


def judged(said, truth, shares):
    """Return judge's table with each network's paired differences to both rivals."""
    table = evaluation.judge(said, truth, shares=shares).drop(columns="baseline")
    for name in said.keys() - set(RIVALS):
        for rival in RIVALS:
            ahead = bootstrap.difference(truth, said[name], said[rival], shares=shares)
            for score in DECIDING:
                for column in ("difference", "low", "high"):
                    where = f"{score}_ahead_of_{rival.split()[1]}_{column}"
                    table.loc[name, where] = ahead.loc[score, column]
    return table


def _parts(judging):
    return slice(None, judging), slice(judging, None)


def spot_rules(judging_labels, twin):
    """Return the rows of the reference: thresholds on the spots of whole frames, from the twin."""
    rules = {
        f"spots, whole frame, for {score}": baselines.SpotCountRule(score)
        .fit(twin.spots, twin.labels)
        .predict(spot_counts("judging"))
        for score in DECIDING
    }
    rules["always MISS"] = np.full(len(judging_labels), CLASSES.index("MISS"))
    table = evaluation.judge(rules, judging_labels, shares=SHARES).drop(columns="baseline")
    return table.rename_axis("classifier").reset_index()


def main():
    """Read the command line, train, judge and write after every seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--networks", nargs="+", choices=BUILDERS, default=list(BUILDERS))
    parser.add_argument("--seeds", nargs="+", type=int, default=list(range(5)))
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--threads", type=int, default=0, help="of TensorFlow; 0: its choice")
    given = parser.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(given.threads)
    tf.config.threading.set_inter_op_parallelism_threads(given.threads)
    practice = view("crop 100", "practice"), labels_of("practice")
    judging = view("crop 100", "judging"), labels_of("judging")
    twin = bragg.load()
    tables = [spot_rules(judging[1], twin)]
    for seed in given.seeds:
        tables.append(
            one_seed(
                seed, given.networks, given.epochs, practice, judging, (twin.images, twin.labels)
            )
        )
        write("bragg_smallest.csv", pd.concat(tables))
        print(tables[-1].iloc[:, :8].to_string(), flush=True)


if __name__ == "__main__":
    main()
