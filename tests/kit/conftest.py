"""Fixtures for the set-up script: environments that are never filled."""

import os
import shutil
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


@pytest.fixture(autouse=True)
def browsers_are_there(monkeypatch):
    """Let no test depend on whether this machine has a browser for the tests."""
    monkeypatch.setattr(kit.system_packages, "missing_for", lambda _: kit.system_packages.missing())


@pytest.fixture(autouse=True)
def node_is_there(monkeypatch):
    """Let no test depend on whether this machine has Node."""
    monkeypatch.setattr(kit.page, "node_on_path", lambda: "node")


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """Return a folder in which kit works on an environment of its own, which it never fills."""
    for name in ("pyproject.toml", "constraints.txt", "hashes.txt"):
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
    Path(kit.STAMP).write_text("\n".join(kit.stamp()), encoding="utf-8")
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
    monkeypatch.setattr(kit, "make_copy", os.path.isabs)
    return commands


@pytest.fixture
def no_apt(monkeypatch):
    """Let every compiler and simulator be there."""
    monkeypatch.setattr(kit.system_packages, "missing", lambda: [])
