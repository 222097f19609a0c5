"""Weighted verdicts: what the weights do, and that fitting them finds the best."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tinyml_kit.learning.decision import decide, fit_weights
from tinyml_kit.learning.scores import EvaluationError, scores_of

probabilities = arrays(float, (30, 3), elements=st.floats(0.01, 1))
TRUTH = np.repeat([0, 1, 2], [6, 4, 20])


def gain(values, truth, weights):
    confusion = np.eye(3)[truth].T @ np.eye(3)[decide(values, weights)]
    return scores_of(confusion)[1:].sum()


def test_equal_weights_take_the_most_probable_class():
    assert decide([[0.2, 0.5, 0.3], [0.6, 0.3, 0.1]], [1, 1, 1]).tolist() == [1, 0]


def test_a_small_weight_asks_for_more_before_saying_a_class():
    assert decide([[0.2, 0.5, 0.3]], [1, 0.5, 1]).tolist() == [2]


@given(probabilities)
def test_only_ratios_of_weights_matter(values):
    # Powers of two, so that the products round alike.
    np.testing.assert_array_equal(decide(values, [1, 2, 4]), decide(values, [8, 16, 32]))


@given(probabilities)
def test_fitted_weights_are_no_worse_than_equal_ones(values):
    fitted = fit_weights(values, TRUTH)
    assert gain(values, TRUTH, fitted) >= gain(values, TRUTH, [1, 1, 1]) - 1e-3


def test_without_anything_to_gain_the_weights_stay_equal():
    assert fit_weights(np.eye(3)[TRUTH], TRUTH).tolist() == [1, 1, 1]


def test_a_class_that_is_rare_in_use_gets_a_smaller_weight():
    # Half of the MISS images look a little like MAYBE; balanced validation images hide that
    # in use there are ten MISS for each MAYBE.
    maybe, clear, like = [0.1, 0.6, 0.3], [0.05, 0.05, 0.9], [0.1, 0.5, 0.4]
    values = np.array([[0.8, 0.1, 0.1]] * 10 + [maybe] * 10 + [clear] * 5 + [like] * 5)
    truth = np.repeat([0, 1, 2], 10)
    rare = fit_weights(values, truth, shares=[0.1, 0.08, 0.82])
    assert decide(values, rare)[20:].tolist() == [2] * 10
    assert decide(values, rare)[10:20].tolist() == [1] * 10


def test_each_score_has_weights_of_its_own():
    # 16 of 20 MISS look like the 4 MAYBE. To call all of them MAYBE finds more on average over the
    # classes; to call none of them so raises fewer false alarms.
    alike = [[0.1, 0.5, 0.4]] * 20
    values = np.array([[0.9, 0.05, 0.05]] * 6 + alike + [[0.05, 0.05, 0.9]] * 4)
    for_recall = fit_weights(values, TRUTH, scores=["balanced_accuracy"])
    for_f1 = fit_weights(values, TRUTH, scores=["macro_f1"])
    assert decide(values, for_recall)[6:26].tolist() == [1] * 20
    assert decide(values, for_f1)[6:26].tolist() == [2] * 20


def test_a_missing_class_is_refused():
    with pytest.raises(EvaluationError, match="2 labels of 1 classes; give one label per image"):
        fit_weights(np.ones((2, 3)), [0, 0])
