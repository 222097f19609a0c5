"""Answers to the exercises on convolution."""

import numpy as np

from tinyml_kit.course.keys.kinds import Choice, Function, Number, Numbers


def correlate(image: np.ndarray, kernels: np.ndarray) -> np.ndarray:
    """Correlate (h, w, channels) with (m, n, channels, out), without padding; see chapter 05."""
    windows = np.lib.stride_tricks.sliding_window_view(image, kernels.shape[:2], axis=(0, 1))
    return np.einsum("ijcmn,mnco->ijo", windows, kernels)


def images_and_kernels() -> list[tuple]:
    """Return pairs of random images and kernels, square and not."""
    rng = np.random.default_rng(3)
    sizes = [((5, 5, 1), (3, 3, 1, 1)), ((6, 4, 2), (3, 2, 2, 3)), ((4, 7, 3), (1, 3, 3, 2))]
    return [tuple(rng.normal(size=size) for size in pair) for pair in sizes]


KEYS = {
    "05-sizes": Numbers(
        (14, 6),
        tolerance=0,
        hint='"Same" padding: the side divided by the stride, rounded up. Keras\' pooling does '
        "not pad unless told to: count where the window fits.",
        because="The map is so small that a second pooling would leave only two pixels per side.",
    ),
    "05-strides": Numbers(
        (48, 96),
        tolerance=0,
        hint="(side − kernel) // stride + 1, with a kernel of 5.",
        because="The summary says 96: the convolutions had no stride, whatever the table says.",
    ),
    "05-whose": Choice(
        "pooling",
        others=("convolution", "dense", "padding"),
        hint="After the convolution the map has 96 pixels per side; which layer halves it?",
        because="The strides in the table belong to another layer.",
    ),
    "05-harmless": Number(
        1,
        hint="After the first division, what is the largest value among the test images?",
        because="It does harm as soon as the largest value differs: single images, another camera.",
    ),
    "05-write": Function(
        correlate,
        images_and_kernels,
        hint="Each output channel is a sum over all input channels; the kernel is not flipped; the "
        "result has the shape (rows, columns, channels out).",
        because="That is what Conv2D computes before bias and activation.",
    ),
    "05-macs": Number(
        96 * 96 * 5 * 5 * 3,
        tolerance=0,
        hint="Multiply the pixels of the map, the weights of one filter, and the number of "
        "filters.",
        because="Every output pixel of every filter costs 25 multiplications.",
        mistakes={
            100 * 100 * 5 * 5 * 3: "That counts windows that extend over the edge.",
            96 * 96 * 5 * 5: "That is for one filter.",
        },
    ),
}
