"""Cycles of a Cortex-M4 are estimated from steps between instructions, as QEMU takes them."""

import numpy as np
import pytest

from benchmarks import m4_cycles
from tinyml_kit.base import resources
from tinyml_kit.rungs.protocol import RungMissing
from tinyml_kit.rungs.qemu import emulated


def cycles(*instructions, to=None):
    """Return the cycles of instructions of 4 bytes that run once, one after the other.

    to : address of the instruction to which the last one goes; by default the next
    """
    addresses = range(0, 4 * len(instructions), 4)
    after = addresses.stop if to is None else to
    lines = [line.partition(" ")[::2] for line in instructions]
    code = {
        addresses.stop: ("nop", ""),
        after: ("nop", ""),
        **dict(zip(addresses, lines, strict=True)),
    }
    return m4_cycles.cycles(
        code, dict.fromkeys(zip(addresses, [*addresses[1:], after], strict=True), 1)
    )


@pytest.mark.parametrize(
    ("instruction", "expected"),
    [
        ("smlad r4, r2, r12, r4", 1),
        ("ldr r2, [r0], #4", 2),
        ("ldrsb r1, [r3, #1]", 2),
        ("strb r1, [r3]", 1),
        ("ldrd r2, r3, [r0]", 3),
        ("strd r2, r3, [sp, #12]", 3),
        ("ldmia.w r1!, {r8, r9, r10, r11}", 5),
        ("push {r4, r6-r8, lr}", 6),
        ("vpush {s16-s31}", 17),
        ("sdiv r0, r1, r2", 7),
        ("bne 0", 1),
    ],
)
def test_an_instruction_costs_what_the_manual_says(instruction, expected):
    assert cycles(instruction) == expected


def test_a_load_is_quicker_in_front_of_another_one():
    assert cycles("ldr r0, [r1]", "ldrb r2, [r3]") == 1 + 2
    assert cycles("ldr r0, [r1]", "add r0, r1", "ldrh r2, [r3]") == 2 + 1 + 2
    assert cycles("ldr r0, [r1]", "ldrd r2, r3, [r4]") == 2 + 3
    assert cycles("ldrd r2, r3, [r4]", "ldr r0, [r1]") == 3 + 2


def test_a_jump_that_is_taken_costs_two_more():
    assert cycles("add r0, r1", "bne 0", to=0) == 1 + 3
    assert cycles("ldr pc, [sp, #8]", to=64) == 4


def test_a_function_may_end_where_no_instruction_follows():
    assert m4_cycles.cycles({0: ("b.n", "8"), 8: ("nop", "")}, {(0, 8): 1}) == 3


def test_steps_count_as_often_as_they_were_taken():
    code = {0: ("ldr", "r0, [r1]"), 2: ("bne", "0"), 4: ("bx", "lr")}
    assert m4_cycles.cycles(code, {(0, 2): 3, (2, 0): 2, (2, 4): 1}) == 3 * 2 + 2 * 3 + 1


def test_every_instruction_of_an_inference_is_seen(tmp_path):
    model = resources.data_dir() / "digits_article_int8.tflite"
    try:
        built = emulated.build(model, tmp_path)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    shape = built.graph.tensors[built.graph.inputs[0]].shape[1:]
    x = np.random.default_rng(0).integers(-128, 128, (1, *shape), np.int8)
    instructions, estimated = m4_cycles.estimate(built, [x])
    # The timer ticks every few instructions, and the call is counted apart.
    assert instructions == pytest.approx(emulated.run(built, x).instructions[0], abs=200)
    assert 1.1 * instructions < estimated < 2 * instructions
