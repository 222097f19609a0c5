"""Gestures of simulated people, as an accelerometer and a gyroscope in the hand feel them.

A gesture is a path of the hand and a turn of the wrist over time. The sensor moves along and turns
with it: it feels the second derivative of the path and gravity, in its own axes, and how fast it
turns. People differ in size, speed, how they hold the sensor and how steady they are; nobody does a
gesture twice alike. The label is "simulated": no hand was measured.
"""

from dataclasses import dataclass

import numpy as np

from tinyml_kit.datasets.motion.recordings import Motions

LABEL = "simulated"
RATE = 50
LENGTH = 128
AXES = ("aX", "aY", "aZ", "gX", "gY", "gZ")
GESTURES = ("circle", "knock", "lift", "rest", "twist", "wave")
#: The path is computed in finer steps than the sensor's, so that it can be differentiated.
FINE = 8
GRAVITY = 9.81


@dataclass(frozen=True)
class _Person:
    """How somebody moves: `hand` is 1 for the right one, -1 for the left one."""

    size: float
    tempo: float
    hand: float
    tilt: np.ndarray
    tremor: float

    @classmethod
    def drawn(cls, random):
        return cls(
            size=random.uniform(0.7, 1.3),
            tempo=random.uniform(0.75, 1.3),
            hand=-1.0 if random.random() < 0.2 else 1.0,
            tilt=random.normal(0, 12, 3),
            tremor=random.uniform(0.1, 0.5),
        )


def simulated(people: int = 12, takes: int = 8, seed: int = 0) -> Motions:
    """Return gestures of simulated people, at 50 samples a second.

    Parameters
    ----------
    people : int, from 1 on
    takes : int, from 1 on
        How often each person does each gesture.
    seed : int
        Another seed gives other people.

    Returns
    -------
    Motions: (128, 6) float32 each, the accelerometer in g (±4) and the gyroscope in degrees a
    second (±2000).
    """
    samples, labels, who = [], [], []
    for number in range(people):
        random = np.random.default_rng((seed, number))
        person = _Person.drawn(random)
        for label, gesture in enumerate(GESTURES):
            for _ in range(takes):
                samples.append(_felt(gesture, person, random))
                labels.append(label)
                who.append(f"simulated {number}")
    files = tuple(
        f"{LABEL}/{GESTURES[label]}/{name}" for label, name in zip(labels, who, strict=True)
    )
    return Motions(tuple(samples), np.array(labels), GESTURES, tuple(who), files, AXES)


def _felt(gesture, person, random):
    """Return what the sensor feels, (LENGTH, 6) float32."""
    from scipy.spatial.transform import Rotation

    rate = RATE * FINE
    times = np.arange(LENGTH * FINE) / rate
    lasts = random.uniform(1.2, 1.6) / person.tempo
    begins = random.uniform(0.1, times[-1] - lasts - 0.1)
    path, turn = _moved(gesture, _eased((times - begins) / lasts), person, random)
    phases = random.uniform(0, 2 * np.pi, 3)
    shaking = 2 * np.pi * np.outer(times, random.uniform(7, 12, 3)) + phases
    held = person.tilt + random.normal(0, 4, 3)
    turned = Rotation.from_euler("xyz", turn + held + person.tremor * np.sin(shaking), degrees=True)
    pull = np.gradient(np.gradient(path, axis=0), axis=0) * rate**2 / GRAVITY + [0, 0, 1]
    accelerometer = turned.inv().apply(pull)
    steps = (turned[:-1].inv() * turned[1:]).as_rotvec(degrees=True) * rate
    gyroscope = np.concatenate([steps, steps[-1:]])
    accelerometer += random.normal(0, 0.02, accelerometer.shape)
    gyroscope += random.normal(0, 1.5, gyroscope.shape) + random.normal(0, 1, 3)
    both = [np.clip(accelerometer, -4, 4), np.clip(gyroscope, -2000, 2000)]
    return np.concatenate(both, axis=1)[::FINE].astype(np.float32)


def _eased(progress):
    """Return how much of a movement is done, from 0 to 1, without a jerk at either end.

    Flash and Hogan, "The coordination of arm movements", J. Neuroscience 5(7), 1985.
    """
    u = np.clip(progress, 0, 1)
    return u**3 * (10 - 15 * u + 6 * u**2)


def _moved(gesture, done, person, random):
    """Return the path in m and the turn in degrees, (n, 3) each."""
    path, turn = np.zeros((2, len(done), 3))
    size = person.size * random.uniform(0.85, 1.15)
    there_and_back = np.sin(np.pi * done) ** 2
    if gesture == "circle":
        angle = 2 * np.pi * done
        path[:, 1] = person.hand * 0.18 * size * np.sin(angle)
        path[:, 2] = 0.18 * size * (1 - np.cos(angle))
    elif gesture == "knock":
        knocks = np.sin(3 * np.pi * done) ** 4
        path[:, 0] = 0.06 * size * knocks
        turn[:, 1] = 25 * size * knocks
    elif gesture == "lift":
        path[:, 2] = 0.3 * size * there_and_back
        turn[:, 1] = -10 * there_and_back
    elif gesture == "twist":
        turn[:, 0] = person.hand * 85 * size * there_and_back
    elif gesture == "wave":
        swing = np.sin(4 * np.pi * done) * np.sin(np.pi * done)
        path[:, 1] = 0.1 * size * swing
        turn[:, 2] = person.hand * 30 * size * swing
    return path, turn
