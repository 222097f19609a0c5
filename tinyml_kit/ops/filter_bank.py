"""A spectrum summed up in bands, and the square root and the logarithm of the sums.

| operator | inputs | options | parameters |
|---|---|---|---|
| SIGNAL_FILTER_BANK | x (n) uint32, weights, unweights (w), frequency_starts, weight_starts, \
widths (num_channels + 1), all int16; output: (num_channels) uint64 | num_channels, the constants \
| none |
| SIGNAL_FILTER_BANK_SQUARE_ROOT | x (n) uint64, bits int32; output: (n) uint32 | none | none |
| SIGNAL_FILTER_BANK_LOG | x (n) uint32; output: (n) int16 | input_correction_bits, output_scale | \
none |

Bands are triangles that overlap: each energy belongs to the falling side of one band by its
unweight, and to the rising side of the next one by its weight. The first rising side is dropped.

A root is rounded to the nearest integer, but not above 65535 for numbers below 2^32; it is shifted
to the right by `bits`. The logarithm is the natural one, in steps of 1 / output_scale.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import custom
from tinyml_kit.ops.layer import Constant, Layer, make_layer
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import INT16, require_rank, require_shape, require_types

# What the constants of a filter bank are, in the order of its inputs.
CONSTANTS = {
    "weights": "each energy's share in the band that begins with it",
    "unweights": "each energy's share in the band that ends with it",
    "frequency_starts": "the first energy of each band",
    "weight_starts": "the place of its weight",
    "widths": "how many energies belong to it",
}
MOST_CHANNELS = 1024
# The logarithm of 2 and what it is multiplied with have 16 bits behind the point.
LOG_OF_2 = 45426
SEGMENT_BITS = 7


def bank_options(settings: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options; those of the file are `settings`."""
    options: Options = custom.integers(settings, num_channels=(1, MOST_CHANNELS))
    for place, name in enumerate(CONSTANTS):
        data = constant(place + 1)
        if data.dtype != INT16 or data.ndim != 1:
            kind = f"{data.dtype} of shape {data.shape}"
            raise GraphError(f"its {name.replace('_', ' ')} are {kind}, not a row of int16")
        options[name] = data
    return options


