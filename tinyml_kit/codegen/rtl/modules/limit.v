// The end of a requantisation: drop the places behind the point, add the zero point, and keep
// within the limits of the output.
module limit #(
    parameter WIDTH = 32,
    parameter RIGHT = 8,
    parameter RESULT = 16, // bits that hold every result
    parameter OFFSET = 0,
    parameter LOW = -128,
    parameter HIGH = 127
) (
    input signed [WIDTH-1:0] total,
    output signed [7:0] limited
);
    wire signed [RESULT-1:0] result = total >>> RIGHT;
    wire signed [RESULT:0] moved = result + OFFSET;
    assign limited = moved < LOW ? LOW : moved > HIGH ? HIGH : moved[7:0];
endmodule
