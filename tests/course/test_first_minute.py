"""The first page's verdict is the same wherever it is computed, and says where that was."""

import re

import numpy as np
import pytest

from tinyml_kit.base.resources import shipped_file
from tinyml_kit.course import first_minute
from tinyml_kit.course.alt_text import alt_text
from tinyml_kit.datasets import bragg
from tinyml_kit.datasets.bragg.labels import CLASSES
from tinyml_kit.features.image import preprocess
from tinyml_kit.rungs import registry
from tinyml_kit.rungs.host import native
from tinyml_kit.rungs.protocol import RungMissing
from tinyml_kit.rungs.qemu import emulated


@pytest.fixture(scope="module")
def image():
    return preprocess.case(bragg.example("maybe"), 100)


@pytest.fixture
def without(monkeypatch):
    """Return a function that takes the tools of some rungs away."""

    def take(*modules):
        def missing(*_, **__):
            raise RungMissing("its tools are not installed.")

        for module in modules:
            monkeypatch.setattr(module, "build", missing)

    return take


def need(rung):
    """Skip a test where a rung cannot run."""
    frame = np.zeros((1, 100, 100, 1), np.int8)
    try:
        first_minute._run(rung, shipped_file(first_minute.MODEL), frame)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")


def test_the_emulated_chip_says_what_the_reference_says(image, without):
    need("cortex-m4")
    chip = first_minute.judge_image(image)
    assert chip.rung == "cortex-m4" and chip.instructions > 1e6
    assert "computed on an emulated chip, a Cortex-M4 as on the Arduino Nano 33 BLE Sense" in str(
        chip
    )
    assert re.search(r"^1,\d{3},\d{3} instructions \(emulated\)$", str(chip), re.MULTILINE)
    without(emulated, native)
    assert first_minute.judge_image(image).chances == chip.chances


def test_without_the_emulator_c_runs_here_and_the_verdict_says_so(image, without):
    need("c")
    without(emulated)
    verdict = first_minute.judge_image(image)
    assert verdict.rung == "c" and verdict.instructions is None
    assert "computed on this computer, by the C program" in str(verdict)
    assert "instructions" not in str(verdict)


def test_without_any_compiler_numpy_computes_the_verdict(image, without):
    without(emulated, native)
    verdict = first_minute.judge_image(image)
    assert verdict.rung == "reference" and list(verdict.chances) == list(CLASSES)
    assert verdict.name == "MAYBE" and str(verdict).startswith("MAYBE\ncomputed on this computer")
    assert np.isclose(sum(verdict.chances.values()), 1, atol=0.02)


def test_a_raw_frame_is_preprocessed_first(image, without):
    without(emulated, native)
    verdict = first_minute.judge(bragg.example("maybe"))
    assert (verdict.image == image).all()
    assert alt_text(first_minute.draw(verdict)).startswith("A preprocessed frame")


def test_the_time_on_the_board_is_the_estimate_that_size_prints(without, image):
    without(emulated, native)
    milliseconds = 1000 * first_minute.seconds()
    assert 30 < milliseconds < 50
    assert f"{milliseconds:.0f} ms on the board's 64 MHz (estimated)" in str(
        first_minute.judge_image(image)
    )


def test_every_place_is_a_rung():
    assert set(first_minute.PLACES) <= set(registry.rungs())
