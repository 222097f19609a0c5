"""The board on the page in a real browser: from a file, without a network."""

import re

import pytest

from tests.support.page_of_a_board import verdict
from tests.test_browser import contrast
from tinyml_kit.arduino import sketches, virtual_board
from tinyml_kit.arduino.wiring import Wiring
from tinyml_kit.course import virtual
from tinyml_kit.rungs.protocol import RungMissing
from tinyml_kit.setup import page as page_setup


def test_a_keyboard_turns_the_knob(opened, pages):
    knob = opened(pages("sine_potentiometer_led"))
    slider = knob.get_by_role("slider", name="A0")
    slider.focus()
    knob.keyboard.press("Home")
    assert slider.get_attribute("aria-valuetext") == "0.00 volts"
    # sin(0) is 0: the LED is all but dark, as simavr says, too.
    knob.get_by_text(re.compile(r"LED at pin 9: [0-4]\.\d % on")).wait_for()


def test_the_light_follows_the_knob_and_the_monitor_says_why(opened, pages):
    page = opened(pages("sine_potentiometer_led"))
    page.get_by_text(re.compile(r"LED at pin 9: 99\.\d % on")).wait_for()
    page.get_by_role("button", name="Send").click()
    page.get_by_role("log").filter(has_text="turn 512/1023: brightness 254/255").wait_for()
    # What goes over the line is text here, whatever it looks like.
    page.get_by_role("textbox").fill("<b>?</b>")
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    assert page.get_by_role("log").locator("*").count() == 0


def test_two_boards_in_one_page_are_each_their_own(opened, pages, tmp_path):
    both = tmp_path / "both.html"
    frames = [_frame(name, tmp_path / name) for name in ("digits_uno", "two_sensor_and")]
    both.write_text("<!DOCTYPE html><title>two</title>" + "".join(frames), encoding="utf-8")
    page = opened(both)
    one, two = page.frame_locator("iframe >> nth=0"), page.frame_locator("iframe >> nth=1")
    one.get_by_role("button", name="7", exact=True).click()
    for name in ("A0", "A1"):
        two.get_by_role("slider", name=name).press("End")
    two.get_by_text("LED at pin 13: 100.0 % on").wait_for()
    one.get_by_text("Python's scores are equal to the bit.").wait_for()


def _frame(name, folder):
    try:
        content, _ = virtual.prepared(name, folder)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    return virtual_board.frame(content)


def test_pause_and_reset(opened, pages):
    page = opened(pages("two_sensor_and"))
    clock = page.locator(".clock")
    clock.filter(has_text="MHz").wait_for()
    page.get_by_role("button", name="Pause").click()
    page.wait_for_timeout(300)
    stood = clock.inner_text()
    page.wait_for_timeout(500)
    assert clock.inner_text() == stood
    page.get_by_role("button", name="Run").click()
    page.get_by_role("button", name="Reset").click()
    clock.filter(has_text=re.compile(r"^0\.\d\d s")).wait_for()


def test_a_step_is_told_with_its_function_and_does_one_instruction(opened, pages):
    page = opened(pages("two_sensor_and"))
    page.locator(".clock").filter(has_text="MHz").wait_for()
    step = page.get_by_role("button", name="Step")
    assert step.is_disabled()
    page.get_by_role("button", name="Pause").click()
    for _ in range(3):
        step.click()
    told = page.locator(".stepped")
    told.filter(has_text="cycle").wait_for()
    assert re.fullmatch(
        r"0x[0-9a-f]{4} in \w+: [A-Z]+.* \(.+\), \d+ cycles?", told.inner_text(), re.DOTALL
    )
    page.get_by_role("button", name="Run").click()
    assert told.is_hidden()


def test_the_scope_shows_the_pulses_of_a_pin(opened, pages):
    page = opened(pages("sine_potentiometer_led"))
    page.get_by_role("slider", name="A0").press("PageDown")
    page.get_by_text("Scope").click()
    page.get_by_label("time that the scope shows").select_option("100 ms")
    # A pulse each 2.04 ms, two edges each: 98 in 100 ms.
    page.wait_for_function(
        """() => {
          const path = document.getElementById("board").shadowRoot.querySelector("path.trace");
          const edges = (path?.getAttribute("d")?.match(/V/g) ?? []).length;
          return edges >= 90 && edges <= 100;
        }"""
    )


