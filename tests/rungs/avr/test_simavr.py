"""The simulated ATmegas: what runs is exact and counted, what goes wrong is named."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from tests.support import random_graphs
from tests.support.flatbuffer import Writer
from tinyml_kit import boards
from tinyml_kit.rungs import elf
from tinyml_kit.rungs.avr import simavr
from tinyml_kit.rungs.interpreters import reference
from tinyml_kit.rungs.protocol import DeviceError, TooLarge

if not (shutil.which("avr-gcc") and shutil.which("simavr")):
    pytest.skip("toolchain: avr-gcc or simavr is not installed", allow_module_level=True)

# Random models that begin with a dense layer, a convolution with two inputs elsewhere, an ADD.
DENSE, SEVERAL, ADD = (random_graphs.make(seed, np.dtype(np.int8)) for seed in (23, 1, 6))


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return simavr.build(DENSE.content, tmp_path_factory.mktemp("dense"), "atmega1284p")


@pytest.mark.parametrize("model", [DENSE, SEVERAL, ADD], ids=["dense", "several", "add"])
def test_outputs_and_intermediates_are_the_references(model, tmp_path):
    inputs = random_graphs.inputs(model, 6)
    expected = reference.run(reference.build(model.content, tmp_path), inputs, True)
    got = simavr.run(simavr.build(model.content, tmp_path / "avr"), inputs, True)
    for ours, theirs in zip(got.outputs, expected.outputs, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert got.intermediates
    for index, value in got.intermediates.items():
        theirs = expected.intermediates[index]
        np.testing.assert_array_equal(
            value.reshape(len(value), -1), theirs.reshape(len(theirs), -1)
        )


def test_a_model_may_have_any_number_of_inputs_and_outputs(tmp_path):
    count, writer = 40, Writer()
    sides = [[writer.tensor((1, 2), np.int8, 0.5, 0) for _ in range(count)] for _ in "xy"]
    for x, y in zip(*sides, strict=True):
        writer.operator("RELU", [x], [y])
    writer.inputs, writer.outputs = sides
    inputs = np.random.default_rng(0).integers(-128, 128, (count, 5, 2), np.int8)
    built = simavr.build(writer.finish(), tmp_path)
    got = simavr.run(built, [*inputs], intermediates=True)
    np.testing.assert_array_equal(got.outputs, np.maximum(inputs, 0))
    assert len(got.intermediates) == count


def test_every_inference_is_counted_and_the_same_input_takes_the_same_cycles(built):
    inputs = [np.repeat(array[:1], 5, 0) for array in random_graphs.inputs(DENSE, 5)]
    run = simavr.run(built, inputs)
    assert run.label == "simulated"
    assert run.cycles.shape == (5,)
    assert len(set(run.cycles.tolist())) == 1
    assert run.cycles[0] > 1000


def test_the_deepest_stack_is_found_by_painting(built):
    # The call of model_invoke alone leaves a return address of two bytes.
    run = simavr.run(built, random_graphs.inputs(DENSE, 5))
    assert 20 < run.stack_bytes < 600


def test_thousands_of_inputs_go_through_one_simulation(tmp_path):
    model = random_graphs.make(21, np.dtype(np.int8))
    inputs = random_graphs.inputs(model, 3000)
    run = simavr.run(simavr.build(model.content, tmp_path, "uno"), inputs)
    expected = reference.run(reference.build(model.content, tmp_path), inputs)
    np.testing.assert_array_equal(run.outputs[0], expected.outputs[0])


def test_sizes_are_those_of_the_compiled_program(built):
    run = simavr.run(built, random_graphs.inputs(DENSE, 5))
    found = elf.sizes(built.elf)
    assert (run.flash_bytes, run.ram_bytes) == (found.flash, found.ram)
    assert 500 < run.flash_bytes < 10_000


def test_the_stepping_program_is_compiled_once(built, tmp_path):
    again = simavr.build(SEVERAL.content, tmp_path)
    assert again.simulator == built.simulator


def test_a_simulator_that_does_not_end_is_stopped(built, monkeypatch):
    monkeypatch.setattr(simavr, "PATIENCE", -1e9)
    with pytest.raises(DeviceError, match="has not ended after .* s; give it fewer inputs"):
        simavr.run(built, random_graphs.inputs(DENSE, 5))


def test_an_endless_inference_is_stopped_and_the_function_named(built):
    with pytest.raises(DeviceError, match=r"input 0 did not end within 900 cycles; it was in \w+"):
        simavr.run(replace(built, limit=900), random_graphs.inputs(DENSE, 5))


FAULTS = {
    "endless": ('for (;;) __asm__ volatile("");', "did not end within 100000 cycles"),
    "reset": ("((void (*)(void))0)();", "came back to address 0"),
    "opcode": ('__asm__ volatile(".word 0x940b");', "an instruction that the chip"),
    "outside": ("((void (*)(void))0x3000)();", "left the program from"),
    "asleep": ('__asm__ volatile("cli\\n\\tsleep");', "went to sleep in"),
    "collision": (
        "volatile char large[400]; large[0] = *volatile_int ? (wrong(), 1) : 0;",
        "ran out of stack, which grew into the variables",
    ),
    "memory": ("*(volatile char *)0x7fff = 1;", "used an address that the chip does not have"),
}


def with_function(monkeypatch, folder, statement, **options):
    """Build DENSE for an Uno, with a function of our own in front of the inference."""
    source = simavr.c99.source(DENSE.content)["model.c"]
    head, tail = source.split("void model_invoke(void)\n{\n")
    function = (
        "static volatile int one = 1; static volatile int *volatile_int = &one;\n"
        f"__attribute__((noinline)) void wrong(void)\n{{\n    (void)volatile_int; {statement}\n}}\n"
    )
    changed = f"{head}{function}void model_invoke(void)\n{{\nwrong();\n{tail}"
    monkeypatch.setattr(
        simavr.c99, "export",
        lambda model, folder, target, board: _write(
            folder, {**simavr.c99.source(model, target=target), "model.c": changed}
        ),
    )  # fmt: skip
    return simavr.build(DENSE.content, folder, "uno", target=simavr.target_of(None), **options)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_crash_is_reported_with_the_function_it_was_in(fault, tmp_path, monkeypatch):
    statement, words = FAULTS[fault]
    built = with_function(monkeypatch, tmp_path, statement, limit=100_000)
    with pytest.raises(DeviceError, match=words) as caught:
        simavr.run(built, random_graphs.inputs(DENSE, 5))
    assert "input 0" in str(caught.value)
    assert "wrong" in str(caught.value)
    # Too little memory is the board's, everything else the program's.
    assert type(caught.value) is (TooLarge if fault == "collision" else DeviceError)


def test_the_deepest_stack_is_what_the_chips_own_stack_pointer_says(tmp_path, monkeypatch):
    # Forty pushed zeros, deeper than anything else; at the bottom the pointer is read.
    deep = """
        static unsigned pointer;
        __asm__ volatile(".rept 40\\n\\tpush __zero_reg__\\n\\t.endr\\n\\t"
                         "in %A0, __SP_L__\\n\\tin %B0, __SP_H__\\n\\t"
                         ".rept 40\\n\\tpop __tmp_reg__\\n\\t.endr" : "=r"(pointer));
        unsigned char *output = (unsigned char *)model_output(0);
        output[0] = pointer & 255, output[1] = pointer >> 8;
    """
    built = with_function(monkeypatch, tmp_path, deep)
    source = (tmp_path / "model.c").read_text(encoding="utf-8")
    (tmp_path / "model.c").write_text(
        source.replace("\nwrong();\n", "\nwrong(); return;\n"), encoding="utf-8"
    )
    simavr.toolchain.run([*built.command, "-o", built.elf])
    run = simavr.run(built, random_graphs.inputs(DENSE, 5))
    pointer = int.from_bytes(run.outputs[0][0].tobytes()[:2], "little")
    # The pointer is at the next free byte, and the ATmega328P's memory ends at 0x8FF.
    assert run.stack_bytes == 0x8FF - pointer > 40


@pytest.mark.parametrize(("nops", "collides"), [(2, False), (3, True)])
def test_a_stack_pointer_is_low_for_four_instructions_before_it_is_a_collision(
    nops, collides, tmp_path, monkeypatch
):
    # The pointer's upper half is 0 after its own instruction and so many after it.
    low = (
        "unsigned char high; __asm__ volatile("
        f'"in %0, __SP_H__\\n\\tout __SP_H__, __zero_reg__\\n\\t.rept {nops}\\n\\tnop\\n\\t.endr'
        '\\n\\tout __SP_H__, %0" : "=&r"(high));'
    )
    built, inputs = with_function(monkeypatch, tmp_path, low), random_graphs.inputs(DENSE, 5)
    if collides:
        with pytest.raises(TooLarge, match="input 0 ran out of stack, .* in wrong"):
            simavr.run(built, inputs)
    else:
        expected = reference.run(reference.build(DENSE.content), inputs).outputs[0]
        np.testing.assert_array_equal(simavr.run(built, inputs).outputs[0], expected)


def test_the_limit_is_each_inferences_own(built):
    inputs = [np.repeat(array[:1], 4, 0) for array in random_graphs.inputs(DENSE, 5)]
    cycles = int(simavr.run(built, inputs).cycles[0])
    # Four of them together, and the start of the program, take far more.
    assert len(simavr.run(replace(built, limit=cycles), inputs).cycles) == 4
    with pytest.raises(DeviceError, match=f"input 0 did not end within {cycles - 1} cycles"):
        simavr.run(replace(built, limit=cycles - 1), inputs)


def test_a_later_input_that_goes_wrong_is_the_one_that_is_named(tmp_path, monkeypatch):
    third = 'static char count; if (++count == 3) __asm__ volatile("cli\\n\\tsleep");'
    built = with_function(monkeypatch, tmp_path, third)
    with pytest.raises(DeviceError, match="input 2 went to sleep in wrong"):
        simavr.run(built, random_graphs.inputs(DENSE, 5))


def _write(folder, files):
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def test_a_program_that_does_not_fit_is_refused_with_the_budget_that_is_over(tmp_path, monkeypatch):
    small = replace(boards.find("uno"), flash=2000)
    monkeypatch.setattr(boards, "find", lambda name: small)
    with pytest.raises(
        TooLarge, match=r"Uno: \d+ B of flash are missing \(the program: \d+ of 2000"
    ):
        simavr.build(DENSE.content, tmp_path, "uno")


def test_stack_counts_where_the_chip_that_stands_in_has_more_memory(built):
    small = replace(built.board, ram=built.ram_bytes + 10)
    with pytest.raises(TooLarge, match=r"\d+ B of RAM are missing"):
        simavr.run(replace(built, board=small), random_graphs.inputs(DENSE, 5))


def test_memory_that_is_exactly_full_is_enough_and_one_byte_less_is_not(built):
    inputs = random_graphs.inputs(DENSE, 5)
    used = built.ram_bytes + simavr.run(built, inputs).stack_bytes
    full = replace(built.board, ram=used, flash=built.flash_bytes)
    assert simavr.run(replace(built, board=full), inputs).ram_bytes == built.ram_bytes
    for short in (replace(full, ram=used - 1), replace(full, flash=built.flash_bytes - 1)):
        with pytest.raises(TooLarge, match=r": 1 B of (RAM|flash) are missing"):
            simavr.run(replace(built, board=short), inputs)


def test_a_board_without_an_avr_is_refused(tmp_path):
    with pytest.raises(DeviceError, match="Raspberry Pi Pico has no AVR; take uno"):
        simavr.build(DENSE.content, tmp_path, "pico")


def test_a_record_without_a_chip_for_the_simulator_is_refused(tmp_path, monkeypatch):
    uno = boards.find("uno")
    unknown = replace(uno, simulation=replace(uno.simulation, chip=None))
    monkeypatch.setattr(boards, "find", lambda name: unknown)
    with pytest.raises(DeviceError, match="Uno names no simulation.chip in its record; take uno"):
        simavr.build(DENSE.content, tmp_path, "uno")
