// ULX3S: the network on an SPI line at the first pins of J1, with the board's clock of 25 MHz; the
// line is slower than the network in any case.
module ulx3s (
    input clk_25,
    input button_n,
    input sck,
    input cs_n,
    input mosi,
    output miso,
    output led, // shines when a number was lost
    output wifi_gpio0 // 0 would let the board's ESP32 wait for a program
);
    assign wifi_gpio0 = 1;
    reg [1:0] running = 0;
    always @(posedge clk_25) running <= {running[0], button_n};
    spi_network #(.IN_BYTES(`IN_BYTES), .OUT_BYTES(`OUT_BYTES)) network (
        .clk(clk_25), .reset(!running[1]), .sck(sck), .cs_n(cs_n), .mosi(mosi), .miso(miso),
        .lost(led)
    );
endmodule
