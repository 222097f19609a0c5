"""Waves say what each signal is in each cycle; foldings stand beside a line without waiting."""

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


def test_the_marked_folding_is_told_and_the_line_of_multipliers_that_never_wait_is_drawn():
    ways = pd.DataFrame({"multipliers": [5, 9], "cycles": [700, 230]})
    figure = circuits.foldings(ways, 1, 1800, "a chip")
    assert "marked is 9 in a cycle: 230 cycles" in alt_text(figure)
    assert figure.axes[0].lines[1].get_ydata().tolist() == [360, 200]
