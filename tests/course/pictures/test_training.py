import numpy as np
import pandas as pd
import pytest

from tinyml_kit.course.alt_text import alt_text
from tinyml_kit.course.pictures import training


def test_an_ablation_has_a_row_for_each_recipe_with_its_seeds_and_their_mean():
    table = pd.DataFrame(
        {"recipe": ["none", "all", "none"], "seed": [0, 0, 1], "balanced_accuracy": [0.3, 0.8, 0.5]}
    ).assign(recall_MAYBE=[0.2, 0.7, 0.4])
    figure = training.ablation(table)
    (axes,) = figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["none", "all"]
    guess, *marks = axes.lines
    assert set(guess.get_xdata()) == {1 / 3}
    assert [mark.get_xydata()[0].tolist() for mark in marks] == [[0.3, 0], [0.5, 0], [0.8, 1]]
    assert [mark.get_marker() for mark in marks] == ["o", "s", "o"]  # one for each seed
    assert axes.collections[0].get_segments()[0][0][0] == pytest.approx(0.4)
    assert [text.get_text() for text in axes.texts[:2]] == ["0.40 ± 0.14", "0.30"]
    assert "none: 0.40; all: 0.80" in alt_text(figure)


def test_a_schedule_says_where_its_warmup_ends():
    figure = training.rates([0, 0.1, 0.2, 0.1, 0], warmup=2)
    curve, end = figure.axes[0].lines
    assert curve.get_ydata().tolist() == [0, 0.1, 0.2, 0.1, 0] and set(end.get_xdata()) == {2}
    assert "a straight rise to 0.2 at step 2" in alt_text(figure)


def test_small_images_stand_in_rows_under_their_titles_with_a_ring_at_their_maximum():
    images = [np.zeros((3, 3)) for _ in range(3)]
    places = [(0, 1), (2, 2), (1, 0)]
    for image, place in zip(images, places, strict=True):
        image[place] = 5
    names = ["one", "another", "third"]
    figure = training.gallery(images, names, columns=2)
    *shown, empty = figure.axes
    for panel, image, title, place in zip(shown, images, names, places, strict=True):
        assert panel.get_title() == title
        np.testing.assert_array_equal(panel.images[0].get_array(), image)
        assert panel.lines[0].get_xydata().tolist() == [[place[1], place[0]]]
    assert not empty.axison
    assert alt_text(figure) == "3 small images: one; another; third."
