"""Layers as a kind of chip stores and shares them: constants in another order, common functions."""

from collections.abc import Sequence

from tinyml_kit.codegen.c.c_layer import CLayer, in_c
from tinyml_kit.codegen.c.target import Target
from tinyml_kit.codegen.lowering.constants import state_starts
from tinyml_kit.graph.model import Graph
from tinyml_kit.ops.layer import Layer


def laid_out(graph: Graph, layers: Sequence[Layer], target: Target) -> list[CLayer]:
    """Return the layers of a graph as a target computes them; `layers` are those of `lower`."""
    target = target.fit(target, layers)
    return [target.adapt(in_c(graph, layer)) for layer in layers]


def stored_bytes(graph: Graph, stored: Sequence[CLayer]) -> int:
    """Return the bytes of all arrays that a program for a target holds.

    Compilers store equal arrays once, and so they are counted. Weights that are in instructions
    need no array.

    Parameters
    ----------
    stored : what `laid_out` returned for the graph
    """
    arrays = [
        one.values
        for layer in stored
        for name, one in layer.constants.items()
        if not (layer.instructions and name == "weights")
    ]
    arrays += state_starts(graph)
    return sum({(one.dtype.name, one.tobytes()): one.nbytes for one in arrays}.values())


def functions(stored: Sequence[CLayer]) -> list[tuple[str, bool]]:
    """Return the kernel of each layer, and whether an earlier layer shares code with it.

    Layers of the same kernel share what it calls; where the C that stands in front of a layer is
    another, they share nothing. The target's own loops that layers share come once, too.
    """
    seen, found = set(), []
    for layer in stored:
        function = layer.template, layer.shared
        found.append((layer.template.removesuffix(".c"), function in seen))
        found += [(loop, False) for loop in layer.loops if loop not in seen]
        seen |= {function, *layer.loops}
    return found
