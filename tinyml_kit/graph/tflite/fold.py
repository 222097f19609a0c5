"""What does not depend on a model's input, computed when the file is read.

Converters leave arithmetic of shapes in a model whose batch was left open: Flatten becomes SHAPE,
STRIDED_SLICE and PACK, and a dense layer on sequences multiplies sizes. Every shape in a file is
fixed, since an unknown batch is stored as 1. So the answers are constants. Weights that are stored
as float16 become float32 here, too, and compressed ones become what they stand for (`decode`).
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from tinyml_kit.base.errors import said
from tinyml_kit.graph.model import GraphError, Tensor
from tinyml_kit.graph.tflite import decode
from tinyml_kit.ops.slicing import index_of

# The most elements of what is computed with. No shape has more.
_MOST = 64

Arrays = list[np.ndarray]


def _strided_slice(view: Any, arrays: Arrays) -> np.ndarray:
    array, begin, end, strides = arrays
    table = _table(view, schema.StridedSliceOptions)
    index: Any = index_of(table, begin, end, strides, array.ndim)
    return np.asarray(array[index])


def _slice(view: Any, arrays: Arrays) -> np.ndarray:
    array, begin, size = arrays
    ends = [None if n == -1 else at + n for at, n in zip(begin, size, strict=True)]
    return array[tuple(map(slice, begin, ends))]


def _gather(view: Any, arrays: Arrays) -> np.ndarray:
    table = _table(view, schema.GatherOptions)
    if table.BatchDims():
        raise GraphError("shapes with batches are not computed ahead")
    array, indices = arrays
    return np.take(array, indices, axis=table.Axis())


def _pack(view: Any, arrays: Arrays) -> np.ndarray:
    return np.stack(arrays, axis=_table(view, schema.PackOptions).Axis())


def _unpack(view: Any, arrays: Arrays) -> Arrays:
    axis = _table(view, schema.UnpackOptions).Axis()
    return list(np.moveaxis(arrays[0], axis, 0))


def _concatenation(view: Any, arrays: Arrays) -> np.ndarray:
    return np.concatenate(arrays, axis=_table(view, schema.ConcatenationOptions).Axis())


def _unchanged(view: Any, arrays: Arrays) -> np.ndarray:
    """Return the same numbers; the file says in which shape and type they are stored."""
    return arrays[0]


def _pairs(function: Callable[..., np.ndarray]) -> Callable[[Any, Arrays], np.ndarray]:
    return lambda view, arrays: function(*arrays)


def _divide(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Divide and drop the fraction."""
    return np.sign(x) * np.sign(y) * (np.abs(x) // np.abs(_not_0(y)))


def _not_0(y):
    if not y.all():
        raise GraphError("it divides by 0")
    return y


def _reduction(function: Callable[..., np.ndarray]) -> Callable[[Any, Arrays], np.ndarray]:
    def reduced(view, arrays):
        array, axes = arrays
        keep = bool(_table(view, schema.ReducerOptions).KeepDims())
        return function(array, axis=tuple(set(axes.ravel().tolist())), keepdims=keep)

    return reduced


# What is computed with integers that are known.
_ARITHMETIC: dict[str, Callable[[Any, Arrays], np.ndarray | Arrays]] = {
    "STRIDED_SLICE": _strided_slice,
    "SLICE": _slice,
    "GATHER": _gather,
    "PACK": _pack,
    "UNPACK": _unpack,
    "CONCATENATION": _concatenation,
    "CAST": _unchanged,
    "RESHAPE": _unchanged,
    "EXPAND_DIMS": _unchanged,
    "SQUEEZE": _unchanged,
    "ADD": _pairs(np.add),
    "SUB": _pairs(np.subtract),
    "MUL": _pairs(np.multiply),
    "DIV": _pairs(_divide),
    "FLOOR_DIV": _pairs(lambda x, y: x // _not_0(y)),
    "FLOOR_MOD": _pairs(lambda x, y: x % _not_0(y)),
    "MAXIMUM": _pairs(np.maximum),
    "MINIMUM": _pairs(np.minimum),
    "BROADCAST_ARGS": _pairs(lambda x, y: np.array(np.broadcast_shapes(tuple(x), tuple(y)))),
    "SUM": _reduction(np.sum),
    "REDUCE_PROD": _reduction(np.prod),
    "REDUCE_MAX": _reduction(np.max),
    "REDUCE_MIN": _reduction(np.min),
}
FOLDED = ("SHAPE", "FILL", "ZEROS_LIKE", decode.NAME, *_ARITHMETIC)


def folds(name: str, inputs: list[Tensor]) -> bool:
    """Tell whether an operator's outputs are known from its inputs' shapes and constants."""
    if name in ("SHAPE", "ZEROS_LIKE", decode.NAME):
        return True
    if not inputs:
        return False
    if name == "DEQUANTIZE":
        return inputs[0].dtype == np.float16 and inputs[0].data is not None
    if name == "FILL":
        return _is_shape(inputs[0]) and len(inputs) == 2 and inputs[1].data is not None
    return name in _ARITHMETIC and all(map(_is_shape, inputs))


def _is_shape(tensor):
    """Tell whether a tensor is a constant of few integers, wide enough to be sizes."""
    wide = tensor.dtype in (np.int32, np.int64)
    return tensor.data is not None and wide and tensor.size <= _MOST


def fold(name: str, view: Any, inputs: list[Tensor], outputs: list[Tensor]) -> Arrays:
    """Return the constants that an operator which `folds` computes, one for each output.

    Parameters
    ----------
    name : str
    view : the schema's Operator
    inputs, outputs : list of Tensor

    Raises
    ------
    GraphError
        If the operator does not fit its inputs and outputs.
    """
    data = [tensor.data for tensor in inputs]
    if name == "SHAPE":
        found: Any = np.array(inputs[0].shape)
    elif name == "ZEROS_LIKE":
        found = _zeros_like(inputs[0], outputs[0])
    elif name == "DEQUANTIZE":
        found = data[0]
    elif name == decode.NAME:
        found = decode.decoded(inputs, outputs)
    elif name == "FILL":
        found = _fill(outputs[0].shape, *data)
    else:
        # Intermediate results may need more bits than the file's integers have.
        wide = [array.astype(np.int64) for array in data if array is not None]
        try:
            found = _ARITHMETIC[name](view, wide)
        except (IndexError, ValueError, TypeError) as error:
            if isinstance(error, GraphError):
                raise
            raise GraphError(f"it does not fit its inputs ({said(error)})") from error
    values = found if isinstance(found, list) else [found]
    if len(values) != len(outputs):
        raise GraphError(f"it gives {len(values)} arrays, but has {len(outputs)} outputs")
    return [_stored(np.asarray(value), out) for value, out in zip(values, outputs, strict=True)]


def _fill(shape, sizes, value):
    if tuple(sizes.ravel().tolist()) != shape or value.size != 1:
        asked = sizes.ravel().tolist()
        raise GraphError(f"it fills {asked} with {value.size} numbers, but its output is {shape}")
    return np.full(shape, value.ravel()[0])


def _zeros_like(x, output):
    """Return zeros as they are stored; the interpreter does not ask what they stand for."""
    if (x.dtype, x.shape) != (output.dtype, output.shape):
        raise GraphError(f"its output is {output.dtype} of shape {output.shape}, unlike its input")
    return np.zeros(output.shape, output.dtype)


def _stored(value, output):
    """Return a result as the file declares it."""
    if value.size != output.size:
        raise GraphError(f"it gives {value.size} numbers, but its output holds {output.size}")
    if (value.dtype.kind, output.dtype.kind) in (("f", "i"), ("i", "f")):
        raise GraphError(f"it gives {value.dtype}, but its output is {output.dtype}")
    stored = value.astype(output.dtype).reshape(output.shape)
    if value.dtype.kind == "i" and (stored.ravel() != value.ravel()).any():
        raise GraphError(f"its result does not fit into {output.dtype}")
    return stored


def _table(view: Any, kind: Any) -> Any:
    settings = view.BuiltinOptions()
    if settings is None:
        raise GraphError("its settings are missing")
    table = kind()
    table.Init(settings.Bytes, settings.Pos)
    return table
