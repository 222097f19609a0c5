"""The network of the sketch drawn_digits reads what it was not trained on, on an Uno, in time."""

import re

import numpy as np
import pytest

from benchmarks import drawn_digits
from tests.support.other_hands import OTHER_HANDS
from tinyml_kit.arduino import sketches, virtual_board
from tinyml_kit.base import resources
from tinyml_kit.course import virtual
from tinyml_kit.datasets import images, strokes
from tinyml_kit.graph import tflite
from tinyml_kit.ladder import profiling
from tinyml_kit.rungs.interpreters import litert
from tinyml_kit.rungs.protocol import RungMissing


def test_no_way_of_the_other_hands_was_trained_on():
    for digit, ways in OTHER_HANDS.items():
        assert not [way for way in ways if way in strokes.WAYS[digit]]


def test_drawings_by_other_hands_are_read():
    drawn, labels = strokes.drawings(1000, np.random.default_rng(5), OTHER_HANDS)
    assert (drawn_digits.read_by_the_network(drawn) == labels).mean() >= 0.93


def test_scans_by_other_writers_are_read():
    scans, labels = images.digits()
    read = drawn_digits.read_by_the_network(scans[1437:] / 16)
    assert (read == labels[1437:]).mean() >= 0.93


def test_the_ready_made_drawings_are_read_coarse_and_fine():
    model = resources.shipped_file(drawn_digits.NAME)
    network = virtual_board.drawings(tflite.read(model), "0123456789", {})
    assert (network.rows, network.sides) == (8, [8, 28])
    for name, rows in virtual.PICTURES.items():
        coarse = np.unpackbits(np.array(rows, np.uint8)).reshape(8, 8).astype(bool)
        at = np.arange(28) * 8 // 28
        for picture in (coarse, coarse[np.ix_(at, at)]):
            stored = virtual_board.stored(picture, network).reshape(1, 8, 8, 1)
            scores = litert.run(litert.build(model), stored).outputs[0]
            assert str(scores.argmax()) == name


def test_the_sketch_reads_its_own_ten_digits():
    text = (sketches.ROOT / "drawn_digits" / "drawn_digits.ino").read_text(encoding="utf-8")
    rows = [list(map(int, row.split(","))) for row in re.findall(r"\{((?:\d+, ){7}\d+)\}", text)]
    drawn = np.unpackbits(np.array(rows, np.uint8)).reshape(10, 8, 8)
    np.testing.assert_array_equal(drawn_digits.read_by_the_network(drawn), range(10))


def test_an_answer_comes_within_three_tenths_of_a_second():
    try:
        cycles = profiling.profile(resources.shipped_file(drawn_digits.NAME), "uno").whole
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    assert cycles / 16e6 < 0.3
