"""Where a run differs from the oracle's: how often, by how much, and in which operator first."""

from dataclasses import dataclass

import numpy as np

from tinyml_kit.base.text import one_line
from tinyml_kit.graph.model import Graph
from tinyml_kit.ladder.steps import counted, steps
from tinyml_kit.rungs.protocol import Run

# A float32 sum depends on its order, and a curve on the library. This share of the largest value
# of a tensor, or of 1 if that is more, does not count as a difference.
FLOAT_TOLERANCE = 1e-5


@dataclass(frozen=True)
class Divergence:
    """The first element that is not the oracle's.

    operator, name : the operator's index and name, or None for a tensor that no operator writes
    tensor, tensor_name : the tensor that it writes
    input : number of the input, from 0; for a model with state, number of the sequence
    element : index into the tensor of one input
    expected, got : the oracle's value, and the value here
    step : number of the step in the sequence, from 0; None for a model without state
    """

    operator: int | None
    name: str | None
    tensor: int
    tensor_name: str
    input: int
    element: tuple[int, ...]
    expected: float
    got: float
    step: int | None = None

    def __str__(self) -> str:
        # Converters join the names of all layers that they fused; the last name is the newest.
        short = one_line(self.tensor_name.split(";")[-1])
        step = "" if self.step is None else f"step {self.step}, "
        return (
            f"operator {self.operator} {self.name}, tensor {self.tensor} {short}, "
            f"input {self.input}, {step}element {list(self.element)}: {self.got}, "
            f"the oracle has {self.expected}"
        )


