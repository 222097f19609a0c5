"""The times of a layer that slides a window: words taken, jobs started, outputs offered.

`modules/window_stream.v` and `modules/window_memory.v` say why each event waits for which.
"""

from tinyml_kit.codegen.rtl.folding import Folding
from tinyml_kit.codegen.rtl.jobs import Jobs, sum_delay
from tinyml_kit.codegen.rtl.link import Link


class Queue:
    """A fifo: what is pushed, and when it is offered."""

    def __init__(self):
        self.pushed: list[int] = []
        self.link = Link()

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

    def __init__(self, folding: Folding, frames: int, source: Link, target: Link):
        self.folding, self.source, self.target = folding, source, target
        self.jobs = Jobs(folding, frames)
        self.delay = sum_delay(folding)
        self.queue = Queue()
        if not folding.sums_wait:
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
            # Cycles from a sum to what is pushed into the queue.
            behind = 0 if folding.sums_wait else folding.stages + 2
            first = seen + self.delay + behind
            self.queue.pushed += [first + turn * folding.turns for turn in range(folding.groups)]
        self.job += 1

    def outputs(self) -> None:
        """Offer outputs."""
        self.queue.turn()
        if not self.folding.sums_wait:
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


class StreamTimes(_WindowTimes):
    """A window of registers: a job starts with the pixel that completes its window."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.free = 0

    def read(self) -> None:
        """Take pixels until one is not offered yet, or it is not known when there is room."""
        while (time := self.next_offer()) is not None:
            time = max(time, self.free)
            last = self.jobs.last
            completes = self.job < len(last) and len(self.taken) == last[self.job]
            if completes:
                room = self.room()
                if room is None:
                    return
                time = max(time, room + 1)
                self.sums(time + 2)
            self.free = time + (self.folding.groups if completes else 1)
            self.take(time)


class MemoryTimes(_WindowTimes):
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
