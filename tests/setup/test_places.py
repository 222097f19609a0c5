import os

import pytest

from tinyml_kit.setup import places


@pytest.mark.parametrize(
    "kept", [".arduino15", "Library/Arduino15", "AppData/Local/Arduino15", "elsewhere"]
)
def test_arduinos_core_is_found_where_the_ide_keeps_it(kept, tmp_path, monkeypatch):
    monkeypatch.setattr(places, "DEBIAN_CORE", tmp_path / "none")
    monkeypatch.setattr(places.Path, "home", lambda: tmp_path)
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "AppData/Local"))
    monkeypatch.setenv("ARDUINO_DIRECTORIES_DATA", str(tmp_path / "elsewhere"))
    assert places.arduino_cores() == []
    core = tmp_path / kept / "packages/arduino/hardware/avr/1.8.6"
    (core / "cores/arduino").mkdir(parents=True)
    assert places.arduino_cores() == []  # an installation that was broken off
    (core / "cores/arduino/Arduino.h").touch()
    assert places.arduino_cores() == [core]


def test_programs_of_winget_are_found_although_it_leaves_them_off_the_path(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "already")
    monkeypatch.setenv("ProgramFiles", str(tmp_path / "Program Files"))
    monkeypatch.setenv("ProgramFiles(x86)", str(tmp_path / "x86"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Local"))
    qemu = tmp_path / "Program Files" / "qemu"
    arm = tmp_path / "x86" / "Arm GNU Toolchain arm-none-eabi" / "14.2 rel1" / "bin"
    for folder in (qemu, arm):
        folder.mkdir(parents=True)
    places.extend_path("win32")
    assert os.environ["PATH"].split(os.pathsep) == ["already", str(qemu), str(arm)]
    places.extend_path("win32")
    assert os.environ["PATH"].count("qemu") == 1


def test_a_mac_knows_homebrews_folder_and_linux_is_left_alone(monkeypatch):
    assert places.usual_folders("linux") == []
    assert [path.as_posix() for path in places.usual_folders("darwin")][0] == "/opt/homebrew/bin"
