"""Change the size of an image: bilinear as in Pillow, nearest neighbour, centre crop."""

from collections.abc import Iterator

import numpy as np
from PIL import Image

from tinyml_kit.base.errors import BadInput
from tinyml_kit.features.image import compiled, triangle

#: Output rows computed together; the intermediate results then fit into a core's cache.
BAND = 64


class ImageError(BadInput):
    """An image or a parameter that cannot be resampled, cropped or normalised."""


class BlankError(ImageError):
    """An image without variation, which cannot be normalised."""


def bilinear(image: np.ndarray, size: int, clamp: bool = False) -> np.ndarray:
    """Resample an image with a triangle filter, as Pillow's ``resize(..., BILINEAR)``.

    Parameters
    ----------
    image : (H, W) array of int or float
        Any unit; computed in float32, so integers are exact up to 2**24.
    size : int, >= 1
        Side of the result in pixels. Sides of different length are scaled differently, as in
        Pillow; call `center_square` first to keep the aspect ratio.
    clamp : bool
        Treat negative pixels as 0.

    Returns
    -------
    (size, size) float32, in the unit of `image`. Equal to Pillow's result in mode "F" up to
    float32 rounding (about 3e-7 of the largest contributing pixel).

    Raises
    ------
    ImageError
        If the image is not two-dimensional, finite numbers, or `size` < 1.

    Notes
    -----
    When it shrinks by s, Pillow's "bilinear" does not interpolate four neighbours: the triangle
    has a half-width of s input pixels, so that every input pixel counts (Pillow, Resample.c).
    The map is linear and separable, rows @ image @ columns.T, with few weights per row, and is
    computed for one band of rows at a time.
    """
    return resampled_part(checked_size(image, size), size, 0, size, clamp)[0]


def resampled_part(
    image: np.ndarray, size: int, first: int, last: int, clamp: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Return part of the result of `bilinear`, and what statistics of all of it need.

    In C if this computer has a compiler (`compiled.available`), otherwise in NumPy, which takes
    about four times as long. The two differ in the rounding of float32 sums.

    Parameters
    ----------
    image, size, clamp
        As in `bilinear`, and checked.
    first, last : int
        Rows and columns `first`…`last` - 1 of the result are kept.

    Returns
    -------
    part : (last - first, last - first) float32
    moments : (n, 3) array
        `moments_of` each band of rows of the whole result.
    """
    if compiled.available():
        return compiled.resampled_part(image, size, first, last, clamp)
    part = np.empty((last - first, last - first), np.float32)
    found = []
    for rows, band in bilinear_bands(image, size, clamp):
        start, stop = max(rows.start, first), min(rows.stop, last)
        if start < stop:
            wanted = band[first:last, start - rows.start : stop - rows.start]
            part[start - first : stop - first] = wanted.T
        found.append(moments_of(band))
    return part, np.array(found)


def moments_of(part: np.ndarray) -> tuple[int, float, float]:
    """Return size, mean, and the sum of squared distances from the mean.

    Numbers are centred before they are squared, so that float32 is precise enough.
    """
    near = part.mean()
    difference = (part - near).ravel()
    return part.size, float(near), float(np.dot(difference, difference))


def bilinear_bands(
    image: np.ndarray, size: int, clamp: bool = False
) -> Iterator[tuple[slice, np.ndarray]]:
    """Yield the result of `bilinear` one band of rows at a time, which is enough for statistics.

    Yields
    ------
    rows : slice of the result's rows.
    band : (size, rows) float32, contiguous: those rows, transposed.
    """
    height, width = image.shape
    columns = triangle.matrix(width, size, 0, size)
    zeros = np.zeros(width, np.float32)
    # All bands share buffers: a worker of Dask returns freed memory to the system at once, and the
    # page faults of new arrays would take four times as long as the arithmetic.
    flat = np.empty(BAND * width, np.float32)
    single = np.empty((0, width), np.float32)
    for start in range(0, size, BAND):
        stop = min(start + BAND, size)
        first, last = triangle.source(height, size, start, stop)
        if last - first > len(single):
            single = np.empty((last - first, width), np.float32)
        part = single[: last - first]
        np.copyto(part, image[first:last], casting="unsafe")
        if clamp:
            # NumPy's maximum of two arrays is four times as fast as that of an array and a number.
            np.maximum(part, zeros, out=part)
        # A sparse product runs along rows; transposing a band in the cache is cheap.
        turned = flat[: width * (stop - start)].reshape(width, stop - start)
        np.copyto(turned, (triangle.matrix(height, size, start, stop) @ part).T)
        yield slice(start, stop), columns @ turned


def nearest_indices(old: int, new: int) -> np.ndarray:
    """Return which of `old` pixels nearest-neighbour resampling to `new` keeps: (new,) int.

    Pillow itself computes them, because its rounding of ties depends on accumulated rounding
    errors.
    """
    line = Image.fromarray(np.arange(old, dtype=np.int32)[np.newaxis])
    return np.asarray(line.resize((new, 1), Image.Resampling.NEAREST))[0]


def center_crop(image: np.ndarray, size: int) -> np.ndarray:
    """Return a view of the middle `size` × `size` pixels of an (H, W) array.

    Raises
    ------
    ImageError
        If the image is not two-dimensional or smaller than `size`, or `size` < 1.
    """
    image = np.asarray(image)
    if image.ndim != 2:
        raise ImageError(f"center_crop: the image has shape {image.shape}; give one (H, W) image.")
    if not 1 <= size <= min(image.shape):
        raise ImageError(
            f"center_crop: a square of {size} pixels does not fit into {image.shape[0]} × "
            f"{image.shape[1]}; give a size from 1 to {min(image.shape)}."
        )
    top, left = ((side - size) // 2 for side in image.shape)
    return image[top : top + size, left : left + size]


def center_square(image: np.ndarray) -> np.ndarray:
    """Return a view of the largest square in the middle of an (H, W) array."""
    return center_crop(image, min(np.shape(image)))


def checked_size(image: np.ndarray, size: int) -> np.ndarray:
    """Return `image` as an array if `bilinear` can resample it to that size."""
    image = checked_image(image, "bilinear")
    if size < 1:
        raise ImageError(f"bilinear: the size asked for is {size}; give at least 1 pixel.")
    return image


def checked_image(image: np.ndarray, who: str) -> np.ndarray:
    """Return `image` as an array if it is (H, W) finite numbers; `who` begins the message."""
    image = np.asarray(image)
    if image.ndim != 2 or image.size == 0:
        raise ImageError(
            f"{who}: an image has rows and columns, but this array has shape {image.shape}; "
            "pass one image at a time."
        )
    if image.dtype.kind not in "iuf":
        raise ImageError(f"{who}: the image is {image.dtype}; pass integers or floats.")
    if image.dtype.kind == "f" and not np.isfinite(image).all():
        row, column = np.argwhere(~np.isfinite(image))[0]
        raise ImageError(
            f"{who}: the image is {image[row, column]} at row {row}, column {column}; "
            "replace or mask such pixels first."
        )
    return image
