"""Two models side by side: what each costs, how good each is, and whether they say the same."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from tinyml_kit import ladder
from tinyml_kit.base.text import one_line
from tinyml_kit.graph.model import Graph, Tensor
from tinyml_kit.graph.tflite import content_of, read
from tinyml_kit.ladder import budget
from tinyml_kit.ladder.budget_text import VERDICTS
from tinyml_kit.ladder.estimate import macs, total, weight_bytes
from tinyml_kit.own.array_file import DataError, of_file
from tinyml_kit.own.interval import wilson
from tinyml_kit.rungs.interpreters import tflm


@dataclass(frozen=True)
class Side:
    """One of the two: its name, sizes, cards by board, and its accuracy where there are labels.

    accuracy : (share, low, high) with its 95 % interval, or None
    """

    name: str
    file_bytes: int
    weight_bytes: int
    macs: int
    operators: int
    cards: tuple[budget.Card, ...]
    accuracy: tuple[float, float, float] | None = None


@dataclass(frozen=True)
class Compared:
    """Two models.

    sides : two of Side
    inputs : how many went through both; 0 if none were given
    equal : for how many all outputs are equal to the bit
    same : for how many the largest output is at the same place
    largest : the largest difference of an output, in real numbers
    """

    sides: tuple[Side, Side]
    inputs: int = 0
    equal: int = 0
    same: int = 0
    largest: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return plain data, ready for JSON."""
        sides = [
            {**vars(side), "cards": [card.as_dict() for card in side.cards]} for side in self.sides
        ]
        return {**vars(self), "sides": sides}

    def __str__(self) -> str:
        rows = [("", *(one_line(side.name, 40) for side in self.sides))]
        for title, key in (
            ("file (bytes)", "file_bytes"),
            ("weights (bytes)", "weight_bytes"),
            ("MACs", "macs"),
            ("operators", "operators"),
        ):
            rows.append((title, *(f"{getattr(side, key):,}" for side in self.sides)))
        if self.sides[0].accuracy:
            told = (side.accuracy or (0, 0, 0) for side in self.sides)
            rows.append(
                ("accuracy (measured)", *(f"{a:.1%} ({b:.1%} to {c:.1%})" for a, b, c in told))
            )
        for one, other in zip(self.sides[0].cards, self.sides[1].cards, strict=True):
            rows.append((one.board.title, *map(_sizes, (one, other))))
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = [
            "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        ]
        lines.append("Boards: flash + RAM in bytes (estimated).")
        if self.inputs:
            lines.append(
                f"Of {self.inputs} inputs, {self.equal} have equal outputs and {self.same} the "
                f"same class; the largest difference is {self.largest:.3g}."
            )
        return "\n".join(lines)


def compare(
    one: str | Path,
    other: str | Path,
    inputs: str | Path | None = None,
    labels: str | Path | None = None,
) -> Compared:
    """Compare two .tflite files.

    Parameters
    ----------
    one, other : paths
    inputs : path of an .npy, optional
        (n, *input shape): real numbers, which each model quantises as it says, or integers of the
        type that both take.
    labels : path of an .npy, optional
        (n,) int, places in the outputs; gives accuracies. Needs inputs.

    Raises
    ------
    GraphError, DataError, DeviceError
        If a model is not supported, or inputs or labels do not fit.
    """
    paths = Path(one), Path(other)
    graphs = [read(path) for path in paths]
    sides = [_side(path, graph) for path, graph in zip(paths, graphs, strict=True)]
    if inputs is None:
        if labels is not None:
            raise DataError(f"{labels}: labels need inputs; add --inputs.")
        return Compared((sides[0], sides[1]))
    x = of_file(inputs)
    for graph in graphs:
        _require_plain(graph)
    pairs = [_outputs(path, graph, x, inputs) for path, graph in zip(paths, graphs, strict=True)]
    stored, real = zip(*pairs, strict=True)
    if real[0].shape != real[1].shape:
        raise DataError(
            f"the outputs have shapes {real[0].shape[1:]} and {real[1].shape[1:]}; compare models "
            "with the same classes, or leave out --inputs."
        )
    places = [each.argmax(axis=1) for each in real]
    if labels is not None:
        y = _labels(labels, len(x), real[0].shape[1])
        sides = [_judged(side, y, place)
                 for side, place in zip(sides, places, strict=True)]  # fmt: skip
    alike = stored if stored[0].dtype == stored[1].dtype else real
    return Compared(
        (sides[0], sides[1]),
        len(x),
        int((alike[0] == alike[1]).all(axis=1).sum()),
        int((places[0] == places[1]).sum()),
        float(np.abs(real[0] - real[1]).max()),
    )


def _side(path, graph):
    return Side(
        path.name,
        len(content_of(path)),
        weight_bytes(graph),
        sum(macs(graph).values()),
        len(graph.operators),
        tuple(budget.cards(graph)),
    )


def _sizes(card):
    parts = "+".join(f"{total(parts):,}" for _, parts, _ in card.memories().values())
    return f"{parts} {VERDICTS[card.fits][0]}"


def _require_plain(graph: Graph) -> None:
    if len(graph.inputs) != 1 or len(graph.outputs) != 1 or graph.states:
        raise DataError(
            f"{graph.name}: it has several inputs or outputs, or state; leave out --inputs, and "
            "run both with tinyml-kit predict."
        )


def _outputs(path, graph, x, where):
    """Return a model's outputs as they are stored and as real numbers, (n, outputs) each."""
    given, target = graph.tensors[graph.inputs[0]], graph.tensors[graph.outputs[0]]
    if x[0].size != given.size:
        raise DataError(
            f"{where}: an example has shape {x.shape[1:]}, and {path.name} takes "
            f"{given.shape[1:]}; reshape them."
        )
    # Without the batch of 1, as the rungs take them.
    samples = _as_stored(x, given, where).reshape(len(x), *given.shape[1:])
    by = "tflm" if tflm.available() else "reference"
    stored = ladder.predict(path, samples, by).outputs[0].reshape(len(x), -1)
    real = stored.astype(np.float64)
    if target.quantization is not None:
        real = (real - target.zero_point) * float(target.scale)
    return stored, real


def _as_stored(x: np.ndarray, tensor: Tensor, where: str | Path) -> np.ndarray:
    if x.dtype == tensor.dtype:
        return x
    if tensor.dtype.kind == "f":
        return x.astype(tensor.dtype)
    if x.dtype.kind != "f" or tensor.quantization is None:
        raise DataError(
            f"{where}: the examples are {x.dtype}, and a model takes {tensor.dtype}; give real "
            "numbers (float32), which each model quantises."
        )
    ends = np.iinfo(tensor.dtype)
    steps = np.rint(x / float(tensor.scale)) + tensor.zero_point
    return np.clip(steps, ends.min, ends.max).astype(tensor.dtype)


def _labels(path, count, classes):
    y = of_file(path).reshape(-1)
    if len(y) != count or y.dtype.kind not in "iu" or not ((y >= 0) & (y < classes)).all():
        raise DataError(
            f"{path}: it holds {len(y)} labels of type {y.dtype}; give {count} integers from 0 to "
            f"{classes - 1}."
        )
    return y.astype(np.int64)


def _judged(side, y, place):
    right = int((place == y).sum())
    return replace(side, accuracy=(right / len(y), *wilson(right, len(y))))
