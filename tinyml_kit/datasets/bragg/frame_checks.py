"""Checks that every frame has to pass; their messages say what is wrong instead."""

from pathlib import Path

import h5py
import numpy as np

from tinyml_kit.base import files
from tinyml_kit.base.errors import BadInput


class FrameError(BadInput):
    """A file that holds no readable frames, or a frame that cannot be used."""


def require_file(path: Path | str) -> Path:
    """Return `path` as a Path if it is a file that is not empty."""
    path = files.require_file(path, FrameError, "a file of frames")
    if path.stat().st_size == 0:
        raise FrameError(f"{path}: the file is empty; copy it again.")
    return path


def require_image(frame: np.ndarray, where: Path | str) -> None:
    """Refuse anything but an (H, W) array of integers or floats; `where` begins the message."""
    if frame.ndim != 2 or frame.dtype.kind not in "iuf":
        raise FrameError(
            f"{where} is {frame.dtype} of shape {frame.shape}, expected numbers of shape (H, W); "
            "give one image of integers or floats."
        )


def require_like(
    frame: np.ndarray | h5py.Dataset, images: np.ndarray | h5py.Dataset, where: str
) -> None:
    """Refuse a frame, or a stack of frames, whose size or dtype differs from that of `images`."""
    if frame.shape[-2:] != images.shape[-2:] or frame.dtype != images.dtype:
        raise FrameError(
            f"{where} is {frame.dtype} of {frame.shape[-2:]} pixels, but the first frame is "
            f"{images.dtype} of {images.shape[-2:]}; keep only one kind of frame in a file."
        )


def require_finite(frame: np.ndarray, where: Path | str) -> None:
    """Refuse a frame with NaN or infinite pixels, naming the first."""
    if frame.dtype.kind == "f" and not np.isfinite(frame).all():
        row, column = np.argwhere(~np.isfinite(frame))[0]
        raise FrameError(
            f"{where}, row {row}, column {column} is NaN or infinite; "
            "replace or mask such pixels first."
        )


def require_some_numbers(frame: np.ndarray, where: Path | str) -> None:
    """Refuse a frame with infinite pixels, naming the first, or with nothing but NaN.

    Single pixels that are NaN are a mark, as programs leave it that write frames as floats.
    """
    lost = np.isnan(frame) if frame.dtype.kind == "f" else np.zeros(0, bool)
    require_finite(np.where(lost, 0, frame) if lost.any() and not lost.all() else frame, where)
