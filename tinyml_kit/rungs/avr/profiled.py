"""The cycles of each layer on a simulated ATmega."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tinyml_kit.graph.model import Graph
from tinyml_kit.rungs import elf
from tinyml_kit.rungs.avr import simavr
from tinyml_kit.rungs.marks import Marks, with_marks

SOURCE = Path(__file__).with_name("marks.c")


def profile(
    model: str | Path | bytes | Graph,
    folder: str | Path,
    inputs: Sequence[np.ndarray],
    board: str = "atmega1284p",
) -> Marks:
    """Count the cycles of one inference up to the end of each layer (simulated).

    Parameters
    ----------
    model, folder, board : as for `simavr.build`
    inputs : one sample for each input, as `protocol.batch` takes them

    Raises
    ------
    GraphError, DeviceError
        As `simavr.build` and `simavr.run`.
    """
    built = simavr.build(model, folder, board=board)
    whole = simavr.run(built, inputs).cycles
    assert whole is not None, "simavr counts cycles"
    source = built.elf.with_name("model.c")
    program, given = with_marks(built.graph, built.command, source, inputs, SOURCE)
    labels = _labels(program)
    # Where a layer does nothing, two labels are at one address, to which the program comes once.
    places = list(dict.fromkeys(labels))
    _, traced, _ = simavr.simulate(built, program, given, places)
    cycles = np.frombuffer(traced, "<u4").astype(np.int64)
    ends = cycles[[places.index(label) for label in labels]]
    return Marks("cycles", "simulated", ends, int(whole.flat[0]))


def _labels(program):
    """Return the addresses of the marks, in their order."""
    found = {
        int(symbol.name.removeprefix("profile_")): symbol.address
        for symbol in elf.symbols(program)
        if symbol.name.startswith("profile_")
    }
    return [found[line] for line in sorted(found)]
