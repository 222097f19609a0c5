import itertools

import numpy as np
import pandas as pd
import pytest

from tinyml_kit.course.pictures import design


@pytest.fixture
def sweep():
    """Return networks of one and two layers, of which the narrow ones know little."""
    hidden = [(w, 0) for w in (1, 8, 64)] + list(itertools.product((1, 8, 64), repeat=2))
    rows = [
        {
            "layers": 1 + (b > 0), "w1": a, "w2": b, "w3": 0, "weight_bytes": 100 * a + a * b,
            "accuracy": 0.1 + 0.1 * np.log2(a) + 0.01 * (b > 1),
        }
        for a, b in hidden
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_the_narrowest_layer_is_one_that_exists(sweep):
    assert design.narrowest(sweep).tolist() == [1, 8, 64, 1, 1, 1, 1, 8, 8, 1, 8, 64]


def test_networks_stand_in_the_column_of_their_narrowest_layer(sweep):
    figure = design.by_narrowest(sweep)
    assert figure.axes[1].get_title() == "2 hidden layers: 9 networks"
    places = figure.axes[1].collections[-1].get_offsets()[:, 0]
    assert np.round(places).tolist() == np.log2(design.narrowest(sweep)[3:]).tolist()
    # In a column the first layers rise from left to right: 1, 8 and 64 beside a layer of one unit.
    assert places[0] < places[3] < places[6]
    assert "2 hidden layers: the median rises from 11% with a layer of one unit" in (
        figure.get_label()
    )


def test_a_bar_marks_the_median_of_a_column_of_more_than_three_networks(sweep):
    (bars,) = (
        c.get_segments()
        for c in design.by_narrowest(sweep).axes[1].collections
        if c.get_label() == "median of the column"
    )
    # Five networks have a layer of one unit, three have none below 8, and one has none below 64.
    middle = sweep[(sweep["layers"] == 2) & (design.narrowest(sweep) == 1)]["accuracy"].median()
    assert [bar.tolist() for bar in bars] == [[[-0.45, middle], [0.45, middle]]]


def test_the_cloud_tells_depths_apart_without_colour_and_marks_the_choice(sweep):
    figure = design.cloud(sweep, limit=(5000, "a board"), chosen=sweep.iloc[1])
    lines = {line.get_label(): line for line in figure.axes[0].lines}
    assert lines["1 hidden layer"].get_marker() != lines["2 hidden layers"].get_marker()
    assert lines["chosen (validation)"].get_xydata().tolist() == [[800, pytest.approx(0.4)]]
    assert "Dotted: a board, 5,000." in figure.get_label()


def test_the_cloud_says_how_many_networks_it_leaves_out(sweep):
    figure = design.cloud(sweep, least=0.3)
    drawn = sum(len(line.get_xdata()) for line in figure.axes[0].lines[:2])
    assert drawn == (sweep["accuracy"] >= 0.3).sum() == 8
    assert figure.get_label().startswith("8 networks")
    assert figure.get_label().endswith("Not drawn: 4 networks below 30%.")


def test_singular_values_before_training_stand_beside_those_after():
    figure = design.spectrum([3.0, 2.0, 1.0], 6, 3, start=[1.0, 0.5, 0.25])
    assert list(figure.axes[0].lines[0].get_ydata()) == [1.0, 0.5, 0.25]
    assert "before training from 1." in figure.get_label()


def test_low_rank_breaks_even_where_both_factors_hold_as_much_as_the_matrix():
    figure = design.spectrum([3.0, 4.0**0.5, 1.0], 6, 3)
    lost, stored = (line.get_ydata() for line in figure.axes[1].lines[:2])
    np.testing.assert_allclose(lost, [np.sqrt(5 / 14), np.sqrt(1 / 14), 0], atol=1e-12)
    np.testing.assert_allclose(stored, [9 / 18, 18 / 18, 27 / 18])
    assert figure.axes[1].lines[2].get_xdata()[0] == 2


def test_the_doubts_of_a_network_are_read_out():
    rows = [
        (np.eye(8), "a line", {"T = 1": [0.9, 0.08, 0.02]}),
        (np.eye(8), "another", {"T = 1": [0.1, 0.2, 0.7]}),
    ]
    figure = design.doubts(rows, names="abc")
    assert [figure.axes[k].get_title() for k in (0, 2)] == ["a line", "another"]
    assert "(a line): T = 1: a 90.0%, b 8.0%, c 2.0%." in figure.get_label()
    assert "(another): T = 1: c 70.0%, b 20.0%, a 10.0%." in figure.get_label()
