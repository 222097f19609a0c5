"""Rungs that are tried: silence for those that are right, a sentence for the others."""

import numpy as np
import pytest

from tinyml_kit.base import resources
from tinyml_kit.ladder import climb, trial
from tinyml_kit.rungs import registry
from tinyml_kit.rungs.protocol import DeviceError, RungMissing


def test_the_rungs_of_this_computer_have_no_problem():
    assert trial.problems(["reference", "litert"]) == {}
    assert trial.problems([]) == {}


def test_a_rung_that_cannot_run_says_why(monkeypatch):
    def missing(*names):
        raise RungMissing("gcc is not installed.")

    from tinyml_kit.rungs import toolchain

    monkeypatch.setattr(toolchain, "find", missing)
    assert trial.problems(["reference", "c"]) == {"c": "gcc is not installed."}


def test_a_rung_with_other_outputs_is_told(monkeypatch):
    device = registry.device("litert")
    right = device.run

    def wrong(*arguments, **options):
        from dataclasses import replace

        run = right(*arguments, **options)
        return replace(run, outputs=[output + 9 for output in run.outputs])

    monkeypatch.setattr(device, "run", wrong)
    said = trial.problems(["reference", "litert"])
    assert said == {"litert": "3 of 3 inputs have other outputs than the oracle."}


def test_an_unknown_rung_is_refused():
    with pytest.raises(DeviceError, match="there is no rung 'abacus'"):
        trial.problems(["abacus"])


def test_the_inputs_reach_both_ends_of_the_network():
    assert (min(trial.INPUTS), max(trial.INPUTS)) == (np.iinfo(np.int8).min, np.iinfo(np.int8).max)
    assert climb.read(resources.shipped_file(trial.MODEL)).inputs
