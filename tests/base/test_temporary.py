"""Temporaries name their process; what dead processes left is removed, and nothing else."""

import os
import subprocess
import sys

import pytest

from tinyml_kit.base import files, temporary

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nothing is removed on Windows")


def gone():
    """Return the number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def named(process, machine=None):
    return f".tinyml-kit-{machine or temporary._machine()}-{process}-abcdefgh.h5"


def test_a_folder_is_there_as_long_as_its_block(tmp_path):
    with temporary.folder(tmp_path) as made:
        (made / "file").write_text("x", encoding="utf-8")
        assert made.parent == tmp_path and f"-{os.getpid()}-" in made.name
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(KeyboardInterrupt), temporary.folder(tmp_path):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_only_what_processes_left_that_have_ended_is_removed(tmp_path):
    kept = {
        named(os.getpid()), named(os.getppid()), named(gone(), "00000000"), ".hidden", "run.h5",
        ".tinyml-kit-x-1-a", "my-tinyml-kit-notes",
    }  # fmt: skip
    for name in kept:
        (tmp_path / name).write_text("mine", encoding="utf-8")
    left = named(gone())
    (tmp_path / left).write_text("left", encoding="utf-8")
    folder = tmp_path / left.lstrip(".").replace(".h5", "")
    folder.mkdir()
    (folder / "inputs.bin").write_text("left", encoding="utf-8")
    temporary.sweep(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == kept


def test_a_link_with_such_a_name_is_not_followed(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").write_text("mine", encoding="utf-8")
    (tmp_path / named(gone())).symlink_to(tmp_path / "mine")
    temporary.sweep(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    assert (tmp_path / "mine" / "file").read_text(encoding="utf-8") == "mine"


def test_the_next_write_removes_what_a_killed_one_left(tmp_path):
    code = (
        "import os, sys, signal\n"
        "from tinyml_kit.base.files import write_atomically\n"
        "with write_atomically(sys.argv[1]) as path:\n"
        "    path.write_text('half')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", code, tmp_path / "run.h5"])
    (left,) = tmp_path.iterdir()
    assert left.name.startswith(".tinyml-kit-") and left.suffix == ".h5"
    with files.write_atomically(tmp_path / "other") as path:
        path.write_text("whole", encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["other"]


def test_what_this_process_made_can_be_removed_at_once(tmp_path):
    with temporary.folder(tmp_path), files.write_atomically(tmp_path / "a") as written:
        temporary.remove_all()
        assert list(tmp_path.iterdir()) == []
        written.write_text("whole", encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_folder_that_is_not_there_has_nothing_to_remove(tmp_path):
    temporary.sweep(tmp_path / "no")
