"""Arduino's functions on the emulated core, in arduino/cortex_m4, do what Arduino's do."""

import pytest

from tinyml_kit.arduino import qemu_board
from tinyml_kit.rungs.protocol import RungMissing

SKETCH = """
#include <Arduino.h>
static int turn;
void setup() {
  Serial.begin(115200);
  const long whole[] = {0, 9, 10, -1, -10, 100, 2147483647, -2147483647 - 1};
  for (long number : whole) Serial.println(number);
  Serial.println(4294967295ul);
  Serial.println(7u);
  const double real[] = {0, 0.004, 0.005, 0.994, 0.996, 1.5, -0.25, -1.999, 12.34};
  for (double number : real) Serial.println(number);
  Serial.print(2.5, 0);
  Serial.print(' ');
  Serial.print(-0.0627, 3);
  Serial.print(F(" "));
  Serial.print(3.14159, 4);
  Serial.println();
  const int limits[] = {4, 5, 6, 10, 11};
  for (int number : limits) Serial.println(constrain(number, 5, 10));
  unsigned long from = micros();
  delay(3);
  from = micros() - from;
  Serial.println(from >= 2000 && from < 3100 ? "waited" : "did not");
  unsigned long begin = millis();
  delay(0);
  Serial.println(millis() - begin < 2 ? "at once" : "late");
  Serial.println(A0), Serial.println(A3), Serial.println(LED_BUILTIN);
  Serial.println(LEDR), Serial.println(LEDB);
}
void loop() {
  int reading = analogRead(A0);
  analogWrite(turn, reading);
  digitalWrite(LEDG, turn++ % 2 ? LOW : HIGH);
}
"""
PRINTED = [
    "0", "9", "10", "-1", "-10", "100", "2147483647", "-2147483648", "4294967295", "7",
    "0.00", "0.00", "0.01", "0.99", "1.00", "1.50", "-0.25", "-2.00", "12.34",
    "3 -0.063 3.1416", "5", "5", "6", "10", "10", "waited", "at once", "14", "17", "13", "22", "24",
]  # fmt: skip


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """Return what the sketch writes to its pins and prints, for three readings."""
    folder = tmp_path_factory.mktemp("api") / "api"
    folder.mkdir()
    (folder / "api.ino").write_text(SKETCH, encoding="utf-8")
    try:
        return qemu_board.recorded(qemu_board.build(folder, folder / "built").elf, [0, 513, 1023])
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")


def test_numbers_are_printed_as_arduino_prints_them(recorded):
    assert recorded[1].split("\r\n")[:-1] == PRINTED


def test_each_write_to_a_pin_is_recorded_and_the_program_ends_after_the_last_reading(recorded):
    assert recorded[0].tolist() == [[0, 0], [23, 1], [1, 513], [23, 0], [2, 1023], [23, 1]]


def test_without_a_request_a_sketch_is_idle_from_the_start(tmp_path):
    folder = tmp_path / "idle"
    folder.mkdir()
    (folder / "idle.ino").write_text(
        "#include <TinymlKit.h>\n"
        "void setup() { Serial.begin(115200); Serial.print(TinymlKit.idle() ? 'i' : 'b'); }\n"
        "void loop() { analogRead(0); }\n",
        encoding="utf-8",
    )
    try:
        elf = qemu_board.build(folder, folder / "built").elf
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    assert qemu_board.recorded(elf, [1])[1] == "i"
