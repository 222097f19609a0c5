"""What each operator of a model costs: work, cycles or instructions, and memory, on one rung.

Operators that the generated C computes in one loop share a row. Cycles are those of the simulated
chip, instructions those of the emulated core, seconds those of this computer; all rows and the
overhead together are the whole inference as the ladder counts it.
"""

import importlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tinyml_kit.base import temporary
from tinyml_kit.base.errors import BadInput
from tinyml_kit.base.text import one_line
from tinyml_kit.codegen.lowering.layers import lower
from tinyml_kit.graph.model import Graph
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import estimate
from tinyml_kit.rungs import registry
from tinyml_kit.rungs.marks import Marks
from tinyml_kit.rungs.protocol import DeviceError, batch

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Row:
    """One operator, or several that are computed in one loop.

    operators : their indices
    name : their names, e.g. "CONV_2D + MAX_POOL_2D"
    output_shape : of the last one
    macs : multiply-accumulate operations (computed from shapes)
    amount : cycles, instructions or seconds, in the Profile's unit
    share : of the whole inference, from 0 to 1
    ram_bytes : of all tensors that are needed while it runs (computed)
    flash_bytes : of its weights and tables (computed), without code
    """

    operators: tuple[int, ...]
    name: str
    output_shape: tuple[int, ...]
    macs: int
    amount: float
    share: float
    ram_bytes: int
    flash_bytes: int


@dataclass(frozen=True)
class Profile:
    """What the operators of a model cost on a rung.

    model, rung : str
    unit : "cycles", "instructions" or "seconds"
    label : "simulated", "emulated" or "measured"
    rows : in the order in which they run; the first contains the call of the model's function
    overhead : what the whole has more than all rows together; a little less than 0 where the
        compiler lays out registers in another way around the marks between layers
    whole : the inference as the ladder counts it; seconds: the fastest of many
    """

    model: str
    rung: str
    unit: str
    label: str
    rows: tuple[Row, ...]
    overhead: float
    whole: float

    def as_dict(self) -> dict[str, Any]:
        """Return plain data, ready for JSON."""
        return {**asdict(self), "rows": [asdict(row) for row in self.rows]}

    def table(self) -> "pd.DataFrame":
        """Return a pandas.DataFrame for people to read, one row per operator and one for each rest.

        Its columns have their units in their names.
        """
        import pandas as pd

        head, *lines = self._cells()
        return pd.DataFrame(lines, columns=head).set_index(head[0])

    def __str__(self) -> str:
        cells = self._cells()
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        lines = [f"{one_line(self.model)} on {one_line(self.rung)} ({self.unit} {self.label})"]
        for cell in cells:
            left = [f"{text:<{width}}" for text, width in zip(cell[:2], widths, strict=False)]
            right = [f"{text:>{width}}" for text, width in zip(cell[2:], widths[2:], strict=True)]
            lines.append("  ".join([*left, *right]).rstrip())
        return "\n".join(lines)

    def _cells(self):
        """Return a head and lines of text: one per row, then the overhead and the whole."""
        rows = [
            (
                f"{row.operators[0]} {row.name}",
                " × ".join(map(str, row.output_shape)) or "1",
                f"{row.macs:,}",
                self._amount(row.amount),
                f"{row.share:.1%}",
                f"{row.ram_bytes:,}",
                f"{row.flash_bytes:,}",
            )
            for row in self.rows
        ]
        macs = f"{sum(row.macs for row in self.rows):,}"
        ram = f"{max(row.ram_bytes for row in self.rows):,}"
        flash = f"{sum(row.flash_bytes for row in self.rows):,}"
        share = f"{self.overhead / self.whole if self.whole else 0:.1%}"
        unit = "µs" if self.unit == "seconds" else self.unit
        return [
            ("operator", "output", "MACs", unit, "share", "RAM bytes", "flash bytes"),
            *rows,
            ("overhead", "", "", self._amount(self.overhead), share, "", ""),
            ("whole", "", macs, self._amount(self.whole), "100.0%", ram, flash),
        ]

    def _amount(self, value):
        return f"{value * 1e6:,.2f}" if self.unit == "seconds" else f"{value:,}"


