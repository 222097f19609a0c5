"""The report is one page that holds all it shows, with names escaped."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from tests.support import random_graphs
from tests.support.command import call
from tests.support.flatbuffer import Writer
from tinyml_kit.base import resources
from tinyml_kit.base.errors import BadInput
from tinyml_kit.graph.tflite import read
from tinyml_kit.own import graph_picture, page
from tinyml_kit.own.graph_picture import svg

MODEL = resources.data_dir() / "mnist_cnn_int8.tflite"


@pytest.fixture(scope="module")
def text():
    return page.page(MODEL, read(MODEL), [], {"uno": BadInput("it is <missing> here.")})


def test_it_shows_operators_boards_and_why_there_is_no_profile(text):
    graph = read(MODEL)
    for operator in graph.operators:
        assert text.count(f"{operator.index} {operator.name}") == 2  # in the table and the picture
    assert "Arduino Uno" in text and "of 32,256" in text
    assert "uno: it is &lt;missing&gt; here." in text


def test_it_asks_for_nothing_and_follows_the_readers_colours(text):
    assert not re.search(r"https?:|//|src=|href=|url\(|@import|<script", text)
    assert "default-src 'none'" in text
    assert "prefers-color-scheme: dark" in text


def test_the_picture_is_well_formed_and_has_a_line_into_every_box():
    graph = read(MODEL)
    drawn = ElementTree.fromstring(svg(graph))
    kinds = [one.get("class") for one in drawn]
    assert kinds.count("box") == len(graph.operators)
    assert kinds.count("end") == 2
    assert kinds.count("line") == len(graph.operators) + 1


@pytest.mark.parametrize("seed", range(8))
def test_lines_around_boxes_never_share_a_lane_at_a_row(seed):
    graph = read(random_graphs.make(seed).content)
    around = [line for line in graph_picture.lines(graph) if line[2]]
    for number, (above, below, lane) in enumerate(around):
        assert below > above + 1
        for other_above, other_below, other in around[:number]:
            assert lane != other or above >= other_below or below <= other_above


def test_a_hostile_name_is_only_text(tmp_path):
    writer = Writer()
    side = {"shape": (1, 4), "dtype": np.float32}
    x = writer.tensor(**side, name="<script>alert(1)</script>")
    y = writer.tensor(**side, name='" onload="x')
    writer.operator("ABS", [x], [y])
    writer.inputs, writer.outputs = [x], [y]
    path = tmp_path / "<b>.tflite"
    path.write_bytes(writer.finish())
    made = page.page(path, read(path), [], {})
    assert "<script" not in made and "<b>" not in made and '" onload' not in made


def test_the_command_writes_a_page_with_a_profile(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    answer = call("report", MODEL, "--on", "c")
    assert (answer.exit_code, answer.stdout) == (0, "mnist_cnn_int8.html: written\n")
    made = (tmp_path / "mnist_cnn_int8.html").read_text(encoding="utf-8")
    assert "<h3>c (seconds, measured)</h3>" in made or "toolchain" in made or "c: " in made
    assert "exists and would change" in call("report", MODEL).stderr
    answer = call("report", MODEL, "--on", "tflm", "--out", "x.html")
    assert "counts nothing operator by operator" in answer.stderr
    assert not (tmp_path / "x.html").exists()
