"""Train the network that judges frames of any detector, judge it, and ship it.

    python benchmarks/any_detector.py SETS [--frames 10000] [--seeds 5] [--jobs 1] [--int8] [--ship]

It makes four sets of simulated frames in the folder SETS, or takes those that are there: `train`
and `weaktrain` (half as many), `test` and `weaktest` (0.3 and 0.2 as many), each from another seed.
A frame takes about 0.15 s on one core. `results/any_detector.csv` has a row per method and set.

The rule, fixed before anything was trained: candidates are a regression on the 10 numbers of peaks,
one on all 17, and a network with one hidden layer. Each is trained five times on four fifths of the
training frames and scores the last fifth, so that every frame has a score of a network that has not
seen it. The one that vetoes most MISS, averaged over 99 and 95 % recall, is shipped; if a smaller
one lies within the 95 % interval of the difference, the smaller. Test frames take no part in this.
"""

import argparse
import warnings
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.neural_network import MLPClassifier

from tinyml_kit.base import files
from tinyml_kit.datasets.bragg import many
from tinyml_kit.datasets.bragg.twin import CLASS_COUNTS
from tinyml_kit.features.image import spots
from tinyml_kit.features.image.significance import STEP
from tinyml_kit.learning.decision import decide, fit_weights
from tinyml_kit.learning.spot_numbers import NAMES, RANKS, THRESHOLDS, spot_numbers
from tinyml_kit.learning.unlike import TrainingData
from tinyml_kit.learning.veto import RECALLS, calibration_error, judge_veto, vetoed
from tinyml_kit.verdicts import any_detector, many_images
from tinyml_kit.verdicts.any_detector import AnyDetector, forward, lead, softmax

RESULTS = Path(__file__).parent / "results" / "any_detector.csv"
#: name: (seed, weak, share of --frames)
SETS = {
    "train": (1, False, 1.0),
    "weaktrain": (2, True, 0.5),
    "test": (11, False, 0.3),
    "weaktest": (12, True, 0.2),
}
#: The numbers of peaks without the two that a regression of 33 weights leaves out.
TEN = [1, 2, 3, 4, 5, *(len(THRESHOLDS) + k for k in range(len(RANKS)))]
HIDDEN = 24
EPOCHS = 60
TRAIN = ("train", "weaktrain")


def sets(folder, frames, jobs):
    """Return the four sets by name: spot numbers, labels, and `many_images.Images`."""
    made = {}
    for name, (seed, weak, share) in SETS.items():
        path = folder / f"{name}.npz"
        if not path.exists():
            many_images.write_images(
                path, many_images.images(round(frames * share), seed, weak, jobs)
            )
        kept = many_images.read_images(path)
        made[name] = (spot_numbers(kept.images * STEP), kept.labels, kept)
    return made


def counted(folder, name, count):
    """Return what the kit's finder counts in the frames of a set, with their true masks."""
    path = folder / f"{name}_counts.npy"
    if not path.exists():
        seed, weak, _ = SETS[name]
        shots = (many.shot(index, seed, weak) for index in range(count))
        np.save(path, [spots.count(shot.frame, ~shot.masked) for shot in shots])
    return np.load(path)[:count]


def regression(columns, numbers, labels, seed=0):
    """Return layers of a class-balanced logistic regression that sees some of the numbers."""
    fitted = LogisticRegression(class_weight="balanced", max_iter=5000)
    fitted.fit(numbers[:, columns], labels)
    weights = np.zeros((numbers.shape[1], 3))
    weights[columns] = fitted.coef_.T
    return [(weights, fitted.intercept_)]


