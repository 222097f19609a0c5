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
