"""The ladder block by block: which inputs go together, and what is found in a later block."""

import dataclasses

import numpy as np
import pytest

from tests.ladder.test_climb import INPUTS, MODEL, changed, stand_in
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import climb
from tinyml_kit.ladder.divergence import Divergence
from tinyml_kit.ladder.result import DIFFERS, EQUAL, MISSING, WITHIN, Ladder, Row, measured
from tinyml_kit.rungs import registry
from tinyml_kit.rungs.interpreters import reference, tflm
from tinyml_kit.rungs.protocol import DeviceError, Run

KEPT = sum(tensor.nbytes for tensor in read(MODEL.content).tensors if tensor.data is None)


@pytest.mark.parametrize(
    ("budget", "sizes"),
    [
        (1, [1] * 9),
        (2 * KEPT - 1, [1] * 9),
        (2 * KEPT, [2, 2, 2, 2, 1]),
        (9 * KEPT - 1, [8, 1]),
        (9 * KEPT, [9]),
        (100 * KEPT, [9]),
    ],
)
def test_a_block_is_as_many_inputs_as_the_memory_holds(budget, sizes, monkeypatch):
    asked = []

    def run(built, inputs, intermediates):
        asked.append(len(inputs[0]))
        return reference.run(built, inputs, intermediates)

    monkeypatch.setattr(climb, "BLOCK_BYTES", budget)
    row = climb.run(MODEL.content, INPUTS, on=[stand_in(monkeypatch, "counted", run)]).rungs[0]
    assert asked == sizes
    assert row.status == EQUAL


def wrong_at(monkeypatch, number, shows_layers):
    """Return a rung whose output is wrong for one input, and its first layer, too."""
    begun = []

    def run(built, inputs, intermediates):
        got = reference.run(built, inputs, intermediates=True)
        # With intermediates it is asked for the one input that differs, again.
        here = [True] if intermediates else np.arange(len(inputs[0])) + sum(begun) == number
        outputs = [np.array(output) for output in got.outputs]
        outputs[0][here] ^= 1
        if not intermediates:
            begun.append(len(inputs[0]))
            return Run(outputs, "measured")
        if not shows_layers:
            raise DeviceError("this rung shows no layers.")
        between = {index: np.array(value) for index, value in got.intermediates.items()}
        between[next(iter(between))] ^= 1
        return Run(outputs, "measured", between)

    return stand_in(monkeypatch, "late", run)


@pytest.mark.parametrize("shows_layers", [True, False])
def test_an_input_of_a_later_block_has_its_number_among_all(shows_layers, monkeypatch):
    monkeypatch.setattr(climb, "BLOCK_BYTES", 2 * KEPT)
    row = climb.run(MODEL.content, INPUTS, on=[wrong_at(monkeypatch, 7, shows_layers)]).rungs[0]
    assert (row.status, row.mismatches, row.max_difference) == (DIFFERS, 1, 1)
    assert row.first_divergence.input == 7
    # Where the layers are shown, it is the first one that is named, otherwise the output.
    graph = read(MODEL.content)
    last = graph.producer(graph.outputs[0]).index
    assert row.first_divergence.operator == (0 if shows_layers else last)


def test_a_rung_that_fails_in_a_later_block_is_an_error_and_not_asked_again(monkeypatch):
    asked = []

    def run(built, inputs, intermediates):
        asked.append(len(inputs[0]))
        if len(asked) == 2:
            raise DeviceError("the cable is out.")
        return reference.run(built, inputs, intermediates)

    monkeypatch.setattr(climb, "BLOCK_BYTES", 2 * KEPT)
    row = climb.run(MODEL.content, INPUTS, on=[stand_in(monkeypatch, "loose", run)]).rungs[0]
    assert (row.status, row.message, row.mismatches) == ("error", "the cable is out.", None)
    assert asked == [2, 2]


def test_a_rung_that_is_named_twice_runs_once(monkeypatch):
    result = climb.run(MODEL.content, INPUTS, on=["reference", "reference"])
    assert [row.rung for row in result.rungs] == ["reference"]


def test_where_the_interpreter_refuses_a_model_the_reference_is_the_oracle(monkeypatch):
    def refuse(model, folder=None):
        raise DeviceError("model: the TFLM interpreter refuses it: so.")

    monkeypatch.setattr(tflm, "available", lambda: True)
    monkeypatch.setattr(tflm, "build", refuse)
    result = climb.run(MODEL.content, INPUTS, on=["reference", "tflm"])
    assert (result.oracle, result["reference"].status) == ("reference", EQUAL)
    assert (result["tflm"].status, result["tflm"].message) == (
        "error", "model: the TFLM interpreter refuses it: so."
    )  # fmt: skip


def test_a_model_is_called_after_its_file(tmp_path):
    (tmp_path / "seven.tflite").write_bytes(MODEL.content)
    for path in (tmp_path / "seven.tflite", str(tmp_path / "seven.tflite")):
        assert climb.run(path, INPUTS, on=["reference"]).model == "seven.tflite"


