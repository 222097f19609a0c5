"""How far a frame's spots rise above photon noise: an input that fits any detector.

The thesis' input (`preprocess`) resamples a frame, and so mixes bright pixels with dark ones, and
divides by the deviation of the whole frame, which one hot pixel can rule. It keeps the middle.
This one asks of each place of the whole frame: by how many standard deviations of photon noise do
nine neighbouring pixels together exceed their background? That number has the same meaning on every
detector: gain, exposure and background divide out. The largest in each of 100 × 100 cells remains.

It belongs beside the detector and not on the board. It reads every pixel of the frame once, and a
frame has 6 to 36 MB, which no microcontroller holds; the board gets 10,000 bytes.

The steps, each a function: which pixels count (`usable_pixels`), background and noise around each
tile of 5 × 5 pixels (`Background.of`), the excess of 3 × 3 pixels over it (`excess`), its
significance (`in_photon_noise`), the largest per cell (`pooled`). `significance` does them all.
"""

from dataclasses import dataclass

import numpy as np

from tinyml_kit.features.image import tiles
from tinyml_kit.features.image.resample import BlankError, ImageError, checked_image

#: Side of the result in cells.
SIDE = 100
#: Side of a tile in pixels. Background and noise come from the 3 × 3 tiles around each, 15 × 15
#: pixels: small enough to follow the ring of water, large enough for the noise of 225 pixels.
TILE = 5
REACH = 1
#: A background from fewer usable pixels than this is not trusted.
MIN_BACKGROUND = 40
#: Pixels this many deviations above the background are left out of it, and it is measured again.
CLIP = 4.0
#: A pixel counts for at most this many times the largest of its neighbours (or the noise): a hot
#: pixel and a cosmic ray stand alone, a spot does not.
ALONE = 3.0
#: The least noise of a tile: this share of the variance of the middle tile of the frame, and this
#: share of one photon. Without it, a single photon in the dark would be a spot.
LEAST_VARIANCE = 0.05
LEAST_PHOTONS = 1e-3
#: The gain is this quantile of variance / mean over all tiles; in tiles with edges of shadows or
#: with spots it is larger.
GAIN_QUANTILE = 0.25
#: Limits of the gain, in the frame's unit per photon.
GAINS = (0.05, 200.0)
#: The result is clipped here and is a multiple of STEP, so that it fits into 7 bits.
MOST = 31.75
STEP = 0.25
#: Chance may leave a square of zeros empty as rarely as this in a frame; larger ones are gaps.
BY_CHANCE = 1e-3
SMALLEST_GAP = 5


@dataclass(frozen=True)
class Background:
    """What surrounds each tile: (rows, columns) float64 arrays, one number for each tile.

    mean : the frame's unit
    variance : the frame's unit squared
    trusted : bool, whether enough pixels are usable; elsewhere the other two are 0
    """

    mean: np.ndarray
    variance: np.ndarray
    trusted: np.ndarray

    @classmethod
    def of(cls, values: np.ndarray, usable: np.ndarray) -> "Background":
        """Measure the background of whole tiles of float32 values, 0 where not usable."""
        counted = usable.astype(np.float32)
        sums = [tiles.tile_sums(a, TILE) for a in (counted, values, values * values)]
        mean, deviation = tiles.background(sums, REACH, MIN_BACKGROUND)
        strong = _above(values, mean + CLIP * deviation) & usable
        tiles.leave_out(sums, values, strong, TILE)
        mean, deviation = tiles.background(sums, REACH, MIN_BACKGROUND)
        trusted = np.isfinite(mean)
        return cls(np.where(trusted, mean, 0), np.where(trusted, deviation**2, 0), trusted)


