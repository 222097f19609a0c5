"""Noise in the bands of a spectrum: estimated over time and subtracted, and a gain against it.

| operator | inputs | options | parameters |
|---|---|---|---|
| SIGNAL_FILTER_BANK_SPECTRAL_SUBTRACTION | x (n) uint32; outputs: y, noise (n) uint32, which the \
kit keeps as state and lists as an input, too | those of LIMITS | none |
| SIGNAL_PCAN | x, noise (n) uint32, gains (125 or more) int16; output: (n) uint32 | snr_shift, \
gains | none |

The noise of a band is a moving average, with one pace for even bands and another for odd ones; it
has `smoothing_bits` more bits than the input. What is left is at least a share of the input.

SIGNAL_PCAN multiplies by a gain that is the smaller the louder the noise is, from a table with a
parabola between every two powers of two, and compresses the product, as a square root would.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import custom
from tinyml_kit.ops.layer import Constant, Layer, make_layer
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import INT16, require_rank, require_shape, require_types

_POSITIVE, _BITS = (0, 2**31 - 1), (0, 31)
LIMITS = {
    "alternate_one_minus_smoothing": _POSITIVE,
    "alternate_smoothing": _POSITIVE,
    "clamping": (0, 1),
    "min_signal_remaining": _POSITIVE,
    "num_channels": (1, 1024),
    "one_minus_smoothing": _POSITIVE,
    "smoothing": _POSITIVE,
    "smoothing_bits": _BITS,
    "spectral_subtraction_bits": _BITS,
}
# The table has three numbers for each power of two, four apart.
FEWEST_GAINS = 125
_LOW = 2**32 - 1


def subtraction_options(settings: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options; those of the file are `settings`."""
    return custom.integers(settings, **LIMITS)


def check_subtraction(options: Options, x: Tensor, state: Tensor, out: Tensor, new: Tensor) -> None:
    """Check types and shapes."""
    require_types((x, out, new), ("uint32",) * 3)
    require_shape(x, (options["num_channels"],))
    for tensor in (out, new):
        require_shape(tensor, x.shape)


def subtraction(
    params: Params, options: Options, shape: Shape, x: Array, old: Array
) -> list[Array]:
    """Average the noise of each band, and subtract it."""
    bits, spread = np.uint64(options["spectral_subtraction_bits"]), options["smoothing_bits"]
    wide = x.astype(np.uint64)
    raised = (wide << np.uint64(spread)) & np.uint64(_LOW)
    odd = np.arange(x.shape[-1]) % 2 == 1
    new_share, old_share = (
        np.asarray(np.where(odd, options[f"alternate_{name}"], options[name]), np.uint64)
        for name in ("smoothing", "one_minus_smoothing")
    )
    noise = ((raised * new_share + old.astype(np.uint64) * old_share) >> bits) & np.uint64(_LOW)
    taken = np.minimum(noise, raised)
    least = ((wide * np.uint64(options["min_signal_remaining"])) >> bits) & np.uint64(_LOW)
    left = np.maximum((raised - taken) >> np.uint64(spread), least)
    kept = taken if options["clamping"] else noise
    return [left.astype(np.uint32), kept.astype(np.uint32)]


def lower_subtraction(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer, which reads the input, and writes the output and the noise.

    Sizes: SIZE, CLAMPING, SMOOTHING_BITS, BITS; values: smoothing, one_minus_smoothing, the same
    with alternate_ in front, and least.
    """
    options = operator.options
    sizes = {
        "SIZE": options["num_channels"],
        "CLAMPING": options["clamping"],
        "SMOOTHING_BITS": options["smoothing_bits"],
        "BITS": options["spectral_subtraction_bits"],
    }
    paces = ("smoothing", "one_minus_smoothing")
    values = {
        f"{which}{name}": options[f"{which}{name}"]
        for which in ("", "alternate_")
        for name in paces
    }
    values["least"] = options["min_signal_remaining"]
    return make_layer(graph, operator, sizes, element="any", values=values)


def pcan_options(settings: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options."""
    options: Options = custom.integers(settings, snr_shift=(0, 63))
    gains = constant(2)
    if gains.dtype != INT16 or gains.ndim != 1 or gains.size < FEWEST_GAINS:
        found = f"{gains.dtype} of shape {gains.shape}"
        raise GraphError(f"its gains are {found}, not a row of at least {FEWEST_GAINS} int16")
    return {**options, "gains": gains}


def check_pcan(options: Options, x: Tensor, noise: Tensor, out: Tensor) -> None:
    """Check types and shapes."""
    require_types((x, noise, out), ("uint32",) * 3)
    require_rank(x, 1)
    for tensor in (noise, out):
        require_shape(tensor, x.shape)


def pcan(params: Params, options: Options, shape: Shape, x: Array, noise: Array) -> Array:
    """Look the gain up, multiply and compress."""
    gains = _gains(noise, options["gains"])
    product = (x.astype(np.uint64) * gains) >> np.uint64(options["snr_shift"])
    ratio = product & np.uint64(_LOW)
    squared = (ratio * ratio) >> np.uint64(20)
    return np.where(ratio < 2 << 12, squared, (ratio >> np.uint64(6)) - np.uint64(64)).astype("u4")


def _gains(noise, table):
    """Return gains modulo 2^32, from a table for 0, 1, 2 and then for each power of two."""
    level = noise.astype(np.int64)
    bits = np.frexp(level.astype(np.float64))[1].astype(np.int64)  # exact: float64 has 53 bits
    place = np.where(level > 2, 4 * bits - 6, 0)
    part = (level << 11 >> bits) & 1023
    first, slope, bend = (table[place + k].astype(np.int64) for k in range(3))
    rise = _int32((bend * part >> 5) + (slope << 5)) * part
    value = (_int32(_int32(rise) + 2**14) >> 15) + first
    gain = np.where(level > 2, value.astype(np.int16), table[np.minimum(level, 2)])
    return (gain.astype(np.int64) & _LOW).astype(np.uint64)


def _int32(value):
    return value.astype(np.int32).astype(np.int64)


def lower_pcan(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer; sizes: SIZE, SNR_SHIFT; constant: gains."""
    options = operator.options
    sizes = {"SIZE": graph.tensors[operator.inputs[0]].size, "SNR_SHIFT": options["snr_shift"]}
    constants = {"gains": Constant(options["gains"], "gains, four numbers a power of two", 4)}
    return make_layer(
        graph, operator, sizes, element="any", inputs=operator.inputs, constants=constants
    )


SPECS = (
    OperatorSpec(
        "SIGNAL_FILTER_BANK_SPECTRAL_SUBTRACTION",
        version=1,
        inputs=(1, 1),
        outputs=(2, 2),
        check=check_subtraction,
        lower=lower_subtraction,
        int8=None,
        float32=None,
        unsigned=subtraction,
        custom="SignalFilterBankSpectralSubtraction",
        options=subtraction_options,
        kept=1,
    ),
    OperatorSpec(
        "SIGNAL_PCAN",
        version=1,
        inputs=(3, 3),
        check=check_pcan,
        lower=lower_pcan,
        int8=None,
        float32=None,
        unsigned=pcan,
        custom="SignalPCAN",
        options=pcan_options,
        data_inputs=2,
    ),
)
