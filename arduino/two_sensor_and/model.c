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

/* For the assembly: the fourth argument of a function, a flash_int8 in r19:r18, goes to Z, and
 * the byte at Z comes to r0. */
#define FLASH_TO_Z "movw r30, r18\n\t"
#define LOAD_R0 "lpm r0, Z+\n\t" /* 3 cycles */
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

/* The value, but not below `low` and not above `high`. */
static inline int8_t clamp(int32_t value, int8_t low, int8_t high)
{
    return (int8_t)(value < low ? low : value > high ? high : value);
}

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
 *   on the stack: the rounds of four inputs that are left; no register is free for them
 *
 * Cycles of an input for n rows: 2 to load it, 1 to make it unsigned, 2 to see that it is not 0;
 * n times 3 (lpm) + 2 (mul) + 3 (add, adc, adc); 8 for a round of four. A loop that takes every
 * weight from flash and adds three bytes cannot come below 8 for a product; this one needs 8.88
 * with eight rows, 9.75 with four, 11.5 with two. If u is 0 (the darkest pixel, or what a ReLU
 * has cut), its weights are skipped, in 10 cycles together. */
#ifndef PORTABLE_KERNELS
#define ROW(low, middle, high)                                                                     \
    LOAD_R0 "mul r0, r28\n\tadd " low ", r0\n\tadc " middle ", r1\n\tadc " high ", r29\n\t"
#define INPUT(n, rows)                                                                             \
    "ld r28, X+\n\tsubi r28, 0x80\n\tbrne 1f\n\t" SKIP(n) "rjmp 2f\n1:\t" rows "2:\t"
#define ROUNDS(n, rows)                                                                            \
    /* Registers that the compiler wants back; the sums' address; count modulo 4 in r1. */         \
    ".irp n, 2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,28,29,24,25\n\tpush r\\n\n\t.endr\n\t"        \
    "mov r1, r20\n\t"                                                                              \
    /* Rounds: (count + 3) / 4. X: the inputs. Z: the weights. Y: the sums, for now. */            \
    "subi r20, 0xfd\n\tsbci r21, 0xff\n\t"                                                         \
    "lsr r21\n\tror r20\n\tlsr r21\n\tror r20\n\tpush r20\n\t"                                     \
    "movw r26, r22\n\t" FLASH_TO_Z "movw r28, r24\n\t"                                             \
    ".irp n, 2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25\n\t"                  \
    ".if \\n < 2 + 3 * " #n "\n\tldd r\\n, Y+\\n-2\n\t.endif\n\t.endr\n\t"                         \
    "clr r29\n\t"                                                                                  \
    /* The first round starts so late that all inputs are in whole rounds. */                      \
    "sbrc r1, 1\n\trjmp 6f\n\tsbrc r1, 0\n\trjmp 13f\n\trjmp 10f\n"                                \
    "6:\tsbrc r1, 0\n\trjmp 11f\n\trjmp 12f\n"                                                     \
    "10:\t" INPUT(n, rows) "\n11:\t" INPUT(n, rows) "\n12:\t" INPUT(n, rows) "\n13:\t"             \
    INPUT(n, rows) "pop r0\n\tdec r0\n\tbreq 7f\n\tpush r0\n\trjmp 10b\n"                          \
    /* The sums go back to where they came from. */                                                \
    "7:\t" FLASH_DONE "pop r29\n\tpop r28\n\t"                                                     \
    ".irp n, 2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25\n\t"                  \
    ".if \\n < 2 + 3 * " #n "\n\tstd Y+\\n-2, r\\n\n\t.endif\n\t.endr\n\t"                         \
    "clr r1\n\t"                                                                                   \
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

/* Adds to one sum the products of `count` inputs, 1 to 1020, with their weights: `dot_rows`. */
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

/* Adds to four sums the products of `count` inputs, 1 to 1020, with their weights: `dot_rows`. */
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

