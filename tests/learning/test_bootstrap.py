import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinyml_kit.learning.bootstrap import difference, intervals, share_ahead
from tinyml_kit.learning.evaluation import report
from tinyml_kit.learning.scores import EvaluationError, scores_of

TRUTH = np.repeat([0, 1, 2], [36, 12, 352])


def guess(share, seed=0):
    """Return predictions of which about `share` are right and the rest by lot."""
    random = np.random.default_rng(seed)
    return np.where(random.random(400) < share, TRUTH, random.integers(0, 3, 400))


def test_the_interval_of_an_accuracy_is_the_binomial_one():
    # 352 right of 400: standard deviation sqrt(0.88 · 0.12 / 400) = 1.62 %, times 1.96 = 3.18 %.
    low, high = intervals(TRUTH, np.full(400, 2), resamples=20_000)["accuracy"]
    assert low == pytest.approx(0.88 - 0.0318, abs=0.003)
    assert high == pytest.approx(0.88 + 0.0318, abs=0.003)


def test_drawing_cells_is_drawing_images():
    predicted, random = guess(0.7), np.random.default_rng(1)
    draws = []
    for _ in range(4000):
        chosen = random.integers(0, 400, 400)
        confusion = np.zeros((3, 3))
        np.add.at(confusion, (TRUTH[chosen], predicted[chosen]), 1)
        draws.append(scores_of(confusion))
    expected = np.quantile(draws, [0.025, 0.975], axis=0).T
    found = np.array(list(intervals(TRUTH, predicted, resamples=4000).values()))
    np.testing.assert_allclose(found, expected, atol=0.012)


def test_keeping_the_class_counts_leaves_always_miss_no_room():
    for low, high in intervals(TRUTH, np.full(400, 2), stratified=True).values():
        assert low == high


def test_a_seed_repeats_its_interval():
    first, again, other = (intervals(TRUTH, guess(0.7), seed=seed) for seed in (1, 1, 2))
    assert first == again != other


def test_a_higher_level_gives_a_wider_interval():
    narrow, wide = (intervals(TRUTH, guess(0.7), level=level) for level in (0.68, 0.95))
    for score in narrow:
        assert wide[score][0] < narrow[score][0] < narrow[score][1] < wide[score][1]


def test_two_thousand_resamples_take_milliseconds():
    intervals(TRUTH, guess(0.7))
    start = time.process_time()
    intervals(TRUTH, guess(0.7))
    assert time.process_time() - start < 0.25


def test_a_classifier_does_not_differ_from_itself():
    table = difference(TRUTH, guess(0.7), guess(0.7))
    assert (table[["difference", "low", "high"]] == 0).all(axis=None)
    assert not table["beyond_chance"].any()


def test_swapping_the_classifiers_turns_the_sign():
    forth = difference(TRUTH, guess(0.95), guess(0.4, 1), resamples=20_000)
    back = difference(TRUTH, guess(0.4, 1), guess(0.95), resamples=20_000)
    np.testing.assert_allclose(forth["difference"], -back["difference"])
    np.testing.assert_allclose(forth["low"], -back["high"], atol=0.01)
    assert forth["beyond_chance"].all()


def test_pairing_narrows_the_difference_of_classifiers_that_err_together():
    # The second repeats the first but for 8 images, so nearly all of the spread cancels.
    first = guess(0.7)
    second = first.copy()
    second[-8:] = (TRUTH[-8:] + 1) % 3
    paired = difference(TRUTH, first, second).loc["accuracy"]
    alone = intervals(TRUTH, first)["accuracy"]
    assert paired["high"] - paired["low"] < 0.5 * (alone[1] - alone[0])


def test_the_wrong_classifier_of_a_pair_is_named():
    with pytest.raises(EvaluationError, match="^difference, second: 400 true labels and 399"):
        difference(TRUTH, guess(0.7), guess(0.7)[1:])
    with pytest.raises(EvaluationError, match="^difference, first: "):
        difference(TRUTH, guess(0.7) + 3, guess(0.7))


def test_intervals_refuse_what_a_report_refuses():
    with pytest.raises(EvaluationError, match="^intervals: no test image is HIT"):
        intervals(TRUTH[40:], TRUTH[40:])


def test_a_stratified_test_set_narrows_the_interval_of_a_rare_class():
    # 12 MAYBE in 400 against 400 MAYBE in 1200, both right in 3 of 4, in a run of 3 % MAYBE.
    def right_in_three_of_four(truth):
        return np.where(np.arange(len(truth)) % 4 > 0, truth, (truth + 1) % 3)

    rare, even = TRUTH, np.repeat([0, 1, 2], 400)
    shares = np.bincount(rare) / len(rare)
    few = intervals(rare, right_in_three_of_four(rare))["balanced_accuracy"]
    many = intervals(even, right_in_three_of_four(even), shares=shares)["balanced_accuracy"]
    assert many[1] - many[0] < 0.35 * (few[1] - few[0])


