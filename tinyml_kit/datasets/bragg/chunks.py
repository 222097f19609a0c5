"""One frame of an HDF5 dataset, decoded within the ceiling of `base.sizes`.

HDF5 unpacks a chunk to whatever its stream holds, a thousand times what is stored or more, and only
then looks at the size that the file declares.
"""

import contextlib
import itertools
import sys
import zlib
from collections.abc import Iterator
from math import prod
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from tinyml_kit.base.sizes import VARIABLE, inflate, most_bytes
from tinyml_kit.datasets.bragg.frame_checks import FrameError

DEFLATE, SHUFFLE = h5py.h5z.FILTER_DEFLATE, h5py.h5z.FILTER_SHUFFLE
#: Filters whose output is never larger than what the file declares, once a stream is looked at.
KNOWN = {DEFLATE, SHUFFLE, h5py.h5z.FILTER_FLETCHER32}
#: Bytes that a filter may take beside its chunks.
BESIDE = 64_000_000


def frame_of(block: Any, number: int) -> np.ndarray:
    """Return frame `number` of a block of frames, an array or an h5py.Dataset.

    A dataset of two dimensions is one frame.

    Raises
    ------
    FrameError
        If a chunk unpacks to another size than the file declares; the message goes on after the
        number of the frame.
    """
    if not isinstance(block, h5py.Dataset):
        return block[number]
    filters = _filters(block)
    wanted: Any = number if block.ndim == 3 else ()
    if block.is_virtual or set(filters) - KNOWN or filters.count(DEFLATE) > 1:
        with _limited(0 if block.is_virtual else prod(block.chunks) * block.dtype.itemsize):
            return block[wanted]
    if DEFLATE not in filters:
        return block[wanted]
    shape = (*(1,) * (block.ndim - 2), *block.shape[-2:])
    size = prod(block.chunks) * block.dtype.itemsize
    if block.chunks == shape and filters in ([DEFLATE], [SHUFFLE, DEFLATE]):
        mask, raw = _chunk(block, (number, 0, 0)[-block.ndim :])
        if mask == 0:
            content = _inflated(raw, size)
            return _unshuffled(content, block.dtype, SHUFFLE in filters).reshape(shape[-2:])
    for place in _places(block, number):
        mask, raw = _chunk(block, place)
        if mask == 0:
            _inflated(raw, size)
    return block[wanted]


@contextlib.contextmanager
def _limited(chunk: int) -> Iterator[None]:
    """Let this process grow by no more than the ceiling while HDF5 decodes (on Linux).

    Where the bytes of a chunk are known, and not 0, some times as many have to do: LZF begins anew
    with a little more memory, until it has enough, and takes minutes up to the ceiling.
    """
    if sys.platform != "linux":
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    grown = min(most_bytes(), 4 * chunk + BESIDE) if chunk else most_bytes()
    limit = pages * resource.getpagesize() + grown
    if soft != resource.RLIM_INFINITY:
        limit = min(limit, soft)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    try:
        yield
    except MemoryError as error:
        raise FrameError(
            f"takes more than the {most_bytes() / 1e6:,.0f} MB of memory that are allowed; if you "
            f"trust it, set {VARIABLE} to more."
        ) from error
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _filters(dataset):
    properties = dataset.id.get_create_plist()
    return [properties.get_filter(k)[0] for k in range(properties.get_nfilters())]


def _chunk(dataset, place):
    """Return which filters a chunk leaves out, and its bytes as they are stored."""
    return dataset.id.read_direct_chunk(place)


def _places(dataset, number):
    """Yield where the chunks begin that hold a frame."""
    sides = zip(dataset.shape[-2:], dataset.chunks[-2:], strict=True)
    first = [number // step * step for step in dataset.chunks[:-2]]
    for rest in itertools.product(*(range(0, size, step) for size, step in sides)):
        yield *first, *rest


def _inflated(raw, size):
    try:
        content = inflate([bytes(raw)], size)
    except zlib.error as error:
        raise FrameError(f"cannot be read ({error}); copy the file again.") from error
    if content is None or len(content) != size:
        raise FrameError(
            f"is stored in a chunk that does not hold the {size:,} bytes that the file declares; "
            "copy the file again."
        )
    return content


def _unshuffled(content, dtype, shuffled):
    values = np.frombuffer(content, np.uint8)
    if shuffled:
        values = np.ascontiguousarray(values.reshape(dtype.itemsize, -1).T)
    return values.ravel().view(dtype)
