import numpy as np
import pandas as pd
import pytest

from tinyml_kit.classroom import judging
from tinyml_kit.learning.scores import SCORES


def runs(values, used="1200 frames of the twin"):
    rows = [
        {"classifier": name, "seed": seed, "baseline": name == "always MISS", "trained_on": used}
        | dict.fromkeys(SCORES, value)
        | {f"{score}_low": 0.0 for score in SCORES}
        for seed, value in enumerate(values)
        for name in ("always MISS", "990 parameters")
    ]
    return pd.DataFrame(rows)


def test_scores_are_means_over_seeds_and_their_lines_one_standard_deviation():
    summary = judging.spread(runs([0.5, 0.7]))
    row = summary.loc["990 parameters, 1200"]
    assert row["macro_f1"] == pytest.approx(0.6)
    assert row["macro_f1_high"] - row["macro_f1"] == pytest.approx(np.std([0.5, 0.7], ddof=1))
    assert row["macro_f1"] - row["macro_f1_low"] == pytest.approx(np.std([0.5, 0.7], ddof=1))


def test_training_sets_are_kept_apart_and_baselines_known():
    both = pd.concat([runs([0.5, 0.7]), runs([0.8, 0.8], "8100 practice shots")])
    summary = judging.spread(both)
    assert list(summary.index) == [
        "always MISS, 1200", "990 parameters, 1200", "always MISS, 8100", "990 parameters, 8100",
    ]  # fmt: skip
    assert list(summary["baseline"]) == [True, False, True, False]
    assert summary.loc["990 parameters, 8100", "accuracy"] == pytest.approx(0.8)


def test_long_names_are_shortened():
    table = runs([0.5, 0.7]).replace("990 parameters", "spots, whole frame, for macro_f1")
    assert "spots, for macro f1, 1200" in judging.spread(table).index


def test_views_are_averaged_over_their_seeds_in_the_order_of_the_file():
    rows = [
        {"view": view, "seed": seed, "field": field, "baseline": False, "confusion": "1 2"}
        | dict.fromkeys(SCORES, value)
        for view, field, values in (("whole 300", 1.0, (0.6, 0.8)), ("crop 100", 0.25, (0.4, 0.6)))
        for seed, value in enumerate(values)
    ]
    means = judging.by_view(pd.DataFrame(rows))
    assert list(means.index) == ["whole 300", "crop 100"]
    assert list(means["macro_f1"]) == pytest.approx([0.7, 0.5])
    assert list(means["field"]) == [1.0, 0.25]
    assert means["baseline"].tolist() == [False, False]


@pytest.mark.parametrize("what", ["spread", "by_view"])
def test_a_table_without_a_column_is_refused_by_its_name(what):
    table = pd.DataFrame({name: [0.0] for name in (*judging.NEEDED[what], *SCORES)})
    with pytest.raises(judging.ResultsError, match=f"judging.{what}: .* no column 'macro_f1'"):
        getattr(judging, what)(table.drop(columns="macro_f1"))
