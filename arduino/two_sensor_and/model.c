/* two_sensor_and as C, made by tinyml-kit (avr).
 *
 *   input                    -> 1 x 2 int8, serving_default_input:0
 *   FULLY_CONNECTED          -> 1 x 4 int8, dense/MatMul
 *   FULLY_CONNECTED          -> 1 x 4 int8, dense_1/MatMul
 *   FULLY_CONNECTED          -> 1 x 1 int8, dense_2/MatMul
 *   LOGISTIC                 -> 1 x 1 int8, StatefulPartitionedCall:0
 *
 * Each layer is a function below, in this order; model_invoke, at the end, calls them. All
 * shapes are constants, all weights lie in flash, and nothing is allocated. */

#include <stdint.h>
#include <string.h>

#include "model.h"

typedef int16_t index_t; /* counts elements; no tensor has more than it can hold */

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

/* Functions in assembly find their arguments in registers, and leave their results there, without
 * the compiler seeing it. */
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wreturn-type"

/* Every assembly loop has a twin in C that leaves the same bits; with PORTABLE_KERNELS defined
 * the twins are compiled. */
#ifdef PORTABLE_KERNELS
#define CHOOSE(assembly, portable) portable
#else
#define CHOOSE(assembly, portable) assembly
#endif

/* Dense layers and convolutions are dot products: of a run of inputs with rows of weights.
 *
 * Numbers are made unsigned, u = input + 128 and w = weight + 128: then a product is one mul,
 * and a sum modulo 2^24 needs no sign. sum(weight * u) is sum(w * u) - 128 * sum(u); the last
 * term, the same for all rows, is in the sums already when they come here. Modulo 2^24 is exact
 * where the true sum fits into 24 bits, which the exporter has proved from weights and bias.
 *
 * The weights of one input lie side by side, one for each row. Registers of the loops below:
 *
 *   r1:r0    a weight, then its product with u     r27:r26  X, the address of the next input
 *   r2-r25   up to eight sums of three bytes       r31:r30  Z, the address of the next weight
 *   r28      u                                     r29      0
 *   on the stack: the rounds of eight inputs that are left; no register is free for them
 *
 * Cycles of an input for n rows: 2 to load it, 1 to make it unsigned; n times 3 (lpm) + 2 (mul) +
 * 3 (add, adc, adc); 8 for a round of eight. If u is 0 (the darkest pixel, or what a ReLU has
 * cut), its weights are skipped, in 10 cycles at most together. To see that it is not 0 takes 2,
 * or 1 where the skipping lies out of the way: a branch reaches 64 instructions, so that there is
 * room in front of the loop for the first two inputs of a round, and behind it for the last. A
 * loop that takes every weight from flash and adds three bytes cannot come below 8 for a
 * product; this one needs 8.7 with eight rows, 9.4 with four, 10.8 with two. */
#ifndef PORTABLE_KERNELS
#define ROW(low, middle, high)                                                                     \
    LOAD("r0") "mul r0, r28\n\tadd " low ", r0\n\tadc " middle ", r1\n\tadc " high ", r29\n\t"
