"""Train the 990-parameter network five times and judge it beside its baselines.

`python benchmarks/bragg_cnn.py seeds` writes benchmarks/results/bragg_cnn.csv (one row per seed,
training set and classifier) and bragg_cnn_100px.npz (the weights of the seed with the
smallest validation loss). `… views` writes bragg_views.csv: the published network on whole
and cropped, fine and coarse images. `… published` writes bragg_published.csv: the network trained
as in the thesis. `reproduce/bragg_thesis` shows the last two. Shots come from `bragg_views.py`;
`bragg_smallest.py` asks how large a network has to be.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import pandas as pd
from bragg_views import VIEWS, spot_counts, view
from bragg_views import labels as labels_of

from tinyml_kit.base import files
from tinyml_kit.datasets.bragg import twin
from tinyml_kit.datasets.bragg.labels import CLASSES
from tinyml_kit.learning import baselines, bootstrap, evaluation, models, shipped, training
from tinyml_kit.learning.cost import checkpoint_bytes, cost
from tinyml_kit.learning.decision import decide, fit_weights
from tinyml_kit.learning.split import published_split, split

RESULTS = Path(__file__).parent / "results"
SHARES = np.array(twin.CLASS_COUNTS) / twin.RUN_LENGTH
SEEDS = range(5)


def verdicts(classifier, validation, truth, images):
    """Return the classifier's decisions on `images`, with weights fitted on validation data."""
    weights = fit_weights(classifier(validation), truth, SHARES)
    return decide(classifier(images), weights)


def network(images, labels, validation, size, seed, epochs):
    """Train the published architecture from its spot-finder start; return model and history."""
    model = models.bragg_cnn(size, seed=seed)
    models.start_as_spot_finder(model, images, seed)
    history = training.train(
        model, images, labels, validation, epochs=epochs, patience=epochs, seed=seed
    )
    return model, history


def compare(train, validation, test, seed, epochs):
    """Train the network and every baseline on one training set; judge them on one test set.

    Each set is (images, labels, spots). Returns judge's table with the paired difference to
    the best baseline that sees the same pixels, the model, and its validation loss.
    """
    images, labels, counts = train
    model, history = network(images, labels, validation[:2], images.shape[1], seed, epochs)
    ours = f"{model.count_params():,} parameters"
    see = {
        ours: lambda x: training.probabilities(model, x),
        "peak regression": baselines.peak_regression().fit(images, labels).predict_proba,
        "peak trees": baselines.peak_trees(seed).fit(images, labels).predict_proba,
    }
    said = {name: verdicts(c, *validation[:2], test[0]) for name, c in see.items()}
    floor = {"always MISS": np.full(len(test[1]), CLASSES.index("MISS"))}
    usual = natural(labels, seed)
    for score in ("balanced_accuracy", "macro_f1"):
        rule = baselines.SpotCountRule(score).fit(counts[usual], labels[usual])
        floor[f"spots, whole frame, for {score}"] = rule.predict(test[2])
    floor |= {name: said.pop(name) for name in ("peak regression", "peak trees")}
    table = evaluation.judge(said, test[1], floor)
    for name in ("peak regression", "peak trees"):
        ahead = bootstrap.difference(test[1], said[ours], floor[name])
        for score in ("balanced_accuracy", "macro_f1"):
            for column in ("difference", "low", "high"):
                table.loc[name, f"ahead_{score}_{column}"] = ahead.loc[score, column]
    table.insert(0, "seed", seed)
    return table.rename_axis("classifier").reset_index(), model, min(history.validation_loss)


def natural(labels, seed):
    """Return indices of a subset of the images in which the classes have the twin's shares."""
    random = np.random.default_rng(seed)
    members = np.bincount(labels)
    size = np.floor(SHARES * np.min(members / SHARES) + 1e-9).astype(int)
    chosen = [random.permutation(np.flatnonzero(labels == k))[:n] for k, n in enumerate(size)]
    return np.concatenate(chosen)


