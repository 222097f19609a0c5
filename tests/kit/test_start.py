"""How the set-up script is called, by which Python, and what it starts."""

import ast
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

import kit

ROOT = Path(kit.__file__).parent


@pytest.mark.parametrize("version", [(3, 10), (3, 11), (3, 12), (3, 13)])
def test_the_tested_pythons_are_accepted(version):
    assert kit.python_problem(version) is None


@pytest.mark.parametrize("version", [(2, 7), (3, 6), (3, 9), (3, 14), (4, 0)])
def test_every_other_python_is_refused_in_one_sentence(version):
    sentence = kit.python_problem(version)
    assert sentence.startswith("this is Python {}.{},".format(*version))
    assert "3.10 to 3.13" in sentence and "\n" not in sentence


def test_an_old_python_can_read_the_script():
    ast.parse((ROOT / "kit.py").read_text(), feature_version=(3, 7))


def test_the_version_is_checked_before_anything_else_is_imported():
    body = ast.parse((ROOT / "kit.py").read_text()).body
    check = next(i for i, node in enumerate(body) if isinstance(node, ast.If))
    imports = [node for node in body[:check] if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [alias.name for node in imports for alias in node.names] == ["sys"]


def test_an_old_python_leaves_with_the_sentence_and_nothing_else(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 8, 10, "final", 0))
    with pytest.raises(SystemExit, match="^kit.py: this is Python 3.8, and tinyml-kit runs on"):
        runpy.run_path(str(ROOT / "kit.py"))


def call(*arguments, folder, **settings):
    environment = {**os.environ, **settings}
    command = [sys.executable, str(ROOT / "kit.py"), *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_help_is_given_in_any_folder(tmp_path):
    answer = call("--help", folder=tmp_path)
    assert answer.returncode == 0
    for command in kit.COMMANDS:
        assert f"python3 kit.py {command}" in answer.stdout


def test_without_a_command_it_helps_and_fails(tmp_path):
    answer = call(folder=tmp_path)
    assert (answer.returncode, "python3 kit.py lab" in answer.stdout) == (2, True)


def test_an_unknown_command_is_named_with_the_known_ones(tmp_path):
    answer = call("labb", folder=tmp_path)
    assert answer.returncode == 2
    known = "lab, test, run, doctor, bundle"
    assert answer.stderr == f"kit.py: there is no command labb; there are {known}\n"


def test_lab_opens_chapter_0_and_passes_its_arguments_on(complete, started, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert kit.main(["lab", "--no-browser", "--port", "9999"]) == 0
    (command,) = started
    assert command[:3] == [kit.python(), "-m", "jupyterlab"]
    assert "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb" in command
    assert command[-3:] == ["--no-browser", "--port", "9999"]
    assert "--allow-root" not in command


def test_jupyter_is_told_when_the_user_is_root(complete, started, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    kit.main(["lab"])
    assert "--allow-root" in started[0]


@pytest.mark.parametrize("command", ["run", "doctor"])
def test_run_and_doctor_are_the_kits_own(command, complete, started):
    kit.main([command, "04"])
    program = str(Path(kit.python()).parent / "tinyml-kit")
    assert started == [[program, command, "04"]]


def test_the_environments_programs_come_first(complete, started, monkeypatch):
    monkeypatch.setenv("PATH", "/usr/bin")
    kit.main(["doctor"])
    folder = str(Path(kit.python()).parent)
    assert os.environ["PATH"] == folder + os.pathsep + "/usr/bin"
    assert os.environ["JUPYTER_PREFER_ENV_PATH"] == "1"


def test_tests_run_in_two_processes_and_keep_a_notebook_in_one(
    complete, started, no_apt, monkeypatch
):
    styles = []
    monkeypatch.setattr(subprocess, "call", lambda command: styles.append(command[2:]) or 0)
    monkeypatch.chdir(complete)
    assert kit.main(["test", "-k", "frames"]) == 0
    assert styles == [["ruff", "check"], ["ruff", "format", "--check"]]
    (command,) = started
    assert command[:3] == [kit.python(), "-m", "pytest"]
    assert command[-2:] == ["-k", "frames"]
    for option in ("--nbval-lax", "--nbval-current-env", "loadfile"):
        assert option in command
    assert os.environ["CUDA_VISIBLE_DEVICES"] == "-1"


def test_a_fault_of_style_ends_the_tests(complete, started, no_apt, monkeypatch, capsys):
    monkeypatch.setattr(subprocess, "call", lambda command: 1)
    monkeypatch.chdir(complete)
    assert kit.main(["test"]) == 1
    assert started == []
    assert "the style is not the house's; ruff check says where" in capsys.readouterr().err


def test_an_interruption_is_a_sentence_and_not_a_traceback(clone, monkeypatch, capsys):
    def interrupt(command, offline):
        raise KeyboardInterrupt

    monkeypatch.setattr(kit, "set_up", interrupt)
    assert kit.main(["lab"]) == 130
    assert capsys.readouterr().err == "kit.py: interrupted; the next start begins anew\n"
