"""Answers to the exercises on one's own sensor; the sketch runs on the emulated board."""

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from tinyml_kit.course import own_sensor
from tinyml_kit.course.keys.chapter_14 import not_a_switch, written_by
from tinyml_kit.course.keys.kinds import Function, Shown, as_array, called
from tinyml_kit.datasets.motion import Motions

#: Readings that the sketch looks back at, and the difference between them that is a movement.
BACK, MOVED = 16, 100
#: Windows that an alarm for drift looks back at.
WINDOWS = 5
#: Degrees by which the sensor has turned, and the shares of right answers that are asked for.
ANGLES, LEAST, CLOSE = (45, 90), 0.9, 0.03
TRAINED_ON = ("anna", "bo", "cem")


def lost(first: Sequence[int], count: Sequence[int], wanted: int) -> int:
    """Return how many of `wanted` samples are in no frame."""
    came: set[int] = set()
    for start, samples in zip(first, count, strict=True):
        came.update(range(start, start + samples))
    return wanted - sum(number < wanted for number in came)


def frames() -> list[tuple]:
    """Return frames that came: all, with holes, twice, too many, none at the start or the end."""
    return [
        ([0, 8, 16], [8, 8, 8], 24),
        ([0, 16, 24], [8, 8, 8], 32),
        ([0, 8, 8, 16], [8, 8, 8, 8], 24),
        ([8, 16], [8, 16], 30),
        ([0, 8], [8, 8], 40),
        ([0, 24, 24, 40, 48], [8, 8, 8, 8, 100], 128),
        ([120, 128], [8, 8], 100),
        ([0, 8, 16, 8], [8, 8, 8, 8], 20),
    ]


def movement(readings: Sequence[int] | np.ndarray) -> list[int]:
    """Return 1 where the last readings differ by more than a little, after each reading."""
    return [
        int(np.ptp(readings[max(0, at - BACK + 1) : at + 1]) > MOVED) for at in range(len(readings))
    ]


def movements() -> list[np.ndarray]:
    """Return series of readings: rest, waves, steps of 100 and 101, and the ends of the range."""
    random = np.random.default_rng(211)
    still = np.clip(random.normal(340, 5, 200), 0, 1023).astype(int)
    wave = still + np.where(np.arange(200) // 50 % 2, 150 * np.sin(np.arange(200) / 3), 0)
    edges = np.repeat([300, 400, 300, 401, 300], 40)
    pulse = np.concatenate([np.full(30, 500), [601], np.full(40, 500), [399], np.full(30, 500)])
    return [
        wave.astype(int),
        edges,
        pulse,
        np.array([0, 1023, *[1023] * 40, 0, *[0] * 40]),
        np.arange(0, 1000, 6),
        np.arange(1000, 0, -7),
    ]


def wrong_movement(sketch: object) -> str | None:
    """Return what is wrong with a sketch that sees movement, or None."""
    series = movements()
    made, wrong = written_by(sketch, series)
    wrong = wrong or not_a_switch(str(sketch))
    if wrong:
        return wrong
    for readings, written in zip(series, made, strict=True):
        right = movement(readings)
        bad = np.flatnonzero((written > 0) != np.array(right, bool))
        if len(bad):
            at = bad[0]
            seen = ", ".join(str(one) for one in readings[max(0, at - 3) : at + 1])
            return (
                f"After reading {at + 1} of a series the pin is {['on', 'off'][right[at]]}; the "
                f"last ones were {seen}."
            )
    return None


def may_train(files: Sequence[str], person: str) -> list[bool]:
    """Return which files share neither the person nor a session with those of the person."""
    named = [str(file).split("/")[1].split("_")[:2] for file in files]
    sessions = {session for who, session in named if who == person}
    return [who != person and session not in sessions for who, session in named]


def folders() -> list[tuple]:
    """Return names of files by several people in several sessions, and who is tested."""
    everyone = [
        f"{label}/{who}_{session}_{number:03d}.csv"
        for who, session in (
            ("anna", "monday"), ("anna", "tuesday"), ("bo", "monday"), ("bo", "friday"),
            ("cem", "friday"), ("annabel", "sunday"),
        )
        for label in ("knock", "wave")
        for number in (1, 2)
    ]  # fmt: skip
    mixed = [everyone[at] for at in np.random.default_rng(212).permutation(len(everyone))]
    return [
        (everyone, "anna"), (mixed, "bo"), (mixed, "cem"), (everyone, "annabel"), (mixed, "dina"),
        (["wave/bo_anna_001.csv", "anna/cem_bo_002.csv", "wave/anna_cem_003.csv"], "anna"),
    ]  # fmt: skip


def alarm(strange: Sequence[float], usual: float, spread: float) -> int:
    """Return the first window up to which the last five are too strange on average, or -1."""
    for at in range(WINDOWS - 1, len(strange)):
        if np.mean(strange[at - WINDOWS + 1 : at + 1]) > usual + 2 * spread:
            return at
    return -1


def days() -> list[tuple]:
    """Return strangenesses: none, one strange window, drift at once, slowly, and too short."""
    random = np.random.default_rng(213)
    usual = random.normal(25, 3, 60).round(1)
    single, moved, slow = usual.copy(), usual.copy(), usual + np.arange(60) * 0.4
    single[30] = 50.0
    moved[20:] += 20
    first = np.full(8, 60.0)
    return [
        (usual, 25.0, 4.0), (single, 25.0, 4.0), (moved, 25.0, 4.0), (slow, 25.0, 4.0),
        (first, 25.0, 4.0), (first[:4], 25.0, 4.0), (np.full(9, 33.0), 25.0, 4.0),
    ]  # fmt: skip


def unturned(samples: np.ndarray) -> list[float]:
    """Return features of (n, 3) samples that a turn around z leaves as they are."""
    x, y, z = (samples - samples.mean(0)).T
    around = np.hypot(x, y)
    return [
        float(number)
        for line in (around, z)
        for number in (line.mean(), line.std(), line.max(), np.abs(np.diff(line)).mean())
    ]


@cache
def everybody() -> Motions:
    """Return the recordings of the chapter, in g."""
    return own_sensor.people()


@cache
def movements_at(degrees: float) -> list[np.ndarray]:
    """Return all recordings of the chapter in steps, (128, 3) int, of a sensor turned around z."""
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turn = np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]])
    felt = [g @ turn.T for g in everybody().samples]
    return [own_sensor.counts(own_sensor.volts(g)).astype(int) for g in felt]


