"""What no network could be made of is refused in one sentence that says what to do."""

import numpy as np
import pytest

from tinyml_kit.own import checks
from tinyml_kit.own.checks import checked
from tinyml_kit.own.reading import Loaded, OwnDataError


def recordings(labels, samples=None, names=("no", "yes")):
    labels = np.array(labels)
    if samples is None:
        samples = np.arange(len(labels), dtype=np.float32)
    files = tuple(f"{number}.csv" for number in range(len(labels)))
    samples = np.asarray(samples, np.float32).reshape(-1, 1, 1)
    people = ("",) * len(labels)
    return Loaded("signal", samples, labels, names, people, files, None, ("x",), (), ())


def test_enough_different_recordings_stay_as_they_are():
    data = recordings([0, 1] * 10)
    assert checked(data, "here") is data


def test_one_class_is_refused():
    with pytest.raises(OwnDataError) as caught:
        checked(recordings([0] * 20, names=("yes",)), "here")
    assert str(caught.value) == (
        "here: all recordings are of one class, yes; add a folder of something else, such as "
        "noise or rest."
    )


def test_too_few_of_a_class_are_refused():
    with pytest.raises(OwnDataError) as caught:
        checked(recordings([0] * 20 + [1] * 9), "here")
    assert str(caught.value) == (
        "here: the class yes has 9 recordings that can be used, too few to train and test with; "
        "record at least 10 of each class."
    )
    with pytest.raises(OwnDataError, match="the class yes has 1 recording that"):
        checked(recordings([0] * 20 + [1]), "here")


def test_too_many_classes_are_refused(monkeypatch):
    monkeypatch.setattr(checks, "MOST_CLASSES", 1)
    with pytest.raises(OwnDataError, match="there are 2 classes, more than 1; leave some out"):
        checked(recordings([0, 1] * 10), "here")


def test_the_same_recording_in_two_classes_is_refused():
    with pytest.raises(OwnDataError) as caught:
        checked(recordings([0, 1], [5, 5]), "here")
    assert str(caught.value) == (
        "here: 0.csv and 1.csv hold the same recording in two classes, no and yes; delete the "
        "wrong one."
    )


def test_the_same_recording_twice_in_a_class_counts_once():
    samples = [*range(20), 0]
    found = checked(recordings([0, 1] * 10 + [0], samples), "here")
    assert len(found.labels) == len(found.people) == len(found.files) == 20
    assert found.notes == ("repeated: 1 that are equal to another of their class were left out",)
