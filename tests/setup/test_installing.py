"""What somebody sees of an installer: a line that moves on a terminal, plain lines elsewhere."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tinyml_kit.setup import installing
from tinyml_kit.setup.installing import Progress, watch

ROOT = Path(installing.__file__).parents[2]


@pytest.fixture
def disk(monkeypatch):
    """Return free bytes, and the time, which a test may change."""
    state = {"free": 10_000_000_000, "now": 100.0}
    usage = shutil._ntuple_diskusage
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(0, 0, state["free"]))
    monkeypatch.setattr(time, "monotonic", lambda: state["now"])
    return state


def test_the_line_says_what_is_done_megabytes_and_seconds(disk):
    progress = Progress(".")
    assert progress.line() == "kit.py: working: 0 MB on disk, 0 s"
    progress.hear("Resolved 190 packages in 2.1s\n")
    disk.update(free=disk["free"] - 1_234_000_000, now=145.4)
    assert progress.line() == "kit.py: fetching and unpacking packages: 1234 MB on disk, 45 s"


def test_a_disk_that_others_empty_meanwhile_is_not_less_than_nothing(disk):
    progress = Progress(".")
    disk.update(free=disk["free"] + 1_000_000)
    assert progress.line() == "kit.py: working: 0 MB on disk, 0 s"


def test_where_nobody_watches_each_step_is_a_plain_line(disk, capsys):
    progress = Progress(".")
    for said in ("Resolved 2 packages", "Downloading numpy (16.1MiB)", " + numpy", "Installed 2"):
        progress.hear(said + "\n")
    assert capsys.readouterr().err.splitlines() == [
        "Resolved 2 packages",
        "kit.py: fetching and unpacking packages",
        "Downloading numpy (16.1MiB)",
        "Installed 2",
        "kit.py: compiling, 1 to 2 minutes, for quick starts",
    ]


def test_every_step_that_is_named_follows_a_line_that_is_shown():
    assert set(installing.NEXT) <= set(installing.SHOWN)


@pytest.mark.parametrize("said", installing.NEXT)
def test_the_line_fits_a_terminal_of_80_columns(said, disk):
    progress = Progress(".")
    progress.hear(said)
    disk.update(free=disk["free"] - 9_999_000_000, now=disk["now"] + 9999)
    assert progress.line().endswith("9999 MB on disk, 9999 s") and len(progress.line()) < 80


def test_silence_is_filled_only_where_somebody_watches(tmp_path, capsys):
    script = "import time; print('Installed 2 packages', flush=True); time.sleep(1.5)"
    assert watch([sys.executable, "-c", script], str(tmp_path)) == (0, "Installed 2 packages\n")
    assert "\r" not in capsys.readouterr().err


def test_on_a_terminal_the_line_moves_while_an_installer_is_silent_and_goes_at_the_end(tmp_path):
    script = (
        "import sys; from tinyml_kit.setup.installing import watch\n"
        "silent = 'import time; print(\"Resolved 2\", flush=True); time.sleep(2.5)'\n"
        f"print(watch([sys.executable, '-c', silent], {str(tmp_path)!r}))\n"
    )
    pty = pytest.importorskip("pty", reason="there are no pseudo-terminals")
    theirs, ours = pty.openpty()
    settings = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", script]
    answer = subprocess.run(command, stderr=ours, stdout=subprocess.PIPE, env=settings, text=True)
    os.close(ours)
    seen = os.read(theirs, 100_000).decode()
    os.close(theirs)
    assert answer.stdout == "(0, 'Resolved 2\\n')\n"
    moving = [
        part for part in seen.split("\r") if part.startswith("kit.py: fetching and unpacking")
    ]
    assert len(set(moving)) >= 2 and all(part.endswith(" s") for part in moving)
    assert "Resolved 2" in seen and seen.endswith("\r" + " " * 79 + "\r")
