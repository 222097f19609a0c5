"""The share of misses that a threshold throws away, its interval, and honest probabilities."""

import numpy as np
import pytest

from tinyml_kit.learning.scores import EvaluationError
from tinyml_kit.learning.veto import calibration_error, judge_veto, vetoed


def test_the_threshold_is_the_score_of_the_last_hit_that_is_kept():
    hits = np.arange(100.0)  # 99 % keeps the hits from 1 on, 95 % from 5 on
    misses = np.array([0.0, 0.5, 1.0, 4.9, 5.0, 50.0])
    assert vetoed(hits, misses, 0.99) == pytest.approx(2 / 6)
    assert vetoed(hits, misses, 0.95) == pytest.approx(4 / 6)
    assert vetoed(hits, misses, 1.0) == 0


def test_equal_scores_are_kept():
    assert vetoed(np.ones(10), np.ones(10), 0.95) == 0


def test_a_veto_is_judged_by_hits_and_misses_alone():
    truth = np.repeat([0, 1, 2], 200)
    scores = np.r_[np.linspace(2, 3, 200), np.full(200, 99.0), np.linspace(0, 1, 200)]
    found = judge_veto(scores, truth)
    assert (found.auc, found.vetoed) == (1.0, (1.0, 1.0))
    assert found.low == found.high == (1.0, 1.0)


def test_intervals_hold_the_value_and_narrow_with_more_frames():
    rng = np.random.default_rng(0)

    def judged(n):
        return judge_veto(
            np.r_[rng.normal(2, 1, n), rng.normal(0, 1, n)], np.repeat([0, 2], n), times=200
        )

    few, many = judged(60), judged(3000)
    for found in (few, many):
        for low, value, high in zip(found.low, found.vetoed, found.high, strict=True):
            assert low <= value <= high
    assert many.high[0] - many.low[0] < (few.high[0] - few.low[0]) / 2
    # Two normal distributions, two deviations apart.
    assert many.auc == pytest.approx(0.921, abs=0.015)
    assert many.vetoed[1] == pytest.approx(0.639, abs=0.06)


def test_without_hits_or_misses_there_is_nothing_to_judge():
    with pytest.raises(EvaluationError, match="3 HIT and 0 MISS; give some of each"):
        judge_veto(np.ones(3), np.zeros(3, int))


def test_probabilities_are_honest_if_they_are_right_as_often_as_they_say():
    probabilities = np.tile([0.75, 0.25], (100, 1))
    truth = np.repeat([0, 1], [75, 25])
    assert calibration_error(probabilities, truth) == 0
    assert calibration_error(probabilities, np.zeros(100, int)) == pytest.approx(0.25)
    sure = np.tile([1.0, 0.0], (100, 1))
    both = np.r_[probabilities, sure]
    assert calibration_error(both, np.r_[truth, truth]) == pytest.approx(0.125)
