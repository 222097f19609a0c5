"""What a page with a board holds: the program, the wiring, the words; and no markup from names."""

import base64
import json
import re
import subprocess
from dataclasses import asdict, replace

import numpy as np
import pytest

from tinyml_kit import boards
from tinyml_kit.arduino import sketches, virtual_board
from tinyml_kit.arduino.wiring import Wiring
from tinyml_kit.base import resources
from tinyml_kit.graph import tflite
from tinyml_kit.rungs.protocol import DeviceError, RungMissing
from tinyml_kit.setup import page as page_setup


@pytest.fixture(scope="module")
def sketch(tmp_path_factory):
    try:
        return sketches.build("sine_potentiometer_led", "uno", tmp_path_factory.mktemp("uno"))
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")


@pytest.fixture
def bundled():
    if not (resources.page() / "standalone.js").is_file():
        pytest.skip("toolchain: the page was not bundled")


WIRING = Wiring(knobs={"A0": 2.5, "A5": 5.0}, lights=[9, 13], buttons=[2])


def test_a_scene_holds_the_chip_its_flash_and_its_functions(sketch):
    scene = virtual_board.scene(sketch, WIRING)
    assert (scene["chip"], scene["chipTitle"], scene["clock"]) == (
        "atmega328p",
        "ATmega328P",
        16_000_000,
    )
    image = base64.b64decode(scene["image"])
    assert len(image) == sketch.flash_bytes
    starts = dict(map(reversed, scene["functions"]))
    assert {"main", "model_invoke"} <= starts.keys()
    assert scene["functions"] == sorted(scene["functions"])


def test_pins_have_arduinos_numbers_and_knobs_count_to_1023(sketch):
    wiring = virtual_board.scene(sketch, WIRING)["wiring"]
    assert wiring["lights"] == [
        {"pin": "B1", "label": "pin 9"},
        {"pin": "B5", "label": "pin 13"},
    ]
    assert wiring["buttons"] == [{"pin": "D2", "label": "button at pin 2"}]
    assert wiring["knobs"] == [
        {"channel": 0, "label": "A0", "counts": 512, "volts": 5.0},
        {"channel": 5, "label": "A5", "counts": 1023, "volts": 5.0},
    ]


def test_the_pins_of_the_larger_board_are_those_of_its_variant(tmp_path):
    # In Arduino's core, pins_arduino.h lists a port and a bit for each pin, in their order.
    cores = sketches.arduino_cores()
    if not cores:
        pytest.skip("toolchain: arduino-core-avr is not installed")
    for name, variant in (("uno", "standard"), ("mega2560", "mega")):
        text = (cores[0] / "variants" / variant / "pins_arduino.h").read_text(encoding="utf-8")
        text = re.sub(r"//.*|/\*.*?\*/", "", text)
        ports = re.findall(r"P([A-L])\b", text.split("digital_pin_to_port_PGM")[1].split("};")[0])
        bits = text.split("digital_pin_to_bit_mask_PGM")[1].split("};")[0]
        numbers = re.findall(r"_BV\(\s*(\d)\s*\)", bits)
        simulation = boards.find(name).simulation
        pins = simulation.pins.split()
        expected = [f"{port}{bit}" for port, bit in zip(ports, numbers, strict=False)]
        assert pins == expected[: len(pins)]
        assert len(expected) - len(pins) in (simulation.analogue_inputs, 6)


@pytest.mark.parametrize(
    ("wiring", "words"),
    [
        (Wiring(knobs={"A6": 1.0}), "A6 at 1 V; take an input from A0 to A5, and 0 to 5 V"),
        (Wiring(knobs={"A0": 5.5}), "A0 at 5.5 V; take an input"),
        (Wiring(knobs={"9": 1.0}), "9 at 1 V; take an input"),
        (Wiring(lights=[14]), "pin 14: the board has none; take one from 0 to 13"),
        (Wiring(buttons=[-1]), "pin -1: the board has none"),
    ],
)
def test_what_cannot_be_wired_is_refused(wiring, words, sketch):
    with pytest.raises(DeviceError, match=re.escape(words)):
        virtual_board.scene(sketch, wiring)


def test_a_board_without_a_chip_on_the_page_is_refused(sketch):
    for board in ("pico", "atmega1284p"):
        with pytest.raises(DeviceError, match="the page has no .*; take uno or mega2560"):
            virtual_board.scene(replace(sketch, board=board), WIRING)


def test_a_page_is_whole_and_names_in_it_are_text(sketch, bundled):
    evil = replace(sketch, name="</script><img src=x onerror=alert(1)>")
    scene = virtual_board.scene(evil, WIRING)
    page = virtual_board.page(scene)
    assert "<img src=x" not in page
    data = re.search(r'<script type="application/json" id="scene">(.*?)</script>', page, re.S)
    assert json.loads(data.group(1)) == json.loads(json.dumps(scene))
    # Nothing is loaded: no address, no file beside it.
    assert not re.search(r'(src|href)="(?!data:)', page)
    frame = virtual_board.frame(scene)
    assert frame.count("<iframe") == 1 and "<img src=x" not in frame
    assert 'sandbox="allow-scripts"' in frame


def test_what_every_page_loads_beside_the_program_is_small(sketch, bundled):
    scene = virtual_board.scene(sketch, WIRING)
    page = virtual_board.page(scene)
    assert len(page.encode()) - len(scene["image"]) < 80_000


