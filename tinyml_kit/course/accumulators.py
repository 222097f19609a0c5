"""Dense layers in 8 bits as NNoM v0.4.2 computes them, on chips whose `int` has 32 or 16 bits.

NNoM (Ma 2020) uses scales that are powers of two, so that scaling is a shift. Its dense kernel
takes the rows of weights four at a time and accumulates their products in 32 bits. The n mod 4 rows
that are left over it accumulates in an `int`. On a 32-bit chip that is the same. On an AVR, whose
`int` has 16 bits, these sums wrap around, and nothing reports it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tinyml_kit.base.errors import BadInput

BLOCK = 4


class AccumulatorError(BadInput):
    """Numbers from which these layers cannot be made."""


@dataclass(frozen=True)
class Layer:
    """A dense layer.

    weights : (outputs, inputs) int8
    bias : (outputs,) int, in steps of the sums
    shift : int, bits by which a sum is shifted right to become an output
    relu : bool
    """

    weights: np.ndarray
    bias: np.ndarray
    shift: int
    relu: bool


def wrap(x: int | np.ndarray, bits: int) -> np.ndarray:
    """Return integers as a two's-complement register of `bits` bits holds them."""
    half = 1 << (bits - 1)
    return (np.asarray(x, np.int64) + half) % (2 * half) - half


def fraction_bits(values: np.ndarray) -> int:
    """Return the number of fractional bits with which NNoM stores numbers in int8.

    Raises
    ------
    AccumulatorError
        If the numbers are all 0, or not finite.
    """
    largest = float(np.abs(values).max())
    if not 0 < largest < np.inf:
        raise AccumulatorError(
            f"fraction_bits: the largest magnitude is {largest}; give finite numbers, not all 0."
        )
    return 7 - int(np.ceil(np.log2(largest)))


def stored(values: np.ndarray, places: int) -> np.ndarray:
    """Return numbers as int8 multiples of 2^-places, rounded and saturated."""
    return np.clip(np.rint(np.asarray(values, float) * 2.0**places), -128, 127).astype(np.int8)


def layers(weights: Sequence[np.ndarray], examples: np.ndarray) -> list[Layer]:
    """Return the Layers of a trained network with a ReLU after each layer but the last.

    Parameters
    ----------
    weights : list of arrays, as Keras' get_weights: (inputs, outputs) kernel, (outputs,) bias, …
    examples : (n, inputs) array of float, -1 to 1
        Training examples, which show how large the outputs get.
    """
    made, real, places = [], np.asarray(examples, np.float64), 7
    for kernel, bias in zip(weights[::2], weights[1::2], strict=True):
        last = kernel is weights[-2]
        real = real @ kernel + bias
        real = real if last else np.maximum(real, 0)
        of_weights, of_outputs = fraction_bits(kernel), fraction_bits(real)
        sums = places + of_weights
        # The bias also has 8 bits and is shifted to the scale of the sums.
        of_bias = min(fraction_bits(bias), sums) if np.any(bias) else sums
        shifted = stored(bias, of_bias).astype(np.int64) << (sums - of_bias)
        made.append(Layer(stored(kernel.T, of_weights), shifted, sums - of_outputs, not last))
        places = of_outputs
    return made


def sums(layer: Layer, x: np.ndarray) -> np.ndarray:
    """Return the exact sums of a layer, (n, outputs) int64, for x (n, inputs) int8."""
    # Integers below 2^53 are exact in float64, whose matrix product is much faster.
    return (x.astype(float) @ layer.weights.T.astype(float)).astype(np.int64) + layer.bias


def accumulated(layer: Layer, x: np.ndarray, bits: int, rows: str = "remainder") -> np.ndarray:
    """Return a layer's sums as the kernel leaves them.

    Parameters
    ----------
    layer : Layer
    x : (n, inputs) int8
    bits : int, the width of an `int`
    rows : str
        "remainder": only the rows left over from blocks of four are accumulated in an `int`, as in
        NNoM's dense layers. "all": every row is, as in its convolutions.
    """
    total = sums(layer, x)
    first = {"remainder": total.shape[1] // BLOCK * BLOCK, "all": 0}[rows]
    total[:, first:] = wrap(total[:, first:], bits)
    return total


def outputs(
    network: Sequence[Layer], x: np.ndarray, bits: int, rows: str = "remainder"
) -> np.ndarray:
    """Return the last layer's outputs, (n, outputs) int8, of a list of Layers."""
    for layer in network:
        total = accumulated(layer, x, bits, rows)
        half = 1 << (layer.shift - 1) if layer.shift > 0 else 0
        scaled = total + half >> layer.shift if layer.shift >= 0 else total << -layer.shift
        x = np.clip(scaled, 0 if layer.relu else -128, 127).astype(np.int8)
    return x


def accuracies(network: Sequence[Layer], x: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Return the accuracy with a 32-bit `int`, a 16-bit one, and 16 bits in all rows."""
    cases = {"int32": (32, "remainder"), "int16": (16, "remainder"), "int16_all": (16, "all")}
    return {
        name: float((outputs(network, x, *how).argmax(1) == labels).mean())
        for name, how in cases.items()
    }
