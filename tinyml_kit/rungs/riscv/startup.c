/* From reset to main on a RISC-V core, and what happens at a fault. */

#include <stdint.h>

#include "start.h"

__attribute__((used, optimize("no-tree-loop-distribute-patterns"))) static void begin(void)
{
    start();
}

/* All exceptions and interrupts lead here; mtvec needs an address that ends in 00. */
__attribute__((used, aligned(4))) static void stopped(void)
{
    uint32_t reason, address;
    __asm(CONTROL("csrr %0, mcause\n csrr %1, mepc") : "=r"(reason), "=r"(address));
    stop(reason, address);
}

/* QEMU jumps to the first instruction of the memory. */
__attribute__((naked, section(".first"), used)) void reset(void)
{
    __asm(".option push\n"
          ".option norelax\n"
          "la gp, __global_pointer$\n"
          ".option pop\n"
          "la sp, stack_top\n"
          "la t0, stopped\n"
          CONTROL("csrw mtvec, t0") "\n"
          "j begin");
}
