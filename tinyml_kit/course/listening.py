"""A listener for the chapter on spoken words: scenes to listen to, and what it made of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from tinyml_kit.arduino import qemu_board
from tinyml_kit.base import temporary
from tinyml_kit.base.errors import BadInput
from tinyml_kit.course.pictures import sound
from tinyml_kit.datasets.speech import Recordings
from tinyml_kit.datasets.speech.reading import LARGEST, as_int16, resampled
from tinyml_kit.features import audio
from tinyml_kit.features.audio import AT_8_KHZ, Rule, Settings, listening
from tinyml_kit.graph.model import Graph

#: Loudness of words in a scene, in steps of int16, and seconds between them.
LOUD, PAUSES = (2_000, 15_000), (0.7, 1.7)
#: Seconds after its end in which a word has to be heard.
LATE = 1.2


class SceneError(BadInput):
    """A scene that cannot be made."""


class Spoken(NamedTuple):
    """A word in a scene: its first sample, the one after its last, and what it is."""

    start: int
    end: int
    word: str


@dataclass(frozen=True)
class Scene:
    """Words one after another, in noise.

    samples : (n,) int16
    spoken : tuple of Spoken
    rate : samples a second
    """

    samples: np.ndarray
    spoken: tuple[Spoken, ...]
    rate: int


def scene(recordings: Recordings, seconds: float, seed: int = 0, noise: float = 60) -> Scene:
    """Return a scene of words drawn from recordings, loud and quiet, with pauses between them.

    Parameters
    ----------
    recordings : Recordings
    seconds : its length
    seed : of all that is drawn
    noise : the standard deviation of white noise under it, in steps of int16

    Raises
    ------
    SceneError
        If there are no recordings, or the scene is shorter than a second.
    """
    if not len(recordings) or seconds < 1:
        raise SceneError("scene: give recordings, and at least one second.")
    rng, rate = np.random.default_rng(seed), recordings.rate
    sounds = rng.normal(0, noise, round(seconds * rate))
    spoken, at = [], round(0.5 * rate)
    while True:
        number = int(rng.integers(len(recordings)))
        word = recordings.samples[number].astype(float)
        if at + len(word) + rate > len(sounds):
            break
        sounds[at : at + len(word)] += word * rng.uniform(*LOUD) / max(1.0, np.abs(word).max())
        name = recordings.names[recordings.labels[number]]
        spoken.append(Spoken(at, at + len(word), name))
        at += len(word) + round(rng.uniform(*PAUSES) * rate)
    limited = np.clip(np.rint(sounds), -LARGEST - 1, LARGEST).astype(np.int16)
    return Scene(limited, tuple(spoken), rate)


def answers(scene: Scene, graph: Graph, rule: Rule, settings: Settings = AT_8_KHZ) -> np.ndarray:
    """Return what a network answers to a scene, (n, words) int8, as often as a rule asks it."""
    frames = listening.ends(graph, settings, rule).frames
    features = audio.features(scene.samples, settings)
    return listening.answers(graph, listening.windows(features, frames, rule.every))


def matched(said: Sequence[listening.Heard], scene: Scene, names: Sequence[str]) -> tuple[int, int]:
    """Return how many of a scene's words were heard, and how many were heard that nobody said.

    A word is heard if it is said between its start and 1.2 s after its end. Each of them counts
    once; a second report of a word is a false one.
    """
    left = list(said)
    for word in scene.spoken:
        for one in left:
            in_time = word.start <= one.sample <= word.end + LATE * scene.rate
            if in_time and names[one.word] == word.word:
                left.remove(one)
                break
    return len(said) - len(left), len(left)


def figure(
    scene: Scene, graph: Graph, names: Sequence[str], rule: Rule, settings: Settings = AT_8_KHZ
) -> Figure:
    """Draw what a network answers to a scene, and what a rule makes of it.

    The four words that were answered loudest are drawn, without those that the rule ignores.
    """
    how = listening.ends(graph, settings, rule)
    found = answers(scene, graph, rule, settings)
    if not len(found):
        raise SceneError(
            f"the sound lasts {len(scene.samples) / scene.rate:.1f} s, and the network listens to "
            f"{listening.samples_of(how.frames, settings) / settings.rate:.1f} s at a time; record "
            "more."
        )
    decider = listening.Decider(how, rule)
    means = []
    for answer in found:
        decider.take(answer)
        means.append(decider.sums * how.scale / rule.windows)
    chances = (found.astype(float) - how.zero) * how.scale
    order = np.argsort(-chances.max(axis=0), kind="stable")
    shown = sorted([int(word) for word in order if word not in rule.ignored][:4])
    at = [listening.samples_of(how.frames + k * rule.every, settings) for k in range(len(found))]
    return sound.listening(
        chances[:, shown],
        [names[word] for word in shown],
        np.array(at) / settings.rate,
        np.array(means)[:, shown],
        rule.threshold,
        [(one.start / scene.rate, one.end / scene.rate, one.word) for one in scene.spoken],
        [
            (one.sample / settings.rate, names[one.word])
            for one in listening.decided(found, how, settings, rule)
        ],
    )


def on_the_nano(scene: Scene, sketch: str = "keyword_nano33ble") -> str:
    """Return what a sketch prints on the emulated Nano 33 BLE when a scene is its microphone.

    The sketch's microphone gives twice the scene's rate.

    Raises
    ------
    RungMissing
        If the compiler or the emulator is not installed.
    """
    heard = as_int16(resampled(scene.samples / (LARGEST + 1), scene.rate, 2 * scene.rate))
    with temporary.folder() as folder:
        elf = qemu_board.build(sketch, folder).elf
        return qemu_board.listening(elf, heard)[1].replace("\r\n", "\n")
