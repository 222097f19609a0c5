"""What every rung has in common: inputs in, a Run out, and how a rung refuses.

A rung is a module with the two calls of `Device`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from tinyml_kit.base.errors import BadInput
from tinyml_kit.base.files import require_file
from tinyml_kit.graph.model import Tensor


class DeviceError(BadInput):
    """A rung that could not build or run a model."""


class RungMissing(DeviceError):
    """A rung that cannot run on this machine. The message says how to get what is missing."""


class TooLarge(DeviceError):
    """A model that is too large for a board."""


@dataclass(frozen=True)
class Run:
    """What came out of a rung, for n inputs.

    Of a model with state every (n, …) below is (sequences, steps, …).

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


@dataclass(frozen=True)
class Batch:
    """Checked inputs, one inference after the other, as a rung computes them.

    arrays : list of (n, *sample shape) arrays, one for each input tensor
    times : (sequences, steps) of a model with state, whose product is n; None for one without.
        The state is reset at the start of each sequence, and nowhere else.
    """

    arrays: list[np.ndarray]
    times: tuple[int, int] | None = None

    def __len__(self) -> int:
        """Return the number of inferences."""
        return len(self.arrays[0])

    @property
    def resets(self) -> np.ndarray | None:
        """Return (n,) uint8: 1 where the state is reset before the inference; None without."""
        if self.times is None:
            return None
        return (np.arange(len(self)) % self.times[1] == 0).astype(np.uint8)

    def as_given(self) -> list[np.ndarray]:
        """Return the arrays as (n, *sample shape), or (sequences, steps, *sample shape)."""
        return [self._shaped(array) for array in self.arrays]

    def shaped(self, run: Run) -> Run:
        """Return the Run of n inferences with its arrays shaped as the inputs were given."""
        if self.times is None:
            return run
        between = run.intermediates
        speeds = {name: getattr(run, name) for name in ("cycles", "instructions", "seconds")}
        return replace(
            run,
            outputs=[self._shaped(output) for output in run.outputs],
            intermediates=between and {i: self._shaped(one) for i, one in between.items()},
            **{name: self._shaped(one) for name, one in speeds.items() if one is not None},
        )

    def _shaped(self, array):
        return array if self.times is None else array.reshape(*self.times, *array.shape[1:])


def batch(tensors: Sequence[Tensor], inputs, stateful: bool = False) -> Batch:
    """Return inputs as a rung computes them, after checking them against the input tensors.

    Parameters
    ----------
    tensors : sequence of graph.Tensor
        The model's input tensors, in its order.
    inputs : array, or sequence of arrays, one for each input tensor
        As for `stack`; for a model with state (sequences, steps, *sample shape).
    stateful : bool
        Whether the model has state.

    Raises
    ------
    DeviceError
        As `stack`, or if the inputs of a model with state are not sequences.
    """
    if not stateful:
        return Batch(stack(tensors, inputs))
    inputs = [inputs] if isinstance(inputs, np.ndarray) else [np.asarray(one) for one in inputs]
    for tensor, array in zip(tensors, inputs, strict=False):
        shapes = sample_shape(tensor.shape), tuple(tensor.shape)
        if array.ndim < 2 or array.shape[2:] not in shapes:
            expected = ", ".join(["sequences", "steps", *map(str, shapes[0])])
            raise DeviceError(
                f"inputs: the model has state, so that {_title(tensor)} takes ({expected}), and "
                f"was given {array.shape}; put a sequence of inputs into each row."
            )
    times = {array.shape[:2] for array in inputs}
    if len(times) > 1:
        listed = ", ".join(f"{sequences} of {steps} steps" for sequences, steps in sorted(times))
        raise DeviceError(
            f"inputs: the arrays hold sequences of different numbers ({listed}); give as many "
            "sequences and steps of one as of the other."
        )
    flat = [array.reshape(-1, *array.shape[2:]) for array in inputs]
    return Batch(stack(tensors, flat), *times)


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
    where = f"inputs: {_title(tensor)}"
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


def _title(tensor):
    return tensor.name or f"tensor {tensor.index}"


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
