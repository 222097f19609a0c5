"""The budget's figures to the byte, boards that are exactly full, and where advice points."""

import re
from dataclasses import replace

import numpy as np
import pytest

from tests.ladder.test_budget import DATA, dense, several
from tests.support import random_graphs
from tests.support.flatbuffer import Writer
from tinyml_kit.boards import all_boards, find
from tinyml_kit.codegen.c.laid_out import functions
from tinyml_kit.codegen.lowering.constants import array_bytes
from tinyml_kit.graph.plan import plan
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import budget, estimate


def parts(graph, name):
    """Return {what: bytes} of a graph on a board, flash and RAM."""
    made = budget.card(graph, name)
    return {part.what: part.bytes for part in (*made.flash, *made.ram)}


# One board of each core that was measured, and those that unpack windows.
MEASURED = ("mega2560", "nano33ble", "pico", "portenta", "esp32c3")
UNPACKING = ("nano33ble", "portenta")


def test_code_is_estimated_by_the_first_layer_of_a_kernel_and_its_further_ones():
    # Every operator of the kit comes first in one of these.
    for seed in random_graphs.each_first():
        graph = read(random_graphs.make(seed).content)
        counted = estimate.count(graph)
        for name in MEASURED:
            sizes, found = find(name).core.code, parts(graph, name)
            stored = counted.stored(find(name).core.target)
            kernels = functions(stored)
            assert [one for one, _ in kernels if not one.startswith("dot_")] == [
                layer.template.removesuffix(".c") for layer in stored
            ]
            expected = sum(sizes.kernels.get(one, sizes.other)[again] for one, again in kernels)
            expected += sizes.reals * any(t.dtype == np.float32 for t in graph.tensors)
            assert found["code of the operators"] == expected
            assert found["program around"] == sizes.around
            copied = estimate.window_bytes(counted.lowered)
            if name in UNPACKING:
                stack = sizes.stack + estimate.unpacked_bytes(counted.lowered)
            else:
                stack = max(sizes.stack, sizes.beside_window + copied if copied else 0)
            assert found["stack and variables"] == stack


def test_layers_with_float32_need_the_compilers_library_once():
    made = [random_graphs.make(seed) for seed in random_graphs.later(1)]
    graph = next(
        g
        for g in (read(one.content) for one in made)
        if all(tensor.dtype != np.float32 for tensor in g.tensors)
    )
    sizes = replace(find("uno").core.code, kernels={}, other=(0, 0), reals=700)
    stored = estimate.count(graph).stored("avr")
    assert estimate.code_bytes(graph, stored, sizes) == 0
    real = read(DATA / "digits_article_float32.tflite")
    assert estimate.code_bytes(real, estimate.count(real).stored("avr"), sizes) == 700


def test_every_core_whose_code_was_measured_is_tested_here():
    measured = {board.core.name for board in all_boards().values() if board.core.code}
    assert {find(name).core.name for name in MEASURED} == measured


def test_the_tables_of_curves_are_counted_for_int8_only():
    sizes = {}
    for name in "RELU RELU6 ABS LEAKY_RELU TANH LOGISTIC QUANTIZE SOFTMAX ADD".split():
        for dtype in (np.int8, np.float32):
            if name == "QUANTIZE" and dtype == np.float32:
                continue
            writer = Writer()
            curve = {"LOGISTIC": (1 / 256, -128), "SOFTMAX": (1 / 256, -128), "TANH": (1 / 128, 0)}
            scales = [(0.5, 0), curve.get(name, (0.5, 0))] if dtype == np.int8 else [(None, 0)] * 2
            x, y = (writer.tensor((1, 4), dtype, *scale) for scale in scales)
            options = {"LEAKY_RELU": {"alpha": 0.5}, "SOFTMAX": {"beta": 1.0}}.get(name, {})
            writer.operator(name, [x, x] if name == "ADD" else [x], [y], **options)
            writer.inputs, writer.outputs = [x], [y]
            graph = read(writer.finish())
            sizes[name, dtype] = array_bytes(graph, estimate.count(graph).lowered)
    tables = {"SOFTMAX": 1024, "ADD": 0}
    assert sizes == {
        (name, dtype): tables.get(name, 256) if dtype == np.int8 else 0 for name, dtype in sizes
    }


