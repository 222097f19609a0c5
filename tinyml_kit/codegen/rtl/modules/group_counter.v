// Counts groups of filters: which one the next results belong to.
module group_counter #(
    parameter GROUPS = 1,
    parameter BITS = 1
) (
    input clk,
    input reset,
    input next,
    output reg [BITS-1:0] group
);
    always @(posedge clk)
        if (reset) group <= 0;
        else if (next) group <= group == GROUPS - 1 ? 0 : group + 1'b1;
endmodule
