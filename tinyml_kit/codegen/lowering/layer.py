"""One layer of generated code, before it is text."""

from dataclasses import dataclass, field

import numpy as np

from tinyml_kit.base.errors import BadInput


class ExportError(BadInput):
    """A model that cannot be exported."""


class TargetTooSmall(ExportError):
    """A model that needs more than a target can count."""


@dataclass(frozen=True)
class Layer:
    """What one operator, or several fused ones, become.

    operators : the graph.Operator it computes, in their order
    template : its template's path below a folder of kernels, e.g. "conv_2d.c"; None where
        the output already lies where the input was and nothing is left to do
    inputs : indices of the tensors that its function is given, in its order
    output : index of the tensor that it writes
    numbers : {NAME: int} for the template's enum and its #if
    texts : {name: str} for what the template calls $name
    constants : {name: Constant}; $name is the array's C name
    batches : how often the function is called, on one sample after the other
    """

    operators: tuple
    template: str | None
    inputs: tuple
    output: int
    numbers: dict = field(default_factory=dict)
    texts: dict = field(default_factory=dict)
    constants: dict = field(default_factory=dict)
    batches: int = 1

    @property
    def function(self):
        """Return the name of the C function: the first operator's, and its place."""
        return f"{self.operators[0].name.lower()}_{self.operators[0].index}"


def make_layer(
    graph, operator, numbers, texts=(), constants=(), *, template=None, inputs=None, batches=1
):
    """Return a Layer with what all have in common filled in.

    By default the template is called after the operator, in the folder float32 for floats, and
    the function is given the operator's first input.
    """
    inputs = operator.inputs[:1] if inputs is None else inputs
    kind = c_type(graph, operator)
    folder = "float32/" if graph.tensors[operator.inputs[0]].dtype == np.float32 else ""
    return Layer(
        operators=(operator,),
        template=template or f"{folder}{operator.name.lower()}.c",
        inputs=tuple(inputs),
        output=operator.outputs[0],
        numbers=numbers,
        texts={"type": kind, **dict(texts)},
        constants=dict(constants),
        batches=batches,
    )


def c_type(graph, operator):
    """Return the C type of what an operator writes."""
    return "float" if graph.tensors[operator.outputs[0]].dtype == np.float32 else "int8_t"


def data_of(graph, operator, place):
    """Return the constant that is an operator's input, or None if there is none."""
    index = operator.inputs[place] if place < len(operator.inputs) else None
    return None if index is None else graph.tensors[index].data
