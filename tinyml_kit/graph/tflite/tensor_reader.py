"""What a file stores of one tensor: type, shape, data, and quantisation."""

from math import prod
from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from tinyml_kit.base.text import one_line
from tinyml_kit.graph.model import GraphError, Quantization, Tensor
from tinyml_kit.graph.tflite.flatbuffer import Reader, damage, names_of

MOST_DIMENSIONS = 8
# What dimensions after the batch are called; others are counted from 0.
_AXES = {
    3: ("the number of steps", "the number of channels"),
    4: ("height", "width", "the number of channels"),
}
_TYPES = names_of(schema.TensorType)
_DTYPES = {
    "FLOAT32": np.float32,
    # Only as constants, which become float32.
    "FLOAT16": np.float16,
    "INT8": np.int8,
    # Only at the ends of a model, which are quantised once more.
    "UINT8": np.uint8,
    "INT16": np.int16,
    "INT32": np.int32,
    "INT64": np.int64,
    # Only between the operators on signals.
    "UINT32": np.uint32,
    "UINT64": np.uint64,
    "BOOL": np.bool_,
}


def tensor(reader: Reader, buffers: list, index: int, table: Any) -> Tensor:
    """Return the Tensor that a table of the schema describes.

    Parameters
    ----------
    reader : flatbuffer.Reader of the file
    buffers : list of the schema's Buffer
    index : int, the tensor's number
    table : the schema's Tensor

    Raises
    ------
    GraphError
        If its type is not supported, or its shape, data and quantisation do not fit each other.
    """
    what = f"tensor {index}"
    with damage(what):
        name = reader.text(table, "Name")
        what = f"tensor {index} ({one_line(name)})"
        stored = _TYPES.get(table.Type(), f"number {table.Type()}")
        if stored not in _DTYPES:
            raise GraphError(
                f"{what} is {stored}, which is not supported; convert to int8, int16 or float32."
            )
        sizes = reader.numbers(table, "Shape", np.int32, what)
        if sizes.size > MOST_DIMENSIONS:
            raise GraphError(f"{what} has {sizes.size} dimensions, more than {MOST_DIMENSIONS}")
        shape = tuple(sizes.tolist())
        if min(shape, default=1) < 1:
            raise GraphError(f"{what} has shape {shape}, expected sizes of at least 1")
        if table.Sparsity() is not None:
            raise GraphError(f"{what} is sparse, which is not supported; convert without sparsity.")
        dtype = np.dtype(_DTYPES[stored])
        data = _data(reader, buffers, table, shape, dtype, what)
        if dtype == np.float16 and data is None:
            raise GraphError(
                f"{what} is FLOAT16 and no constant, which is not supported; convert to int8 or "
                "float32."
            )
        quantization = _quantization(reader, table, shape, what)
        initial = resting(shape, dtype, quantization) if table.IsVariable() else None
        if initial is not None and data is not None:
            raise GraphError(f"{what} is a variable and has data; convert the model again.")
    return Tensor(index, name, shape, dtype, quantization, data, initial)


def require_closed(reader: Reader, table: Any, what: str) -> None:
    """Check that the size of no dimension but the batch was left open.

    A file stores 1 where a size is open, which is a batch, but no picture's width.

    Parameters
    ----------
    reader : flatbuffer.Reader of the file
    table : the schema's Tensor
    what : str, what messages call it

    Raises
    ------
    GraphError
        If one was; names it.
    """
    sizes = signature(reader, table, what)
    names = _AXES.get(len(sizes), ())
    opened = [
        names[axis - 1] if names else f"dimension {axis}"
        for axis, size in enumerate(sizes)
        if axis and size < 0
    ]
    if opened:
        shape = ", ".join("open" if size < 0 else str(size) for size in sizes)
        *others, last = opened
        listed = f"{', '.join(others)} and {last} are" if others else f"{last} is"
        raise GraphError(f"{what}, ({shape}): {listed} open; convert with a fixed input size.")


def signature(reader: Reader, table: Any, what: str) -> list[int]:
    """Return the shape of a tensor with -1 where a size was left open; [] if none was."""
    with damage(what):
        return reader.numbers(table, "ShapeSignature", np.int32, what).tolist()


def resting(shape: tuple, dtype: np.dtype, quantization: Quantization | None) -> np.ndarray:
    """Return what a state holds that has no first values: whatever stands for real 0."""
    zero = quantization.zero_point[0] if dtype == np.int8 and quantization is not None else 0
    # A view of a single element: a large shape in a hostile file takes no memory here.
    return np.broadcast_to(np.array(zero, dtype), shape)


def is_empty(reader: Reader, table: Any) -> bool:
    """Tell whether a table of the schema describes a tensor without elements.

    Converters describe numbers inside a recurrent layer by them; no operator reads them.
    """
    with damage("a tensor"):
        sizes = reader.numbers(table, "Shape", np.int32, "a tensor")
    return bool(sizes.size and not sizes.all())


def nothing(index: int) -> Tensor:
    """Return what stands for a tensor that holds nothing."""
    return Tensor(index, "nothing", (), np.dtype(np.int8))


def is_handle(table: Any) -> bool:
    """Tell whether a table of the schema describes the handle of a variable."""
    with damage("a tensor"):
        return table.Type() == schema.TensorType.RESOURCE


def _data(reader, buffers, table, shape, dtype, what):
    number = table.Buffer()
    if number >= len(buffers):
        raise GraphError(f"{what} is in buffer {number} of {len(buffers)}")
    buffer = buffers[number]
    if buffer.Offset() > 1:
        raise GraphError(f"{what} is stored behind the model, as only models of gigabytes are")
    content = reader.numbers(buffer, "Data", np.uint8, what)
    if not content.size:
        return None
    if content.size != prod(shape) * dtype.itemsize:
        raise GraphError(f"{what} has {content.size} bytes of data, but a shape {shape} of {dtype}")
    stored = np.frombuffer(content, dtype.newbyteorder("<"))
    return stored.astype(dtype, copy=False).reshape(shape)


def _quantization(reader, table, shape, what):
    stored = table.Quantization()
    if stored is None:
        return None
    stored = reader.table(stored, f"{what}: its quantisation")
    if stored.DetailsType():
        raise GraphError(f"{what} is quantised by a custom method, which is not supported")
    scale = reader.numbers(stored, "Scale", np.float32, what)
    zero_point = reader.numbers(stored, "ZeroPoint", np.int64, what)
    if not scale.size:
        return None
    if not (np.isfinite(scale) & (scale > 0)).all():
        raise GraphError(f"{what} has a scale that is not finite and positive")
    # Scales without zero points, too: the interpreter takes such a tensor for one without scales.
    if scale.size != zero_point.size:
        raise GraphError(f"{what} has {scale.size} scales but {zero_point.size} zero points")
    if scale.size == 1:
        return Quantization(scale, zero_point)
    # A bias has a single axis; the interpreter does not ask which one the file names.
    axis = 0 if len(shape) == 1 else stored.QuantizedDimension()
    if not 0 <= axis < len(shape) or shape[axis] != scale.size:
        raise GraphError(f"{what} has {scale.size} scales along axis {axis} of shape {shape}")
    return Quantization(scale, zero_point, axis)
