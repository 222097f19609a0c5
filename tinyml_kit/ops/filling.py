"""FILL: one number, which was computed, at every place of a tensor.

| operator | inputs | options | parameters |
|---|---|---|---|
| FILL | value, behind the shape in a file | none | none |

What a constant fills is a constant, too: it is known when the file is read.
"""

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops.layer import Layer
from tinyml_kit.ops.moves import move, moving_layer, require_moved
from tinyml_kit.ops.rearranging import broadcast, broadcast_options, check_shape
from tinyml_kit.ops.spec import OperatorSpec, Options, Params


def check(options: Options, value: Tensor, out: Tensor) -> None:
    """Check types and that there is one number."""
    require_moved(("int8", "int32", "float32"), value, out)
    if value.shape:
        raise GraphError(f"it fills with a tensor of shape {value.shape}, expected a single number")


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer, which reads the same element again and again."""
    shape = graph.tensors[operator.outputs[0]].shape
    return moving_layer(graph, operator, [move(shape, [0] * len(shape))])


SPECS = (
    OperatorSpec(
        "FILL",
        version=4,
        inputs=(2, 2),
        check=check,
        lower=lower,
        int8=broadcast,
        float32=broadcast,
        options=broadcast_options,
        order=(1, 0),
        data_inputs=1,
        check_settings=check_shape,
        moves=True,
    ),
)
