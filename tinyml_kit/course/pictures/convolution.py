"""Pictures that only the chapter on convolution needs.

Each function returns a matplotlib Figure, or shows one with sliders.
"""

import ipywidgets
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from scipy.signal import correlate2d

from tinyml_kit.base.errors import BadInput
from tinyml_kit.course import widgets
from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.figures import RED, middle_range, panels, picture, style

style()

#: Kernels by name.
KERNELS = {
    "nothing": np.eye(3)[1][:, None] * np.eye(3)[1],
    "blur": np.full((3, 3), 1 / 9),
    "sharpen": np.array([[0.0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
    "vertical edges": np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
    "horizontal edges": np.array([[-1.0, -2, -1], [0, 0, 0], [1, 2, 1]]),
    "spots": np.pad(np.full((3, 3), 1 / 9), 1) - np.full((5, 5), 1 / 25),
}


class KernelError(BadInput):
    """A kernel or a place that does not exist."""


def numbers(
    marks: dict[str, tuple[int, int, int, int]] | None = None, **arrays: np.ndarray
) -> Figure:
    """Draw small arrays with a number in each cell: one panel each, under its name.

    Parameters
    ----------
    marks : dict of str to (row, column, height, width), optional
        A rectangle of cells to outline in an array.
    **arrays : (h, w) arrays
    """
    shapes = [np.atleast_2d(array).shape for array in arrays.values()]
    widths = [max(1.1, 0.42 * columns) for _, columns in shapes]
    height = 0.55 + 0.36 * max(rows for rows, _ in shapes)
    figure, axes = panels(
        len(arrays), width=sum(widths) / len(arrays), height=height, width_ratios=widths
    )
    told = []
    for panel, (name, array) in zip(axes[0], arrays.items(), strict=True):
        array = np.atleast_2d(np.asarray(array, float))
        spread = max(np.abs(array).max(), 1e-9)
        panel.imshow(array, cmap="PuOr", vmin=-3 * spread, vmax=3 * spread)
        for (row, column), value in np.ndenumerate(array):
            panel.text(column, row, f"{value:.3g}", ha="center", va="center", fontsize=8)
        title = name.replace("_", " ")
        panel.set_title(f"{title}\n{array.shape[0]} × {array.shape[1]}", fontsize=9)
        panel.set(xticks=[], yticks=[])
        panel.spines[:].set_visible(True)
        if marks and name in marks:
            top, left, rows, columns = marks[name]
            corner = left - 0.5, top - 0.5
            panel.add_patch(Rectangle(corner, columns, rows, fill=False, edgecolor=RED, lw=2.5))
        cells = "; ".join(" ".join(f"{value:.3g}" for value in row) for row in array)
        told.append(f"{title}, {array.shape[0]} × {array.shape[1]}: {cells}")
    return describe(figure, f"{'. '.join(told)}.")


def window(image: np.ndarray, kernel: np.ndarray, step: int) -> Figure:
    """Draw one step of a correlation: the window, the kernel, their products, the output so far.

    Parameters
    ----------
    image, kernel : (h, w) arrays
    step : int
        The outputs are counted row by row, from 0.

    Raises
    ------
    KernelError
        If there is no such output, or the kernel is larger than the image.
    """
    image, kernel = np.asarray(image, float), np.asarray(kernel, float)
    result = _correlated(image, kernel)
    if step not in range(result.size):
        raise KernelError(
            f"window: there is no output {step}; take an integer from 0 to {result.size - 1}."
        )
    row, column = divmod(step, result.shape[1])
    under = image[row : row + kernel.shape[0], column : column + kernel.shape[1]]
    so_far = np.where(np.arange(result.size).reshape(result.shape) <= step, result, np.nan)
    figure = numbers(
        {"image": (row, column, *kernel.shape), "output": (row, column, 1, 1)},
        image=image, kernel=kernel, products=under * kernel, output=np.nan_to_num(so_far),
    )  # fmt: skip
    for text, done in zip(figure.axes[-1].texts, ~np.isnan(so_far).ravel(), strict=True):
        text.set_text(text.get_text() if done else "")
    figure.axes[2].set_title(f"products\nsum: {result[row, column]:g}", fontsize=9)
    return describe(
        figure,
        f"Output {step + 1} of {result.size}, at row {row}, column {column}: the products of the "
        f"marked window and the kernel add up to {result[row, column]:g}.",
    )


def explore_window(image: np.ndarray, kernel: np.ndarray) -> None:
    """Explore a correlation step by step."""
    last = _correlated(image, kernel).size - 1
    widgets.explore(
        lambda step: window(image, kernel, step),
        step=ipywidgets.IntSlider(0, 0, last, 1, description="place"),
    )


def seen_through(image: np.ndarray, kernel: str = "spots", stride: int = 1) -> Figure:
    """Draw an image, a kernel, and the image as seen through the kernel.

    Each sum is drawn where the middle of its window lies, so both images have the same axes.

    Parameters
    ----------
    image : (H, W) array
    kernel : str
        A key of KERNELS.
    stride : int, >= 1

    Raises
    ------
    KernelError
        If no kernel has that name, the kernel is larger than the image, or the stride is below 1.
    """
    weights, image = _weights(kernel), np.asarray(image, float)
    if stride not in range(1, 1000):
        raise KernelError(f"seen_through: stride {stride}; take an integer from 1.")
    result = _correlated(image, weights)[::stride, ::stride]
    figure, axes = panels(3, width=3, height=3, width_ratios=[3, 1.6, 3])
    picture(axes[0, 0], image, limits=middle_range(image))
    spread = np.abs(weights).max()
    axes[0, 1].imshow(weights, cmap="PuOr", vmin=-2 * spread, vmax=2 * spread)
    for (row, column), value in np.ndenumerate(weights):
        words = f"{value:.2g}".replace("0.", ".")
        axes[0, 1].text(column, row, words, ha="center", va="center", fontsize=6)
    drawn = picture(axes[0, 2], result, limits=middle_range(result))
    top, left = ((np.array(weights.shape) - 1 - stride) / 2).tolist()  # a sum stands at its middle
    bottom, right = (top + stride * result.shape[0], left + stride * result.shape[1])
    drawn.set_extent((left, right, bottom, top))
    sizes = [f"{rows} × {columns}" for rows, columns in (image.shape, result.shape)]
    axes[0, 0].set_title(f"image, {sizes[0]}")
    axes[0, 1].set(title=kernel, xticks=[], yticks=[])
    axes[0, 1].spines[:].set_visible(True)
    axes[0, 2].set_title(f"stride {stride}, {sizes[1]}")
    return describe(
        figure,
        f"An image of {sizes[0]} pixels, the kernel “{kernel}”, and the image seen through it with "
        f"stride {stride}, {sizes[1]}, values between {result.min():.3g} and {result.max():.3g}.",
    )


def _weights(name):
    """Return the kernel of a name, or raise KernelError."""
    if not isinstance(name, str):
        raise KernelError(
            "a kernel is chosen by its name; add yours to the list first, as in "
            'KERNELS["mine"] = [[0, 1], [1, 0]], and choose "mine".'
        )
    if name not in KERNELS:
        names = ", ".join(f'"{known}"' for known in KERNELS)
        raise KernelError(f"no kernel is called {name!r}; take one of {names}.")
    return np.asarray(KERNELS[name], float)


def _correlated(image, kernel):
    """Return the valid correlation; with a larger kernel SciPy would silently swap the two."""
    image, kernel = np.asarray(image, float), np.asarray(kernel, float)
    if image.ndim != 2 or kernel.ndim != 2 or min(np.subtract(image.shape, kernel.shape)) < 0:
        raise KernelError(
            f"a kernel of shape {kernel.shape} does not fit into an image of shape {image.shape}; "
            "give both as (rows, columns), and the kernel no larger than the image."
        )
    return correlate2d(image, kernel, "valid")


def explore(image: np.ndarray, kernel: str = "spots") -> None:
    """Explore kernels and strides on an image, starting with the named kernel."""
    _weights(kernel)
    widgets.explore(
        lambda **values: seen_through(image, **values),
        kernel=ipywidgets.Dropdown(options=list(KERNELS), value=kernel, description="kernel"),
        stride=ipywidgets.IntSlider(1, 1, 5, 1, description="stride", continuous_update=False),
    )


def feature_maps(image: np.ndarray, kernels: np.ndarray, maps: np.ndarray) -> Figure:
    """Draw an image, the kernels of a layer, and below each kernel the map it makes of the image.

    Positive weights are purple; negative ones are orange and carry a minus sign.

    Parameters
    ----------
    image : (H, W) array
    kernels : (h, w, n) array
    maps : (H', W', n) array
    """
    kernels, maps = np.asarray(kernels), np.asarray(maps)
    count = kernels.shape[-1]
    figure, axes = panels(count + 1, 2, width=9.6 / (count + 1), height=1.3)
    spread, top = np.abs(kernels).max(), maps.max()
    axes[0, 0].imshow(image, cmap="gray_r")
    axes[0, 0].set_title("image", fontsize=8)
    for number in range(count):
        axes[0, number + 1].imshow(kernels[..., number], cmap="PuOr", vmin=-spread, vmax=spread)
        axes[1, number + 1].imshow(maps[..., number], cmap="gray_r", vmin=0, vmax=top)
        for row, column in zip(*np.nonzero(kernels[..., number] < 0), strict=True):
            axes[0, number + 1].text(column, row, "−", ha="center", va="center", fontsize=8)
        axes[0, number + 1].set_title(f"filter {number}", fontsize=8)
        axes[1, number + 1].set_title(f"map {number}", fontsize=8)
    for panel in axes.ravel():
        panel.set_axis_off()
    told = ", ".join(f"map {n} up to {maps[..., n].max():.2g}" for n in range(count))
    return describe(
        figure, f"An image, {count} filters, and the map that each makes of it: {told}."
    )
