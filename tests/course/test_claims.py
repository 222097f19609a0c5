"""Claims, their evidence, and the tables that a notebook shows and the kit keeps."""

import io
import json
import math
from pathlib import Path

import pandas as pd
import pytest

from tinyml_kit.base import resources
from tinyml_kit.base.resources import shipped_file
from tinyml_kit.course import claims
from tinyml_kit.course.claims import COLUMNS, Claim, ClaimTable, Evidence
from tinyml_kit.course.verdicts import VERDICTS, ClaimError, share_of, verdict

ROOT = Path(__file__).parents[2]
COMMITTED = sorted(resources.results().glob("claims_*.csv"))
HERE = Evidence("two numbers", "computed", seed=3)
NOTEBOOKS = sorted((ROOT / "notebooks" / "reproduce").glob("*.ipynb"))
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
each_table = pytest.mark.parametrize("path", COMMITTED, ids=lambda path: path.stem)


def full_table():
    table = ClaimTable("some_thesis")
    table.check("p. 1", "parameters", 810, "parameters", lambda: 800 + 10, evidence=HERE)
    table.check("p. 2", "accuracy", 37.5, "%", 37.5, corrected=89.58, evidence=HERE)
    table.check("p. 3", "time | inference", 0.11, "s")
    table.check("p. 4", "share", 96.91, "%", possible=share_of(96.91, 624))
    table.check("p. 5", "at most <40>", 40, "nodes", 42, comparison="<=", evidence=HERE)
    return table


def test_each_claim_gets_its_verdict_from_its_numbers():
    judged = [row["verdict"] for row in full_table().rows]
    assert judged == ["confirmed", "explained", "cannot be checked", "wrong", "differs"]


def test_a_claim_is_reproduced_when_it_is_checked_and_not_before():
    runs = []
    claim = Claim("s", "p", "t", 2, reproduce=lambda: runs.append(1) or 2)
    assert runs == []
    assert claim.check()["verdict"] == "confirmed" and runs == [1]


def test_nobody_can_type_a_verdict_in():
    with pytest.raises(TypeError):
        Claim("s", "p", "t", 2, verdict="confirmed")


def test_the_printed_digits_are_the_tolerance_unless_another_is_given():
    assert Claim("s", "p", "t", 94.2, "%", 94.24).check()["verdict"] == "confirmed"
    assert Claim("s", "p", "t", 94.2, "%", 94.3).check()["verdict"] == "differs"
    assert Claim("s", "p", "t", 94.2, "%", 94.3, 0.5).check()["verdict"] == "confirmed"


def test_arithmetic_that_was_applied_stands_beside_the_claim():
    row = Claim("s", "p", "accuracy", 96.91, possible=share_of(96.91, 624)).check()
    assert "no k of 624" in row["claim"] and row["possible"] is False


@pytest.mark.parametrize("value", [math.nan, math.inf, "many", [1]])
def test_a_value_that_is_no_number_is_refused_by_the_name_of_its_claim(value):
    with pytest.raises(ClaimError, match=r"table 3, “size”"):
        Claim("s", "table 3", "size", 5, reproduce=value).check()
    with pytest.raises(ClaimError, match="not a finite number"):
        Claim("s", "table 3", "size", value)


def test_claims_that_say_too_little_are_refused():
    with pytest.raises(ClaimError, match="give all three"):
        Claim("s", "", "t", 1)
    with pytest.raises(ClaimError, match="comparison '<'"):
        Claim("s", "p", "t", 1, comparison="<")
    with pytest.raises(ClaimError, match="tolerance -1"):
        Claim("s", "p", "t", 1, tolerance=-1)


def test_no_tolerance_is_a_tolerance_and_nan_is_none():
    assert Claim("s", "p", "t", 1.0, "", 1.04, tolerance=0).check()["verdict"] == "differs"
    assert Claim("s", "p", "t", 1.0, "", 1.0, tolerance=0).check()["tolerance"] == 0
    with pytest.raises(ClaimError, match="p: tolerance nan; take 0 or more"):
        Claim("s", "p", "t", 1, tolerance=math.nan)


