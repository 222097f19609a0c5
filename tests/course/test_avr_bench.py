import shutil

import numpy as np
import pytest

from tinyml_kit.arduino import simavr_pty, sketches
from tinyml_kit.base import resources
from tinyml_kit.base.errors import BadInput
from tinyml_kit.course import avr_bench, handwriting
from tinyml_kit.rungs import toolchain
from tinyml_kit.rungs.interpreters import reference
from tinyml_kit.rungs.protocol import RungMissing
from tinyml_kit.rungs.serial import serial_board

needs_avr = pytest.mark.skipif(
    not (shutil.which("avr-gcc") and shutil.which("simavr")),
    reason="toolchain: avr-gcc or simavr is not installed",
)
DENSE = resources.data_dir() / "mnist_dense_32_int8.tflite"
SNIPPET = "long f(char *x, int n) { long s = 0; while (n--) s += *x++; return s; }"


@pytest.fixture
def no_toolchain(monkeypatch):
    def missing(*names):
        raise RungMissing(f"{names[0]} is not installed.")

    monkeypatch.setattr(toolchain, "find", missing)


@needs_avr
def test_a_count_is_of_a_run_whose_outputs_are_the_references():
    x = handwriting.as_int8(handwriting.enlarged().test_images[:3])
    found = avr_bench.count(DENSE, x, board="uno")
    expected = reference.run(reference.build(DENSE), [x]).outputs[0]
    np.testing.assert_array_equal(found.outputs, expected)
    assert found.label == "simulated"
    assert found.best <= found.median <= found.most == found.each.max()


@pytest.mark.parametrize("code", avr_bench.CODES)
def test_without_a_toolchain_stored_figures_stand_in_and_say_so(no_toolchain, capsys, code):
    found = avr_bench.count(DENSE, None, code, network="784-32-10 random")
    assert found.label == "simulated, stored" and found.outputs is None
    assert found.macs == 25_408 and found.most > 200_000
    assert "Stored figures" in capsys.readouterr().out


def test_by_default_the_stored_figures_are_those_of_the_file(no_toolchain):
    assert avr_bench.count(DENSE, None, board="uno").most > 200_000


@pytest.mark.parametrize("model", [DENSE.read_bytes(), resources.data_dir() / "digits_uno.tflite"])
def test_without_a_toolchain_a_network_of_which_nothing_is_stored_is_missing(no_toolchain, model):
    with pytest.raises(RungMissing, match="is not installed"):
        avr_bench.count(model, None, board="uno")


def test_a_row_tells_the_time_at_the_clock_of_the_board():
    row = avr_bench.Count("C", "uno", 1, 2, 160_000, 10_000, 5, 6, "simulated").row()
    assert row["most (ms at 16 MHz)"] == 10 and row["most (cycles per MAC)"] == 16


@needs_avr
def test_a_constant_lies_in_ram_unless_it_is_put_in_flash():
    table = "#include <avr/pgmspace.h>\nconst char t[1000] {} = {{1}};"
    in_ram, in_flash = (avr_bench.compiled(table.format(p))[0] for p in ("", "PROGMEM"))
    # A constant is no variable for the linker; at start avr-libc copies it to RAM all the same.
    assert in_ram.text + in_ram.data == in_flash.text + in_flash.data == 1000
    sections = [avr_bench.section(table.format(place)) for place in ("", "PROGMEM")]
    assert sections == [".rodata", ".progmem.data"]


@needs_avr
def test_the_loop_of_a_snippet_is_cut_out_and_its_cycles_added_up():
    loop = avr_bench.loop(avr_bench.compiled(SNIPPET, "-Os")[1])
    assert loop["instruction"].iloc[0].endswith(":")
    assert loop["instruction"].iloc[-1].split()[0] in ("brne", "rjmp", "brcc")
    assert any(loop["instruction"].str.startswith("ld "))


def test_what_is_missing_is_said_and_the_rest_of_the_cell_left_out(no_toolchain, capsys):
    with avr_bench.or_say("bytes"):
        avr_bench.compiled(SNIPPET)
        pytest.fail("went on")
    told = "avr-gcc is not installed. Stored (simulated): 126, 127, -1 become 127, -128, 0.\n"
    assert capsys.readouterr().out == told


def test_a_name_under_which_nothing_is_stored_is_noticed_with_the_tools_too():
    with pytest.raises(KeyError), avr_bench.or_say("bites"):
        pass


def test_loops_stand_side_by_side_with_their_cycles_first():
    one, other = (avr_bench.instructions(text) for text in (".L2:\n ld r24,X+\n", "mul r2,r3"))
    assert avr_bench.beside({"-Os": one, "-O2": other}).splitlines() == [
        "-Os              -O2",
        "    .L2:          2  mul r2,r3",
        " 2  ld r24,X+",
    ]