def hidden_layer(numbers, labels, seed=0):
    """Return layers of a network with one hidden layer."""
    trained = MLPClassifier(
        (HIDDEN,), alpha=0.03, learning_rate_init=3e-3, max_iter=EPOCHS, n_iter_no_change=EPOCHS,
        random_state=seed,
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the number of epochs is the rule
        trained.fit(numbers, labels)
    return list(zip(trained.coefs_, trained.intercepts_, strict=True))


#: What can be shipped, the smallest first; each is a function that returns layers.
CANDIDATES = {
    "regression, 10 numbers": partial(regression, TEN),
    "regression, 17 numbers": partial(regression, list(range(len(NAMES)))),
    "hidden layer": hidden_layer,
}
FOLDS = 5


def gain(score, labels):
    """Return the share of MISS vetoed, averaged over the recalls: what the rule compares."""
    return np.mean([vetoed(score[labels == 0], score[labels == 2], r) for r in RECALLS])


def gain_interval(better, smaller, labels, times=500):
    """Return the 95 % interval of the difference of two scores' gains on the same frames."""
    rng = np.random.default_rng(0)
    ones = [np.flatnonzero(labels == k) for k in (0, 2)]
    found = []
    for _ in range(times):
        some = np.concatenate([rng.choice(members, len(members)) for members in ones])
        found.append(gain(better[some], labels[some]) - gain(smaller[some], labels[some]))
    return np.quantile(found, (0.025, 0.975))


def unseen_scores(inputs, labels):
    """Return for each candidate the lead of HIT in every frame, by networks that never saw it."""
    scores = {name: np.zeros(len(labels)) for name in CANDIDATES}
    fold = np.arange(len(labels)) // 3 * FOLDS * 3 // len(labels)  # frames of a scene stay together
    fold = np.minimum(fold, FOLDS - 1)
    for k in range(FOLDS):
        seen, rest = fold != k, fold == k
        for name, build in CANDIDATES.items():
            layers = build(inputs[seen], labels[seen], seed=k)
            scores[name][rest] = lead(forward(layers, inputs[rest]))
    return scores


def as_int8(network, inputs):
    """Return a network with one hidden layer as an int8 .tflite file."""
    from tinyml_kit.compress import quantize
    from tinyml_kit.learning.keras_backend import keras

    model = keras.Sequential(
        [
            keras.Input((len(NAMES),), name="numbers"),
            keras.layers.Dense(HIDDEN, activation="relu", name="hidden"),
            keras.layers.Dense(3, activation="softmax", name="classes"),
        ],
        name="any_detector",
    )
    model.set_weights([array for pair in network.layers for array in pair])
    return quantize.to_tflite(model, "int8", inputs[:500])[0]


def row(method, name, score, truth, probabilities=None, weights=None, seed=0):
    """Return one row of the table."""
    veto = judge_veto(score, truth)
    said = {"method": method, "set": name, "seed": seed, "frames": len(truth), "auc": veto.auc}
    for k, recall in enumerate(RECALLS):
        said |= {
            f"vetoed_{recall:.0%}": veto.vetoed[k], f"low_{recall:.0%}": veto.low[k],
            f"high_{recall:.0%}": veto.high[k],
        }  # fmt: skip
    if probabilities is not None:
        verdict = decide(probabilities, weights)
        sure = probabilities[np.arange(len(truth)), verdict] > 0.9
        said |= {
            "macro_f1": f1_score(truth, verdict, average="macro"),
            "ece": calibration_error(probabilities, truth),
            "sure_and_wrong": np.mean(sure & (verdict != truth)),
            "hits_called_miss_surely": np.mean((probabilities[:, 2] > 0.9)[truth == 0]),
        }
    print(said, flush=True)
    return said


def main():
    """Make the sets, train, choose by the rule, judge, and ship if asked to."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--frames", type=int, default=10_000)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--int8", action="store_true", help="judge the hidden layer in int8, too")
    parser.add_argument("--ship", action="store_true")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    made = sets(options.folder, options.frames, options.jobs)
    numbers, labels = (np.concatenate([made[n][k] for n in TRAIN]) for k in (0, 1))
    mean, scale = numbers.mean(axis=0), numbers.std(axis=0) + 1e-6
    inputs = ((numbers - mean) / scale).astype(np.float32)
    far = TrainingData.of(numbers)
    unseen = unseen_scores(inputs, labels)
    gains = {name: gain(score, labels) for name, score in unseen.items()}
    best = max(gains, key=gains.get)
    within = [
        name for name in CANDIDATES
        if gain_interval(unseen[best], unseen[name], labels)[0] <= 0
    ]  # fmt: skip
    chosen = within[0]
    print("gain on frames not seen:", gains, "| within the interval:", within, flush=True)
    # The last fifth of both sets is held back for the weights of the verdict.
    held = np.concatenate(
        [np.arange(len(made[n][1])) >= len(made[n][1]) * 4 // 15 * 3 for n in TRAIN]
    )

    def network_of(layers):
        network = AnyDetector(mean, scale, layers, np.ones(3), far, 0.0)
        said = softmax(network.logits(numbers[held]))
        return replace(
            network,
            weights=fit_weights(said, labels[held], np.array(CLASS_COUNTS)),
            blank_lead=float(np.quantile(lead(network.logits(numbers[labels == 2])), 0.75)),
        )

    candidates = {
        name: [
            network_of(build(inputs[~held], labels[~held], seed=seed))
            for seed in range(options.seeds if name == "hidden layer" else 1)
        ]
        for name, build in CANDIDATES.items()
    }
    tflite = as_int8(candidates["hidden layer"][0], inputs) if options.int8 else None
    rows = []
    for name in ("test", "weaktest"):
        values, truth, kept = made[name]
        rows.append(row("finder's count", name, counted(options.folder, name, len(truth)), truth))
        rows.append(row("peaks above 6", name, values[:, THRESHOLDS.index(6.0)], truth))
        for method, some in candidates.items():
            for seed, one in enumerate(some):
                logits = one.logits(values)
                rows.append(
                    row(method, name, lead(logits), truth, softmax(logits), one.weights, seed)
                )
        if tflite is None:
            continue
        from tinyml_kit.compress import interpret

        said = interpret.outputs(tflite, ((values - mean) / scale).astype(np.float32))
        score = np.log(said[:, 0] + 1 / 256) - np.log(said[:, 2] + 1 / 256)
        weights = candidates["hidden layer"][0].weights
        method = f"hidden layer, int8, {len(tflite)} bytes"
        rows.append(row(method, name, score, truth, said, weights))
    with files.write_atomically(RESULTS) as path:
        table = pd.DataFrame(rows).assign(
            trained_on=len(labels), shipped=[r["method"] == chosen and r["seed"] == 0 for r in rows]
        )
        table.to_csv(path, index=False, float_format="%.4g")
    if options.ship:
        any_detector.ship(candidates[chosen][0])


if __name__ == "__main__":
    main()
