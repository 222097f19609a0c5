"""The command fpga, called as a shell does."""

import json
import sys
from pathlib import Path

import pytest

from tests.support.networks import small_network
from tinyml_kit import cli
from tinyml_kit.boards import find_fpga
from tinyml_kit.codegen.rtl.timing import Cycles
from tinyml_kit.rungs.fpga import place_and_route
from tinyml_kit.rungs.fpga.reports import Used


@pytest.fixture
def call(monkeypatch, capfd, tmp_path):
    """Return a function that places a model: exit status, standard output, standard error."""
    (tmp_path / "m.tflite").write_bytes(small_network())
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        command = ["tinyml-kit", "fpga", "m.tflite", *arguments, "--out", "out"]
        monkeypatch.setattr(sys, "argv", command)
        with pytest.raises(SystemExit) as end:
            cli.main()
        return end.value.code, *capfd.readouterr()

    return call


@pytest.fixture
def placed(monkeypatch):
    """Let the tools have placed a circuit; return what they were asked."""
    asked = []

    def place(model, folder, device, rate, replace):
        asked.append((model, folder, device, rate, replace))
        used = Used(1320, 4, 7, 40e6)
        return place_and_route.Placed(
            find_fpga(device), Cycles(2000, 1000), used, folder / "model.bin"
        )

    monkeypatch.setattr(place_and_route, "place", place)
    return asked


def test_the_figures_are_told(call, placed):
    status, out, err = call("--device", "up5k", "--rate", "30")
    assert (status, err) == (0, "")
    assert placed == [(Path("m.tflite"), Path("out"), "up5k", 30.0, False)]
    assert out.splitlines() == [
        "Lattice iCE40 UP5K (estimated from the clock after routing)",
        "  logic cells    1320 of 5280 (25%)",
        "  multipliers    4 of 8",
        "  block RAMs     7 of 30",
        "  clock          40.0 MHz",
        "  frames/s       4e+04, one every 1000 cycles",
        "  latency        50 µs, 2000 cycles",
        f"  bitstream      {Path('out') / 'model.bin'}",
    ]


def test_json_is_one_object(call, placed):
    status, out, _ = call("--device", "up5k", "--json")
    told = json.loads(out)
    assert status == 0
    assert (told["model"], told["label"], told["luts"]) == ("m.tflite", "estimated", 1320)
    assert (told["frames_per_second"], told["latency_seconds"]) == (40_000, 5e-5)


def test_the_device_has_to_be_named(call):
    status, out, err = call()
    assert (status, out) == (2, "")
    assert "the following arguments are required: --device" in err
