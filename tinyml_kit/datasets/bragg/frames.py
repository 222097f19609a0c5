"""Detector frames, read and written one at a time, however large the file."""

import bisect
import bz2
import contextlib
import gzip
import itertools
import logging
import lzma
import operator
import threading
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import prod
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from tinyml_kit.base import arrays
from tinyml_kit.base.errors import kind_of, said
from tinyml_kit.base.files import write_atomically
from tinyml_kit.base.progress import progress
from tinyml_kit.base.sizes import most_bytes, require_size
from tinyml_kit.datasets.bragg import chunks, cspad, layouts, listing, masks
from tinyml_kit.datasets.bragg.frame_checks import (
    FrameError,
    require_file,
    require_finite,
    require_image,
    require_like,
    require_some_numbers,
)

#: What fabio unpacks, by the last suffix.
UNPACK = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}
HDF5_SUFFIXES = (".h5", ".hdf5", ".cxi", ".nxs")


class Run:
    """The frames of one file, read on demand and not kept.

    Attributes
    ----------
    path : Path
    shape : (n, H, W), the shape of an array of all frames.
    dtype : numpy dtype of a frame; integer or float.
    metadata : mapping of the file's facts about the whole run (numbers, str, arrays), each read
        when it is asked for, as long as the file is open.
    """

    def __init__(
        self, path: Path | str, blocks: Sequence[Any], metadata: Mapping[str, Any]
    ) -> None:
        self.path = Path(path)
        self.metadata = metadata
        self._mask: masks.FileMask | None = None
        self._blocks = blocks
        # A block of two dimensions is one frame.
        counts = [len(block) if block.ndim == 3 else 1 for block in blocks]
        self._ends = list(itertools.accumulate(counts))
        if not blocks or self._ends[-1] == 0:
            raise FrameError(f"{path}: the file holds no frames; name a file that does.")
        self.shape = (self._ends[-1], *blocks[0].shape[-2:])
        self.dtype = blocks[0].dtype

    def __len__(self) -> int:
        return self.shape[0]

    def __iter__(self) -> Iterator[np.ndarray]:
        return (self[index] for index in range(len(self)))

    def __getitem__(self, index: int) -> np.ndarray:
        """Return frame `index` (from 0; label files count from 1) as an (H, W) array.

        Pixels of a float frame that are NaN are marks (`masked`).
        """
        number = operator.index(index)
        if not -len(self) <= number < len(self):
            raise FrameError(
                f"{self.path}: there is no frame {number}; the file holds {len(self)}, "
                f"numbered 0 to {len(self) - 1}."
            )
        number %= len(self)
        block = bisect.bisect_right(self._ends, number)
        start = self._ends[block - 1] if block else 0
        try:
            frame = chunks.frame_of(self._blocks[block], number - start)
        except FrameError as error:
            raise FrameError(f"{self.path}: frame {number} {error}") from error
        except (OSError, RuntimeError, ValueError, zlib.error) as error:
            raise FrameError(
                f"{self.path}: frame {number} cannot be read ({said(error)}); copy the file again."
            ) from error
        require_some_numbers(frame, f"{self.path}: frame {number}")
        return frame

    def keep_mask(self, mask: masks.FileMask | None) -> None:
        """Let `masked` follow a mask that the file keeps."""
        self._mask = mask

    def masked(self, index: int, frame: np.ndarray) -> np.ndarray:
        """Return where a frame that was read as `self[index]` holds no count: (H, W) bool.

        That is where the detector left a mark (`masks.marked`), or the file's mask rules it out.
        """
        marked = masks.marked(frame)
        return marked if self._mask is None else marked | self._mask.of(index % len(self))


