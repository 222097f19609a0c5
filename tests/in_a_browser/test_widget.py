"""The widget of a notebook in a page, with Python behind it."""

import contextlib
import re

import numpy as np
import pytest

from tests.support.page_of_a_board import PATIENCE
from tinyml_kit.arduino import virtual_board
from tinyml_kit.course import narrow_sums, streamed, virtual
from tinyml_kit.rungs.protocol import RungMissing

#: What the page tells Python of an answer.
BOTH = ("input", "output")
# What a notebook does: the widget in a page, and a model that carries messages to Python.
WIDGET = """async ([source, scene]) => {
  const address = URL.createObjectURL(new Blob([source], {type: "text/javascript"}));
  const {default: widget} = await import(address);
  const heard = [];
  const send = async (message) => {
    for (const told of await window.python(message)) heard.forEach((one) => one(told));
  };
  const model = {get: () => scene, on: (_, one) => heard.push(one), off: () => {}, send};
  widget.render({model, el: document.body});
}"""


@pytest.fixture
def shown(browser):
    """Return a function that shows the widget of a board, whose messages go to a function."""
    pages = []

    def show(content, python):
        page = browser.new_page()
        pages.append(page)
        page.set_default_timeout(PATIENCE)
        page.expose_function("python", python)
        page.evaluate(WIDGET, [virtual_board.asset("widget.js"), content])
        return page

    yield show
    for page in pages:
        page.close()


def test_the_knob_of_an_emulated_board_turns_its_light(shown, tmp_path):
    try:
        content, _ = virtual.prepared("sine_potentiometer_led", tmp_path, "nano33ble")
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    (program,) = tmp_path.glob("*.elf")
    stream = streamed.Stream(program, content["wiring"], contextlib.ExitStack())
    page = shown(content, lambda message: [{"report": one} for one in stream.take(message)])
    slider = page.get_by_role("slider", name="A0")
    for place, volts, on in (("512", "1.65", r"9\d\.\d"), ("0", "0.00", r"[0-9]\.\d")):
        slider.fill(place)
        page.get_by_text(re.compile(f"LED at pin 9: {on} % on")).wait_for()
        assert slider.get_attribute("aria-valuetext") == f"{volts} volts"
    stream.close()


def test_python_names_the_layer_in_which_a_second_program_goes_wrong(shown, tmp_path):
    def python(message):
        pixels, output = (np.array(message[key], np.uint8).view(np.int8) for key in BOTH)
        return [{"id": message["id"], **judge(pixels, output, message["swapped"])}]

    try:
        narrow = narrow_sums.sketch("drawn_digits", tmp_path / "narrow")
        content, judge = virtual.prepared("drawn_digits", tmp_path, other=("16 bits", narrow))
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    page = shown(content, python)
    page.get_by_role("gridcell", name="row 2, column 5", exact=True).press("Space")
    page.get_by_text("equal to the bit").wait_for()
    page.get_by_role("button", name="16 bits").click()
    page.get_by_text("the first layer that differs is operator 0 CONV_2D.").wait_for()
