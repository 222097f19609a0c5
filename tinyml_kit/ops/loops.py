"""Shapes as loops need them: windows over images, sums over axes, operands that are repeated."""

from math import prod

from tinyml_kit.graph.model import Tensor
from tinyml_kit.ops.layer import ExportError

# The most channels that are computed together: they fill some vector registers of a computer, and
# not too much memory of a small chip.
LARGEST_BLOCK = 16


def block(channels: int, multiple: int = 1) -> int:
    """Return how many output channels are computed together: at most LARGEST_BLOCK.

    It divides the channels, and is a multiple of `multiple`, the channels that look at one input.
    """
    sizes = range(multiple, LARGEST_BLOCK + 1, multiple)
    return max((n for n in sizes if channels % n == 0), default=multiple)


def window_loops(
    x: Tensor, out: Tensor, filter_sizes: tuple, options: dict, padding: tuple
) -> dict[str, int]:
    """Return the sizes of an operator that slides a window over an image.

    IN_, OUT_ and FILTER_HEIGHT and _WIDTH, IN_ and OUT_CHANNELS, STRIDE_, DILATION_; PAD_TOP and
    PAD_LEFT, how far the first window sticks out; PADDED, 1 where any window does; DILATED.
    """
    _, in_height, in_width, in_channels = x.shape
    _, out_height, out_width, out_channels = out.shape
    (height, width), (top, left) = filter_sizes, padding
    strides, dilations = options["stride"], options.get("dilation", (1, 1))
    reach = [(size - 1) * step + 1 for size, step in zip(filter_sizes, dilations, strict=True)]
    beyond = (out_height - 1) * strides[0] - top + reach[0] > in_height or (
        out_width - 1
    ) * strides[1] - left + reach[1] > in_width
    return {
        "IN_HEIGHT": in_height,
        "IN_WIDTH": in_width,
        "IN_CHANNELS": in_channels,
        "OUT_HEIGHT": out_height,
        "OUT_WIDTH": out_width,
        "OUT_CHANNELS": out_channels,
        "FILTER_HEIGHT": height,
        "FILTER_WIDTH": width,
        "STRIDE_HEIGHT": strides[0],
        "STRIDE_WIDTH": strides[1],
        "DILATION_HEIGHT": dilations[0],
        "DILATION_WIDTH": dilations[1],
        "PAD_TOP": top,
        "PAD_LEFT": left,
        "PADDED": int(bool(top or left or beyond)),
        "DILATED": int(dilations != (1, 1)),
    }


def reduction(shape: tuple, axes: tuple) -> dict[str, int]:
    """Return the sizes of five loops that sum over some axes of a shape.

    The sums are over FIRST and SECOND; OUTER, MIDDLE and INNER are kept.

    Raises
    ------
    ExportError
        If the axes form more than two groups, with other axes between them.
    """
    kinds, sizes = ["kept"], [1]
    for axis, size in enumerate(shape):
        kind = "summed" if axis in axes else "kept"
        if size == 1:
            continue
        if kinds[-1] == kind:
            sizes[-1] *= size
        else:
            kinds.append(kind)
            sizes.append(size)
    names = ("OUTER", "FIRST", "MIDDLE", "SECOND", "INNER")
    if len(sizes) > len(names):
        raise ExportError(f"its axes {axes} lie in more than two places; transpose the input.")
    if len(sizes) < 4:  # one group of axes is summed: the last size, if there is one, is INNER
        sizes = [*sizes[:2], 1, 1, *sizes[2:]] if len(sizes) > 1 else [*sizes, 1, 1, 1]
    return dict(zip(names, sizes + [1] * (5 - len(sizes)), strict=True))


def broadcast_steps(operand: tuple) -> tuple[int, ...]:
    """Return an operand's steps along the four axes of an output; 0 where it is repeated."""
    sizes = four_sizes(operand)
    return tuple(0 if size == 1 else prod(sizes[at + 1 :]) for at, size in enumerate(sizes))


def four_sizes(shape: tuple) -> tuple[int, ...]:
    """Return a shape with sizes of 1 put in front, so that there are four."""
    return (1,) * (4 - len(shape)) + tuple(shape)
