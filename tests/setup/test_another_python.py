"""kit.py on a Python that is too old or too new: it finds another one, fetches one, or says why."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import kit
from tinyml_kit.setup import another_python

ROOT = Path(kit.__file__).parent
BOUNDS = ((3, 10), (3, 13))
#: Runs kit.py as if this Python were another version.
DISGUISED = """
import runpy, sys
sys.version_info = tuple(map(int, sys.argv[1].split("."))) + (0, "final", 0)
sys.argv = sys.argv[2:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
posix = pytest.mark.skipif(os.name == "nt", reason="the programs of this test are shell scripts")


def put(folder, name, script):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / name).chmod(0o755)
    return str(folder / name)


def start(version, path, *arguments, script=ROOT / "kit.py"):
    command = [sys.executable, "-c", DISGUISED, version, str(script), *arguments]
    settings = {**os.environ, "PATH": f"{path}{os.pathsep}/usr/bin{os.pathsep}/bin"}
    return subprocess.run(command, env=settings, capture_output=True, text=True)


@pytest.fixture
def bare(tmp_path):
    """Return a copy of the script and what it imports, without an environment."""
    import shutil

    folder = tmp_path / "kit"
    (folder / "tinyml_kit" / "setup").mkdir(parents=True)
    shutil.copy(ROOT / "kit.py", folder)
    for name in ("__init__.py", "setup/__init__.py", "setup/another_python.py", "setup/windows.py"):
        shutil.copy(ROOT / "tinyml_kit" / name, folder / "tinyml_kit" / name)
    return folder


@posix
@pytest.mark.parametrize("version", ["3.9", "3.14", "3.15"])
def test_a_python_of_this_computer_takes_over(version, bare, tmp_path):
    other = put(tmp_path / "other", "python", "echo $@")
    put(tmp_path / "bin", "uv", f"[ $2 = find ] && echo {other}")
    answer = start(version, tmp_path / "bin", "doctor", "--json", script=bare / "kit.py")
    assert answer.stdout == f"{bare / 'kit.py'} doctor --json\n"
    assert answer.returncode == 0
    assert answer.stderr.splitlines() == [
        f"kit.py: this is Python {version}, and the tested packages need 3.10 to 3.13: "
        "looking for one",
        f"kit.py: going on with {other}",
    ]


@posix
def test_where_there_is_none_one_is_fetched_beside_the_script(bare, tmp_path):
    other = put(tmp_path / "other", "python", "exit 7")
    fetched = tmp_path / "fetched"
    put(
        tmp_path / "bin",
        "uv",
        f"[ $2 = find ] && {{ grep -q 'install 3.13' {fetched} && echo {other}; exit; }}\n"
        f"echo $UV_PYTHON_INSTALL_DIR $* >> {fetched}; [ $3 = --no-bin ] && exit 2; exit 0",
    )
    answer = start("3.15", tmp_path / "bin", "lab", script=bare / "kit.py")
    assert answer.returncode == 7
    # An old uv knows no --no-bin; then it is asked without.
    folder, options = bare / ".python", "--no-bin --no-registry"
    assert fetched.read_text(encoding="utf-8").splitlines() == [
        f"{folder} python install {options} 3.13", f"{folder} python install 3.13",
    ]  # fmt: skip
    assert f"fetching Python 3.13 into {bare / '.python'} (about 30 MB). To avoid" in answer.stderr


@posix
def test_one_that_an_earlier_start_fetched_is_found(bare, tmp_path):
    other = put(tmp_path / "other", "python", "exit 0")
    put(
        tmp_path / "bin",
        "uv",
        f"[ $2 = find ] && [ $UV_PYTHON_INSTALL_DIR = {bare / '.python'} ] && echo {other}",
    )
    answer = start("3.15", tmp_path / "bin", "lab", script=bare / "kit.py")
    assert answer.returncode == 0 and "fetching" not in answer.stderr


@posix
@pytest.mark.parametrize("version", ["3.9", "3.15"])
def test_where_none_can_be_had_the_script_ends_with_one_sentence(version, bare, tmp_path):
    put(tmp_path / "bin", "uv", "exit 2")
    answer = start(version, tmp_path / "bin", "lab", script=bare / "kit.py")
    assert answer.returncode == 1 and answer.stdout == ""
    last = answer.stderr.splitlines()[-1]
    assert last.startswith(f"kit.py: this is Python {version}, and tinyml-kit runs on 3.10 to 3.13")
    assert "none could be fetched: " in last and "Traceback" not in answer.stderr


@posix
def test_the_kits_own_environment_comes_first_and_nothing_is_asked(bare, tmp_path):
    put(bare / ".venv" / "bin", "python", "echo own $@")
    (bare / ".venv" / "tinyml-kit-stamp").touch()
    answer = start("3.15", tmp_path / "bin", "doctor", script=bare / "kit.py")
    assert answer.stdout == f"own {bare / 'kit.py'} doctor\n"


@posix
def test_without_uv_pip_brings_it_into_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    made = []

    def create(folder, with_pip):
        made.append((folder, with_pip))
        put(Path(folder) / "bin", "python", f"echo $* > {tmp_path / 'asked'}")

    import venv

    monkeypatch.setattr(venv, "create", create)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.setattr(another_python.shutil, "which", lambda name: None)
    folder = str(tmp_path / "uv")
    assert another_python.find_uv(folder) == os.path.join(folder, "bin", "uv")
    assert made == [(folder, True)]
    assert (tmp_path / "asked").read_text(encoding="utf-8").split()[:3] == ["-m", "pip", "install"]


def test_a_python_without_venv_gets_no_uv(tmp_path, monkeypatch):
    monkeypatch.setattr(another_python.shutil, "which", lambda name: None)
    monkeypatch.setitem(sys.modules, "venv", None)
    uv = another_python.find_uv(str(tmp_path / "uv"))
    assert another_python.ask(uv, ["python", "find"]) is None


@pytest.mark.parametrize(
    ("platform", "command"),
    [
        ("win32", "py install 3.13, then py -3.13 kit.py lab"),
        ("darwin", "brew install python@3.13"),
    ],
)
def test_each_system_is_told_its_own_command(platform, command):
    sentence = another_python.cannot_fetch(*BOUNDS, platform)
    assert command in sentence and "\n" not in sentence


def test_fedora_is_told_dnfs(monkeypatch):
    monkeypatch.setattr(another_python.shutil, "which", lambda name: name == "dnf")
    assert "sudo dnf install python3.13" in another_python.cannot_fetch(*BOUNDS, "linux")


def test_python_3_9_can_read_it():
    source = Path(another_python.__file__).read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 9))
    # With this import no annotation is evaluated, so that newer ones do no harm.
    assert "from __future__ import annotations" in source
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Match)]
    for name in ("__init__.py", "setup/__init__.py"):
        (docstring, *rest) = ast.parse(
            (ROOT / "tinyml_kit" / name).read_text(encoding="utf-8")
        ).body
        assert all(isinstance(node, ast.Assign) for node in rest)


def test_on_windows_ctrl_c_is_left_to_the_program_that_runs(monkeypatch):
    class Program:
        waits = iter([KeyboardInterrupt, 5])

        def __init__(self, command):
            self.command = command

        def wait(self):
            found = next(self.waits)
            if found is KeyboardInterrupt:
                raise found
            return found

    monkeypatch.setattr(subprocess, "Popen", Program)
    assert another_python.call(["python", "kit.py"]) == 5
