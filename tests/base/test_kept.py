"""Files of the cache are made once, and anew when they are not what was made."""

import pytest

from tinyml_kit.base.kept import kept


@pytest.fixture
def made(tmp_path, monkeypatch):
    """Return a path in the cache, how to make its file, and the list of times that it was made."""
    monkeypatch.setenv("TINYML_KIT_CACHE", str(tmp_path / "cache"))
    times = []

    def make(path):
        times.append(path)
        path.write_bytes(b"content")
        path.with_name("part").write_bytes(b"left")

    return tmp_path / "cache" / "a" / "file", make, times


def test_a_file_is_made_once_and_alone(made):
    path, make, times = made
    for _ in range(3):
        assert kept(path, make) == path and path.read_bytes() == b"content"
    assert len(times) == 1
    assert sorted(one.name for one in path.parent.iterdir()) == ["file", "file.sha256"]


@pytest.mark.parametrize("content", [b"", b"conten", b"Content", b"content and more"])
def test_a_file_that_is_not_what_was_made_is_made_anew(made, content):
    path, make, times = made
    kept(path, make)
    path.write_bytes(content)
    assert kept(path, make).read_bytes() == b"content" and len(times) == 2


@pytest.mark.parametrize("text", [b"", b"0" * 64, b"\xff\xfe"])
def test_a_file_without_its_checksum_is_made_anew(made, text):
    path, make, times = made
    kept(path, make)
    (path.parent / "file.sha256").write_bytes(text)
    kept(path, make)
    kept(path, make)
    assert len(times) == 2


def test_a_failure_leaves_nothing(made):
    path, _, _ = made

    def fail(path):
        path.write_bytes(b"half")
        raise ValueError

    with pytest.raises(ValueError):
        kept(path, fail)
    assert list(path.parent.iterdir()) == []
