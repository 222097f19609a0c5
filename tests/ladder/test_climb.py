"""The ladder: rungs beside the oracle, and what becomes of one that lacks, fails or differs."""

import dataclasses
import json
import shutil
import sys
import types

import numpy as np
import pytest

from tests.support import random_graphs
from tinyml_kit import ladder
from tinyml_kit.ladder import climb as ladders
from tinyml_kit.rungs import registry
from tinyml_kit.rungs.host import native
from tinyml_kit.rungs.interpreters import reference, tflm
from tinyml_kit.rungs.protocol import DeviceError, Run, RungMissing, TooLarge
from tinyml_kit.rungs.registry import Rung

MODEL = random_graphs.make(7)
INPUTS = random_graphs.inputs(MODEL, 9)


def stand_in(monkeypatch, name, run=None, build=None, **row):
    """Put a rung of our own making into the table, in place of all others."""
    module = types.ModuleType(f"stand_in_{name}")
    module.build = build or (lambda model, folder, **options: reference.build(model))
    module.run = run or (lambda built, inputs, intermediates: reference.run(built, inputs, True))
    monkeypatch.setitem(sys.modules, module.__name__, module)
    only(monkeypatch, {name: Rung(module.__name__, **row)})
    return name


def only(monkeypatch, table):
    """Let a ladder climb these rungs by itself; the others have to be asked for."""
    others = {**registry.rungs(), **registry.ON_REQUEST}
    others = {name: rung for name, rung in others.items() if name not in table}
    monkeypatch.setattr(registry, "ON_REQUEST", others)
    monkeypatch.setattr(registry, "rungs", lambda: table)


def changed(run, change):
    """Return a copy of a Run whose first output was changed in place."""
    outputs = [np.array(output) for output in run.outputs]
    change(outputs[0])
    return dataclasses.replace(run, outputs=outputs, intermediates=None)


def refuse(error):
    def build(model, folder, **options):
        raise error

    return build


# --- the rungs that are here ------------------------------------------------------------------


def test_the_reference_agrees_with_the_oracle():
    result = ladder.run(MODEL.content, INPUTS, on=["reference"])
    assert result.oracle == ("tflm" if tflm.available() else "reference")
    assert result.agrees and result["reference"].status == "equal"
    assert (result.inputs, result.model) == (9, "model")


def test_litert_has_a_tolerance_and_says_so():
    row = ladder.run(MODEL.content, INPUTS, on=["litert", "litert-reference"]).as_dict()["rungs"][0]
    assert row["status"] in ("equal", "within-tolerance")
    assert row["tolerance"] == registry.LITERT_STEPS
    assert row["seconds"]["best"] <= row["seconds"]["median"] <= row["seconds"]["worst"]


def test_where_the_wheel_does_not_exist_the_reference_is_the_oracle(monkeypatch):
    monkeypatch.setattr(tflm, "available", lambda: False)
    result = ladder.run(MODEL.content, INPUTS, on=["reference", "tflm"])
    assert result.oracle == "reference"
    assert result["reference"].status == "equal"
    assert result["tflm"].status == "missing" and "tflite-micro" in result["tflm"].message
    assert not result.agrees


def test_inputs_in_small_blocks_give_the_same(monkeypatch):
    whole = ladder.run(MODEL.content, INPUTS, on=["litert"])
    monkeypatch.setattr(ladders, "BLOCK_BYTES", 1)
    blocks = ladder.run(MODEL.content, INPUTS, on=["litert"])
    # Among several that differ, blocks may show another first.
    same = ("status", "mismatches", "max_difference")
    assert all(getattr(whole["litert"], f) == getattr(blocks["litert"], f) for f in same)


def test_every_rung_of_the_table_has_a_row(monkeypatch):
    names = ["reference", "tflm"]
    only(monkeypatch, {name: registry.rung(name) for name in names})
    result = ladder.run(MODEL.content, INPUTS)
    assert [row.rung for row in result.rungs] == names
    assert list(result.table().index) == names
    assert str(result).splitlines()[0] == f"model, 9 inputs, oracle: {result.oracle}"