@contextlib.contextmanager
def open_run(path: Path | str, dataset: str | None = None) -> Iterator[Run]:
    """Open an HDF5 file of frames for reading; close it when the block ends.

    Parameters
    ----------
    path : path of an HDF5 file in one of the layouts
        CXIDB entry 76: ``/data/<chunk>/images`` (n, H, W) and ``/metadata``; frames are
        numbered through the chunks in the order of their keys, 2 before 10.
        Eiger: ``/entry/data/data_000001`` and so on, in this file or linked from it.
        NeXus: the signal of an NXdata group. CXI and others: `listing.KNOWN`.
        Otherwise the only dataset that can be frames, (n, H, W) or one frame (H, W).
    dataset : str, optional
        The dataset to read, as it is called in the file.

    Yields
    ------
    Run : ``len(run)``, ``run[i]``, iteration, ``run.shape``, ``run.metadata``.

    Raises
    ------
    FrameError
        If the file is missing, empty, truncated, not HDF5 or in another layout, needs a filter
        that is missing, or its frames are not (H, W) numbers of one shape. Later, if a frame is
        out of range, damaged, infinite somewhere or NaN throughout.
    """
    path = require_file(path)
    if not layouts.is_hdf5(path):
        raise FrameError(f"{path}: this is not an HDF5 file; name a run in HDF5.")
    layouts.register_filters()
    with contextlib.ExitStack() as stack:
        # HDF5 checks a file's length when it opens it, and links inside it when it follows them.
        try:
            file = stack.enter_context(h5py.File(path, "r"))
            names = listing.names_of(file, path, dataset)
            blocks = layouts.image_datasets(file, path, names)
            run = Run(path, blocks, layouts.Metadata(file))
            run.keep_mask(masks.mask_in(file, path, run.shape))
        except (OSError, KeyError, RuntimeError, UnicodeDecodeError) as error:
            raise FrameError(f"{path}: {layouts.why_closed(path, str(error))}") from error
        yield run


def read_frame(path: Path | str) -> np.ndarray:
    """Read a file that holds one frame.

    Parameters
    ----------
    path : path of one of these
        An ``.npz`` with one array: a frame (H, W), or a CSPAD stack (32, 185, 388), which is
        assembled by its nominal geometry. An HDF5 file with one frame. Any format that fabio
        reads, such as ``.cbf`` and ``.cbf.bz2`` (extra `crystallography`).

    Returns
    -------
    (H, W) array in the file's own dtype and unit.

    Raises
    ------
    FrameError
        If the file is missing, empty, damaged, of an unknown format, holds more than one
        frame, or the frame is not an (H, W) array, is infinite somewhere or NaN throughout; or if
        fabio is needed and missing.
    """
    path = require_file(path)
    if _is_hdf5(path):
        with open_run(path) as run:
            if len(run) != 1:
                raise FrameError(
                    f"{path}: the file holds {len(run)} frames, not one; read it with open_run."
                )
            return run[0]
    frame = _read_npz(path) if path.suffix == ".npz" else _read_fabio(path)
    require_image(frame, path)
    require_some_numbers(frame, path)
    return frame


@contextlib.contextmanager
def frames_in(path: Path | str, dataset: str | None = None) -> Iterator[Run]:
    """Open a file of any supported kind, with one frame or thousands, as a `Run`.

    `dataset` names the one to read in an HDF5 file; other kinds have only one.

    Raises FrameError as `open_run` and `read_frame` do.
    """
    if _is_hdf5(require_file(path)):
        with open_run(path, dataset) as run:
            yield run
    else:
        yield Run(path, [read_frame(path)[np.newaxis]], {})


