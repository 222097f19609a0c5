"""The shape arithmetic that converters leave in a model, computed when the file is read.

Flatten in a model of unknown batch becomes SHAPE, STRIDED_SLICE and PACK: they take the batch
from the input's shape and put it into the shape that RESHAPE asks for. Every shape in a file is
fixed, since an unknown batch is stored as 1. So the answer is a constant.
"""

from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from tinyml_kit.graph.model import GraphError
from tinyml_kit.ops.slicing import index_of

# The most elements of an input. No shape has more.
_MOST = 64


def _shape(view, inputs, shapes):
    return np.array(shapes[0], np.int32)


def _strided_slice(view, inputs, shapes):
    array, *bounds = _known(inputs)
    index = index_of(_table(view, schema.StridedSliceOptions), *bounds, array.ndim)
    return np.asarray(array[index])


def _pack(view, inputs, shapes):
    return np.stack(_known(inputs), axis=_table(view, schema.PackOptions).Axis())


FOLDED = {"SHAPE": _shape, "STRIDED_SLICE": _strided_slice, "PACK": _pack}


def fold(name: str, view: Any, inputs: list[np.ndarray | None], shapes: list[tuple]) -> np.ndarray:
    """Return the constant that an operator of FOLDED computes.

    Parameters
    ----------
    name : str
    view : the schema's Operator
    inputs : list of arrays, None for an input that is not a constant
    shapes : list of tuples, of the inputs

    Raises
    ------
    GraphError
        If an input is not a constant, or the operator does not fit its inputs.
    """
    try:
        return FOLDED[name](view, inputs, shapes)
    except (IndexError, ValueError) as error:
        if isinstance(error, GraphError):
            raise
        raise GraphError(f"it does not fit its inputs ({error})") from error


def _known(inputs):
    for array in inputs:
        if array is None or array.dtype.kind != "i" or array.size > _MOST:
            raise GraphError("only shapes are computed ahead; its input is not a small constant")
    return inputs


def _table(view, kind):
    settings = view.BuiltinOptions()
    if settings is None:
        raise GraphError("its settings are missing")
    table = kind()
    table.Init(settings.Bytes, settings.Pos)
    return table
