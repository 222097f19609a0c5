"""How often does a small streaming network hear its wake word, and how often when nobody said it?

`TINYML_KIT_TESTDATA=FOLDER python benchmarks/wake_word.py` trains the kit's own detector of
"alexa" on recordings of people (Picovoice's wake-word benchmark, FOLDER/datasets/wakeword_alexa)
and judges it on others, as a stream: every 40 ms the int8 network answers, and the word is heard
where the mean of its last five answers passes a threshold. For two seconds after that it is not
heard again.

The file names do not say who spoke. Neighbours in number are often by the same person, so the
recordings are cut into five blocks in the order of their numbers. In each fold one block and one
speaker of the Free Spoken Digit Dataset are for testing, the next block and speaker set the
threshold, and the others train. Nothing that is tested has a part in training, or in a choice.
False alarms are counted on that speaker's digits, three times in other orders and with other
pauses, and on an equal length of noise. Rows go into results/wake_word.csv.
"""

import argparse
import os
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.spoken_digits import another_voice, digits, noise
from tinyml_kit.base import files
from tinyml_kit.compress import quantize
from tinyml_kit.datasets import speech
from tinyml_kit.datasets.speech.reading import as_int16
from tinyml_kit.datasets.speech.variations import in_room, played, with_noise
from tinyml_kit.features import audio
from tinyml_kit.graph import reference, streamed
from tinyml_kit.graph.tflite import read
from tinyml_kit.learning import keywords, training
from tinyml_kit.learning.keras_backend import one_thread
from tinyml_kit.learning.voices import Variety

RESULT = Path(__file__).parent / "results" / "wake_word.csv"
RATE, BLOCKS = 8000, 5
#: Answers whose mean counts, and after an alarm, answers that do not.
MEAN, QUIET = 5, 50
FRAME, WINDOW = audio.AT_8_KHZ.step, audio.AT_8_KHZ.window
#: A longer stretch holds more than the word, in seconds; such recordings do not train.
LONGEST = 1.2
#: The threshold lies so far above the highest mean without the word that set it.
MARGIN = 0.05
KEYS = ["fold", "width", "copies", "epochs", "seed"]
VARIETY = Variety(shift=2, frames=4)


def recordings():
    """Return the recordings of the wake word at 8000 samples a second, by number."""
    named = os.environ.get("TINYML_KIT_TESTDATA")
    folder = Path(named or ".") / "datasets" / "wakeword_alexa"
    if not named or not folder.is_dir():
        sys.exit(f"{folder}: no such folder; let TINYML_KIT_TESTDATA name the one of test data.")
    paths = sorted(folder.glob("*.flac"), key=lambda path: int(path.stem))
    return [speech.read(path, RATE).astype(np.float64) for path in paths]