def test_costs_are_those_of_the_program_and_the_stack_is_measured(opened, pages):
    page = opened(pages("digits_uno"))
    page.get_by_role("button", name="4", exact=True).click()
    verdict(page)
    page.get_by_text("Costs").click()
    page.get_by_text(re.compile(r"of 32,256 bytes; .* of 2,048 bytes of RAM")).wait_for()
    stack = page.get_by_text(re.compile(r"Stack up to now \d+ bytes \(simulated\)")).inner_text()
    assert 40 < int(re.search(r"now (\d+)", stack)[1]) < 400
    rows = page.locator("table.costs tbody tr")
    assert rows.count() > 1 and "FULLY_CONNECTED" in rows.nth(1).inner_text()


def test_a_page_that_is_loaded_again_starts_anew(opened, pages):
    page = opened(pages("digits_uno"))
    page.get_by_role("button", name="0", exact=True).click()
    verdict(page)
    page.reload()
    page.get_by_text("Draw, and the chip reads it.").wait_for()
    page.get_by_role("button", name="1", exact=True).click()
    assert "The chip reads 1" in verdict(page)


def test_a_crash_is_told_with_the_function(opened, tmp_path):
    folder = tmp_path / "crash"
    folder.mkdir()
    (folder / "crash.ino").write_text(
        '__attribute__((noinline)) void wrong() { __asm__ volatile(".word 0x940b"); }\n'
        "void setup() { wrong(); }\nvoid loop() {}\n",
        encoding="utf-8",
    )
    try:
        path = virtual.save(tmp_path / "crash.html", folder)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    page = opened(path)
    alert = page.get_by_role("alert")
    alert.filter(has_text="an instruction that the chip does not have").wait_for()
    assert re.search(r"at 0x[0-9a-f]+: 0x940b\. It was in .*(wrong|main)", alert.inner_text())


# Every text, its colour, and that of the nearest ground that is not transparent.
COLOURS = """() => {
  const seen = [];
  const root = document.getElementById("board").shadowRoot;
  for (const part of root.querySelectorAll(".all *:not(svg *):not(style)")) {
    const own = [...part.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join("");
    if (!own.trim() || !part.checkVisibility()) continue;
    let ground = part;
    while (ground.parentElement && getComputedStyle(ground).backgroundColor === "rgba(0, 0, 0, 0)")
      ground = ground.parentElement;
    const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
    const rgb = (colour) => {
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      return `rgb(${[...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)})`;
    };
    seen.push({text: own.trim(), colour: rgb(getComputedStyle(part).color),
               on: rgb(getComputedStyle(ground).backgroundColor)});
  }
  return seen;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_in_both_themes(scheme, opened, pages):
    page = opened(pages("digits_uno"), color_scheme=scheme)
    page.get_by_role("button", name="2", exact=True).click()
    verdict(page)
    seen = page.evaluate(COLOURS)
    assert len(seen) > 30
    assert [one for one in seen if contrast(one["colour"], one["on"]) < 4.5] == []


def test_a_sketch_with_a_button_reads_it(opened, tmp_path):
    folder = tmp_path / "pressed"
    folder.mkdir()
    (folder / "pressed.ino").write_text(
        "void setup() { pinMode(2, INPUT_PULLUP); pinMode(13, OUTPUT); }\n"
        "void loop() { digitalWrite(13, !digitalRead(2)); }\n",
        encoding="utf-8",
    )
    try:
        sketch = sketches.build(folder, "mega2560", tmp_path / "built")
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    scene = virtual_board.scene(sketch, Wiring(lights=[13], buttons=[2]))
    page = opened(virtual_board.write_page(scene, tmp_path / "pressed.html"))
    page.get_by_text("LED at pin 13: 0.0 % on").wait_for()
    button = page.get_by_role("button", name="button at pin 2").bounding_box()
    page.mouse.move(button["x"] + 5, button["y"] + 5)
    page.mouse.down()
    page.get_by_text("LED at pin 13: 100.0 % on").wait_for()
    page.mouse.up()
    page.get_by_text("LED at pin 13: 0.0 % on").wait_for()


@pytest.mark.parametrize("name", ["digits_uno", "sine_potentiometer_led"])
def test_axe_finds_no_barrier(name, opened, pages):
    axe = page_setup.ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
    if not axe.is_file():
        pytest.skip("toolchain: the packages of web for the tests are not installed")
    page = opened(pages(name))
    page.locator(".clock").filter(has_text="MHz").wait_for()
    page.add_script_tag(path=axe)
    found = page.evaluate("async () => (await axe.run()).violations")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
