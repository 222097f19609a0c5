"""The resampling of `resample` in C, for computers that have a C compiler."""

import ctypes
from functools import lru_cache
from pathlib import Path

import numpy as np

from tinyml_kit.base.c_library import library
from tinyml_kit.features.image import triangle

SOURCE = Path(__file__).with_name("resample.c")
#: Types of pixels that the C reads, in the order of its `enum type`.
TYPES = ("uint8", "uint16", "int16", "uint32", "int32", "float32", "float64")
#: Rows of the result that it computes together.
ROWS = 8


class _Axis(ctypes.Structure):
    _fields_ = (
        ("size", ctypes.c_int),
        ("taps", ctypes.c_int),
        ("first", ctypes.c_void_p),
        ("weights", ctypes.c_void_p),
    )

    @classmethod
    @lru_cache(maxsize=16)
    def of(cls, old: int, new: int) -> "_Axis":
        """Return how `old` pixels become `new`: for each its first pixel and (taps,) weights."""
        matrix = triangle.matrix(old, new, 0, new)
        taps = int(np.diff(matrix.indptr).max())
        # Near the end of the axis, a window begins earlier and its first weights are 0.
        starts = np.minimum(matrix.indices[matrix.indptr[:-1]], old - taps).astype(np.int32)
        weights = np.zeros((new, taps), np.float32)
        rows = np.repeat(np.arange(new), np.diff(matrix.indptr))
        weights[rows, matrix.indices - starts[rows]] = matrix.data
        axis = cls(new, taps, starts.ctypes.data, weights.ctypes.data)
        axis.starts, axis.weights_kept = starts, weights  # they live as long as the pointers
        return axis


def available() -> bool:
    """Tell whether the C could be compiled and loaded here."""
    return library(SOURCE) is not None


def resampled_part(
    image: np.ndarray, size: int, first: int, last: int, clamp: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Return what `resample.resampled_part` returns; `available` must be true.

    The result differs from that in the rounding of float32 sums.
    """
    compiled = library(SOURCE)
    assert compiled is not None
    if image.dtype.name not in TYPES or not image.dtype.isnative:
        image = image.astype(np.float32)
    if image.strides[1] != image.itemsize:
        image = np.ascontiguousarray(image)
    height, width = image.shape
    down, across = _Axis.of(height, size), _Axis.of(width, size)
    length = -(-width // 8) * 8
    # A band of the result needs the frame's rows from its first row's first to its last row's last.
    ends = down.starts[np.minimum(np.arange(size) // ROWS * ROWS + ROWS - 1, size - 1)] + down.taps
    ring_rows = int((ends - down.starts).max())
    ring = np.zeros((ring_rows, length), np.float32)
    scratch = np.empty(ROWS * (length + size), np.float32)
    taps_of = (ctypes.c_void_p * (ROWS * down.taps))()
    part = np.empty((last - first, last - first), np.float32)
    means, squares = np.empty((2, -(-size // ROWS)))
    compiled.resample(
        _pointer(image),
        ctypes.c_ssize_t(image.strides[0]),
        TYPES.index(image.dtype.name),
        width,
        ctypes.c_float(0 if clamp else -np.inf),
        ctypes.byref(down),
        ctypes.byref(across),
        (ctypes.c_int * 2)(first, last),
        _pointer(ring),
        ring_rows,
        taps_of,
        _pointer(scratch),
        _pointer(scratch[ROWS * length :]),
        _pointer(part),
        _pointer(means),
        _pointer(squares),
    )
    counts = np.full(len(means), ROWS * size)
    counts[-1] = (size - (len(means) - 1) * ROWS) * size
    return part, np.stack([counts, means, squares], 1)


def _pointer(array):
    return ctypes.c_void_p(array.ctypes.data)
