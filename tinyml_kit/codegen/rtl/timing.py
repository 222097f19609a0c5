"""How many cycles a circuit takes, before anything is built.

Every rule of the circuit says that something happens a fixed number of cycles after the last of
some other events: a word is taken one cycle after the one before, and not before the memory has
room; a job starts when its last pixel has come and the one before has ended. So the time of each
event follows from those of earlier ones. Each stage computes its times as far as those of its
neighbours are known; then it is the neighbours' turn.

The cycles are those of the simulation exactly; tests compare them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from tinyml_kit.codegen.rtl.folding import Folding
from tinyml_kit.codegen.rtl.jobs import Jobs, sum_delay
from tinyml_kit.codegen.rtl.plan import Circuit
from tinyml_kit.codegen.rtl.stages import LookUp, Softmax

# Frames that follow each other; the distance of the last two no longer changes.
FRAMES = 3
# Cycles of a softmax (modules/softmax.v): to read an exponential, to shift the sum, for a product.
FETCH, SHIFTS, PRODUCT, PRODUCTS = 2, 11, 18, 7


@dataclass(frozen=True)
class Cycles:
    """Cycles of a circuit (predicted).

    latency : from the first word that is taken to the last one that leaves, of a frame alone
    frame : from one frame to the next where frames follow each other
    """

    latency: int
    frame: int


@dataclass
class _Link:
    """The words between two stages: when each is offered, and when it passes."""

    offered: list[int] = field(default_factory=list)
    passed: list[int] = field(default_factory=list)

    def known(self, count: int) -> bool:
        """Tell whether it is known when word number `count` - 1 passed; word -1 never has to."""
        return len(self.passed) >= count

    def before(self, place: int) -> int:
        """Return when the word before a place passed."""
        return self.passed[place - 1] if place else 0


def cycles(circuit: Circuit) -> Cycles:
    """Return the cycles that a circuit takes."""
    alone, many = _times(circuit, 1), _times(circuit, FRAMES)
    words = len(many[1]) // FRAMES
    return Cycles(alone[1][-1] - alone[0][0] + 1, many[1][-1] - many[1][-1 - words])


def _times(circuit, frames):
    """Return the times at which words are taken by the first stage and leave the last one."""
    first = _Link([0] * (words_in(circuit) * frames))
    links, turns = [first], []
    for stage in circuit.stages:
        links.append(_Link())
        turns.append(_stage(stage, frames, links[-2], links[-1]))
    turns.append(lambda: _leave(links[-1]))
    # A list: all of them take their turn.
    while any([turn() for turn in turns]):
        pass
    return first.passed, links[-1].passed


def words_in(circuit: Circuit) -> int:
    """Return how many words a frame comes in."""
    first = circuit.stages[0]
    if isinstance(first, LookUp):
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
    kind = _StreamTimes if stage.reading == "window" else _MemoryTimes
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


class _SoftmaxTimes:
    """A row comes, number by number; then its outputs are computed one by one."""

    def __init__(self, stage: Softmax, source: _Link, target: _Link):
        self.classes, self.source, self.target = stage.classes, source, target
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
                    head = self.classes + 2 + SHIFTS + PRODUCT * PRODUCTS
                    self.done = source.passed[given + self.classes - 1] + head
                self.done = max(self.done + FETCH + PRODUCT, target.before(given))
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


class _Queue:
    """A fifo: what is pushed, and when it is offered."""

    def __init__(self):
        self.pushed: list[int] = []
        self.link = _Link()

    def turn(self) -> None:
        """Offer as many words as possible."""
        link = self.link
        for place in range(len(link.offered), len(self.pushed)):
            if not link.known(place):
                return
            # It is loaded, and can be seen one cycle later.
            loaded = max(self.pushed[place] + 1, link.before(place))
            link.offered.append(max(loaded + 1, link.offered[-1] + 1 if place else 0))


class _WindowTimes:
    """What both ways of reading windows share: room, sums, the queue, the requantiser."""

    def __init__(self, folding: Folding, frames: int, source: _Link, target: _Link):
        self.folding, self.source, self.target = folding, source, target
        self.jobs = Jobs(folding, frames)
        self.delay = sum_delay(folding)
        self.queue = _Queue()
        if not folding.serial:
            self.queue.link = target
        self.taken: list[int] = []  # words of the image with its frame
        self.job = 0
        self.done = 0

    def room(self) -> int | None:
        """Return when a word left that makes room for the next job's, or None if not known."""
        if not self.jobs.emits[self.job]:
            return -2
        place = int(self.jobs.words[self.job]) - self.folding.queue
        if place <= 0:
            return -2
        popped = self.queue.link.passed
        return popped[place - 1] if place <= len(popped) else None

    def sums(self, seen: int) -> None:
        """Push the sums of a job whose first group's last word is seen then."""
        folding = self.folding
        if self.jobs.emits[self.job]:
            behind = 0 if folding.serial else folding.stages + 2
            first = seen + self.delay + behind
            self.queue.pushed += [first + turn * folding.turns for turn in range(folding.groups)]
        self.job += 1

    def outputs(self) -> None:
        """Offer outputs."""
        self.queue.turn()
        if not self.folding.serial:
            return
        lanes, target, link = self.folding.lanes, self.target, self.queue.link
        while len(target.offered) < len(link.offered) * lanes:
            place = len(target.offered)
            word, lane = divmod(place, lanes)
            if not target.known(place):
                return
            loaded = max(self.done, link.offered[word]) if lane == 0 else self.done
            if lane == lanes - 1:
                link.passed.append(loaded)
            self.done = max(loaded + self.folding.service, target.before(place))
            target.offered.append(self.done + 1)
            self.queue.turn()

    def next_offer(self) -> int | None:
        """Return when the next word of the image with its frame is offered, or None."""
        place = len(self.taken)
        if place >= len(self.jobs.inside):
            return None
        if not self.jobs.inside[place]:
            return 0
        at = len(self.source.passed)
        return self.source.offered[at] if at < len(self.source.offered) else None

    def take(self, time: int) -> None:
        """Note that the next word is taken then."""
        if self.jobs.inside[len(self.taken)]:
            self.source.passed.append(time)
        self.taken.append(time)

    def turn(self) -> bool:
        """Compute as many times as possible."""
        before = len(self.taken), self.job, len(self.target.offered)
        self.read()
        self.outputs()
        return before != (len(self.taken), self.job, len(self.target.offered))

    def read(self) -> None:
        """Take words and start jobs as far as possible."""
        raise NotImplementedError


