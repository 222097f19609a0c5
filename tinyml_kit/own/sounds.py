"""Sounds as inputs: features of the integer front end, and a DS-CNN that looks at a second."""

import numpy as np

from tinyml_kit.base.progress import progress
from tinyml_kit.boards import Board
from tinyml_kit.codegen.c.targets import target_of
from tinyml_kit.datasets.speech.variations import varied
from tinyml_kit.features import audio
from tinyml_kit.features.audio import listener
from tinyml_kit.features.audio.graph import graph
from tinyml_kit.features.audio.listening import Rule
from tinyml_kit.learning import keywords, voices
from tinyml_kit.own.reading import LOW_RATE, Loaded
from tinyml_kit.own.task import Task

WIDTHS = (40, 32, 24, 16, 8)
EPOCHS = 20
#: Classes with one of these words in their names are no words that a listener says.
NOTHING = ("noise", "unknown", "silence", "background", "nothing", "other")
#: So many sounds go through the front end at once; more would take much memory.
BLOCK = 100


def task(data: Loaded, board: Board) -> Task:
    """Return the Task of sounds of one second."""
    settings = audio.AT_8_KHZ if data.rate == LOW_RATE else audio.AT_16_KHZ
    size = data.samples.shape[1]
    rule = Rule(ignored=silent(data.names))

    def more(indices, copies, seed):
        random = np.random.default_rng(seed)
        made = []
        for _ in progress(range(copies), desc="varied sounds", unit="copy"):
            sounds = [varied(_bare(data.samples[k]), data.rate, size, random) for k in indices]
            made.append(_features(np.stack(sounds), settings))
        return np.concatenate(made)[..., np.newaxis]

    variety = voices.Variety(low_hz=settings.low_hz, high_hz=settings.high_hz)

    def another_voice(features, random):
        return keywords.as_input(voices.varied(features[..., 0], random, variety))

    inputs = _features(data.samples, settings)[..., np.newaxis]
    frames, bands = inputs.shape[1:3]
    return Task(
        inputs=inputs,
        steps=keywords.FEATURE_STEPS,
        more=more,
        network=lambda width, classes: keywords.ds_cnn(frames, bands, classes, width),
        widths=WIDTHS,
        epochs=EPOCHS,
        batch=128,
        rate=6e-3,
        augment=another_voice,
        device=lambda model: listener.source(model, settings, rule, target=target_of(board.name)),
        beside=graph(settings),
        notes=(
            f"features: {frames} frames of {bands} bands, every {settings.step_ms} ms, by the "
            "integer front end (features/audio)",
            "more to train on: each sound again, faster or slower, louder or quieter, moved, with "
            "noise, and one time in three in a room",
            "voices: in each epoch features are stretched along time and bands, as another voice "
            "would have made them, and blanked out in places (learning/voices)",
            f"listener: says a word when the mean of {rule.windows} answers, one every "
            f"{rule.every * settings.step_ms} ms, reaches {rule.threshold:g}"
            + "".join(f"; never {data.names[k]}" for k in rule.ignored),
        ),
    )


def silent(names: tuple[str, ...]) -> tuple[int, ...]:
    """Return the places of the classes that stand for no word."""
    return tuple(k for k, name in enumerate(names) if any(one in name.lower() for one in NOTHING))


def _bare(sound):
    """Return a sound without the silence of zeros around it, so that it can be moved."""
    heard = np.flatnonzero(sound)
    return sound[heard[0] : heard[-1] + 1] if len(heard) else sound


def _features(sounds, settings):
    blocks = range(0, len(sounds), BLOCK)
    return np.concatenate(
        [
            audio.features(sounds[start : start + BLOCK], settings)
            for start in progress(blocks, desc="features", unit="block", leave=False)
        ]
    )
