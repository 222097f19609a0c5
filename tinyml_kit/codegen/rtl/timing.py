"""How many cycles a circuit takes, before anything is built.

Every rule of the circuit says that something happens a fixed number of cycles after the last of
some other events: a word is taken one cycle after the one before, and not before the memory has
room; a job starts when its last pixel has come and the one before has ended. So the time of each
event follows from those of earlier ones. Each stage computes its times as far as those of its
neighbours are known; then it is the neighbours' turn.

The cycles are those of the simulation exactly; tests compare them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tinyml_kit.codegen.rtl.adding import Addition
from tinyml_kit.codegen.rtl.link import Link
from tinyml_kit.codegen.rtl.plan import Circuit
from tinyml_kit.codegen.rtl.stages import LookUp, Softmax
from tinyml_kit.codegen.rtl.window_times import MemoryTimes, Queue, StreamTimes

# Frames that follow each other; the distance of the last two no longer changes.
FRAMES = 3
# Cycles of a softmax (modules/softmax.v): to read an exponential, to shift the sum; of a product
# beside its turns; and the products of Newton's method.
FETCH, SHIFTS, BESIDE, PRODUCTS = 2, 11, 2, 7
# Cycles of an output of the softmax that divides (modules/softmax_by_division.v).
DIVISION = 13


@dataclass(frozen=True)
class Cycles:
    """Cycles of a circuit (predicted).

    latency : from the first word that is taken to the last one that leaves, of a frame alone
    frame : from one frame to the next where frames follow each other
    """

    latency: int
    frame: int


def cycles(circuit: Circuit) -> Cycles:
    """Return the cycles that a circuit takes."""
    alone, many = _times(circuit, 1), _times(circuit, FRAMES)
    words = len(many[1]) // FRAMES
    return Cycles(alone[1][-1] - alone[0][0] + 1, many[1][-1] - many[1][-1 - words])


def _times(circuit, frames):
    """Return the times at which words are taken by the first stage and leave the last one."""
    first = Link([0] * (words_in(circuit) * frames))
    links, turns = [first], []
    for stage in circuit.stages:
        links.append(Link())
        if isinstance(stage, Addition):
            turns.append(_AdditionTimes(links[stage.kept + 1], links[-2], links[-1]).turn)
        else:
            turns.append(_stage(stage, frames, links[-2], links[-1]))
    turns.append(lambda: _leave(links[-1]))
    while sum(turn() for turn in turns):  # all of them take their turn
        pass
    return first.passed, links[-1].passed


def words_in(circuit: Circuit) -> int:
    """Return how many words a frame comes in."""
    first = circuit.stages[0]
    if isinstance(first, LookUp | Addition):
        return first.size
    if isinstance(first, Softmax):
        return first.rows * first.classes
    one = first.windows
    return one.image_height * one.image_width * first.words


def _leave(link):
    """Let the words of the last link pass as they come."""
    start = len(link.passed)
    for place in range(start, len(link.offered)):
        link.passed.append(max(link.offered[place], link.before(place) + 1 if place else 0))
    return len(link.passed) > start


def _stage(stage, frames, source, target) -> Callable[[], bool]:
    """Return a function that computes the times of a stage as far as possible.

    It returns whether there were any new ones.
    """
    if isinstance(stage, LookUp):
        return lambda: _look_up(source, target)
    if isinstance(stage, Softmax):
        return _SoftmaxTimes(stage, source, target).turn
    kind = StreamTimes if stage.reading == "window" else MemoryTimes
    return kind(stage, frames, source, target).turn


def _look_up(source, target):
    start = len(source.passed)
    for place in range(start, len(source.offered)):
        if not target.known(place):
            break
        soonest = source.before(place) + 1 if place else 0
        source.passed.append(max(source.offered[place], soonest, target.before(place)))
        target.offered.append(source.passed[-1] + 1)
    return len(source.passed) > start


class _AdditionTimes:
    """A number comes, and one that has waited in a queue; two registers stand behind them."""

    def __init__(self, kept: Link, source: Link, target: Link):
        self.queue, self.source, self.target, self.sums = Queue(), source, target, Link()
        self.queue.pushed = kept.passed

    def turn(self) -> bool:
        """Compute as many times as possible."""
        self.queue.turn()
        source, waiting, sums = self.source, self.queue.link, self.sums
        start = len(source.passed)
        for place in range(start, min(len(source.offered), len(waiting.offered))):
            if not sums.known(place):
                break
            soonest = source.before(place) + 1 if place else 0
            offered = max(source.offered[place], waiting.offered[place])
            source.passed.append(max(offered, soonest, sums.before(place)))
            waiting.passed.append(source.passed[-1])
            sums.offered.append(source.passed[-1] + 1)
            self.queue.turn()
        return _look_up(sums, self.target) or len(source.passed) > start


class _SoftmaxTimes:
    """A row comes, number by number; then its outputs are computed one by one."""

    def __init__(self, stage: Softmax, source: Link, target: Link):
        self.classes, self.source, self.target = stage.classes, source, target
        product = BESIDE + 32 // stage.digit
        # Cycles from a row's last input to where its outputs begin, and of each output.
        self.head = stage.classes + 2 + SHIFTS + product * PRODUCTS
        self.service = FETCH + product
        if stage.divides:
            self.head, self.service = stage.classes + 1, DIVISION
        self.free = 0
        self.done = 0

    def turn(self) -> bool:
        """Compute as many times as possible."""
        source, target = self.source, self.target
        progress = False
        while True:
            taken, given = len(source.passed), len(target.offered)
            if given < taken // self.classes * self.classes:
                if not target.known(given):
                    return progress
                if given % self.classes == 0:
                    self.done = source.passed[given + self.classes - 1] + self.head
                self.done = max(self.done + self.service, target.before(given))
                target.offered.append(self.done + 1)
                self.free = self.done + 1
            elif taken < len(source.offered):
                soonest = source.before(taken) + 1 if taken else 0
                if taken % self.classes == 0:
                    soonest = max(soonest, self.free)
                source.passed.append(max(source.offered[taken], soonest))
            else:
                return progress
            progress = True
