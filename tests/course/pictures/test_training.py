import numpy as np
import pandas as pd
import pytest

from tinyml_kit.course.alt_text import alt_text
from tinyml_kit.course.pictures import training


@pytest.mark.parametrize(
    ("reading", "scores", "means"),
    [
        ("balanced_accuracy", [0.3, 0.5, 0.8], ["0.40", "0.80"]),
        ("weighted_balanced_accuracy", [0.6, 0.8, 0.9], ["0.70", "0.90"]),
    ],
)
def test_an_ablation_has_a_row_for_each_recipe_with_its_seeds_and_mean(reading, scores, means):
    table = pd.DataFrame(
        {
            "recipe": ["none", "all", "none"],
            "seed": [0, 0, 1],
            "balanced_accuracy": [0.3, 0.8, 0.5],
            "weighted_balanced_accuracy": [0.6, 0.9, 0.8],
            "recall_MAYBE": [0.2, 0.7, 0.4],
        }
    )
    figure = training.ablation(table, reading)
    (axes,) = figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["none", "all"]
    guess, *marks, _, _, _ = axes.lines  # the last three are the legend's
    assert set(guess.get_xdata()) == {1 / 3}
    drawn = [(*mark.get_xydata()[0].tolist(), mark.get_marker()) for mark in marks]
    assert drawn == [(scores[0], 0, "o"), (scores[1], 0, "s"), (scores[2], 1, "o")]
    bars = [bar.get_segments()[0][0][0] for bar in axes.collections]
    assert bars == pytest.approx([float(mean) for mean in means])
    texts = [text.get_text() for text in axes.texts]
    assert texts[:3] == ["mean", *means]
    found = ["share of MAYBE\nfound", "0.30", "0.70"]
    assert texts[3:] == (found if reading == "balanced_accuracy" else [])
    legend = [text.get_text() for text in axes.get_legend().get_texts()]
    assert legend == ["mean", "seed 0", "seed 1"]
    assert f"none: {means[0]}; all: {means[1]}" in alt_text(figure)


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


def test_squares_mark_what_is_bright_in_most_frames():
    frames = np.zeros((5, 20, 20))
    frames[:, 3, 7], frames[0, 9, 9] = 5, 6
    figure = training.with_hot_pixels(frames[:2], ["HIT", "MISS"], among=frames)
    for panel in figure.axes[:2]:
        assert panel.lines[0].get_xydata().tolist() == [[7, 3]]
