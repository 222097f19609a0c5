// The largest of the numbers of a turn after the other, from `first` to `last`: a pooling that
// looks at one number a cycle.
module largest (
    input clk,
    input reset,
    input valid,
    input first,
    input last,
    input signed [7:0] value,
    output reg sum_valid,
    output reg signed [7:0] most
);
    always @(posedge clk) begin
        sum_valid <= !reset && valid && last;
        if (valid && (first || value > most)) most <= value;
    end
endmodule
