"""From the operators of a graph to layers."""

import numpy as np

from tinyml_kit.codegen.lowering import float_layers, int8_layers
from tinyml_kit.codegen.lowering.layer import ExportError
from tinyml_kit.ops.parameters import parameters


def layer(graph, operator):
    """Return the Layer of an operator.

    Raises
    ------
    ExportError
        If there is no C for it, as for a sum that 32 bits may not hold; names the operator.
    """
    is_float = graph.tensors[operator.inputs[0]].dtype == np.float32
    makers = float_layers.MAKERS if is_float else int8_layers.MAKERS
    try:
        return makers[operator.name](graph, operator, parameters(graph, operator))
    except ExportError as error:
        raise ExportError(f"operator {operator.index} {operator.name}: {error}") from None
