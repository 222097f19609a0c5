"""A simple spot finder: groups of pixels that stand out from their own neighbourhood.

It judges frames (how many spots would a crystallographer's program see?) and is the baseline that
a network has to beat. It follows the idea of two well-known finders, the dispersion threshold of
DIALS (Winter et al., Acta Cryst. D74, 85-97, 2018) and peakfinder8 of Cheetah (Barty et al.,
J. Appl. Cryst. 47, 1118-1131, 2014), but is a copy of neither.
"""

from typing import Any

import numpy as np
from scipy import ndimage

from tinyml_kit.base.errors import BadInput
from tinyml_kit.features.image import tiles
from tinyml_kit.features.image.resample import checked_image

#: A pixel is strong if it lies this many local standard deviations above the local mean. The value
#: is high because photon noise has a long upper tail: on four real CSPAD frames 4 sigma finds three
#: to five times as many "spots" (measured); the extra ones are pairs of noisy pixels.
SIGMAS = 6.5
#: ... and at least this far above the local mean, in the frame's unit: where a photon-counting
#: detector sees almost nothing, the standard deviation alone would make every photon strong.
MIN_SIGNAL = 6.0
#: A spot has at least two strong pixels (a single one is a hot pixel or a cosmic ray) ...
MIN_PIXELS = 2
#: ... and at most this many; larger groups are ice or salt rings and shadows' edges.
MAX_PIXELS = 200
#: Side of a background tile in pixels; the neighbourhood of a pixel is REACH tiles either way.
TILE = 5
REACH = 2
#: The background is measured, pixels more than CLIP deviations above it are left out, and it is
#: measured again; there are PASSES measurements in all.
CLIP = 4.0
PASSES = 3
#: A background from fewer usable pixels than this is not trusted.
MIN_BACKGROUND = 40


class SpotError(BadInput):
    """A mask or a parameter that the spot finder refuses."""


def find(
    frame: np.ndarray,
    mask: np.ndarray | None = None,
    sigmas: float = SIGMAS,
    min_signal: float = MIN_SIGNAL,
    min_pixels: int = MIN_PIXELS,
    max_pixels: int = MAX_PIXELS,
    tile: int = TILE,
) -> np.ndarray:
    """Find Bragg-like spots in a raw frame.

    Parameters
    ----------
    frame : (H, W) array of int or float
        Detector units (ADU) or photons. Do not clamp it: negative pedestal noise is needed.
    mask : (H, W) array of bool, optional
        True where a pixel is usable. Without it, `usable` infers the gaps; a frame of a
        photon-counting detector needs its mask, because zeros are data there.
    sigmas : float, > 0
        Threshold in local standard deviations.
    min_signal : float
        Threshold above the local mean, in the unit of `frame`; both must be passed.
    min_pixels, max_pixels : int
        Allowed size of a group of strong pixels (touching by a side or a corner).
    tile : int, >= 2
        Side of a background tile in pixels. Mean and variance come from the 5 × 5 tiles
        around the pixel's own tile, usable pixels only.

    Returns
    -------
    (n, 3) float64: row, column (centre of gravity, pixels) and signal (sum above the local
    mean, in the unit of `frame`) of each spot, the strongest first.

    Raises
    ------
    ImageError
        If the frame is not two-dimensional, not of numbers or not finite.
    SpotError
        If the mask has another shape or type, or a parameter is out of its range.
    """
    frame = checked_image(frame, "spots")
    _require_parameters(sigmas, min_pixels, max_pixels, tile)
    mask = usable(frame) if mask is None else _checked_mask(mask, frame.shape)
    mask = tiles.whole_tiles(mask, tile)
    values = np.where(mask, tiles.whole_tiles(frame, tile), 0).astype(np.float32)
    mean, strong = _strong_pixels(values, mask, sigmas, min_signal, tile)
    return _measure(values, mean, strong, min_pixels, max_pixels, tile)


def count(frame: np.ndarray, mask: np.ndarray | None = None, **parameters: Any) -> int:
    """Return the number of spots that `find` finds with the same parameters."""
    return len(find(frame, mask, **parameters))


def usable(frame: np.ndarray, size: int = 5) -> np.ndarray:
    """Infer which pixels of a frame are usable: all but areas that are exactly zero.

    A zero belongs to a gap if it lies in a square of `size` × `size` zeros (a morphological
    opening); single zeros among noise are data.

    Parameters
    ----------
    frame : (H, W) array
    size : int, >= 1
        Side of the square in pixels; narrower gaps are not found.

    Returns
    -------
    (H, W) bool, True where usable.
    """
    zero = (np.asarray(frame) == 0).astype(np.uint8)
    core = ndimage.minimum_filter(zero, size, mode="nearest")
    return ndimage.maximum_filter(core, size, mode="nearest") == 0


