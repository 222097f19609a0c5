/* Constants lie in flash, which an AVR cannot address as memory: they are placed there by name
 * and read by instructions of their own (avr/pgmspace.h), here within the first 64 KB. */
#include <avr/pgmspace.h>
#define FLASH PROGMEM
typedef const int8_t *flash_int8; /* the address of an int8_t in flash */
#define AT(array) (array) /* the address of an array's first element */
#define READ8(address) ((int8_t)pgm_read_byte(address)) /* the int8_t at an address */
#define READ16(array, i) ((int16_t)pgm_read_word((array) + (i)))
#define READ32(array, i) ((int32_t)pgm_read_dword((array) + (i))) /* element i of an array */
#define READ64(array, i)                                                                           \
    ((int64_t)((uint64_t)pgm_read_dword((const uint8_t *)((array) + (i)) + 4) << 32 |              \
               pgm_read_dword((const uint8_t *)((array) + (i)))))
#define READ_FLOAT(array, i) (pgm_read_float((array) + (i)))

typedef __uint24 sum24; /* a sum modulo 2^24 */

/* For the assembly: a flash_int8 goes to Z, the fourth argument of a function from r19:r18, the
 * eighth from r11:r10; and the byte at Z comes to a register. */
#define FOURTH_TO_Z "movw r30, r18\n\t"
#define EIGHTH_TO_Z "movw r30, r10\n\t"
#define LOAD(register) "lpm " register ", Z+\n\t" /* 3 cycles */
#define SKIP(n) "adiw r30, " #n "\n\t" /* 2 cycles */
#define FLASH_DONE ""

#include "assembly.h"
