"""Where the windows of convolutions and poolings lie."""

from tinyml_kit.graph.graph import GraphError


def window_sizes(sizes, window, options):
    """Return how many windows fit along each axis.

    Parameters
    ----------
    sizes : tuple of int, the input's height and width
    window : tuple of int, the filter's
    options : dict with stride, padding, and dilation or none

    Raises
    ------
    GraphError
        If not one window fits.
    """
    counts = []
    for size, reach, stride in zip(sizes, _reach(window, options), options["stride"], strict=True):
        free = size - 1 if options["padding"] == "SAME" else size - reach
        if free < 0:
            raise GraphError(f"a window of {reach} does not fit into {size} without padding")
        counts.append(free // stride + 1)
    return tuple(counts)


def padding_before(sizes, window, options):
    """Return how far the first window sticks out above and to the left, in elements.

    With SAME, what the windows need beyond the input is halved; the odd one goes to the end.
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
    """Return how far apart a dilated window's first and last elements are, plus one."""
    dilation = options.get("dilation", (1, 1))
    return tuple((size - 1) * step + 1 for size, step in zip(window, dilation, strict=True))
