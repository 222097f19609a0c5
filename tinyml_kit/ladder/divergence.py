"""Where a run leaves the oracle's: how often, how far, and in which operator first."""

from dataclasses import dataclass

import numpy as np

from tinyml_kit.rungs.protocol import Run

# A float32 sum depends on its order, a curve on the library: of the largest value of a tensor,
# or of 1 if that is more, so much is not a difference.
FLOAT_TOLERANCE = 1e-5


@dataclass(frozen=True)
class Divergence:
    """The first element that is not the oracle's.

    operator, name : the operator's place and name, or None for a tensor that none writes
    tensor, tensor_name : the tensor that it writes
    input : which of the inputs, from 0; of a model with state, which of the sequences
    element : index into the tensor of one input
    expected, got : the oracle's value and this one's
    step : of the sequence, from 0; None for a model without state
    """

    operator: int | None
    name: str | None
    tensor: int
    tensor_name: str
    input: int
    element: tuple
    expected: float
    got: float
    step: int | None = None

    def __str__(self):
        # Converters join the names of all layers that they fused; the last one is the youngest.
        short = self.tensor_name.split(";")[-1]
        step = "" if self.step is None else f"step {self.step}, "
        return (
            f"operator {self.operator} {self.name}, tensor {self.tensor} {short}, "
            f"input {self.input}, {step}element {list(self.element)}: {self.got}, "
            f"the oracle has {self.expected}"
        )


class Comparison:
    """The runs of one rung beside the oracle's, block after block.

    Integers differ if they are not equal, float32 if they are further apart than
    FLOAT_TOLERANCE. Of a model with state an input is a sequence, and what differs first is the
    first step of it: what comes later may only carry it on.

    mismatches : int, inputs of which anything differs
    max_difference : int or float, of outputs
    first : Divergence or None
    """

    def __init__(self, graph):
        self.graph = graph
        self.mismatches, self.max_difference, self.first = 0, 0, None
        self._same_bits, self._floats_agree, self._steps, self._only_inside = True, True, 0, False

    def add(self, start, expected, got):
        """Compare a block of inputs that begins at input `start`.

        Returns
        -------
        int or None : which input of the block is the first to differ, if none did before.
        """
        expected, got, steps = self._in_a_row(expected, got)
        outside = np.zeros(len(expected.outputs[0]), bool)
        for one, other in zip(expected.outputs, got.outputs, strict=True):
            outside |= self._compare(one, other)
            self._measure(one, other)
        wrong = outside.copy()
        for index in self._shared(expected, got):
            wrong |= self._compare(expected.intermediates[index], got.intermediates[index])
        self._only_inside |= bool((wrong & ~outside).any())
        wrong = wrong.reshape(-1, steps).any(axis=1)
        self.mismatches += int(wrong.sum())
        if self.first is not None or not wrong.any():
            return None
        self.first = self._find(start, expected, got, steps)
        return int(np.argmax(wrong))

    def refine(self, start, where, expected, got):
        """Look for the first divergence again, input `where` of the block now being run inside.

        got : Run of that one input, with intermediates
        """
        one = slice(where, where + 1)
        outputs = [output[one] for output in expected.outputs]
        between = {index: value[one] for index, value in expected.intermediates.items()}
        expected, got, steps = self._in_a_row(Run(outputs, expected.label, between), got)
        self.first = self._find(start + where, expected, got, steps) or self.first

    def equal(self):
        """Tell whether everything that was compared is the same to the bit."""
        return self._same_bits

    def within(self, steps):
        """Tell whether outputs differ by so many steps at most.

        Where no step is allowed, none is allowed between the layers either.
        """
        allowed = self._steps <= steps and self._floats_agree
        return allowed and (steps > 0 or not self._only_inside)

    def _in_a_row(self, *runs):
        """Return runs with the steps of their sequences one after the other, and how many."""
        if not self.graph.states:
            return *runs, 1
        steps = runs[0].outputs[0].shape[1]
        return *(_flattened(run) for run in runs), steps

    def _compare(self, one, other):
        """Return for each input whether a tensor differs."""
        one, other = _flat(one), _flat(other)
        self._same_bits &= bool(np.array_equal(one, other, equal_nan=one.dtype.kind == "f"))
        return _unequal(one, other).any(axis=1)

    def _measure(self, one, other):
        one, other = _flat(one), _flat(other)
        if one.dtype.kind == "f":
            self._floats_agree &= not _unequal(one, other).any()
            with np.errstate(invalid="ignore"):
                # Between two infinities and between two nans, which are alike, there is no number.
                apart = np.where(_alike(one, other), 0, np.abs(one - other))
            largest = float(apart.max())
        else:
            largest = int(np.abs(one.astype(np.int64) - other).max())
            self._steps = max(self._steps, largest)
        # A difference that is no number counts as the largest, and stays it.
        if largest > self.max_difference or largest != largest:
            self.max_difference = largest

    def _shared(self, expected, got):
        if expected.intermediates is None or got.intermediates is None:
            return []
        written = [index for operator in self.graph.operators for index in operator.outputs]
        return [i for i in written if i in expected.intermediates and i in got.intermediates]

    def _find(self, start, expected, got, steps):
        """Return the Divergence that comes first: by operator, then input, then element.

        Of a model with state by input and step, then operator, then element.
        """
        pairs = [
            (index, expected.intermediates[index], got.intermediates[index])
            for index in self._shared(expected, got)
        ]
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
    """Return a Run with (sequences · steps, …) in place of (sequences, steps, …)."""
    between = run.intermediates
    return Run(
        [one.reshape(-1, *one.shape[2:]) for one in run.outputs],
        run.label,
        between and {i: one.reshape(-1, *one.shape[2:]) for i, one in between.items()},
    )


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
