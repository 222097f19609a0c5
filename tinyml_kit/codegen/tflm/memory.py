"""How much memory the TFLM interpreter needs for a model, estimated where no interpreter is there.

The interpreter takes memory from both ends of its arena. At the one end it places the tensors, each
from its first to its last use, and what some kernels need while they run; nothing is computed in
place. At the other end its records stay. While it plans, its notes lie where the tensors will be:
small models need more room for these than for their tensors.

Places are found as the interpreter finds them, so that its gaps are counted, too. The bytes of a
record are those of the interpreter's wheel, with 64-bit pointers, fitted to models that ship and to
random ones; with 32-bit pointers they are about half as large.
"""

import numpy as np

from tinyml_kit.graph.model import Graph, Operator
from tinyml_kit.graph.plan import plan

ALIGNMENT = 16
# Bytes of records: of the interpreter; of a tensor, an operator, an input or output of the model,
# an output channel of a convolution, and a variable with its handle.
INTERPRETER, TENSOR, OPERATOR, END, CHANNEL, VARIABLE = 620, 24, 128, 80, 9, 300
# Bytes of notes while it plans: of the planner, for each tensor, for each that has to be placed.
PLANNER, NOTE, PLACED = 400, 40, 20
# Bytes of records that a kernel has beside those of any operator; of a transform, for each sample.
OWN, SAMPLE = {"UNIDIRECTIONAL_SEQUENCE_LSTM": 800, "ASSIGN_VARIABLE": VARIABLE}, 5
PER_CHANNEL = ("CONV_2D", "DEPTHWISE_CONV_2D", "TRANSPOSE_CONV")
# Bytes beside an element of the output that a kernel needs while it runs, of int8 and of int16.
SUMS = {"TRANSPOSE_CONV": (4, 8), "MEAN": (4, 4), "SUM": (4, 4)}


def estimate(graph: Graph) -> int:
    """Return the bytes that an interpreter needs for a model, at least."""
    kept = sum(graph.tensors[index].nbytes for index in graph.states)
    records = (
        INTERPRETER
        + TENSOR * len(graph.tensors)
        + OPERATOR * len(graph.operators)
        + END * (len(graph.inputs) + len(graph.outputs))
        + CHANNEL * sum(_channels(graph, operator) for operator in graph.operators)
        + sum(_own_records(operator) for operator in graph.operators)
        + kept
    )
    notes = PLANNER + NOTE * len(graph.tensors) + PLACED * len(_blocks(graph))
    return records + max(tensor_bytes(graph), notes)


def tensor_bytes(graph: Graph) -> int:
    """Return the bytes of all tensors together, and of what kernels need while they run."""
    return _greedy(_blocks(graph))


def _channels(graph, operator):
    output = graph.tensors[operator.outputs[0]]
    counted = operator.name in PER_CHANNEL and output.dtype != np.float32
    return output.shape[-1] if counted else 0


def _own_records(operator):
    if operator.name == "SIGNAL_RFFT":
        return SAMPLE * operator.options["fft_length"]
    return OWN.get(operator.name, 0)


def _blocks(graph):
    """Return (bytes, first, last operator) of everything that is placed, the last tensor first."""
    lifetimes = plan(graph, ALIGNMENT, in_place=False).lifetimes
    blocks = [(graph.tensors[n].nbytes, *lifetimes[n]) for n in sorted(lifetimes, reverse=True)]
    scratch = [(_scratch(graph, one), one.index, one.index) for one in graph.operators]
    return [one for one in scratch if one[0]] + blocks


def _scratch(graph: Graph, operator: Operator) -> int:
    output = graph.tensors[operator.outputs[0]]
    if operator.name not in SUMS or output.dtype == np.float32:
        return 0
    return output.size * SUMS[operator.name][output.dtype.itemsize - 1]


def _greedy(blocks):
    """Return the size of a block of memory in which the largest are placed first."""
    placed = []
    for size, first, last in sorted(blocks, key=lambda block: -block[0]):
        offset, size = 0, -(-size // ALIGNMENT) * ALIGNMENT
        for start, end, born, dead in sorted(placed):
            if born <= last and first <= dead:
                if offset + size <= start:
                    break
                offset = max(offset, end)
        placed.append((offset, offset + size, first, last))
    return max((end for _, end, _, _ in placed), default=0)
