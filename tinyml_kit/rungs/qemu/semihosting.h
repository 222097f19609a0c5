/* Semihosting: the program asks the emulator to open, read and write files of the computer.
 *
 * An operation's number and the address of its arguments go into two registers; core.h has the
 * instruction that calls the emulator (Arm, "Semihosting for AArch32 and AArch64"; RISC-V
 * International, "RISC-V Semihosting"). */

#ifndef SEMIHOSTING_H
#define SEMIHOSTING_H

#include <stdint.h>

#include "core.h"

enum { SEMIHOSTING_READ = 1, SEMIHOSTING_WRITE = 5 }; /* fopen's "rb" and "wb" */

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

static inline void semihosting_close(int file)
{
    const uint32_t arguments[1] = {(uint32_t)file};
    semihosting(0x02, arguments);
}

/* Ends the emulation. 0x20026 says that the application ended by itself, with a status. */
static inline void semihosting_exit(int status)
{
    const uint32_t arguments[2] = {0x20026, (uint32_t)status};
    for (;;)
        semihosting(0x20, arguments);
}

#endif
