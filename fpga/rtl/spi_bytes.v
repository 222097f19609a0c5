// The chip's end of an SPI line (mode 0, the uppermost bit first): bytes in, bytes out.
//
// The line has a clock of its own, so its wires are looked at with the chip's clock: two registers
// each keep them steady. A bit therefore needs four cycles at least, better six.
module spi_bytes (
    input clk,
    input reset,
    input sck,
    input cs_n,
    input mosi,
    output miso,
    output reg received,     // a byte has come: it is in in_byte
    output reg [7:0] in_byte,
    output reg opens,        // the host begins to talk
    input [7:0] first_byte,  // what it is told while it sends its first byte
    input [7:0] next_byte    // and while it sends the one after in_byte
);
    reg [2:0] sck_seen, cs_seen;
    reg [1:0] mosi_seen;
    wire selected = !cs_seen[1];
    wire rises = sck_seen[2:1] == 2'b01;
    wire falls = sck_seen[2:1] == 2'b10;
    reg [2:0] bits;
    reg [7:0] leaving;
    reg fresh; // in_byte is whole: the next falling edge begins a new one
    assign miso = leaving[7];

    always @(posedge clk) begin
        sck_seen <= {sck_seen[1:0], sck};
        cs_seen <= {cs_seen[1:0], cs_n};
        mosi_seen <= {mosi_seen[0], mosi};
        received <= !reset && selected && rises && bits == 7;
        opens <= !reset && cs_seen[2:1] == 2'b10;
        if (!selected) begin
            bits <= 0;
            fresh <= 0;
            leaving <= first_byte;
        end else begin
            if (rises) begin
                bits <= bits + 1'b1;
                in_byte <= {in_byte[6:0], mosi_seen[1]};
                if (bits == 7) fresh <= 1;
            end
            if (falls) begin
                leaving <= fresh ? next_byte : leaving << 1;
                fresh <= 0;
            end
        end
    end
endmodule
