"""A reader's C runs on the simulated chips; code that is wrong is refused in words."""

import numpy as np
import pytest

from tinyml_kit.course import on_a_chip
from tinyml_kit.rungs import toolchain
from tinyml_kit.rungs.protocol import DeviceError, RungMissing

ADD = "int32_t add(int32_t a, int32_t b) { return a + b; }\n"


@pytest.fixture(autouse=True)
def tools():
    for tool in ("arm-none-eabi-g++", "qemu-system-arm", "avr-gcc"):
        try:
            toolchain.find(tool)
        except RungMissing as missing:
            pytest.skip(f"toolchain: {missing}")


def test_a_function_is_called_for_each_row():
    made, instructions = on_a_chip.results(ADD, "add(a[0], a[1])", [[1, 2], [-5, 3], [2**30, -1]])
    assert made.tolist() == [3, -2, 2**30 - 1] and instructions < 640


def test_rows_may_be_vectors_of_small_numbers():
    code = "int32_t dot(const int16_t *x) { int32_t s = 0;\n for (int i = 0; i < 4; i++)"
    code += " s += x[i] * x[i + 4]; return s; }"
    rows = np.random.default_rng(1).integers(-200, 200, (9, 8))
    made, _ = on_a_chip.results(code, "dot(a)", rows, "int16_t")
    assert (made == (rows[:, :4] * rows[:, 4:]).sum(1)).all()


def test_code_that_does_not_compile_or_prints_is_refused():
    with pytest.raises(DeviceError, match="undeclared"):
        on_a_chip.results(ADD.replace("a + b", "a + undeclared"), "add(1, 2)", [[1]])
    printing = ADD.replace("return", 'Serial.println("3"); return')
    with pytest.raises(DeviceError, match="did not come to its end"):
        on_a_chip.results(printing, "add(1, 2)", [[1]])


def test_code_that_never_ends_is_stopped(monkeypatch):
    monkeypatch.setattr(on_a_chip, "PATIENCE", 2)
    with pytest.raises(DeviceError, match="did not read all 1 readings within 2 s"):
        on_a_chip.results("int f(void) { for (;;) {} }\n", "f()", [[1]])


def test_a_sketch_reads_and_writes_on_the_nano():
    text = "void setup() {}\nvoid loop() { analogWrite(9, analogRead(A0) / 4); }\n"
    written, _ = on_a_chip.on_the_nano(text, [0, 400, 1023])
    assert written.tolist() == [[9, 0], [9, 100], [9, 255]]


def test_a_sketch_prints_on_an_uno_and_one_that_does_not_is_refused(monkeypatch):
    text = "void setup() { Serial.begin(115200); Serial.println(6 * 7); }\nvoid loop() {}\n"
    assert on_a_chip.on_an_uno(text, 1) == "42\n"
    monkeypatch.setattr(on_a_chip, "PATIENCE", 0.5)
    with pytest.raises(DeviceError, match="printed fewer than 2 lines"):
        on_a_chip.on_an_uno(text, 2)
