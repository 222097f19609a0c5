"""The pictures of the chapter on pruning say what the numbers say."""

import numpy as np
import pandas as pd

from tinyml_kit.course.alt_text import alt_text
from tinyml_kit.course.pictures import pruning


def test_histograms_tell_how_many_weights_are_zero():
    figure = pruning.weights(before=np.arange(1.0, 5), after=np.array([0, 0, 3.0, 4]))
    assert alt_text(figure).endswith("before: 0% zeros, 4 values; after: 50% zeros, 3 values.")
    assert [panel.get_title() for panel in figure.axes] == ["before", "after"]


def test_surfaces_leave_the_unpruned_network_out_and_write_values_in():
    levels = [(0.0, 0.3), (0.0, 0.6), (0.3, 0.3), (0.3, 0.6)]
    table = pd.DataFrame(levels, columns=["initial", "final"])
    table["accuracy"] = [0.9, 0.8, 0.7, 0.6]
    table.loc[4] = [np.nan, 0.0, 0.99]
    figure = pruning.surfaces(table, {"accuracy": "accuracy"})
    assert "accuracy from 60.0% to 90.0%" in alt_text(figure)
    assert [text.get_text() for text in figure.axes[0].texts] == ["80.0%"]


def test_a_single_row_of_a_surface_is_drawn():
    table = pd.DataFrame({"initial": [0.0, 0.0], "final": [0.3, 0.6], "bytes": [5000, 4000]})
    figure = pruning.surfaces(table, {"bytes": "size"})
    assert "size from 4,000 to 5,000" in alt_text(figure)
