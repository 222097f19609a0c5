import hashlib
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinyml_kit.base import files
from tinyml_kit.base.errors import BadInput


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
    known = json.loads((tmp_path / "SHA256.json").read_text())
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
    (tmp_path / "cache").write_text("a file in its place")
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
    (tmp_path / "file").write_text("")
    with pytest.raises(files.WriteError, match="; name a folder that you may write to"):
        with files.write_atomically(tmp_path / "file" / "b"):
            pass
