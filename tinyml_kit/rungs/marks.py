"""The count at the end of each layer of an inference, from which a profile is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tinyml_kit.codegen.lowering.layers import lower
from tinyml_kit.graph.model import Graph
from tinyml_kit.rungs import toolchain
from tinyml_kit.rungs.protocol import Batch, batch


@dataclass(frozen=True)
class Marks:
    """One inference, counted from its start.

    unit : "cycles", "instructions" or "seconds"
    label : "simulated", "emulated" or "measured"
    ends : (marks,) array, what had been counted behind each mark; layers have one for each output
    whole : what the inference takes without marks, as the ladder counts it
    """

    unit: str
    label: str
    ends: np.ndarray
    whole: float


def with_marks(
    graph: Graph,
    command: Sequence[str | Path],
    model: Path,
    inputs: Sequence[np.ndarray],
    marks: Path,
) -> tuple[Path, Batch]:
    """Compile a program that marks the end of each layer; return it, and its checked inputs.

    Parameters
    ----------
    graph : the model's
    command : what compiles the program without marks, up to the option -o
    model : the model.c in that command
    inputs : one sample for each input, as `protocol.batch` takes them
    marks : the C file that is compiled in place of model.c, and includes it
    """
    program = model.with_name("profiled.elf")
    replaced = [marks if part == model else part for part in command]
    toolchain.run([*replaced, f"-DPROFILE_MARKS={count_of(graph)}", "-o", program])
    tensors = [graph.tensors[index] for index in graph.inputs]
    return program, batch(tensors, inputs, bool(graph.states))


def count_of(graph: Graph) -> int:
    """Return how many marks the generated C of a graph has."""
    return sum(len(layer.outputs) for layer in lower(graph)[0])


def elapsed(moments: np.ndarray) -> tuple[np.ndarray, int]:
    """Return what had been counted behind each mark, and at the end, without the marks' own share.

    Parameters
    ----------
    moments : (marks + 3,) unsigned integers, as marks.c writes them; they may wrap around
    """
    since = np.diff(moments).cumsum(dtype=moments.dtype).astype(np.int64)
    own, counted = int(since[0]), since[1:] - since[0]
    counted -= own * np.arange(1, len(counted) + 1)
    # A clock may tell less than a mark takes, but nothing ends before what comes before it.
    counted = np.maximum.accumulate(np.maximum(counted, 0))
    return counted[:-1], int(counted[-1])