def profile(
    model: str | Path | bytes, on: str, inputs: np.ndarray | Sequence[np.ndarray] | None = None
) -> Profile:
    """Count one inference of a model, operator by operator.

    Parameters
    ----------
    model : path or bytes of a .tflite
    on : str, one of `registry.profiled`
    inputs : as `protocol.batch` takes them, of which the first sample counts (with state: the
        first step of the first sequence). By default noise, the same each time.

    Returns
    -------
    Profile

    Raises
    ------
    GraphError, ExportError, DeviceError
        If the model is not supported, the rung cannot run it, is missing, or counts nothing layer
        by layer.
    """
    require_profiled(on)
    rung, graph = registry.rung(on), read(model)
    sample = _one_sample(graph, inputs)
    registry.device(on)
    counter = importlib.import_module(registry.PROFILED[rung.module])
    with temporary.folder() as folder:
        marks: Marks = counter.profile(model, folder, sample, **rung.options)
    name = Path(model).name if isinstance(model, (str, Path)) else "model"
    rows = tuple(_rows(graph, marks))
    overhead = marks.whole - marks.ends[-1].item()
    return Profile(name, on, marks.unit, marks.label, rows, overhead, marks.whole)


def profiles(
    model: str | Path | bytes,
    on: Sequence[str],
    inputs: np.ndarray | Sequence[np.ndarray] | None = None,
) -> tuple[list[Profile], dict[str, BadInput]]:
    """Return the Profiles of a model on several rungs, and {rung: why} of those that failed.

    Parameters and refusals of the model and the inputs are those of `profile`.
    """
    _one_sample(read(model), inputs)
    found, failed = [], {}
    for name in dict.fromkeys(on):
        try:
            found.append(profile(model, name, inputs))
        except BadInput as problem:
            failed[name] = problem
    return found, failed


def require_profiled(name: str) -> None:
    """Refuse a rung that counts nothing operator by operator.

    Raises
    ------
    DeviceError
        If it does not, or there is no such rung.
    """
    if registry.rung(name).module not in registry.PROFILED:
        raise DeviceError(
            f"profile: the rung {name} counts nothing operator by operator; take one of "
            f"{', '.join(registry.profiled())}."
        )


def _rows(graph: Graph, marks: Marks):
    layers, places = lower(graph)
    fused, macs = estimate.count(graph).layers, estimate.macs(graph)
    behind, last = 0, 0
    for moment, layer in enumerate(layers):
        behind += len(layer.outputs)
        end = marks.ends[behind - 1].item()
        amount, last = end - last, end
        yield Row(
            tuple(operator.index for operator in layer.operators),
            " + ".join(operator.name for operator in layer.operators),
            graph.tensors[layer.outputs[-1]].shape,
            sum(macs[operator.index] for operator in layer.operators),
            amount,
            amount / marks.whole if marks.whole else 0.0,
            sum(estimate.alive(fused, places, moment)) + places.state_bytes,
            layer.constant_bytes,
        )


def _one_sample(graph: Graph, inputs) -> list[np.ndarray]:
    """Return one sample for each input: the first of those given, or noise."""
    tensors = [graph.tensors[index] for index in graph.inputs]
    if inputs is None:
        rng = np.random.default_rng(0)
        inputs = [_noise(tensor, rng) for tensor in tensors]
        inputs = [x[np.newaxis] if graph.states else x for x in inputs]
    given = batch(tensors, inputs, bool(graph.states)).as_given()
    return [x[:1, :1] if graph.states else x[:1] for x in given]


def _noise(tensor, rng):
    shape = (1, *tensor.shape)
    if tensor.dtype.kind == "f":
        return rng.normal(size=shape).astype(tensor.dtype)
    ends = np.iinfo(tensor.dtype)
    return rng.integers(ends.min, ends.max, shape, tensor.dtype, endpoint=True)
