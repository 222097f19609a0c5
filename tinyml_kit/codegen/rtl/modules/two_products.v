// Two products of two numbers each, two cycles later (one, where nothing is kept first).
//
// An iCE40's multiplier computes both at once: it takes 16 bits from each side and multiplies the
// upper and the lower bytes. An ECP5's computes one. Their own registers keep what comes and what
// leaves. What the tools read with ICE40 or ECP5 defined are those blocks; elsewhere, in simulations,
// and where a weight never changes, so that a block would be wasted, `*` stands for them.
module two_products #(
    parameter WAIT = 1,  // 1 if numbers are kept for a cycle first
    parameter BLOCKS = 1 // 0 where weights never change
) (
    input clk,
    input [15:0] values, // two numbers
    input [15:0] weights,
    output [31:0] products
);
    genvar i;
    generate
`ifdef ICE40
        if (BLOCKS) begin : both
            SB_MAC16 #(
                .MODE_8x8(1'b1), .A_SIGNED(1'b1), .B_SIGNED(1'b1), .A_REG(WAIT), .B_REG(WAIT),
                .TOP_8x8_MULT_REG(1'b1), .BOT_8x8_MULT_REG(1'b1),
                .TOPOUTPUT_SELECT(2'b10), .BOTOUTPUT_SELECT(2'b10)
            ) block (
                .CLK(clk), .CE(1'b1), .A(values), .B(weights), .C(16'b0), .D(16'b0), .O(products),
                .AHOLD(1'b0), .BHOLD(1'b0), .CHOLD(1'b0), .DHOLD(1'b0),
                .IRSTTOP(1'b0), .IRSTBOT(1'b0), .ORSTTOP(1'b0), .ORSTBOT(1'b0),
                .OLOADTOP(1'b0), .OLOADBOT(1'b0), .OHOLDTOP(1'b0), .OHOLDBOT(1'b0),
                .ADDSUBTOP(1'b0), .ADDSUBBOT(1'b0), .CI(1'b0), .ACCUMCI(1'b0), .SIGNEXTIN(1'b0)
            );
        end else
`endif
`ifdef ECP5
        if (BLOCKS) begin : two
            for (i = 0; i < 2; i = i + 1) begin : each
                ecp5_product #(.WAIT(WAIT)) block (
                    clk, values[8*i +: 8], weights[8*i +: 8], products[16*i +: 16]
                );
            end
        end else
`endif
        if (1) begin : plain
            reg [31:0] multiplied;
            assign products = multiplied;
            for (i = 0; i < 2; i = i + 1) begin : each
                wire signed [7:0] value, weight;
                if (WAIT) begin : waits
                    reg [7:0] kept_value, kept_weight;
                    always @(posedge clk) begin
                        kept_value <= values[8*i +: 8];
                        kept_weight <= weights[8*i +: 8];
                    end
                    assign value = kept_value;
                    assign weight = kept_weight;
                end else begin : direct
                    assign value = values[8*i +: 8];
                    assign weight = weights[8*i +: 8];
                end
                wire signed [15:0] product = value * weight;
                always @(posedge clk) multiplied[16*i +: 16] <= product;
            end
        end
    endgenerate
endmodule
