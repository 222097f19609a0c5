// A number times some bits of a factor: for each bit that is 1, the number is added, shifted.
module digit_product #(
    parameter WIDTH = 20,
    parameter DIGIT = 2 // 1 or 2
) (
    input signed [WIDTH-1:0] value,
    input [DIGIT-1:0] digit,
    output signed [WIDTH+DIGIT:0] product
);
    wire signed [WIDTH+DIGIT:0] x = value;
    wire signed [WIDTH+DIGIT:0] once = digit[0] ? x : 0;
    generate
        if (DIGIT == 1) assign product = once;
        else begin : two
            wire signed [WIDTH+DIGIT:0] twice = digit[1] ? x <<< 1 : 0;
            assign product = once + twice;
        end
    endgenerate
endmodule
