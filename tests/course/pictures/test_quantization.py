"""The pictures of the chapter on quantisation say what the numbers say."""

import numpy as np
import pytest

from tinyml_kit.course.alt_text import alt_text
from tinyml_kit.course.pictures import quantization


def test_a_staircase_of_whole_steps_has_errors_of_at_most_half_a_step():
    figure = quantization.staircase(np.linspace(-1, 1, 401), scale=0.1, zero_point=0)
    error = np.abs(figure.axes[1].lines[0].get_ydata()).max()
    assert error == pytest.approx(0.05)
    assert "21 of 256 steps used, 0.0% clipped" in figure.axes[1].get_title()


def test_what_has_no_step_is_clipped_and_counted():
    # With zero point 127 nothing above 0 has a step of its own.
    figure = quantization.staircase(np.array([-0.5, 0.0, 0.5, 1.0]), scale=0.5, zero_point=127)
    np.testing.assert_allclose(figure.axes[1].lines[0].get_ydata(), [0, 0, -0.5, -1])
    assert "2 of 256 steps used, 50.0% clipped" in figure.axes[1].get_title()
    np.testing.assert_allclose(figure.axes[1].lines[1].get_xdata(), [0.5, 1.0])  # crosses


def test_a_staircase_of_four_bits_has_sixteen_steps():
    figure = quantization.staircase(np.linspace(-1, 1, 401), scale=0.1, zero_point=0, bits=4)
    assert set(figure.axes[0].lines[0].get_ydata()) == set(range(-8, 8))
    assert "16 of 16 steps used" in figure.axes[1].get_title()


def test_another_zero_point_moves_the_whole_staircase_and_its_mark():
    low, high = (
        quantization.staircase(np.linspace(-1, 1, 401), 0.2, zero, bits=4) for zero in (0, 7)
    )
    assert [figure.axes[0].lines[1].get_ydata()[0] for figure in (low, high)] == [0, 7]
    stairs = [figure.axes[0].lines[0].get_ydata() for figure in (low, high)]
    assert np.abs(stairs[1] - stairs[0]).max() == 7
    assert "zero point 7" in high.axes[0].get_title()


@pytest.mark.parametrize("scale, zero_point", [(0, 0), (-0.1, 0), (np.nan, 0), (0.1, 128)])
def test_steps_that_int8_does_not_have_are_refused(scale, zero_point):
    with pytest.raises(quantization.StepError, match="take a scale above 0 and a zero point of"):
        quantization.staircase(np.linspace(-1, 1, 9), scale, zero_point)


def test_the_bounds_of_the_zero_point_are_those_of_the_bits():
    with pytest.raises(quantization.StepError, match="a zero point of -8 to 7"):
        quantization.staircase(np.linspace(-1, 1, 9), 0.1, 8, bits=4)


def test_the_smallest_error_over_ranges_is_found_where_clipping_and_rounding_balance():
    values = np.append(np.linspace(0, 1, 10_000), 1.9)  # one value far out
    figure = quantization.range_errors(values, bits=(8, 2), by_range=1.9)
    dots = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
    fine, coarse = (line.get_xdata()[0] for line in dots)
    assert coarse < 1.2 < fine  # coarse steps are worth clipping for
    for line, dot in zip(figure.axes[0].lines[::2], dots, strict=False):
        assert min(line.get_ydata()) == dot.get_ydata()[0]
    assert "by range ends at 1.9" in alt_text(figure)


def test_spreads_tell_the_range_of_each_filter_and_the_rows_below_it():
    rows = {"steps_narrower": [1.0, 2.5]}
    figure = quantization.spreads([[-1, 0, 2], [3, 4, 5]], ["a", "b"], **rows)
    assert alt_text(figure) == (
        "Ranges of the weights: a -1 to 2, b 3 to 5. Steps narrower: 1.0, 2.5."
    )
    assert [label.get_text() for label in figure.axes[0].get_xticklabels()] == ["a\n1.0", "b\n2.5"]
    assert figure.axes[0].texts[0].get_text() == "\nsteps narrower"


def test_bits_fall_from_left_to_right():
    axes = quantization.by_bits([8, 4, 2], 0.9, one=[0.9, 0.8, 0.5]).axes[0]
    assert axes.get_xlim()[0] > axes.get_xlim()[1]
    np.testing.assert_array_equal(axes.lines[0].get_ydata(), [90, 80, 50])


def test_scores_near_the_best_are_enlarged_and_only_the_others_are_labelled_at_the_left():
    figure = quantization.by_bits([8, 4, 2], one=[0.9, 0.88, 0.5], other=[0.89, 0.7, 0.2])
    whole, near = figure.axes
    assert [text.get_text() for text in whole.texts] == ["70.0", "50.0", "20.0"]
    assert [text.get_text() for text in near.texts] == ["90.0", "89.0", "88.0"]
    low, high = near.get_ylim()
    assert 70 < low < 88 < 90 < high and near.get_xlim() == (8.5, 3.5)


def test_the_explorer_shows_the_figure_where_no_slider_works(monkeypatch):
    shown = []
    monkeypatch.setattr(quantization.widgets, "display", lambda what, **how: shown.append(what))
    quantization.explore(np.linspace(-1, 1, 50), scale=0.05, zero_point=3, bits=4)
    assert "scale 0.05, zero point 3" in shown[0].axes[0].get_title()
    assert "of 16 steps" in shown[0].axes[1].get_title()
