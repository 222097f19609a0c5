/* drawn_digits as C, made by tinyml-kit (avr).
 *
 *   input                    -> 1 x 8 x 8 x 1 int8, serving_default_input:0
 *   CONV_2D                  -> 1 x 6 x 6 x 16 int8, conv2d/Relu
 *   CONV_2D                  -> 1 x 4 x 4 x 24 int8, conv2d_1/Relu
 *   RESHAPE                  -> 1 x 384 int8, flatten/Reshape
 *   FULLY_CONNECTED          -> 1 x 32 int8, dense/MatMul
 *   FULLY_CONNECTED          -> 1 x 10 int8, StatefulPartitionedCall:0
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
#define TENSOR_14 (arena + 32) /* 1 x 10 int8, StatefulPartitionedCall:0 */

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
     -29,  -27,  127,
     -78,  -81,  118,
      -2,  -25,   20,
      21,  -70, -100,
      -8,   62,  -69,
     -22,   48,  127,
     127,  109,   42,
     -87,   13,  -18,
    -104,  -99,  -66,
      -3,   20,   16,
      25,   42,   25,
    -127,  -80,  -60,
      51,   76, -127,
     -94,  126,  -75,
     -40,    2,   11,
     -19,   94,   94,
     -47, -127,   15,
      32,  -21,  -30,
     -58,   37,   43,
    -127,   36,   10,
    -103,  -17,   21,
     127,   40,   74,
     127,   35,    5,
      18,   36,   -2,
      98,   98,   11,
    -116, -127,  -30,
     -22,   40,   29,
      73,  -44,  -64,
      17,  -33, -127,
      39,   58,  -51,
      64,  -45,   97,
    -115,   17,   50,
     127,   39,   57,
     -41,  -85, -103,
     117,   38,    0,
     127,   67,   49,
       7, -127,  -61,
     -80,  -77,   41,
     -81,    2,   30,
    -127,  -11,    0,
     -51,   31,  -21,
      43,   52,   56,
     -34,   68,   31,
       8,   79, -127,
      63,  -65,  -91,
     -88, -127,  -27,
      38,    0,  -70,
       5,   37,   23,
};

