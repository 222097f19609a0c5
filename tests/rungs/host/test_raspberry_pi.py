"""The generated C on the cores of a Raspberry Pi, which an emulator runs elsewhere."""

import platform
import shutil
import sys

import numpy as np
import pytest

from tests.support import random_graphs
from tests.support.networks import small_network
from tinyml_kit.base import resources
from tinyml_kit.graph import reference
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import climb
from tinyml_kit.rungs import toolchain
from tinyml_kit.rungs.host import native, raspberry_pi
from tinyml_kit.rungs.protocol import DeviceError, RungMissing

rng = np.random.default_rng(0)
IMAGES = rng.integers(-128, 128, (20, 9, 8, 2), np.int8)
SHIPPED = sorted(path.name for path in resources.data_dir().glob("*.tflite"))


def build(model, folder):
    try:
        return raspberry_pi.build(model, folder)
    except RungMissing as problem:
        pytest.skip(f"toolchain: {problem}")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return build(small_network(), tmp_path_factory.mktemp("pi"))


def test_every_number_is_the_references_and_times_of_an_emulator_are_not_told(built):
    outputs, between = reference.run(built.graph, IMAGES, intermediates=True)
    run = raspberry_pi.run(built, IMAGES, intermediates=True)
    np.testing.assert_array_equal(run.outputs[0], outputs[0])
    for index, values in run.intermediates.items():
        np.testing.assert_array_equal(values, between[index])
    if built.emulator:
        assert (run.label, run.seconds) == ("emulated", None)
    else:
        assert run.label == "measured" and len(run.seconds) == len(IMAGES)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_model_that_ships_is_exact(name):
    model = resources.shipped_file(name)
    graph = read(model)
    tensors = [graph.tensors[index] for index in graph.inputs]
    inputs = [
        rng.integers(np.iinfo(one.dtype).min, np.iinfo(one.dtype).max + 1, (3, *one.shape[1:]))
        .astype(one.dtype)
        if one.dtype.kind in "iu"
        else rng.normal(size=(3, *one.shape[1:])).astype(one.dtype)
        for one in tensors
    ]  # fmt: skip
    (row,) = climb.run(model, inputs if len(inputs) > 1 else inputs[0], ["raspberry-pi"]).rungs
    if row.status == "missing":
        pytest.skip(f"toolchain: {row.message}")
    if all(one.dtype.kind in "iu" for one in tensors):
        assert (row.status, row.mismatches) == ("equal", 0)
    else:
        assert row.status in ("equal", "within")


@pytest.mark.parametrize("seed", range(4))
def test_random_networks_are_exact(seed, tmp_path):
    made = random_graphs.make(seed)
    inputs = random_graphs.inputs(made, 10)
    built = build(made.content, tmp_path)
    expected = reference.run(built.graph, inputs)
    for one, other in zip(raspberry_pi.run(built, inputs).outputs, expected, strict=True):
        np.testing.assert_array_equal(one.ravel(), other.ravel())


def test_messages_name_the_rung(built, monkeypatch):
    monkeypatch.setattr(native, "LIMIT", -len(IMAGES))
    with pytest.raises(DeviceError, match="^raspberry-pi: the program has not ended after 0 s"):
        raspberry_pi.run(built, IMAGES)


def test_what_is_missing_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(toolchain, "which", lambda name: None)
    with pytest.raises(RungMissing, match="^aarch64-linux-gnu-gcc is not installed"):
        raspberry_pi.build(small_network(), tmp_path)
    monkeypatch.setattr(toolchain, "which", lambda name: name if "gcc" in name else None)
    with pytest.raises(RungMissing, match="^qemu-aarch64 or qemu-aarch64-static is not installed"):
        raspberry_pi.build(small_network(), tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="imitates a Raspberry Pi's Linux")
def test_a_raspberry_pi_uses_its_own_compiler_and_measures(tmp_path, monkeypatch):
    if not shutil.which("gcc"):
        pytest.skip("toolchain: gcc is not installed")
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    monkeypatch.setattr(raspberry_pi, "OPTIONS", "-O3")  # this compiler may be for another core
    built = raspberry_pi.build(small_network(), tmp_path)
    run = raspberry_pi.run(built, IMAGES)
    assert (built.rung, built.emulator, run.label) == ("raspberry-pi", (), "measured")
    assert len(run.seconds) == len(IMAGES)
