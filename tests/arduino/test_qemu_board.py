"""Sketches for the Nano 33 BLE Sense on the emulated core: asked by Python, typed to, recorded.

The core that stands in for Arduino's is in arduino/cortex_m4.
"""

import re
import runpy

import numpy as np
import pytest
import serial

from tests.arduino.test_sketch import sketch_of, syntax
from tests.support import random_graphs
from tests.support.layers_by_hand import dense
from tinyml_kit.arduino import qemu_board, sketch, sketches
from tinyml_kit.base import files, resources
from tinyml_kit.datasets import bragg
from tinyml_kit.datasets.bragg.labels import CLASSES
from tinyml_kit.datasets.images import digits
from tinyml_kit.graph.tflite import read
from tinyml_kit.learning.decision import decide
from tinyml_kit.rungs.interpreters import reference, tflm
from tinyml_kit.rungs.protocol import DeviceError, RungMissing
from tinyml_kit.rungs.serial import serial_board
from tinyml_kit.rungs.serial.serial_board import SerialBoard

NETWORKS = runpy.run_path(str(resources.CHECKOUT / "data" / "sketch_networks.py"))
SKETCHES = {**NETWORKS["NANO_SKETCHES"], "sine_potentiometer_led": "sine_potentiometer_led.tflite"}
# The computer may have much else to do.
PATIENT = 120


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    """Return a function that compiles a sketch once for all tests here."""
    folder, made = tmp_path_factory.mktemp("nano"), {}

    def build(name):
        if name not in made:
            try:
                made[name] = qemu_board.build(name, folder / sketches.sketch_folder(name).name)
            except RungMissing as missing:
                pytest.skip(f"toolchain: {missing}")
        return made[name].elf

    return build


def expected(model, inputs):
    return reference.run(reference.build(model), inputs).outputs[0]


def data(name):
    return resources.data_dir() / SKETCHES[name]


def stored(model, real):
    """Return real numbers as a model's input stores them."""
    graph = read(model)
    how = graph.tensors[graph.inputs[0]].quantization
    return np.clip(np.rint(real / how.scale[0]) + how.zero_point[0], -128, 127).astype(np.int8)


def question(port):
    """Return the lines that a person gets who types a question mark."""
    with serial.serial_for_url(port, 115200, timeout=PATIENT) as line:
        line.write(b"?\n")
        lines = [line.readline()]
        while not re.search(rb" us\r\n|Python\r\n", lines[-1]):
            lines.append(line.readline())
            assert lines[-1], f"silence after {lines}"
    return [text.decode().rstrip("\r\n") for text in lines]


def test_frames_are_judged_on_the_emulated_board_as_on_the_computer(compiled):
    model = data("bragg_nano33ble")
    twin = bragg.load()
    frames = [np.flatnonzero(twin.labels == kind)[3] for kind in range(3)]
    inputs = stored(model, twin.images[frames, :, :, np.newaxis])
    outputs = expected(model, inputs)
    with np.load(resources.data_dir() / "bragg_cnn_100px.npz") as file:
        verdicts = decide((outputs.astype(float) + 128) / 256, file["decision_weights"])
    with qemu_board.emulate(compiled("bragg_nano33ble")) as board:
        assert question(board.port) == ["no frame yet: send some from Python"]
        for number, (frame, verdict) in enumerate(zip(inputs, verdicts, strict=True), 1):
            with SerialBoard(board.port, PATIENT) as there:
                assert there.identity.board == "nano33ble"
                (got,), seconds = there.predict(frame[np.newaxis])
            np.testing.assert_array_equal(got, outputs[number - 1 : number])
            (line,) = question(board.port)
            assert line.startswith(f"frame {number}: {CLASSES[verdict]} (HIT ")
            numbers = [float(value) for value in re.findall(r"\d\.\d+", line)]
            np.testing.assert_allclose(
                numbers, (outputs[number - 1].astype(int) + 128) / 256, atol=1e-3
            )
            # Green for HIT, blue for MAYBE, on at LOW (0).
            lit = {int(pin): int(value) for pin, value in board.written()[-2:]}
            assert lit == {23: int(verdict != 0), 24: int(verdict != 1)}
    # 1.8 million instructions, each taken as a cycle of 64 MHz, are 0.0282 s.
    assert 0.027 < seconds[0] < 0.03