#define INPUT "ld r28, X+\n\tsubi r28, 0x80\n\t"
#define OR_SKIP(n, rows) INPUT "brne 1f\n\t" SKIP(n) "rjmp 2f\n1:\t" rows "2:\t"
#define ROUNDS(n, rows)                                                                            \
    /* Registers that the compiler wants back; the sums' address; count modulo 8 in r1. */         \
    ".irp n, 2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,28,29,24,25\n\tpush r\\n\n\t.endr\n\t"        \
    "mov r1, r20\n\t"                                                                              \
    /* Rounds: (count + 7) / 8. X: the inputs. Z: the weights. Y: the sums, for now. */            \
    "subi r20, 0xf9\n\tsbci r21, 0xff\n\t"                                                         \
    "lsr r21\n\tror r20\n\tlsr r21\n\tror r20\n\tlsr r21\n\tror r20\n\tpush r20\n\t"               \
    "movw r26, r22\n\t" FOURTH_TO_Z "movw r28, r24\n\t"                                            \
    ".irp n, 2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25\n\t"                  \
    ".if \\n < 2 + 3 * " #n "\n\tldd r\\n, Y+\\n-2\n\t.endif\n\t.endr\n\t"                         \
    "clr r29\n\t"                                                                                  \
    /* The first round starts so late that all inputs are in whole rounds. */                      \
    "sbrc r1, 2\n\trjmp 4f\n\tsbrc r1, 1\n\trjmp 3f\n\t"                                           \
    "sbrc r1, 0\n\trjmp 17f\n\trjmp 10f\n3:\tsbrc r1, 0\n\trjmp 15f\n\trjmp 16f\n"                 \
    "4:\tsbrc r1, 1\n\trjmp 5f\n\tsbrc r1, 0\n\trjmp 13f\n\trjmp 14f\n"                            \
    "5:\tsbrc r1, 0\n\trjmp 11f\n\trjmp 12f\n"                                                     \
    "20:\t" SKIP(n) "rjmp 11f\n21:\t" SKIP(n) "rjmp 12f\n"                                         \
    "10:\t" INPUT "breq 20b\n\t" rows "11:\t" INPUT "breq 21b\n\t" rows                            \
    "12:\t" OR_SKIP(n, rows) "\n13:\t" OR_SKIP(n, rows) "\n14:\t" OR_SKIP(n, rows)                 \
    "\n15:\t" OR_SKIP(n, rows) "\n16:\t" OR_SKIP(n, rows)                                          \
    "\n17:\t" INPUT "breq 27f\n\t" rows                                                            \
    "18:\tpop r0\n\tdec r0\n\tbreq 7f\n\tpush r0\n\trjmp 10b\n27:\t" SKIP(n) "rjmp 18b\n"          \
    /* The sums go back to where they came from. */                                                \
    "7:\tpop r29\n\tpop r28\n\t"                                                     \
    ".irp n, 2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25\n\t"                  \
    ".if \\n < 2 + 3 * " #n "\n\tstd Y+\\n-2, r\\n\n\t.endif\n\t.endr\n\t"                         \
    "clr r1\n\t" FLASH_DONE                                                                        \
    ".irp n, 29,28,17,16,15,14,13,12,11,10,9,8,7,6,5,4,3,2\n\tpop r\\n\n\t.endr\n\t"               \
    "ret"
#else
static void dot_rows(sum24 *sums, const int8_t *input, uint16_t count, flash_int8 weights,
                     uint8_t rows)
{
    while (count--) {
        const uint8_t u = *input++ + 128;
        for (uint8_t row = 0; row < rows; row++)
            sums[row] += (uint16_t)(u * (uint16_t)(uint8_t)READ8(weights + row));
        weights += rows;
    }
}
#endif

/* Adds to one sum the products of `count` inputs, 1 to 2040, with their weights: `dot_rows`. */
#ifndef PORTABLE_KERNELS
static __attribute__((naked, noinline)) void dot_1(sum24 *sums, const int8_t *input, uint16_t count,
                                                   flash_int8 weights)
{
    __asm__ volatile(ROUNDS(1, ROW("r2", "r3", "r4")));
}
#else
static void dot_1(sum24 *sums, const int8_t *input, uint16_t count, flash_int8 weights)
{
    dot_rows(sums, input, count, weights, 1);
}
#endif

/* Adds to four sums the products of `count` inputs, 1 to 2040, with their weights: `dot_rows`. */
#ifndef PORTABLE_KERNELS
static __attribute__((naked, noinline)) void dot_4(sum24 *sums, const int8_t *input, uint16_t count,
                                                   flash_int8 weights)
{
    __asm__ volatile(ROUNDS(4, ROW("r2", "r3", "r4") ROW("r5", "r6", "r7") ROW("r8", "r9", "r10")
                            ROW("r11", "r12", "r13")));
}
#else
static void dot_4(sum24 *sums, const int8_t *input, uint16_t count, flash_int8 weights)
{
    dot_rows(sums, input, count, weights, 4);
}
#endif

/* The signed number that a sum modulo 2^24 stands for. */
static inline int32_t signed24(sum24 sum)
{
    return (__int24)sum;
}

