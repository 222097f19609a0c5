"""A model of one step on any rung: its output state becomes its input state of the next step.

The model has no state of its own, so every rung runs it. The numbers that are fed back are those
that the rung gave, untouched: rungs that agree in each step agree to the end.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from tinyml_kit.base import temporary
from tinyml_kit.graph import feedback
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs import registry
from tinyml_kit.rungs.protocol import DeviceError, sample_shape


class Steps(NamedTuple):
    """What came out.

    outputs : one array for each output that is not fed back, (sequences, steps, *shape)
    states : one array for each that is, likewise, after each step
    """

    outputs: list[np.ndarray]
    states: list[np.ndarray]


def run(model: str | Path | bytes, sequences: np.ndarray, on: str = "reference") -> Steps:
    """Run a model of one step over sequences; each begins with a state of zeros.

    Parameters
    ----------
    model : path or bytes of a .tflite with an input for the sequences, and one for each state
    sequences : (n, steps, *shape), of the input's type
    on : str, the name of a rung

    Raises
    ------
    GraphError, DeviceError
        If the model has no state that can be fed back, the sequences do not suit it, or the rung
        is missing or too small.
    """
    graph = read(model)
    back = feedback.links(graph)
    sequences = np.asarray(sequences)
    if sequences.ndim < 2 or 0 in sequences.shape[:2]:
        raise DeviceError(f"sequences: {sequences.shape} holds no step; give (n, steps, …).")
    device, options = registry.device(on), registry.rung(on).options
    states = [_start(graph, link.input, len(sequences)) for link in back]
    rows = []
    with temporary.folder() as folder:
        built = device.build(model, folder, **options)
        for step in range(sequences.shape[1]):
            given = [sequences[:, step]] * len(graph.inputs)
            for link, state in zip(back, states, strict=True):
                given[link.input] = state
            rows.append(device.run(built, given).outputs)
            states = [rows[-1][link.output] for link in back]
    outputs = [np.stack(several, axis=1) for several in zip(*rows, strict=True)]
    fed = [link.output for link in back]
    others = [one for place, one in enumerate(outputs) if place not in fed]
    return Steps(others, [outputs[place] for place in fed])


def _start(graph, place, sequences):
    tensor = graph.tensors[graph.inputs[place]]
    shape = (sequences, *sample_shape(tensor.shape))
    return np.full(shape, feedback.zero(graph, place), tensor.dtype)