def test_the_verdicts_weights_in_the_sketch_are_those_that_ship():
    text = (sketches.ROOT / "bragg_nano33ble" / "bragg_nano33ble.ino").read_text(encoding="utf-8")
    written = re.search(r"weights\[CLASSES\] = \{(.+?)\}", text)[1]
    with np.load(resources.data_dir() / "bragg_cnn_100px.npz") as file:
        shipped = file["decision_weights"].astype(np.float32)
    assert [float(value.rstrip("f")) for value in written.split(", ")] == pytest.approx(shipped)


def test_the_int8_bragg_network_is_made_of_the_weights_that_ship():
    made, shipped = read(NETWORKS["bragg_network"]()), read(data("bragg_nano33ble"))
    for one, other in zip(made.tensors, shipped.tensors, strict=True):
        if one.data is not None and one.dtype == np.int8:
            np.testing.assert_array_equal(one.data, other.data)
        elif one.data is not None:
            # Biases are in units of calibrated ranges, which another processor may round otherwise.
            np.testing.assert_allclose(one.data, other.data, atol=2)


def test_the_arena_of_the_bragg_sketch_is_what_the_interpreter_needs():
    if not tflm.available():
        pytest.skip("toolchain: tflite-micro is not installed")
    assert tflm.build(data("bragg_nano33ble_tflm")).arena.total == NETWORKS["BRAGG_ARENA"]


def test_both_kinds_of_the_bragg_sketch_are_one_sketch():
    c, tflm = (
        (sketches.ROOT / name / f"{name}.ino").read_text(encoding="utf-8").split("*/", 1)[1]
        for name in ("bragg_nano33ble", "bragg_nano33ble_tflm")
    )
    own = ("  model_begin();\n", "  model_report(out);\n")
    assert all(tflm.count(line) == 1 for line in own)
    assert tflm.replace(own[0], "").replace(own[1], "") == c


