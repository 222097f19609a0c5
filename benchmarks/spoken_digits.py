"""How well does a small int8 network know digits from a speaker whom it never heard?

`TINYML_KIT_TESTDATA=FOLDER python benchmarks/spoken_digits.py` leaves out each speaker of the Free
Spoken Digit Dataset in turn (`--speakers` for some), trains the DS-CNN on varied recordings of
the others, converts it to int8, and judges it by the interpreter of TFLM on all recordings of the
one left out. `--voices add` adds the simulated voices that ship, `--voices only` trains on them
alone, and `--voices first` trains on them for `--before` epochs, and then on both; `--warped` gives
every example another voice each time that the network sees it. With
`--inner` nobody is judged who is left out: of those who train, each is left out once more, with the
next one; settings are chosen by that. `--ship` trains the network that ships, on all of them.

Without the variable, the recordings are downloaded. Features at 8 kHz; every row goes into
results/spoken_digits.csv as soon as it is there, and rows that are there are not computed again.
"""

import argparse
import hashlib
import os
import time
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.signal import lfilter

from tinyml_kit.base import files, resources
from tinyml_kit.base.progress import progress
from tinyml_kit.compress import quantize
from tinyml_kit.datasets import people, speech
from tinyml_kit.datasets.speech import synthetic
from tinyml_kit.datasets.speech.reading import as_int16
from tinyml_kit.datasets.speech.variations import varied, with_noise
from tinyml_kit.features import audio
from tinyml_kit.learning import keywords, training, voices
from tinyml_kit.learning.keras_backend import one_thread
from tinyml_kit.rungs.interpreters import tflm

RESULT = Path(__file__).parent / "results" / "spoken_digits.csv"
KEYS = ["speaker", "judged", "voices", "warped", "width", "copies", "before", "epochs", "seed"]
VOICES = ("none", "add", "only", "first")
#: Simulated voices are alike, so they are varied more than those of people.
WIDER = voices.Variety(stretch=1.25, warp=1.2, tilt=10, blur=0.5)
#: The network that ships has one more class: what is no digit.
OTHER = len(synthetic.DIGITS)


def digits():
    """Return the recordings of people."""
    named = os.environ.get("TINYML_KIT_TESTDATA")
    folder = named and Path(named) / "datasets" / "fsdd" / "recordings"
    return speech.fsdd(folder if folder and folder.is_dir() else None)


def simulated():
    """Return the simulated voices' digits, labelled as those of people are, and their other words.

    Both are (Recordings, labels); other words are all labelled OTHER.
    """
    made = speech.simulated()
    order = [
        synthetic.DIGITS.index(name) if name in synthetic.DIGITS else OTHER for name in made.names
    ]
    labels = np.array(order)[made.labels]
    parts = np.flatnonzero(labels != OTHER), np.flatnonzero(labels == OTHER)
    return [(made.part(part), labels[part]) for part in parts]


def noise(size, random):
    """Return noise of any colour and loudness that swells, or a hum, (size,) from -1 to 1."""
    times = np.arange(size) / 8000
    sound = np.zeros(size)
    if random.random() < 0.3:
        low = random.uniform(40, 1000)
        for k in range(1, int(random.integers(2, 8))):
            sound += random.uniform(0, 1 / k) * np.sin(2 * np.pi * k * low * times)
        sound = with_noise(sound, random.uniform(0, 40), random)
    else:
        points = 8 * size // 8000 + 1
        swell = np.interp(times, np.linspace(0, times[-1], points), random.uniform(0.02, 1, points))
        coloured = lfilter([1.0], [1.0, -random.uniform(-0.5, 0.98)], random.normal(size=size))
        sound += coloured * swell ** random.integers(0, 4)
    return sound * 10 ** random.uniform(-3, -0.1) / np.abs(sound).max()


def noises(count, copies, seed):
    """Return features of what is no word, (copies, count, frames, bands): noise, hum, silence."""
    random = np.random.default_rng(seed)
    silent = copies * count // 20
    sounds = [np.zeros(8000)] * silent
    sounds += [noise(8000, random) for _ in range(copies * count - silent)]
    features = audio.features(as_int16(np.stack(sounds)), audio.AT_8_KHZ)
    return features.reshape(copies, count, *features.shape[1:])


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


def trained(parts, classes, how, start=None, variety=None):
    """Return a network; parts are pairs of features (copies, n, …) and labels.

    It starts from the weights of the network `start`, all but those of the last layer if that tells
    apart another number of classes.
    """
    features = np.concatenate([made for made, _ in parts], axis=1)
    labels = np.tile(np.concatenate([labels for _, labels in parts]), len(features))
    x, settings = features.reshape(-1, *features.shape[2:]), {}
    if how.warped:
        variety = variety or voices.Variety()
        settings = dict(augment=another_voice(variety), batch=128, rate=4e-3 if start else 6e-3)
    else:
        x = keywords.as_input(keywords.masked(x, np.random.default_rng(how.seed)))
    model = keywords.ds_cnn(*x.shape[1:3], classes, how.width, how.seed)
    if start:
        old = start.get_weights()
        pairs = zip(old, model.get_weights(), strict=True)
        model.set_weights([a if a.shape == b.shape else b for a, b in pairs])
    settings = dict(augment=False, balance=None, warmup=1) | settings
    training.train(model, x, labels, epochs=how.epochs, seed=how.seed, **settings)
    return model