def featured(function: Callable, samples: Sequence[np.ndarray]) -> tuple[np.ndarray, str | None]:
    """Return the features (n, features) of recordings, and what is wrong with them, or None."""
    rows: list[np.ndarray] = []
    for one in samples:
        made, wrong = called(function, one)
        row = as_array(made)
        if wrong or row is None or row.ndim != 1:
            return np.zeros((0, 0)), wrong or "it does not return a list of finite numbers."
        if rows and len(row) != len(rows[0]):
            return np.zeros((0, 0)), f"it returns {len(rows[0])} numbers, and then {len(row)}."
        rows.append(row)
    return np.array(rows), None


def wrong_turn(function: object) -> str | None:
    """Return what is wrong with features that a turn of the sensor should not change, or None."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    if not callable(function):
        return "That is not a function."
    moved = everybody()
    is_trained = np.isin(moved.people, TRAINED_ON)
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=5000))
    right = {}
    for angle in (0, *ANGLES):
        asked = np.arange(len(moved)) if not angle else np.flatnonzero(~is_trained)
        features, wrong = featured(function, [movements_at(angle)[at] for at in asked])
        if wrong:
            return f"On a recording of the shape (128, 3) {wrong}"
        if not angle:
            model.fit(features[is_trained], moved.labels[is_trained])
            features = features[~is_trained]
        right[angle] = model.score(features, moved.labels[~is_trained])
        if right[0] < LEAST:
            return f"On the table only {right[0]:.1%} are right: the features say too little."
        if abs(right[angle] - right[0]) > CLOSE:
            return (
                f"On the table {right[0]:.1%} are right, and turned by {angle} degrees "
                f"{right[angle]:.1%}: some of the features turn with the sensor."
            )
    return None


KEYS = {
    "21-lost": Function(
        lost,
        frames,
        hint="Note the number of every sample that came, each once, and only those below wanted. "
        "What is not noted is lost, at the start and at the end, too.",
        because="The numbers in the frames say it, whatever became of the frames between.",
    ),
    "21-movement": Shown(
        wrong_movement,
        form="the sketch as a text",
        hint="Keep the last 16 readings in an array, of which the oldest is overwritten. At the "
        "start there are fewer. The pin is on if the largest of them is more than 100 above the "
        "smallest.",
        because="A range of 16 readings needs no network; whatever is harder than this may.",
    ),
    "21-split": Function(
        may_train,
        folders,
        hint="Take the name behind the slash apart at its underscores: person, session, number. "
        "First find the sessions of the tested person, then decide for each file.",
        because="Neither the hand nor the day of the test was trained on.",
    ),
    "21-alarm": Function(
        alarm,
        days,
        hint="Average the last five windows, not fewer; begin when there are five. It has to be "
        "more than usual plus twice the spread.",
        because="A mean of five lets one strange window pass and sees what stays strange.",
    ),
    "21-turn": Shown(
        wrong_turn,
        form="a function of the samples",
        hint="Take its mean from each axis first: the middle and gravity are not part of the "
        "movement. Then describe how the length of (x, y) changes, and how z does: how large, how "
        "far, how fast.",
        because="The length of x and y together does not know how the sensor is turned, so there "
        "is nothing to learn about it.",
    ),
}
