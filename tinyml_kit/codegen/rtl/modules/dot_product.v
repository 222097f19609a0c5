// Multiplies TAPS numbers by weights and adds the products up, for LANES filters at once.
//
// A sum may take several turns: it starts with the bias in the turn marked `first`, and is ready
// after the one marked `last`. A cycle multiplies, LEVELS cycles add the products of a turn in
// pairs, and the last cycle adds their total to the sum. Turns may follow each other every cycle.
//
// The first HARD taps of all lanes together are multiplied by the chip's multipliers (`*`), the
// others by adders, as two products by half a weight.
module dot_product #(
    parameter TAPS = 5,
    parameter LANES = 1,
    parameter WIDTH = 20, // bits of a sum
    parameter HARD = 5,   // of TAPS * LANES multiplications
    parameter LEVELS = 3, // 2^LEVELS is the number of products of a lane or more
    parameter WAIT = 1    // 1 if numbers and weights are kept for a cycle first: memories are slow
) (
    input clk,
    input reset,
    input valid,
    input first,
    input last,
    input [8*TAPS-1:0] values,
    input [8*TAPS*LANES-1:0] weights, // of lane 0 first
    input [WIDTH*LANES-1:0] biases,
    output ends, // the last turn of a sum is added: the next one needs the next group's bias
    output reg sum_valid,
    output [WIDTH*LANES-1:0] sums
);
    localparam CYCLES = WAIT + 1 + LEVELS;

    // `valid` travels beside the numbers, and `first` and `last` with it.
    reg [CYCLES-1:0] valids, firsts, lasts;
    wire adds = valids[CYCLES-1];
    assign ends = adds && lasts[CYCLES-1];
    always @(posedge clk) begin
        valids <= reset ? 0 : {valids, valid};
        firsts <= {firsts, first};
        lasts <= {lasts, last};
        sum_valid <= !reset && ends;
    end

    wire [8*TAPS-1:0] a;
    wire [8*TAPS*LANES-1:0] w;
    genvar lane, tap;
    generate
        if (WAIT) begin : waits
            reg [8*TAPS-1:0] kept_values;
            reg [8*TAPS*LANES-1:0] kept_weights;
            always @(posedge clk) begin
                kept_values <= values;
                kept_weights <= weights;
            end
            assign a = kept_values;
            assign w = kept_weights;
        end else begin : direct
            assign a = values;
            assign w = weights;
        end
        for (lane = 0; lane < LANES; lane = lane + 1) begin : lanes
            // Taps of this lane that the chip's multipliers take.
            localparam LEFT = HARD - lane * TAPS;
            localparam MINE = LEFT < 0 ? 0 : LEFT > TAPS ? TAPS : LEFT;
            localparam PRODUCTS = 2 * TAPS - MINE;
            reg [16*PRODUCTS-1:0] products;
            for (tap = 0; tap < TAPS; tap = tap + 1) begin : taps
                wire signed [7:0] value = a[8*tap +: 8];
                wire signed [7:0] weight = w[8*(lane*TAPS+tap) +: 8];
                if (tap < MINE) begin : by_block
                    wire signed [15:0] product = value * weight;
                    always @(posedge clk) products[16*tap +: 16] <= product;
                end else begin : by_adders
                    localparam LOW = 16 * (2 * tap - MINE);
                    wire signed [11:0] low, high;
                    nibble_product #(.NEGATIVE(0)) of_low (value, weight[3:0], low);
                    nibble_product #(.NEGATIVE(1)) of_high (value, weight[7:4], high);
                    always @(posedge clk) begin
                        products[LOW +: 16] <= {{4{low[11]}}, low};
                        products[LOW+16 +: 16] <= {high, 4'b0};
                    end
                end
            end
            wire signed [15+LEVELS:0] total;
            adder_tree #(.COUNT(PRODUCTS), .WIDTH(16), .LEVELS(LEVELS)) tree (
                .clk(clk), .numbers(products), .total(total)
            );
            reg signed [WIDTH-1:0] sum;
            wire signed [WIDTH-1:0] bias = biases[WIDTH*lane +: WIDTH];
            assign sums[WIDTH*lane +: WIDTH] = sum;
            always @(posedge clk) if (adds) sum <= (firsts[CYCLES-1] ? bias : sum) + total;
        end
    endgenerate
endmodule