/* From sums of 24 bits to outputs: adds the bias, scales, rounds, adds the zero point, clamps.
 *
 * Numbers are as `requantise` gives them: the amount of the sum times the multiplier, plus 2^30
 * (less 1 if the sum is negative), divided by 2^(31 + shift) and rounded to the nearest. `low`,
 * `high` and `zero`, the zero point, are 128 too large, as 0 to 255. If zero is low, as behind a
 * ReLU, a negative sum gives low and needs no multiplication.
 *
 * The amount has three digits in base 256, the multiplier four. Column k of their long
 * multiplication adds up the products of digits i and j with i + j = k; each product has two
 * digits, which go to columns k and k + 1, and the carry goes to k + 2. Columns 0 to 2 only
 * matter for what they carry. Dividing is leaving out more bytes, as many as `place`, and then
 * shifting by 1 to 8 bits: mul by 2^(8 - bits) does this at once for any number of bits, and the
 * bit below, by which is rounded, is the highest of r0.
 *
 * What is needed of the channels lies in flash as it is read: multiplier, place and factor, then
 * the bias of a channel. If `shared` is 1, all channels have the first three in common, which are
 * read once, and only biases follow.
 *
 * Registers:
 *   r4:r2    sum, then its amount            r9       0
 *   r8:r5    multiplier                      r19      0, or 255 for a negative sum
 *   r10, r11 place, factor                   r20      channels left
 *   r25:r22  columns, which take turns       T        whether the multiplier is read once
 *   r14, r16, r18  zero, high, low           X, Y, Z  next sum, output, number in flash
 *
 * Cycles of an output: 144 if one byte is left out, as for most scales, 149 for none, 6 more for
 * each further one; 18 less with a shared multiplier; 17 more for a negative sum. One that is cut
 * takes 54 in all, or 36 with a shared multiplier. Nothing else depends on the sum. To call the
 * function and to return takes 80. */
#ifndef PORTABLE_KERNELS
#define DIGITS(a, b, low, middle, high)                                                            \
    "mul " a ", " b "\n\tadd " low ", r0\n\tadc " middle ", r1\n\tadc " high ", r9\n\t"
