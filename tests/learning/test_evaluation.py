import numpy as np
import pandas as pd
import pytest

from tinyml_kit.learning.evaluation import (
    SCORES,
    EvaluationError,
    judge,
    report,
    threshold_curve,
)

TRUTH = np.repeat([0, 1, 2], [36, 12, 352])
ALWAYS_MISS = np.full(400, 2)


def test_always_miss_scores_what_it_scores_on_the_thesis_split():
    scores = report(TRUTH, ALWAYS_MISS).scores
    assert scores["accuracy"] == 0.88
    assert scores["balanced_accuracy"] == pytest.approx(1 / 3)
    assert scores["macro_f1"] == pytest.approx(0.312, abs=5e-4)


def test_rows_are_the_truth_in_the_order_hit_maybe_miss():
    found = report(TRUTH, np.where(TRUTH == 1, 0, TRUTH))
    assert found.confusion.tolist() == [[36, 0, 0], [12, 0, 0], [0, 0, 352]]
    assert found.per_class.index.tolist() == ["HIT", "MAYBE", "MISS"]
    assert found.per_class.loc["HIT", "precision"] == 36 / 48
    assert found.per_class["recall"].tolist() == [1, 0, 1]
    assert found.per_class["images"].tolist() == [36, 12, 352]


def test_the_table_ends_with_the_mean_of_the_classes():
    table = report(TRUTH, ALWAYS_MISS).table()
    assert table.index[-1] == "mean of classes"
    assert table.loc["mean of classes", "recall"] == pytest.approx(1 / 3)
    assert table.loc["mean of classes", "images"] == 400
    assert table["images"].dtype.kind == "i"


def test_other_classes_may_be_named():
    found = report(np.array([0, 1]), np.array([1, 1]), classes=("zero", "one"))
    assert found.confusion.tolist() == [[0, 1], [0, 1]]


def test_judging_gives_a_row_each_and_baselines_come_first():
    table = judge({"net": TRUTH}, TRUTH, {"always MISS": ALWAYS_MISS})
    assert table.index.tolist() == ["always MISS", "net"]
    assert table["baseline"].tolist() == [True, False]
    assert table.loc["net", list(SCORES)].tolist() == [1, 1, 1]
    assert table.loc["always MISS", "recall_MISS"] == 1
    for score in SCORES:
        assert (table[f"{score}_low"] <= table[score]).all()
        assert (table[score] <= table[f"{score}_high"]).all()
        assert table[score].dtype == float


def test_judging_names_the_classifier_that_it_refuses():
    with pytest.raises(EvaluationError, match="judge, net: 400 true labels and 399 predictions"):
        judge({"net": TRUTH[1:]}, TRUTH)


def test_judging_nobody_is_refused():
    with pytest.raises(EvaluationError, match="there is no classifier"):
        judge({}, TRUTH)


def test_one_name_for_two_classifiers_is_refused():
    with pytest.raises(EvaluationError, match="'net' is there twice"):
        judge({"net": TRUTH}, TRUTH, {"net": TRUTH})


def test_the_threshold_curve_counts_what_is_at_or_above_each_threshold():
    p = np.array([0.9, 0.6, 0.6, 0.2])
    curve = threshold_curve(np.column_stack([p, 1 - p]), np.array([0, 0, 1, 1]))
    expected = pd.DataFrame(
        {
            "threshold": [0.2, 0.6, 0.9],
            "precision": [2 / 4, 2 / 3, 1.0],
            "recall": [1.0, 1.0, 0.5],
            "kept": [1.0, 0.75, 0.25],
        }
    )
    pd.testing.assert_frame_equal(curve, expected)


def test_a_curve_needs_a_row_an_image():
    with pytest.raises(EvaluationError, match=r"shape \(3, 2\) for 4 labels"):
        threshold_curve(np.zeros((3, 2)), np.zeros(4, int))


def test_a_curve_needs_an_image_of_the_class():
    with pytest.raises(EvaluationError, match="no image has class 1"):
        threshold_curve(np.zeros((4, 2)), np.zeros(4, int), positive=1)


def test_a_curve_of_probabilities_that_are_nan_is_refused():
    with pytest.raises(EvaluationError, match="hold NaN"):
        threshold_curve(np.full((4, 2), np.nan), np.zeros(4, int))


def test_scores_of_a_test_set_with_other_shares_are_those_of_the_run():
    even = np.repeat([0, 1, 2], 40)
    table = judge({"always MISS": np.full(120, 2)}, even, shares=[36, 12, 352])
    assert table.loc["always MISS", "accuracy"] == pytest.approx(0.88)
    assert table.loc["always MISS", "macro_f1"] == pytest.approx(0.312, abs=5e-4)
    assert table.loc["always MISS", "accuracy_low"] == pytest.approx(0.88)
