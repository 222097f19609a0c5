"""C files that the kit compiles for this computer."""

import ctypes
from shutil import which

import pytest

from tinyml_kit.base import c_library

needs_compiler = pytest.mark.skipif(
    not any(map(which, c_library.COMPILERS)), reason="there is no C compiler here"
)


@pytest.fixture
def source(tmp_path, monkeypatch):
    monkeypatch.setenv("TINYML_KIT_CACHE", str(tmp_path / "cache"))
    c_library.library.cache_clear()
    yield tmp_path / "twice.c"
    c_library.library.cache_clear()


def write(source, factor):
    source.write_text(f"int times(int x) {{ return {factor} * x; }}\n", encoding="utf-8")


@needs_compiler
def test_a_changed_file_is_compiled_again(source):
    for factor in (2, 3):
        write(source, factor)
        c_library.library.cache_clear()
        compiled = c_library.library(source)
        assert isinstance(compiled, ctypes.CDLL)
        assert compiled.times(7) == 7 * factor


@needs_compiler
def test_an_unchanged_file_is_compiled_once(source, monkeypatch):
    write(source, 2)
    assert c_library.library(source).times(7) == 14
    c_library.library.cache_clear()
    monkeypatch.setattr(c_library.children, "run", None)  # would fail
    assert c_library.library(source).times(7) == 14
    made, checksum = sorted((source.parent / "cache" / "libraries").iterdir())
    assert checksum.name == f"{made.name}.sha256"


def test_without_a_compiler_there_is_no_library(source, monkeypatch):
    write(source, 2)
    monkeypatch.setattr(c_library, "which", lambda name: None)
    assert c_library.library(source) is None
    assert not (source.parent / "cache").exists()


@needs_compiler
def test_what_does_not_compile_leaves_nothing_behind(source):
    source.write_text("int times(int x) { return y; }\n", encoding="utf-8")
    assert c_library.library(source) is None
    assert list((source.parent / "cache" / "libraries").iterdir()) == []


@needs_compiler
def test_where_the_cache_cannot_be_written_there_is_no_library(source):
    write(source, 2)
    (source.parent / "cache").write_text("a file where the folder would be", encoding="utf-8")
    assert c_library.library(source) is None
