"""Scenes say what is spoken in them; what a listener made of them is counted and drawn."""

import numpy as np
import pytest

from tests.support.listeners import small_listener
from tinyml_kit.course import listening
from tinyml_kit.course.alt_text import alt_text
from tinyml_kit.course.listening import Scene, SceneError, Spoken
from tinyml_kit.datasets.speech import Recordings
from tinyml_kit.features.audio import AT_8_KHZ, Rule
from tinyml_kit.features.audio.listening import Heard

NAMES = ("a", "b", "c", "d")


def recordings(*lengths):
    """Return square waves, each of its own length and pitch."""
    samples = tuple(
        np.where(np.arange(length) // (5 + k) % 2, 9000, -9000).astype(np.int16)
        for k, length in enumerate(lengths)
    )
    count = len(lengths)
    return Recordings(samples, np.arange(count), NAMES[:count], ("x",) * count, NAMES[:count], 8000)


def test_words_stand_where_the_scene_says_with_pauses_between():
    made = listening.scene(recordings(3000, 4000), 20, seed=1, noise=1)
    assert len(made.samples) == 20 * 8000 and made.rate == 8000
    assert len(made.spoken) > 8 and {one.word for one in made.spoken} == {"a", "b"}
    is_loud = np.zeros(len(made.samples), bool)
    for one in made.spoken:
        assert one.end - one.start == {"a": 3000, "b": 4000}[one.word]
        is_loud[one.start : one.end] = True
    assert np.abs(made.samples[~is_loud]).max() < 10 < 1900 < np.abs(made.samples[is_loud]).min()
    starts, ends = [one.start for one in made.spoken[1:]], [one.end for one in made.spoken[:-1]]
    pauses = (np.array(starts) - ends) / 8000
    assert pauses.min() >= listening.PAUSES[0] and pauses.max() <= listening.PAUSES[1]


def test_a_scene_is_the_same_each_time_and_another_with_another_seed():
    one, same, other = (listening.scene(recordings(3000), 5, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.samples, same.samples)
    assert (one.samples != other.samples).any()


def test_a_scene_of_nothing_is_refused():
    with pytest.raises(SceneError, match="give recordings, and at least one second"):
        listening.scene(recordings(), 9)
    with pytest.raises(SceneError, match="at least one second"):
        listening.scene(recordings(100), 0.5)


def test_each_word_is_heard_once_in_time_and_all_else_is_false():
    made = Scene(np.zeros(9, np.int16), (Spoken(0, 8000, "a"), Spoken(16_000, 24_000, "b")), 8000)

    def at(*heard):
        return listening.matched([Heard(*one, 0.9) for one in heard], made, NAMES)

    late = round(8000 * listening.LATE)
    assert at((8000, 0), (24_000 + late, 1)) == (2, 0)
    assert at((8000, 0), (9000, 0)) == (1, 1)
    assert at((8000 + late + 1, 0), (15_999, 1)) == (0, 2)
    assert at((8000, 1), (20_000, 0)) == (0, 2)
    assert at() == (0, 0)


def test_the_loudest_words_are_drawn_and_those_that_are_said_named():
    made = listening.scene(recordings(3000, 4000), 4, seed=1)
    rule = Rule(every=3, windows=2, threshold=0.3, rest=1)
    found = listening.answers(made, small_listener(words=6), rule, AT_8_KHZ)
    names = ("p", "q", "r", "s", "t", "u")
    told = alt_text(listening.figure(made, small_listener(words=6), names, rule))
    assert f"{len(found)} answers over 4 seconds" in told and "Spoken: " in told
    ignoring = Rule(every=3, windows=2, threshold=0.3, rest=1, ignored=tuple(range(6)))
    told = alt_text(listening.figure(made, small_listener(words=6), names, ignoring))
    assert told.endswith("Heard: nothing.")


def test_a_sound_that_is_too_short_is_said_to_be():
    short = Scene(np.zeros(900, np.int16), (), 8000)
    with pytest.raises(SceneError, match=r"lasts 0\.1 s, and the network listens to 0\.2 s"):
        listening.figure(short, small_listener(), NAMES, Rule())