def find_peaks(image: np.ndarray, threshold: float, distance: int = 1) -> np.ndarray:
    """Find the local maxima of a preprocessed image that exceed a threshold.

    Parameters
    ----------
    image : (H, W) array of float
        For example the local contrast of a frame, 100 × 100.
    threshold : float
        In the unit of `image`.
    distance : int, >= 1
        A peak is the maximum of the square that extends this many pixels to each side. Equal
        values that touch are one peak, at their centre.

    Returns
    -------
    (n, 3) float64: row, column and value of each peak, the highest first.

    Raises
    ------
    ImageError
        If the image is not two-dimensional, not of numbers or not finite.
    SpotError
        If `distance` < 1.
    """
    image = checked_image(image, "find_peaks")
    if distance < 1:
        raise SpotError(f"find_peaks: distance is {distance}; give at least 1 pixel.")
    size = 2 * distance + 1
    peak = (image > threshold) & (image == ndimage.maximum_filter(image, size, mode="nearest"))
    label, number = ndimage.label(peak, structure=np.ones((3, 3)))
    rows, columns = np.nonzero(peak)
    spot = label[rows, columns] - 1
    pixels = np.bincount(spot, minlength=number)
    row = np.bincount(spot, rows, minlength=number) / pixels
    column = np.bincount(spot, columns, minlength=number) / pixels
    value = np.zeros(number)
    value[spot] = image[rows, columns]
    return _brightest_first(row, column, value)


def _checked_mask(mask, shape):
    mask = np.asarray(mask)
    if mask.dtype != bool or mask.shape != shape:
        raise SpotError(
            f"spots: the mask is {mask.dtype} of shape {mask.shape}, the frame has {shape}; "
            "pass a bool array of the frame's shape, True where a pixel is usable."
        )
    return mask


def _require_parameters(sigmas, min_pixels, max_pixels, tile):
    if not sigmas > 0:
        raise SpotError(f"spots: sigmas is {sigmas}; give a threshold above 0.")
    if not 1 <= min_pixels <= max_pixels:
        raise SpotError(
            f"spots: min_pixels {min_pixels} and max_pixels {max_pixels} allow no spot; "
            "give 1 <= min_pixels <= max_pixels."
        )
    if tile < 2:
        raise SpotError(f"spots: tile is {tile}; give at least 2 pixels.")


def _strong_pixels(values, mask, sigmas, min_signal, tile):
    """Return the local mean (one value per tile) and which pixels exceed the threshold."""
    sums = [tiles.tile_sums(a, tile) for a in (mask.astype(np.float32), values, values * values)]
    strong = np.zeros(values.shape, bool)
    # A large spot raises the deviation so much that it hides itself, so the first passes use a low
    # threshold.
    for threshold in [min(CLIP, sigmas)] * (PASSES - 1) + [sigmas]:
        mean, deviation = tiles.background(sums, REACH, MIN_BACKGROUND)
        limit = mean + np.maximum(threshold * deviation, min_signal)
        found = values > tiles.to_pixels(limit.astype(np.float32), tile)
        found &= mask
        tiles.leave_out(sums, values, found & ~strong, tile)
        strong |= found
    return mean, found


def _measure(values, mean, strong, min_pixels, max_pixels, tile):
    """Return position and signal of the groups of strong pixels that have a spot's size."""
    label, number = ndimage.label(strong, structure=np.ones((3, 3)))
    rows, columns = np.nonzero(strong)
    spot = label[rows, columns] - 1
    net = values[rows, columns] - mean[rows // tile, columns // tile]
    pixels = np.bincount(spot, minlength=number)
    signal = np.bincount(spot, net, minlength=number)
    keep = (pixels >= min_pixels) & (pixels <= max_pixels)
    row = np.bincount(spot, net * rows, minlength=number)[keep] / signal[keep]
    column = np.bincount(spot, net * columns, minlength=number)[keep] / signal[keep]
    return _brightest_first(row, column, signal[keep])


def _brightest_first(row, column, signal):
    spots = np.column_stack([row, column, signal]).astype(np.float64)
    return spots[np.argsort(-spots[:, 2], kind="stable")]
