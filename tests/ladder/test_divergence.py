"""Comparisons: how often, how far, where first; integers to the bit, floats to last places."""

import numpy as np
import pytest

from tinyml_kit.graph.model import Graph, Operator, Tensor
from tinyml_kit.ladder.divergence import FLOAT_TOLERANCE, Comparison
from tinyml_kit.rungs.protocol import Run


def two(dtype):
    """Return a Graph of two operators on tensors of a type."""
    return Graph(
        "two",
        tuple(Tensor(index, f"t{index}", (1, 2, 3), np.dtype(dtype)) for index in range(3)),
        (Operator(0, "RELU", (0,), (1,)), Operator(1, "ADD", (1, 1), (2,))),
        (0,),
        (2,),
    )


GRAPH = two(np.int8)


def run(first=(), last=(), n=4, dtype=np.int8, between=True):
    """Return a Run of n inputs, all zero but for {(input, row, column): value}."""
    one, two = np.zeros((n, 2, 3), dtype), np.zeros((n, 2, 3), dtype)
    for where, value in dict(first).items():
        one[where] = value
    for where, value in dict(last).items():
        two[where] = value
    return Run([two], "measured", {1: one, 2: two} if between else None)


def compare(expected, got, start=0):
    comparison = Comparison(two(expected.outputs[0].dtype))
    where = comparison.add(start, expected, got)
    return comparison, where


def test_equal_runs_do_not_diverge():
    found, where = compare(run(last={(1, 0, 0): 3}), run(last={(1, 0, 0): 3}))
    assert found.equal() and found.within(0) and where is None
    assert (found.mismatches, found.max_difference, found.first) == (0, 0, None)


def test_the_earliest_operator_counts_before_the_earliest_input():
    got = run(first={(3, 1, 2): 7}, last={(1, 0, 1): -5, (3, 0, 0): 1})
    found, where = compare(run(), got, start=100)
    assert (found.mismatches, found.max_difference, where) == (2, 5, 1)
    first = found.first
    assert (first.operator, first.name, first.tensor, first.tensor_name) == (0, "RELU", 1, "t1")
    assert (first.input, first.element, first.expected, first.got) == (103, (1, 2), 0, 7)


def test_a_difference_between_layers_counts_though_the_outputs_agree():
    found, _ = compare(run(), run(first={(2, 0, 0): 1}))
    assert (found.mismatches, found.max_difference) == (1, 0)
    assert not found.equal() and not found.within(0)
    # A rung with a tolerance may round layers in its own way.
    assert found.within(1)


def test_layers_that_do_not_count_are_not_compared():
    comparison = Comparison(GRAPH)
    assert comparison.add(0, run(), run(first={(2, 0, 0): 1}), every_layer=False) is None
    assert comparison.equal() and comparison.mismatches == 0


def test_without_intermediates_the_output_is_where_it_shows():
    found, where = compare(run(), run(last={(2, 0, 1): 1}, between=False))
    assert (found.first.operator, found.first.name, found.first.element) == (1, "ADD", (0, 1))
    found.refine(0, where, run(), run(first={(0, 1, 1): 9}, n=1))
    assert (found.first.operator, found.first.input, found.first.element) == (0, 2, (1, 1))


def test_a_look_inside_keeps_the_number_that_the_input_has_in_a_later_block():
    found, where = compare(run(), run(last={(2, 0, 1): 1}, between=False), start=8)
    assert (where, found.first.input) == (2, 10)
    found.refine(8, where, run(), run(first={(0, 1, 1): 9}, n=1))
    assert (found.first.operator, found.first.input, found.first.element) == (0, 10, (1, 1))


def test_a_look_inside_that_sees_nothing_leaves_what_was_found():
    found, where = compare(run(), run(last={(2, 0, 1): 1}, between=False))
    before = found.first
    found.refine(0, where, run(), run(n=1))
    assert found.first is before


def test_an_oracle_that_hides_its_layers_is_compared_by_its_outputs():
    found, _ = compare(run(between=False), run(first={(0, 0, 0): 5}))
    assert found.equal() and found.mismatches == 0


def test_a_tensor_that_no_operator_writes_is_named_without_one():
    graph = Graph("through", GRAPH.tensors, GRAPH.operators, (0,), (0,))
    comparison = Comparison(graph)
    comparison.add(0, run(between=False), run(last={(1, 1, 1): 2}, between=False))
    first = comparison.first
    assert (first.operator, first.name, first.tensor, first.input) == (None, None, 0, 1)


def test_large_integers_have_no_tolerance():
    far = 2**30
    expected, got = (run(last={(1, 0, 2): far + k}, dtype=np.int32) for k in (0, 1))
    found, _ = compare(expected, got)
    assert (found.mismatches, found.max_difference) == (1, 1)
    assert (found.first.expected, found.first.got) == (far, far + 1)


def test_int8_extremes_are_255_steps_apart():
    found, _ = compare(run(last={(0, 0, 0): -128}), run(last={(0, 0, 0): 127}))
    assert found.max_difference == 255
    assert found.within(255) and not found.within(254)


