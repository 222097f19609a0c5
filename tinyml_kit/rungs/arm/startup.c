/* From reset to main on a Cortex-M, and what happens at a fault.
 *
 * A Cortex-M reads two words at address 0 when it starts: where the stack begins, and which
 * function to run. The words after them are the handlers of faults and interrupts. */

#include <stdint.h>

#include "start.h"

#define COPROCESSOR_ACCESS (*(volatile uint32_t *)0xE000ED88) /* CPACR, Armv7-M manual B3.2.20 */
#define CONFIGURATION (*(volatile uint32_t *)0xE000ED14)      /* CCR, B3.2.8 */
#define UNALIGNED_FAULTS (1u << 3)

/* The stack is painted up to the frame of this function. */
__attribute__((optimize("no-tree-loop-distribute-patterns"))) void reset(void)
{
#ifdef __ARM_FP
    COPROCESSOR_ACCESS |= 0xFu << 20; /* enable float instructions */
#endif
#ifdef __ARM_ARCH_6M__
    CONFIGURATION |= UNALIGNED_FAULTS; /* as on the real core */
#endif
    start();
}

/* The core pushes eight words before a handler runs; the seventh says where it was. */
__attribute__((used)) static void report(const uint32_t *pushed)
{
    uint32_t reason;
    __asm("mrs %0, ipsr" : "=r"(reason));
    stop(reason, pushed[6]);
}

__attribute__((naked)) static void stopped(void)
{
    __asm("mrs r0, msp\n ldr r1, =report\n bx r1\n .ltorg");
}

/* A call of the system, number 11, is a mark of a profile; elsewhere it is a fault like others. */
void note_mark(void) __attribute__((weak, alias("stopped")));

/* Faults are 3 to 6; interrupt 9 (number 16 + 9) is the timer that stops an endless loop. */
__attribute__((section(".vectors"), used)) static const void *const vectors[16 + 10] = {
    [0] = stack_top,   [1] = (void *)reset,   [2] = (void *)stopped, [3] = (void *)stopped,
    [4] = (void *)stopped, [5] = (void *)stopped, [6] = (void *)stopped,
    [11] = (void *)note_mark, [16 + 9] = (void *)stopped,
};
