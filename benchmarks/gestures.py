"""Which small int8 network knows gestures that it was not trained on: CNN, LSTM or GRU?

`TINYML_KIT_TESTDATA=FOLDER python benchmarks/gestures.py wand` takes the 100 recordings of five
gestures in FOLDER/datasets/magic_wand_imu (nanguoyu/Magic_Wand_Data, MIT). They are cut into five
parts, each a stretch of every gesture's file; each part is judged by networks that were trained on
varied recordings of the others. So every recording is judged once, by a network that never met it.
Beside them stand the int8 network of the recordings' authors, which was trained on them, and a
network of its design that was trained here, on the same four parts as the others, unvaried.

`… gestures.py people` does the same with the simulated gestures that ship, each person left out.
`--networks` takes some; rows that are there are not computed again. results/gestures.csv has a row
for each network and set: the share that is right, its 95 % interval, and how much more or less that
is than what the authors' network has, paired. TFLM computes the int8 networks.
"""

import argparse
import os
from pathlib import Path

import numpy as np
import pandas as pd

from tinyml_kit.base import files
from tinyml_kit.course import gestures as course
from tinyml_kit.datasets import motion, people
from tinyml_kit.datasets.motion.variations import varied
from tinyml_kit.graph.tflite import read
from tinyml_kit.learning import bootstrap, gestures, training
from tinyml_kit.learning.keras_backend import keras, one_thread

RESULT = Path(__file__).parent / "results" / "gestures.csv"
LENGTH, PARTS = 119, 5
#: Every second sample is enough for what is read step by step.
EVERY = 2
DESIGN = "authors-design"
KEYS = ["data", "network"]
NETWORKS = (*course.KINDS, DESIGN)


def wand():
    """Return the recordings, and (part, train, test) of each fold: stretches of the files."""
    folder = Path(os.environ["TINYML_KIT_TESTDATA"]) / "datasets" / "magic_wand_imu"
    found = motion.of_folder(folder / "data" / "train", LENGTH)
    part = np.zeros(len(found), int)
    for label in range(len(found.names)):
        theirs = np.flatnonzero(found.labels == label)
        part[theirs] = np.arange(len(theirs)) * PARTS // len(theirs)
    return found, [(k, np.flatnonzero(part != k), np.flatnonzero(part == k)) for k in range(PARTS)]


def simulated():
    """Return simulated gestures, and (person, train, test) of each fold."""
    found = motion.simulated()
    return found, list(people.leave_one_out(found.people))


def authors(found):
    """Return what the authors' int8 network says of the recordings, (n,) labels.

    It takes numbers from 0 to 1: 4 g and 2000 degrees a second either way.
    """
    path = Path(os.environ["TINYML_KIT_TESTDATA"]) / "datasets" / "magic_wand_imu" / "weights"
    content = (path / "quantized_model.tflite").read_bytes()
    half = np.array([4.0] * 3 + [2000.0] * 3)
    shares = (np.stack(found.samples) + half) / (2 * half)
    return course.said(content, shares), content


def design(steps, axes, classes):
    """Return a network of the authors' design, as the operators of their file show it."""
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((steps, axes)),
            layers.Reshape((1, steps, axes)),
            layers.Conv2D(32, (1, 5), padding="same", activation="relu"),
            layers.MaxPool2D((1, 2)),
            layers.Conv2D(32, (1, 3), activation="relu"),
            layers.MaxPool2D((1, 2)),
            layers.Conv2D(16, (1, 3), activation="relu"),
            layers.MaxPool2D((1, 2)),
            layers.Flatten(),
            layers.Dense(classes, activation="softmax"),
        ]
    )


