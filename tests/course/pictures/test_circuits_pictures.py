"""Waves say what each signal is in each cycle; circuits that were not routed are left out."""

import numpy as np
import pandas as pd
import pytest

from tinyml_kit.course.alt_text import alt_text
from tinyml_kit.course.pictures import circuits


def test_waves_are_told_cycle_by_cycle_and_drawn_once_for_each_number():
    figure = circuits.waves({"on": np.array([1, 0, 0]), "sum": np.array([4, 4, -5])}, bits=("on",))
    assert alt_text(figure) == "Waves over 3 cycles of a clock. on 1 0 0; sum 4 4 -5."
    assert [text.get_text() for text in figure.axes[0].texts] == ["4", "−5"]


@pytest.mark.parametrize("signals", [{}, {"a": []}, {"a": [1], "b": [1, 2]}, {"a": [0] * 41}])
def test_waves_that_cannot_be_drawn_are_named(signals):
    with pytest.raises(circuits.WaveError, match="equally long, of 1 to 40 cycles"):
        circuits.waves(signals)


def test_the_marked_folding_and_the_routed_circuits_are_told():
    ways = pd.DataFrame({"multipliers": [5, 9], "cycles": [700, 230]})
    routed = pd.DataFrame(
        {"device": ["a", "b"], "logic_cells": [4e3, np.nan], "frames_per_second": [300, np.nan]}
    )
    told = alt_text(circuits.area(ways, 1, routed))
    assert "marked is 9 in a cycle: 230 cycles" in told
    assert "a 300 frames a second in 4,000 cells" in told and "b " not in told.split("routing")[1]
