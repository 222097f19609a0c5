"""How a recording may end, told by a stand-in for the emulator."""

import sys

import pytest

from tinyml_kit.arduino import qemu_board
from tinyml_kit.rungs.protocol import DeviceError


@pytest.fixture
def recorded(monkeypatch):
    """Return a function that lets a script take the emulator's place."""

    def run(script, readings=(1, 2), typed=""):
        command = [sys.executable, "-c", f"import sys\n{script}"]
        monkeypatch.setattr(qemu_board, "_command", lambda elf: command)
        return qemu_board.recorded("sketch.elf", readings, typed)

    return run


def test_it_reads_16_bits_a_reading_and_what_is_typed(recorded):
    script = (
        "open('written.bin', 'wb').write(open('readings.bin', 'rb').read())\n"
        "sys.stdout.buffer.write(b'heard ' + sys.stdin.buffer.read() + b'\\xff')"
    )
    written, printed = recorded(script, [9, 1023], "?\n")
    assert written.tolist() == [[9, 1023]] and printed == "heard ?\n\ufffd"


def test_a_status_is_told_with_300_characters_of_what_was_said(recorded):
    with pytest.raises(DeviceError) as told:
        recorded("sys.stderr.buffer.write(b'no\\n\\nroom \\xff' + b'x' * 400); sys.exit(2)")
    said = f"no room \ufffd{'x' * 291}"
    assert str(told.value).endswith(f"the emulator ended early: {said}.") and len(said) == 300


def test_without_words_the_status_itself_is_told(recorded):
    with pytest.raises(DeviceError, match="^nano33ble: the emulator ended early: 2.$"):
        recorded("sys.exit(2)")