def of_voices(made, how):
    """Return the network of the simulated voices alone, from the cache if it is there."""
    epochs = how.before or how.epochs
    name = f"voices-{how.width}-{how.copies}-{epochs}-{how.seed}.npz"
    path = files.cache_dir() / "spoken_digits" / name
    if path.exists():
        model = keywords.ds_cnn(*made[0].shape[2:], OTHER, how.width, how.seed)
        with np.load(path) as kept:
            model.set_weights([kept[key] for key in kept])
        return model
    how = argparse.Namespace(**vars(how) | {"epochs": epochs})
    model = trained([made], OTHER, how, variety=WIDER)
    with files.write_atomically(path) as temporary:
        np.savez(temporary, *model.get_weights())
    return model


def converted(model, parts, how):
    """Return the int8 file of a network; recordings as they are set the ranges."""
    given = keywords.calibration(np.concatenate([made[0] for made, _ in parts]), seed=how.seed)
    return quantize.to_tflite(model, "int8", given, samples=len(given))[0]


def another_voice(variety):
    """Return a function that gives a batch (n, frames, bands, 1) other voices, as an input."""

    def change(features, random):
        return keywords.as_input(voices.varied(features[..., 0], random, variety))

    return change


def fold(speaker, train, test, sets, how):
    """Return the row of one speaker who was left out."""
    start = time.perf_counter()
    (real, labels), made = sets
    parts = {"none": [(real[:, train], labels[train])], "only": [made]}
    parts["add"] = parts["first"] = parts["none"] + parts["only"]
    chosen = parts[how.voices]
    base = of_voices(made, how) if how.warped and how.voices in ("only", "first") else None
    model = base if base and how.voices == "only" else trained(chosen, OTHER, how, base)
    tflite = converted(model, chosen, how)
    heard = real[0, test]
    probabilities = training.probabilities(model, keywords.as_input(heard))
    said = tflm.run(tflm.build(tflite), [heard[..., np.newaxis]]).outputs[0].argmax(axis=1)
    return {
        **{key: getattr(how, key) for key in KEYS[2:]}, "speaker": speaker,
        "recordings": len(test), "parameters": model.count_params(), "tflite_bytes": len(tflite),
        "accuracy_float": (probabilities.argmax(axis=1) == labels[test]).mean().round(4),
        "accuracy_int8": (said == labels[test]).mean().round(4),
        "seconds": round(time.perf_counter() - start), "label": "measured",
    }  # fmt: skip


def ship(sets, others, how):
    """Train the network that ships, on everybody, and write it."""
    hiss = noises(len(others[1]), how.copies + 1, how.seed)
    parts = [*sets, others, (hiss, np.full(hiss.shape[1], OTHER))]
    start = of_voices(sets[1], how) if how.voices == "first" else None
    tflite = converted(trained(parts, OTHER + 1, how, start), parts, how)
    path = resources.data_dir() / keywords.SPOKEN_DIGITS
    with files.write_atomically(path) as temporary:
        temporary.write_bytes(tflite)
    files.record_checksum(path)


def folds(speakers, inner):
    """Yield (name, training, test) of each fold; inner ones leave out two and judge the second."""
    who = np.array(speakers)
    for speaker, train, test in people.leave_one_out(speakers):
        if not inner:
            yield speaker, speaker, train, test
            continue
        names = sorted(set(speakers))
        second = names[(names.index(speaker) + 1) % len(names)]
        yield speaker, second, train[who[train] != second], np.flatnonzero(who == second)


def main():
    """Train all folds that are not there yet; print and keep the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--speakers", nargs="+")
    parser.add_argument("--voices", choices=VOICES, default="none")
    parser.add_argument("--warped", action="store_true")
    parser.add_argument("--inner", action="store_true")
    parser.add_argument("--ship", action="store_true")
    parser.add_argument("--copies", type=int, default=4)
    parser.add_argument("--before", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--width", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    how = parser.parse_args()
    one_thread()
    real = digits()
    *sets, others = [
        (varied_features(recordings, how.copies, how.seed), labels)
        for recordings, labels in ((real, real.labels), *simulated())
    ]
    if how.ship:
        ship(sets, others, how)
        return
    table = pd.read_csv(RESULT, keep_default_na=False) if RESULT.exists() else pd.DataFrame()
    for speaker, judged, train, test in folds(real.speakers, how.inner):
        known = table.to_dict("records")
        key = [speaker, judged, *(getattr(how, name) for name in KEYS[2:])]
        if (how.speakers and speaker not in how.speakers) or any(
            [row[name] for name in KEYS] == key for row in known
        ):
            continue
        row = fold(speaker, train, test, sets, how) | {"judged": judged}
        table = pd.DataFrame([*known, row])
        table = table[[*KEYS, *(name for name in table if name not in KEYS)]]
        with files.write_atomically(RESULT) as path:
            table.to_csv(path, index=False)
    print(table.to_string(index=False))
    print(table.groupby(KEYS[2:])[["accuracy_float", "accuracy_int8"]].mean().to_string())


if __name__ == "__main__":
    main()