@pytest.mark.parametrize("missing", ["source", "place", "text"])
def test_each_of_source_place_and_text_is_needed(missing):
    said = {"source": "s", "place": "p", "text": "t"} | {missing: ""}
    with pytest.raises(ClaimError, match="give all three"):
        Claim(**said, published=1)


def test_a_csv_without_its_command_is_as_bad_as_a_command_without_its_csv():
    for half in ({"csv": "bragg_int8.csv"}, {"command": "python benchmarks/bragg_int8.py"}):
        with pytest.raises(ClaimError, match="run: name a CSV together with its command"):
            Evidence("run", **half)


def test_evidence_names_its_file_with_the_command_that_made_it():
    said = Evidence("run", "measured", 0, "bragg_int8.csv", "python benchmarks/bragg_int8.py")
    assert said.origin == (
        "benchmarks/results/bragg_int8.csv, made by `python benchmarks/bragg_int8.py`"
    )
    assert HERE.origin == "ran here"


def test_evidence_that_is_not_there_is_refused():
    with pytest.raises(ClaimError, match="together with its command"):
        Evidence("run", csv="fashion.csv")
    with pytest.raises(ClaimError, match=r"nothing\.csv.*make it with `python x`"):
        Evidence("run", csv="nothing.csv", command="python x")
    with pytest.raises(ClaimError, match="label='guessed'"):
        Evidence("run", "guessed")


def test_what_was_checked_is_shown_alone_and_kept_in_the_table():
    table = ClaimTable("s")
    table.check("p. 1", "first", 1, "", 1)
    shown = table.check("p. 2", "second", 1, "", 1)
    assert len(shown) == 1 and len(table) == 2
    assert "second" in repr(shown) and "first" not in repr(shown)
    assert len(table.last(2)) == 2 and len(table.last(0)) == 0


def test_counts_have_every_verdict():
    assert full_table().counts() == dict.fromkeys(VERDICTS, 1)
    assert ClaimTable("s").counts() == dict.fromkeys(VERDICTS, 0)


def test_a_notebook_shows_every_number_and_escapes_what_is_not_its_own():
    page = full_table()._repr_html_()
    assert page.count("<tr>") == 6
    for text in ("37.5 %", "89.58", "explained", "at most &lt;40&gt;", "≤ 40 nodes", "seed 3"):
        assert text in page
    assert "<40>" not in page


def test_what_came_out_is_shown_to_four_digits_and_what_was_published_as_it_was():
    table = ClaimTable("s")
    table.check("p. 1", "share", 95.8217, "%", 95.82172, corrected=2.0)
    table.check("p. 2", "size", 61264, "bytes", 63612.4, corrected=0.000123456)
    page = table._repr_html_()
    assert ">95.8217 %<" in page and ">95.82<" in page and ">2<" in page
    assert ">61,264 bytes<" in page and ">63,612.4<" in page and ">0.0001235<" in page
    table.check("p. 3", "year", 1995, "", 1998.25)
    assert ">1995<" in table._repr_html_() and ">1998.2<" in table._repr_html_()


def test_the_verdict_is_a_word_and_not_only_a_colour():
    page = full_table()._repr_html_()
    for name in VERDICTS:
        assert f"<b>{name}</b>" in page


def test_markdown_has_a_line_a_claim_and_keeps_its_columns():
    lines = full_table().markdown().splitlines()
    assert len(lines) == 2 + 5
    assert {line.replace("\\|", "").count("|") for line in lines} == {8}


def test_a_table_survives_its_csv(tmp_path):
    path = full_table().write(tmp_path)
    assert path.name == "claims_some_thesis.csv"
    back = pd.read_csv(path)
    assert list(back.columns) == list(COLUMNS)
    assert list(back["verdict"]) == [row["verdict"] for row in full_table().rows]
    assert back["published"].tolist() == [810, 37.5, 0.11, 96.91, 40]