def int16_curves(*names):
    """Return a graph of int16 curves, one after the other."""
    writer = Writer()
    first = last = writer.tensor((1, 4), np.int16, 1 / 4096, 0)
    for name in names:
        options = {"beta": 1.0} if name == "SOFTMAX" else {}
        before, last = last, writer.tensor((1, 4), np.int16, 1 / 32768, 0)
        writer.operator(name, [before], [last], **options)
    writer.inputs, writer.outputs = [first], [last]
    return read(writer.finish())


def test_tables_of_int16_do_not_depend_on_scales_and_are_counted_once():
    def table_bytes(graph):
        return array_bytes(graph, estimate.count(graph).lowered)

    heights, softmax = 256 * 2, 2 * 513 * 2
    assert table_bytes(int16_curves("LOGISTIC")) == heights
    assert table_bytes(int16_curves("TANH")) == heights
    assert table_bytes(int16_curves("LOGISTIC", "TANH", "LOGISTIC")) == heights
    assert table_bytes(int16_curves("SOFTMAX")) == softmax
    assert table_bytes(int16_curves("TANH", "SOFTMAX", "SOFTMAX")) == heights + softmax
    writer = Writer()
    x, y = (writer.tensor((1, 4), np.int16, 1 / 4096, 0) for _ in range(2))
    writer.operator("RELU", [x], [y])
    writer.inputs, writer.outputs = [x], [y]
    assert table_bytes(read(writer.finish())) == 0


# Bytes worked out by hand from the shapes of the layers, and the kernels of the layers.
FIXED = {
    # 784 - 32 - 10: a reshape, and two dense layers of 32 and 10 channels, the weights raised by
    # 128; 9 and 3 bytes of scale and bias a channel, 6 in common for each group of 8 or 2.
    ("mnist_dense_32_int8", "uno"): (
        784 * 32 + 32 * 10 + 42 * 3 + 6 * (4 + 2),
        [("reshape", 0), ("fully_connected_24_bits", 0), ("dot_8", 0)]
        + [("fully_connected_24_bits", 1), ("dot_2", 0)],
        784 + 32,
        250,
    ),
    # 8 filters of 3 × 3 on one channel, a pooling, a reshape, 10 dense units of 72 inputs.
    ("digits_article_int8", "nano33ble"): (
        8 * 9 + 8 * 4 + 72 * 10 + 10 * 4 + 8 * 5 + 216,
        [("conv_2d_max_pool_2d_blocks", 0), ("reshape", 0), ("fully_connected_lanes", 0)],
        8 * 8 + 3 * 3 * 8,
        544 + 2 * 9 * (2 + 1),
    ),
    # The same in float32: four times the weights, and the pooling is a layer of its own.
    ("digits_article_float32", "portenta"): (
        4 * (8 * 9 + 8 + 72 * 10 + 10),
        [("float32/conv_2d", 0), ("float32/max_pool_2d", 0), ("reshape", 0)]
        + [("float32/fully_connected", 0)],
        4 * (6 * 6 * 8 + 3 * 3 * 8),
        544,
    ),
}


@pytest.mark.parametrize(("model", "name"), FIXED)
def test_the_parts_of_shipped_models_are_exactly_these(model, name):
    constants, kernels, tensors, stack = FIXED[model, name]
    sizes = find(name).core.code
    code = sum(sizes.kernels.get(kernel, sizes.other)[again] for kernel, again in kernels)
    expected = {
        "weights, tables and scales": constants,
        "code of the operators": code + sizes.reals * model.endswith("float32"),
        "program around": sizes.around,
        "tensors": tensors,
        "stack and variables": stack,
    }
    assert parts(read(DATA / f"{model}.tflite"), name) == expected


def test_an_avr_has_weights_in_instructions_and_stores_no_array_of_them():
    graph = read(DATA / "digits_article_int8.tflite")
    on_avr, on_pico = parts(graph, "uno"), parts(graph, "pico")
    # 34 bytes for each of 72 weights, of which none is 0, and more for 8 filters and a channel.
    assert on_avr["weights in instructions"] == 72 * 34 + 8 * 66 + 84
    assert "weights in instructions" not in on_pico


