"""A new edition comes into a reader's notebook, and no answer is ever lost."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinyml_kit.teach.merge import MARK, merge, note, with_own_ids

TEXTS = st.sampled_from(["", "a = 1", "a = 2", "Why?", "b = None\n```"])


def cell(name, source="as it came", kind="code", **more):
    found = {"id": name, "cell_type": kind, "source": source, "metadata": {}}
    if kind == "code":
        found.update(outputs=[], execution_count=None)
    return {**found, **more}


def ran(one):
    if one["cell_type"] != "code":
        return one
    return {**one, "outputs": [{"output_type": "stream", "text": "7"}], "execution_count": 3}


def names(cells):
    return [one["id"] for one in cells]


def said(cells):
    return [one["source"] for one in cells]


@st.composite
def editions(draw):
    """Return cells of an edition: other calls give the same ids with other texts."""
    chosen = draw(st.permutations("abcdef"))[: draw(st.integers(0, 6))]
    kinds = {name: "code" if name < "d" else "markdown" for name in chosen}
    return [cell(name, draw(TEXTS), kinds[name]) for name in chosen]


@st.composite
def worked_in(draw):
    """Return an edition, and what a reader made of it: edits, own cells, removals, moves."""
    base = draw(editions())
    mine = []
    for one in copy.deepcopy(base):
        if draw(st.booleans()):
            one["source"] += draw(st.sampled_from(["", "", " and mine"]))
        if draw(st.integers(0, 4)):
            mine.append(ran(one) if draw(st.booleans()) else one)
    for number in range(draw(st.integers(0, 3))):
        mine.insert(draw(st.integers(0, len(mine))), cell(f"own-{number}", draw(TEXTS)))
    return base, draw(st.permutations(mine)) if draw(st.booleans()) else mine


def written_by_the_reader(base, mine):
    came = {one["id"]: one["source"] for one in base}
    return [one for one in mine if came.get(one["id"]) != one["source"]]


@given(worked_in(), editions())
def test_no_cell_that_the_reader_wrote_is_ever_lost(work, new):
    base, mine = work
    merged = merge(base, mine, new)
    for one in written_by_the_reader(base, mine):
        (kept,) = [other for other in merged if other["id"] == one["id"]]
        assert kept["source"] == one["source"]
        assert kept.get("outputs") == one.get("outputs")


@given(editions(), editions())
def test_a_copy_that_nobody_touched_becomes_the_new_edition(base, new):
    assert merge(base, copy.deepcopy(base), new) == new


@given(editions(), editions())
def test_a_copy_that_was_only_run_says_what_the_new_edition_says(base, new):
    merged = merge(base, [ran(one) for one in base], new)
    assert [(one["id"], one["source"]) for one in merged] == [(o["id"], o["source"]) for o in new]


@given(worked_in(), editions())
def test_merging_twice_is_merging_once(work, new):
    base, mine = work
    once = merge(base, mine, new)
    assert merge(new, once, new) == once
    assert merge(base, once, new) == once  # the new base was not written: the start was interrupted


@given(worked_in())
def test_without_a_new_edition_nothing_changes(work):
    base, mine = work
    assert merge(base, mine, base) == mine


@given(worked_in(), st.data())
def test_the_readers_order_is_kept_while_the_editions_keep_theirs(work, data):
    base, mine = work
    new = [
        cell(o["id"], data.draw(TEXTS), o["cell_type"]) for o in base if data.draw(st.booleans())
    ]
    new.insert(data.draw(st.integers(0, len(new))), cell("later"))
    merged = names(merge(base, mine, new))
    kept = [name for name in names(mine) if name in merged]
    assert [name for name in merged if name in kept] == kept
    assert "later" in merged


@given(worked_in(), editions())
def test_nothing_that_was_given_is_changed(work, new):
    given_in = [*work, new]
    before = copy.deepcopy(given_in)
    merge(*given_in)
    assert given_in == before


@given(worked_in(), editions())
def test_every_cell_has_an_id_of_its_own(work, new):
    found = names(merge(*work, new))
    assert len(set(found)) == len(found)


def test_a_cell_that_was_left_alone_takes_the_new_text_without_the_old_results():
    (found,) = merge([cell("a", "1 + 1")], [ran(cell("a", "1 + 1"))], [cell("a", "1 + 2")])
    assert found == cell("a", "1 + 2")


def test_a_cell_whose_code_did_not_change_keeps_its_results():
    new = cell("a", "1 + 1", metadata={"tags": ["slide"]})
    (found,) = merge([cell("a", "1 + 1")], [ran(cell("a", "1 + 1"))], [new])
    assert found == ran(new)


def test_where_both_changed_a_cell_the_readers_stays_and_the_new_text_follows_it():
    mine = [cell("a", "sides = 14"), cell("own", "my notes", "markdown")]
    merged = merge([cell("a", "sides = None")], mine, [cell("a", "side = None")])
    assert merged[0] == mine[0] and merged[2] == mine[1]
    assert merged[1]["cell_type"] == "markdown"
    assert merged[1]["source"] == f"{MARK}\n\n```python\nside = None\n```"
    assert merged[1]["metadata"]["tags"] == ["new-text"]


def test_code_with_fences_in_it_is_fenced_by_longer_ones():
    assert note(cell("a", "'''\n```\n'''"))["source"].endswith("````python\n'''\n```\n'''\n````")


def test_a_reader_who_made_the_same_change_sees_no_mark():
    assert merge([cell("a", "x")], [cell("a", "y")], [cell("a", "y")]) == [cell("a", "y")]


def test_the_mark_of_an_older_edition_gives_way_to_the_newest():
    first = merge([cell("a", "x")], [cell("a", "mine")], [cell("a", "y")])
    second = merge([cell("a", "y")], first, [cell("a", "z")])
    assert said(second) == ["mine", note(cell("a", "z"))["source"]]


def test_a_mark_that_the_reader_wrote_in_stays():
    first = merge([cell("a", "x")], [cell("a", "mine")], [cell("a", "y")])
    first[1]["source"] += "\nI see."
    second = merge([cell("a", "y")], first, [cell("a", "z")])
    assert first[1] in second and note(cell("a", "z")) in second


def test_a_cell_that_the_new_edition_dropped_goes_unless_the_reader_wrote_in_it():
    base, mine = [cell("a"), cell("b")], [cell("a"), cell("b", "mine")]
    assert merge(base, mine, []) == [cell("b", "mine")]


def test_a_cell_that_the_reader_removed_stays_away():
    assert merge([cell("a"), cell("b")], [cell("b")], [cell("a", "new"), cell("b")]) == [cell("b")]


def test_a_readers_own_cell_stays_behind_the_cell_it_followed():
    base = [cell("a"), cell("b")]
    mine = [cell("a"), cell("own"), cell("b")]
    new = [cell("c"), cell("b"), cell("d"), cell("a")]
    assert names(merge(base, mine, new)) == ["c", "b", "d", "a", "own"]


def test_cells_that_the_reader_moved_stay_where_they_are():
    base = [cell("a"), cell("b"), cell("c")]
    mine = [cell("c"), cell("a"), cell("b")]
    new = [cell("a"), cell("new"), cell("b"), cell("c")]
    assert names(merge(base, mine, new)) == ["c", "a", "new", "b"]


@pytest.mark.parametrize("damage", [{}, {"id": None}, {"id": "a"}])
def test_cells_without_an_id_of_their_own_get_one_and_stay(damage):
    one = {key: value for key, value in cell("a", "mine").items() if key != "id"}
    mine = [cell("a"), {**one, **damage}]
    merged = merge([cell("a")], mine, [cell("a", "new")])
    assert said(merged) == ["new", "mine"]
    assert len(set(names(merged))) == 2
    assert with_own_ids(merged) == merged