class Comparison:
    """Compares the runs of one rung with the oracle's, block after block.

    Integers differ if they are not equal, float32 if they are further apart than
    FLOAT_TOLERANCE. For a model with state an input is a sequence, and the first divergence is in
    the first step that differs: later steps may only carry it on.

    mismatches : int, inputs for which anything differs
    max_difference : int or float, of outputs
    first : Divergence or None
    """

    def __init__(self, graph: Graph):
        self.graph = graph
        self.mismatches = 0
        self.max_difference: float = 0
        self.first: Divergence | None = None
        self._same_bits, self._floats_agree, self._only_inside = True, True, False
        self._steps: float = 0
        self._places = [counted(graph, index) for index in graph.outputs]
        #: Whether steps are counted on tensors that are not outputs.
        self.counts_inside = any(place.logits is not None for place in self._places)

    def add(self, start: int, expected: Run, got: Run, every_layer: bool = True) -> int | None:
        """Compare a block of inputs that begins at input `start`.

        Parameters
        ----------
        start : int
        expected, got : Run of the block, the oracle's and the rung's
        every_layer : bool
            Whether a difference between the layers counts, where both runs have intermediates.

        Returns
        -------
        int or None : the first input of the block that differs; None if an earlier block had one,
            or none differs.
        """
        expected, got, steps = self._in_a_row(expected, got)
        outside = np.zeros(len(expected.outputs[0]), bool)
        inside = expected.intermediates, got.intermediates
        for place, one, other in zip(self._places, expected.outputs, got.outputs, strict=True):
            outside |= self._compare(one, other)
            self._measure(place, one, other, inside)
        wrong = outside.copy()
        for _, one, other in self._shared(expected, got) if every_layer else ():
            wrong |= self._compare(one, other)
        self._only_inside |= bool((wrong & ~outside).any())
        # An input with state is wrong if any of its steps is.
        inputs = wrong.reshape(-1, steps).any(axis=1)
        self.mismatches += int(inputs.sum())
        if self.first is not None or not inputs.any():
            return None
        self.first = self._find(start, expected, got, steps)
        return int(np.argmax(inputs))

    def refine(self, start: int, where: int, expected: Run, got: Run) -> None:
        """Find the first divergence again, now that one input has been run with intermediates.

        Parameters
        ----------
        start : int, the number of the block's first input
        where : int, which input of the block it is
        expected : Run of the block, the oracle's, with intermediates
        got : Run of that one input, with intermediates
        """
        assert expected.intermediates is not None, "the oracle always keeps them"
        one = slice(where, where + 1)
        outputs = [output[one] for output in expected.outputs]
        between = {index: value[one] for index, value in expected.intermediates.items()}
        expected, got, steps = self._in_a_row(Run(outputs, expected.label, between), got)
        self.first = self._find(start + where, expected, got, steps) or self.first

    def equal(self) -> bool:
        """Tell whether everything that was compared is equal to the bit."""
        return self._same_bits

    def within(self, steps: int) -> bool:
        """Tell whether outputs differ by at most this many quantisation steps (see `steps`).

        If no step is allowed in the outputs, none is allowed between the layers either.
        """
        allowed = self._steps <= steps and self._floats_agree
        return allowed and (steps > 0 or not self._only_inside)

    def _in_a_row(self, *runs):
        """Return runs with the steps of all sequences in one row, and the steps of a sequence."""
        if not self.graph.states:
            return *runs, 1
        steps = runs[0].outputs[0].shape[1]
        return *(_flattened(run) for run in runs), steps

    def _compare(self, one, other):
        """Return for each input whether a tensor differs."""
        one, other = _flat(one), _flat(other)
        self._same_bits &= bool(np.array_equal(one, other, equal_nan=one.dtype.kind == "f"))
        return _unequal(one, other).any(axis=1)

    def _measure(self, place, one, other, inside):
        if place.scale is None:
            self._floats_agree &= not _unequal(_flat(one), _flat(other)).any()
        else:
            self._steps = max(self._steps, steps(place, (one, other), inside))
        largest = _largest(_flat(one), _flat(other))
        # A difference that is not a number counts as the largest from then on.
        if largest > self.max_difference or largest != largest:
            self.max_difference = largest

    def _shared(self, expected, got):
        """Return (tensor index, expected, got) of what operators wrote in both runs."""
        one, other = expected.intermediates, got.intermediates
        if one is None or other is None:
            return []
        written = [index for operator in self.graph.operators for index in operator.outputs]
        return [(i, one[i], other[i]) for i in written if i in one and i in other]

    def _find(self, start, expected, got, steps):
        """Return the first Divergence: by operator, then input, then element.

        For a model with state: by input and step, then operator, then element.
        """
        pairs = self._shared(expected, got)
        pairs += zip(self.graph.outputs, expected.outputs, got.outputs, strict=True)
        if self.graph.states:
            wrong = [_unequal(_flat(one), _flat(other)).any(axis=1) for _, one, other in pairs]
            first = int(np.argmax(np.any(wrong, axis=0)))
            pairs = [
                (i, one[first : first + 1], other[first : first + 1]) for i, one, other in pairs
            ]
        else:
            first = 0
        return next(
            (
                self._divergence(start * steps + first, steps, index, one, other)
                for index, one, other in pairs
                if _unequal(_flat(one), _flat(other)).any()
            ),
            None,
        )

    def _divergence(self, start, steps, index, one, other):
        shape = one.shape[1:]
        one, other = _flat(one), _flat(other)
        sample, place = (int(n) for n in np.argwhere(_unequal(one, other))[0])
        tensor, operator = self.graph.tensors[index], self.graph.producer(index)
        return Divergence(
            operator.index if operator else None,
            operator.name if operator else None,
            index,
            tensor.name,
            (start + sample) // steps,
            tuple(int(n) for n in np.unravel_index(place, shape)),
            one[sample, place].item(),
            other[sample, place].item(),
            (start + sample) % steps if self.graph.states else None,
        )


def _flattened(run):
    """Return a Run with arrays (sequences · steps, …) instead of (sequences, steps, …)."""
    between = run.intermediates
    return Run(
        [one.reshape(-1, *one.shape[2:]) for one in run.outputs],
        run.label,
        between and {i: one.reshape(-1, *one.shape[2:]) for i, one in between.items()},
    )


def _largest(one, other):
    """Return the largest difference; an integer between integers."""
    if one.dtype.kind != "f":
        return int(np.abs(one.astype(np.int64) - other).max())
    with np.errstate(invalid="ignore"):
        # Two infinities, or two nans, are alike, but their difference is not a number.
        return float(np.where(_alike(one, other), 0, np.abs(one - other)).max())


def _flat(array):
    return np.reshape(array, (len(array), -1))


def _unequal(one, other):
    if one.dtype.kind != "f":
        return one != other
    allowed = FLOAT_TOLERANCE * max(1.0, float(np.abs(one).max(where=np.isfinite(one), initial=0)))
    with np.errstate(invalid="ignore"):
        near = np.abs(one - other) <= allowed
    return ~(near | _alike(one, other))


def _alike(one, other):
    return (one == other) | (np.isnan(one) & np.isnan(other))
