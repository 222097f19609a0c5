// Probabilities, once a frame: exp(x - largest) of each input, divided by the sum of all.
//
// One multiplier of DIGIT bits a cycle does everything, to the bit as TFLM does: the inputs are
// COLLECTed; their exponentials, from a table, are added up (SUM); the sum is shifted until its
// uppermost bit is 1 (SHIFT); three steps of Newton's method turn it into its reciprocal (NEWTON);
// and each exponential is multiplied by that (OUTPUT). All numbers have 31 bits behind the point;
// a product is rounded to as many.
module softmax #(
    parameter CLASSES = 3,
    parameter DIGIT = 2, // 1 or 2
    parameter BITS = 2 // bits that count to CLASSES + 2
) (
    input clk,
    input reset,
    input in_valid,
    output in_ready,
    input signed [7:0] in_data,
    output reg [7:0] table_at,  // how far an input lies below the largest
    input [30:0] table_data,    // exp of that, one cycle later
    output reg out_valid,
    input out_ready,
    output reg signed [7:0] out_data
);
    localparam COLLECT = 0, SUM = 1, SHIFT = 2, NEWTON = 3, OUTPUT = 4;
    localparam SHIFTS = 11;      // a sum of ones, each 2^19, has its uppermost bit at 19 or above
    localparam TURNS = 32 / DIGIT;
    localparam signed [31:0] ONE = 32'sd536870912;          // 1 with 29 bits behind the point
    localparam signed [31:0] START = 32'sd1515870810;       // 48/17
    localparam signed [31:0] SLOPE = -32'sd1010580540;      // -32/17

    reg [2:0] state;
    reg [BITS-1:0] index;        // of an input
    reg [5:0] turn;
    reg [2:0] product_number;    // of NEWTON: 0 for the line it starts with, then two a step

    // --- Inputs and their exponentials --------------------------------------------------------
    reg signed [7:0] values [0:CLASSES-1];
    reg signed [7:0] value, most;
    assign in_ready = state == COLLECT;
    wire take = in_valid && in_ready;
    wire [BITS-1:0] read_at = index < CLASSES ? index : 0;
    always @(posedge clk) begin
        if (take) begin
            values[index] <= in_data;
            most <= index == 0 || in_data > most ? in_data : most;
        end
        value <= values[read_at];
    end
    always @* table_at = most - value;

    // --- The multiplier: (a * b + 2^30) >> 31 -------------------------------------------------
    reg signed [31:0] a;
    reg [31:0] b; // never negative
    reg signed [35:0] partial;
    wire signed [32+DIGIT:0] product;
    digit_product #(.WIDTH(32), .DIGIT(DIGIT)) times (a, b[DIGIT-1:0], product);
    wire signed [31:0] rounded = partial >>> (DIGIT - 1); // the others were dropped on the way
    wire multiplied = turn == TURNS;
    wire [31:0] rounded_exp = ({1'b0, table_data} + 32'd2048) >> 12; // 19 bits behind the point

    reg loads;                   // in the next cycle the operands are there
    reg [1:0] fetch;             // cycles until the table has answered
    reg [30:0] total, half;
    reg [3:0] right;             // by how many more bits the outputs are shifted
    reg signed [31:0] estimate, error;
    wire signed [31:0] next_estimate = product_number == 0 ? rounded + START : estimate + (rounded <<< 2);
    wire [9:0] doubled = rounded[30:22] >> right;
    wire [8:0] probability = (doubled + 1'b1) >> 1;
    wire leaves = state == OUTPUT && fetch == 0 && !loads && multiplied && (!out_valid || out_ready);
    wire last_output = index == CLASSES - 1;

    // A product starts with its operands; then it takes a digit a cycle.
    always @(posedge clk)
        if (loads) begin
            partial <= 36'sd1073741824;
            if (state == OUTPUT) begin
                a <= estimate >= 2 * ONE ? 32'sd2147483647 : estimate <<< 1;
                b <= table_data;
            end else begin
                a <= product_number == 0 ? SLOPE : product_number[0] ? estimate : error;
                b <= product_number == 0 || product_number[0] ? half : estimate;
            end
        end else if (!multiplied) begin
            b <= b >> DIGIT;
            partial <= (turn == 0 ? partial : partial >>> DIGIT) + product;
        end

    always @(posedge clk)
        if (reset) begin
            state <= COLLECT;
            index <= 0;
            out_valid <= 0;
            loads <= 0;
            turn <= 0;
        end else begin
            if (leaves) out_valid <= 1;
            else if (out_ready) out_valid <= 0;
            if (leaves) out_data <= probability >= 256 ? 8'sd127 : probability[7:0] ^ 8'h80;
            loads <= 0;
            if (loads) turn <= 0;
            else if (!multiplied) turn <= turn + 1'b1;

            case (state)
                COLLECT: if (take) begin
                    index <= index == CLASSES - 1 ? 0 : index + 1'b1;
                    if (index == CLASSES - 1) state <= SUM;
                    total <= 0;
                end
                SUM: begin // an exponential comes two cycles after its index
                    index <= index + 1'b1;
                    if (index >= 2) total <= total + rounded_exp;
                    if (index == CLASSES + 1) begin
                        state <= SHIFT;
                        turn <= 0;
                    end
                    right <= SHIFTS;
                end
                SHIFT: begin
                    if (turn == 0) half <= total[30] ? total : total << 1;
                    else if (!half[30]) half <= half << 1;
                    if (!(turn == 0 ? total[30] : half[30])) right <= right - 1'b1;
                    product_number <= 0;
                    if (turn == SHIFTS - 1) begin
                        state <= NEWTON;
                        loads <= 1;
                    end
                end
                NEWTON: if (multiplied && !loads) begin
                    if (product_number[0]) error <= ONE - rounded;
                    else estimate <= next_estimate;
                    product_number <= product_number + 1'b1;
                    if (product_number == 6) begin
                        state <= OUTPUT;
                        index <= 0;
                        fetch <= 2;
                    end else loads <= 1;
                end
                OUTPUT: begin
                    if (fetch != 0) begin
                        fetch <= fetch - 1'b1;
                        loads <= fetch == 1;
                    end
                    if (leaves) begin
                        index <= last_output ? 0 : index + 1'b1;
                        fetch <= 2;
                        if (last_output) state <= COLLECT;
                    end
                end
            endcase
        end
endmodule
