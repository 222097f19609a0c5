import numpy as np
import pandas as pd
import pytest

from tinyml_kit.course.pictures import judging
from tinyml_kit.learning.scores import SCORES


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


def smallest(lows, name="small", ram=40_000):
    """Rows of one network, a seed each; every lead is 0.02 above its lower bound."""
    rows = []
    for seed, low in enumerate(lows):
        row = {"classifier": name, "seed": seed, "parameters": 500.0, "ram_bytes": float(ram)}
        row |= dict.fromkeys(SCORES, 0.8)
        for score in judging.DECIDING:
            for rival in judging.RIVALS:
                values = zip(
                    ("difference", "low", "high"), (low + 0.02, low, low + 0.04), strict=True
                )
                row |= {f"{score}_ahead_of_{rival}_{what}": value for what, value in values}
        rows.append(row)
    baseline = {"classifier": "peak trees", "seed": 0} | dict.fromkeys(SCORES, 0.7)
    return pd.DataFrame([baseline, *rows])


def test_a_seed_counts_only_if_every_lead_is_beyond_chance():
    table = smallest([0.01, 0.01, -0.01])
    table.loc[1, "macro_f1_ahead_of_trees_low"] = -0.001
    found = judging.leads(table)
    assert list(found.index) == ["small"]  # the baseline is no network
    assert found.loc["small", ["seeds", "beats both"]].tolist() == [3, 1]
    assert found.loc["small", "macro F1, ahead of trees"] == pytest.approx(0.02 + 0.01 / 3)


def test_leads_may_be_those_of_verdicts_weighted_for_one_score():
    table = smallest([-0.01])
    own = smallest([0.01]).filter(regex="_ahead_of_|balanced_accuracy$|macro_f1$")
    table = table.join(own.add_prefix("own_"))
    assert judging.leads(table)["beats both"].tolist() == [0]
    assert judging.leads(table, own=True)["beats both"].tolist() == [1]
    assert "small: 1 of 1 seeds" in judging.draw_leads(table, own=True).get_label()


def test_networks_stand_in_the_order_of_the_ram_they_need():
    both = pd.concat([smallest([0.0], "large", 90_000), smallest([0.0])])
    assert list(judging.leads(both).index) == ["small", "large"]
    assert judging.leads(both)["ram_bytes"].tolist() == [40_000, 90_000]
    figure = judging.draw_leads(both)
    names = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert names == ["small, seed 0", "large, seed 0"]
    assert "small: 0 of 1 seeds beyond chance" in figure.get_label()


def test_a_point_stands_where_claims_of_its_class_lie_and_how_often_they_were_true():
    happened = np.array([True, False, False, True, True])
    claims = np.array([0.1, 0.1, 0.0, 0.9, 1.0])
    figure = judging.reliability(happened, before=claims, halved=claims / 2)
    before, halved = figure.axes
    diagonal, *points = before.lines
    assert diagonal.get_xydata().tolist() == [[0, 0], [1, 1]]
    where = [[0, 0], [0.1, 0.5], [0.95, 1]]
    np.testing.assert_allclose([point.get_xydata()[0] for point in points], where)
    assert [text.get_text() for text in before.texts] == ["1", "2", "2"]
    # The chance that two of two are true is 2.5 % at the lower end.
    low, high = before.collections[2].get_segments()[0][:, 1]
    assert (low, high) == (pytest.approx(0.025**0.5), 1)
    assert halved.get_title() == "halved" and len(halved.texts) == 3
    assert "before: 0.95 claimed, 2 of 2 true" in figure.get_label()


@pytest.mark.parametrize("what", ["by_view", "leads"])
def test_a_table_without_a_column_is_refused_by_its_name(what):
    table = pd.DataFrame({name: [0.0] for name in (*judging.NEEDED[what], *SCORES)})
    with pytest.raises(judging.ResultsError, match=f"judging.{what}: .* no column 'macro_f1'"):
        getattr(judging, what)(table.drop(columns="macro_f1"))
