"""What the checks of chapters 04 and 05 say about the faults that they look for."""

import numpy as np
import pytest

from tests.support import answers
from tests.support import answers_on_networks as networks
from tinyml_kit.course.keys import chapter_05
from tinyml_kit.course.keys.chapter_04 import (
    has_a_relative,
    not_a_split_by_groups,
    not_cured,
    not_sensor_dropout,
    turned_corners,
)
from tinyml_kit.course.keys.chapter_05 import not_a_network, not_brought_over


def lambda_of(value):
    """Return a function that learns nothing and always says the same."""
    return lambda x, y: lambda points: np.full(len(points), value)


@pytest.mark.parametrize(
    ("fault", "answer", "said"),
    [
        (has_a_relative, answers.without_drawing, "Two random generators put the same examples"),
        (has_a_relative, answers.hardly_changed, "copies have a spread of"),
        (has_a_relative, answers.one_input_changed, "In input 2, the changes of the copies have a"),
        (has_a_relative, answers.prepared_by_chance, "Called again with the same seed"),
        (not_sensor_dropout, answers.silent_by_chance, "Called again with the same seed"),
        (has_a_relative, lambda x, y, rng: 1 / 0, "On 50 examples, it raises ZeroDivisionError"),
        (not_a_split_by_groups, answers.rotated_writers, "different sets of writers aside: draw"),
        (not_a_split_by_groups, answers.first_writers, "held out whatever the seed."),
        (not_cured, networks.nearest, "it is sure, and wrong: the loss is infinite."),
        (not_cured, lambda_of(0.5), "losses are 0.69, 0.69, 0.69; their mean must be below 0.6."),
        (not_cured, lambda_of(1.5), "does not give 2,000 chances between 0 and 1."),
        (not_cured, lambda_of(np.nan), "does not give 2,000 chances between 0 and 1."),
        (not_cured, lambda x, y: lambda points: points[:, 0] * 1j, "does not give 2,000 chances"),
        (not_cured, lambda x, y: lambda points: [0.5], "does not give 2,000 chances"),
        (not_cured, lambda x, y: lambda: 0, "Asked about 2,000 readings, it raises TypeError"),
        (not_cured, lambda x, y: x, "It does not return a function."),
        (not_cured, lambda: 0, "On thirty readings, it raises TypeError"),
        (not_cured, None, "That is not a function."),
    ],
)
def test_a_fault_is_named(fault, answer, said):
    assert said in fault(answer)


@pytest.mark.parametrize(
    ("network", "said"),
    [
        (answers.strided_digits, None),
        (answers.separable_digits, None),
        (answers.too_large, "It has 810 parameters; at most 360 are allowed."),
        (answers.pooled_digits, "It needs 1,242 MACs; at most 1,100 are allowed."),
        (answers.nearest_digit, "It holds something that the kit does not count: cost: the layer"),
    ],
)
def test_a_network_is_counted_before_it_is_trained(network, said):
    wrong = not_a_network(network())
    assert wrong == said or wrong.startswith(said)


def test_a_score_that_is_too_low_is_told(monkeypatch):
    scores = iter([0.5, 0.9, 0.7])
    monkeypatch.setattr(chapter_05, "share_of_new_series", lambda model: next(scores))
    said = (
        "Trained on eleven series, it reads 70.0% of the digits of three others (the mean of three "
        "starts: 50.0%, 90.0%, 70.0%); wanted are 88%."
    )
    assert chapter_05.not_a_reader(answers.strided_digits) == said


def test_weights_in_32_bits_are_brought_over():
    assert not_brought_over(answers.in_32_bits) is None


def test_a_judge_that_fails_when_called_again_is_told_so():
    calls = []

    def once(x, y, rng):
        calls.append(rng)
        return answers.prepare(x, y, rng) if len(calls) == 1 else None

    assert has_a_relative(once) == "Called again, it returns nothing; is there a return?"


def test_dropout_in_32_bits_is_right():
    assert not_sensor_dropout(answers.sensor_dropout_in_32_bits) is None


def test_sensors_that_fall_silent_in_a_block_are_not_drawn():
    def in_a_block(readings, rate, rng):
        recordings, _, sensors = readings.shape
        first = rng.integers(0, sensors, (recordings, 1, 1))
        kept = (np.arange(sensors) - first) % sensors >= rate * sensors
        return readings * kept / (1 - rate)

    said = "Which sensors are silent depends on their neighbors: draw each for itself."
    assert not_sensor_dropout(in_a_block) == said


def test_turned_corners_without_noise_are_corners_of_a_square_that_is_turned():
    x, y = turned_corners(50, 0.0, np.pi / 4, np.random.default_rng(0))
    np.testing.assert_allclose(np.hypot(*x.T), 2**0.5)
    across = np.abs(x).argmax(axis=1)  # after a quarter of a half turn the corners lie on the axes
    assert len(np.unique(across[y == 1])) == len(np.unique(across[y == 0])) == 1
    assert across[y == 1][0] != across[y == 0][0]
