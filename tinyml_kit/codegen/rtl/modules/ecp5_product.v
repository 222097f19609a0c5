// A product by a multiplier block of an ECP5, whose registers keep what comes and what leaves: the
// blocks stand far from the cells, and the wires to and from them have a cycle each.
`ifdef ECP5
module ecp5_product #(
    parameter WAIT = 1 // 1 if numbers are kept for a cycle first
) (
    input clk,
    input [7:0] value,
    input [7:0] weight,
    output [15:0] product
);
    // The block takes 18 bits; the upper ones repeat the sign.
    wire [17:0] a = {{10{value[7]}}, value};
    wire [17:0] b = {{10{weight[7]}}, weight};
    MULT18X18D #(
        .REG_INPUTA_CLK(WAIT ? "CLK0" : "NONE"), .REG_INPUTB_CLK(WAIT ? "CLK0" : "NONE"),
        .REG_OUTPUT_CLK("CLK0"), .GSR("DISABLED")
    ) block (
        .CLK0(clk), .CE0(1'b1), .RST0(1'b0),
        .SIGNEDA(1'b1), .SIGNEDB(1'b1), .SOURCEA(1'b0), .SOURCEB(1'b0),
        .A0(a[0]), .A1(a[1]), .A2(a[2]), .A3(a[3]), .A4(a[4]), .A5(a[5]),
        .A6(a[6]), .A7(a[7]), .A8(a[8]), .A9(a[9]), .A10(a[10]), .A11(a[11]),
        .A12(a[12]), .A13(a[13]), .A14(a[14]), .A15(a[15]), .A16(a[16]), .A17(a[17]),
        .B0(b[0]), .B1(b[1]), .B2(b[2]), .B3(b[3]), .B4(b[4]), .B5(b[5]),
        .B6(b[6]), .B7(b[7]), .B8(b[8]), .B9(b[9]), .B10(b[10]), .B11(b[11]),
        .B12(b[12]), .B13(b[13]), .B14(b[14]), .B15(b[15]), .B16(b[16]), .B17(b[17]),
        .C0(1'b0), .C1(1'b0), .C2(1'b0), .C3(1'b0), .C4(1'b0), .C5(1'b0),
        .C6(1'b0), .C7(1'b0), .C8(1'b0), .C9(1'b0), .C10(1'b0), .C11(1'b0),
        .C12(1'b0), .C13(1'b0), .C14(1'b0), .C15(1'b0), .C16(1'b0), .C17(1'b0),
        .P0(product[0]), .P1(product[1]), .P2(product[2]), .P3(product[3]),
        .P4(product[4]), .P5(product[5]), .P6(product[6]), .P7(product[7]),
        .P8(product[8]), .P9(product[9]), .P10(product[10]), .P11(product[11]),
        .P12(product[12]), .P13(product[13]), .P14(product[14]), .P15(product[15])
    );
endmodule
`endif
