"""Claims, judged: the tables that a notebook shows and the kit keeps."""

import io
import json
import math
from pathlib import Path

import pandas as pd
import pytest

from tinyml_kit.base import resources
from tinyml_kit.base.resources import shipped_file
from tinyml_kit.course import claims, statements
from tinyml_kit.course.claims import COLUMNS, ClaimTable
from tinyml_kit.course.statements import Statement
from tinyml_kit.course.verdicts import VERDICTS, ClaimError, Evidence, share_of, verdict

ROOT = Path(__file__).parents[2]
COMMITTED = sorted(resources.results().glob("claims_*.csv"))
NOTEBOOKS = sorted((ROOT / "notebooks" / "reproduce").glob("*.ipynb"))
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
each_table = pytest.mark.parametrize("path", COMMITTED, ids=lambda path: path.stem)
SOURCE = Evidence("two numbers", seed=3)
RUN = Evidence("a network", "run", "digits")
FRAMES = Evidence("another network", "run", "frames")


def said(name, published, group="", on="digits", quote="so many", **more):
    texts = {"id": name, "place": "p. 1", "figure": str(published), "quote": quote, "says": name}
    rest = dict.fromkeys(("unit", "follows", "assumes", "file"), "")
    return Statement(**texts, **rest | more, on=on, group=group, published=published)


def blank():
    known = (
        said("parameters", 810), said("accuracy", 37.5, unit="%"), said("time | inference", 0.11),
        said("share", 96.91), said("at most <40>", 40, unit="nodes"), said("seconds", 3),
        said("sum", 7, follows="3 and 4", assumes="no slip"),
    )  # fmt: skip
    return ClaimTable("some_thesis", {one.id: one for one in known})


def full_table():
    table = blank()
    table.check("parameters", lambda: 800 + 10, by=RUN)
    table.check("accuracy", 37.5, 89.58, by=SOURCE)
    table.check("share", possible=share_of(96.91, 624), by=SOURCE)
    table.check("at most <40>", 42, comparison="<=", by=RUN)
    table.check("seconds", 3, by=FRAMES)
    table.check("sum", 7, by=SOURCE)
    table.rest()
    return table


def test_each_statement_gets_its_verdict_from_its_numbers_and_from_what_was_run_on_what():
    assert [row["verdict"] for row in full_table().rows] == [
        "reproduced", "explained", "wrong", "differs", "holds elsewhere", "consistent",
        "cannot be checked",
    ]  # fmt: skip


def test_nobody_can_type_a_verdict_in():
    with pytest.raises(TypeError):
        blank().check("parameters", 810, by=RUN, verdict="reproduced")


def test_the_printed_digits_are_the_tolerance_unless_another_is_given():
    for value, tolerance, judged in (
        (37.54, None, "reproduced"), (37.6, None, "differs"), (37.6, 0.5, "reproduced"),
        (37.54, 0, "differs"),
    ):  # fmt: skip
        table = blank().check("accuracy", value, by=RUN, tolerance=tolerance)
        assert table.rows[0]["verdict"] == judged


def test_arithmetic_that_was_applied_stands_beside_the_claim():
    row = blank().check("share", possible=share_of(96.91, 624), by=SOURCE).rows[0]
    assert "no k of 624" in row["claim"] and row["possible"] is False


@pytest.mark.parametrize("value", [math.nan, math.inf, "many", [1]])
def test_a_value_that_is_no_number_is_refused_by_the_name_of_its_claim(value):
    with pytest.raises(ClaimError, match="p. 1, “accuracy”: .* is not a finite number"):
        blank().check("accuracy", value, by=RUN)


def test_what_cannot_be_judged_is_refused():
    table = blank()
    with pytest.raises(ClaimError, match="some_thesis: no statement is called 'weights'"):
        table.check("weights")
    with pytest.raises(ClaimError, match="accuracy: comparison '<'; use"):
        table.check("accuracy", 1, by=RUN, comparison="<")
    with pytest.raises(ClaimError, match="accuracy: tolerance -1; take 0 or more"):
        table.check("accuracy", 1, by=RUN, tolerance=-1)
    with pytest.raises(ClaimError, match="accuracy: tolerance nan; take 0 or more"):
        table.check("accuracy", 1, by=RUN, tolerance=math.nan)
    with pytest.raises(ClaimError, match="accuracy: numbers need evidence; say in `by`"):
        table.check("accuracy", 1)
    table.check("accuracy", 1, by=RUN)
    with pytest.raises(ClaimError, match="some_thesis: 'accuracy' is already judged"):
        table.check("accuracy", 1, by=RUN)


def test_what_was_checked_is_shown_alone_and_kept_in_the_table():
    table = blank()
    table.check("parameters", 810, by=RUN)
    shown = table.check("seconds", 3, by=RUN)
    assert len(shown) == 1 and len(table) == 2
    assert "seconds" in repr(shown) and "parameters" not in repr(shown)
    assert len(table.last(2)) == 2 and len(table.last(0)) == 0


