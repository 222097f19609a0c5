"""Estimated cycles, flash and stack, and how far they are from what benchmarks stored."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tinyml_kit import boards
from tinyml_kit.base import resources
from tinyml_kit.boards import find
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import estimate
from tinyml_kit.ladder.layers import Convolution, Dense, Elementwise, Pooling, Reshape, graph_of
from tinyml_kit.rungs import protocol, registry

# Network of the tables, and its file: in the kit, or below the folder of models by others.
SHIPPED = {
    "bragg": "bragg_100px_int8.tflite",
    "784-32-10": "mnist_dense_32_int8.tflite",
    "digits": "digits_article_int8.tflite",
}
OTHERS = {
    "kws_ref": "kws_ref_int8.tflite",
    "vww_96": "mlperf_tiny/vww_96_int8.tflite",
    "resnet-8": "mlperf_tiny/pretrainedResnet_quant.tflite",
    "ad01": "mlperf_tiny/ad01_int8.tflite",
    "str_ww": "mlperf_tiny/str_ww_ref_model.tflite",
}
# A Cortex-M0+ takes 1.4 cycles an instruction; its record says where that is from.
CYCLES_AN_INSTRUCTION = 1.4
# How far the estimate may be from what was measured, as a factor.
WITHIN = {"cortex-m4": 1.2, "cortex-m0plus": 1.8, "riscv32": 1.8}
BOARD = {"cortex-m4": "nano33ble", "cortex-m0plus": "pico", "riscv32": "esp32c3"}


# The same for flash, on every core.
FLASH_WITHIN = 1.15


def stored(core, network):
    """Return the row that the benchmarks stored for a network, compiled with -Os."""
    if core == "cortex-m4":
        table = pd.read_csv(resources.results() / "cortex_m4.csv")
        chosen = table[(table.network == network) & (table.code == "kit's kernels -Os")]
    else:
        table = pd.read_csv(resources.results() / "scalar_cores.csv")
        chosen = table[(table.network == network) & (table.core == core)]
    (row,) = chosen.to_dict("records")
    return row


def require_close(graph, core, network):
    row, board = stored(core, network), find(BOARD[core])
    cycles = row.get("cycles_estimated") or row["instructions_most"] * CYCLES_AN_INSTRUCTION
    assert 1 / WITHIN[core] <= estimate.cycles(graph, board.core) / cycles <= WITHIN[core]
    made = estimate.estimate(estimate.count(graph), board)
    flash = estimate.total(made.flash) / row["flash_bytes"]
    assert 1 / FLASH_WITHIN <= flash <= FLASH_WITHIN
    tensors, stack = (part.bytes for part in made.ram)
    assert row["ram_bytes"] == tensors + 4
    # The stack is never more than estimated; where windows are counted, it is not far less.
    assert row["stack_bytes"] <= stack
    if core == "cortex-m4":
        assert stack <= row["stack_bytes"] + 400


@pytest.mark.parametrize("core", WITHIN)
@pytest.mark.parametrize("network", SHIPPED)
def test_a_shipped_network_takes_about_what_is_estimated(network, core):
    require_close(read(resources.data_dir() / SHIPPED[network]), core, network)


@pytest.mark.parametrize("core", WITHIN)
@pytest.mark.parametrize("network", OTHERS)
def test_a_network_of_mlperf_tiny_takes_about_what_is_estimated(network, core, real_data):
    require_close(read(Path(real_data) / "models" / OTHERS[network]), core, network)


def test_every_network_of_the_tables_is_tested():
    cortex_m4 = pd.read_csv(resources.results() / "cortex_m4.csv")
    scalar = pd.read_csv(resources.results() / "scalar_cores.csv")
    # The network "add" has no MACs.
    assert set(cortex_m4.network) - {"add"} == set(scalar.network) == {*SHIPPED, *OTHERS}
    assert set(scalar.core) | {"cortex-m4"} == set(WITHIN)


def dense(hidden):
    return graph_of((784,), (Dense(hidden), Elementwise("RELU"), Dense(10)))


CNN = graph_of(
    (14, 14, 1),
    (Convolution(8, (3, 3)), Pooling("MAX_POOL_2D", (2, 2), (2, 2)), Reshape((-1,)), Dense(10)),
)


DENSE = {
    "784-8-10 random": dense(8),
    "784-32-10 random": dense(32),
    "784-40-10 random": dense(40),
    "784-58-10 random": dense(58),
    "mnist_dense_32_int8": read(resources.data_dir() / "mnist_dense_32_int8.tflite"),
}
CONVOLUTIONS = {
    "CNN 14 x 14 random": CNN,
    "mnist_cnn_int8": read(resources.data_dir() / "mnist_cnn_int8.tflite"),
}


def simulated(network):
    """Return the rows of a network with the kit's assembly, compiled with -Os."""
    table = pd.read_csv(resources.results() / "avr_cycles.csv")
    rows = table[(table.network == network) & (table.code == "assembly")]
    assert len(rows)
    return rows.to_dict("records")


