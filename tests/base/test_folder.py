"""A folder of files: all of them or none."""

import os

import pytest

from tinyml_kit.base.files import WriteError
from tinyml_kit.base.folder import write_folder


def test_files_and_folders_are_made(tmp_path):
    written = write_folder(tmp_path / "new" / "out", {"a.c": "a\n", "src/b.h": "b\n"})
    assert written["src/b.h"].read_text() == "b\n"
    assert sorted(path.name for path in (tmp_path / "new" / "out").iterdir()) == ["a.c", "src"]
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["out"]


def test_other_files_of_the_folder_are_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    write_folder(tmp_path, {"a.c": "a\n"})
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_a_failure_leaves_the_old_files_and_nothing_else(tmp_path):
    write_folder(tmp_path / "out", {"a.c": "old\n"})
    with pytest.raises(TypeError):
        write_folder(tmp_path / "out", {"a.c": "new\n", "b.c": None})
    assert (tmp_path / "out" / "a.c").read_text() == "old\n"
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "a.c"]


def test_a_place_where_no_folder_can_be_is_named_and_nothing_is_left(tmp_path):
    (tmp_path / "file").write_text("mine")
    for folder in (tmp_path / "file", tmp_path / "file" / "out"):
        with pytest.raises(WriteError, match=f"{folder}: no files can be written there"):
            write_folder(folder, {"a.c": "a\n"})
    assert [path.name for path in tmp_path.rglob("*")] == ["file"]


def test_a_folder_in_the_place_of_a_file_stops_all_files(tmp_path):
    (tmp_path / "b.c").mkdir()
    with pytest.raises(WriteError, match="b.c: a folder has the name of a file to be written"):
        write_folder(tmp_path, {"a.c": "a\n", "b.c": "b\n"})
    assert [path.name for path in tmp_path.rglob("*")] == ["b.c"]


def test_ctrl_c_in_the_middle_leaves_the_old_files_and_nothing_else(tmp_path, monkeypatch):
    write_folder(tmp_path / "out", {"a.c": "old\n"})

    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("pathlib.Path.write_text", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_folder(tmp_path / "out", {"a.c": "new\n"})
    assert (tmp_path / "out" / "a.c").read_text() == "old\n"
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "a.c"]


def test_lines_end_the_same_on_every_system(tmp_path):
    path = write_folder(tmp_path, {"a.c": "a\nb\n"})["a.c"]
    assert path.read_bytes() == b"a\nb\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_others_may_read_what_was_written(tmp_path):
    path = write_folder(tmp_path / "out", {"a.c": "a\n"})["a.c"]
    assert path.stat().st_mode & 0o444 == 0o444
    assert path.parent.stat().st_mode & 0o555 == 0o555