def test_the_tables_of_an_installed_package_stay_as_they_came(monkeypatch):
    monkeypatch.setattr(claims.resources, "installed", lambda: True)
    with pytest.raises(ClaimError, match=r"claims_some_thesis\.csv: .* name a folder for yours"):
        full_table().write()


def test_the_page_counts_what_the_files_say(tmp_path):
    full_table().write(tmp_path)
    other = ClaimTable("an_article")
    other.check("p", "t", 1, "", 1)
    other.write(tmp_path)
    counts = claims.committed(tmp_path)
    assert counts.loc["an_article", "confirmed"] == 1 and counts.to_numpy().sum() == 6
    page = claims.summary(tmp_path).splitlines()
    assert page[0] == "| document | claims | " + " | ".join(VERDICTS) + " |"
    assert page[2] == (
        "| [an_article](notebooks/reproduce/an_article.ipynb) | 1 | 1 | 0 | 0 | 0 | 0 |"
    )
    assert page[-1] == "| all | 6 | 2 | 1 | 1 | 1 | 1 |"


def test_without_files_there_is_no_page(tmp_path):
    with pytest.raises(ClaimError, match=r"benchmarks/claims\.py"):
        claims.summary(tmp_path)


@each_table
def test_committed_verdicts_follow_from_the_committed_numbers(path):
    rows = pd.read_csv(io.StringIO(path.read_text(encoding="utf-8")))
    rows = rows.astype(object).where(rows.notna(), None)
    for row in rows.to_dict("records"):
        assert row["verdict"] == verdict(
            row["published"], row["same_method"], row["put_right"], row["tolerance"],
            row["possible"], row["exact"], row["comparison"],
        ), row  # fmt: skip


@each_table
def test_committed_claims_say_where_their_numbers_come_from(path):
    rows = pd.read_csv(path)
    assert rows[["source", "place", "claim", "data", "label", "origin"]].notna().all().all()
    assert set(rows["source"]) == {path.stem.removeprefix("claims_")}
    assert (ROOT / "notebooks" / "reproduce" / f"{rows['source'][0]}.ipynb").is_file()
    assert not rows.duplicated(["place", "claim"]).any()


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
def test_a_notebook_of_claims_shows_the_verdicts_that_are_committed(path):
    # A claim that ran on this computer may fall on the other side of a tolerance on another.
    text = path.read_text(encoding="utf-8")
    rows = pd.read_csv(resources.results() / f"claims_{path.stem}.csv")
    sure = rows[(rows["label"] == "computed") | rows["origin"].str.startswith("benchmarks")]
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


def test_a_row_of_the_table_as_html():
    table = ClaimTable("s")
    table.check("p. 1", "at most <40>", 40, "nodes", 42, comparison="<=", evidence=HERE)
    look = "text-align:left; color:#000; background:#fdf0d5"
    cells = [
        ("; min-width:5em", "p. 1"), ("; min-width:15em", "at most &lt;40&gt;"), ("", "≤ 40 nodes"),
        ("", "42"), ("", "–"), ("", "<b>differs</b>"),
        ("; font-size:85%", "computed: two numbers, seed 3; ran here"),
    ]  # fmt: skip
    shown = "".join(f'<td style="{look}{more}">{text}</td>' for more, text in cells)
    colours = dict(zip(VERDICTS, claims._COLOURS.values(), strict=True))
    shown = shown.replace("#fdf0d5", colours["differs"])
    assert table._repr_html_().endswith(f"</tr><tr>{shown}</tr></table>")
    assert table._repr_html_().startswith('<table><tr><th style="text-align:left">place</th>')


def test_each_verdict_has_a_colour_of_its_own():
    assert list(claims._COLOURS.values()) == [
        "#dceefb", "#fdf0d5", "#eeeeee", "#fbe3d6", "#ffffff",
    ]  # fmt: skip


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
