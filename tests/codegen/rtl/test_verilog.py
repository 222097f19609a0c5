"""Numbers and tables as Verilog has them."""

import numpy as np

from tinyml_kit.codegen.rtl.names import identifier
from tinyml_kit.codegen.rtl.sums_text import _shifted
from tinyml_kit.codegen.rtl.verilog import (
    bits_for,
    instance,
    joined,
    literal,
    packed,
    rom,
    stream_module,
)


def test_numbers_have_their_bits():
    assert literal(-431, 20) == "-20'sd431"
    assert literal(7, 4) == "4'sd7"
    assert joined([1, -2], 4) == "{-4'sd2, 4'sd1}"
    assert joined([3], 4) == "4'sd3"
    assert packed(np.array([1, -1, 2], np.int8), 8) == 0x02FF01
    assert [bits_for(n) for n in (0, 1, 2, 255, 256)] == [1, 1, 2, 8, 9]


def test_a_table_is_a_memory():
    text = rom("weights", [1, 255], 8, "note")
    assert "module weights (input clk, input [0:0] at, output reg [7:0] data);" in text
    assert "words[1] = 8'hff;" in text


def test_an_instance_names_its_ports():
    assert instance("fifo", "queue", {"DEPTH": 4}, {"clk": "clk"}) == (
        "    fifo #(\n        .DEPTH(4)\n    ) queue (\n        .clk(clk)\n    );"
    )


def test_a_module_of_streams_has_the_ports_of_each():
    head = stream_module("stage_3", "kept")
    assert head.splitlines() == [
        "module stage_3 (",
        "    input clk,", "    input reset,",
        "    input in_valid,", "    output in_ready,", "    input [7:0] in_data,",
        "    input kept_valid,", "    output kept_ready,", "    input [7:0] kept_data,",
        "    output out_valid,", "    input out_ready,", "    output [7:0] out_data",
        ");",
    ]  # fmt: skip


def test_a_constant_product_is_made_of_shifts():
    for weight in range(-128, 128):
        text = _shifted("x", weight).replace("<<<", "<<")
        assert eval(text, {"x": 57}) == 57 * weight, text
    assert _shifted("x", 7) == "(x <<< 3) - x"


def test_names_are_those_of_verilog():
    assert identifier("3 Bragg-Netz é") == "m3_Bragg_Netz_e"
    assert identifier("table") == "table_"
    assert identifier("÷") == "model"
    assert len(identifier("x" * 100)) == 63
