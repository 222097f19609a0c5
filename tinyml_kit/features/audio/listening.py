"""From features to words: a network judges the last second again and again, and a rule decides.

    every  frames     the network answers for the last FRAMES frames
    sum    of the last `windows` answers of each word, less their zero points
    a word is said    if its sum is the largest and at least `needed`,
                      if no word was said in the `rest` answers before,
                      and if it has been below `needed` since it was last said

All of it is in integers, so `listener.c` decides to the bit as this module does.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tinyml_kit.features.audio import front_end
from tinyml_kit.features.audio.settings import AT_8_KHZ, AudioError, Settings
from tinyml_kit.graph import reference
from tinyml_kit.graph.model import Graph

#: The most answers that are summed up; their sums fit into 16 bits.
MOST_WINDOWS = 100
MOST_REST = 250


@dataclass(frozen=True)
class Rule:
    """How often a network is asked, and when its answers are a word.

    Attributes
    ----------
    every : int
        Frames from one answer to the next.
    windows : int
        How many answers a word's mean is taken of.
    threshold : float
        What the mean has to reach, in the unit of the network's output: a probability.
    rest : int
        After a word, so many answers are passed over.
    ignored : tuple of int
        Words that are never said, such as one that stands for noise.

    Raises
    ------
    AudioError
        If a number is out of range.
    """

    every: int = 12
    windows: int = 3
    threshold: float = 0.55
    rest: int = 3
    ignored: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for what, found, low, high in (
            ("every", self.every, 1, 10_000),
            ("windows", self.windows, 1, MOST_WINDOWS),
            ("rest", self.rest, 0, MOST_REST),
        ):
            if not low <= found <= high:
                raise AudioError(f"rule: {what} is {found}; take {low} to {high}.")
        if not (math.isfinite(self.threshold) and self.threshold > 0):
            raise AudioError(f"rule: the threshold is {self.threshold}; take a number above 0.")


class Heard(NamedTuple):
    """A word that was said.

    sample : the number of samples that had come by then
    word : the index of the network's output
    mean : of its last answers, in the unit of the output
    """

    sample: int
    word: int
    mean: float


@dataclass(frozen=True)
class Ends:
    """What a rule needs to know of a network.

    frames : frames of a window
    words : outputs
    zero : the output's zero point
    scale : the output's step
    """

    frames: int
    words: int
    zero: int
    scale: float

    def needed(self, rule: Rule) -> int:
        """Return the smallest sum of answers whose mean reaches the rule's threshold."""
        return math.ceil(rule.threshold * rule.windows / self.scale - 1e-6)


