"""Names from a file never change what is generated, shown or printed; they are only text."""

import dataclasses
import json
import re
import subprocess
import sys

import numpy as np
import pytest

from tests.support import hostile_names
from tests.support.command import call
from tests.support.hostile_names import NAMES
from tinyml_kit import ladder
from tinyml_kit.arduino import sketch
from tinyml_kit.base.text import c_comment
from tinyml_kit.codegen.c import c99
from tinyml_kit.codegen.c.literals import identifier
from tinyml_kit.codegen.tflm import c_array
from tinyml_kit.course.pictures.deployment import beside, left_aligned
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder.divergence import Divergence
from tinyml_kit.ladder.result import Ladder, Row
from tinyml_kit.rungs import toolchain
from tinyml_kit.rungs.host import native
from tinyml_kit.rungs.protocol import RungMissing

HARMLESS = [f"name {number}" for number in range(len(NAMES))]
SHORT = [name for name in NAMES if len(name) < 1000]
#: Names that a file can have.
FILES = [name for name in NAMES if not set("/\x00") & set(name) and 0 < len(name) < 100]


def compiler():
    try:
        return toolchain.find("gcc")
    except RungMissing as problem:
        pytest.skip(f"toolchain: {problem}")


def code(text):
    """Return C without its comments, as a compiler with trigraphs would see it."""
    text = text.replace("??/", "\\").replace("\\\n", "")
    return re.sub(r"/\*.*?\*/", " ", text, flags=re.S).split()


def sources(content):
    """Return {file name: text} of everything that is made of a model."""
    return {
        **c99.source(content),
        **c_array.source(content, "array"),
        **sketch.source(content, "drawn", "c"),
        **{f"tflm/{n}": t for n, t in sketch.source(content, "drawn", "tflm").items()},
    }


def test_names_change_nothing_but_comments():
    hostile, plain = sources(hostile_names.model()), sources(hostile_names.model(HARMLESS))
    assert hostile.keys() == plain.keys()
    for name, text in hostile.items():
        if "model_data.c" in name or name == "array.c":
            continue  # the file itself, byte by byte
        assert text.isascii() and text.replace("\n", "").replace("\t", "").isprintable(), name
        # The file's digest and its length differ.
        of_file = r"0x[0-9a-f]{8}UL|_LENGTH \d+"
        once, again = (re.sub(of_file, "", one) for one in (text, plain[name]))
        assert code(once) == code(again), name
        assert len(text) < 100_000, name


def test_the_code_compiles_with_trigraphs_and_computes(tmp_path):
    compiler()
    built = native.build(hostile_names.model(), tmp_path, "gcc", "-O1 -trigraphs")
    x = np.arange(-4, 4, dtype=np.int8).reshape(2, 4)
    assert native.run(built, x).outputs[0].tolist() == np.maximum(x, 0).tolist()


@pytest.mark.parametrize("name", NAMES)
def test_a_model_of_any_name_compiles(name, tmp_path):
    graph = dataclasses.replace(read(hostile_names.model(["y"])), name=name)
    (tmp_path / "m.c").write_text(c99.source(graph, "m")["m.c"], encoding="utf-8")
    (tmp_path / "m.h").write_text(c99.source(graph, "m")["m.h"], encoding="utf-8")
    command = [compiler(), *toolchain.STRICT, "-trigraphs", "-c", "m.c", "-o", "m.o"]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (answer.returncode, answer.stderr) == (0, "")


@pytest.mark.parametrize("name", NAMES)
def test_comments_and_identifiers_are_plain(name):
    said, called = c_comment(name), identifier(name)
    assert "*/" not in said and not set("\\?\n") & set(said) and len(said) <= 1000
    assert re.fullmatch("[A-Za-z][A-Za-z0-9_]{0,63}", called)


@pytest.mark.parametrize("name", NAMES)
def test_a_ladder_shows_any_name_in_a_line_and_in_html(name):
    where = Divergence(0, "RELU", 1, name, 0, (0, 0), 1, 2)
    found = Ladder(name, "tflm", 1, (Row("c", "differs", 1, 1, first_divergence=where),))
    assert all(line.isprintable() for line in str(found).split("\n"))
    assert len(str(found).split("\n")) == 2
    table = found.table()
    table.index = [name]
    table.columns = [*table.columns[:-1], name]
    page = left_aligned(table).to_html() + beside(name, name, (name, name)).data
    assert "<script" not in page and "<img" not in page
    assert json.loads(json.dumps(found.as_dict()))["model"] == name


@pytest.mark.parametrize("command", ["size", "ladder", "predict", "export"])
def test_the_command_line_prints_any_name_as_text(command, tmp_path):
    np.save(tmp_path / "x.npy", np.zeros((1, 4), np.int8))
    for number, name in enumerate(FILES):
        path = tmp_path / f"{name}.tflite"
        path.write_bytes(hostile_names.model(SHORT))
        more = {
            "size": [],
            "ladder": ["--inputs", tmp_path / "x.npy", "--on", "reference"],
            "predict": ["--on", "reference", "--inputs", tmp_path / "x.npy",
                        "--outputs", tmp_path / "y.npy", "--force"],
            "export": ["--as", "c-array", "--out", tmp_path / str(number)],
        }[command]  # fmt: skip
        require_text(call(command, path, *more))


@pytest.mark.parametrize(
    "arguments",
    [
        ["new", "{}"],
        ["exercises", "{}"],
        ["slides", "01", "{}"],
        ["simulate", "{}/run.h5", "--frames", 1],
        ["progress", "{}"],
        ["preprocess", "{}"],
        ["upload", "{}", "--board", "uno"],
        ["fpga", "{}", "--device", "up5k", "--out", "x"],
        ["run", "{}"],
        ["reset", "{}"],
        ["no-such-{}"],
        ["size", "x.tflite", "--board", "{}"],
        ["ladder", "x.tflite", "--inputs", "x.npy", "--on", "serial:{}"],
    ],
)
def test_every_command_prints_the_name_of_a_folder_as_text(arguments, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name = "\x1b[2J\x07 \x9b31m <script> $(touch owned) \u202e\n=1"
    require_text(call(*(str(one).format(name) for one in arguments)))
    assert not (tmp_path / "owned").exists()


def test_a_refusal_prints_any_name_as_text(tmp_path):
    for name in FILES:
        path = tmp_path / f"{name}.tflite"
        path.write_bytes(b"no model")
        answer = require_text(call("size", path))
        assert (answer.exit_code, answer.stdout, answer.stderr.count("\n")) == (2, "", 1)


def require_text(answer):
    """Assert that a command printed lines of printable characters, and return its answer."""
    assert answer.output.replace("\n", "").isprintable(), answer.output
    assert "Traceback" not in answer.stderr
    return answer


def test_a_refusal_by_the_library_shows_in_a_terminal_too():
    code = "from tinyml_kit.base.errors import BadInput; raise BadInput('\\x1b[2J\\nowned')"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stderr
    assert r"BadInput: \x1b[2J\nowned" in said


def test_the_names_of_arrays_still_tell_inputs_apart():
    assert read(hostile_names.model()).tensors[1].name == NAMES[0]
    assert ladder.run(hostile_names.model(), np.zeros((1, 4), np.int8), ["reference"]).agrees
