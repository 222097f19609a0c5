"""Requests over a line: when they are repeated, and which answers are refused."""

from types import SimpleNamespace

import pytest

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
