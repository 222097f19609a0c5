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


def test_the_diameter_of_a_bubble_is_the_size_of_the_network(sweep):
    figure = design.bubbles(sweep)
    one = figure.axes[0].collections[0]
    # Areas are squares of diameters; the largest are drawn first, lest they hide the small.
    diameters = np.sqrt(one.get_sizes())
    assert diameters[0] / diameters[1] == pytest.approx(6400 / 800, rel=0.01)
    assert "2 hidden layers: 9 networks" in figure.get_label()


def test_the_cloud_tells_depths_apart_without_colour_and_marks_the_choice(sweep):
    figure = design.cloud(sweep, limit=(5000, "a board"), chosen=sweep.iloc[1])
    lines = {line.get_label(): line for line in figure.axes[0].lines}
    assert lines["1 hidden layer"].get_marker() != lines["2 hidden layers"].get_marker()
    assert lines["chosen"].get_xydata().tolist() == [[800, pytest.approx(0.4)]]
    assert "Dotted: a board, 5,000." in figure.get_label()


def test_low_rank_breaks_even_where_both_factors_hold_as_much_as_the_matrix():
    figure = design.spectrum([3.0, 4.0**0.5, 1.0], 6, 3)
    lost, stored = (line.get_ydata() for line in figure.axes[1].lines[:2])
    np.testing.assert_allclose(lost, [np.sqrt(5 / 14), np.sqrt(1 / 14), 0], atol=1e-12)
    np.testing.assert_allclose(stored, [9 / 18, 18 / 18, 27 / 18])
    assert figure.axes[1].lines[2].get_xdata()[0] == 2


def test_the_doubts_of_a_network_are_read_out():
    figure = design.doubts(np.eye(8), {"T = 1": [0.9, 0.08, 0.02]}, names="abc")
    assert "T = 1: a 90.0%, b 8.0%, c 2.0%" in figure.get_label()
