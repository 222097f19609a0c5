"""The longest time that a network can take on an AVR, whatever its input.

The time of the kit's assembly depends on few things: an input of 0 is skipped, a sum that a ReLU
cuts is not scaled, a negative one takes a little longer, and of two sums that a pooling compares
the one that is not smaller is kept. Everything else takes the same number of cycles for all
numbers. So a network with the same weights, and thus the same code, can be made to take every slow
way at once: biases so large that every ReLU passes everything on, so small in the last layer that
all its sums are negative, and an image of one colour, whose sums are all equal where a pooling
compares them. No input of the network itself can take longer.
"""

from dataclasses import replace

import numpy as np

from tinyml_kit.codegen.lowering.ranges import largest_sum
from tinyml_kit.graph.model import Graph, Tensor

WEIGHTED = ("CONV_2D", "FULLY_CONNECTED")
# What may stand between them without a time of its own that depends on numbers.
OTHER = ("MAX_POOL_2D", "RESHAPE")


def slow_twin(graph: Graph) -> tuple[Graph, np.ndarray]:
    """Return a graph with the same code, and the (1, …) input for which it takes the longest.

    Raises
    ------
    ValueError
        If there are other layers than convolutions without padding, dense layers and poolings, or
        a layer without a ReLU that is not the last one.
    """
    tensors, operators = list(graph.tensors), list(graph.operators)
    last = [operator for operator in operators if operator.name in WEIGHTED][-1]
    for place, operator in enumerate(operators):
        if operator.name not in WEIGHTED:
            if operator.name not in OTHER:
                raise ValueError(f"the time of {operator.name} is not known for all inputs")
            continue
        if operator.options.get("padding", "VALID") != "VALID":
            raise ValueError("sums at the border of a padded image differ from those inside")
        if operator is not last and operator.options["activation"] is None:
            raise ValueError(f"operator {operator.index} has no ReLU")
        filters = tensors[operator.inputs[1]].data
        weights = filters.reshape(len(filters), -1)
        zero = tensors[operator.inputs[0]].zero_point
        # As large as 24 bits allow for every input, so that the code stays the same.
        folded = -zero * weights.astype(np.int64).sum(1)
        room = 2**23 - 1 - largest_sum(weights, folded)
        bias = np.full(len(weights), -room if operator is last else room, np.int32)
        operators[place] = replace(operator, inputs=(*operator.inputs[:2], len(tensors)))
        tensors.append(Tensor(len(tensors), "bias", bias.shape, bias.dtype, data=bias))
    shape = tensors[graph.inputs[0]].shape
    twin = replace(graph, tensors=tuple(tensors), operators=tuple(operators))
    return twin, np.full(shape, 127, np.int8)
