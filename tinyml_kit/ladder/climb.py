"""The same inputs through every rung, each compared with the oracle, and the first divergence.

The oracle is TFLM where its wheel exists. Elsewhere it is the NumPy reference, which is tested
against TFLM to the bit. `Ladder.oracle` says which.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tinyml_kit.base import temporary
from tinyml_kit.base.errors import LONGEST, BadInput
from tinyml_kit.base.progress import progress
from tinyml_kit.base.text import one_line
from tinyml_kit.graph.model import Graph
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder.divergence import Comparison
from tinyml_kit.ladder.result import (
    DIFFERS,
    EQUAL,
    ERROR,
    MISSING,
    WITHIN,
    Ladder,
    Row,
    measured,
)
from tinyml_kit.rungs import registry
from tinyml_kit.rungs.interpreters import tflm
from tinyml_kit.rungs.protocol import Device, Run, RungMissing, TooLarge, batch

# Bytes of this computer's memory that the intermediates of a block of inputs may take.
BLOCK_BYTES = 32 * 2**20
# What ends one rung and none of the others: a refusal, or what the computer does not give.
FAILURES = (BadInput, OSError, MemoryError)


def run(
    model: str | Path | bytes,
    inputs: np.ndarray | Sequence[np.ndarray],
    on: Sequence[str] | None = None,
    variants: Mapping[str, str | Path | bytes] | None = None,
) -> Ladder:
    """Run inputs through every rung and compare each with the oracle.

    Parameters
    ----------
    model : path or bytes of a .tflite
    inputs : as `protocol.batch` takes them: (n, *sample shape), of the model's type. For a model
        with state: (sequences, steps, *sample shape).
    on : sequence of str, optional
        Names of rungs. By default all of `registry.rungs`; those that this computer lacks are
        shown as missing.
    variants : {title: model}, optional
        Other versions of the model, with the same operators. Each runs where the oracle runs, and
        gets a row with its title.

    Returns
    -------
    Ladder

    Raises
    ------
    GraphError, DeviceError
        If the model is not supported, an input is not what it takes, or a rung is not known.
    """
    names = list(registry.rungs()) if on is None else list(dict.fromkeys(on))
    for name in names:
        registry.rung(name)
    graph = read(model)
    tensors = [graph.tensors[index] for index in graph.inputs]
    inputs = batch(tensors, inputs, bool(graph.states)).as_given()
    with temporary.folder() as folder:
        oracle = _oracle(model, folder)
        climbers = [_Climber(name, name, model, folder, graph, on is None) for name in names]
        for title, variant in (variants or {}).items():
            climbers.append(_Climber(title, oracle.rung, variant, folder, graph, False))
        for start, block in _blocks(graph, inputs):
            expected = oracle.run(block, intermediates=True)
            for climber in climbers:
                climber.climb(start, block, expected)
        rows = tuple(climber.row() for climber in climbers)
    name = Path(model).name if isinstance(model, (str, Path)) else "model"
    return Ladder(name, oracle.rung, len(inputs[0]), rows)


def predict(model: str | Path | bytes, inputs: np.ndarray | Sequence[np.ndarray], on: str) -> Run:
    """Run a model on inputs, on one rung, and return the Run.

    Raises
    ------
    GraphError, DeviceError
        If the model is not supported, an input is not what it takes, or the rung is not known,
        is missing here, or cannot run the model.
    """
    registry.rung(on)
    read(model)
    with temporary.folder() as folder:
        return _Target(on, model, folder).run(inputs)


def prediction(model: str, name: str, run: Run) -> dict[str, Any]:
    """Return what `predict` did as plain data, like a Ladder's but without a comparison.

    Parameters
    ----------
    model : str, what the model is called
    name : str, the rung
    run : Run
    """
    row = Row(name, None, **measured([run]))
    return Ladder(model, None, len(run.outputs[0]), (row,)).as_dict()


class _Target:
    """A model built for a rung."""

    def __init__(self, name: str, model: str | Path | bytes, folder: Path):
        self.rung = name
        self.device: Device = registry.device(name)
        own = tempfile.mkdtemp(dir=folder)
        self.built = self.device.build(model, own, **registry.rung(name).options)

    def run(self, inputs, intermediates=False):
        return self.device.run(self.built, inputs, intermediates=intermediates)


def _oracle(model, folder):
    if tflm.available():
        try:
            return _Target("tflm", model, folder)
        except BadInput:
            # The interpreter does not take this model; the row of tflm says why.
            pass
    return _Target("reference", model, folder)


def _blocks(graph: Graph, inputs: list[np.ndarray]) -> Iterator[tuple[int, list[np.ndarray]]]:
    """Yield, for each block, the number of its first input, and its inputs.

    For a model with state, a sequence is one input and is never cut.
    """
    n = len(inputs[0])
    kept = sum(tensor.nbytes for tensor in graph.tensors if tensor.data is None)
    kept *= inputs[0].shape[1] if graph.states else 1
    size = max(1, min(n, BLOCK_BYTES // max(kept, 1)))
    for start in progress(range(0, n, size), desc="ladder", unit="block", delay=2):
        yield start, [array[start : start + size] for array in inputs]


class _Climber:
    """One rung on its way through the blocks."""

    def __init__(
        self,
        title: str,
        name: str,
        model: str | Path | bytes,
        folder: Path,
        graph: Graph,
        excusable: bool,
    ):
        self.title, self.rung = title, registry.rung(name)
        self.excusable = excusable
        self.comparison = Comparison(graph)
        self.runs: list[Run] = []
        self.failure: Exception | None = None
        self.target: _Target | None = None
        try:
            self.target = _Target(name, model, folder)
        except FAILURES as problem:
            self.failure = problem

    def climb(self, start, block, expected):
        if self.failure:
            return
        try:
            every = self.rung.every_layer
            inside = every or (self.rung.steps > 0 and self.comparison.counts_inside)
            got = self.target.run(block, intermediates=inside)
            where = self.comparison.add(start, expected, got, every)
            if where is not None and not self.rung.every_layer:
                self.look_inside(start, where, block, expected)
        except FAILURES as problem:
            self.failure = problem
            return
        self.runs.append(got)

    def look_inside(self, start, where, block, expected):
        """Run an input that differs once more, to see in which operator it begins."""
        one = [array[where : where + 1] for array in block]
        try:
            inside = self.target.run(one, intermediates=True)
        except FAILURES:
            # A rung need not show its intermediates; which output differs is known already.
            return
        self.comparison.refine(start, where, expected, inside)

    def row(self):
        if self.failure:
            missing = isinstance(self.failure, RungMissing)
            return Row(
                self.title,
                MISSING if missing else ERROR,
                message=_said(self.failure),
                excused=self.excusable and (missing or isinstance(self.failure, TooLarge)),
            )
        compared = self.comparison
        return Row(
            self.title,
            self.status(),
            compared.mismatches,
            compared.max_difference,
            self.rung.steps,
            compared.first,
            **measured(self.runs),
        )

    def status(self):
        if self.comparison.equal():
            return EQUAL
        return WITHIN if self.comparison.within(self.rung.steps) else DIFFERS


def _said(failure):
    """Return a rung's failure as a sentence."""
    if isinstance(failure, BadInput):
        return str(failure)
    if isinstance(failure, OSError):
        return one_line(
            f"{failure.filename or 'the rung'}: {failure.strerror or failure}.", LONGEST
        )
    return "there is not enough memory on this computer; give fewer inputs, or a smaller model."
