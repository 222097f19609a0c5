"""Answers to the exercises on what TinyML is."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from tinyml_kit.base.errors import BadInput
from tinyml_kit.course.budget_explorer import BATTERIES, NETWORKS, SENSORS, budget
from tinyml_kit.course.keys.kinds import Function, Shown, as_array, called

#: The bird box: its sensor, decisions per second, days, and the battery.
CAMERA, OFTEN, YEAR, BANK = "camera, 96 × 96", 0.2, 365, "power bank, 10 Ah"


def samples() -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield counts (n,) and whether each frame is a HIT (n,), for detectors of several kinds."""
    random = np.random.default_rng(1)
    for water, crystal, frames in ((7, 45, 300), (2, 9, 80), (150, 600, 120)):
        hit = random.random(frames) < 0.3
        yield random.poisson(np.where(hit, crystal, water) * random.gamma(3, 1 / 3, frames)), hit
    dark = random.poisson(5, 40)
    yield dark, np.zeros(40, bool)  # no frame is a HIT
    yield dark, np.ones(40, bool)  # each one is


def learn(counts: np.ndarray, hit: np.ndarray) -> int:
    """Return a threshold that is right for as many frames as any can be."""
    candidates = [*np.unique(counts), counts.max() + 1]
    return int(max(candidates, key=lambda t: np.mean((counts >= t) == hit)))


def not_learned(answer: object) -> str | None:
    """Return on which sample a reader's training misses the best threshold, or None."""
    if not callable(answer):
        return "That is not a function."
    for number, (counts, hit) in enumerate(samples(), start=1):
        made, wrong = called(answer, counts, hit)
        threshold = as_array(_finite(made))
        if wrong is None and (threshold is None or threshold.size != 1):
            wrong = "it does not return one finite number."
        if wrong:
            return f"On sample {number}: {wrong}"
        right, best = (np.mean((counts >= t) == hit) for t in (threshold, learn(counts, hit)))
        if right < best:
            return (
                f"On sample {number}, {hit.sum()} HITs in {len(hit)} frames with up to "
                f"{counts.max()} spots, your threshold is right for {right:.1%} of the frames, and "
                "another one is right more often."
            )
    return None


def _finite(made):
    """Return a number for infinity, the threshold that calls no frame a HIT; all else as it is."""
    return 1e300 if isinstance(made, float) and made == math.inf else made


def holds(
    flash: np.ndarray,
    ram: np.ndarray,
    program: float,
    weights: float,
    tensors: float,
    stack: float,
) -> np.ndarray:
    """Return, for each board, whether its memories hold a network."""
    return (flash >= program + weights) & (ram >= tensors + stack)


def memories() -> list[tuple]:
    """Return boards and networks: some fit to the byte, some miss it by one."""
    flash, ram = np.array([32_256, 983_040, 2_097_152]), np.array([2048, 262_144, 270_336])
    return [
        (flash, ram, 8_000, 1_035, 16_912, 544),
        (flash, ram, 6_000, 26_256, 1_800, 248),
        (flash, ram, 6_000, 26_257, 1_800, 248),
        (flash, ram, 6_000, 26_256, 1_800, 249),
        (flash, ram, 50_000, 950_000, 200_000, 70_336),
        (flash[:1], ram[:1], 0, 0, 0, 0),
    ]


def days(
    watt_hours: float,
    rate: float,
    seconds: float,
    active: float,
    asleep: float,
    sensor: float,
) -> float:
    """Return how many days a battery lasts; powers are in milliwatts."""
    busy = min(rate * seconds, 1)
    average = busy * active + (1 - busy) * asleep + sensor
    return 1000 * watt_hours / average / 24


def batteries() -> list[tuple]:
    """Return situations: seldom, often, busy all the time, without a sensor, never."""
    return [
        (7.5, 1, 0.039, 9.9, 0.009, 2.0),
        (0.675, 1 / 3600, 0.002, 46, 0.3, 0.3),
        (37, 120, 0.039, 9.9, 0.009, 0),
        (7.5, 100, 0.002, 50, 4.3, 1.8),
        (0.675, 0, 0.5, 46, 0.3, 0),
    ]


def misplaced(plan: Any) -> str | None:
    """Return why a plan for the bird box does not do, or None."""
    board, network, rate = plan
    try:
        found = budget(board, network, float(rate), CAMERA)
    except BadInput as refusal:
        return str(refusal)
    pixels = math.prod(NETWORKS[network].shape)
    if pixels < SENSORS[CAMERA].bytes:
        return f"The network takes {pixels:,} numbers, and a picture has more."
    if rate < OFTEN:
        return "The box has to look more often than that."
    lasts = found.days(BATTERIES[BANK])
    if not found.fits or lasts is None:
        return "It is not known to fit flash, RAM and time of this board."
    if lasts < YEAR:
        return f"The power bank lasts {lasts:.0f} days."
    return None


KEYS = {
    "01-learn": Shown(
        not_learned,
        form="a function of counts and labels that returns a threshold",
        hint="For each candidate, count how often (counts >= threshold) equals hit. The best may "
        "be any of the counts, or lie above all of them.",
        because="It searches until no other number is right more often. That is all that training "
        "is; networks only have more numbers, and a better way to search.",
    ),
    "01-holds": Function(
        holds,
        memories,
        hint="Two conditions, and both must hold: what never changes has to fit into flash, what "
        "changes into RAM.",
        because="Program and weights go to flash, tensors and stack to RAM, and a board that is "
        "short of one byte is too small.",
    ),
    "01-days": Function(
        days,
        batteries,
        hint="The chip computes for a share of the time, rate times seconds but at most all of it, "
        "and sleeps for the rest. The sensor is always on. Watt-hours and milliwatts differ by "
        "1000.",
        because="That is the formula behind the explorer.",
    ),
    "01-place": Shown(
        misplaced,
        form="a board, a network and a number of decisions per second, "
        'e.g. ("uno", "digits CNN", 1)',
        hint="Look at sleep first: budget_explorer.budget(board, network, rate, "
        f'"{CAMERA}").days({BATTERIES[BANK]}) tells how long it lasts.',
        because="It fits, looks often enough, and lasts a year. How much of the energy is the "
        "camera's?",
    ),
}