def test_instructions_have_cycles_and_labels_have_none():
    table = avr_bench.instructions(
        ".L2:\n\tld r24,X+\n/* #APP */\n\t.section x\n\tmul r2,r3\n add r1,r0"
    )
    assert table["instruction"].tolist() == [".L2:", "ld r24,X+", "mul r2,r3", "add r1,r0"]
    assert table["cycles"].tolist() == ["", 2, 2, 1]


def test_a_loop_ends_with_the_jump_back():
    text = "f:\n ldi r1,0\n.L2:\n add r2,r3\n brne .L2\n ret\n.L4:\n rjmp f\n rjmp .L4"
    assert avr_bench.loop(text)["instruction"].tolist() == [".L2:", "add r2,r3", "brne .L2"]


def test_a_branch_that_leaves_the_loop_is_not_taken_and_one_within_is():
    text = ".L2:\n cp r1,r2\n breq .L5\n brne .L3\n add r2,r3\n.L3:\n rjmp .L2\n.L5:\n ret"
    loop = avr_bench.loop(text)
    assert loop["cycles"].tolist() == ["", 1, 1, 2, 1, "", 2]


def test_straight_code_has_no_loop():
    assert avr_bench.loop("f:\n ldi r1,0\n ret").empty


@pytest.fixture
def bench():
    """Return a function (model, ports that are plugged in, what to do with the port)."""

    def run(model, ports, do):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(serial_board, "find", lambda: ports)
            try:
                with avr_bench.serial_bench(resources.data_dir() / model) as port:
                    return do(port)
            except RungMissing as missing:
                pytest.skip(f"toolchain: {missing}")

    return run


def test_any_model_is_put_on_a_simulated_bench(bench):
    x = np.int8([[64, 64], [64, -64]])

    def predict(port):
        with serial_board.SerialBoard(port) as board:
            return board.predict(x)[0][0]

    found = bench("two_sensor_and.tflite", [], predict)
    expected = avr_bench.reference_outputs(resources.data_dir() / "two_sensor_and.tflite", x)
    np.testing.assert_array_equal(found, expected)


def test_a_port_where_nothing_answers_is_named_and_a_simulated_board_taken(bench, capsys):
    found = bench("two_sensor_and.tflite", [("/dev/none", "a cable")], lambda port: port)
    assert found != "/dev/none"
    assert "/dev/none" in capsys.readouterr().out


def test_a_plugged_in_board_that_has_the_model_is_taken(bench, monkeypatch):
    monkeypatch.setattr(serial_board, "build", lambda model, port: port)
    assert bench("two_sensor_and.tflite", [("COM3", "Uno")], lambda port: port) == "COM3"


@pytest.mark.parametrize(("value", "in_8_bits", "in_16_bits"), [(-1, 255, 65_535), (258, 2, 258)])
def test_a_timer_of_8_bits_keeps_less_of_a_brightness_than_one_of_16(
    tmp_path, value, in_8_bits, in_16_bits
):
    sketch = tmp_path / "beyond" / "beyond.ino"
    sketch.parent.mkdir()
    sketch.write_text(
        f"void setup() {{ analogWrite(6, {value}); analogWrite(9, {value}); }}\nvoid loop() {{}}\n",
        encoding="utf-8",
    )
    try:
        elf = sketches.build(sketch.parent, "uno", tmp_path / "build").elf
        with simavr_pty.simulate(elf, "uno") as board:
            board.wait(20)
            ocr0a, low, high = (board.register(address) for address in (0x47, 0x88, 0x89))
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    assert (ocr0a, low + 256 * high) == (in_8_bits, in_16_bits)


def test_an_unknown_code_and_an_unknown_table_are_refused_with_what_there_is():
    with pytest.raises(avr_bench.BenchError, match="no code 'assembler'; take one of .*assembly"):
        avr_bench.count(DENSE, None, "assembler")
    with pytest.raises(avr_bench.BenchError, match="no table 'avr_flag' is stored; .*avr_flags"):
        avr_bench.stored("avr_flag")


def test_the_reference_takes_images_without_a_channel_axis_and_refuses_other_sizes():
    x = np.zeros((2, 28, 28), np.int8)
    expected = avr_bench.reference_outputs(DENSE, x[..., np.newaxis])
    np.testing.assert_array_equal(avr_bench.reference_outputs(DENSE, x), expected)
    with pytest.raises(BadInput, match="takes .n, 28, 28, 1."):
        avr_bench.reference_outputs(DENSE, x[:, :8, :8])


def test_instructions_take_the_cycles_of_the_manual():
    # Microchip's AVR Instruction Set Manual, core AVRe+ of the ATmega; branches taken.
    manual = {
        2: "mul muls mulsu ld ldd st std push pop adiw sbiw rjmp brne brcc brcs breq brge brlt "
        "brmi brpl",
        3: "lpm rcall",
        4: "call ret",
    }
    expected = {name: cycles for cycles, names in manual.items() for name in names.split()}
    assert expected == avr_bench.CYCLES
