import numpy as np
import pandas as pd
import pytest

from tinyml_kit.course.alt_text import alt_text
from tinyml_kit.course.pictures import training


def test_an_ablation_has_a_row_for_each_recipe_with_its_seeds_and_their_mean():
    table = pd.DataFrame(
        {"recipe": ["none", "all", "none"], "seed": [0, 0, 1], "balanced_accuracy": [0.3, 0.8, 0.5]}
    )
    figure = training.ablation(table)
    (axes,) = figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["none", "all"]
    guess, none, alone = axes.lines
    assert set(guess.get_xdata()) == {1 / 3}
    assert none.get_xdata().tolist() == [0.3, 0.5] and alone.get_xdata().tolist() == [0.8]
    assert axes.collections[0].get_segments()[0][0][0] == pytest.approx(0.4)
    assert axes.texts[0].get_text() == "0.40 ± 0.14"
    assert "none: 0.40; all: 0.80" in alt_text(figure)


def test_a_schedule_says_where_its_warmup_ends():
    figure = training.rates([0, 0.1, 0.2, 0.1, 0], warmup=2)
    curve, end = figure.axes[0].lines
    assert curve.get_ydata().tolist() == [0, 0.1, 0.2, 0.1, 0] and set(end.get_xdata()) == {2}
    assert "a straight rise to 0.2 at step 2" in alt_text(figure)


def test_small_images_stand_in_a_row_under_their_titles():
    images = [np.eye(3), 1 - np.eye(3)]
    figure = training.gallery(images, ["one", "another"])
    for panel, image, title in zip(figure.axes, images, ["one", "another"], strict=True):
        assert panel.get_title() == title
        np.testing.assert_array_equal(panel.images[0].get_array(), image)
    assert alt_text(figure) == "2 small images: one; another."
