"""The spectrum of a frame in 16-bit fixed point, and its energy.

| operator | inputs | options | parameters |
|---|---|---|---|
| SIGNAL_FFT_AUTO_SCALE | x int16; outputs: y int16, bits int32 | none | none |
| SIGNAL_RFFT | x (…, n) int16; output: (…, 2 · (fft_length / 2 + 1)) | fft_length | none |
| SIGNAL_IRFFT | x (…, 2 · (fft_length / 2 + 1)) int16; output: (…, fft_length) | fft_length | \
none |
| SIGNAL_ENERGY | x (2 · n) int16; output: (n) uint32 | start_index, end_index | none |

A spectrum is stored as pairs of real and imaginary parts. The transform divides by 2 or 4 before
each stage, so that it gives the spectrum divided by about `fft_length`, and SIGNAL_IRFFT likewise;
sums that exceed 16 bits all the same wrap around, as the interpreter's do. SIGNAL_FFT_AUTO_SCALE
first shifts a frame to the left by as many `bits` as its largest sample leaves free; one of zeros
stays as it is. The size of -32768 is too large for 16 bits and taken for the smallest: samples
before it do not count, as in the interpreter. SIGNAL_ENERGY gives 0 outside its range, where the
interpreter writes nothing.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import custom
from tinyml_kit.ops.layer import Constant, Layer, make_layer
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import require_rank, require_shape, require_types

# TensorType.INT16 of the schema.
TYPE_INT16 = 7
SHORTEST, LONGEST = 16, 4096
ONE = 2**15 - 1


def check_scale(options: Options, x: Tensor, out: Tensor, bits: Tensor) -> None:
    """Check types and shapes."""
    require_types((x, out, bits), ("int16", "int16", "int32"))
    require_rank(x, 1)
    require_shape(out, x.shape)
    if bits.shape:
        raise GraphError(f"its shift, tensor {bits.index}, has shape {bits.shape}, expected ()")


def scale(params: Params, options: Options, shape: Shape, x: Array) -> list[Array]:
    """Shift the frame, or each of many, (…, n), as far to the left as its largest sample allows."""
    frames = x.reshape(-1, x.shape[-1])
    bits = np.array([_free_bits(frame) for frame in frames], np.int32).reshape(x.shape[:-1])
    return [(x << bits[..., np.newaxis]).astype(np.int16), bits]


def _free_bits(frame):
    largest = _largest(frame)
    return 15 - largest.bit_length() if largest > 0 else 0


def _largest(x):
    """Return the size of the largest sample; that of -32768 wraps around to -32768."""
    if x.min() > -(2**15):
        return int(np.abs(x).max())
    largest = 0
    for sample in x.tolist():
        if sample > largest:
            largest = sample
        elif -sample > largest:
            largest = -sample if sample > -(2**15) else sample
    return largest


def lower_scale(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer; sizes: SIZE."""
    return make_layer(graph, operator, {"SIZE": graph.tensors[operator.inputs[0]].size})


