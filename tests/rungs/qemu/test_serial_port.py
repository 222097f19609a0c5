"""QEMU with a serial port: the port that it names, or its last words."""

import sys

import pytest

from tinyml_kit.rungs.protocol import DeviceError
from tinyml_kit.rungs.qemu import serial_port


def program(code):
    """Return a command that says something as QEMU does, in place of QEMU."""
    return [sys.executable, "-c", code]


def test_the_port_is_the_one_that_qemu_says_it_made():
    code = (
        "import sys, time; sys.stderr.write('QEMU waiting for conn');"
        "sys.stderr.flush(); time.sleep(0.1);"
        "sys.stderr.write('ection on: disconnected:tcp:127.0.0.1:34567,server=on\\n');"
        "sys.stderr.flush();"
        "time.sleep(60)"
    )
    with serial_port.opened(program(code), "uno") as port:
        assert port == "socket://127.0.0.1:34567"


def test_a_qemu_that_ends_is_an_error_with_its_last_words():
    with pytest.raises(DeviceError, match="uno: QEMU does not start: no such machine"):
        with serial_port.opened(program("print('no such machine')"), "uno"):
            pass


def test_a_qemu_that_says_nothing_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(serial_port, "PATIENCE", 0.2)
    with pytest.raises(DeviceError, match="uno: QEMU does not start: "):
        with serial_port.opened(program("import time; time.sleep(60)"), "uno"):
            pass
