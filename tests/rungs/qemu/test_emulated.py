"""Emulated cores: equal results, counted instructions, walls that are named.

The start-up code in rungs/arm and rungs/riscv runs here.
"""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from tests.support import comparing, random_graphs
from tinyml_kit import boards
from tinyml_kit.codegen.c.targets import PORTABLE
from tinyml_kit.rungs import elf, toolchain
from tinyml_kit.rungs.protocol import DeviceError, RungMissing, TooLarge
from tinyml_kit.rungs.qemu import emulated

SEEDS = random_graphs.each_first()
# One for each core that is emulated.
BOARDS = ["nano33ble", "pico", "esp32c3"]


def build(model, folder, **options):
    try:
        return emulated.build(model, folder, **options)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")


@pytest.fixture(scope="module")
def model():
    return random_graphs.make(1)


@pytest.fixture(scope="module", params=BOARDS)
def built(model, tmp_path_factory, request):
    return build(model.content, tmp_path_factory.mktemp(request.param), board=request.param)


def test_every_emulated_core_is_tested_here():
    assert {boards.find(name).core.name for name in BOARDS} == {
        boards.find(name).core.name for name in emulated.emulated()
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_models_over_all_operators_are_equal_to_the_bit(seed, tmp_path):
    made = random_graphs.make(seed)
    inputs = random_graphs.inputs(made, 10)
    graph, expected = comparing.oracle(made.content, inputs)
    got = emulated.run(build(made.content, tmp_path), inputs, intermediates=True)
    assert got.label == "emulated"
    comparing.assert_equal(graph, expected, got, made.exact)


def test_the_same_input_takes_the_same_instructions_every_time(built, model):
    inputs = [np.repeat(array[5:6], 4, axis=0) for array in random_graphs.inputs(model, 6)]
    counts = emulated.run(built, inputs).instructions
    assert counts.shape == (4,) and counts[0] > 0
    assert (counts == counts[0]).all()


def test_figures_come_from_the_program_and_the_painted_stack(built, model):
    got = emulated.run(built, random_graphs.inputs(model, 5))
    found = elf.sizes(built.program)
    assert (got.flash_bytes, got.ram_bytes) == (found.flash, found.ram)
    # The whole image is more than its start-up code, and the bench's own frames are on the stack.
    assert 1000 < got.flash_bytes < 1024**2
    assert 64 <= got.stack_bytes < 8192


LOOP = {
    "arm": ".syntax unified\\n1: subs %0, %0, #1\\n bne 1b",
    "riscv": "1: addi %0, %0, -1\\n bnez %0, 1b",
}


def with_statement(built, statement, folder):
    """Compile a model again, with statements of C in front of its first layer."""
    source = folder / "model.c"
    begin = "void model_invoke(void)\n{"
    text = source.read_text(encoding="utf-8")
    assert begin in text
    source.write_text(text.replace(begin, f"{begin}\n    {statement}"), encoding="utf-8")
    toolchain.run([*built.command, "-o", built.program])


@pytest.mark.parametrize("board", BOARDS)
def test_instructions_are_those_that_were_written(board, model, tmp_path):
    inputs = [x[:1] for x in random_graphs.inputs(model, 5)]
    counts = {}
    for nops in (0, 1000, 1024):
        made = build(model.content, tmp_path / str(nops), board=board)
        body = f'__asm__ volatile(".rept {nops}\\n\\tnop\\n\\t.endr"); return;'
        with_statement(made, body, tmp_path / str(nops))
        (counts[nops],) = emulated.run(made, inputs).instructions
    # A timer that ticks in steps of 1.6 may be off; the call of an empty function is taken off.
    off = 0 if made.board.core.emulator.instructions_per_tick == 1 else 2
    assert abs(counts[0]) <= 2
    assert abs(counts[1000] - counts[0] - 1000) <= off
    assert abs(counts[1024] - counts[1000] - 24) <= off


# An Armv6-M instruction moves the stack by 508 bytes at most.
DEEP = {
    "arm": r".rept 4\n\tsub sp, #500\n\t.endr\n\tstr %1, [sp]\n\tmov %0, sp\n\t"
    r".rept 4\n\tadd sp, #500\n\t.endr",
    "riscv": r"addi sp, sp, -2000\n\tsw %1, 0(sp)\n\tmv %0, sp\n\taddi sp, sp, 2000",
}


@pytest.mark.parametrize("board", BOARDS)
def test_the_deepest_stack_is_what_the_stack_pointer_says(board, model, tmp_path):
    made = build(model.content, tmp_path, board=board)
    # The lowest word is written, so that its paint is gone; at that depth the pointer is read.
    body = f"""
        uint32_t *output = (uint32_t *)model_output(0), pointer, zero = 0;
        __asm__ volatile("{DEEP[made.board.core.emulator.firmware]}"
                         : "=&r"(pointer) : "r"(zero) : "memory");
        memcpy(output, &pointer, 4);
        return;
    """
    with_statement(made, body.strip(), tmp_path)
    run = emulated.run(made, random_graphs.inputs(model, 5))
    pointer = int.from_bytes(run.outputs[0][0].tobytes()[:4], "little")
    addresses = {symbol.name: symbol.address for symbol in elf.symbols(made.program)}
    assert run.stack_bytes == addresses["stack_top"] - pointer > 2000


@pytest.mark.parametrize("board", BOARDS)
def test_a_loop_of_two_instructions_is_counted_to_the_instruction(board, model, tmp_path):
    inputs = random_graphs.inputs(model, 5)
    made = build(model.content, tmp_path, board=board)
    before = emulated.run(made, inputs).instructions
    loop = LOOP[made.board.core.emulator.firmware]
    statement = f'unsigned n = 100000; __asm volatile("{loop}" : "+r"(n) : : "cc");'
    with_statement(made, statement, tmp_path)
    more = emulated.run(made, inputs).instructions - before
    # Two or three more make n, and the counter of the Cortex-M boards ticks 1.6 times in each.
    assert (abs(more - 200_000) <= 8).all()


def test_the_portable_code_gives_the_same_results_in_more_instructions(tmp_path, real_data):
    model = (real_data / "models" / "kws_ref_int8.tflite").read_bytes()
    ours, portable = (
        build(model, tmp_path / name, **more)
        for name, more in (("m4", {}), ("portable", {"target": PORTABLE}))
    )
    (tensor,) = (ours.graph.tensors[index] for index in ours.graph.inputs)
    inputs = np.random.default_rng(0).integers(-128, 128, (2, *tensor.shape[1:]), np.int8)
    fast, slow = emulated.run(ours, inputs), emulated.run(portable, inputs)
    np.testing.assert_array_equal(fast.outputs[0], slow.outputs[0])
    macs = 2_656_768  # 73,000 to 1.28 million a layer, counted by the budget
    assert fast.instructions.max() < 6 * macs < 2 * slow.instructions.min()


@pytest.mark.parametrize("board", BOARDS)
def test_a_program_that_does_not_end_is_stopped_and_its_function_named(board, model, tmp_path):
    endless = build(model.content, tmp_path, board=board, limit=50)
    with pytest.raises(DeviceError, match=r"input 0 did not end within the limit; it was in \w+"):
        emulated.run(endless, random_graphs.inputs(model, 5))


@pytest.mark.parametrize(
    ("board", "statement", "wall"),
    [
        ("nano33ble", "*(volatile int *)0xF0000000 = 1;", "a hard fault"),
        ("pico", "*(volatile int *)0xF0000000 = 1;", "a hard fault"),
        # On the real core, too, but not on the larger one that is emulated in its place.
        ("pico", '__asm volatile("str %0, [%0]" : : "r"(0x20000001) : "memory");', "a hard fault"),
        ("pico", '__asm volatile("udf #0");', "a hard fault"),
        ("esp32c3", "*(volatile int *)0xF0000000 = 1;", "a store outside the memory"),
        ("esp32c3", '__asm volatile(".word 0");', "an undefined instruction"),
    ],
)
def test_a_fault_names_the_input_and_the_function(board, statement, wall, model, tmp_path):
    broken = build(model.content, tmp_path, board=board)
    with_statement(broken, statement, tmp_path)
    with pytest.raises(DeviceError, match=f"input 0 ran into {wall} in model_invoke"):
        emulated.run(broken, random_graphs.inputs(model, 5))


def test_an_emulator_that_does_not_end_is_stopped(built, model, monkeypatch):
    monkeypatch.setattr(emulated, "PATIENCE", -49.99)
    with pytest.raises(DeviceError, match=f"{built.board.rung}: the emulator has not ended after"):
        emulated.run(built, random_graphs.inputs(model, 5))


def test_a_board_whose_core_is_not_emulated_is_refused(model, tmp_path):
    with pytest.raises(DeviceError, match="no emulator for the AVR of the Arduino Uno; take nano"):
        emulated.build(model.content, tmp_path, board="uno")


MEMORY = (
    "does not fit 983,040 bytes of flash and 262,144 bytes of RAM of the Arduino Nano 33 BLE Sense"
)


def test_a_model_that_needs_more_memory_than_the_chip_has_is_refused(tmp_path):
    maker = random_graphs.Maker(0, np.int8)
    image = maker.input((1, 400, 400, 2))  # 320,000 bytes
    maker.operator("RELU", [image], [maker.output(image.shape, 0.1)])
    maker.writer.outputs = [maker.values[-1].index]
    with pytest.raises(TooLarge, match=MEMORY):
        build(maker.writer.finish(), tmp_path)


@pytest.mark.parametrize("board", BOARDS)
def test_without_the_emulator_the_rung_says_how_to_get_it(board, model, tmp_path, monkeypatch):
    real = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if "qemu" in name else real(name))
    core = boards.find(board).core
    if real(core.compiler.program) is None:
        pytest.skip(f"toolchain: {core.compiler.program} is not installed")
    with pytest.raises(RungMissing, match=f"{core.emulator.program} is not installed; get it by"):
        emulated.build(model.content, tmp_path, board=board)


@pytest.mark.parametrize("board", BOARDS)
def test_without_its_c_library_the_rung_says_how_to_get_it(board, model, tmp_path, monkeypatch):
    facts = boards.find(board)
    compiler = replace(facts.core.compiler, link=("--specs=no-such-library.specs",))
    changed = replace(facts, core=replace(facts.core, compiler=compiler))
    monkeypatch.setattr(boards, "find", lambda name: changed)
    for tool in (compiler.program, facts.core.emulator.program):
        if shutil.which(tool) is None:
            pytest.skip(f"toolchain: {tool} is not installed")
    with pytest.raises(RungMissing, match="the C library of .*-gcc is not installed; get it by"):
        emulated.build(model.content, tmp_path, board=board)


def test_inputs_of_the_wrong_shape_are_refused_before_anything_runs(built):
    with pytest.raises(DeviceError, match="inputs"):
        emulated.run(built, [np.zeros((1, 1, 1), np.int8)] * 9)