static __attribute__((naked, noinline)) void scale_24(
    const sum24 *sums, int8_t *output, uint16_t count, uint8_t low, uint8_t high, uint8_t zero,
    uint8_t shared, flash_int8 records)
{
    __asm__ volatile(
        ".irp n, 2,3,4,5,6,7,8,9,10,11,28,29\n\tpush r\\n\n\t.endr\n\t"
        "movw r26, r24\n\t"
        "movw r28, r22\n\t" EIGHTH_TO_Z
        "clr r9\n\t"
        "clt\n\t"
        "rjmp 1f\n"
        /* A negative sum: cut, or its amount. */
        "6:\tcp r18, r14\n\tbrne 7f\n\tmov r25, r18\n\trjmp 10f\n"
        "7:\tcom r19\n\tcom r4\n\tcom r3\n\tneg r2\n\tsbc r3, r19\n\tsbc r4, r19\n\trjmp 2f\n"
        /* Its output: the zero point less the amount, or 0. */
        "8:\tmov r0, r14\n\tsub r0, r25\n\tbrcc .+2\n\tclr r0\n\tmov r25, r0\n\trjmp 9f\n"
        "1:\tbrts 12f\n\t"
        LOAD("r5") LOAD("r6") LOAD("r7") LOAD("r8") LOAD("r10") LOAD("r11")
        "bst r12, 0\n"
        "12:\tclr r19\n\t"
        "ld r2, X+\n\tld r3, X+\n\tld r4, X+\n\t"
        LOAD("r0") "add r2, r0\n\t" LOAD("r0") "adc r3, r0\n\t" LOAD("r0") "adc r4, r0\n\t"
        "brmi 6b\n"
        /* What is added before, 00 00 00 40 or ff ff ff 3f from the lowest byte on: the third gets
         * its ff after column 0, whose carry it would not hold otherwise. */
        "2:\tmov r22, r19\n\tmov r23, r19\n\tclr r24\n\t"
        DIGITS("r2", "r5", "r22", "r23", "r24") /* column 0, in r22 */
        "ldi r25, 0x40\n\tadd r24, r19\n\tadc r25, r19\n\t"
        DIGITS("r2", "r6", "r23", "r24", "r25") /* column 1, in r23 */
        DIGITS("r3", "r5", "r23", "r24", "r25")
        "clr r22\n\t"
        DIGITS("r2", "r7", "r24", "r25", "r22") /* column 2, in r24 */
        DIGITS("r3", "r6", "r24", "r25", "r22")
        DIGITS("r4", "r5", "r24", "r25", "r22")
        "clr r23\n\t"
        DIGITS("r2", "r8", "r25", "r22", "r23") /* column 3, in r25; it stays, and so do the next */
        DIGITS("r3", "r7", "r25", "r22", "r23")
        DIGITS("r4", "r6", "r25", "r22", "r23")
        "clr r24\n\t"
        DIGITS("r3", "r8", "r22", "r23", "r24") /* column 4, in r22 */
        DIGITS("r4", "r7", "r22", "r23", "r24")
        "mul r4, r8\n\tadd r23, r0\n\tadc r24, r1\n\t" /* columns 5 and 6 */
        /* Bytes are left out until r22 is the lowest that is needed. */
        "mov r2, r10\n\tdec r2\n\tbreq 4f\n\tbrpl 3f\n\t"
        "or r24, r23\n\tmov r23, r22\n\tmov r22, r25\n\trjmp 4f\n"
        "3:\tmov r22, r23\n\tmov r23, r24\n\tclr r24\n\tdec r2\n\tbrne 3b\n"
        "4:\tmul r22, r11\n\tmov r3, r0\n\tmov r25, r1\n\t"
        "mul r23, r11\n\tor r25, r0\n\t"
        "lsl r3\n\tadc r25, r9\n\tadc r1, r9\n\t" /* rounded; the amount is r25 */
        "or r1, r24\n\tbreq 5f\n\tldi r25, 0xff\n" /* 255, if it is larger */
        "5:\tsbrc r19, 0\n\trjmp 8b\n\t"
        "add r25, r14\n\tbrcc 9f\n\tldi r25, 0xff\n"
        "9:\tcp r25, r18\n\tbrsh .+2\n\tmov r25, r18\n\t"
        "cp r16, r25\n\tbrsh .+2\n\tmov r25, r16\n"
        "10:\tsubi r25, 0x80\n\tst Y+, r25\n\t"
        "subi r20, 1\n\tsbci r21, 0\n\tbreq 11f\n\trjmp 1b\n"
        "11:\tclr r1\n\t" FLASH_DONE
        ".irp n, 29,28,11,10,9,8,7,6,5,4,3,2\n\tpop r\\n\n\t.endr\n\t"
        "ret");
}
#else
static uint32_t number_at(flash_int8 address, uint8_t bytes)
{
    uint32_t number = 0;
    while (bytes--)
        number = number << 8 | (uint8_t)READ8(address + bytes);
    return number;
}

static void scale_24(const sum24 *sums, int8_t *output, uint16_t count, uint8_t low, uint8_t high,
                     uint8_t zero, uint8_t shared, flash_int8 records)
{
    flash_int8 scale = records;

    for (records += 6; count--; records += shared ? 3 : 9) {
        const int32_t sum = signed24(*sums++ + (sum24)number_at(records, 3));
        uint64_t amount = (uint64_t)(uint32_t)(sum < 0 ? -sum : sum) * number_at(scale, 4);
        amount = ((amount + ((uint32_t)1 << 30) - (sum < 0)) >> 24) >> 8 * READ8(scale + 4);
        /* One bit more than is needed, to round by. */
        amount = (((amount * (uint8_t)READ8(scale + 5)) >> 7) + 1) >> 1;
        if (amount > 255)
            amount = 255;
        const int16_t value = sum < 0 ? zero - (int16_t)amount : zero + (int16_t)amount;
        *output++ = (int8_t)((value < low ? low : value > high ? high : value) - 128);
        if (!shared)
            scale += 9;
    }
}
#endif

