"""Sums and differences for the Cortex-M4: two multiplications, where that is exact."""

from dataclasses import replace

from tinyml_kit.codegen.c.c_layer import CLayer
from tinyml_kit.codegen.lowering.linear_sums import linear_sum


def adapt(layer: CLayer) -> CLayer:
    """Return an int8 ADD or SUB as one linear function, or the layer itself if there is none."""
    sum_of_both = linear_sum(layer)
    if sum_of_both is None:
        return layer
    sizes = layer.sizes
    more = {
        "START": sum_of_both.start,
        "LEFT_FACTOR": sum_of_both.a,
        "RIGHT_FACTOR": sum_of_both.b,
        "PLACES": sum_of_both.places,
        "ALL_OF_INT8": int((sizes["LOW"], sizes["HIGH"]) == (-128, 127)),
        "TAIL": sizes["SIZE"] % 4,
    }
    return replace(layer, kernel="linear_sum", sizes=sizes | more)
