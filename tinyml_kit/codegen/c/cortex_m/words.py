"""Weights as words: four bytes, or two numbers of 16 bits, in the order in which they are read."""

from dataclasses import replace

import numpy as np

from tinyml_kit.codegen.c.c_layer import CLayer
from tinyml_kit.ops.layer import Constant


def fours(rows: np.ndarray) -> np.ndarray:
    """Return (n, quads, 4) of `rows`, (n, run), in the same type.

    If 4 does not divide the run, a row's last four overlap those before, which count as 0 there.
    """
    n, run = rows.shape
    whole, rest = rows[:, : run - run % 4], rows[:, run - run % 4 :]
    if rest.shape[1]:
        whole = np.hstack([whole, np.zeros((n, 4 - rest.shape[1]), rows.dtype), rest])
    return np.ascontiguousarray(whole).reshape(n, -1, 4)


def pair(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return int32 words with `low` in their lower and `high` in their upper 16 bits."""
    return (low.astype(np.int32) & 0xFFFF) | (high.astype(np.int32) << 16)


def pairs_of(rows: np.ndarray) -> np.ndarray:
    """Return words for `rows`, (n, run) int8 or int16, with run >= 4: (n, words) int32.

    Each four numbers become two words: the first and the third, the second and the fourth. If one
    number is left over, it is the upper half of a last word, as `kernels/common` unpacks it.
    """
    four = fours(rows)
    even, odd = pair(four[..., 0], four[..., 2]), pair(four[..., 1], four[..., 3])
    words = np.stack([even, odd], -1).reshape(len(rows), -1)
    return np.delete(words, -2, 1) if rows.shape[1] % 4 == 1 else words


def in_fours(*arrays: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
    """Return arrays of n channels as arrays of 4 * blocks channels, and each block's first channel.

    If 4 does not divide n, the last block repeats some channels of the block before it. With fewer
    than four channels, those that lack are 0.
    """
    n = len(arrays[0])
    firsts = np.array([*range(0, n - 3, 4), *([max(n - 4, 0)] if n % 4 else [])])
    channels = np.add.outer(firsts, np.arange(4)).ravel()
    spare = max(4 - n, 0)
    return firsts, [
        np.concatenate([one, np.zeros((spare, *one.shape[1:]), one.dtype)])[channels]
        for one in arrays
    ]


def in_turn(rows: np.ndarray) -> np.ndarray:
    """Return the words of `pairs_of(rows)` in one line: two of each row in turn, then the last."""
    words, whole = pairs_of(rows), rows.shape[1] // 4 * 2
    fours = words[:, :whole].reshape(len(rows), -1, 2).swapaxes(0, 1)
    return np.concatenate([fours.ravel(), words[:, whole:].ravel()])


def clamped(sizes: dict[str, int]) -> int:
    """Return 1 if an activation keeps outputs within closer limits than those of int8, else 0."""
    return int((sizes["LOW"], sizes["HIGH"]) != (-128, 127))


def filled(rows: np.ndarray, multiple: int) -> np.ndarray:
    """Return rows with zeros appended, so that their length is a multiple."""
    return np.hstack([rows, np.zeros((len(rows), -rows.shape[1] % multiple), rows.dtype)])


def spare_bias(layer: CLayer, lanes: int) -> dict[str, Constant]:
    """Return a layer's bias with zeros for the lanes that are not used."""
    bias = layer.constants["bias"]
    values = np.asarray(bias.values).ravel()
    return {"bias": replace(bias, values=np.append(values, np.zeros(-len(values) % lanes, "i4")))}