@pytest.mark.parametrize(("network", "graph"), (DENSE | CONVOLUTIONS).items())
def test_the_most_cycles_of_an_avr_are_within_a_third_of_the_simulated_ones(network, graph):
    for row in simulated(network):
        assert row["macs"] == sum(estimate.macs(graph).values())
        most = row["most_cycles"]
        assert 1 / 1.3 < estimate.cycles(graph, find("uno").core) / most < 1.3


@pytest.mark.parametrize(("network", "graph"), (DENSE | CONVOLUTIONS).items())
def test_an_avr_takes_as_much_flash_as_estimated(network, graph):
    made = estimate.estimate(estimate.count(graph), find("uno"))
    tensors, stack = (part.bytes for part in made.ram)
    for row in simulated(network):
        assert abs(row["flash_bytes"] / estimate.total(made.flash) - 1) <= 0.15
        assert row["ram_bytes"] == tensors
        assert row["stack_bytes"] <= stack


@pytest.mark.parametrize(
    ("filters", "window", "unpacked"),
    [
        (3, (5, 5), 0),
        # Two windows of 25 numbers with 16 bits, and with 8 bits before.
        (8, (5, 5), 2 * 25 * 3),
        (8, (1, 1), 2 * 2),
        (10, (1, 1), 2 * 2 + 2 * 10),
    ],
)
def test_the_stack_holds_two_windows_where_a_core_unpacks_them(filters, window, unpacked):
    graph = graph_of((9, 9, 1), (Convolution(filters, window),))
    for name, more in (("nano33ble", unpacked), ("pico", 0)):
        board = find(name)
        stack = estimate.estimate(estimate.count(graph), board).ram[-1].bytes
        assert stack == board.core.code.stack + more


@pytest.mark.parametrize(
    ("image", "window", "multiplied", "copied", "unpacked"),
    [
        # 5 · 5 of 64 channels are copied where no pairs are multiplied.
        ((9, 9, 64), (5, 5), 1, 5 * 5 * 64, 0),
        # Of one channel, the filters unpack two windows at once.
        ((9, 9, 1), (3, 4), 8, 3 * 4, 2 * 12 * 3),
        ((9, 9, 1), (3, 4), 2, 3 * 4, 0),
    ],
)
def test_the_stack_holds_the_window_of_a_depthwise_convolution(
    image, window, multiplied, copied, unpacked
):
    graph = graph_of(image, (Convolution(image[2] * multiplied, window, each=multiplied),))
    layers = estimate.count(graph).lowered
    assert (estimate.window_bytes(layers), estimate.unpacked_bytes(layers)) == (copied, unpacked)
    for name in ("uno", "pico", "esp32c3"):
        sizes = find(name).core.code
        made = estimate.estimate(estimate.count(graph), find(name))
        assert made.ram[-1].bytes == max(sizes.stack, sizes.beside_window + copied)


@pytest.mark.parametrize("board", ["atmega1284p", "cortex-m0plus", "riscv32", "cortex-m4"])
@pytest.mark.parametrize(
    "network",
    ["micro_wake_word/alexa", "micro_speech_int8", "tflm/audio_preprocessor_int8"],
)
def test_no_stored_network_takes_more_stack_than_is_estimated(network, board, real_data, tmp_path):
    path = Path(real_data) / "models" / f"{network}.tflite"
    graph = read(path)
    times = (1, 1) if graph.states else (1,)
    inputs = [
        np.zeros((*times, *protocol.sample_shape(graph.tensors[index].shape)), dtype)
        for index in graph.inputs
        for dtype in [graph.tensors[index].dtype]
    ]
    device = registry.device(board)
    try:
        built = device.build(path, tmp_path, **registry.rung(board).options)
    except protocol.RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    stack = device.run(built, inputs).stack_bytes
    made = estimate.estimate(estimate.count(graph), boards.owner_of(board))
    assert stack <= made.ram[-1].bytes


def test_cycles_are_counted_for_each_mac_and_each_output_of_a_layer_with_macs():
    core = replace(find("uno").core, cycles_per_mac=3, cycles_per_output=100)
    # 36 places of 8 filters with 9 weights, a pooling without MACs, 10 units of 72 inputs.
    graph = read(resources.data_dir() / SHIPPED["digits"])
    assert estimate.cycles(graph, core) == 3 * (288 * 9 + 720) + 100 * (288 + 10)
    seconds = estimate.estimate(estimate.count(graph), replace(find("uno"), core=core)).seconds
    assert seconds == (3 * 3312 + 100 * 298) / 16_000_000
