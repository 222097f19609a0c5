"""The sketches as they are: compiled as the IDE does, run in simavr and QEMU, asked by Python.

They are built with libraries/TinymlKit.
"""

import re
import runpy
import shutil

import numpy as np
import pytest
import serial

from tinyml_kit.arduino import qemu_avr, simavr_pty, sketches
from tinyml_kit.base import files, resources
from tinyml_kit.datasets.images import digits
from tinyml_kit.graph import reference
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs.protocol import DeviceError, RungMissing, TooLarge
from tinyml_kit.rungs.serial import serial_board
from tinyml_kit.rungs.serial.link import SerialError
from tinyml_kit.rungs.serial.serial_board import SerialBoard

NETWORKS = runpy.run_path(str(resources.CHECKOUT / "data" / "sketch_networks.py"))
SKETCHES = NETWORKS["SKETCHES"]
BOARDS = ("uno", "mega2560")
# The computer may have much else to do.
PATIENT = 120


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    """Return a function that compiles a sketch once for all tests here."""
    folder, made = tmp_path_factory.mktemp("sketches"), {}

    def build(name, board="uno"):
        if (name, board) not in made:
            try:
                made[name, board] = sketches.build(name, board, folder / board / name)
            except RungMissing as missing:
                pytest.skip(f"toolchain: {missing}")
        return made[name, board]

    return build


@pytest.fixture
def simulated(compiled):
    """Return a function that starts a sketch in simavr for one test."""
    running = []

    def start(name, board="uno"):
        context = simavr_pty.simulate(compiled(name, board).elf, board)
        try:
            running.append(context)
            there = context.__enter__()
            # Until the sketch has begun to listen, what comes over the line is lost.
            there.wait(50)
            return there
        except RungMissing as missing:
            running.pop()
            pytest.skip(f"toolchain: {missing}")

    yield start
    for context in running:
        context.__exit__(None, None, None)


def model(name):
    return read(resources.data_dir() / SKETCHES[name])


def reference_output(name, inputs):
    return np.asarray(reference.run(model(name), [inputs])[0])


def some_inputs(name, count=3):
    shape = model(name).tensors[model(name).inputs[0]].shape[1:]
    return np.random.default_rng(7).integers(-128, 128, (count, *shape), dtype=np.int8)


def question(port):
    """Return the lines that a person gets who types a question mark, up to a silence."""
    with serial.serial_for_url(port, 115200, timeout=PATIENT) as line:
        line.write(b"?\n")
        lines = []
        while not lines or not re.search(rb"( us|/255|model \w{8})\r\n", lines[-1]):
            lines.append(line.readline())
            assert lines[-1], f"silence after {lines}"
    return [text.decode().rstrip("\r\n") for text in lines]


def test_the_sketches_models_are_what_the_kit_exports_today(tmp_path):
    # After a change of the exporter: python data/sketch_networks.py sketches
    NETWORKS["write_sketches"](tmp_path)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    kinds = (SKETCHES, NETWORKS["NANO_SKETCHES"], NETWORKS["LISTENERS"])
    assert {path.parent.name for path in written} == {name for kind in kinds for name in kind}
    for path in written:
        assert (sketches.ROOT / path.relative_to(tmp_path)).read_text(
            encoding="utf-8"
        ) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted({*SKETCHES.values(), *NETWORKS["NANO_SKETCHES"].values()}))
def test_the_networks_are_those_that_were_trained(name):
    import json

    known = json.loads((resources.data_dir() / "SHA256.json").read_text(encoding="utf-8"))
    files.verify(resources.data_dir() / name, known[name])


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize("name", sorted(SKETCHES))
def test_a_sketch_answers_python_to_the_bit(simulated, name, board):
    with SerialBoard(simulated(name, board).port, PATIENT) as there:
        identity = there.identity
        inputs = some_inputs(name)
        (outputs,), seconds = there.predict(inputs)
        memory = there.memory()
    assert identity.board == board
    assert identity.model_hash == files.sha256(resources.data_dir() / SKETCHES[name])[:8]
    expected = reference_output(name, inputs)
    np.testing.assert_array_equal(outputs, expected.reshape(len(expected), -1))
    # 12,704 multiplications at 16 MHz and 8 to 70 cycles each; the others are far smaller.
    assert (seconds > 10e-6).all() and (seconds < 60e-3).all()
    assert memory.ram == {"uno": 2048, "mega2560": 8192}[board]
    assert 0 < memory.stack < 400
    # What is used and what never was make up the whole, but for a heap that nobody has.
    assert memory.statics + memory.never_used + memory.stack == memory.ram


