"""Digits drawn by strokes, as a hand draws them on the grid of a page: for training.

A digit is one or more curves through a few points, in a box from (0, 0), top left, to (1, 1). Each
drawing moves the points a little, turns, slants, stretches and places the whole, and draws it with
one of two pens: one that fills each cell of an 8 x 8 grid that it touches, and one of one to three
pixels on 28 x 28, of which the network gets the mean over each cell.
"""

from collections.abc import Sequence

import numpy as np

Curve = Sequence[tuple[float, float]]
#: For each digit the ways in which people write it; "corner" curves are straight between points.
WAYS: dict[int, list[list[tuple[str, Curve]]]] = {
    0: [
        [("round", [(0.5, 0), (0.12, 0.3), (0.12, 0.7), (0.5, 1), (0.88, 0.7), (0.88, 0.3),
                    (0.5, 0)])],
        [("round", [(0.6, 0.02), (0.2, 0.2), (0.1, 0.6), (0.4, 1), (0.85, 0.75), (0.9, 0.3),
                    (0.55, 0)])],
    ],
    1: [
        [("corner", [(0.5, 0), (0.5, 1)])],
        [("corner", [(0.2, 0.3), (0.55, 0), (0.55, 1)])],
        [("corner", [(0.25, 0.22), (0.5, 0), (0.5, 1)]), ("corner", [(0.2, 1), (0.8, 1)])],
    ],
    2: [
        [("round", [(0.1, 0.25), (0.3, 0.03), (0.7, 0.03), (0.85, 0.3), (0.55, 0.62), (0.1, 1)]),
         ("corner", [(0.1, 1), (0.92, 1)])],
        [("round", [(0.12, 0.2), (0.5, 0), (0.85, 0.25), (0.6, 0.6), (0.2, 0.95), (0.12, 0.8),
                    (0.35, 0.8), (0.92, 0.98)])],
        [("corner", [(0.1, 0.05), (0.8, 0.02), (0.85, 0.35), (0.1, 1), (0.9, 1)])],
    ],
    3: [
        [("round", [(0.1, 0.12), (0.5, 0), (0.85, 0.2), (0.4, 0.47)]),
         ("round", [(0.4, 0.47), (0.9, 0.7), (0.55, 1), (0.08, 0.88)])],
        [("corner", [(0.1, 0.02), (0.85, 0.02), (0.45, 0.42)]),
         ("round", [(0.45, 0.42), (0.9, 0.68), (0.55, 1), (0.08, 0.88)])],
        [("corner", [(0.1, 0), (0.85, 0), (0.85, 1), (0.1, 1)]),
         ("corner", [(0.25, 0.48), (0.85, 0.48)])],
    ],
    4: [
        [("corner", [(0.25, 0), (0.08, 0.58), (0.95, 0.58)]), ("corner", [(0.7, 0.1), (0.7, 1)])],
        [("corner", [(0.65, 0), (0.05, 0.66), (0.95, 0.66)]), ("corner", [(0.65, 0), (0.65, 1)])],
        [("corner", [(0.12, 0), (0.12, 0.5), (0.85, 0.5)]), ("corner", [(0.85, 0), (0.85, 1)])],
    ],
    5: [
        [("corner", [(0.88, 0), (0.2, 0), (0.15, 0.45)]),
         ("round", [(0.15, 0.45), (0.55, 0.36), (0.9, 0.66), (0.55, 1), (0.08, 0.9)])],
        [("round", [(0.85, 0.03), (0.3, 0.05), (0.15, 0.35), (0.7, 0.5), (0.88, 0.75), (0.5, 1),
                    (0.1, 0.92)])],
        [("corner", [(0.9, 0), (0.12, 0), (0.12, 0.48), (0.85, 0.48), (0.85, 1), (0.1, 1)])],
    ],
    6: [
        [("round", [(0.75, 0), (0.3, 0.28), (0.1, 0.7), (0.45, 1), (0.88, 0.75), (0.5, 0.5),
                    (0.13, 0.68)])],
        [("round", [(0.5, 0), (0.15, 0.4), (0.12, 0.8), (0.5, 1), (0.85, 0.8), (0.6, 0.55),
                    (0.15, 0.65)])],
        [("corner", [(0.85, 0), (0.12, 0.02), (0.12, 1), (0.85, 1), (0.85, 0.5), (0.12, 0.5)])],
    ],
    7: [
        [("corner", [(0.05, 0), (0.92, 0), (0.4, 1)])],
        [("corner", [(0.05, 0), (0.92, 0), (0.4, 1)]), ("corner", [(0.25, 0.5), (0.8, 0.5)])],
        [("corner", [(0.05, 0.2), (0.08, 0), (0.9, 0), (0.55, 0.5), (0.45, 1)])],
        [("corner", [(0.1, 0), (0.88, 0), (0.88, 1)])],
    ],
    8: [
        [("round", [(0.5, 0.47), (0.15, 0.24), (0.5, 0), (0.85, 0.24), (0.5, 0.47), (0.1, 0.75),
                    (0.5, 1), (0.9, 0.75), (0.5, 0.47)])],
        [("round", [(0.8, 0.12), (0.45, 0), (0.2, 0.22), (0.75, 0.65), (0.75, 0.92), (0.4, 1),
                    (0.15, 0.8), (0.8, 0.3), (0.8, 0.12)])],
        [("corner", [(0.12, 0), (0.88, 0), (0.88, 1), (0.12, 1), (0.12, 0)]),
         ("corner", [(0.12, 0.48), (0.88, 0.48)])],
    ],
    9: [
        [("round", [(0.86, 0.25), (0.5, 0), (0.12, 0.28), (0.5, 0.52), (0.86, 0.25)]),
         ("corner", [(0.86, 0.25), (0.8, 1)])],
        [("round", [(0.85, 0.25), (0.5, 0), (0.12, 0.25), (0.45, 0.5), (0.85, 0.3)]),
         ("round", [(0.85, 0.3), (0.85, 0.7), (0.55, 1), (0.15, 0.92)])],
        [("corner", [(0.88, 0.5), (0.12, 0.5), (0.12, 0), (0.88, 0), (0.88, 1), (0.15, 1)])],
    ],
}  # fmt: skip
#: Points along a curve: enough that none of 28 pixels is skipped.
FINE = 40


