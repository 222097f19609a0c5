"""Checks of the tensors of an operator: types, shapes, and quantisation.

The shape of every output is derived from the inputs and compared with the one in the file, so
that no computation with a Graph, in Python or in C, reads or writes outside a tensor. All functions
raise GraphError.
"""

from collections.abc import Collection, Iterable

import numpy as np

from tinyml_kit.graph.model import GraphError, Tensor

INT8, INT16, FLOAT = np.dtype(np.int8), np.dtype(np.int16), np.dtype(np.float32)
INT32, INT64 = np.dtype(np.int32), np.dtype(np.int64)
UINT8, BOOL = np.dtype(np.uint8), np.dtype(np.bool_)
# The interpreter broadcasts over four dimensions.
BROADCAST_DIMENSIONS = 4


class WrongShape(GraphError):
    """An output whose shape in the file differs from `expected`, the one that its inputs give."""

    def __init__(self, message: str, expected: Iterable[int]):
        super().__init__(message)
        self.expected = tuple(expected)


def require_same_type(*tensors: Tensor, also: Collection[np.dtype] = ()) -> None:
    """Check that all are int8, or all int16, or all float32, or all of a type in `also`."""
    names = " and ".join(str(tensor.dtype) for tensor in tensors)
    if len({tensor.dtype for tensor in tensors}) > 1:
        cure = "convert the whole model to one type."
        if [tensor.dtype for tensor in tensors] == [FLOAT, INT8, FLOAT]:
            cure = (
                "this is dynamic range quantisation; give the converter a representative_dataset, "
                "or leave out its optimizations."
            )
        raise GraphError(f"it mixes {names}; {cure}")
    if tensors[0].dtype == UINT8:
        raise GraphError(
            "it computes with uint8, which the interpreter only converts and moves; convert the "
            "model to int8."
        )
    if tensors[0].dtype not in (INT8, INT16, FLOAT, *also):
        raise GraphError(f"it computes with {names}, which is not supported")


def require_types(tensors: Iterable[Tensor], expected: Iterable[str]) -> None:
    """Check that tensors have these types, whose names are NumPy's."""
    names, wanted = [tensor.dtype.name for tensor in tensors], list(expected)
    if names != wanted:
        raise GraphError(f"its tensors are {', '.join(names)}, expected {', '.join(wanted)}")


def require_one_scale(*tensors: Tensor, any_zero_point: bool = False) -> None:
    """Check that each int8, uint8 or int16 tensor has one scale, and a zero point that fits.

    That of int16 is 0, unless any is right: most of the interpreter's sums leave it out.
    """
    for tensor in tensors:
        if tensor.dtype not in (INT8, UINT8, INT16):
            continue
        if tensor.quantization is None or tensor.quantization.axis is not None:
            raise GraphError(f"tensor {tensor.index} ({tensor.title}) needs one scale")
        zero_point = tensor.quantization.zero_point[0]
        if tensor.dtype == INT16 and zero_point and not (any_zero_point and fits(tensor)):
            raise GraphError(
                f"tensor {tensor.index} ({tensor.title}) is int16 with zero point {zero_point}, "
                "expected 0"
            )
        if not fits(tensor):
            raise GraphError(
                f"tensor {tensor.index} ({tensor.title}) has zero point {zero_point}, outside "
                f"{tensor.dtype}"
            )


def require_same_quantization(one: Tensor, other: Tensor) -> None:
    """Check that two int8 tensors have the same scale and zero point."""
    require_one_scale(one, other)
    if (one.scale, one.zero_point) != (other.scale, other.zero_point):
        raise GraphError(
            f"tensors {one.index} ({one.title}) and {other.index} ({other.title}) are quantised "
            "differently"
        )


def require_plain(*tensors: Tensor) -> None:
    """Check that int32 tensors stand for themselves: they have no scale."""
    for tensor in tensors:
        if tensor.dtype == INT32 and tensor.quantization is not None:
            raise GraphError(
                f"tensor {tensor.index} ({tensor.title}) is int32 with a scale, which the "
                "interpreter does not compute with"
            )


def fits(tensor: Tensor) -> bool:
    """Tell whether the zero point of a tensor is one of the numbers that it can store."""
    limits = np.iinfo(tensor.dtype)
    return limits.min <= tensor.zero_point <= limits.max


def require_state(tensor: Tensor) -> None:
    """Check that a tensor lives from one inference to the next."""
    if not tensor.is_state:
        raise GraphError(f"its state, tensor {tensor.index}, is not a variable")


def require_shape(tensor: Tensor, expected: Iterable[int]) -> None:
    """Check that an output has the shape that the inputs give."""
    expected = tuple(expected)
    if tensor.shape != expected:
        raise WrongShape(
            f"its output, tensor {tensor.index}, has shape {tensor.shape}, but its inputs give "
            f"{expected}",
            expected,
        )


def require_rank(tensor: Tensor, rank: int) -> None:
    """Check the number of dimensions."""
    if len(tensor.shape) != rank:
        raise GraphError(f"tensor {tensor.index} has shape {tensor.shape}, expected {rank} sizes")


def require_weights(
    x: Tensor,
    weights: Tensor,
    bias: Tensor | None,
    out: Tensor,
    axis: int,
    biases_of_int16: tuple[type, ...] = (np.int64, np.int32),
) -> None:
    """Check constant weights whose slices along `axis` each make one output channel.

    Those of int16 are int8, and their bias has one of the types `biases_of_int16`.
    """
    if x.dtype == INT16 and weights.dtype == INT8:
        require_same_type(x, out)
    else:
        require_same_type(x, weights, out)
    require_one_scale(x, out)
    for tensor in filter(None, (weights, bias)):
        if tensor.data is None:
            raise GraphError(f"its weights, tensor {tensor.index}, have to be constant")
    channels = weights.shape[axis]
    if x.dtype != FLOAT:
        quantization = weights.quantization
        if quantization is None or quantization.axis not in (None, axis):
            raise GraphError(f"its weights need one scale, or {channels} along axis {axis}")
        if quantization.zero_point.any():
            raise GraphError("its weights have a zero point other than 0")
    if bias is not None:
        known = {INT8: (np.int32,), INT16: biases_of_int16, FLOAT: (np.float32,)}[x.dtype]
        if bias.dtype not in known or bias.size != channels:
            listed = " or ".join(np.dtype(dtype).name for dtype in known)
            raise GraphError(
                f"its bias is {bias.size} numbers of {bias.dtype}, expected {channels} of {listed}"
            )


def require_elementwise(options: dict, x: Tensor, out: Tensor) -> None:
    """Check an operator that computes each element from the one at the same place."""
    require_same_type(x, out)
    require_one_scale(x, out)
    require_shape(out, x.shape)


def bias_and_output(rest: tuple) -> tuple[Tensor | None, Tensor]:
    """Return the bias, or None if it is left out, and the output of an operator with weights."""
    return rest if len(rest) == 2 else (None, *rest)
