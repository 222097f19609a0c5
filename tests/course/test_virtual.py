"""The board in a notebook: one picture where nobody is, and Python's verdict where somebody is."""

import re
import shutil

import numpy as np
import pytest

from tinyml_kit.arduino import sketches
from tinyml_kit.base import resources
from tinyml_kit.course import narrow_sums, virtual
from tinyml_kit.graph import tflite
from tinyml_kit.rungs.protocol import DeviceError, RungMissing
from tinyml_kit.setup import page

if not (resources.page() / "widget.js").is_file() or page.node() is None:
    pytest.skip("toolchain: Node or the bundled page is missing", allow_module_level=True)


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    """Return the content of a page with the sketch of digits, and its judge."""
    try:
        return virtual.prepared("digits_uno", tmp_path_factory.mktemp("digits"))
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")


@pytest.fixture
def pixels(digits):
    rng = np.random.default_rng(1)
    return rng.integers(-128, 128, 784).astype(np.int8)


def test_an_executed_notebook_keeps_one_picture_with_words_and_no_widget(monkeypatch, digits):
    shown = []
    monkeypatch.setattr(virtual, "display", lambda data, raw: shown.append(data))
    virtual.show("digits_uno")
    (data,) = shown
    assert set(data) == {"text/html", "text/plain"}
    assert data["text/html"].startswith('<img alt="A drawing of a simulated Arduino Uno; it runs')
    assert data["text/plain"] == digits[0]["words"]


def test_an_open_notebook_gets_the_live_board(monkeypatch, digits):
    shown = []
    monkeypatch.setattr(virtual, "in_live_notebook", lambda: True)
    monkeypatch.setattr(virtual, "display", shown.append)
    virtual.show("two_sensor_and")
    (made,) = shown
    assert repr(made) == "VirtualBoard('two_sensor_and on a simulated Arduino Uno')"
    assert made.scene["wiring"]["knobs"][1]["label"] == "A1"
    assert made.scene["network"] is None


def test_a_page_is_saved(tmp_path, digits):
    path = virtual.save(tmp_path / "board.html", "digits_uno")
    text = path.read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>") and digits[0]["image"] in text


def test_a_second_sketch_stands_in_the_page_with_a_button(tmp_path, digits):
    narrow = narrow_sums.sketch("digits_uno", tmp_path / "narrow")
    content, judge = virtual.prepared("digits_uno", tmp_path, other=("16 bits", narrow))
    other = content["other"]
    assert other["name"] == "16 bits" and other["image"] != content["image"] == digits[0]["image"]
    assert "dot_rows" in {name for _, name in other["functions"]}
    assert other["sizes"]["ramMost"] == 2048 and other["layers"] is None
    assert content["words"].endswith("digits_uno, and a button puts another there: 16 bits.")
    assert digits[0]["other"] is None
    # The first dense layer is the first that adds up.
    ink = np.full(784, 127, np.int8)
    assert judge(ink, np.zeros(10, np.int8), True)["layer"] == "operator 1 FULLY_CONNECTED"


def test_an_emulated_board_has_no_second_sketch(tmp_path):
    with pytest.raises(DeviceError, match="nano33ble is emulated; take uno or mega2560"):
        virtual.prepared("digits_uno", tmp_path, "nano33ble", other=("a", "digits_uno"))


def test_every_sketch_of_the_kit_that_is_wired_can_be_shown(tmp_path, digits):
    for name, wiring in virtual.WIRINGS.items():
        content, judge = virtual.prepared(name, tmp_path / name)
        assert [knob["label"] for knob in content["wiring"]["knobs"]] == [*wiring.knobs]
        assert judge is None


def test_the_ready_made_drawings_are_those_of_the_sketch():
    text = (sketches.ROOT / "digits_uno" / "digits_uno.ino").read_text(encoding="utf-8")
    rows = re.findall(r"\{((?:\d+, ){7}\d+)\}", text)
    drawn = {str(i): [int(word) for word in row.split(",")] for i, row in enumerate(rows)}
    assert len(drawn) == 10
    assert virtual.PICTURES.items() <= drawn.items()


def test_pythons_answers_to_them_stand_in_the_page(digits):
    content, judge = digits
    for example in content["network"]["examples"]:
        assert content["network"]["labels"][int(np.argmax(example["output"]))] == example["name"]


def test_each_layer_has_its_cycles_and_bytes(digits):
    layers = digits[0]["layers"]
    assert [layer["name"] for layer in layers][-2:] == ["2 FULLY_CONNECTED", "3 SOFTMAX"]
    # 784 x 16 weights, and 32 bits for each of 16 biases.
    assert layers[1]["flash"] == 784 * 16 + 16 * 4
    # The cycles of the rung `browser` for an input, but for the call around the layers.
    assert 100_000 < sum(layer["cycles"] for layer in layers) < 150_000


def test_an_equal_answer_has_no_layer(digits, pixels):
    _, judge = digits
    expected = judge(pixels, np.zeros(10, np.int8), False)["output"]
    assert judge(pixels, np.array(expected, np.int8), False) == {"output": expected}


def test_a_difference_that_is_not_the_networks_is_said(digits, pixels):
    _, judge = digits
    assert (
        judge(pixels, np.zeros(10, np.int8), False)["layer"] == "none: the sketch does more with it"
    )


def test_the_first_layer_that_differs_is_named(tmp_path, digits, pixels):
    # A copy of the sketch whose first dense layer gets one bit wrong.
    broken = tmp_path / "digits_uno"
    shutil.copytree(sketches.ROOT / "digits_uno", broken)
    text = (broken / "model.c").read_text(encoding="utf-8")
    wrong = text.replace("    TRACE(7, ", "    ((int8_t *)TENSOR_7)[0] ^= 1;\n    TRACE(7, ")
    assert wrong != text
    (broken / "model.c").write_text(wrong, encoding="utf-8")
    graph = tflite.read(resources.shipped_file("digits_uno.tflite"))
    judge = virtual.judge_of(graph, [sketches.ROOT / "digits_uno", broken], "uno")
    differs = np.zeros(10, np.int8)
    assert judge(pixels, differs, True)["layer"] == "operator 1 FULLY_CONNECTED"
    assert judge(pixels, differs, False)["layer"] == "none: the sketch does more with it"


def test_the_widget_answers_what_the_page_asks(digits, pixels, monkeypatch):
    content, judge = digits
    made, sent = virtual.widget(content, judge), []
    monkeypatch.setattr(made, "send", sent.append)
    expected = judge(pixels, np.zeros(10, np.int8), False)["output"]
    question = {"id": 5, "swapped": False, "input": pixels.view(np.uint8).tolist()}
    question["output"] = np.array(expected, np.int8).view(np.uint8).tolist()
    made._handle_custom_msg(question, [])
    assert sent == [{"id": 5, "output": expected}]
