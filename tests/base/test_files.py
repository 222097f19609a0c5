import errno
import hashlib
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinyml_kit.base import files
from tinyml_kit.base.errors import BadInput


def test_a_file_that_another_program_holds_open_is_a_sentence_on_windows(tmp_path, monkeypatch):
    def held(source, target):
        raise PermissionError(13, "The process cannot access the file", str(target))

    (tmp_path / "a.txt").write_text("old", encoding="utf-8")
    monkeypatch.setattr(files.os, "replace", held)
    with pytest.raises(files.WriteError, match="a.txt: no file can be written there"):
        with files.write_atomically(tmp_path / "a.txt") as written:
            written.write_text("new", encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "old"


def test_a_variable_names_the_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("TINYML_KIT_CACHE", str(tmp_path / "later"))
    assert files.cache_dir() == tmp_path / "later"


def test_the_cache_may_be_named_from_home(monkeypatch):
    monkeypatch.setenv("TINYML_KIT_CACHE", "~/kit")
    assert files.cache_dir() == Path.home() / "kit"


@pytest.mark.parametrize("named", [None, ""])
def test_without_the_variable_the_cache_is_the_platforms(named, monkeypatch):
    monkeypatch.delenv("TINYML_KIT_CACHE", raising=False)
    if named is not None:
        monkeypatch.setenv("TINYML_KIT_CACHE", named)
    assert files.cache_dir().name == "tinyml-kit"
    assert files.cache_dir().is_absolute()


@given(content=st.binary(max_size=5000))
def test_a_digest_is_that_of_the_content(content, tmp_path_factory):
    path = tmp_path_factory.mktemp("digest") / "file"
    path.write_bytes(content)
    assert files.sha256(path) == hashlib.sha256(content).hexdigest()


def test_a_file_longer_than_a_piece_is_read_to_its_end(tmp_path):
    content = bytes(range(256)) * 4097  # a little more than one piece of 1 MiB
    (tmp_path / "long").write_bytes(content)
    assert files.sha256(tmp_path / "long") == hashlib.sha256(content).hexdigest()


def test_a_file_that_is_what_was_published_passes(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"abc")
    # FIPS 180-4, example for the message "abc".
    published = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert files.verify(path, published) == path


def test_a_changed_file_is_named_and_the_way_out_too(tmp_path):
    path = tmp_path / "images.npz"
    path.write_bytes(b"abd")
    with pytest.raises(
        files.ChecksumError,
        match="images.npz: the content has SHA-256 .* expected "
        "0{12}…; delete the file and fetch it again",
    ) as error:
        files.verify(path, "0" * 64)
    assert isinstance(error.value, BadInput) and "\n" not in str(error.value)


def test_a_file_appears_only_when_it_is_whole(tmp_path):
    path = tmp_path / "new" / "result.npz"
    with files.write_atomically(path) as temporary:
        temporary.write_bytes(b"half")
        assert not path.exists()
        assert temporary.parent == path.parent and temporary.suffix == ".npz"
        temporary.write_bytes(b"whole")
    assert path.read_bytes() == b"whole"
    assert list(path.parent.iterdir()) == [path]


def test_a_folder_is_not_written_over(tmp_path):
    with pytest.raises(files.WriteError, match="this is a folder; give the name of a file in it"):
        with files.write_atomically(tmp_path):
            pytest.fail("the work began before the refusal")


def test_a_place_where_nothing_can_be_written_is_named(tmp_path):
    (tmp_path / "file").touch()
    wrong = tmp_path / "file" / "result.npz"
    with pytest.raises(files.WriteError, match="result.npz: no file can be written there .*name a"):
        with files.write_atomically(wrong):
            pytest.fail("the work began before the refusal")


@pytest.mark.parametrize("interruption", [ValueError, KeyboardInterrupt])
def test_a_failure_leaves_the_old_file_and_nothing_else(interruption, tmp_path):
    path = tmp_path / "result.npz"
    path.write_bytes(b"old")
    with pytest.raises(interruption), files.write_atomically(path) as temporary:
        temporary.write_bytes(b"half")
        raise interruption
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_writer_may_take_its_temporary_file_away_and_fail(tmp_path):
    with pytest.raises(ValueError, match="own reason"):
        with files.write_atomically(tmp_path / "result") as temporary:
            temporary.unlink()
            raise ValueError("own reason")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_written_file_has_the_permissions_of_any_other(tmp_path):
    (tmp_path / "usual").touch()
    with files.write_atomically(tmp_path / "written"):
        pass
    assert (tmp_path / "written").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_recorded_checksum_joins_the_others_and_verifies(tmp_path):
    for name in ("b.bin", "a.bin"):
        (tmp_path / name).write_bytes(name.encode())
        files.record_checksum(tmp_path / name)
    known = json.loads((tmp_path / "SHA256.json").read_text(encoding="utf-8"))
    assert list(known) == ["a.bin", "b.bin"]
    assert files.verify(tmp_path / "b.bin", known["b.bin"]) == tmp_path / "b.bin"


def test_what_is_no_file_is_refused_in_the_words_of_who_asks(tmp_path):
    with pytest.raises(files.WriteError, match="no.h5: there is no such file; name a run.$"):
        files.require_file(tmp_path / "no.h5", files.WriteError, "a run")
    with pytest.raises(files.WriteError, match="this is a folder; name a run in it.$"):
        files.require_file(tmp_path, files.WriteError, "a run")
    (tmp_path / "run.h5").touch()
    path = str(tmp_path / "run.h5")
    assert files.require_file(path, files.WriteError, "a run") == tmp_path / "run.h5"


def test_a_folder_of_the_cache_is_made_once(tmp_path, monkeypatch):
    monkeypatch.setenv("TINYML_KIT_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "cache" / "a" / "b"
    assert files.make_cache_folder(folder) == files.make_cache_folder(folder) == folder
    assert folder.is_dir()


def test_where_the_cache_cannot_be_the_variable_is_named(tmp_path, monkeypatch):
    (tmp_path / "cache").write_text("a file in its place", encoding="utf-8")
    monkeypatch.setenv("TINYML_KIT_CACHE", str(tmp_path / "cache"))
    said = "no file can be written there .*; let TINYML_KIT_CACHE name a folder that you may write"
    with pytest.raises(files.WriteError, match=said):
        files.make_cache_folder(tmp_path / "cache" / "a")
    with pytest.raises(files.WriteError, match=said):
        with files.write_atomically(tmp_path / "cache" / "b"):
            pass


def test_a_cache_that_may_only_be_read_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("TINYML_KIT_CACHE", str(tmp_path))
    monkeypatch.setattr(files.os, "access", lambda path, how: how != os.W_OK)
    with pytest.raises(files.WriteError, match="it is read-only.*let TINYML_KIT_CACHE name"):
        files.make_cache_folder(tmp_path / "a")


def test_elsewhere_another_folder_is_asked_for(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(files.WriteError, match="; name a folder that you may write to"):
        with files.write_atomically(tmp_path / "file" / "b"):
            pass


def write(path, text="new", **how):
    with files.write_atomically(path, **how) as temporary:
        temporary.write_text(text, encoding="utf-8")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_links_pipes_and_devices_are_not_replaced(tmp_path):
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "dangling").symlink_to("no")
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "dangling"):
        with pytest.raises(files.WriteError, match=f"{name}: this is a link to another file; give"):
            write(tmp_path / name)
    for path in (tmp_path / "pipe", Path("/dev/null")):
        with pytest.raises(files.WriteError, match=f"{path}: this is a pipe or a device; give the"):
            write(path)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dangling", "file", "link", "pipe"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o444, 0o755])
def test_a_file_keeps_its_permissions(tmp_path, mode):
    path = tmp_path / "file"
    path.write_text("old", encoding="utf-8")
    path.chmod(mode)
    write(path)
    assert (path.read_text(encoding="utf-8"), path.stat().st_mode & 0o7777) == ("new", mode)


def test_what_is_read_is_not_replaced_under_any_name(tmp_path):
    path = tmp_path / "model.tflite"
    path.write_text("mine", encoding="utf-8")
    os.link(path, tmp_path / "other name")
    with files.reading(path, None, tmp_path / "no such file"):
        for name in ("model.tflite", "other name", "../" + tmp_path.name + "/model.tflite"):
            with pytest.raises(
                files.WriteError, match="this file is to be read; give another name"
            ):
                write(tmp_path / name)
        write(tmp_path / "free")
    assert path.read_text(encoding="utf-8") == "mine"
    write(path)
    assert path.read_text(encoding="utf-8") == "new"


def test_a_link_that_appears_while_a_file_is_made_is_not_followed_or_replaced(tmp_path):
    (tmp_path / "mine").write_text("mine", encoding="utf-8")
    with pytest.raises(files.WriteError, match="this is a link"):
        with files.write_atomically(tmp_path / "out") as temporary:
            temporary.write_text("new", encoding="utf-8")
            (tmp_path / "out").symlink_to("mine")
    assert (tmp_path / "mine").read_text(encoding="utf-8") == "mine" and (
        tmp_path / "out"
    ).is_symlink()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "x"), r"\(x\); free some space, or name a folder on another disk.$"),
        (OSError(errno.EFBIG, "x"), r"\(x\); raise the limit of a file's size \(ulimit -f\).$"),
        # As HDF5 says it, in two lines.
        (OSError("Can't write data\n(errno = 28, error message = 'No space')"), "free some space"),
        (RuntimeError("Unable to flush (file write failed: errno = 27)"), "ulimit -f"),
    ],
)
def test_a_full_disk_is_one_sentence_that_helps(tmp_path, error, words):
    with pytest.raises(files.WriteError, match=f"out.h5: no file can be written there .*{words}"):
        with files.write_atomically(tmp_path / "out.h5"):
            raise error
    assert list(tmp_path.iterdir()) == []


