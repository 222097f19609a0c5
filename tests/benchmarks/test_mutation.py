"""The command keeps a row after every mutant, goes on where it was cut, and lists survivors."""

import importlib.util
import sys
from pathlib import Path

import pandas as pd
import pytest

from benchmarks.mutants.draw import Mutant
from benchmarks.mutants.judge import Verdict

FOLDER = Path(__file__).parents[2] / "benchmarks"
MUTANTS = [
    Mutant("tinyml_kit/a.py", line, "constant", f"x = {line}, 'ä'", f"x = {line + 1}, 'ä'", "", "")
    for line in range(1, 4)
]


@pytest.fixture
def command(monkeypatch, tmp_path):
    """Return the script, which judges three mutants and writes into a temporary folder."""
    monkeypatch.syspath_prepend(str(FOLDER))
    spec = importlib.util.spec_from_file_location("mutation", FOLDER / "mutation.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    monkeypatch.setattr(script, "CSV", tmp_path / "results" / "mutation.csv")
    monkeypatch.setattr(script, "draw", lambda *_: MUTANTS)
    monkeypatch.setattr(script.signal, "signal", lambda *_: None)
    return script


def run(command, monkeypatch, verdicts, *arguments):
    """Run the command with these verdicts at hand, one for each mutant that it judges."""
    given = iter(verdicts)

    def judged(mutants, seconds, minutes):
        for mutant, verdict in zip(mutants, given, strict=False):
            yield command.row(mutant, verdict)

    monkeypatch.setattr(command, "judged", judged)
    monkeypatch.setattr(sys, "argv", ["mutation.py", *arguments])
    command.main()
    return pd.read_csv(command.CSV, keep_default_na=False)


KILLED = Verdict("killed", "tests/test_a.py", 1.23)
SURVIVED = Verdict("survived", "", 4.0)


def test_a_table_has_a_row_for_each_mutant(command, monkeypatch):
    table = run(command, monkeypatch, [KILLED, SURVIVED, KILLED])
    assert tuple(table.columns) == command.COLUMNS
    assert table.iloc[0].tolist() == [
        "tinyml_kit/a.py", 1, "constant", "x = 1, 'ä'", "x = 2, 'ä'", "killed", "tests/test_a.py",
        1.2,
    ]  # fmt: skip
    assert table["verdict"].tolist() == ["killed", "survived", "killed"]


def test_a_run_that_was_cut_goes_on_where_it_stopped(command, monkeypatch):
    assert len(run(command, monkeypatch, [KILLED, SURVIVED])) == 2
    table = run(command, monkeypatch, [SURVIVED, KILLED], "--resume")
    assert table["line"].tolist() == [1, 2, 3]
    assert table["verdict"].tolist() == ["killed", "survived", "survived"]


def test_without_resume_the_table_begins_anew(command, monkeypatch):
    run(command, monkeypatch, [KILLED] * 3)
    assert len(run(command, monkeypatch, [SURVIVED])) == 1


def test_survivors_are_shown_before_and_after(command, monkeypatch, capsys):
    run(command, monkeypatch, [KILLED, SURVIVED, KILLED])
    said = capsys.readouterr().out
    assert "tinyml_kit/a.py:2 (constant)\n  - x = 2, 'ä'\n  + x = 3, 'ä'" in said
    assert "tinyml_kit/a.py:1 (constant)" not in said
