"""One layer of generated code, before it is text."""

from dataclasses import dataclass, field

from tinyml_kit.errors import BadInput


class ExportError(BadInput):
    """A model that cannot be exported."""


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
        """Return the name of the C function: the operators' and the first one's place."""
        names = "_".join(operator.name.lower() for operator in self.operators)
        return f"{names}_{self.operators[0].index}"