# --- rungs that differ, lack something, or fail -----------------------------------------------


def test_a_wrong_output_is_found_with_both_values(monkeypatch):
    def run(built, inputs, intermediates):
        def flip(output):
            output.reshape(9, -1)[4, 0] ^= 1

        return changed(reference.run(built, inputs), flip)

    name = stand_in(monkeypatch, "wrong", run, every_layer=True)
    result = ladder.run(MODEL.content, INPUTS)
    row = result[name]
    assert (row.status, row.mismatches, row.max_difference) == ("differs", 1, 1)
    assert row.first_divergence.input == 4
    assert abs(row.first_divergence.got - row.first_divergence.expected) == 1
    assert not result.agrees


def test_a_rung_that_hides_its_layers_is_asked_for_those_of_one_input(monkeypatch):
    asked = []

    def run(built, inputs, intermediates):
        asked.append((len(inputs[0]), intermediates))
        got = reference.run(built, inputs, intermediates=True)
        first = next(iter(got.intermediates))
        got.intermediates[first] = got.intermediates[first] ^ 1
        wrong = changed(got, lambda output: np.bitwise_xor(output, 1, out=output))
        return dataclasses.replace(
            wrong, intermediates=got.intermediates if intermediates else None
        )

    row = ladder.run(MODEL.content, INPUTS, on=[stand_in(monkeypatch, "deep", run)]).rungs[0]
    assert asked == [(9, False), (1, True)]
    assert row.first_divergence.operator == 0


def test_a_difference_inside_the_tolerance_agrees(monkeypatch):
    def run(built, inputs, intermediates):
        return changed(reference.run(built, inputs), lambda y: np.bitwise_xor(y, 1, out=y))

    name = stand_in(monkeypatch, "near", run, steps=1)
    result = ladder.run(MODEL.content, INPUTS)
    assert result[name].status == "within-tolerance" and result[name].mismatches == 9
    assert result.agrees


@pytest.mark.parametrize(
    ("error", "status", "excused"),
    [
        (RungMissing("no compiler; get one."), "missing", True),
        (TooLarge("9 bytes more than the board has."), "error", True),
        (DeviceError("the simulator stopped."), "error", False),
    ],
)
def test_a_rung_nobody_named_may_be_missing_or_too_small(error, status, excused, monkeypatch):
    name = stand_in(monkeypatch, "absent", build=refuse(error))
    result = ladder.run(MODEL.content, INPUTS)
    assert (result[name].status, result[name].message) == (status, str(error))
    assert result.agrees == excused
    assert not ladder.run(MODEL.content, INPUTS, on=[name]).agrees