/* for each channel: multiplier (4 bytes), bytes to leave out, factor, bias (3 bytes) */
static const int8_t conv_2d_0_records[144] FLASH = {
     111,   52, -110,   81,    1,    2,  115,    9,    0,
      73,   24,  -85,   98,    1,    2,   29,   14,    0,
     -14,  -36,  103,   68,    1,    2, -113,   28,    0,
     126,   70,  -42,   97,    1,    4,  -85,    6,    0,
      80, -105,   13,   85,    1,    2,   75,    6,    0,
    -118,  -73,  -45,   74,    1,    2, -100,   13,    0,
      33,   24, -116,   82,    1,    4,  -14,   -6,   -1,
      83,   53,    6,   67,    1,    1,  -77,  -41,   -1,
      30,  -94,   99,   89,    1,    2,  -36,   -1,   -1,
      83,   22,  -80,   73,    1,    4,   75,   12,    0,
     -46,   31, -100,   65,    1,    2,  -52,  -37,   -1,
      95,    6,  -88,  124,    1,    1,  -79,   -5,   -1,
    -105,  -15,  112,   99,    1,    4,  124,   26,    0,
     -15,   66,   99,  120,    1,    2, -128,    5,    0,
     105,  -72,   83,   67,    1,    4,   48,   -6,   -1,
      81,   -1,  -21,  106,    1,    4, -110,   12,    0,
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
        PLUS_4(118, 8, 9, 12, 13)
        PLUS_4(20, 12, 13, 16, 17)
        MINUS_4(29, 2, 3, 6, 7)
        MINUS_4(27, 3, 4, 7, 8)
        MINUS_4(78, 6, 7, 10, 11)
        MINUS_4(81, 7, 8, 11, 12)
        MINUS_4(2, 10, 11, 14, 15)
        MINUS_4(25, 11, 12, 15, 16)
        KEEP_FOUR(45)
        /* Channel 1. */
        START(21, 2, 3, 6, 7)
        PLUS_4(62, 7, 8, 11, 12)
        PLUS_4(48, 11, 12, 15, 16)
        PLUS_4(127, 12, 13, 16, 17)
        MINUS_4(70, 3, 4, 7, 8)
        MINUS_4(100, 4, 5, 8, 9)
        MINUS_4(8, 6, 7, 10, 11)
        MINUS_4(69, 8, 9, 12, 13)
        MINUS_4(22, 10, 11, 14, 15)
        KEEP_FOUR(45)
        /* Channel 2. */
        START(127, 2, 3, 6, 7)
        PLUS_4(109, 3, 4, 7, 8)
        PLUS_4(42, 4, 5, 8, 9)
        PLUS_4(13, 7, 8, 11, 12)
        MINUS_4(87, 6, 7, 10, 11)
        MINUS_4(18, 8, 9, 12, 13)
        MINUS_4(104, 10, 11, 14, 15)
        MINUS_4(99, 11, 12, 15, 16)
        MINUS_4(66, 12, 13, 16, 17)
        KEEP_FOUR(45)
        /* Channel 3. */
        START(20, 3, 4, 7, 8)
        PLUS_4(16, 4, 5, 8, 9)
        PLUS_4(25, 6, 7, 10, 11)
        PLUS_4(42, 7, 8, 11, 12)
        PLUS_4(25, 8, 9, 12, 13)
        MINUS_4(3, 2, 3, 6, 7)
        MINUS_4(127, 10, 11, 14, 15)
        MINUS_4(80, 11, 12, 15, 16)
        MINUS_4(60, 12, 13, 16, 17)
        KEEP_FOUR(45)
        /* Channel 4. */
        START(51, 2, 3, 6, 7)
        PLUS_4(76, 3, 4, 7, 8)
        PLUS_4(126, 7, 8, 11, 12)
        PLUS_4(2, 11, 12, 15, 16)
        PLUS_4(11, 12, 13, 16, 17)
        MINUS_4(127, 4, 5, 8, 9)
        MINUS_4(94, 6, 7, 10, 11)
        MINUS_4(75, 8, 9, 12, 13)
        MINUS_4(40, 10, 11, 14, 15)
        KEEP_FOUR(45)
        /* Channel 5. */
        START(94, 3, 4, 7, 8)
        PLUS_4(94, 4, 5, 8, 9)
        PLUS_4(15, 8, 9, 12, 13)
        PLUS_4(32, 10, 11, 14, 15)
        MINUS_4(19, 2, 3, 6, 7)
        MINUS_4(47, 6, 7, 10, 11)
        MINUS_4(127, 7, 8, 11, 12)
        MINUS_4(21, 11, 12, 15, 16)
        MINUS_4(30, 12, 13, 16, 17)
        KEEP_FOUR(45)
        /* Channel 6. */
        START(37, 3, 4, 7, 8)
        PLUS_4(43, 4, 5, 8, 9)
        PLUS_4(36, 7, 8, 11, 12)
        PLUS_4(10, 8, 9, 12, 13)
        PLUS_4(21, 12, 13, 16, 17)
        MINUS_4(58, 2, 3, 6, 7)
        MINUS_4(127, 6, 7, 10, 11)
        MINUS_4(103, 10, 11, 14, 15)
        MINUS_4(17, 11, 12, 15, 16)
        KEEP_FOUR(45)
        /* Channel 7. */
        START(127, 2, 3, 6, 7)
        PLUS_4(40, 3, 4, 7, 8)
        PLUS_4(74, 4, 5, 8, 9)
        PLUS_4(127, 6, 7, 10, 11)
        PLUS_4(35, 7, 8, 11, 12)
        PLUS_4(5, 8, 9, 12, 13)
        PLUS_4(18, 10, 11, 14, 15)
        PLUS_4(36, 11, 12, 15, 16)
        MINUS_4(2, 12, 13, 16, 17)
        KEEP_FOUR(45)
        /* Channel 8. */
        START(98, 2, 3, 6, 7)
        PLUS_4(98, 3, 4, 7, 8)
        PLUS_4(11, 4, 5, 8, 9)
        PLUS_4(40, 11, 12, 15, 16)
        PLUS_4(29, 12, 13, 16, 17)
        MINUS_4(116, 6, 7, 10, 11)
        MINUS_4(127, 7, 8, 11, 12)
        MINUS_4(30, 8, 9, 12, 13)
        MINUS_4(22, 10, 11, 14, 15)
        KEEP_FOUR(45)
        /* Channel 9. */
        START(73, 2, 3, 6, 7)
        PLUS_4(17, 6, 7, 10, 11)
        PLUS_4(39, 10, 11, 14, 15)
        PLUS_4(58, 11, 12, 15, 16)
        MINUS_4(44, 3, 4, 7, 8)
        MINUS_4(64, 4, 5, 8, 9)
        MINUS_4(33, 7, 8, 11, 12)
        MINUS_4(127, 8, 9, 12, 13)
        MINUS_4(51, 12, 13, 16, 17)
        KEEP_FOUR(45)
        /* Channel 10. */
        START(64, 2, 3, 6, 7)
        PLUS_4(97, 4, 5, 8, 9)
        PLUS_4(17, 7, 8, 11, 12)
        PLUS_4(50, 8, 9, 12, 13)
        PLUS_4(127, 10, 11, 14, 15)
        PLUS_4(39, 11, 12, 15, 16)
        PLUS_4(57, 12, 13, 16, 17)
        MINUS_4(45, 3, 4, 7, 8)
        MINUS_4(115, 6, 7, 10, 11)
        KEEP_FOUR(45)
        /* Channel 11. */
        START(117, 6, 7, 10, 11)
        PLUS_4(38, 7, 8, 11, 12)
        PLUS_4(127, 10, 11, 14, 15)
        PLUS_4(67, 11, 12, 15, 16)
        PLUS_4(49, 12, 13, 16, 17)
        MINUS_4(41, 2, 3, 6, 7)
        MINUS_4(85, 3, 4, 7, 8)
        MINUS_4(103, 4, 5, 8, 9)
        KEEP_FOUR(45)
        /* Channel 12. */
        START(7, 2, 3, 6, 7)
        PLUS_4(41, 8, 9, 12, 13)
        PLUS_4(2, 11, 12, 15, 16)
        PLUS_4(30, 12, 13, 16, 17)
        MINUS_4(127, 3, 4, 7, 8)
        MINUS_4(61, 4, 5, 8, 9)
        MINUS_4(80, 6, 7, 10, 11)
        MINUS_4(77, 7, 8, 11, 12)
        MINUS_4(81, 10, 11, 14, 15)
        KEEP_FOUR(45)
        /* Channel 13. */
        START(31, 7, 8, 11, 12)
        PLUS_4(43, 10, 11, 14, 15)
        PLUS_4(52, 11, 12, 15, 16)
        PLUS_4(56, 12, 13, 16, 17)
        MINUS_4(127, 2, 3, 6, 7)
        MINUS_4(11, 3, 4, 7, 8)
        MINUS_4(51, 6, 7, 10, 11)
        MINUS_4(21, 8, 9, 12, 13)
        KEEP_FOUR(45)
        /* Channel 14. */
        START(68, 3, 4, 7, 8)
        PLUS_4(31, 4, 5, 8, 9)
        PLUS_4(8, 6, 7, 10, 11)
        PLUS_4(79, 7, 8, 11, 12)
        PLUS_4(63, 10, 11, 14, 15)
        MINUS_4(34, 2, 3, 6, 7)
        MINUS_4(127, 8, 9, 12, 13)
        MINUS_4(65, 11, 12, 15, 16)
        MINUS_4(91, 12, 13, 16, 17)
        KEEP_FOUR(45)
        /* Channel 15. */
        START(38, 6, 7, 10, 11)
        PLUS_4(5, 10, 11, 14, 15)
        PLUS_4(37, 11, 12, 15, 16)
        PLUS_4(23, 12, 13, 16, 17)
        MINUS_4(88, 2, 3, 6, 7)
        MINUS_4(127, 3, 4, 7, 8)
        MINUS_4(27, 4, 5, 8, 9)
        MINUS_4(70, 8, 9, 12, 13)
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
 * An output stands for 0.00637788 * (stored + 128). */
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
     109, -128,  105,   56,   98,  105, -122,  123,  111,  123,  118, -128,  -84, -109, -103,
     125, -110, -100,   90,  -91,  116,  -85,  -85,   99,   55, -107,    1,   73,  -50, -121,
    -117,  103, -100, -118, -125,   60,  127,  -65,   98,   71, -117, -113,  122, -115,   88,
     -82,  122,  -61, -101,  119, -120, -113,   53, -100,  110,  112, -110,   98, -122,  -93,
     115, -126,   84,  115,  104, -109,   67,  120,   93, -122, -101,  126,   82,   51,   53,
     100,   97,  124,  -89,   10, -117,   99, -126, -116, -119,  101,  112,  115,  126,  108,
    -121,  109, -101, -122,  109,  106, -106, -127, -105,   71,  103,    1,  111, -110,  101,
     104, -106, -115,   97,   86,  108, -103, -123,   98, -101,   95,   61,   99,    1,  -80,
      80, -122,  106,   90,  -86,  126,  -71,  -87,   25, -118,  101,   49,   63,   86,  -93,
    -118,  124, -106,  122, -103,  -74,  -99, -115, -118, -105, -122,  108,  -61,   73,  120,
     114,  115,  104, -128, -123, -101, -128,   99, -125,  106,  105,  115,  116,  114,  101,
    -104,   84,   64, -124, -108,  109,  -66,   88,  -98,  102,  -95, -111,  115,  117,   71,
      75, -123,  103,  111, -116,  110, -123,  -99,  115,   93,  102, -104,  -92, -113,  111,
     -89,   69,  103, -123,  104,   76, -103,  103,  105,   78,   68, -101,   53, -125,  113,
     114, -124,   95, -128,  108,  -85,  127, -120, -119, -119,  -91,  103,  116,   79,   55,
    -115,  -91,   55, -125,   24,   85,  101,   94,  104, -123,   30,  122, -125,  125, -116,
     105,  110,  -80,   55,   64, -113,   63,   23,   96, -114,  115, -115,  -76, -101,  -86,
     -88,    1,  -99, -121,   46,   60, -116, -122, -111, -100,  126, -112,  112,  -84,  124,
     -89,  125, -118,  113,   98,  -80,   96,   75,  105,  -97,  -99,  -99, -116,  -71,  -84,
      97,  110,  119,   96,  -84,  126, -121,   50,  103,   83,  126,  -98, -114,   85,  -87,
      85, -108,  100,  -50,   90,  114,  107,   51,  119,   94, -125,   64, -113,  108,  112,
    -121,  105,  122,   92,  -72,  -64,  -75,  110,  -61,  122,  107,  122,   89,   93,  -96,
     119, -119,   95,   55,  -75,   95, -122,   75,  118,  120, -110,  -90,   98,  -87,  125,
    -122, -112,  104,  -81, -108,  120, -121,  109,   88,  -97,   37,  121,   47,   90,   26,
     124, -122, -120,  100, -122,  125,   90,   85,  111, -122,  -91,   99,    5,  -70,   87,
      61,  124, -124,  127,  -95,  -29,   83,  -54,  -79,  127,  127,  112,   64, -126,  122,
     -85,  103, -127,  104,   98,  -92,  120,  -75,  -87,  -75,  124, -114,   88, -113,  -56,
    -106, -100, -109,  127,  -89,   59,   84, -117,   79, -109, -103, -115,   97, -121, -125,
      96, -113, -113,  102, -110,  126, -116,  -97,  -89, -113, -101,  127, -107,  110, -127,
     111,   65,  124, -127,   84, -109,   84, -113, -118, -114, -117,   74,  109,  111,  -89,
      81, -127,  -97,  -94,  -76,  108, -105,   86,  119,  126,  111,   83, -104,   57, -113,
    -122, -110, -117, -122, -126,   84,  124, -127,   46, -115,  119, -110, -100,   94,  125,
     120, -111, -125,    1,  120,  106, -111,  -65,  127, -108, -121, -118,   49,   95,  120,
     -76,  115,  112, -123,   95, -108,  127,   65,  -98,   90,  -99,   57,  109,  -37,  -85,
     -47,  100,   54, -123,  100,   94,  120, -118, -113,  117,  120, -108,  123, -102,   77,
     -95,  -99,  119, -127, -124,  112, -103,  -78, -127,  121,  -63, -117, -101,  123, -120,
     112,  105, -124, -117, -120,  123,  113, -103,   75,  112, -122,   84, -125, -128,  105,
     -90, -115, -102, -125, -105, -123,  121, -118,   88,  115, -120, -107,   70, -115,  111,
    -126, -115, -102,  105,  111, -121, -121, -108,  114,  -91, -116, -124, -115,  -84,  111,
     110,  112,  107,   82,   70, -102,   91, -106, -127,  118,  112,  100, -125,  108,  127,
    -113,   98, -126, -119,  125, -111,  114,   94,   88,  124, -116,   92,  124, -106,  115,
     107,  -99, -122, -127,   90,  108, -108, -127, -111,  103,  113, -109,  105,  -88,  -90,
      90,   66,  117, -122,   84,  -70, -105,  124,  -63,  -13,   26, -111,  109,  125,   77,
     120, -110,  -97, -114, -119, -125, -102,   51,   99,  -73, -111,  114, -121,  109,  -85,
     -75, -101,  127,  -82, -106, -104,  125,  -97,   98,  109,  118,   96,   98,  117,  118,
    -104,   44,   85, -115,  -81,  -82,  115,  115,  -91,   -1, -113,  -96,  -72,   56,  118,
    -107,   74, -126, -125,  118,   35, -115,  125, -121,   99,  127, -113,  124, -122,  -98,
    -108, -109, -100,  -37, -117, -114,  -93,  117, -113,   97,  115,   74,  102,  -97, -121,
     126,  113,  120,   94,  126, -118,   96, -106, -119,  117,  112,  113,  103, -124,   97,
     110, -125,  118,  -70,   45,   85, -112,   64,   71,  118,  117,  -96,   93, -128, -113,
     127,  105,  125, -102, -117,  -98,  -58, -100,   54,   67,  -86,   96,   68,  -72, -105,
      27,  -44,  -50,  126, -124,  113,   44, -114, -108, -113,  113,  126,  113, -115,  -84,
      72,  -94, -119,  109, -122,   87,   91, -120,  -65,  -82,   76, -115,  121, -106, -102,
     110,  101,   88,  113, -118,  127,   76, -121,  123,  -85,  122,  -72, -120,  121, -124,
    -126, -118, -109,  125,  -99, -109, -118,  103,  125,  114,  119,  107,   96, -115, -108,
      87,  -96, -103,   91, -114,  105,   98, -117,  -39,   97,  126,  -93,  -97,  -36,  -89,
    -114,   44,  -90, -106,   92,  100,  124,  111,  124,  117, -123, -119,   81, -118, -102,
      83, -115,   88,  -86, -122,   49,  106,   66,   80, -123,  119, -127,   41, -127,  124,
     114,  111, -113, -102,  114,  107,  111,  121, -106,  -83,   93,    1,   41,  124,  127,
     -76, -105, -101,   61,  -91,  126,  -81, -105,  124,  -15,  125,   83,  112, -126,   90,
     114, -116, -100,  101,  125, -118, -119, -126,   53,  -84,  -94, -101,  118,   70,   82,
     -94,  -97, -115,   86, -104, -105,  -93,  -92, -105,   73,  120, -114, -110, -123,  107,
     118, -102,  -95, -119, -109,   77, -122, -126,  108,  -76, -111,  -96, -110, -106,  117,
      96, -125,   73,  -75,  109,   90,   62, -108, -114, -113,  105,  108, -119,  115,  108,
    -111,  -60,  116,  -76,  -98,  122,  -79,  -53, -125,   74, -111, -115,  -72,  112, -114,
      41,  127,  118, -117,  107,  113,  115, -115, -128, -105, -126, -114,  126,   74,  111,
     112,  113,    9,  109,   89,   63,   88,  127,   79,   84, -127, -128, -111,  103,   55,
      88,  108,  -61,   68,  124,   86,  120,   98, -123,  109,   74, -101,  123, -123,  -98,
      94,  -50,  -58,  -68,   90, -120,  120, -115,   85,  101, -108,  -99, -124, -102, -114,
    -107,   93,  -82,  -55,   79, -108,   58,   53,  -93,  127,  -78,   79,  126,  -78, -103,
     -93,  112,  117,  106,  -65,  127, -124,   92,  118,  -88,  120, -127,  117, -128,  -49,
     117,   94,  124,  -70, -107,  120,   79,   73,  114,  124,   70,  -57,  112,   96,    1,
     115, -109, -120,  114,  110,  125, -121,  119,  -89,  -80,  110,  -88, -115, -113, -118,
     -71, -118, -114, -117,  127,  -85,  117,  109,   46,  116, -127,  121,  120,   78,  111,
    -121,  -71,  127,  -96, -100,  108,  105,  110, -125,  101,   29, -116,   89,   92,   97,
     105,   72,   91,   97,  -96, -116,  103,   55,  114,  112, -120,   99, -119,  111,  127,
     -85, -118,   96,   94, -104,   73,   92, -108, -116,   62,  -42,  106,  110,   99,  106,
     124, -127, -115,  101,  -62, -118,  126,   79, -114, -109,  125,   58, -109,  -73,  -89,
    -126,  122, -115,  124,  -87,   43,  -74,  -77,   50,  105,   97, -124,  109,   49,  -98,
      69,  102,   54,  -99,   82,  -99, -111,  -86,  -87,  123,  -95,  -83, -103,  -99,   54,
    -120,   92,  100,   87,  113,   79,  106,  107, -108,   94, -117,  103,  -94,   56, -103,
    -123,  -95,  -25,  -92, -125, -126,  -48, -108,   80, -122,    1,  111,  105,  121,   14,
     -81,  -63,  124,  113, -121,  114, -105,  106, -111,   92, -103,  106,  100,  120, -120,
    -122,  -88,  104,   32,   95,  113,  124,  117,  110,  118,  -90,   62,  122,  109,  -78,
     116,  -89, -127,  -91,   71, -126,  -76, -103,   98,  -90,  100,  -93, -104,  -97,   10,
     -95,  -76,  -54,  -89,   91,  110,  118,  120, -112,  -85, -114,   83, -108,  119, -123,
    -120,  -98,  102,  104,   93, -123,  -68,  -98, -126, -111, -126, -105,  -42,   71,  -69,
     113, -122,  102, -112,  110,  103, -115, -127,   87,  124,  117,   96,  122,  -74,  -89,
    -106,  -96, -115, -109,  -48,  -90,  -91,   31, -121,   48,   85,   90, -105,  100,   39,
    -107,  124, -118, -123,  124, -120, -123,  -72,  121,  -97,  -84, -118, -121, -118,  -60,
      93,   67,  122,   78,  120,  125, -113,   85, -119,  -87,  126, -122, -115,  112,  -75,
     123, -112,  106, -126,  107,  110,  121, -108,  117, -111, -124,   55,   78,   95,   84,
      66,   52,  124,  104,   81,   94,   92, -101,   98,  122,   36, -103,   81,  115, -125,
     105,   73,  124,   73,  -89,  119,  -61,   74, -105, -110,  -58,  126,   93,   80, -121,
    -124, -108,  116,  126, -112,  -77,    1, -118,  -97,  -95,  114,  117,  -92,  118,  -72,
     107, -104, -120, -119, -111,  -90,   59,  -61, -120,  114,   91, -119,   98,  121,  124,
      87,  115,  126,  115,   99, -128,  -37,  -55,  -94, -101,  -84, -119, -100,  -87,  -18,
       1,  104,   86,   92,   70, -124,  108,  127, -114,  124, -114, -127,  115,  -83, -103,
     127,  127,  -86,  116,  114,  108, -107, -100, -127,   76, -120, -121, -125, -126,  109,
    -127,  -78,  -59,  113,  115,  122,   96,  119,  126,  123,   95,   91, -111, -104,  120,
    -117,  -97,  112,  103,   84,   24,   81,  104,   69,   57,   52,  -76,   98, -116,   84,
    -120,   95, -116,   14,  -87, -128, -121, -110,   94,   87,  114,  -86, -108,   87,  -93,
    -113,  -85,  112,  -49,   13,   31, -122,  124,  117,  113,  -92, -115,  101, -128,  102,
     118,   84, -122,  121,  102,   59, -125,  -82,  113,  110,   87,  101,  123,  -76,   86,
     124, -117,   71,    1,  113, -127,   50,   39,   94,   71, -124, -109,  -96,   64,  -70,
     104,  -97,  112,  116, -106,  -98,  122,  113,  102, -108,  101,  -89,  101,  116,   97,
    -110,   84,  123,  100,  118, -117,  120,  113, -128,  113, -100,  -52,  119, -123,  118,
     -58,   92,  118, -122,   40,  120,  114, -120,   76,  -86, -116,  124,  118, -122,  106,
    -122,  123,  113,  109,  113,  103,   87,  114,  118,  120,  113,  106,  115,  105, -127,
     110,  -96, -112,  -57,  -90,   98, -127,  111,  127, -125, -117,   82, -110,   97,  101,
    -103, -123,   91,  -90, -105,  -83,  -98, -108,    1, -109,  -83,  -94,   38,  124, -119,
     -78, -125, -125,  -82, -126, -128,  -97,  100, -123,  100, -111,  127,   94,   82, -118,
    -114,  124,  122,  118, -121, -128, -105, -124,   99, -122,  100,   61,  116,  112,   77,
      62,   81,  127,  107,  -90,  -86, -121,  -84,  125,  -85,  126, -122,  -86, -110, -128,
    -102, -114, -122,   94, -121,  107,  113,  103,  109,   97,  111,  127, -119, -127, -108,
     118,  -96,  126,  -93, -113,  127,  -93,  122,  -85,   53,   81, -121,   67,  102, -122,
     -68,   98, -128, -120,  105, -120,  125,  118, -104, -125,   83, -127, -110, -118,  113,
      91,  125,  121,  109,   97,  109,  112, -101,   78, -103,  -70,  -94, -117,   78,  125,
     112,   98,  100,   94,   65,  104,  106, -115, -115, -125,   52,  -94,   88, -107,  -98,
     122,   79, -107,  104,  115,   15,  106,   80,  -94, -107,  -85,  -81, -108,  121,  -77,
      86,  -94,  106, -110,   51,   94,   85,  -70, -117, -124,  126,  118,  124, -119, -124,
     104,   77,  122, -126,   71,   93,   67,   25,   38,  109,  118,  101,  -69,  122,  112,
     -41,  -77, -103,  120, -119,  -91, -103, -122, -127,   75, -122, -109,  125,  116,   89,
      95,  -81,   90,  105, -114, -123,  123,  -96, -109,  111, -118,  -99, -113,  113, -127,
    -125,  125,   79,   93,  -87, -107, -124, -122,  -96, -113,  -86, -102,   82,  121, -118,
     124, -123, -105,   55,  104,  117, -128,  116, -127, -118,  104,  127,  123,  108,  102,
    -128,   72,   71,  -81,   91,  -71,  113, -122, -117,   68,   38, -119,   91, -118, -113,
    -117, -115,  121,   63, -121,  -71,  -88,  -35,  118,   53,  -89,   34,  120,   35,   98,
     -96, -128, -108,   91,  109, -113,  122,   69,   88, -109,  -95,  -99,  122,   63,   62,
     -96,  -60, -121, -113,  102,  117, -122,  116,  121,  119, -118, -118,   98,  121,  115,
       1,  -82, -124,  123, -107,  -79,  -90,  120,  -86, -122,  124, -107, -108, -125,  -93,
     107,   72,  124,  -62,  120,  -94, -100,   81, -115,  -76,   91,  115,   96,  104, -103,
     109,   86,  109,  127,  121,  -61,   87,  107, -119, -105,   62,  117, -127,   63,  -91,
     125, -117,    3,   97,  112,   78,  117,  104,  118, -114,  100,   97,  -96,   70,  102,
      96, -106,   90,   38,   70, -104,  -93,  101,  114,   81,  111,  -57,  -20,  -86, -121,
    -124,   96, -102,  125,   73,  117,  -52, -126,   34,   90,  116,   54, -113, -106,  101,
     -93,  -73,   39, -115,  -73,   85,    7, -107, -121, -126, -103,  104, -110, -116,  -99,
      93,   82, -123, -116, -118,  104,   92, -125,  -90, -127, -123,  125,   21,  125, -127,
     126,   80,  106,  -83, -114,  -83,   96,  102,    6, -103,  114,  107,  119,  -98,  -80,
     123,  -97, -110, -113, -121, -103, -103, -116,  124,  111, -118,  -94,   87,  -96, -123,
      90,  112,  -67,   50,  113,  118,  120,  126,  109,  126,  110, -118,  112, -101,  113,
     -62,  126, -117,   68, -118, -100,   89, -119,   80,  -90,    1, -126,   84,   84, -125,
    -119, -116,  115, -111,   87, -118,  117,  118,  111, -123,  119,  121,  111,  115,  113,
     121,  120,   74,   58,  -50,  -79, -124,   91,  120, -119, -107,   89,   76,   65,  -86,
     123, -120,   60,  -92,   74,  -77, -115,   65,  -76,  -99,  101,  111, -124,  109,   58,
    -116,  100,  -95,  -91,  -71,  -77,  -96, -116, -118,   70, -102, -101,  108,   55,  116,
      73, -112, -102,  107, -115,   19, -113, -128, -125,   36,  116, -100, -120,  123,   30,
     104,   89, -118,  118,   96,  118,  -71,  -30, -123, -107,  -89,  117,  124,  115, -117,
    -122,  107,   95,   64, -111,   97,  -98,   81,   58,  121,  -73,   51,  114, -119, -128,
    -119, -127, -115,   89, -123,   83,  107,   96,  -81,   87,   91,   57, -106,  -92, -118,
    -115,  109,  -88, -121,  -48, -125,   79, -121, -114,  -88,   91, -128,   73,  -97,   99,
     -98, -111,  122,   88,  109,   89, -122, -121,   82,  122,   86,    1,  -58,  -64,   99,
      90, -115, -115,   69,   44, -107,   77, -115,  -99,  127,  109, -123,  119, -101,  -48,
      86,  -37,   34,  109,   12,   59,   42,   91,   51,  118, -126,  100, -125,  -84, -115,
    -121,  101, -104, -117, -123, -114, -116,   90, -116, -124,   87,   78, -128, -122,   86,
     -66,  -88, -123,   74,  -98,    1,   75,   99,  -84,   83,   93,   69, -126, -118, -117,
     -34,  -89,  101, -117,   98,   95, -104, -116, -118, -105, -106,  125,   73,  109, -123,
     120,  -84,  100,  123, -120,   60,  116, -121,  103,  105,  117, -124, -111, -127,  127,
      76, -116,    1,  -48,  102,  109,  102,   47,  110, -106, -112,   43, -116, -121,  101,
    -109,  120,  114,   81, -127,  103,  119,  117, -109, -115,  107, -113,   64,  120, -120,
     -87,  120, -110,   94, -114,  124,   93,   11,  -46,  -83,  -99,  -97,  -58, -128, -124,
      77,  -78,  -91, -101,  106,   97,  121,  101,  112,  101,  114,  116,  127, -127,   67,
     -80, -110, -122, -121,   79, -128,  -97,  100,  109,  111, -111, -126, -117, -105, -119,
      38, -122, -110,   83,  100, -124,  120, -119, -126, -125, -123,  125, -121,  126,  119,
    -112, -112,  126, -104,  102,  116, -115,  102,  -38,  100, -120,  -82,   87,   87,  123,
     -99,  106,  111,  -97, -111,   83, -113,  127,  -94,  -75,   79,  116, -127,   70, -126,
    -118,  110,  106,   99, -114,  125,  -89,   90,  -99,  120,   89, -100,  109,  121,   93,
      99,  102,  -93, -115,   16, -126,   90,   76, -110,  112,  127,  103, -116,  105,  121,
    -128, -123, -122,  107,  124,   88, -120,  126,  -98, -111,   73,   87,  107,  -99,   53,
      86, -121, -104, -104,  117, -103, -101,   99, -124, -107,  -97, -117,   68,   67, -122,
      99, -126,   59,  113,  119, -109, -127,   29,  -87, -105,  -98, -120,   79,  117,  -88,
    -116,  123,  -83,  105, -128,  -87,  -64, -119,    1,  -89,  -95,   82, -112, -124,  105,
     115,  107,  121,  114, -105, -112, -104,   95,   37,  -99,  119, -122,  101,  -93, -109,
    -113,  -55,  -99,  -99,  -67,   61,  113,  -75,  -75,   56,  124, -102, -102,   79, -109,
     104,  -87,  -94,   85,  116,  127,   87, -126, -128, -112,  104,  111,  122, -117, -106,
      90,  -61, -102,   30,  -86,  127,  111, -125,  110,   93, -113,  -94, -102,  126,  109,
      82, -105,  115,  114,   74, -116,  125, -107,  117, -108,  115,  117,  119,  105, -102,
    -124,  -86,  -53,   46,   12, -105,  107,   79,   87,   79, -107,  117,   83, -111, -117,
      24,   68, -110,  100, -106,   48,   72,  -90,  104, -128,   72,   73, -122, -107,  101,
       2,  -94,   65, -119,  122,  110, -116, -126,  119, -114,  117,  -97,  103,  126, -121,
    -107, -101,  124, -106,   10,   99,  114,   93, -123,  -89,  125, -118,   46,  117,   62,
      43,   99, -101,  108,  125,  106,  104,  125, -128,  -73,   98,  -97,  -98,   80,  125,
    -115, -112, -113, -118, -113, -126,  127,  123,  115, -104,  120,  106,  116,  -90, -119,
    -117,  -97,  118, -126,   75,  123,  127,   90,   97,   84, -116,   66,  -87,   93,  114,
     118,   75, -127,  -98,  -85,   55, -103, -104,  117, -116, -108,  100,  107, -122,  107,
    -125, -106, -126, -128,  122, -122,   97,   86, -102, -104, -114,   63,  115,  119, -125,
     116,    1,  -85, -112, -123,  107, -106,  -85,  116,  100,  -73,  -88,   97,  109,   40,
      60,  123,   93,   93,  108,   18,  -92,   98,  124, -119,   72, -108, -120,   70,  127,
    -120,  108, -111,  120,  -67,   62, -118,  -91,  122, -127, -112, -117,   60,  122, -127,
     126,  -85, -125,  100,  118,  -73,   85,  117,   39,   86,  119, -106, -113,   84,  107,
     -88, -124,  -60,   67, -101, -107,  109, -100, -116, -115, -104,  114, -107, -125, -104,
     110, -126, -119,  120,  121, -124, -114,   99, -122, -124,  103,  120,  104, -120, -128,
     119, -123,  111, -126,   98, -111,  116,  116, -118, -126,  104, -104,  -88,   75, -103,
    -127, -123, -123,  111,  107,   80,  113,  106,  121,  123, -121, -117,  105,  107, -120,
     121, -109,   88,  -64,   55,  121,  103,  104, -123,   91, -116, -128,  111,  113,  126,
    -109,  111,  112, -109, -106,   95,   86,   49,   90,  115, -105,  101, -110,  121, -102,
    -127,  108, -117,  103,   69,  101,   95,  -84,  -54,  105,  -74,  -88,  -21,   52,  -91,
    -110, -110,   96,   59,   39,  126, -105, -117,   83, -113,  120,   97,  118,  -63,  121,
    -115,    1,   42,  104,  113, -116,  100, -122, -102, -107,  -56,   63,  -89, -102,  112,
     -88,  -80, -127,   92,   88, -125, -123,  -77,   92,  -80,  125,  119, -120,  106,  -99,
     125, -119,  119, -121,  100, -120, -111,  125,  -95,  107,  -98,  103,   52,  125,  121,
     111, -104,  102,   99,  114, -109,  114,  126,   94,  123,  118,  114,  -94,   89, -120,
    -116, -126,  102, -122, -126, -113,  106, -126,  101, -126,  103,  -52,   75,   76,  108,
    -112,   85,  104,  -98, -128,   76,   58, -121, -124,   98, -127, -113,  121,  108,  124,
      79, -119, -111, -103,  -90,  -96, -128, -120, -128,   60,   83,   22,   99, -114,   82,
     104, -116,   90, -124, -102, -105,   20, -109, -120, -122,  -87, -103,   94,  107, -121,
    -114,   85,   96,  127,  111, -113,  -83,   35,  127,   30,  -92,   96,  -62, -104,   34,
    -104,  -95,  -75,  -52,   50,  117,  110,   93,  126, -124, -117,  127,   94, -117, -115,
     115, -110, -118,  -84, -127,   75,  101,  125, -124, -127, -100, -127,  112, -108,  104,
     115,  106,  125,   94, -115,   68,  -91, -113,  115,   98,   59, -127,  124,  -99,   33,
     124, -123,  126,  108,  112, -120,   91, -114, -112,  124,  -74,   57, -108, -116,  122,
     -76,  -87, -116,  -85,  -56,  111,  120,   96, -123,   69,   58,  -42, -128,  -95, -103,
     118,  -76, -107,  118,  113,  -70,   93, -105,   18,  106, -123,  104,   89,  104,   77,
     -89, -118,  -45,  -75,  106,   80, -116,   78, -117, -119,   95,  125, -104, -108,    1,
    -121,  127,  -90, -123, -124, -123,  103, -115,  116,  106,  113, -121,  124, -117,  -76,
      38, -114,   37, -124, -110,  -66, -108,   43, -108,  -49, -118,  -29,  119, -128, -126,
    -112,  120, -116, -118,  104,  119,  111, -114,  101, -124,  120, -122,  103,   39,   83,
     114, -102, -113,  123, -111,  117, -105,  121,  123, -109,   99,  118,  -77, -128,  108,
     -96, -127,  100,  116,   95,   89, -120,   39,  120, -119,  127,  119,  117,  -86,   95,
    -117,  120,  110,  -92,   97,  120,  126,  119, -119, -127,  115,  100, -118,   97, -111,
      78,  -92,   96, -127,  -84,  115,  109, -106,  119,  -96, -125, -117,   68,  -84,   84,
     -57,   74,  -51,  -96,  118, -103,   73, -116, -126, -116,  -94,   94,  108,   35,   77,
    -106,  -98,  -89,   78, -110,  127,  -75,   39, -108,  121,  118, -113,    1,   66,   89,
     -85, -101,   51,   95, -118,  118, -105,  -91,   80, -107,   61, -105, -104, -109,  116,
      89,  -96,  -67,  -98,  -59,   47,  -94, -112,  120, -111, -101,   65,   92,  107,   72,
     108, -121,  104,  125,   81,  118,   91,   37,  114, -125,  102,  108, -113,  110, -102,
    -123,  113,  -96,   55, -123, -115,   87,  111, -116,  127,  108,  121,  101,   92, -111,
      75,   95, -112,  125,   95,  121,  -78,  116, -104, -116,  105,  -89,   97, -127,  123,
      96, -100,  114, -128,   47,  -82,   68,  111,  104,  -82,  109, -114, -106,  121, -120,
    -124, -116,  -86,  110, -119,    1,  -94,  116,   92,   57,  -90,  -94, -124, -110,   94,
     114,   52,   61,  109,    2,   89,
};

