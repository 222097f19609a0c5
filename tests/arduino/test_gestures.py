"""The sketch gesture_nano33ble on the emulated board: it says what Python says, to the bit."""

import runpy

import numpy as np
import pytest

from tinyml_kit.arduino import qemu_board, sketches
from tinyml_kit.base import resources
from tinyml_kit.datasets import motion
from tinyml_kit.datasets.motion import streams
from tinyml_kit.learning.announcing import announced
from tinyml_kit.rungs.interpreters import reference
from tinyml_kit.rungs.protocol import DeviceError, RungMissing
from tinyml_kit.rungs.serial.serial_board import SerialBoard

RECIPE = runpy.run_path(str(resources.CHECKOUT / "data" / "gestures.py"))
STEP, LENGTH = RECIPE["STEP"], RECIPE["LENGTH"]
# The computer may have much else to do.
PATIENT = 120


@pytest.fixture(scope="module")
def elf(tmp_path_factory):
    try:
        return qemu_board.build("gesture_nano33ble", tmp_path_factory.mktemp("nano")).elf
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")


@pytest.fixture(scope="module")
def stranger():
    """Return the gestures of somebody whom the network never met, as a stream."""
    someone = motion.simulated(1, 3, seed=99)
    order = np.random.default_rng(3).permutation(len(someone))
    return someone.names, streams.joined(someone, order)


def scores_of(windows):
    built = reference.build(resources.shipped_file(RECIPE["FILE"]))
    return reference.run(built, RECIPE["stored"](windows)).outputs[0]


def windows_of(samples):
    starts = range(0, len(samples) - LENGTH + 1, STEP)
    return np.stack([samples[start : start + LENGTH] for start in starts])


def test_a_stream_is_announced_as_in_python_and_each_gesture_once(elf, stranger):
    names, stream = stranger
    written, printed = qemu_board.felt(elf, stream.samples)
    made = announced(scores_of(windows_of(stream.samples)), names.index("rest"))
    lines = [f"look {one.look + 1}: {names[one.found]}" for one in made]
    assert printed.split("\r\n") == [*lines, ""]
    assert [one.found for one in made] == stream.labels.tolist()
    # The LED, at pin 13, changes with every announcement.
    assert written.tolist() == [[13, (k + 1) % 2] for k in range(len(made))]


def test_windows_that_python_sends_get_the_references_scores(elf, stranger):
    windows = windows_of(stranger[1].samples)[::20]
    with qemu_board.emulate(elf) as board, SerialBoard(board.port, PATIENT) as there:
        (got,), _ = there.predict(RECIPE["stored"](windows))
    np.testing.assert_array_equal(got, scores_of(windows))


def test_the_names_in_the_sketch_are_those_of_the_scores():
    text = (sketches.ROOT / "gesture_nano33ble" / "gestures.h").read_text(encoding="utf-8")
    assert text == RECIPE["header"](motion.simulated(1, 1).names)


def test_samples_of_another_shape_are_refused(elf):
    with pytest.raises(DeviceError, match=r"samples of shape \(3, 3\): give \(n, 6\)"):
        qemu_board.felt(elf, np.zeros((3, 3)))


def test_a_sketch_that_reads_no_samples_is_named(tmp_path):
    folder = tmp_path / "idle"
    folder.mkdir()
    (folder / "idle.ino").write_text("void setup() {}\nvoid loop() {}\n", encoding="utf-8")
    try:
        made = qemu_board.build(folder, tmp_path / "built").elf
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    with pytest.raises(DeviceError, match="did not read all 2 samples within 1 s; .* IMU.readAcc"):
        qemu_board.felt(made, np.zeros((2, 6)), limit=1)


def test_strangers_are_understood_and_nothing_else_is_said():
    people = motion.simulated(4, 2, seed=100)
    said, meant, wrong = 0, 0, 0
    for person in dict.fromkeys(people.people):
        theirs = [i for i, one in enumerate(people.people) if one == person]
        stream = streams.joined(people, np.random.default_rng(5).permutation(theirs))
        made = announced(scores_of(windows_of(stream.samples)), people.names.index("rest"))
        for one in made:
            end = one.look * STEP + LENGTH
            near = (stream.spans[:, 0] < end) & (stream.spans[:, 1] > end - LENGTH - 2 * STEP)
            right = one.found in stream.labels[near]
            said, wrong = said + right, wrong + (not right)
        meant += len(stream.labels)
    assert said >= 0.95 * meant and wrong <= 1