def rfft_options(settings: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options."""
    found = custom.integers(settings, T=(TYPE_INT16, TYPE_INT16), fft_length=(SHORTEST, LONGEST))
    length = found["fft_length"]
    if length & (length - 1):
        raise GraphError(f"its fft_length is {length}, expected a power of two")
    return {"fft_length": length}


def check_rfft(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types and shapes."""
    require_types((x, out), ("int16", "int16"))
    length = options["fft_length"]
    if not x.shape or x.shape[-1] > length:
        raise GraphError(f"its input has shape {x.shape}, expected frames of at most {length}")
    require_shape(out, (*x.shape[:-1], length + 2))


def rfft(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Transform even samples as real and odd ones as imaginary parts, then take them apart."""
    points = options["fft_length"] // 2
    frames = x.reshape(-1, x.shape[-1])
    padded = np.zeros((len(frames), 2 * points), np.int16)
    padded[:, : frames.shape[1]] = frames
    packed = _fft(padded.reshape(len(frames), points, 2), twiddles(points))
    out = np.zeros((len(frames), points + 1, 2), np.int16)
    first = _halved(packed[:, 0])
    out[:, 0, 0] = first[:, 0] + first[:, 1]
    out[:, points, 0] = first[:, 0] - first[:, 1]
    near = np.arange(1, points // 2 + 1)
    one, other = _halved(packed[:, near]), _halved(_conjugate(packed[:, points - near]))
    both, apart = one + other, _times(one - other, half_twiddles(points))
    out[:, near] = (both.astype(np.int32) + apart) >> 1
    difference = both.astype(np.int32) - apart
    out[:, points - near] = _conjugate(difference) >> 1
    return out.reshape(shape)


def check_irfft(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types and shapes."""
    require_types((x, out), ("int16", "int16"))
    length = options["fft_length"]
    if not x.shape or x.shape[-1] != length + 2:
        raise GraphError(f"its input has shape {x.shape}, expected spectra of {length + 2} numbers")
    require_shape(out, (*x.shape[:-1], length))


def irfft(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Put the spectra of even and odd samples together, and transform them back."""
    points = options["fft_length"] // 2
    spectra = x.reshape(-1, points + 1, 2)
    packed = np.zeros((len(spectra), points, 2), np.int16)
    ends = spectra[:, 0, 0], spectra[:, points, 0]
    packed[:, 0] = _halved(np.stack([ends[0] + ends[1], ends[0] - ends[1]], axis=-1))
    near = np.arange(1, points // 2 + 1)
    one = _halved(spectra[:, near])
    other = _halved(_conjugate(spectra[:, points - near]))
    both, apart = one + other, _times(one - other, half_twiddles(points, inverse=True))
    packed[:, near] = both + apart
    packed[:, points - near] = _conjugate(both - apart)
    return _fft(packed, twiddles(points, inverse=True), inverse=True).reshape(shape)


def _fft(x, factors, inverse=False):
    """Return the spectrum of (…, n, 2) int16, from those of every fourth, or every second."""
    size = x.shape[-2]
    if size == 1:
        return x
    radix = 4 if size % 4 == 0 else 2
    step, few = len(factors) // size, size // radix
    parts = []
    for q in range(radix):
        part = _rounded(
            _fft(x[..., q::radix, :], factors, inverse).astype(np.int32) * (ONE // radix)
        )
        turns = factors[np.arange(few) * q * step]
        parts.append(_times(part, turns) if q else part)
    if radix == 2:
        return np.concatenate([parts[0] + parts[1], parts[0] - parts[1]], axis=-2)
    even, odd = parts[0] + parts[2], parts[1] + parts[3]
    rest, turned = parts[0] - parts[2], _minus_i(parts[1] - parts[3])
    if inverse:
        turned = -turned
    return np.concatenate([even + odd, rest + turned, even - odd, rest - turned], axis=-2)


def _rounded(products):
    return ((products + 2**14) >> 15).astype(np.int16)


def _halved(x):
    return _rounded(x.astype(np.int32) * (ONE // 2))


def _times(x, factors):
    x, factors = x.astype(np.int32), factors.astype(np.int32)
    real = x[..., 0] * factors[..., 0] - x[..., 1] * factors[..., 1]
    imaginary = x[..., 0] * factors[..., 1] + x[..., 1] * factors[..., 0]
    return _rounded(np.stack([real, imaginary], axis=-1))


def _minus_i(x):
    return np.stack([x[..., 1], -x[..., 0]], axis=-1)


def _conjugate(x):
    return np.stack([x[..., 0], -x[..., 1]], axis=-1)


def _on_circle(angles):
    """Return cosine and sine of angles, (n, 2) int16."""
    both = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    return np.floor(0.5 + ONE * both).astype(np.int16)


def twiddles(points: int, inverse: bool = False) -> Array:
    """Return exp(-2πi k / points) for k below `points`, as (points, 2) int16.

    The inverse transform takes their conjugates, and those of half_twiddles.
    """
    angles = -2 * np.pi * np.arange(points) / points
    return _on_circle(-angles if inverse else angles)


def half_twiddles(points: int, inverse: bool = False) -> Array:
    """Return -i exp(-πi k / points) for k from 1 to points / 2, as (points / 2, 2) int16."""
    angles = -np.pi * (np.arange(1, points // 2 + 1) / points + 0.5)
    return _on_circle(-angles if inverse else angles)


def order(points: int) -> Array:
    """Return which point the transform reads first, second, …, as (points,) int16."""
    read = np.arange(points, dtype=np.int16)

    def sorted_by_digits(x):
        if len(x) == 1:
            return x
        radix = 4 if len(x) % 4 == 0 else 2
        return np.concatenate([sorted_by_digits(x[q::radix]) for q in range(radix)])

    return sorted_by_digits(read)


def lower_rfft(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer.

    Sizes: INPUTS, POINTS, INVERSE, and ODD, whether the number of points is no power of 4;
    constants: order (POINTS,), twiddles (POINTS, 2), half_twiddles (POINTS / 2, 2).
    """
    points = operator.options["fft_length"] // 2
    read = Constant(order(points), "which pair of samples goes to each place")
    return _lower(graph, operator, points, inverse=False, order=read)


def lower_irfft(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer as `lower_rfft` does, with places (POINTS,) in the place of order."""
    points = operator.options["fft_length"] // 2
    places = np.argsort(order(points)).astype(np.int16)
    written = Constant(places, "where each number of the spectrum goes")
    return _lower(graph, operator, points, inverse=True, places=written)


def _lower(graph, operator, points, inverse, **table):
    x = graph.tensors[operator.inputs[0]]
    sizes = {
        "INPUTS": x.shape[-1],
        "POINTS": points,
        "ODD": (points.bit_length() - 1) % 2,
        "INVERSE": int(inverse),
    }
    circle, between = twiddles(points, inverse), half_twiddles(points, inverse)
    constants = table | {
        "twiddles": Constant(circle, "points on the unit circle, times 32767", 2),
        "half_twiddles": Constant(between, "points between them, a quarter on", 2),
    }
    batches = x.size // x.shape[-1]
    return make_layer(graph, operator, sizes, constants=constants, batches=batches)


def energy_options(settings: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options."""
    options = custom.integers(settings, start_index=(0, LONGEST), end_index=(0, LONGEST))
    if options["start_index"] > options["end_index"]:
        raise GraphError(f"its range ends at {options['end_index']}, before its start")
    return options


def check_energy(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types and shapes."""
    require_types((x, out), ("int16", "uint32"))
    require_rank(x, 1)
    require_shape(out, (x.size // 2,))
    if options["end_index"] > out.size:
        raise GraphError(f"its range ends at {options['end_index']} of {out.size}")


def energy(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Add up the squares of real and imaginary parts."""
    here = slice(options["start_index"], options["end_index"])
    pairs = x[..., : 2 * shape[-1]].reshape(*shape, 2)[..., here, :].astype(np.int64)
    out = np.zeros(shape, np.uint32)
    out[..., here] = (pairs * pairs).sum(axis=-1)
    return out


def lower_energy(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer; sizes: SIZE, START, END."""
    sizes = {
        "SIZE": graph.tensors[operator.outputs[0]].size,
        "START": operator.options["start_index"],
        "END": operator.options["end_index"],
    }
    return make_layer(graph, operator, sizes)


def _spec(name, check, lower, reference, options, outputs=1):
    return OperatorSpec(
        name,
        version=1,
        inputs=(1, 1),
        outputs=(outputs, outputs),
        check=check,
        lower=lower,
        int8=None,
        float32=None,
        int16=reference,
        custom=name.title().replace("_", ""),
        options=options,
    )


SPECS = (
    _spec("SIGNAL_FFT_AUTO_SCALE", check_scale, lower_scale, scale, custom.no_settings, outputs=2),
    _spec("SIGNAL_RFFT", check_rfft, lower_rfft, rfft, rfft_options),
    _spec("SIGNAL_IRFFT", check_irfft, lower_irfft, irfft, rfft_options),
    _spec("SIGNAL_ENERGY", check_energy, lower_energy, energy, energy_options),
)
