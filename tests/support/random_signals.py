"""Random operators that remember samples of a signal: a delay, frames, sums, stacks, a buffer.

Each function adds one to a Maker, with an input of its own. Their outputs are always valid: what
the interpreter leaves in those that are not is whatever lay there before.
"""

import numpy as np


def delay(m):
    x = m.input((1, m.int(1, 3), m.int(1, 9)))
    m.operator("SignalDelay", [x], [m.like(x, x.shape)], delay_length=m.int(1, 12))


def framer(m):
    step, frames = m.int(1, 5), m.int(1, 3)
    x = m.input((1, step * frames))
    size = step + m.int(0, 8)
    outputs = [m.like(x, (1, frames, size)), m.plain((), np.bool_)]
    settings = dict(frame_size=size, frame_step=step, prefill=size > step or m.chance(0.5))
    m.operator("SignalFramer", [x], outputs, **settings)


def overlap_add(m):
    frames, size = m.int(1, 3), m.int(1, 9)
    x = m.input((1, frames, size))
    step = m.int(1, size)
    kind = 0 if m.float else 7
    m.operator("SignalOverlapAdd", [x], [m.like(x, (1, frames * step))], T=kind, frame_step=step)


def stacker(m):
    channels, left = m.int(1, 6), m.int(0, 4)
    x = m.input((1, channels))
    flat = m.like(x, (channels,))
    m.operator("RESHAPE", [x, m.integers([-1])], [flat], newShape=[-1])
    outputs = [m.like(x, ((left + 1) * channels,)), m.plain((), np.bool_)]
    settings = dict(
        num_channels=channels,
        stacker_left_context=left,
        stacker_right_context=0,
        stacker_step=1,
    )
    m.operator("SignalStacker", [flat], outputs, **settings)


def circular_buffer(m):
    x = m.input((1, 1, m.int(1, 3), m.int(1, 4)))
    y = m.like(x, (1, m.int(1, 5), *x.shape[2:]))
    m.writer.tensors[y.index].isVariable = m.chance(0.5)
    m.operator("CIRCULAR_BUFFER", [x], [y], cycles_max=1)


#: The kinds for a type of elements.
KINDS = {
    np.int8: (circular_buffer,),
    np.int16: (delay, framer, overlap_add, stacker),
    np.float32: (overlap_add,),
}