def check_bank(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types, shapes, and that no band leaves the spectrum or the weights."""
    require_types((x, out), ("uint32", "uint64"))
    require_rank(x, 1)
    channels = options["num_channels"]
    require_shape(out, (channels,))
    for name in ("frequency_starts", "weight_starts", "widths"):
        if len(options[name]) != channels + 1:
            found = f"{len(options[name])} {name.replace('_', ' ')}"
            raise GraphError(f"it has {found}, expected {channels + 1}")
    weights = min(len(options["weights"]), len(options["unweights"]))
    for first, at, width in _bands(options):
        if width > 0 and (min(first, at) < 0 or first + width > x.size or at + width > weights):
            raise GraphError(f"a band of {width} from energy {first} and weight {at} leaves them")


def _bands(options):
    names = ("frequency_starts", "weight_starts", "widths")
    return zip(*(options[name].tolist() for name in names), strict=True)


def bank(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Add up the energies of each band, modulo 2^64; x may hold many spectra, (…, n)."""
    shares = (options["weights"], options["unweights"])
    # Negative weights count modulo 2^64, too.
    rising, falling = (share.astype(np.int64).astype(np.uint64) for share in shares)
    bands = (*x.shape[:-1], len(options["widths"]))
    rises, falls = (np.zeros(bands, np.uint64) for _ in shares)
    for place, (first, at, width) in enumerate(_bands(options)):
        if width > 0:
            energies = x[..., first : first + width].astype(np.uint64)
            rises[..., place] = energies @ rising[at : at + width]
            falls[..., place] = energies @ falling[at : at + width]
    return rises[..., 1:] + falls[..., :-1]


def lower_bank(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer; sizes: CHANNELS; constants: those of CONSTANTS."""
    options = operator.options
    constants = {name: Constant(options[name], note) for name, note in CONSTANTS.items()}
    sizes = {"CHANNELS": options["num_channels"]}
    return make_layer(graph, operator, sizes, element="any", constants=constants)


def check_root(options: Options, x: Tensor, bits: Tensor, out: Tensor) -> None:
    """Check types and shapes."""
    require_types((x, bits, out), ("uint64", "int32", "uint32"))
    require_rank(x, 1)
    require_shape(out, x.shape)
    if bits.size != 1:
        raise GraphError(f"its shift, tensor {bits.index}, has shape {bits.shape}, expected ()")


def square_root(params: Params, options: Options, shape: Shape, x: Array, bits: Array) -> Array:
    """Return the rounded roots, shifted to the right by the lowest five bits of `bits`.

    For many rows, (…, n), there is one shift for each, or one for all.
    """
    shifts = np.asarray(bits, np.int64) & 31
    return _roots(x) >> shifts.reshape(*shifts.shape[: x.ndim - 1], 1).astype(np.uint32)


def _roots(x):
    one = np.uint64(1)
    root = np.minimum(np.sqrt(x.astype(np.float64)), 2**32 - 1).astype(np.uint64)
    # float64 has 53 bits of 64, so the floor of its root may be one off.
    root -= root * root > x
    root += (x - root * root > root + root) & (root < 2**32 - 1)
    largest = np.where(x < 2**32, 2**16 - 1, 2**32 - 1).astype(np.uint64)
    return np.where((x - root * root > root) & (root != largest), root + one, root).astype("u4")


def lower_root(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer; sizes: SIZE."""
    sizes = {"SIZE": graph.tensors[operator.inputs[0]].size}
    return make_layer(graph, operator, sizes, element="any", inputs=operator.inputs)


def log_options(settings: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options."""
    limits = {"input_correction_bits": (0, 31), "output_scale": (0, 2**31 - 1)}
    return custom.integers(settings, **limits)


def check_log(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types and shapes."""
    require_types((x, out), ("uint32", "int16"))
    require_rank(x, 1)
    require_shape(out, x.shape)


def curvature() -> Array:
    """Return how far log2(1 + k / 128) lies above k / 128, times 2^16, (129,) int16."""
    k = np.arange(2**SEGMENT_BITS + 1) / 2**SEGMENT_BITS
    return np.rint(2**16 * (np.log2(1 + k) - k)).astype(np.int16)


def logarithm(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Return logarithms by a table, from which the interpreter hardly interpolates."""
    shifted = (x.astype(np.int64) << options["input_correction_bits"]) & (2**32 - 1)
    scaled = np.maximum(shifted, 1)
    exponent = np.frexp(scaled.astype(np.float64))[1].astype(np.int64) - 1
    fraction = ((scaled - (1 << exponent)) << 16) >> exponent
    table, segment = curvature().astype(np.int64), fraction >> (16 - SEGMENT_BITS)
    rise = table[np.minimum(segment + 1, 2**SEGMENT_BITS)] - table[segment]
    between = (rise * (fraction & (2 ** (16 - SEGMENT_BITS) - 1))) >> 16
    log2 = (exponent << 16) + fraction + table[segment] + between
    natural = (LOG_OF_2 * log2 + 2**15) >> 16
    steps = ((options["output_scale"] * natural + 2**15) & (2**32 - 1)) >> 16
    return np.where(shifted > 1, np.minimum(steps, 2**15 - 1), 0).astype(np.int16)


def lower_log(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer; sizes: SIZE, CORRECTION_BITS; value: scale; constant: curvature (129,)."""
    sizes = {
        "SIZE": graph.tensors[operator.inputs[0]].size,
        "CORRECTION_BITS": operator.options["input_correction_bits"],
    }
    note = "how far log2(1 + k / 128) lies above k / 128, times 65536"
    return make_layer(
        graph,
        operator,
        sizes,
        element="any",
        values={"scale": operator.options["output_scale"]},
        constants={"curvature": Constant(curvature(), note)},
    )


def _spec(name, inputs, check, lower, reference, options, data_inputs=1):
    return OperatorSpec(
        name,
        version=1,
        inputs=(inputs, inputs),
        check=check,
        lower=lower,
        int8=None,
        float32=None,
        unsigned=reference,
        custom=name.title().replace("_", ""),
        options=options,
        data_inputs=data_inputs,
    )


SPECS = (
    _spec("SIGNAL_FILTER_BANK", 6, check_bank, lower_bank, bank, bank_options),
    _spec(
        "SIGNAL_FILTER_BANK_SQUARE_ROOT",
        2,
        check_root,
        lower_root,
        square_root,
        custom.no_settings,
        2,
    ),
    _spec("SIGNAL_FILTER_BANK_LOG", 1, check_log, lower_log, logarithm, log_options),
)
