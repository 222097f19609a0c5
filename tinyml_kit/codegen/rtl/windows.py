"""Layers that slide a window over an image, as numbers: what a circuit has to compute.

A convolution, a depthwise one, a pooling and a dense layer (an image of one pixel) are all of this
kind: for each output pixel, the numbers of a window are read and become one sum for each filter.
"""

from dataclasses import dataclass

import numpy as np

from tinyml_kit.codegen.lowering.exact_scaling import (
    Curve,
    ExactScaling,
    averages,
    exact_scaling,
    requantized,
)
from tinyml_kit.codegen.lowering.ranges import bounds
from tinyml_kit.ops.layer import ExportError, Layer

INT8 = (-128, 127)


@dataclass(frozen=True)
class Pool:
    """A pooling behind a layer, before its sums are requantised.

    cut : whether the last window of a row or of the image may be smaller
    """

    height: int
    width: int
    cut: bool
    out_height: int
    out_width: int


@dataclass(frozen=True)
class Windows:
    """One layer.

    layer : the Layer that it computes
    kind : "dot", sums of numbers times weights, or "largest", the largest number
    height, width, channels : of the image with its frame of zero points
    top, left, image_height, image_width : where in it the input lies
    zero : the frame's number
    kernel, stride, dilation : (vertical, horizontal)
    out_height, out_width : windows that are computed
    weights : (filters, kernel height, kernel width, inputs) int8; a filter sees `inputs` channels
    biases : (filters,) int64
    groups : in how many groups channels and filters fall; each sees its own channels
    scaling : ExactScaling from sums to outputs
    lowest, highest : int, the bounds of all sums
    clips : whether negative sums give the same output as 0, as before a ReLU: they count as 0
    pool : Pool or None
    """

    layer: Layer
    kind: str
    height: int
    width: int
    channels: int
    top: int
    left: int
    image_height: int
    image_width: int
    zero: int
    kernel: tuple[int, int]
    stride: tuple[int, int]
    dilation: tuple[int, int]
    out_height: int
    out_width: int
    weights: np.ndarray
    biases: np.ndarray
    groups: int
    scaling: ExactScaling
    lowest: int
    highest: int
    clips: bool = False
    pool: Pool | None = None

    @property
    def filters(self) -> int:
        """Return the number of output channels."""
        return len(self.weights)

    @property
    def reach(self) -> tuple[int, int]:
        """Return how many rows and columns of the image a window spans."""
        (height, width), (down, right) = self.kernel, self.dilation
        return (height - 1) * down + 1, (width - 1) * right + 1

    @property
    def padded(self) -> bool:
        """Tell whether the image has a frame."""
        return (self.height, self.width) != (self.image_height, self.image_width)

    @property
    def sum_bits(self) -> int:
        """Return the bits that hold every sum, sign included."""
        return max(signed_bits(self.lowest), signed_bits(self.highest))

    @property
    def kept_bits(self) -> int:
        """Return the bits of a sum that is requantised: without a sign where negative ones clip."""
        return max(1, self.highest.bit_length()) if self.clips else self.sum_bits

    @property
    def pixels_out(self) -> int:
        """Return how many pixels leave."""
        if self.pool:
            return self.pool.out_height * self.pool.out_width
        return self.out_height * self.out_width

    @property
    def same_weights(self) -> bool:
        """Tell whether all weights are the same number, as those of an average are."""
        return bool((self.weights == self.weights.flat[0]).all())

    @property
    def limits(self) -> tuple[int, int]:
        """Return the range of the outputs."""
        return self.scaling.low, self.scaling.high


def signed_bits(number: int) -> int:
    """Return how many bits hold a number, sign included."""
    return (number if number >= 0 else ~number).bit_length() + 1


def weighted(layer: Layer, limits: tuple[int, int] = INT8) -> Windows:
    """Return the Windows of a convolution, depthwise convolution or dense layer.

    Parameters
    ----------
    layer : of CONV_2D, DEPTHWISE_CONV_2D or FULLY_CONNECTED, int8; a MAX_POOL_2D may be fused
    limits : the range of its inputs

    Raises
    ------
    ExportError
        If its sums may not fit into 32 bits.
    """
    if layer.sizes["WRAPS"]:
        raise ExportError("a sum of it may need more than 32 bits.")
    weights = layer.constants["weights"].values
    biases = layer.constants["bias"].values.astype(np.int64)
    groups = 1
    if layer.kernel == "fully_connected":
        weights = weights[:, None, None, :]
        geometry = _one_pixel(layer.sizes["INPUTS"])
    else:
        geometry = _geometry(layer, layer.sizes["ZERO_POINT"])
        if layer.kernel == "depthwise_conv_2d":
            weights = np.moveaxis(weights[0], 2, 0)[..., None]
            groups = geometry["channels"]
        else:
            groups = geometry["channels"] // weights.shape[3]
    low, high = min(limits[0], geometry["zero"]), max(limits[1], geometry["zero"])
    lowest, highest = bounds(weights.reshape(len(weights), -1), biases, low, high)
    sizes = layer.sizes
    clips = bool(sizes["OUTPUT_OFFSET"] <= sizes["LOW"] and highest.max() >= 0 > lowest.min())
    ends = (np.maximum(lowest, 0), np.maximum(highest, 0)) if clips else (lowest, highest)
    scaling = exact_scaling(
        requantized(layer.scalings["output"], *ends),
        sizes["OUTPUT_OFFSET"], sizes["LOW"], sizes["HIGH"],
    )  # fmt: skip
    return Windows(
        layer, "dot", weights=weights, biases=biases, groups=groups, scaling=scaling,
        lowest=int(lowest.min()), highest=int(highest.max()), clips=clips, pool=_pool(sizes),
        **geometry,
    )  # fmt: skip


