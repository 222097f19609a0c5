/* drawn_digits as C, made by tinyml-kit (avr).
 *
 *   input                    -> 1 x 8 x 8 x 1 int8, serving_default_input:0
 *   CONV_2D                  -> 1 x 6 x 6 x 16 int8, conv2d/Relu
 *   CONV_2D                  -> 1 x 4 x 4 x 24 int8, conv2d_1/Relu
 *   RESHAPE                  -> 1 x 384 int8, flatten/Reshape
 *   FULLY_CONNECTED          -> 1 x 32 int8, dense/MatMul
 *   FULLY_CONNECTED          -> 1 x 10 int8, dense_1/MatMul
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

/* Adds to two sums the products of `count` inputs, 1 to 2040, with their weights: `dot_rows`. */
#ifndef PORTABLE_KERNELS
static __attribute__((naked, noinline)) void dot_2(sum24 *sums, const int8_t *input, uint16_t count,
                                                   flash_int8 weights)
{
    __asm__ volatile(ROUNDS(2, ROW("r2", "r3", "r4") ROW("r5", "r6", "r7")));
}
#else
static void dot_2(sum24 *sums, const int8_t *input, uint16_t count, flash_int8 weights)
{
    dot_rows(sums, input, count, weights, 2);
}
#endif

/* Adds to eight sums the products of `count` inputs, 1 to 2040, with their weights: `dot_rows`. */
#ifndef PORTABLE_KERNELS
static __attribute__((naked, noinline)) void dot_8(sum24 *sums, const int8_t *input, uint16_t count,
                                                   flash_int8 weights)
{
    __asm__ volatile(ROUNDS(8, ROW("r2", "r3", "r4") ROW("r5", "r6", "r7") ROW("r8", "r9", "r10")
                            ROW("r11", "r12", "r13") ROW("r14", "r15", "r16")
                            ROW("r17", "r18", "r19") ROW("r20", "r21", "r22")
                            ROW("r23", "r24", "r25")));
}
#else
static void dot_8(sum24 *sums, const int8_t *input, uint16_t count, flash_int8 weights)
{
    dot_rows(sums, input, count, weights, 8);
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
#define TENSOR_0 (arena + 576) /* 1 x 8 x 8 x 1 int8, serving_default_input:0 */
#define TENSOR_10 (arena + 0) /* 1 x 6 x 6 x 16 int8, conv2d/Relu */
#define TENSOR_11 (arena + 576) /* 1 x 4 x 4 x 24 int8, conv2d_1/Relu */
#define TENSOR_12 (arena + 576) /* 1 x 384 int8, flatten/Reshape */
#define TENSOR_13 (arena + 0) /* 1 x 32 int8, dense/MatMul */
#define TENSOR_14 (arena + 32) /* 1 x 10 int8, dense_1/MatMul */

/* CONV_2D on an AVR, four outputs at a time: a block of two by two. (A depthwise convolution is
 * one whose filters have weights for one channel only.)
 *
 * All weights stand in the instructions of a function that is made for them. The inputs that a
 * block looks at, as u = input + 128, are in r2-r17, row by row: for filters of 3 x 3 they are 4 x 4.
 * The four sums of a filter are in r26:r19:r18, r27:r21:r20, r28:r23:r22 and r29:r25:r24. A weight's
 * amount is loaded once (ldi) for its four products, each of which takes 2 + 3 cycles: 5.25 a
 * multiply-accumulate. The time does not depend on the inputs.
 *
 * With a pooling of 2 x 2 behind it, only the largest of the four sums is kept and scaled: scaling
 * never changes which of two sums of a channel is larger. */

/* weights, a filter of 3 x 3 x 1 for each output channel */
static const int8_t conv_2d_0_weights[144] FLASH = {
     -29,  -29,  127,
     -75,  -84,  115,
      -3,  -25,   20,
      21,  -70, -102,
     -10,   65,  -68,
     -24,   48,  127,
     127,  107,   45,
     -89,   15,  -16,
    -106,  -94,  -64,
      -2,   19,   16,
      25,   43,   25,
    -127,  -82,  -60,
      54,   76, -127,
     -94,  126,  -76,
     -39,   -2,   11,
     -17,   90,   91,
     -43, -127,   14,
      29,  -19,  -29,
     -55,   35,   42,
    -127,   35,   12,
    -109,  -18,   21,
     127,   43,   75,
     119,   37,    6,
      14,   36,   -3,
      99,   95,   12,
    -119, -127,  -31,
     -20,   43,   31,
      71,  -43,  -62,
      16,  -32, -127,
      38,   57,  -50,
      63,  -47,   97,
    -113,   16,   50,
     127,   43,   61,
     -37,  -81,  -99,
     114,   33,    0,
     127,   65,   44,
       7, -127,  -63,
     -83,  -79,   40,
     -85,    4,   30,
    -127,  -10,    1,
     -53,   31,  -22,
      41,   53,   57,
     -35,   69,   32,
      10,   78, -127,
      63,  -64,  -92,
     -87, -127,  -30,
      37,   -1,  -69,
       5,   36,   22,
};

/* for each channel: multiplier (4 bytes), bytes to leave out, factor, bias (3 bytes) */
static const int8_t conv_2d_0_records[144] FLASH = {
     -68,   53,   37,   82,    1,    2, -101,    9,    0,
      58,  102,  -28,   96,    1,    2,   27,   14,    0,
      72, -121,  119,   69,    1,    2,   26,   26,    0,
    -114,   52,   -3,   95,    1,    4,  109,    6,    0,
     -88,  -96,  -58,   83,    1,    2, -123,    6,    0,
    -120,  -65,   37,   76,    1,    2,  -25,   13,    0,
     -80,  -32,  107,   83,    1,    4,  -55,   -7,   -1,
      36,    9,   83,   68,    1,    1,   -8,  -42,   -1,
     -16,   42,  -62,   88,    1,    2,  -59,   -1,   -1,
     -14,  -10,   19,   75,    1,    4,   21,   12,    0,
     -81,  -47, -125,   64,    1,    2,  111,  -37,   -1,
     -15,   84,  -55,  126,    1,    1,   15,   -3,   -1,
     -71,   55,  -81,   95,    1,    4,   82,   27,    0,
       9,   92,   49,  118,    1,    2,  -30,    4,    0,
      45,   49, -102,   66,    1,    4,   56,   -6,   -1,
      -3,  122,   15,  106,    1,    4,   21,   13,    0,
};

/* The assembly of a convolution by blocks; r30 is scratch, r31 is 0. */
#define FIND_INPUTS                                                                                \
    "in r30, 0x3d\n\tin r31, 0x3e\n\tldd r28, Z+4\n\tldd r29, Z+3\n\tldi r30, 0x80\n\tclr r31\n\t"
#define TAKE_INPUT(register, n) "ldd r" #register ", Y+" #n "\n\teor r" #register ", r30\n\t"
#define FURTHER(n) "subi r28, lo8(-(" #n "))\n\tsbci r29, hi8(-(" #n "))\n\t"
/* One instruction for each of the four sums, and the inputs that they see. */
#define FOUR(one, a, b, c, d)                                                                      \
    one("18", "19", "26", #a) one("20", "21", "27", #b) one("22", "23", "28", #c)                  \
    one("24", "25", "29", #d)
#define SET_0(low, middle, high, input) "clr r" low "\n\tclr r" middle "\n\tclr r" high "\n\t"
#define SET(low, middle, high, input)                                                              \
    "mul r30, r" input "\n\tmovw r" low ", r0\n\tmov r" high ", r31\n\t"
#define ADD_PRODUCT(low, middle, high, input)                                                      \
    "mul r30, r" input "\n\tadd r" low ", r0\n\tadc r" middle ", r1\n\tadc r" high ", r31\n\t"
#define SUBTRACT_PRODUCT(low, middle, high, input)                                                 \
    "mul r30, r" input "\n\tsub r" low ", r0\n\tsbc r" middle ", r1\n\tsbc r" high ", r31\n\t"
#define ADD_INPUT(low, middle, high, input)                                                        \
    "add r" low ", r" input "\n\tadc r" middle ", r31\n\tadc r" high ", r31\n\t"
#define SUBTRACT_INPUT(low, middle, high, input)                                                   \
    "sub r" low ", r" input "\n\tsbc r" middle ", r31\n\tsbc r" high ", r31\n\t"
#define ZERO FOUR(SET_0, , , , )
#define START(weight, a, b, c, d) "ldi r30, " #weight "\n\t" FOUR(SET, a, b, c, d)
#define PLUS_4(weight, a, b, c, d) "ldi r30, " #weight "\n\t" FOUR(ADD_PRODUCT, a, b, c, d)
#define MINUS_4(weight, a, b, c, d) "ldi r30, " #weight "\n\t" FOUR(SUBTRACT_PRODUCT, a, b, c, d)
#define ADD(a, b, c, d) FOUR(ADD_INPUT, a, b, c, d)
#define SUBTRACT(a, b, c, d) FOUR(SUBTRACT_INPUT, a, b, c, d)
/* The larger of two sums. The second branch, to where it is anyway, makes up for the cycles that
 * the first one saves: it takes 4 cycles whichever is larger. */
#define LARGER(low, middle, high)                                                                  \
    "cp r18, r" low "\n\tcpc r19, r" middle "\n\tcpc r26, r" high "\n\t"                           \
    "brge 1f\n\tmovw r18, r" low "\n\tmov r26, r" high "\n1:\tbrge 1f\n1:\t"
#define STORE_SUM(low, middle, high)                                                               \
    "st Z+, r" low "\n\tst Z+, r" middle "\n\tst Z+, r" high "\n\t"
#define NEXT_PLACE(n) "subi r30, lo8(-(" #n "))\n\tsbci r31, hi8(-(" #n "))\n\t"
#define KEEP_LARGEST                                                                               \
    LARGER("20", "21", "27") LARGER("22", "23", "28") LARGER("24", "25", "29")                     \
    "pop r31\n\tpop r30\n\t" STORE_SUM("18", "19", "26") "push r30\n\tpush r31\n\tclr r31\n\t"
/* The sums of a place lie side by side, n bytes behind the same channel's of the place before. */
#define KEEP_FOUR(n)                                                                               \
    "pop r31\n\tpop r30\n\t" STORE_SUM("18", "19", "26") "push r30\n\tpush r31\n\t" NEXT_PLACE(n)  \
    STORE_SUM("20", "21", "27") NEXT_PLACE(n) STORE_SUM("22", "23", "28") NEXT_PLACE(n)            \
    STORE_SUM("24", "25", "29") "clr r31\n\t"

/* The sums of a block for each channel: four, place by place, or the largest. */
static __attribute__((naked, noinline, unused)) void conv_2d_0_assembly(
    sum24 *sums, const int8_t *input)
{
    __asm__ volatile(
        ".irp n, 2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,28,29,22,23,24,25\n\tpush r\\n\n\t.endr\n\t"
        FIND_INPUTS TAKE_INPUT(2, 0) TAKE_INPUT(3, 1) TAKE_INPUT(4, 2) TAKE_INPUT(5, 3)
        TAKE_INPUT(6, 8) TAKE_INPUT(7, 9) TAKE_INPUT(8, 10) TAKE_INPUT(9, 11) TAKE_INPUT(10, 16)
        TAKE_INPUT(11, 17) TAKE_INPUT(12, 18) TAKE_INPUT(13, 19) TAKE_INPUT(14, 24)
        TAKE_INPUT(15, 25) TAKE_INPUT(16, 26) TAKE_INPUT(17, 27)
        /* Channel 0. */
        START(127, 4, 5, 8, 9)
        PLUS_4(115, 8, 9, 12, 13)
        PLUS_4(20, 12, 13, 16, 17)
        MINUS_4(29, 2, 3, 6, 7)
        MINUS_4(29, 3, 4, 7, 8)
        MINUS_4(75, 6, 7, 10, 11)
        MINUS_4(84, 7, 8, 11, 12)
        MINUS_4(3, 10, 11, 14, 15)
        MINUS_4(25, 11, 12, 15, 16)
        KEEP_FOUR(45)
        /* Channel 1. */
        START(21, 2, 3, 6, 7)
        PLUS_4(65, 7, 8, 11, 12)
        PLUS_4(48, 11, 12, 15, 16)
        PLUS_4(127, 12, 13, 16, 17)
        MINUS_4(70, 3, 4, 7, 8)
        MINUS_4(102, 4, 5, 8, 9)
        MINUS_4(10, 6, 7, 10, 11)
        MINUS_4(68, 8, 9, 12, 13)
        MINUS_4(24, 10, 11, 14, 15)
        KEEP_FOUR(45)
        /* Channel 2. */
        START(127, 2, 3, 6, 7)
        PLUS_4(107, 3, 4, 7, 8)
        PLUS_4(45, 4, 5, 8, 9)
        PLUS_4(15, 7, 8, 11, 12)
        MINUS_4(89, 6, 7, 10, 11)
        MINUS_4(16, 8, 9, 12, 13)
        MINUS_4(106, 10, 11, 14, 15)
        MINUS_4(94, 11, 12, 15, 16)
        MINUS_4(64, 12, 13, 16, 17)
        KEEP_FOUR(45)
        /* Channel 3. */
        START(19, 3, 4, 7, 8)
        PLUS_4(16, 4, 5, 8, 9)
        PLUS_4(25, 6, 7, 10, 11)
        PLUS_4(43, 7, 8, 11, 12)
        PLUS_4(25, 8, 9, 12, 13)
        MINUS_4(2, 2, 3, 6, 7)
        MINUS_4(127, 10, 11, 14, 15)
        MINUS_4(82, 11, 12, 15, 16)
        MINUS_4(60, 12, 13, 16, 17)
        KEEP_FOUR(45)
        /* Channel 4. */
        START(54, 2, 3, 6, 7)
        PLUS_4(76, 3, 4, 7, 8)
        PLUS_4(126, 7, 8, 11, 12)
        PLUS_4(11, 12, 13, 16, 17)
        MINUS_4(127, 4, 5, 8, 9)
        MINUS_4(94, 6, 7, 10, 11)
        MINUS_4(76, 8, 9, 12, 13)
        MINUS_4(39, 10, 11, 14, 15)
        MINUS_4(2, 11, 12, 15, 16)
        KEEP_FOUR(45)
        /* Channel 5. */
        START(90, 3, 4, 7, 8)
        PLUS_4(91, 4, 5, 8, 9)
        PLUS_4(14, 8, 9, 12, 13)
        PLUS_4(29, 10, 11, 14, 15)
        MINUS_4(17, 2, 3, 6, 7)
        MINUS_4(43, 6, 7, 10, 11)
        MINUS_4(127, 7, 8, 11, 12)
        MINUS_4(19, 11, 12, 15, 16)
        MINUS_4(29, 12, 13, 16, 17)
        KEEP_FOUR(45)
        /* Channel 6. */
        START(35, 3, 4, 7, 8)
        PLUS_4(42, 4, 5, 8, 9)
        PLUS_4(35, 7, 8, 11, 12)
        PLUS_4(12, 8, 9, 12, 13)
        PLUS_4(21, 12, 13, 16, 17)
        MINUS_4(55, 2, 3, 6, 7)
        MINUS_4(127, 6, 7, 10, 11)
        MINUS_4(109, 10, 11, 14, 15)
        MINUS_4(18, 11, 12, 15, 16)
        KEEP_FOUR(45)
        /* Channel 7. */
        START(127, 2, 3, 6, 7)
        PLUS_4(43, 3, 4, 7, 8)
        PLUS_4(75, 4, 5, 8, 9)
        PLUS_4(119, 6, 7, 10, 11)
        PLUS_4(37, 7, 8, 11, 12)
        PLUS_4(6, 8, 9, 12, 13)
        PLUS_4(14, 10, 11, 14, 15)
        PLUS_4(36, 11, 12, 15, 16)
        MINUS_4(3, 12, 13, 16, 17)
        KEEP_FOUR(45)
        /* Channel 8. */
        START(99, 2, 3, 6, 7)
        PLUS_4(95, 3, 4, 7, 8)
        PLUS_4(12, 4, 5, 8, 9)
        PLUS_4(43, 11, 12, 15, 16)
        PLUS_4(31, 12, 13, 16, 17)
        MINUS_4(119, 6, 7, 10, 11)
        MINUS_4(127, 7, 8, 11, 12)
        MINUS_4(31, 8, 9, 12, 13)
        MINUS_4(20, 10, 11, 14, 15)
        KEEP_FOUR(45)
        /* Channel 9. */
        START(71, 2, 3, 6, 7)
        PLUS_4(16, 6, 7, 10, 11)
        PLUS_4(38, 10, 11, 14, 15)
        PLUS_4(57, 11, 12, 15, 16)
        MINUS_4(43, 3, 4, 7, 8)
        MINUS_4(62, 4, 5, 8, 9)
        MINUS_4(32, 7, 8, 11, 12)
        MINUS_4(127, 8, 9, 12, 13)
        MINUS_4(50, 12, 13, 16, 17)
        KEEP_FOUR(45)
        /* Channel 10. */
        START(63, 2, 3, 6, 7)
        PLUS_4(97, 4, 5, 8, 9)
        PLUS_4(16, 7, 8, 11, 12)
        PLUS_4(50, 8, 9, 12, 13)
        PLUS_4(127, 10, 11, 14, 15)
        PLUS_4(43, 11, 12, 15, 16)
        PLUS_4(61, 12, 13, 16, 17)
        MINUS_4(47, 3, 4, 7, 8)
        MINUS_4(113, 6, 7, 10, 11)
        KEEP_FOUR(45)
        /* Channel 11. */
        START(114, 6, 7, 10, 11)
        PLUS_4(33, 7, 8, 11, 12)
        PLUS_4(127, 10, 11, 14, 15)
        PLUS_4(65, 11, 12, 15, 16)
        PLUS_4(44, 12, 13, 16, 17)
        MINUS_4(37, 2, 3, 6, 7)
        MINUS_4(81, 3, 4, 7, 8)
        MINUS_4(99, 4, 5, 8, 9)
        KEEP_FOUR(45)
        /* Channel 12. */
        START(7, 2, 3, 6, 7)
        PLUS_4(40, 8, 9, 12, 13)
        PLUS_4(4, 11, 12, 15, 16)
        PLUS_4(30, 12, 13, 16, 17)
        MINUS_4(127, 3, 4, 7, 8)
        MINUS_4(63, 4, 5, 8, 9)
        MINUS_4(83, 6, 7, 10, 11)
        MINUS_4(79, 7, 8, 11, 12)
        MINUS_4(85, 10, 11, 14, 15)
        KEEP_FOUR(45)
        /* Channel 13. */
        START(31, 7, 8, 11, 12)
        PLUS_4(41, 10, 11, 14, 15)
        PLUS_4(53, 11, 12, 15, 16)
        PLUS_4(57, 12, 13, 16, 17)
        MINUS_4(127, 2, 3, 6, 7)
        MINUS_4(10, 3, 4, 7, 8)
        ADD(4, 5, 8, 9)
        MINUS_4(53, 6, 7, 10, 11)
        MINUS_4(22, 8, 9, 12, 13)
        KEEP_FOUR(45)
        /* Channel 14. */
        START(69, 3, 4, 7, 8)
        PLUS_4(32, 4, 5, 8, 9)
        PLUS_4(10, 6, 7, 10, 11)
        PLUS_4(78, 7, 8, 11, 12)
        PLUS_4(63, 10, 11, 14, 15)
        MINUS_4(35, 2, 3, 6, 7)
        MINUS_4(127, 8, 9, 12, 13)
        MINUS_4(64, 11, 12, 15, 16)
        MINUS_4(92, 12, 13, 16, 17)
        KEEP_FOUR(45)
        /* Channel 15. */
        START(37, 6, 7, 10, 11)
        PLUS_4(5, 10, 11, 14, 15)
        PLUS_4(36, 11, 12, 15, 16)
        PLUS_4(22, 12, 13, 16, 17)
        MINUS_4(87, 2, 3, 6, 7)
        MINUS_4(127, 3, 4, 7, 8)
        MINUS_4(30, 4, 5, 8, 9)
        SUBTRACT(7, 8, 11, 12)
        MINUS_4(69, 8, 9, 12, 13)
        KEEP_FOUR(45)
        "pop r0\n\tpop r0\n\tpop r0\n\tpop r0\n\tclr r1\n\t"
        ".irp n, 29,28,17,16,15,14,13,12,11,10,9,8,7,6,5,4,3,2\n\tpop r\\n\n\t.endr\n\t"
        "ret");
}

static __attribute__((noinline, unused)) void conv_2d_0_portable(
    sum24 *sums, const int8_t *input)
{
    enum { IN_CHANNELS = 1, OUT_CHANNELS = 16, TAPS_DOWN = 3, TAPS_ACROSS = 3, ROW_STEP = 8 };
    flash_int8 weights = AT(conv_2d_0_weights);

    for (index_t channel = 0; channel < OUT_CHANNELS; channel++) {
        for (index_t place = 0; place < 4; place++) {
            const int8_t *corner = input + place / 2 * ROW_STEP + place % 2 * IN_CHANNELS;
            flash_int8 weight = weights;
            int32_t sum = 0;
            for (index_t row = 0; row < TAPS_DOWN; row++)
                for (index_t i = 0; i < TAPS_ACROSS * IN_CHANNELS; i++) {
                    sum += (int32_t)(uint8_t)(corner[row * ROW_STEP + i] + 128) * READ8(weight);
                    weight += 1;
                }
            sums[place * OUT_CHANNELS + channel] = sum;
        }
        weights += TAPS_DOWN * TAPS_ACROSS * IN_CHANNELS;
    }
}

/* CONV_2D, conv2d/Relu: 1 x 8 x 8 x 1 -> 1 x 6 x 6 x 16
 * An output stands for 0.00645645 * (stored + 128). */
static void conv_2d_0(const int8_t *input, int8_t *output)
{
    enum {
        IN_WIDTH = 8, IN_CHANNELS = 1, OUT_CHANNELS = 16, OUTPUT_OFFSET = -128, LOW = -128,
        HIGH = 127, SHARED = 0, PLACES = 4, HEIGHT = 6, WIDTH = 6
    };
    sum24 sums[PLACES * OUT_CHANNELS];

    for (index_t y = 0; y < HEIGHT; y += 2)
        for (index_t x = 0; x < WIDTH; x += 2) {
            /* In a row or column of an odd length the last block overlaps the one before. */
            const index_t top = y < HEIGHT - 1 ? y : HEIGHT - 2;
            const index_t left = x < WIDTH - 1 ? x : WIDTH - 2;
            const int8_t *window = input + (top * IN_WIDTH + left) * IN_CHANNELS;
            CHOOSE(conv_2d_0_assembly, conv_2d_0_portable)(sums, window);
            for (index_t place = 0; place < PLACES; place++) {
                int8_t *outputs =
                    output + ((top + place / 2) * WIDTH + left + place % 2) * OUT_CHANNELS;
                scale_24(sums + place * OUT_CHANNELS, outputs, OUT_CHANNELS, LOW + 128, HIGH + 128,
                         OUTPUT_OFFSET + 128, SHARED, AT(conv_2d_0_records));
            }
        }
}

/* CONV_2D on an AVR: the dot products of the window at each place with each filter. A depthwise
 * convolution is one whose filters have weights for one channel only.
 *
 * Few weights stand in the instructions of a function that is made for them (ldi, mul): eight
 * sums of three bytes fill r2-r25, u = input + 128 is in r26, a weight's amount in r27, 0 in
 * r28. A product takes 1 + 2 + 3 cycles, and to load an input, make it unsigned and see that it
 * is not 0 another 4 for eight products: 6.5 a multiply-accumulate. Many weights lie in a table,
 * and the window goes through the loops of a dense layer, at 8.9.
 *
 * With a pooling behind it, the largest sum in each window of the pool is kept and scaled
 * alone: scaling never changes which of two sums of a channel is larger. The bias, which all of
 * them have in common, is added then, too. */

/* weights + 128, as they are used */
static const int8_t conv_2d_1_weights[3456] FLASH = {
     108, -127,  104,   49,   98,  104, -121,  122,  113,  123,  118, -126,  -79, -113, -100,
     124, -109, -100,   85,  -89,  108,  -84,  -85,   94,   62, -113,    1,   81,  -52, -122,
    -121,   97, -105, -114,  121,   65,  116,  -71,  106,   73, -117, -115,  119, -116,   72,
     -82,  126,  -64, -105,  125, -122, -119,   44,  -97,  115,  115, -109,  105, -122,  -94,
     110, -126,   82,  118,  107, -122,   61,  117,  102, -120, -100,  114,   87,   74,   57,
     101,   94,  119,  -84,   11, -117,  104, -128, -118, -123,  100,  111,  117,  126,  111,
    -117,  110, -103, -121,  111,  102, -107, -127, -105,   82,  126,    1,  109, -104,  103,
     108, -106, -115,  102,   85,  104, -100, -121,  100, -104,   93,   81,  102,    1,  -72,
      79, -123,  104,   87,  -77,  125,  -70,  -91,   24, -119,  106,   52,   74,   83,  -91,
    -120,  125, -108,  123, -103,  -77,  -99, -113, -119, -105, -120,  109,  -66,   76,  117,
     112,  113,  107, -128, -126, -102,  121,   96, -126,  103,  105,  117,  114,  120,   92,
    -102,   92,   65, -126, -109,  112,  -65,   80,  -99,   99,  -97, -115,  113,  118,   66,
      69, -122,  104,  110, -117,  115, -123, -100,  111,   91,  100,  -99,  -95, -123,  110,
     -91,   68,  103, -124,   92,   79, -107,  102,  105,   80,   65,  -98,   51, -123,  111,
     114, -127,   93,  127,  108,  -85, -128, -120, -118, -120,  -92,  103,  116,   79,   64,
    -115,  -88,   60, -112,   23,   81,  105,   99,  104, -122,   34,  125, -124,  120, -113,
     106,  110,  -78,   55,   73, -107,   63,   23,  100, -115,  116, -115,  -74,  -96,  -86,
     -84,    1, -103, -125,   57,   69, -117, -121, -113, -100,  127, -113,  114,  -90, -121,
     -89,  126, -119,  119,  104,  -83,   98,   75,   96, -100, -100, -101, -117,  -73,  -93,
      94,  112, -126,   94,  -84,  124, -122,   49,  103,   80,  125,  -97, -116,   90,  -88,
      83, -109,  103,  -50,   88,  120,  114,   57,  111,   89, -124,   70, -114,  110,  111,
    -123,  102,  121,   89,  -68,  -68,  -88,  111,  -60,  115,  109, -127,   90,   94,  -94,
     118, -121,   95,   54,  -75,   97, -125,   79,  117,  121, -113,  -90,   96,  -87,  125,
    -125, -111,  105,  -82, -106,  120, -118,  115,   95, -105,   37, -127,   52,   83,   28,
    -126, -125, -119,   99, -118,  123,   90,   90,  111, -126,  -95,   98,    9,  -67,   83,
      53,  126, -120, -125,  -96,  -31,   91,  -52,  -78,  125,  126,  113,   60, -123,  121,
     -85,  101, -126,  111,  103,  -91, -126,  -75,  -86,  -73,  125, -114,   93, -110,  -60,
    -105, -105, -114, -127,  -86,   54,   86, -116,   85, -108,  -98, -120,  107, -127, -123,
      94, -109, -110,  100, -111, -128, -115,  -95,  -88, -112, -101, -126, -110,  111, -128,
     105,   60,  125, -125,   84, -110,   90, -111, -119, -117, -117,   73,  114,  116,  -92,
      83, -121,  -91,  -95,  -76,  102, -107,   92,  122,  125,  114,   84, -107,   44, -113,
    -125, -109, -119, -121, -125,   83,  125, -125,   52, -115,  122, -116, -101,   91,  124,
     122, -110, -123,    1, -125,  102, -118,  -66, -128, -110, -123, -123,   71,   93,  118,
     -77,  118,  109, -124,   96, -106,  124,   64, -105,   95, -101,   64,  118,  -45,  -86,
     -43,   98,   47, -125,  104,   98,  124, -115, -112,  118,  121, -110,  123,  -99,   80,
     -98, -101,  123, -126, -122,  110, -104,  -77,  127,  116,  -61, -119, -107,  110, -115,
     110,  108, -116, -111, -121,  125,  116, -104,   77,  111, -117,   90, -126, -128,  108,
     -91, -117,  -99, -127, -101, -123,  120, -117,   98,  111, -119, -110,   64, -116,  115,
    -126, -116, -103,  105,  110, -119, -121, -113,  115,  -91, -111,  127, -116,  -87,  112,
     114,  112,  107,   86,   69, -100,   89, -109, -125,  119,  112,  105, -125,  110, -123,
    -113,   98, -125, -118,  123, -109,  113,   93,   93,  126, -118,   89,  122, -110,  116,
     109, -101, -120, -127,   83,  115, -112, -128, -118,  104,  110, -112,  109,  -85,  -93,
      89,   63,  121, -120,   82,  -73, -100,  119,  -72,  -13,   31, -113,  110, -127,   89,
     119, -110,  -99, -113, -123, -127, -105,   43,   94,  -69, -110,  115, -124,  108,  -87,
     -76, -101,  124,  -80, -108, -115,  111, -100,   98,  108, -122,  104,  103,  120,  119,
    -106,   51,   84, -112,  -80,  -83,  120,  113,  -91,   -1, -116,  -95,  -70,   64,  115,
    -106,   78,  124, -128,  114,   31, -117,  125, -121,   99,  127, -114,  124, -120, -100,
    -111, -109, -102,  -38, -123, -114,  -91,  116, -115,   97,  116,   78,  101,  -98, -118,
     126,  114,  120,   97, -122, -118,   98, -103, -118,  117,  115,  112,   97, -124,   97,
     116, -126,  117,  -73,   47,   91, -104,   60,   66,  115,  118,  -95,   95, -128, -111,
     127,  106,  125, -108, -115, -102,  -53,  -98,   54,   53,  -92,   96,   65,  -78, -102,
      23,  -48,  -42,  126, -124,  115,   46, -112, -106, -114,  107,  123,  113, -119,  -86,
      74,  -98, -117,  106, -122,   93,   93, -122,  -65,  -79,   77, -108,  121, -108, -107,
     107,  109,   98,  120, -107,  127,   76, -113,  121,  -82,  120,  -80, -121,  122, -125,
    -128, -117, -113,  126, -102, -112, -118,  104, -128,  115,  114,  105,   98, -117, -108,
      92,  -97, -104,   88, -115,  104,   98, -120,  -40,   94,  127,  -90,  -98,  -33,  -93,
    -111,   48,  -90, -106,   89,  103,  119,  103,  124,  119, -121, -121,   82, -120, -103,
      80, -112,   90,  -87, -120,   55,  107,   64,   79, -123,  119, -127,   43, -127,  125,
     118,  109, -116, -105,  114,  105,  112,  117, -114,  -81,   97,    1,   39,  127,  124,
     -79, -106, -101,   69,  -92,  125,  -77, -115,  126,  -16, -124,   83,  112, -126,   95,
     110, -115, -101,  100,  126, -120, -123, -126,   57,  -79,  -92, -102,  119,   68,   75,
     -96, -101, -116,   93,  -99, -104, -100,  -97, -108,   77,  115, -106, -102, -124,  105,
     118, -102,  -94, -119, -108,   70, -123,  125,  105,  -78, -116,  -97, -112, -107,  126,
      94, -122,   83,  -83,  112,   92,   56, -109, -115, -112,  104,  107, -119,  114,  108,
    -114,  -63,  112,  -75,  -97,  122,  -75,  -56, -124,   80, -110, -115,  -79,  111, -118,
      37,  127,  120, -119,  109,  111,  113, -117,  126, -106, -128, -114,  126,   75,  112,
     112,  113,   24,  112,   92,   66,   85, -126,   80,   76,  127, -126, -109,  105,   63,
      87,  105,  -59,   71,  121,   91,  115,  108, -124,  107,   72, -106, -128, -120, -104,
      87,  -55,  -51,  -64,   88, -120,  121, -118,   86,  103, -107,  -97,  127, -106, -117,
    -110,   91,  -74,  -50,   89, -109,   50,   42,  -98,  127,  -81,   84,  126,  -80, -112,
     -98,  109,  108,   97,  -61,  116, -125,  103,  116,  -91,  118,  127,  116, -126,  -58,
     111,   92,  119,  -71, -105,  126,   82,   82,  107,  125,   73,  -68,  107,   95,    1,
     116, -110, -120,  114,  108,  126, -121,  121,  -92,  -85,  116,  -92, -119, -113, -109,
     -71, -120, -118, -121,  127,  -84,  118,  105,   40,  116, -123,  121,  120,   77,  110,
    -121,  -70,  127, -102, -101,  105,  103,  110, -122,  101,   43, -117,   87,   97,   96,
     101,   75,   88,   95, -100, -112,  100,   57,  118,  116, -123,  101, -128,  101, -126,
     -82, -116,   99,   83, -107,   77,   89, -110, -117,   64,  -38,  122,  111,   99,  107,
     123, -126, -117,  101,  -59, -114,  124,   73, -113, -110, -128,   63, -111,  -76,  -93,
    -128,  118, -116, -127,  -97,   33,  -77,  -78,   50,  108,   95, -125,  103,   31,  -98,
      67,   94,   54, -106,   77,  -98, -101,  -90,  -85,  123,  -96,  -84, -104,  -97,   50,
    -121,   88,  102,   86,  111,   74,  108,  106, -109,   93, -117,  105,  -98,   62, -106,
    -127,  -97,  -25,  -91, -126, -117,  -46, -115,   76, -120,    1,  111,  102,  120,   27,
     -78,  -61,  126,  114, -119,  114, -105,  106, -110,   89, -104,  103,  102,  120, -119,
    -120,  -93,  106,   41,   93,  113,  127,  126,  107,  122,  -90,   56,  125,  114,  -84,
     122,  -93, -124,  -88,   72, -126,  -78,  -97,  104,  -88,  103,  -86, -111,  -97,   24,
    -100,  -75,  -61,  -91,   85,  116,  114,  120, -114,  -93, -111,   81, -106,  113, -122,
    -123,  -98,  100,  103,   93, -120,  -71, -100, -128, -113, -125, -102,  -53,   72,  -71,
     113, -123,  103, -118,  112,  111, -121,  124,   86,  119,  124,   97,  127,  -76,  -79,
    -108,  -91, -112, -111,  -54,  -85,  -93,   31, -122,   50,   82,   90, -108,   97,   47,
    -102,  124, -122, -121,  124, -123, -123,  -76,  119,  -99,  -80, -118, -118, -120,  -60,
      90,   69,  123,   79,  120,  126, -116,   88, -121,  -81,  127, -127, -112,  112,  -78,
     123, -113,  105, -120,  108,  109,  122, -107,  116, -113, -123,   46,   76,   97,   89,
      86,   46, -121,  100,   87,   99,   86, -104,  102,  119,   42,  -98,   81,  119, -126,
     105,   82,  117,   81,  -90,  121,  -59,   81, -109, -111,  -65,  126,   92,   87, -121,
    -128, -109,  111, -126, -115,  -78,    1, -115,  -97,  -94,  115,  120, -103,  120,  -75,
     111, -104, -119, -120, -112,  -91,   60,  -66, -120,  114,   88,  120,  107,  121,  125,
      82,  113,  127,  115,   99, -119,  -44,  -57,  -99, -102,  -86, -125, -100,  -80,  -21,
       1,  112,   81,   89,   74, -121,  108,  123, -110,  123, -117, -127,  116,  -84, -103,
    -128,  124,  -84,  117,  111,  108, -110, -103, -124,   69, -116, -119, -124, -123,  108,
    -124,  -84,  -60,  113,  115,  121,  103,  118,  126,  117,   93,   96, -109, -103,  123,
    -119,  -96,  111,  105,   90,   29,   94,  107,   75,   41,   64,  -81,  106, -121,   84,
    -124,   97, -121,   26,  -85, -128, -120, -113,   94,   92,  107,  -83, -120,   88,  -90,
    -112,  -87,  120,  -49,   20,   40, -121,  123,  117,  116,  -94, -115,  104, -126,   99,
     114,   80, -125,  124,  103,   69, -126,  -86,  110,  110,   85,   95,  121,  -82,   82,
     124, -121,   66,    1,  105, -125,   51,   50,   92,   72, -124, -107,  -99,   66,  -73,
     105,  -99,  110,  116, -109, -102,  122,  112,  104, -109,  102,  -88,  104,  117,  100,
    -115,   82,  123,   98,  119, -118,  118,  115, -127,  112, -104,  -52,  120, -124,  119,
     -54,   92,  115, -121,   40,  122,  117, -122,   86,  -85, -116,  123,  116, -122,  108,
    -121,  123,  114,  111,  112,  101,   90,  117,  117,  117,  114,  106,  118,  107, -121,
     116, -100, -112,  -59,  -95,  101, -127,  107,  124, -122, -121,   90, -109,   93,   98,
     -99, -117,   98,  -92, -108,  -82,  -95, -120,    1, -119,  -84, -104,   43,  111, -116,
     -79, -124, -125,  -78, -125, -128,  -94,  101, -122,   98, -112, -128,   92,   87, -118,
    -117,  121,  124,  115, -121,  123, -111, -125,   86, -118,   92,   63,  116,  110,   93,
      74,   77,  125,  104,  -96,  -86, -122,  -89, -126,  -86,  126, -123,  -89, -102, -124,
    -103, -113, -127,   91, -118,  109,  122,  104,  102,  105,  113,  125, -118, -127, -109,
     119,  -98,  125,  -95, -110,  123,  -97, -128,  -79,   58,   85, -124,   68,  103, -120,
     -69,   92, -128, -114,  107, -122,  126,  120, -105, -125,   86, -128, -112, -120,  113,
      93,  123,  121,  113,   96,  113,  116, -101,   81,  -96,  -72,  -97, -118,   76,  124,
     110,  100,  102,   91,   70,  109,  105, -113, -118, -127,   52,  -95,   89, -108,  -98,
     113,   79, -112,  118,  115,   34,  109,   92,  -85, -102,  -87,  -88, -105,  115,  -79,
      76,  -95,  107, -106,   59,   90,   94,  -76, -116, -126,  127,  120,  125, -119, -128,
     104,   80, -123,  123,   69,   94,   70,   44,   29,  110,  117,  104,  -70, -126,  116,
     -42,  -82, -101,  121, -117,  -90, -100, -117,  127,   72, -119, -110, -128,  114,  101,
      90,  -90,   92,  107, -116, -123,  124,  -97, -107,  112, -119,  -98, -112,  112, -125,
    -123, -127,   80,  101,  -85, -106, -122, -122,  -94, -113,  -86, -103,   83,  124, -119,
     125, -120, -101,   57,  107,  115,  127,  116, -127, -120,  106, -127,  121,  111,   95,
     127,   85,   80,  -91,   92,  -72,  111, -118, -120,   70,   44, -117,  103, -117, -117,
    -116, -116,  125,   64, -122,  -78,  -89,  -41,  116,   49,  -89,   49,  104,   33,   99,
     -94, -128, -107,   95,  102, -111,  120,   69,   88, -110,  -95, -102,  125,   61,   77,
    -100,  -58, -123, -112,  105,  115, -120,  121, -120,  119, -114, -118,  101,  120,  113,
       1,  -71, -121,  126, -107,  -80,  -89,  117,  -90, -128,  127, -106, -107, -127,  -93,
     107,   80,  127,  -63,  117,  -93,  -97,   85, -117,  -85,   86,  116,   95,  104, -105,
     110,   86,  111,  125,  125,  -66,   87,  105, -118, -105,   65,  121, -128,   65,  -88,
     124, -123,    1,   95,  110,   77,  117,  105,  117, -117,  103,   99, -100,   71,  103,
      94, -107,   95,   43,   70, -103,  -96,  106,  109,   85,  113,  -57,  -27,  -87, -128,
    -126,   96, -103,  124,   74,  119,  -55,  126,   42,  100,  116,   58, -118, -110,  101,
     -93,  -69,   52, -115,  -71,   77,   10, -108, -120, -125, -103,  102, -113, -117,  -98,
      96,   83, -121, -116, -125,  111,   92, -122,  -88, -127, -120,  126,   31,  125, -126,
    -123,   87,  102,  -81, -118,  -88,  100,  105,    8, -103,  112,  109,  122,  -97,  -69,
     122, -101, -105, -114, -117, -106, -105, -116,  124,  122, -119,  -94,   90,  -92, -120,
      86,  104,  -77,   50,  116,  117,  121,  126,  109, -128,  112, -122,  115, -103,  110,
     -69, -122, -119,   76, -109, -101,   87, -124,   84,  -95,    4, -126,   83,   87, -126,
    -120, -118,  115, -112,   87, -121,  118,  120,  109, -124,  119,  123,  113,  114,  120,
     117,  117,   69,   58,  -47,  -85, -119,   84,  123, -116, -107,   88,   77,   62,  -84,
     126, -120,   59,  -93,   78,  -80, -120,   77,  -81,  -95,   96,  105, -123,  111,   73,
    -106,   98,  -96,  -85,  -72,  -84,  -99, -122, -123,   71, -109, -106,  118,   51,  116,
      87, -122, -104,  108, -116,   24, -111,  126, -123,   43,  109,  -99, -122,  121,   42,
     108,   89, -118,  122,   96,  118,  -73,  -31, -124, -106,  -93,  118,  120,  117, -115,
    -127,  103,  105,   63, -116,   95, -100,   81,   52,  114,  -74,   48,  114, -120, -128,
    -120, -128, -114,   90, -125,   83,  109,   89,  -85,   85,   91,   67, -104,  -91, -120,
    -115,  107,  -90, -121,  -56,  127,   77, -124, -113,  -89,   93,  126,   74,  -97,   98,
     -99, -111,  123,   90,  110,   96, -123, -122,   83,  120,   89,    1,  -59,  -80,  100,
      88, -116, -117,   75,   50, -110,   75, -115,  -93, -128,  110,  126,  122,  -99,  -59,
      89,  -40,   21,   96,   20,   56,   45,  105,   55,  119, -127,  104, -123,  -81, -116,
    -122,  102, -103, -116, -121, -118, -116,   91, -114, -128,   91,   79,  122,  123,   85,
     -62,  -90, -122,   89,  -98,    1,   86,   99,  -79,   88,   95,   72, -127, -119, -128,
     -25,  -87,  107, -117,   96,  101, -103, -118, -114, -105, -109,  124,   79,  109, -120,
     120,  -82,   92,  124, -120,   63,  116, -122,  103,  100,  117, -127, -110,  119,  127,
      74, -124,    1,  -42,  105,  106,   99,   46,  111, -109, -112,   49, -121, -121,  100,
    -108,  119,  113,   80,  124,  104,  120,  123, -108, -112,  111, -112,   74,  120, -120,
     -89,  117, -111,   99, -113,  122,   94,   16,  -48,  -83,  -97, -101,  -48,  112, -124,
      78,  -71,  -90, -101,  100,   94,  123,  105,  113,  104,  110,  109, -125, -123,   56,
     -78, -112, -119, -123,   86, -124,  -95,  106,  108,  111, -115, -125, -122, -107, -118,
      42, -123, -109,   87,   98, -124,  122, -117, -124, -123, -124,  121, -123,  127,  116,
    -114, -109,  127, -101,  103,  116, -122,  108,  -32,   99, -126,  -84,   88,   89,  123,
    -103,  108,  113, -101, -112,   88, -112,  126,  -99,  -68,   84,  116, -126,   75, -127,
    -117,  110,  105,   96, -115,  126,  -90,   94, -102,  119,   91,  -99,  107,  121,   95,
      95,  102, -108, -114,   24,  127,   92,   80, -111,  115,  126,  104, -117,  109,  122,
    -127, -121, -122,  104,  124,   86, -123,  126, -104, -113,   77,   91,  105, -106,   58,
      85, -122, -105, -104,  116, -104, -102,  105, -127, -107,  -96, -115,   81,   68, -122,
      95,  127,   60,  107,  121, -105, -126,   30,  -90, -105, -101, -119,   78,  120,  -90,
    -115,  124,  -83,  103, -127,  -88,  -79, -116,    1,  -94,  -96,   81, -113, -126,  111,
     119,  108,  120,  112, -109, -110, -107,   96,   25, -102,  118, -117,  103,  -94, -110,
    -123,  -52, -101, -103,  -68,   66,  118,  -78,  -79,   50,  116, -106, -104,   85, -106,
     111,  -92,  -95,   88,  118, -127,   89, -126, -127, -114,  103,  109,  122, -117, -103,
      93,  -65, -106,   23,  -89, -128,  111, -123,  108,   96, -116,  -92, -102,  125,  110,
      81, -105,  115,  120,   69, -120,  125, -107,  119, -107,  117,  114,  119,  107, -107,
    -123,  -91,  -64,   48,   23,  -96,  111,   87,   92,   82, -102,  113,   89, -113, -111,
      33,   69, -113,  100, -104,   56,   70,  -87,  107,  123,   79,   70, -125, -110,   99,
       4,  -94,   65, -119,  123,  111, -116, -124,  120, -114,  117, -101,  103,  123, -122,
    -107, -102,  126, -106,   22,   97,  113,  103, -125,  -94,  125, -116,   49,  120,   62,
      66,   90, -117,  106,  126,  110,  105, -128, -124,  -65,   88, -101, -100,   82,  123,
    -118, -110, -111, -116, -112, -127, -125,  123,  120, -112,  119,   99,  119,  -93, -118,
    -117,  -98,  118, -127,   74,  121, -127,   91,   98,   86, -115,   60,  -77,   97,  115,
     118,   79, -127,  -96,  -82,   54, -106, -103,  119, -114, -109,  103,  106, -122,  109,
    -124, -110, -126,  127, -128, -122,   91,   91, -104, -108, -115,   58,  112,  118, -125,
     114,    1,  -88, -109, -124,  103,  -99,  -91,  118,  104,  -77,  -90,   98,  119,   34,
      68,  117,   92,   92,  106,   20,  -82,   93,  123, -109,   68, -109, -118,   77,  126,
    -122,  108, -112,  119,  -72,   57, -123,  -96,  122, -122, -111, -116,   56,  117, -125,
    -126,  -84, -126,  104,  118,  -88,   82,  115,   54,   76,  107, -108, -111,   87,  104,
     -92, -120,  -53,   70, -103, -108,  109, -100, -121, -116, -106,  116, -106, -124, -109,
     109, -126, -117, -128,  123, -121, -116,  101, -121, -123,  102,  118,  101, -122, -127,
     118, -128,  111, -120,   90, -109,  116,  116, -118, -125,  108, -112,  -85,   73, -104,
    -126, -123, -123,  111,  111,   75,  115,  106,  122,  122, -120, -117,  110,  106, -124,
     121, -108,   95,  -61,   55,  110,  105,  102,  125,   94, -117,  126,  113,  123,  123,
    -105,  111,  117, -110, -107,   94,   80,   47,   90,  115, -108,   93, -116,  113, -103,
    -124,  108, -111,  103,   74,   94,   97,  -89,  -52,  106,  -79,  -91,  -25,   52,  -94,
    -114, -112,  100,   67,   44,  123, -107, -116,   84, -114,  121,  102,  120,  -72,  125,
    -113,    1,   32,  107,  117, -113,  107, -121,  -99, -116,  -51,   62,  -91, -103,  112,
     -91,  -89, -121,   84,   87, -122, -119,  -87,   92,  -86,  123,  124, -118,  108,  -99,
     125, -119,  120, -123,   98, -121, -113,  125, -103,  107, -105,  106,   40,  125,  122,
     111, -104,  101,  101,  116, -106,  119,  125,   95,  124,  118,  115,  -97,   86, -119,
    -116, -126,  103, -123, -125, -114,  104, -125,  104, -124,  100,  -53,   78,   85,  110,
    -108,   84,  100,  -97,  124,   76,   67, -122, -123,   99, -126, -110,  120,  105,  125,
      77, -125, -112, -106,  -96, -101, -125, -119,  127,   64,   89,   27,  103, -114,   84,
     113, -113,   91, -125, -103, -111,   23, -108, -119, -119,  -84, -101,   94,  105, -123,
    -116,   98,   90,  120,  108, -111,  -92,   34, -126,   70,  -97,   93,  -75, -102,   41,
    -100,  -99,  -76,  -46,   55,  121,  110,   95,  122, -126, -120,  126,   93, -116, -116,
     116, -108, -117,  -84, -128,   73,  105,  126, -124, -128, -101,  127,  110, -111,  106,
     116,  100,  126,   97, -111,   65, -103, -113,  116,   97,   51, -127,  123,  -95,   37,
     123, -124, -128,  107,  111, -124,   90, -113, -112,  122,  -77,   55, -110, -118,  121,
     -73,  -88, -117,  -86,  -52,  111,  113,   95, -126,   71,   59,  -50, -124,  -97, -117,
     122,  -76, -111,  120,  113,  -72,   90, -115,    8,  114, -125,  105,   90,  104,   76,
     -93, -114,  -47,  -78,  108,   86, -116,   80, -119, -117,   94,  127, -103, -112,    1,
    -119, -127,  -88, -119, -127, -127,   98, -119,  118,   97,  112, -126,  122, -117,  -81,
      35, -110,   52, -126, -106,  -69, -107,   49, -107,  -54, -122,  -18,  122,  126, -127,
    -117,  119, -115, -115,  102,  118,  115, -115,  103, -123,  122,  127,  105,   36,   92,
     116, -104, -112,  124, -114,  115, -106,  121,  124, -120,   97,  121,  -77,  124,   95,
     -98, -125,  103,  115,   96,   90, -118,   39,  123, -117, -128,  118,  117,  -93,   94,
    -119,  123,  108,  -92,   99,  121, -126,  117, -115, -125,  114,  105, -111,   99, -114,
      70,  -92,   95,  127,  -84,  119,  111, -109,  121,  -95,  127, -123,   70,  -82,   85,
     -76,   69,  -58,  -96,  117, -103,   75, -114, -127, -114,  -91,  102,  109,   36,   73,
    -112, -104,  -86,   83, -112,  127,  -75,   39, -109,  101,  117, -105,    1,   66,   82,
     -87,  -95,   54,   91, -119,  117, -108,  -88,   84, -102,   63, -107, -104, -106,  112,
     100,  -94,  -70,  -99,  -55,   54,  -98, -114,  115, -110, -103,   73,   91,  106,   81,
     109, -113,  101,  117,   84,  121,   91,   44,  116, -124,  101,  109, -114,  108, -103,
    -124,  113,  -99,   57, -122, -126,   79,  109, -114,  126,  108,  119,  100,   98, -109,
      72,   98, -113,  123,   95,  121,  -84,  116, -105, -116,  106,  -92,   97,  127,  127,
      95,  -99,  114, -127,   46,  -78,   65,  108,  105,  -81,  101, -115, -109, -126, -115,
    -127, -113,  -87,  106, -120,    1,  -94,  116,  107,   55,  -90,  -94, -125, -106,   96,
     120,   55,   56,  111,   15,   88,
};

/* for each channel: multiplier (4 bytes), bytes to leave out, factor, bias (3 bytes) */
static const int8_t conv_2d_1_records[216] FLASH = {
     -12,  -63,  101,   80,    1,    4,  -43,   17,    0,
       2,  -10,  -70,   82,    1,    4,  -67,    6,    0,
     120,  -51,  -21,   82,    1,    4,  121,   24,    0,
     100,   95,  -67,   66,    1,    4,  -56,   19,    0,
    -110,  125,    2,   92,    1,    2,  -11,   11,    0,
      57,  -78, -104,  113,    1,    2,  -48,   27,    0,
      36,   64,   54,  104,    1,    2,  -84,  -13,   -1,
      75,   44,  -58,   89,    1,    2,   39,   18,    0,
     -75,  -28,    3,  118,    1,    2,   58,    4,    0,
     -81,  -37,   90,   64,    1,    4,   69,   13,    0,
      26,   37,    4,   74,    1,    4,  -35,   22,    0,
      85,  -67,   13,   72,    1,    4,   70,   28,    0,
     -31,   90,   37,   97,    1,    2,   87,   26,    0,
     -90,    0,  -33,  109,    1,    2,   92,   18,    0,
     -19,  -60,   25,   86,    1,    2,  -39,   28,    0,
     -46, -126,  121,   91,    1,    2,  108,   19,    0,
     -93,   92, -113,  108,    1,    2,  123,   26,    0,
     -53,   61,  -79,  121,    1,    2,   47,   16,    0,
      -4,  -54,  -22,   70,    1,    4, -106,   32,    0,
     -40,  -75,  -53,   65,    1,    4,  -89,   28,    0,
    -122,  -22, -109,   96,    1,    2,  -35,   14,    0,
      77,  -17,  100,  113,    1,    2,   39,   25,    0,
      50,  106,  -25,   75,    1,    4, -119,   23,    0,
     -30,  -38, -110,   83,    1,    4,   62,   17,    0,
};

/* Copies the window whose corner is at (top, left) into one run of numbers. What lies outside
 * the image is 0, which is stored as ZERO_POINT. */
static void conv_2d_1_window(const int8_t *input, index_t top, index_t left,
                               int8_t *window)
{
    enum { IN_WIDTH = 6, IN_CHANNELS = 16, FILTER_HEIGHT = 3, FILTER_WIDTH = 3 };

    input += (top * IN_WIDTH + left) * IN_CHANNELS;
    for (index_t row = 0; row < FILTER_HEIGHT; row++) {
        memcpy(window, input, FILTER_WIDTH * IN_CHANNELS);
        window += FILTER_WIDTH * IN_CHANNELS;
        input += IN_WIDTH * IN_CHANNELS;
    }
}

/* CONV_2D, conv2d_1/Relu: 1 x 6 x 6 x 16 -> 1 x 4 x 4 x 24
 * An output stands for 0.0124472 * (stored + 128). */
static void conv_2d_1(const int8_t *input, int8_t *output)
{
    enum {
        OUT_CHANNELS = 24, STRIDE_HEIGHT = 1, STRIDE_WIDTH = 1, PAD_TOP = 0, PAD_LEFT = 0,
        FILTER_SIZE = 144, OUTPUT_OFFSET = -128, LOW = -128, HIGH = 127, SHARED = 0, HEIGHT = 4,
        WIDTH = 4
    };
    sum24 sums[OUT_CHANNELS];
    int8_t window[FILTER_SIZE];

    for (index_t y = 0; y < HEIGHT; y++) {
        for (index_t x = 0; x < WIDTH; x++) {
            const index_t v = y, h = x;
                    conv_2d_1_window(
                        input, v * STRIDE_HEIGHT - PAD_TOP, h * STRIDE_WIDTH - PAD_LEFT, window);
                    const sum24 shared = sum_unsigned(window, FILTER_SIZE) << 7;
                    for (index_t channel = 0; channel < OUT_CHANNELS; channel++)
                        sums[channel] = -shared;
                    dot_8(sums + 0, window, FILTER_SIZE, AT(conv_2d_1_weights) + 0UL);
                    dot_8(sums + 8, window, FILTER_SIZE, AT(conv_2d_1_weights) + 1152UL);
                    dot_8(sums + 16, window, FILTER_SIZE, AT(conv_2d_1_weights) + 2304UL);
            scale_24(sums, output, OUT_CHANNELS, LOW + 128, HIGH + 128, OUTPUT_OFFSET + 128,
                     SHARED, AT(conv_2d_1_records));
            output += OUT_CHANNELS;
        }
    }
}

/* FULLY_CONNECTED on an AVR: every output is the dot product of all inputs and a row of weights,
 * plus a bias. Rows go through the inputs in groups of eight, as many as there are registers
 * for; what is left over goes in groups of four, two and one.
 *
 * The formula is sum((input - zero point) * weight) + bias. The zero point's share does not
 * depend on the input: it is already in the bias here. Weights are 128 too large and lie in the
 * order in which they are used: group by group, input by input. */

/* weights + 128, as they are used */
static const int8_t fully_connected_3_weights[12288] FLASH = {
    -109,  126,  112,   90, -108,  123,   94, -112,  127,  -85, -108, -114,   93, -106, -110,
      20, -110,  109,   67, -120,  -91, -104,  124,  -83,  -65,  101,   73,  119,  -67,   98,
      97,  -86, -115,  111, -101,  -87,  115,  -91, -101,   95,  105,  122,  119,   99,  123,
    -123,  122,   83, -123, -117,  -99, -115,  121, -126, -116,  107, -119,  114, -116, -115,
    -118,  100, -115, -118, -113,  102,  116,  114,  -57, -106,  110,   56,  106,  123, -105,
    -118,   89,  104, -106,   53,  103,  109, -114, -100, -105,   90,  121, -113, -105,  110,
     121, -125,  122, -117, -110, -121, -122,  116,  127, -114, -106,  102,   96, -111,  120,
     127, -100, -116,   95,  126, -104,   93, -103,  117, -110,  -50, -114,  114, -128,  111,
    -110, -117,  115, -109, -127, -101, -103,  -92, -122,  123, -126, -127, -128, -109,  -85,
    -127, -117,  127, -104, -122,  -90, -121, -116,  122,  -99,  117,  101, -128, -104,  118,
     122,  -86, -127, -108, -125, -123, -127, -124, -120, -123, -102,  -76,  111, -108,  123,
     -83,  102,  -69,   94,  122,  -85,  -87,   83,  -85,  -96,   29,  106,  103,   94,  126,
    -110,  127,   90, -100,  120,  115,   91,   97, -103,  116,   86, -119,  119, -103,  123,
      97, -112, -122,   99, -101, -117,  111,  -98, -110,  114, -114, -115,   54, -111, -126,
     119, -128, -107, -108,  107, -100,  -94,  -95, -119,  127, -113,   78,  122, -100, -124,
     101, -111, -103, -123, -109, -118,  125,  101, -123,  105,   95,  118, -123, -120,  107,
    -111,  106, -126, -118,  126,  117, -101,  110, -120,  111, -114, -106, -120,  105, -128,
    -119, -110,  113,  117,  113,  -56,  127,  127,  115, -122,   87, -122,  118,  124,  127,
    -113,   72,  122,  119, -114, -105, -109,  105, -126, -118, -123,  118,  122, -118,  119,
     126, -127, -118,  120,  116,  120, -101,  127,   92, -126, -104,  124,  108, -105, -103,
     101,  127,  -92,   95,  -84,  127, -108,  -78, -101,  111, -114,  117,  125, -104, -111,
    -111,  110, -108, -115, -113, -120, -111,  117, -125, -123, -108,  -96, -119, -127, -113,
    -128,  122, -102,  124, -121,  123, -111, -124,  121,  124, -117,  123, -128,  -97,  116,
    -122,  114, -121,  123, -122,  126, -128, -103,  -91,  114,  -93, -100,  -92,  102,  -77,
     118,   98, -113, -113, -114, -105,  -98,   49,  120,  102,  116, -122,  -89, -115,   96,
    -106, -128, -125,   93, -100, -109,  115,  112, -121,  123, -108, -106,  100,  126, -119,
     103, -110, -101,   80, -106,  -96,  127, -103, -127,   73, -117, -126,  110, -128,  125,
    -108,   99, -104, -109,  -85, -119,  122, -122,   97, -126, -111, -113,  102, -116, -104,
    -118,  -95,  121,  121,  120, -114,  100,   84,  120, -127,  120,   97, -110,  115, -127,
    -125, -118,  118, -109, -127,  125, -116,  -99,  -96, -117,  111, -127, -124, -107,  115,
    -125,  123,  -88,  120,  123, -108, -123,  106, -111, -125,  122, -125, -101,   88,  122,
    -122,  -95, -103, -103,   93,  105, -128, -112, -123,  123,  122, -126, -109,  123, -121,
    -126,  117, -127, -105, -116,  113,  125, -104,  122,  124, -101,  -80,  117,  124,  -90,
      77, -103, -114,  -98,  -95, -117,  113, -100, -117, -121, -119,  -94, -117,  104,  -99,
    -116,  120,  124,  -98,  111,  126, -124, -109,  -79, -112,  122,  124,  117, -121, -104,
    -121, -112,  111, -120, -114, -126, -125, -114,  124,  120,  -92,  120, -119, -123, -128,
     126,  124,  111,  111,  115,  121, -105,  -75, -122,  -85, -115, -115,  113,  108, -125,
    -115, -108, -124, -101,   81,  122,  115, -127, -110,  -93, -114,   82, -125,  113,  -97,
     101,  -91, -119,   99,   85, -123, -122, -102,  -98,  109,  122, -120,   77,  -92, -109,
     105, -104, -104,  112,  -99,   93,   92, -118, -112,  117,  108,  124, -111, -123, -125,
    -111,  -80, -117, -128,  123,   98,  112, -109, -111,   98,  117, -120,  -84, -102,  120,
     113,  102, -115,   70,   88, -124,  121,   86,  108, -105,  119, -111, -127, -117, -128,
    -113,  109, -122, -107, -123,  -66,  124,   46,  116, -122,  -99, -115, -115, -115, -113,
      91,  120,  -93, -125, -126, -105, -125,  110,  117,  122,   96, -112,  -86, -121,  121,
     122,   94,  113,  124, -111, -124, -123,  126, -120,  125,  125, -123,  118,  122,  115,
    -112, -123,   85,  112, -105,  121, -114,  -96,  -82,  107,  116,  -96,   81, -104, -114,
    -111,  -94,  111,  100, -107, -113,  111, -115,  -67, -101,   64,  -91, -107,  106, -105,
    -115, -120,  102, -114, -109,  -93, -126,  107, -104,  115,  105,  126, -125, -109,  122,
    -105,  -90, -116,  127, -115,  124,   98,  -74,  124, -112, -113, -100,  113,  111,   90,
     101,  120,  115, -104,  -65, -124,  -91, -102,  122, -122, -109, -111,  -89, -119, -126,
     121,   97,  125,   94,  119, -102, -115,  121,   92,  114, -116, -103,  115,  -91,  120,
      93,   68, -110, -122,  115,  123,  118, -128, -101,   89, -116,  125,  -95,  116,  101,
    -125, -106,   99,  124,  111,  107,   99,  118, -101, -127,  121, -100,  -83,  110,   97,
     125,  -79, -120,  117, -116,  115,   75, -116,  113, -111,  121, -126, -107,  117,  112,
     105,  115, -112, -117, -127,  121, -124,  100,  118,  126, -124,  -80,  100, -128,  125,
     109, -126, -118,  125, -127, -126, -122,   97,  123, -112,  104, -110,  100,  120, -105,
     120,  125,  127,   95, -121,  111,  119,  126, -113,  118, -106, -126, -119,  103,  112,
     114, -121,   87,   94,  124, -124,  114, -122,  106, -114,  116,  116, -124, -128,  118,
     117, -116, -115, -106,  -92,  115,  105,  123, -110,  120, -101,  115, -127, -100, -121,
     123,  126, -110,  106, -123,  -85, -109,  105, -125, -128,  124,  106,  119, -113,  124,
      99,  -90,  119,  120,  123,  119, -123, -112, -111, -127,  -91, -128, -115,  113,   72,
    -115, -101, -117,  125, -111,  123,  127,  118, -118, -109,  127,  117,  107, -121, -103,
     119, -115, -111, -123,  118, -104, -128,  102, -111, -103,  127, -102,  121,  104, -117,
     123,   87, -127, -115, -124,  105,  -97, -121,   93,  122,  118, -121,  113,  118, -118,
     126, -121,  109,  108, -114, -113,  108, -127,  127,  106, -125, -124, -116, -127,   97,
     124, -124, -128,  125,  111,  114, -124,  113,  124, -106, -111,  123, -125,  -97,  123,
    -114,  125,  123,  111, -115, -120, -118,  125,  -96, -128, -126, -128,  127,  113, -119,
    -111, -123, -126, -104,  102,  119, -117, -114, -111,  122,  119,  126,  108,  119, -118,
    -118,  126, -121, -117,  114, -128, -119,  125, -107,  109, -116,  -95,  122,  112, -102,
     117, -127,  125,  122,  121,  121, -124, -112,  126, -112, -123,  101,  102,  121,  105,
     107,  121,  123,  104, -112,  114, -127,  119,  116, -115, -120,  102, -119, -103, -121,
    -127, -122, -122,  123,  101, -126,  119,  -97,  101, -119,  -98, -104,   99, -113, -112,
     125, -125, -104, -119,  112,  126,  125,   98,  119, -114, -120,  117,  114, -100, -123,
    -115,  108, -109,  119, -112, -119,  120,  -92, -126, -128, -124,   89, -109, -111, -114,
    -109, -128, -126,  119,  110,  124, -101,  122,  111,  100, -112, -103,  102,  127, -102,
    -109,  118, -123, -121,  120,  -96, -114, -110, -115, -124,  119, -102,  120,  104,  119,
    -119, -128,  116, -107, -125,   96,  121, -116, -113,  112,  104, -125, -115, -108, -124,
     121, -125, -118,  105,  116, -123,   87, -118,  124, -120, -115, -115, -125,  122, -123,
     103,  113,  107, -115,  114,  119, -113, -115,  100,  125,  -95, -127, -108,  124, -110,
    -108, -127,  118, -116,  122,  -98, -105,  121, -119,  111,  119, -125, -100,  124, -127,
     113,  108, -128, -111, -105, -113, -102,  114,  109, -119, -124, -122, -102,  120, -109,
    -109,  101,  107,  -99,  123, -115,  117, -103, -111, -123,  117, -114,  113,  127, -125,
     123,  127, -127, -115,  -97, -107, -122,  112,  114,  108, -116,  122,  119, -123, -127,
     122, -119,  106, -118,  111,  116, -128, -119,  108, -108, -105,  125,  110, -105, -107,
    -127, -126, -118,  126, -123,  104,  114,  -99, -121,   98, -109,  -98,  115,  119, -125,
    -115,  102, -124, -127,  108, -126,  118,  127,   99, -120, -115,  116, -111,  105, -104,
     127, -112,  116,  120,  -91, -117, -115, -112,   89, -108, -117, -116, -110,  108, -117,
     118,  124, -120, -117,  113,  105,   93,  119,  125,  125, -125, -125, -113, -110, -110,
    -124,  114, -104, -101, -115,  125, -124,  109, -106, -122, -126,  125, -111,   99,  120,
    -111, -114,  123, -127, -109, -122,  108,  110, -112, -112, -114,  112,   98, -118, -100,
     106,  101, -118,   84,  126,  126, -127, -116,  126, -121,  121,  127, -125,  118,   98,
    -117,  122,  118,  -90, -109,   99,  119, -103, -118, -108,  117,  -97,  127, -118,  110,
     -95, -118,  -98, -112,  123, -124, -127,  125,  109,  121,   82,  106, -107,  119, -107,
    -126, -101, -110,  -99,  119,  114, -121, -127, -125, -113,   85, -121,  -87,  120,  112,
     119, -116,  -92, -114, -114, -110,  125,  120,  120,  125, -116,  115,  109, -124, -120,
    -114, -117, -106,  -95,   98, -111,  117, -114,  125,  104,  127, -127,  118, -116,  109,
     127, -115,  118, -117, -100,  100, -110,  -98,  116,  115,  -90, -104,  117,   86, -103,
     127, -114, -128,  120, -100, -116,   86, -112, -100,   94,   96,  -96, -125,   86, -108,
     116,  103, -112,  119, -112,   84,  119,  -79,   40,  127,   97, -103,  121,  -96,   81,
     119, -111, -121, -105, -110,  103,  127,  -86,  122, -100,  127, -116, -109,  115,  127,
    -116,  104,  108,  107,  106,  100, -116, -117,  118, -122,  -84, -115,  125,  116, -112,
     -82, -119, -120,   83,   99,  -89, -126, -121, -128,  -99,   79,  115, -119, -125,  123,
    -113,  -95, -104,   87, -120, -118,  120, -127, -125, -123, -114, -110,  113,  124,  121,
    -104,  123,  125,  118, -123,  103, -108, -101,  107,  -93, -103,  117,  -96, -124,  102,
     -73,  116,  106,  126, -104,  124, -122,  127,  119,  102,  107,  105,  115,  -95, -120,
    -110,  119,   98, -114,  124,  116, -120,  121, -120, -106,  111,  -99, -114, -118, -124,
     110, -102,  113,  118,  123,  115, -128, -112, -127, -122,  113,   95, -122,  117, -109,
     119, -121, -114,  115,  102, -121,  113,  123,  115,  103,  -89, -103, -114, -100,  125,
    -125,   97, -127,  112,  -99,   85,  117, -120, -106, -110, -122,  109, -112,  118,  115,
     113, -121,  105,  116, -115,  121, -105, -114,  111,  101, -127, -125, -107, -104,  123,
    -123, -116,  115, -127, -113,  -82, -102,  126, -121, -111,  112, -110,  121,   94,  126,
     116,  -97,  111,  113,  -83,   72,  122,  117, -105, -128, -112,  116,  -88,  -73, -106,
    -117,  107,   97, -107, -106, -119,  127,   78, -109,  124,  110, -123, -125, -125, -125,
    -125, -102,  -92,  103, -114,  125, -126, -113,   95,  102,   89,  118, -123, -117,  119,
     102, -121, -101,  118, -128,  103, -108,  116,  118, -113, -117,   79, -126, -122, -127,
     110,  120, -119,  122, -119,  115,  124, -116, -113,   85, -124,  113,  113, -117, -117,
    -118,  125,  116, -108, -115,  118,  126, -115,  116, -101,   97,   70, -119,  -93, -117,
     114, -113, -127, -113,  125,  117,   84, -121,  106,  125, -111,  121, -123, -127,  122,
     125, -123, -123, -126,  122,  125, -109, -109, -108, -105, -117, -116,  121, -109,  121,
     115,  123,  116, -124, -117, -115, -108,  118,  125, -119,  111, -122,  121, -104, -110,
     127,  113, -107,  121, -122,  119,  105, -108, -125, -124,  -76,  124,  116,  122, -124,
      96, -109, -113, -125, -123, -118, -118, -120,  125,  124, -116, -122,  123, -127,  112,
    -117, -112, -125, -122, -123,  113,  108,  118,  123, -107, -114,  125, -121, -122,  125,
     106,  -91, -106, -109, -127, -121,  -95,  124,  -99,  116,   98,  124,   93, -106,  111,
     119,  -81,   77,  103,   97, -108,  127, -103,  127, -121,  -88,  -96,  123, -116,  104,
    -119, -122, -121, -124,   89, -121,  118,  113, -121, -113,  120,  124,  123, -112,  -98,
     113, -121, -122, -110, -109,   90,  125,   94, -126,  127, -113,  107, -121, -119,  -97,
    -126,  124,  112, -108,  120,  113,  118, -104,   96, -117, -113,  123,  122,  117,  119,
    -114,  124, -118,  120,  113, -114,   82,  101,  123,   97, -105, -104, -111, -122, -125,
    -106, -113,  115, -112,  119,  126, -110,  106,   79, -113, -111,  111,  115, -108, -115,
    -114, -115,  122,  124, -123,   91,  119,  -92,  125,  127, -123, -107,  123,  125,  124,
    -113,  112,  127, -107, -106, -105, -108, -126, -126,  127, -124,  122,  117,  112, -126,
     124,  122, -123, -111,  101,  121,  -94,  122, -115, -111,  -88,  -97,  122,  120, -127,
     116, -112, -118,  110, -114,  110, -120,  -89, -125,  117,  123, -124,   79, -102, -114,
    -127,  115, -112, -126,  126,  121,  121, -118,  125,  102, -114,  116, -107, -120, -124,
    -119,  127, -128,  117, -121,  126, -104, -124,  117, -123, -119, -122,  104,  -96,  -92,
    -123,  125,  127, -109, -110, -113, -128,  106, -121,   90, -116,  120, -124, -111,   65,
     101,  100,  -99,  126, -109,  121,  124, -115,  -74, -118, -124,  120, -113, -115, -118,
     110,   92, -111, -113,  108, -119, -123,  111,  121, -126, -120,  119, -127, -113,  127,
    -119, -118,  117,  120,  119,  124,  126, -114, -122,  122, -125,  -93, -104,  126,  106,
    -124,   97, -119, -116, -123, -115, -120, -106,  115,  103, -125, -121,  123, -127, -114,
     101,  101,  -90,   81,   70, -101,  112, -128, -105, -128,  114, -121,  -96, -115,  125,
    -116, -120,  109, -108,  119,   81, -123, -107,  113,  114, -127, -121, -119, -123,  119,
     123,  121,  108,  119,  -81, -126,  110, -127, -112,  126, -117,  125,  123,   79,  110,
     -99, -122,  -98, -102, -114, -121, -128,  119, -124, -106,  127,  108, -109,  118, -122,
    -119,  100,  117, -118, -128, -109, -113,  -94, -115,  111,  127,  114,  122,  124, -119,
     122, -111,  119, -112,  -85,  127,  118,  103, -105,   59,  -84, -119, -110,  121, -123,
    -122,  109,  124,  120, -116,  107,  121, -120,  120,  -98, -118, -127,  123, -122, -122,
     117, -118, -109,  -98,  118, -114,  121,  125, -120,  102,  -88,  -99,  112,  115,  126,
    -106, -123,  127, -121,  108, -116,  112, -100, -121,  123,  -64,   16,  104,   99, -117,
     120,  -78,  119,   99,  117, -102, -121, -118,  127, -119, -115, -112,  125,   81,  -91,
    -122,  115, -106,  -98,  110, -123, -113,  113,  120, -124, -120, -125,  -97,  -87,  104,
     116, -127, -125,  122, -116,  119,  106, -110,  -75, -112,  101,   94,  -97,  115, -120,
    -110, -120, -102, -117, -104, -122,   85,  -98, -125, -124, -116, -128,  126,  115, -117,
    -108,   86,   95,  115, -100, -121,  102,  127,  102,  -91, -111,  106, -105, -101, -128,
     -58,  -95,   55,  -74,  118,  124, -127,  108,  -99,   95,  124,   74,   79, -128, -113,
     -89,  -92, -119, -108, -120,   70,  112, -112, -108, -126,  109,  109, -124,  115, -101,
     119,  -89,   90, -108, -102,  111,  120, -116,  113,  104, -113,   80, -126,   94,   98,
    -120, -121,  -95, -105, -114, -122,  112,   92, -123, -122,  127, -118,   96,  -90, -102,
    -124, -128, -104, -126, -109,  -91, -106,  -58,  103, -110,  116, -118, -109,  118,  127,
    -127, -123, -126,  121, -112, -123,  102,  110,  127,  121,  117,  118,  116, -114,  124,
    -110, -125,  120,  107, -115, -127, -124, -111,  -92, -119, -112, -111, -122,  120, -109,
    -114, -126, -118,  123, -107,  111, -126,  -75,  103,  119,  108, -107,  120, -120,  111,
    -121, -105,  -83,  -80,  114, -114, -104, -125,  -85, -114,   60,  -88, -122, -124, -112,
     120,  119, -125, -108,  -92,  -93, -108, -118, -124, -119,  -92,  119,  109,   61, -100,
    -118,  124,  100,  122,  -67, -100,  119,  109,  119,  -87, -126,   67,  115, -127,   93,
     103, -114, -102,  125,  110,  103,  127, -108,  117, -112,  114, -103,  124,  102,  114,
     120, -101, -124,  105,  120,  123, -123,  123,  126, -122, -108, -103,  -85, -109,  119,
     124,  -97,  125, -122,  107, -126, -111,  114,  101,   79, -122, -106,  -82, -113,  120,
     127, -115,  106,  111, -127, -105,  119,  108,  126, -112, -123, -102,  120,  -93,  121,
    -124, -116,  103,  127, -124,   97,  124, -125,  106,  117,  104,  110,  123,  118, -103,
    -120, -114, -120, -126,  119, -110,  120,  122, -117,   99, -110, -112, -123, -122, -107,
     126,  -97,  -93, -108,  -67, -114, -107, -127, -114,  126,  126, -119,  127, -118, -112,
     107,  123, -111,  117,  114,  115, -125,  110,  124,  105, -123,  115, -115,  114,  116,
     106,  113, -128, -128, -104, -106, -110,  113, -110, -106,  120,  120, -110,  127,  118,
    -127, -117,  115, -119,  -97,  127,  114,  110,  127,  118, -100,  114,  103, -106,  -80,
     -99, -109,  125,  -97,  112,  -91,  118,   99,  -84, -121, -125, -115, -124,  102, -122,
    -112,  -92, -104, -118,  -98, -114,  120, -107,  101, -115,   92, -109, -100,  124,  111,
     122,  -94,  -76, -117,  124, -126,  -95, -121,   97,  127, -108, -127,  117, -116, -108,
    -122,  125,  109,  126, -101, -128, -127,   90, -110,  101,  113,  116,  123, -107,  127,
     120,  119,  110, -103,  126, -107,  123,  123,  125, -111, -111,  127, -125,  -87,  114,
    -124,  114, -111, -127, -110,  113,  115, -112, -104,  -93, -124,  106,  109, -120, -122,
     108, -125, -111, -124,  109, -128, -115, -112,  -90,  123,  -96, -125, -111,  111,  112,
     126,  127,   95,  114, -128,   97,  106,   79,   83, -113,  125, -115, -116, -112, -122,
    -124,  123, -124,  120, -124, -111,  112, -106, -111, -103, -122,  -97,  121, -125,  -96,
    -101,  -65,  127, -127, -126, -105, -117,  114, -116,  127,  123,  113,   94, -119,  125,
    -119,  100,  109,  124, -127,  118, -125, -117,  124, -111,  119,   89,  124,  115, -109,
     119, -106, -102, -115,  116, -126, -110,  127,  110,  -94, -116,  123, -120, -110, -125,
     127, -109, -114,  119,  106,  119,  122,  -84, -118,  111, -124,  -95, -108, -125, -112,
     -90,   94,  -78,  104,   71,  -79, -110, -112, -108, -128,  105, -117, -108, -120,  -99,
    -126, -111,  124, -116, -114,   96, -102,  126, -116,  127, -108,  113, -125, -105,  -79,
    -119,  121, -126, -107,  117,   87, -114, -109, -125,  118, -125, -113,  122,  120,  113,
     120,  -95, -124,  126,   80,  -71,   87,  114,  126, -118,  -94,  113,   98,  127,   99,
    -115, -122, -100,  125,  127,  108,  117,  124, -128,  126, -109,  118,  106,   78, -109,
     122,  126,  111,  117,  122, -110, -112, -108,   87,  123, -121, -112,  108, -116, -118,
     122,   76, -114,  119, -101,  -88,  107,  122, -118, -106,   97, -116, -116,  117,   50,
      97, -117,   45,  106,   89,   83, -105, -103, -124, -125, -118, -111, -105, -112, -126,
     108,  109, -115,  121, -107, -100,  -78,  126, -111,  119, -122,  -97, -107,  -55, -124,
    -127,  122, -108,  124,  123,  120,  122, -117,  117,   95,  113, -127,  -94,   91,   99,
    -128,  124,   87,  -98, -113, -115,  120,  127,  124,  127, -111, -107,  124,  -97, -116,
     127, -115,  115, -116,  126,   99, -113, -118,  120, -103, -121, -117,  122,  -89,   76,
    -109,   77,  123,  114,  -91, -113,  109, -126,  113, -109,  -96, -121,  -96,   47,  -64,
      87,   61,  -47,  -95, -105, -109, -113,   99, -103, -116,  125, -123, -125,  125,  110,
    -102, -105,   80, -120, -115, -126,  124, -103,  116, -111, -109,  -72,  127,  119, -114,
     -92,  125,   94, -114, -106, -114,  110, -119,  -95, -123, -117, -119,  101,  123, -111,
    -107,  111,  124,   77, -124, -107,  124, -111,  126,  -99, -119,  -99, -110, -119, -114,
     119,  118,  101,  102,   85, -118,  105,  -77,  117,  125,   88, -128,   71,  -68,  -89,
     116,  114,  106, -119, -111,  118,  126, -111,  -82,  -97,  -82,  121,  -92,  -65,  -46,
     -94,  123,  108, -114,  116, -122, -100, -103, -123, -103, -114,  124,  116,  121, -112,
    -124,  -89,  126,   98,  -89, -122,  109, -112,  121, -104,  -35,  -80,  122,  -83, -111,
    -104,  -95,  119, -107, -122, -113,  -95, -115,  -82,  111, -107,  -83,  114, -105,  126,
    -119, -110,  -87,  124, -115,  -89, -118,  -92,  110, -121,  116, -115, -111, -120,  121,
    -119, -120,  -91, -121,  -89, -100,  -88,  102,  125, -125,  -94,  110, -126,  120, -127,
     120, -123,   93,  124,  126,  127, -123,   68,  126, -125,  126,  108, -127,  109,  103,
    -112, -109,   69,  121, -114, -115, -117, -114,  115,  117,  102, -125,  104,  -85,  126,
    -127, -116, -127, -119, -114, -116,  119, -102,  109,  -98, -118,  -92, -125,  126,  125,
    -109, -115, -111,  101,  -87,  -93,  -75,  -93, -117,  -98, -119,  -93, -121,  127, -106,
    -109, -114,  -42,  111,  -74, -128,  127, -120, -110,  110,  117,  -95, -115,  118,  122,
      92, -120,  -99, -127,  113,  119, -106, -112, -122, -100, -116,  123, -116, -122,  123,
     116,  112,  124,   94, -114, -115,  111,   92,  123,   55,  -99,  -98,  106,  115,  125,
     124, -116, -122,  122, -113,  -87, -120,  -91,  120,  -91,  -86,  -61, -104,  125,   97,
    -113,  106, -119,  -91, -119, -122,  -97, -116,  124,  122,  125, -119,  125,  -96,  101,
      97, -115,  123,   99, -128,  125, -116,  -63, -120,  122, -108,  -94, -125, -109,  127,
     -97, -118, -109, -118, -122,  -85, -123, -106, -104,  118, -113,  124, -120, -116,  -91,
     112, -108,  -98, -110, -108,  126, -115,  112, -125, -110, -128, -117, -123, -122, -110,
     127, -108, -108,  -87,  104,  110,  116, -125,  112, -126,  117, -103, -124,  125,  113,
    -124, -120,  120, -125,   33,  126, -126,  118,  119,  127,  127,  100, -112, -115,  108,
    -119, -113, -122, -113, -125,  114, -120,   97, -122,  107, -114,  127,  127, -124, -120,
     125, -120, -124, -128,  120,  101, -113,  123, -103, -115, -115, -120,  124, -119, -122,
      81, -111,  -97,  121, -115, -124,  -95, -122, -111, -123,  125, -112, -124, -112,  -59,
     111, -103,  124, -116, -116, -127,   94,  105,  -93, -122,  105,  113,  109, -126,  -89,
    -101,  116, -128, -119, -108, -115, -118, -128,  124,  -92, -127,  122,  126, -116,  126,
      71,  127, -110,  125,   89, -126,   77, -112, -104,  117,  122,  126,  107, -110, -124,
    -121, -105,  -93,   99,  -90,  123,  -84, -100,  -67, -106, -125,  107, -122,   98, -124,
    -113, -114, -126, -102,   65, -119,  117, -125,  124,  100, -107,   81,  127, -125,   94,
      88, -116, -128, -115,  -64,  127,  116, -112, -110, -123,  -99,  127,  -96,  108, -120,
    -121, -113, -106, -122, -112,  -92,   96,  -99, -109, -115, -104, -105, -126, -104, -124,
     121, -103, -123, -115,  104, -120,  -91,  122,  124, -120, -119, -117, -127, -117,  -94,
     -94,  109,  107,  123,  112,  123, -119, -116,  -85,  123, -108,  123, -115, -124, -125,
    -124,   62, -118, -118,  107, -123, -108,  120,  100,  106, -112,   97,  119, -114,  123,
    -128,  116, -116,  121,  101,  113,  119, -114, -123, -109,   88, -120,  120, -121, -127,
     115,  125,  101,  -94, -123,  -86, -123,  -88,  112,  121, -103,   99,  115, -110,  -92,
     124,  -96,  127,  -96, -123, -114, -120, -111, -120,  111, -101,  -65, -123, -115,  122,
    -113,  126, -128,   95,  102, -101,  118,   68,   92,  125, -119, -114, -116,   96,  106,
    -112, -102,  108, -103,  120,  125, -111, -116,  120, -123, -120, -128,   67,  114,  -98,
     123,   69,  100,  113, -115, -127,  111, -120, -110,   78, -101,  -96, -106, -102, -103,
      89,  -88,  116,  -93,  -99,  -64, -104, -128,  115,  127,   79, -110, -110,  -98, -121,
     -70,   36,   98, -116, -112,  121,  110,  127,   50,  -97,   99,   53,   74, -118, -112,
    -108,  -67,  104, -120, -122, -107, -127, -120, -113,  -96,   67, -115, -125, -113,  -91,
     -96, -117,  -90,   89,  -92, -125, -118,  -98, -105,  107, -103,  121,  112, -112, -118,
     121,   90, -117,  -66, -115,  119, -124,  -96,  122,  109,  122, -103,  120,  101,  110,
     125,  107, -126, -121,  120,  -92,  121,  -93, -126,  126, -124,  124,   92,   44, -100,
     106,  117,  -89,  -91, -124,  103,   95, -125,  119, -127,  127,  121,   97,  112, -104,
     113,   88,   98, -110, -100,  -96,  -75,   19,  -93,  119, -105,  122, -128,  -91,  116,
    -103, -127,  -70, -120,  -77,  107,  108,  123,  108,   83,  120,  -94, -127,  123, -116,
     -69,   92, -112, -117, -104, -111, -112, -108,  -67,  119,  123,  126,  -98, -118,  121,
     125,  127,  -92,  117,   95, -125,  114, -119,  122, -107, -115,  126, -104,  124,  102,
     106,  118, -124,  120, -102,   72,   66,  101,  119,  109,  -97,  109,  113,  124,  127,
      92, -104, -109,  125,  117, -120,  121, -128, -102, -112, -110,  -98,  -91,  -87,  123,
    -127, -125, -100, -107, -126,  119, -126,  -71, -103, -119,  127, -101, -117, -121, -124,
    -115, -123, -113, -128,  -89,  124,  125, -101,  124,  106,   79,   96, -114, -103,  -98,
    -111, -125, -126,  126,   86, -127, -127,  -94,  116,  115,  113, -111, -111,  108,  -98,
      81, -118, -127, -119,  -92,  -88,  -97, -125, -100, -112,  -97,  125,  114, -127, -107,
    -126,  -95, -116,  115, -118,  116,  119, -103, -121, -118,  108,  124, -127,  120,  117,
    -113,  126,  127, -121, -120,  105, -106, -114, -124, -124,   73,  125,   84,  121, -123,
    -115, -126,  115, -119, -126,   87,  123,  125, -107, -127, -112,   87, -122,   96, -104,
     118, -109,  112,  118, -124,  113,  123, -116, -125,  121, -103,  123,  126, -115, -102,
     119, -116, -126, -122,  -98, -102,   88,  120, -115, -123,   81, -116, -103,  124, -114,
    -108,  121,  122, -113, -109,  -92,  122,  -86,  127,  120,  127, -100,  123,  127,  -96,
    -109, -124, -119,  121,  124, -127, -124,  124, -119, -112,  123,   94,  120, -122, -118,
    -120, -114,  120,   89,  121,  109,  106, -107, -116, -119, -124,  115,   85, -121, -121,
     108,   96, -124, -118, -115,  -95, -123, -124, -110, -100, -113, -125, -114, -124, -108,
    -116,  123,   90, -120,  -83, -114, -105,  117,  123, -128,  109, -128,  124,  126, -118,
    -126,  -90,  122,  107, -112, -125,  101,   93,  109, -123, -121, -112,  125,  124, -121,
     127,   98,  127,  122, -105, -121,  114,  119, -108, -127,  115, -118,  113, -104,  126,
    -114, -103,  -78, -124, -121, -106,  122,  -98, -128,  127,  122, -114,  125,  -96,  127,
     114,  127,  119, -114, -113,  124, -117,  114, -125, -124,  115,  123, -115, -120, -113,
    -108,  116,  119, -101, -120, -109, -124,   84, -124,   87,  126, -111,  120, -112,  117,
    -114,  125,  101, -124, -125, -108,  107, -118,   96, -121,  106, -115,  114,  126,  104,
    -117,  121,  122, -128, -117,  126,  111, -115,  121, -111, -109, -106,  116, -109, -122,
    -128, -112, -100,  100,  109, -119,  118,   92,  122, -115,  117,  123, -105,  116, -124,
    -106, -106, -115,  112,  -93, -124, -128, -119, -106, -118,  111, -114, -112, -127,  124,
    -125, -126,  122, -106,  110, -121,  -96,  127,  115, -125, -126, -127, -117, -108,  105,
     105, -122,  116,   99, -126, -124,  -96, -110, -122, -125, -113, -104,  104,  119, -123,
    -121,  122, -112,  -92, -120, -111, -127, -104, -124, -114, -107, -122,  127,  102,  109,
    -124, -103, -124, -108,  115,  125, -128,   74, -124,  125, -119, -119,  116, -106,  126,
     116, -122,  -98,  106,  109,  112, -122, -110, -115, -126,  123, -114,  117, -124,  122,
     121,  116, -124, -121,  126,  -93, -117, -120, -110,  102, -106,  122, -128, -115,  -95,
     127, -122,  114,  127, -118, -127,  123,  123, -127,  125, -118, -124,  120, -126,  126,
    -128, -125, -127, -122,  117, -124, -122,   98,  127, -127, -107, -114, -128,  123, -114,
    -113, -117, -111, -117,   96, -125,  112, -120, -116, -124,  127,  127, -125,  126, -123,
    -116, -106, -123,  127, -126,  122, -104,  113, -127, -126, -113,  116, -122,   49, -124,
      98, -116, -127,  123, -119,  117, -127, -117, -116,  116, -102,  113,  113,  -78, -100,
     110,  124, -110,  120,  110, -128, -113,  100, -111,  127,  116,  112, -104,  -98, -108,
      86, -111, -124, -124, -120, -106, -120,  100, -108, -113,  106, -116,  127, -125,  125,
    -124,   82, -114, -114,  121, -116, -126,  106, -128, -123, -121,  114, -125,  125,  124,
     107,  112, -107,  -80, -123,  122, -102, -109, -112,   98, -118, -118,  116,  122,  -89,
     -80, -110, -100,  103,  -82,  111, -105, -104,  -89,  118,   83, -107,  126, -111,  106,
    -101, -111, -111, -120,   42,  112, -114, -124, -105,  118, -128,  112,  106, -109,  -89,
     109, -116, -126,  123, -123,   41, -121,  123, -114,  123, -126,  107, -118,   60, -116,
     126, -128,  -93,  125,  126, -112,  102,  -98,   89,  124, -110,  -97,  122, -123,   64,
     125, -123, -121,  118,  116, -105, -122,  109,  110,  123, -118,  111,  110, -128, -116,
     115,  114, -122,  124,  102,  121,  110, -110, -122, -128, -118,  -99, -113, -120,   95,
     108, -123, -118,  125, -122, -106, -102,  -98, -124,  126,  120,  109, -108, -124,  119,
     113,  106, -120,  -88,   88, -127, -104, -107,  101, -100,   63, -123,  106, -126, -108,
     -82, -104,  125, -125,  122, -117, -118, -111,  116,  120, -115,   88,  107,  122, -123,
     124,  107,  125, -120,   76, -120,  117,   99,  109, -111, -112,  -88,   93, -102, -118,
    -123, -124, -106,  116, -125,  -93,  110,   83,  127,  114, -114, -124, -108, -109, -115,
    -104, -104,  123,   93,  105,  100,  -96, -119, -125,  108, -105, -108,  113, -112,  111,
    -110,  126, -110,   84,  -86, -122, -123,   84, -112,  124, -122,  117,  127, -127, -113,
     127,  120,  119,  -95, -116,  -97, -102, -126, -120,  116,  -87,  115,  118,  109,  127,
    -120, -120, -124, -110, -106, -117, -127,  -95,  125, -112,  -96,  110,  100, -111,  110,
    -109, -124,  -96, -106, -115,  121, -101,  108, -128,  112,  -97,  126,   68,  121,  119,
    -113,   49, -119,   96, -100, -109,  120,  -97, -106, -117,  127,  -86, -107, -115,  114,
    -122, -125, -119, -120, -108, -115,  112, -113,  108, -122,  -99, -124, -115, -124,   96,
     127,  121, -112, -128,  114, -119, -121,  -91, -124,  -87, -106, -113,  104, -123,  124,
    -115,  114,  -97, -128, -114,  113, -113, -128,   62, -107, -116, -110,  115, -115, -122,
    -121,   78,  122, -109, -107,   88, -127,  127,  117, -102,  -98, -122,  123,  -95, -121,
     117, -111,  -95,  126, -119, -112,  104, -123,  112,  113, -127, -124, -115,   81,  111,
    -113,  121,  -87, -113,   81, -109, -122, -109, -122,  113,  126,  116,  111,  126, -103,
     121,  127,  -94, -126,  111, -120,  121, -122,  118, -120, -122,  121, -113, -124,  113,
     106,  103,  109,  -96, -120, -106,  117, -126, -127,  112, -121, -121, -116,  127, -117,
     105, -113, -120, -126,   97, -127, -111, -113, -125, -101,  125, -121, -117, -114,  120,
    -111, -110, -107, -119, -110,  120,  103, -101, -119,  123,  116,  117, -122,  123, -121,
    -126, -114, -128, -121, -112,  118, -126, -105,  120,  102, -119,   99, -112, -123, -118,
    -103, -120,  126, -113,  122, -114,  111, -123, -115,   65,  114,  116,  127,   55, -126,
    -126, -116, -100,  125, -101,  -98, -115, -118, -121, -113,  121, -128,  124, -123, -121,
    -128, -126, -121,  114, -116,  110,  122, -101, -121, -115, -123,   86, -127,  104,  122,
    -127, -127, -115, -121, -100, -128, -104, -119,  127,  104,   99, -119, -113,  116, -112,
     118,  -89,  119, -125,  122,  100, -112, -119, -118, -123, -116,  121, -119,   86,  125,
     122,  124,   93, -123,  107,  123, -111, -115, -126, -118,  -92, -126, -115, -112, -123,
    -122, -119, -117,  108, -121,  117, -120, -123, -123, -119,  108,  107, -122,  109, -114,
     -94,   95, -120, -117,  125,  123,   99, -125,  109,  107,  123, -107,  123,  122,  -95,
    -121,  114, -112,  112,  123,  100, -118,  100, -126,  -97,  111,  112,  113,  106,  111,
    -106,  125,  121,  117, -127, -123, -120, -124,  -98, -106, -119, -112, -120,  -99, -113,
    -112, -123, -107, -112,  -98, -113, -104, -115, -114,  121, -123,  118,  124, -106, -108,
     113, -123, -119,  115, -111, -117,  123,  100,  124, -111,   88, -121, -118, -115,  125,
     125, -122, -128,  124,  -91,  122,   88, -111,  104, -128, -121,  126, -112, -121,  123,
    -122, -123,  111,  111, -123, -112,   91, -122, -125, -110,   53, -118,  -98,  -97, -104,
     102, -114, -103, -111, -118,  120, -112,  112, -112, -123,  127, -113, -124,  102,  122,
     123,  124,  115, -122, -114, -116,  126,  116,  117,  127,  114,  127,  115, -124, -120,
    -125, -110, -119, -122, -121,  111,   97,  118, -127, -110,  101, -123, -128,  -95,  121,
    -110,  110,  107, -113, -112,  121,  110, -112, -122, -103,   97,  120,  127,  127,   90,
     127,   86,  113, -118, -123, -115, -112, -117, -123, -112,  119,  107, -114, -126, -116,
      93, -127,   77,  117, -127, -120, -120, -125,  118, -126,   95, -110, -105,   82, -128,
     -88, -126, -128,   67, -124,   93, -124, -127, -118,  110,  108, -119, -114,  102, -105,
     121, -111,  101, -114, -113, -116, -106,  124,  122,  112,   99,  118, -122, -128,  110,
    -125,  124, -122, -120, -122, -106,  -99,  127, -116, -107, -110, -113,  127, -115,  -98,
    -108,  -85,  -91,  -92, -103, -105,   82, -111, -128, -120,  -98,  -92,   98, -128,  -94,
     111, -107,  120,  111,  125,   98,  -83,   89,  -77, -104,  125,  122,  -83, -114,  122,
     116, -102, -110,  119, -103,  111, -122,  124,   97, -102, -112, -124,  125, -110,   98,
     115,   81, -112,  103,  116, -107, -107,   28, -128,  124, -104,  -99,  117, -126, -102,
    -126, -109,  110, -109, -126, -120, -124, -123, -100,  115, -115,  127,  122, -124,  109,
    -125, -107, -121,  100,  117,  123,  120,  119,  125,   95, -115,  120, -126, -122, -107,
    -128, -123,   85,   81,  127,  117, -108,  111, -125,  118, -100,  120, -119,  118, -122,
    -110, -103,   83,   92,  127,  110, -122,   59, -119, -117, -104,   70,  127,  100,  118,
    -109, -109, -126,  -95, -104, -119, -117,  124,   91,  -89,  124, -123,  118, -116,   85,
     111,  127,  124,  -94, -103,   94, -128,  119,  -72,  -90,  100, -112,  -69, -116,  121,
      85, -117,   92,  125, -120, -124,   91,  119,  -88,   81,  115, -101,  112, -113,  123,
    -121,  -92, -113, -121,  106, -124,   90,   41,   92, -110, -124,  109, -114, -108,  -94,
      79, -106, -128,  106, -122,  116,   96,  -88,  126,  117,  121, -121, -118,   84,  -95,
      75, -122, -113,  127,  125, -114, -124,  -84, -107,  110,  126, -104, -112, -110,   79,
    -119,   85,  112, -113,  -93, -101, -123,  124,  121,  101,  121, -126,  120, -114,  105,
      86, -118,  103, -121,  120,  -95, -113, -102,  117, -111,   97,  114,  105, -115,   99,
      60, -104, -126, -105,    9, -102,  105,  -96,  -73,   95,   94,  -80, -113,  120,  -87,
    -115, -108, -109, -122, -119, -106, -126,  -93, -114,  127,  -96,  127,  127,  -85, -122,
    -119,  123,   59, -109,  112, -127,   94, -118, -120, -113,  -97,  107,  123, -109,   18,
     119, -103, -103, -119,  122, -105,  119, -102,  110, -113,  111,   87,  -91,  126, -121,
      35,  109,  -94,  107,  127, -106, -107,  -57,  110, -127, -124,  107,  -80,  124,  102,
    -127,  -93, -126, -125,  122, -112,  120,  106, -109,  105,  119,  127, -113,  -94,  116,
    -101,   83,   99, -111, -119,  -91,  -98,   78, -124, -110,  109,  115,  123, -125,   92,
      68, -117, -118,  109, -128, -100,   92, -112, -107,  125,  127,  124, -117, -107, -111,
     122,   94, -128,   84,   23,  109, -110, -115,  104, -127, -114,  120,  102, -112, -112,
     112, -107,  -96,  112, -100,  115,  124, -123,  127,  111,   98, -109,   84, -126, -117,
    -127, -127, -105, -119,  -98,  -97,  114, -125, -107, -105, -111,  104, -112,   96,  121,
    -120, -122, -114,  114, -122,  108,  110,  127, -120,   87, -125,  106,   97, -122,  104,
    -121, -123, -102,  127, -126,  117, -119,  115,  116,  124, -119,   90,   85, -110,  125,
    -127,   24, -108,  117,  -95, -102,  122,   98,  -80, -116, -122, -117, -118, -124, -116,
    -127, -123, -113, -127, -127, -115, -124,  -96,  122,  110,  -93, -112, -109,  124,   45,
    -124,  113,  108,   93, -119,  119, -117, -110, -125,  115, -105,   53,  100,   86, -116,
    -110,  124, -101, -125,  -90,  108,  124,  113,   78,  -99, -119,  116,   72, -118, -115,
     105, -115,  -86, -118,  -90,  106, -128,  106,   96,  -91,  118,  105,  127, -100,  112,
    -118, -126, -125, -118,  123, -102,  116, -126,  118,  123, -105,  112, -107, -120,  121,
    -109, -124,  -80,  -95,  113,  126, -117,  125,  118, -121, -119,  108,   84, -123, -107,
     126,  116, -111,  100, -102,  -94,  117, -127,  124, -115, -107, -125, -128,  118,  106,
     101,   52,  109,  -98, -106,   87,  119, -116, -128,  116, -115,  -98,  114, -119,  -84,
    -127, -109,  122, -119, -113, -115,  119,  114,  -99,  110, -111, -126, -120, -126, -105,
    -110,  -96,  -86,  120, -108, -106, -112, -121,  109,  121,  108,  114, -111,  110,  -89,
     118,  127,   99,  104, -109, -116, -128, -121,  117,   96, -127,  109, -122, -124, -120,
     125, -122,  120,  114, -126,  115,  118,  105,   99,  120, -126,  121,  120,    1, -104,
     126,  -84, -116,  121,  108,  -72, -117,  123, -112,  -96,  102, -105, -125, -117,  -99,
    -126,  106, -110,  125, -107,  114, -126,  -95, -121, -125, -114,   97, -118,  113,  122,
      98, -125,  112, -114, -115,  115,  107, -100,   30,   92,   82, -120, -118, -121,  125,
    -113, -104,   90,  101,  115,  117,  -84, -100,  109,   75, -109, -100,  100, -105,  -75,
    -126, -100,   93,  116,   68,  124,  -95,  121,  106, -126, -113, -117, -101,  114,  115,
    -105,  126, -114,  103, -118,  104,  123,  -98, -122, -104, -109, -121, -112,  127,  -87,
    -100,  127,  117,  -98, -116,  125,  115, -115, -128,  100, -121, -107,   91,  107,  124,
     103,  119,  -96,  123, -116,  108, -109, -105, -120,  122,  120,   99,  107,   76,  120,
    -111, -116,   58,  103, -116,  119,  123, -111, -114,  127, -112,  -97, -105,  -88,  121,
     123,  -78,  103, -116, -110,  -90,  113, -115, -120,  127, -105, -107, -110,  -93,  -80,
      78, -114, -115, -120,  121, -125,  124, -126,   59,  -60,   64,  -41, -125,  103,   75,
    -105, -118,  -98,  119, -122,  122,  106,  -96,   99, -124,  125,  113, -108, -112,  120,
     101,  126, -128,  122,   73,  109, -127,  110,  119,  125,   23, -103,  102,  -88, -125,
    -127,  107,  -79, -128, -113,  116,  -76,  117, -111,  108, -114,  -80, -119, -126,  -99,
     127, -104,  124, -127,  -81, -119,   92, -107,  103, -119,  124,  115,   97, -125,  105,
     117, -125,  121,  117, -116,   12,   55,  104,   97, -114, -119, -123, -118,  -86,  113,
     101,  126, -128, -113,  -79,  112,   75, -128, -114,   87, -128,  -53,  118,  -96,   62,
    -116,   44, -111,  -99,  118,  105, -116,  -94, -120, -126,  115,  104,  -94,  100,  -97,
     104, -118,   78, -120, -100,  -93,  -96,  -89,   94, -105,  126,  -87,  -90, -117,   94,
     -88, -120, -127,  123, -107,  126, -123, -106,  -99,  120,  -98,   95,   76,   33, -103,
    -122,  127,   85,  125, -104, -107,  -93,  112,  112, -118, -117, -127,  119,  127,   92,
     -97, -105, -101,  121, -106,  114,  113,   31, -122,  124,  121,   73,   96, -112, -108,
    -110,  121,  111, -115,  -69, -113,  109,   98,  110,  105, -122, -125, -126,  100,  -75,
     -88, -101, -128,  107,  118,  123, -116, -111,   86,  122,  113, -114,   76,  113, -117,
     -84,  101,  118, -126,   97,  124, -121, -104,  -37, -121, -101,   70,  115, -101,  121,
    -106,  -98,  125,  101,   95,  112,  -96, -123,  114, -101, -115, -120,   92, -114, -128,
    -114, -108, -103,   86,  110,  126,  121,  116,  117, -116,  -87, -127,  -99,  105,  121,
    -121, -117, -117,  -37,  107, -122,   93,   82,  113, -125,  102, -122,  126,  125, -121,
     -95,  -94, -127, -124, -116,  123, -115, -118,  121, -100, -128, -125,  106,  119,  117,
     -98, -100,   79, -119,  118,  122,  119,   71,  125, -127, -115, -108, -109,  125,  122,
     120, -112, -106,  114,  -78,  115,  110,  108,  122, -100,  -93, -114,  113,  121,  -86,
    -124,  -88,   87,   98,   81,  -94, -107, -126,   81,   97, -125,  106,   96,  -30, -128,
    -112,   89,   88,   99, -121,  103, -126,  -93,  103,   99,   94, -122,  119, -113,   79,
    -121, -126, -125, -109,  115,  104,  -91, -115, -116, -123,  117,   91,  -98, -102,  -99,
     109,  -97,  122,  126,   54,  127,  115,  119,   78,  116, -100,  -99, -113, -110,   94,
     120,  -84, -118,  117,  117, -115,  126, -124, -115,  122,  104, -102, -110, -102, -123,
     117,   85, -127, -125, -111, -121, -101,  127, -109,   78,   97, -120, -120,  113,  103,
    -103,   97,  125,  115,  -95,  -80, -115, -104,   81,  122,  127,  126,  127, -109,  126,
     127,  115, -125, -102, -118, -127, -112, -123, -124,  102, -116, -121, -112, -118, -112,
     107, -125,  126,  117,  117, -125, -122,  -88, -116, -110,  116, -125, -120,   98,  125,
     -70, -127,  106,  127,  117,  123, -128,  109, -123,  118,  106, -114,  -93, -112, -127,
     114, -114,  104, -108, -123,  117, -115,  123,  110,  108, -121, -126,  -99,  -99,  108,
     124,  113,  121, -124,   90,  119, -122, -118, -114, -118, -105, -125, -107,  123, -106,
     117, -119,   97,  103,   94,  111, -109, -104,  112,  112, -124,  -99, -122, -107,  110,
     124,   84, -116, -117, -117,  107,  125,  127,  111,  108,  -76,  106, -101,   63,  109,
      91, -112,  120,  126, -109,  121,  102,  120,  120,  113, -116,  100, -128, -126, -124,
    -118,  107,  115,  105, -126, -120, -126,  126,  119, -105, -112, -105,  114, -109, -103,
    -125,   59,  105,   83, -126,   93,  126, -110, -100, -110, -111,   98,  127,  -87, -109,
     119, -113,  116, -126,  127, -118,  119,  124, -113, -103, -124, -112,   89,  106, -117,
    -112,  -94, -119, -100,  116, -117,  109,   86, -119,  114,  106,   72, -115,   88, -119,
      97,  -97,  -89, -106, -107,   89,  114,  111,  120, -110, -112,  121, -120,  124,  118,
     -82, -109,  125,  -99, -116, -119,   90, -109, -126, -103, -120, -111,  125, -115, -123,
     125,  127,  106, -115,  -83, -123,  -89,  122, -123,   79,  110, -126,  -85, -115, -115,
     122, -128, -110,  120,  102,  122,  108, -128, -113,  -79, -103,  126,  125, -111,  107,
     124, -122,  111, -111,  126,  110,  121, -117, -110, -103,  -89, -124, -118,  114, -122,
    -122,  101,  120,  116, -124, -103,  126, -112,  116, -100, -125, -118,  107, -128,   79,
      99,   88, -128, -119, -100, -101,  111, -100,  -92,  117, -126, -121,  108,  115,  -99,
    -124, -108, -126, -127,  114, -119, -121,  -68,  104,  -91,   81,  112,   91,  112, -106,
      95,  -95, -113,  122, -126,  124,   82, -115,   99,  114,  124, -113,  118,  106,  118,
     110,  122, -118,  107,  116, -113, -110,  124, -107,  105,  -94,  -98, -111,  100,  103,
      78, -124,  107, -114, -106, -102,  111, -111,   95, -122,  -79,  -96,  121, -120, -127,
    -118,  112, -116,  123, -126, -117,  119, -126,  116,  114, -117, -110, -123,  -55,  124,
    -109,   77, -120,  101,   70, -119,  112, -124,   70, -114,   69,  116,  113,  -90,  -87,
    -106, -122,   99,  111,  109,  113, -108, -105, -107, -122,  112,  102,  115,  -95, -124,
     -91, -118, -120,   90,  114, -124, -107, -128, -110,  125, -112, -128,  116,   98,   90,
    -115,  -59, -122,  -98,  114,  117,  105,  107, -117, -107, -121, -107,  127, -128,  127,
    -124,   97,   96,   92, -105,  112,  -72, -101,  110,  121,  111,  105,  110, -112,  115,
    -105,  111,  120,  100, -102,  127,  -82,  -95, -106,  114,  115, -102, -126,  108,  114,
      85,  127,  -80,  101,  -86,   94,  -96,   85, -126,   84, -118,   74,   93,  103, -106,
    -126,  -88,  -87,  117, -100, -124,  119,  122, -116,   88,  109,  -99,  122,  -95,  -94,
    -104,  105,  122, -113,  -67,   99,  -91,  116,  106,  110, -121, -126,  120, -106,  126,
     103,  116, -108, -119,  118, -114, -112, -100, -111,  126, -110,  127,  123, -111, -124,
    -120,  -96,   98,  -98,  -81,  126,  119, -116,  104,  112,   58, -108, -124,  119,  100,
     114, -126,  126, -122, -122, -126,   62,  -63,  127,  121,   96,  119,  125, -117,  115,
    -109,  -98, -102, -122,  -97, -108,  123,  117, -125, -128,  122,  116,  120, -117,  126,
     115,  125,  107, -120,  108,  124, -116, -106,  100, -100,  -91,  -99,  120,  121, -118,
     120,  127,  102, -115, -123,  116,   82,  109,  125,  110, -126, -128,  121, -128,  126,
     108,  119,  117,  117, -127, -127,  110,  127, -126, -120, -101, -118, -107, -120,  125,
    -121,  122,  124,  110, -124,  121,  -98,  122,  118, -114, -117, -124,  124,   95, -119,
    -110, -115,  124,  -96, -105, -121, -125, -125, -121, -121, -115,  114, -110, -123,  112,
     122, -127,  102, -112, -124, -121, -109,  127,  121,  106,   72, -120, -109,  116, -118,
    -111, -123, -125, -111, -116,  127, -103, -122, -128,  109, -117,  111,  -93, -118, -107,
      99, -115,  -98,  108, -117,  120,  123,  118, -117, -121, -125,   83, -128,   95,  117,
     -99, -113, -118, -122,   94,  108,  107, -110, -127, -123,  -97,  117,  127,  126, -110,
    -127, -107,  112, -114, -111, -108,  125, -110,  115, -122, -101, -122, -123, -124,   92,
    -107, -108,  120,  114, -108,  115,  118,   75, -113, -122,  124,  120,  115,  114, -124,
    -117,  122,  118,  100, -102, -117,  122,   93, -125,  122, -110,  114,  116, -119, -123,
     121, -114, -105,  111, -123,  123, -119,  116,  118, -117, -120,  125,   96,  103,  121,
     112,   95,  115,  121, -120, -104,  100, -116, -124, -125,  119, -110,  124, -126,  116,
    -122,  115, -126,  117, -121,  119,  109, -125, -124, -116,  126, -121,  112,  117,   97,
     120, -119,  115, -113, -128,  109,  124, -103,  113, -118, -117,  123, -109, -121, -124,
      82, -127, -127, -122, -128,  115,  123, -114, -125,  116,  115,  125, -127,  123,  113,
     126,  122, -120, -113, -124, -104, -128, -122,  111, -127,  114,  114,  123, -127,  119,
    -117, -108,  119,  -99,  125,  118,  122,  115, -107,  119, -125, -123, -123,  118,  123,
    -109, -116, -122, -116,  125, -123,  102,  112,   96, -114,  119, -122,   77,  126, -120,
     114,  117,  126, -120, -111, -115,  118, -112, -125, -127,  111,  121,  118, -102,  116,
     126,  121,  117,  110, -125,  127, -113,  -91,  112,  123, -121, -105,  127,  -91, -128,
    -118,  116, -111, -126,  127, -117,  120, -113, -120, -101, -118,  113, -119, -114,  121,
    -119, -113,  126, -116,  101, -111,  112, -109,  104,  120,  122, -106,  110, -123,  121,
     116,  -93, -127, -113,   96, -113,  124, -113,  104,  112, -128,  102, -107,  127, -112,
      92, -122, -113,  125,  122,  124, -123, -123, -128,  119,   85,  115,  105,  117,  118,
    -122, -116,  -49,  116, -100,  113,  127,  127,  124, -128,   99, -116, -126, -114,  112,
    -113,  122,  115,   95, -118, -122,  127,  120,  123,  105,  114,  106, -126, -112,  121,
     117, -107,  126,  126, -116,   87,  127, -113,   95, -103,  118, -126,   89,  123, -124,
    -114,  120, -117, -127, -119,  114,  113,  117,  124, -125, -125,  120,  120, -128, -113,
    -125, -123, -115,  109,  124,   95, -110,  110,  112, -119,  125,  112, -115, -109,  124,
     -95,  120, -108, -121,  110, -119,  126, -112,  121, -122, -124,  121, -106, -123, -123,
    -114,  126,  126,  118,  122,  115, -120,  116, -122,   88, -124, -121, -123,  123,  111,
     125,  116,  124,  124, -100,  113, -123,  109,   97,   96,  -97,  115, -113,  105,  117,
     106,  115,  115, -112,  -79,  113,  127, -118,  -77,  119, -102,  114,  116,  119, -121,
    -122, -125, -121,  106, -102,  122,  123, -106,  124, -121, -120,  118, -114, -100,  124,
     126,  108, -102, -126, -112,   89,  122,  127,  119,   94,  119,  112,  119,  -75,  123,
    -113,  109, -112,  108, -127,  106,  102, -124,  127, -120, -122, -115,  110,  126,  105,
     126, -110,   86,  119,  119,  117,  117,  122, -124,  103, -106,  127,  -91, -112,  -85,
     110, -111, -126,  109, -121,  123,  119,   95, -113, -109, -102,  123, -105,  125, -123,
     119, -119, -123, -120,  110, -127,  105,  113,  101,  127, -123, -124, -120, -109, -127,
     116,  124,   95, -114,  -90,   77,  -96,  121,  127,   99,  116,  125, -112, -105, -109,
    -114, -121,  110,  125,  112,  117,  115, -127,  113, -120,  111, -116, -115,  122, -108,
     112,  120,  102,  108,  115,  104,  127, -124,  118, -117, -106,  111, -113, -112, -122,
    -128,  101, -105, -115,  -99, -127,  124, -108,   80, -116,  101,  112,  113, -121,  100,
     112,  100,  122,  127, -121, -117,  115,  120, -120,  118, -127,  108,  124,  102,  119,
    -125, -108,   98, -113,  106,  109,   64,  -78,   99, -127, -127,  114,  102,  121,  116,
    -124, -105,  124,  118,   82,  -99, -119,  121,  -96, -109, -113,  124, -102, -110, -124,
     114, -114,   56,  119, -111, -123, -123,  -99,  125, -116,  116,  123,  102,   90,  119,
    -108, -121,  -85, -109,  117,   89, -112, -124, -128,   95, -114, -123, -128,  102,  126,
    -118,  124, -116,  112, -115,  -99, -121, -119,  114, -128,  127,  -89, -116,  124,  123,
     126, -117, -126, -123,  114,  115, -127,  105, -123,  123, -118,   83,  -83, -109, -121,
     102,  123, -106,  127,  123,   86, -125,  112, -108,   93, -122, -124,  110, -118, -113,
     107,  125,  122, -120,  -94, -117, -128, -117, -128, -121, -125,  125, -120, -121, -114,
    -113,  118, -123,  125,  122, -113,  111,  107,  105, -114, -123, -125, -123, -111,  119,
    -110,   94, -127, -106,  -87, -128, -118, -122, -119,  110, -122, -108, -116,  121,  115,
     127, -117,  109,  120, -100, -117,  -97, -120, -103, -107,  119,  127,  118,  101, -115,
     127, -114, -118, -117, -121,  -98, -120, -120, -127, -128, -126,  114,  126,  119,   94,
    -102, -104, -116, -126,  109, -109, -118, -122, -109,  118, -119,  121, -114, -110,  109,
     122,  120, -122,  -75,  105,  122, -126,  104,  108,  111, -115, -112, -117, -111, -125,
    -118,  117, -102,  123,   99,  123, -110, -121,  110, -111, -119, -124,  111, -124,   77,
     123, -114, -126, -111, -104,   93,  125,  123,  124, -120,   90, -125, -125, -115, -101,
    -120,  109,   94, -111, -128,  119, -123, -120, -127, -126,  116,  127,  115,  124,  124,
      84, -124, -115,   98, -114,  127,  119,  125, -102, -109,  115,  105, -110, -126,  120,
    -128,  122,  119,  111, -114,  125,  118, -126,  104, -110,  125,  111,  100,  121, -111,
     122, -125,  104,  114,  119,  115, -128,  120, -126,  110, -104, -108,  120, -114, -120,
    -123, -110, -116,  120, -109,  115, -122, -127,  123, -110, -110, -118, -122,  112,  124,
    -117,  125, -120,  101,  121,  108,  125,  126,  127,  124, -105, -121,  -98,  113, -122,
    -105, -115, -115, -118, -121,  116,   89, -119, -125, -118, -127,   99,   94,  125,  107,
     119, -104, -123, -100, -113, -113, -109, -128, -113, -113,  118,  121,  103, -126,  124,
    -116,  117, -104, -110, -127,  126, -126,  124, -128,  120,  110,  113, -109, -128, -117,
     103,  117, -128,  120,  118,  125,  104, -128, -114, -105, -108,  105, -127, -127, -114,
     -97,  127,  114,  115,  112,  126,  112, -124,  110, -118, -125, -116, -107,  122,  -96,
     114,   86, -117, -120, -111, -122, -124,  120, -112, -112, -120,  105, -115, -125, -113,
    -126, -106,   93, -116,  127, -112,  -89,  101,  125,  112,  -97, -106, -111,  125,  119,
    -127, -107,  120, -120, -119, -122, -120,  115, -110,  111, -123,  116,  119, -123,  121,
    -124, -110,  127,  123, -121, -109, -104,  113,  105, -106, -110, -116,  127,  122,  121,
    -118, -124,  105,  123, -122, -119, -121, -121,  111,  110, -109, -120, -119, -114,   99,
    -127, -127,   92, -107,  102, -111,   82, -126, -106, -128,  112, -116,  112, -115, -107,
    -105,  -95,  107,  127, -112, -105, -111, -125,  117, -115, -127,  116, -119, -118, -111,
    -123,  118,  124, -115,   87, -112, -127, -113, -120, -118,  116,  122, -114, -120, -123,
    -119,  123, -113,   91, -124,  122,  119, -123,  105,   90,  110, -128,  124, -120,  124,
    -101, -111, -117, -107,  124, -113, -101,  109, -125,  117, -123,  104, -122,  113, -125,
    -105, -122, -124, -107,  124,  102,  123,  119,  120,  116,  123,  125,   83,  121,  115,
    -119,  113, -124,  114,  112, -124, -100, -109,  108, -116,  112, -124,  -90,  121,  115,
     127,   81, -122,   93,   98,  113, -105, -116,  118, -114, -110, -123,  108,   60,  118,
    -124, -112,  108, -110,  124, -105, -127, -123, -127,  121, -126, -102,  115, -109,   69,
    -119, -116, -121,  -98,  104, -128,  125,  125, -115, -109, -128, -124,  117, -104,  115,
     126, -105, -125, -110,  101, -118,  107,  112,   97,  113, -128,  118,  122, -122, -109,
    -125, -120, -127, -102, -105, -115,  122,  109, -128,  109, -127,  106,  122, -102,  117,
     123, -112, -113,  123, -100,  104,  117, -120, -128, -111, -125,   83, -124,  117,   87,
     -88,  115, -116,   87, -120, -102, -122,   98, -112,  103, -117, -103, -124,  -90,  102,
    -123, -110, -102, -114,  124,  122,  -98,  119,  117, -117,  126, -107,  118,  114, -126,
    -120,  127, -114,  122, -110, -110, -114,  119,  125,  120, -109, -128, -119, -124, -110,
     103, -117, -121,  127, -124,   91,   75, -125,  115,  119,  115,  121,  -94, -108,   99,
    -121,  121, -122,  125,  124,  123,  112,  117,   79, -106,  125,  122, -110,  124,  118,
     127, -123, -120,  108,  119, -124, -120, -120, -126,   87,  119,  106, -128,  104,  104,
     116,  101,  124,  -98,  125,  102, -124,  114,   94,  -98, -114,  124,  114,   85,  103,
     108,  117, -127,  121,  126,  107,  119, -127, -117,  118, -118,  -66, -100,  -97,  111,
    -106, -107, -105,  118, -107,   77,  108,  126, -103, -124, -120, -128, -124, -117, -114,
     114,  122,   96,  117,  122,  -99,  118, -119,   90, -102, -100,  101, -123, -126, -126,
    -126, -128,  117,  115,  126, -118,  115, -103,  -95,  121, -126,  -98,  -90,  103,  -88,
    -111, -121,  111, -123, -111, -119, -117, -112,  112, -107,   93,  -98, -122, -112,  106,
    -116, -109, -112,  122,  119, -104, -117,  118,  104,   93,   93, -127,   97, -123, -128,
     122,  -94, -112, -127,  125, -111,  111,  -49,  -95,  113, -104,  126,  107,  117, -108,
    -100,  104,  -75,  -97, -124, -127, -121, -126, -119,   87,  125,   98,  117,  110,  109,
    -102, -111,  114, -115, -123, -101, -108, -117, -126,  -95,  108,  -76,  124,  127,  115,
     -73,  123, -123, -123,  -87,  114,   88, -123,  104,  -87, -114, -122, -101,   90,  125,
      95, -112,  113, -117, -105, -124, -105, -110, -111, -121,  121, -124,  120,   89,  111,
    -117, -116,  115, -111, -115,  106,  -91, -117,  -67, -123, -108,  113, -120, -121, -123,
     -79, -120,  111,  125,  121,  -91,  -91,  104, -124, -125,  127,  127, -108, -105,  -93,
     116, -116,  122, -118, -120, -116, -120,  104,  -96,  -92,  -99,   69, -116, -104, -126,
     123, -105,  101, -115, -128,  119, -104, -117,  125,  120,  -95, -127, -116,  111,  127,
      93, -119, -106,  118, -121,   98,  124, -102,   94, -120,  124, -102, -119,  104,  123,
    -126,  119,  121,   98,  -98, -116,   94,  112, -120, -109,  100,  -92, -102, -120,  103,
     -88, -124, -116, -128,  125,  118, -117,  113,  116, -128, -117,   93, -116, -107, -123,
     102, -114, -121, -108, -105,  111,  106,   98, -107,  123,  122,  123, -117, -111,  -93,
    -118,  125, -126,  102, -111, -114, -123,  -89,  112, -123,  121, -101,  -94,  120,  -91,
    -104,  125, -110, -104, -110,  126, -115, -119, -127,  117,   99,  110, -101,  -77,  118,
    -127, -119, -112, -109, -122, -126, -117,  126, -104,  108, -114,  114,  -92, -114,  106,
     123, -109,  111,   86, -102,  109,  -83, -119,  106, -107,   93,  111,  124, -114,  112,
    -120,  -93,  124, -115,  126,  -99,  -98,  108,  122, -120,   83, -125, -127,  121,  111,
    -118, -121,  105, -112, -125, -106, -122,  126, -122,  123, -111, -108,  -88, -121, -108,
     126, -119,  -90, -105,  125,  122, -128,   98, -110, -121, -110, -120,  113,  125,  126,
     125,  124, -114,  115,   85, -111,  -99,  -96,   89, -105, -111, -125, -128,  -99,  108,
    -117, -126,  109, -107, -118,  107,  123, -122, -119,  -97, -118, -117,  102, -102,  127,
      94, -110,   99,  101, -117,  109, -123, -118, -115, -121,  111,  120,  112,  109,  115,
     117,  -95, -124,  102, -120, -112,  123,   86,  -88,  -91, -118, -111,  -89, -117, -104,
     114, -125,  110, -115,  105,   85, -123,  116,  127, -112,  -92, -126,  101, -104, -125,
    -120,  123,  127,  120, -125, -125, -114,  124, -115, -127, -114,  -98, -116, -104, -122,
      97, -104, -121, -103,  -91,  107,  116, -112, -104,  -87,  101,  -92,  -87,  116,  110,
    -109, -120, -119, -101,  125, -116,  115,  121, -110, -107,  -88,  115, -118, -123, -120,
    -107, -125, -122, -124, -110, -103,  108, -119, -126, -124, -108,  107, -115, -115,  113,
      72,  -89,  116,  -90, -116,  110, -114,   93,  121, -124,  127,  126,  122, -128, -125,
     -98, -101, -112,  -86, -123, -127, -123,  105, -126, -120,  116,  112, -122, -125,  121,
    -116, -117, -106, -121, -128,  104,  103, -119, -114,  -95, -125, -122,  122,  121, -102,
    -108, -117,  123,  121,  110, -126,  122, -113, -108, -120,  116,  122,  125,  -99, -102,
     105,   46, -108,  -89, -110,  108, -113, -122, -125,  124, -112, -114, -108, -116,  125,
     -95, -119,   96, -124,  126,  126, -113,  120, -116,  109,  115, -128,  108,  122,  111,
     111, -114,   98,  -92, -127,  127,  127,   95,  115,   91,   93,  106,  127,  -89, -113,
    -128, -113, -112,  121,   79,  -71,  -92,  -98,  -89, -101,  117,  -99,  103, -124,   84,
    -113,  106,  115,  112,  125,  120, -101, -102, -123, -111,  -95, -122,  -88, -127,  123,
     122, -127,  127, -121,  123, -113,  103, -115,  -83,  -90, -113,  119,  110,  122, -127,
     -87,  -80,   85, -116,  -96, -112,  -79,  105, -123,  -71,  109,  122, -124, -110, -115,
    -114, -127, -101,  120, -124, -106,  -94,  -71, -113, -123, -116, -114, -102, -118, -116,
     119, -104, -116,   95,  124,  117,  108, -113,   85,   78,  125,  127,   66,  108,  111,
     -97, -115,  120,  127,  100, -126,  124, -120, -113,  104,  104,  117,  -87,  -84, -118,
    -107,  110,  115,  124,  118, -122, -122,  111, -107,  127, -118,  122, -117,  125,  -97,
     112,  111,  107,   81,  106, -114,  -92, -103, -124,  123,  122, -123,  109, -125, -121,
     102,   91,  126,  127, -117,  127,  126, -113, -121, -123,  119, -117, -111,  117,   99,
     113,   98, -125, -121, -115, -122, -128,  -71,  -98,  -86, -106,  120, -113, -122,  121,
     -62, -123, -110, -101,  111,  127, -115,  103, -104,  127,  124,  -97, -100, -124, -104,
    -125,  120,   39,   84,  119,  123,   79,  101,   99,   95, -115,  110, -114,  101, -124,
    -112, -118,  115,  113,  124, -118, -120, -124,  126,  122, -109,  113,   47,  -98, -123,
     122, -107, -111,  100,   36,   82, -127,  -89,  100, -119,  123,  124,  111, -116, -116,
    -103,  113, -119,   89, -103,  117,  127, -119, -122,  -96,   92,  109,  123,   99,  116,
    -105, -117,   99, -122,  119,  117,  117,   92, -112, -118,  120, -121, -111,  123,   95,
     115, -100,  -95,   93,  -96, -115,  -90,  -87,  -99,  122,  122, -115, -124, -122,  -86,
    -104,  -93,  121,   96,  -98,  126, -123,  125,  -94,  121,  117, -102,  -87, -109, -121,
     -94, -119,  -89, -120,  120, -124,  119,  114, -123, -106, -122,  125,  115, -125, -108,
    -115, -116,  -89,  -86, -118,  111,  108, -120, -109,  126,   95,  101,  115,  109, -110,
    -119, -103, -116,   89, -123,  127,  112,   94, -116,   86,  -88,   78, -104,  106,  125,
      47,  108,  106,  110, -118, -127,  108,  118, -115, -120, -121,  121, -119,  123, -112,
    -115, -107,  121,  122, -109, -103,  -96, -111, -128, -126, -117,  120, -124, -111,  124,
    -111, -119, -114, -115,  124, -111, -110,  127, -120, -108, -124,  -99,  117, -114,   60,
      85,  127, -124,   90,  122,   91, -112,  125,  122, -106,  109, -104,  127, -113, -125,
     107,  126, -110, -120,  126, -118,  123, -105,  127,   79, -120, -125,   93, -109, -123,
     121,   84,  125,  -95, -108, -126, -124,  121,  114,  105, -119, -119,  -91, -128, -127,
      99, -122, -127,  124, -100, -117, -101,  101,  111,  121,  124,  115, -121, -114,  107,
    -118,  111, -128,  116,  101, -105, -101, -115, -119, -119,  126,   94,  103,  -90, -103,
     104,  123, -116, -119,  -80,  -98,  122,  126, -117,  124, -126, -115, -114, -106,  118,
     115,  -99,  121, -116, -109,  -85,  126,  121, -115,  126, -110, -119,  -97, -125, -111,
     127, -112,  125, -119,  124, -125, -116, -112, -122, -126, -115, -115,  125,  120,  -99,
    -100, -125,  120,  119, -118, -123, -121,  113,  114,  125,  112, -111,  -99, -114, -104,
     125, -108, -110,  127,  114,  122,  113,  -96,  111,  127,  122, -123,   31,   92,   93,
     124,  117, -118,  112,  119, -109, -107,  -94,  125, -122, -127, -121, -124, -105,  112,
     121, -124,  126, -126, -124,  103, -107, -125, -118,  126, -121, -121,  126, -113, -113,
    -105,  114,  116, -123,  105, -122,  -97,  126,  -97, -122, -111,   71,  102, -126, -128,
      82,  111,  113, -101, -124, -119, -109, -122, -114, -126, -119, -114,   99, -118, -112,
    -104,  119, -108,  123, -101, -125, -126,  126, -120, -120, -106, -122,  120,  109,  125,
    -105, -110, -127, -120,  123,  121, -126, -116,  -95,  -79, -125,  119,  108, -110, -122,
     113, -106, -124, -115,  112,  114,  112, -124,  121, -124, -112,  106, -120, -123,  127,
     123,  108, -101,  -94, -122, -113, -124, -105,  113,  127,  -99,  -99,   99, -117, -117,
    -115, -100, -100,  124,  115, -118,  103, -122, -116, -115,  124,  120,  107, -100,  114,
    -121, -128,  -98,   92,  110, -115,  125, -118,  121, -116,  122, -106, -125, -112, -108,
    -122, -125, -127, -112, -103, -118, -116, -114, -115, -123, -125, -104, -100,  110, -127,
     122, -116, -118,  125,  117,  123,  114,  112, -121,  -96,  113, -121, -128, -102, -113,
    -105, -128,  112,   98,  -85,  113, -120, -117, -119,   55,  105,   92,  101,  124,  126,
     127,  109, -114,  -84,  -87, -122, -110, -111, -113, -116, -106,  110,  100,  119,  125,
    -120,  119,   87,  126, -119, -126,  114, -120,  126,  114, -119, -106, -115, -122,  109,
    -126,  106, -115, -111, -109,  -79, -114,  127,   77,  124,  113,  124,   76, -125,  119,
    -100, -123, -125,  107, -101,  -96,  126, -109, -121,   85, -103,  125,  -98,   95, -100,
    -122,  120, -103,   94,  124, -117, -119, -102, -100,  127,   99,  126, -124,  -88,  118,
    -120,  117,   95,  123, -126, -113,  -75,  123,  123,  105, -103, -126, -120, -102,  125,
    -123,  116,  104,  117, -114, -119, -114, -110,   95, -106,  127, -127,  107, -125,  -95,
     -56,  113, -108,  116, -127, -124,  121,  -88, -115,   96, -110, -118,  124, -103,  -61,
    -122,  110, -111,   92, -125, -113, -120,   88,  120,   82, -105,  119,  124, -127,  127,
    -117, -126,  -91, -123, -115,  109, -111, -120, -125,  121,  119, -116, -114,  -96, -126,
     119,  -84, -116, -115, -127,  107, -127, -107,  -89,  -95,  119, -123,  126,  115,  120,
     114, -123, -125, -121, -104, -123,  -84, -126, -120,  122, -112, -102, -112,  123,  119,
     105, -105,  123, -107,  -95,  -98,   58,  102,   77,  113, -122, -112, -112,  114, -109,
    -116,  114, -125,  109,   77, -106, -115,  103,  -88,  -94,  -82, -109, -100, -109, -119,
     -97,  119, -111,  -82, -118, -114,  -95,  115,  115, -122,  103, -113, -127,  116,  105,
     121,  109, -114, -121, -102,   79,  114,  108,  120,   96,  106,  119,  106, -111,   94,
     -83,  120,   95, -107, -113,  119,  115,  123,  118,  120,  119, -114, -116,  -81,  108,
      92,  124,  -97,  111, -125, -104,  127,   46,  101, -123, -108,   86, -121,  -99,  126,
    -126, -114,  107,  -96, -109, -128, -120, -122,  116,  -99,   96,  112,  -84,  107,  125,
    -120, -128, -110,  125,  123, -118, -124, -126,  115,  115,   98,  126,  120,  101,  116,
    -110, -114,  104,  114,  -92, -105,   95, -110, -107, -127,  -93, -110, -128, -126, -122,
      99, -122,  -98,  127, -113, -106,  119, -113, -118,  -90, -119, -102,   97,  124, -115,
    -108, -119,  106, -104,  126,  -94,  118,  110, -120,  119,  114, -124, -106, -109,  123,
     118,  109, -123, -122, -124,  -87,  -92,  122,  -89, -114, -101, -119, -104,  110,   95,
     127, -111,   92,  -99,  124, -127,  119, -118,  103,  120, -112, -121, -127,  -90,  112,
    -109,  121, -126,  115,   96,  108,  108, -124, -115, -115,  108, -117, -112,  116, -117,
     127,   81, -117, -113,  120, -106, -113, -107, -110, -107, -102,  120, -118, -118, -109,
    -127, -116,  122, -114,  119,  113, -112,  108, -108,  124,  116,  104, -128,   93, -126,
     121, -109,   99,  115,  113, -126,  106,  116, -126,  121, -113,  110, -101, -127,  103,
    -108,  123,  117,  122, -122,  106,  120,  119, -117,  123,  -94, -123,  108,  125, -110,
    -120,  121, -120, -127,   99,  107, -122, -112,  103, -124,  126, -124,  112, -110,  118,
    -108, -119, -123, -110, -118,  110, -116,  108,  125, -108,  105, -114,  122,  119,  -92,
     126,  108, -114, -119,  127,  119,  125,  107, -121,  122,  126,  126,  126, -119,  115,
     115, -118, -105,  102, -116,  124,  119, -106, -109,  125, -126, -120,  112,  123,  -97,
     117, -121, -103,  120,  -99, -123, -113,  -86, -110,  126,  118, -125,  123, -116,  112,
    -114, -127, -110, -123,  127, -127,  -99,  122,  125, -117, -119, -121, -127,  127, -123,
    -110,  119,  -87, -112, -123,  -96, -107, -107, -104, -107,  120,  105,  120,  -95,  111,
    -120,  105, -110,  114,  120, -123, -124, -116,  122, -106, -112,  110, -113,  124, -112,
    -126,   89,  120,   99,  109, -110, -121,  123, -103, -117,  126, -110, -126,  106,  120,
    -101,  123, -104,  -96, -110, -112, -103, -101,  106,  127, -127, -107,  125, -113,  118,
    -118, -127,  122, -112,   91, -115, -123,  109,  116,  111,  120, -128, -119, -113,  112,
    -124, -128, -127,  107,  103,  119,  126, -106,  116, -123, -121,  120, -113, -101,  127,
     111, -121,   88,  126,  123, -103, -124,  -89, -118,   75, -111,  -90, -127, -128,  118,
    -118,  104,  124,  101, -112,  113, -119, -109, -121,  107, -108,  113, -111, -110, -126,
    -108,  -99,  120, -112,  114,  124, -101,  114, -114,  124, -125, -118,  123,  119, -127,
    -121, -124,  101,  122,  104,  101, -114,  126, -113, -126, -111, -126,  114, -116, -119,
      96, -118,  124, -121,  -96,  -88,  121, -125,  123,  112,  119,  -89,  124,  119, -112,
     115, -102, -123, -110, -121, -121, -127,  127,  120,  124, -121,  107,  -89,  113, -121,
    -114,  118, -108, -117, -127, -121, -120, -102,  125, -111, -110, -102, -105, -112, -101,
    -109,  118, -108, -106, -102,  -96, -102, -124,  100, -124, -101,  104, -108,  117, -111,
     122,  -99, -123,  115, -118,  121, -103, -115,  118, -107,  123, -124, -127,   96,  104,
     108,  114,  110, -100,  106, -111, -111, -100, -127,  127, -124,  118, -104,  125, -128,
    -115, -119, -126, -107, -104,  101,  126, -116, -102,  108, -119,  105, -120, -117, -115,
     122,  100, -124, -119,   90, -115,  111,  120, -120, -118, -120,   78,  127,  121,  126,
      98,  106,  116,  113, -103,  100,  117, -111, -117, -128, -107, -114,  125,  127,   72,
    -104,  121, -108, -126, -103, -117,   65, -114,  -91,  126, -127,  111, -123,   92,  125,
      78, -114,  120, -120, -111, -120,  112,  117,  122,  -93, -102, -112,  127,  -90, -122,
    -102,   87,  125,  -98,  113, -124, -118, -116, -109,  113, -119,  121, -108, -123,  119,
     105, -120,   95, -113,  104, -108, -114, -126, -126,  108, -126, -127,  106, -110,  115,
    -118, -106,  -88,  126,  125, -116,  119, -128,  -90, -114,  118, -107,   80,  -93, -112,
     -78,  125,  115, -104, -123, -124,   97,  124,  114, -122, -105,  124,  118,  120, -101,
    -104,  114, -113, -128, -112,   69,  121, -122, -117, -103,  -98,  -96,  -98,  112, -119,
    -115, -122,  -97, -105,  120, -128, -119, -100,  105, -107,  120, -105,  121, -107,   79,
     125,  126,  124, -110,  117,  107,  -86,  125, -113,  110,   90,  101, -124,  127, -103,
    -112,  106, -128, -109,  111,  115,   93,   96, -119, -112, -124, -104,  -94,  -93,  -73,
    -109, -128,  111, -128,   96,  113,  -97,  -99, -101, -102,   98,  114,  116,   98, -115,
    -114,  -93,   94,  110, -122, -121,  -97,  126,  100,  125,  114, -127,  126,  121, -126,
     116, -118,   93, -117,  -96, -120, -108, -119,  123,  112, -120,  116,  114, -118, -117,
    -100, -121, -128,  124,   89, -107,  110,  124, -125,  121,   96,  115,  123, -121,   98,
    -115, -119,  127,  119, -102,  102, -118, -128,  117, -127, -124,  -81, -125,  127,  122,
    -123,  114,  105,  112,  123, -112,  113,  124, -120, -123,  126,  127,  109, -114, -117,
     114,   86,  121,  -88, -123,  110, -102,  -92,  -97, -127, -118, -115,  112,  -86,  100,
     124,  119, -128,  122,  120,  -91, -117,   81,  118,  126, -117,  123,  -98,  123, -127,
     120, -102,   91,  112, -105,  122,  -85,  122,  -87,  123,  125, -118,  121,  115,  120,
    -105,  126, -110,  109,  105, -114,  127,  120,  -94, -115, -121,  -84, -118, -110,  127,
    -100,   84,  120,  125, -121,   99,  -89, -101, -113, -119, -123, -128, -124, -107,  117,
    -117,  -94,  119, -104,   87, -117,  -98,  104, -119, -127,  117, -104, -104,  113, -117,
    -107, -124,  115,  104,  107, -124, -103, -113, -110, -126,  -95,  -91, -115, -104,  119,
     123,  117, -123, -116,  117, -121, -101,  113,  118, -124,  100,  123, -112, -117,  113,
     125, -115, -117, -120, -126,  115, -127, -127,  124, -118,  123, -123,  119, -112,  113,
    -111, -101, -120, -111,  127,  111, -124, -110,  126, -128, -124, -117, -126, -112,  121,
    -121,  103, -109,  111,  122, -122,  122,  114, -128,  118, -126,  115, -123, -117,  126,
    -127, -121,   90,  125, -120,  110, -118, -108, -108, -128,  105,  118, -108,  118, -123,
     110, -118, -101, -128, -125, -119, -125, -127,  122,  116, -124, -126,  107,  102, -123,
     -99,  123,  122, -109, -128,  124,  109, -120, -118, -119,  -96,  121,  121,  127, -127,
     117, -127, -104, -112,   89, -110,  121,  122,  124, -105,  119, -116, -128, -125,  111,
    -127, -103, -127,  -84,  126, -109, -125,  117, -125, -119, -116, -110, -112,  125, -127,
     125,  105, -106,  125, -125, -104, -124,  123,  -94, -117, -124, -114,  -91,  116,  119,
      83, -122,  111,  -95,  126, -108, -120, -127, -122,  123, -124,  112, -107, -118,  116,
     -99,  103, -116, -108,  124, -110, -128, -126, -114, -114,  123, -116, -119, -122,  112,
     124,  113, -128, -101, -124, -110, -105, -118,  -88, -120, -124, -118, -122,  119,  125,
    -114,  118,  121,  -97,  120,  116, -127,  111,  108, -120, -120, -128,  121, -124, -123,
    -119, -109,  117, -120,  119,  126,  122, -126, -126, -128, -105,  117, -117, -113, -126,
    -115,  116,  120,  125, -117, -122,  119, -113, -110, -116,  112,  116,  122,  126,  -97,
     118,  107,  116,  113,  122, -116,  104, -127, -128,  124, -119, -123, -126, -111,  109,
    -117, -118,  110, -118, -116,  -96,  108,   87,  118, -123,  124,  115,  107,  114, -103,
    -123, -118, -105, -122, -125,  100,  118, -121,  115,  118,  114, -126, -110,  126, -128,
    -120, -128,  121,  117, -124,  116, -107, -106, -121,  124,  127, -125,  112, -127, -111,
     -96,   97, -115,  118, -102,  122, -106,  121, -120, -122,  -99, -120,  118, -109,  117,
    -104, -118,  125, -128,  101, -125, -122, -123, -118, -114,  118,  102,  116,  107, -100,
     127, -113, -110, -105, -127,  -96, -112, -115, -123,  -80,  124,  119,   84,  127,  121,
    -119, -113, -121, -120, -124,  114,  121, -121,  115, -126, -105, -126,  -87,   96,  112,
    -118,  113,  127,  116,  111,  114,  -96,  122, -127, -126,  -83, -126, -110,  122,  118,
    -113, -127, -117, -119,  121, -117, -115, -119, -128, -116,  121, -114, -127,  104,   93,
    -100,  114,  125,  113,  116,  126,  101,  124,  -96,  107, -126, -117, -105, -113,  103,
    -114,  108,  112,  102,  115,  125,  119,  -91,   87, -118, -117,  124, -111,  114,  125,
    -118,  120,  120,  122,  -92,  116,  109,  121,  123, -124, -114,  -97,  114,  108,   96,
     119,  116, -118,   96, -128,  124, -120, -111,  125, -111,  125,   59, -113, -109,   94,
    -125, -116,  -96,  112,  109,  116, -106,  114, -125,  121,  127, -113,  123, -124, -100,
    -128,  116, -126, -120, -120,  109,  118,  117, -108, -115, -126, -121, -103, -128,  108,
    -122, -113,  115, -120, -120, -106,  111, -127, -128, -110, -116,  -75,  -81,  110, -109,
      81, -109, -116,  -73,  123,  115, -113, -124, -100,  115,  -99, -124,  -97, -113,  107,
    -125,  107, -107, -116, -118, -122,  -99,  104,   77,  116, -112, -118, -125,  122, -120,
     -88,  109, -124,  -89, -114, -121,  -85,  122, -119,   97, -128,  111, -104, -124,  107,
    -125,   94,   96,  125,  117,  105, -119, -124,  126,  -90,   75,  119, -124,  107,  121,
    -116,  118, -103, -114,   84, -123, -102,  111,  123,  119,  111,  120, -103,  -83,  -88,
     -80,  -87,  -67,  -67,  126,   95,   62,   97,  110,  -94, -102, -116, -122,   75,  127,
      96, -125,  -92,  -97, -113,   87, -123, -126, -105,  -97, -109, -127,  117,   79,  117,
    -110, -121, -124,  126, -110,  104,  101,  -64,  -83, -118, -123,  121,  115, -118,  125,
    -116,  -96, -115,  -94,  -99, -118, -119,   69, -106, -124, -118, -112,  116,  127,  104,
     111, -116, -102, -125,  -89, -119, -108,  -97,  -96,   89,   54, -111,   97, -110,  -89,
     100, -109,  103, -115,   68,  110,  107, -121, -119,  113, -123, -103,  118, -122,  120,
      95, -116,  119,  119,   94, -114,  -91, -113, -120, -102, -116, -111, -122, -109, -122,
     125, -121,   95, -108, -118, -128, -127, -113,  -96, -109, -121,  117, -127,  106,   98,
     -99,   86, -113,  -97,  -95,   83,   76,  -83, -116,  -98,  -85, -100, -100,   76,   86,
      78,   96,  122, -114,  110, -108,  111,   96, -123, -122,  124, -122, -115,  -93,  -95,
     124, -117,  121,  112,   82,  103,  121,  -92,  -90, -104,  -94, -112, -111,  126,  125,
    -113,  -83,  106,  110,  -94, -108, -110,   84,  118, -113,  102, -114, -117, -122, -108,
    -105,  112,  126,  -93,  124,  116, -127, -126, -125, -119,  -73, -108,  -86,  -89, -104,
    -110, -119,  120,   79, -121, -124,  117,  117, -124, -126,   81,  117, -122,  120,  -85,
     -93,  127,   96, -117, -121, -117, -119, -108,  127,  126,   96,  121,  123, -127, -124,
     113, -101,  116,  110,  -78,  -84, -118,  117, -121,  108, -105, -127, -124,  -88, -128,
    -106,  -97, -104, -114,   89, -110,  126, -128, -115,  127, -114, -128,  114, -122, -113,
    -114, -113, -116, -109, -116,  118,  116,   77, -124,  102, -113,  -95,  110, -124,  116,
    -123,   88,  110,   87, -126, -106, -114,  123,  -99,  126, -128,  108,  122, -115, -128,
    -128,  113, -104, -100,  127,  126,  -99,  124,  118, -100, -118, -120, -125, -110,   91,
    -119, -115,  101, -109, -113,  -97, -115,  122, -121,  117,  103, -126,  -80,  109,  127,
     -86, -116, -125,   83, -102,  118, -116, -105, -124, -114,   87,  113,  112,   94, -118,
    -112,  127, -117, -127,   99, -123, -112,  111, -114,  120, -105,  -97,  122,  114, -123,
     127,  113,  122,  108, -111, -115,  126, -125, -121, -101, -128, -110, -114,  -95,  106,
     106, -101, -104, -120,   92,  126, -109,  118, -125, -114, -118, -115, -121,  118,  111,
    -106, -121,  114,  123, -119, -117, -107, -105,  -95, -101, -100, -113,  125, -115,  126,
      84, -118,  -97, -123,  116,  111, -127,  111,  122, -117,  104, -108, -101, -121,  104,
    -117, -124, -124, -120, -110, -128, -124,   92,  114, -128, -125,  119,  124, -101,  117,
    -110,  -90,  -99,  122,  111,  115,   98, -101, -124, -128,  -79, -113,  -96,  -98,  122,
     -97,  102, -104, -105, -126, -124,  112, -125, -115, -128, -115, -115,  127, -116, -118,
    -112, -108, -123,   95,   95, -124,  125, -114, -106,  110, -125,  119, -121,   75,   93,
      90,  102, -100, -113,  127,  -97,  113,  127,   98,  121, -115,  120, -118, -119, -105,
    -102,  106,  122, -103, -105,  125,  -94, -127,  120, -112, -106,  108, -126, -112,  117,
    -113, -111,  -93, -113,   98,  125,   97,   93,  -96,  -80,  127, -114, -114,   93, -113,
     125,  -93,  120, -119, -109, -114, -112,  109,  115,  104,   92, -109, -106,  123, -121,
    -113,  119, -127, -117,  115, -108, -121, -116,  -91, -125, -120,  117,  120, -128, -118,
     110, -127, -122, -109,  123,  126, -101,  120, -104, -113, -118,  105,   97, -122, -106,
    -122,   95, -128, -115,  107,  124, -126, -127, -118, -108,  108,   83,  -91,  -86,  112,
    -124,  -97, -114, -116, -105, -113,  -90, -116, -125, -122,  127,  125,   55, -115,  -97,
     127,  102,  120, -127,  110,  122, -121, -117,  124, -107, -121,  119,  105,  100, -101,
     123, -114, -123,  119,   72,  113,  126, -121,  115,   99,  124,  123,  -81, -103, -109,
    -125,  127, -106,   99,  -97, -114,  112,  -55,   75,  -88, -113, -123,  -85,  110, -108,
     120,  126,  100,  101, -126, -117, -125, -115, -100,  124, -115,  125, -103,  -96, -104,
     110,  106, -122,  123, -115, -112,  115, -113,  122, -106,   89,  105,   84,  111,  -86,
    -127,  121,  -85,  121, -105,   93,  126, -128, -118, -116,  -80, -114, -121,  120, -126,
     -88, -111,  127, -102,  126,  106, -115, -101, -123, -128, -122,   90, -105, -111,  -67,
    -101,   99, -109,   97,   37,  -60,  -84,  123, -126, -103,   48,  -76, -117, -110, -118,
     120, -114, -114, -104,   88,  115, -120, -126,  122, -101,   98, -116, -114, -106,  118,
     106,  110, -121,  -86,  -96, -105, -113,  125, -115, -126,  110, -128,  112, -114,  117,
    -113, -125,  125, -115,  100, -101,  124, -104,  110,   91,  127,  -81, -116,  108,  115,
    -114,  116,  103,
};

/* for channels that are scaled together: multiplier (4 bytes), bytes to leave out, factor, and
 * each channel's bias (3 bytes) */
static const int8_t fully_connected_3_records[120] FLASH = {
      16,   57,  -97,  122,    1,    1,  -27,   12,    0,   92,    5,    0,  112,    2,    0,
     112,    5,    0,  105,   -6,   -1,   33,    7,    0,  -59,    3,    0,   -9,   -2,   -1,
      16,   57,  -97,  122,    1,    1,  -65,    5,    0,  -46,    2,    0,  117,   13,    0,
      13,    0,    0,   57,    3,    0,  -95,    6,    0,    8,   -1,   -1,   69,    8,    0,
      16,   57,  -97,  122,    1,    1,  -52,    3,    0,  -24,    4,    0,  120,    4,    0,
     -92,    0,    0,   67,    8,    0,   36,    2,    0, -123,    9,    0,  -96,    5,    0,
      16,   57,  -97,  122,    1,    1,  -65,   -5,   -1,  119,    6,    0,  -34,    2,    0,
    -118,   10,    0, -111,    0,    0,   93,    0,    0,   34,    3,    0,  -11,    4,    0,
};

/* FULLY_CONNECTED, dense/MatMul: 1 x 384 -> 1 x 32
 * An output stands for 0.0640291 * (stored + 128). */
static void fully_connected_3_rows(const int8_t *input, flash_int8 weights, sum24 shared,
                             flash_int8 records,
                             index_t channel, uint8_t rows, int8_t *output)
{
    enum { INPUTS = 384, OUTPUT_OFFSET = -128, LOW = -128, HIGH = 127, SHARED = 1 };
    sum24 sums[8];

    for (uint8_t row = 0; row < rows; row++)
        sums[row] = -shared;
    {
        enum { size = INPUTS };

        if (rows == 8)
            dot_8(sums, input, size, weights);
    }
    scale_24(sums, output, rows, LOW + 128, HIGH + 128, OUTPUT_OFFSET + 128, SHARED, records);
}

/* Group by group, the channels from one to another. */
static void fully_connected_3_part(const int8_t *input, flash_int8 weights, sum24 shared,
                             flash_int8 records,
                             index_t channel, index_t end, int8_t *output)
{
    enum { INPUTS = 384, HEAD = 6, EACH = 3, LARGEST_GROUP = 8 };
    uint8_t rows = LARGEST_GROUP;

    while (channel < end) {
        while (rows > end - channel)
            rows >>= 1;
        fully_connected_3_rows(input, weights, shared, records, channel, rows, output + channel);
        records += HEAD + EACH * rows;
        weights += (uint32_t)INPUTS * rows;
        channel += rows;
    }
}

static void fully_connected_3(const int8_t *input, int8_t *output)
{
    enum { INPUTS = 384 };
    const sum24 shared = sum_unsigned(input, INPUTS) << 7;

    fully_connected_3_part(
        input,
        AT(fully_connected_3_weights),
        shared,
        AT(fully_connected_3_records) + 0,
        0,
        32,
        output);
}

/* weights + 128, as they are used */
static const int8_t fully_connected_4_weights[320] FLASH = {
     -73,  104, -126,  123,   68, -111,  -78,   39,  -84, -126,   51,   25,   76,  124,  -74,
     -90, -121, -114, -109,  -99,  127,   75, -116,   93,  -60, -107,  -94,   91,   90,   71,
      68, -120,  -65,   91,   71,  105,  115,  -74, -103, -123,   41,  -94,  -77,   86,  -66,
     124,  -81,  118,  -76,  -72,   84,   66,   42,   30,   64,  -70, -115,  119,  -25,   54,
     -70,  -73,   83,   70,   26, -110,   32,   90,  -64,   51,   53,  -25,  116,   39,  122,
    -113,   74,  100,   76,  127,    3,  -65,  -91,  -72,  107,   89,   51,  -96, -113,  107,
     109,  -83,  -72,  -81, -119,  123,   77, -102,   92,  -98,   79,   78,   29,  103,   89,
     111, -118,  110,  107,   67,  117,  -59,  -78,   75, -112, -106,  -79,   86,   51,  -68,
     127,   16,  111, -121, -115,  112,  -71, -123,   99,  114, -112,  127,  -74,  -90,   67,
    -119,   46,  119,   71,  -84,   68,  -93, -122, -125, -120,   95,  -81, -105,   47, -124,
      66,  102,   91,   86,   80,  -86,  111,  113,  -88,   47,   49,  -73,  -85,  -85,  113,
     102,   33,  109,  102,  -71,   62,  107, -111,  -92, -118, -115, -121,  -87,   49, -115,
    -107, -127,  121,   46,  104,   55,   80,  -65,  108, -108,  -73, -116, -101,   71, -100,
      47,  -89, -120, -110,   96,  -45,  -80,   67,  117,  -76, -127,  -68,   25, -122,  -94,
     107,   60,  -85,   43, -126,   97,   83,  -93,  -90,  121,   58,  -65,  -49,  -95,  -81,
     -91,  113,  -87,   90,  103,   13,  -92,   88,  110,   87, -123, -119,  -93, -107,   75,
      64,  -94, -118,   94,   54, -102,   91,  -68,    1,  -96,  -90, -122, -112,  -99, -125,
     120,  -72,   81,  -98,  -97,   53,   86, -113,   97,  101, -126,   94,   45,   80,  113,
      67,  -90,   24,  125,  -91,  -63, -104, -121, -104,  -91,   52,  -63,  -97,  103,   68,
      90,  -94,   99,  -70,  -96, -124, -122,  116,  124,   93,  108, -124,   77,  121,  126,
     -85, -105, -100,   75,  103,  -94, -127,   94,  -94,  -94, -112,   63,   76,  -95,   45,
     -72,   87,  100,  114,  121,
};

/* for channels that are scaled together: multiplier (4 bytes), bytes to leave out, factor, and
 * each channel's bias (3 bytes) */
static const int8_t fully_connected_4_records[42] FLASH = {
      13, -100,  102,   80,    1,    2,  -11,   -2,   -1,    6,    0,    0,  -29,   -1,   -1,
     -59,    0,    0,   56,   -1,   -1,  -65,   -1,   -1,  -62,    0,    0,  123,   -1,   -1,
      13, -100,  102,   80,    1,    2,  -39,    1,    0,  -29,   -2,   -1,
};

/* FULLY_CONNECTED, dense_1/MatMul: 1 x 32 -> 1 x 10
 * An output stands for 0.23973 * (stored - 24). */
static void fully_connected_4_rows(const int8_t *input, flash_int8 weights, sum24 shared,
                             flash_int8 records,
                             index_t channel, uint8_t rows, int8_t *output)
{
    enum { INPUTS = 32, OUTPUT_OFFSET = 24, LOW = -128, HIGH = 127, SHARED = 1 };
    sum24 sums[8];

    for (uint8_t row = 0; row < rows; row++)
        sums[row] = -shared;
    {
        enum { size = INPUTS };

        if (rows == 8)
            dot_8(sums, input, size, weights);
        if (rows == 2)
            dot_2(sums, input, size, weights);
    }
    scale_24(sums, output, rows, LOW + 128, HIGH + 128, OUTPUT_OFFSET + 128, SHARED, records);
}

/* Group by group, the channels from one to another. */
static void fully_connected_4_part(const int8_t *input, flash_int8 weights, sum24 shared,
                             flash_int8 records,
                             index_t channel, index_t end, int8_t *output)
{
    enum { INPUTS = 32, HEAD = 6, EACH = 3, LARGEST_GROUP = 8 };
    uint8_t rows = LARGEST_GROUP;

    while (channel < end) {
        while (rows > end - channel)
            rows >>= 1;
        fully_connected_4_rows(input, weights, shared, records, channel, rows, output + channel);
        records += HEAD + EACH * rows;
        weights += (uint32_t)INPUTS * rows;
        channel += rows;
    }
}

static void fully_connected_4(const int8_t *input, int8_t *output)
{
    enum { INPUTS = 32 };
    const sum24 shared = sum_unsigned(input, INPUTS) << 7;

    fully_connected_4_part(
        input,
        AT(fully_connected_4_weights),
        shared,
        AT(fully_connected_4_records) + 0,
        0,
        10,
        output);
}

int8_t *model_input(int i)
{
    (void)i; /* there is only one */
    return TENSOR_0;
}

unsigned long model_input_bytes(int i)
{
    (void)i; /* there is only one */
    return 64;
}

const int8_t *model_output(int i)
{
    (void)i; /* there is only one */
    return TENSOR_14;
}

unsigned long model_output_bytes(int i)
{
    (void)i; /* there is only one */
    return 10;
}

#ifdef MODEL_TRACE
#define TRACE(tensor, bytes) model_trace(tensor, TENSOR_##tensor, bytes)
#else
#define TRACE(tensor, bytes)
#endif

void model_invoke(void)
{
    conv_2d_0(TENSOR_0, TENSOR_10);
    TRACE(10, 576UL);
    conv_2d_1(TENSOR_10, TENSOR_11);
    TRACE(11, 384UL);
    /* RESHAPE: the numbers stay where they are. */
    TRACE(12, 384UL);
    fully_connected_3(TENSOR_12, TENSOR_13);
    TRACE(13, 32UL);
    fully_connected_4(TENSOR_13, TENSOR_14);
    TRACE(14, 10UL);
}
