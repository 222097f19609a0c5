"""Which images a training shows, how often, and turned in which way."""

import numpy as np


def balanced(labels: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Draw one epoch of images in which all classes are equally likely.

    For each place a class is drawn first, then an image of it (Ke et al., J. Synchrotron Rad. 25,
    655, 2018). The images of a rare class come several times, some of a common one not at all.

    Parameters
    ----------
    labels : (n,) array of int

    Returns
    -------
    (n,) int64 array of indices into `labels`, in the order of training
    """
    members = [np.flatnonzero(labels == k) for k in np.unique(labels)]
    drawn = random.integers(len(members), size=len(labels))
    order = np.empty(len(labels), np.int64)
    for k, group in enumerate(members):
        order[drawn == k] = random.choice(group, np.count_nonzero(drawn == k))
    return order


def symmetry(images: np.ndarray, which: int) -> np.ndarray:
    """Return `images` (n, H, H, …) in symmetry `which` of the square: 0 … 3 turns, 4 … 7 flipped.

    The label stays true, because nothing that decides it has a direction:
    crystals arrive in random orientation, the four quadrants of the detector are alike, and
    the beam's polarisation changes intensities little at the small angles of the crop.
    """
    if which >= 4:
        images = images[:, :, ::-1]
    return np.rot90(images, which % 4, axes=(1, 2))


def augmented(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Return `images` (n, H, H, …), each in a random symmetry of the square."""
    which = random.integers(8, size=len(images))
    turned = np.empty_like(images)
    for k in range(8):
        turned[which == k] = symmetry(images[which == k], k)
    return turned


def class_weights(labels: np.ndarray) -> np.ndarray:
    """Return the weight of each class, n / (classes · members), so that all count equally.

    The mean of the weights over all images is 1.
    """
    members = np.bincount(labels)
    return len(labels) / (np.count_nonzero(members) * np.maximum(members, 1))