def pooling(layer: Layer, limits: tuple[int, int] = INT8) -> Windows:
    """Return the Windows of a MAX_POOL_2D or AVERAGE_POOL_2D that stands alone.

    Raises
    ------
    ExportError
        If windows of an average stick out of the image: they would be divided by other numbers.
    """
    largest = layer.kernel == "max_pool_2d"
    geometry = _geometry(layer, INT8[0])
    channels, kernel = geometry["channels"], geometry["kernel"]
    count = kernel[0] * kernel[1]
    if layer.sizes["PADDED"] and not largest:
        raise ExportError("a window of its average sticks out of the image; use padding VALID.")
    if largest:
        lowest, highest = INT8
        curves = [Curve(lambda sums: sums, 1.0, lowest, highest)] * channels
    else:
        lowest, highest = count * limits[0], count * limits[1]
        curves = averages(count, channels, lowest, highest)
    scaling = exact_scaling(curves, 0, layer.sizes["LOW"], layer.sizes["HIGH"])
    return Windows(
        layer, "largest" if largest else "dot",
        weights=np.ones((channels, *kernel, 1), np.int8), biases=np.zeros(channels, np.int64),
        groups=channels, scaling=scaling, lowest=lowest, highest=highest, **geometry,
    )  # fmt: skip


def mean(layer: Layer, limits: tuple[int, int] = INT8) -> Windows:
    """Return the Windows of a MEAN over all pixels of an image: one window of ones over all of it.

    Raises
    ------
    ExportError
        If the mean is over other axes, or its sums may not fit into 32 bits.
    """
    sizes = layer.sizes
    if (sizes["OUTER"], sizes["MIDDLE"], sizes["SECOND"]) != (1, 1, 1):
        raise ExportError("its mean is over other axes than height and width together.")
    pixels, channels = sizes["FIRST"], sizes["INNER"]
    offset = int(layer.values["offset"])
    lowest, highest = pixels * limits[0] + offset, pixels * limits[1] + offset
    each = np.full(channels, lowest), np.full(channels, highest)
    scaling = exact_scaling(
        requantized(layer.scalings["output"], *each),
        sizes["OUTPUT_OFFSET"], sizes["LOW"], sizes["HIGH"],
    )  # fmt: skip
    return Windows(
        layer, "dot", height=pixels, width=1, channels=channels,
        top=0, left=0, image_height=pixels, image_width=1, zero=0,
        kernel=(pixels, 1), stride=(1, 1), dilation=(1, 1), out_height=1, out_width=1,
        weights=np.ones((channels, pixels, 1, 1), np.int8),
        biases=np.full(channels, offset, np.int64),
        groups=channels, scaling=scaling, lowest=lowest, highest=highest,
    )  # fmt: skip


def _one_pixel(inputs):
    """Return the geometry of a dense layer: a window of one pixel over an image of one."""
    ones = dict(height=1, width=1, image_height=1, image_width=1, out_height=1, out_width=1)
    pairs = dict(kernel=(1, 1), stride=(1, 1), dilation=(1, 1))
    return dict(channels=inputs, top=0, left=0, zero=0, **ones, **pairs)


def _geometry(layer, zero):
    """Return where the windows of a layer lie; the frame reaches as far as they do."""
    sizes = layer.sizes
    axes = ("HEIGHT", "WIDTH")
    before = {"HEIGHT": sizes["PAD_TOP"], "WIDTH": sizes["PAD_LEFT"]}
    whole = {}
    for axis in axes:
        reach = (sizes[f"FILTER_{axis}"] - 1) * sizes[f"DILATION_{axis}"] + 1
        needed = (sizes[f"OUT_{axis}"] - 1) * sizes[f"STRIDE_{axis}"] + reach
        whole[axis] = max(needed, before[axis] + sizes[f"IN_{axis}"])
    padded = any(whole[axis] != sizes[f"IN_{axis}"] for axis in axes)
    return dict(
        height=whole["HEIGHT"], width=whole["WIDTH"], channels=sizes["IN_CHANNELS"],
        top=sizes["PAD_TOP"], left=sizes["PAD_LEFT"],
        image_height=sizes["IN_HEIGHT"], image_width=sizes["IN_WIDTH"],
        zero=zero if padded else 0,
        out_height=sizes["OUT_HEIGHT"], out_width=sizes["OUT_WIDTH"],
        **{
            name: tuple(sizes[f"{word}_{axis}"] for axis in axes)
            for name, word in (("kernel", "FILTER"), ("stride", "STRIDE"), ("dilation", "DILATION"))
        },
    )  # fmt: skip


def _pool(sizes):
    if "POOL_HEIGHT" not in sizes:
        return None
    return Pool(
        sizes["POOL_HEIGHT"], sizes["POOL_WIDTH"], bool(sizes["POOL_CUT"]),
        sizes["POOLED_HEIGHT"], sizes["POOLED_WIDTH"],
    )  # fmt: skip
