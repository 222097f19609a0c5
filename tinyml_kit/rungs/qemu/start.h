/* What all cores share between the first instruction and main, and how deep the stack was. */

#ifndef START_H
#define START_H

#include <stdint.h>

#include "semihosting.h"

/* From the linker script. */
extern uint32_t stack_top[], stack_limit[];
extern uint32_t data_start[], data_end[], data_in_flash[], bss_start[], bss_end[];

int main(void);
uint32_t stack_bytes(void);

/* Stored where the stack has not been yet; what has changed at the end was used. */
#define PAINT 0xC0FFEE00u

/* Without the attribute, the compiler calls memcpy and memset, which take more flash than loops. */
__attribute__((optimize("no-tree-loop-distribute-patterns"))) static inline void start(void)
{
    const uint32_t *initial = data_in_flash;
    uint32_t *word;

    for (word = data_start; word < data_end; word++)
        *word = *initial++;
    for (word = bss_start; word < bss_end; word++)
        *word = 0;
    for (word = stack_limit; word < (uint32_t *)__builtin_frame_address(0) - 8; word++)
        *word = PAINT;
    semihosting_exit(main());
}

uint32_t stack_bytes(void)
{
    const uint32_t *deepest = stack_limit;
    while (deepest < stack_top && *deepest == PAINT)
        deepest++;
    return (uint32_t)(stack_top - deepest) * sizeof *deepest;
}

/* Writes to a file why the program cannot go on, and where it was. */
static inline void stop(uint32_t reason, uint32_t address)
{
    const uint32_t place[2] = {reason, address};
    int file = semihosting_open("stopped.bin", SEMIHOSTING_WRITE);
    semihosting_write(file, place, sizeof place);
    semihosting_exit(1);
}

#endif
