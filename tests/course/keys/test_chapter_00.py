"""The first page's exercises say what the network and the labels say."""

import numpy as np
import pytest

from tinyml_kit.base.resources import shipped_file
from tinyml_kit.course import first_minute, nano
from tinyml_kit.course.exercises import NotYet, check
from tinyml_kit.course.keys import chapter_00
from tinyml_kit.datasets import bragg
from tinyml_kit.datasets.bragg.labels import CLASSES
from tinyml_kit.graph import reference
from tinyml_kit.graph.tflite import read


def verdicts(images):
    """Return what the network says of preprocessed frames, by the arithmetic of the chip."""
    model = shipped_file(first_minute.MODEL)
    (outputs,) = reference.run(read(model), nano.stored(model, np.asarray(images)[..., np.newaxis]))
    return [CLASSES[row.argmax()] for row in outputs]


@pytest.fixture(scope="module")
def hit():
    return bragg.load().images[809]


@pytest.fixture(scope="module")
def hot():
    return bragg.load().images[1132] > 3


def test_the_names_are_the_labels():
    assert chapter_00.names() == ("MISS", "HIT", "HIT", "MISS", "MISS", "HIT")


def test_the_network_says_of_the_three_images_what_the_key_holds(hit):
    shuffled = np.random.default_rng(0).permutation(hit.ravel()).reshape(hit.shape)
    said = verdicts([hit[::-1], shuffled, np.zeros_like(hit)])
    assert tuple(said) == chapter_00.VERDICTS


def test_the_verdict_changes_where_the_key_says(hit, hot):
    image, images = np.where(hot, 0, hit), []
    for _ in range(50):
        images.append(image.copy())
        row, column = divmod(int(image.argmax()), 100)
        around = [slice(max(place - 2, 0), place + 3) for place in (row, column)]
        image[tuple(around)] = 0
    said = verdicts(images)
    found = next(i for i, name in enumerate(said) if name != "HIT"), said.index("MISS")
    assert said[found[0]] == "MAYBE"
    assert found == (chapter_00.HIT_ENDS, chapter_00.MISS_BEGINS)


def test_wrong_names_are_counted_and_not_told():
    with pytest.raises(NotYet, match="^1 of your 6 names is not what the frame is"):
        check("00-eyes", ["MISS", "HIT", "HIT", "MISS", "MISS", "MISS"])
    with pytest.raises(NotYet, match="^2 of your 3 names are not what the network says"):
        check("00-images", ["MISS", "HIT", "HIT"])


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((41, 37), "The frame has to be a MAYBE for some squares before it becomes a MISS."),
        ((34, 41), "The HIT ends later than at 34."),
        ((38, 42), "The HIT ends earlier than at 38."),
        ((36, 39), "The MISS begins later than at 39."),
        ((36, 43), "The MISS begins earlier than at 43."),
        ((35, 40), None),
        ((37, 42), None),
    ],
)
def test_numbers_of_squares_are_told_on_which_side_they_err(answer, said):
    assert chapter_00.not_taken_away(answer) == said
