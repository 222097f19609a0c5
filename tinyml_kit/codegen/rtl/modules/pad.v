// Puts a frame of zero points around an image while its pixels pass.
//
// Outside the image it makes words of its own; inside, words pass in the cycle in which they come.
module pad #(
    parameter WIDTH = 8,  // bits of a word
    parameter WORDS = 1,  // words of a pixel
    parameter TOP = 2,
    parameter LEFT = 2,
    parameter IN_WIDTH = 28, // the image
    parameter IN_HEIGHT = 28,
    parameter OUT_WIDTH = 32, // with its frame
    parameter OUT_HEIGHT = 32,
    parameter COUNT = 6,  // bits of a counter
    parameter [WIDTH-1:0] ZERO = 0
) (
    input clk,
    input reset,
    input in_valid,
    output in_ready,
    input [WIDTH-1:0] in_data,
    output out_valid,
    input out_ready,
    output [WIDTH-1:0] out_data
);
    reg [COUNT-1:0] word, x, y;
    wire inside = x >= LEFT && x < LEFT + IN_WIDTH && y >= TOP && y < TOP + IN_HEIGHT;
    assign out_valid = !inside || in_valid;
    assign in_ready = inside && out_ready;
    assign out_data = inside ? in_data : ZERO;

    always @(posedge clk)
        if (reset) {word, x, y} <= 0;
        else if (out_valid && out_ready) begin
            word <= word == WORDS - 1 ? 0 : word + 1'b1;
            if (word == WORDS - 1) begin
                x <= x == OUT_WIDTH - 1 ? 0 : x + 1'b1;
                if (x == OUT_WIDTH - 1) y <= y == OUT_HEIGHT - 1 ? 0 : y + 1'b1;
            end
        end
endmodule
