"""The page on the protocol, Python, the sketch's C and the page's JavaScript say the same."""

import re
from pathlib import Path

from tinyml_kit.rungs.serial import frames, identity, stream

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "serial_protocol.md").read_text(encoding="utf-8")
C = (ROOT / "arduino/libraries/TinymlKit/src/tinyml_protocol.c").read_text(encoding="utf-8")
HEADER = (ROOT / "arduino/libraries/TinymlKit/src/tinyml_protocol.h").read_text(encoding="utf-8")
STREAM = (ROOT / "arduino/libraries/TinymlKit/src/TinymlKitStream.cpp").read_text(encoding="utf-8")
JS = (ROOT / "web/src/board/link.js").read_text(encoding="utf-8")
COMMANDS = ("IDENTIFY", "WRITE", "PREDICT", "READ", "TIME", "MEMORY", "RESET")
STATUSES = ("OK", "UNKNOWN_COMMAND", "OUT_OF_RANGE", "OTHER_INPUT", "NO_RESULT", "OTHER_MODEL",
            "OTHER_STATE")  # fmt: skip


def test_all_have_the_same_version():
    assert f"# The serial protocol, version {frames.VERSION}\n" in PAGE
    assert f"#define TINYML_PROTOCOL_VERSION {frames.VERSION}\n" in HEADER
    assert f"const VERSION = {frames.VERSION};\n" in JS


def test_all_have_the_same_commands():
    assert [getattr(frames, name) for name in COMMANDS] == list(range(1, 8))
    assert re.findall(r"^\| (\d) (\w+) \|", PAGE, re.M) == [
        (str(number), name) for number, name in enumerate(COMMANDS, 1)
    ]
    assert f"enum {{ IDENTIFY = 1, {', '.join(COMMANDS[1:])} }};" in C
    assert "const [IDENTIFY, WRITE, PREDICT, READ] = [1, 2, 3, 4];" in JS


def test_the_commands_of_a_sensor_are_the_same():
    names = ("DESCRIBE", "BEGIN", "END", "SAMPLES")
    assert [getattr(frames, name) for name in names] == list(range(16, 20))
    assert f"enum {{ DESCRIBE = 16, {', '.join(names[1:])} }};" in STREAM
    assert re.findall(r"^\| (\d\d) (\w+) \|", PAGE, re.M) == [
        (str(number), name) for number, name in enumerate(names[:3], 16)
    ]
    assert "command 19 + 0x80" in PAGE
    assert f"#define STREAM_VERSION {stream.VERSION}\n" in STREAM
    assert f"The version of this table is {stream.VERSION}." in PAGE


def test_all_have_the_same_statuses():
    assert [getattr(frames, name) for name in STATUSES] == list(range(7))
    assert re.findall(r"^\| (\d) \|", PAGE, re.M) == [str(number) for number in range(7)]
    assert f"enum {{ {', '.join(STATUSES)} }};" in " ".join(C.split())
    (listed,) = re.findall(r"const STATUS = \[(.*?)\];", JS, re.S)
    words = re.findall(r'"(.*?)"', listed)
    assert [word.replace(" ", "_").upper() for word in words] == ["DONE", *STATUSES[1:]]


def test_all_have_the_same_limits():
    assert f"#define TINYML_TENSORS {identity.MOST_TENSORS} " in HEADER
    assert identity.MOST_BYTES == 2**24 and "[4, 2 ** 24]" in JS and "1 to 2²⁴ bytes" in PAGE
    assert f"[14, {identity.LEAST_PAYLOAD}]" in JS
    assert f"payloads of {identity.LEAST_PAYLOAD} to {frames.LONGEST_PAYLOAD}" in " ".join(
        PAGE.split()
    )
