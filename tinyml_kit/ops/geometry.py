"""Where the windows of convolutions and poolings lie in an image."""

from collections.abc import Iterator, Sequence

from tinyml_kit.graph.model import GraphError


def window_sizes(sizes: Sequence[int], window: Sequence[int], options: dict) -> tuple[int, ...]:
    """Return how many windows fit along each axis.

    Parameters
    ----------
    sizes : (int, int), the input's height and width
    window : (int, int), the filter's height and width
    options : dict with stride, padding, and dilation if there is any

    Raises
    ------
    GraphError
        If not even one window fits.
    """
    counts = []
    for size, reach, stride in zip(sizes, _reach(window, options), options["stride"], strict=True):
        free = size - 1 if options["padding"] == "SAME" else size - reach
        if free < 0:
            raise GraphError(f"a window of {reach} does not fit into {size} without padding")
        counts.append(free // stride + 1)
    return tuple(counts)


def padding_before(sizes: Sequence[int], window: Sequence[int], options: dict) -> tuple[int, ...]:
    """Return how far the first window sticks out above and to the left, in elements.

    With SAME, the padding is halved; if it is odd, the larger half comes after the input.
    """
    if options["padding"] == "VALID":
        return (0, 0)
    counts = window_sizes(sizes, window, options)
    return tuple(
        max(0, (count - 1) * stride + reach - size) // 2
        for size, reach, stride, count in zip(
            sizes, _reach(window, options), options["stride"], counts, strict=True
        )
    )


def _reach(window, options):
    """Return how many elements of the input a dilated window covers along each axis."""
    dilation = options.get("dilation", (1, 1))
    return tuple((size - 1) * step + 1 for size, step in zip(window, dilation, strict=True))


def taps(
    sizes: Sequence[int],
    counts: Sequence[int],
    window: Sequence[int],
    options: dict,
    padding: Sequence[int],
) -> Iterator[tuple[int, int, tuple, tuple]]:
    """Yield, for each element of a window, where it lies in the input as the window moves.

    Parameters
    ----------
    sizes, counts : (int, int), the height and width of the input and of the output
    window : (int, int), the filter's
    options : dict with stride, and dilation if there is any
    padding : (int, int), from `padding_before`

    Yields
    ------
    row, column : int, the element of the window
    there, here : indices of the input's elements that it meets inside the image, and of the
        outputs that use them, both into arrays (batch, height, width, channels)
    """
    dilation = options.get("dilation", (1, 1))
    axes = [
        _inside(size, count, reach, stride, step, before)
        for size, count, reach, stride, step, before in zip(
            sizes, counts, window, options["stride"], dilation, padding, strict=True
        )
    ]
    for row, rows_there, rows_here in axes[0]:
        for column, columns_there, columns_here in axes[1]:
            there = slice(None), rows_there, columns_there
            yield row, column, there, (slice(None), rows_here, columns_here)


def _inside(size, count, window, stride, dilation, padding):
    """Return [(element, slice of the input, slice of the output)] along one axis."""
    found = []
    first = max(0, -((count - 1) * stride - padding) // dilation)
    last = min(window - 1, (size - 1 + padding) // dilation)
    for element in range(first, last + 1):
        # Output k sees the input at start + k · stride.
        start = element * dilation - padding
        low, high = max(0, -(start // stride)), min(count - 1, (size - 1 - start) // stride)
        if low <= high:
            there = slice(start + low * stride, start + high * stride + 1, stride)
            found.append((element, there, slice(low, high + 1)))
    return found
