"""The emulated Cortex-M4: equal results, counted instructions, walls that are named."""

import shutil

import numpy as np
import pytest

from tests.support import comparing, random_graphs
from tinyml_kit.codegen.c.targets import PORTABLE
from tinyml_kit.rungs import symbols, toolchain
from tinyml_kit.rungs.arm import qemu
from tinyml_kit.rungs.protocol import DeviceError, RungMissing, TooLarge

# Every operator comes first in one of these models, see random_graphs.make.
SEEDS = range(23)


def build(model, folder, **options):
    try:
        return qemu.build(model, folder, **options)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")


@pytest.fixture(scope="module")
def model():
    return random_graphs.make(1)


@pytest.fixture(scope="module")
def built(model, tmp_path_factory):
    return build(model.content, tmp_path_factory.mktemp("m4"))


@pytest.mark.parametrize("seed", SEEDS)
def test_models_over_all_operators_are_equal_to_the_bit(seed, tmp_path):
    made = random_graphs.make(seed)
    inputs = random_graphs.inputs(made, 10)
    graph, expected = comparing.oracle(made.content, inputs)
    got = qemu.run(build(made.content, tmp_path), inputs, intermediates=True)
    assert got.label == "emulated"
    comparing.assert_equal(graph, expected, got)


def test_the_same_input_takes_the_same_instructions_every_time(built, model):
    inputs = [np.repeat(array[5:6], 4, axis=0) for array in random_graphs.inputs(model, 6)]
    counts = qemu.run(built, inputs).instructions
    assert counts.shape == (4,) and counts[0] > 0
    assert (counts == counts[0]).all()


def test_figures_come_from_the_program_and_the_painted_stack(built, model):
    got = qemu.run(built, random_graphs.inputs(model, 5))
    assert qemu.report(built) == {
        "label": "measured",
        "flash_bytes": got.flash_bytes,
        "ram_bytes": got.ram_bytes,
    }
    # The whole image is more than its start-up code, and the bench's own frames are on the stack.
    assert 1000 < got.flash_bytes < 1024**2
    assert 64 <= got.stack_bytes < 8192


def with_body(model, folder, body):
    """Build a model whose inference is a few lines of our own."""
    made = build(model.content, folder)
    source = folder / "model.c"
    start = "void model_invoke(void)\n{\n"
    source.write_text(source.read_text().replace(start, f"{start}{body}\nreturn;\n"))
    toolchain.run([*made.command, "-o", made.elf])
    return made


def test_instructions_are_those_that_were_written(model, tmp_path):
    counts = {}
    for nops in (0, 1000, 1024):
        body = f'__asm__ volatile(".rept {nops}\\n\\tnop\\n\\t.endr");'
        made = with_body(model, tmp_path / str(nops), body)
        (counts[nops],) = qemu.run(
            made, [x[:1] for x in random_graphs.inputs(model, 5)]
        ).instructions
    # The timer counts in steps of 1.6, and the call of an empty function is taken off.
    assert abs(counts[0]) <= 2
    assert abs(counts[1000] - counts[0] - 1000) <= 2
    assert abs(counts[1024] - counts[1000] - 24) <= 2


def test_the_deepest_stack_is_what_the_stack_pointer_says(model, tmp_path):
    # The lowest word is written, so that its paint is gone; at that depth the pointer is read.
    body = """
        uint32_t *output = (uint32_t *)model_output(0), pointer, zero = 0;
        __asm__ volatile("sub sp, #2000\\n\\tstr %1, [sp]\\n\\tmov %0, sp\\n\\tadd sp, #2000"
                         : "=&r"(pointer) : "r"(zero) : "memory");
        memcpy(output, &pointer, 4);
    """
    made = with_body(model, tmp_path, body.strip())
    run = qemu.run(made, random_graphs.inputs(model, 5))
    pointer = int.from_bytes(run.outputs[0][0].tobytes()[:4], "little")
    addresses = {symbol.name: symbol.address for symbol in symbols.symbols(made.elf)}
    assert run.stack_bytes == addresses["stack_top"] - pointer > 2000


def test_the_portable_code_gives_the_same_results_in_more_instructions(tmp_path, real_data):
    model = (real_data / "models" / "kws_ref_int8.tflite").read_bytes()
    ours, portable = (
        build(model, tmp_path / name, **more)
        for name, more in (("m4", {}), ("portable", {"target": PORTABLE}))
    )
    (tensor,) = (ours.graph.tensors[index] for index in ours.graph.inputs)
    inputs = np.random.default_rng(0).integers(-128, 128, (2, *tensor.shape[1:]), np.int8)
    fast, slow = qemu.run(ours, inputs), qemu.run(portable, inputs)
    np.testing.assert_array_equal(fast.outputs[0], slow.outputs[0])
    macs = 2_656_768  # 73,000 to 1.28 million a layer, counted by the budget
    assert fast.instructions.max() < 6 * macs < 2 * slow.instructions.min()


def test_a_program_that_does_not_end_is_stopped_and_its_function_named(model, tmp_path):
    endless = build(model.content, tmp_path, limit=50)
    with pytest.raises(DeviceError, match=r"input 0 did not end within the limit; it was in \w+"):
        qemu.run(endless, random_graphs.inputs(model, 5))


def test_a_fault_names_the_input_and_the_function(model, tmp_path):
    broken = build(model.content, tmp_path)
    source = tmp_path / "model.c"
    text = source.read_text().replace(
        "void model_invoke(void)\n{",
        "void model_invoke(void)\n{\n    *(volatile int *)0xF0000000 = 1;",
    )
    source.write_text(text)
    toolchain.run([*broken.command, "-o", broken.elf])
    with pytest.raises(DeviceError, match="input 0 ran into a hard fault in model_invoke"):
        qemu.run(broken, random_graphs.inputs(model, 5))


def test_a_model_that_needs_more_memory_than_the_chip_has_is_refused(tmp_path):
    maker = random_graphs.Maker(0, np.int8)
    image = maker.input((1, 400, 400, 2))  # 320,000 bytes
    maker.operator("RELU", [image], [maker.output(image.shape, 0.1)])
    maker.writer.outputs = [maker.values[-1].index]
    with pytest.raises(TooLarge, match="does not fit 1 MB of flash and 256 KB of RAM"):
        build(maker.writer.finish(), tmp_path)


def test_without_the_emulator_the_rung_says_how_to_get_it(model, tmp_path, monkeypatch):
    real = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if "qemu" in name else real(name))
    if real("arm-none-eabi-gcc") is None:
        pytest.skip("toolchain: arm-none-eabi-gcc is not installed")
    with pytest.raises(RungMissing, match="qemu-system-arm is not installed; get it by"):
        qemu.build(model.content, tmp_path)


def test_inputs_of_the_wrong_shape_are_refused_before_anything_runs(built):
    with pytest.raises(DeviceError, match="inputs"):
        qemu.run(built, [np.zeros((1, 1, 1), np.int8)] * 9)
