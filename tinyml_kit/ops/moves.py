"""Operators that only move elements: as few nested loops as possible, and the layer of them."""

from collections.abc import Collection, Sequence
from math import prod

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops.layer import Constant, Layer, Move, Operand, make_layer


def steps_of(shape: Sequence[int]) -> tuple[int, ...]:
    """Return how many elements apart neighbours along each axis of a tensor lie."""
    return tuple(prod(shape[axis + 1 :]) for axis in range(len(shape)))


def move(
    counts: Sequence[int],
    reads: Sequence[int],
    writes: Sequence[int] | None = None,
    first_read: int = 0,
    first_write: int = 0,
    operand: str = "input",
    output: int = 0,
) -> Move:
    """Return a Move of loops that cannot be joined any further; fields as Move explains them.

    Loops of a single turn are left out, and two that together step evenly become one. Without
    `writes`, the output is written in order.
    """
    loops: list[tuple[int, int, int]] = []
    for count, read, write in zip(counts, reads, writes or steps_of(counts), strict=True):
        if count == 1:
            continue
        if loops and loops[-1][1:] == (count * read, count * write):
            count *= loops.pop()[0]
        loops.append((count, read, write))
    turns, read_steps, write_steps = zip(*loops, strict=True) if loops else ((), (), ())
    return Move(operand, output, turns, read_steps, write_steps, first_read, first_write)


def keeps_order(layer: Layer) -> bool:
    """Tell whether a Layer does nothing but copy its input, from the first element to the last.

    It may read only a part of the input: whether that is all depends on the sizes of both.
    """
    if len(layer.moves) != 1 or len(layer.outputs) != 1:
        return False
    (one,) = layer.moves
    even = one.reads == one.writes and one.reads in ((), (1,))
    return even and one.first_read == one.first_write == 0


def moving_layer(graph: Graph, operator: Operator, moves: Sequence[Move]) -> Layer:
    """Return the Layer of an operator that moves the elements of its first input."""
    operands = (Operand("input", operator.inputs[0], None),)
    return make_layer(graph, operator, {}, element="any", operands=operands, moves=tuple(moves))


def joining_layer(
    graph: Graph,
    operator: Operator,
    moves: Sequence[Move],
    names: Sequence[str] | None = None,
    sizes: dict[str, int] | None = None,
) -> Layer:
    """Return the Layer of an operator that moves several inputs, each of which may be a constant.

    Parameters
    ----------
    moves : Moves, or () if the kernel has loops of its own
    names : what the kernel calls the inputs; by default input_0, input_1, …
    sizes : those of the Layer
    """
    operands, constants = [], {}
    names = names or names_of_inputs(operator)
    for name, index in zip(names, operator.inputs, strict=True):
        data = graph.tensors[index].data
        if data is None:
            operands.append(Operand(name, index, None))
        else:
            constants[name] = Constant(data, name.replace("_", " "))
            operands.append(Operand(name, None, name))
    return make_layer(
        graph,
        operator,
        sizes or {},
        element="any",
        inputs=[one.tensor for one in operands if one.tensor is not None],
        operands=tuple(operands),
        constants=constants,
        moves=tuple(moves),
    )


def names_of_inputs(operator: Operator) -> list[str]:
    """Return what a kernel that joins inputs calls them."""
    return [f"input_{place}" for place in range(len(operator.inputs))]


def require_moved(types: Collection[str], *tensors: Tensor) -> None:
    """Check that tensors have one type, one of those that the interpreter moves.

    Raises
    ------
    GraphError
        If they differ, or have another type.
    """
    found = {tensor.dtype.name for tensor in tensors}
    if len(found) > 1:
        raise GraphError(f"it mixes {' and '.join(sorted(found))}, expected one type")
    if not found <= set(types):
        raise GraphError(
            f"it moves {found.pop()}, which the interpreter does not; it takes {', '.join(types)}"
        )


def require_rank_up_to(most: int, *tensors: Tensor) -> None:
    """Check that no tensor has more dimensions than the interpreter takes."""
    for tensor in tensors:
        if len(tensor.shape) > most:
            raise GraphError(f"shape {tensor.shape} has more than {most} dimensions")
