"""The board on the page as a rung: what simavr says, to the byte and the cycle, and how it ends."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from benchmarks import browser_rung
from tests.rungs.avr.test_simavr import DENSE, FAULTS, with_function
from tests.support import lockstep, random_graphs
from tinyml_kit import boards, ladder
from tinyml_kit.base import resources
from tinyml_kit.rungs import toolchain
from tinyml_kit.rungs.avr import browser, simavr
from tinyml_kit.rungs.protocol import DeviceError, RungMissing, TooLarge
from tinyml_kit.setup import page

if not (shutil.which("avr-gcc") and shutil.which("simavr")):
    pytest.skip("toolchain: avr-gcc or simavr is not installed", allow_module_level=True)
if page.node() is None or not (resources.page() / "simulate.mjs").is_file():
    pytest.skip("toolchain: Node or the bundled page is missing", allow_module_level=True)

#: Every model that ships and fits an AVR, with the smallest board for it.
SHIPPED = {
    "digits_article_float32": "uno",
    "digits_article_int8": "uno",
    "digits_uno": "uno",
    "drawn_digits": "uno",
    "gestures": "mega2560",
    "mnist_cnn_int8": "atmega1284p",
    "mnist_dense_32_int8": "mega2560",
    "sine_potentiometer_led": "uno",
    "spoken_digits_int8": "atmega1284p",
    "two_sensor_and": "uno",
}
TOO_LARGE = {"bragg_100px_int8"}


def both(built, inputs, intermediates=False):
    """Return the runs in JavaScript and in simavr of a program for the first of them."""
    theirs = replace(built, simulator=(simavr.harness.simavr(simavr.SIMULATOR),))
    return browser.run(built, inputs, intermediates), simavr.run(theirs, inputs, intermediates)


def require_equal(ours, theirs):
    for one, other in zip(ours.outputs, theirs.outputs, strict=True):
        np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(ours.cycles, theirs.cycles)
    assert (ours.stack_bytes, ours.label) == (theirs.stack_bytes, "simulated")


def test_no_shipped_model_is_left_out():
    shipped = {path.stem for path in resources.data_dir().glob("*.tflite")}
    assert shipped == SHIPPED.keys() | TOO_LARGE


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_model_gives_the_same_bytes_cycles_and_stack_as_in_simavr(name, tmp_path):
    model = resources.shipped_file(f"{name}.tflite")
    built = browser.build(model, tmp_path, SHIPPED[name])
    # `benchmarks/browser_rung.py` takes 100 inputs, and every board.
    require_equal(*both(built, browser_rung.inputs_of(built.graph, 2)))


@pytest.mark.parametrize("board", ["uno", "mega2560", "atmega1284p"])
def test_a_random_model_is_equal_on_each_board_layer_by_layer(board, tmp_path):
    built = browser.build(DENSE.content, tmp_path, board)
    ours, theirs = both(built, random_graphs.inputs(DENSE, 20), intermediates=True)
    require_equal(ours, theirs)
    assert ours.intermediates.keys() == theirs.intermediates.keys()
    for index, one in ours.intermediates.items():
        np.testing.assert_array_equal(one, theirs.intermediates[index])


def test_the_ladder_climbs_it_by_name(tmp_path):
    result = ladder.run(DENSE.content, random_graphs.inputs(DENSE, 6), on=["browser:mega2560"])
    (row,) = result.as_dict()["rungs"]
    assert (row["rung"], row["status"]) == ("browser:mega2560", "equal")
    assert row["cycles"]["best"] > 1000


@pytest.mark.parametrize("chip", browser.CHIPS)
def test_random_programs_are_equal_after_every_instruction(chip):
    if not (page.ROOT / "web" / "node_modules").is_dir():
        pytest.skip("toolchain: the packages of web are not installed")
    lockstep.compare(chip, 35_000, "seed:1")


def test_a_network_is_equal_after_every_instruction(tmp_path):
    if not (page.ROOT / "web" / "node_modules").is_dir():
        pytest.skip("toolchain: the packages of web are not installed")
    built = browser.build(resources.shipped_file("digits_uno.tflite"), tmp_path, "uno")
    image = tmp_path / "image.bin"
    toolchain.run(["avr-objcopy", "-O", "binary", built.elf, image])
    lockstep.compare("atmega328p", 20_000, image)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_crash_is_named_as_simavr_names_it(fault, tmp_path, monkeypatch):
    statement, words = FAULTS[fault]
    built = with_function(monkeypatch, tmp_path, statement, limit=100_000)
    built = replace(built, simulator=browser.simulator())
    with pytest.raises(DeviceError, match=words) as caught:
        browser.run(built, random_graphs.inputs(DENSE, 5))
    assert "input 0" in str(caught.value) and "wrong" in str(caught.value)
    assert type(caught.value) is (TooLarge if fault == "collision" else DeviceError)


def test_the_limit_is_exact_and_each_inferences_own(tmp_path):
    built = browser.build(DENSE.content, tmp_path, "uno")
    inputs = [np.repeat(array[:1], 3, 0) for array in random_graphs.inputs(DENSE, 5)]
    cycles = int(browser.run(built, inputs).cycles[0])
    assert len(browser.run(replace(built, limit=cycles), inputs).cycles) == 3
    with pytest.raises(DeviceError, match=f"input 0 did not end within {cycles - 1} cycles"):
        browser.run(replace(built, limit=cycles - 1), inputs)


@pytest.mark.parametrize("board", ["pico", "nano_every"])
def test_a_board_without_one_of_its_chips_is_refused(board, tmp_path):
    with pytest.raises(DeviceError, match=f"the page has no {boards.find(board).chip}; take one"):
        browser.build(DENSE.content, tmp_path, board)


def test_without_node_it_is_missing_and_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setattr(page, "node", lambda: None)
    with pytest.raises(RungMissing, match="Node 20 or newer is not installed; get it by: python"):
        browser.build(DENSE.content, tmp_path)


def test_without_the_bundle_it_is_missing_and_says_how_to_make_it(tmp_path, monkeypatch):
    monkeypatch.setattr(resources, "page", lambda: tmp_path)
    with pytest.raises(RungMissing, match="not bundled; in a checkout, python -m tinyml_kit.setup"):
        browser.build(DENSE.content, tmp_path)