def practice_parts(practice, seed):
    """Return indices of practice shots: four fifths for training, one fifth for validation."""
    order = np.random.default_rng(seed).permutation(practice)
    return order[practice // 5 :], order[: practice // 5]


def practised(practice, seed, epochs):
    """Train on practice shots, test on the whole twin; return what `compare` returns."""
    images, labels = view("crop 100", "practice", practice), labels_of("practice", practice)
    spots = spot_counts("practice", practice)
    parts = practice_parts(practice, seed)
    sets = [(images[i], labels[i], spots[i]) for i in parts]
    test = view("crop 100"), twin.labels(), spot_counts()
    table, model, loss = compare(*sets, test, seed, epochs)
    return table.assign(trained_on=f"{len(parts[0])} practice shots"), model, loss


def seeds(practice, epochs):
    """Train five times on the twin's own frames, and five times on practice shots."""
    images, labels, spots = view("crop 100"), twin.labels(), spot_counts()
    more, more_labels = view("crop 100", "practice", practice), labels_of("practice", practice)
    tables, kept = [], (np.inf, None)
    for seed in SEEDS:
        part = split(labels, seed=seed)
        sets = [(images[i], labels[i], spots[i]) for i in (part.train, part.validation, part.test)]
        table, *_ = compare(*sets, seed, epochs)
        tables.append(table.assign(trained_on=f"{len(part.train)} frames of the twin"))
        print(tables[-1].iloc[:, :6].to_string(), flush=True)

        table, model, loss = practised(practice, seed, epochs)
        held = practice_parts(practice, seed)[1]
        tables.append(table)
        print(tables[-1].iloc[:, :6].to_string(), flush=True)
        if loss < kept[0]:
            kept = (loss, (model, fit_weights(training.probabilities(model, more[held]),
                                              more_labels[held], SHARES)))  # fmt: skip
        write("bragg_cnn.csv", pd.concat(tables))
    shipped.ship(*kept[1])


def views(names, epochs, repeats):
    """Train the published architecture on whole and cropped, fine and coarse images of the twin."""
    rows, labels = [], twin.labels()
    for name in names:
        images = view(name)
        for seed in range(repeats):
            part = split(labels, seed=seed)
            start = time.perf_counter()
            validation = (images[part.validation], labels[part.validation])
            model, _ = network(
                images[part.train], labels[part.train], validation, images.shape[1], seed, epochs
            )
            said = verdicts(
                lambda x, model=model: training.probabilities(model, x),
                *validation,
                images[part.test],
            )
            found = evaluation.judge({name: said}, labels[part.test]).iloc[0].to_dict()
            matrix = evaluation.report(labels[part.test], said).confusion
            resolution, crop = VIEWS[name]
            spent = cost(model)
            rows.append(
                {
                    "view": name, "seed": seed, "field": (crop / resolution) ** 2,
                    "raw_pixels_a_pixel": 1765 / resolution, **found,
                    "parameters": spent.parameters, "macs": spent.macs,
                    "ram_bytes": spent.activation_bytes, "int8_weight_bytes": spent.weight_bytes,
                    "h5_bytes": checkpoint_bytes(model), "epochs": epochs,
                    "confusion": " ".join(map(str, matrix.ravel())),
                    "seconds": time.perf_counter() - start,
                }
            )  # fmt: skip
            print(rows[-1], flush=True)
            write("bragg_views.csv", beside_earlier("bragg_views.csv", pd.DataFrame(rows)))


def beside_earlier(name, table):
    """Return `table` and those rows of an earlier run that it does not renew."""
    if not (RESULTS / name).exists():
        return table
    both = pd.concat([pd.read_csv(RESULTS / name), table])
    return both.drop_duplicates(["view", "seed"], keep="last").sort_values(["view", "seed"])


def published():
    """Repeat the thesis' training five times on its split, with the twin's pixels."""
    images, labels = view("crop 100"), twin.labels()
    pixels = np.uint8(np.clip(images, 0, 1) * 255)  # the appendix clips to 0…1
    train, test = published_split()
    rows = []
    for seed in SEEDS:
        model = models.bragg_cnn(100, seed=seed)
        training.as_published(model, pixels[train], labels[train], seed)
        said = training.probabilities(model, pixels[test]).argmax(axis=1)
        found = evaluation.judge({"as published": said}, labels[test]).iloc[0].to_dict()
        matrix = evaluation.report(labels[test], said).confusion
        rows.append({"seed": seed, **found, "confusion": " ".join(map(str, matrix.ravel()))})
        print(rows[-1], flush=True)
    write("bragg_published.csv", pd.DataFrame(rows))


def write(name, table):
    """Write a table of results, with numbers to five digits."""
    with files.write_atomically(RESULTS / name) as path:
        table.to_csv(path, index=False, float_format="%.5g")


def main():
    """Read the command line and run one experiment."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("experiment", choices=("seeds", "views", "published"))
    parser.add_argument("--practice", type=int, default=3480, help="practice shots")
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--repeats", type=int, default=2, help="seeds a view")
    parser.add_argument("--views", nargs="+", choices=VIEWS, default=list(VIEWS))
    given = parser.parse_args()
    if given.experiment == "seeds":
        seeds(given.practice, given.epochs)
    elif given.experiment == "views":
        views(given.views, given.epochs, given.repeats)
    else:
        published()


if __name__ == "__main__":
    main()