def fitted(kind, found, train, how):
    """Return a network that was trained on some recordings, and what it was given."""
    random = np.random.default_rng(how.seed)
    some = [found.samples[i] for i in train]
    if kind == DESIGN:
        keras.utils.set_random_seed(how.seed)
        x = gestures.as_input(np.stack(some))
        model = design(*x.shape[1:], len(found.names))
        training.train(
            model, x, found.labels[train],
            epochs=100, rate=1e-3, warmup=None, balance=None, augment=False, seed=how.seed,
        )  # fmt: skip
        return model, x
    copies = [varied(one, random) for _ in range(how.copies) for one in some]
    x = gestures.as_input(np.stack([*some, *copies]))[:, :: step_of(kind)]
    labels = np.tile(found.labels[train], how.copies + 1)
    model = course.trained(
        kind, x, labels, epochs=how.epochs, units=how.units, seed=how.seed, batch=64
    )
    return model, x


def step_of(kind):
    """Return which of the samples a network takes: every one, or every second."""
    return EVERY if kind in ("lstm", "gru") else 1


def judged(kind, found, folds, how):
    """Return what is said of every recording by the network that never met it, and its figures."""
    answers, floats = np.full((2, len(found)), -1)
    largest, work = 0, 0
    for name, train, test in folds:
        model, x = fitted(kind, found, train, how)
        content = course.int8(model, x)
        unseen = gestures.as_input(np.stack([found.samples[i] for i in test]))[:, :: step_of(kind)]
        answers[test] = course.said(content, unseen)
        floats[test] = training.probabilities(model, unseen).argmax(axis=1)
        largest = max(largest, len(content))
        work = course.macs(read(content), x.shape[1])
        print(kind, name, (answers[test] == found.labels[test]).mean(), largest, flush=True)
    return answers, floats, {"tflite_bytes": largest, "macs": work}


def row(data, kind, found, answers, more, theirs=None):
    """Return the row of a network."""
    truth, names = found.labels, found.names
    low, high = bootstrap.intervals(truth, answers, names)["accuracy"]
    made = {"data": data, "network": kind, "recordings": len(truth), **more}
    made |= {"accuracy_int8": (answers == truth).mean(), "low": low, "high": high}
    if theirs is not None:
        ahead = bootstrap.difference(truth, answers, theirs, names).loc["accuracy"]
        made |= {"ahead_of_authors": ahead["difference"]}
        made |= {"ahead_low": ahead["low"], "ahead_high": ahead["high"]}
    return {key: round(v, 4) if isinstance(v, float) else v for key, v in made.items()}


def main():
    """Train what is not there yet; print and keep the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", choices=("wand", "people"))
    parser.add_argument("--networks", nargs="+", choices=NETWORKS, default=NETWORKS)
    parser.add_argument("--copies", type=int, default=10)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--units", type=int, default=16)
    parser.add_argument("--seed", type=int, default=0)
    how = parser.parse_args()
    one_thread()
    found, folds = wand() if how.data == "wand" else simulated()
    theirs = None
    if how.data == "wand":
        theirs, content = authors(found)
        sizes = {"tflite_bytes": len(content), "macs": course.macs(read(content), 1)}
        keep(row("wand", "authors (trained on these)", found, theirs, sizes))
    for kind in how.networks:
        known = pd.read_csv(RESULT) if RESULT.exists() else pd.DataFrame(columns=KEYS)
        if ((known["data"] == how.data) & (known["network"] == kind)).any():
            continue
        answers, floats, sizes = judged(kind, found, folds, how)
        sizes |= {"accuracy_float": (floats == found.labels).mean()}
        keep(row(how.data, kind, found, answers, sizes, theirs))
    print(pd.read_csv(RESULT).to_string(index=False))


def keep(made):
    """Write a row into the table, in the place of one of the same name."""
    rows = pd.read_csv(RESULT).to_dict("records") if RESULT.exists() else []
    rows = [one for one in rows if any(one[key] != made[key] for key in KEYS)]
    with files.write_atomically(RESULT) as path:
        pd.DataFrame([*rows, made | {"label": "measured"}]).to_csv(path, index=False)


if __name__ == "__main__":
    main()
