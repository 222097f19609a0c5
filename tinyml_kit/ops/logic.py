"""LOGICAL_AND, LOGICAL_OR, LOGICAL_NOT, SELECT_V2: truth values, and what they choose.

| operator | inputs | options | parameters |
|---|---|---|---|
| LOGICAL_AND | x, y (bool) | none | none |
| LOGICAL_OR | x, y (bool) | none | none |
| LOGICAL_NOT | x (bool) | none | none |
| SELECT_V2 | mask (bool), x, y | none | none |

SELECT_V2 copies the stored numbers even if the scales differ; the interpreter does the same.
"""

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops.layer import Layer, make_layer
from tinyml_kit.ops.pairs import lower_operands, require_broadcast
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tables import lower_elementwise
from tinyml_kit.ops.tensor_checks import require_same_type, require_shape


def require_bool(*tensors: Tensor) -> None:
    """Check that all are bool."""
    for tensor in tensors:
        if tensor.dtype != np.bool_:
            raise GraphError(f"tensor {tensor.index} is {tensor.dtype}, expected bool")


def check_pair(options: Options, x: Tensor, y: Tensor, out: Tensor) -> None:
    """Check types and shapes."""
    require_bool(x, y, out)
    require_broadcast(x, y, out)


def check_not(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types and shapes."""
    require_bool(x, out)
    require_shape(out, x.shape)


def check_select(options: Options, mask: Tensor, x: Tensor, y: Tensor, out: Tensor) -> None:
    """Check types and shapes."""
    require_bool(mask)
    require_same_type(x, y, out)
    require_broadcast(mask, x, y, out)


def logical_and(params: Params, options: Options, shape: Shape, x: Array, y: Array) -> Array:
    """Tell whether both are true."""
    return x & y


def logical_or(params: Params, options: Options, shape: Shape, x: Array, y: Array) -> Array:
    """Tell whether one is true."""
    return x | y


def logical_not(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Tell whether it is false."""
    return ~x


def select(
    params: Params, options: Options, shape: Shape, mask: Array, x: Array, y: Array
) -> Array:
    """Take x where the mask is true, else y."""
    return np.where(mask, x, y)


def lower_pair(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer, with the operands left and right."""
    sizes, parts = lower_operands(graph, operator)
    return make_layer(graph, operator, sizes, element="any", **parts)


def lower_not(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer: SIZE truth values."""
    return lower_elementwise(graph, operator, element="any")


def lower_select(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer, with the operands mask, left and right."""
    sizes, parts = lower_operands(graph, operator, ("mask", "left", "right"))
    return make_layer(graph, operator, sizes, element="any", **parts)


def _spec(name, version, inputs, check, lower, reference):
    return OperatorSpec(
        name,
        version=version,
        inputs=(inputs, inputs),
        check=check,
        lower=lower,
        int8=None,
        float32=None,
        boolean=reference,
        in_place=True,
    )


SPECS = (
    _spec("LOGICAL_AND", 1, 2, check_pair, lower_pair, logical_and),
    _spec("LOGICAL_OR", 1, 2, check_pair, lower_pair, logical_or),
    _spec("LOGICAL_NOT", 1, 1, check_not, lower_not, logical_not),
    _spec("SELECT_V2", 2, 3, check_select, lower_select, select),
)
