// Adds two numbers that come on two streams: one of each is taken in the same cycle.
//
// What a number contributes comes from a table. One cycle adds the two, the next one drops the
// places behind the point and keeps within the limits of the output.
module add #(
    parameter WIDTH = 20,  // bits of a sum
    parameter PLACES = 11, // behind the point
    parameter RESULT = 16, // bits of a result, before the limits
    parameter OFFSET = 0,
    parameter LOW = -128,
    parameter HIGH = 127
) (
    input clk,
    input reset,
    input in_valid,
    output in_ready,
    input signed [WIDTH-1:0] term,
    input kept_valid,
    output kept_ready,
    input signed [WIDTH-1:0] kept_term,
    input signed [WIDTH-1:0] addend, // of sums of at least 0
    input signed [WIDTH-1:0] negative_addend,
    output reg out_valid,
    input out_ready,
    output reg signed [7:0] out_data
);
    reg sum_valid;
    reg signed [WIDTH-1:0] sum;
    wire leaves = !out_valid || out_ready;
    wire takes = !sum_valid || leaves;
    assign in_ready = takes && kept_valid;
    assign kept_ready = takes && in_valid;

    wire signed [WIDTH-1:0] total = sum + (sum < 0 ? negative_addend : addend);
    wire signed [7:0] limited;
    limit #(.WIDTH(WIDTH), .RIGHT(PLACES), .RESULT(RESULT), .OFFSET(OFFSET), .LOW(LOW), .HIGH(HIGH))
        limits (total, limited);

    always @(posedge clk) begin
        if (takes) sum <= term + kept_term;
        if (leaves) out_data <= limited;
        sum_valid <= !reset && (takes ? in_valid && kept_valid : sum_valid);
        out_valid <= !reset && (leaves ? sum_valid : out_valid);
    end
endmodule
