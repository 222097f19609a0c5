"""What does a test tell whose speakers were learned from?

`TINYML_KIT_TESTDATA=FOLDER python benchmarks/spoken_split.py` judges the same linear classifier of
spoken digits in two ways: on a fifth of all recordings, drawn by chance, and on all recordings of a
speaker whom it never heard. Each is done five times. Without the variable, the Free Spoken Digit
Dataset is downloaded. The table is results/spoken_split.csv.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.linear_model import RidgeClassifier
from sklearn.model_selection import KFold

from benchmarks.spoken_digits import digits
from tinyml_kit.base import files
from tinyml_kit.datasets import people
from tinyml_kit.features import audio

RESULT = Path(__file__).parent / "results" / "spoken_split.csv"


def summed_up(features):
    """Return features, (n, 49, bands) int8, as means over seven frames each, (n, 7 · bands)."""
    return features.reshape(len(features), 7, 7, -1).mean(axis=2).reshape(len(features), -1)


def rows(x, labels, speakers):
    """Yield a row for each fold of both ways to split."""
    by_chance = KFold(5, shuffle=True, random_state=0).split(x)
    ways = {
        "by chance": ((f"fold {k}", *fold) for k, fold in enumerate(by_chance)),
        "by speaker": people.leave_one_out(speakers),
    }
    for way, folds in ways.items():
        for left_out, train, test in folds:
            model = RidgeClassifier(100.0).fit(x[train], labels[train])
            accuracy = round(float(model.score(x[test], labels[test])), 4)
            yield {"split": way, "left_out": left_out, "recordings": len(test),
                   "accuracy": accuracy, "label": "measured"}  # fmt: skip


def main():
    """Judge both ways; print and keep the table."""
    recordings = digits()
    x = summed_up(audio.features(recordings.of_length(), audio.AT_8_KHZ)).astype(np.float64)
    table = pd.DataFrame(rows(x, recordings.labels, recordings.speakers))
    with files.write_atomically(RESULT) as path:
        table.to_csv(path, index=False)
    print(table.to_string(index=False))
    print(table.groupby("split").accuracy.mean().to_string())


if __name__ == "__main__":
    main()
