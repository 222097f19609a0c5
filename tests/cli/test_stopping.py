"""A command that is told to end ends within two seconds, says a line, and leaves nothing behind."""

import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pytest

from tests.support.stopping import LOAD, SIGNALS, Command
from tinyml_kit.base import files, resources, temporary
from tinyml_kit.graph.tflite import read

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="looks at Linux's list of processes"
)


@pytest.fixture
def folder(tmp_path):
    model = resources.data_dir() / "mnist_cnn_int8.tflite"
    shutil.copy(model, tmp_path / "m.tflite")
    graph = read(model)
    shape = graph.tensors[graph.inputs[0]].shape[1:]
    np.save(tmp_path / "x.npy", np.zeros((3000, *shape), np.int8))
    return tmp_path


def busy(command):
    """Tell whether a command has started a program of its own, or a temporary file."""
    made = list((command.folder / "tmp").iterdir())
    hidden = [path for path in command.folder.iterdir() if path.name.startswith(".")]
    return len(command.running()) > 1 or made or hidden


COMMANDS = {
    "simulate on two cores": ("simulate", "run.h5", "--frames", 400, "--jobs", 2),
    "a compiler": ("predict", "m.tflite", "--on", "c", "--inputs", "x.npy", "--outputs", "y.npy"),
    "an emulator": ("ladder", "m.tflite", "--on", "cortex-m4", "--inputs", "x.npy"),
    "a simulator": ("ladder", "m.tflite", "--on", "uno", "--inputs", "x.npy"),
    "a chapter": ("run", "05"),
}
#: Seconds in which a command has to end; on a machine with too much to do, as many times longer.
LIMIT = 2.0 * LOAD


def started(folder, what):
    """Start a command and wait until it is busy."""
    command = Command(folder, *COMMANDS[what])
    if not command.wait_until(busy, 120):
        pytest.skip(f"toolchain: {what} does not run here")
    return command


@pytest.mark.parametrize("what", COMMANDS)
def test_a_command_ends_soon_with_a_line_and_leaves_nothing(what, folder):
    name = sorted(SIGNALS)[len(what) % 2]
    command = started(folder, what)
    seconds, status, said = command.stop(name)
    word = "Ctrl-C" if name == "SIGINT" else name
    last = said.replace("\r", "\n").strip().split("\n")
    assert (status, last[-1].strip()) == (SIGNALS[name], f"tinyml-kit: stopped by {word}.")
    assert "Traceback" not in said and "Warning" not in said
    assert seconds < LIMIT
    assert command.left() == []
    assert sorted(path.name for path in folder.iterdir()) == ["m.tflite", "tmp", "x.npy"]


@pytest.mark.parametrize("what", ["simulate on two cores", "an emulator"])
def test_what_a_killed_command_started_ends_and_the_next_write_cleans_up(what, folder, monkeypatch):
    command = started(folder, what)
    command.stop("SIGKILL")
    command.left(5 * LIMIT)
    assert command.running() == []
    # The next commands write to the same places.
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "tmp"))
    with temporary.folder(), files.write_atomically(folder / "next") as written:
        written.write_text("next", encoding="utf-8")
    assert sorted(path.name for path in folder.iterdir()) == ["m.tflite", "next", "tmp", "x.npy"]
    assert list((folder / "tmp").iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_what_does_not_end_by_itself_is_ended(number):
    code = (
        "import signal, time\n"
        "from tinyml_kit.base import children, temporary\n"
        "from tinyml_kit.cli.stopping import stoppable\n"
        "with stoppable(), temporary.folder() as folder:\n"
        "    children.start(['sleep', '60'])\n"
        "    try:\n"
        "        print(folder, flush=True)\n"
        "        time.sleep(60)\n"
        "    finally:\n"
        "        time.sleep(60)\n"
    )
    command = [sys.executable, "-c", code]
    pipes = dict(stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process = subprocess.Popen(command, text=True, **pipes)
    made = Path(process.stdout.readline().strip())
    assert made.is_dir()
    start = time.monotonic()
    process.send_signal(number)
    assert process.wait(20) == 128 + number
    assert process.stderr.read() == f"tinyml-kit: stopped by {number.name}.\n"
    assert time.monotonic() - start < LIMIT and not made.exists()
