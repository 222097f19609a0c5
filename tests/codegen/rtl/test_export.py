"""One Verilog file: everything in it, the same every time, nothing half-written."""

import re

import pytest

from tinyml_kit.base.files import WriteError
from tinyml_kit.base.resources import shipped_file
from tinyml_kit.boards import BoardError
from tinyml_kit.codegen.rtl.export import export

SINE = shipped_file("sine_potentiometer_led.tflite")


def test_the_file_holds_every_module_that_it_uses(tmp_path):
    written = export(SINE, tmp_path, "sine", device="up5k")
    text = written["sine.v"].read_text(encoding="utf-8")
    defined = re.findall(r"^module (\w+)", text, re.MULTILINE)
    assert len(defined) == len(set(defined))
    assert {"sine", "sine_fully_connected_0", "window_memory", "adder_tree"} <= set(defined)
    assert "for Lattice iCE40 UP5K: Verilog-2005." in text
    assert "// 16 cycles from frame to frame" in text
    assert (
        export(SINE, tmp_path / "again", "sine", device="up5k")["sine.v"].read_text(
            encoding="utf-8"
        )
        == text
    )


def test_a_file_that_differs_is_kept(tmp_path):
    (tmp_path / "model.v").write_text("mine", encoding="utf-8")
    with pytest.raises(WriteError):
        export(SINE, tmp_path, replace=False)
    assert (tmp_path / "model.v").read_text(encoding="utf-8") == "mine"


def test_an_unknown_device_is_refused(tmp_path):
    with pytest.raises(BoardError, match="there is no FPGA 'uno'; take one of up5k, ecp5-25"):
        export(SINE, tmp_path, device="uno")
    assert not list(tmp_path.iterdir())
