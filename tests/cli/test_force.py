"""No command replaces a file that it would change, unless --force allows it."""

import os

import numpy as np
import pytest

from tests.support.command import call
from tests.support.networks import small_network
from tinyml_kit.datasets.bragg import twin
from tinyml_kit.features.image import preprocess
from tinyml_kit.graph.tflite import read
from tinyml_kit.teach import chapters


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "m.tflite").write_bytes(small_network())
    graph = read(tmp_path / "m.tflite")
    shape = graph.tensors[graph.inputs[0]].shape[1:]
    np.save(tmp_path / "x.npy", np.zeros((2, *shape), np.int8))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(answer, path):
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr == (
        f"tinyml-kit: {path}: this file exists and would change; give another name, "
        "or add --force.\n"
    )


EXPORTS = {"c99": "out/model.c", "c-array": "out/m.h", "sketch": "out/model.c"}


@pytest.mark.parametrize("what", EXPORTS)
def test_export_replaces_files_of_the_readers_only_with_force(what, folder):
    command = ("export", "m.tflite", "--as", what, "--out", "out")
    assert call(*command).exit_code == 0
    path = folder / EXPORTS[what]
    made = path.read_bytes()
    path.write_bytes(b"// mine\n" + made)
    others = {other: other.read_bytes() for other in (folder / "out").rglob("*") if other.is_file()}
    refused(call(*command), EXPORTS[what])
    assert {other: other.read_bytes() for other in others} == others
    assert call(*command, "--force").exit_code == 0
    assert path.read_bytes() == made


@pytest.mark.parametrize("what", EXPORTS)
def test_an_export_that_changes_nothing_needs_no_force(what, folder):
    command = ("export", "m.tflite", "--as", what, "--out", "out")
    first = call(*command)
    (folder / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    again = call(*command)
    assert (again.exit_code, again.stdout) == (0, first.stdout)
    assert (folder / "out" / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_predict_replaces_other_outputs_only_with_force(folder):
    command = ("predict", "m.tflite", "--on", "reference", "--inputs", "x.npy", "--outputs")
    assert call(*command, "y.npy").exit_code == 0
    made = (folder / "y.npy").read_bytes()
    assert call(*command, "y.npy").exit_code == 0
    (folder / "y.npy").write_bytes(b"mine")
    refused(call(*command, "y.npy"), "y.npy")
    assert (folder / "y.npy").read_bytes() == b"mine"
    assert sorted(path.name for path in folder.iterdir()) == ["m.tflite", "x.npy", "y.npy"]
    assert call(*command, "y.npy", "--force").exit_code == 0
    assert (folder / "y.npy").read_bytes() == made


@pytest.mark.parametrize("name", ["twin.h5", "twin.txt"])
def test_simulate_refuses_before_it_begins(name, folder, monkeypatch):
    asked = []
    monkeypatch.setattr(twin, "write", lambda path, **how: asked.append(path))
    (folder / name).write_text("mine", encoding="utf-8")
    refused(call("simulate", "twin.h5"), name)
    assert asked == []
    assert call("simulate", "twin.h5", "--force").exit_code == 0
    assert len(asked) == 1


def test_preprocess_refuses_before_it_begins(folder, monkeypatch):
    asked = []
    monkeypatch.setattr(
        preprocess, "run_file", lambda run, **how: asked.append(run) or preprocess.Tally()
    )
    (folder / "images.npz").write_text("mine", encoding="utf-8")
    refused(call("preprocess", "run.h5", "--out", "images.npz"), "images.npz")
    assert asked == []
    assert call("preprocess", "run.h5", "--out", "images.npz", "--force").exit_code == 0
    assert len(asked) == 1


def test_preprocess_never_writes_over_what_it_reads_even_with_force(folder):
    call("simulate", "run.h5", "--frames", 1)
    before = (folder / "run.h5").read_bytes()
    refused(call("preprocess", "run.h5", "--out", "run.h5"), "run.h5")
    answer = call("preprocess", "run.h5", "--out", "run.h5", "--force")
    assert answer.exit_code == 2 and "this file is to be read" in answer.stderr
    assert (folder / "run.h5").read_bytes() == before


def test_slides_are_replaced_only_with_force(folder):
    name = chapters.find(["00"])[0].stem
    assert call("slides", "00", "talk").exit_code == 0
    page = folder / "talk" / f"{name}.slides.html"
    page.write_text("mine", encoding="utf-8")
    refused(call("slides", "00", "talk"), f"talk/{name}.slides.html")
    assert page.read_text(encoding="utf-8") == "mine"
    assert call("slides", "00", "talk", "--force").exit_code == 0
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_the_rung_is_looked_at_before_inputs_that_are_missing(folder):
    for command in ("predict", "ladder"):
        more = ["--outputs", "y.npy"] if command == "predict" else []
        answer = call(command, "m.tflite", "--on", "esp8266", "--inputs", "no.npy", *more)
        assert answer.exit_code == 2
        assert answer.stderr.startswith("tinyml-kit: there is no rung 'esp8266'; take one of ref")


def test_no_command_replaces_the_model_that_it_reads_even_with_force(folder):
    content = (folder / "m.tflite").read_bytes()
    for name in ("model.c", "model.npy", "model.v"):
        (folder / name).write_bytes(content)
    commands = [
        ("export", "model.c", "--as", "c99", "--out", ".", "--force"),
        ("predict", "model.npy", "--on", "reference", "--inputs", "x.npy", "--outputs",
         "model.npy", "--force"),
        ("export", "model.v", "--as", "verilog", "--out", ".", "--force"),
        ("fpga", "model.v", "--device", "ecp5-85", "--out", ".", "--force"),
    ]  # fmt: skip
    before = {path: path.read_bytes() for path in folder.iterdir()}
    for command in commands:
        answer = call(*command)
        assert answer.exit_code == 2 and answer.stderr.count("\n") == 1
    assert "this file is to be read; give another name" in call(*commands[0]).stderr
    assert "this file is to be read; give another name" in call(*commands[1]).stderr
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_fpga_refuses_before_it_begins(folder):
    (folder / "out").mkdir()
    (folder / "out" / "report.json").write_text("mine", encoding="utf-8")
    refused(call("fpga", "m.tflite", "--device", "ecp5-85", "--out", "out"), "out/report.json")
    assert [path.name for path in (folder / "out").iterdir()] == ["report.json"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
@pytest.mark.parametrize("kind", ["link", "pipe"])
def test_links_and_pipes_are_not_replaced_even_with_force(folder, kind):
    (folder / "mine").write_text("mine", encoding="utf-8")
    for name in ("y.npy", "run.h5", "images.npz"):
        make = (folder / name).symlink_to if kind == "link" else lambda _, n=name: os.mkfifo(n)
        make("mine")
    commands = [
        ("predict", "m.tflite", "--on", "reference", "--inputs", "x.npy", "--outputs", "y.npy"),
        ("simulate", "run.h5", "--frames", 1),
    ]
    for command in commands:
        answer = call(*command, "--force")
        assert answer.exit_code == 2 and "this is a " in answer.stderr
    assert (folder / "mine").read_text(encoding="utf-8") == "mine"
    assert not (folder / "run.txt").exists()