/* The sum of the inputs, made unsigned: u = input + 128. Eight at a time: 2 to load one, 1 to
 * make it unsigned, 2 to add it, and 8 for the round: 6 cycles an input. The third byte changes
 * once in a round at most: when the second has become smaller. */
#ifndef PORTABLE_KERNELS
#define ONE_INPUT "ld r18, X+\n\tsubi r18, 0x80\n\tadd r22, r18\n\tadc r23, r1\n\t"
static __attribute__((naked, noinline)) sum24 sum_unsigned(const int8_t *input, uint16_t count)
{
    __asm__ volatile(
        "movw r26, r24\n\t"
        "movw r20, r22\n\t"
        "clr r22\n\t"
        "clr r23\n\t"
        "clr r24\n"
        "1:\tsubi r20, 8\n\t"
        "sbci r21, 0\n\t"
        "brlo 2f\n\t"
        "mov r25, r23\n\t"
        ".rept 8\n\t" ONE_INPUT ".endr\n\t"
        "cp r23, r25\n\t"
        "adc r24, r1\n\t"
        "rjmp 1b\n"
        "2:\tsubi r20, 0xf8\n\t" /* + 8: what is left, 0 to 7 */
        "breq 4f\n"
        "3:\t" ONE_INPUT "adc r24, r1\n\t"
        "dec r20\n\t"
        "brne 3b\n"
        "4:\tret");
}
#else
static sum24 sum_unsigned(const int8_t *input, uint16_t count)
{
    sum24 sum = 0;
    while (count--)
        sum += (uint8_t)(*input++ + 128);
    return sum;
}
#endif

/* The memory of all tensors; those never needed at the same time share it. */
static int8_t arena[MODEL_ARENA_BYTES];
#define TENSOR_0 (arena + 4) /* 1 x 2 int8, serving_default_input:0 */
#define TENSOR_7 (arena + 0) /* 1 x 4 int8, dense/MatMul */
#define TENSOR_8 (arena + 4) /* 1 x 4 int8, dense_1/MatMul */
#define TENSOR_9 (arena + 0) /* 1 x 1 int8, dense_2/MatMul */
#define TENSOR_10 (arena + 0) /* 1 x 1 int8, StatefulPartitionedCall:0 */

/* FULLY_CONNECTED on an AVR: every output is the dot product of all inputs and a row of weights,
 * plus a bias. Rows go through the inputs in groups of eight, as many as there are registers
 * for; what is left over goes in groups of four, two and one.
 *
 * The formula is sum((input - zero point) * weight) + bias. The zero point's share does not
 * depend on the input: it is already in the bias here. Weights are 128 too large and lie in the
 * order in which they are used: group by group, input by input. */

/* weights + 128, as they are used */
static const int8_t fully_connected_0_weights[8] FLASH = {
    127,   1, -55,  21, -23,  89, -54, -33,
};

/* for channels that are scaled together: multiplier (4 bytes), bytes to leave out, factor, and
 * each channel's bias (3 bytes) */
static const int8_t fully_connected_0_records[18] FLASH = {
    -122,  -68,  -11,   89,    1,    8,    0,  -52,   -1,    0,   83,    0,  117,  -74,   -1,
       0,    6,    0,
};

/* FULLY_CONNECTED, dense/MatMul: 1 x 2 -> 1 x 4
 * An output stands for 0.69419 * (stored + 128). */
static void fully_connected_0_rows(const int8_t *input, flash_int8 weights, sum24 shared,
                             flash_int8 records,
                             index_t channel, uint8_t rows, int8_t *output)
{
    enum { INPUTS = 2, OUTPUT_OFFSET = -128, LOW = -128, HIGH = 127, SHARED = 1 };
    sum24 sums[8];

    for (uint8_t row = 0; row < rows; row++)
        sums[row] = -shared;
    {
        enum { size = INPUTS };

        if (rows == 4)
            dot_4(sums, input, size, weights);
    }
    scale_24(sums, output, rows, LOW + 128, HIGH + 128, OUTPUT_OFFSET + 128, SHARED, records);
}

