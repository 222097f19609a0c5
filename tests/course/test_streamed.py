"""A Cortex-M4 in the view of pages: emulated, typed to, and reading drawings equal to the bit."""

import contextlib

import numpy as np
import pytest

from tinyml_kit.arduino import qemu_board
from tinyml_kit.arduino.sketches import Sketch
from tinyml_kit.arduino.wiring import Wiring
from tinyml_kit.base import temporary
from tinyml_kit.course import streamed, virtual
from tinyml_kit.rungs.protocol import DeviceError, RungMissing

LIGHT = """
void setup() { Serial.begin(115200); pinMode(13, OUTPUT); analogWrite(9, 51); }
void loop() {
  if (Serial.available()) {
    int c = Serial.read();
    digitalWrite(13, c == 'h');
    Serial.println(c == 'h' ? "high" : "low");
  }
}
"""

#: A button lets a lamp shine, as bright as a knob is turned.
WIRED = """
void setup() { pinMode(2, INPUT_PULLUP); }
void loop() {
  Serial.available(); /* sleeps for a moment */
  analogWrite(9, digitalRead(2) ? 0 : analogRead(A1) / 4);
}
"""
NOTHING = {"lights": [], "knobs": [], "buttons": []}


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    """Return the content of a view, the judge of its answers, and the emulated board."""
    folder = tmp_path_factory.mktemp("nano")
    try:
        content, judge = virtual.prepared("digits_nano33ble", folder, "nano33ble")
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    stream = streamed.Stream(folder / "digits_nano33ble.elf", NOTHING, contextlib.ExitStack())
    yield content, judge, stream
    stream.close()


def test_the_view_says_that_the_board_is_emulated_and_needs_python(digits):
    content, _, _ = digits
    assert content["title"] == "digits_nano33ble on an emulated Arduino Nano 33 BLE Sense"
    assert (content["label"], content["chip"], content["image"]) == ("emulated", "", "")
    assert content["network"]["rows"] == 8


def test_a_drawing_is_read_as_python_reads_it(digits):
    content, judge, stream = digits
    (ready,) = stream.take({"do": "start"})
    assert ready["say"] == "status"
    for example in content["network"]["examples"]:
        pixels = np.where(np.array([*example["pixels"]]) == "1", 127, -128).astype(np.int8)
        sent = {"do": "predict", "id": 7, "input": pixels.view(np.uint8).tolist()}
        answer, status = stream.take(sent)
        assert (answer["say"], answer["id"], answer["problem"]) == ("answer", 7, None)
        output = np.array(answer["output"], np.uint8).view(np.int8)
        assert output.tolist() == judge(pixels, output, False)["output"] == example["output"]
        assert 0 < answer["ticks"] < 1_000_000 and status["say"] == "status"


def test_what_is_typed_is_answered_in_the_monitor(digits):
    _, _, stream = digits
    list(stream.take({"do": "start"}))
    (told,) = stream.take({"do": "type", "text": "?"})
    assert "read" in told["text"]


def test_an_input_that_does_not_fit_is_a_problem_in_words(digits):
    _, _, stream = digits
    list(stream.take({"do": "start"}))
    answer, _ = stream.take({"do": "predict", "id": 1, "input": [0] * 9})
    assert "takes 64 elements of int8, got 9" in answer["problem"]


def test_pins_are_what_the_sketch_wrote_last(tmp_path):
    folder = tmp_path / "light"
    folder.mkdir()
    (folder / "light.ino").write_text(LIGHT, encoding="utf-8")
    try:
        built = qemu_board.build(folder, tmp_path / "built")
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    wiring = {**NOTHING, "lights": [{"pin": "9"}, {"pin": "13"}]}
    stream = streamed.Stream(built.elf, wiring, contextlib.ExitStack())
    list(stream.take({"do": "start"}))
    (told,) = stream.take({"do": "type", "text": "h"})
    assert (told["text"], told["duties"]) == ("high\r\n", {"9": 0.2, "13": 1.0})
    (told,) = stream.take({"do": "type", "text": "l"})
    assert (told["text"], told["duties"]) == ("low\r\n", {"9": 0.2, "13": 0.0})
    stream.close()
    assert list(stream.take({"do": "type", "text": "h"})) == []


