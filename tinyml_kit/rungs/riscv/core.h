/* What differs from core to core: here a RISC-V on QEMU's machine "virt".
 *
 * In the emulator every instruction takes 1 ns. minstret counts instructions. The machine timer,
 * which can interrupt, ticks at 10 MHz, that is every 100 instructions. */

#ifndef CORE_H
#define CORE_H

#include <stdint.h>

/* Instructions that read and write control registers are an extension of their own, Zicsr. The
 * assembler has to be told of it; the compiler has no library for it. */
#define CONTROL(instructions)                                                                      \
    ".option push\n.option arch, +zicsr\n" instructions "\n.option pop"

#define INSTRUCTIONS_PER_TIMER_TICK 100
#define TIMER_COMPARE ((volatile uint32_t *)0x02004000) /* mtimecmp of the first core */
#define TIMER ((volatile uint32_t *)0x0200BFF8)         /* mtime */
#define TIMER_INTERRUPT (1u << 7)                       /* in mie */
#define ENABLE_INTERRUPTS (1u << 3)                     /* in mstatus */

/* Calls the emulator: a breakpoint between two shifts that do nothing. All three have to be of full
 * length and in one page. Arguments and answer are in a0 and a1, as in any call. */
__attribute__((naked, noinline, unused, aligned(16))) static int32_t
semihosting(uint32_t operation, const void *arguments)
{
    __asm(".option push\n"
          ".option norvc\n"
          "slli zero, zero, 0x1f\n"
          "ebreak\n"
          "srai zero, zero, 7\n"
          ".option pop\n"
          "ret");
}

/* Instructions since an arbitrary moment, modulo 2^32. */
static inline uint32_t counter(void)
{
    uint32_t count;
    __asm volatile(CONTROL("csrr %0, minstret") : "=r"(count) : : "memory");
    return count;
}

static inline void watchdog_set(uint64_t time)
{
    TIMER_COMPARE[1] = 0xFFFFFFFFu; /* between the two writes the time must not be in the past */
    TIMER_COMPARE[0] = (uint32_t)time;
    TIMER_COMPARE[1] = (uint32_t)(time >> 32);
}

/* Ends the program by an interrupt after this many ticks of the counter. */
static inline void watchdog_start(uint32_t ticks)
{
    const uint64_t now = (uint64_t)TIMER[1] << 32 | TIMER[0];
    watchdog_set(now + ticks / INSTRUCTIONS_PER_TIMER_TICK + 1);
}

static inline void watchdog_stop(void)
{
    watchdog_set(UINT64_MAX);
}

/* Marks of a profile: exceptions lead to handle_mark between marks_start and marks_stop. */
#define MARK() __asm volatile("ecall" : : : "memory")
#define ENVIRONMENT_CALL 11

void note_mark(void);
static uint32_t other_handler;

/* What is no mark happens again, and is then reported. */
__attribute__((interrupt("machine"), aligned(4), unused)) static void handle_mark(void)
{
    uint32_t reason, address;
    __asm volatile(CONTROL("csrr %0, mcause\n csrr %1, mepc") : "=r"(reason), "=r"(address));
    if (reason != ENVIRONMENT_CALL) {
        __asm volatile(CONTROL("csrw mtvec, %0") : : "r"(other_handler));
        return;
    }
    note_mark();
    __asm volatile(CONTROL("csrw mepc, %0") : : "r"(address + 4));
}

static inline void marks_start(void)
{
    __asm volatile(CONTROL("csrrw %0, mtvec, %1") : "=r"(other_handler) : "r"(handle_mark));
}

static inline void marks_stop(void)
{
    __asm volatile(CONTROL("csrw mtvec, %0") : : "r"(other_handler));
}

static inline void counter_start(void)
{
    watchdog_stop(); /* the timer would interrupt at once */
    __asm volatile(CONTROL("csrs mie, %0\n csrs mstatus, %1")
                   :
                   : "r"(TIMER_INTERRUPT), "r"(ENABLE_INTERRUPTS));
}

#endif
