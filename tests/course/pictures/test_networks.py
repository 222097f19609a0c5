import numpy as np
import pytest

from tinyml_kit.course import widgets
from tinyml_kit.course.alt_text import alt_text
from tinyml_kit.course.pictures import networks


@pytest.mark.parametrize("name", list(networks.ACTIVATIONS))
def test_each_slope_is_the_slope_of_its_activation(name):
    function, slope = networks.ACTIVATIONS[name]
    x = np.linspace(-5, 5, 100)  # an even number: without 0, where ReLU has none
    h = 1e-6
    np.testing.assert_allclose((function(x + h) - function(x - h)) / (2 * h), slope(x), atol=1e-6)


def test_no_loss_of_a_right_answer_and_more_the_more_wrong():
    p = np.linspace(0.01, 1, 50)
    for loss in networks.LOSSES.values():
        assert loss(1.0) == 0 and (np.diff(loss(p)) < 0).all()


@pytest.mark.parametrize("draw", [networks.activations, networks.losses])
def test_pictures_without_data_describe_themselves(draw):
    assert "Left" in alt_text(draw()) and "\n" not in alt_text(draw())


def test_a_descent_tells_where_it_began_and_ended():
    path = np.array([[0.0, 0], [1, 1], [2, 2]])
    figure = networks.descents(bowl=(lambda w, b: (w - 2) ** 2 + (b - 2) ** 2, path))
    assert alt_text(figure).endswith("bowl: loss from 8 to 0.")
    np.testing.assert_array_equal(figure.axes[0].lines[0].get_xydata(), path)


def test_a_boundary_counts_who_is_right_and_shows_both_classes():
    x, y = np.array([[-1.0, 0], [1, 0], [2, 0], [-2, 0]]), np.array([0, 1, 0, 0])
    figure = networks.boundaries(
        x, y, right_half=lambda points: points[:, 0] > 0, always=lambda p: p[:, 0] * 0 + 1
    )
    assert [axes.get_title() for axes in figure.axes] == [
        "right half: 75% right",
        "always: 25% right",
    ]
    markers = [line.get_marker() for line in figure.axes[0].lines]
    assert markers == ["o", "x"]


def test_a_training_that_explodes_is_drawn_and_called_so():
    title = networks.training_figure(lambda *_: [1, np.nan], 1, 32, "SGD").axes[0].get_title()
    assert title == "SGD, learning rate 10, batch 32: ends at not a number"


def test_the_explorer_trains_with_what_its_controls_say(monkeypatch):
    asked, shown = [], []
    monkeypatch.setattr(widgets, "display", lambda figure, display_id: shown.append(figure))
    monkeypatch.setattr(widgets, "in_live_notebook", lambda: False)

    def train(*settings):
        asked.append(settings)
        return [1, 0.5]

    networks.explore_training(train, -2, 16, "Adam", ["SGD", "Adam"])
    assert asked == [(0.01, 16, "Adam")] and len(shown) == 1


def test_curves_carry_their_names():
    figure = networks.loss_curves(training=[1, 0.5], with_dropout=[1, 0.7, 0.6])
    labels = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert labels == ["training", "with dropout"]


def test_no_two_of_six_curves_differ_by_colour_alone():
    figure = networks.loss_curves(**{f"run {n}": [1, 1 / (n + 2)] for n in range(6)})
    patterns = {str(line._dash_pattern) for line in figure.axes[0].lines}
    assert len(patterns) == 6


def test_a_round_valley_looks_round():
    path = np.array([[0.0, 0], [1, 9]])
    panel = networks.descents(bowl=(lambda w, b: w**2 + b**2, path)).axes[0]
    assert panel.get_aspect() == 1
    assert np.ptp(panel.get_xlim()) == pytest.approx(np.ptp(panel.get_ylim()))


def test_a_descent_that_exploded_is_drawn_as_far_as_there_are_numbers():
    path = np.array([[0.0, 0], [1e3, 5], [-1e9, 7], [np.nan, np.nan]])
    figure = networks.descents(raw=(lambda w, b: w**2 + b**2, path))
    assert len(figure.axes[0].lines[0].get_xdata()) == 3
    assert "to nan" in alt_text(figure)


@pytest.mark.parametrize(
    ("how", "message"),
    [
        (dict(batch=33), "batch=33; take one of 1, 4, 16"),
        (dict(optimizer="adam", optimizers=["SGD", "Adam"]), "'adam'; take one of 'SGD', 'Adam'"),
    ],
)
def test_an_exploration_that_is_not_offered_is_refused(how, message):
    with pytest.raises(networks.TrainingError, match=message):
        networks.explore_training(lambda *_: [1], **how)


def test_groups_are_points_beside_the_line_of_the_mixed_split():
    right = [np.arange(8) > 0, np.ones(8, bool), np.arange(20) > 0]
    figure = networks.by_group(right, 0.99, "writer")
    (axes,) = figure.axes
    points, line = axes.lines
    assert points.get_xydata().tolist() == [[1, 87.5], [2, 100], [3, 95]]
    bars = [path.vertices[:, 1] for path in axes.collections[0].get_paths()]
    assert [bar.round().tolist() for bar in bars] == [[53, 98], [68, 100], [76, 99]]  # Wilson 1927
    assert set(line.get_ydata()) == {99.0}
    said = alt_text(figure)
    assert (
        "for each writer that was kept out of the training: 88 %, 100 %, 95 %, with a bar" in said
    )


def test_a_push_is_minus_the_slope_of_its_loss_in_the_sum():
    z, h = np.linspace(-4, 4, 50), 1e-6

    def said(z):
        return 1 / (1 + np.exp(-z))

    assert list(networks.PUSHES) == list(networks.LOSSES)
    for name, loss in networks.LOSSES.items():
        slope = (loss(said(z + h)) - loss(said(z - h))) / (2 * h)
        np.testing.assert_allclose(networks.PUSHES[name](said(z)), -slope, atol=1e-8)


def test_curves_over_many_decades_have_few_ticks():
    (axes,) = networks.loss_curves(fell=[1, 1e-12]).axes
    axes.figure.draw_without_rendering()
    labels = [text.get_text() for text in axes.get_yticklabels() if text.get_text()]
    assert 2 <= len(labels) < 20


def test_the_two_answers_of_a_boundary_have_the_names_of_the_question():
    figure = networks.boundaries(
        np.eye(2), np.array([0, 1]), answers=("MISS", "HIT"), always=lambda p: p[:, 0] * 0 + 1
    )
    labels = [line.get_label() for line in figure.axes[0].lines]
    assert labels == ["MISS", "HIT"]
    assert "(o MISS, x HIT)" in alt_text(figure)
    assert "grey where a model says HIT. always 50% right, HIT in 100%" in alt_text(figure)


def test_each_axis_of_a_boundary_reaches_as_far_as_its_numbers():
    x = np.array([[0.0, -100], [10, 100]])
    figure = networks.boundaries(x, [0, 1], names=("a", "b"), always=lambda p: p[:, 0] * 0 + 1)
    (axes,) = figure.axes
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("a", "b")
    assert axes.get_xlim() == (-1, 11) and axes.get_ylim() == (-120, 120)


def test_several_runs_under_one_name_look_alike_and_have_one_entry_in_the_legend():
    figure = networks.loss_curves(plain=[[1, 0.9], [1, 0.8]], other=[1, 0.7])
    first, second, other = figure.axes[0].lines
    assert first.get_color() == second.get_color() != other.get_color()
    assert first.get_linewidth() < other.get_linewidth()
    names = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert names == ["plain", "other"]