def test_the_bragg_sketch_for_the_interpreter_compiles_against_its_api(tmp_path):
    source = sketches.ROOT / "bragg_nano33ble_tflm"
    folder = tmp_path / source.name
    folder.mkdir()
    for path in source.iterdir():
        (folder / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    syntax([sketch_of(folder), folder / "model.cpp"], f"-I{sketch.LIBRARY}")


def test_the_published_digit_is_shown_and_read(compiled):
    model = data("digits_nano33ble")
    images, labels = digits()
    scores = expected(model, stored(model, images[1078:1079, ..., np.newaxis] / 16))[0]
    with qemu_board.emulate(compiled("digits_nano33ble")) as board:
        *picture, line = question(board.port)
        with SerialBoard(board.port, PATIENT) as there:
            inputs = stored(model, images[1078:1083, ..., np.newaxis] / 16)
            (got,), _ = there.predict(inputs)
    assert picture == ["".join(" .:+*#"[ink // 3] for ink in row) for row in images[1078]]
    assert labels[1078] == 0 == scores.argmax()
    how = read(model).tensors[read(model).outputs[0]].quantization
    best, second = how.scale[0] * (np.sort(scores)[:-3:-1] - how.zero_point[0].astype(float))
    found = re.fullmatch(
        r"labelled 0, read 0 \(score (\S+), next (\d) (\S+)\), computed in \d+ us", line
    )
    assert [float(found[1]), float(found[3])] == pytest.approx([best, second], abs=0.006)
    assert int(found[2]) == np.argsort(scores)[-2]
    np.testing.assert_array_equal(got, expected(model, inputs))


def test_a_recorded_turn_of_the_potentiometer_dims_the_led_along_a_sine(compiled):
    turn = np.arange(0, 1024, 8)
    written, printed = qemu_board.recorded(compiled("sine_potentiometer_led"), turn)
    assert printed == "" and (written[:, 0] == 9).all()
    x = ((turn >> 2) - 128).astype(np.int8)[:, np.newaxis]
    how = read(data("sine_potentiometer_led"))
    out = how.tensors[how.outputs[0]].quantization
    y = out.scale[0] * (
        expected(data("sine_potentiometer_led"), x)[:, 0] - float(out.zero_point[0])
    )
    np.testing.assert_array_equal(written[:, 1], np.clip(np.floor(255 * y + 0.5), 0, 255))
    assert np.abs(written[:, 1] - 255 * np.sin(np.pi * turn / 1023)).max() < 16


def test_a_person_gets_a_line_in_the_middle_of_a_recording(compiled):
    _, printed = qemu_board.recorded(compiled("sine_potentiometer_led"), [512] * 9, typed="?\n")
    assert re.fullmatch(r"turn 512/1023: brightness \d+/255, computed in \d+ us\r\n", printed)


def test_an_exported_sketch_answers_python_and_a_person(tmp_path):
    path = resources.data_dir() / "two_sensor_and.tflite"
    sketch.export(path, tmp_path / "two", "c", "nano33ble")
    inputs = np.int8([[64, 64], [64, -64], [-1, 7]])
    try:
        elf = qemu_board.build(tmp_path / "two", tmp_path / "built").elf
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    with qemu_board.emulate(elf) as board:
        who, zeros = question(board.port)
        with SerialBoard(board.port, PATIENT) as there:
            np.testing.assert_array_equal(there.predict(inputs)[0][0], expected(path, inputs))
    assert who == f"tinyml-kit on nano33ble: model {files.sha256(path)[:8]}"
    value = (int(expected(path, np.int8([[0, 0]]))[0, 0]) + 128) / 256
    assert float(re.match(r"zeros give (\S+), computed in \d+ us", zeros)[1]) == pytest.approx(
        value, abs=1e-4
    )


def test_an_exported_sketch_of_a_float_network_speaks_four_bytes_an_element(tmp_path):
    path = resources.data_dir() / "digits_article_float32.tflite"
    sketch.export(path, tmp_path / "digits", "c", "nano33ble")
    inputs = (digits()[0][1078:1080, ..., np.newaxis] / 16).astype(np.float32)
    try:
        elf = qemu_board.build(tmp_path / "digits", tmp_path / "built").elf
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    with qemu_board.emulate(elf) as board:
        with SerialBoard(board.port, PATIENT) as there:
            assert there.identity.dtype == np.float32
            (got,), _ = there.predict(inputs)
        _, zeros = question(board.port)
    np.testing.assert_allclose(got, expected(path, inputs), rtol=1e-4, atol=1e-4)
    values = [float(value) for value in re.findall(r"-?\d+\.\d+", zeros)]
    blank = expected(path, np.zeros((1, 8, 8, 1), np.float32))[0]
    np.testing.assert_allclose(values, blank, atol=1e-3)


def test_an_exported_sketch_of_an_int16_network_speaks_two_bytes_an_element(tmp_path):
    maker = random_graphs.Maker(0, np.int16)
    dense(maker, maker.input((1, 150)), 7, activation="RELU")
    model = random_graphs.finished(maker, 0)
    inputs = random_graphs.inputs(model, 6)
    path = tmp_path / "words.tflite"
    path.write_bytes(model.content)
    sketch.export(path, tmp_path / "words", "c", "nano33ble")
    try:
        elf = qemu_board.build(tmp_path / "words", tmp_path / "built").elf
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    with qemu_board.emulate(elf) as board:
        built = serial_board.build(path, port=board.port, timeout=PATIENT)
        assert (built.identity.dtype, built.identity.inputs) == (np.dtype("<i2"), (300,))
        run = serial_board.run(built, inputs)
    (got,) = run.outputs
    assert (got.dtype, run.label) == (np.int16, "simulated")
    assert (np.abs(got.astype(int)) > 127).any()
    np.testing.assert_array_equal(got, expected(path, inputs))


def test_an_exported_sketch_compiles_for_an_uno_with_the_library_that_it_brings(tmp_path):
    sketch.export(resources.data_dir() / "two_sensor_and.tflite", tmp_path / "two", "c", "uno")
    try:
        made = sketches.build(tmp_path / "two", "uno", tmp_path / "built")
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    assert made.flash_bytes < 32_256


def test_of_what_was_written_half_a_line_is_not_told(tmp_path):
    # The program may be in the middle of its next one.
    board = qemu_board.EmulatedBoard("/dev/pts/1", tmp_path)
    for content, lines in [(b"", []), (bytes([9, 0, 255, 0]), [[9, 255]]),
                           (bytes([9, 0, 255, 0, 13, 0, 1]), [[9, 255]])]:  # fmt: skip
        (tmp_path / "written.bin").write_bytes(content)
        assert board.written().tolist() == lines
        assert board.written().shape == (len(lines), 2)


def test_a_sketch_that_never_reads_is_not_waited_for_for_ever(compiled, monkeypatch):
    monkeypatch.setattr(qemu_board, "LIMIT", 1)
    with pytest.raises(DeviceError, match="did not read all 3 readings within 1 s; its loop"):
        qemu_board.recorded(compiled("digits_nano33ble"), [1, 2, 3])
