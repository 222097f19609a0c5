"""Sketches are found, refused and uploaded by commands that Arduino's own tools would give."""

import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from tinyml_kit import boards
from tinyml_kit.arduino import sketches
from tinyml_kit.base.files import WriteError
from tinyml_kit.rungs import toolchain
from tinyml_kit.rungs.protocol import DeviceError, RungMissing, TooLarge
from tinyml_kit.rungs.serial import serial_board

NAMED = {name: board for name, board in boards.all_boards().items() if board.arduino}
MADE = sketches.Sketch("blink", "uno", Path("out/blink.elf"), Path("out/blink.hex"), 900, 9)
LIBRARY = sketches.ROOT / "libraries" / "TinymlKit"


@pytest.fixture
def no_compiler(monkeypatch):
    monkeypatch.setattr(sketches, "build", lambda sketch, board, folder: MADE)


def test_avrdude_is_told_the_chip_its_boot_loader_and_the_port():
    assert shlex.join(sketches.upload_command(MADE, "uno", "/dev/ttyACM0")) == (
        "avrdude -p atmega328p -c arduino -P /dev/ttyACM0 -b 115200 -D -U flash:w:out/blink.hex:i"
    )
    assert shlex.join(sketches.upload_command(MADE, "mega2560", "COM3")) == (
        "avrdude -p atmega2560 -c wiring -P COM3 -b 115200 -D -U flash:w:out/blink.hex:i"
    )


@pytest.mark.parametrize("board", NAMED)
def test_arduino_cli_is_told_the_board_by_its_own_name_and_the_kits_library(board):
    command = sketches.upload_command("serial_bench", board, "P")
    name = NAMED[board].arduino.fqbn
    sketch = str(sketches.ROOT / "serial_bench")
    assert command == [
        "arduino-cli", "compile", "--fqbn", name, "--library", str(LIBRARY), "--upload",
        "-p", "P", sketch,
    ]  # fmt: skip


def test_a_sketch_that_brings_the_library_is_not_told_of_another_one(tmp_path):
    source = tmp_path / "mine"
    (source / "src" / "TinymlKit").mkdir(parents=True)
    (source / "mine.ino").touch()
    command = sketches.upload_command(source, "nano33ble", "P")
    assert "--library" not in command and command[-1] == str(source)


def test_without_a_board_the_command_is_what_one_gets(no_compiler, monkeypatch):
    monkeypatch.setattr(serial_board, "find", list)
    said = sketches.upload("serial_bench", "uno", folder="out")
    assert said == (
        "No board is plugged in. With one at PORT:\navrdude -p atmega328p -c arduino "
        "-P PORT -b 115200 -D -U flash:w:out/blink.hex:i"
    )


def test_with_one_board_it_is_uploaded_there(no_compiler, monkeypatch):
    monkeypatch.setattr(serial_board, "find", lambda: [("/dev/ttyACM5", "Arduino Uno")])
    monkeypatch.setattr(sketches.shutil, "which", lambda program: f"/bin/{program}")
    given = []
    monkeypatch.setattr(toolchain, "run", given.append)
    assert sketches.upload("serial_bench", "uno").startswith("Uploaded to /dev/ttyACM5:\navrdude ")
    assert given == [sketches.upload_command(MADE, "uno", "/dev/ttyACM5")]


def test_without_avrdude_the_command_is_what_one_gets(no_compiler, monkeypatch):
    monkeypatch.setattr(sketches.shutil, "which", lambda program: None)
    said = sketches.upload("serial_bench", "uno", port="COM3")
    assert said.startswith("avrdude is not installed here. Where it is:\navrdude -p atmega328p")


def test_with_several_boards_one_is_to_be_named(no_compiler, monkeypatch):
    monkeypatch.setattr(serial_board, "find", lambda: [("COM3", "a"), ("COM4", "b")])
    with pytest.raises(DeviceError, match="there are boards at COM3, COM4; name one with --port"):
        sketches.upload("serial_bench", "uno")


def test_a_board_that_arduinos_tools_do_not_know_is_refused():
    with pytest.raises(DeviceError, match="no name for the board atmega1284p; take one of uno"):
        sketches.upload_command("serial_bench", "atmega1284p")
    with pytest.raises(DeviceError, match="compiles sketches for uno and mega2560 only"):
        sketches.build("serial_bench", "nano_every", "out")


def test_a_sketch_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(DeviceError, match="nothing: there is no such sketch; .* digits_uno, .*"):
        sketches.build("nothing", "uno", "out")


def test_a_sketch_that_does_not_compile_shows_the_first_error(tmp_path):
    folder = tmp_path / "wrong"
    folder.mkdir()
    (folder / "wrong.ino").write_text(
        "void setup() {}\nvoid loop() { undeclared(); }\n", encoding="utf-8"
    )
    try:
        with pytest.raises(DeviceError, match=r"wrong\.ino:2.*undeclared"):
            sketches.build(folder, "uno", tmp_path / "out")
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")


def test_variables_that_fill_the_ram_are_refused(tmp_path):
    folder = tmp_path / "large"
    folder.mkdir()
    text = "volatile char much[3000];\nvoid setup() { much[analogRead(A0)] = 1; }\nvoid loop() {}\n"
    (folder / "large.ino").write_text(text, encoding="utf-8")
    try:
        with pytest.raises(TooLarge, match="large: its variables need more than the 2048 bytes"):
            sketches.build(folder, "uno", tmp_path / "out")
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")


def test_a_sketch_that_exactly_fills_a_board_fits_and_one_byte_more_does_not():
    full = replace(boards.find("uno"), flash=900, ram=9)
    sketches._require_fit(MADE, full)
    for short, need in [
        (replace(full, flash=899), "900 bytes of flash"),
        (replace(full, ram=8), "9 bytes of RAM"),
    ]:
        with pytest.raises(
            TooLarge, match=f"^blink: needs {need}, 1 more than the Arduino Uno has"
        ):
            sketches._require_fit(MADE, short)


def test_every_port_on_usb_may_have_a_board(monkeypatch):
    from types import SimpleNamespace

    from serial.tools import list_ports

    ports = [
        SimpleNamespace(device="/dev/ttyS0", description="n/a", vid=None),
        SimpleNamespace(device="/dev/ttyACM0", description="Arduino Uno", vid=0x2341),
    ]
    monkeypatch.setattr(list_ports, "comports", lambda: ports)
    assert serial_board.find() == [("/dev/ttyACM0", "Arduino Uno")]


def test_the_library_has_what_the_arduino_ide_looks_for():
    lines = (LIBRARY / "library.properties").read_text(encoding="utf-8").splitlines()
    properties = dict(line.split("=", 1) for line in lines)
    assert {"name", "version", "author", "maintainer", "sentence", "paragraph"} <= set(properties)
    assert (LIBRARY / "src" / properties["includes"]).is_file()
    for line in (LIBRARY / "keywords.txt").read_text(encoding="utf-8").splitlines():
        word, kind = line.split("\t")
        assert kind in ("KEYWORD1", "KEYWORD2", "LITERAL1")
        sources = [path.read_text(encoding="utf-8") for path in (LIBRARY / "src").iterdir()]
        assert any(word in text for text in sources)


def test_without_a_place_to_compile_in_the_variable_that_names_one_is_named(tmp_path, monkeypatch):
    (tmp_path / "cache").write_text("a file in its place", encoding="utf-8")
    monkeypatch.setenv("TINYML_KIT_CACHE", str(tmp_path / "cache"))
    with pytest.raises(WriteError, match="let TINYML_KIT_CACHE name a folder that you may write"):
        sketches.upload("serial_bench", "uno")