def word_of(samples):
    """Return the part of a recording in which somebody speaks: 99 % of what is above the noise."""
    size = RATE // 50
    power = (samples[: len(samples) // size * size].reshape(-1, size) ** 2).mean(axis=1)
    power = np.maximum(power - 4 * np.percentile(power, 20), 0).cumsum()
    first, last = np.searchsorted(power, np.array([0.005, 0.995]) * power[-1])
    return samples[max(0, first - 2) * size : (last + 3) * size]


def changed(samples, random):
    """Return another recording of a sound: faster or slower, and perhaps in a room."""
    sound = played(samples, random.uniform(0.85, 1.2))
    if random.random() < 0.4:
        sound = in_room(sound, RATE, random, random.uniform(0.1, 0.5), random.uniform(0.05, 0.4))
    return sound / max(1.0, np.abs(sound).max()) * 10 ** random.uniform(-1.5, -0.1)


def stream(sounds, random):
    """Return sounds in a row with pauses and noise, (n,) int16, and where each ends, in samples."""
    pieces = [np.zeros(RATE)]
    for sound in sounds:
        pieces += [sound, np.zeros(int(random.uniform(0.05, 0.6) * RATE))]
    ends = np.cumsum([len(piece) for piece in pieces])[1::2]
    whole = with_noise(np.concatenate([*pieces, np.zeros(RATE)]), random.uniform(10, 40), random)
    return as_int16(whole / max(1.0, np.abs(whole).max())), ends


def windows(features, ends, long, every):
    """Return windows of a stream and whether the word has just ended in each.

    Parameters
    ----------
    features : (frames, bands) int8
    ends : array of int, the frames after which the word was said whole
    long : int, frames of a window
    every : int, frames from one window without the word to the next

    Returns
    -------
    (n, long, bands) int8 and (n,) int64: 1 up to 0.4 s after an end. Windows that end shortly
    before that, or after, are neither, and left out.
    """
    last = np.arange(long, len(features) + 1)
    since = np.full(len(last), 10**6)
    for end in ends:
        near = last - end
        since = np.where(np.abs(near) < np.abs(since), near, since)
    with_it = np.flatnonzero((since >= 0) & (since <= 20))[::2]
    without = np.flatnonzero((since < -8) | (since > 40))[::every]
    chosen = np.concatenate([with_it, without])
    every_window = np.lib.stride_tricks.sliding_window_view(features, long, axis=0)
    return (
        every_window[chosen].transpose(0, 2, 1).copy(),
        np.repeat([1, 0], [len(with_it), len(without)]),
    )


def examples(words, others, long, copies, random):
    """Return windows and labels of words among others, others alone, and noise."""
    found = []
    for _ in range(copies):
        mixed, among = [], random.choice(len(others), len(words))
        for at, word in enumerate(random.permutation(len(words))):
            mixed += [changed(others[among[at]], random), changed(words[word], random)]
        heard, ends = stream(mixed, random)
        ends = (ends[1::2] - WINDOW) // FRAME + 1
        found.append(windows(audio.features(heard, audio.AT_8_KHZ), ends, long, 16))
    for part in np.array_split(random.permutation(len(others)), 8):
        heard, _ = stream([changed(others[k], random) for k in part], random)
        found.append(windows(audio.features(heard, audio.AT_8_KHZ), [], long, 16))
    for _ in range(30):
        heard = as_int16(noise(10 * RATE, random))
        found.append(windows(audio.features(heard, audio.AT_8_KHZ), [], long, 16))
    return tuple(np.concatenate(part) for part in zip(*found, strict=True))


def answers(graph, samples):
    """Return the probability of the word at each step of a stream, by the int8 network."""
    features = audio.features(samples, audio.AT_8_KHZ)[np.newaxis, ..., np.newaxis]
    (said,) = reference.run(streamed.at_once(graph, features.shape[1]), features)
    return (said.reshape(-1, 2)[:, 1].astype(np.int64) + 128) / 256


def smoothed(said):
    """Return the mean of the last answers, at each step from the first that has enough."""
    return np.convolve(said, np.full(MEAN, 1 / MEAN), "valid")


def alarms(said, threshold):
    """Return how often the word is heard: no more than once in two seconds."""
    count, free = 0, 0
    for at in np.flatnonzero(smoothed(said) >= threshold):
        if at >= free:
            count, free = count + 1, at + QUIET
    return count


def without_the_word(spoken, random):
    """Yield streams in which nobody says the word: digits in three orders, and as much noise."""
    for _ in range(3):
        order = random.permutation(len(spoken))
        heard, _ = stream([spoken[k] / 2**15 for k in order], random)
        yield "digits", heard
        for start in range(0, len(heard), 60 * RATE):
            size = min(60 * RATE, len(heard) - start)
            if size > 3 * RATE:
                yield "noise", as_int16(noise(size, random))


def fold(number, words, real, others, how):
    """Return the row of a fold."""
    start, random = time.perf_counter(), np.random.default_rng([how.seed, number])
    block = np.arange(len(words)) * BLOCKS // len(words)
    names = sorted(set(real.speakers))
    second = (number + 1) % BLOCKS
    who = np.array(real.speakers)
    train = np.flatnonzero((block != number) & (block != second))
    learned = [
        real.samples[k] / 2**15
        for k in np.flatnonzero(~np.isin(who, [names[number], names[second]]))
    ]
    spoken = [word_of(words[k]) / 2**15 for k in train]
    spoken = [word for word in spoken if len(word) <= LONGEST * RATE]
    # A word played backwards is speech, by the same people, in the same rooms.
    negatives = learned + others + [word[::-1] for word in spoken]
    model = keywords.causal_cnn(width=how.width, seed=how.seed)
    long = model.input_shape[1]
    x, y = examples(spoken, negatives, long, how.copies, random)
    training.train(
        model, x, y, epochs=how.epochs, batch=64, rate=4e-3, warmup=1, balance=None,
        augment=another_voice(VARIETY), seed=how.seed,
    )  # fmt: skip
    given = keywords.calibration(x, seed=how.seed)
    tflite = quantize.to_tflite(model, "int8", given, samples=len(given))[0]
    graph = read(tflite)
    digits_of = [
        [real.samples[k] for k in np.flatnonzero(who == names[n])] for n in (second, number)
    ]
    most = max(smoothed(answers(graph, s)).max() for _, s in without_the_word(digits_of[0], random))
    threshold = min(0.99, max(0.5, most + MARGIN))
    tested = [words[k] for k in np.flatnonzero(block == number)]
    heard = [alarms(answers(graph, alone(one, random)), threshold) > 0 for one in tested]
    seconds, false = {"digits": 0.0, "noise": 0.0}, {"digits": 0, "noise": 0}
    for what, samples in without_the_word(digits_of[1], random):
        seconds[what] += len(samples) / RATE
        false[what] += alarms(answers(graph, samples), threshold)
    return {
        **{key: getattr(how, key) for key in KEYS[1:]}, "fold": number, "speaker": names[number],
        "trained_on": len(spoken), "examples": len(x), "parameters": model.count_params(),
        "tflite_bytes": len(tflite), "threshold": round(threshold, 3), "recordings": len(tested),
        "heard": sum(heard), "hours_of_digits": round(seconds["digits"] / 3600, 3),
        "hours_of_noise": round(seconds["noise"] / 3600, 3), "alarms_in_digits": false["digits"],
        "alarms_in_noise": false["noise"], "seconds": round(time.perf_counter() - start),
        "label": "measured",
    }  # fmt: skip


def alone(samples, random):
    """Return one recording as a stream: a second of quiet noise before it, and one after it."""
    around = np.pad(samples, RATE)
    return np.clip(np.rint(around + random.normal(0, 3, len(around))), -(2**15), 2**15 - 1).astype(
        np.int16
    )


def main():
    """Train and judge all folds that are not there yet; print and keep the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folds", type=int, nargs="+", default=list(range(BLOCKS)))
    parser.add_argument("--width", type=int, default=32)
    parser.add_argument("--copies", type=int, default=8)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    how = parser.parse_args()
    one_thread()
    words, real = recordings(), digits()
    others = [samples / 2**15 for samples in speech.simulated().samples]
    table = pd.read_csv(RESULT) if RESULT.exists() else pd.DataFrame()
    for number in how.folds:
        known = table.to_dict("records")
        key = [number, *(getattr(how, name) for name in KEYS[1:])]
        if any([row[name] for name in KEYS] == key for row in known):
            continue
        table = pd.DataFrame([*known, fold(number, words, real, others, how)])
        table = table[[*KEYS, *(name for name in table if name not in KEYS)]]
        with files.write_atomically(RESULT) as path:
            table.to_csv(path, index=False)
    print(table.to_string(index=False))
    total = table.groupby(KEYS[1:])[
        ["recordings", "heard", "hours_of_digits", "hours_of_noise", "alarms_in_digits",
         "alarms_in_noise"]
    ].sum()  # fmt: skip
    print(total.to_string())


if __name__ == "__main__":
    main()
