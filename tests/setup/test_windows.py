import subprocess
import sys

import pytest

from tinyml_kit.base import resources
from tinyml_kit.setup import windows


@pytest.fixture
def on_windows(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(windows.sysconfig, "get_platform", lambda: "win-amd64")
    monkeypatch.setattr(windows, "long_paths", lambda: False)
    for variable in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer"):
        monkeypatch.delenv(variable, raising=False)


def test_elsewhere_no_path_is_too_long():
    assert windows.problem("/" + "a" * 300) is None


def test_a_short_path_is_no_problem_and_a_long_one_is_named(on_windows, monkeypatch):
    assert windows.problem("C:\\kit\\.venv") is None
    room = windows.MOST - windows.LONGEST_BELOW - len("\\Lib\\site-packages\\")
    assert windows.problem("C" * room) is None
    folder = "C:\\Users\\student\\OneDrive - Universität Musterstadt\\Kurse\\tinyml-kit\\.venv"
    assert len(folder) > room
    assert f"is {len(folder) - room} characters too long for Windows" in windows.problem(folder)
    assert "LongPathsEnabled" in windows.problem(folder)
    monkeypatch.setattr(windows, "long_paths", lambda: True)
    assert windows.problem(folder) is None


def test_a_python_for_arm_is_refused_with_what_helps(on_windows, monkeypatch):
    monkeypatch.setattr(windows.sysconfig, "get_platform", lambda: "win-arm64")
    assert windows.problem("C:\\kit").endswith("for Intel (x64), which Windows runs on ARM, too")


def test_a_folder_that_onedrive_copies_is_refused(on_windows, monkeypatch):
    monkeypatch.setenv("OneDrive", "C:\\Users\\Łukasz\\OneDrive")
    assert windows.problem("c:\\users\\łukasz\\onedrive\\kit\\.venv").startswith(
        "this folder is kept in step with OneDrive"
    )
    assert windows.problem("C:\\kit\\.venv") is None


def test_a_python_that_only_looks_for_another_may_be_for_arm(on_windows, monkeypatch):
    monkeypatch.setattr(windows.sysconfig, "get_platform", lambda: "win-arm64")
    assert windows.problem("C:\\kit", for_packages=False) is None


def test_the_registry_says_whether_long_paths_are_on(monkeypatch):
    class Key:
        def __enter__(self):
            return self

        def __exit__(self, *problem):
            return None

    class Registry:
        HKEY_LOCAL_MACHINE = 0
        value = 1

        def OpenKey(self, root, place):  # noqa: N802
            if self.value is None:
                raise FileNotFoundError
            return Key()

        def QueryValueEx(self, key, name):  # noqa: N802
            return self.value, 4

    registry = Registry()
    monkeypatch.setitem(sys.modules, "winreg", registry)
    found = []
    for registry.value in (1, 0, None):
        found.append(windows.long_paths())
    assert found == [True, False, False]


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_nothing_that_sets_up_asks_for_what_another_system_lacks(platform):
    command = [sys.executable, "-m", "mypy", "--platform", platform, "--no-incremental"]
    folder = resources.CHECKOUT / "tinyml_kit" / "setup"
    answer = subprocess.run([*command, str(folder)], cwd=resources.CHECKOUT, capture_output=True)
    assert answer.returncode == 0, answer.stdout.decode()
