"""How the set-up script is called, by which Python, and what it starts."""

import ast
import json
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

import kit

ROOT = Path(kit.__file__).parent


@pytest.mark.parametrize("version", [(3, 9), (3, 10), (3, 13), (3, 14), (3, 15)])
def test_a_python_that_can_look_for_a_fitting_one_is_accepted(version):
    assert kit.python_problem(version) is None


@pytest.mark.parametrize("version", [(2, 7), (3, 6), (3, 8)])
def test_an_older_python_is_refused_in_one_sentence(version):
    sentence = kit.python_problem(version)
    assert sentence.startswith("this is Python {}.{},".format(*version))
    assert "3.10 to 3.13" in sentence and "\n" not in sentence


def test_an_old_python_can_read_the_script():
    ast.parse((ROOT / "kit.py").read_text(encoding="utf-8"), feature_version=(3, 7))


def test_the_version_is_checked_before_anything_else_is_imported():
    body = ast.parse((ROOT / "kit.py").read_text(encoding="utf-8")).body
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


def test_advice_is_the_command_that_installs_what_is_missing(clone, monkeypatch, capsys):
    monkeypatch.setattr(kit.system_packages, "missing", lambda: ["simavr"])
    monkeypatch.setattr(kit.tools, "manager", lambda platform="linux": "apt")
    assert kit.main(["advice"]) == 0
    assert capsys.readouterr().out == "sudo apt-get install simavr\n"
    monkeypatch.setattr(kit.system_packages, "missing", lambda: [])
    assert kit.main(["advice"]) == 0
    assert capsys.readouterr().out == "\n"
    assert not (clone / ".venv").exists()


def test_without_a_command_it_helps_and_fails(tmp_path):
    answer = call(folder=tmp_path)
    assert (answer.returncode, "python3 kit.py lab" in answer.stdout) == (2, True)


def test_an_unknown_command_is_named_with_the_known_ones(tmp_path):
    answer = call("labb", folder=tmp_path)
    assert answer.returncode == 2
    known = "lab, test, run, doctor, advice, bundle"
    assert answer.stderr == f"kit.py: there is no command labb; there are {known}\n"


def test_lab_opens_chapter_0_and_passes_its_arguments_on(complete, started, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert kit.main(["lab", "--no-browser", "--port", "9999"]) == 0
    (command,) = started
    assert command[:3] == [kit.python(), "-m", "jupyterlab"]
    assert "--LabApp.default_url=/lab/tree/00_start_here.ipynb" in command
    assert f"--ServerApp.root_dir={complete / 'my'}" in command
    assert command[-3:] == ["--no-browser", "--port", "9999"]
    assert "--allow-root" not in command


def test_jupyter_is_told_when_the_user_is_root(complete, started, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    kit.main(["lab"])
    assert "--allow-root" in started[0]


@pytest.mark.parametrize("arguments", [[], ["--instructor"]])
def test_nbgrader_has_its_menus_only_where_an_instructor_asks(complete, started, arguments):
    kit.main(["lab", *arguments, "--port", "9999"])
    assert started[0][-2:] == ["--port", "9999"]
    assert "--instructor" not in started[0]
    options = dict(option.partition("=")[::2] for option in started[0] if "=" in option)
    extensions = ast.literal_eval(options["--ServerApp.jpserver_extensions"])
    assert extensions["tinyml_kit.teach.lab"] is True
    assert ("nbgrader.server_extensions.formgrader" in extensions) is (not arguments)
    assert True not in [on for name, on in extensions.items() if "nbgrader" in name]
    settings = Path(options["--LabApp.app_settings_dir"])
    assert (settings / "overrides.json").is_file()
    assert (settings / "page_config.json").is_file() is (not arguments)


def test_every_part_of_nbgrader_that_its_package_switches_on_is_switched_off():
    (listing,) = Path(sys.prefix).glob("etc/jupyter/jupyter_server_config.d/nbgrader.json")
    switched_on = json.loads(listing.read_text(encoding="utf-8"))["ServerApp"][
        "jpserver_extensions"
    ]
    assert set(kit.NBGRADER) == set(switched_on)


def test_the_log_of_jupyterlab_goes_into_a_file_and_its_errors_stay():
    config = kit.quiet_logging("lab.log")
    assert config["handlers"]["console"] == {"level": "ERROR"}
    assert config["handlers"]["file"]["filename"] == "lab.log"
    assert config["loggers"]["ServerApp"]["handlers"] == ["console", "file"]


@pytest.fixture
def copied(complete, monkeypatch):
    """Return the commands that make the reader's copy; the first makes its hidden folder."""
    calls = []

    def call(command, stdout):
        calls.append(command)
        (complete / "my" / ".tinyml-kit").mkdir(parents=True, exist_ok=True)
        return 1

    monkeypatch.setattr(subprocess, "call", call)
    return calls


def test_lab_brings_the_readers_copy_up_to_date_and_starts_even_if_a_notebook_is_damaged(
    complete, copied, monkeypatch
):
    started = []
    monkeypatch.setattr(kit, "replace_by", lambda command: started.append(command) or 0)
    assert kit.main(["lab"]) == 0
    program = str(Path(kit.python()).parent / "tinyml-kit")
    assert copied == [[program, "new", str(complete / "my")]]
    assert len(started) == 1


def test_the_log_of_the_last_start_goes(complete, copied):
    kit.make_copy(str(complete / "my"))
    log = complete / "my" / ".tinyml-kit" / "lab.log"
    log.write_text("an old error", encoding="utf-8")
    assert kit.make_copy(str(complete / "my")) is True
    assert log.read_text(encoding="utf-8") == ""


def test_without_a_copy_there_is_nothing_to_open(complete, monkeypatch):
    monkeypatch.setattr(subprocess, "call", lambda command, stdout: 2)
    monkeypatch.setattr(kit, "replace_by", None)
    assert kit.main(["lab"]) == 1


@pytest.mark.parametrize("command", ["run", "doctor"])
def test_run_and_doctor_are_the_kits_own(command, complete, started):
    kit.main([command, "04"])
    program = str(Path(kit.python()).parent / "tinyml-kit")
    assert started == [[program, command, "04"]]


def test_windows_is_given_the_whole_name_of_a_program(clone, monkeypatch):
    monkeypatch.setattr(os, "name", "nt")
    program, *words = kit.kit_command(["run", "06"])
    monkeypatch.undo()
    assert program.endswith(os.path.join("Scripts", "tinyml-kit.exe")) and words == ["run", "06"]


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
    assert styles == [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]]
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
    assert "the check of the style failed; ruff check says where" in capsys.readouterr().err


def test_an_interruption_is_a_sentence_and_not_a_traceback(clone, monkeypatch, capsys):
    def interrupt(command, offline):
        raise KeyboardInterrupt

    monkeypatch.setattr(kit, "set_up", interrupt)
    assert kit.main(["lab"]) == 130
    assert capsys.readouterr().err == "kit.py: stopped by Ctrl-C\n"