def drawings(
    count: int, rng: np.random.Generator, ways: dict[int, list[list[tuple[str, Curve]]]] = WAYS
) -> tuple[np.ndarray, np.ndarray]:
    """Draw digits.

    Parameters
    ----------
    count : of drawings
    rng : the source of chance
    ways : the ways in which each digit is written

    Returns
    -------
    images : (count, 8, 8) float32, 0 for paper to 1 for ink
    labels : (count,) int
    """
    labels = rng.integers(0, 10, count)
    return np.stack([_drawing(ways[label], rng) for label in labels]), labels


def shrunk(picture: np.ndarray, rows: int) -> np.ndarray:
    """Return how much of each pixel of a smaller picture is covered with ink.

    Parameters
    ----------
    picture : (side, side) bool
    rows : of the smaller picture, at most side

    Returns
    -------
    (rows, rows) float64 from 0 to 1; all are multiples of 1 / side**2
    """
    side = len(picture)
    # In units in which a large pixel has the width `rows` and a small one the width `side`.
    small, large = np.arange(rows)[:, np.newaxis] * side, np.arange(side) * rows
    overlap = np.minimum(small + side, large + rows) - np.maximum(small, large)
    share = np.maximum(overlap, 0)
    return share @ np.asarray(picture, np.int64) @ share.T / side**2


def _drawing(ways, rng):
    way = ways[rng.integers(len(ways))]
    points = _placed(way, rng)
    if rng.random() < 0.55:
        return _ink(points, 8, 0).astype(np.float32)
    return shrunk(_ink(points, 28, rng.choice([0, 1, 1, 2])), 8).astype(np.float32)


def _placed(way, rng):
    """Return fine points of a digit, (n, 2) from 0 to 1: as x and y on the paper."""
    wobble = rng.uniform(0, 0.06)
    fine = [_curve(kind, np.array(curve) + rng.normal(0, wobble, (len(curve), 2)))
            for kind, curve in way]  # fmt: skip
    points = np.concatenate(fine) - 0.5
    points[:, 0] *= rng.uniform(0.45, 1.0)
    points[:, 0] -= rng.normal(0, 0.12) * points[:, 1]
    angle = np.deg2rad(rng.normal(0, 7))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    points = points @ turn.T
    points = (points - points.min(0)) / max(np.ptp(points[:, 1]), 1e-6)
    points *= rng.uniform(0.6, 0.97)
    room = 0.98 - points.max(0)
    # Few people draw in a corner: the place is the middle of two draws.
    place = (rng.random(2) + rng.random(2)) / 2
    return 0.01 + points + place * np.maximum(room, 0)


def _curve(kind, points):
    """Return fine points along a curve: straight from point to point, or round through them."""
    share = np.linspace(0, 1, FINE, endpoint=False)[:, np.newaxis]
    before, start = np.vstack([points[:1], points[:-2]]), points[:-1]
    end, after = points[1:], np.vstack([points[2:], points[-1:]])
    if kind == "round":  # the spline of Catmull and Rom
        pieces = [
            0.5 * (2 * b + (c - a) * share + (2 * a - 5 * b + 4 * c - d) * share**2
                   + (3 * b - a - 3 * c + d) * share**3)
            for a, b, c, d in zip(before, start, end, after, strict=True)
        ]  # fmt: skip
    else:
        pieces = [b + (c - b) * share for b, c in zip(start, end, strict=True)]
    return np.concatenate([*pieces, points[-1:]])


def _ink(points, side, thick):
    """Return a drawing of side x side pixels, bool; `thick` pixels more to the right and below."""
    at = np.clip((points * side).astype(int), 0, side - 1)
    image = np.zeros((side, side), bool)
    for down in range(thick + 1):
        for right in range(thick + 1):
            image[np.minimum(at[:, 1] + down, side - 1),
                  np.minimum(at[:, 0] + right, side - 1)] = True  # fmt: skip
    return image
