"""The pictures of the chapter on pruning say what the numbers say."""

import numpy as np
import pandas as pd

from tinyml_kit.course.alt_text import alt_text
from tinyml_kit.course.pictures import pruning


def test_a_codebook_tells_how_many_weights_each_value_gets():
    figure = pruning.codebook(np.array([-1.0, -0.9, 0.1, 0.9, 1.1]), np.array([1.0, -1.0]))
    assert alt_text(figure) == "A histogram of 5 weights and 2 values: -1.00 for 2, 1.00 for 3."
    assert [text.get_text() for text in figure.axes[0].texts] == ["2", "3"]


def test_what_shrinks_is_a_share_of_the_first_row_and_words_are_left_out():
    table = pd.DataFrame(
        {"file": [200, 200, 100], "work": [80, 80, 20], "speed": ["no emulator"] * 3},
        index=["dense", "zeros", "narrow"],
    )
    figure = pruning.what_shrinks(table)
    assert "narrow: file 50%, work 25%" in alt_text(figure)
    assert [label.get_text() for label in figure.axes[0].get_xticklabels()] == ["file", "work"]


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


def test_each_surface_has_a_colour_bar_and_the_best_is_pale_in_all():
    levels = [(0.0, 0.3), (0.0, 0.6), (0.3, 0.3), (0.3, 0.6)]
    table = pd.DataFrame(levels, columns=["initial", "final"])
    table["accuracy"], table["bytes"] = [0.9, 0.8, 0.7, 0.6], [5000, 4000, 5000, 4000]
    figure = pruning.surfaces(table, {"accuracy": "a", "bytes": "b"}, small_is_good=["bytes"])
    assert len(figure.axes) == 4  # two panels, two bars
    accuracy, size = (panel.collections[0].cmap for panel in figure.axes[:2])
    assert sum(accuracy(1.0)[:3]) > 1.5 > sum(accuracy(0.0)[:3])
    assert sum(size(0.0)[:3]) > 1.5 > sum(size(1.0)[:3])
    figure.draw_without_rendering()
    ticks = [[t.get_text() for t in axes.get_xticklabels()] for axes in figure.axes[2:]]
    assert all(text.endswith("%") for text in ticks[0]) and "4,000" in ticks[1]


def test_sorted_weights_are_coloured_up_to_the_share():
    figure = pruning.sorted_sizes(np.array([0.1, -0.4, 0.3, -0.2]), share=0.5)
    assert alt_text(figure) == (
        "The sizes of 4 weights in order. The smallest 50% reach up to 0.2, the largest is 0.4."
    )
    smaller, larger = figure.axes[0].collections
    assert smaller.get_paths()[0].vertices[:, 0].max() == 2
    assert larger.get_paths()[0].vertices[:, 0].min() == 2


def test_a_sensitivity_scan_has_a_line_for_each_layer_and_one_for_the_whole():
    figure = pruning.sensitivity([0.2, 0.8], {"conv": [0.9, 0.5], "dense": [0.95, 0.9]}, 0.97)
    lines = figure.axes[0].lines
    assert [line.get_label() for line in lines] == ["conv", "dense", "nothing pruned"]
    np.testing.assert_array_equal(lines[1].get_ydata(), [0.95, 0.9])
    assert "conv from 90% down to 50%; dense from 95% down to 90%" in alt_text(figure)
