"""A profile: its rows and its overhead are the inference that the ladder counts."""

import json

import numpy as np
import pytest

from tests.support import random_graphs
from tests.support.networks import Network
from tests.support.stateful import accumulator
from tinyml_kit import ladder
from tinyml_kit.base import resources
from tinyml_kit.codegen.lowering.layers import lower
from tinyml_kit.graph.plan import plan
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import profiling
from tinyml_kit.rungs import registry
from tinyml_kit.rungs.protocol import DeviceError, RungMissing, TooLarge

CNN = resources.data_dir() / "mnist_cnn_int8.tflite"
COUNTED = [name for name in registry.profiled() if name != "c"]
#: Instructions or cycles that are in no row: the return, and ticks of a counter. Around marks the
#: compiler may lay out registers in another way, which is a share of the whole.
REST, LAYOUT = 60, 0.001


def profile(*arguments):
    try:
        return ladder.profile(*arguments)
    except RungMissing as problem:
        pytest.skip(f"toolchain: {problem}")


def whole_of(model, rung, inputs):
    """Return the median that the ladder shows for one inference."""
    run = ladder.predict(model, inputs, rung)
    return int((run.instructions if run.cycles is None else run.cycles).flat[0])


@pytest.mark.parametrize("rung", COUNTED)
@pytest.mark.parametrize("seed", [0, 2, 7, 15])
def test_rows_and_overhead_are_what_the_ladder_counts(rung, seed):
    model = random_graphs.make(seed)
    inputs = [x[:1] for x in random_graphs.inputs(model, 6)]
    found = profile(model.content, rung, inputs)
    assert found.whole == whole_of(model.content, rung, inputs)
    assert sum(row.amount for row in found.rows) + found.overhead == found.whole
    assert -2 - LAYOUT * found.whole <= found.overhead <= REST
    assert all(row.amount >= 0 for row in found.rows)
    assert sum(row.share for row in found.rows) == pytest.approx(1, abs=LAYOUT + REST / found.whole)
    assert all(isinstance(row.amount, int) for row in found.rows)


@pytest.mark.parametrize("rung", COUNTED)
@pytest.mark.parametrize("content", [accumulator([1, 2, 3, -4]), accumulator(dtype=np.float32)])
def test_a_model_with_state_is_counted_from_its_first_step(rung, content):
    found = profile(content, rung)
    assert [row.name for row in found.rows] == ["READ_VARIABLE", "ADD", "ASSIGN_VARIABLE"]
    assert sum(row.amount for row in found.rows) + found.overhead == found.whole
    assert -2 <= found.overhead <= REST


def test_rows_of_a_real_network():
    found = profile(CNN, "cortex-m4")
    assert (found.model, found.unit, found.label) == (CNN.name, "instructions", "emulated")
    assert [(row.operators, row.name, row.output_shape, row.macs) for row in found.rows] == [
        ((0, 1), "CONV_2D + MAX_POOL_2D", (1, 13, 13, 6), 36_504),
        ((2, 3), "CONV_2D + MAX_POOL_2D", (1, 5, 5, 24), 156_816),
        ((4,), "RESHAPE", (1, 600), 0),
        ((5,), "FULLY_CONNECTED", (1, 10), 6_000),
    ]
    # 28 · 28 in, 13 · 13 · 6 out; both images; the second in place; it and 10 numbers.
    assert [row.ram_bytes for row in found.rows] == [784 + 1014, 1014 + 600, 600, 610]
    # Weights, a bias of 4 bytes and a multiplier and a shift of 5 for each channel.
    assert found.rows[0].flash_bytes == 9 * 6 + 4 * 6 + 5 * 6
    assert found.rows[3].flash_bytes == 600 * 10 + 4 * 10
    assert found.rows[2].amount <= 2


def test_the_labels_are_those_of_the_rungs():
    for rung, unit, label in [
        ("uno", "cycles", "simulated"),
        ("riscv32", "instructions", "emulated"),
        ("c", "seconds", "measured"),
    ]:
        found = profile(accumulator(), rung)
        assert (found.rung, found.unit, found.label) == (rung, unit, label)