def test_the_memory_that_the_board_reports_is_what_the_compiler_laid_out(compiled, simulated):
    with SerialBoard(simulated("digits_uno").port, PATIENT) as board:
        assert board.memory().statics == compiled("digits_uno").ram_bytes


DRAWN = """
..###... ...##... ..###... .#####.. ....#... .#####.. ...##... .#####.. ..###... ..###...
.##.##.. ..###... .##.##.. ....##.. ...##... .##..... ..##.... ....##.. .##.##.. .##.##..
.#...#.. .####... .#..##.. ...##... ..##.... .##..... ..#..... ....#... .##.##.. .##.##..
.#...#.. ...##... ....##.. ..###... .##..... .####... .##..... ..####.. ..###... ..#####.
.#...#.. ...##... ...##... ....##.. .##..##. ....##.. .#####.. ...##... ..###... ....##..
.#...#.. ...##... ..##.... .....#.. .######. ....##.. .##..##. ...#.... .##.##.. ....##..
.##.##.. ...##... .######. .#..##.. ....##.. .#..##.. ..#..##. ..##.... .##.##.. ...##...
..###... ...###.. .######. ..###... ....##.. .####... ...###.. ..##.... ..###... .###....
"""


def test_each_digit_is_drawn_so():
    text = (sketches.ROOT / "digits_uno" / "digits_uno.ino").read_text(encoding="utf-8")
    table = text[text.index("drawn[10][SMALL]") : text.index("static bool ink")]
    rows = [
        [int(row) for row in re.findall(r"\d+", one)] for one in re.findall("{([^{}]+)}", table)
    ]
    marks = [[f"{row:08b}".translate({48: ".", 49: "#"}) for row in digit] for digit in rows]
    expected = [line.split() for line in DRAWN.split("\n")[1:-1]]
    assert marks == [list(digit) for digit in zip(*expected, strict=True)]


def test_drawn_digits_are_shown_and_read_one_after_the_other(simulated):
    port = simulated("digits_uno").port
    answers = [question(port) for _ in range(10)]
    assert answers[1][:8] == [
        "...##...", "..###...", ".####...", "...##...",
        "...##...", "...##...", "...##...", "...###..",
    ]  # fmt: skip
    # What the reference reads in the same pixels, the mistake included.
    drawn = np.array([[[mark == "#" for mark in row] for row in a[:8]] for a in answers])
    pixels = np.where(NETWORKS["enlarge"](drawn), 127, -128).astype(np.int8)
    scores = reference_output("digits_uno", pixels)
    for k, answer in enumerate(answers):
        read, score = scores[k].argmax(), int(scores[k].max()) + 128
        assert re.fullmatch(
            rf"drawn {k}, read {read} \({score}/256\), computed in \d+ us", answer[-1]
        )
    assert (scores.argmax(1) == np.arange(10)).sum() == 9


def test_scanned_digits_are_read_on_the_board_as_on_the_computer(simulated):
    images, labels = digits()
    # The last ones were not trained on; full ink, 16, is 127.
    pixels = NETWORKS["enlarge"](images[-5:].astype(np.float32) / 16)
    stored = np.clip(np.round(255 * pixels) - 128, -128, 127).astype(np.int8)
    with SerialBoard(simulated("digits_uno").port, PATIENT) as board:
        (outputs,), _ = board.predict(stored)
    np.testing.assert_array_equal(outputs, reference_output("digits_uno", stored))
    assert (outputs.argmax(1) == labels[-5:]).mean() >= 0.8


