/* Constants lie in flash, which an AVR cannot address as memory. Here they are more than 64 KB,
 * more than a 16-bit address reaches: addresses have 32 bits (of which 24 are used), and the
 * register RAMPZ holds their third byte while elpm reads. */
#include <avr/pgmspace.h>
#define FLASH PROGMEM
typedef uint_farptr_t flash_int8; /* the address of an int8_t in flash */
#define AT(array) pgm_get_far_address(array) /* the address of an array's first element */
#define READ8(address) ((int8_t)pgm_read_byte_far(address)) /* the int8_t at an address */
#define READ16(array, i) ((int16_t)pgm_read_word_far(AT(array) + 2UL * (uint16_t)(i)))
#define READ32(array, i) ((int32_t)pgm_read_dword_far(AT(array) + 4UL * (uint16_t)(i)))
#define READ64(array, i)                                                                           \
    ((int64_t)((uint64_t)pgm_read_dword_far(AT(array) + 8UL * (uint16_t)(i) + 4) << 32 |           \
               pgm_read_dword_far(AT(array) + 8UL * (uint16_t)(i))))
#define READ_FLOAT(array, i) (pgm_read_float_far(AT(array) + 4UL * (uint16_t)(i)))

typedef __uint24 sum24; /* a sum modulo 2^24 */

/* For the assembly: a flash_int8 goes to Z and RAMPZ, the fourth argument of a function from
 * r19:r16, the eighth from r11:r8; and the byte there comes to a register. elpm moves RAMPZ on by itself; a jump over n bytes has
 * to carry into it by hand. At the end RAMPZ must be 0 again, as the compiler's start-up code
 * left it. */
#define FOURTH_TO_Z "movw r30, r16\n\tout 0x3b, r18\n\t"
#define EIGHTH_TO_Z "movw r30, r8\n\tout 0x3b, r10\n\t"
#define LOAD(register) "elpm " register ", Z+\n\t" /* 3 cycles */
#define SKIP(n)                                                                                    \
    "adiw r30, " #n "\n\tbrcc .+6\n\tin r0, 0x3b\n\tinc r0\n\tout 0x3b, r0\n\t" /* 4 cycles */
#define FLASH_DONE "out 0x3b, r1\n\t"

#include "assembly.h"
