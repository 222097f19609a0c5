"""From a graph to the layers that are computed, and the places of their tensors."""

from dataclasses import replace

from tinyml_kit.codegen.lowering.fusion import fused_layers
from tinyml_kit.graph.model import Graph
from tinyml_kit.graph.plan import Plan, plan
from tinyml_kit.ops.layer import ExportError, Layer
from tinyml_kit.ops.moves import keeps_order
from tinyml_kit.ops.operators import OPERATORS


def lower(graph: Graph) -> tuple[list[Layer], Plan]:
    """Return the layers of a graph in order, and the Plan of their tensors.

    Layers whose numbers can stay where they are have no kernel.

    Raises
    ------
    ExportError
        If an operator cannot be computed as a layer, or an output of the model is a constant.
    """
    _refuse_constant_outputs(graph)
    layers, planned = fused_layers(graph)
    places = plan(planned)
    return [_without_moving(layer, places) for layer in layers], places


def _without_moving(layer, places):
    """Return a layer that only copies numbers without its kernel, if they can stay in place."""
    if not OPERATORS[layer.operators[0].name].reshapes and not keeps_order(layer):
        return layer
    if not layer.inputs:
        return layer
    here, there = (places.offsets.get(index) for index in (layer.inputs[0], layer.outputs[0]))
    # State lies outside the block.
    return replace(layer, kernel=None) if here == there is not None else layer


def _refuse_constant_outputs(graph):
    for index in graph.outputs:
        if graph.tensors[index].data is not None:
            raise ExportError(
                f"output {index} ({graph.tensors[index].name}) is a constant; convert a model "
                "whose outputs depend on its inputs."
            )
