// A simulated board: spi_network with its clock, and a host that moves the wires of the SPI line.
// It reads transactions from standard input, two bytes for the length and as many bytes, and writes
// what came back. A bit takes SLOWNESS cycles of the chip's clock; between transactions pass IDLE.
#include <cstdio>

#include "Vspi_network.h"
#include "verilated.h"

static Vspi_network top;
static const int SLOWNESS = 6, IDLE = 200;

static void cycles(int count)
{
    for (int i = 0; i < count; i++) {
        top.clk = 0;
        top.eval();
        top.clk = 1;
        top.eval();
    }
}

static int exchange(int byte)
{
    int back = 0;
    for (int bit = 7; bit >= 0; bit--) {
        top.mosi = byte >> bit & 1;
        cycles(SLOWNESS / 2);
        back = back << 1 | top.miso;
        top.sck = 1;
        cycles(SLOWNESS / 2);
        top.sck = 0;
    }
    return back;
}

int main()
{
    top.cs_n = 1;
    top.reset = 1;
    cycles(8);
    top.reset = 0;
    int low, high;
    while ((low = getchar()) != EOF && (high = getchar()) != EOF) {
        top.cs_n = 0;
        cycles(SLOWNESS);
        for (int left = low | high << 8; left; left--) putchar(exchange(getchar()));
        cycles(SLOWNESS);
        top.cs_n = 1;
        cycles(IDLE);
        fflush(stdout);
    }
    return 0;
}
