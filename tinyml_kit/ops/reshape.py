"""RESHAPE, SQUEEZE, EXPAND_DIMS: the same numbers in another shape.

| operator | inputs | options | parameters |
|---|---|---|---|
| RESHAPE | x | none | none |
| SQUEEZE | x | none | none |
| EXPAND_DIMS | x | none | none |
"""

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops.layer import Layer, make_layer
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import require_same_type


def check_reshape(options: Options, x: Tensor, out: Tensor) -> None:
    """Check that both hold the same number of elements."""
    require_same_type(x, out)
    if x.size != out.size:
        raise GraphError(f"shape {x.shape} cannot become {out.shape}")


def check_ones(options: Options, x: Tensor, out: Tensor) -> None:
    """Check that only sizes of 1 are added or removed."""
    check_reshape(options, x, out)
    if [n for n in x.shape if n > 1] != [n for n in out.shape if n > 1]:
        raise GraphError(f"shape {x.shape} cannot become {out.shape}")


def reference(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Return the input in the shape of the output."""
    return x.reshape(shape)


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer, which copies all elements."""
    sizes = {"SIZE": graph.tensors[operator.outputs[0]].size}
    return make_layer(graph, operator, sizes, element="any")


def _spec(name, inputs, check):
    return OperatorSpec(
        name,
        version=2,
        inputs=inputs,
        check=check,
        lower=lower,
        int8=reference,
        float32=reference,
        int16=reference,
        data_inputs=1,
        in_place=True,
    )


SPECS = (
    _spec("RESHAPE", (1, 2), check_reshape),
    _spec("SQUEEZE", (1, 1), check_ones),
    _spec("EXPAND_DIMS", (2, 2), check_ones),
)
