// The network behind an SPI line. The host's first byte says what follows; meanwhile it is told
// the state: bit 7, whether a number was lost; bits 6 to 0, how many outputs wait.
//
//   1  numbers of the input, one in a byte
//   2  outputs, one in each byte that the host sends; it first looks how many there are
//   3  the network starts again, and everything on its way is forgotten
module spi_network #(
    parameter IN_BYTES = 1, // bytes of a word that the network takes, and gives
    parameter OUT_BYTES = 1
) (
    input clk,
    input reset,
    input sck,
    input cs_n,
    input mosi,
    output miso,
    output lost
);
    localparam WRITE = 1, READ = 2, RESTART = 3;

    wire received, opens;
    wire [7:0] in_byte;
    reg command_is_next;
    reg [7:0] command;
    reg restart;
    wire cleared = reset || restart;

    // --- Numbers that come, and words of the network ----------------------------------------
    wire writes = received && !command_is_next && command == WRITE;
    wire [7:0] number;
    wire number_waits, number_taken;
    reg [6:0] held; // numbers in the queue before the network
    reg was_lost;
    assign lost = was_lost;
    wire pushes = writes && held != 64;
    fifo #(.WIDTH(8), .DEPTH(64), .BITS(6)) inputs (
        .clk(clk), .reset(cleared), .push(pushes), .in_data(in_byte),
        .out_valid(number_waits), .out_ready(number_taken), .out_data(number)
    );
    reg [8*IN_BYTES-1:0] word;
    reg [3:0] gathered;
    wire word_waits = gathered == IN_BYTES;
    wire word_taken;
    assign number_taken = number_waits && !word_waits;
    always @(posedge clk)
        if (cleared) begin
            gathered <= 0;
            held <= 0;
            was_lost <= 0;
        end else begin
            held <= held + pushes - number_taken;
            if (writes && held == 64) was_lost <= 1;
            if (number_taken) begin
                word <= {number, word} >> 8;
                gathered <= gathered + 1'b1;
            end else if (word_waits && word_taken) gathered <= 0;
        end

    // --- The network, and the bytes of what it gives ----------------------------------------
    wire result_waits;
    wire [8*OUT_BYTES-1:0] result;
    reg [3:0] part;     // of the result, which goes into the queue byte by byte
    reg [6:0] outputs_held;
    wire gives = result_waits && outputs_held != 64;
    model network (
        .clk(clk), .reset(cleared), .in_valid(word_waits), .in_ready(word_taken), .in_data(word),
        .out_valid(result_waits), .out_ready(gives && part == OUT_BYTES - 1), .out_data(result)
    );
    wire output_waits, output_read;
    wire [7:0] output_byte;
    fifo #(.WIDTH(8), .DEPTH(64), .BITS(6)) outputs (
        .clk(clk), .reset(cleared), .push(gives), .in_data(result[8*part +: 8]),
        .out_valid(output_waits), .out_ready(output_read), .out_data(output_byte)
    );
    always @(posedge clk)
        if (cleared) begin
            part <= 0;
            outputs_held <= 0;
        end else begin
            if (gives) part <= part == OUT_BYTES - 1 ? 0 : part + 1'b1;
            outputs_held <= outputs_held + gives - (output_read && output_waits);
        end

    // --- The line ---------------------------------------------------------------------------
    // Each byte after the command READ carries the next output to the host.
    assign output_read = received && !command_is_next && command == READ;
    spi_bytes line (
        .clk(clk), .reset(reset), .sck(sck), .cs_n(cs_n), .mosi(mosi), .miso(miso),
        .received(received), .in_byte(in_byte), .opens(opens),
        .first_byte({was_lost, outputs_held}), .next_byte(output_byte)
    );
    always @(posedge clk)
        if (reset) begin
            command_is_next <= 1;
            command <= 0;
            restart <= 0;
        end else begin
            restart <= received && command_is_next && in_byte == RESTART;
            if (opens) command_is_next <= 1;
            else if (received && command_is_next) begin
                command <= in_byte;
                command_is_next <= 0;
            end
        end
endmodule
