"""How a simulation may end, told by a stand-in for the stepping program."""

import os
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from tinyml_kit import boards
from tinyml_kit.rungs import elf, toolchain
from tinyml_kit.rungs.avr import simavr
from tinyml_kit.rungs.protocol import Batch, DeviceError, TooLarge

if os.name == "nt":
    pytest.skip("shell scripts are not for this platform", allow_module_level=True)

UNO = boards.find("uno")
PLACES = {"bench_take": 10, "bench_start": 20, "bench_end": 30, "bench_tensor": 40,
          "_end": 0x800123}  # fmt: skip


@pytest.fixture
def simulate(tmp_path, monkeypatch):
    """Return a function that lets a script of Python take the stepping program's place."""
    monkeypatch.setattr(toolchain, "find", lambda name: name)
    monkeypatch.setattr(toolchain, "run", lambda command: None)
    monkeypatch.setattr(elf, "function_at", lambda program, address: f"f{address}")

    def run(script, places=PLACES, **more):
        found = [SimpleNamespace(name=name, address=place) for name, place in places.items()]
        monkeypatch.setattr(elf, "symbols", lambda program: found)
        program = tmp_path / "step"
        program.write_text(f"#!{sys.executable}\nimport sys\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
        graph = SimpleNamespace(outputs=[0], tensors=[SimpleNamespace(nbytes=2)])
        built = SimpleNamespace(
            simulator=(program,), chip="atmega328p", limit=77, board=UNO, graph=graph
        )
        return simavr.simulate(
            built, tmp_path / "a.elf", Batch([np.zeros((2, 3), np.int8)]), **more
        )

    return run


WRITES = "open('outputs.bin', 'wb').write(b'out'), open('traces.bin', 'wb').write(b'trace')\n"


def test_the_program_is_told_the_chip_its_places_and_its_limit(simulate):
    tell = "open('outputs.bin', 'w').write(' '.join(sys.argv[1:]))\n"
    outputs, traces, depth = simulate(f"{WRITES}{tell}print('ok 1 2 3 64')")
    told = "atmega328p program.bin 10 20 30 40 0 291 77 inputs.bin outputs.bin traces.bin"
    assert outputs.decode() == told and (traces, depth) == (b"trace", 64)
    traced = {**PLACES, "model_trace": 50}
    assert b" 40 50 291 77 " in simulate(f"{WRITES}{tell}print('ok 1 2 3 64')", traced)[0]


def test_further_marks_are_given_in_a_file_of_32_bits_each(simulate):
    tell = "open('outputs.bin', 'wb').write(open(sys.argv[-1], 'rb').read())\n"
    outputs, _, _ = simulate(f"{WRITES}{tell}print('ok 1 2 3 4')", marks=[5, 2**20])
    assert np.frombuffer(outputs, "<u4").tolist() == [5, 2**20]


@pytest.mark.parametrize("said", ["", "ok 1 2 3", "ok 1 2 3 4 5"])
def test_an_end_without_five_words_is_no_success(simulate, said):
    with pytest.raises(DeviceError, match="Uno: the simulator ended early: status 0.$"):
        simulate(f"{WRITES}print({said!r})")


def test_a_status_is_no_success_even_with_five_words(simulate):
    with pytest.raises(DeviceError, match="Uno: the simulator ended early: status 3.$"):
        simulate(f"{WRITES}print('ok 1 2 3 4')\nsys.exit(3)")


def test_of_a_complaint_300_characters_are_told(simulate):
    with pytest.raises(DeviceError) as told:
        simulate("sys.stderr.write('no\\n room ' + 'x' * 400); sys.exit(1)")
    assert str(told.value).endswith(f"the simulator ended early: no room {'x' * 292}.")


@pytest.mark.parametrize(
    ("end", "error", "said"),
    [
        ("hang", DeviceError, "did not end within 77 cycles; it was in f8"),
        ("reset", DeviceError, "came back to address 0, as after a reset, from f8"),
        ("outside", DeviceError, "left the program from f8"),
        ("opcode", DeviceError, "met an instruction that the chip does not have, in f8"),
        ("memory", DeviceError, "used an address that the chip does not have, in f8"),
        ("collision", TooLarge, "ran out of stack, which grew into the variables, in f8"),
        ("asleep", DeviceError, "went to sleep in f8"),
    ],
)
def test_each_way_to_go_wrong_is_named_with_input_and_function(simulate, end, error, said):
    with pytest.raises(error) as told:
        simulate(f"{WRITES}print('{end} 8 9 1 64')")
    assert str(told.value) == f"{UNO.title}: input 1 {said}."
    assert type(told.value) is error


@pytest.mark.parametrize("function", ["__vector_default", "__bad_interrupt", "no function"])
def test_where_the_function_says_nothing_its_caller_is_named(simulate, monkeypatch, function):
    names = {8: function, 9: "main"}
    monkeypatch.setattr(elf, "function_at", lambda program, address: names[address])
    assert simavr._where("a.elf", 8, 9) == f"{function}, called from main"
    names[8] = "model_invoke"
    assert simavr._where("a.elf", 8, 9) == "model_invoke"


def test_a_simulation_gets_a_minute_and_ten_seconds_an_input(simulate, monkeypatch):
    assert simavr.PATIENCE_PER_INPUT == 10
    monkeypatch.setattr(simavr, "PATIENCE", -19.5)
    with pytest.raises(DeviceError, match="has not ended after 0 s; give it fewer inputs"):
        simulate("import time; time.sleep(60)")
