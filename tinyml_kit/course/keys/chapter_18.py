"""Answers to the exercises on a device that hears words."""

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from tinyml_kit.course.keys.kinds import Function, Number, Shown, as_array, called, shown

#: Frames of exercise 6.
WINDOW, STEP = 240, 160


def every(of_frame: int, of_network: int, clock: int, step: float, limit: float) -> int:
    """Return the smallest number of frames from answer to answer that a share of time allows.

    Parameters
    ----------
    of_frame, of_network : instructions
    clock : of them a second
    step : seconds from frame to frame
    limit : the share of the time that may be used
    """
    left = limit * clock * step - of_frame
    return max(1, math.ceil(of_network / left - 1e-9))


def budgets() -> Iterator[tuple]:
    """Yield instructions of a frame and of an answer, clock, seconds of a step, and the limit."""
    yield from (
        (67_000, 1_215_000, 64_000_000, 0.02, 0.15),
        (67_000, 1_215_000, 64_000_000, 0.02, 0.06),
        (125_000, 6_700_000, 125_000_000, 0.02, 0.25),
        (60_000, 300_000, 48_000_000, 0.01, 0.5),
        (1_000, 9_000, 16_000_000, 0.025, 0.5),
        (100_000, 2_000_000, 10_000_000, 0.04, 0.75),
    )


