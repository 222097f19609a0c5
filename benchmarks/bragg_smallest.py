"""Find the smallest network that beats what simpler programs make of the same 100 px.

`python benchmarks/bragg_smallest.py` writes benchmarks/results/bragg_smallest.csv, a row a seed
and classifier; chapter 05 shows it. The rules below were written before the first judgement.

Training. 4500 practice shots, all classes equally common; a fifth of them, drawn anew by each of
five seeds, chooses the epoch and the weights of the verdict. Every network is trained as in
`bragg_cnn.py`, 23 epochs: as many steps as its 30 epochs on 3480 shots.

Judging. 1500 judging shots, all classes equally common, simulated with another seed and used for
nothing else, and the 2000 frames of the twin: together 735 HIT, 557 MAYBE and 2208 MISS. Each
class is weighted by its published share, so that scores are those of a run. The twin alone is
judged besides (columns `twin_…`), because `bragg_cnn.csv` does so; nothing is decided by it.

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

from tinyml_kit.datasets import bragg, twin
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
        for n in (3, 6, 8, 16)
    },
}


def one_seed(seed, names, epochs, practice, judging):
    """Train the baselines and the named networks on one division; return their rows.

    `practice` and `judging` are (images, labels); the twin stands at the end of `judging`.
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
    said = {name: verdicts(c, *validation, judging[0]) for name, c in classifiers.items()}
    table = judged(said, judging[1], SHARES)
    alone = slice(-twin.RUN_LENGTH, None)
    old = judged({name: v[alone] for name, v in said.items()}, judging[1][alone], None)
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


def spot_rules(shots, known):
    """Return the rows of the reference: thresholds on the spots of whole frames.

    They are fitted on the twin, which has the class shares, and judged on the judging shots.
    """
    rules = {
        f"spots, whole frame, for {score}": baselines.SpotCountRule(score)
        .fit(known.spots, known.labels)
        .predict(spot_counts("judging"))
        for score in DECIDING
    }
    rules["always MISS"] = np.full(len(shots), CLASSES.index("MISS"))
    table = evaluation.judge(rules, shots, shares=SHARES).drop(columns="baseline")
    return table.rename_axis("classifier").reset_index()


def main():
    """Read the command line, train, judge and write after every seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--networks", nargs="+", choices=BUILDERS, default=list(BUILDERS))
    parser.add_argument("--seeds", nargs="+", type=int, default=list(range(5)))
    parser.add_argument("--epochs", type=int, default=23)
    parser.add_argument("--threads", type=int, default=0, help="of TensorFlow; 0: its choice")
    given = parser.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(given.threads)
    tf.config.threading.set_inter_op_parallelism_threads(given.threads)
    practice = view("crop 100", "practice"), labels_of("practice")
    shots, known = labels_of("judging"), bragg.load()
    images = np.concatenate([view("crop 100", "judging"), known.images])
    judging = images, np.concatenate([shots, known.labels])
    tables = [spot_rules(shots, known)]
    for seed in given.seeds:
        tables.append(one_seed(seed, given.networks, given.epochs, practice, judging))
        write("bragg_smallest.csv", pd.concat(tables))
        print(tables[-1].iloc[:, :8].to_string(), flush=True)


if __name__ == "__main__":
    main()
