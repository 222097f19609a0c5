// Multiplies TAPS numbers by weights and adds the products up, for LANES filters at once.
//
// A sum may take several turns: it starts with the bias in the turn marked `first`, and is ready
// after the one marked `last`. A cycle multiplies, LEVELS cycles add the products of a turn in
// pairs, and the last cycle adds their total to the sum. Turns may follow each other every cycle.
//
// The first HARD taps of all lanes together are multiplied by the chip's multipliers, in pairs, the
// others by adders, as two products by half a weight.
module dot_product #(
    parameter TAPS = 5,
    parameter LANES = 1,
    parameter WIDTH = 20, // bits of a sum
    parameter HARD = 5,   // of TAPS * LANES multiplications
    parameter BLOCKS = 1, // 0 where weights never change: no block of the chip is needed
    parameter LEVELS = 3, // 2^LEVELS is the number of products of a lane or more
    parameter WAIT = 1    // 1 if numbers and weights are kept for a cycle first
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
    // Every lane multiplies the same numbers; the blocks are given them in the order of the weights.
    localparam PAIRS = (HARD + 1) / 2;
    wire [8*TAPS*LANES+7:0] all_values = {8'b0, {LANES{values}}};
    wire [8*TAPS*LANES+7:0] all_weights = {8'b0, weights};
    wire [32*PAIRS:0] hard_products;
    genvar pair, lane, tap;
    generate
        for (pair = 0; pair < PAIRS; pair = pair + 1) begin : pairs
            // An odd one stands alone.
            localparam [15:0] BOTH = 2 * pair + 1 < HARD ? 16'hffff : 16'h00ff;
            two_products #(.WAIT(WAIT), .BLOCKS(BLOCKS)) of_two (
                clk, all_values[16*pair +: 16] & BOTH, all_weights[16*pair +: 16] & BOTH,
                hard_products[32*pair +: 32]
            );
        end
        if (WAIT) begin : waits
            reg [8*TAPS-1:0] kept_values;
            reg [8*TAPS*LANES-1:0] kept_weights;
            always @(posedge clk) `WHEN(valid) begin
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
            wire [16*PRODUCTS-1:0] products;
            for (tap = 0; tap < TAPS; tap = tap + 1) begin : taps
                if (tap < MINE) begin : by_block
                    assign products[16*tap +: 16] = hard_products[16*(lane*TAPS+tap) +: 16];
                end else begin : by_adders
                    wire signed [7:0] value = a[8*tap +: 8];
                    wire signed [7:0] weight = w[8*(lane*TAPS+tap) +: 8];
                    wire signed [11:0] low, high;
                    nibble_product #(.NEGATIVE(0)) of_low (value, weight[3:0], low);
                    nibble_product #(.NEGATIVE(1)) of_high (value, weight[7:4], high);
                    reg signed [11:0] kept_low, kept_high;
                    always @(posedge clk) `WHEN(WAIT ? valids[0] : valid) begin
                        kept_low <= low;
                        kept_high <= high;
                    end
                    localparam LOW = 16 * (2 * tap - MINE);
                    assign products[LOW +: 16] = {{4{kept_low[11]}}, kept_low};
                    assign products[LOW+16 +: 16] = {kept_high, 4'b0};
                end
            end
            wire signed [15+LEVELS:0] total;
            adder_tree #(.COUNT(PRODUCTS), .WIDTH(16), .LEVELS(LEVELS)) tree (
                .clk(clk), .valids(valids[CYCLES-1:WAIT]), .numbers(products), .total(total)
            );
            reg signed [WIDTH-1:0] sum;
            wire signed [WIDTH-1:0] bias = biases[WIDTH*lane +: WIDTH];
            assign sums[WIDTH*lane +: WIDTH] = sum;
            always @(posedge clk) if (adds) sum <= (firsts[CYCLES-1] ? bias : sum) + total;
        end
    endgenerate
endmodule
