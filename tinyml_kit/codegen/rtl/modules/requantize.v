// From a sum to an output: ((sum * factor + addend) >> places) + offset, within LOW and HIGH.
//
// A stage multiplies by DIGIT bits of the factor, from the lowest on, and drops as many bits of
// what has been added up before: they can no longer change the result. The stages stand in a row,
// so a sum can come every cycle; it leaves STAGES + 2 cycles later.
module requantize #(
    parameter WIDTH = 20,   // bits of a sum
    parameter FACTOR = 20,  // bits of a factor, DIGIT * STAGES
    parameter DIGIT = 2,
    parameter STAGES = 10,
    parameter PARTIAL = 32, // bits of what has been added up
    parameter PLACES = 26,
    parameter RESULT = 16,  // bits of a result, before the limits
    parameter OFFSET = 0,
    parameter LOW = -128,
    parameter HIGH = 127
) (
    input clk,
    input [STAGES+1:0] valids, // whether a sum is there, and in each cycle behind
    input signed [WIDTH-1:0] sum,
    input [FACTOR-1:0] factor,
    input signed [PARTIAL-1:0] addend, // of sums of at least 0
    input signed [PARTIAL-1:0] negative_addend,
    output reg signed [7:0] out_data
);
    wire signed [PARTIAL-1:0] total;
    genvar stage;
    generate
        for (stage = 0; stage <= STAGES; stage = stage + 1) begin : stages
            reg signed [WIDTH-1:0] x;
            reg [FACTOR-1:0] digits; // those that are left
            reg signed [PARTIAL-1:0] partial;
            if (stage == 0) begin : start
                always @(posedge clk) `WHEN(valids[0]) begin
                    x <= sum;
                    digits <= factor;
                    partial <= sum < 0 ? negative_addend : addend;
                end
            end else begin : turn
                wire signed [WIDTH+DIGIT:0] product;
                digit_product #(.WIDTH(WIDTH), .DIGIT(DIGIT)) times (
                    stages[stage-1].x, stages[stage-1].digits[DIGIT-1:0], product
                );
                always @(posedge clk) `WHEN(valids[stage]) begin
                    x <= stages[stage-1].x;
                    digits <= stages[stage-1].digits >> DIGIT;
                    // The first digit meets the addend itself, each of the others what is left.
                    partial <= (stage == 1 ? stages[stage-1].partial
                        : stages[stage-1].partial >>> DIGIT) + product;
                end
            end
        end
    endgenerate
    assign total = stages[STAGES].partial;

    wire signed [7:0] limited;
    limit #(.WIDTH(PARTIAL), .RIGHT(PLACES - DIGIT * (STAGES - 1)), .RESULT(RESULT),
        .OFFSET(OFFSET), .LOW(LOW), .HIGH(HIGH)) limits (total, limited);
    always @(posedge clk) `WHEN(valids[STAGES+1]) out_data <= limited;
endmodule
