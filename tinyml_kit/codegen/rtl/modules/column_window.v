// Keeps the newest COLUMNS columns side by side: a window that slides one pixel further each time
// a column comes. All of it can be seen at once; the oldest column is lowest.
module column_window #(
    parameter WIDTH = 40,  // bits of a column
    parameter COLUMNS = 5  // at least 2
) (
    input clk,
    input shift, // a column comes
    input [WIDTH-1:0] column,
    output reg [COLUMNS*WIDTH-1:0] window
);
    always @(posedge clk) if (shift) window <= {column, window[COLUMNS*WIDTH-1:WIDTH]};
endmodule