/* for each channel: multiplier (4 bytes), bytes to leave out, factor, bias (3 bytes) */
static const int8_t conv_2d_1_records[216] FLASH = {
      -6,   23,   17,   74,    1,    4,   53,   19,    0,
      61, -119,   98,   74,    1,    4,   89,    6,    0,
     -79, -125,  127,   81,    1,    4,  -11,   24,    0,
     117, -115,  119,  127,    1,    2, -111,   19,    0,
      60,  -58,   92,   90,    1,    2,   88,   14,    0,
      18,  -80,  -27,  113,    1,    2,   56,   27,    0,
       9,  -50,   90,  104,    1,    2,  -20,  -11,   -1,
    -121,  117,   20,   91,    1,    2,  -29,   19,    0,
     -58,  -44,  105,  113,    1,    2,  -78,    3,    0,
     100,  -78,   14,  125,    1,    2,   51,   13,    0,
      50,  -14,   45,   75,    1,    4,  -57,   21,    0,
     -74,   36,  -61,   66,    1,    4,   14,   31,    0,
     119,   79,   12,   92,    1,    2,  -40,   29,    0,
      20,  -41,   40,  111,    1,    2,  -78,   17,    0,
     -63,  -13, -123,   78,    1,    2,  -36,   31,    0,
     -13,  -94,  124,   90,    1,    2,  -65,   18,    0,
      91, -103, -127,  101,    1,    2,   47,   27,    0,
      -1,   34,  -70,  121,    1,    2,  -94,   16,    0,
      73,    6,  106,   67,    1,    4,   38,   33,    0,
       7,  125, -110,  111,    1,    2,  -94,   30,    0,
      -4,  -45,   71,  102,    1,    2,   49,   14,    0,
     -82,  -47,   10,  110,    1,    2,   69,   27,    0,
     124,  -97,   -6,   68,    1,    4,   86,   26,    0,
      26,  -56,  -50,   80,    1,    4,   48,   18,    0,
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
 * An output stands for 0.0124497 * (stored + 128). */
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
    -117, -128,  113,   94, -111,  126,  101, -114, -128,  -91, -106, -114,   96, -101, -113,
      30, -109,  108,   70, -124,  -88, -108,  122,  -83,  -73,   93,   77,  118,  -72,  101,
      96,  -90, -122,   96, -102,  -95,  119,  -92, -105,   92,  106,  127,  121,  102,  123,
    -116,  126,   83, -118, -116, -101, -110,  118, -127, -116,  114, -122,  124, -114, -114,
    -118,  103, -114, -120, -117,   98,  115,  113,  -60, -107,  112,   45,  111,  126, -106,
    -123,   94,  103, -104,   54,  106,  111, -120, -104, -108,   96, -128, -120, -105,  102,
     121, -124,  124, -118, -114, -121, -126,  114,  120, -122, -104,  105,  101, -115,  127,
     127,  -98, -111,  100,  125, -103,  105, -105,  115, -114,  -65, -112,  117, -121,   99,
    -109, -121,  124, -108, -128, -102, -108, -100, -113,  120, -116, -122,  123, -107,  -84,
    -127, -115,  127, -104, -110, -101, -123, -118,  121, -100,  123,  100, -126, -106,  121,
     125,  -93,  127, -110, -124, -124, -118, -123, -122, -120, -104,  -78,  106, -113,  126,
     -85,   99,  -73,   99, -127,  -89,  -82,   88,  -87,  -96,   43,   99,  102,   92,  121,
    -108,  124,   94, -106,  116,  127,   89,   98, -110,  116,   93, -125,  119, -102,  121,
      99, -114, -118,  106,  -99, -120,  108,  -98, -114,  113, -110, -119,   54, -112, -126,
     120,  122, -108, -107,  103, -102,  -98,  -96, -117, -128, -113,   84,  121, -104, -127,
     102, -112, -115, -119, -114, -123,  124,  101, -120,  108,   97,  121, -118, -119,  104,
    -110,  112,  127, -112,  126,  115, -108,  115, -120,  112, -115, -104, -121,  110, -128,
    -121, -113,  125,  120,  112,  -63, -128,  124,  109, -121,   97, -122,  117,  125,  123,
    -115,   74,  123,  124, -120, -112, -113,  107, -124, -118, -120,  115,  121, -117,  116,
     126, -127, -120,  121,  118,  118, -109, -127,   92, -124, -102, -128,  109, -104,  -98,
     101, -128,  -95,  103,  -91,  125, -112,  -83, -101,  110, -111,  116,  127, -108, -105,
    -108,  109, -109, -118, -118, -118, -116,  127, -119, -125, -108,  -97, -121, -127, -113,
    -124, -121, -110,  125, -126,  126, -112, -128,  120,  125, -117,  124, -127,  -98,  116,
    -122,  114, -120,  125, -124,  126, -121, -108,  -91,  117,  -95, -106,  -94,  106,  -84,
     118,  107, -109, -110, -111, -105,  -98,   57,  116,  103,  115, -121,  -91, -120,   96,
    -109,  124, -117,   87, -106, -113,  113,  116,  126,  124, -107, -111,   98,  126, -115,
     104, -108, -111,   78, -106, -101, -127, -106, -124,   76, -113, -127,  116,  126,  126,
    -107,   96, -106, -108,  -90, -121,  125, -125,  102, -128, -111, -115,  101, -119, -108,
    -115, -102,  115,  122,  122, -111,  104,   87,  121, -125,  119,   95, -112,  121,  127,
    -122, -118,  116, -114, -128, -123, -118, -101,  -94, -119,  109, -127, -127, -108,  116,
    -125,  122,  -90,  119,  121, -109, -125,  113, -113, -126,  126,  125, -106,   91,  123,
    -124, -102, -107, -105,   94,  108, -126, -112, -123,  122,  125,  127, -110,  122, -123,
     127,  120,  127, -109, -116,  113,  127, -106,  126,  127, -103,  -80,  118,  121,  -95,
      86, -103, -115, -102,  -99, -113,  104, -100, -122, -117, -116,  -97, -111,  107,  -98,
    -113,  125, -127, -102,  121, -121, -128, -107,  -78, -115,  121,  123,  121, -116, -113,
    -121, -118,  117, -118, -112, -123, -123, -115,  125,  123,  -92,  126, -121, -125,  126,
    -124,  125,  109,  122,  116, -126, -104,  -80, -124,  -89, -119, -120,  113,  115, -120,
    -120, -103, -125,  -98,   83,  122,  116,  123, -111,  -93, -118,   84, -124,  114,  -98,
      99,  -96, -122,  105,   92,  122, -124, -101, -102,  105,  125, -118,   79,  -86, -115,
     108, -101, -106,  109, -106,  102,   93, -115, -115,  120,  104,  125, -108, -125, -128,
    -109,  -80, -111,  122,  122,  106,  112, -104, -114,   99,  123, -120,  -87, -106,  117,
     115,  106, -114,   78,   90, -122,  125,   84,  107, -110,  122, -115, -123, -121,  125,
    -115,  114, -119, -109, -125,  -65,  121,   46,  118,  127, -100, -117, -117, -115, -110,
      95,  117,  -91, -124, -125, -105, -124,  114,  116,  121,   99, -113,  -85, -118,  123,
     127,   90,  114,  125, -110, -125, -125, -125, -124,  126,  126, -122,  117,  125,  113,
    -114, -121,   82,  111, -103,  123, -116,  -97,  -84,  107,  110,  -97,   86, -104, -105,
    -112,  -95,  122,   94, -108, -116,  114, -115,  -75, -102,   74,  -94, -107,  118, -108,
    -115, -117,  112, -118, -108,  -91, -124,  112, -113,  118,  107, -128, -124, -113,  125,
    -107,  -94, -120,  127, -111,  123,  100,  -71,  125, -116, -112, -101,  119,  110,   92,
     103,  119,  120, -102,  -68, -125,  -91, -108,  115, -125, -107, -107,  -94, -115,  126,
     123,   95,  123,   96,  118, -100, -120,  117,   94,  111, -117, -105,  115,  -98,  123,
      97,   71, -117, -125,  120,  119,  118, -124, -108,   96, -118, -128,  -97,  117,   99,
    -128, -108,  102,  121,  115,  105,  107,  126, -112, -120,  119,  -95,  -87,  113,  102,
     127,  -86, -118,  114, -118,  113,   73, -119,  110, -106,  127,  126, -109,  114,  118,
     102,  114, -114, -118, -126,  110, -124,  101,  116,  126, -116,  -88,  105,  123,  125,
     112, -126, -115,  126, -126, -124, -123,  101,  125, -113,  104, -111,  102,  124, -107,
     122, -126,  123,   97, -122,  109,  123,  123, -119,  119, -109, -125, -119,  111,  117,
     118, -119,   85,   95, -127, -125,  117, -122,  108, -115,  118,  119, -124, -128,  118,
     117, -117, -113, -106,  -91,  119,  108,  122, -107,  120, -104,  123,  126, -110, -121,
     122,  127, -111,  112, -125,  -89, -110,  105, -122,  126,  122,  108,  114, -115,  127,
      97,  -89,  121,  122,  125,  122, -116, -105, -116, -126,  -95, -126, -115,  114,   72,
    -115, -104, -117, -126, -109, -128, -128,  121, -120, -109, -127,  116,  106, -118, -106,
     119, -121, -112, -121,  115, -105,  127,  107, -114, -103, -126, -102,  124,  103, -120,
     121,   90,  125, -118, -123,  109, -100, -124,   92,  120,  123, -125,  114,  123, -124,
     126, -119,  109,  105, -111, -114,  111, -124, -127,  108, -125, -128, -118, -125,  100,
     119, -126,  127, -124,  122,  111, -121,  112, -123, -108, -115,  122, -125,  -99,  124,
    -115,  127,  124,  115, -116, -124, -113, -126, -102, -127, -128,  127,  124,  112, -121,
    -114, -121,  125, -109,  101,  119, -122, -113, -117,  125,  115,  123,  109,  119, -115,
    -119,  124, -121, -116,  119, -124, -122,  127, -106,  109, -116,  -98,  123,  117, -106,
     118,  127,  119,  122,  115,  121, -124, -117, -128, -113, -124,  107,  105,  123,  110,
     107,  127,  123,  104, -112,  118, -122,  121,  112, -117, -121,  102, -119, -107, -122,
    -125, -124, -121,  124,  104, -122,  118, -103,  105, -117, -104, -107,  101, -112, -118,
     124, -127, -103, -120,  113,  126,  126,  105,  119, -121, -115,  120,  114, -101, -120,
    -117,  109, -113,  124, -105, -122,  123,  -96, -121, -127, -118,   97, -111, -115, -115,
    -110, -124, -125,  120,  109,  122, -101,  124,  113,  101, -111, -108,  108, -127, -103,
    -111,  120, -122, -121,  109,  -99, -110, -111, -118, -121,  123, -105,  119,  104,  122,
    -120, -127,  119, -110, -125,  102,  118, -110, -114,  112,  107,  126, -116, -109, -125,
     117, -124, -114,  107,  121, -124,   90, -118,  126, -123, -118, -113,  124,  122, -127,
     112,  117,  107, -113,  113, -128, -113, -115,  103,  122,  -96, -123, -114,  123, -113,
    -115, -127,  117, -115,  126, -106, -108,  121, -118,  113,  121, -127, -105,  125,  123,
     113,  107, -128, -113, -105, -114, -102,  113,  110, -122, -124, -122, -103,  114, -114,
    -110,  107,  104, -102,  121, -114,  123, -109, -117, -124,  111, -117,  116,  127, -127,
     120,  127, -125, -118, -100, -105, -121,  112,  119,  109, -117,  119,  118, -117, -126,
     121, -121,  114, -119,  112,  120,  127, -118,  108, -110, -106,  125,  111, -108, -107,
    -127, -125, -116,  125, -125,  105,  115, -105, -120,   98, -109, -104,  113,  119, -122,
    -118,  110, -125, -126,  113, -128,  116, -119,  105, -120, -113,  116, -120,  107, -107,
    -126, -109,  116,  121,  -94, -116, -113, -111,   93, -105, -119, -116, -107,  108, -115,
     119,  124, -115, -115,  120,  108,   98,  119,  123, -127, -122, -127, -117, -109, -112,
    -124,  109, -106, -101, -114,  120, -123,  108, -107, -127, -127, -126, -114,  101,  121,
    -112, -113,  123,  125, -109, -124,  113,  111, -118, -114, -115,  111,   92, -117, -103,
     103,  105, -116,   88,  127, -126,  127, -119,  122, -124,  122,  125, -122,  118,   99,
    -112,  125, -127,  -91, -108,   99,  113, -103, -117, -111,  120, -102,  125, -121,  111,
     -93, -117, -102, -111,  124, -124, -125,  124,  114,  119,   84,  103, -109,  122, -109,
    -123, -102, -113,  -99,  124,  112, -121,  127, -124, -112,   83, -120,  -88,  125,  111,
     116, -112,  -97, -108, -116, -112,  124,  117,  120,  127, -120,  110,  114, -126, -116,
    -119, -116, -102,  -95,  102, -109,  117, -112,  127,   99, -125, -124,  120, -112,  115,
     125, -122,  118, -118, -101,  101, -112,  -97,  115,  116,  -94, -108,  120,   90, -103,
     127, -117, -128,  120, -101, -114,   88, -113, -101,   94,  102,  -97, -122,   97, -109,
     116,  104, -113,  120, -106,   92,  123,  -80,   44,  126,  104, -102,  119, -101,   83,
     119, -113, -120, -104, -115,  108, -128,  -89, -127, -104,  127, -116, -108,  113, -125,
    -110,  110,  111,  112,  103,  100, -114, -114,  118, -126,  -89, -117,  125,  114, -111,
     -82, -119,  126,   95,   97,  -94,  126, -126, -125, -100,   79,  113, -115, -126,  123,
    -116,  -98, -106,   90, -119, -125,  121,  122,  126, -119, -116, -112,  118, -128,  118,
    -104,  124,  124,  115, -127,  104, -107, -102,  104,  -95,  -96,  113,  -93, -122,  113,
     -76,  117,  112, -128, -106, -128, -119,  125,  115,   92,  111,  108,  114,  -95, -124,
    -113,  120,  108, -115,  123,  119, -121,  121,  127, -110,  108, -101, -115, -115,  126,
     106, -102,  115,  124,  124,  117, -127, -118, -127, -124,  116,   95, -120,  123, -113,
     125, -122, -119,  114,  102, -125,  111,  124,  113,  101,  -95, -102, -119,  -98,  125,
    -125,  104, -128,  118, -102,   87,  117, -126, -106, -112, -122,  107, -113,  123,  122,
     115, -119,  107,  119, -113,  122, -104, -111,  110,  100, -125, -123, -108, -106,  126,
    -122, -121,  116, -125, -114,  -82, -101,  126, -118, -116,  116, -111,  119,   95,  125,
     113,  -94,  112,  108,  -82,   83,  126,  123, -103, -126, -109,  118,  -90,  -81, -114,
    -111,  109,  101, -102, -115, -116, -126,   92, -107,  124,  117,  127, -126, -124, -124,
    -127, -103,  -91,  106, -113,  125, -125, -114,  101,  103,   95,  119, -124, -120,  121,
     104, -124,  -96,  116,  123,  101, -111,  120,  116, -115, -116,   79,  126, -123, -128,
     112,  122, -120,  122, -122,  115,  126, -117, -113,   90, -121,  111,  113, -120, -116,
    -121,  119,  118, -110, -118,  118, -128, -102,  117, -100,  103,   86, -117,  -92, -118,
     114, -117, -122, -112,  127,  116,   86, -118,  105,  127, -112,  117, -125, -126,  127,
     124, -122, -123, -126,  126,  124, -109, -114, -110, -105, -114, -122,  120, -107,  125,
     116,  123,  119, -123, -118, -118, -107,  118,  126, -118,  116, -122,  121, -109, -112,
    -128,  114, -109,  123, -122,  121,  104, -113, -124, -125,  -75,  127,  115,  125, -122,
     101, -108, -112, -120,  124, -118, -121, -118,  123, -128, -118, -124, -128, -128,  117,
    -120, -110, -122, -121, -124,  115,  105,  125,  123, -110, -113,  126, -116, -126,  125,
     110,  -94, -106, -109,  125, -119,  -98, -128, -100,  117,   97,  123,   93, -107,  114,
     118,  -85,   83,  111,  105, -114, -126, -105, -127, -121,  -95, -103,  123, -114,  112,
    -113, -126, -116, -126,   95, -120,  120,  118, -124, -114,  121,  123,  119, -116,  -99,
     115, -119, -123, -111, -111,   95,  126,   99, -124, -127, -117,  101, -119, -121,  -92,
    -126,  127,  112, -109,  120,  112,  115, -100,   91, -117, -108,  125,  122,  118,  125,
    -113,  124, -117,  119,  108, -109,   90,  106,  121,   99, -107, -110, -116,  125, -123,
    -112, -113,  115, -112, -126,  126, -108,  111,   86, -113, -108,  112,  115, -111, -113,
    -117, -115,  116,  125, -123,   93,  126,  -94,  125, -126, -123, -111,  122, -128,  126,
    -114,  112,  123, -102, -110, -106, -106, -123,  127,  125, -126,  122,  117,  107, -127,
     126,  117, -123, -106,  105,  120,  -99,  124, -114, -112,  -93, -102,  123,  122, -127,
     120, -115, -119,  108, -116,  114, -124,  -89, -120,  116,  126, -124,   78, -103, -120,
    -124,  113, -112, -126,  127,  117,  120, -119,  126,  103, -115,  121, -109, -113, -125,
    -125, -127, -128,  117, -122,  127, -108, -126,  123, -121, -122, -120,  107,  -98,  -94,
    -126,  125,  127, -105, -108, -114, -125,  102, -126,   85, -117,  125, -125, -110,   68,
     103,  105, -102, -127, -109, -128,  125, -118,  -75, -119, -122, -128, -109, -121, -112,
     113,  100, -108, -116,  114, -122, -121,  109,  125,  124, -125,  120, -126, -109, -128,
    -120, -120,  116,  123, -128,  126, -127, -120,  125,  127, -124,  -90, -105,  127,  107,
    -122,  101, -123, -121, -122, -122, -123, -106,  119,  101, -127, -117,  123, -126, -114,
     107,   97,  -87,   82,   81, -105,  116, -128, -111, -128,  117, -125,  -95, -114,  122,
    -117, -111,  110, -112,  122,   85, -119, -106,  117,  110, -128, -116, -120, -118,  114,
     124,  116,  107, -128,  -87,  127,  116, -127, -114,  123, -114, -128,  119,   78,  111,
     -99, -123, -102, -104, -111, -123,  126,  120, -122, -112,  123,  111, -112,  119, -123,
    -117,  105,  120, -120,  127, -109, -115,  -97, -117,  111,  126,  113,  124,  125, -123,
     123, -111,  126, -112,  -84, -123,  115,  107, -105,   66,  -87, -117, -113,  122, -122,
    -122,  109,  124,  120, -118,  108,  122, -123,  123,  -96, -112,  126,  121, -120, -120,
     120, -114, -109, -100,  121, -116,  124,  125, -120,  105,  -88,  -99,  112,  113,  127,
     -99, -121,  124, -124,  108, -120,  107,  -97, -115,  124,  -72,    9,  100,  101, -117,
     120,  -84,  123,  105,  117,  -97, -121, -116, -118, -117, -116, -107, -128,   93,  -90,
    -121,  115, -108,  -98,  111, -117, -117,  110,  121, -123, -114, -125, -100,  -93,  106,
     117, -125, -118,  125, -121,  115,  105, -113,  -75, -109,  102,   98,  -98,  119, -117,
    -112, -117, -103, -119, -107, -120,   89, -100, -118, -124, -115,  123, -127,  116, -121,
    -107,   89,   92,  119, -105, -123,  106, -127,  102,  -90, -110,  111, -103,  -95,  126,
     -60,  -97,   54,  -75,  117,  126, -124,  109, -104,   96,  117,   72,   69, -128, -108,
     -88,  -92, -122, -105, -115,   77,  115, -110, -111, -126,  111,  108, -127,  112, -105,
     119,  -91,   92, -106,  -98,  117,  122, -120,  114,  104, -114,   82, -124,   97,   95,
    -118, -122,  -97, -107, -113, -126,  109,   90, -126, -118,  125, -120,  102,  -94, -105,
     126, -127, -111, -126, -110,  -93, -110,  -66,  101, -115,  112, -115, -115,  120,  122,
     124, -122, -124,  124, -109, -123,  107,  116,  126,  124,  119,  117,  115, -118,  125,
    -110, -127,  118,  112, -110, -127, -125, -112,  -92, -121, -112, -113, -125,  124, -117,
    -117, -125, -117,  117, -110,  115, -128,  -76,  105,  115,  111, -112,  117, -123,  113,
    -115, -104,  -86,  -84,  112, -112, -106, -126,  -85, -116,   61,  -91, -119, -117, -122,
     120,  119, -121, -111,  -97,  -94, -108, -116, -124, -126,  -98,  121,  109,   62, -101,
    -118,  125,   96,  122,  -74,  -98,  118,  109,  116,  -88, -125,   68,  112, -119,   96,
     104, -115, -106,  127,  108,  103,  126, -109,  113, -116,  117, -106,  127,  101,  113,
     119, -108, -121,  108,  123,  127, -117,  122,  127, -124, -114, -105,  -90, -114,  120,
     126,  -97,  120, -123,  109, -128, -113,  109,  105,   79,  125, -105,  -85, -112,  120,
    -126, -118,  106,  115, -126, -107,  121,  110,  122, -115, -124, -105,  122,  -94,  121,
    -123, -111,  109, -126, -127,  105,  123, -123,  108,  125,  111,  109,  125,  118, -103,
    -119, -115, -122, -124,  116, -111,  121,  120, -118,  102, -114, -118, -121, -121, -114,
     126,  -95,  -96, -108,  -70, -115, -111,  121, -113,  120,  123, -121, -128, -117, -108,
     117,  121, -111,  120,  119,  118, -126,  108, -127,  105, -123,  115, -116,  114,  119,
     111,  118, -127, -127, -103, -105, -111,  116, -110, -115,  119,  113, -111,  126,  121,
     127, -118,  115, -121, -100,  127,  112,  112,  127,  118, -102,  119,  111, -106,  -81,
     -97, -113,  121,  -99,  114,  -95,  118,   90,  -84, -118, -119, -123, -125,  105, -125,
    -114,  -97, -100, -121,  -97, -115,  119, -107,  108, -117,   92, -111, -106,  125,  111,
     124,  -99,  -73, -122,  120,  125,  -97, -120,   98, -128, -103,  127,  120, -116, -107,
    -123,  123,  110,  124, -102, -125, -128,   95, -112,  106,  112,  116,  117, -112,  122,
     119,  123,  109, -100,  121, -110,  123,  119,  124, -114, -113,  126, -124,  -95,  118,
     124,  117, -111,  124, -120,  112,  105, -119, -109,  -90, -126,  105,  106, -123, -122,
     109, -125, -109, -126,  107,  127, -116, -115,  -93,  126,  -98, -126, -114,  117,  117,
     127,  127,  102,  111,  126,  100,  118,   86,   77, -114,  127, -115, -115, -115,  127,
     127,  123, -128,  119, -126, -115,  112, -109, -117, -101, -125, -104,  125, -124,  -99,
    -102,  -70,  124, -128,  121, -107, -123,  112, -120,  125,  124,  115,  104, -125, -128,
    -112,  109,  110,  125, -128,  121, -127, -116,  126, -110,  116,   89,  126,  118, -110,
     123, -105,  -98, -120,  121, -123, -120,  127,  101,  -95, -120,  119, -118, -110, -122,
    -128, -114, -118,  112,  105,  117,  122,  -84, -120,  114, -123,  -93, -108, -122, -112,
     -94,   96,  -82,   99,   70,  -77, -109, -114, -115, -124,  107, -118, -107, -123, -101,
    -126, -108,  121, -113, -114,  103, -107,  124, -115,  126, -109,  114,  126, -106,  -80,
    -122,  120, -126, -109,  123,   91, -117, -108, -127,  116, -124, -108,  126,  116,  117,
     120,  -92, -123, -128,   80,  -75,   90,  114, -126, -125,  -97,  114,  102, -126,   98,
    -107, -126, -101,  125,  119,  111,  113,  121, -123,  126, -106,  120,  105,   84, -108,
     121,  124,  114,  114,  117, -116, -109, -109,   87,  126, -127, -112,  105, -117, -115,
     120,   74, -114,  121, -103,  -91,  106,  120, -121, -108,  101, -104, -123,  119,   67,
      94, -117,   51,  112,   95,   77, -107, -101, -124, -124, -119, -118, -111, -110, -127,
     113,  107, -117,  123, -107, -111,  -80, -127, -114,  121, -124, -104, -106,  -59, -126,
     125,  114, -108,  121,  121,  117,  120, -119,  115,  102,  110, -125,  -92,   98,   99,
     124,  122,   92,  -99, -112, -112,  121, -127,  125,  125, -113, -107,  125,  -97, -110,
    -127, -112,  119, -125,  127,   96, -115, -118,  116, -101, -123, -115,  126,  -95,   69,
    -115,   78,  117,  114,  -86, -110,  112, -126,  115, -112,  -98, -123, -100,   47,  -67,
      86,   65,  -50, -102, -105, -111, -109,  101, -101, -111,  125, -126, -124, -127,  107,
    -104, -107,   83, -123, -117, -128,  124, -107,  117, -109, -111,  -80, -125,  119, -115,
     -98,  127,   97, -111, -108, -114,  108, -120,  -92, -122, -116, -116,  105,  125, -110,
    -103,  113,  125,   79,  126, -104,  120, -115,  125,  -98, -118, -101, -111, -123, -114,
     116,  113,  109,  102,   86, -117,  102,  -82,  118,  122,   95, -128,   74,  -76,  -89,
     117,  114,  114, -123, -116,  123, -128, -114,  -86,  -93,  -75,  125,  -98,  -68,  -55,
     -98,  120,  112, -126,   99, -117, -104, -105, -124, -104, -112,  116,  123,  122, -114,
    -125,  -95,  126,   96,  -89, -124,  117, -116,  122, -106,  -43,  -83, -127,  -85, -110,
    -109,  -96,  119, -107, -123,  -97, -101, -112,  -84,  118, -108,  -83,  112, -108,  125,
    -116, -108,  -85,  124, -116,  -95, -112,  -91,  109, -123,  115, -118, -118, -119,  113,
    -126, -115,  -90, -117,  -92, -105,  -98,  124, -128,  127,  -99,  113, -126,  123, -127,
     106, -120,   94,  122, -128, -127, -127,   68,  104,  124,  125,  104, -126,  111,  104,
    -106,  123,   79,  123, -115, -120, -114, -113,  117,  113,   94, -122,  104,  -92,  127,
    -128, -119, -125, -123, -119, -117,  118, -106,  112, -100, -114,  -95,  123,  126,  122,
    -110, -120, -117,  105, -101,  -94,  -80,  -96, -118,  -97, -127,  -87, -122, -126, -106,
    -113, -115,  -48,  113,  -72, -124,  126, -118, -115,  113,  120,  -96, -112,  122,  122,
      93, -123,  -96,  126,  116,  117, -101, -112, -122,  -98, -117,  123, -120, -120,  124,
     115,  111, -126,   93, -115, -114,  114,  100,  127,   57, -103, -104,  109,  116, -121,
     118, -122, -123,  124, -114,  -89, -120,  -84,  122, -100,  -87,  -69, -109,  123,   97,
    -122,  102, -118,  -95, -121, -123,  -99, -113,  119, -125, -127, -120,  125,  -97,  101,
      99, -114, -126,  104, -128,  125, -116,  -70, -120, -127, -112,  -96, -127, -112,  125,
     -97, -121, -100, -124, -119,  -84, -121, -109, -107,  116, -117,  124, -118, -115,  -90,
     112, -108, -100, -107, -107,  123, -116,  115, -126, -116,  124, -127, -123, -118, -106,
    -125, -109, -111,  -92,  117,  116,  117, -122,  113, -126,  118, -105,  120,  119,  114,
    -124, -121,  122, -125,   34,  111,  124,  116,  117, -127,  127,  104, -107,  116,  106,
    -115, -115, -125, -111, -123,  112, -120,   93, -121,  109, -114, -128,  126, -126, -125,
     123, -123, -126,  127,  121,  104, -118, -126, -107, -121, -115, -124,  125, -121, -120,
      78, -113, -101,  124, -120,  126,  -97, -126, -107, -126,  125, -113, -127, -111,  -62,
     110,  -97,  125, -116, -113, -125,   98,  110,  -93, -119,  108,  114,  111, -125,  -92,
    -104,  114, -126, -120, -111, -117, -122, -124,  125,  -98, -128,  123,  126, -118, -127,
      75,  127, -108,  126,   97, -123,   82, -112, -110,  120,  120, -127,  104, -113, -127,
    -115, -104,  -94,   95,  -90,  125,  -91, -103,  -74, -110, -128,  103, -126,  101, -124,
    -115, -116,  126, -104,   75, -124, -121, -120,  125,  103, -107,   82,  124, -127,   97,
      89, -121,  126, -117,  -68,  127,  122, -117, -112, -122, -107, -128,  -95,  111, -114,
    -125, -113, -104, -121, -114,  -95,   94, -107, -108, -114, -105, -105, -126, -105, -124,
     127, -106, -122, -119,  107, -118,  -97,  120,  119, -124, -115, -116, -124, -118,  -96,
    -100,  116,  114,  122,  116,  123, -117, -117,  -88,  111, -105, -127, -117, -123, -124,
    -127,   71,  120, -123,  115, -123, -107,  124,  101,  117,  126,   91,  122, -117,  124,
    -126,  118, -116,  120,  107,  117,  119, -114, -124, -113,   96, -120,  122, -121,  126,
     115,  126,  106,  -97, -115,  -91, -125,  -92,  111,  123, -102,   93,  106, -118,  -92,
     127, -101,  122,  -98, -123, -107, -121, -112, -119,  111, -103,  -71, -125, -112,  122,
    -111, -126, -125,  100,  105,  -99,  121,   75,   95,  119, -119, -118, -116,   98,  112,
    -109, -102,  111, -108,  122,  124, -113, -119,  112, -128, -120, -122,   70,  113,  -96,
     117,   73,  101,  115, -114, -126,  110, -127, -111,   81, -102,  -92, -101,  -99, -103,
      88,  -92,  122,  -98, -102,  -68, -112,  127,  119,  122,   81, -110, -116, -105, -121,
     -73,   46,   95, -102, -109,  122,  111,  124,   53,  -95,   95,   60,   83, -120, -114,
    -110,  -72,  100, -120, -125, -110, -127, -123, -112,  -94,   76, -118, -125, -120,  -90,
     -97, -117,  -94,   86, -100, -126, -116, -100, -104,  110, -101,  117,  118, -107, -119,
     118,   87, -115,  -74, -111,  116,  125,  -97,  125,  115,  125, -105,  122,   99,  116,
    -128,  110, -126, -127,  120,  -98,  110,  -95,  125,  123, -126,  123,   92,   60, -121,
     102,  120,  -92,  -95, -121,  106,   98,  125,  122, -126,  124,  123,  107,  113, -100,
     109,   90,  102, -112, -100, -105,  -85,   36,  -97,  118, -110,  122,  126,  -91,  119,
    -105, -118,  -76, -121,  -80,  107,  111,  127,  105,   88,  114,  -97, -127,  120, -122,
     -72,   93, -108, -115, -105, -114, -116, -105,  -72,  124,  122,  126, -101, -118,  124,
    -127, -127,  -94,  126,   95, -124,  115, -122,  125, -115, -116, -126, -100,  121,  106,
     107,  119,  123, -126, -121,   67,   80,  104,  123,  111, -100,  115,  112,  117, -125,
      98, -108, -106, -128,  113, -113,  127,  124, -106, -113, -114, -101,  -95,  -81,  120,
     126,  127, -104, -113, -128,  116, -118,  -83, -110, -119,  123, -104, -119, -119, -127,
    -117, -125, -114,  126,  -92,  123,  126, -103,  124,  105,   81,  101, -114, -105, -101,
    -113, -121, -123,  125,   89,  125, -123,  -95,  122,  124,  113, -112, -114,  108, -100,
      89, -124,  119, -116,  -93,  -91,  -99, -126, -100, -105, -104,  123,  116, -126, -108,
    -127,  -99, -118,  113, -120,  118,  122, -103, -123, -120,  114,  121,  126,  118,  119,
    -114,  125,  127, -126, -125,  109, -107, -111, -128,  126,   80,  109,   96,  121, -126,
    -115, -126,  116, -119,  112,   77,  122,  125, -110, -124, -114,   90, -125,   90, -105,
     121, -110,  113,  117, -126,  120,  120, -119, -126,  125, -107,  123,  126, -116,  -97,
     119, -116,  127, -124, -103, -110,   92, -128, -114, -120,   88, -119, -104,  124, -113,
    -120,  119,  122, -115, -114,  -91,  122,  -89,  123,  125,  127, -104,  125, -127, -100,
    -107, -123, -123,  124,  125, -128, -128,  126, -117, -111,  121,   99,  123, -120, -123,
    -115, -124,  118,  102,  122,  111,  105, -109, -113, -120, -122,  117,   90, -121, -118,
     112,   98, -118, -117, -118, -100, -119, -126, -110, -108, -110, -128, -118, -124, -112,
    -121,  123,   91, -112,  -94, -118, -105,  116,  124, -128,  113, -128,  123, -128, -121,
     127,  -97,  122,  111, -113, -119,  101,   94,  118, -124, -121, -112,  127,  125, -119,
     124,  103,  124,  123, -103, -120,  116,  123, -106,  124,  116, -123,  119, -116,  126,
    -114, -105,  -83, -124, -121, -107,  123, -108, -127, -127,  125, -114,  122, -102, -126,
     119,  126,  124, -113, -116,  123, -116,  118, -126, -125,  117,  127, -120, -119, -114,
    -108,  122,  123, -103, -119, -119,  126,   88,  121,   92,  126, -112,  121, -115,  118,
    -118,  104,   92, -126, -124, -110,  112, -118,  101, -124,  103, -117,  117, -126,  105,
    -121,  122,  124,  124, -120,  126,  110, -115,  120, -115, -112, -104,  120, -109, -124,
     127, -117, -102,  102,  121, -121,  121,   93,  120, -116,  123,  121, -110,  118, -122,
    -109, -108, -115,  113,  -96, -121, -124, -119, -109, -120,  115, -113, -114, -126,  120,
    -125, -123,  118, -109,  111, -115,  -97,  125,  114, -127, -126,  126, -118, -118,  106,
     115, -121,  117,   96, -126, -125,  -93, -111, -128, -122, -113, -105,  109,  115, -115,
    -115,  116, -112,  -93, -117, -110,  123, -106, -123, -121, -109,  127,  124,  104,  109,
    -119, -112, -124, -107,  114,  125, -128,   74, -125,  124, -115, -120,  115, -109,  123,
     118, -123,  -99,  107,  112,  117, -124, -110, -120, -123,  126, -112,  118, -128,  122,
     119,  122,  126, -117, -125,  -93, -120, -126, -114,  107, -111,  119, -122, -116,  -99,
     127, -123,  114, -127, -120, -125,  124,  126, -127,  124, -122, -119,  125, -123,  126,
    -126, -125, -127, -126,  123,  127, -124,   99, -127,  126, -109, -116, -126, -127, -110,
    -114, -120, -114, -124,  101,  121,  119, -120, -117, -120,  124, -127, -126,  127,  126,
    -118, -108, -122, -125,  127,  123, -119,  111, -126, -123, -112,  114, -122,   64, -125,
      96, -117, -126,  124, -120,  119, -128, -119, -116,  120, -104,  111,  113,  -85,  -98,
     110, -128, -110,  123,  109,  127, -119,  105, -120,  126,  120,  111, -109, -101, -110,
      89, -113, -121, -125, -121, -109, -122,  104, -113, -117,  108, -121, -128, -123,  123,
    -124,   81, -111, -114,  121, -118, -126,  108,  127, -128,  122,  120, -119,  125,  125,
     106,  112, -103,  -81, -123,  114, -101, -112, -114,  103, -123, -109,  122,  119,  -89,
     -82, -108,  -99,  105,  -81,  119, -113, -106,  -96,  117,   91, -110, -126, -120,  112,
    -103, -116, -112, -117,   43,  113, -111, -122, -108,  111, -125,  107,  111, -117,  -88,
     112, -117, -123,  121, -125,   50, -118, -126, -111,  125,  125,  105, -120,   70, -128,
    -126, -125,  -95, -128,  124, -118,  107, -108,   86,  126, -108, -101,  118, -123,   66,
     124, -117, -118,  121,  115, -107, -125,  112,  116, -127, -116,  114,  115, -128, -116,
     112,  119, -119,  124,  102,  123,  108, -113, -127,  125, -121, -101, -114, -123,  103,
     107, -124, -123,  123, -120, -106, -104, -102, -123,  125,  123,  116, -110, -126,  121,
     115,  102, -114, -107,   92, -128, -103, -106,  100, -105,   61, -125,  102,  123, -110,
     -91, -107,  125, -123,  122, -113, -116, -110,  115,  123, -113,   92,  109,  126, -123,
    -128,  105,  120, -120,   82, -119,  125,  102,  110, -117, -113,  -89,   95, -105, -125,
    -128, -128, -106,  117, -126,  -93,  111,   97, -126,  111, -115, -119, -110, -104, -117,
    -112, -108,  121,   91,   97,   99,  -93, -127,  118,  113, -107, -113,  117, -116,  118,
    -109,  119, -111,   88,  -89,  127, -122,   86, -108,  122, -125,  117,  124,  127, -112,
     124,  126,  120, -102, -117, -104, -105, -125, -117,  117,  -93,  117,  118,  107,  127,
    -121, -121, -124, -112, -107, -117,  126,  -95,  124, -113,  -97,  111,  105, -111,  112,
    -110, -122,  -97, -109, -116,  124, -104,  112, -128,  110,  -96,  127,   74,  118,  122,
    -111,   60, -123,  103,  -91, -115,  115,  -94, -108, -117,  127,  -90, -107, -118,  115,
    -123, -124, -118, -121, -109, -115,  114, -118,  107, -121,  -98, -124, -117, -124,  103,
     127,  119, -113, -127,  115, -118, -121,  -99, -122,  -92, -108, -119,  105, -121,  124,
    -111,  117, -100,  126, -111,  114, -118,  121,   60, -105, -115, -105,  116, -123, -113,
    -128,   96, -127, -108, -104,   89,  127, -127,  124, -108, -103, -123,  123,  -97, -124,
     120, -116,  -94, -126, -118, -116,  103, -124,  117,  114, -127, -122, -115,   83,  112,
    -117,  124,  -88, -126,   83, -107, -113, -105, -122,  116,  119,  123,  115,  126,  -99,
     123,  127,  -95,  123,  115, -122,  123, -123,  125, -122, -119,  124, -116, -121,  114,
     105,  103,  110,  -90,  120, -114,  125, -128,  124,  114, -122, -114, -115,  127, -115,
     106, -112, -125, -126,   92, -121, -112, -116, -128, -102, -128, -119, -115, -116,  116,
    -116, -112, -115, -117, -113,  118,  108, -102, -122,  120,  113,  116, -123,  124, -124,
    -128, -113, -128, -121, -113,  118, -122, -106,  118,  100, -124,  100, -113, -122, -122,
    -104, -120, -127, -111,  124, -113,  112, -118, -122,   79,  116,  120, -125,   62, -126,
     127, -112, -105,  119, -101,  -97, -116, -117, -119, -112,  119, -124,  124, -125, -121,
     127, -127, -119,  121, -114,  111,  125, -101, -122, -120, -120,   84,  126,  103,  126,
     125, -127, -113, -122, -103, -125, -108, -119,  125,  106,  100, -121, -109,  119, -113,
     116,  -94,  121,  124,  123,   94, -113, -122, -115, -124, -124,  124,  123,   97, -126,
     124, -128,   96, -124,  112, -128, -111, -115, -128, -119,  -97, -125, -115, -117, -122,
    -118, -115, -119,  108, -122,  125, -125, -122, -122, -118,  105,  109, -124,  117, -114,
    -107,   96, -120, -110,  125,  121,  108,  127,  114,  110,  126, -102,  126,  126,  -95,
    -128,  114, -115,  111,  125,  109, -122,  107, -121, -105,  115,  115,  117,  105,  112,
    -104,  107,  120,  123,  127, -125, -118, -125, -100, -107, -116, -123, -119,  -98, -118,
    -110,  126, -100, -112, -102, -113, -106, -114, -115,  120, -124,  123,  121, -107, -117,
     111, -127, -118,  119, -110, -122,  125,  105,  121, -111,   84, -123, -121, -119,  126,
     123, -124, -128,  124,  -92,  120,   93, -113,  106,  126, -121,  123, -112, -122, -128,
    -122, -123,  111,  110, -122, -118,  103, -125, -121, -111,   61, -117, -102,  -97, -113,
      98, -112, -104, -115, -118,  117, -112,  116, -114, -121,  126, -111, -125,   98,  126,
    -128,  124,  111, -118, -114, -116,  123,  121,  116,  124,  111, -128,  111, -125, -117,
     119, -113, -115, -121, -123,  115,  104,  122,  112, -106,  107, -124,  126,  -99,  125,
    -111,  113,  100, -113, -116,  124,  110, -119, -118, -125,   99,  120, -127, -127,   82,
     127,   93,  112, -121, -123, -113, -110, -118, -123, -115,  112,  113, -113, -124, -117,
      98,  127,   81,  114, -124, -119, -123,  123,  120, -126,  102, -117, -113,   87,  125,
     -91, -124, -127,   75, -125,   97, -121, -126, -116,  107,  113, -121, -124,  107, -105,
     120, -112,  111, -115, -121, -109, -108,  120,  126,  116,  102,  118, -116,  105,  112,
    -121,  126, -123, -114, -122, -101, -103, -126, -122, -110, -111, -109, -125, -120,  -89,
    -109,  -90,  -90,  -91,  -98, -104,   90, -113, -128, -124, -102, -101,   98,  127,  -91,
     114, -105,  116,  115, -128,   99,  -85,   88,  -85,  -99,  123,  123,  -89, -115,  122,
     113, -102, -103,  117, -103,  118, -123,  124,   98, -101, -114, -126,  127, -112,   99,
     114,   87, -123,  118,  117, -108, -106,   32, -127,  122, -114, -108,  110, -126, -109,
     127, -111,  104, -113, -123, -122, -122, -126, -101,  116, -107, -123,  123, -127,  110,
    -128, -106, -121,   99,  121,  121,  119,  117,  127,   91, -116,  123,  114, -126, -102,
    -128, -125,   92,   87, -125,  109, -106,  118, -126,  116, -100,  122, -111,  122, -124,
    -113, -106,   85,   96,  124,  118,  125,   60, -119, -117, -106,   71, -126,  101,  117,
    -113, -118,  125, -102, -108, -119, -118,  117,  107,  -90, -128, -123,  124, -120,   86,
     115, -128,  123,  -92, -107,   95, -125,  121,  -81, -103,  105, -115,  -75, -116,  120,
      86, -117,   96,  126, -122, -118,   98,  121,  -91,   76,  108, -101,  113, -115, -127,
    -123,  -97, -116, -122,  102, -123,   88,   48,   93, -110,  118,  105, -114, -109,  -98,
      85, -107, -125,  103,  126,  116,   99,  -88,  123,  117,  122, -124, -110,   78,  -98,
      71, -120, -114, -125,  125, -113, -127,  -88, -108,  115, -128, -108, -118, -109,   85,
    -119,   86,  109, -114,  -96, -104, -122,  127,  120,  106,  120, -125,  115, -113,  105,
      86, -121,  105, -122,  123,  -94, -110, -103,  126, -112,   99,  118,  108, -119,  111,
      55, -107, -128, -102,   26, -102,  105,  -95,  -79,   95,   96,  -86, -118,  121,  -86,
    -124, -119, -110, -121, -125, -104, -125,  -96, -113,  124,  -99,  122,  127,  -86, -121,
    -118,  120,   69, -108,  109, -128,   94, -121, -119, -125, -106,  105,  124, -111,   24,
     120, -104, -108, -121,  123, -108,  114, -105,  113, -113,  114,  104,  -90, -128, -116,
      42,  108,  -97,  105,  120, -110, -105,  -61,  112, -127, -123,  116,  -91,  120,  101,
    -122,  -91,  127, -126,  115, -114,  123,  110, -114,  108,  120,  126, -113,  -97,  117,
    -102,   86,   99, -112, -119,  -92, -114,   83, -125, -108,  110,  112,  125,  122,   92,
      79, -114, -109,  113, -126, -102,   81, -117, -114,  123,  123, -127, -122, -108, -116,
    -126,   97, -123,   86,   31,  107, -110, -126,   99, -127, -115,  120,  111, -111, -114,
     108, -114,  -99,  114,  -97,  111,  123, -119,  124,  122,   99, -111,   90, -123, -116,
    -125, -126, -107, -120, -100, -104,  108, -124, -111, -116, -108,  100, -115,   93,  122,
    -121, -122, -124,  121, -121,  108,  112,  125, -119,   90, -128,  116,   98, -125,  104,
    -123, -124, -101, -128, -126,  120, -118,  117,  124,  127, -124,   96,   79, -115,  126,
    -124,   34, -104,  115,  -91, -104,  118,  103,  -81, -121, -124, -115, -120,  123, -115,
    -127, -127, -111, -126, -124, -118, -125,  -94,  121,  112,  -94, -112, -116,  124,   50,
    -123,  112,  110,   87, -119,  121, -120, -112, -126,  116, -108,   63,  103,   88, -121,
    -116,  127, -102,  126,  -92,  109,  122,  118,   83, -101, -122,  119,   71, -116, -118,
      98, -122,  -89, -122,  -91,  106, -128,  104,  104,  -96,  117,  109, -126,  -97,  115,
    -118,  122, -119, -112,  126, -105,  117, -123,  118, -127, -107,  119, -106, -121,  119,
    -110, -123,  -86, -104,  112,  127, -110,  127,  118, -120, -124,  106,   88, -122, -101,
     120,  120, -109,  104, -109, -101,  114,  125, -125, -119, -113, -125, -118,  119,  110,
     102,   65,  110, -104, -115,   94,  117, -117,  126,  119, -115, -102,  105, -120,  -88,
     126, -108,  119, -119, -119, -117,  126,  113,  -98,  115, -112, -122, -121, -123, -109,
    -110,  -99,  -95,  114, -109, -100, -128, -109,  105,  122,  103,  114, -114,  121, -104,
     122,  124,  100,  104, -113, -117, -128, -126,  123,   98,  127,  113, -124, -124, -120,
     127, -124,  119,  116, -128,  114,  121,  102,  101,  115,  127,  123,  123,   13, -105,
     118,  -86, -112,  120,  112,  -74, -120,  120, -111, -104,  105, -108, -123, -124, -100,
    -126,  107, -111,  120, -103,  113, -124, -100, -121,  127, -114,   87, -116,  113,  121,
      92, -124,  112, -121, -116,  112,  107, -101,   53,   95,   87, -122, -124, -121,  126,
    -119, -106,   94,  108,  119,  121,  -87, -103,  106,   84, -110, -103,   90, -106,  -82,
    -126, -102,   85,  119,   68,  121,  -99,  118,  104, -123, -111, -118, -104,  110,  120,
    -102, -128, -110,  105, -118,  108,  122, -102, -118, -106, -112, -125, -112,  126,  -93,
    -107,  123,  119,  -98, -117,  124,  117, -119,  127,  101, -121, -110,   89,  111,  124,
     104,  126, -101,  122, -115,  111, -114, -106, -125, -116,  116,  102,  111,   91,  119,
    -113, -124,   71,  101, -118,  120,  127, -110, -111, -128, -106, -104, -109,  -94,  118,
     124,  -88,  106, -117, -109,  -93,  119, -118, -118,  126, -103, -121, -112,  -93,  -89,
      78, -112, -113,  119, -115, -128, -128, -127,   68,  -68,   70,  -66, -111,  111,   78,
     -98, -119,  -98,  118,  124,  125,  110, -101,  105, -124,  126,  115, -116, -112,  114,
     101,  118,  127,  126,   87,  112, -122,  107,  123,  126,   32, -101,   96,  -89, -118,
     121,  113,  -81,  127, -118,  114,  -79,  127, -117,  113, -121,  -80, -120, -114, -102,
    -128, -106,  122,  123,  -83, -120,   93, -110,   98, -118,  121,  118,   92, -124,  106,
     113,  125,  118,  114, -116,   42,   58,  109,   98, -116, -121, -124, -123,  -87,  111,
     111,  122, -128, -111,  -80,  108,   86, -128, -109,   94,  124,  -62,  118,  -97,   64,
    -118,   47,  127,  -98,  109,  105, -120,  -93, -121, -126,  113,  113,  -96,  101,  -94,
     108, -117,   82, -117, -105,  -98,  -95,  -96,   97, -105,  121,  -87,  -96, -123,   97,
     -95, -120, -125,  120, -106,  119,  124, -106, -106,  125, -104,  103,   79,   46, -102,
    -123,  114,   84,  121, -105, -124,  -96,  109,  114,  125, -116, -122,  115, -125,   92,
    -101, -103, -118,  124, -111,  121,  117,   33, -124,  124,  126,   79,   97, -118, -127,
    -118,  119,  107,  126,  -78, -115,  115,  118,  124,  101, -122,  110,  127,   99,  -76,
     -67,  -92,  126,  110,  120,  123, -121, -111, -113,  121,  114, -114,  115,  111, -122,
     -86,   59,  119,  127,   99, -127, -120, -102,  -43,   91, -100,   78,  117,  123,  118,
    -103,  -96,   97,  111,   92,  110, -124, -123,  116, -102, -101, -108,  100, -118,  123,
    -110, -111, -103,   75,  116,  126,  120, -127,  109, -119,  -94,  -87,  -98,  105,  123,
    -128, -118, -117,  -46,   49, -121,   96,   86,  126, -125,  106, -123, -116,  118, -126,
     -98,  118,  127, -126, -119,  -87, -114, -119,  119, -116,  120, -124,  110,  -72,  121,
     -99,  -98,  119, -111,  117,  126,  125,   83,  126,  125,  115, -109, -113,  126,  124,
     127, -108, -102,  120,  -76,  118,  116,  104,  122, -101,  -95, -124,  118,  119,  -87,
    -101,  -85,   87,  103,  119,  -97, -108, -123,   34,   96, -123,  105, -122,  -38,  123,
    -112,    1,   99,   96, -123,  115, -126,  -94,  110,  125,  105, -122,  121,  124,   82,
    -121,  127,  120, -114,  114,  106, -124, -115, -112,  127, -123,   95,  -98, -102, -127,
     112, -101, -127, -116,   55,  125,  118,  126,   72,  122, -103,  121, -120, -115,   89,
     121,  -96, -119,  123,  116, -111,  123, -124,  121,  120,  104, -104,  -97, -101, -121,
     117,  116,  126, -124, -112, -116, -102,  127, -109,  120,   97, -124, -113,   66,  105,
    -110,   97,  117,  122,  -99,  -84,  123, -106,   88,  122,  121,  123, -123, -104,  112,
    -128,  110,  126,  126, -120, -127, -114, -105, -118,  102, -124,  123, -109, -119, -109,
      92, -124,  125,  116,  126,  122, -122,  -92,  -83, -108,  116, -125, -127,  100,  122,
     -75,   65,  109,  126,  119,  120, -128,  111, -124, -100,  108, -117,  -96,  125,  127,
     115, -115, -101, -105,  127,  117,  116,  115,  109,  106,  -87, -128, -101,  -95,  115,
    -125,  115,  125,  121,   94,  117, -124,  118, -118, -119, -107, -116, -106,  125, -107,
     118, -115,   99,  104,  118,  109, -109, -105, -128,  116, -125,  -98, -119, -109,  118,
     121,  127, -113, -117, -117,   80, -126, -122,  109,  122,  -84,  105, -100,   11,  119,
      91, -116,  122, -128, -105,  125,  119,  119,  119,  117,  114,  102,  125, -126,  120,
    -121,  115,  120,  124, -126, -117, -126, -109,  124, -108, -115,  123,  111, -108, -101,
    -110,   69,  108,   88,  127,   81, -126, -112,  123, -119, -119,   96, -123,  -95, -111,
     121,  109,  122, -125, -124,  121,  121,  122, -119, -104, -123, -116,   94,  127, -125,
    -111,  -96, -118,  -99,  119, -123,  114,   90, -122,  119,  103,   68, -119,   89,  127,
     102, -103,  -94,  119, -109,   95,  116,  124,  122, -104, -110,  127, -121,  122,  118,
     123, -113,  126, -103, -110, -115,   89, -117,  112, -107, -118, -115,   93, -116, -125,
     125,  126,  101, -118,  -89, -100,  -91,  126, -123,  113,  109, -127,  -84,  114, -120,
     119, -127, -124,  119,  104,  123,  -96, -123, -116,  -86,  124,  126,  126, -110,  -75,
    -122,  126,  100,  120,  123,  110,  114, -111, -118, -104,  -85, -123, -118,  116, -121,
    -111,  104,  122,  111,  122, -106, -128, -115, -117, -102, -123, -123,  126, -126,   87,
     100,  120, -125, -119, -100, -119,  111, -103,  -94, -124,  127, -121,  114, -127,  -99,
    -124, -110,  117,  127,  119, -119,  122,  -76,  106,  -92,   55,  118,   92,  107, -123,
      99,  -93, -112, -128, -123,  126,   86,  117,   99,  113,  126, -121,  114,  106,  117,
    -127,  119, -110,  108, -119, -111, -111,  126,  121,  102,  -93, -101, -103,  101,  104,
      83,  110,   94, -115, -112, -114,  108, -114,   92, -128,  -86,  -97,  123,  113,  127,
    -120,  115,  112,  126, -127, -122, -113, -127,  117,  114, -128, -110, -125,  -59,  123,
    -113,   78, -123,  121,   68, -118,  117, -107,   68, -115,   78, -126,  118,  -93,  -93,
    -122, -124,  103,  115, -117,  118, -104,  -95, -114, -128,  110,  101,  123,  -98, -122,
     -93, -110, -118,   94,  105, -119, -111, -125, -111,   95, -111, -126,  118,  111,   87,
    -117,  -64, -126, -100,  115,  117, -122,  107, -116, -106,  115, -110,  121, -126,  127,
    -121,  101,   97, -115, -102,  120,  -79,  121,  113,  121,  111,  -88,  117, -117,  109,
    -128,  109,  119,   99, -120,  126,  -82,  -93, -125,  112,  117, -105, -103,  109,  115,
      84,  126,  -92,  105,  -93, -117, -105,   89,  127,  120, -121,   79,   96, -128, -104,
    -125,  -90, -121,  115,  -99, -122,  118,  116, -120,   91,  120, -101,  123,  -98, -125,
    -104,  108,  125,  116,  -74,  104,  -93,   60,  104,  110, -124, -122,  124, -105, -128,
     114,  120, -104, -117,  114, -112, -117, -102,   58,  123, -112,  124, -128, -116, -128,
    -121,  -91,  104, -103,  -88,  121,  123, -121,  113,  104,   60, -112, -126,  125,  110,
     112,  125,   94,  124, -120, -126,  107,  -64,  123,  121,   43,  125,  127, -117,  119,
    -104,  -98,  -97,   73,  -98, -106,  124,  118, -124,  126,  122,  122,  116, -115,  123,
     127,  119,  105, -118,   44,  124, -119, -103,  119,  -99,  -98, -104,   55,  123, -121,
     120,  116,  105, -118, -124,  124,   86,  113,  127,  119, -125,  125,  121,  -85, -123,
     109,  119,  118,  122,  126, -126,  113, -128, -125, -120,  127, -122, -113, -120, -127,
    -124,  121,  127,  119, -128,  121,  -98,   60,  113, -116, -117, -120,  121,  108, -122,
    -108, -117,  123,  -98,  125,  127, -125, -125, -105,  122, -115,  116, -115, -124,  116,
    -127,  -90,  108, -116, -124,  125, -109,  121,  120, -103,   86, -120, -109,  117, -119,
    -111, -124,  118, -113, -118, -126,  122, -125, -122,  113, -117,  117,  -96, -119,  124,
     106, -118, -103,   80, -119,  123,  125,  120, -117, -124, -124, -124, -126,   99,  117,
    -127, -109, -122, -118,   87,  118,  107, -112,  121,  127,  -93,  122,  124,  125, -113,
    -126, -125,  113, -115, -111,  104, -128, -113,  117, -122, -103, -124, -126, -103,  101,
    -107, -115, -125,  118, -108,  123,  125,   98, -114, -127,  117,  124,  115,  113,   76,
     127,  121,  118,  117, -103, -120,  123,   56, -124,  127, -112,  127,  120, -119, -120,
      81, -114, -106,  109,  123,  125, -119,  118,  119, -117, -112,  125,  110,   92,  119,
     118,  116,  118,  120, -120, -126,  107, -119, -126,  102,  119, -112,  124, -124,  115,
    -122,  116, -110,  121, -124,  118,  112, -127,  126, -120, -107, -114,  116,  114,  120,
     120, -119,  119,  123, -125,  111,  124, -127,  116, -120, -119, -125, -111, -121, -124,
     121,  126, -126, -120,  122,  114,  122, -116, -126,  117,  121,  122, -123,  119,  120,
    -128,  112, -126, -115, -126, -110,  119, -122,  110,  121,  113,  117,  126, -107,  118,
    -119, -106,  126, -105,  125,  121, -115,  122, -113,  118,  127, -123, -126,  117,  119,
    -112, -117, -123,  119, -128, -119,  106, -107,  105, -115,  122,  119,   91,  123, -121,
     109,  119,  127, -118, -127, -114,  116, -114, -114, -126,  110,  119,  119,  -98,  113,
    -127, -114,  119,  111,  127, -121, -119,  -88,  115, -122, -122, -108, -127,  120,  125,
    -121,  117,  105, -127,  124, -118, -120, -118, -119, -107, -107,  121, -118, -116,  120,
    -127, -110, -125,  124,  102, -111,  113, -125,  108,  122,  124,  109,  110, -125,  117,
     120,  -93,  126, -112,  102, -115,  127, -112, -124,  114, -127,  106, -124, -124, -115,
      94, -111, -112,  125,  125,  111, -126, -115, -128, -122,   80,  116,  113,  106,  126,
    -124, -120, -125,  121, -107,  112,  104,  125,  126, -127,  119, -122, -126, -115, -102,
    -112,  124,  115,  115, -118, -126,  124, -114, -128,  109,  112, -123, -127, -111,  122,
     122, -106, -127,  126,  120,   94, -128, -117,  109, -104,  119,  126,  122,  119, -124,
    -116,  108, -120,  127, -118,  115,  115,  122,  121, -124, -126,  123,  121,  116, -118,
    -127, -126, -107,  108,  122,   90,  121,  113,  114, -123,  113,  111, -117, -109, -128,
    -104,  120, -107,  -92,  120, -121,  120, -121,  123, -122, -125, -112, -109, -121,  127,
     120, -126, -128,  120, -115,  122, -122,  116, -124,   86,  126, -121,  119,  120,  112,
    -127,  118,  123,  121, -106, -109, -117,  112,   99, -116,  -96,  115, -112,  122,  121,
     109,  113,  121, -118,  -79,  115, -116, -115,  -79,  119,  119,  115,  114,  122,  121,
    -118, -126, -124,  122, -106,  123,  123, -100, -124, -123, -124,  122, -120, -100,  126,
    -124,  111, -103, -124,  117,   95,  124,  127,   99,   92,  121,  112, -122,  -76,  124,
    -114,   91, -119,  113,  127,  121,  107, -123, -127, -119, -118, -119,  113,  114,  108,
     125, -108,  106,  118,  120,  114,  115,  109, -126,  107, -102,  126,  -97, -114,  114,
     117, -115,  127,  120, -120, -128,  118,  125, -115, -111, -101,  -98, -108, -128, -124,
     120, -121, -127, -124,  -99, -120,  106,  103, -127, -128, -121, -126,  124, -111, -125,
     118, -128,   97, -115,  -97,  109, -102,  121,  127,  124,  113, -127, -113,  112, -114,
    -114, -121,  113,  127,  116,  114, -110, -123,  117, -123, -126, -119, -122,  123,  -91,
     118,  117,  102, -124,  117,  107, -128,  106,  115, -118, -107, -125, -120, -117, -124,
     -88,  112, -110, -122, -119, -127,  120, -110, -115, -117,  103,  112,  118, -121,  103,
     112, -118,  125, -127, -123,  121,  112,  116, -117,   96,  125,  118,  124,  117,  124,
    -126, -112, -128, -109,  107,  108,  115,  -81,  104, -125,  105,  112,  102,  123,  122,
    -126, -106,  123, -112,   92,  -99, -116,  127,  -98, -111, -113,  106, -106, -111, -127,
     113, -122,   56,  124,  -94, -127, -125, -103,  120, -114,  113, -128, -108,   98,  120,
    -113, -128,  -81, -112,  119,   86, -115, -126, -125, -128, -110, -124, -127,   96,  127,
    -118,  124,  127,  113, -114,  -96,  115, -116,  120,  124,  123,  -91, -115,  124,  122,
     126, -116, -128,  127,  114,  114, -124,   96, -126,  124, -118,  123,  -81, -109, -122,
      84,  124, -108,  125, -126,   90, -121,  113, -111,   93, -123, -124,  112, -118, -109,
     112,  112,  127, -120,  -97,  118,  127, -119, -127,  125, -122,  124, -121,  120, -117,
    -115,  118,   97,  122,  120, -113,  126,  101,  108, -116,  117,  124, -122, -109,  110,
    -121,  106, -126, -109,  -89, -128, -115,  116, -127,  112, -119, -105, -122,  122,  121,
    -127, -121,  110,  122, -105, -116, -103, -120,  116, -116,  119,  126,  -81,  113, -117,
    -127, -126, -122, -112, -122,  113, -119, -123, -127,  119,  125,  120, -127, -112,  109,
    -103, -106,  118, -122,  114, -110,   81, -121, -112,  118,  122,  125, -113, -110, -103,
    -123,  117, -125,  126,  106,  120,  126,  -95,  109,  111, -115, -119, -124, -111, -124,
    -114,  121, -106,  126,  112,  126, -113, -124,  127, -112, -118, -126,  116, -127,   73,
    -128,  -89, -123, -114, -105,  113,  126,  126, -128, -107,  101, -126, -126, -122,  -98,
    -120,  110,  105, -116, -125,  124,  125, -117,  125, -127,  120,  126,  116,  123, -125,
      91, -125, -112,  119, -108, -123,  118, -123, -100, -111,  117,  127, -112, -124,  125,
     111,  121,  116,  113,   88,  126,  120, -124,  111, -107,  126,  112,  102,  121, -112,
     119,  124,  102,  117,  120,  -99, -125,  122, -125, -124, -108, -105,  124,  125, -120,
    -125, -111,  123,  121, -109,  118, -110, -121,  126, -110,  125, -118, -122,  112,  106,
    -118,  124, -120,  120,  117,  109,  125,  113,  124,  123, -105, -121, -106,  119, -121,
     -99, -118, -117, -119, -125,  112,   95, -119, -119, -122, -127,  104,  123,  124,  114,
     121, -122,  127, -105, -115, -118, -116,  127, -116, -107,  125,  126,  100,  124,  119,
    -114,  119,  115, -111,  125,  126, -128,  124, -124,  122, -111,  113, -110,  126,  124,
     108,  119, -128,  114,  119,  125,  107,  127, -117, -102, -109, -121, -121,  125, -119,
     117,  125,  114,  114,  -83, -126,  120, -123,  120, -123, -126, -118,  -97,  125, -101,
     115, -128, -118, -118, -116, -121, -118,  123, -116,  116, -120,  106, -115,  -93, -112,
    -126, -107,  116, -125, -125, -112, -117,  106,  124,  113,  126, -106, -111,  125,  102,
     121, -108,  125,  115, -117, -125, -122,  124, -113,  113,  127,  119,  120, -121,  125,
    -108, -107, -127,  120,  127, -109, -105,  116,  109, -108, -108, -113,  118,  123,  121,
    -118, -126,  117,  122, -122,  120, -119, -123,  112,  113, -109, -117, -124, -120,  102,
    -124,  126, -109, -108,  106, -110,  125, -126, -106, -123, -125, -114,  119, -113,  126,
    -109,  -95,  108, -126, -108, -106, -111,  124,  122, -116,  127,   84, -121, -122, -111,
    -126,  117,  127, -117,   84, -119,  127, -112, -127, -116,  118,  121,  -90, -118, -123,
    -115, -122, -119,   92, -122,  -94,  118, -124,  102, -121,  114, -127, -128,  122,  122,
    -103, -114, -122, -113,  120, -118,  -96,  116, -126,  114,  125,  104, -122,  119,  126,
    -110, -126, -126, -125, -128,  103,  121, -116,  122,  117,  122,  118,   79,  121,  118,
      95,  114, -121,  110,  126, -127, -101, -107, -123, -111,  111, -128, -125,  121,  115,
     126, -107, -122,   95,   98, -128, -109, -118,  118,  -96, -109, -122,  103,  119,  123,
    -126, -115,  114, -109, -128, -105, -128, -121, -127,  122,  -93, -101,  116, -111,  123,
    -126, -117, -120, -112,  110,  126,  123,  114, -115, -110,  127,  116,  108, -110,  116,
     117, -105, -128, -109,  112, -122,  110,  106,  122,  111, -125,  121, -107, -120, -111,
    -125, -126, -125, -105, -104, -111,  123,  111,  127,  118,  125,  108,  123,  115,  117,
     122, -113, -126,  126, -103,  105,  100, -121, -127, -111,  124,   87, -127,  118,  -99,
     -87,  110, -119,  117, -117, -107, -118, -124, -113,  104, -117, -125, -124,  -90,  103,
    -126, -110, -100, -114,  111,  127, -102,  120,   95, -121,  124, -107,  126,  113, -125,
    -124,  117, -116,  119, -109,  111, -112,  118,  122, -111, -108, -128, -122, -125, -116,
     102, -117,  -83, -125, -126,   89, -127, -123,  115,  120,  122,  119,  -94, -110,  121,
    -124,  118, -125,  -85,  125,  123,  112,  114,   88, -106,  126,  125, -116, -127,  118,
    -127, -119, -119,  108, -101, -120, -119, -124,  119,   90,  118,  110,   67,  105,  110,
     117, -126,  125,  -99, -128, -125, -120,  111,   96, -123, -118,  125,  116, -127,  108,
     107,  113,  115,  119, -126,  112, -117,  127, -118,  118, -125,  -71, -104, -101, -117,
    -113, -109, -106,  118, -112,   80,  107, -118, -100, -128, -117, -124, -121, -117, -115,
     109,  116,   93,  114,  116, -107,  115, -118, -125, -107,  -97,  102,  123, -126, -125,
    -123, -112,  126,  115, -128,  110,  118, -107,  -98, -104, -128,  -99,  -90,  119,  -88,
    -110, -122, -118, -116, -112, -119,  120, -111,  111, -109,  119, -108, -123, -110,  116,
    -107, -110, -114, -126,  114, -103, -116,  122,  108,   95,   96,   55,   89, -124,  123,
     126,  -93, -107, -123, -126, -108,  115,  -53, -112,  117, -111,  126,  120,  116, -108,
    -101,  115,  -77, -100, -123,   85,  126, -127, -118,  109,  125,  100,  117, -119,  105,
    -104, -113,  110, -116, -121, -102, -100, -115, -127,  -96,  122,  -77,  126, -127, -121,
     -75,  122, -125,  115,  -85,  118,   93, -124,  105,  -90, -116,  126, -106,   92, -126,
     113, -107,  113, -113,  117, -122, -103, -112,   87, -123,  119, -124, -119,   90,  111,
    -118, -118,  114, -110, -114, -126,  -96, -110,  -69, -107, -110,  115, -118, -126, -124,
     -79, -114, -109, -117,  119,  -95,  116,  101, -123, -127, -100, -126, -110, -105, -126,
     117, -116,  127, -122, -121, -118, -120,  118,  -97,  -99, -108, -107, -119, -103,  126,
    -126, -108,  104, -121,  119,  119, -106, -118, -123,  121,  -96, -126,  116,  120,  124,
      96, -124, -111,  117, -120, -101,  124, -105,   95,  115,  124, -105, -120,  119,  126,
    -125,  120,  110,   99,  -99, -114, -109,  116, -118, -105,  125,  -94, -104, -118, -106,
     -86, -121, -119, -128,  124,  114, -118,  124,  111,  124, -117,  115, -113, -106, -123,
    -116, -114, -113, -114, -126,  111,  108,  102,   84,  112,  123,  117, -127, -109,  -90,
    -115,  119, -124,  106, -113, -128, -122,  -93,  113, -101,  127,  -99,  -94,  127,  -88,
    -106,  126,  108, -107, -113,  127, -126, -119,  126,  115, -121,  106, -105,  -83,  116,
    -124, -115, -112, -126, -128,  127, -115,  127, -102,  109, -114, -128,  -94, -116,  107,
    -126, -113,  114,   88,  117,  101,  -84, -117,  121, -109,  100,  115,  118, -122,  113,
    -119,  125,  124, -113,  127,   97, -105,  108,  126, -126,   89, -127, -128, -111,  109,
    -120, -122,  119, -113, -117, -106, -117, -125, -122,  125, -125, -109,  -87, -116, -101,
    -123, -118,  -90,  115,  123,  122, -128, -118, -108, -121, -109,  110,  119,  124, -125,
     125,  121, -117,  114,  126, -115, -102, -106, -115, -103, -114,  126,  119,  -99,  104,
    -121,  103,  111, -109, -119,  123,  120, -120, -120,  127, -120, -118,  105,  125,  125,
      95, -110, -124,  105, -118,  104,  108, -115, -119, -122,  117,  125,  118,  109,  119,
     118,  -95, -120,  -94, -114, -112,  120, -124,  -95,  -91, -120,  -95,  -85, -111, -107,
     117, -126,  110, -116, -128,   86,  126,  119,  115, -111,  -95, -126,  123, -104, -122,
    -127,  118, -125,  122, -126,   83, -127, -128, -120, -128, -116,  -97, -120, -122, -127,
      97, -108, -128, -104,  -96,  110,  -92, -107, -101,  -91, -123,  -91,  -89,  118,  124,
    -108, -121, -119, -128,  127, -117,  113, -119, -116, -111,  -92,  121, -114, -118, -121,
     121,  127, -125, -124,  118, -103,  106, -118, -114, -125, -111,  109, -124, -118,  113,
      76, -119,  114,  -92, -117,  120, -114,   93,  120,  118,  122,  124,  125,  123, -123,
    -100, -101,  102,  -96, -122,  127, -125,  110, -125, -121, -110,  116, -121, -126,  118,
    -120, -113, -106, -125, -127,  108,  102,  127, -112,  -97, -120, -106, -126,  122, -108,
     125, -116,  122,  122, -128, -124, -128, -114,  122, -118,  114,  127,   98, -103, -104,
     107,  116, -109,  -95, -120, -120, -110, -127,  119,  123, -109, -114, -111,   82,  125,
     -96, -118,  126, -125,  123,  127, -125,  118, -121,  109,  121,  126,  111,  125,  114,
     108, -114,   97, -122, -123,  123,  126,  108,  115,   98,   92,  121,  122,  -88, -109,
     -91, -110, -116,  117, -126,  -77,  -96, -100,  -37,  -94,  113, -103,  117, -125,   88,
    -113,  126,  117,  109,  124,  121, -105, -102, -122, -107,  -94, -116,  -89,  124, -128,
     123, -128,   83,  125,  124, -121,  123, -115,  -83,  -92, -104,  111,  110,  120,  124,
     -89,  -82,   85,  -98,  -93, -107,  -81, -120, -122,  -71,  110, -109, -124, -103, -107,
     124, -127, -101,  117, -108, -109,  -96,  -77,  124, -124, -111, -113,   94, -121, -118,
     124,  127, -115,   93,  125,  108,  108, -115,   88,  119,  124,  126,   67, -109,  110,
     -97, -117, -125, -126,  100, -128,  116, -126, -110,  108, -118,  119,  -91,  -87, -119,
    -111,  113,  115,  127,  118, -125, -125, -117, -107,  127, -120,  120, -114,  122,  -95,
    -126,  109,  115,   82,  121, -110,  -97, -105, -121,  127,  126, -126,  120, -121, -123,
     103,  112,  122, -128, -118, -126, -124, -124, -122,  124,  117, -101, -110,  120,   97,
     114,   99, -124, -122, -111, -122, -121,  -73, -102,  -91, -102,  122, -112, -127,  120,
     -64,  127, -112, -102,  112, -122, -114,  107, -105,  122,  119, -101, -105, -127, -105,
    -127,  117,   48,   84,  114,  120,   92,   99,  100,   82, -117,  109, -115,  117,  102,
    -108, -121,  116,  111,  125, -119, -120, -123, -127,  119, -113,  114,   60, -107, -122,
    -105, -108, -115,   96,   43,   88, -123,  -90,  117, -117,  123,  125,  113, -115, -121,
    -109, -123, -121,   93, -105,  117,  127, -114, -118, -107,  100,  102, -124,  102,  124,
    -112, -119,  114, -121,  124,  104,  123,   94, -111, -123,  109, -120, -117, -125,  100,
     118, -109, -101,   99, -104, -111,  -95,  -93, -106,  127,  123, -121,  127, -124,  -98,
    -105,  -97,  127,  102, -110,  124, -124,  122,  -96,  124,  119, -105, -109, -110, -122,
     -89, -121,  -89, -113,  119, -111,  123,  116, -119, -109, -120,  118,  119, -123, -106,
    -115, -113,  -90,  -88, -123,  114,  124, -123, -108,  114,   92,   97,  118,  113, -123,
    -120, -107, -101,   91, -119,  122,  114,  118, -117,   89,  -85,   85, -107,  112,  122,
      81,  108,  108,  113, -119, -126,  106,  117, -109, -119, -118,  116, -119,  125, -115,
    -120,  -99,  122,  127, -116, -103, -103, -108,  125, -121, -120,  118, -118, -116,  122,
    -111, -122, -112, -117,  125, -108, -116,  127, -125, -115, -126, -103,  119, -116,   61,
      89,  122, -128,   95,  120,   94, -123,  123,  123, -110,  119, -124, -123, -116, -128,
     108,  123, -108, -123,  117, -117,  120, -111,  127,   84, -121, -122,  122, -110, -121,
     124,   88, -124, -100, -113, -121, -122,  117,  112,  108, -121, -124,  -89, -115, -125,
      96, -127, -127,  126,  -99, -116, -112,  106,  108,  127,  123,  119, -128, -117,  116,
    -118,  114,  117,  121,   99, -102, -104,  115, -118, -122, -125,   98,  104,  -95, -106,
    -125,  121, -118,  125,  -87, -105,  125,  127, -126,  124,  126, -126, -119, -110,  119,
     119, -107,  121, -118, -116,  -88,  121,  119, -117,  114, -113, -122,  -96, -123, -114,
    -125, -113, -128, -119,  127, -126, -115, -110, -126, -124, -116, -112,  125,  123, -100,
     -98,  126,  125, -126, -122, -119, -126,  109,  114,  122,  107, -115,  -99, -111,  -97,
     123, -106, -121,  126, -120,  124,  114,  -96,  116,  127,  122,  127,   72,   98,   96,
     126,  116, -118,  114,  120, -108, -107,  -97,  125, -121, -125, -126, -125, -103,  117,
     125,  119, -127, -128, -119,  103, -113,  127, -120,  127, -120, -120,  123, -115, -113,
    -108,  116,  119, -122,  108,  126, -104,  119,  -99, -122, -116,   68,  105,  127, -127,
      91,  112,  115, -107, -125, -119, -109, -122,  126, -124, -121, -119,   97, -119, -114,
    -106,  114, -110,  121,  -99, -121, -124,  122, -118, -114, -108, -119,  118,  114, -128,
    -113, -114, -117, -120,  123,  124, -121, -118,  -94,  -76,  125,  120,  106, -117, -123,
     115, -108, -124, -124,  114,  114,  125, -125,  125, -127, -108,  114, -121, -122,  115,
     123,  110,  -97,  -98,  123, -112, -123, -101,  117,  124, -104, -104,  112, -117, -116,
    -122, -104, -104, -124,  111,  127,  103, -124,  119, -118,  122,  122,  109, -119,  115,
    -120,  124, -102,   93,  110, -113,  113, -120,  118, -115,  124, -105, -118, -115, -114,
    -123, -125,  123, -110, -104, -125, -116, -115, -115, -122, -121, -103, -101,  112, -125,
    -126, -121, -118,  127,  117,  125,  111,  109, -123,  -99,  119, -117, -127, -100, -115,
    -106, -121,  116,   98,  -89,  113, -119, -123, -125,   93,  110,   96,  107,  127, -128,
    -121,  113, -117,  -87,  -90, -127, -111, -112, -111, -115, -110,  114,  103,  109,  126,
    -124,  124,   90,  122, -122, -127,  115, -122,  127,  116, -119, -120, -119, -124,  112,
    -126,  107, -122, -113,  127,  -84, -117,  124,   79,  123,  115,  125,   79, -127,  120,
    -106, -122, -125,  114, -105, -106,  127, -110, -127,   84, -103,  121, -100,   86, -103,
    -125,  123, -102,   97,  124, -117,  123, -103, -102, -128,  103, -128, -128,  -92,  121,
    -121,  117,   97,  121, -128, -118,  -72,  121,  122,  105, -114, -126, -119, -104,  125,
     120,  118,  108,  123, -117, -118, -118, -107,  101, -109, -127,  120,  110, -127,  -96,
     -65,  104, -108,  119, -122, -122,  120,  -90, -117,  105, -110, -119,  125, -108,  -66,
    -122,  108, -107,   94, -123, -128, -123,   93,  122,   91, -123,  120,  124,  123, -124,
    -125, -118,  -96, -126, -116,  111, -110, -121, -123,  127,  119, -124, -113, -101, -127,
     126,  -86, -121, -117,  126,  110, -126, -108,  -91,  -99,  123, -120, -119,  110,  119,
     117, -122, -123, -118, -105, -128,  -84, -124, -123,  122, -111, -108, -112,  122,  121,
     108, -104,  123, -104, -107, -105,   80,  105,   85,  118, -125, -113, -117,  113, -105,
    -117,  115, -124,  110,   76, -110, -123, -124,  -95,  -93,  -94, -110,  -99, -109, -121,
     124,  124, -114,  -86, -126, -117,  -96,  117,  122, -123,  103, -107,  127,  117,  102,
     118,  112, -119, -125,  -92,   89,  117,  102,  115,  127,  106,  120,  114, -113,   95,
     -92,  119,  109, -106, -114,  120,  116,  126,  116,  123,  126, -114, -116,  -79,  112,
      96, -127,  -95, -115,  127, -110, -124,   50,  105, -120, -116,  124, -125, -102,  127,
    -128, -111,  102, -103, -105, -127, -122,  127,  117, -101,   95,  116,  -97,  121,  122,
    -116, -126, -110,  125,  125, -104, -124, -126,  111,  121,   95,  122,  118,  106,  120,
    -110, -107,  107,  113, -100, -108,  108, -114, -105,  119,  -98, -118, -127, -127,  122,
      96, -126,  -98,  123, -113, -105,  119,  125, -120,  -92, -126, -109,   97, -128, -112,
    -117, -120,  104, -103,  124,  -97,  119,  115,  124,  121,  113,  125, -105, -112,  120,
     115,  125, -124, -121, -126,  -88,  -95,  122,  -90, -114, -104, -119, -103,  117,   95,
    -128, -117, -122, -103,  124, -120,  117, -119,   95,  121,  -96, -118, -125,  -88,  114,
    -106,  122, -128, -118,  100,  108,  109, -122, -117, -119,  108, -115, -116,  113, -118,
    -127,   85, -116, -114, -116, -112, -114, -117, -115, -107, -104,  118,  116, -115, -111,
    -126, -118,  121, -117,  120,  119, -113,  108, -110,  127,  117,   94, -128,  104,  127,
     120, -103,   98,  122,  108,  127, -128,  119, -128, -128, -117,  111, -107,  127,  116,
    -109,  126,  124,  117, -122,  107,  122,  118, -117,  122,  -98, -122,  107,  127, -111,
    -119,  122, -125, -123,  102,  110, -127, -117,  122, -124,  124, -128,  114, -114,  107,
    -110,  126, -123, -111, -122,  112, -117,  101,  127, -119,  114, -114,  120,  122,  -97,
     123,  112, -102, -118, -128,  115,  123,  108, -128,  118,  119, -126, -128, -117,  117,
     111, -117, -107,  111, -116,  125,  116, -109, -108,  122, -128,  124,  110,  125, -104,
     114, -123, -105,  125, -119, -123, -114,  -89, -111,  125,  120, -121,  123, -117,  111,
    -118,  126, -112, -128,  127,  118, -103,  123,  123, -115, -122,  127, -126, -124, -124,
    -111,  117,  -88, -113, -123,  -97, -121, -109, -104, -109,  116,  104,  123, -100, -125,
    -120,  106, -107,  114,  121,  124, -124, -113,  125, -107, -114,  111, -113,  126, -115,
    -117,   96,  121,   97,  111, -112, -120,  124, -106, -119,  125, -115,  127,  107,  121,
    -104, -116, -107,  -97, -118, -115, -104, -103,  108,  110, -126, -110,  123, -114,  115,
    -121,  124,  120, -115,   91, -112, -128,  110,  103,  115, -116,  127, -114, -112,  105,
    -122,  124,  127,  115,  107,  119, -125, -108,  118, -123, -121,  124, -113, -107, -127,
     108, -124,   90, -127,  124, -104, -122,  -96, -114,   68, -110,  -97, -125, -126,  117,
    -116,  105,  127,   98, -116,  126, -120, -114, -127,  110, -108,  112, -112, -118, -126,
    -108, -102,  121, -112,  109,  122, -106,  119, -113, -128, -126, -120,  114,  124, -117,
    -120, -123,  100,  125,  104,   96, -121,  124, -112, -125, -109, -123,  114, -115, -121,
     110, -119,  126, -123,  -98,  -91,  125, -127,  115,  113,  120, -103,  121,  116, -113,
     118, -126, -123, -113, -122, -121, -123, -127,  119, -127, -122,  107, -100,  113, -122,
    -111,  117, -127, -117,  127, -123, -122, -104,  121, -113, -109, -104, -110, -108, -103,
    -107,  126, -108, -116, -103,  -98, -103, -127,  106, -127, -107,  115, -109,  116, -117,
     124,  -97,  123,  115, -121,  126, -106, -111,  118, -108,  114, -126, -117,  100,  108,
     104,  116,  112,  -98,  110, -121, -113, -100,  126, -128, -121,  119, -108, -115,  127,
    -113,  127, -128, -106, -106,  104,  109, -116, -105,  107, -118,  105, -120, -117, -121,
     121,  101, -120, -120,   95, -123,  110, -116, -120, -119, -114,   82, -125,  113,  123,
      98,  108,  119,  118, -106,  101,  124, -112, -107,  127, -110, -112,  125,  126,   69,
    -107, -120, -108, -124, -112, -116,   65, -113,  -96, -125, -126,  111, -119,   92,  127,
      77, -119,  123, -122, -113,  121,  108,  113,  119,  -98, -117, -111,  126, -101, -125,
    -105,   84,  121, -102,  118, -126, -120, -119, -110,  111, -116,  121, -109, -123,  122,
     108, -124,  100, -121,  117, -107, -115, -121, -127,  112, -128, -124,  113, -110,  116,
    -116, -107,  -87, -127,  120, -119,  119, -127, -110, -116,  117, -106,   85, -120, -113,
     -85, -126,  124, -109, -117, -126,  104,  123,  117,  121, -107,  122,  119,  117, -121,
    -107,  113, -115, -122, -114,   66,  120, -115, -117, -105, -101,  -98,  -98,  119, -119,
     127, -122, -102, -105,  115, -121, -120, -106,  108, -108,  122, -108,  124, -104,   69,
     123, -124,  125, -114,  127,  108,  -87,  111, -112,  115,   92,  108, -123, -125, -102,
    -112,  106,  120, -108,  109,  122,   98,   99, -120, -109, -120, -106,  -94,  -95,  -82,
    -104,  127,  111,  102,   97,  106, -102, -108, -101, -104,  104,  112,  118,   94, -112,
    -125,  -96,   98,  113, -114, -127,  -99, -124,  102,  126,  113,  126, -113,  120, -128,
     120, -118,   92, -119,  -95, -107, -104, -120, -124,  115, -121,  113,  114, -117, -118,
    -100, -123, -124, -128,   98, -108,  124,  122, -128,  123,   99,  119,  122, -125,  126,
    -112, -119,  121,  125, -108,  101, -115,  119,  118,  127, -128,  -84,  126,  124,  122,
    -121,  118,  109,  110,  122, -115,  114,  127, -113, -121,  124,  126,  114, -116, -116,
     114,  101,  120,  -90, -119,  109, -102,  -92,  -98, -128, -118, -117,  111,  -88,   98,
     127,  119,  113,  118,  120,  -97, -121,   86,  119,  123,  118,  118,  -99,  114,  127,
     120, -101,   89, -128, -109,  118, -101, -128,  -89,  121,  127,  117,  120,  111,  124,
    -106,  125, -107,  113,  107, -118, -128,  114,  -96, -118, -127,  -82, -121, -110,  127,
    -108,   97,  121, -126, -120,  126,  -94, -100, -121, -117, -127,  126, -125, -102,  116,
    -114,  -97,  122, -106,   91, -118, -111,  109, -122,  124,  120, -103, -108,  117,  127,
    -110,  127,  119,  107,  111, -123, -103, -108, -110, -126, -103, -101, -112, -107,  117,
     114,  117, -126, -120,  121, -123, -104,  115,  110, -121,  100,  127, -116, -118,  112,
     124, -106, -120, -117, -126,  114, -124, -127,  123, -111,  122, -127, -126, -112,  115,
    -112, -102, -105, -107,  126,  119, -125, -110,  126, -128, -123, -121, -128, -113,  119,
    -121,  109, -109,  112,  123, -127,  126,  113, -127,  115, -127,  126, -123, -120,  121,
     127, -123,   90, -127,  123,  109, -122, -108, -109,  127,  106,  117, -106,  115, -122,
     111, -119, -100, -126, -121, -121, -122, -125,  123,  117, -124, -117,  103,  108, -122,
     -99,  124,  122, -115, -126,  126,  108, -121, -121, -127,  -97,  117,  127,  122,  115,
     114, -128, -109, -117,   94, -112,  116,   94,  120, -105,  114, -112,  125, -124,  114,
    -116, -104, -126,  -98, -128, -109,  125,  123,  115, -115, -114, -111, -115,  124, -124,
     127,  116, -111,  125,  125, -106, -123,  119,  -95, -121, -123, -116,  -97,  122,  119,
      86, -123, -123, -100, -128, -113, -115,  126, -128,  126, -116,  111, -106, -124,  122,
    -101,  104, -117, -128,  125, -111,  124, -128, -113, -115,  124,  117, -121, -127,  121,
     122,  113, -127, -103, -116, -112, -107, -122,  -93, -116, -121, -120, -127,  121,  125,
    -116,  122,  119,  -99,  117,  104,  126,  108,  116, -127, -119,  126,  118, -110, -124,
    -120, -108,  117, -121,  118,  124,  126, -126, -127, -120, -104,  119, -113, -117,  122,
    -115,  114,  126,  120, -118, -125,  122, -111, -112, -121,  116,  116,  120,  121, -101,
     122,  111,  112,  119,  115, -118,  114, -127, -119,  124, -120,  125, -126, -117,  109,
    -117, -126,  109, -122, -117,  -96,  108,   91,  119, -118,  120,  118,  109,  114,  -98,
    -125, -114, -109, -121, -125,  105,  120, -118,  124,  116, -126,  127, -109, -126, -128,
    -122, -125,  120, -126, -124,  116, -114, -107, -119, -124,  124,  122,  116, -128, -117,
    -103,  103, -117,  114,  111,  120, -109,  117, -119, -126, -100, -123, -125, -108,  118,
    -119, -119,  125,  125,  101,  115, -119, -125, -119, -118,  120,  105,  117,  112, -106,
    -127, -113, -112, -101, -124,  -98, -118, -113, -123,  -84, -127,  122,   96,  127, -111,
    -122, -115, -125, -112, -127,  114,  126, -119,  115, -125, -108, -124,  -88,   99,  110,
    -124,  113,  127,  109,  107,  119,  -96,  122,  106, -121,  -89, -123, -110,  124,  121,
    -113, -116, -120, -116,  118, -121, -118, -117, -127, -117,  125, -114,  125,  104,   95,
    -101,  117,  105,  112,  113, -125,  106,  127, -102,  106, -120, -120, -111, -111,  104,
    -113,  106,  112,  110,  116,  127,  125,  -92,   89, -113, -119,  104, -112,  112,  124,
    -117,  118,  120,  120,  -95,  118,  108,  118,  124, -124, -117, -103,  107,  110,   97,
     121,  113, -115,  111, -126, -116, -119, -113,  110, -116,  117,   58, -113, -110,   94,
    -126, -116,  -99,  113,  108,  119, -101,  114, -121,  127,  124, -111,  126, -121, -108,
    -127,  117, -126, -121, -117,  117,  117, -118, -109, -118, -127, -122, -106, -128,  109,
    -113, -114,  115, -117, -122, -105,  115, -126,  121, -111, -118,  -86,  -90,  112, -105,
      83,   82, -116,  -83,  126,  115, -114, -124, -100,  122, -101, -125, -115, -120,  107,
     126,  105, -125, -112, -119, -121,  -99,  106,   91,  123, -110, -120, -124,  125, -120,
     -85,  118, -122, -102, -111, -122,  -86, -127, -121,   94,  125, -114, -104, -122,   99,
    -121,   96,  101,  126, -128,  107, -121,  125,  126,  -94,   71,  115, -117,  108,  124,
    -119,  116, -107, -112,   90, -123, -100,  114, -125,  122,  112,  115,  -98,  -99,  -91,
     -85,  -92,  -69,  -73,  124,   92,   73,   96,  111,  -92, -109, -119, -122,   79, -121,
      98, -127,  -88,  -97, -112,   88, -115, -122, -107,  -98, -112, -122,  118,   79,  119,
    -110, -121, -123, -125, -110,  109,  109,  -66,  -92, -117, -123,  124,  115, -116,  123,
    -115, -102, -113,  -98,  -99, -124, -116,   75, -111, -116, -123, -113,  122,  121,  110,
     104, -114,  -97, -123,  -92, -110, -108,  -99,  -99,   90,   79, -116,   93, -107,  -91,
      99, -114,  111, -105,   76,  110,  112, -122, -111,  109, -122,  -96,  123, -121,  124,
      91, -116,  121,  117,  120, -117,  -89, -119, -123, -102, -112, -109, -123, -107, -125,
    -126, -123,   99, -110, -118,  114, -128, -110,  -97, -107, -120,  118, -128,  109,   95,
     -98,   88, -116, -102,  -97,   80,   80,  -86, -111,  -97,  -84, -103, -106,   75,   99,
      76,   99, -121, -111,  111, -106,  117,  105, -128, -122,  123, -120, -111,  -95,  -94,
     123, -115,  124,  122,   96,  105,  119,  -90, -109, -105,  -93, -117, -114, -128,  124,
    -111,  -83,  107,  112, -109, -109, -115,   97,  120, -115,  100, -123, -116, -128, -109,
    -106,  118,  122,  -93,  126,  121, -124, -125, -126, -115,  -97, -104,  -91,  -87, -102,
    -107, -127,  118,   84, -123, -121,  117,  119, -124, -125,   85,  121, -123,  116,  -91,
     -93,  127,   99, -125, -128, -119, -120, -108, -127, -128,  101,  122, -128,  126, -124,
     120, -103,  115,  113,  -79,  -87, -114,  116, -125,  106, -107, -122, -126,  -98, -126,
    -109, -101, -108, -116,  101, -115, -124,  126, -116, -126, -119, -128,  116, -124, -118,
    -115, -112, -114, -112, -117,  125,  116,  100, -127,  104, -106,  -96,  109, -123,  121,
    -114,   91,  108,   87, -126, -100, -118,  124, -111, -126, -123,  109,  116, -117, -121,
     125,  122, -104, -100, -128,  125, -102, -125,  119, -105, -117, -121, -122, -110,   92,
    -121, -116,   91, -113, -109,  -97, -110,  125, -125,  120,  109, -128,  -81,  114,  126,
     -89, -114, -127,  102, -106,  121, -116, -106, -122, -116,   86,  118,  110,   98, -112,
    -111, -128, -111, -123,  107, -127, -112,  106, -113,  125, -111,  -98,  125,  116, -122,
    -121,  120,  121,  112, -110,  122,  126, -124, -124, -100, -125, -112, -111,  -95,  104,
     112, -105, -107, -123,   92,  126, -109,  116, -127, -115, -121, -114, -122,  122,  107,
    -105, -117,  117,  126, -120, -114, -109, -122,  -96, -107,  -94, -109,  123, -124,  119,
      83, -121,  -96, -121,  117,  112, -122,  111,  118, -117,  106, -113, -103, -119,  104,
    -127, -125, -127, -122, -110, -127, -125,   90,  114, -113, -128,  120,  127, -105,  118,
    -109,  -87,  127, -128,  107,  109,   98, -105, -118, -123, -102, -111, -104, -106,  124,
    -101,  101, -111, -105, -127, -126,  124,  123, -114, -121, -115, -109, -127, -115, -110,
    -116, -112, -117,   96,  102, -125,  123, -113, -109,  110, -121,  121, -121,   74,   93,
      88,  103,  -94, -114, -125, -115,  118, -127,   99,  116, -117, -127, -119, -111, -106,
    -102,  108,  121, -103,  -98,  126, -104, -125,  118, -107, -106,  108, -126, -116,  111,
    -116, -108,  -93, -110,   97,  120,   97,  104,  -98,  -83, -128, -120, -114,   95, -112,
    -120,  -95,  118, -116, -111, -109, -112,  103,  114,  100,  100, -107, -111,  121, -119,
    -113,  115,  126, -117,  110, -107, -119, -112,  -94,  120, -119,  120,  125, -127, -119,
     121, -124, -117, -110,  122,  125, -102,  125, -104, -112, -120,  105,   98, -127, -110,
    -124,   99,  126, -108,  108,  124, -121, -126, -119, -102,  105,   84,  -91,  -84,  109,
    -121, -100, -117, -116, -122, -115,  -98, -105, -122, -125,  118,  125,   54, -118,  -93,
     123,  103,  123, -128,  109,  112, -120, -119,  118, -106, -123,  112,   97,  106, -103,
     122, -114, -124,  121,   73,  113, -109, -123,  116,  105,  119,  124,  -80, -101,  102,
    -121,  121,  124,  100, -103, -108,  110,  -95,   82,  -98, -125, -124,  -87,  105, -115,
     115,  126,   96,  102, -127, -117, -117, -111, -110,  127, -117, -120, -110, -102, -107,
     114,  112, -121,  121, -113, -116,  113, -113,  123, -126,   85,  102,   88,  113,  -86,
    -125,  126, -106,  121, -102,   92, -128, -127, -110, -114,  -82, -115, -121,  115, -125,
     -90, -109, -126, -108,  127,  108, -108, -102,  127,  126, -124,   92, -110, -110,  -67,
     -98,  101, -112,   97,   60,  -65,  -87,  125, -127, -101,   51,  -80, -104, -112, -124,
     122, -115, -110, -101,   83,  106, -123, -117,  124,  -99,   99, -111, -111,  124,  122,
     111,  106, -119,  -86,  -91, -107,  127,  124, -116, -127,  110,  127,  119, -113, -125,
    -116, -126,  126, -115,  103, -101,  124, -111,  110,   98,  126,  -87, -117,  107,  119,
    -104,  115,  107,
};