@pytest.mark.parametrize("board", BOARDS)
def test_the_led_is_on_while_both_sensors_see_movement(simulated, board):
    there = simulated("two_sensor_and", board)
    pin = {"uno": ("B", 5), "mega2560": ("B", 7)}[board]
    for left, right, lit in [(3.8, 3.8, 1), (3.8, 1.2, 0), (1.2, 3.8, 0), (1.2, 1.2, 0)]:
        there.voltage(0, left)
        there.voltage(1, right)
        there.wait(20)
        there.high(*pin)
        there.wait(20)
        assert there.high(*pin) == lit
        (line,) = question(there.port)
        stored = [int(volts / 5 * 1024) // 4 - 128 for volts in (left, right)]
        found = [int(number) for number in re.findall(r"-?\d+", line)]
        assert np.abs(np.subtract(found[:2], stored)).max() <= 1
        score = reference_output("two_sensor_and", np.int8([found[:2]]))[0, 0]
        assert found[2] == int(score) + 128


def test_inputs_and_pins_that_a_board_has_not_are_refused(simulated):
    there = simulated("two_sensor_and", "uno")
    for channel, volts in [(6, 1.0), (-1, 1.0), (0, 7.0), (0, -0.1), (0, float("nan"))]:
        with pytest.raises(DeviceError, match=f"uno: input A{channel} at .* A0 to A5"):
            there.voltage(channel, volts)
    for pin in [("Z", 5), ("B", 9), ("BC", 1), ("A", 0)]:
        with pytest.raises(DeviceError, match="take a port of B, C, D and a pin from 0 to 7"):
            there.high(*pin)


def test_the_sensors_lie_in_the_four_corners_that_were_trained_on():
    corners = np.int8([[64, 64], [64, -64], [-64, 64], [-64, -64]])
    scores = reference_output("two_sensor_and", corners)[:, 0].astype(int) + 128
    assert list(scores >= 128) == [True, False, False, False]
    x, y = NETWORKS["two_sensors"]()
    assert (len(y), y.sum()) == (10_500, 500)


@pytest.mark.parametrize("board", BOARDS)
def test_a_potentiometer_dims_the_led_in_a_straight_line(simulated, board):
    there = simulated("potentiometer_led", board)
    duty = {"uno": 0x88, "mega2560": 0xB4}[board]
    for volts in (0.3, 2.5, 4.7):
        there.voltage(0, volts)
        there.wait(20)
        (line,) = question(there.port)
        turn, _, brightness, _ = map(int, re.findall(r"\d+", line))
        assert turn == pytest.approx(volts / 5 * 1023, abs=2)
        assert brightness == turn // 4 == there.register(duty)


@pytest.mark.parametrize("board", BOARDS)
def test_a_potentiometer_dims_the_led_along_a_sine(simulated, board):
    there = simulated("sine_potentiometer_led", board)
    # Pin 9: compare register A of timer 1 on an Uno, B of timer 2 on a Mega.
    duty = {"uno": 0x88, "mega2560": 0xB4}[board]
    for volts in (0.3, 1.0, 2.5, 4.2, 5.0):
        there.voltage(0, volts)
        there.wait(20)
        (line,) = question(there.port)
        turn, _, brightness, _, _ = map(int, re.findall(r"\d+", line))
        assert turn == pytest.approx(volts / 5 * 1023, abs=2)
        # The network is 0.05 off at most, and it sees 256 steps of a turn.
        assert brightness == pytest.approx(255 * np.sin(np.pi * turn / 1023), abs=16)
        assert there.register(duty) == brightness


def test_python_and_the_sketch_share_one_network_without_mixing_up_results(simulated):
    there = simulated("two_sensor_and")
    there.voltage(0, 3.8)
    there.voltage(1, 3.8)
    inputs = np.int8([[64, -64], [-64, -64], [100, 100]] * 4)
    with SerialBoard(there.port, PATIENT) as board:
        (outputs,), _ = board.predict(inputs)
        np.testing.assert_array_equal(outputs, reference_output("two_sensor_and", inputs))
        # A second without requests, and the sketch looks at its sensors again.
        count = board.time().inferences
        there.wait(1100)
        assert board.time().inferences > count
        (outputs,), _ = board.predict(inputs)
        np.testing.assert_array_equal(outputs, reference_output("two_sensor_and", inputs))


def test_the_reset_button_in_the_middle_of_a_test_set_changes_no_answer(simulated):
    there = simulated("digits_uno")
    inputs = some_inputs("digits_uno", 2)
    with SerialBoard(there.port, PATIENT) as board:
        write, count = board._write, iter(range(99))

        def write_and_reset(index, content):
            write(index, content)
            if next(count) == 1:
                there.reset()

        board._write = write_and_reset
        (outputs,), _ = board.predict(inputs)
        assert board.time().inferences == 1
    np.testing.assert_array_equal(outputs, reference_output("digits_uno", inputs))


def test_the_rung_runs_a_model_on_a_port(simulated):
    path = resources.data_dir() / SKETCHES["serial_bench"]
    port = simulated("serial_bench").port
    built = serial_board.build(path, port=port, timeout=PATIENT)
    inputs = some_inputs("serial_bench")
    run = serial_board.run(built, inputs)
    np.testing.assert_array_equal(run.outputs[0], reference_output("serial_bench", inputs))
    assert run.label == "simulated" and run.seconds.shape == (3,)
    assert built.identity.board == "uno"
    other = resources.data_dir() / SKETCHES["digits_uno"]
    with pytest.raises(SerialError, match=r"the board runs model \w{8}, not \w{8}; export"):
        serial_board.build(other, port=port, timeout=PATIENT)


@pytest.mark.parametrize("board", BOARDS)
def test_a_second_simulator_gives_the_same_answers(compiled, board):
    try:
        with qemu_avr.emulate(compiled("serial_bench", board).elf, board) as port:
            with SerialBoard(port, PATIENT) as there:
                inputs = some_inputs("serial_bench", 2)
                (outputs,), seconds = there.predict(inputs)
                assert there.identity.board == board
            (line,) = question(port)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    np.testing.assert_array_equal(outputs, reference_output("serial_bench", inputs))
    digest = files.sha256(resources.data_dir() / SKETCHES["serial_bench"])[:8]
    assert line == f"tinyml-kit on {board}: model {digest}"
    # QEMU has no timer 0: the board's clock stands still, and no time is no measurement.
    assert (seconds == 0).all()


def test_firmware_that_crashes_is_an_error_that_says_where(tmp_path):
    # A jump behind the end of the flash: simavr sees that it is not there.
    source = tmp_path / "crash.c"
    source.write_text(
        "int main(void) { ((void (*)(void))0x7f00)(); return 0; }\n", encoding="utf-8"
    )
    if not (shutil.which("avr-gcc") and shutil.which("gcc")):
        pytest.skip("toolchain: avr-gcc or gcc is not installed")
    from tinyml_kit.rungs import toolchain

    elf = tmp_path / "crash.elf"
    toolchain.run(["avr-gcc", "-mmcu=atmega328p", "-O1", source, "-o", elf])
    with pytest.raises(DeviceError, match=r"uno: (the firmware crashed|simavr ended)"):
        with simavr_pty.simulate(elf, "uno") as board:
            board.wait(10)


def test_a_board_that_no_simulator_has_is_refused():
    with pytest.raises(DeviceError, match="simavr has no ATmega4809; take uno"):
        with simavr_pty.simulate("x.elf", "nano_every"):
            pass
    with pytest.raises(DeviceError, match="QEMU has no such board; take uno or mega2560"):
        with qemu_avr.emulate("x.elf", "atmega1284p"):
            pass


def test_a_sketch_too_large_for_a_board_is_refused_by_how_much(compiled, monkeypatch):
    from dataclasses import replace

    from tinyml_kit import boards

    made = compiled("digits_uno")
    small = replace(boards.find("uno"), flash=made.flash_bytes - 7)
    with pytest.raises(
        TooLarge, match="digits_uno: needs .* of flash, 7 more than the Arduino Uno"
    ):
        sketches._require_fit(made, small)
