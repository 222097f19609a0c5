/* Semihosting: the program asks the emulator to open, read and write the computer's files.
 *
 * A breakpoint instruction with the number 0xAB, the operation in r0 and the address of its
 * arguments in r1; the answer comes back in r0 (Arm, "Semihosting for AArch32 and AArch64"). */

#ifndef SEMIHOSTING_H
#define SEMIHOSTING_H

#include <stdint.h>

enum { SEMIHOSTING_READ = 1, SEMIHOSTING_WRITE = 5 }; /* fopen's "rb" and "wb" */

static inline int32_t semihosting(uint32_t operation, const void *arguments)
{
    register uint32_t r0 __asm("r0") = operation;
    register const void *r1 __asm("r1") = arguments;
    __asm volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
    return (int32_t)r0;
}

/* Returns a handle, or -1 if there is no such file. `name` is a literal, whose length is known. */
#define semihosting_open(name, mode) semihosting_open_file(name, sizeof name - 1, mode)
static inline int semihosting_open_file(const char *name, uint32_t length, uint32_t mode)
{
    const uint32_t arguments[3] = {(uint32_t)name, mode, length};
    return semihosting(0x01, arguments);
}

/* Returns the number of bytes that were not written: 0 if all were. */
static inline uint32_t semihosting_write(int file, const void *data, uint32_t bytes)
{
    const uint32_t arguments[3] = {(uint32_t)file, (uint32_t)data, bytes};
    return (uint32_t)semihosting(0x05, arguments);
}

/* Returns the number of bytes that were not read: 0 if all were. */
static inline uint32_t semihosting_read(int file, void *data, uint32_t bytes)
{
    const uint32_t arguments[3] = {(uint32_t)file, (uint32_t)data, bytes};
    return (uint32_t)semihosting(0x06, arguments);
}

/* Ends the emulation. 0x20026: the application ended by itself, with a status. */
static inline void semihosting_exit(int status)
{
    const uint32_t arguments[2] = {0x20026, (uint32_t)status};
    for (;;)
        semihosting(0x20, arguments);
}

#endif