def ends(graph: Graph, settings: Settings = AT_8_KHZ, rule: Rule | None = None) -> Ends:
    """Return a network's ends, after a look whether features and rule suit it.

    Raises
    ------
    AudioError
        If the network does not take frames of int8 features and give int8 for each word, or if the
        rule's threshold or ignored words are out of its reach.
    """
    given = [graph.tensors[index] for index in (*graph.inputs, *graph.outputs)]
    if len(given) != 2 or any(one.dtype != np.int8 or not one.quantization for one in given):
        raise AudioError(
            f"{graph.name}: a listener needs a network with one input and one output, both int8; "
            "convert it so."
        )
    source, answer = given
    if source.size % settings.bands or source.size < settings.bands:
        raise AudioError(
            f"{graph.name}: takes {source.size} numbers, which are no whole frames of "
            f"{settings.bands} bands; give the settings that it was trained with."
        )
    found = Ends(source.size // settings.bands, answer.size, answer.zero_point, float(answer.scale))
    if rule is not None:
        most = (127 - found.zero) * found.scale
        if found.needed(rule) > rule.windows * (127 - found.zero):
            raise AudioError(
                f"rule: the threshold is {rule.threshold:g}, and {graph.name} answers {most:g} at "
                "most; take a smaller one."
            )
        if any(not 0 <= word < found.words for word in rule.ignored):
            raise AudioError(
                f"rule: ignored is {rule.ignored}, and {graph.name} has the words 0 to "
                f"{found.words - 1}."
            )
    return found


class Decider:
    """Takes answers of a network one by one, and says which of them make a word."""

    def __init__(self, how: Ends, rule: Rule) -> None:
        self.how, self.rule = how, rule
        self.needed = how.needed(rule)
        self.sums = np.zeros(how.words, np.int64)
        self._last = np.zeros((rule.windows, how.words), np.int64)
        self._count = self._resting = 0
        self._held: int | None = None

    def take(self, answer: np.ndarray) -> int | None:
        """Take the next answer, (words,) int8; return the word that is said, or None."""
        slot = self._count % self.rule.windows
        self.sums += answer.astype(np.int64) - self.how.zero - self._last[slot]
        self._last[slot] = answer.astype(np.int64) - self.how.zero
        self._count += 1
        if self._held is not None and self.sums[self._held] < self.needed:
            self._held = None
        if self._resting:
            self._resting -= 1
            return None
        best = int(self.sums.argmax())
        if self.sums[best] < self.needed or best in self.rule.ignored or best == self._held:
            return None
        self._held, self._resting = best, self.rule.rest
        return best

    def mean(self, word: int) -> float:
        """Return the mean of a word's last answers, in the unit of the output."""
        return float(self.sums[word] * self.how.scale / self.rule.windows)


class Listener:
    """A network that listens to a sound that comes in pieces.

    However the sound is cut, the words are those of `heard` for the whole.
    """

    def __init__(
        self, graph: Graph, settings: Settings = AT_8_KHZ, rule: Rule | None = None
    ) -> None:
        self.graph, self.settings, self.rule = graph, settings, rule or Rule()
        self._how = ends(graph, settings, self.rule)
        self.reset()

    def reset(self) -> None:
        """Forget everything: a new sound begins."""
        self._stream = front_end.Stream(self.settings)
        self._history = np.zeros((self._how.frames, self.settings.bands), np.int8)
        self._missing, self._frames = self._how.frames, 0
        self._decider = Decider(self._how, self.rule)

    def push(self, samples: np.ndarray) -> list[Heard]:
        """Take the next samples, (n,) int16 of any length; return the words that are said now."""
        said = []
        for frame in self._stream.push(samples):
            self._history = np.concatenate([self._history[1:], frame[np.newaxis]])
            self._frames += 1
            self._missing -= 1
            if self._missing:
                continue
            self._missing = self.rule.every
            word = self._decider.take(answers(self.graph, self._history[np.newaxis])[0])
            if word is not None:
                at = samples_of(self._frames, self.settings)
                said.append(Heard(at, word, self._decider.mean(word)))
        return said


def heard(
    samples: np.ndarray, graph: Graph, settings: Settings = AT_8_KHZ, rule: Rule | None = None
) -> list[Heard]:
    """Return the words that are said in a whole recording, (n,) int16."""
    rule = rule or Rule()
    how = ends(graph, settings, rule)
    found = windows(front_end.features(samples, settings), how.frames, rule.every)
    return decided(answers(graph, found), how, settings, rule)


def windows(features: np.ndarray, frames: int, every: int) -> np.ndarray:
    """Return what the network is asked about, (n, frames, bands) int8, of (frames, bands)."""
    if len(features) < frames:
        return np.zeros((0, frames, features.shape[1]), np.int8)
    cut = np.lib.stride_tricks.sliding_window_view(features, frames, axis=0)[::every]
    return cut.transpose(0, 2, 1)


def answers(graph: Graph, windows: np.ndarray) -> np.ndarray:
    """Return the network's answers, (n, words) int8, by the reference in NumPy."""
    shape = graph.tensors[graph.inputs[0]].shape
    words = graph.tensors[graph.outputs[0]].size
    if not len(windows):
        return np.zeros((0, words), np.int8)
    return reference.run(graph, [windows.reshape(-1, *shape[1:])])[0].reshape(-1, words)


def decided(
    answers: np.ndarray | Sequence[np.ndarray],
    how: Ends,
    settings: Settings = AT_8_KHZ,
    rule: Rule | None = None,
) -> list[Heard]:
    """Return the words that a network's answers to the windows of a sound make.

    Parameters
    ----------
    answers : (n, words) int8, of any rung, to `windows`
    how : what `ends` returned for the network
    """
    rule = rule or Rule()
    return list(_decided(answers, how, settings, rule))


def _decided(answers, how, settings, rule) -> Iterator[Heard]:
    decider = Decider(how, rule)
    for number, answer in enumerate(answers):
        word = decider.take(np.asarray(answer))
        if word is not None:
            at = samples_of(how.frames + number * rule.every, settings)
            yield Heard(at, word, decider.mean(word))


def samples_of(frames: int, settings: Settings = AT_8_KHZ) -> int:
    """Return how many samples have come when so many frames are whole."""
    return settings.window + (frames - 1) * settings.step
