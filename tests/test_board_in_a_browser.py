"""The board on the page in a real browser: from a file, without a network, by mouse and finger."""

import base64
import contextlib
import json
import re
import subprocess
from dataclasses import replace

import numpy as np
import pytest

from benchmarks import browser_rung
from tests.test_browser import contrast
from tinyml_kit.arduino import sketches, virtual_board
from tinyml_kit.arduino.wiring import Wiring
from tinyml_kit.base import resources
from tinyml_kit.course import narrow_sums, streamed, virtual
from tinyml_kit.rungs import elf, harness, toolchain
from tinyml_kit.rungs.avr import simavr
from tinyml_kit.rungs.protocol import RungMissing, batch
from tinyml_kit.rungs.tensor_bytes import to_bytes
from tinyml_kit.setup import page as page_setup

if not (resources.page() / "standalone.js").is_file() or page_setup.node() is None:
    pytest.skip("toolchain: Node or the bundled page is missing", allow_module_level=True)
#: Milliseconds: the machine may be busy.
PATIENCE = 120_000


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Return a function that writes a page with a sketch of the kit, once each."""
    folder, made = tmp_path_factory.mktemp("pages"), {}

    def write(name):
        if name not in made:
            try:
                made[name] = virtual.save(folder / f"{name}.html", name)
            except RungMissing as missing:
                pytest.skip(f"toolchain: {missing}")
        return made[name]

    return write


@pytest.fixture
def opened(browser):
    """Return a function that opens a file with the network cut off; no fault may happen in it.

    `page.requests` lists what was asked for.
    """
    contexts, faults = [], []

    def open_it(path, **how):
        context = browser.new_context(offline=True, **how)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.requests = []
        page.on("request", lambda request: page.requests.append(request.url))
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.goto(path.as_uri())
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert faults == []


def verdict(page):
    """Wait until chip and Python have answered, and return the sentence."""
    status = page.get_by_role("status")
    status.filter(has_text="The chip reads").wait_for()
    return status.inner_text()


def cell(page, row, column):
    return page.get_by_role("gridcell", name=f"row {row}, column {column}", exact=True)


def inked(page):
    return page.locator("[role=gridcell][aria-selected=true]").count()


def test_a_ready_made_drawing_is_read_and_equal_to_the_bit(opened, pages):
    page = opened(pages("digits_uno"))
    page.get_by_role("button", name="4", exact=True).click()
    said = verdict(page)
    assert re.fullmatch(
        r"The chip reads 4 \(computed in \d\.\d ms, simulated\)\. "
        r"Python's scores are equal to the bit\.",
        said,
    )
    assert inked(page) == sum(bin(row).count("1") for row in virtual.PICTURES["4"])
    # The page itself and its worker, which is a text in it.
    assert [url.split(":")[0] for url in page.requests] == ["file", "blob"]


def test_a_mouse_draws_a_stroke(opened, pages):
    page = opened(pages("digits_uno"))
    first, last = (cell(page, row, 4).bounding_box() for row in (2, 7))
    page.mouse.move(first["x"] + 9, first["y"] + 9)
    page.mouse.down()
    page.mouse.move(last["x"] + 9, last["y"] + 9, steps=20)
    page.mouse.up()
    assert "Python is not here to compare" in verdict(page)
    assert inked(page) == 6
    page.get_by_role("button", name="Clear").click()
    assert inked(page) == 0


def test_a_finger_draws_on_a_phone_of_320_pixels(opened, pages):
    page = opened(pages("digits_uno"), viewport={"width": 320, "height": 640}, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    cell(page, 5, 5).scroll_into_view_if_needed()
    cell(page, 5, 5).tap()
    verdict(page)
    assert inked(page) == 1


def test_a_keyboard_draws_and_turns_the_knob(opened, pages):
    page = opened(pages("digits_uno"))
    cell(page, 1, 1).focus()
    for key in ("ArrowRight", "ArrowDown", "Space", "ArrowDown", "Enter", "End", "Space"):
        page.keyboard.press(key)
    assert [cell(page, *at).get_attribute("aria-selected") for at in ((2, 2), (3, 2), (3, 8))] == [
        "true"
    ] * 3
    assert inked(page) == 3
    page.keyboard.press("Delete")
    assert inked(page) == 0
    knob = opened(pages("sine_potentiometer_led"))
    slider = knob.get_by_role("slider", name="A0")
    slider.focus()
    knob.keyboard.press("Home")
    assert slider.get_attribute("aria-valuetext") == "0.00 volts"
    # sin(0) is 0: the LED is all but dark, as simavr says, too.
    knob.get_by_text(re.compile(r"LED at pin 9: [0-4]\.\d % on")).wait_for()


def centre(page, row, column):
    """Return the place in the middle of a pixel."""
    box = cell(page, row, column).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def by_mouse(page, cells):
    page.mouse.move(*centre(page, *cells[0]))
    page.mouse.down()
    for one in cells[1:]:
        page.mouse.move(*centre(page, *one), steps=3)
    page.mouse.up()


def by_finger(page, cells):
    phone = page.context.new_cdp_session(page)
    places = [dict(zip("xy", centre(page, *one), strict=True)) for one in cells]
    kinds = ["touchStart", *["touchMove"] * (len(cells) - 1)]
    for kind, place in zip(kinds, places, strict=True):
        phone.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [place]})
    phone.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def by_keys(page, cells):
    cell(page, 1, 1).focus()
    row = column = 1
    for down, right in cells:
        for key, back, steps in (
            ("ArrowDown", "ArrowUp", down - row), ("ArrowRight", "ArrowLeft", right - column)
        ):  # fmt: skip
            for _ in range(abs(steps)):
                page.keyboard.press(key if steps > 0 else back)
        page.keyboard.press("Space")
        row, column = down, right


#: A seven: along the top, and down to the left.
SEVEN = [(1, 2), (1, 3), (1, 4), (1, 5), (1, 6), (2, 6), (3, 5), (4, 5), (5, 4), (6, 4), (7, 3),
         (8, 3)]  # fmt: skip


@pytest.mark.parametrize("draw", [by_mouse, by_finger, by_keys])
def test_the_same_stroke_is_read_however_it_is_drawn(draw, opened, pages):
    page = opened(pages("drawn_digits"), viewport={"width": 320, "height": 900}, has_touch=True)
    cell(page, 8, 8).scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    draw(page, SEVEN)
    page.get_by_text("The chip reads 7 ").wait_for()
    dark = page.locator("[role=gridcell][aria-selected=true]")
    labels = [dark.nth(i).get_attribute("aria-label") for i in range(dark.count())]
    assert labels == [f"row {row}, column {column}" for row, column in sorted(SEVEN)]
    assert page.evaluate("scrollY") == before  # a finger draws, and does not move the page


def test_a_stroke_that_begins_on_ink_takes_ink_away(opened, pages):
    page = opened(pages("drawn_digits"))
    by_mouse(page, SEVEN)
    verdict(page)
    by_mouse(page, SEVEN[:5])
    assert inked(page) == len(SEVEN) - 5


def test_a_button_puts_a_second_program_on_the_chip_which_fails(opened, tmp_path):
    try:
        narrow = narrow_sums.sketch("drawn_digits", tmp_path / "narrow")
        path = virtual.save(tmp_path / "swap.html", "drawn_digits", other=("16 bits", narrow))
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    page = opened(path, viewport={"width": 320, "height": 900})
    swap = page.get_by_role("button", name="16 bits")
    page.get_by_role("button", name="0", exact=True).click()
    assert verdict(page).startswith("The chip reads 0 ") and "equal to the bit" in verdict(page)
    assert swap.get_attribute("aria-pressed") == "false"
    swap.click()
    page.get_by_text("Python's scores are different").wait_for()
    assert verdict(page).startswith("The chip reads 7 ")
    assert swap.get_attribute("aria-pressed") == "true"
    assert page.locator("tr.differs").count() > 1
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    swap.press("Enter")
    page.get_by_text("equal to the bit").wait_for()
    assert verdict(page).startswith("The chip reads 0 ")


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


def test_a_fine_drawing_of_28_by_28_is_read(opened, pages):
    page = opened(pages("drawn_digits"))
    page.get_by_label("size of the drawing").select_option("28 × 28")
    grid = page.get_by_role("grid").bounding_box()
    x, y, side = grid["x"], grid["y"], grid["width"]
    # A 7: two quick strokes, of which the browser tells few points.
    page.mouse.move(x + 0.25 * side, y + 0.15 * side)
    page.mouse.down()
    page.mouse.move(x + 0.75 * side, y + 0.15 * side, steps=2)
    page.mouse.move(x + 0.45 * side, y + 0.9 * side, steps=2)
    page.mouse.up()
    assert "The chip reads 7 " in verdict(page)
    assert inked(page) > 60
    page.get_by_role("button", name="4", exact=True).click()
    page.get_by_text("The chip reads 4 ").wait_for()
    assert page.get_by_role("gridcell").count() == 64


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


BENCH = """
import {{ build }} from "esbuild";
import {{ COMMON }} from "./bundle.js";
await build({{
  ...COMMON, entryPoints: ["src/rung/bench.js"], outfile: {out}, format: "iife", globalName: "rung",
}});
"""
RUN = """([chip, program, places, inputs]) => {
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const outputs = [];
  const sink = {output: (piece) => outputs.push(...piece), trace: () => {}};
  const end = rung.bench(chip, bytes(program), places, 2e8, bytes(inputs), sink);
  return [end.word, outputs];
}"""


def test_in_a_browser_a_network_takes_the_same_bytes_and_cycles_as_in_simavr(browser, tmp_path):
    if not (page_setup.ROOT / "web" / "node_modules").is_dir():
        pytest.skip("toolchain: the packages of web are not installed")
    try:
        built = simavr.build(resources.shipped_file("digits_uno.tflite"), tmp_path, "uno")
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    script = BENCH.format(out=json.dumps(str(tmp_path / "bench.js")))
    command = [page_setup.node(), "--input-type=module", "-e", script]
    subprocess.run(command, cwd=page_setup.ROOT / "web", check=True)
    toolchain.run(["avr-objcopy", "-O", "binary", built.elf, tmp_path / "program.bin"])
    addresses = {symbol.name: symbol.address for symbol in elf.symbols(built.elf)}
    places = {name: addresses[f"bench_{name}"] for name in ("take", "start", "end", "tensor")}
    places |= {"trace": 0, "heap": addresses["_end"] - simavr.RAM}
    inputs = browser_rung.inputs_of(built.graph, 20)
    given = batch([built.graph.tensors[i] for i in built.graph.inputs], inputs)
    page = browser.new_page()
    page.add_script_tag(path=tmp_path / "bench.js")
    texts = [(tmp_path / "program.bin").read_bytes(), to_bytes(given.arrays, given.resets)]
    program, sent = (base64.b64encode(one).decode() for one in texts)
    word, outputs = page.evaluate(RUN, ["atmega328p", program, places, sent])
    page.close()
    assert word == "ok"
    rows = np.array(outputs, np.uint8).reshape(20, 18)
    expected = simavr.run(replace(built, simulator=(harness.simavr(simavr.SIMULATOR),)), inputs)
    np.testing.assert_array_equal(rows[:, :8].copy().view("<u8").ravel(), expected.cycles)
    np.testing.assert_array_equal(rows[:, 8:].view(np.int8), expected.outputs[0].reshape(20, 10))


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


# What a notebook does: the widget in a page, and a model that carries messages to Python.
WIDGET = """async ([source, scene]) => {
  const address = URL.createObjectURL(new Blob([source], {type: "text/javascript"}));
  const {default: widget} = await import(address);
  const heard = [];
  const send = async (message) => {
    for (const report of await window.python(message)) heard.forEach((one) => one({report}));
  };
  const model = {get: () => scene, on: (_, one) => heard.push(one), off: () => {}, send};
  widget.render({model, el: document.body});
}"""


def test_the_knob_of_an_emulated_board_turns_its_light(browser, tmp_path):
    try:
        content, _ = virtual.prepared("sine_potentiometer_led", tmp_path, "nano33ble")
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    (program,) = tmp_path.glob("*.elf")
    stream = streamed.Stream(program, content["wiring"], contextlib.ExitStack())
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    page.expose_function("python", lambda message: list(stream.take(message)))
    page.evaluate(WIDGET, [virtual_board.asset("widget.js"), content])
    slider = page.get_by_role("slider", name="A0")
    for place, volts, on in (("512", "1.65", r"9\d\.\d"), ("0", "0.00", r"[0-9]\.\d")):
        slider.fill(place)
        page.get_by_text(re.compile(f"LED at pin 9: {on} % on")).wait_for()
        assert slider.get_attribute("aria-valuetext") == f"{volts} volts"
    stream.close()
    page.close()


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
