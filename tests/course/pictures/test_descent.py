import numpy as np
import pytest

from tinyml_kit.course.alt_text import alt_text
from tinyml_kit.course.pictures import descent


def bowl(weight):
    return (weight - 2) ** 2


def test_steps_lie_on_the_curve_and_every_panel_shows_the_same_part_of_it():
    figure = descent.steps(bowl, {"small": [0, 1, 1.5], "large": [0, 5, -2.5, 90]})
    limits = [axes.get_xlim() for axes in figure.axes]
    assert limits[0] == limits[1]
    # The lowest point that any descent reached is at 1.5, a distance of 1.5 from the start.
    assert limits[0] == pytest.approx((1.5 - 2.2 * 1.5, 1.5 + 2.2 * 1.5))
    for axes in figure.axes:
        weights, losses = axes.lines[1].get_data()
        np.testing.assert_array_equal(losses, [bowl(weight) for weight in weights])
    assert [axes.get_title() for axes in figure.axes] == ["small", "large"]
    assert "small: the loss goes from 4 to 0.25; large: the loss goes from 4 to" in alt_text(figure)


def test_final_losses_are_medians_and_the_best_rate_is_named():
    losses = np.array([[0.5, 0.6, 0.9], [0.1, 0.3, 0.2], [np.nan, 1, 1]])
    figure = descent.over_rates([0.01, 0.1, 1], {"SGD": losses, "Adam": losses[::-1]})
    (axes,) = figure.axes
    np.testing.assert_array_equal(axes.lines[0].get_ydata(), [0.6, 0.2, np.nan])
    assert axes.lines[1].get_xydata().tolist() == [[0.1, 0.2]]
    assert alt_text(figure).endswith(
        "SGD is best at a rate of 0.1, with 0.200; Adam is best at a rate of 0.1, with 0.200."
    )
    assert axes.get_ylim()[1] == 1


def test_no_two_optimisers_differ_by_colour_alone():
    losses = np.array([[0.5], [0.2]])
    (axes,) = descent.over_rates([0.1, 1], dict.fromkeys("abcd", losses)).axes
    assert len({line.get_marker() for line in axes.lines[::2]}) == 4
