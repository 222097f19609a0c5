"""Files are named by label, person and session, hold exactly what came, and replace nothing."""

import numpy as np
import pytest

from tinyml_kit.base.files import WriteError
from tinyml_kit.collect import CollectError, Labelled, Take
from tinyml_kit.datasets import motion, speech

VOLTS = 5 / 1024


def taken(samples, rate=100.0, axes=("A0", "A1"), units=(VOLTS, VOLTS)):
    samples = np.asarray(samples, np.int16)
    return Take(samples, rate, axes, units, len(samples), 0, 0)


def test_every_step_of_the_converter_comes_back_from_the_csv(tmp_path):
    steps = np.stack([np.arange(1024), np.arange(1024)[::-1]], 1)
    path = Labelled(tmp_path, "knock", "anna", "monday").write(taken(steps), 7)
    assert path == tmp_path / "knock" / "anna_monday_007.csv"
    found = motion.of_folder(tmp_path)
    assert (found.names, found.people, found.axes) == (("knock",), ("anna",), ("A0", "A1"))
    np.testing.assert_array_equal(motion.in_counts(found.samples[0], 1024 / 5), steps)


def test_every_step_of_sixteen_bits_comes_back_from_the_csv(tmp_path):
    steps = np.arange(-(2**15), 2**15).reshape(-1, 1)
    path = Labelled(tmp_path, "lift", "bo").write(taken(steps, 99.84, ("aX",), (4 / 2**15,)), 1)
    _, samples = motion.read_csv(path)
    np.testing.assert_array_equal(motion.in_counts(samples, 2**15 / 4), steps)


def test_sound_comes_back_from_the_wav_as_it_was(tmp_path):
    samples = np.random.default_rng(0).integers(-(2**15), 2**15, (4000, 1))
    place = Labelled(tmp_path, "yes", "anna")
    path = place.write(taken(samples, 16000.0, ("sound",), (1 / 2**15,)), 1)
    assert path.name == "anna_001.wav"
    np.testing.assert_array_equal(speech.read(path, 16000), samples[:, 0])
    assert speech.of_folder(tmp_path).speakers == ("anna",)


def test_the_next_number_follows_the_highest_of_the_same_person_and_session(tmp_path):
    place, other = Labelled(tmp_path, "knock", "anna"), Labelled(tmp_path, "knock", "anna", "two")
    assert place.next_number() == 1
    for name in ("anna_001.csv", "anna_019.wav", "bo_100.csv", "anna_two_004.csv", "anna_x.csv"):
        (tmp_path / "knock").mkdir(exist_ok=True)
        (tmp_path / "knock" / name).touch()
    assert (place.next_number(), other.next_number()) == (20, 5)


def test_nothing_is_replaced_and_nothing_empty_is_written(tmp_path):
    place = Labelled(tmp_path, "knock", "anna")
    path = place.write(taken([[1, 2]]), 1)
    before = path.read_bytes()
    with pytest.raises(WriteError):
        place.write(taken([[3, 4]]), 1)
    assert path.read_bytes() == before
    with pytest.raises(CollectError, match="no sample has come; nothing was written"):
        place.write(taken(np.zeros((0, 2))), 2)
    assert list((tmp_path / "knock").iterdir()) == [path]


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(WriteError, match="no file can be written there"):
        Labelled(tmp_path / "file", "knock", "anna").write(taken([[1, 2]]), 1)


@pytest.mark.parametrize(
    ("label", "person", "session", "words"),
    [
        ("", "anna", "", "label '': take up to 63 letters"),
        ("../up", "anna", "", "label '../up'"),
        ("a/b", "anna", "", "label 'a/b'"),
        (".hidden", "anna", "", "label '.hidden'"),
        ("knock", "anna.", "", "person 'anna.'"),
        ("knock", "an_na", "", "person 'an_na': an underscore ends the person"),
        ("knock", "anna", "day_2", "session 'day_2': an underscore ends the person"),
        ("knock", "x" * 64, "", "take up to 63 letters"),
        ("knock\n", "anna", "", "take up to 63 letters"),
    ],
)
def test_names_that_files_cannot_have_are_refused(tmp_path, label, person, session, words):
    with pytest.raises(CollectError) as refused:
        Labelled(tmp_path, label, person, session)
    assert words in str(refused.value)


def test_letters_of_any_language_and_words_are_taken(tmp_path):
    place = Labelled(tmp_path, "klopf_laut", "Jürgen-2", "küche 1")
    assert place.write(taken([[1, 2]]), 1).name == "Jürgen-2_küche 1_001.csv"
