// The largest sum of each window of a pooling, while the sums come: row by row, pixel by pixel,
// group by group. A larger sum never gives a smaller output, so only the largest is requantised.
//
// For each pooled pixel of a row and each group, a memory keeps the largest sum so far. A sum looks
// it up in one cycle, is compared in the next, and is written back in the third. Where the same
// entry comes back sooner than that (NEAR), what is on its way to the memory is taken.
module max_pool #(
    parameter LANES = 1,
    parameter WIDTH = 20,     // bits of a sum
    parameter KEPT = 20,      // bits that are kept of it
    parameter CLIP = 0,       // 1 where negative sums count as 0, and KEPT has no sign
    parameter GROUPS = 3,
    parameter IN_WIDTH = 96,  // sums in a row, and rows
    parameter IN_HEIGHT = 96,
    parameter POOL_WIDTH = 2,
    parameter POOL_HEIGHT = 2,
    parameter CUT = 0,        // 1 where the last windows of a row or an image may be smaller
    parameter ENTRIES = 144,
    parameter BITS = 8,       // bits of an entry's number
    parameter COUNT = 7,      // bits of the other counters
    parameter NEAR = 0
) (
    input clk,
    input reset,
    input in_valid,
    input [WIDTH*LANES-1:0] in_sums,
    output out_valid,
    output [KEPT*LANES-1:0] out_sums
);
    reg [COUNT-1:0] group, x, y, pool_x, pool_y;
    reg [BITS-1:0] entry, pixel_entry; // of this sum, and of this pixel's group 0
    wire last_group = group == GROUPS - 1;
    wire last_x = x == IN_WIDTH - 1;
    wire last_y = y == IN_HEIGHT - 1;
    wire ends_x = pool_x == POOL_WIDTH - 1 || (CUT && last_x);
    wire ends_y = pool_y == POOL_HEIGHT - 1 || (CUT && last_y);
    wire [BITS-1:0] next_pixel = last_x ? 0 : ends_x ? entry + 1'b1 : pixel_entry;

    always @(posedge clk)
        if (reset) begin
            {group, x, y, pool_x, pool_y} <= 0;
            {entry, pixel_entry} <= 0;
        end else if (in_valid) begin
            group <= last_group ? 0 : group + 1'b1;
            entry <= last_group ? next_pixel : entry + 1'b1;
            if (last_group) begin
                pixel_entry <= next_pixel;
                x <= last_x ? 0 : x + 1'b1;
                pool_x <= last_x || ends_x ? 0 : pool_x + 1'b1;
                if (last_x) begin
                    y <= last_y ? 0 : y + 1'b1;
                    pool_y <= last_y || ends_y ? 0 : pool_y + 1'b1;
                end
            end
        end

    // First cycle: look up. Second: compare. Third: write back.
    (* no_rw_check, ram_style = `STYLE(ENTRIES) *) reg [KEPT*LANES-1:0] memory [0:ENTRIES-1];
    reg [KEPT*LANES-1:0] kept, best, best_before;
    reg [WIDTH*LANES-1:0] sums;
    reg valid, opens, closes, best_valid, best_closes;
    reg [BITS-1:0] at, best_at, before_at;
    wire [KEPT*LANES-1:0] seen = NEAR && at == best_at ? best
        : NEAR && at == before_at ? best_before : kept;

    always @(posedge clk) begin
        kept <= memory[entry];
        sums <= in_sums;
        at <= entry;
        opens <= pool_x == 0 && pool_y == 0;
        closes <= ends_x && ends_y;
        best_closes <= closes;
        if (valid) best_at <= at;
        if (best_valid) begin
            memory[best_at] <= best;
            best_before <= best;
            before_at <= best_at;
        end
        valid <= in_valid && !reset;
        best_valid <= valid && !reset;
    end

    genvar lane;
    generate
        for (lane = 0; lane < LANES; lane = lane + 1) begin : lanes
            wire signed [WIDTH-1:0] new_one = sums[WIDTH*lane +: WIDTH];
            wire [KEPT-1:0] old_bits = seen[KEPT*lane +: KEPT];
            wire signed [WIDTH-1:0] old_one = {{WIDTH{!CLIP && old_bits[KEPT-1]}}, old_bits};
            wire takes_new = (opens || new_one > old_one) && !(CLIP && new_one < 0);
            wire takes_old = !opens && !takes_new;
            always @(posedge clk)
                if (valid)
                    best[KEPT*lane +: KEPT] <= ({KEPT{takes_new}} & new_one[KEPT-1:0])
                        | ({KEPT{takes_old}} & old_bits);
        end
    endgenerate

    assign out_valid = best_valid && best_closes;
    assign out_sums = best;
endmodule
