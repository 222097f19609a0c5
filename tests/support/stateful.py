"""Models with state, made by hand: variables that are read, computed with and assigned."""

import numpy as np

from tests.support.flatbuffer import ACTIVATIONS, Writer


def variable(writer, name="memory"):
    """Add the handle of a variable of that name and return its tensor's index."""
    handle = writer.tensor((), object)
    writer.operator("VAR_HANDLE", [], [handle], container="", sharedName=name)
    return handle


def initialise(writer, values, name="memory", **quantised):
    """Give a variable its first values, in a subgraph that runs once."""
    once = writer.subgraph()
    writer.operator("CALL_ONCE", [], [], initSubgraphIndex=len(writer.others))
    values = np.asarray(values)
    how = {"dtype": values.dtype} | quantised
    constant = once.tensor(values.shape, data=values, **how)
    once.operator("ASSIGN_VARIABLE", [variable(once, name), constant], [])


def accumulator(initial=None, dtype=np.int8, size=4, scale=0.5, zero_point=3):
    """Return the bytes of y = memory + x, which becomes the memory: inputs (1, size)."""
    writer = Writer()
    how = {} if dtype == np.float32 else {"scale": scale, "zero_point": zero_point}
    x, before, after = (writer.tensor((1, size), dtype, **how) for _ in range(3))
    if initial is not None:
        initialise(writer, np.reshape(np.asarray(initial, dtype), (1, size)), **how)
    handle = variable(writer)
    writer.operator("READ_VARIABLE", [handle], [before])
    none = ACTIVATIONS[None]
    writer.operator("ADD", [before, x], [after], fusedActivationFunction=none)
    writer.operator("ASSIGN_VARIABLE", [handle, after], [])
    writer.inputs, writer.outputs = [x], [after]
    return writer.finish()
