"""The command export, called as a shell does."""

import shutil
import sys

import pytest

from tests.support.networks import Network, small_network
from tinyml_kit import cli
from tinyml_kit.rungs.interpreters import tflm
from tinyml_kit.rungs.interpreters.tflm import Arena, Built


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a folder with a model, and be in it."""
    (tmp_path / "784-32.tflite").write_bytes(small_network())
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def call(monkeypatch, capfd, folder):
    """Return a function that exports: exit status, standard output, standard error."""

    def call(*arguments, model="784-32.tflite"):
        command = ["tinyml-kit", "export", model, *arguments, "--out", "out"]
        monkeypatch.setattr(sys, "argv", command)
        try:
            cli.main()
        except SystemExit as end:
            return end.code, *capfd.readouterr()

    return call


@pytest.fixture
def measured(monkeypatch):
    """Let the interpreter have measured an arena of 2000 bytes."""
    built = Built("m", b"", (), Arena(2000, 1500, 500))
    monkeypatch.setattr(tflm, "available", lambda: True)
    monkeypatch.setattr(tflm, "build", lambda model: built)
    monkeypatch.setattr(tflm, "least_arena", lambda built: built.arena.total)


def names(folder):
    return sorted(path.name for path in (folder / "out").iterdir())


def test_c99_is_two_files_that_are_told_with_their_sizes(call, folder):
    status, out, err = call("--as", "c99")
    assert (status, err) == (0, "")
    assert names(folder) == ["model.c", "model.h"]
    size = (folder / "out" / "model.h").stat().st_size
    assert f"out/model.h: {size} bytes" in out.replace("\\", "/").splitlines()


def test_files_and_functions_have_the_name_that_was_asked_for(call, folder):
    assert call("--as", "c99", "--name", "my net")[0] == 0
    assert "void my_net_invoke(void)" in (folder / "out" / "my_net.c").read_text(encoding="utf-8")


def test_code_is_made_for_a_board(call, folder):
    assert call("--as", "c99", "--board", "uno")[0] == 0
    assert "typedef int16_t index_t" in (folder / "out" / "model.c").read_text(encoding="utf-8")


def test_an_array_is_called_after_its_file_and_knows_its_arena(call, folder, measured):
    assert call("--as", "c-array")[0] == 0
    assert names(folder) == ["m784_32.c", "m784_32.h"]
    assert "2000 (measured)" in (folder / "out" / "m784_32.h").read_text(encoding="utf-8")


def test_without_an_interpreter_the_arena_is_estimated(call, folder, monkeypatch):
    monkeypatch.setattr(tflm, "available", lambda: False)
    assert call("--as", "c-array")[0] == 0
    assert "(estimated)" in (folder / "out" / "m784_32.h").read_text(encoding="utf-8")


def test_a_dense_layer_with_several_scales_is_warned_of(call, folder, measured):
    (folder / "s.tflite").write_bytes(Network((1, 4)).dense(2, scales=[0.01, 0.02]).finish())
    status, _, err = call("--as", "c-array", model="s.tflite")
    assert status == 0
    assert err.startswith("tinyml-kit: caution: operator 0 FULLY_CONNECTED has a scale for each")
    assert err.count("\n") == 1


def test_a_sketch_is_a_folder_for_a_board_and_a_runtime(call, folder, measured):
    assert call("--as", "sketch", "--board", "nano33ble")[0] == 0
    assert {"out.ino", "model.c", "src"} <= set(names(folder))
    status, _, err = call("--as", "sketch", "--runtime", "tflm")
    assert status == 2 and "holds model.c of a sketch with the other runtime" in err
    shutil.rmtree(folder / "out")
    assert call("--as", "sketch", "--runtime", "tflm", "--board", "nano33ble")[0] == 0
    assert "2000 (measured)" in (folder / "out" / "model_data.h").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "arguments, message",
    [
        (("--as", "c99", "--board", "nope"), "there is no board 'nope'"),
        (("--as", "c-array", "--board", "uno"), "uno: the TFLM interpreter is too large"),
        (("--as", "sketch", "--runtime", "tflm", "--board", "uno"), "uno: the TFLM interpreter is"),
    ],
)
def test_a_refusal_is_one_sentence_and_leaves_nothing(call, folder, measured, arguments, message):
    status, out, err = call(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith(f"tinyml-kit: {message}") and err.count("\n") == 1
    assert not (folder / "out").exists()


@pytest.mark.parametrize("what", ["c99", "c-array", "sketch"])
def test_a_damaged_model_and_a_place_that_is_a_file_are_named(call, folder, what):
    content = (folder / "784-32.tflite").read_bytes()
    (folder / "cut.tflite").write_bytes(content[: len(content) // 2])
    status, out, err = call("--as", what, model="cut.tflite")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("tinyml-kit: cut.tflite: ") and "; the file is damaged" in err
    (folder / "out").write_text("mine", encoding="utf-8")
    status, out, err = call("--as", what)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "out: no files can be written there" in err
    assert (folder / "out").read_text(encoding="utf-8") == "mine"


def test_a_file_that_is_not_there_is_named(call):
    status, _, err = call("--as", "c99", model="no.tflite")
    assert status == 2 and "no.tflite" in err


def test_verilog_is_one_file_for_a_device(call, folder):
    status, out, err = call("--as", "verilog", "--device", "up5k", "--name", "my net")
    assert (status, err) == (0, "")
    assert names(folder) == ["my_net.v"]
    text = (folder / "out" / "my_net.v").read_text(encoding="utf-8")
    assert "Lattice iCE40 UP5K" in text and "module my_net (" in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("verilog", "--board", "uno"), "name it with --device, not --board"),
        (("c99", "--device", "up5k"), "--device and --rate are for circuits; add --as verilog"),
        (("c99", "--rate", "30"), "--device and --rate are for circuits; add --as verilog"),
        (("verilog", "--rate", "0"), "argument --rate: '0' is not a number above 0"),
        (("verilog", "--rate", "fast"), "argument --rate: 'fast' is not a number above 0"),
        (("verilog", "--device", "uno"), "there is no FPGA 'uno'; take one of up5k"),
    ],
)
def test_options_that_do_not_go_with_a_format_are_refused(call, folder, arguments, words):
    status, out, err = call("--as", *arguments)
    assert (status, out) == (2, "")
    assert words in err
    assert not (folder / "out").exists()
