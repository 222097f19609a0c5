"""Splits by person: nobody is in two parts, and what cannot be split says so."""

import numpy as np
import pytest

from tinyml_kit.datasets import people

WHO = [name for name in "abcdefghij" for _ in range(7)]


def test_nobody_is_in_two_parts_and_nothing_is_lost():
    parts = people.split(WHO)
    groups = [{WHO[i] for i in part} for part in parts]
    assert [len(group) for group in groups] == [6, 2, 2]
    assert not groups[0] & groups[1] | groups[0] & groups[2] | groups[1] & groups[2]
    assert sorted(np.concatenate(parts).tolist()) == list(range(len(WHO)))


def test_three_people_are_enough_and_each_is_one_part():
    parts = people.split(["x", "y", "z", "x"], test=0.4, validation=0.5)
    assert sorted(len(part) for part in parts) == [1, 1, 2]


def test_the_same_seed_splits_alike_and_another_one_does_not():
    one, same, other = (people.split(WHO, seed=seed).test.tolist() for seed in (0, 0, 1))
    assert one == same != other


def test_everybody_is_left_out_once():
    folds = list(people.leave_one_out(["b", "a", "b"]))
    assert [(name, train.tolist(), test.tolist()) for name, train, test in folds] == [
        ("a", [0, 2], [1]),
        ("b", [1], [0, 2]),
    ]


@pytest.mark.parametrize(
    ("who", "message"),
    [
        (["a", "", "b", "c"], "not known who made 1 of 4 examples; let file names begin with"),
        (["a", "b", "a"], r"by 2 people \(a, b\) and cannot be split by person; collect from at"),
        ([], r"by 0 people \(nobody\)"),
    ],
)
def test_what_cannot_be_split_is_refused(who, message):
    with pytest.raises(people.PeopleError, match=message):
        people.split(who)


def test_shares_that_leave_nothing_are_refused():
    with pytest.raises(people.PeopleError, match="shares test=0.5 and validation=0.5 leave a part"):
        people.split(WHO, 0.5, 0.5)
    with pytest.raises(people.PeopleError, match="by 1 people"):
        list(people.leave_one_out(["a", "a"]))