def significance(frame: np.ndarray, masked: np.ndarray | None = None) -> np.ndarray:
    """Return the largest significance of each cell of a frame.

    Parameters
    ----------
    frame : (H, W) array of int or float
        Detector units or photons; an offset does no harm. The longer side is divided into
        100 cells; a shorter side lies in the middle, with cells of 0 beside it.
    masked : (H, W) array of bool, optional
        True where a pixel holds no count (`datasets.bragg.frames.Run.masked`). Areas of zeros are
        found without it (`usable_pixels`).

    Returns
    -------
    (100, 100) float32, 0…31.75 in steps of 0.25: standard deviations of photon noise. 0 where
    no pixel is usable. Noise alone reaches 3 to 5, a spot that a crystallographer sees 6 or more.

    Raises
    ------
    ImageError
        If the frame is not finite numbers, has fewer than 500 pixels along its longer side or 250
        along its shorter one, or the mask has another shape or type.
    BlankError
        If its usable pixels are all the same.
    """
    frame = checked_image(frame, "significance")
    if max(frame.shape) < SIDE * TILE or min(frame.shape) < SIDE * TILE // 2:
        raise ImageError(
            f"significance: the frame has {frame.shape[0]} × {frame.shape[1]} pixels; it takes at "
            f"least {SIDE * TILE} × {SIDE * TILE // 2}. Is this one tile of a larger detector? "
            "Give the whole frame."
        )
    usable = usable_pixels(frame, masked)
    some = frame[::7, ::7][usable[::7, ::7]]
    if not some.size or np.ptp(frame[usable]) == 0:
        raise BlankError(
            "significance: the usable pixels of the frame are all the same, or there are none; "
            "leave it out."
        )
    # float32 keeps more digits of small numbers.
    level = np.float32(np.median(some))
    values = (frame.astype(np.float32) - level) * usable
    values, usable = (tiles.whole_tiles(a, TILE) for a in (values, usable))
    around = Background.of(values, usable)
    gain = gain_of(around.mean[around.trusted] + level, around.variance[around.trusted])
    peaks = tiles.tile_maxima(excess(values, usable, around), TILE)
    return pooled(in_photon_noise(peaks, around, gain))


def usable_pixels(frame: np.ndarray, masked: np.ndarray | None = None) -> np.ndarray:
    """Return which pixels hold a count, (H, W) bool: not masked, and not in an area of zeros.

    Gaps between sensors are squares of zeros. A detector that counts single photons in the dark
    leaves squares of zeros, too. Of N pixels of which a share p is zero, N p^(k²) squares of k × k
    are empty by chance. A gap is one so large that this is below 0.001, and at least 5 × 5.

    Raises
    ------
    ImageError
        If the mask is not bool or has another shape than the frame.
    """
    masked = np.zeros(frame.shape, bool) if masked is None else np.asarray(masked)
    if masked.dtype != bool or masked.shape != frame.shape:
        raise ImageError(
            f"significance: the mask is {masked.dtype} of shape {masked.shape}, the frame has "
            f"{frame.shape}; pass a bool array of the frame's shape, True where masked."
        )
    zero = (frame == 0) & ~masked
    share = int(np.count_nonzero(zero)) / max(masked.size - int(np.count_nonzero(masked)), 1)
    return ~(masked | _in_squares(zero, _smallest_gap(share, zero.size)))


def gain_of(mean: np.ndarray, variance: np.ndarray) -> float:
    """Return the gain of a detector, in the frame's unit per photon.

    n photons have a mean of n and a variance of n. In units of the gain g these are g n and g² n,
    so that g is variance / mean: the photon transfer curve (J. R. Janesick, "Photon Transfer",
    SPIE Press 2007). Read noise raises it, an offset of the frame lowers it. Both make the result
    more like that of Gaussian noise, which is right for them.
    """
    lit = (variance > 0) & (mean > max(0.02 * np.median(mean), 0)) if mean.size else mean > 0
    if not lit.any():
        return 1.0
    return float(np.clip(np.quantile(variance[lit] / mean[lit], GAIN_QUANTILE), *GAINS))


