// A factor times a digit of a sum: one or two of its bits.
module factor_product #(
    parameter WIDTH = 20, // bits of the factor, which is not negative
    parameter DIGIT = 2   // 1 or 2
) (
    input [WIDTH-1:0] factor,
    input [DIGIT-1:0] digit,
    input negative, // the digit's upper bit counts negatively
    output signed [WIDTH+DIGIT:0] product
);
    wire signed [WIDTH+DIGIT:0] x = {1'b0, factor};
    wire signed [WIDTH+DIGIT:0] upper = digit[DIGIT-1] ? x <<< (DIGIT - 1) : 0;
    wire signed [WIDTH+DIGIT:0] lower = DIGIT == 2 && digit[0] ? x : 0;
    assign product = negative ? lower - upper : lower + upper;
endmodule