class _StreamTimes(_WindowTimes):
    """A window of registers: a job starts with the pixel that completes its window."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.free = 0

    def read(self) -> None:
        """Take pixels until one is not offered yet, or it is not known when there is room."""
        while (time := self.next_offer()) is not None:
            time = max(time, self.free)
            completes = self.job < len(self.jobs.last) and len(self.taken) == self.jobs.last[self.job]
            if completes:
                room = self.room()
                if room is None:
                    return
                time = max(time, room + 1)
                self.sums(time + 2)
            self.free = time + (self.folding.groups if completes else 1)
            self.take(time)


class _MemoryTimes(_WindowTimes):
    """A memory of rows: words are written while windows are read."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.started: list[int] = []
        self.delay_to_start = 3 if self.folding.reading == "column" else 2

    def read(self) -> None:
        """Take words and start jobs until something is not known yet."""
        while self.take_word() or self.start_job():
            pass

    def take_word(self) -> bool:
        """Take a word if it is known when it is offered and when there is space."""
        time = self.next_offer()
        if time is None:
            return False
        waits = self.jobs.waits_for[len(self.taken) // self.folding.words]
        if waits >= len(self.started):
            return False
        if waits >= 0:
            time = max(time, self.started[waits] + self.folding.steps)
        self.take(max(time, self.taken[-1] + 1 if self.taken else 0))
        return True

    def start_job(self) -> bool:
        """Start a job if its last pixel has come and it is known when there is room."""
        if self.job >= len(self.jobs.last):
            return False
        last_word = (int(self.jobs.last[self.job]) + 1) * self.folding.words - 1
        room = self.room()
        if last_word >= len(self.taken) or room is None:
            return False
        time = max(self.taken[last_word] + self.delay_to_start, room + 2)
        if self.started:
            time = max(time, self.started[-1] + self.folding.steps)
        self.started.append(time)
        self.sums(time + self.folding.turns)
        return True