/* for channels that are scaled together: multiplier (4 bytes), bytes to leave out, factor, and
 * each channel's bias (3 bytes) */
static const int8_t fully_connected_3_records[120] FLASH = {
      45,  116,  -27,  120,    1,    1,  -14,   11,    0,  -21,    5,    0,  -29,    2,    0,
     -85,    4,    0,   47,   -5,   -1,   53,    7,    0, -120,    2,    0,  -74,   -1,   -1,
      45,  116,  -27,  120,    1,    1,  -37,    5,    0,   16,    3,    0,  -95,   12,    0,
     127,    0,    0,  -81,    2,    0,  -93,    5,    0,   99,   -1,   -1,  -66,    7,    0,
      45,  116,  -27,  120,    1,    1, -125,    3,    0,  107,    5,    0,   60,    4,    0,
     -97,    1,    0,   67,    7,    0,   79,    1,    0,   72,    9,    0,   99,   -3,   -1,
      45,  116,  -27,  120,    1,    1,  -90,   -5,   -1,  -12,    5,    0,   15,    3,    0,
      61,    9,    0,   60,    0,    0,  -50,    0,    0, -125,    2,    0,  -95,    4,    0,
};

/* FULLY_CONNECTED, dense/MatMul: 1 x 384 -> 1 x 32
 * An output stands for 0.0687325 * (stored + 128). */
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
     -73,  104, -128,  126,   68, -112,  -79,   37,  -81, -124,   49,   29,   71,  115,  -74,
     -77, -118, -113, -108,  -99,  114,   73, -119,   96,  -61, -107,  -94,   93,   93,   65,
      72, -120,  -64,   90,   73,  105,  111,  -73, -103, -128,   38,  -93,  -78,   88,  -67,
     124,  -81,  122,  -77,  -72,   80,   67,   44,   31,   64,  -69, -113,  123,  -18,   55,
     -71,  -76,   82,   70,   31, -110,   35,   89,  -62,   46,   53,  -29,  116,   39,  123,
    -113,   75,  102,   74, -128,    2,  -65,  -95,  -70,  109,   93,   51,  -96, -114,   98,
     103,  -85,  -71,  -81, -114, -126,   78, -107,   90, -106,   94,   78,   45,  111,   91,
     113, -117,  111,  109,   67,  118,  -62,  -78,   72, -110, -104,  -80,   84,   50,  -68,
    -128,   18,  113, -121, -116,  110,  -73, -123,  100,  112, -113, -128,  -74,  -90,   65,
    -120,   48,  121,   69,  -82,   66,  -93, -123, -124, -121,   96,  -82, -104,   49, -124,
      69,  102,  102,   47,   44,   99,  -99,  -83, -123,    5,   50,  -76,  -86,  -83,  120,
     101,   31,  106,  105,  -70,   63,  108, -112,  -95, -119, -114, -122,  -86,   46, -113,
    -108, -128,  121,   45,  119,   98,   92, -107,  120, -102,  -97, -127, -104,   68, -102,
      46,  -90, -119, -107,  102,  -44,  -78,   74,  124,  -79,  121,  -68,   36, -122,  -94,
     104,   58,  -86,   41, -128,  103,   77,  -92,  -90,  122,   61,  -72,  -37,  -97,  -84,
     -91,  112,  -86,   91,  105,   11,  -92,   93,  107,   93, -106, -124, -107,  -90,  121,
      64,  -94, -117,   95,   54, -102,   92,  -69,    1,  -94,  -89, -123, -111, -100, -125,
     121,  -71,   81,  -92, -109,   58,   83, -113,   94,  106, -126,   95,   39,   81,  112,
      73,  -95,   22, -128,  -92,  -64, -102, -123, -102,  -92,   60,  -64,  -97,  101,   69,
      91,  -92,   99,  -70,  -95, -121, -124,  115,  123,   77,  -49, -125,   84,  124,  123,
     -81, -107,  -99,  123,  104,  -95, -125,   81,  -91,  -96, -117,   62,   76,  -95,   54,
     -97,   83,  101,  115,  118,
};

/* for channels that are scaled together: multiplier (4 bytes), bytes to leave out, factor, and
 * each channel's bias (3 bytes) */
static const int8_t fully_connected_4_records[42] FLASH = {
      9,  79, -99,  85,   1,   2,   0,  -1,  -1,   5,   0,   0, -14,  -1,  -1, -46,   0,   0,
     82,  -1,  -1, -69,  -1,  -1, -96,   0,   0, 122,  -1,  -1,   9,  79, -99,  85,   1,   2,
    -76,   1,   0, -14,  -2,  -1,
};

/* FULLY_CONNECTED, StatefulPartitionedCall:0: 1 x 32 -> 1 x 10
 * An output stands for 0.241061 * (stored - 20). */
static void fully_connected_4_rows(const int8_t *input, flash_int8 weights, sum24 shared,
                             flash_int8 records,
                             index_t channel, uint8_t rows, int8_t *output)
{
    enum { INPUTS = 32, OUTPUT_OFFSET = 20, LOW = -128, HIGH = 127, SHARED = 1 };
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
