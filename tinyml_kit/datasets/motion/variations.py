"""Other recordings of the same gesture: earlier or later, faster, larger, held differently.

Nothing here makes a new person. It makes a network care less about what changes from one recording
to the next. Everything is drawn from the generator that is given, so it can be repeated.
"""

import numpy as np


def varied(samples: np.ndarray, random: np.random.Generator, move: int = 12) -> np.ndarray:
    """Return a recording as the same person might have made it the next time.

    Parameters
    ----------
    samples : (n, 3 or 6) float: accelerometer, and gyroscope behind it
        In any units; both are turned as the sensor would be.
    random : numpy Generator
    move : int
        By how many samples the recording begins earlier or later, at most; its first or last
        sample fills the gap.

    Returns
    -------
    (n, axes) float32
    """
    n = len(samples)
    speed = random.uniform(0.85, 1.18)
    begin = (n - 1) * (1 - speed) / 2 + random.uniform(-move, move)
    moments = np.clip(begin + speed * np.arange(n), 0, n - 1)
    before = np.floor(moments).astype(int)
    share = (moments - before)[:, np.newaxis]
    after = np.minimum(before + 1, n - 1)
    moved = samples[before] * (1 - share) + samples[after] * share
    three = moved.reshape(n, -1, 3) @ _turned(random).T
    # What turns faster is felt stronger; a larger movement, too.
    sizes = random.uniform(0.85, 1.18, (1, three.shape[1], 1))
    spread = three.std(axis=(0, 2), keepdims=True)
    noisy = three * sizes + random.normal(0, 0.03, three.shape) * spread
    return noisy.reshape(n, -1).astype(np.float32)


def _turned(random, degrees=10.0):
    """Return a small rotation in space, (3, 3)."""
    from scipy.spatial.transform import Rotation

    return Rotation.from_rotvec(random.normal(0, degrees, 3), degrees=True).as_matrix()
