// Adds up COUNT numbers: each cycle adds them in pairs, until one is left after LEVELS cycles.
module adder_tree #(
    parameter COUNT = 5,
    parameter WIDTH = 16, // bits of a number
    parameter LEVELS = 3  // 2^LEVELS is COUNT or more
) (
    input clk,
    input [LEVELS:0] valids, // whether numbers are there, and in each cycle behind
    input [COUNT*WIDTH-1:0] numbers,
    output [WIDTH+LEVELS-1:0] total
);
    localparam HALF = (COUNT + 1) / 2;
    genvar i;
    generate
        if (LEVELS == 0) assign total = numbers;
        else begin : level
            reg [HALF*(WIDTH+1)-1:0] sums;
            for (i = 0; i < HALF; i = i + 1) begin : pair
                wire signed [WIDTH-1:0] a = numbers[2*i*WIDTH +: WIDTH];
                if (2 * i + 1 < COUNT) begin : two
                    wire signed [WIDTH-1:0] b = numbers[(2*i+1)*WIDTH +: WIDTH];
                    always @(posedge clk) `WHEN(valids[0]) sums[i*(WIDTH+1) +: WIDTH+1] <= a + b;
                end else begin : one
                    always @(posedge clk) `WHEN(valids[0]) sums[i*(WIDTH+1) +: WIDTH+1] <= a;
                end
            end
            adder_tree #(.COUNT(HALF), .WIDTH(WIDTH + 1), .LEVELS(LEVELS - 1)) rest (
                .clk(clk), .valids(valids[LEVELS:1]), .numbers(sums), .total(total)
            );
        end
    endgenerate
endmodule
