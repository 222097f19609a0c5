"""A folder of files: all of them or none."""

import os

import pytest

from tinyml_kit.base.files import WriteError
from tinyml_kit.base.folder import filled, write_folder


def test_files_and_folders_are_made(tmp_path):
    written = write_folder(tmp_path / "new" / "out", {"a.c": "a\n", "src/b.h": "b\n"})
    assert written["src/b.h"].read_text(encoding="utf-8") == "b\n"
    assert sorted(path.name for path in (tmp_path / "new" / "out").iterdir()) == ["a.c", "src"]
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["out"]


def test_other_files_of_the_folder_are_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    write_folder(tmp_path, {"a.c": "a\n"})
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_a_failure_leaves_the_old_files_and_nothing_else(tmp_path):
    write_folder(tmp_path / "out", {"a.c": "old\n"})
    with pytest.raises(TypeError):
        write_folder(tmp_path / "out", {"a.c": "new\n", "b.c": None})
    assert (tmp_path / "out" / "a.c").read_text(encoding="utf-8") == "old\n"
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "a.c"]


def test_a_place_where_no_folder_can_be_is_named_and_nothing_is_left(tmp_path):
    (tmp_path / "file").write_text("mine", encoding="utf-8")
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
    assert (tmp_path / "out" / "a.c").read_text(encoding="utf-8") == "old\n"
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "a.c"]


def test_lines_end_the_same_on_every_system(tmp_path):
    path = write_folder(tmp_path, {"a.c": "a\nb\n"})["a.c"]
    assert path.read_bytes() == b"a\nb\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_others_may_read_what_was_written(tmp_path):
    path = write_folder(tmp_path / "out", {"a.c": "a\n"})["a.c"]
    assert path.stat().st_mode & 0o444 == 0o444
    assert path.parent.stat().st_mode & 0o555 == 0o555


def snapshot(folder):
    """Return {relative path: content} of a folder; None for the folders in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        if path.is_file()
        else None
        for path in folder.rglob("*")
    }


@pytest.mark.parametrize("problem", [OSError(28, "full"), KeyboardInterrupt()])
@pytest.mark.parametrize("failing", range(6))
def test_whichever_move_fails_all_files_are_as_before(tmp_path, monkeypatch, failing, problem):
    out = tmp_path / "out"
    write_folder(out, {"model.c": "old\n", "model.h": "old\n"})
    (out / "mine.txt").write_text("mine", encoding="utf-8")
    before, moves, real = snapshot(tmp_path), [], os.replace

    def replace(source, target):
        moves.append(target)
        if len(moves) == failing + 1:
            raise problem
        real(source, target)

    monkeypatch.setattr("os.replace", replace)
    names = {"model.c": "new\n", "src/new.c": "new\n", "model.h": "new\n"}
    if failing < 5:
        with pytest.raises((WriteError, KeyboardInterrupt)):
            write_folder(out, names)
        assert snapshot(tmp_path) == before
    else:
        write_folder(out, names)
        assert snapshot(out) == {**names, "mine.txt": "mine", "src": None}
        assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_that_was_not_there_is_not_there_after_a_failure(tmp_path, monkeypatch):
    def replace(source, target):
        raise OSError(28, "full")

    monkeypatch.setattr("os.replace", replace)
    with pytest.raises(WriteError, match="free some space"):
        write_folder(tmp_path / "out", {"src/a.c": "a\n"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_no_link_leads_out_of_the_folder_and_none_is_replaced(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.c").write_text("mine", encoding="utf-8")
    out = tmp_path / "out"
    out.mkdir()
    (out / "src").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(
        WriteError, match="a.c: a link leads out of the folder; name another folder"
    ):
        write_folder(out, {"model.c": "new\n", "src/a.c": "new\n"})
    (out / "src").unlink()
    (out / "model.c").symlink_to(tmp_path / "elsewhere" / "a.c")
    with pytest.raises(WriteError, match="model.c: this is a link to another file"):
        write_folder(out, {"model.h": "new\n", "model.c": "new\n"})
    assert (tmp_path / "elsewhere" / "a.c").read_text(encoding="utf-8") == "mine"
    assert [path.name for path in out.iterdir()] == ["model.c"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_files_keep_their_permissions(tmp_path):
    write_folder(tmp_path, {"a.c": "old\n"})
    (tmp_path / "a.c").chmod(0o600)
    write_folder(tmp_path, {"a.c": "new\n"})
    assert (tmp_path / "a.c").stat().st_mode & 0o777 == 0o600


def test_tools_may_fill_a_folder_and_what_they_leave_comes_whole(tmp_path):
    with filled(tmp_path / "out") as made:
        (made / "sub").mkdir()
        (made / "sub" / "log").write_text("log", encoding="utf-8")
        (made / "bits").write_text("bits", encoding="utf-8")
    assert snapshot(tmp_path / "out") == {"sub": None, "sub/log": "log", "bits": "bits"}
    with pytest.raises(WriteError, match="bits: this file exists and would change"):
        with filled(tmp_path / "out", replace=False) as made:
            (made / "bits").write_text("other", encoding="utf-8")
    with pytest.raises(ValueError, match="tool"), filled(tmp_path / "other") as made:
        (made / "bits").write_text("bits", encoding="utf-8")
        raise ValueError("tool")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
