// A queue: what is pushed first comes out first.
//
// Nobody pushes into a full queue: whoever fills it has kept room before it started to compute.
// A word that is pushed in one cycle can be taken two cycles later: it is written to the memory,
// read into out_data, and then waits there.
module fifo #(
    parameter WIDTH = 8,  // bits of a word
    parameter DEPTH = 16, // words of the memory, a power of two
    parameter BITS = 4    // bits of an address
) (
    input clk,
    input reset,
    input push,
    input [WIDTH-1:0] in_data,
    output reg out_valid,
    input out_ready,
    output reg [WIDTH-1:0] out_data
);
    (* no_rw_check *) reg [WIDTH-1:0] memory [0:DEPTH-1];
    reg [BITS-1:0] write_at, read_at;
    reg [BITS:0] held; // words in the memory; out_data is not counted

    // The word in out_data leaves, or there is none: the next one moves up.
    wire load = held != 0 && (!out_valid || out_ready);

    always @(posedge clk) begin
        if (push) memory[write_at] <= in_data;
        if (load) out_data <= memory[read_at];
    end

    always @(posedge clk)
        if (reset) begin
            write_at <= 0;
            read_at <= 0;
            held <= 0;
            out_valid <= 0;
        end else begin
            if (push) write_at <= write_at + 1'b1;
            if (load) read_at <= read_at + 1'b1;
            held <= held + push - load;
            if (load) out_valid <= 1;
            else if (out_ready) out_valid <= 0;
        end
endmodule