def test_blocks_add_up_and_the_first_divergence_stays_the_first():
    comparison = Comparison(GRAPH)
    comparison.add(0, run(), run())
    assert comparison.add(4, run(), run(last={(1, 0, 0): 1})) == 1
    assert comparison.add(8, run(), run(first={(0, 0, 0): 1}, last={(0, 0, 0): 3})) is None
    assert (comparison.mismatches, comparison.max_difference) == (2, 3)
    assert comparison.first.input == 5


@pytest.mark.parametrize(
    ("error", "equal", "within"), [(0, True, True), (0.5, False, True), (2, False, False)]
)
def test_floats_are_allowed_their_last_places(error, equal, within):
    expected, got = run(last={(0, 0, 0): 4}, dtype=np.float32), run(dtype=np.float32)
    got.outputs[0][0, 0, 0] = 4 * (1 + error * FLOAT_TOLERANCE)
    got.intermediates[2][:] = got.outputs[0]
    found, _ = compare(expected, got)
    assert (found.equal(), found.within(0)) == (equal, within)
    assert found.mismatches == (0 if within else 1)


def floats(*values):
    """Return a Run of one float32 output, of which the first elements are these."""
    return run(last={(0, 0, k): value for k, value in enumerate(values)}, dtype=np.float32)


# Near 1, float32 is 6e-8 apart, so that a hundredth of the tolerance is left on either side.
@pytest.mark.parametrize(
    ("expected", "got", "agrees"),
    [
        # Below 1 the tolerance is that of 1: 0.00001.
        ((0.0,), (0.99e-5,), True),
        ((0.0,), (1.01e-5,), False),
        ((0.5,), (0.5 + 0.99e-5,), True),
        ((0.5,), (0.5 + 1.02e-5,), False),
        # Above, the largest value of the tensor counts, also for its small ones, and its size.
        ((-8.0, 0.0), (-8.0, 7.9e-5), True),
        ((-8.0, 0.0), (-8.0, 8.1e-5), False),
        # It is the oracle's largest value, and an infinite one allows nothing.
        ((0.0,), (1000.0,), False),
        ((np.inf, 0.0), (np.inf, 1.0), False),
    ],
)
def test_the_tolerance_of_floats_has_a_floor_and_grows_with_the_oracles_largest_value(
    expected, got, agrees
):
    assert FLOAT_TOLERANCE == 1e-5
    found, _ = compare(floats(*expected), floats(*got))
    assert found.within(0) == agrees
    assert found.mismatches == (0 if agrees else 1)
    assert (found.first is None) == agrees


def test_exactly_the_tolerance_is_allowed(monkeypatch):
    monkeypatch.setattr("tinyml_kit.ladder.divergence.FLOAT_TOLERANCE", 2.0**-10)
    one, next_one = np.float32(2**-10), np.nextafter(np.float32(2**-10), np.float32(1))
    assert compare(floats(0), floats(one))[0].within(0)
    assert not compare(floats(0), floats(next_one))[0].within(0)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_no_finite_number_equals_its_like(value):
    found, where = compare(floats(value, 1.0), floats(value, 1.0))
    assert found.equal() and found.within(0) and where is None
    assert (found.mismatches, found.max_difference, found.first) == (0, 0, None)
    # Beside it, other differences are seen and measured.
    found, _ = compare(floats(value, 1.0), floats(value, 1.5))
    assert (found.mismatches, found.max_difference) == (1, 0.5)
    assert (found.first.element, found.first.got) == ((0, 1), 1.5)


@pytest.mark.parametrize(("one", "other"), [(np.nan, np.inf), (np.inf, -np.inf), (3.0, np.nan)])
def test_what_is_no_finite_number_differs_from_everything_else(one, other):
    for expected, got in [(one, other), (other, one)]:
        found, _ = compare(floats(expected), floats(got))
        assert not found.equal() and not found.within(100)
        assert found.mismatches == 1 and found.first.element == (0, 0)


def test_what_is_not_a_number_differs_from_a_number_and_equals_its_like():
    nan, inf = run(last={(0, 0, 0): np.nan}, dtype=np.float32), {(0, 0, 0): np.inf}
    assert compare(nan, nan)[0].equal()
    found, _ = compare(nan, run(dtype=np.float32))
    assert not found.within(100) and found.mismatches == 1
    assert np.isnan(found.max_difference)
    found.add(4, run(dtype=np.float32), run(last={(0, 0, 0): 5}, dtype=np.float32))
    assert np.isnan(found.max_difference)
    infinite = run(last=inf, dtype=np.float32)
    assert compare(infinite, infinite)[0].equal()
    assert not compare(infinite, run(dtype=np.float32))[0].within(100)


def test_a_divergence_is_told_in_one_line():
    found, _ = compare(run(), run(last={(2, 0, 1): 1}))
    assert str(found.first) == (
        "operator 1 ADD, tensor 2 t2, input 2, element [0, 1]: 1, the oracle has 0"
    )
