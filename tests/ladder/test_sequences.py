"""The ladder on models with state: sequences are never cut, and the step that differs is named."""

import json
import sys

import numpy as np
import pytest

from tests.support.stateful import accumulator
from tinyml_kit import cli
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import climb, samples
from tinyml_kit.ladder.divergence import Comparison
from tinyml_kit.rungs.interpreters import reference
from tinyml_kit.rungs.protocol import DeviceError, Run

FIRST = [10, 20, 30, -40]


def sequences(count=4, steps=6):
    return np.random.default_rng(1).integers(-9, 9, (count, steps, 4)).astype(np.int8)


def runs(change=None):
    """Return the graph, the reference's Run, and one that `change` has worked on."""
    model = accumulator(FIRST)
    expected, got = (
        reference.run(reference.build(model), sequences(), intermediates=True) for _ in range(2)
    )
    if change:
        change(got)
    return read(model), expected, got


@pytest.mark.parametrize("size", [1, 200, 10**6])
def test_the_size_of_a_block_does_not_matter(size, monkeypatch):
    monkeypatch.setattr(climb, "BLOCK_BYTES", size)
    ladder = climb.run(accumulator(FIRST), sequences(), ["reference", "tflm"])
    assert ladder.inputs == 4
    assert [row.status for row in ladder.rungs] == ["equal", "equal"]


def test_a_block_holds_whole_sequences(monkeypatch):
    graph = read(accumulator(FIRST))
    monkeypatch.setattr(climb, "BLOCK_BYTES", 1)
    blocks = list(climb._blocks(graph, [sequences()]))
    assert [(start, block[0].shape) for start, block in blocks] == [
        (number, (1, 6, 4)) for number in range(4)
    ]


def test_the_first_step_that_differs_is_named_with_the_first_operator_in_it():
    def change(run):
        # The sum goes wrong in step 2, so that what is read in step 3 is wrong, too.
        run.intermediates[2][1, 2, 3] += 1
        run.intermediates[1][1, 3, 3] += 1
        run.outputs[0][1, 2:, 3] += 1

    graph, expected, got = runs(change)
    comparison = Comparison(graph)
    assert comparison.add(10, expected, got) == 1
    first = comparison.first
    assert (first.name, first.input, first.step, first.element) == ("ADD", 11, 2, (3,))
    assert comparison.mismatches == 1
    assert "operator 1 ADD, tensor 2 t2, input 11, step 2, element [3]" in str(first)


def test_a_second_look_at_one_sequence_names_its_step():
    def change(run):
        run.outputs[0][2, 4:, 0] += 1

    graph, expected, got = runs(change)
    comparison = Comparison(graph)
    outside = Run(got.outputs, got.label)
    assert comparison.add(0, expected, outside) == 2
    got.intermediates[1][2, 3, 0] += 1
    inside = Run(
        [one[2:3] for one in got.outputs],
        got.label,
        {index: one[2:3] for index, one in got.intermediates.items()},
    )
    comparison.refine(0, 2, expected, inside)
    first = comparison.first
    assert (first.name, first.input, first.step) == ("READ_VARIABLE", 2, 3)


def test_a_variant_that_remembers_otherwise_differs_from_its_first_step_on():
    ladder = climb.run(
        accumulator(FIRST), sequences(), ["reference"], {"other": accumulator([10, 20, 31, -40])}
    )
    row = ladder["other"].as_dict()
    assert (row["status"], row["mismatches"]) == ("differs", 4)
    first = row["first_divergence"]
    assert (first["name"], first["input"], first["step"]) == ("READ_VARIABLE", 0, 0)


def test_a_model_without_state_names_no_step():
    graph, expected, got = runs()
    assert Comparison(graph).add(0, expected, got) is None


def test_inputs_that_are_no_sequences_are_refused():
    with pytest.raises(DeviceError, match="the model has state"):
        climb.run(accumulator(), sequences()[0], ["reference"])


def test_predict_and_ladder_take_a_file_of_sequences(tmp_path, monkeypatch, capsys):
    (tmp_path / "m.tflite").write_bytes(accumulator(FIRST))
    np.save(tmp_path / "x.npy", sequences())
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        command = ["tinyml-kit", *arguments, "m.tflite", "--inputs", "x.npy", "--on", "reference"]
        monkeypatch.setattr(sys, "argv", [*command, "--json"])
        with pytest.raises(SystemExit) as end:
            cli.main()
        assert end.value.code == 0
        return json.loads(capsys.readouterr().out)

    assert call("predict", "--outputs", "y.npy")["inputs"] == 4
    (written,) = samples.read("y.npy")
    expected = np.array(FIRST) + np.cumsum(sequences().astype(int) - 3, axis=1)
    np.testing.assert_array_equal(written, expected)
    assert call("ladder")["rungs"][0]["status"] == "equal"
