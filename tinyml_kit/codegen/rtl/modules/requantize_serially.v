// As requantize, but with one stage that is used again and again: a sum takes STAGES + 1 cycles.
//
// A word holds the sums of LANES filters; they are taken in turn, each with its own factor, and
// leave as a stream of single outputs.
module requantize_serially #(
    parameter LANES = 1,
    parameter LANE = 1,     // bits that count them
    parameter WIDTH = 20,
    parameter FACTOR = 20,
    parameter DIGIT = 2,
    parameter STAGES = 10,
    parameter COUNT = 4,    // bits that count stages
    parameter PARTIAL = 32,
    parameter PLACES = 26,
    parameter RESULT = 16,  // bits of a result, before the limits
    parameter OFFSET = 0,
    parameter LOW = -128,
    parameter HIGH = 127
) (
    input clk,
    input reset,
    input in_valid,
    output in_ready,
    input [WIDTH*LANES-1:0] in_sums,
    output next_channel, // a sum was taken: the factor that is needed next is the next channel's
    input [FACTOR-1:0] factor,
    input signed [PARTIAL-1:0] addend,
    input signed [PARTIAL-1:0] negative_addend,
    output reg out_valid,
    input out_ready,
    output reg signed [7:0] out_data
);
    reg [LANE-1:0] lane;
    reg [COUNT-1:0] stage;
    reg busy;
    reg signed [WIDTH-1:0] x;
    reg [FACTOR-1:0] digits;
    reg signed [PARTIAL-1:0] partial;

    wire done = busy && stage == STAGES;
    wire leaves = done && (!out_valid || out_ready);
    wire load = in_valid && (!busy || leaves);
    assign next_channel = load;
    assign in_ready = load && lane == LANES - 1;

    wire signed [WIDTH-1:0] sum = in_sums[WIDTH*lane +: WIDTH];
    wire signed [WIDTH+DIGIT:0] product;
    digit_product #(.WIDTH(WIDTH), .DIGIT(DIGIT)) times (x, digits[DIGIT-1:0], product);
    wire signed [7:0] limited;
    limit #(.WIDTH(PARTIAL), .RIGHT(PLACES - DIGIT * (STAGES - 1)), .RESULT(RESULT),
        .OFFSET(OFFSET), .LOW(LOW), .HIGH(HIGH)) limits (partial, limited);

    always @(posedge clk) begin
        if (load) begin
            x <= sum;
            digits <= factor;
            partial <= sum < 0 ? negative_addend : addend;
        end else if (busy && !done) begin
            digits <= digits >> DIGIT;
            partial <= (stage == 0 ? partial : partial >>> DIGIT) + product;
        end
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