def write_run(
    path: Path | str,
    frames: Iterable[np.ndarray],
    *,
    metadata: dict[str, Any] | None = None,
    distance_mm: float | None = None,
    wavelength_angstrom: float | None = None,
    chunk_frames: int = 100,
    compression: str | None = "gzip",
) -> int:
    """Write frames in the layout of CXIDB entry 76, holding one frame in memory at a time.

    Parameters
    ----------
    path : path of the file; it appears only when it is complete.
    frames : iterable of (H, W) arrays that share one shape and one integer or float dtype.
    metadata : dict, optional
        Datasets of ``/metadata``, e.g. BEAM_CENTER_X (mm), PIXEL_SIZE (mm), SATURATED_VALUE.
        idh5_version, SIZE1 and SIZE2 are added.
    distance_mm, wavelength_angstrom : float, optional
        Written for every frame as ``/data/<chunk>/distance`` and ``wavelength``.
    chunk_frames : int, >= 1
        Frames in each group ``/data/<chunk>``.
    compression : "gzip", "lzf" or None
        "gzip" is level 1 with byte shuffling. Measured on CSPAD frames of noise and water: 30 %
        of the size; 80 ms to write a frame and 20 ms to read it.

    Returns
    -------
    int, the number of frames written.

    Raises
    ------
    FrameError
        If there is no frame, or a frame differs from the first in shape or dtype, is not
        (H, W) numbers, or is not finite. Nothing is written to `path` then.
    """
    if chunk_frames < 1:
        raise FrameError(f"{path}: chunk_frames is {chunk_frames}; give at least 1.")
    count = 0
    images: Any = None  # the dataset of the chunk that is being written
    with write_atomically(path) as temporary, h5py.File(temporary, "w") as file:
        for frame in progress(frames, desc=f"Writing {Path(path).name}", unit="frame"):
            where = f"{path}: frame {count}"
            frame = np.asarray(frame)
            require_image(frame, where)
            require_finite(frame, where)
            if images is not None:
                require_like(frame, images, where)
            if count % chunk_frames == 0:
                images = layouts.add_chunk(file, count // chunk_frames, frame, compression)
            images.resize(len(images) + 1, axis=0)
            images[-1] = frame
            count += 1
        if count == 0:
            raise FrameError(f"{path}: there is no frame to write; give at least one.")
        if distance_mm is not None:
            layouts.add_constant(file, "distance", distance_mm)
        if wavelength_angstrom is not None:
            layouts.add_constant(file, "wavelength", wavelength_angstrom)
        sizes = {"SIZE1": images.shape[2], "SIZE2": images.shape[1]}
        for key, value in {"idh5_version": "idh5_v1.0", **sizes, **(metadata or {})}.items():
            file[f"metadata/{key}"] = value
    return count


def _read_npz(path):
    # NumPy reads other formats, too, whatever the file's name.
    if not zipfile.is_zipfile(path):
        raise FrameError(f"{path}: the .npz is damaged (not a zip archive); copy it again.")
    found = arrays.read(path, FrameError)
    if len(found) != 1:
        raise FrameError(
            f"{path}: the file holds {len(found)} arrays, not one; save one frame in it."
        )
    (array,) = found.values()
    if array.shape != cspad.STACK_SHAPE:
        return array
    try:
        return cspad.assemble(array)
    except cspad.StackError as error:
        raise FrameError(f"{path}: {error}") from error


def _read_fabio(path):
    try:
        import fabio
    except ImportError as error:
        raise FrameError(
            f"{path}: fabio, which reads this format, is missing; install it with: "
            "pip install fabio"
        ) from error
    _require_decoded(path)
    # fabio has no error class of its own: the parser of a format may raise any exception.
    try:
        # Every format has at most 8 bytes for a pixel.
        require_size(8 * prod(_shape_in_header(path)), path, FrameError)
        with _noting_checksums() as warnings:
            image = fabio.open(str(path))
            frame, count = image.data, image.nframes
        if warnings:
            raise FrameError(
                f"{path}: the frame does not have the checksum that the file states; it is "
                "damaged, copy it again."
            )
    except FrameError:
        raise
    except Exception as error:
        raise FrameError(
            f"{path}: fabio cannot read it ({kind_of(error)}); "
            "copy it again, or convert it to HDF5."
        ) from error
    if count != 1:
        raise FrameError(f"{path}: the file holds {count} frames, not one; convert it to HDF5.")
    return frame


@contextlib.contextmanager
def _noting_checksums() -> Iterator[list[str]]:
    """Collect what fabio warns of checksums in this thread; it returns the damaged frame."""
    noted: list[str] = []
    thread = threading.get_ident()

    def note(record: logging.LogRecord) -> bool:
        if record.thread != thread or "checksum" not in record.getMessage().lower():
            return True
        noted.append(record.getMessage())
        return False

    logger = logging.getLogger("fabio.cbfimage")
    logger.addFilter(note)
    try:
        yield noted
    finally:
        logger.removeFilter(note)


def _shape_in_header(path):
    """Return the shape that the header of a file states; () if it cannot be read alone."""
    import fabio

    try:
        return tuple(map(int, fabio.openheader(str(path)).shape))
    except Exception:  # what is wrong with it, reading the file will say
        return ()


def _require_decoded(path):
    """Refuse a file that is larger than the ceiling, or becomes so when it is unpacked."""
    opener = UNPACK.get(path.suffix)
    size = path.stat().st_size
    require_size(size, path, FrameError)
    if opener is None:
        return
    size, most = 0, most_bytes()
    try:
        with opener(path) as file:
            while size <= most and (piece := file.read(1 << 20)):
                size += len(piece)
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise FrameError(f"{path}: the file is damaged ({said(error)}); copy it again.") from error
    require_size(size, path, FrameError)


def _is_hdf5(path):
    return path.suffix in HDF5_SUFFIXES or layouts.is_hdf5(path)
