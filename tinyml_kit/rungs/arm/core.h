/* What differs from core to core: here a Cortex-M on Arm's MPS2 boards.
 *
 * Two timers of the board (Arm CMSDK) count down at 25 MHz. In the emulator every instruction
 * takes 64 ns, which is 1.6 ticks. */

#ifndef CORE_H
#define CORE_H

#include <stdint.h>

typedef struct {
    volatile uint32_t control, value, reload, interrupt;
} board_timer;
#define COUNTER ((board_timer *)0x40000000)
#define WATCHDOG ((board_timer *)0x40001000)
#define ENABLE_INTERRUPTS (*(volatile uint32_t *)0xE000E100) /* NVIC_ISER0 */

/* Calls the emulator: a breakpoint with the number 0xAB. The answer is in r0. */
static inline int32_t semihosting(uint32_t operation, const void *arguments)
{
    register uint32_t r0 __asm("r0") = operation;
    register const void *r1 __asm("r1") = arguments;
    __asm volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
    return (int32_t)r0;
}

static inline void start_timer(board_timer *timer, uint32_t ticks, uint32_t control)
{
    timer->control = 0;
    timer->value = timer->reload = ticks;
    timer->control = control;
}

static inline void counter_start(void)
{
    ENABLE_INTERRUPTS = 1u << 9;
    start_timer(COUNTER, 0xFFFFFFFFu, 1);
}

/* Ticks since an arbitrary moment, modulo 2^32. */
static inline uint32_t counter(void)
{
    return ~COUNTER->value;
}

/* Ends the program by an interrupt after this many ticks. */
static inline void watchdog_start(uint32_t ticks)
{
    start_timer(WATCHDOG, ticks, 1 | 1 << 3);
}

static inline void watchdog_stop(void)
{
    WATCHDOG->control = 0;
}

/* Marks of a profile: the vector table leads to note_mark, which the core calls like a function. */
#define MARK() __asm volatile("svc 0" : : : "memory")

static inline void marks_start(void)
{
}

static inline void marks_stop(void)
{
}

#endif
