"""Where each tensor lies in memory. Tensors that are never needed at the same time share it."""

import random
from dataclasses import dataclass

from tinyml_kit.graph.model import Graph
from tinyml_kit.ops import operators

# How many shuffled orders are tried where the first ones leave gaps: TRIES for a model of few
# tensors, fewer for one of many, so that no more than PLACINGS blocks are placed.
TRIES, PLACINGS = 200, 10_000


@dataclass(frozen=True)
class Plan:
    """Places in one block of memory.

    offsets : {tensor index: byte offset}, of every tensor that is neither constant nor state
    size : bytes of the block
    lower_bound : bytes of the tensors alive at the worst moment; no plan can be smaller
    lifetimes : {tensor index: (first, last)}, numbers of operators; -1 is before the first
    in_place : {output: input} of operators that write over what they read
    state_bytes : bytes of the state tensors, which live from one inference to the next: they lie
        outside the block and share their memory with nothing
    """

    offsets: dict
    size: int
    lower_bound: int
    lifetimes: dict
    in_place: dict
    state_bytes: int = 0


@dataclass
class _Block:
    """Tensors that share one place, and the first and last operator that needs it."""

    tensors: list
    size: int
    first: int
    last: int
    alignment: int

    def meets(self, other):
        return self.first <= other.last and other.first <= self.last


def plan(graph: Graph, alignment: int = 1, in_place: bool = True) -> Plan:
    """Return the Plan of a graph.

    Parameters
    ----------
    graph : Graph
    alignment : int, >= 1
        Every offset is a multiple of it, and of the size of the tensor's elements.
    in_place : bool
        Whether an output may replace an input.

    Notes
    -----
    A tensor is alive from the operator that writes it to the last one that reads it; inputs from
    the start, outputs to the end. Blocks are placed one after the other, each at the lowest offset
    at which it fits beside those placed before. Placing the largest first is seldom far from the
    lower bound (Pisarchyk and Lee, "Efficient memory management for deep neural net inference",
    2020). Where it misses the bound, other orders are tried, the same ones each time.
    """
    lifetimes = _lifetimes(graph)
    blocks, replaced = _blocks(graph, lifetimes, alignment, in_place)
    moments = range(-1, len(graph.operators) + 1)
    lower_bound = max(
        (sum(b.size for b in blocks if b.first <= now <= b.last) for now in moments), default=0
    )
    size, places = _best(blocks, lower_bound)
    offsets = {index: place for block, place in places for index in block.tensors}
    state_bytes = sum(graph.tensors[index].nbytes for index in graph.states)
    return Plan(dict(sorted(offsets.items())), size, lower_bound, lifetimes, replaced, state_bytes)


def _lifetimes(graph):
    lifetimes = {index: [-1, -1] for index in graph.inputs}
    for operator in graph.operators:
        for index in operator.outputs:
            lifetimes[index] = [operator.index, operator.index]
        for index in operator.inputs:
            if index in lifetimes:
                lifetimes[index][1] = operator.index
    for index in graph.outputs:
        if index in lifetimes:
            lifetimes[index][1] = len(graph.operators)
    return {
        index: tuple(times)
        for index, times in lifetimes.items()
        if not graph.tensors[index].is_state
    }


def _blocks(graph, lifetimes, alignment, in_place):
    """Put tensors that replace each other into one block each."""
    home, replaced = {}, {}
    for index, (first, last) in lifetimes.items():
        tensor = graph.tensors[index]
        home[index] = _Block(
            [index], tensor.nbytes, first, last, max(alignment, tensor.dtype.itemsize)
        )
    for operator in graph.operators:
        if not in_place or not operators.in_place(graph, operator):
            continue
        (output,) = operator.outputs
        if output not in home:
            continue
        for index in operator.inputs:
            tensor = graph.tensors[index]
            same_size = tensor.nbytes == graph.tensors[output].nbytes
            if index in home and same_size and home[index].last == operator.index:
                block = home[index]
                block.tensors.append(output)
                block.last, home[output] = home[output].last, block
                replaced[output] = index
                break
    return list({id(block): block for block in home.values()}.values()), replaced


def _best(blocks, lower_bound):
    """Return (size, [(block, offset)]) of the best order, or of the first that meets the bound."""
    best = None
    for order in _orders(blocks):
        places = _place(order)
        size = max((place + block.size for block, place in places), default=0)
        if best is None or size < best[0]:
            best = size, places
        if size == lower_bound:
            break
    return best


def _orders(blocks):
    """Yield orders in which to place blocks: the promising ones, then shuffled ones."""
    largest_first = sorted(blocks, key=lambda block: (-block.size, block.first))
    yield largest_first
    yield sorted(blocks, key=lambda block: (block.first, -block.size))
    yield sorted(blocks, key=lambda block: (block.last, -block.size))
    yield sorted(blocks, key=lambda block: -block.size * (block.last - block.first + 1))
    chance = random.Random(0)
    for _ in range(min(TRIES, PLACINGS // max(1, len(blocks)))):
        # Nearly sorted by size: that gives better plans than an arbitrary order.
        yield sorted(blocks, key=lambda block: -block.size * chance.uniform(0.5, 1))


def _place(order):
    """Return [(block, offset)]: each block at the lowest offset where it fits."""
    placed = []
    for block in order:
        neighbours = sorted(
            (offset, offset + other.size) for other, offset in placed if block.meets(other)
        )
        offset = 0
        for start, end in neighbours:
            if offset + block.size <= start:
                break
            offset = max(offset, -(-end // block.alignment) * block.alignment)
        placed.append((block, offset))
    return placed
