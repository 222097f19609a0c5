"""Export for AVR: what is proved about sums, how weights lie in memory, what fits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.networks import Network
from tinyml_kit.codegen.c import c99
from tinyml_kit.codegen.c.avr import dense
from tinyml_kit.codegen.c.targets import AVR
from tinyml_kit.codegen.lowering import ranges
from tinyml_kit.ops.layer import ExportError


@given(st.integers(1, 70), st.integers(1, 12_000))
def test_groups_cover_every_channel_and_fit_into_one_array_each(channels, inputs):
    sizes = dense.groups(channels, inputs)
    assert sum(sizes) == channels
    assert all(size * inputs <= dense.LARGEST_ARRAY for size in sizes)
    edges = [0, *np.cumsum(sizes).tolist()]
    for first, end in dense.parts(channels, inputs):
        assert first in edges
        assert end in edges
        assert (end - first) * inputs <= dense.LARGEST_ARRAY


def test_weights_lie_in_the_order_in_which_the_loops_read_them():
    weights = np.arange(-50, -50 + 11 * 3, dtype=np.int8).reshape(11, 3)
    table = dense.interleaved(weights).view(np.uint8).astype(int) - 128
    assert table[:8].tolist() == weights[:8, 0].tolist()
    assert table[8:16].tolist() == weights[:8, 1].tolist()
    assert table[24:26].tolist() == weights[8:10, 0].tolist()
    assert table[30:].tolist() == weights[10].tolist()


@settings(deadline=None)
@given(st.integers(1, 4), st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_the_largest_sum_is_reached_and_never_exceeded(channels, inputs, seed):
    rng = np.random.default_rng(seed)
    weights = rng.integers(-128, 128, (channels, inputs))
    bias = rng.integers(-(2**20), 2**20, channels)
    x = rng.choice([-128, 127], (200, inputs))
    sums = np.abs(x @ weights.T + bias).max()
    assert sums <= ranges.largest_sum(weights, bias)
    worst = [np.where(row > 0, 127, -128) for row in (*weights, *-weights)]
    assert np.abs(np.array(worst) @ weights.T + bias).max() == ranges.largest_sum(weights, bias)


def test_24_bits_are_used_up_to_the_last_number():
    # 128 · 127 · 516 = 2^23 - 512.
    weights = np.full((1, 516), 127)
    assert ranges.sums_fit(weights, [-511], 24)
    assert not ranges.sums_fit(weights, [-512], 24)
    assert dense.ALWAYS_SAFE * 128 * 255 < 2**23


def test_a_model_beyond_64_kb_is_read_with_far_addresses():
    near = c99.source(Network((1, 200)).dense(100).finish(), target=AVR)["model.c"]
    far = c99.source(Network((1, 700)).dense(100).finish(), target=AVR)["model.c"]
    assert "elpm" not in near
    assert "elpm" in far


def test_convolutions_get_weights_into_instructions_while_an_uno_has_room():
    graph = Network((1, 8, 8, 4)).conv(8, 3).finish()
    assert "ldi r27" in c99.source(graph, target=AVR)["model.c"]
    crowded = Network((1, 8, 8, 4)).conv(8, 3).flatten().dense(91).finish()
    assert "ldi r27" not in c99.source(crowded, target=AVR)["model.c"]


def test_what_an_uno_has_no_room_for_is_refused_with_the_budget_that_is_over():
    wide = Network((1, 784)).dense(50).finish()
    with pytest.raises(ExportError, match=r"Uno: \d+ B of flash are missing .* would help"):
        c99.source(wide, target=AVR, board="uno")
    long = Network((1, 3000)).dense(1).finish()
    with pytest.raises(
        ExportError, match=r"Uno: 953 B of RAM are missing \(tensors alone, before any stack: 3001"
    ):
        c99.source(long, target=AVR, board="uno")
    c99.source(wide, target=AVR, board="mega2560")
