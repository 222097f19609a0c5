"""The set-up script: it needs no network here, except where a test says that there is none."""

import ast
import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import kit

ROOT = Path(kit.__file__).parent


@pytest.fixture(autouse=True)
def settings_stay_as_they_are():
    """Undo what the script does to the variables of its own process."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """Return a folder in which kit works on an environment of its own, which it never fills."""
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    environment = tmp_path / ".venv"
    monkeypatch.setattr(kit, "ROOT", str(tmp_path))
    monkeypatch.setattr(kit, "ENVIRONMENT", str(environment))
    monkeypatch.setattr(kit, "STAMP", str(environment / "tinyml-kit-stamp"))
    monkeypatch.setattr(kit, "APT_LOG", str(tmp_path / "apt.log"))
    return tmp_path


@pytest.fixture
def complete(clone):
    """Return a clone whose environment is complete: its Python is this one."""
    Path(kit.python()).parent.mkdir(parents=True)
    Path(kit.python()).symlink_to(sys.executable)
    Path(kit.STAMP).write_text(kit.fingerprint())
    return clone


@pytest.fixture
def watched(monkeypatch):
    """Return the list of commands that would have been run, and what each answers."""
    calls, answers = [], []

    def watch(command):
        calls.append(command)
        return answers.pop(0) if answers else (0, "")

    monkeypatch.setattr(kit, "watch", watch)
    return calls, answers


@pytest.fixture
def started(monkeypatch):
    """Return the list of commands that would have taken over."""
    commands = []
    monkeypatch.setattr(kit, "replace_by", lambda command: commands.append(command) or 0)
    return commands


@pytest.fixture
def no_apt(monkeypatch):
    """Let every compiler and simulator be there."""
    monkeypatch.setattr(kit.system_packages, "missing", lambda: [])


# --- which Python -----------------------------------------------------------------------------


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


# --- how it is called -------------------------------------------------------------------------


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
    assert answer.stderr == "kit.py: there is no command labb; there are lab, test, run, doctor\n"


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
    def interrupt(command):
        raise KeyboardInterrupt

    monkeypatch.setattr(kit, "set_up", interrupt)
    assert kit.main(["lab"]) == 130
    assert capsys.readouterr().err == "kit.py: interrupted; the next start begins anew\n"


# --- what stops it ----------------------------------------------------------------------------


def test_a_python_without_venv_is_told_where_to_find_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(kit.CannotGoOn, match="comes without venv.*apt-get install python3") as what:
        kit.check_machine()
    assert "\n" not in str(what.value)


def test_too_little_disk_space_is_noticed_before_anything_is_written(clone, monkeypatch, capsys):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(9, 8, 1.2e9))
    assert kit.main(["lab"]) == 1
    sentence = capsys.readouterr().err
    assert sentence.startswith("kit.py: no disk space: the set-up needs 4 GB and")
    assert "has 1.2 GB free" in sentence and sentence.count("\n") == 1
    assert not (clone / ".venv").exists()


def test_an_environment_that_is_there_needs_no_new_space(complete, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(9, 8, 1.2e9))
    assert kit.check_machine() is None


def test_an_intel_mac_is_refused(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(kit.platform, "machine", lambda: "x86_64")
    with pytest.raises(kit.CannotGoOn, match="^this is an Intel Mac"):
        kit.check_machine()


def test_a_32_bit_python_is_refused(monkeypatch):
    monkeypatch.setattr(sys, "maxsize", 2**31 - 1)
    with pytest.raises(kit.CannotGoOn, match="32-bit build: install a 64-bit one"):
        kit.check_machine()


@pytest.mark.parametrize(
    "output",
    [
        "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
        "error: failed to write to file `x`: No space left on device (os error 28)",
        "error: There is not enough space on the disk. (os error 112)",
        "OSError: [Errno 122] Disk quota exceeded",
    ],
)
def test_a_disk_that_fills_up_is_named(output):
    assert kit.explain(output).startswith("no disk space: the disk filled up")


@pytest.mark.parametrize(
    "output",
    [
        "NewConnectionError('...: Failed to establish a new connection: [Errno 111] refused')",
        "[Errno -3] Temporary failure in name resolution",
        "ReadTimeoutError: HTTPSConnectionPool(host='...', port=443): Read timed out.",
        "[Errno 101] Network is unreachable",
    ],
)
def test_a_network_that_is_not_there_is_named(output):
    assert kit.explain(output).startswith("no network: the packages could not be fetched")


def test_any_other_failure_is_shown_whole(capsys):
    sentence = kit.explain("ERROR: the wheel is not a zip file\n")
    assert sentence == "the set-up failed, for the reason above; start again when it is gone"
    assert capsys.readouterr().err == "ERROR: the wheel is not a zip file\n"


def test_no_network_is_one_sentence_and_leaves_nothing_that_looks_finished(tmp_path):
    for name in ("kit.py", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "tinyml_kit", tmp_path / "tinyml_kit")
    nowhere = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",  # nothing listens at the discard port
        "PIP_FIND_LINKS": "",
    }
    # Compilers are another matter: nothing is to be installed by a test.
    script = "import sys, kit; kit.system_packages.missing = list; sys.exit(kit.main(['doctor']))"
    answer = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={**os.environ, **nowhere},
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 1
    *progress, sentence = answer.stderr.splitlines()
    assert sentence.startswith("kit.py: no network: the packages could not be fetched; connect, or")
    assert all(line.startswith("kit.py: ") for line in progress)
    assert not (tmp_path / ".venv" / "tinyml-kit-stamp").exists()


# --- what is done again, and what is not ------------------------------------------------------


def test_a_second_start_calls_no_other_program(complete, monkeypatch):
    for name in ("Popen", "run", "call", "check_output"):
        monkeypatch.delattr(subprocess, name)
    assert kit.set_up("lab") is None


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_a_change_of_what_is_wanted_makes_the_environment_stale(name, complete):
    assert kit.is_ready()
    with open(complete / name, "a") as file:
        file.write("\n# another line\n")
    assert not kit.is_ready()


def test_another_python_makes_the_environment_stale(complete, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, sys.version_info[1] + 1, 0))
    assert not kit.is_ready()


def test_a_moved_folder_makes_the_environment_stale(complete, monkeypatch):
    before = kit.fingerprint()
    moved = complete.parent / "moved"
    shutil.copytree(complete, moved, symlinks=True)
    monkeypatch.setattr(kit, "ROOT", str(moved))
    assert kit.fingerprint() != before


def test_an_environment_whose_python_went_away_is_made_anew(complete, watched):
    Path(kit.python()).unlink()
    kit.make_environment()
    assert watched[0] == [[sys.executable, "-m", "venv", "--clear", kit.ENVIRONMENT]]


def test_an_unfinished_environment_is_made_anew(complete, watched):
    Path(kit.STAMP).unlink()
    kit.make_environment()
    assert watched[0] == [[sys.executable, "-m", "venv", "--clear", kit.ENVIRONMENT]]


def test_a_complete_environment_is_kept_and_counts_as_unfinished_meanwhile(complete, watched):
    kit.make_environment()
    assert watched[0] == []
    assert not kit.is_complete()


def test_a_complete_environment_of_another_python_is_made_anew(complete, watched, monkeypatch):
    monkeypatch.setattr(subprocess, "check_output", lambda *a, **k: "(3, 9)\n")
    kit.make_environment()
    assert [command[2] for command in watched[0]] == ["venv"]


def test_the_environment_that_runs_the_script_is_not_pulled_from_under_it(
    clone, watched, monkeypatch
):
    monkeypatch.setattr(sys, "prefix", kit.ENVIRONMENT)
    kit.make_environment()
    assert watched[0] == []


def test_an_environment_that_cannot_be_made_is_explained(clone, watched):
    watched[1].append((1, "OSError: [Errno 28] No space left on device"))
    with pytest.raises(kit.CannotGoOn, match="^no disk space"):
        kit.make_environment()


def installers(calls):
    return [command[2] for command in calls]


def test_packages_come_by_uv_in_the_tested_versions_with_compiled_bytecode(clone, watched):
    kit.install_packages()
    fetch, install = watched[0]
    assert fetch[2:5] == ["pip", "--disable-pip-version-check", "install"] and fetch[-1] == "uv"
    assert install[2:5] == ["uv", "pip", "install"]
    assert "--compile-bytecode" in install
    assert install[install.index("-c") + 1] == kit.CONSTRAINTS
    assert install[-2:] == ["-e", kit.ROOT + kit.EXTRAS]


def test_pip_takes_over_where_uv_does_not_manage(clone, watched, capsys):
    watched[1].extend([(0, ""), (1, "error: no wheel\n"), (0, "")])
    kit.install_packages()
    assert installers(watched[0]) == ["pip", "uv", "pip"]
    assert "uv did not manage; trying pip" in capsys.readouterr().err


def test_a_full_disk_is_no_reason_to_try_pip(clone, watched):
    watched[1].extend([(0, ""), (1, "No space left on device (os error 28)")])
    with pytest.raises(kit.CannotGoOn, match="^no disk space"):
        kit.install_packages()
    assert installers(watched[0]) == ["pip", "uv"]


def test_the_stamp_is_written_last(clone, watched, no_apt):
    watched[1].extend([(0, ""), (0, ""), (1, "unknown"), (1, "Connection refused")])
    Path(kit.ENVIRONMENT).mkdir()
    with pytest.raises(kit.CannotGoOn, match="^no network"):
        kit.set_up("lab")
    assert not Path(kit.STAMP).exists()
    kit.set_up("lab")
    assert Path(kit.STAMP).read_text() == kit.fingerprint()


def test_uv_looks_for_packages_where_pip_was_told_to(monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "http://mirror/simple")
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    script = "import os; print('Resolved at', os.environ['UV_DEFAULT_INDEX'])"
    assert kit.watch([sys.executable, "-c", script]) == (0, "Resolved at http://mirror/simple\n")


def test_of_an_installers_words_the_progress_is_shown_and_all_is_kept(capsys):
    script = "print('Downloading tensorflow'); print(' + numpy'); raise SystemExit(3)"
    assert kit.watch([sys.executable, "-c", script]) == (3, "Downloading tensorflow\n + numpy\n")
    assert capsys.readouterr().err == "Downloading tensorflow\n"


# --- compilers and simulators -----------------------------------------------------------------


@pytest.fixture
def simavr_missing(complete, monkeypatch):
    """Let simavr be missing, and nobody be able to install it."""
    monkeypatch.setattr(kit.system_packages, "missing", lambda: ["simavr"])
    monkeypatch.setattr(kit.system_packages, "apt_get", lambda: None)
    monkeypatch.setattr(kit.system_packages, "one_command", lambda: "get simavr")
    monkeypatch.delenv("CI", raising=False)
    return complete


def test_what_is_missing_is_said_with_the_command_that_gets_it(simavr_missing, capsys):
    kit.set_up("test")
    assert capsys.readouterr().err == (
        "kit.py: simulated boards need simavr; everything else works without. "
        "To get them: get simavr\n"
    )


def test_continuous_integration_fails_without_the_simulators(simavr_missing, monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(kit.CannotGoOn, match="the tests need simavr, which could not be installed"):
        kit.set_up("test")


def test_lab_goes_on_without_the_simulators_even_there(simavr_missing, started, monkeypatch):
    monkeypatch.setenv("CI", "true")
    monkeypatch.setattr(kit, "is_ready", lambda: False)
    monkeypatch.setattr(kit, "make_environment", lambda: None)
    monkeypatch.setattr(kit, "install_packages", lambda: None)
    assert kit.main(["lab"]) == 0
    assert len(started) == 1


def test_what_can_be_installed_is(complete, monkeypatch, capsys):
    there = []

    def install(names, apt, log):
        there.extend(names)

    monkeypatch.setattr(kit.system_packages, "missing", lambda: [] if there else ["simavr"])
    monkeypatch.setattr(kit.system_packages, "apt_get", lambda: ["apt-get"])
    monkeypatch.setattr(kit.system_packages, "install", install)
    monkeypatch.setenv("CI", "true")
    kit.set_up("test")
    assert there == ["simavr"]
    assert capsys.readouterr().err == "kit.py: installing compilers and simulators: simavr\n"