def test_the_rest_is_what_nothing_was_held_against():
    table = blank()
    table.check("parameters", 810, by=RUN)
    assert table.judged("parameters") and not table.judged("sum")
    assert {row["verdict"] for row in table.rest().rows} == {"cannot be checked"}
    assert len(table) == len(table.statements) and len(table.rest()) == 0


def test_one_fault_is_one_claim_however_many_rows_it_has():
    known = {name: said(name, 12, "swapped") for name in "abc"} | {"d": said("d", 12)}
    table = ClaimTable("s", known)
    for name, value in zip("adbc", (12, 12, 14, 13), strict=True):
        table.check(name, value, by=SOURCE)
    assert table.counts() | {"wrong": 1, "consistent": 1} == table.counts()
    assert table.heading() == "2 claims in 4 rows: consistent 1, wrong 1"
    shown = [line.split(":")[0] for line in repr(table).splitlines()[1:]]
    assert shown == ["consistent", "wrong", "wrong", "consistent"]
    assert table._repr_html_().count("↳") == 2


def test_a_group_that_is_called_like_a_row_is_another_claim():
    table = ClaimTable("s", {"a": said("a", 12), "b": said("b", 12, "a")})
    for name in "ab":
        table.check(name, 12, by=SOURCE)
    assert table.counts()["consistent"] == 2


def test_what_does_not_come_out_on_another_thing_cannot_be_checked():
    row = blank().check("seconds", 4, by=FRAMES).rows[0]
    assert (row["verdict"], row["same_method"]) == ("cannot be checked", 4)


def test_counts_have_every_verdict():
    assert full_table().counts() == dict.fromkeys(VERDICTS, 1)
    assert blank().counts() == dict.fromkeys(VERDICTS, 0)


def test_a_notebook_shows_every_number_folded_and_escapes_what_is_not_its_own():
    page = full_table()._repr_html_()
    assert page.startswith("<details><summary>7 claims: reproduced 1, ")
    assert page.endswith("</table></details>") and page.count("<tr>") == 8
    for text in ("37.5 (“so many”)", "89.58", "explained", "at most &lt;40&gt; [nodes]",
                 "≤ 40 (“so many”)", "seed 3", "sum. Follows: 3 and 4. Assumes: no slip",
                 "run on frames; computed: another network; ran here"):  # fmt: skip
        assert text in page
    assert "<40>" not in page


def test_the_verdict_is_a_word_and_not_only_a_colour():
    page = full_table()._repr_html_()
    for name in VERDICTS:
        assert f"<b>{name}</b>" in page
    assert len(set(claims._COLOURS.values())) == len(VERDICTS)


def test_a_table_survives_its_csv(tmp_path):
    path = full_table().write(tmp_path)
    assert path.name == "claims_some_thesis.csv"
    back = pd.read_csv(path)
    assert list(back.columns) == list(COLUMNS)
    assert list(back["verdict"]) == [row["verdict"] for row in full_table().rows]
    assert back["published"].tolist() == [810, 37.5, 96.91, 40, 3, 7, 0.11]


def test_the_tables_of_an_installed_package_stay_as_they_came(monkeypatch):
    monkeypatch.setattr(claims.resources, "installed", lambda: True)
    with pytest.raises(ClaimError, match=r"claims_some_thesis\.csv: .* name a folder for yours"):
        full_table().write()


def test_the_page_counts_what_the_files_say(tmp_path):
    full_table().write(tmp_path)
    other = ClaimTable("an_article", {name: said(name, 1, "one") for name in "ab"})
    other.check("a", 1, by=RUN)
    other.check("b", 2, by=RUN)
    other.write(tmp_path)
    counts = claims.committed(tmp_path)
    assert counts.loc["an_article"].to_dict() == other.counts()
    assert counts.loc["an_article", "differs"] == 1 and counts.to_numpy().sum() == 8
    page = claims.summary(tmp_path).splitlines()
    assert page[0] == "Of 8 independent claims:"
    assert page[2].startswith("- 1 **reproduced**: run again here, by the same method")
    assert page[8].startswith("- 1 **cannot be checked**: ") and page[8].endswith(".")
    assert page[10] == "| document | claims | " + " | ".join(VERDICTS) + " |"
    assert page[12] == (
        "| [an_article](notebooks/reproduce/an_article.ipynb) | 1 | 0 | 0 | 0 | 0 | 1 | 0 | 0 |"
    )
    assert page[-1] == "| all | 8 | 1 | 1 | 1 | 1 | 2 | 1 | 1 |"


