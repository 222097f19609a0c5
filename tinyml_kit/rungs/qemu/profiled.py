"""The instructions of each layer on a core that QEMU emulates."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tinyml_kit.graph.model import Graph
from tinyml_kit.rungs.marks import Marks, elapsed, with_marks
from tinyml_kit.rungs.qemu import emulated

SOURCE = Path(__file__).with_name("marks.c")
# The number and the size in front of the moments.
HEAD = 8


def profile(
    model: str | Path | bytes | Graph,
    folder: str | Path,
    inputs: Sequence[np.ndarray],
    board: str = "nano33ble",
) -> Marks:
    """Count the instructions of one inference up to the end of each layer (emulated).

    A mark behind each layer reads the counter. What that takes is measured, too, and taken off;
    what may be left is a tick of the counter.

    Parameters
    ----------
    model, folder, board : as for `emulated.build`
    inputs : one sample for each input, as `protocol.batch` takes them

    Raises
    ------
    GraphError, DeviceError
        As `emulated.build` and `emulated.run`.
    """
    built = emulated.build(model, folder, board=board)
    whole = emulated.run(built, inputs).instructions
    assert whole is not None, "the emulator counts instructions"
    source = built.program.with_name("model.c")
    program, given = with_marks(built.graph, built.command, source, inputs, SOURCE)
    traced = emulated.emulate(built, program, given)["trace.bin"]
    ends, _ = elapsed(np.frombuffer(traced, "<u4", offset=HEAD))
    per_tick = emulated.tools_of(built.board)[1].instructions_per_tick
    ends = np.round(ends * per_tick).astype(np.int64)
    return Marks("instructions", "emulated", ends, int(whole.flat[0]))
