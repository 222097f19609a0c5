/* Runs a program in simavr, instruction by instruction, and writes what web/tools/lockstep.js does.
 *
 * lockstep CHIP COUNT PROGRAM TRACE
 *
 * TRACE gets a 32-bit number for each of COUNT instructions, made of the program counter, the
 * cycles, the registers, the stack pointer and the flags after it and after all before it. The last
 * state is printed: pc in words, cycles, r0 to r31, stack pointer, flags. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <simavr/sim_avr.h>
#include <simavr/sim_core.h>

static uint32_t mixed(uint32_t hash, uint32_t value)
{
    return (hash ^ value) * 0x01000193u;
}

int main(int count, char **words)
{
    if (count != 5)
        return 2;
    avr_t *avr = avr_make_mcu_by_name(words[1]);
    FILE *program = fopen(words[3], "rb"), *trace = fopen(words[4], "wb");
    if (!avr || !program || !trace)
        return 2;
    avr_init(avr);
    avr->log = LOG_ERROR;
    uint8_t *image = calloc(avr->flashend + 1, 1);
    const uint32_t size = fread(image, 1, avr->flashend + 1, program);
    avr_loadcode(avr, image, size, 0);
    avr->codeend = avr->flashend;
    avr->pc = 0;
    uint32_t hash = 0x811c9dc5u;
    for (long i = atol(words[2]); i > 0; i--) {
        avr->pc = avr_run_one(avr);
        uint8_t flags = 0;
        READ_SREG_INTO(avr, flags);
        avr->data[R_SREG] = flags;
        hash = mixed(mixed(hash, avr->pc / 2), (uint32_t)avr->cycle);
        for (int r = 0; r < 32; r++)
            hash = mixed(hash, avr->data[r]);
        for (int at = R_SPL; at <= R_SREG; at++)
            hash = mixed(hash, avr->data[at]);
        fwrite(&hash, sizeof hash, 1, trace);
    }
    printf("%u %u", (unsigned)avr->pc / 2, (unsigned)avr->cycle);
    for (int r = 0; r < 32; r++)
        printf(" %u", avr->data[r]);
    printf(" %u %u %u\n", avr->data[R_SPL], avr->data[R_SPH], avr->data[R_SREG]);
    return fclose(trace) != 0;
}
