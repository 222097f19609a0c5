// A number times four bits of a weight, made of adders: for each bit that is 1, the number is
// added, shifted to where the bit stands. The upper bit of a weight's sign counts negatively.
module nibble_product #(
    parameter NEGATIVE = 0 // 1: the uppermost of the four bits has the weight -8 in place of 8
) (
    input signed [7:0] value,
    input [3:0] bits,
    output signed [11:0] product
);
    wire signed [11:0] x = value;
    wire signed [11:0] a = bits[0] ? x : 0;
    wire signed [11:0] b = bits[1] ? x <<< 1 : 0;
    wire signed [11:0] c = bits[2] ? x <<< 2 : 0;
    wire signed [11:0] d = bits[3] ? x <<< 3 : 0;
    assign product = NEGATIVE ? (a + b) + (c - d) : (a + b) + (c + d);
endmodule