def log_mel(
    samples: np.ndarray, rate: int, window: int, step: int, points: int, bands: int,
    low: float, high: float,
) -> np.ndarray:  # fmt: skip
    """Return log-mel features in real numbers, (frames, bands)."""
    starts = range(0, len(samples) - window + 1, step)
    fade = 0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(window) + 0.5) / window)
    frames = np.array([samples[start : start + window] for start in starts]) * fade
    spectra = np.abs(np.fft.rfft(frames, points)) ** 2
    first, last = 1127 * np.log(1 + np.array([low, high]) / 700)
    edges = np.linspace(first, last, bands + 2)
    at = 1127 * np.log(1 + np.arange(points // 2 + 1) * rate / points / 700)
    rising = (at[:, np.newaxis] - edges[:-2]) / (edges[1] - edges[0])
    triangles = np.clip(np.minimum(rising, 2 - rising), 0, None)
    return np.log(1 + spectra @ triangles)


def sounds() -> Iterator[tuple]:
    """Yield sounds with a rate and the settings of a front end."""
    draw = np.random.default_rng(181)
    for rate, window, step, points, bands, low, high in (
        (8000, 240, 160, 256, 40, 125, 3750),
        (8000, 256, 256, 256, 12, 0, 4000),
        (16_000, 400, 160, 512, 26, 60, 7600),
        (4000, 100, 33, 128, 8, 100, 1900),
        (8000, 200, 50, 1024, 20, 300, 3400),
    ):
        size = window + step * int(draw.integers(1, 7)) + int(draw.integers(0, step))
        tone = np.sin(np.arange(size) * draw.uniform(0.05, 2.5))
        sound = draw.normal(0, 300, size) + draw.uniform(1e3, 1e4) * tone
        yield np.rint(sound), rate, window, step, points, bands, low, high


def left_out(
    x: np.ndarray, labels: np.ndarray, speakers: Sequence[str] | np.ndarray, fit: Callable
) -> dict[str, float]:
    """Return, for each speaker, how a classifier does that learned from all the others.

    Parameters
    ----------
    x : (n, …)
    labels, speakers : (n,)
    fit : takes rows and their labels, and returns a function from rows to labels

    Returns
    -------
    {speaker: share of the speaker's rows that get their own label}
    """
    who, shares = np.asarray(speakers), {}
    for name in sorted(set(who.tolist())):
        theirs = who == name
        classify = fit(x[~theirs], labels[~theirs])
        shares[name] = float((classify(x[theirs]) == labels[theirs]).mean())
    return shares


def nearest(x: np.ndarray, labels: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """Return a function that gives each row the label of the nearest of `x`.

    It is right about every row that it was given, so it tells what a speaker was left out of.
    """

    def classify(rows):
        apart = ((np.asarray(rows)[:, np.newaxis] - x) ** 2).sum(axis=2)
        return np.asarray(labels)[apart.argmin(axis=1)]

    return classify


def recordings() -> Iterator[tuple]:
    """Yield features, labels and speakers; each speaker shifts the features."""
    draw = np.random.default_rng(184)
    for names, classes in (
        (["anna", "bo", "cem"], 3),
        (["cem", "ann", "anna", "dina", "annabel"], 4),
        (["m1", "m10", "f1"], 2),
    ):
        speakers = np.repeat(names, draw.integers(9, 30, len(names)))
        labels = draw.integers(0, classes, len(speakers))
        at = draw.normal(0, 1.2, (classes, 5))[labels]
        shift = dict(zip(names, draw.normal(0, 1.5, (len(names), 5)), strict=True))
        x = at + [shift[one] for one in speakers] + draw.normal(0, 1, at.shape)
        order = draw.permutation(len(x))
        yield x[order], labels[order], speakers[order]


def left_out_fault(answer: object) -> str | None:
    """Return what is wrong with a function that leaves out each speaker, or None."""
    if not callable(answer):
        raise TypeError("the answer is a function")
    for number, (x, labels, speakers) in enumerate(recordings(), start=1):
        made, wrong = called(answer, x, labels, speakers, nearest)
        case = f"On case {number}, with {len(set(speakers.tolist()))} speakers,"
        if wrong:
            return f"{case} {wrong}"
        if not isinstance(made, dict) or set(made) != set(speakers.tolist()):
            return f"{case} it does not return a dictionary with the name of each speaker."
        for name, share in left_out(x, labels, speakers, nearest).items():
            given = as_array(made[name])
            if given is None or given.size != 1:
                return f"{case} what it has for {name} is not one finite number."
            if not math.isclose(given.item(), share, abs_tol=1e-4):
                return f"{case} it has {shown(given.item())} for {name}, which is not right."
    return None


def decide(answers: np.ndarray, windows: int, threshold: float, rest: int) -> np.ndarray:
    """Return, for each answer, the word that is said, or -1.

    Parameters
    ----------
    answers : (n, words), probabilities
    windows : answers that a mean is taken of; before the first there were answers of 0
    threshold : what the largest mean has to reach
    rest : answers after a word for which nothing is said
    """
    said, resting = np.full(len(answers), -1), 0
    for number in range(len(answers)):
        means = answers[max(0, number - windows + 1) : number + 1].sum(axis=0) / windows
        if resting:
            resting -= 1
        elif means.max() >= threshold:
            said[number], resting = means.argmax(), rest
    return said


def rows_of_answers() -> Iterator[tuple]:
    """Yield answers with the settings of a rule; no mean lies near a threshold."""
    yield np.array([[0.9, 0.1], [0.9, 0.1], [0.1, 0.9], [0.1, 0.9]]), 1, 0.5, 0
    yield np.array([[0.0, 1.0], [0.0, 0.0], [0.0, 1.0], [0.0, 1.0], [0.0, 1.0]]), 2, 0.75, 0
    yield np.array([[1.0, 0.0]] * 4 + [[0.0, 1.0]] * 5), 1, 0.5, 3
    yield np.array([[0.0, 0.0, 0.7]] * 5), 3, 0.5, 1
    draw = np.random.default_rng(182)
    for windows, threshold, rest in ((3, 0.55, 2), (4, 0.4, 0), (2, 0.6, 5)):
        loud = np.repeat(draw.integers(0, 4, 20), draw.integers(1, 7, 20))
        answers = draw.dirichlet(np.ones(4) / 3, len(loud))
        answers[np.arange(len(loud)), loud] += 1.5
        answers = np.round(answers / answers.sum(axis=1, keepdims=True), 3) + 1e-5
        yield answers, windows, threshold, rest


def frames_of(samples: Sequence[float] | np.ndarray) -> list[list[float]]:
    """Return the frames of a whole sound."""
    starts = range(0, len(samples) - WINDOW + 1, STEP)
    return [list(samples[start : start + WINDOW]) for start in starts]


def stream_fault(answer: object) -> str | None:
    """Return what is wrong with a class that cuts a sound that comes in pieces, or None."""
    if not isinstance(answer, type):
        raise TypeError("the answer is a class")
    draw = np.random.default_rng(183)
    sound = draw.integers(-999, 1000, 2000)
    cuts = {
        "in one piece": [],
        "sample by sample": range(1, 1300),
        "in pieces of 160": range(160, 2000, 160),
        "in pieces of 500": range(500, 2000, 500),
        "in pieces of any length": np.sort(draw.integers(0, 2000, 30)),
        "with pieces of no length": np.repeat(np.arange(100, 2000, 300), 2),
    }
    for how, at in cuts.items():
        given = sound if how != "sample by sample" else sound[:1300]
        pieces = np.split(given, list(at))
        made, wrong = called(lambda pieces=pieces: _pushed(answer, pieces))
        if wrong:
            return f"With the sound {how}, {wrong}"
        right = frames_of(given)
        if len(made) != len(right):
            return f"With the sound {how}, there are {len(made)} frames in place of {len(right)}."
        for number, (one, other) in enumerate(zip(made, right, strict=True)):
            if np.shape(one) != (WINDOW,) or not np.array_equal(one, other):
                return f"With the sound {how}, frame {number} holds other samples."
    return None


def _pushed(stream, pieces):
    cutter = stream()
    made = [cutter.push(piece) for piece in pieces]
    return [np.array(frame) for frames in made for frame in frames]


KEYS = {
    "18-every": Function(
        every,
        budgets,
        hint="Within `every` frames, the front end computes `every` times and the network once. "
        "Their instructions together may be at most the limit times the instructions that the "
        "chip does in that time. Which whole number is the first that suffices?",
        because="The front end is paid for each frame; what is left over pays for the network.",
    ),
    "18-features": Function(
        log_mel,
        sounds,
        hint="Compare stage by stage with the chapter: the frames, the fade, the energies, the "
        "triangles, and the logarithm of 1 plus each sum. A whole frame only; the edges lie "
        "equally far apart in mel, the frequencies do not.",
        because="A front end of your own, for any rate and any number of bands.",
    ),
    "18-left": Shown(
        left_out_fault,
        form="a function of x, labels, speakers and fit",
        hint="For each speaker, call `fit` again. Which rows may it see, if this speaker has to be "
        "a stranger? And which rows does the classifier then have to name? A share lies between 0 "
        "and 1.",
        because="Whoever is judged has not been heard before, and everybody is judged once. The "
        "kit's split is `datasets.people.leave_one_out`.",
    ),
    "18-hours": Number(
        -math.log(0.05) / 0.5,
        hint="If false alarms come at random, r of them an hour, none comes within t hours with a "
        "chance of exp(-r t). For which t is that chance 5 %?",
        because="Three divided by the rate is near enough to remember: the rule of three. A "
        "minute without a false alarm says almost nothing.",
        tolerance=0.02,
        mistakes={
            2.0: "In two hours one alarm is expected, so none comes with a chance of e to the "
            "power of -1, which is 37 %.",
            -math.log(0.95) / 0.5: "Then none comes with a chance of 95 %; that proves nothing. "
            "It has to be unlikely that none comes.",
        },
    ),
    "18-decide": Function(
        decide,
        rows_of_answers,
        hint="Before the first answer there were answers of 0, so the sum is divided by `windows` "
        "from the start. A word is said only while nothing rests; then the next `rest` answers "
        "say nothing, but they still count in the means.",
        because="That is the rule of the kit's listener, all but one condition.",
    ),
    "18-stream": Shown(
        stream_fault,
        form="the class, not an object of it, with a method push",
        hint="What is left of a piece belongs before the next one. Which samples are still needed "
        "after a frame was cut: those after its end, or those after its start and one step?",
        because="However the sound comes, its frames are those of the whole. The kit's ring "
        "buffer does the same without moving any sample.",
    ),
}