def test_litert_alone_has_a_tolerance():
    tolerant = {
        name: rung.steps for name, rung in {**registry.rungs(), **registry.ON_REQUEST}.items()
    }
    assert {name: n for name, n in tolerant.items() if n} == {"litert": 10, "litert-reference": 10}


def test_a_tolerance_is_what_the_table_says_and_one_step_more_differs(monkeypatch):
    def run(built, inputs, intermediates):
        # Two steps from what it was, away from the end that is near.
        return changed(
            reference.run(built, inputs), lambda y: np.copyto(y, np.where(y > 0, y - 2, y + 2))
        )

    for steps, status in [(1, DIFFERS), (2, WITHIN)]:
        name = stand_in(monkeypatch, "near", run, steps=steps)
        row = climb.run(MODEL.content, INPUTS, on=[name]).rungs[0]
        assert (row.status, row.tolerance, row.max_difference) == (status, steps, 2)


# --- what is said of it -----------------------------------------------------------------------


def timed(cycles=None, seconds=None, label="simulated", ram=None):
    return Run([np.zeros((2, 1), np.int8)], label, cycles=cycles, seconds=seconds, ram_bytes=ram)


def test_figures_are_over_all_blocks_and_sizes_those_of_the_last_one():
    blocks = [timed(np.array([5, 9]), ram=10), timed(np.array([1, 7, 8]), ram=20)]
    found = measured(blocks)
    assert found["cycles"] == {"best": 1, "median": 7, "worst": 9}
    assert found["worst_of"] == 5
    assert (found["label"], found["ram_bytes"], found["flash_bytes"]) == ("simulated", 20, None)
    assert (found["instructions"], found["seconds"]) == (None, None)
    assert all(type(value) is int for value in found["cycles"].values())
    seconds = measured([timed(seconds=np.array([0.5, 0.25]))])["seconds"]
    assert seconds == {"best": 0.25, "median": 0.375, "worst": 0.5}


@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)])
def test_a_figure_that_one_block_lacks_is_not_known(order):
    # A board's clock may stand still in one block, and half a figure is none.
    blocks = [timed(np.array([5, 9]), np.array([0.5, 0.5])), timed(np.array([3, 3]), None)]
    found = measured(blocks[order])
    assert found["cycles"] == {"best": 3, "median": 4, "worst": 9}
    assert (found["seconds"], found["worst_of"]) == (None, 4)


def test_without_figures_nothing_is_the_worst_of_anything():
    found = measured([timed()])
    assert (found["cycles"], found["worst_of"]) == (None, None)
    assert "worst_of" not in Row("litert", EQUAL, **found).as_dict()


WHERE = Divergence(2, "ADD", 5, "a;b", 3, (1, 2), 7, 9)
ROWS = Ladder(
    "m.tflite",
    "tflm",
    4,
    (
        Row("reference", EQUAL, 0, 0),
        Row("c", DIFFERS, 3, 2, first_divergence=WHERE),
        Row("uno", MISSING, message="avr-gcc is not installed.", excused=True),
    ),
)
TOLD = "operator 2 ADD, tensor 5 b, input 3, element [1, 2]: 9, the oracle has 7"


def test_a_ladder_is_told_in_a_line_for_each_rung():
    assert str(ROWS).splitlines() == [
        "m.tflite, 4 inputs, oracle: tflm",
        "reference         equal",
        f"c                 differs           3 inputs, up to 2; first: {TOLD}",
        "uno               missing           avr-gcc is not installed.",
    ]


def test_the_table_has_the_same_and_leaves_empty_what_is_not_known():
    table = ROWS.table()
    assert table.index.name == "rung" and list(table.index) == ["reference", "c", "uno"]
    assert table.to_numpy().tolist() == [
        ["equal", 0, 0, ""],
        ["differs", 3, 2, TOLD],
        ["missing", "", "", "avr-gcc is not installed."],
    ]


def test_a_ladder_agrees_if_every_rung_does_or_is_excused():
    def rungs_of(*rows):
        return dataclasses.replace(ROWS, rungs=rows).agrees

    equal, differs, missing = ROWS.rungs
    assert rungs_of(equal, missing, Row("litert", WITHIN, 1, 1))
    assert not rungs_of(equal, differs)
    assert not rungs_of(equal, dataclasses.replace(missing, excused=False))


def test_of_three_figures_of_speed_the_data_have_those_that_are_known():
    def known(**speeds):
        row = Row("c", EQUAL, **speeds).as_dict()
        assert not {"excused", "message"} & set(row)
        return {name: row[name] for name in ("cycles", "instructions", "seconds") if name in row}

    figure = {"best": 1, "median": 2, "worst": 3}
    assert known() == {"cycles": None}
    for name in ("cycles", "instructions", "seconds"):
        assert known(**{name: figure}) == {name: figure}
    assert known(cycles=figure, seconds=figure) == {"cycles": figure, "seconds": figure}
