"""Which pixels of a frame hold no count: marks of the detector, and masks that the file keeps."""

from math import prod
from pathlib import Path

import h5py
import numpy as np

from tinyml_kit.base.errors import said
from tinyml_kit.base.sizes import require_size
from tinyml_kit.datasets.bragg import chunks, layouts
from tinyml_kit.datasets.bragg.frame_checks import FrameError

#: Where files keep a mask of all frames, not 0 where a pixel is not to be used: Eiger (NeXus, and
#: as its firmware first wrote it), then CXI.
NEXUS_MASKS = (
    "entry/instrument/detector/pixel_mask",
    "entry/instrument/detector/detectorSpecific/pixel_mask",
)
CXI_MASKS = (
    "entry_1/instrument_1/detector_1/mask",
    "entry_1/data_1/mask",
    "entry_1/image_1/mask",
)
#: Bits of CXI's masks that say something of a pixel that was measured all the same: it lies in a
#: peak, was corrected, is a hit finder's peak, or has its background subtracted (CXI 1.6, table 2).
CXI_MEASURED = 0x20 | 0x800 | 0x2000 | 0x4000


def marked(frame: np.ndarray) -> np.ndarray:
    """Return where a frame holds a detector's mark and not a count.

    Parameters
    ----------
    frame : (H, W) array of int or float

    Returns
    -------
    (H, W) bool. True where an unsigned frame of n bits is 2ⁿ - 1 or 2ⁿ - 2 (gaps, dead pixels and
    overloads of Eiger; overloads of SMV); where a signed frame is its dtype's smallest or largest
    number (Jungfrau); and where it is -1 or -2 (gaps and bad pixels of Pilatus), if it has no
    number below -2 and so none that is noise below a pedestal. In a float frame NaN is the mark.
    """
    kind = frame.dtype.kind
    if kind == "f":
        return np.isnan(frame)
    if kind not in "iu" or frame.size == 0:
        return np.zeros(frame.shape, bool)
    limits = np.iinfo(frame.dtype)
    if kind == "u":
        return frame >= limits.max - 1
    found = (frame == limits.min) | (frame == limits.max)
    lowest = frame.min(initial=0, where=~found)
    return found | (frame < 0) if -2 <= lowest < 0 else found


class FileMask:
    """The mask that a file keeps, one for all its frames or one for each."""

    def __init__(self, mask: h5py.Dataset, where: str, measured: int) -> None:
        self._mask, self._where, self._measured = mask, where, measured
        self._only = self._read(0) if mask.ndim == 2 or len(mask) == 1 else None

    def of(self, number: int) -> np.ndarray:
        """Return where frame `number` (from 0) is ruled out: (H, W) bool."""
        return self._read(number) if self._only is None else self._only

    def _read(self, number):
        try:
            bits = chunks.frame_of(self._mask, number)
        except FrameError as error:
            raise FrameError(f"{self._where} {error}") from error
        except (OSError, RuntimeError, ValueError) as error:
            raise FrameError(
                f"{self._where} cannot be read ({said(error)}); copy the file again."
            ) from error
        return bits != 0 if not self._measured else (bits.astype(np.int64) & ~self._measured) != 0


def mask_in(file: h5py.File, path: Path, shape: tuple[int, int, int]) -> FileMask | None:
    """Return the mask that a file keeps at one of `NEXUS_MASKS` and `CXI_MASKS`, or None.

    Parameters
    ----------
    file : h5py.File, open for reading.
    path : its name, for messages.
    shape : (n, H, W) of its frames; the mask is (H, W), (1, H, W) or (n, H, W).

    Raises
    ------
    FrameError
        If there is one of another shape, or it cannot be read.
    """
    for name in NEXUS_MASKS + CXI_MASKS:
        mask = layouts.found(file, name)
        if not isinstance(mask, h5py.Dataset):
            continue
        where = f"{path}: the mask /{name}"
        if mask.shape not in (shape[1:], (1, *shape[1:]), shape) or mask.dtype.kind not in "biu":
            raise FrameError(
                f"{where} is {mask.dtype} of shape {mask.shape}, but a frame has {shape[1]} × "
                f"{shape[2]} pixels; copy the file again, or delete the mask in a copy."
            )
        pixels = max(prod(shape[1:]), prod(mask.chunks or (0,)))
        require_size(pixels * mask.dtype.itemsize, where, FrameError)
        layouts.require_whole(mask, where)
        return FileMask(mask, where, CXI_MEASURED if name in CXI_MASKS else 0)
    return None
