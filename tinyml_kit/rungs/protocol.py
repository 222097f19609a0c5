"""What all rungs have in common: inputs go in, a Run comes out, and refusals are DeviceErrors.

A rung is a module with the two functions of `Device`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from tinyml_kit.base.errors import BadInput
from tinyml_kit.base.sizes import read_bytes
from tinyml_kit.graph.model import Tensor


class DeviceError(BadInput):
    """A rung that could not build or run a model."""


class RungMissing(DeviceError):
    """A rung that cannot run on this computer. The message says how to get what is missing."""


class TooLarge(DeviceError):
    """A model that is too large for a board."""


@dataclass(frozen=True)
class Run:
    """What came out of a rung, for n inputs.

    For a model with state, every (n, …) below is (sequences, steps, …).

    outputs : list of (n, *sample shape) arrays, one for each output tensor
    label : "measured", "simulated" or "emulated": where the figures below come from
    intermediates : {tensor index: (n, *sample shape) array}, what each operator wrote, or None
    cycles, instructions, seconds : (n,) arrays, one value for each inference; None if not known
    flash_bytes, ram_bytes, stack_bytes : int; None if not known
    """

    outputs: list[np.ndarray]
    label: str
    intermediates: dict[int, np.ndarray] | None = None
    cycles: np.ndarray | None = None
    instructions: np.ndarray | None = None
    seconds: np.ndarray | None = None
    flash_bytes: int | None = None
    ram_bytes: int | None = None
    stack_bytes: int | None = None


class Device(Protocol):
    """The module of a rung."""

    def build(self, model: Any, folder: Any, **options: Any) -> Any:
        """Make what runs a model, in a folder, and return it for `run`.

        Raises
        ------
        DeviceError
            RungMissing if something is not installed, TooLarge if the model does not fit.
        """

    def run(self, built: Any, inputs: Any, intermediates: bool = False) -> Run:
        """Run n inputs, as `batch` takes them; with intermediates, keep what operators wrote."""


@dataclass(frozen=True)
class Batch:
    """Checked inputs in the order in which a rung computes them.

    arrays : list of (n, *sample shape) arrays, one for each input tensor
    times : (sequences, steps) for a model with state, n in all; None for a model without.
        The state is reset at the start of each sequence, and nowhere else.
    """

    arrays: list[np.ndarray]
    times: tuple[int, int] | None = None

    def __len__(self) -> int:
        """Return the number of inferences."""
        return len(self.arrays[0])

    @property
    def resets(self) -> np.ndarray | None:
        """Return (n,) uint8, 1 where the state is reset before an inference; None without state."""
        if self.times is None:
            return None
        return (np.arange(len(self)) % self.times[1] == 0).astype(np.uint8)

    def as_given(self) -> list[np.ndarray]:
        """Return the arrays as (n, *sample shape), or (sequences, steps, *sample shape)."""
        return [self._shaped(array) for array in self.arrays]

    def shaped(self, run: Run) -> Run:
        """Return a Run of n inferences with its arrays shaped as the inputs were."""
        if self.times is None:
            return run
        between = run.intermediates
        return replace(
            run,
            outputs=[self._shaped(output) for output in run.outputs],
            intermediates=between and {i: self._shaped(one) for i, one in between.items()},
            cycles=None if run.cycles is None else self._shaped(run.cycles),
            instructions=None if run.instructions is None else self._shaped(run.instructions),
            seconds=None if run.seconds is None else self._shaped(run.seconds),
        )

    def _shaped(self, array: np.ndarray) -> np.ndarray:
        return array if self.times is None else array.reshape(*self.times, *array.shape[1:])


def batch(
    tensors: Sequence[Tensor], inputs: np.ndarray | Sequence[np.ndarray], stateful: bool = False
) -> Batch:
    """Check inputs against the input tensors and return them as a rung computes them.

    Parameters
    ----------
    tensors : sequence of graph.Tensor
        The model's input tensors, in its order.
    inputs : array, or sequence of arrays, one for each input tensor
        As for `stack`. For a model with state: (sequences, steps, *sample shape).
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
                f"inputs: the model has state, so {_title(tensor)} takes ({expected}), and was "
                f"given {array.shape}; put one sequence of inputs into each row."
            )
    times = {array.shape[:2] for array in inputs}
    if len(times) > 1:
        listed = ", ".join(f"{sequences} of {steps} steps" for sequences, steps in sorted(times))
        raise DeviceError(
            f"inputs: the arrays differ in sequences or steps ({listed}); give the same number "
            "of both in each array."
        )
    flat = [array.reshape(-1, *array.shape[2:]) for array in inputs]
    return Batch(stack(tensors, flat), *times)


def sample_shape(shape: Sequence[int]) -> tuple[int, ...]:
    """Return the shape of one sample of a tensor: the tensor's without a leading batch of 1."""
    return tuple(shape[1:]) if len(shape) and shape[0] == 1 else tuple(shape)


def stack(tensors: Sequence[Tensor], inputs: np.ndarray | Sequence[np.ndarray]) -> list[np.ndarray]:
    """Check inputs against the model's input tensors and return them as rungs take them.

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
        If there are too few or too many arrays, one holds no sample, the numbers of samples
        differ, a shape or a dtype is wrong, or a floating-point value is not finite.
    """
    inputs = [inputs] if isinstance(inputs, np.ndarray) else list(inputs)
    if len(inputs) != len(tensors):
        raise DeviceError(
            f"inputs: the model takes {len(tensors)} arrays and was given {len(inputs)}; "
            "give one array for each input tensor, in the model's order."
        )
    checked = [
        _stack(tensor, np.asarray(array)) for tensor, array in zip(tensors, inputs, strict=True)
    ]
    if len({len(array) for array in checked}) > 1:
        lengths = ", ".join(str(len(array)) for array in checked)
        raise DeviceError(
            f"inputs: the arrays hold {lengths} samples; give the same number in each."
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
        raise DeviceError(f"{where}: the array holds no samples; give at least one.")
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        number = int(np.argwhere(~np.isfinite(array))[0][0])
        raise DeviceError(f"{where}: sample {number} is not finite; give finite values.")
    return np.ascontiguousarray(array).reshape(len(array), *sample)


def _title(tensor):
    return tensor.title or f"tensor {tensor.index}"


def model_bytes(model: Any) -> bytes:
    """Return the bytes of a .tflite model, given as bytes or as a path.

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
    return read_bytes(model, DeviceError, "a .tflite")