/* Group by group, the channels from one to another. */
static void fully_connected_0_part(const int8_t *input, flash_int8 weights, sum24 shared,
                             flash_int8 records,
                             index_t channel, index_t end, int8_t *output)
{
    enum { INPUTS = 2, HEAD = 6, EACH = 3, LARGEST_GROUP = 4 };
    uint8_t rows = LARGEST_GROUP;

    while (channel < end) {
        while (rows > end - channel)
            rows >>= 1;
        fully_connected_0_rows(input, weights, shared, records, channel, rows, output + channel);
        records += HEAD + EACH * rows;
        weights += (uint32_t)INPUTS * rows;
        channel += rows;
    }
}

static void fully_connected_0(const int8_t *input, int8_t *output)
{
    enum { INPUTS = 2 };
    const sum24 shared = sum_unsigned(input, INPUTS) << 7;

    fully_connected_0_part(
        input,
        AT(fully_connected_0_weights),
        shared,
        AT(fully_connected_0_records) + 0,
        0,
        4,
        output);
}

/* weights + 128, as they are used */
static const int8_t fully_connected_1_weights[16] FLASH = {
     -83,   65,  103,  -63,   78,   30,  -26,  111,  -67,  -88,   42,    1,   20, -113,  -61,
     -50,
};

/* for channels that are scaled together: multiplier (4 bytes), bytes to leave out, factor, and
 * each channel's bias (3 bytes) */
static const int8_t fully_connected_1_records[18] FLASH = {
     118, -108,  -66,   74,    1,    8,  -19,   -1,   -1,  -18,   -1,   -1,  -34,    0,    0,
       0,    0,    0,
};

/* FULLY_CONNECTED, dense_1/MatMul: 1 x 4 -> 1 x 4
 * An output stands for 0.506421 * (stored + 128). */
static void fully_connected_1_rows(const int8_t *input, flash_int8 weights, sum24 shared,
                             flash_int8 records,
                             index_t channel, uint8_t rows, int8_t *output)
{
    enum { INPUTS = 4, OUTPUT_OFFSET = -128, LOW = -128, HIGH = 127, SHARED = 1 };
    sum24 sums[8];

    for (uint8_t row = 0; row < rows; row++)
        sums[row] = -shared;
    {
        enum { size = INPUTS };

        if (rows == 4)
            dot_4(sums, input, size, weights);
    }
    scale_24(sums, output, rows, LOW + 128, HIGH + 128, OUTPUT_OFFSET + 128, SHARED, records);
}

/* Group by group, the channels from one to another. */
static void fully_connected_1_part(const int8_t *input, flash_int8 weights, sum24 shared,
                             flash_int8 records,
                             index_t channel, index_t end, int8_t *output)
{
    enum { INPUTS = 4, HEAD = 6, EACH = 3, LARGEST_GROUP = 4 };
    uint8_t rows = LARGEST_GROUP;

    while (channel < end) {
        while (rows > end - channel)
            rows >>= 1;
        fully_connected_1_rows(input, weights, shared, records, channel, rows, output + channel);
        records += HEAD + EACH * rows;
        weights += (uint32_t)INPUTS * rows;
        channel += rows;
    }
}

static void fully_connected_1(const int8_t *input, int8_t *output)
{
    enum { INPUTS = 4 };
    const sum24 shared = sum_unsigned(input, INPUTS) << 7;

    fully_connected_1_part(
        input,
        AT(fully_connected_1_weights),
        shared,
        AT(fully_connected_1_records) + 0,
        0,
        4,
        output);
}

/* weights + 128, as they are used */
static const int8_t fully_connected_2_weights[4] FLASH = {
     -96,  -98,    1, -121,
};

/* for channels that are scaled together: multiplier (4 bytes), bytes to leave out, factor, and
 * each channel's bias (3 bytes) */
static const int8_t fully_connected_2_records[9] FLASH = {
    -54,  10,  25, 113,   1,   4, -68,  -1,  -1,
};