def test_without_files_there_is_no_page(tmp_path):
    with pytest.raises(ClaimError, match=r"benchmarks/claims\.py"):
        claims.summary(tmp_path)


def records(path):
    rows = pd.read_csv(io.StringIO(path.read_text(encoding="utf-8")))
    return rows.astype(object).where(rows.notna(), None).to_dict("records")


@each_table
def test_committed_verdicts_follow_from_the_committed_numbers(path):
    for row in records(path):
        assert row["verdict"] == verdict(
            row["published"], row["same_method"], row["put_right"], row["tolerance"],
            row["tested"], row["possible"], row["comparison"], row["hedge"] or "",
        ), row  # fmt: skip


@each_table
def test_nothing_is_reproduced_without_a_run_on_the_same_kind_of_data(path):
    for row in records(path):
        if row["verdict"] == "reproduced":
            assert row["tested"] == "run" and row["on"] and row["label"] != "published", row


@each_table
def test_committed_rows_are_the_statements_of_their_document(path):
    document = path.stem.removeprefix("claims_")
    known, rows = statements.read(document), records(path)
    assert {row["id"] for row in rows} == set(known) and len(rows) == len(known)
    for row in rows:
        one = known[row["id"]]
        assert (row["place"], row["quote"].lstrip("'")) == (one.place, one.quote.lstrip("'"))
        assert row["published"] == pytest.approx(one.published)
        assert (row["group"] or "", row["follows"] or "") == (one.group, one.follows)


@each_table
def test_committed_claims_say_where_their_numbers_come_from(path):
    rows = pd.read_csv(path)
    needed = ["source", "place", "figure", "quote", "claim", "data", "label"]
    assert rows[needed].notna().all().all()
    assert set(rows["source"]) == {path.stem.removeprefix("claims_")}
    assert (ROOT / "notebooks" / "reproduce" / f"{rows['source'][0]}.ipynb").is_file()
    assert rows.loc[rows["tested"].str.startswith("run"), "origin"].notna().all()


@pytest.mark.skipif(not COMMITTED, reason="no table of claims is committed yet")
def test_the_readme_gives_the_counts_of_the_committed_files():
    assert claims.summary() in (ROOT / "README.md").read_text(encoding="utf-8")


@each_notebook
def test_a_notebook_of_claims_begins_with_its_parameters_and_has_its_table_committed(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    first = next(cell for cell in cells if cell["cell_type"] == "code")
    assert "parameters" in first["metadata"]["tags"]
    assert "write = False" in "".join(first["source"])
    assert path.stem in claims.committed().index


@each_notebook
def test_a_notebook_of_claims_says_what_its_verdicts_mean(path):
    text = path.read_text(encoding="utf-8")
    for name in VERDICTS:
        assert f"- **{name}**: " in text


@each_notebook
def test_a_notebook_of_claims_shows_the_verdicts_that_are_committed(path):
    # A claim that ran on this computer may fall on the other side of a tolerance on another.
    text = path.read_text(encoding="utf-8")
    rows = pd.read_csv(resources.results() / f"claims_{path.stem}.csv")
    stored = rows["origin"].str.startswith("benchmarks", na=False)
    sure = rows[(rows["label"] == "computed") | stored]
    assert len(sure)
    for row in sure.itertuples():
        shown = json.dumps(f"{row.verdict}: {row.place}, {row.claim}", ensure_ascii=False)[1:-1]
        assert shown in text


def test_the_white_papers_table_is_whole():
    numbers = pd.read_csv(shipped_file("published_white_paper.csv"))
    assert len(numbers) == 146
    assert not numbers.duplicated(["dataset", "model", "quantity", "variant"]).any()
    counts = numbers["quantity"].value_counts()
    assert counts["accuracy"] == counts["inference time"]  # eight rows, alike in their gaps
    assert numbers.groupby(["dataset", "model"]).ngroups == 8
    assert (numbers[numbers["unit"] == "%"]["published"] < 100).all()


def test_the_white_papers_table_is_the_one_whose_statements_are_judged():
    numbers = pd.read_csv(shipped_file("published_white_paper.csv"))
    short = {"accuracy": "accuracy", "size reduction": "size", "inference time": "time"}
    known = statements.read("white_paper")
    for row in numbers.itertuples():
        one = known[f"{short[row.quantity]}/{row.dataset}/{row.model}/{row.variant}"]
        assert one.published == row.published == float(one.figure)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"), (2018, "2018"), (9999, "9999"), (10_000, "10,000"), (-10_000, "-10,000"),
        (0.12345, "0.1235"), (999.94, "999.9"), (1000.25, "1000.2"), (12_345.67, "12,345.7"),
        (1.5, "1.5"),
    ],
)  # fmt: skip
def test_a_number_of_a_claim_has_four_digits_and_a_comma_where_it_is_no_year(value, text):
    assert claims._number(value) == text
