"""READ_VARIABLE, ASSIGN_VARIABLE: state, which is kept from one inference to the next.

| operator | inputs | options | parameters |
|---|---|---|---|
| READ_VARIABLE | state | none | none |
| ASSIGN_VARIABLE | x; its output is the state | none | none |

In a file, VAR_HANDLE names a variable and CALL_ONCE runs a subgraph that gives it its first
values. The reader turns both into a state tensor: READ_VARIABLE has it as its input, and
ASSIGN_VARIABLE as its output. Numbers are copied as they are stored.
"""

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops.layer import Layer, make_layer
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape

# What a variable may hold.
DTYPES = ("int8", "int16", "float32", "int32")


def check(options: Options, x: Tensor, out: Tensor) -> None:
    """Check that both have the same type, shape and quantisation."""
    for tensor in (x, out):
        if tensor.dtype.name not in DTYPES:
            raise GraphError(
                f"tensor {tensor.index} ({tensor.title}) is {tensor.dtype}; a variable holds "
                f"{', '.join(DTYPES)}"
            )
    if (x.dtype, x.shape) != (out.dtype, out.shape):
        raise GraphError(
            f"the variable is {_what(out if out.is_state else x)}, but it is used as "
            f"{_what(x if out.is_state else out)}"
        )
    if _scales(x) != _scales(out):
        raise GraphError("the variable and what it is used as are quantised differently")


def _what(tensor):
    return f"{tensor.dtype} of shape {tensor.shape}"


def _scales(tensor):
    if tensor.quantization is None:
        return None
    return tensor.quantization.scale.tolist(), tensor.quantization.zero_point.tolist()


def reference(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Copy the input, because what was read must not change when the variable is assigned."""
    return x.copy()


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer, which copies all elements."""
    sizes = {"SIZE": graph.tensors[operator.outputs[0]].size}
    return make_layer(graph, operator, sizes, element="any")


def _spec(name):
    return OperatorSpec(
        name,
        version=1,
        inputs=(1, 1),
        check=check,
        lower=lower,
        int8=reference,
        float32=reference,
        int16=reference,
    )


SPECS = (_spec("READ_VARIABLE"), _spec("ASSIGN_VARIABLE"))