@pytest.fixture
def wired(tmp_path):
    """Return what a view shows of a sketch with a knob and a button, and the emulated board."""
    folder = tmp_path / "wired"
    folder.mkdir()
    (folder / "wired.ino").write_text(WIRED, encoding="utf-8")
    try:
        built = qemu_board.build(folder, tmp_path / "built")
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    content = streamed.scene(built, Wiring(knobs={"A1": 1.65}, lights=[9], buttons=[2]))
    stream = streamed.Stream(built.elf, content["wiring"], contextlib.ExitStack())
    yield content, stream
    stream.close()


def duty(stream, message):
    """Take a message, and return for which share of time the lamp is on in the end."""
    *_, told = stream.take(message)
    for _ in range(100):  # a busy machine gives the emulator its turn late
        if round(told["duties"]["9"] * 255) == message.get("expected", 0):
            break
        *_, told = stream.take({"do": "press", "pin": "3", "high": len(str(_)) % 2})
    return round(told["duties"]["9"] * 255)


def test_what_is_turned_and_pressed_is_read_by_the_sketch(wired):
    _, stream = wired
    pressed, released = ({"do": "press", "pin": "2", "high": high} for high in (False, True))
    assert duty(stream, {"do": "start"}) == 0
    assert duty(stream, pressed | {"expected": 128}) == 128
    assert duty(stream, {"do": "knob", "channel": 1, "counts": 1020, "expected": 255}) == 255
    assert duty(stream, released) == 0
    # A new start keeps what is wired as it is.
    assert duty(stream, pressed | {"expected": 255}) == 255
    assert duty(stream, {"do": "start", "expected": 255}) == 255


def test_a_watched_board_keeps_only_what_changes(wired):
    _, stream = wired
    duty(stream, {"do": "start"})
    duty(stream, {"do": "press", "pin": "2", "high": False, "expected": 128})
    assert stream._board.written().tolist() == [[9, 0], [9, 128]]


def test_a_knob_ends_at_the_most_that_the_pins_bear(wired):
    content, _ = wired
    (knob,) = content["wiring"]["knobs"]
    assert knob == {"channel": 1, "label": "A1", "counts": 512, "volts": 3.3}
    assert content["wiring"]["buttons"] == [{"pin": "2", "label": "button at pin 2"}]
    assert "with a knob at A1, an LED at pin 9, a button at pin 2; it runs" in content["words"]


@pytest.mark.parametrize(
    ("wiring", "message"),
    [
        (Wiring(knobs={"A0": 5.0}), "A0 at 5 V; take an input from A0 to A7, and 0 to 3.3 V"),
        (Wiring(knobs={"A8": 1.0}), "A8 at 1 V; take an input"),
        (Wiring(lights=[22]), "pin 22: the board has none; take one from 0 to 21"),
    ],
)
def test_what_cannot_be_wired_is_said(wiring, message, tmp_path):
    sketch = Sketch("a", "nano33ble", tmp_path / "a.elf", None, 1, 1)
    with pytest.raises(DeviceError, match=message):
        streamed.scene(sketch, wiring)


def test_what_the_program_needs_is_given_back_at_the_end(tmp_path):
    kept = contextlib.ExitStack()
    folder = kept.enter_context(temporary.folder(tmp_path))
    streamed.Stream(folder / "a.elf", NOTHING, kept).close()
    assert not folder.exists()


def test_the_widget_carries_requests_and_reports(digits, monkeypatch):
    content, judge, stream = digits
    made, sent = virtual.widget(content, judge, stream), []
    monkeypatch.setattr(made, "send", sent.append)
    made._handle_custom_msg({"do": "start"}, [])
    assert [one["report"]["say"] for one in sent] == ["status"]


def test_it_has_no_page_of_its_own(tmp_path, digits):
    with pytest.raises(DeviceError, match="not in pages of their own; show it in a notebook"):
        virtual.save(tmp_path / "board.html", "digits_nano33ble", board="nano33ble")
    assert not (tmp_path / "board.html").exists()
