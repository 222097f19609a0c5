// Turns a stream of pixels into a stream of columns: each pixel with those above it.
//
// The memory holds, for each place in a row, the ROWS - 1 words that came there last, one row
// each. When a word comes, the words above it are read; one cycle later they leave together as a
// column, the oldest row lowest, and go back into the memory without the oldest one.
module line_buffer #(
    parameter WIDTH = 8, // bits of a word: one or several channels of a pixel
    parameter ROWS = 5,  // rows of a column, at least 2
    parameter WORDS = 100, // words in a row of the image, at least 2
    parameter BITS = 7   // bits of an address
) (
    input clk,
    input reset,
    input take, // a word comes
    input [WIDTH-1:0] in_data,
    output reg valid, // a column leaves
    output [ROWS*WIDTH-1:0] column
);
    (* no_rw_check *) reg [(ROWS-1)*WIDTH-1:0] lines [0:WORDS-1];
    reg [(ROWS-1)*WIDTH-1:0] above;
    reg [WIDTH-1:0] newest;
    reg [BITS-1:0] at, at_newest;

    assign column = {newest, above};

    always @(posedge clk) begin
        if (take) begin
            above <= lines[at];
            newest <= in_data;
            at_newest <= at;
        end
        if (valid) lines[at_newest] <= column[ROWS*WIDTH-1:WIDTH];
    end

    always @(posedge clk)
        if (reset) begin
            valid <= 0;
            at <= 0;
        end else begin
            valid <= take;
            if (take) at <= at == WORDS - 1 ? 0 : at + 1'b1;
        end
endmodule
