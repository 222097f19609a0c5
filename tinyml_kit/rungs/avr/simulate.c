/* Runs the bench program on simavr: inputs go in; outputs, cycles and stack depth come out.
 *
 * simulate CHIP PROGRAM TAKE START END TENSOR TRACE HEAP LIMIT INPUTS OUTPUTS TRACES [MARKS]
 *
 * PROGRAM is the flash image. TAKE, START, END, TENSOR and TRACE are byte addresses of bench.c's
 * marks (TRACE is 0 if there is none), HEAP is the first byte of memory after the static variables,
 * LIMIT the most cycles that one inference may take. INPUTS holds the inputs of all inferences, one
 * after the other. OUTPUTS gets, for each inference, a 64-bit count of cycles and the outputs.
 * TRACES gets, for each traced tensor, its number and its size as 32-bit integers, and its bytes.
 * MARKS holds further addresses, 32-bit integers: each time the program comes to one of them,
 * TRACES gets the cycles since the start of the inference, as a 32-bit integer.
 * One line on standard output says how it ended:
 *
 *   WORD PC CALLER INFERENCES STACK
 *
 * WORD is ok, hang, reset (the program came back to address 0), outside (it left the program),
 * opcode, memory (an address that the chip does not have), collision (the stack grew into the
 * variables), asleep. PC is the byte address of the last instruction that ran, CALLER the return
 * address on top of the stack at that moment, STACK the bytes of stack that were used. */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <simavr/sim_avr.h>
#include <simavr/sim_core.h>

enum { PAINT = 0xA5 };
/* Two instructions, with one between them, write the two halves of the stack pointer: only what
 * lasts longer is a collision. */
enum { LASTS = 4 };

struct tensor { uint16_t at; uint32_t bytes; };
struct tensors { struct tensor *each; int count; };

static const char *fault; /* set by the simulator's messages */

static void listen(avr_t *avr, const int level, const char *format, va_list arguments)
{
    (void)avr;
    (void)arguments;
    if (level > LOG_ERROR)
        return;
    if (strstr(format, "Opcode"))
        fault = "opcode";
    else if (strstr(format, "ddress"))
        fault = "memory";
}

static FILE *opened(const char *path, const char *mode)
{
    FILE *file = fopen(path, mode);
    if (!file) {
        perror(path);
        exit(2);
    }
    return file;
}

static uint32_t argument(const avr_t *avr, int first, int bytes)
{
    uint32_t value = 0;
    for (int i = bytes - 1; i >= 0; i--)
        value = value << 8 | avr->data[first + i];
    return value;
}

static void append(struct tensors *list, const struct tensor one)
{
    list->each = realloc(list->each, (list->count + 1) * sizeof one);
    if (!list->each) {
        perror("simulate");
        exit(2);
    }
    list->each[list->count++] = one;
}

static uint32_t stack_pointer(const avr_t *avr)
{
    return avr->data[R_SPL] | avr->data[R_SPH] << 8;
}

/* The byte address that a return would go to, if the program came here by a call. */
static uint32_t caller(const avr_t *avr)
{
    uint32_t address = 0, sp = stack_pointer(avr);
    for (int i = 1; i <= avr->address_size && sp + i <= avr->ramend; i++)
        address = address << 8 | avr->data[sp + i];
    return address * 2;
}

int main(int count, char **words)
{
    if (count != 13 && count != 14)
        return 2;
    avr_global_logger_set(listen);
    avr_t *avr = avr_make_mcu_by_name(words[1]);
    if (!avr) {
        fprintf(stderr, "simavr does not know %s\n", words[1]);
        return 2;
    }
    avr_init(avr);
    avr->log = LOG_ERROR;

    FILE *file = opened(words[2], "rb");
    uint8_t *program = calloc(avr->flashend + 1, 1);
    const uint32_t size = fread(program, 1, avr->flashend + 1, file);
    fclose(file);
    avr_loadcode(avr, program, size, 0);
    avr->codeend = size;
    avr->pc = 0;

    uint32_t mark[6];
    for (int i = 0; i < 6; i++)
        mark[i] = strtoul(words[3 + i], 0, 0);
    const uint32_t take = mark[0], start = mark[1], end = mark[2], tensor = mark[3];
    const uint32_t trace = mark[4], heap = mark[5];
    const uint64_t limit = strtoull(words[9], 0, 0);
    FILE *inputs = opened(words[10], "rb"), *outputs = opened(words[11], "wb");
    FILE *traces = opened(words[12], "wb");

    uint8_t *marked = calloc(avr->flashend + 1, 1);
    if (count == 14) {
        uint32_t address;
        FILE *marks = opened(words[13], "rb");
        while (fread(&address, sizeof address, 1, marks) == 1 && address <= avr->flashend)
            marked[address] = 1;
        fclose(marks);
    }

    struct tensors in = {NULL, 0}, out = {NULL, 0};
    int painted = 0, below = 0;
    uint64_t began = 0, inferences = 0, stops_at = limit;
    uint32_t last = 0, from = 0;
    const char *word = NULL;

    while (!word) {
        const uint32_t pc = avr->pc;
        if (pc == take) {
            int whole = 1;
            for (int i = 0; i < in.count; i++) {
                const struct tensor one = in.each[i];
                whole &= fread(avr->data + one.at, 1, one.bytes, inputs) == one.bytes;
            }
            if (!whole) {
                word = "ok";
                break;
            }
            if (!painted) {
                memset(avr->data + heap, PAINT, stack_pointer(avr) + 1 - heap);
                painted = 1;
            }
        } else if (pc == start) {
            began = avr->cycle;
            stops_at = began + limit;
        } else if (pc == end) {
            const uint64_t cycles = avr->cycle - began;
            fwrite(&cycles, sizeof cycles, 1, outputs);
            for (int i = 0; i < out.count; i++)
                fwrite(avr->data + out.each[i].at, 1, out.each[i].bytes, outputs);
            fflush(outputs); /* for whoever watches the file grow */
            inferences++;
            stops_at = UINT64_MAX; /* the jump back to the start is no part of it */
        } else if (pc == tensor) {
            const struct tensor one = {argument(avr, 22, 2), argument(avr, 18, 4)};
            append(argument(avr, 24, 2) ? &out : &in, one);
        } else if (pc == trace && trace) {
            const uint32_t head[2] = {argument(avr, 24, 2), argument(avr, 18, 4)};
            fwrite(head, sizeof head, 1, traces);
            fwrite(avr->data + argument(avr, 22, 2), 1, head[1], traces);
        }
        if (marked[pc]) {
            const uint32_t cycles = avr->cycle - began;
            fwrite(&cycles, sizeof cycles, 1, traces);
        }
        last = pc;
        avr->pc = avr_run_one(avr);
        if (fault)
            word = fault;
        else if (avr->state == cpu_Crashed || avr->pc >= size)
            word = "outside";
        else if (avr->pc == 0)
            word = "reset";
        else if (avr->state == cpu_Sleeping || avr->state == cpu_Done)
            word = "asleep";
        else if (avr->cycle > stops_at)
            word = "hang";
        below = stack_pointer(avr) < heap && painted ? below + 1 : 0;
        if (below == LASTS)
            word = "collision";
    }
    if (word[0] != 'o' || word[1] != 'k')
        from = caller(avr);
    uint32_t lowest = heap;
    while (painted && lowest < avr->ramend && avr->data[lowest] == PAINT)
        lowest++;
    printf("%s %u %u %llu %u\n", word, last, from, (unsigned long long)inferences,
           painted ? (unsigned)(avr->ramend + 1 - lowest) : 0);
    return fclose(outputs) || fclose(traces);
}
