// iCEBreaker: the network on an SPI line at the connector PMOD 1A, with a clock of 30 MHz.
module icebreaker (
    input clk_12,
    input button_n,
    input sck,
    input cs_n,
    input mosi,
    output miso,
    output led_n // shines when a number was lost
);
    wire clk, locked, lost;
    // 12 MHz * (DIVF + 1) / 2^DIVQ
    SB_PLL40_PAD #(
        .FEEDBACK_PATH("SIMPLE"), .DIVR(4'd0), .DIVF(7'd79), .DIVQ(3'd5), .FILTER_RANGE(3'd1)
    ) pll (
        .PACKAGEPIN(clk_12), .PLLOUTGLOBAL(clk), .LOCK(locked), .RESETB(1'b1), .BYPASS(1'b0)
    );
    reg [1:0] running;
    always @(posedge clk) running <= {running[0], locked && button_n};
    spi_network #(.IN_BYTES(`IN_BYTES), .OUT_BYTES(`OUT_BYTES)) network (
        .clk(clk), .reset(!running[1]), .sck(sck), .cs_n(cs_n), .mosi(mosi), .miso(miso), .lost(lost)
    );
    assign led_n = !lost;
endmodule
