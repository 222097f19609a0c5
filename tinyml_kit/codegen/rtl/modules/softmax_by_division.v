// Probabilities, once a frame: exp(x - largest) of each input, divided by the sum of all.
//
// The kit has tried every row of inputs and found that these short exponentials give what TFLM
// does. The inputs are COLLECTed; their exponentials, from a table, are added up (SUM); then each
// of them is DIVIDEd, as by hand: a cycle subtracts the sum where it can and finds one bit.
module softmax_by_division #(
    parameter CLASSES = 3,
    parameter COUNT = 3,  // bits that count to CLASSES + 1
    parameter WIDTH = 20, // bits of an exponential
    parameter TOTAL = 22  // bits of their sum
) (
    input clk,
    input reset,
    input in_valid,
    output in_ready,
    input signed [7:0] in_data,
    output [7:0] table_at,         // how far an input lies below the largest
    input [WIDTH-1:0] table_data,  // exp of that, one cycle later
    output reg out_valid,
    input out_ready,
    output reg signed [7:0] out_data
);
    localparam COLLECT = 0, SUM = 1, DIVIDE = 2;
    // To divide takes a turn to look up, one to load, one for each bit, and one to leave.
    localparam LOAD = 1, END = 12;

    reg [1:0] state;
    reg [COUNT-1:0] index; // of an input
    reg [3:0] turn;

    // The inputs stand in a ring: it turns when one comes, is added, or leaves as a probability.
    reg [8*CLASSES-1:0] values;
    reg signed [7:0] most;
    wire signed [7:0] oldest = values[8*CLASSES-1 -: 8];
    assign in_ready = state == COLLECT;
    wire take = in_valid && in_ready;
    wire leaves = state == DIVIDE && turn == END && (!out_valid || out_ready);
    wire turns = take || (state == SUM && index != CLASSES) || leaves;
    assign table_at = most - oldest;
    always @(posedge clk) begin
        if (turns) values <= {values, take ? in_data : oldest};
        if (take && (index == 0 || in_data > most)) most <= in_data;
    end

    reg [TOTAL-1:0] total;
    reg [TOTAL:0] rest;   // what is left to divide, less than twice the sum
    reg [9:0] halves;     // the bits of 512 times the probability, found so far
    wire enough = rest >= total;
    wire [TOTAL:0] less = enough ? rest - total : rest;
    wire [9:0] doubled = halves + 1'b1;
    always @(posedge clk) begin
        if (state == COLLECT) total <= 0;
        else if (state == SUM && index != 0) total <= total + table_data;
        rest <= turn == LOAD ? table_data : less << 1;
        if (turn != END) halves <= {halves, enough};
        if (leaves) out_data <= doubled[9] ? 8'sd127 : doubled[8:1] ^ 8'h80;
    end

    always @(posedge clk)
        if (reset) begin
            state <= COLLECT;
            index <= 0;
            turn <= 0;
            out_valid <= 0;
        end else begin
            if (leaves) out_valid <= 1;
            else if (out_ready) out_valid <= 0;
            case (state)
                COLLECT: if (take) begin
                    index <= index == CLASSES - 1 ? 0 : index + 1'b1;
                    if (index == CLASSES - 1) state <= SUM;
                end
                SUM: begin // an exponential comes one cycle after its input
                    index <= index == CLASSES ? 0 : index + 1'b1;
                    if (index == CLASSES) state <= DIVIDE;
                end
                default: begin
                    if (leaves) begin
                        turn <= 0;
                        index <= index == CLASSES - 1 ? 0 : index + 1'b1;
                        if (index == CLASSES - 1) state <= COLLECT;
                    end else if (turn != END) turn <= turn + 1'b1;
                end
            endcase
        end
endmodule