def test_a_failure_on_the_way_is_an_error_of_that_rung(monkeypatch):
    def run(built, inputs, intermediates):
        raise DeviceError("the cable is out.")

    name = stand_in(monkeypatch, "loose", run)
    result = ladder.run(MODEL.content, INPUTS, on=[name, "reference"])
    assert result[name].status == "error"
    assert result["reference"].status == "equal"


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (OSError(28, "Disk full", "/tmp/a\nb"), r"/tmp/a\nb: Disk full."),
        (OSError("odd"), "the rung: odd."),
        (MemoryError(), "there is not enough memory on this computer; give fewer inputs, or a "
         "smaller model."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("when", ["build", "run"])
def test_what_the_computer_does_not_give_ends_one_rung_alone(monkeypatch, when, problem, said):
    def fail(*_, **__):
        raise problem

    name = stand_in(monkeypatch, "poor", **{when: fail})
    result = ladder.run(MODEL.content, INPUTS, on=[name, "reference"])
    assert (result[name].status, result[name].message) == ("error", said)
    assert result["reference"].status == "equal" and not result.agrees


def test_where_compiled_programs_may_not_run_the_others_go_on(monkeypatch):
    def without_permission(built, name, *options):
        program = compiled(built, name, *options)
        program.chmod(0o600)
        return program

    if not any(map(shutil.which, native.COMPILERS)):
        pytest.skip("toolchain: no C compiler is installed")
    compiled = native._compile
    monkeypatch.setattr(native, "_compile", without_permission)
    result = ladder.run(MODEL.content, INPUTS, on=["c", "reference"])
    row = result["c"]
    assert row.status == "error" and row.message.endswith(
        "this program was compiled but may not run there; where the disk is mounted noexec, let "
        "TMPDIR name a folder on another one."
    )
    assert result["reference"].status == "equal"


def test_a_package_that_is_not_installed_makes_a_rung_missing(monkeypatch):
    only(monkeypatch, {"far": Rung("no_such_package_at_all")})
    row = ladder.run(MODEL.content, INPUTS, on=["far"]).rungs[0]
    assert row.status == "missing" and "no_such_package_at_all" in row.message


def test_an_unknown_rung_is_refused_before_anything_runs():
    with pytest.raises(DeviceError, match="there is no rung 'esp8266'; take one of reference, "):
        ladder.run(MODEL.content, INPUTS, on=["reference", "esp8266"])
    with pytest.raises(DeviceError, match="there is no rung 'serial:'"):
        ladder.predict(MODEL.content, INPUTS, "serial:")


# --- as data ----------------------------------------------------------------------------------


def test_the_json_has_the_fields_of_the_design(monkeypatch):
    def run(built, inputs, intermediates):
        return dataclasses.replace(
            reference.run(built, inputs),
            label="simulated",
            cycles=np.arange(10, 10 + len(inputs[0])),
            flash_bytes=1,
            ram_bytes=2,
            stack_bytes=3,
        )

    stand_in(monkeypatch, "board", run)
    found = json.loads(json.dumps(ladder.run(MODEL.content, INPUTS).as_dict(), allow_nan=False))
    assert found == {
        "model": "model",
        "oracle": "tflm" if tflm.available() else "reference",
        "inputs": 9,
        "rungs": [
            {
                "rung": "board",
                "status": "equal",
                "mismatches": 0,
                "max_difference": 0,
                "tolerance": 0,
                "first_divergence": None,
                "label": "simulated",
                "cycles": {"best": 10, "median": 14, "worst": 18},
                "worst_of": 9,
                "flash_bytes": 1,
                "ram_bytes": 2,
                "stack_bytes": 3,
            }
        ],
    }


def test_instructions_stand_in_place_of_cycles():
    run = Run([np.zeros((3, 2), np.int8)], "emulated", instructions=np.array([5, 5, 8]))
    (row,) = ladders.prediction("m.tflite", "cortex-m4", run)["rungs"]
    assert row["instructions"] == {"best": 5, "median": 5, "worst": 8}
    assert row["worst_of"] == 3
    assert "cycles" not in row and "seconds" not in row


def test_predict_gives_the_rungs_outputs():
    expected = reference.run(reference.build(MODEL.content), INPUTS).outputs
    for one, other in zip(
        ladder.predict(MODEL.content, INPUTS, "reference").outputs, expected, strict=True
    ):
        np.testing.assert_array_equal(one, other)


def test_what_is_not_finite_is_null_in_json(monkeypatch):
    model = random_graphs.make(16, np.float32)

    def run(built, inputs, intermediates):
        return changed(reference.run(built, inputs), lambda y: np.copyto(y, np.nan))

    stand_in(monkeypatch, "broken", run)
    result = ladder.run(model.content, random_graphs.inputs(model, 6))
    (row,) = json.loads(json.dumps(result.as_dict(), allow_nan=False))["rungs"]
    assert (row["status"], row["max_difference"]) == ("differs", None)
    assert row["first_divergence"]["got"] is None