def test_other_errors_of_a_writer_stay_what_they_are(tmp_path):
    for error in (OSError(errno.EIO, "x"), RuntimeError("x"), files.WriteError("errno = 28")):
        with pytest.raises(type(error)) as caught:
            with files.write_atomically(tmp_path / "out"):
                raise error
        assert caught.value is error


@pytest.mark.skipif(os.name == "nt", reason="limits of Windows differ")
def test_a_name_that_is_too_long_is_to_be_shorter(tmp_path):
    with pytest.raises(files.WriteError, match=r"File name too long\); give a shorter name"):
        write(tmp_path / ("x" * 300) / "y")


def test_a_home_that_is_not_there_is_a_sentence(monkeypatch):
    monkeypatch.setenv("TINYML_KIT_CACHE", "~no-such-user/x")
    with pytest.raises(files.WriteError, match="TINYML_KIT_CACHE: there is no home ~no-such-user;"):
        files.cache_dir()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"a": 1}', "[" * 10**5])
def test_a_damaged_list_of_checksums_is_a_sentence(tmp_path, text):
    (tmp_path / "SHA256.json").write_text(text, encoding="utf-8")
    with pytest.raises(files.ChecksumError, match="SHA256.json: this list of checksums is damaged"):
        files.checksums(tmp_path / "SHA256.json")
