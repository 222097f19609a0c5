"""CAST: stored numbers converted to another type, whatever their scale.

| operator | inputs | options | parameters |
|---|---|---|---|
| CAST | x | none | none |

From real numbers to integers the fraction is dropped, and what lies beyond becomes the smallest or
the largest integer. From integers to narrower ones, the lowest bits are kept. The truth value of a
number is whether it differs from 0.
"""

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops.layer import Layer, make_layer
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import require_shape

TYPES = ("int8", "int16", "int32", "uint32", "bool", "float32")


def check(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types and shapes."""
    if x.dtype.name not in TYPES or out.dtype.name not in TYPES:
        raise GraphError(f"{x.dtype} to {out.dtype} is not supported; it takes {', '.join(TYPES)}")
    require_shape(out, x.shape)


def params_of(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return the type of the output."""
    return {"dtype": output.dtype}


def integers(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Convert integers and truth values."""
    return x.astype(params["dtype"])


def float32(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Convert real numbers, which are cut off towards zero."""
    dtype = params["dtype"]
    if dtype in (np.float32, np.bool_):
        return x.astype(dtype)
    limits = np.iinfo(dtype)
    return np.clip(np.trunc(x.astype(np.float64)), limits.min, limits.max).astype(dtype)


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer; sizes: SIZE, and TRUTH, whether the output is one of truth values.

    From float32 to integers it has the values low and high, and above, the first number beyond.
    """
    x, out = (graph.tensors[index] for index in (*operator.inputs, *operator.outputs))
    if x.dtype != np.float32 or out.dtype in (np.float32, np.bool_):
        sizes = {"SIZE": out.size, "TRUTH": int(out.dtype == np.bool_)}
        return make_layer(graph, operator, sizes, element="any")
    limits = np.iinfo(out.dtype)
    above = np.float32(float(limits.max) + 1)
    values = {"low": int(limits.min), "high": int(limits.max), "above": above}
    return make_layer(graph, operator, {"SIZE": out.size}, values=values)


SPECS = (
    OperatorSpec(
        "CAST",
        version=7,
        inputs=(1, 1),
        check=check,
        lower=lower,
        int8=integers,
        float32=float32,
        int16=integers,
        boolean=integers,
        unsigned=integers,
        params=params_of,
    ),
)
