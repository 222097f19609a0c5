"""Faults are judged in a copy: noticed, not noticed, or never coming to an end."""

import os

import pytest

from benchmarks.mutants import judge
from benchmarks.mutants.draw import Mutant
from benchmarks.mutants.nearest import Project

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no groups of processes")
SIZES = "tinyml_kit/sets/sizes.py"
ITS_TEST = "tests/sets/test_sizes.py"


def changed(project, old, new):
    text = (project / SIZES).read_text(encoding="utf-8")
    return Mutant(SIZES, 2, "comparison", old, new, text, text.replace(old, new))


@pytest.fixture
def judging(project, tmp_path):
    """Return a function that judges a change of sizes.py."""
    court, known = judge.Judge(judge.Copy(project, tmp_path / "copy"), 60), Project(project)
    court.clean = dict.fromkeys(known.tests, judge.Outcome("passed", "", 1))

    def verdict(old, new):
        return court.judge(changed(project, old, new), known.stages(SIZES))

    verdict.court = court
    return verdict


def test_a_fault_that_a_test_notices_is_killed_by_it(judging):
    verdict = judging("n < 10", "n <= 10")
    assert verdict[:2] == ("killed", ITS_TEST)
    assert verdict.seconds > 0


def test_a_fault_that_no_test_notices_survives_and_the_copy_is_as_before(judging, project):
    assert judging("n + 0", "n - 0")[:2] == ("survived", "")
    for root in (project, judging.court.copy.root):
        assert (root / SIZES).read_bytes() == (project / SIZES).read_bytes()


def test_a_fault_without_an_end_is_a_timeout(judging, monkeypatch):
    monkeypatch.setattr(judge, "PATIENCE", 1)
    endless = "n < 10 if n < 10 else [0 for _ in iter(int, 1)]"
    assert judging("n < 10", endless).verdict == "timeout"


def test_a_fault_by_which_no_test_can_be_collected_is_killed(judging):
    assert judging("def small", "def large")[:2] == ("killed", ITS_TEST)
    assert judging("return n < 10", "return n < 10\n\nraise ValueError")[:2] == ("killed", ITS_TEST)


def test_a_test_that_fails_without_a_fault_is_left_out_and_named(project, tmp_path, capsys):
    (project / ITS_TEST).write_text("def test_it():\n    assert False\n", encoding="utf-8")
    court = judge.Judge(judge.Copy(project, tmp_path / "copy"), 60)
    other = "tests/sets/test_nothing.py"
    assert court.within([ITS_TEST, other], 600)[0] == [other]
    assert f"{ITS_TEST} is left out" in capsys.readouterr().out


def test_only_as_many_tests_run_as_there_is_time_for(project, tmp_path):
    court = judge.Judge(judge.Copy(project, tmp_path / "copy"), 60)
    court.clean = {
        "a": judge.Outcome("passed", "", 20),
        "b": judge.Outcome("timeout", "", 60),
        "c": judge.Outcome("passed", "", 30),
        "d": judge.Outcome("passed", "", 12),
    }
    assert court.within(["a", "b", "c", "d"], 53) == (["a", "c"], 50)


def test_tests_import_the_copy_and_leave_nothing_for_the_next_run(project, tmp_path):
    copy = judge.Copy(project, tmp_path / "copy")
    place = copy.root / "tinyml_kit" / "__init__.py"
    (copy.root / ITS_TEST).write_text(
        "import os, pathlib, tempfile\n"
        "import tinyml_kit\n\n"
        "def test_it():\n"
        f"    assert tinyml_kit.__file__ == {str(place)!r}\n"
        "    cache = pathlib.Path(os.environ['TINYML_KIT_CACHE'])\n"
        "    assert pathlib.Path(tempfile.gettempdir()) == cache.parent\n"
        "    cache.mkdir()\n",
        encoding="utf-8",
    )
    assert [copy.test([ITS_TEST], 600).how for _ in range(2)] == ["passed", "passed"]


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("tests/a/test_b.py .F\nFAILED tests/c/test_d.py::test_e - x\n", "tests/c/test_d.py"),
        ("ERROR tests/c/test_d.py - ValueError\n", "tests/c/test_d.py"),
        ("tests/a/test_b.py ..\ntests/c/test_d.py .", "tests/c/test_d.py"),
        ("ImportError while loading conftest\n", ""),
    ],
)
def test_the_file_that_failed_is_read_from_what_pytest_says(output, expected):
    assert judge.last_test(output) == expected