def test_time_is_measured_on_this_computer():
    found = profile(CNN, "c")
    assert 0 < sum(row.amount for row in found.rows) + found.overhead == pytest.approx(found.whole)
    assert found.overhead >= 0
    assert found.rows[1].share > found.rows[3].share


def test_the_largest_memory_of_any_row_is_not_more_than_the_plan_takes():
    for seed in random_graphs.each_first():
        graph = read(random_graphs.make(seed).content)
        layers, places = lower(graph)
        fused = profiling.estimate.count(graph).layers
        needed = [
            sum(profiling.estimate.alive(fused, places, moment)) for moment in range(len(layers))
        ]
        assert max(needed) <= places.size == plan(fused).size


def test_other_inputs_are_other_counts():
    network = Network((1, 4)).dense(3).finish()
    assert profile(network, "uno", np.full((2, 4), -128, np.int8)).whole == whole_of(
        network, "uno", np.full((1, 4), -128, np.int8)
    )


def test_a_rung_that_counts_no_layers_is_refused():
    said = "profile: the rung tflm counts nothing operator by operator; take one of c, uno, "
    with pytest.raises(DeviceError, match=said):
        ladder.profile(CNN, "tflm")
    with pytest.raises(DeviceError, match="there is no rung 'esp8266'"):
        ladder.profile(CNN, "esp8266")


def test_one_rungs_failure_is_its_own(monkeypatch):
    large = Network((1, 100, 100, 1)).conv(8, 3).finish()
    found, failed = profiling.profiles(large, ["uno", "c", "uno"])
    assert [one.rung for one in found] in (["c"], [])
    assert isinstance(failed["uno"], TooLarge | RungMissing)


def example(unit="cycles"):
    rows = (
        profiling.Row((0, 1), "CONV_2D + MAX_POOL_2D", (1, 2), 3000, 700, 0.7, 64, 90),
        profiling.Row((2,), "RELU", (), 0, 290, 0.29, 32, 0),
    )
    return profiling.Profile("m.tflite", "uno", unit, "simulated", rows, 10, 1000)


def test_a_profile_as_text():
    assert str(example()).split("\n") == [
        "m.tflite on uno (cycles simulated)",
        "operator                 output   MACs  cycles   share  RAM bytes  flash bytes",
        "0 CONV_2D + MAX_POOL_2D  1 × 2   3,000     700   70.0%         64           90",
        "2 RELU                   1           0     290   29.0%         32            0",
        "overhead                                    10    1.0%",
        "whole                            3,000   1,000  100.0%         64           90",
    ]


def test_a_profile_as_a_table_and_as_data():
    table = example().table()
    assert list(table.index) == ["0 CONV_2D + MAX_POOL_2D", "2 RELU", "overhead", "whole"]
    assert table.loc["2 RELU", "cycles"] == "290"
    data = json.loads(json.dumps(example().as_dict(), allow_nan=False))
    assert data["rows"][0]["operators"] == [0, 1] and data["rows"][0]["macs"] == 3000
    assert {key: data[key] for key in ("model", "rung", "unit", "label", "overhead", "whole")} == {
        "model": "m.tflite", "rung": "uno", "unit": "cycles", "label": "simulated",
        "overhead": 10, "whole": 1000,
    }  # fmt: skip


def test_seconds_are_shown_as_microseconds():
    rows = (profiling.Row((0,), "RELU", (1,), 0, 1.5e-6, 1.0, 1, 0),)
    shown = str(profiling.Profile("m", "c", "seconds", "measured", rows, 0.0, 1.5e-6))
    heads = ["operator", "output", "MACs", "µs", "share", "RAM", "bytes", "flash", "bytes"]
    assert shown.split("\n")[1].split() == heads
    assert "1.50" in shown.split("\n")[2]
