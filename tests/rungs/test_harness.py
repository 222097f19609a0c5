"""Programs around simavr: compiled once for a content, named after it, missing in words."""

import shutil

import pytest

from tinyml_kit.base import files
from tinyml_kit.rungs import harness
from tinyml_kit.rungs.protocol import DeviceError, RungMissing
from tinyml_kit.setup import places

SOURCE = "#include <simavr/sim_avr.h>\nint main(void) { return 0; }\n"


@pytest.fixture
def source(tmp_path, monkeypatch):
    """Return the path of a program that includes simavr, with an empty cache beside it."""
    if not (shutil.which("gcc") and places.header_folder(harness.SIMAVR_HEADER)):
        pytest.skip("toolchain: gcc or simavr's library is not installed")
    monkeypatch.setenv("TINYML_KIT_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "step.c"
    path.write_text(SOURCE, encoding="utf-8")
    return path


def test_a_program_is_compiled_once_for_each_content(source):
    first = harness.simavr(source)
    made = first.stat().st_mtime_ns
    assert first.parent.parent == files.cache_dir()
    assert harness.simavr(source) == first and first.stat().st_mtime_ns == made
    source.write_text(SOURCE.replace("return 0", "return 1"), encoding="utf-8")
    second = harness.simavr(source)
    assert second != first
    made = {path.name for path in first.parent.iterdir() if path.suffix != ".sha256"}
    assert made == {first.name, second.name}


def test_a_program_that_was_cut_off_is_compiled_anew(source):
    program = harness.simavr(source)
    whole = program.read_bytes()
    program.write_bytes(whole[: len(whole) // 2])
    assert harness.simavr(source).read_bytes() == whole


def test_other_options_make_another_program(source):
    assert harness.simavr(source, "-lutil") != harness.simavr(source)


def test_a_program_that_does_not_compile_leaves_nothing(source):
    source.write_text("int main(void) { return nothing; }\n", encoding="utf-8")
    with pytest.raises(DeviceError, match="step.c:1:25: error: .*nothing"):
        harness.simavr(source)
    assert list((files.cache_dir() / "simavr").iterdir()) == []


def test_without_the_library_the_message_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "HEADERS", (str(tmp_path),))
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")
    with pytest.raises(RungMissing, match="simavr's library is not installed; get it by: "):
        harness.simavr(tmp_path / "step.c")
