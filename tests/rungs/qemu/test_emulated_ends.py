"""How an emulation may end, told by a stand-in for QEMU that writes what it is told to."""

import struct
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from tinyml_kit import boards
from tinyml_kit.rungs import elf
from tinyml_kit.rungs.protocol import Batch, DeviceError
from tinyml_kit.rungs.qemu import emulated

NANO = boards.find("nano33ble")


@pytest.fixture
def emulate(monkeypatch):
    """Return a function that lets a script take QEMU's place, for two inputs."""

    def run(script, board=NANO):
        command = [sys.executable, "-c", f"import sys, struct\n{script}\n"]
        monkeypatch.setattr(emulated, "emulator_command", lambda *asked: command)
        monkeypatch.setattr(elf, "function_at", lambda program, address: f"f{address}")
        given = Batch([np.zeros((2, 3), np.int8)])
        return emulated.emulate(SimpleNamespace(board=board), "program.elf", given)

    return run


def writes(name, content):
    return f"open({name!r}, 'wb').write({content!r})"


COUNTS = writes("counts.bin", bytes(8))


def test_its_files_are_what_it_wrote(emulate):
    files = emulate(COUNTS + "\n" + writes("outputs.bin", b"ab"))
    assert files["counts.bin"] == bytes(8) and files["outputs.bin"] == b"ab"


@pytest.mark.parametrize("counts", [0, 4, 12])
def test_a_count_that_is_missing_is_no_success(emulate, counts):
    with pytest.raises(DeviceError, match="^cortex-m4: the emulator ended early: status 0.$"):
        emulate(writes("counts.bin", bytes(counts)))


def test_a_status_is_no_success_even_with_all_counts(emulate):
    with pytest.raises(DeviceError, match="^cortex-m4: the emulator ended early: status 3.$"):
        emulate(f"{COUNTS}\nsys.exit(3)")


def test_of_what_it_said_300_characters_are_told(emulate):
    with pytest.raises(DeviceError) as told:
        emulate("sys.stderr.write('no  room\\n' + 'x' * 400); sys.exit(1)")
    assert str(told.value) == f"cortex-m4: the emulator ended early: no room {'x' * 292}."


@pytest.mark.parametrize(
    ("reason", "wall"),
    [
        (2, "a non-maskable interrupt"), (3, "a hard fault"), (4, "a memory fault"),
        (5, "a bus fault"), (6, "an undefined instruction"),
    ],
)  # fmt: skip
def test_a_fault_of_an_arm_core_is_named(emulate, reason, wall):
    stopped = writes("stopped.bin", struct.pack("<II", reason, 77))
    with pytest.raises(DeviceError, match=f"^cortex-m4: input 1 ran into {wall} in f77.$"):
        emulate(f"{writes('counts.bin', bytes(4))}\n{stopped}")


@pytest.mark.parametrize(
    ("reason", "wall"),
    # The RISC-V privileged architecture numbers the causes of traps so.
    [
        (0, "a jump to an odd address"), (1, "a jump outside the memory"),
        (2, "an undefined instruction"), (4, "an unaligned load"),
        (5, "a load outside the memory"), (6, "an unaligned store"),
        (7, "a store outside the memory"),
    ],
)  # fmt: skip
def test_a_trap_of_a_risc_v_core_is_named(emulate, reason, wall):
    stopped = writes("stopped.bin", struct.pack("<II", reason, 8))
    with pytest.raises(DeviceError, match=f"^riscv32: input 0 ran into {wall} in f8.$"):
        emulate(stopped, boards.find("esp32c3"))


def test_what_is_no_fault_is_a_program_that_did_not_end(emulate):
    stopped = writes("stopped.bin", struct.pack("<II", 15, 8))
    said = "^cortex-m4: input 0 did not end within the limit; it was in f8.$"
    with pytest.raises(DeviceError, match=said):
        emulate(stopped)


def test_an_emulator_gets_ten_seconds_an_input_and_two_minutes(emulate, monkeypatch):
    monkeypatch.setattr(emulated, "PATIENCE", -19.5)
    with pytest.raises(DeviceError, match="has not ended after 0 s; give it fewer inputs"):
        emulate("import time; time.sleep(60)")


def test_the_linker_is_told_the_memory_of_the_board(tmp_path):
    options = emulated.write_memory(NANO, tmp_path)
    memory = (tmp_path / "memory.ld").read_text(encoding="utf-8")
    assert f"LENGTH = {NANO.flash}\n" in memory and memory.endswith(f"LENGTH = {NANO.ram}\n")
    assert memory.startswith(f"FLASH (rx) : ORIGIN = {NANO.core.emulator.flash_at:#x}, ")
    assert options[:2] == ["-I", emulated.SHARED] and options[-2:] == [
        "-T", emulated.SHARED / "program.ld",
    ]  # fmt: skip
