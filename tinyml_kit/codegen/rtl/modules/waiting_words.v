// Words of a stream that wait for a later layer, which needs them a second time.
module waiting_words #(
    parameter WIDTH = 8,
    parameter DEPTH = 16, // words, a power of two
    parameter BITS = 4    // bits of an address
) (
    input clk,
    input reset,
    input in_valid,
    output in_ready, // there is room
    input [WIDTH-1:0] in_data,
    output out_valid,
    input out_ready,
    output [WIDTH-1:0] out_data
);
    reg [BITS:0] held;
    wire push = in_valid && in_ready;
    wire pop = out_valid && out_ready;
    assign in_ready = !held[BITS];
    always @(posedge clk) held <= reset ? 0 : held + push - pop;

    fifo #(.WIDTH(WIDTH), .DEPTH(DEPTH), .BITS(BITS)) queue (
        .clk(clk), .reset(reset), .push(push), .in_data(in_data),
        .out_valid(out_valid), .out_ready(out_ready), .out_data(out_data)
    );
endmodule
