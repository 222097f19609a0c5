"""State in C: memory of its own and a reset, and neither of them in a model without state."""

import re
import subprocess

import numpy as np
import pytest

from tests.support import random_graphs
from tests.support.networks import small_network
from tests.support.stateful import accumulator
from tinyml_kit.arduino import sketch
from tinyml_kit.codegen.c import c99
from tinyml_kit.codegen.c.targets import AVR
from tinyml_kit.codegen.tflm import c_array
from tinyml_kit.graph.plan import plan
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import budget
from tinyml_kit.ops.layer import ExportError, TargetTooSmall

STRICT = "-std=c99 -Wall -Wextra -Werror -pedantic".split()


def test_a_model_without_state_has_no_reset():
    texts = c99.source(small_network())
    assert not re.search("reset|begun|STATE", "".join(texts.values()))


def test_the_header_declares_the_reset_and_how_much_is_remembered():
    header = c99.source(accumulator([1, 2, 3, 4]), "net")["net.h"]
    assert "void net_reset(void);" in header
    assert "#define NET_STATE_BYTES 4 " in header


def test_state_lies_outside_the_arena():
    text = c99.source(accumulator([1, 2, 3, 4]))["model.c"]
    assert "static int8_t state_3[4];\n#define TENSOR_3 state_3 " in text


def test_first_values_lie_in_flash_unless_they_are_all_the_same():
    text = c99.source(accumulator([1, 2, 3, -4]), target=AVR)["model.c"]
    assert re.search(r"state_3_start\[4\] FLASH = \{\s+1,  2,  3, -4,\s+\};", text)
    assert "state_3[i] = READ8(AT(state_3_start) + i);" in text
    same = c99.source(accumulator([5, 5, 5, 5]))["model.c"]
    assert "memset(state_3, 5, sizeof state_3);" in same
    assert "state_3_start" not in same


def test_floats_are_set_one_by_one():
    text = c99.source(accumulator([1, 2, 3, 4], np.float32))["model.c"]
    assert "static float state_3[4];" in text
    assert "state_3[i] = READ_FLOAT(state_3_start, i);" in text


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("dtype", [np.int8, np.float32])
def test_it_compiles_without_a_warning(seed, dtype, tmp_path, compiler):
    c99.export(random_graphs.stateful(seed, dtype).content, tmp_path)
    command = [compiler, *STRICT, "-c", tmp_path / "model.c", "-o", tmp_path / "model.o"]
    subprocess.run(command, check=True)


@pytest.mark.parametrize("seed", range(30))
def test_state_shares_no_memory(seed):
    graph = read(random_graphs.stateful(seed).content)
    places = plan(graph)
    assert not set(graph.states) & set(places.offsets)
    assert not set(graph.states) & {*places.in_place, *places.in_place.values()}
    assert places.state_bytes == sum(graph.tensors[index].nbytes for index in graph.states)


def test_state_counts_towards_a_boards_memory():
    wide = accumulator(size=1800)
    # The arena holds two of the three tensors at a time; what is remembered comes on top.
    with pytest.raises(TargetTooSmall, match=r"tensors alone, before any stack: 5400 of 2048"):
        c99.source(wide, target=AVR, board="uno")
    parts = {part.what: part.bytes for part in budget.card(read(accumulator()), "uno").ram}
    assert parts["state"] == 4


def test_an_array_for_the_interpreter_names_operators_that_run_once_too():
    methods = c_array.used_operators(accumulator([1, 2, 3, 4]))
    assert methods == ["AddCallOnce", "AddVarHandle", "AddReadVariable", "AddAdd",
                       "AddAssignVariable"]  # fmt: skip


def test_a_sketch_with_the_interpreter_is_refused():
    with pytest.raises(ExportError, match="it has state, .* export with --runtime c"):
        sketch.source(accumulator(), "remember", "tflm", "nano33ble")
    assert "model_reset" in sketch.source(accumulator(), "remember", "c", "nano33ble")["model.c"]