/* The product of two unsigned numbers, divided by 2^31; halves are rounded up, or down if `down`
 * is 1. a comes in r25:r22, b in r21:r18, down in r16; the result leaves in r25:r22.
 *
 * Long multiplication in base 256, a column at a time from the right: column k adds up the
 * products of all pairs of digits a_i * b_j with i + j = k. A product of two digits has two
 * digits, which go to columns k and k + 1, and the carry goes to column k + 2: three registers
 * are enough for the column in work, and they take turns. mul leaves its result in r1:r0.
 * What the three lowest columns hold does not leave the function, but their carries count.
 * Fifteen pairs take 2 + 3 cycles, the last one 4, what is around them 22, to call the function
 * and to return 8: 109 cycles. */
#ifndef PORTABLE_KERNELS
#define PAIR(a, b, low, middle, high)                                                              \
    "mul " a ", " b "\n\tadd " low ", r0\n\tadc " middle ", r1\n\tadc " high ", r31\n\t"
static __attribute__((naked, noinline)) uint32_t product_31(uint32_t a, uint32_t b, uint8_t down)
{
    __asm__ volatile(
        /* The half, 2^30, or one less to round down: 00 00 00 40 or ff ff ff 3f, lowest first.
         * The third byte gets its ff after column 0, whose carry it would not hold otherwise. */
        "clr r26\n\t"
        "sub r26, r16\n\t"
        "mov r27, r26\n\t"
        "clr r30\n\t"
        "clr r31\n\t"
        PAIR("r22", "r18", "r26", "r27", "r30") /* column 0, in r26 */
        "sub r30, r16\n\t"
        "ldi r26, 0x40\n\t" /* the fourth byte of the half */
        "sbc r26, r31\n\t"
        PAIR("r22", "r19", "r27", "r30", "r26") /* column 1, in r27 */
        PAIR("r23", "r18", "r27", "r30", "r26")
        "clr r27\n\t"
        PAIR("r22", "r20", "r30", "r26", "r27") /* column 2, in r30 */
        PAIR("r23", "r19", "r30", "r26", "r27")
        PAIR("r24", "r18", "r30", "r26", "r27")
        "clr r30\n\t"
        PAIR("r22", "r21", "r26", "r27", "r30") /* column 3, in r26; it stays */
        PAIR("r23", "r20", "r26", "r27", "r30")
        PAIR("r24", "r19", "r26", "r27", "r30")
        PAIR("r25", "r18", "r26", "r27", "r30")
        "clr r22\n\t" /* the lowest digit of a is no longer needed */
        PAIR("r23", "r21", "r27", "r30", "r22") /* column 4, in r27 */
        PAIR("r24", "r20", "r27", "r30", "r22")
        PAIR("r25", "r19", "r27", "r30", "r22")
        "clr r18\n\t"
        PAIR("r24", "r21", "r30", "r22", "r18") /* column 5, in r30 */
        PAIR("r25", "r20", "r30", "r22", "r18")
        "mul r25, r21\n\t" /* column 6, in r22; column 7 is r18 */
        "add r22, r0\n\t"
        "adc r18, r1\n\t"
        /* Dividing by 2^31 is dropping four bytes and doubling. */
        "lsl r26\n\t"
        "rol r27\n\t"
        "rol r30\n\t"
        "rol r22\n\t"
        "rol r18\n\t"
        "mov r25, r18\n\t"
        "mov r24, r22\n\t"
        "mov r23, r30\n\t"
        "mov r22, r27\n\t"
        "clr r1\n\t" /* the compiler expects 0 there */
        "ret");
}
#else
static uint32_t product_31(uint32_t a, uint32_t b, uint8_t down)
{
    return (uint32_t)(((uint64_t)a * b + ((uint32_t)1 << 30) - down) >> 31);
}
#endif

/* From the scale of an accumulator to the scale of an output, without 64-bit numbers.
 *
 * The real factor between the two is multiplier / 2^31 / 2^shift. The interpreter rounds twice:
 * after the division by 2^31 (halves go up) and after the division by 2^shift (halves go away
 * from zero). On amounts that is: round the first time, halves down if the number is negative;
 * shift by shift - 1 bits, add 1, shift by the last bit; put the sign back. */
static int32_t requantise(int32_t sum, int32_t multiplier, int8_t shift)
{
    const uint8_t negative = sum < 0;
    const uint32_t from = negative ? -(uint32_t)sum : (uint32_t)sum;
    uint32_t amount = product_31(from, multiplier, negative);

    if (!(amount >> 16)) { /* the usual case: 16 bits are shifted in half the time */
        uint16_t small = amount;
        if (shift > 16)
            return 0;
        if (shift > 8) {
            small >>= 8;
            shift -= 8;
        }
        small >>= (uint8_t)(shift - 1);
        amount = (small + 1UL) >> 1;
    } else {
        amount = ((amount >> (uint8_t)(shift - 1)) + 1) >> 1;
    }
    return negative ? -amount : amount;
}

