"""Recordings are divided by people where these are known; else the sentence says what it means."""

from dataclasses import replace

import numpy as np

from tests.own.test_checks import recordings
from tinyml_kit.own.parts import divided


def test_nobody_is_in_two_parts():
    people = tuple(f"p{k % 10}" for k in range(80))
    labels = [k // 10 % 2 for k in range(80)]
    parts, how = divided(replace(recordings(labels), people=people))
    who = [{people[k] for k in part} for part in parts]
    assert [len(one) for one in who] == [6, 2, 2]
    assert len(set.union(*who)) == 10
    assert how.startswith("split: by person, nobody is in two parts (train p")
    assert "choose by p" in how


def test_of_a_few_people_none_is_spared_to_choose_by():
    people = ("anna", "bea", "cleo", "dora", "emil") * 16
    labels = [k // 5 % 2 for k in range(80)]
    parts, how = divided(replace(recordings(labels), people=people))
    train, choose, test = ({people[k] for k in part} for part in parts)
    assert choose <= train and not train & test and len(train) == 4 and len(test) == 1
    assert sorted(np.concatenate(parts)) == list(range(80))
    assert how.startswith("split: by person, nobody is both trained and tested on (train ")
    assert how.endswith("; to choose by, recordings of those to train on)")


def test_without_names_recordings_are_divided_and_it_is_said():
    parts, how = divided(recordings([0, 1] * 10))
    assert [len(one) for one in parts] == [12, 4, 4]
    assert sorted(np.concatenate(parts)) == list(range(20))
    assert how == (
        "split: by recording, because names do not tell who made the recordings; the result holds "
        "for the same people, and is too good for others"
    )


def test_two_people_and_people_with_one_class_each_are_too_few():
    labels = [0, 1] * 10
    _, how = divided(replace(recordings(labels), people=("anna", "bea") * 10))
    assert "because they are by 2 people, and 3 are needed" in how
    people = tuple(f"{'n' if k % 2 else 'y'}{k // 10}" for k in range(20))
    _, how = divided(replace(recordings(labels), people=people))
    assert "because no division by people has every class in every part" in how


def test_pieces_of_a_recording_stay_together():
    files = tuple(f"{k // 4}.csv" for k in range(40))
    data = replace(recordings([k // 20 for k in range(40)]), files=files)
    parts, _ = divided(data)
    where = [{files[k] for k in part} for part in parts]
    assert not where[0] & where[1] and not where[0] & where[2] and not where[1] & where[2]


def test_one_long_recording_a_class_is_divided_in_the_order_of_time():
    files = ("a.csv",) * 10 + ("b.csv",) * 10
    data = replace(recordings([0] * 10 + [1] * 10), files=files)
    parts, how = divided(data)
    assert parts.train.tolist() == [*range(6), *range(10, 16)]
    assert parts.test.tolist() == [8, 9, 18, 19]
    assert how.startswith("split: by time within each recording, because")
