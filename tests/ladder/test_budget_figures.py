"""The budget's figures to the byte, boards that are exactly full, and where advice points."""

import re
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from tests.ladder.test_budget import DATA, dense, several
from tests.support import random_graphs
from tests.support.flatbuffer import Writer
from tinyml_kit.boards import all_boards, find
from tinyml_kit.codegen.lowering.constants import array_bytes
from tinyml_kit.graph.plan import plan
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import budget, estimate


def parts(graph, name):
    """Return {what: bytes} of a graph on a board, flash and RAM."""
    made = budget.card(graph, name)
    return {part.what: part.bytes for part in (*made.flash, *made.ram)}


# Bytes of code for the first operator of a kind, on one board of each core that was measured.
MEASURED = ("mega2560", "nano33ble", "pico", "portenta", "esp32c3")
CODE = {
    "FULLY_CONNECTED": (1200, 310, 280, 310, 440),
    "CONV_2D": (1450, 510, 310, 470, 360),
    "DEPTHWISE_CONV_2D": (600, 330, 290, 450, 400),
    "MAX_POOL_2D": (150, 290, 190, 270, 200),
    "AVERAGE_POOL_2D": (290, 100, 80, 50, 80),
    "MEAN": (220, 130, 110, 100, 170),
    "ADD": (570, 120, 40, 110, 70),
    "MUL": (340, 90, 110, 10, 140),
    "SUB": (450, 60, 100, 120, 110),
    "PAD": (140, 90, 30, 60, 60),
    "PADV2": (140, 130, 90, 110, 130),
    "CONCATENATION": (240, 90, 130, 120, 150),
    "SOFTMAX": (630, 300, 330, 260, 370),
}
OTHER = (80, 40, 30, 30, 50)
# A further operator takes as much as the first, but for dense layers, which share a function.
FURTHER = {"FULLY_CONNECTED": (180, 47, 42, 47, 66)}
AROUND = (1100, 770, 910, 760, 830)
STACK = (250, 544, 2816, 544, 2888)
BESIDE_WINDOW = (390, None, 500, None, 590)


def test_code_is_estimated_by_the_first_operator_of_a_kind_and_its_further_ones():
    seen = set()
    # Every operator of the kit comes first in one of these.
    for seed in random_graphs.each_first():
        graph = read(random_graphs.make(seed).content)
        kinds = Counter(operator.name for operator in graph.operators)
        seen |= set(kinds)
        for core, name in enumerate(MEASURED):
            first = {kind: CODE.get(kind, OTHER)[core] for kind in kinds}
            further = {kind: FURTHER.get(kind, CODE.get(kind, OTHER))[core] for kind in kinds}
            expected = sum(first[kind] + (n - 1) * further[kind] for kind, n in kinds.items())
            found = parts(graph, name)
            assert found["code of the operators"] == expected
            assert found["program around"] == AROUND[core]
            layers, beside = estimate.count(graph).lowered, BESIDE_WINDOW[core]
            copied = estimate.window_bytes(layers)
            if beside is None:
                stack = STACK[core] + estimate.unpacked_bytes(layers)
            else:
                stack = max(STACK[core], beside + copied if copied else 0)
            assert found["stack and variables"] == stack
    assert set(CODE) < seen


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


# Worked out by hand from the shapes of the layers and the estimates above.
FIXED = {
    # 784 - 32 - 10: a reshape, and two dense layers with 42 biases.
    ("mnist_dense_32_int8", "uno"): {
        "weights and tables": 784 * 32 + 32 * 10 + 42 * 4,
        "scales of channels": 0,
        "code of the operators": 80 + 1200 + 180,
        "program around": 1100,
        "tensors": 784 + 32,
        "stack and variables": 250,
    },
    # Three dense layers and a logistic curve.
    ("two_sensor_and", "mega2560"): {
        "weights and tables": 64 + 256,
        "scales of channels": 0,
        "code of the operators": 1200 + 2 * 180 + 80,
        "program around": 1100,
        "tensors": 8,
        "stack and variables": 250,
    },
    # 8 filters of 3 × 3 on one channel, a pooling, a reshape, 10 dense units of 72 inputs.
    ("digits_article_int8", "nano33ble"): {
        "weights and tables": 8 * 9 + 8 * 4 + 72 * 10 + 10 * 4,
        "scales of channels": 8 * 5,
        "constants laid out for pairs": 216,
        "code of the operators": 510 + 290 + 40 + 310,
        "program around": 770,
        "tensors": 8 * 8 + 3 * 3 * 8,
        "stack and variables": 544 + 2 * 9 * (2 + 1),
    },
    # The same in float32: four times the weights, and the pooling is a layer of its own.
    ("digits_article_float32", "portenta"): {
        "weights and tables": 4 * (8 * 9 + 8 + 72 * 10 + 10),
        "scales of channels": 0,
        "constants laid out for pairs": 0,
        "code of the operators": 470 + 270 + 30 + 310,
        "program around": 760,
        "tensors": 4 * (6 * 6 * 8 + 3 * 3 * 8),
        "stack and variables": 544,
    },
}


@pytest.mark.parametrize(("model", "name"), FIXED)
def test_the_parts_of_shipped_models_are_exactly_these(model, name):
    assert parts(read(DATA / f"{model}.tflite"), name) == FIXED[model, name]


def test_only_cores_that_multiply_in_pairs_lay_constants_out_so():
    graph = read(DATA / "digits_article_int8.tflite")
    with_pairs = {
        name for name in all_boards() if "constants laid out for pairs" in parts(graph, name)
    }
    assert with_pairs == {"nano33ble", "portenta"}


def test_a_board_that_is_exactly_full_fits_and_one_byte_less_does_not():
    graph = read(dense(784, 32))
    flash = 784 * 32 + 32 * 4 + 1200 + 1100
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
    flash, ram = 784 * 64 + 64 * 4 + 1200 + 1100, 784 + 64 + 250
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
