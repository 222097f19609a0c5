"""Two controls on Fashion-MNIST: was it the technique, and was it the design?

`python benchmarks/fashion_controls.py rates` trains the book's network on for two epochs with
nothing else done, pruned, and clustered, each at both rates that the techniques use by default,
and writes results/fashion_rates.csv. All files are int8.

`python benchmarks/fashion_controls.py designs` trains two networks of 30 KB in two ways each, and
writes results/fashion_designs.csv. Designs: "made small" is the book's network with the strongest
36 % of its filters and units; "designed" is the network that `fashion.py small` chose. Recipes:
"the book's" is ten epochs on the labels; "the long one" is how the designed network was trained,
shortened to about as many steps: garments and their mirror images, half of the loss from the
book's network as a teacher, and a rate that falls from 0.004 over 0.001 to 0.0002.

The book's network is trained anew, and the same for all rows; its own row is in both tables. A row
takes one to three minutes of a processor. Both continue where they stopped.
"""

import argparse
import time

import fashion
import numpy as np
import pandas as pd

from tinyml_kit.compress import distill, interpret, prune_filters, quantize, tuning
from tinyml_kit.compress.compare import compare
from tinyml_kit.compress.techniques import Technique
from tinyml_kit.learning.bootstrap import difference, intervals
from tinyml_kit.learning.cost import cost

SEEDS = (0, 1)
RATES = {"0.001": 1e-3, "0.0001": 1e-4}
VERBS = {"nothing else": "tune", "pruned": "prune", "clustered": "cluster"}
SHARE = 0.36
FALLING = (4e-3, 1e-3, 2e-4)
RECIPES = ("the book's", "the long one")


def run_rates(book, data):
    """Write the accuracy of each verb at each rate and seed, and of the network before."""
    chosen = {("before", ""): Technique()}
    for name, verb in VERBS.items():
        for label, rate in RATES.items():
            chosen[name, label] = Technique(((verb, {"rate": rate}),))
    tables = []
    for (name, rate), technique in chosen.items():
        seeds = SEEDS if rate else SEEDS[:1]
        how = {"epochs": 2, "batch": 128, "repeats": 1}
        table = compare(book, {name: technique}, data, seeds, **how)
        tables.append(table.assign(rate=rate))
        print(tables[-1][["technique", "rate", "seed", "accuracy", "gzip_bytes"]], flush=True)
        columns = ["technique", "rate", "seed", "accuracy", "accuracy_low", "accuracy_high"]
        columns += ["tflite_bytes", "gzip_bytes", "nonzero", "distinct"]
        fashion.write("fashion_rates.csv", pd.concat(tables)[columns])


def made_small(book, seed):
    """Return the strongest filters of the book's network; `seed` changes nothing."""
    return prune_filters.narrower(book, SHARE)


def designed(book, seed):
    """Return a fresh network of the design that `fashion.py small` chose."""
    return fashion.small("plain", (16, 32, 48), seed)


DESIGNS = {"made small": made_small, "designed": designed}


def trained(model, recipe, book, data, seed):
    """Return `model` trained by one of RECIPES."""
    if recipe == "the book's":
        tuning.fine_tune(model, data.train_x, data.train_y, epochs=10, batch=128, seed=seed)
        return model
    x = np.concatenate([data.train_x, data.train_x[:, :, ::-1]])
    y = np.concatenate([data.train_y, data.train_y])
    how = {"labels": 0.5, "epochs": 2, "batch": 128, "seed": seed}
    for rate in FALLING:
        model, _ = distill.distill(model, book, x, y, rate=rate, **how)
    return model


def run_designs(book, data, most):
    """Train, convert and judge what is missing; write the table after each row."""
    path = fashion.RESULTS / "fashion_designs.csv"
    whole = said(file_of(book, data), data)
    rows = pd.read_csv(path).to_dict("records") if path.exists() else []
    if not rows:
        rows = [{"design": "the book's", "recipe": "the book's", "seed": 0}]
        rows[0] |= judged(book, data, whole)
    known = {(row["design"], row["recipe"], row["seed"]) for row in rows}
    wanted = [(d, r, s) for s in SEEDS for r in RECIPES for d in DESIGNS]
    for design, recipe, seed in [one for one in wanted if one not in known][:most]:
        start = time.process_time()
        model = trained(DESIGNS[design](book, seed), recipe, book, data, seed)
        row = {"design": design, "recipe": recipe, "seed": seed}
        row |= judged(model, data, whole) | {"processor_s": round(time.process_time() - start)}
        print(row, flush=True)
        rows.append(row)
        fashion.write(path.name, pd.DataFrame(rows).drop(columns="versions", errors="ignore"))


def file_of(model, data):
    """Return the int8 file of a network."""
    return quantize.to_tflite(model, "int8", data.train_x, 500)[0]


def said(tflite, data):
    """Return the classes that a file gives to the test images."""
    return interpret.outputs(tflite, data.test_x).argmax(axis=1)


def judged(model, data, whole):
    """Return what a network's int8 file costs and knows, and its lead over the classes `whole`."""
    tflite, needed = file_of(model, data), cost(model)
    found = said(tflite, data)
    low, high = intervals(data.test_y, found, classes=data.names)["accuracy"]
    lead = difference(data.test_y, found, whole, classes=data.names).loc["accuracy"]
    return {
        "accuracy": (found == data.test_y).mean(), "accuracy_low": low, "accuracy_high": high,
        "ahead_of_book": lead["difference"], "ahead_low": lead["low"], "ahead_high": lead["high"],
        "tflite_bytes": len(tflite), "gzip_bytes": interpret.gzip_bytes(tflite),
        "parameters": needed.parameters, "macs": needed.macs,
        "flash_bytes": needed.weight_bytes, "ram_bytes": needed.activation_bytes,
    }  # fmt: skip


def main():
    """Read the command line and run one control."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("control", choices=("rates", "designs"))
    options.add_argument("--most", type=int, default=100, help="designs: rows to add at most")
    options = options.parse_args()
    data, _ = fashion.examples()
    book = fashion.baseline(data, 10)
    if options.control == "rates":
        run_rates(book, data)
    else:
        run_designs(book, data, options.most)


if __name__ == "__main__":
    main()