def test_the_difference_in_other_shares_is_that_of_the_weighted_matrices():
    even, shares = np.repeat([0, 1, 2], 50), [0.1, 0.05, 0.85]
    first, second = even.copy(), even.copy()
    first[100:110] = 1  # 10 of 50 MISS taken for MAYBE
    second[:10] = 1  # 10 of 50 HIT taken for MAYBE
    found = difference(even, first, second, shares=shares)
    assert found.loc["accuracy", "difference"] == pytest.approx(0.2 * (0.1 - 0.85))
    assert found.loc["balanced_accuracy", "difference"] == pytest.approx(0)
    assert found.loc["macro_f1", "beyond_chance"]


def predictions(*right):
    """Return predictions in which of HIT, MAYBE and MISS the given shares are right."""
    within = np.concatenate([np.arange(n) / n for n in (36, 12, 352)])
    return np.where(within < np.array(right)[TRUTH], TRUTH, (TRUTH + 1) % 3)


@given(
    st.tuples(*[st.integers(0, 10)] * 3), st.tuples(*[st.integers(0, 10)] * 3), st.booleans(),
    st.sampled_from([None, (0.2, 0.3, 0.5)]),
)  # fmt: skip
@settings(max_examples=30)
def test_a_difference_lies_within_its_interval(first, second, stratified, shares):
    ours, theirs = predictions(*np.array(first) / 10), predictions(*np.array(second) / 10)
    table = difference(
        TRUTH, ours, theirs, stratified=stratified, shares=shares, resamples=400
    ).loc[["accuracy", "balanced_accuracy"]]
    assert (table["low"] <= table["difference"] + 1e-12).all()
    assert (table["difference"] <= table["high"] + 1e-12).all()


def test_a_difference_is_ours_minus_theirs():
    better, worse = predictions(1, 1, 0.9), predictions(0.5, 0.5, 0.5)
    ahead, behind = difference(TRUTH, better, worse), difference(TRUTH, worse, better)
    scores = [list(report(TRUTH, one).scores.values()) for one in (better, worse)]
    np.testing.assert_allclose(ahead["difference"], np.subtract(*scores))
    assert (ahead["low"] > 0).all() and (behind["high"] < 0).all()
    assert ahead["beyond_chance"].all() and behind["beyond_chance"].all()


def test_an_interval_that_touches_zero_is_not_beyond_chance():
    # The second is worse on one image, which a third of the resamples leave out.
    second = TRUTH.copy()
    second[-1] = 0
    row = difference(TRUTH, TRUTH, second).loc["accuracy"]
    assert row["low"] == 0 and row["difference"] == pytest.approx(1 / 400)
    assert not row["beyond_chance"]
    assert not difference(TRUTH, second, TRUTH).loc["accuracy", "beyond_chance"]


def test_a_stratified_difference_keeps_the_number_of_images_of_each_class():
    # Where each class is all right or all wrong, the class counts alone decide.
    ours, theirs = predictions(1, 1, 1), predictions(0, 1, 1)
    kept = difference(TRUTH, ours, theirs, stratified=True).loc["accuracy"]
    assert kept["low"] == kept["high"] == pytest.approx(36 / 400)
    free = difference(TRUTH, ours, theirs).loc["accuracy"]
    # Binomial: 36 of 400 and twice 5.7.
    assert free["high"] - free["low"] == pytest.approx(2 * 1.96 * 5.7 / 400, rel=0.1)


def test_other_shares_keep_the_number_of_images_of_each_class():
    ours, theirs, shares = predictions(0.8, 0.5, 0.9), predictions(0.5, 0.8, 0.7), [0.2, 0.3, 0.5]
    assert intervals(TRUTH, ours, shares=shares) == intervals(
        TRUTH, ours, shares=shares, stratified=True
    )
    pd.testing.assert_frame_equal(
        difference(TRUTH, ours, theirs, shares=shares),
        difference(TRUTH, ours, theirs, shares=shares, stratified=True),
    )
    assert intervals(TRUTH, ours) != intervals(TRUTH, ours, stratified=True)


def test_the_share_ahead_counts_pairs_and_a_tie_as_half_a_pair():
    first, second = np.array([[3, 5], [1, 5]]), np.array([[2, 5], [1, 5], [0, 9]])
    share, drawn = share_ahead(first, second, resamples=50)
    # Column 0: 3 is ahead of all three; 1 is behind 2, level with 1, ahead of 0. Column 1: level
    # in four pairs of six, behind in two.
    assert share.tolist() == [4.5 / 6, 2 / 6]
    assert drawn.shape == (50, 2) and len(np.unique(drawn[:, 0])) > 3


def test_draws_of_the_share_ahead_scatter_around_it_and_stay_where_nothing_can_change_it():
    random = np.random.default_rng(1)
    first, second = random.normal(1, 1, (40, 1)), random.normal(0, 1, (60, 1))
    share, drawn = share_ahead(first, second, resamples=2000)
    assert drawn.mean() == pytest.approx(share[0], abs=0.01)
    assert share_ahead(first + 100, second)[1].min() == 1
