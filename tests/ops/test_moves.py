"""Loops that copy elements: joined as far as they go, and written as C that can be read."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.one_operator import with_one
from tinyml_kit.codegen.c import c99
from tinyml_kit.ops.layer import Move
from tinyml_kit.ops.moves import move, steps_of


def test_steps_lead_from_an_element_to_its_neighbour_along_each_axis():
    assert steps_of((2, 3, 4)) == (12, 4, 1)
    assert steps_of(()) == ()


def test_loops_that_step_evenly_become_one_and_those_of_a_single_turn_go():
    assert move((1, 2, 3, 4), (99, 12, 4, 1)) == Move("input", 0, (24,), (1,), (1,))
    assert move((2, 3, 4), (24, 4, 1), first_read=4) == Move(
        "input", 0, (2, 12), (24, 1), (12, 1), 4
    )
    assert move((1, 1), (5, 1), first_read=3) == Move("input", 0, (), (), (), 3)
    # Going back is as even, but not if only one of two loops does.
    assert move((2, 3), (-3, -1), first_read=5).counts == (6,)
    assert move((2, 3), (-3, 1), first_read=3).counts == (2, 3)


LOOPS = st.lists(
    st.tuples(st.integers(1, 4), st.integers(-30, 30), st.integers(-30, 30)), max_size=5
)


@settings(deadline=None)
@given(LOOPS)
def test_joined_loops_visit_the_same_elements_in_the_same_order(loops):
    counts, reads, writes = zip(*loops, strict=True) if loops else ((), (), ())
    joined = move(counts, reads, writes)

    def visited(sizes, *sides):
        turns = list(np.ndindex(*sizes))
        return [[int(np.dot(turn, side)) for turn in turns] for side in sides]

    assert visited(joined.counts, joined.reads, joined.writes) == visited(counts, reads, writes)
    assert all(count > 1 for count in joined.counts)


def body(name, shape, out, constants, **options):
    """Return the statements of the function of a single operator."""
    how = dict(dtype=np.int8, scale=0.5, zero_point=0)
    constants = [dict(data=np.array(data, np.int32)) for data in constants]
    content = with_one(
        name, x=dict(shape=shape, **how), y=dict(shape=out, **how), constants=constants, **options
    ).finish()
    code = c99.source(content, "m")["m.c"]
    start = code.index(f"static void {name.lower()}_0")
    return [line.strip() for line in code[start:].split("}")[0].splitlines()[2:]]


def test_a_transposition_is_three_loops_over_the_output():
    assert body("TRANSPOSE", (1, 4, 5, 3), (1, 3, 5, 4), [[0, 3, 2, 1]]) == [
        "for (index_t a = 0; a < 3; a++)",
        "for (index_t b = 0; b < 5; b++)",
        "for (index_t c = 0; c < 4; c++)",
        "output[a * 20 + b * 4 + c] = input[a + b * 3 + c * 15];",
    ]


def test_a_long_run_is_copied_at_once_and_a_short_one_element_by_element():
    long, short = (1, 3, 8), (1, 3, 7)
    assert body("SLICE", (1, 5, 8), long, [[0, 1, 0], [1, 3, 8]]) == [
        "memcpy(output, input + 8, 24 * sizeof *output);"
    ]
    assert body("SLICE", (1, 5, 9), short, [[0, 1, 1], [1, 3, 7]])[-1] == (
        "output[a * 7 + b] = input[10 + a * 9 + b];"
    )


def test_an_axis_read_from_its_end_steps_back():
    assert body("REVERSE_V2", (1, 6), (1, 6), [[1]]) == [
        "for (index_t a = 0; a < 6; a++)",
        "output[a] = input[5 - a];",
    ]


def test_a_single_element_needs_no_loop():
    assert body("SLICE", (1, 6), (1, 1), [[0, 5], [1, 1]]) == ["output[0] = input[5];"]