def test_a_board_that_is_exactly_full_fits_and_one_byte_less_does_not():
    graph = read(dense(784, 32))
    flash = sum(part.bytes for part in budget.card(graph, "uno").flash)
    ram = 784 + 32 + 250
    full = replace(find("uno"), flash=flash, ram=ram)
    made = budget.card(graph, full)
    assert (made.over, made.fits, made.advice) == ({"flash": 0, "ram": 0}, True, ())
    for memory in ("flash", "ram"):
        made = budget.card(graph, replace(full, **{memory: getattr(full, memory) - 1}))
        assert made.over == {"flash": 0, "ram": 0, memory: 1}
        assert not made.fits and made.as_dict()[memory]["over_bytes"] == 1


def test_the_next_board_has_room_for_both_flash_and_ram(monkeypatch):
    graph = read(dense(784, 64))
    flash, ram = sum(part.bytes for part in budget.card(graph, "uno").flash), 784 + 64 + 250
    small = replace(find("uno"), flash=flash - 1, ram=ram)
    others = {
        "ram": replace(small, title="Too little RAM", flash=flash, ram=ram - 1),
        "flash": replace(small, title="Too little flash", flash=flash - 1, ram=ram + 1),
        "both": replace(small, title="Just enough", flash=flash, ram=ram),
        "more": replace(small, title="Too much", flash=2 * flash, ram=2 * ram),
    }
    monkeypatch.setattr(budget, "all_boards", lambda: others)
    assert budget.card(graph, small).advice[1:] == ("The next board that it fits: Just enough.",)
    del others["both"], others["more"]
    assert len(budget.card(graph, small).advice) == 1


def test_ram_peaks_where_tensors_meet_and_one_written_over_its_input_counts_once(monkeypatch):
    tiny = replace(find("uno"), ram=1)
    for graph, where in [
        (several(900, ("RELU", 900)), "operator 0 (RELU): 900 bytes"),
        (
            several(900, ("RELU", 900), ("FULLY_CONNECTED", 30)),
            "operator 1 (FULLY_CONNECTED): 900 + 30 bytes",
        ),
        (
            several(9, ("FULLY_CONNECTED", 70), ("RELU", 70), ("FULLY_CONNECTED", 8)),
            "operator 0 (FULLY_CONNECTED): 9 + 70 bytes",
        ),
        (
            several(9, ("FULLY_CONNECTED", 40), ("RELU", 40), ("FULLY_CONNECTED", 50)),
            "operator 2 (FULLY_CONNECTED): 40 + 50 bytes",
        ),
    ]:
        assert budget.card(graph, tiny).advice[0].startswith(f"RAM peaks at {where} at once; ")
    # Whatever the graph, that is the least that any placing needs.
    needed = {}

    def noted(steps):
        needed["plan"] = plan(steps)
        return needed["plan"]

    monkeypatch.setattr(estimate, "plan", noted)
    for seed in random_graphs.each_first():
        graph = read(random_graphs.make(seed).content)
        said = budget.card(graph, tiny).advice[0]
        sizes = re.search(r": ([\d,+ ]+) bytes at once", said)[1].replace(",", "").split(" + ")
        assert sum(map(int, sizes)) == needed["plan"].lower_bound


def test_a_placing_that_leaves_gaps_is_told(monkeypatch):
    graph, tiny = read(dense(20, 30)), replace(find("uno"), ram=1)
    assert not any("no placing takes fewer" in line for line in budget.card(graph, tiny).advice)
    with_gap = replace(plan(graph), size=1051)
    monkeypatch.setattr(estimate, "plan", lambda steps: with_gap)
    assert budget.card(graph, tiny).advice[1] == (
        "The tensors take 1,051 bytes of memory; no placing takes fewer than 50. A better one "
        "would save up to the difference."
    )


def test_the_operator_with_most_weights_is_named_with_their_share():
    graph = several(8, ("FULLY_CONNECTED", 90), ("RELU", 90), ("FULLY_CONNECTED", 20))
    card = budget.card(graph, replace(find("uno"), flash=1))
    assert card.advice[0].startswith(
        "Most weights belong to operator 2 (FULLY_CONNECTED): 1,800 of 2,520 bytes; "
    )
    # An int8 model is not told to become one, and what is over alone is advised on.
    assert card.advice[1:] == ("The next board that it fits: Arduino Uno.",)
