import sys

import pytest

from tinyml_kit.setup import windows


@pytest.fixture
def on_windows(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(windows.sysconfig, "get_platform", lambda: "win-amd64")
    monkeypatch.setattr(windows, "long_paths", lambda: False)


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
