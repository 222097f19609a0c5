"""Express pixels in standard deviations of the whole image or of their own neighbourhood."""

import numpy as np
from scipy.ndimage import convolve, uniform_filter

from tinyml_kit.features.image.resample import BlankError, ImageError, checked_image, moments_of

#: Side of the neighbourhood of a pixel, in resampled pixels.
WINDOW = 7
#: Added to a neighbourhood's standard deviation, in standard deviations of the whole frame.
EPSILON = 0.2


def global_normalize(image: np.ndarray) -> np.ndarray:
    """Express an image in standard deviations from its mean.

    Parameters
    ----------
    image : (H, W) array of int or float

    Returns
    -------
    (H, W) float64, dimensionless, with mean 0 and (population) standard deviation 1.

    Raises
    ------
    ImageError
        If the image is not finite numbers or is constant.
    """
    image = checked_image(image, "global_normalize").astype(np.float64)
    mean, deviation = mean_and_deviation(np.array([moments_of(image)]), image.dtype)
    return (image - mean) / deviation


def local_contrast(
    image: np.ndarray, window: int = WINDOW, epsilon: float = EPSILON, as_published: bool = False
) -> np.ndarray:
    """Express every pixel in standard deviations of its own neighbourhood.

    Parameters
    ----------
    image : (H, W) array of int or float
        Any unit; usually globally normalised counts.
    window : int, odd, >= 3
        Side of the square neighbourhood in pixels; the image is reflected at its border.
    epsilon : float, > 0
        Added to the standard deviation, in the unit of `image`, so that a flat
        neighbourhood gives 0 and not noise.
    as_published : bool
        Use the formula of the thesis, which has no epsilon and pads with zeros.

    Returns
    -------
    (H, W) float32, dimensionless. |z| <= sqrt(window**2 - 1) (Samuelson 1968). As published it
    is float64, with NaN where the formula takes the root of a negative number.

    Raises
    ------
    ImageError
        If the image is not finite numbers, the window is even, below 3 or larger than the
        image, or `epsilon` <= 0.

    Notes
    -----
    Population variance by E[x^2] - E[x]^2, from two box filters; rounding errors below 0 are
    clipped.
    Jarrett et al., "What is the best multi-stage architecture for object recognition?", ICCV 2009.
    The thesis has E[(x - mu)^2] - mu^2, which subtracts the squared mean from a variance.
    """
    image = checked_image(image, "local_contrast").astype(np.float64)
    require_window(window, image.shape)
    require_epsilon(epsilon)
    if as_published:
        return _published_contrast(image, window)
    mean = uniform_filter(image, window, mode="reflect")
    variance = uniform_filter(image * image, window, mode="reflect") - mean * mean
    return contrast_from(image, mean, variance, epsilon)


def mean_and_deviation(moments: np.ndarray, dtype: np.dtype) -> tuple[float, float]:
    """Return mean and population standard deviation of several parts together.

    Parameters
    ----------
    moments : (n, 3) array
        One row per part, as `resample.moments_of` returns it.
    dtype : of the numbers, which limits how well they can be told apart

    Raises
    ------
    BlankError
        If all numbers are equal, as far as `dtype` can tell.

    Notes
    -----
    Chan, Golub and LeVeque, The American Statistician 37, 242 (1983).
    """
    counts, means, squares = moments.T
    centre = np.average(means, weights=counts)
    all_squares = squares.sum() + (counts * (means - centre) ** 2).sum()
    deviation = np.sqrt(all_squares / counts.sum())
    if deviation <= 8 * np.finfo(dtype).eps * abs(centre):
        raise BlankError(
            f"preprocess: the frame is {centre:g} everywhere; "
            "without variation it cannot be normalised, leave it out."
        )
    return centre, deviation


def contrast_from(
    pixel: np.ndarray, mean: np.ndarray, variance: np.ndarray, epsilon: float
) -> np.ndarray:
    """Return (pixel - mean) / (standard deviation + epsilon) as float32."""
    return ((pixel - mean) / (np.sqrt(np.maximum(variance, 0)) + epsilon)).astype(np.float32)


def require_window(window: int, shape: tuple[int, ...]) -> None:
    """Refuse a neighbourhood that has no middle pixel or does not fit into the image."""
    if not isinstance(window, int | np.integer) or window % 2 != 1 or not 3 <= window <= min(shape):
        raise ImageError(
            f"local_contrast: the window is {window}; give an odd number of pixels from 3 to "
            f"{min(shape)}, the image's shorter side."
        )


def require_epsilon(epsilon: float) -> None:
    """Refuse an epsilon with which a flat neighbourhood would divide by zero."""
    if not epsilon > 0:
        raise ImageError(f"local_contrast: epsilon is {epsilon}; give a number above 0.")


def _published_contrast(image, window):
    box = np.full((window, window), 1 / window**2)
    mean = convolve(image, box, mode="constant")
    squares = convolve(np.square(image - mean), box, mode="constant")
    # This variant exists to show the roots of negative numbers and 0 / 0.
    with np.errstate(invalid="ignore", divide="ignore"):
        return (image - mean) / np.sqrt(squares - mean**2)