def test_the_picture_says_what_it_shows(sketch, bundled):
    shown = virtual_board.picture(virtual_board.scene(sketch, WIRING))
    alt = re.search(r'alt="([^"]+)"', shown).group(1)
    assert alt == (
        "A drawing of a simulated Arduino Uno with a knob at A0, a knob at A5, an LED at pin 9, an "
        "LED at pin 13, a button at pin 2; it runs the sketch sine_potentiometer_led."
    )
    drawn = base64.b64decode(shown.split("base64,")[1].rstrip('">')).decode()
    assert drawn.count("<svg") == drawn.count("</svg>") == 1
    assert "pin 13" in drawn and "ATmega328P" in drawn


def test_everything_that_a_page_loads_is_small(bundled):
    # The chip, its peripherals, the protocol and the view; the sketch comes on top.
    for name in ("standalone.js", "widget.js"):
        assert len(virtual_board.asset(name).encode()) <= 80_000


def test_without_the_bundle_it_says_how_to_make_it(monkeypatch, tmp_path):
    monkeypatch.setattr(resources, "page", lambda: tmp_path)
    with pytest.raises(RungMissing, match="not bundled; in a checkout, python -m tinyml_kit.setup"):
        virtual_board.asset("standalone.js")


@pytest.fixture(scope="module")
def digits():
    return tflite.read(resources.shipped_file("digits_uno.tflite"))


def test_a_network_that_reads_drawings_is_described(digits):
    picture, answer = np.eye(8, dtype=bool), np.arange(10, dtype=np.int8)
    network = virtual_board.drawings(digits, "0123456789", {"line": (picture, answer)})
    assert (network.rows, network.columns, network.sides) == (28, 28, [8, 28])
    (example,) = network.examples
    assert example["pixels"] == "".join("1" if i % 9 == 0 else "0" for i in range(64))
    assert example["output"] == list(range(10))
    output = digits.tensors[digits.outputs[0]].quantization
    assert (network.scale, network.zeroPoint) == (output.scale[0], output.zero_point[0])


def test_drawings_are_enlarged_as_the_sketch_does_it(digits):
    network = virtual_board.drawings(digits, "0123456789", {})
    picture = np.random.default_rng(0).random((8, 8)) < 0.5
    large = virtual_board.stored(picture, network).reshape(28, 28)
    for row in range(28):
        for column in range(28):
            ink = picture[row * 8 // 28, column * 8 // 28]
            assert large[row, column] == (127 if ink else -128)


def test_of_a_large_drawing_the_network_gets_the_share_of_ink_rounded_with_halves_up(digits):
    network = replace(virtual_board.drawings(digits, "0123456789", {}), rows=2, columns=2)
    picture = np.zeros((4, 4), bool)
    picture[0, 0] = picture[2, 2] = picture[2, 3] = True
    # 255 / 4 = 63.75 and 255 / 2 = 127.5, above -128.
    assert virtual_board.stored(picture, network).tolist() == [-64, -128, -128, 0]


def test_the_page_makes_the_same_input_of_a_drawing(digits, tmp_path):
    node, script = page_setup.node(), page_setup.ROOT / "web" / "src" / "page" / "input.js"
    if node is None:
        pytest.skip("toolchain: Node is missing")
    rng = np.random.default_rng(2)
    plain = virtual_board.drawings(digits, "0123456789", {})
    cases = [(replace(plain, rows=rows, columns=rows), rng.random((side, side)) < 0.5)
             for rows in (8, 9, 28) for side in (8, 28, 31) for _ in range(10)]  # fmt: skip
    given = [[asdict(one), picture.ravel().astype(int).tolist()] for one, picture in cases]
    (tmp_path / "given.json").write_text(json.dumps(given), encoding="utf-8")
    program = (
        f"import {{ inputOf }} from {json.dumps(script.as_uri())};"
        'import { readFileSync } from "node:fs";'
        'const given = JSON.parse(readFileSync("given.json", "utf8"));'
        "console.log(JSON.stringify(given.map(([n, pixels]) => [...inputOf(n, pixels)])));"
    )
    command = [node, "--input-type=module", "-e", program]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    for (network, picture), row in zip(cases, json.loads(answer.stdout), strict=True):
        assert virtual_board.stored(picture, network).view(np.uint8).tolist() == row


def test_a_scene_says_what_the_program_takes_of_the_chip(sketch):
    sizes = virtual_board.scene(sketch, WIRING)["sizes"]
    assert sizes == {
        "flash": sketch.flash_bytes, "flashMost": 32_256, "ram": sketch.ram_bytes,
        "ramMost": 2048, "variablesEnd": 0x100 + sketch.ram_bytes,
    }  # fmt: skip
    layers = [{"name": "0 ADD", "cycles": 5, "flash": 1, "ram": 2}]
    assert virtual_board.scene(sketch, WIRING, None, layers)["layers"] == layers


def test_a_network_that_cannot_read_drawings_is_refused(digits):
    with pytest.raises(DeviceError, match="10 outputs and was given 3 labels; give one for each"):
        virtual_board.drawings(digits, "abc", {})
    other = tflite.read(resources.shipped_file("two_sensor_and.tflite"))
    with pytest.raises(DeviceError, match="a drawing needs int8 in a square; show the sketch"):
        virtual_board.drawings(other, "abc", {})