/* FULLY_CONNECTED, dense_2/MatMul: 1 x 4 -> 1 x 1
 * An output stands for 1.33277 * (stored - 89). */
static void fully_connected_2_rows(const int8_t *input, flash_int8 weights, sum24 shared,
                             flash_int8 records,
                             index_t channel, uint8_t rows, int8_t *output)
{
    enum { INPUTS = 4, OUTPUT_OFFSET = 89, LOW = -128, HIGH = 127, SHARED = 1 };
    sum24 sums[8];

    for (uint8_t row = 0; row < rows; row++)
        sums[row] = -shared;
    {
        enum { size = INPUTS };

        if (rows == 1)
            dot_1(sums, input, size, weights);
    }
    scale_24(sums, output, rows, LOW + 128, HIGH + 128, OUTPUT_OFFSET + 128, SHARED, records);
}

/* Group by group, the channels from one to another. */
static void fully_connected_2_part(const int8_t *input, flash_int8 weights, sum24 shared,
                             flash_int8 records,
                             index_t channel, index_t end, int8_t *output)
{
    enum { INPUTS = 4, HEAD = 6, EACH = 3, LARGEST_GROUP = 1 };
    uint8_t rows = LARGEST_GROUP;

    while (channel < end) {
        while (rows > end - channel)
            rows >>= 1;
        fully_connected_2_rows(input, weights, shared, records, channel, rows, output + channel);
        records += HEAD + EACH * rows;
        weights += (uint32_t)INPUTS * rows;
        channel += rows;
    }
}

static void fully_connected_2(const int8_t *input, int8_t *output)
{
    enum { INPUTS = 4 };
    const sum24 shared = sum_unsigned(input, INPUTS) << 7;

    fully_connected_2_part(
        input,
        AT(fully_connected_2_weights),
        shared,
        AT(fully_connected_2_records) + 0,
        0,
        1,
        output);
}

/* LOGISTIC: 1 / (1 + exp(-x)), number by number. An int8 has only 256 values, so the answers to
 * all of them are in a table. */

/* the outputs for inputs of -128 to 127 */
static const int8_t logistic_3_table[256] FLASH = {
    -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128,
    -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128,
    -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128,
    -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128,
    -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128,
    -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128,
    -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128,
    -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128,
    -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128,
    -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128,
    -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128,
    -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128,
    -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128,
    -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128,
    -128, -128, -128, -127, -123, -111,  -75,    0,   75,  111,  123,  127,  127,  127,  127,
     127,  127,  127,  127,  127,  127,  127,  127,  127,  127,  127,  127,  127,  127,  127,
     127,  127,  127,  127,  127,  127,  127,  127,  127,  127,  127,  127,  127,  127,  127,
     127,
};

/* LOGISTIC, StatefulPartitionedCall:0: 1 x 1 -> 1 x 1
 * An output stands for 0.00390625 * (stored + 128). */
static void logistic_3(const int8_t *input, int8_t *output)
{
    enum { SIZE = 1 };

    for (index_t i = 0; i < SIZE; i++)
        output[i] = READ8(AT(logistic_3_table) + (input[i] + 128));
}

int8_t *model_input(int i)
{
    (void)i; /* there is only one */
    return TENSOR_0;
}

unsigned long model_input_bytes(int i)
{
    (void)i; /* there is only one */
    return 2;
}

const int8_t *model_output(int i)
{
    (void)i; /* there is only one */
    return TENSOR_10;
}

unsigned long model_output_bytes(int i)
{
    (void)i; /* there is only one */
    return 1;
}

#ifdef MODEL_TRACE
#define TRACE(tensor, bytes) model_trace(tensor, TENSOR_##tensor, bytes)
#else
#define TRACE(tensor, bytes)
#endif

void model_invoke(void)
{
    fully_connected_0(TENSOR_0, TENSOR_7);
    TRACE(7, 4UL);
    fully_connected_1(TENSOR_7, TENSOR_8);
    TRACE(8, 4UL);
    fully_connected_2(TENSOR_8, TENSOR_9);
    TRACE(9, 1UL);
    logistic_3(TENSOR_9, TENSOR_10);
    TRACE(10, 1UL);
}
