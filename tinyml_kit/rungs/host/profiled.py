"""The seconds of each layer on this computer."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tinyml_kit.base import temporary
from tinyml_kit.graph.model import Graph
from tinyml_kit.rungs import tensor_bytes, toolchain
from tinyml_kit.rungs.host import native
from tinyml_kit.rungs.marks import Marks, count_of, elapsed
from tinyml_kit.rungs.protocol import batch

# Inferences, of which the fastest counts: others were interrupted.
REPEATS = 100
SOURCE = Path(__file__).with_name("marks.c")
# The number and the size in front of the moments.
HEAD = 8


def profile(
    model: str | Path | bytes | Graph, folder: str | Path, inputs: Sequence[np.ndarray]
) -> Marks:
    """Measure one inference up to the end of each layer: the fastest of REPEATS.

    Parameters
    ----------
    model, folder : as for `native.build`
    inputs : one sample for each input, as `protocol.batch` takes them

    Raises
    ------
    GraphError, DeviceError
        As `native.build` and `native.run`.
    """
    built = native.build(model, folder)
    graph, program = built.graph, built.folder / "profiled"
    toolchain.run(
        [*built.command, f"-DPROFILE_MARKS={count_of(graph)}", "-I", built.folder,
         SOURCE, native.BENCH, "-lm", "-o", program]
    )  # fmt: skip
    given = batch([graph.tensors[index] for index in graph.inputs], inputs, bool(graph.states))
    one = tensor_bytes.to_bytes(given.arrays, given.resets)
    with temporary.folder() as name:
        paths = [Path(name) / part for part in ("inputs", "outputs", "seconds", "trace")]
        paths[0].write_bytes(one * REPEATS)
        native.execute([program, *paths], native.LIMIT)
        traced = np.frombuffer(paths[3].read_bytes(), np.uint8).reshape(REPEATS, -1)
    counted = [elapsed(row[HEAD:].view(np.uint64)) for row in np.ascontiguousarray(traced)]
    ends, whole = min(counted, key=lambda one: one[1])
    return Marks("seconds", "measured", ends * 1e-9, whole * 1e-9)
