"""How well is a word learnt from a few examples that the network was never trained on?

`TINYML_KIT_TESTDATA=FOLDER python benchmarks/new_words.py` leaves out a speaker of the Free Spoken
Digit Dataset and the odd digits, trains the DS-CNN on the even digits of the others, and on the
words of the simulated voices other than the odd digits. Then the speaker who was left out says each
odd digit once, three times or five times; the nearest prototype of the int8 embeddings names the
rest. Every row, the mean of ten draws of the examples, goes into results/new_words.csv.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import spoken_digits
from tinyml_kit.base import files
from tinyml_kit.datasets import people, speech
from tinyml_kit.learning.keras_backend import one_thread
from tinyml_kit.learning.prototypes import Prototypes, embedding
from tinyml_kit.rungs.interpreters import tflm

RESULT = Path(__file__).parent / "results" / "new_words.csv"
EXAMPLES, DRAWS = (1, 3, 5), 10
NEW = ("one", "three", "five", "seven", "nine")


def learnt(embeddings, labels, count, random):
    """Return how many of the other examples get their own word, after `count` of each are learnt.

    Parameters
    ----------
    embeddings : (n, size) int8
    labels : (n,) array
    count : int
    random : numpy Generator
    """
    learner, taught = Prototypes(embeddings.shape[1]), np.zeros(len(labels), bool)
    words = np.unique(labels)
    for word in words:
        chosen = random.choice(np.flatnonzero(labels == word), count, replace=False)
        taught[chosen] = True
        learner.learn(embeddings[chosen])
    return (words[learner.nearest(embeddings[~taught])] == labels[~taught]).mean()


def rows(speaker, train, test, real, made, how):
    """Return the rows of a speaker who was left out."""
    start = time.perf_counter()
    (features, labels), (voiced, voiced_labels) = real, made
    old = train[labels[train] % 2 == 0]
    parts = [(features[:, old], labels[old] // 2), (voiced, voiced_labels)]
    model = spoken_digits.trained(parts, voiced_labels.max() + 1, how)
    tflite = spoken_digits.converted(embedding(model), parts, how)
    new = test[labels[test] % 2 == 1]
    heard = features[0, new][..., np.newaxis]
    found = tflm.run(tflm.build(tflite), [heard]).outputs[0].reshape(len(new), -1)
    seconds = round(time.perf_counter() - start)
    random = np.random.default_rng(how.seed)
    return [
        {
            "speaker": speaker, "epochs": how.epochs, "seed": how.seed, "examples": count,
            "new_words": len(NEW), "size": found.shape[1], "tflite_bytes": len(tflite),
            "accuracy": np.mean(
                [learnt(found, labels[new], count, random) for _ in range(DRAWS)]
            ).round(4),
            "seconds": seconds, "label": "measured",
        }
        for count in EXAMPLES
    ]  # fmt: skip


def main():
    """Train a network for each speaker who is not there yet; print and keep the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--speakers", nargs="+")
    parser.add_argument("--copies", type=int, default=4)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--width", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    how = parser.parse_args()
    how.warped = True
    one_thread()
    recordings, voices = spoken_digits.digits(), speech.simulated()
    known = np.flatnonzero([voices.names[k] not in NEW for k in voices.labels])
    voices = voices.part(known)
    # The even digits are 0 to 4, as those of people; the other words follow.
    even = ["zero", "two", "four", "six", "eight"]
    order = even + sorted(set(voices.names) - {*even, *NEW})
    labels = np.array([order.index(voices.names[k]) for k in voices.labels])
    real, made = (
        (spoken_digits.varied_features(one, how.copies, how.seed), of)
        for one, of in ((recordings, recordings.labels), (voices, labels))
    )
    table = pd.read_csv(RESULT) if RESULT.exists() else pd.DataFrame()
    for speaker, train, test in people.leave_one_out(recordings.speakers):
        before = table.to_dict("records")
        key = speaker, how.epochs, how.seed
        if (how.speakers and speaker not in how.speakers) or any(
            (row["speaker"], row["epochs"], row["seed"]) == key for row in before
        ):
            continue
        table = pd.DataFrame([*before, *rows(speaker, train, test, real, made, how)])
        with files.write_atomically(RESULT) as path:
            table.to_csv(path, index=False)
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
