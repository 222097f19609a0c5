"""A model of one step that anybody can compute: its state adds up what it is given."""

import numpy as np

from tests.support.flatbuffer import Writer


def adder(state_scale=1.0, states=1, entries=1, name="adder"):
    """Return the bytes of y = x + state in int8, whose output is the next state.

    Parameters
    ----------
    state_scale : float
        Unit of the state that is given; the one that comes out has 1.
    states, entries : int, how many inputs are states, and others
    """
    writer = Writer()
    given = [writer.tensor((1, 3), np.int8, scale=0.5, zero_point=1) for _ in range(entries)]
    kept = [writer.tensor((1, 3), np.int8, scale=state_scale, zero_point=-2) for _ in range(states)]
    out = writer.tensor((1, 3), np.int8, scale=1.0, zero_point=-2)
    score = writer.tensor((1, 3), np.int8, scale=1.0, zero_point=5)
    writer.operator("ADD", [given[0], (kept or given)[-1]], [out])
    writer.operator("ADD", [out, given[-1]], [score])
    writer.inputs, writer.outputs = [*given, *kept], [score, out]
    return writer.finish()
