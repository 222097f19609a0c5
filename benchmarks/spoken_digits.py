"""How well does a small int8 network know digits from a speaker whom it never heard?

`TINYML_KIT_TESTDATA=FOLDER python benchmarks/spoken_digits.py` leaves out each speaker of the Free
Spoken Digit Dataset in turn (`--speakers` for some), trains the DS-CNN on varied recordings of
the others, converts it to int8, and judges it by the interpreter of TFLM on all recordings of the
one left out. `--voices add` adds the simulated voices that ship, `--voices only` trains on them
alone. Without the variable, the recordings are downloaded. Features at 8 kHz; every row goes into
results/spoken_digits.csv as soon as it is there, and rows that are there are not computed again.
"""

import argparse
import hashlib
import os
import time
from pathlib import Path

import numpy as np
import pandas as pd

from tinyml_kit.base import files
from tinyml_kit.base.progress import progress
from tinyml_kit.compress import quantize
from tinyml_kit.datasets import people, speech
from tinyml_kit.datasets.speech import synthetic
from tinyml_kit.datasets.speech.variations import varied
from tinyml_kit.features import audio
from tinyml_kit.learning import keywords, training
from tinyml_kit.learning.keras_backend import one_thread
from tinyml_kit.rungs.interpreters import tflm

RESULT = Path(__file__).parent / "results" / "spoken_digits.csv"
KEYS = ["speaker", "voices", "width", "copies", "epochs", "seed"]
VOICES = ("none", "add", "only")


def digits():
    """Return the recordings of people."""
    named = os.environ.get("TINYML_KIT_TESTDATA")
    folder = named and Path(named) / "datasets" / "fsdd" / "recordings"
    return speech.fsdd(folder if folder and folder.is_dir() else None)


def voices():
    """Return the simulated voices' digits, labelled as those of people are."""
    made = speech.simulated()
    order = [
        synthetic.DIGITS.index(name) if name in synthetic.DIGITS else -1 for name in made.names
    ]
    labels = np.array(order)[made.labels]
    kept = np.flatnonzero(labels >= 0)
    return made.part(kept), labels[kept]


def varied_features(recordings, copies, seed):
    """Return features of recordings as they are and of varied ones, (1 + copies, n, frames, bands).

    They are kept in the cache, since every fold needs them.
    """
    told = hashlib.sha256(b"".join(one.tobytes() for one in recordings.samples)).hexdigest()[:12]
    path = files.cache_dir() / "spoken_digits" / f"{told}-{copies}-{seed}.npy"
    if path.exists():
        return np.load(path)
    random, rate = np.random.default_rng(seed), recordings.rate
    rows = [audio.features(recordings.of_length(), audio.AT_8_KHZ)]
    for _ in progress(range(copies), desc="varied recordings", unit="copy"):
        sounds = [varied(one, rate, rate, random) for one in recordings.samples]
        rows.append(audio.features(np.stack(sounds), audio.AT_8_KHZ))
    with files.write_atomically(path) as temporary:
        np.save(temporary, np.stack(rows))
    return np.stack(rows)


def trained(features, labels, how):
    """Return a network and its int8 file; features (copies, n, frames, bands)."""
    random = np.random.default_rng(how.seed)
    x = keywords.masked(features.reshape(-1, *features.shape[2:]), random)
    y = np.tile(labels, len(features))
    model = keywords.ds_cnn(*x.shape[1:], 10, how.width, how.seed)
    training.train(
        model, keywords.as_input(x), y,
        epochs=how.epochs, warmup=1, balance=None, augment=False, seed=how.seed,
    )  # fmt: skip
    given = keywords.calibration(features[0], seed=how.seed)
    return model, quantize.to_tflite(model, "int8", given, samples=len(given))[0]


def fold(speaker, train, test, sets, how):
    """Return the row of one speaker who was left out."""
    start = time.perf_counter()
    (real, labels), (made, made_labels) = sets
    parts = {
        "none": [(real[:, train], labels[train])],
        "only": [(made, made_labels)],
    }
    parts["add"] = parts["none"] + parts["only"]
    x, y = zip(*parts[how.voices], strict=True)
    model, tflite = trained(np.concatenate(x, axis=1), np.concatenate(y), how)
    heard = real[0, test]
    probabilities = training.probabilities(model, keywords.as_input(heard))
    said = tflm.run(tflm.build(tflite), [heard[..., np.newaxis]]).outputs[0].argmax(axis=1)
    return {
        **{key: getattr(how, key) for key in KEYS[1:]}, "speaker": speaker,
        "recordings": len(test), "parameters": model.count_params(), "tflite_bytes": len(tflite),
        "accuracy_float": (probabilities.argmax(axis=1) == labels[test]).mean().round(4),
        "accuracy_int8": (said == labels[test]).mean().round(4),
        "seconds": round(time.perf_counter() - start), "label": "measured",
    }  # fmt: skip


def main():
    """Train all folds that are not there yet; print and keep the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--speakers", nargs="+")
    parser.add_argument("--voices", choices=VOICES, default="none")
    parser.add_argument("--copies", type=int, default=4)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--width", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    how = parser.parse_args()
    one_thread()
    table = pd.read_csv(RESULT, keep_default_na=False) if RESULT.exists() else pd.DataFrame()
    real = digits()
    made, made_labels = voices()
    sets = (
        (varied_features(real, how.copies, how.seed), real.labels),
        (varied_features(made, how.copies, how.seed), made_labels),
    )
    for speaker, train, test in people.leave_one_out(real.speakers):
        known = table.to_dict("records")
        key = [speaker, *(getattr(how, name) for name in KEYS[1:])]
        if (how.speakers and speaker not in how.speakers) or any(
            [row[name] for name in KEYS] == key for row in known
        ):
            continue
        table = pd.DataFrame([*known, fold(speaker, train, test, sets, how)])
        table = table[[*KEYS, *(name for name in table if name not in KEYS)]]
        with files.write_atomically(RESULT) as path:
            table.to_csv(path, index=False)
    print(table.to_string(index=False))
    print(table.groupby(KEYS[1:])[["accuracy_float", "accuracy_int8"]].mean().to_string())


if __name__ == "__main__":
    main()
