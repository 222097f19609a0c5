/* From reset to main, and what happens when the program runs into a wall.
 *
 * A Cortex-M reads two words at address 0 when it starts: where the stack begins, and which
 * function to run. The words after them are the handlers of faults and interrupts. */

#include <stdint.h>

#include "semihosting.h"

extern uint32_t stack_top[], stack_limit[];
extern uint32_t data_start[], data_end[], data_in_flash[], bss_start[], bss_end[];

int main(void);

#define COPROCESSOR_ACCESS (*(volatile uint32_t *)0xE000ED88) /* CPACR, Armv7-M manual B3.2.20 */

/* Stored where the stack has not been yet; how much is gone at the end was used. */
#define PAINT 0xC0FFEE00u

/* The compiler would put calls of memcpy and memset here, which take more flash than loops. */
__attribute__((optimize("no-tree-loop-distribute-patterns"))) void reset(void)
{
    const uint32_t *initial = data_in_flash;
    uint32_t *word;

    COPROCESSOR_ACCESS |= 0xFu << 20; /* let float instructions through */
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

/* The core pushes eight words before a handler runs; the seventh says where it was. */
static void report(const uint32_t *pushed)
{
    uint32_t place[2];
    int file = semihosting_open("stopped.bin", SEMIHOSTING_WRITE);
    __asm("mrs %0, ipsr" : "=r"(place[0]));
    place[1] = pushed[6];
    semihosting_write(file, place, sizeof place);
    semihosting_exit(1);
}

__attribute__((naked)) static void stopped(void)
{
    __asm("mrs r0, msp\n b %0" : : "i"(report));
}

/* Faults are 3 to 6; interrupt 9 (number 16 + 9) is the timer that ends an endless loop. */
__attribute__((section(".vectors"), used)) static const void *const vectors[16 + 10] = {
    [0] = stack_top,   [1] = (void *)reset,   [2] = (void *)stopped, [3] = (void *)stopped,
    [4] = (void *)stopped, [5] = (void *)stopped, [6] = (void *)stopped, [16 + 9] = (void *)stopped,
};
