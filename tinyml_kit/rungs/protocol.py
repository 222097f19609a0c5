"""What every rung has in common: inputs in, a Run out, and how a rung refuses.

A rung is a module with the two calls of `Device`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from tinyml_kit.base.errors import BadInput
from tinyml_kit.base.files import require_file


class DeviceError(BadInput):
    """A rung that could not build or run a model."""


class RungMissing(DeviceError):
    """A rung that cannot run on this machine. The message says how to get what is missing."""


class TooLarge(DeviceError):
    """A model that is too large for a board."""


@dataclass(frozen=True)
class Run:
    """What came out of a rung, for n inputs.

    outputs : list of (n, *sample shape) arrays, one for each output tensor
    label : "measured", "simulated" or "emulated": where the figures below come from
    intermediates : {tensor index: (n, *sample shape) array} of what operators wrote, or None
    cycles, instructions, seconds : (n,) arrays, one value for each inference; None where not known
    flash_bytes, ram_bytes, stack_bytes : int, or None where not known
    """

    outputs: list
    label: str
    intermediates: dict | None = None
    cycles: np.ndarray | None = None
    instructions: np.ndarray | None = None
    seconds: np.ndarray | None = None
    flash_bytes: int | None = None
    ram_bytes: int | None = None
    stack_bytes: int | None = None


class Device(Protocol):
    """The module of a rung."""

    def build(self, model: Any, folder: Any, **options: Any) -> Any:
        """Make what runs a model, in a folder; what it returns is for `run`.

        Raises
        ------
        DeviceError
            RungMissing where something is not installed, TooLarge where the model does not fit.
        """

    def run(self, built: Any, inputs: Any, intermediates: bool = False) -> Run:
        """Run n inputs, as `stack` takes them; with intermediates, keep what operators wrote."""


def sample_shape(shape):
    """Return the shape of one sample of a tensor: the tensor's own, less a leading batch of 1."""
    return tuple(shape[1:]) if len(shape) and shape[0] == 1 else tuple(shape)


def stack(tensors, inputs):
    """Return inputs as rungs take them, after checking them against the model's input tensors.

    Parameters
    ----------
    tensors : sequence of graph.Tensor
        The model's input tensors, in its order.
    inputs : array, or sequence of arrays, one for each input tensor
        n samples each, (n, *sample shape) or (n, *tensor shape), in the tensor's dtype.

    Returns
    -------
    list of (n, *sample shape) C-contiguous arrays

    Raises
    ------
    DeviceError
        If there are too few or too many, none of them hold a sample, or the number of samples,
        a shape or a dtype is wrong, or a floating-point value is not finite.
    """
    inputs = [inputs] if isinstance(inputs, np.ndarray) else list(inputs)
    if len(inputs) != len(tensors):
        raise DeviceError(
            f"inputs: the model takes {len(tensors)} arrays and was given {len(inputs)}; "
            "give one array an input tensor, in the model's order."
        )
    checked = [
        _stack(tensor, np.asarray(array)) for tensor, array in zip(tensors, inputs, strict=True)
    ]
    if len({len(array) for array in checked}) > 1:
        lengths = ", ".join(str(len(array)) for array in checked)
        raise DeviceError(
            f"inputs: the arrays hold {lengths} samples; give as many of one as of the other."
        )
    return checked


def _stack(tensor, array):
    where = f"inputs: {tensor.name or f'tensor {tensor.index}'}"
    sample = sample_shape(tensor.shape)
    if array.dtype != tensor.dtype:
        raise DeviceError(
            f"{where} is {tensor.dtype} and was given {array.dtype}; convert the values first."
        )
    if array.shape[1:] not in (sample, tuple(tensor.shape)) or array.ndim == 0:
        expected = ", ".join(["n", *map(str, sample)])
        raise DeviceError(f"{where} takes ({expected}) and was given {array.shape}; reshape it.")
    if len(array) == 0:
        raise DeviceError(f"{where}: the array holds no samples; give one at least.")
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        number = int(np.argwhere(~np.isfinite(array))[0][0])
        raise DeviceError(f"{where}: sample {number} is not finite; give finite values.")
    return np.ascontiguousarray(array).reshape(len(array), *sample)


def model_bytes(model):
    """Return the bytes of a .tflite model, given as its bytes or its path.

    Raises
    ------
    DeviceError
        If there is no such file, or it is a Graph, which only generated code runs from.
    """
    if isinstance(model, (bytes, bytearray, memoryview)):
        return bytes(model)
    if not isinstance(model, (str, Path)):
        raise DeviceError(
            "model: this rung runs the .tflite file itself; give its path or its bytes."
        )
    return require_file(model, DeviceError, "a .tflite").read_bytes()
