// Compares two_products with the multiplier block of an iCE40, for all pairs of numbers.
#include <cstdio>

#include "Vcompared.h"
#include "verilated.h"

int main()
{
    Vcompared top;
    for (int cycle = 0; cycle < 65536 + 4; cycle++) {
        top.clk = 0;
        // Numbers of the upper half are others than those of the lower half.
        top.values = (cycle & 255) | ((cycle + 77) & 255) << 8;
        top.weights = (cycle >> 8 & 255) | ((cycle >> 8) * 31 & 255) << 8;
        top.eval();
        top.clk = 1;
        top.eval();
        if (cycle > 3 && top.block != top.products) {
            printf("cycle %d: %08x, not %08x\n", cycle, top.block, top.products);
            return 1;
        }
    }
    return 0;
}
