// From sums to outputs, as requantize, but with one adder that is used again and again: a sum
// takes STAGES + 1 cycles.
//
// A word holds the sums of LANES filters; they are taken in turn, each with the constants of its
// channel, and leave as a stream of single outputs. A stage takes DIGIT bits of the sum, from the
// lowest on: it adds as many times the factor, and drops as many bits of what was added up before,
// since they can no longer change the result.
module requantize_serially #(
    parameter LANES = 1,
    parameter LANE = 1,      // bits that count them
    parameter WIDTH = 20,    // bits of a sum
    parameter SIGNED = 1,    // whether there are negative sums
    parameter DIGIT = 2,
    parameter STAGES = 10,
    parameter COUNT = 4,     // bits that count stages
    parameter MULTIPLE = 24, // bits of the factor, or two or three of it
    parameter PARTIAL = 32,  // bits of what has been added up
    parameter RIGHT = 8,     // places behind the point that are left in the end
    parameter RESULT = 16,   // bits of a result, before the limits
    parameter OFFSET = 0,
    parameter LOW = -128,
    parameter HIGH = 127
) (
    input clk,
    input reset,
    input in_valid,
    output in_ready,
    input [WIDTH*LANES-1:0] in_sums,
    output next_channel, // an output leaves: what is asked for next is the next channel's
    input signed [PARTIAL-1:0] addend,
    input signed [PARTIAL-1:0] negative_addend, // of negative sums
    output [DIGIT-1:0] digit,
    output negative,     // the digit's upper bit is the sum's sign, and counts negatively
    input signed [MULTIPLE-1:0] multiple, // the digit times the channel's factor
    output reg out_valid,
    input out_ready,
    output reg signed [7:0] out_data
);
    reg [LANE-1:0] lane;
    reg [COUNT-1:0] stage;
    reg busy;
    reg [DIGIT*STAGES-1:0] x; // the digits that are left
    reg signed [PARTIAL-1:0] partial;

    wire done = busy && stage == STAGES;
    wire leaves = done && (!out_valid || out_ready);
    wire load = in_valid && (!busy || leaves);
    assign next_channel = leaves;
    assign in_ready = load && lane == LANES - 1;
    assign digit = x[DIGIT-1:0];
    assign negative = SIGNED && stage == STAGES - 1;

    wire [WIDTH-1:0] sum = in_sums[WIDTH*lane +: WIDTH];
    wire below_zero = SIGNED && x[DIGIT*STAGES-1];
    wire signed [PARTIAL-1:0] dropped = partial >>> DIGIT;
    wire signed [PARTIAL-1:0] start = stage != 0 ? dropped : below_zero ? negative_addend : addend;
    wire signed [7:0] limited;
    limit #(.WIDTH(PARTIAL), .RIGHT(RIGHT), .RESULT(RESULT),
        .OFFSET(OFFSET), .LOW(LOW), .HIGH(HIGH)) limits (partial, limited);

    always @(posedge clk) begin
        if (load) x <= SIGNED ? {{DIGIT{sum[WIDTH-1]}}, sum} : sum;
        else if (!done) x <= x >> DIGIT;
        if (!done) partial <= start + multiple;
        if (leaves) out_data <= limited;
    end

    always @(posedge clk)
        if (reset) begin
            lane <= 0;
            busy <= 0;
            out_valid <= 0;
        end else begin
            if (load) begin
                lane <= lane == LANES - 1 ? 0 : lane + 1'b1;
                busy <= 1;
                stage <= 0;
            end else if (leaves) busy <= 0;
            else if (!done) stage <= stage + 1'b1;
            if (leaves) out_valid <= 1;
            else if (out_ready) out_valid <= 0;
        end
endmodule
