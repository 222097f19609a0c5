"""Does a teacher help a small student of scanned digits? The students of chapter 11, twelve seeds.

`python benchmarks/teachers.py` trains for each seed a teacher from 100 labels and five students of
210 parameters, as chapter 11 does for three seeds, and writes results/teachers.csv: the share of
the 359 test digits that each one gets right. The chapter says what each student learns from. All
students have one rate and about the same number of steps. It takes three minutes of a processor.
`python benchmarks/teachers.py 5 10` trains only seeds 5 to 9 again and keeps the other rows.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from tinyml_kit.base import files
from tinyml_kit.compress import distill, prune_filters, tuning
from tinyml_kit.course import digits
from tinyml_kit.learning import classics, training
from tinyml_kit.learning.keras_backend import one_thread

CSV = Path(__file__).parent / "results" / "teachers.csv"
SEEDS = 0, 12
LABELLED = 100
EPOCHS, RATE = 20, 6e-3


def networks(seed, learn):
    """Return the teacher and its five students by name, all trained."""
    few = np.random.default_rng(seed).choice(len(learn[0]), LABELLED, replace=False)
    few = learn[0][few], learn[1][few]
    how = {"epochs": EPOCHS, "rate": RATE, "seed": seed}
    teacher = classics.digits_large(seed)
    tuning.fine_tune(teacher, *few, epochs=100, batch=32, seed=seed)
    student = prune_filters.narrower(classics.digits_cnn(), share=0.25, seed=seed)
    alone, guessing, schooled = (tuning.copied(student) for _ in range(3))
    guesses = training.probabilities(teacher, learn[0]).argmax(axis=1)
    tuning.fine_tune(alone, *few, **how | {"epochs": 10 * EPOCHS})
    tuning.fine_tune(guessing, learn[0], guesses, **how)
    tuning.fine_tune(schooled, *learn, **how)
    hard, soft = (
        distill.distill(student, teacher, *learn, temperature=t, labels=0, **how)[0] for t in (1, 4)
    )
    return {
        "teacher": teacher, "100 labels": alone, "guesses": guessing,
        "doubts, T = 1": hard, "doubts, T = 4": soft, "all labels": schooled,
    }  # fmt: skip


def main():
    """Train the seeds asked for, and write the results after each."""
    one_thread()
    learn, _, test = digits.parts()
    first, behind = map(int, sys.argv[1:] or SEEDS)
    rows = pd.read_csv(CSV).set_index("seed").to_dict("index") if CSV.exists() else {}
    for seed in range(first, behind):
        rows[seed] = {
            name: digits.share_right(training.probabilities(model, test[0]), test[1])
            for name, model in networks(seed, learn).items()
        }
        print(seed, rows[seed], flush=True)
        with files.write_atomically(CSV) as path:
            pd.DataFrame.from_dict(rows, "index").sort_index().to_csv(path, index_label="seed")


if __name__ == "__main__":
    main()
