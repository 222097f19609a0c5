"""Mutants are drawn by lines and seed, from sources alone, rare kinds first."""

import random

import pytest

from benchmarks.mutants import draw
from benchmarks.mutants.edit import Edit


def test_sources_are_python_c_and_assembly_but_not_what_the_exporter_wrote(project):
    assert draw.files(project) == [
        "arduino/blink/blink.ino",
        "tinyml_kit/__init__.py",
        "tinyml_kit/codes/__init__.py",
        "tinyml_kit/codes/kernels/add.S",
        "tinyml_kit/codes/kernels/arm/dot.c",
        "tinyml_kit/codes/write.py",
        "tinyml_kit/sets/__init__.py",
        "tinyml_kit/sets/sizes.py",
        "tinyml_kit/sets/unnamed.py",
    ]
    assert draw.files(project, ["arduino", "tinyml_kit/codes/w"]) == [
        "arduino/blink/blink.ino",
        "tinyml_kit/codes/write.py",
    ]


def test_the_same_seed_gives_the_same_mutants_and_another_seed_others(project):
    first = draw.draw(project, 8, 1)
    assert first == draw.draw(project, 8, 1)
    assert len({mutant.key for mutant in first}) == 8
    assert first != draw.draw(project, 8, 2)


def test_a_mutant_says_where_it_is_and_holds_the_whole_file(project):
    found = {mutant.kind: mutant for mutant in draw.draw(project, 4, 1, ["tinyml_kit/sets"])}
    mutant = found["comparison"]
    assert mutant.key == (
        "tinyml_kit/sets/sizes.py",
        "2",
        "comparison",
        "return n < 10",
        "return n <= 10",
    )
    assert mutant.before == (project / mutant.file).read_text(encoding="utf-8")
    assert mutant.after == mutant.before.replace("<", "<=")


def test_a_change_in_one_file_changes_no_other_files_mutants(project):
    before = draw.draw(project, 20, 1)
    sizes = project / "tinyml_kit/sets/sizes.py"
    sizes.write_text(sizes.read_text(encoding="utf-8").replace("n + 0", "n + 2"), encoding="utf-8")
    after = draw.draw(project, 20, 1)
    assert {m.key for m in before if m.file != "tinyml_kit/sets/sizes.py"} == {
        m.key for m in after if m.file != "tinyml_kit/sets/sizes.py"
    }


def test_where_there_is_no_fault_to_make_there_is_no_mutant(project):
    assert draw.draw(project, 5, 1, ["tinyml_kit/__init__"]) == []


@pytest.mark.parametrize("offset", [0.0, 0.5, 0.999])
def test_points_are_spread_by_size(offset):
    assert draw.spread([300, 100, 600], 10, offset) == [3, 1, 6]
    assert sum(draw.spread([1, 999], 4, offset)) == 4


def test_one_of_each_kind_comes_first():
    edits = [Edit(kind, place, place, "") for place, kind in enumerate("aaaabbc")]
    kinds = [edit.kind for edit in draw.varied(edits, random.Random(1))]
    assert sorted(kinds[:3]) == ["a", "b", "c"]
    assert sorted(kinds[3:5]) == ["a", "b"]
    assert kinds[5:] == ["a", "a"]


def test_python_that_cannot_be_compiled_or_does_the_same_is_not_made():
    assert draw.mutant("a.py", "a = 1 + 1\n", Edit("constant", 4, 9, "2")) is None
    assert draw.mutant("a.py", "a = 1\n", Edit("constant", 4, 5, "+")) is None
    assert draw.mutant("a.c", "a = 1;\n", Edit("constant", 4, 5, "+")).new == "a = +;"