/* The signed number that a sum modulo 2^24 stands for. */
static inline int32_t signed24(sum24 sum)
{
    return (__int24)sum;
}

/* The sum of the inputs, made unsigned: u = input + 128. Four at a time: 2 to load one, 1 to make
 * it unsigned, 3 to add it, and 4 for the round: 7 cycles an input. */
#ifndef PORTABLE_KERNELS
#define ONE_INPUT "ld r18, X+\n\tsubi r18, 0x80\n\tadd r22, r18\n\tadc r23, r1\n\tadc r24, r1\n\t"
static __attribute__((naked, noinline)) sum24 sum_unsigned(const int8_t *input, uint16_t count)
{
    __asm__ volatile(
        "movw r26, r24\n\t"
        "movw r20, r22\n\t"
        "clr r22\n\t"
        "clr r23\n\t"
        "clr r24\n"
        "1:\tsubi r20, 4\n\t"
        "sbci r21, 0\n\t"
        "brlo 2f\n\t"
        ONE_INPUT ONE_INPUT ONE_INPUT ONE_INPUT
        "rjmp 1b\n"
        "2:\tsubi r20, 0xfc\n\t" /* + 4: what is left, 0 to 3 */
        "breq 4f\n"
        "3:\t" ONE_INPUT
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

/* bias, less all weights times the zero point + 128 */
static const int32_t fully_connected_0_bias[4] FLASH = {
    -13312,  21248, -18827,   1536,
};

/* weights + 128, as they are used */
static const int8_t fully_connected_0_weights[8] FLASH = {
    127,   1, -55,  21, -23,  89, -54, -33,
};

/* FULLY_CONNECTED, dense/MatMul: 1 x 2 -> 1 x 4
 * An output stands for 0.69419 * (stored + 128). */
static void fully_connected_0_rows(const int8_t *input, flash_int8 weights, sum24 shared,
                             index_t channel, uint8_t rows, int8_t *output)
{
    enum { INPUTS = 2, OUTPUT_OFFSET = -128, LOW = -128, HIGH = 127 };
    sum24 sums[8];

    for (uint8_t row = 0; row < rows; row++)
        sums[row] = (sum24)READ32(fully_connected_0_bias, channel + row) - shared;
    {
        enum { size = INPUTS };

        if (rows == 4)
            dot_4(sums, input, size, weights);
    }
    for (uint8_t row = 0; row < rows; row++, channel++) {
        int32_t sum = signed24(sums[row]);
        /* What a ReLU cuts need not be scaled before. */
        if (sum <= 0) {
            *output++ = LOW;
            continue;
        }
        sum = requantise(sum, 1509276806, 6);
        *output++ = clamp(sum + OUTPUT_OFFSET, LOW, HIGH);
    }
}

/* Group by group, the channels from one to another. */
static void fully_connected_0_part(const int8_t *input, flash_int8 weights, sum24 shared,
                             index_t channel, index_t end, int8_t *output)
{
    enum { INPUTS = 2, LARGEST_GROUP = 4 };
    uint8_t rows = LARGEST_GROUP;

    while (channel < end) {
        while (rows > end - channel)
            rows >>= 1;
        fully_connected_0_rows(input, weights, shared, channel, rows, output + channel);
        weights += (uint32_t)INPUTS * rows;
        channel += rows;
    }
}

static void fully_connected_0(const int8_t *input, int8_t *output)
{
    enum { INPUTS = 2 };
    const sum24 shared = sum_unsigned(input, INPUTS) << 7;

    fully_connected_0_part(input, AT(fully_connected_0_weights), shared, 0, 4, output);
}

/* bias, less all weights times the zero point + 128 */
static const int32_t fully_connected_1_bias[4] FLASH = {
    -19, -18, 222,   0,
};

/* weights + 128, as they are used */
static const int8_t fully_connected_1_weights[16] FLASH = {
     -83,   65,  103,  -63,   78,   30,  -26,  111,  -67,  -88,   42,    1,   20, -113,  -61,
     -50,
};

/* FULLY_CONNECTED, dense_1/MatMul: 1 x 4 -> 1 x 4
 * An output stands for 0.506421 * (stored + 128). */
static void fully_connected_1_rows(const int8_t *input, flash_int8 weights, sum24 shared,
                             index_t channel, uint8_t rows, int8_t *output)
{
    enum { INPUTS = 4, OUTPUT_OFFSET = -128, LOW = -128, HIGH = 127 };
    sum24 sums[8];

    for (uint8_t row = 0; row < rows; row++)
        sums[row] = (sum24)READ32(fully_connected_1_bias, channel + row) - shared;
    {
        enum { size = INPUTS };

        if (rows == 4)
            dot_4(sums, input, size, weights);
    }
    for (uint8_t row = 0; row < rows; row++, channel++) {
        int32_t sum = signed24(sums[row]);
        /* What a ReLU cuts need not be scaled before. */
        if (sum <= 0) {
            *output++ = LOW;
            continue;
        }
        sum = requantise(sum, 1254003830, 6);
        *output++ = clamp(sum + OUTPUT_OFFSET, LOW, HIGH);
    }
}

/* Group by group, the channels from one to another. */
static void fully_connected_1_part(const int8_t *input, flash_int8 weights, sum24 shared,
                             index_t channel, index_t end, int8_t *output)
{
    enum { INPUTS = 4, LARGEST_GROUP = 4 };
    uint8_t rows = LARGEST_GROUP;

    while (channel < end) {
        while (rows > end - channel)
            rows >>= 1;
        fully_connected_1_rows(input, weights, shared, channel, rows, output + channel);
        weights += (uint32_t)INPUTS * rows;
        channel += rows;
    }
}

static void fully_connected_1(const int8_t *input, int8_t *output)
{
    enum { INPUTS = 4 };
    const sum24 shared = sum_unsigned(input, INPUTS) << 7;

    fully_connected_1_part(input, AT(fully_connected_1_weights), shared, 0, 4, output);
}

/* bias, less all weights times the zero point + 128 */
static const int32_t fully_connected_2_bias[1] FLASH = {
    -68,
};

/* weights + 128, as they are used */
static const int8_t fully_connected_2_weights[4] FLASH = {
     -96,  -98,    1, -121,
};

/* FULLY_CONNECTED, dense_2/MatMul: 1 x 4 -> 1 x 1
 * An output stands for 1.33277 * (stored - 89). */
static void fully_connected_2_rows(const int8_t *input, flash_int8 weights, sum24 shared,
                             index_t channel, uint8_t rows, int8_t *output)
{
    enum { INPUTS = 4, OUTPUT_OFFSET = 89, LOW = -128, HIGH = 127 };
    sum24 sums[8];

    for (uint8_t row = 0; row < rows; row++)
        sums[row] = (sum24)READ32(fully_connected_2_bias, channel + row) - shared;
    {
        enum { size = INPUTS };

        if (rows == 1)
            dot_1(sums, input, size, weights);
    }
    for (uint8_t row = 0; row < rows; row++, channel++) {
        int32_t sum = signed24(sums[row]);
        sum = requantise(sum, 1897466570, 7);
        *output++ = clamp(sum + OUTPUT_OFFSET, LOW, HIGH);
    }
}

/* Group by group, the channels from one to another. */
static void fully_connected_2_part(const int8_t *input, flash_int8 weights, sum24 shared,
                             index_t channel, index_t end, int8_t *output)
{
    enum { INPUTS = 4, LARGEST_GROUP = 1 };
    uint8_t rows = LARGEST_GROUP;

    while (channel < end) {
        while (rows > end - channel)
            rows >>= 1;
        fully_connected_2_rows(input, weights, shared, channel, rows, output + channel);
        weights += (uint32_t)INPUTS * rows;
        channel += rows;
    }
}

static void fully_connected_2(const int8_t *input, int8_t *output)
{
    enum { INPUTS = 4 };
    const sum24 shared = sum_unsigned(input, INPUTS) << 7;

    fully_connected_2_part(input, AT(fully_connected_2_weights), shared, 0, 1, output);
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
