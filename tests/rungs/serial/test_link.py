"""Requests over a line: when they are repeated, and which answers are refused."""

import errno
import sys
from types import SimpleNamespace

import pytest
import serial

from tinyml_kit.rungs.serial import frames, link
from tinyml_kit.rungs.serial.link import SerialError


@pytest.mark.parametrize(
    ("status", "words"), [(1, "does not know how to blink"), (2, r"refuses to blink \(status 2\)"),
                          (3, r"status 3"), (4, r"status 4")]
)  # fmt: skip
def test_every_status_but_done_is_refused(status, words):
    link.require_done(frames.OK, "blink", "COM9")
    with pytest.raises(SerialError, match=f"^COM9: the .*{words}"):
        link.require_done(status, "blink", "COM9")


def refused(monkeypatch, problem, group=None):
    """Return what is said if a port cannot be opened, of a file of this group."""

    def no(*_, **__):
        raise problem

    monkeypatch.setattr(link.serial, "serial_for_url", no)
    if group is not None:
        monkeypatch.setattr(link.os, "stat", lambda port: SimpleNamespace(st_gid=9))
        monkeypatch.setattr("grp.getgrgid", lambda number: SimpleNamespace(gr_name=group))
    with pytest.raises(SerialError) as caught:
        link.open_port("/dev/ttyACM0")
    return str(caught.value)


@pytest.mark.skipif(sys.platform != "linux", reason="groups own serial ports on Linux")
@pytest.mark.parametrize(
    ("group", "named"),
    [(None, "dialout"), ("uucp", "uucp"), ("root", "dialout"), ("dialout", "dialout")],
)
@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM])
def test_a_port_that_the_user_may_not_open_names_the_group_and_the_command(
    monkeypatch, group, named, number
):
    problem = serial.SerialException(number, "could not open port")
    assert refused(monkeypatch, problem, group) == (
        f"/dev/ttyACM0: you may not open this serial port; join the group {named} that it belongs "
        f"to (sudo usermod -aG {named} $USER), then log out and in again. If its group is root, "
        "install the board's udev rules (the package of its IDE has them) and plug it in again."
    )


def test_where_ports_have_no_group_another_program_may_hold_it(monkeypatch):
    monkeypatch.setattr(link.sys, "platform", "win32")
    assert refused(monkeypatch, PermissionError(errno.EACCES, "Access is denied.")) == (
        "/dev/ttyACM0: you may not open this serial port; close other programs that use it."
    )


def test_a_port_that_is_not_there_is_told_with_the_reason(monkeypatch):
    said = refused(monkeypatch, serial.SerialException(errno.ENOENT, "no such port"))
    assert (
        said.startswith("/dev/ttyACM0: the serial port cannot be opened (") and "group" not in said
    )


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self):
        self.now = 0.0

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


def asked_at(monkeypatch, timeout, patience):
    """Return when a request is sent again, on a line that stays silent."""
    clock, times = Clock(), []
    monkeypatch.setattr(link, "time", clock)
    line = SimpleNamespace(
        in_waiting=0, read=lambda count: b"", write=lambda request: times.append(clock.now)
    )
    with pytest.raises(SerialError, match=f"^COM9: no answer within {timeout:g} s"):
        link.Link(line, "COM9", timeout, patience).ask(frames.TIME)
    assert clock.now == pytest.approx(timeout, abs=0.002)
    return times


def test_a_request_is_repeated_after_pauses_that_double_up_to_the_longest(monkeypatch):
    times = asked_at(monkeypatch, 10, (0.5, 2.0))
    assert times == pytest.approx([0, 0.5, 1.5, 3.5, 5.5, 7.5, 9.5], abs=0.01)
    assert asked_at(monkeypatch, 3, (1.0, 1.0)) == pytest.approx([0, 1, 2], abs=0.01)
    assert link.PATIENCE == (0.5, 2.0)