def excess(values: np.ndarray, usable: np.ndarray, around: Background) -> np.ndarray:
    """Return what 3 × 3 pixels around each pixel have above their background.

    A pixel without a count has no excess, and one that stands alone little (`ALONE`).

    Parameters
    ----------
    values, usable : (H, W) float32 and bool, whole tiles

    Returns
    -------
    (H, W) float32, the frame's unit
    """
    above = values - tiles.to_pixels(around.mean.astype(np.float32), TILE)
    above *= usable & tiles.to_pixels(around.trusted, TILE)
    deviation = np.sqrt(around.variance)
    rows, columns = np.nonzero(_above(above, CLIP * deviation))
    padded = np.pad(above, 1)
    neighbours = [
        padded[rows + i, columns + j] for i in range(3) for j in range(3) if (i, j) != (1, 1)
    ]
    noise = deviation[rows // TILE, columns // TILE]
    most = ALONE * np.maximum(np.max(neighbours, axis=0), noise)
    padded[1 + rows, 1 + columns] = np.minimum(above[rows, columns], most)
    band = padded[:-2] + padded[1:-1]
    band += padded[2:]
    total = band[:, :-2] + band[:, 1:-1]
    total += band[:, 2:]
    return total


def in_photon_noise(peaks: np.ndarray, around: Background, gain: float) -> np.ndarray:
    """Return how many standard deviations of photon noise an excess of nine pixels is.

    F. J. Anscombe (Biometrika 35, 246, 1948): the root of a Poisson number plus 3/8 has a standard
    deviation of nearly 1/2, whatever its mean. With b photons of background, an excess of x is
    2 (√(b + x + 3/8) - √(b + 3/8)) deviations. b is taken from the variance: read noise then
    counts as photons would that cause as much.

    Parameters
    ----------
    peaks : (rows, columns) array, the frame's unit
    """
    if not around.trusted.any():
        return np.zeros(peaks.shape)
    typical = np.median(around.variance[around.trusted])
    variance = around.variance + LEAST_VARIANCE * typical + LEAST_PHOTONS * gain**2
    photons = 9 * variance / gain**2 + 0.375
    found = 2 * (np.sqrt(np.maximum(photons + peaks / gain, 0)) - np.sqrt(photons))
    return np.where(around.trusted, found, 0)


def pooled(values: np.ndarray) -> np.ndarray:
    """Return the largest value of each of 100 × 100 cells, (100, 100) float32, in steps of 0.25.

    The longer side fills the 100 cells; the shorter one lies in the middle.
    """
    longest = max(values.shape)
    row, column = (
        (np.arange(side) + (longest - side) // 2) * SIDE // longest for side in values.shape
    )
    cells = np.zeros((SIDE, SIDE))
    np.maximum.at(cells, (row[:, None], column[None, :]), values)
    return (np.rint(np.minimum(cells, MOST) / STEP) * STEP).astype(np.float32)


def _above(values, limit):
    """Return which pixels exceed the limit of their tile."""
    return values > tiles.to_pixels(limit.astype(np.float32), TILE)


def _smallest_gap(share, pixels):
    """Return the side of a square of zeros that chance does not leave empty."""
    if not 0 < share < 1:
        return SMALLEST_GAP
    return max(SMALLEST_GAP, int(np.ceil(np.sqrt(np.log(BY_CHANCE / pixels) / np.log(share)))))


def _in_squares(found, side):
    """Return which pixels of `found` lie in a square of it of `side` pixels: an opening.

    A square is found from squares of half its side: a few steps instead of side² comparisons.
    """
    if side > min(found.shape):
        return np.zeros_like(found)
    corners = found
    for axis in (0, 1):
        corners = _all_in_a_row(corners, side, axis)
    squares = np.pad(corners, side - 1)  # a pixel is in a square whose corner is not far away
    for axis in (0, 1):
        squares = ~_all_in_a_row(~squares, side, axis)
    return squares


def _all_in_a_row(found, side, axis):
    """Return where `side` neighbours along an axis are all True; the axis gets side - 1 shorter."""
    found, length = np.moveaxis(found, axis, 0), 1
    while length < side:
        step = min(length, side - length)
        found = found[:-step] & found[step:]
        length += step
    return np.moveaxis(found, 0, axis)
