"""Find the smallest network that beats simpler programs on the same 100 px.

`python benchmarks/bragg_smallest.py` writes benchmarks/results/bragg_smallest.csv, with one row per
classifier and seed. The rules below were written before the first judgement. Outputs of trained
classifiers are kept in the kit's cache, so that an interrupted run continues where it stopped.

Training. 3480 practice shots, all classes equally common; a fifth of them, drawn anew by each of
five seeds, chooses the epoch and the class weights. Every network is trained as in `bragg_cnn.py`,
from the same start, for 30 epochs.

Judging. 1500 judging shots, all classes equally common, simulated with another seed and used for
nothing else, and the 2000 frames of the twin: together 735 HIT, 557 MAYBE and 2208 MISS. Each
class is weighted by its published share, so that scores are those of a run. The twin alone is
judged too (columns `twin_...`), as in `bragg_cnn.csv`, but nothing is decided by it.

Beating. In one seed a network beats a baseline if the 95 % interval of the paired difference
(bootstrap within each class) lies above 0, in balanced accuracy and in macro F1. A network passes
if it beats both peak regression and peak trees, trained on the same shots, in at least four of
five seeds.

Each score with its own weights. One thing was added after the first network was judged; the rule
itself stays. The class weights are fitted for the sum of both scores, so one classifier may gain
in one score and the next in the other. In the columns `own_...` every classifier, baselines
included, has weights fitted for the score that is compared.

The answer. Of the networks that pass and need at most 256 KB of RAM for activations (estimated),
the answer is the one that needs least; of equals, the one with fewer parameters.
"""

import argparse

import numpy as np
import pandas as pd
import tensorflow as tf
from bragg_cnn import SHARES, practice_parts, write
from bragg_views import labels as labels_of
from bragg_views import spot_counts, view

from tinyml_kit.base import files
from tinyml_kit.datasets import bragg
from tinyml_kit.datasets.bragg import twin
from tinyml_kit.datasets.bragg.labels import CLASSES
from tinyml_kit.learning import baselines, bootstrap, evaluation, models, training
from tinyml_kit.learning.cost import cost
from tinyml_kit.learning.decision import decide, fit_weights

RIVALS = {
    "peak regression": lambda seed: baselines.peak_regression(),
    "peak trees": baselines.peak_trees,
}
DECIDING = ("balanced_accuracy", "macro_f1")
TWIN = slice(-twin.RUN_LENGTH, None)  # where the twin stands among the judged images


def outputs(name, seed, images, labels, test, epochs):
    """Return a classifier's outputs for validation and test images, and facts about it.

    It is trained unless the kit's cache holds its outputs. `images` and `labels` are the practice
    shots; the result has (n, 3) probabilities as "validation" and "test", and numbers.
    """
    kept = files.cache_dir() / "bragg_smallest" / f"{name.replace(' ', '_')}_{seed}_{epochs}.npz"
    if not kept.exists():
        fit, choose = practice_parts(len(labels), seed)
        if name in RIVALS:
            say, facts = RIVALS[name](seed).fit(images[fit], labels[fit]).predict_proba, {}
        else:
            validation = images[choose], labels[choose]
            say, facts = trained(name, images[fit], labels[fit], validation, seed, epochs)
        with files.write_atomically(kept) as path:
            np.savez(path, validation=say(images[choose]), test=say(test), **facts)
    with np.load(kept) as file:
        return dict(file)


def trained(name, images, labels, validation, seed, epochs):
    """Train "counting 8" or "published 8" (8 filters); return the classifier and facts."""
    kind, filters = name.split()
    build = {"counting": models.counting_cnn, "published": models.bragg_cnn}[kind]
    model = build(100, int(filters), seed=seed)
    models.start_as_spot_finder(model, images, seed)
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


def verdicts(said, chosen_by, scores=DECIDING):
    """Return decisions on the test images, with weights fitted to `scores` on validation data."""
    return decide(said["test"], fit_weights(said["validation"], chosen_by, SHARES, scores))


def judged(name, said, rivals, truth, chosen_by):
    """Return the row of one classifier: scores, and leads over the rivals of the same seed."""
    ours, theirs = (
        {n: verdicts(s, chosen_by) for n, s in a.items()} for a in ({name: said}, rivals)
    )
    row = evaluation.judge(ours, truth, shares=SHARES).drop(columns="baseline").loc[name]
    row = row.to_dict() | leads("", ours[name], theirs, truth, DECIDING)
    alone = evaluation.judge({name: ours[name][TWIN]}, truth[TWIN]).loc[name]
    row |= {f"twin_{score}": alone[score] for score in DECIDING}
    for score in DECIDING:
        ours = verdicts(said, chosen_by, [score])
        theirs = {rival: verdicts(s, chosen_by, [score]) for rival, s in rivals.items()}
        found = evaluation.judge({name: ours}, truth, shares=SHARES).loc[name]
        row[f"own_{score}"] = found[score]
        row |= leads("own_", ours, theirs, truth, [score])
    facts = {key: value.item() for key, value in said.items() if value.ndim == 0}
    return {"classifier": name, **row, **facts}


def leads(prefix, ours, theirs, truth, scores):
    """Return paired differences to each rival: difference, low and high of each score."""
    found = {}
    for rival, verdict in theirs.items():
        table = bootstrap.difference(truth, ours, verdict, shares=SHARES)
        for score in scores:
            for column in ("difference", "low", "high"):
                where = f"{prefix}{score}_ahead_of_{rival.split()[1]}_{column}"
                found[where] = table.loc[score, column]
    return found


def references(shots, known):
    """Return the rows of programs that see no pixels, or whole frames, on the judging shots.

    The thresholds on the spots of whole frames are fitted on the twin, which has the class shares.
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
    """Read the command line, train and judge; write the table after every network and seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--networks", nargs="+", metavar="KIND-FILTERS",
        default=["published-8", "published-16", "published-6", "counting-8", "published-3",
                 "counting-4"],
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
    rows = []
    for name in (each.replace("-", " ") for each in given.networks):
        for seed in given.seeds:
            chosen_by = labels[practice_parts(len(labels), seed)[1]]
            said = {
                n: outputs(n, seed, images, labels, test, given.epochs) for n in (*RIVALS, name)
            }
            rivals = {n: said[n] for n in RIVALS}
            for rival in RIVALS if name == given.networks[0].replace("-", " ") else ():
                row = judged(rival, said[rival], {}, truth, chosen_by)
                rows.append(row | {"seed": seed})
            rows.append(judged(name, said[name], rivals, truth, chosen_by) | {"seed": seed})
            table = pd.concat([references(shots, known), pd.DataFrame(rows)])
            write("bragg_smallest.csv", table)
            print(pd.Series(rows[-1]).to_string(), flush=True)


if __name__ == "__main__":
    main()
