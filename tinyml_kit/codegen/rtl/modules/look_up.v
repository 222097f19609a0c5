// A function of one number as a table: each number is the address of its output.
// `table_data` is the entry of the table at `table_at`.
module look_up (
    input clk,
    input reset,
    input in_valid,
    output in_ready,
    input [7:0] in_data,
    output [7:0] table_at,
    input [7:0] table_data,
    output reg out_valid,
    input out_ready,
    output reg [7:0] out_data
);
    assign in_ready = !out_valid || out_ready;
    assign table_at = in_data;
    always @(posedge clk) begin
        if (in_ready) out_data <= table_data;
        out_valid <= !reset && (in_ready ? in_valid : out_valid);
    end
endmodule
