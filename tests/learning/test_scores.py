import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from tinyml_kit.learning.scores import EvaluationError, checked, in_shares, scores_of

GOOD = np.array([0, 1, 2, 2])


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=60))
def test_scores_of_a_matrix_are_those_of_scikit_learn(pairs):
    truth, predicted = np.array(pairs).T
    confusion = metrics.confusion_matrix(truth, predicted, labels=range(3))
    recalls = [(predicted[truth == k] == k).mean() for k in np.unique(truth)]
    f1 = metrics.f1_score(truth, predicted, labels=range(3), average="macro", zero_division=0)
    expected = [metrics.accuracy_score(truth, predicted), np.mean(recalls), f1]
    np.testing.assert_allclose(scores_of(confusion), expected)


def test_a_stack_of_matrices_is_scored_one_by_one():
    stack = np.random.default_rng(0).integers(1, 9, (4, 5, 3, 3))
    scores = scores_of(stack)
    assert scores.shape == (4, 5, 3)
    np.testing.assert_array_equal(scores[2, 3], scores_of(stack[2, 3]))


def test_another_number_of_predictions_is_refused():
    with pytest.raises(EvaluationError, match="4 true labels and 3 predictions"):
        checked(GOOD, GOOD[1:])


@pytest.mark.parametrize("wrong", [3, -1])
def test_a_label_out_of_range_is_named_with_its_row(wrong):
    with pytest.raises(EvaluationError, match=f"predictions hold {wrong} in row 2.*from 0 to 2"):
        checked(GOOD, np.array([0, 1, wrong, 2]))


def test_a_class_without_an_image_is_named():
    with pytest.raises(EvaluationError, match="no test image is MAYBE"):
        checked(np.array([0, 2]), np.array([0, 2]))


def test_probabilities_in_place_of_labels_are_recognised():
    with pytest.raises(EvaluationError, match=r"shape \(4, 3\).*argmax\(axis=1\)"):
        checked(GOOD, np.eye(3)[GOOD])


def test_the_message_says_who_asked():
    with pytest.raises(EvaluationError, match="^chapter 5: "):
        checked(GOOD, GOOD[1:], where="chapter 5")


def test_rows_are_weighted_to_the_shares_in_use():
    # 2 of 4 HIT and 3 of 4 MISS right; in use nine in ten are MISS.
    weighted = in_shares(np.array([[2, 2], [1, 3]]), [1, 9])
    np.testing.assert_allclose(weighted, [[0.05, 0.05], [0.225, 0.675]])
    accuracy, balanced, f1 = scores_of(weighted)
    assert accuracy == pytest.approx(0.725)
    assert balanced == pytest.approx(0.625)  # recalls do not depend on shares
    assert f1 == pytest.approx((2 * 0.05 / (0.1 + 0.275) + 2 * 0.675 / (0.9 + 0.725)) / 2)


def test_the_shares_of_the_test_set_itself_change_no_score():
    confusion = np.random.default_rng(0).integers(1, 9, (3, 3))
    np.testing.assert_allclose(
        scores_of(in_shares(confusion, confusion.sum(axis=1))), scores_of(confusion)
    )
