/* digits_uno as C, made by tinyml-kit (avr).
 *
 *   input                    -> 1 x 28 x 28 int8, serving_default_input:0
 *   RESHAPE                  -> 1 x 784 int8, flatten/Reshape
 *   FULLY_CONNECTED          -> 1 x 16 int8, dense_6/MatMul
 *   FULLY_CONNECTED          -> 1 x 10 int8, dense_7/MatMul
 *   SOFTMAX                  -> 1 x 10 int8, StatefulPartitionedCall:0
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

/* The product of two numbers, divided by 2^31; halves are rounded up. Of a negative product the
 * amount is computed, whose halves are then rounded down. */
static int32_t multiply_high(int32_t a, int32_t b)
{
    const uint8_t negative = (a < 0) != (b < 0);
    const uint32_t amount = product_31(
        a < 0 ? -(uint32_t)a : (uint32_t)a, b < 0 ? -(uint32_t)b : (uint32_t)b, negative);
    return negative ? -amount : amount;
}

/* 1 / (1 + x) of x in [0, 1), both in units of 2^-31.
 *
 * h = (1 + x) / 2 lies between 1/2 and 1. Newton's method, y <- y + y * (1 - h * y), finds
 * y = 1 / h; it starts from the straight line 48/17 - 32/17 * h. Because y is up to 2, it is kept
 * in units of 2^-29. */
static inline int32_t one_over_one_plus(int32_t x)
{
    const int32_t half = (x >> 1) + ((int32_t)1 << 30);
    int32_t y = 1515870810 + multiply_high(half, -1010580540);

    for (int8_t i = 0; i < 3; i++)
        y += 4 * multiply_high(y, ((int32_t)1 << 29) - multiply_high(half, y));
    return y < (int32_t)1 << 30 ? 2 * y : 2147483647;
}

/* 1 / sum, for a sum in units of 2^-19: what is returned is in units of 2^-31 and still to be
 * divided by 2^(exponent - 23). The sum is doubled until its highest bit is set. */
static inline int32_t reciprocal(int32_t sum, int8_t *exponent)
{
    uint32_t doubled = (uint32_t)sum;

    *exponent = 12 + 23;
    while (!(doubled & (uint32_t)1 << 31)) {
        doubled <<= 1;
        --*exponent;
    }
    return one_over_one_plus((int32_t)(doubled & 2147483647));
}

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

/* An exponential's share of a sum, in units of 1/256, with what `reciprocal` found for the sum:
 * as `requantise`, for numbers without a sign and a shift of more than 16 bits. */
static inline int16_t share(int32_t exponential, int32_t scale, int8_t exponent)
{
    const uint16_t high = product_31(exponential, scale, 0) >> 16;
    return ((high >> (uint8_t)(exponent - 17)) + 1) >> 1;
}

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
#define TENSOR_0 (arena + 0) /* 1 x 28 x 28 int8, serving_default_input:0 */
#define TENSOR_6 (arena + 0) /* 1 x 784 int8, flatten/Reshape */
#define TENSOR_7 (arena + 784) /* 1 x 16 int8, dense_6/MatMul */
#define TENSOR_8 (arena + 0) /* 1 x 10 int8, dense_7/MatMul */
#define TENSOR_9 (arena + 0) /* 1 x 10 int8, StatefulPartitionedCall:0 */

/* FULLY_CONNECTED on an AVR: every output is the dot product of all inputs and a row of weights,
 * plus a bias. Rows go through the inputs in groups of eight, as many as there are registers
 * for; what is left over goes in groups of four, two and one.
 *
 * The formula is sum((input - zero point) * weight) + bias. The zero point's share does not
 * depend on the input: it is already in the bias here. Weights are 128 too large and lie in the
 * order in which they are used: group by group, input by input. */

/* weights + 128, as they are used */
static const int8_t fully_connected_1_weights[12544] FLASH = {
    -115,  107, -122, -118, -112, -109, -109,  113, -125,  111,  115,  114,  109,  113, -116,
    -119,  111, -123, -123,  118, -120,  124, -111,  118,  122,  111, -106,  107, -125,  109,
    -117, -106,   92,  108, -116,  -64,  121,   34,  125, -107, -121,  124,  118,  -84, -120,
      42,  105,  -69, -127, -112,  110,  -91,  123,   12,  106,  -82,   92, -108, -108, -112,
    -125, -117,  121,   63,   94, -112, -121, -105, -116, -114, -113,   64,  127,  120, -123,
    -126,  123,  -97, -116,   66,  117, -127,  112, -102,  116, -113, -122,   91, -104,  102,
     118,  127,  115,  -89, -117, -122, -110,  108,  113,  -99, -128,  -88, -116,  119, -110,
      99,  108, -104,  111,  -94, -127,  107,  -95,  117,  125, -113, -117, -122,  109,  102,
     -91,  124, -123, -113, -117,  114, -111,  101,  -76, -125,  123, -119,  123, -102,  122,
     115,  -95,  -99,  122, -116,  112, -125,  120,  102,   68,  -98,  118, -107,  122, -102,
     121,   94,   56,  -80, -126,  -75,  119,  -88,  104,   56,   79,  -94,  119,  -91,  113,
    -103, -109,   64,   53,  126,  111, -116, -105, -108, -124,   80,   15, -120, -127, -116,
     124,  124,  110,   91,   45, -107, -111,  126, -102, -108,  121,   71,   28, -116,  111,
    -119, -115, -126,  118,   98,  113,  -47, -115,   73, -114,  -99, -107, -126,   94,  -73,
    -110,   76, -112, -116, -112, -116,   95,  -63,  114,   89, -116,  127,  111,  -99, -121,
    -128, -110,  123, -126,  105,  110, -111, -111,  122, -106,  114, -124,  111, -108,  124,
    -120,  114, -121,  109, -110,  111, -112, -122, -106,  115,  113, -117, -120, -111, -126,
    -128,  120, -117,  127,  -82,  114,   19,  107,  -73,   93,  105, -119,  -86,  120,   24,
    -117,  -86, -127,  107, -119,  -88, -114,   46, -111,  -66,   99, -128,  114, -120, -112,
     -95,  118,   63,  118,  127, -125, -108,  112,  -81,  121,   61, -125, -121, -127,  -95,
     102,  -99,  107,  103,   96,  113, -119, -101, -126, -109, -122,   71,  -90,  112,  118,
     124, -112, -101,  102, -112, -127,  109,  123, -114, -120, -100,  111, -126, -106,  124,
     110, -122, -111, -102, -116,  118,  -97, -120, -111,  -91,  123, -102,  112, -121, -101,
    -116,  123, -104, -110, -113, -126, -127,  -71, -101, -127,  -87, -125,  124,  100,  116,
     -94,  123,  103, -106,  108, -107,  114,   95,   60, -116,  127, -110,  102, -104,  117,
      67,   61,  -80,  127,  -97, -109, -110,  123,   66,   75,  -80, -114,  -90,  125,  -90,
     104,   59,   18, -124, -123,  127, -112,  109, -128,   74,   21, -108, -117, -108,  118,
     124, -123,   73,   28, -103,  125, -127,  120, -112, -112,  109,   17,  123,  108, -104,
    -119, -122,  116,  106,  111,  -52, -112,   54,  124, -120, -114, -109,   89,  -71, -115,
      78,  117, -108, -108,  -90,  121,  -61,  119,   76, -113, -124,  119, -125,  120, -122,
    -112,  108,  116, -118,  127,  113, -118, -110,  111, -109,  127, -116, -115, -110,  109,
     109,  124,  108, -120,  123,  117, -108,  122,  106,  123, -127,  112, -117, -127, -114,
     111, -111,  113,  -71, -128,   20, -127,  -66,  116,  107, -111,  -76,  125,   48, -124,
    -101,  100,  114, -108,  -78,  125,   12, -112,  -91,  108, -115,  124, -101,  107, -118,
    -110,   95,   99, -115, -126,  -97, -114, -110, -114,   87,   99, -117,  113,  -98,  114,
     -78, -112,   98,  102, -111,  110,  121,  113,  -99, -108,   69, -119, -119,  116, -111,
    -123, -103, -120,  100, -122,  113, -115, -128,  118, -122,  109, -122,  -96,  100,  127,
    -114,  112, -108, -115,  108,  -81, -120,  116,  -87, -128,  114, -127, -125,  -91, -120,
    -125, -118,  103,  122,  103,   93,  -92,  127,  115,  -89, -127, -116,  120,  114, -110,
    -100, -123, -109,  103, -124, -117,  111,   78,  -91, -110, -105,  126,  -75,  110,   82,
      88, -109,  115,  -95,  123,  -87,  112,   79,   87, -105, -124,  -97,  112, -105,  113,
      95,   11, -117, -118, -123, -108, -104,  109,   98,   36,  120,  108, -115, -125, -105,
    -112,   66,   40,  114,  107,  -99,  119, -104,  116,   92,   44, -103, -123, -115, -125,
    -105, -125,   86,  124,  -35,  110,   65, -117, -122,  127, -102,   88,  -42,  126,   93,
     112, -125, -111, -111, -127,  -36, -109,   91, -114, -116, -120, -101,  109,  106, -119,
     118, -106, -122, -109,  126, -110,  125,  121,  118, -120, -114,  126, -121, -121,  116,
     107,  110,  105, -114,  107, -119,  117, -105,  126, -128, -121, -120, -114, -106,  103,
    -109,  106,  -58,  109,   11, -112,  -77,  124,  125,  126,  -90, -117,   42, -111, -100,
     117, -112,  107,  -90, -123,   12, -115,  -69,  118, -104, -112, -104, -122, -106,  110,
      91,  123, -115,  118, -109,  123, -100, -110,   71,  124, -126,  123, -115, -111,  -92,
     104,   81,   93,  115,  113,  120, -116,  -91,  114,  101, -123,  112,  123,  -97, -116,
     -89,  103, -124, -100,  106,  109,  118, -114, -121,  114, -126, -123,  121, -115, -120,
    -113, -107,  120,  114,  -85, -112,  106,  -84,  110,  114,  117,  110,  -68, -106,  119,
     -89,  108, -117,  105,   93, -101,  123, -111, -108,  124, -107,  118, -126,  -75, -126,
     111,  -80,  113, -105,  105, -120,   58,  -89,  117,  -84, -118,  -73,  105,   97,   46,
    -105,  124,  -99,  109,  -97,  105,   67,   47, -119,  109,  -75,  118,  -75, -118,   79,
      14,  116,  126, -117, -104, -123,  106,   92,   33,  115, -121, -112,  126, -124, -122,
      99,   37, -125, -111,  -98,  114, -121, -113,   92,   22, -120,  115, -104, -105,  108,
     105,   70,  115,  -36, -117,   53, -106, -112, -119,  -99,   95,  -64, -110,   86, -128,
     125, -121, -111, -126,  -51,  114,   65,  127, -126, -110, -115,   89,  103, -115,  -75,
    -121, -109, -113,   55,  108,   99,  111,  -89,  112, -104, -106,   51,  112,   86,  115,
     -81,  126,  -76,  124,   43,  125,  121, -112,  -94,  106,  -75, -115,   52,  -82, -118,
    -105,  123, -123,  -77,  126,  103,  -87,  115,  120,   98, -112,  -88,  106,  103, -104,
     107, -115, -123,  115,  -93,  127,  104,  -81, -111, -126,  -99, -114,  -90, -123,  109,
     -92, -110, -110,  -90, -119,  -96, -125,   84,  -85,  115, -104,  -94,  114, -119,  109,
     118,  -89, -104,  125,  -91, -112,  -88,  103,  120, -115,  116,  123, -114,  105,   95,
     105, -113,  105, -102,  121, -120, -114, -119,  107,  102,  126, -126,  123,  115, -109,
    -124,  126, -124,  -92,  -87, -111, -124,  122, -120, -124,   97, -122,  -62,  102,  118,
    -109, -113,  124,   68,  126,  -77,  127,  111, -112, -120,  124,   83, -103,  -87,  104,
     103, -109, -115,  124,   68,  -94,  121,  111,  -89,  127,  -77,  107,   77, -104,  112,
     116,  -82,  104,  -83,  109,   89,  -73,  117, -108,  -93,  127, -112,  114,   64, -107,
      83, -115,  -88, -112, -109, -118,  127, -113,   86,  105, -107, -119,  -81,  121,   99,
     -98,  111,  108, -102,  106, -113, -119,   94, -101,  101, -128,  -90,  117, -111,  121,
      90, -120, -101, -112, -104, -115,  127,  107, -117, -123, -111,  117, -113,  127, -124,
     121,  103,  102,  -85, -122, -121,  111,  -90,  111,   99,   91,  117, -109, -101, -118,
     -75, -117,   65,  119,   80, -112, -100, -127,  -81, -114,   79,  100,  103, -127,  -69,
     123, -104, -114,   84,   96,   86,  117,  -78,  120,  -93,  118,   78,  -71, -117,  125,
     100, -109, -101,  116,   92,  -83,  109,  118,  110,  123, -118,  118,  102,  -88,  111,
     113, -128, -111,  -95,  113,   89,  -69, -108, -110, -126,  124, -117,  119,   99,  -69,
    -118, -105,  -93,  122, -113,  119,  116,  -83, -112, -111, -124,  114, -120,  111,  112,
     -82, -107,  114,  124,  105, -105, -110,  108,  105, -111,  108,  107,  122, -120,  108,
     112, -122,  127, -124,  106, -123,  126, -116,  112,  105, -122, -117,  125, -114,  109,
    -115,  120, -113,  -77,  113, -118, -114,  124,  117,   69,  -89,  -93,  112,  110, -113,
    -120,  114,   56, -126,  -91,  103, -118, -112, -107,  120,   98, -128,  -77, -112,  126,
    -118, -124, -124,   68, -104,  124, -121, -108,  121, -117,  105,   67, -108,  108, -106,
     -99, -126,  -94,  109,  106,  -90,  105, -109, -116, -126, -114,  113,   80,  -98,   83,
    -115,  -81,  120, -100,  108,  112,  -87,  121,  109,  -89, -122,  -95, -115,  119, -115,
     109,  114,  -79,  125, -101,  110,   93, -116,  116, -110, -102, -128,  -84, -112,   88,
     119, -108,  114, -103, -126, -108, -107, -122,  125, -105,  106,  116,  125, -122,  111,
     122, -125,  -97,  116,  117,  123,  -97,  120,  123,  108,   90, -112, -104,  114, -111,
    -113,   47,  115,  117, -125,  -82,  121, -108,  124,   52,  116,   94,  116, -107,  106,
     -80, -122,   73,  100,  102,  122, -111, -113, -100,  122,   81,  -84,  122,  117,  118,
     122,  -96,  107,  106,  -92, -121, -124,  119,  120, -111,  110,   73,  -78,  107,  115,
      94,  116,  -94,  105,   67,  -71, -104, -105, -121,  103, -108,  104,   97,  -90, -117,
    -112, -118,  124, -106,  110,   99, -108, -118,  122, -110,  126,  -81,  125,  107,  -96,
     111,  121, -112, -128, -117, -118,   82,  107, -109, -125,  114,  117, -125,  115,  113,
    -109, -124,  104,  122, -125,  106,  114,  101, -120, -106,  107,  112,  116, -123, -111,
     107,  -95,  -96, -116,  105,  118,  126,  109,   56, -101, -101,  105,  105,  121, -113,
    -116,   78,  126,  -68, -111,  113,  124, -123,  121,   86, -105,  -75,  115, -127,  113,
    -118, -118,   52, -115,   97, -119,  -89,  112, -106,  102,   99,  -72,   98,  111,  -94,
    -118,  -72,  112,   71,  -88, -119,  118,  -95,  122,  -97, -122,   66,  -98,  112,  110,
     -80,  104,  -86,  120,  109,  -89,  108,  114,  -95, -114, -107, -112, -125,  -80,   79,
     107,  -81, -115,  -90, -122,  100,  -87,  106, -119,  -90, -110,  -93,  115,  120,   97,
     -82,  117, -112, -125, -126,  112, -128, -121,  -98,  118, -114,  112, -122, -109,  124,
    -127,  -92,  116, -121,  112,  -94, -127,  121,   54, -118,  120,  -33,  112,  -55,  118,
      66,   40,  110,  106,  -66,  115,  -54, -112,   84,   66,  125, -111,  -50, -124,  -44,
     119,   72,   49,  121,  125,  -41,  119,  -60,  105,   86, -125,   97, -127, -102,  111,
    -113,  119, -111,  124,   90,  111, -102, -126, -100,  114,  125, -115,   89,  122, -107,
     125,  122, -125, -109, -124,  109,  114,  109, -126, -112,  108, -106, -123,   83, -126,
    -124,  111, -112, -111, -111,  124,   88,  124,  120, -119,  112,  104,  -79, -127,   76,
    -122, -125, -118,  109,  113, -104,   66,   85,  125,   92, -116,  114, -115, -112,   86,
     121, -122,  109,  116,  101,  116,  126,   53,   98, -124,  125, -121,  116, -124,  -91,
    -113,  -96,  110, -108,  124,  -65,  117,  110,  115, -124, -128, -104, -121,  -56,  127,
      97, -116, -102, -111, -107,  108,  -87,  113,  107, -114, -118,  101, -124,  102,  -63,
    -117,   90,  -73,  115, -115,  104,  110,  -38,  112,   78,  -59,   89, -116,   95,  118,
     -62, -114,   81, -101,   97,  115,   91,  120,  -66,  122,   84,  -53, -118, -126,  112,
    -123,  -68,  123,  119,  -31,  124,  112,  121,  108,  -76, -108,  110,  -54,  127, -111,
    -126,  122, -100, -116,  120,  -62,  -99,  113,  111,  105,  -63,  125, -128, -104,  -87,
    -125,  118, -120,  113, -122, -108, -121, -110,  127,  119, -118, -122,  126, -112, -110,
     -89,  109,   93, -111,  123,  110, -100,   63, -110, -117,  -54,  105,  -73,  121,   52,
      63,  109,  120,  -71, -113,  -41,  114,   79,   38, -117, -107,  -64,  114,  -52, -125,
      78,   51, -122, -128,  -39, -109,  -68,  109,   43, -127,   87, -113,  -87, -117,  117,
     107, -104,  107,  125,  124,  -90, -102, -107,  117, -114,  108,  123,  124,  -99,  124,
    -120,  117,  121,  -98,   77,  104,   99,  112, -118,  115,  -80, -105,   70,  126,  106,
     118, -108,  106,  -97, -124,   97,  107,  106,  125, -110,  118,  -99, -119,  100, -127,
     102,  126, -119, -126,  -86,   52,  117,  108,  107, -111,   84, -114,  -99,   62,  107,
    -126,  119, -117,   85,  127,  -95,   59,  114,  111,   92,  106,  125, -119, -117, -116,
    -123, -110,  116,  104,  -84,  113,   89, -122, -120,  119, -124, -120,  -63,  108,  104,
    -105,  -89, -120, -121, -114,  -77,  116,   68, -116,  -89, -119,  124,  117,  -81,  127,
     102,  -71,  120, -123,  107,  117,  -35, -116,  101,  -84,  112, -123,  113,  127,  -30,
    -115,  101,  -81,   98,  117,   87,  110,  -35, -128,   90,  -47, -119,  123, -121,  102,
     -99, -121,  109,  -53,  -93, -127,  106,  127,  -86,  127, -119,  -43,  -89, -127, -108,
    -109,  -65, -120,  117,  -39, -112, -126,  109, -124,  -76, -121, -125,  -98, -104, -110,
      92,  124, -111, -120, -128,  -78, -105,  106,   82,  123,  108, -106,  -88, -100,  -91,
     110,   91, -108,  118,  111, -128,   59,  107, -107,  -37,  114,  -43, -109,   62,   65,
     123, -120,  -33, -106,  -43,  126,   83,   49, -120,  119,  -49, -117,  -48,  127,   42,
      57, -103, -106,  -39, -108,  -52, -123,   78,  126,  109, -107, -106,  115, -127, -120,
     126, -111,   99,  116, -111, -106, -109, -113, -106, -111,  115,  120, -122, -107,  124,
     123, -126,  123,  100, -121, -123, -110,  122, -117, -108,  121,   79, -119,  123,  114,
    -119, -122, -124,  126,   86,  108,  127, -121,  117,  105, -106, -123,  106,  118,  105,
    -105,  112,  125, -121,   49,  104,  118,  113, -110,  101,  119,  -86,   63,  114,  105,
     118,  122,   89, -113, -117,   57,  105,  120,   99,  108,   81, -126, -113, -116,  -80,
     119,  116,  111,  -90, -125,   96,  125, -105,  119, -117,  106,  -84,  118,   69,  113,
     -81,  119,  123, -124,  -80,  118,  114, -108,  -93,  104, -114,  114,  -86, -120,   90,
     -91,  109,  115,  111,  125,  -49,  117,   68,  -61,  110,  122,  123, -118,  -61,  120,
      84,  -87,  124,  121,   97,  125,  -25,  106,   93,  -36,  -90, -118,  115, -128,  -91,
    -113,  118,  -72,  -94, -116,  107, -109,  -86,  127,  115,  -51, -123, -117,  111,  125,
     -85,  119, -121,  -61, -116, -113,  118,  111,  -70, -120, -118,  -78, -101,  119,   92,
     111,  118, -112,  -95, -105,  -91, -126,  110, -127,  118,  115, -101,  -79, -110, -109,
      85, -128, -125,  115,  -87,   66,  115,  124,  -63, -116,  -44, -128,   79,   80, -105,
     114,  -48, -127,  -63, -127,   60,   61, -115, -122,  -72,  113,  -62,  115,   80,   78,
     119, -125,  -71,  107,  -69, -114,   81, -116,   85, -127, -101,  110,  115,  126, -113,
    -115,  108, -109, -111, -106,  127, -123, -114,  111,  124,  120,  -95,  115,  123,  115,
     125,  118,   74, -118,  105, -125,  110, -118,  -93,  127,   82, -124, -120, -115, -111,
     104, -101, -104,   79,  102, -121,  111, -104, -113, -102, -127,  107,  103,  105,  117,
     117,  110, -102,   85,  110, -116,  119, -120,  102, -111, -110,   48,   93,  127,  107,
     121,   98, -111,  124,   76,  104, -113,  108,  115,  122, -120,  -93, -108,  -99,  123,
    -111, -121,  -57,  127,  104, -108,  -85,  119, -111,  102,  -79,  111,  104, -114,  -92,
    -113, -119, -123,  -86, -116,   87, -122, -106, -115,  -99,  109,  -83, -128,   96,  -58,
      92,  109,  127,  127,  -29, -127,   69,  -77,  126,  106,  127,  113,  -52, -118,   98,
     -95,  105,  114,  126,  113,  -35,  118,   89,  -46, -104, -120,  102, -118,  -65,  124,
     108,  -32, -104, -125,  106,  104,  -66, -110,  100,  -68, -124,  122,  110,  116,  -61,
     115,  111,  -74, -123,  108, -111,  110,  -82,  112,  123, -108, -103,  126,   82, -111,
    -124,  126, -117, -110,  -97, -124,  116, -110, -125, -106, -122, -113,  -97,  126,   97,
     114,  122, -122, -121,   41,  -39, -105,   73,  116, -105,  124,  114,   45,  -37,  109,
      97,  122, -104, -107, -124,   54,  -66,  115,  104, -122,  -76,  114, -123,   43,  -62,
    -106,   81,  114,  -79,  123, -102,  117, -123,  126,  102, -126,   94, -127, -105,   77,
    -127, -109,  117, -120,   96, -113, -100,   84, -115,  105,  101,  114,  102,  110,  -88,
      63,  110, -117,  109,  113, -121, -122,  -64,   79,  105, -114,  100, -112, -109,  114,
     -65,   38,  120, -114,   88,  124, -116,  110, -106,   60,  109,  114,  119,  121,  126,
    -112,  -71,   87,   71,  110, -101,  125,  -79, -121, -103,   65,   77, -121,  -82,  108,
     -67, -125,  -85,   78,   48,  107,  -85, -125,  -89, -120, -117,   76, -126, -111, -128,
     127,  -77, -122,  123,   89,  127, -125, -102, -119,  -76, -122, -124,   90, -104, -120,
    -114, -126,  -72,  123, -101,  106, -119, -118, -124,  109,  -62,  105,  123, -114,  110,
     111,   65, -108,  -46, -117, -123,  125,  116,  102,   87, -122,  -46,  115, -120,  105,
    -124,  127,   81, -125,  -49, -119, -127,  -70,  -81, -111,   73, -110, -108, -118, -103,
     -80,  -92, -115,   54, -123,  110,  109,  -95,  -69,  -61,  122,   58,  116, -108, -124,
    -114, -103, -101,  126,   69, -119, -111,  126,  -97, -125,  -90, -121, -121, -126,   81,
    -122,  -87, -101, -116, -112,  101,  120,  107, -118,  -90, -123, -102, -117, -127, -125,
     103,  109, -113,   59,  -39,  110,   95,  120,  -88, -108,  121,   36,  -38, -108,   87,
    -126, -106, -106, -117,   39,  -68,  121,   65,  110, -108, -119, -120,   31,  -55,  118,
      85, -115,  -70,  123, -102,   98,  110,  108, -123, -121,   68,  124,  -78,  106,  106,
     103,  100,  120,   99, -109,  -69,   98, -125, -124, -123,  125,   70,  118,  -99,   80,
     120,  126,  106,  119,  123,  104, -100,   59, -123,  105,  109,  115, -110, -112,  -88,
      40, -123, -120,   93, -102,  116,  111,  -76,   49,  122, -121,   84,  113, -114,  114,
     -68,   87,   45, -116, -119,  106,  -68, -119,  -99,  101,   48,  118, -112, -116,  -98,
     104, -113,  103,   49,  125,  -95, -124,  -63,  106,  -78,   72, -119, -119,  121,  102,
     -71,  102, -128,   99, -117,  115, -102, -125,  -70,  122,  117,   72, -106, -126,  -98,
     119,  -94, -123,  121,  103, -105,  125, -128,  117,  -65, -113,  126,  110, -112,  110,
      83,  125,  -48,  114,  -98, -128,  109,  106,   51,  126,  -37, -124, -115, -115,  112,
     110,   54,  103,  -28, -113,  117,  -74,  -86,  119,   64,  122,  113, -105,  -82,  -83,
     -74, -117,   49, -109, -104, -103,  -77, -101,  -86, -124,   66,  125,  121,  109,  -97,
     -63,  -73, -119,   64, -128,  122, -115, -100, -118,  -84, -108,  126, -126,   72, -118,
     -74, -110, -120, -127, -124,  122,   98, -124,  -76,  -97,  -93,  105, -120,  125,   98,
    -128, -101,   57,  -34, -106,   93,  118,  -77,  114,  119,   71,  -51, -114,  108,  117,
     -75, -118,  123,   60,  -45,  111,   88, -126,  -87, -113, -107,   35,  -44, -106,  108,
    -126,  -68, -117, -122,  113, -105,  117, -122, -110,   86, -123,  -99,   90,  113,  114,
     122,  124,   64,  117,  -70,   88,  112,  112,  103,  121,  102,  110,  -86,   57, -125,
    -123,  106,  112,  115,  108,  -63,   63, -120, -113,  119, -113, -119, -119,  -64,   73,
      96, -109,   94, -119,  109,  101,  -68,   76, -119,  114,  124, -112, -108,  114,  -79,
      60,   50, -124,  -79, -125,  -58, -112, -104,  102,   68,  126,  -90, -120,  -68, -126,
     -96,   64,   86,  104,  -84, -125,  -74,  122, -105,   65, -125,  106, -119,  127,  -62,
     112, -114,   67, -104, -128,  -94, -127,  -96, -128,  126,   76, -119, -116, -108, -111,
     -93, -128,  117,   70,  125,  121,  -97,  120,  -80, -111, -110,  127, -124, -119,   58,
    -114,  -54, -126, -101,  107,  111,  123,   69, -127,  -67,  106,  124,  105,  111,  102,
      62,  108,  -56,  108, -114,  -63,  -71,  106,   45, -119, -124, -118,  -93,  -71,  -67,
    -119,   60,  118, -127,  127,  -71, -103,  -71, -118,   77, -123,  116,  114, -101,  -69,
     -77,  113,   59,  102, -108, -115, -112, -117,  -91, -110, -127, -112,   72, -117,  -90,
    -100, -114,  127,  124,  115,   79,  106,  -94, -102,  -88,  126,  122, -120,   67, -127,
     -74,  110, -126, -107, -118, -119, -120, -110, -112, -112, -119, -116, -114, -128,  116,
     122, -127,  116,  109, -113,  105, -122,  121, -122, -124,  105,  112, -124, -109, -122,
     107,  124, -105, -104,  -83,  102,  106,  120,   76,  110,  -80,  119,  -56, -115, -127,
    -124,   79,  121,  -83, -110,  -71, -125,  108, -120,   64,  108,  -81,  118, -128,  118,
     124,  124,  106,  114,  -85,   98,  115, -116,  105, -127,  107, -115,  -76,  105,  105,
    -115,  126, -115, -115,  109,  -73,  119, -123, -124,  101,  119,  115,  127,  -81, -113,
      94,  105,  -96,  126,  -56,  123, -115,  127,  119, -127,  -97,  127,  -24,  116,  -97,
    -123,  110,  127,  127,  111,  -52,  110, -101, -126,  -64,  105, -108, -125, -124,  113,
    -115, -122,  -61,  126, -103, -128, -100, -123, -107,  -95,  -73, -123,  -91,  117, -113,
    -119, -115, -128,  -43,  125,  -88, -117, -126, -126,  116,  115,  -67, -109,  -94,  112,
     117,  110, -102,   97,  -40,  106,  126,  110,  109,  111,  -98,  114,  -33, -119, -122,
     118,   88,  112,  -82,  105,  -57, -123,  105, -109,   75, -103,  -99,  124,  -85,  115,
     107,  106,   70,  118,  -95,  124,  -77, -117,  127, -128,   42,  120, -119, -124,  -82,
    -120,  113,  102,   40, -109,  -76,  118, -119,  112,  117, -120, -122,  109, -126, -118,
     107, -106, -114, -106,  107,  109,  123,  107, -113, -112, -119,  109,  108, -116,  124,
     119, -106,  114, -108,  111, -107,  108, -116,  109,  126, -105, -112,  118, -116, -127,
     121, -109, -127,  122,  111,  108, -108, -128, -108, -121, -126,  109, -122,  122,  105,
    -119, -127, -108,  -65,  109,  122,  126,   73,  109, -120,  -98,  -62, -121,  126,  102,
      69,  120,  -89,  122,  -52,  108,  124, -122,   67,  115,  -84,  125,  123,  112, -119,
    -125,  110,  115,  -94,   96, -122, -125,  102,  106,  117,  103,  -90,  115,  122, -119,
    -121, -126,  125, -124,  -94, -128,  109,  111, -113,  102,   99,  103,  -95, -117,  115,
    -113,  127, -112,  -51, -126, -116, -100,  107, -111, -117,  111,  -41, -120, -123,  -99,
      85, -126, -110,  113,  -44, -115, -104, -108,  -81,  110, -103,  108,  -93,  103,  124,
     -96,  -81,  104,  -83, -114,  -89,  111,  127, -111,  -71,  115,  -92, -116, -111,  108,
    -107, -126,  -81,  115, -105,  107, -119, -120, -122,   77,  -66, -114, -121, -116,  102,
    -123,  -95,   99,  -43, -109, -122, -110,  108, -110,  -95,   99,  -76,  119,  127,  104,
      83, -122, -117,  115,  -55,  117,  104,  111,   52,  111,  -80,  103,  -74,  111,  103,
     125,   82, -122,  -82,  105,  -77, -117,  104,  117,   59, -108,  -90,  105,  -73, -111,
    -112,  124,   78,  127,  -97,  127, -110, -126, -109,  127,  118, -126, -114,  115,  124,
     116, -116,  114, -113, -128,  109, -116,  119, -112, -126, -121,  120,  112, -119, -108,
    -120,  127,  112, -127, -108, -107, -105,  126,  117, -128, -106,  120, -125,  127, -112,
    -122,  120,  118,  113, -120, -110,  105, -110, -105,  125,  108, -108, -109, -124,  119,
     105, -123,  -58,  105,  114,  105,   43, -105,  -81, -118,  -55, -126, -123, -121,   69,
    -118, -102,  119,  -63,  123, -123,  111,   43,  113, -107,  114, -116,  125, -127, -124,
    -128,  113,  -94, -124, -114, -125,  102,  119,  119, -110,  -97,  108,  120,  125, -120,
     116, -125,  109, -114,  114, -118, -120, -113,  102,   98,  102, -100,  -92,   81, -125,
    -112,  105,  -41, -111, -111, -120,  121,  116, -122,  112,  -20, -119,  126, -110,  118,
     127, -112,  108,  -54, -121, -122, -124,  -82,  123,  -85, -125, -103,  112, -125, -110,
     -79,  126,  -87, -110,  -93,  110, -128, -109,  -81,  113,  -82, -115, -102, -115,  113,
     121,  -52, -110,  -83, -123, -111, -113, -106,   73,  -40, -112, -124, -108,  125, -127,
     -99,  101,  -54,  124, -101,  103,  120,  117,  -88,   80,  -68, -128, -115,  125,  113,
     114, -120, -122,  -61,  104,  111, -113,   59,  113,  -82,  119,  -68,  105, -122,  109,
      57,  118, -119,  108,  -65, -121,  117,  120,   76, -107,  -96,  110,  -63,  103, -113,
    -111,   60, -112,  -91, -109, -118,  119, -121,  114,  125, -115, -114, -112,  112,  112,
    -121, -128,  107,  108, -112,  125,  108,  123, -119, -122, -122,  117,  112, -124, -117,
    -123, -112, -121, -108,  121,  114,  119, -114,  110,  126,  116, -115,  127, -107,  112,
    -105, -118,  111, -119, -122,  107, -120,  112,  114,  126, -125, -117, -119,  121, -124,
    -125,  -84,  103, -128, -122,   35,  122,  -83, -111,  -89,  119, -115,  123,   39, -119,
     -85,  -97,  -60, -116, -118, -118,   47, -123, -108,  114,  118,  104, -123,  119,  104,
    -118,  -82,  106,  125,  105,  113,  103,  108,  125,  -71,  105,  116, -114,  126,  110,
     116, -110,  -92,  111,  122,  101, -120, -112,  115, -117,  -86, -114,   84,  114,  -99,
    -122,  -31,  118, -126, -128,   86, -113, -113, -120,  -24, -112, -125,  127,   89,  127,
    -100,  120,  -38,  117, -103, -122,  -56,  109, -100,  107,  -84,  107, -101, -120,  -63,
     114,  -82, -112, -119,  114, -110,  127,  -61, -113, -109,  122, -100,  123, -116, -104,
     -66, -110,  -86,  122,  -84,  117, -111,  101,  -55,  123, -101, -114,   92, -110,  -86,
      94,  -57,  104,  124,  106,   94, -126,  -76,   97,  -70, -109, -119, -109,   99,  126,
     -82,  124,  -65, -112, -124,  105,   74,  126,  -84,  127,  -73,  112,  111, -121,   78,
    -102,  -85,  107,  -55,  126,  103, -124,   75,  122,  -78,  102,  -63, -119, -113,  112,
      81, -118, -122,  113, -106,  125, -126, -111,  125, -112,  119,  108,  113, -109,  110,
    -122,  112,  122,  120,  111,  120, -126, -124,  112,  107,  111, -118,  113,  -79,  123,
     118, -106,  113,  108,  114,  105, -105,  110, -125,  112, -102, -116, -123,   92, -108,
     108,   95,  116, -120, -126, -111,  104, -118,  107, -123,  112, -124, -112,  121,  -44,
     -11, -128,   64, -109,   84, -105,  -54,  -36,  -36, -109,   76,  123,  115, -103,  -77,
     -33,  -31, -125,   70,  125,   89,  109,  -61,  -64, -101, -118, -128,  107,  103,  110,
     -83,  -61,  126, -127, -125,  115,  118, -122,  -80,  -91, -124, -115, -122,  105,  111,
     104,  -65,  -69, -104,  115, -101,  114,  111,  112,  -63, -120,  -82, -113,   92,  109,
     -70,  112,  -90, -120,  -84,  107,   95,  104,  -49, -124,  -78,  -92,  -63, -113,   56,
     126,  -87,  123,  -94, -111, -111, -125,  -87, -110,   98,  101, -105, -113, -102, -127,
     -77,  113,  101,  127,  -78,  108, -111,  121,  -91, -121,  108, -110,  -98, -107,  -98,
     111,  -83, -121,  109, -120,  -92, -115, -123, -119,  -62,  108,   73,  118,  107,  -83,
    -106,  125,  -69, -127,   91,  122,  116, -119, -106,  126,  -75, -126,   62,  115,  126,
    -107,  -96, -109, -101, -128,   90, -127,  -94, -114, -109,  123,  -97,  108,   92, -119,
    -120,  -89,  -98,  125,  -98,  107,   67, -126, -111, -113,  -92,  104,  -64,  119,   99,
     110, -114,  -98,  104, -115, -102, -107,  101, -111,  -81,  -89,   91, -112,  -79,  116,
      85,  117, -111, -100,   62,  112, -116,  114,   79, -107, -105,   83, -111,  120, -126,
    -125, -119, -105, -116,  101,  -94, -126, -124, -119,  117,  127, -112,  113, -111, -115,
    -124,  117, -109, -116, -116,  115, -107,  123,  112,  125, -126,  112, -123,  -32,  -18,
     110,   67,  113,  110,  109,  -39,  -20,  -51,  103,   65, -118,  117,  119,  -77,  -37,
     -16,  122,   85, -123,   90,  118,  -46,  -68, -127, -120, -128,  125,   97,  116,  -58,
     -48, -106, -127, -103,  105, -126, -118,  -68,  -64,  -88, -127, -102,  105,  111,  123,
     -63,  -83, -126, -113, -103, -127, -128,  112,  -48, -105,  -86, -114,   88, -125,  -62,
     126,  -86,  -91,  -67,  121,   75, -117,  -82, -128,  -81,  122,  -58,  103,   77,  113,
     -58, -112,  -88, -116,  -82, -117, -104, -112,  120,  109,  -68,  114,  -78, -123, -109,
     109,   84, -125,  -97, -104,  -98, -125,  -88,  107,  119,  113,  -62, -106,  -72, -117,
    -112,  104,  124,  117,  -98,  -85, -111,  102,  -55, -109,   66,  119,  116,  -96,  125,
    -118,  -43,  127,   77,  114, -114,  -79, -119,  114,  -58, -127,   94, -124,  118,  -91,
     -98,  124,  -93, -117,   95,  127,  -88,  -83,  -93, -123,  -60,  125,   97,  104, -113,
     -93, -111, -123,  -87,  117,   68, -114, -112, -114, -105, -121,  -62,  117,  103,  120,
     -80,  -84,   95, -120,  -80,  111,   95,  119, -104,  -85,   89,  111, -104,  118,  106,
    -118, -118, -118,  102, -106,  -79,  123,   86,  124,  -82,   89,  -77,  115,  104, -126,
    -112, -112, -115,   80,  -78,  120, -128,  122, -110, -123, -127,   97,  -84,  105,  114,
     127,  124, -124, -115,   81,  -92, -125,  106, -121,  119, -115, -105,  -43,  -34,  116,
      75, -117,  120, -114,  -48,  -19,  -21, -127,   75, -111,   92, -128,  -78,   -6,  -30,
    -115,   86, -117,  119, -111,  -62,  -92, -124, -114, -127, -126,  109,  113,  -78,  -52,
    -124,  106, -109, -112,  114,  109,  -46,  -82,  -88,  126, -108, -111,   96,  106,  -80,
     -79, -110,  124, -114, -109,   86,  125,  -53, -115,  -90,  117,   77,  109,  -82,  115,
     -74,  -95,  -68,  116,   94,  110,  -58,  107,  -67,  -98,  -80,  110,   83,  117,  -85,
    -124,  -78, -125, -108, -115, -107, -126,  104, -124,  -62,  112, -112,  111,  -83,  120,
      89,  119,  -99,  125,  -80, -112,  -78, -109,   88,  119,  -82,  126,  -75, -118, -109,
     120,   87,  103,  -95,  -85,  -89,  113,  -50,  107,   62,  116,  107,  -76, -108, -120,
     -65, -110,   79, -126, -127,  -77, -106, -125,  -44,  110,   53,  104,  108,  -79, -119,
    -110,  -81,  127,  100, -114, -111,  -94,  -95, -117,  -71, -128,  108, -111,  -82,  -72,
     -83, -115,  -79, -113,   86,  105, -106,  -71, -113, -117,  -94,  121,  104,  123, -106,
    -108,   63,  105, -107, -115,   92, -126,  -81, -116,   86, -116,  -77, -116,   78, -113,
    -108,  -96,   62, -111, -111, -107,  100,  124, -108, -112,  -96, -109,  119, -121,  103,
     118,  121,  -95,  122, -118,  119, -125,  127, -124,  113, -110, -112, -123,  113,  108,
     115,  110, -113, -121, -128, -119,  105, -113, -118, -120, -125, -119,  -97, -122,   92,
     115, -118, -119,  -86,  -90, -122, -124,   68,  115,  -89, -120,  -53,  -94, -100, -114,
      76,  111, -119, -116,  -67,  -69,   76, -127, -105, -121,  119, -125, -119, -105,   83,
    -126, -105,  126, -108,  104, -122, -100,   98, -116, -119, -121,  127,  109, -102, -100,
      75,  121,  -99,  126, -114, -121,  127, -115, -109,  112,  119,  117,  113, -113, -102,
    -123,  -84, -125,   94, -117, -118, -116,  -79, -121,  -86,  104,  106,  110,  102, -114,
     -80, -118,  -94, -109,  111, -116,   56,  113, -112,  126, -113, -126,  104, -118,   77,
     109, -101,  125, -124, -114,  115, -127,   57, -117, -110, -104, -128,  108,  101, -128,
      68,  121, -122,  -90,   81,  116, -116, -123,  124,  102,  106,  -94,   68,  106, -117,
     104,  105, -126, -128, -108,   65,  108,  -93,  116,  100,  107,   90,  -74,   61, -113,
    -125, -125, -104,  109,  116,  -69,   44,  118, -109,  109,  -85,  112, -117,  -89,   77,
     123, -108,  110,  -93, -117,  105,  -70,   58, -120, -113,  127, -120,  116,  117,   71,
     -75,  113,  117,  112,  -88, -123,  124,   61,  -80, -117,   82, -128,  -59, -116,  108,
      58,  -86, -109,   76,  122,  -46,  103,  108,  -94, -115, -112,  127, -116,  113, -116,
    -126, -124,  127, -106,   99,  107,  120, -107,  113,  122, -110, -125,   95,  116,  110,
     108, -127,  118, -105, -126, -125,  123, -118, -108,  110, -127, -122,  107,   91,  120,
    -102, -106,  -51, -118,  126,  116,   81, -106, -100, -126,  -60,  -99,  123, -115,   71,
    -127, -126,  124,  -72,  -83,   94, -114, -109, -114, -106,  125, -104, -107,   87, -128,
    -112,  127,  121, -123,  -92,  -94,  103, -108,  -91,  125,  107, -114, -123,  -85,   93,
     117,  -87, -121, -127,  105, -117, -112, -100, -116,   97,  105,  120, -114,  -74, -116,
    -102,  111,  115, -119, -116, -112,  -98, -104, -107, -122,   98,  119, -113, -120, -101,
    -117,  -96,  121,  110,  106,   92, -118, -102, -119,  -97,  120, -127, -124,   79,  112,
    -117,  114, -122,  120,  118, -120,   65, -112, -105, -108, -128, -111,  127, -120,   65,
     126, -120, -104,   63,  120, -122, -109,   86,  116, -127,  -80,   73,  114,  -91, -117,
      95,  113,   97,  -82,   71, -116, -116, -126,   96,  122,   95,  -97,   52, -112, -101,
     120, -128,  118,  102,  -84,   60, -120,  -95, -109, -103,  109,  127,  -69,   47,  112,
    -121, -110,  -93, -117,  106,  -90,   80, -116, -112, -123, -125, -124, -127,   47, -106,
    -116,  120,  123,  -70,  108,  120,   66, -103,  104,  103,  126,  -67,  107,  105,   54,
     -77, -118,   90,  122,  -74, -109,  103,  118, -100, -112,  103, -113,  114,  115, -106,
    -108, -115, -116,  116,  121,  123,  115,  124,  118,  126,  113, -128, -105,  127,  111,
    -103,  -97,  126, -106,  102, -128, -126, -124, -118, -116, -113,  110,   96,  107, -113,
     118,  -79, -119, -117, -122,   62, -121, -117, -113,  -60, -103,  -95,  120,   68, -125,
    -122,  110,  -75,  -69,  108, -113,  -94,  122,  114,  114, -123,  -73,   73, -119, -108,
     120, -122,  118,  126,  -90,  106,  117, -101, -118,  126, -114, -103,  -77,   92,  110,
     -99,  102, -106, -121, -126, -127, -108, -123,  104, -113, -126,  102,  -79, -128, -111,
     107,   74, -111,  113,  102,  -99, -113,  -88, -112,  117,  117,  113, -125, -108,  119,
    -124, -122,  127, -118,   88,  113, -102,  111, -110,  110,  117, -125,   55,  113,  127,
     121, -116,  113, -114, -123,   98,  103, -104, -104, -126,  107, -127, -113,   68,  113,
     125, -101,   89, -117, -109,  127,  117,  123,   95,  -94,   64, -110,  -94, -111,  113,
    -124, -126, -109,   82,  106,  -90,  124,  116,  107,   94,  -76,   81,  111, -121,  123,
     -91, -113, -117,  -80,   59,  125, -111,  103, -110,  115, -124,  -79,   70,  105, -108,
    -112, -127,  120, -111,  -90,   81, -128,  -97,  102, -120, -127,  112,   27,  -70, -126,
     112, -128,  -64,  103,  107,   32,  -79,  123,  115, -120,  -81, -125,  125,   59,  -88,
     112,   91,  127,  -63, -123,  108,  -99, -121,  113,  102,  109, -118, -112,  115, -109,
     -98, -117,  108,  127,  104, -117,  116, -106,  122, -115,  107,  107,  107, -117, -118,
    -118, -115, -120,   93, -127, -110, -112, -120,  -86, -111,  108,   61, -113, -116, -115,
     -82, -122,  -95,  121,   96,  106,  -93, -126,  -44,  -99, -101,  122,   81, -120, -104,
    -128,  -82,  -82,  113, -127, -113,  109, -108,  115, -114, -107,   79, -126, -118, -120,
     110, -116, -120,  -92,  111,  106, -120,  106, -126,  111, -116,  -66,   85,  111, -116,
     124,  114,  107,  -97, -104,  -80,  119,   84,  120, -125, -118,  -74,  -96, -108, -122,
      86, -121,  115, -121,  -83, -123, -107,  113,  102, -126,  108,  114, -120,  118, -106,
     106,  109,  110,   79, -111,  -96, -114, -121, -111, -125,  107,   91, -116, -112,  111,
    -119, -125,  127,  113,   69, -126, -113,  117,  -97,  120,  113,  120,   92, -126, -127,
    -106,   87,  116, -111, -122,  124,  107, -124,  -72,   90, -128,  -97,  115,  112, -110,
     118, -104,   74,  109, -109,  103,   86,  114,  121,  -97,   40,  123,  -88,  124, -123,
    -110, -109,  -79,   79,  123, -119,  109, -127, -122,  123,  -97,   81,  110, -117,  118,
    -124, -110,  110,  -64,   44,  111, -119, -119, -104, -115,  126,   50,  -98, -117,  107,
     121,  -51,  127,  110,   64, -102,  116,   85,  108,  -62,  121,   94,   43,  -69, -128,
      85, -121,  -55, -120,  109, -100, -119,  120,  125, -114,  123,  114,  100, -121, -110,
    -120, -125, -106,  124, -116,   91,  127, -105,  122,   99, -111,  126,  110,   85, -100,
    -126, -112, -124, -107, -120,  110,   69, -100,  121,  124,  -37, -120,   11,  107,   64,
     -97, -114, -114,  -55, -120,   25,  116,   49, -104, -114,  109,  -56,  124,   41,  113,
      54,  116,  -93,  111, -102, -125,  127, -125,   78,  127,  -95,  109, -112,  112, -104,
    -111,  102,  118, -113, -127, -103,  116,  121,  126,   97,  116,  -95,  114,  -96,  100,
    -116, -118,   83, -105, -117,  107,  126,  112, -109,  100,  110,  110,  106,  106, -111,
    -115, -106, -117, -123,  111, -118,  113, -108,  106,  114,  123, -103, -116, -125,  115,
    -100, -119, -114,  124,  109, -126,  127,  108, -109,  108,  126,  118, -122, -116,  105,
    -115,  -90,  107,  122,  125,  109, -125,  116,  102, -125,  112, -104,  119, -128, -109,
      89, -123,  114,  117,  113,  121,  -92, -120,   98,  125, -119,  115,  126,  112,  -95,
    -128,  121,  120, -116, -127, -119,  124, -115, -122,  112,  122,  116,  116,  -80,  109,
    -121, -101,  110,  106,   77, -109, -112, -126, -113,  -96,  107, -119,   81, -112,  -96,
    -125,  -97,  -96,  100,  106,   80,  103, -113,  124, -119,   75,  -65, -115,  115, -115,
     -61,  126, -111,  104,  -74, -118,   85,  124,  -65,  113,  117,   80,  -63, -120,   93,
     109,  -59,  114, -123,  126,  119,  120,   94,  110, -127, -127,   84,  126,  126,  125,
     123,  108,  103,  116,   88, -122,  125,  112,  106,  112, -122,  111,   67,  -98, -123,
    -108,   95, -118,  118,  106,   77,  -93,  124, -127,  -74,  114,   29,  114,   27, -100,
    -106,  113,  -41, -112,   26,  119,   40,  -95,  125, -113,  -51, -117,   39,  115,   25,
    -119, -116,  122, -104, -123,  112,  124,   65,  106,  -94, -120,  126, -125,  109, -125,
      86,  126, -119,  126, -105, -124, -119,  115,  104,  114, -122, -109, -102, -124, -128,
     116,   76, -110,  101,  124, -122,  115, -113,  103,  118, -112,  122,  123,  -84, -109,
     122,  107, -102, -112,  110, -119,  -99, -124, -118,  125, -109,  -96,  116, -117,  -86,
     111, -125, -118,  106, -124,  114,  103,  -96,  102,  116,  104,  115, -114,  100, -119,
    -122, -112,  123,  103, -120, -104,   99,  118,  -99,  102,  112, -113,  109,  113,  100,
    -113,  111,  109,  118, -115, -103,  118,   92,  115, -110, -127,  105,  119, -121,  105,
      94,  106,  110, -110, -121,  122,  -92, -119,  101,  106,   86,  106,  -86,  127,  -95,
    -119,  106, -121,   83,  109, -107,  102, -108,  -89,   97, -113,   90,  118, -120,  102,
     -92, -121,  103,  116,   82, -128, -108,  105, -117,   92,  -69, -128,   80,  104,  -79,
     109,  121,  115,  -61, -127,  107, -126,  -68,  116,  -98,   78,  -61,  123,   85,  104,
    -101, -119,  -98, -111, -103, -119, -118,  124,  109,  120,  101,  127,  126, -121,  106,
     116,  124, -107,  103, -128, -115, -123,  115,  112,  107,  107,   76,  119,  119,  123,
      93, -124,  123, -119,   82, -100, -110, -125,  -37,  118,   50,  112,   27,  -95, -104,
    -108,  -37, -122,   18, -114,   24,  -82, -118, -122,  -65, -118,   35, -120,   63, -119,
    -110, -121,  -98,  110, -115,  106,   82,  124,  -96, -113, -109,  119,  122, -113,   73,
     126,  -92, -113,  119,  101,  108, -109,   63,   93,  -88,  114, -116,  108, -115,  104,
      96, -115,   97,  104, -125,  127, -108, -115, -116,  122,  124, -110,  -95, -126,  104,
    -124,  118, -106,  112,  105, -104,  122, -115,  116, -107,  126,  116, -126, -112, -126,
    -113,  102,  117, -127,  100,  118, -120,  126, -114,  126, -123, -103, -125,  119, -105,
    -120, -102,  115,   94,  -97,   99,  116, -104,  110,  112,  117, -125,  118,   88,  123,
     125, -109,  119,  118,  -96,  122,  118,  122,  115,  108,  109, -121,  -87, -114,   94,
     127,  125, -119,  105,  114,  -87, -115,  102, -121,  103, -122,  -91, -127, -109,  -86,
     124,  124,   90,  112, -124, -127, -106,  -88,   86, -128,   80,  115, -114, -121, -119,
    -115,   89,  106,  109,  126,  -92,  112, -108,  100,  -53, -124,   91,  124,  -75,  120,
     122,   78,  -64, -121,  102, -123, -103,  125,  -99,   96,  -90, -111,  111, -127,  -67,
     115,  123,  116,  122, -126,  108, -106, -126,  106, -120, -124, -111,  127, -105, -110,
     125,  117, -106,  116,  105,  120,  121,  122,  117, -112,  113, -106, -122,  120,  127,
     115, -119, -126,  113,  117,  -89,  -78, -119, -121,   87,  104,   75,   93,  -76,  -97,
    -114,  107,  118,  107,  112,  124,  -84, -108,  111,  126,   90, -123,  110,  124,  -84,
     104,  108, -118, -102,  -65,   94, -100,  -86,  125,  123, -119,  112,  -70,   89, -118,
     -77, -108, -113, -113, -123,  -91,  126, -124,  -88, -117,  118,  120, -125,  -66,   97,
     107, -125,  -96, -112, -112, -124, -122,  126,  123, -126, -111,  109, -113, -120, -107,
     119,  124,   97,  -83,  104,  121, -114, -107, -128,  117, -119,  -87, -119,  123, -123,
    -114,  125,  127, -107, -114,  105,  119, -121, -120,  109,   88,  122,  -93, -125, -123,
     -96, -118, -125,   90, -112, -118,  110, -109, -100, -117,  121, -104,  -98,  111, -120,
     111,   78,  -91,  119, -118,  -87,  118, -107,  110,  119, -122, -127,  117,  -90,  113,
     123,  107,   78,  -85,  113,   74,  -90, -126, -120,  115,  112,  -71,   96,   66,  -90,
    -127, -117, -126, -106,  -90,   70,   72, -103, -114,  127, -110, -122,  -99,   60,  101,
    -100,  -97, -110,  116, -125,  -84,   89,  109,   80,  -92, -108,  115, -121, -100, -101,
     106,   92,  -97, -121,  114, -121, -116, -116,  125,   97, -125, -119,  111,  126, -125,
     -88,  120, -125, -105,  124, -110, -127,  125, -116, -117, -113, -120,  120, -106,  114,
    -128,  115,  123, -116,  126,  125,  108, -111,  112, -120, -116, -118, -107,  117, -127,
     117,  112,  125,   92,  -73,  -91, -121, -126, -127,   93,  106,   94,  -78,  -90, -123,
    -118,  107,   97,   80,  124,  -58, -101,  120, -111,  111,  103,   74, -112, -111, -108,
    -128, -112, -102,  -67,  111,  -99, -109,  124, -114, -112,  119, -107,  126,  122, -112,
     120, -106,  127, -111,  -70,   96,  120,  -80, -120, -124, -110, -111,  -67,  110,  104,
    -124,  -78, -121,  120,  108, -119, -118,  113, -121, -112, -121,  105, -115, -104, -109,
     108, -124,  -82, -107, -121,  117, -120,  121,  109, -116,  -95,  107, -112, -107,  120,
     106,  115, -117, -100,  110,  126,  120, -117,  118,  118, -115,  -86, -122, -124,  120,
    -101,  102, -124, -118, -126,  124,  121, -110, -102,  116, -123, -101,  114, -112,  117,
     107, -124, -127,  127, -110, -124, -122, -123,   99, -119,  106, -109,  -88, -100,  113,
     114,   79, -118, -117,   62, -100, -119, -123, -114, -116,  -75,   65,   65,  -99,  -93,
     108, -121, -103,  -61,   96,   87, -108, -113, -121,  123, -126,  -75,   86,   63, -108,
    -105, -126,  104,  125,  -94,   77,  102,   70,  -85,  117,  112, -119,  127,  -96, -128,
      70, -117, -126,  124,  104,  126, -115,  109,   63, -122, -113,  113,   95, -115,  -96,
     126, -127, -109, -125,  108,  107,  125, -119,  118,  110,  122,  114, -127,  116,  126,
    -109,  108, -113,  106, -109, -123,  116, -124, -110,  119,  124, -119,  120,  125,  114,
    -117, -119,   87,  -78,  -82,  122, -118,  101,  110,   80, -127,  -52,  -98, -128,  111,
     127,   96,   91,   86,  -84,  -78,  115,  127,  122,  127,   72, -124,  -77, -123, -107,
     121, -102,  -77,  112, -109,  -80, -128,  122,  111, -118,  -72,   94, -108,  -85, -124,
     124, -117, -101, -100,  110,  115,  -82,  113, -113,  109, -110,  -96,  111,  108,   94,
     -74, -114,  106,  117,  -81, -125,  105,  107,  -84, -127, -115, -119, -105,  113, -123,
     115, -105,  106, -128,  108,  -96,  112, -127, -113, -127,  127, -121,  119,  -95,  114,
    -124,  -96, -120,  110,  110, -101,  -95,  102,  117,  120,  -87, -113, -108,  126,  126,
     106,  120,  120, -118,  106, -113, -112, -127, -128,  112,  -93, -114, -119, -125,   85,
     -95,  105,  122,  -77,  111,  108,  121,   87, -111,  107,  122, -101,  122, -111, -110,
     101, -104, -114,   91, -123, -121,  124, -109, -105,  -89,  100,   57, -100, -115, -118,
    -111,  116,  -76,   67,   90,  -79,  -86,  117,  124,  118,  -72,   65,   80,  -88, -111,
     112, -117, -122,  -90,  104,   97,   90, -125,  108, -115, -123,  127,  -89,  127,  104,
    -122,  120, -127,  124, -127,  -74,  101,   99,  -92, -114,  116,   95, -109,  -92, -117,
    -124,  118,  111,  124, -126,  113,  120,  114,  116,  127, -112,  126, -108,  124, -118,
     116, -117, -119, -125,  125,  116, -116, -118,  124,  111, -109, -114,  127, -117,  108,
     117,  126,  -87,  -99,  111, -120, -126, -123,  107,   89,  -47, -112,  122,  117,  108,
    -126,  112,   95,  -80,  -82, -114, -120,  116,  110,  112, -112,  -74,  120, -118, -115,
    -119,  -87,  107, -109,  -84, -125,  115,  105, -102,  -90,   87, -118,  -73,  117,  118,
     109, -127, -107,  105,  -96,  -82,  110,  105, -122, -111, -104,  114,  121,   94,  -93,
     109,  102, -128,  -91, -115,  105, -128,  -83,  120, -110, -104, -100,  113,  103, -127,
     -86,  110,  113,  127,  -97, -116, -128,  116, -113, -112, -116, -103, -115,  109,  101,
    -103, -128, -118,  102,  126, -105, -115,   87, -127, -109,  104,  124,  -96, -124, -113,
     100, -105,  -91,  110,  107,  117,  -97, -110,  127, -102,  118, -127, -113,  103, -102,
    -110,  114,  -95, -117,  108, -113,   80, -118, -121, -111, -102,  121, -110,  124,   90,
    -123,  124,   74,  -81, -118,  123, -112, -127,  -88,   63,   79, -107,  -83, -115, -128,
     121,  -79,  103,  100, -104,  -86, -128, -123,  124, -104,   72,   91,  -96, -100,  123,
     117, -109, -104,   62,  111,  100,  -93,  124,  110,  107, -125,  -73,  119,   97,  -87,
     110,  106, -125,  -91,  -72,   97,   98, -115,  107,  109, -123, -102,  -80,  117, -114,
      74,  112,  117,  -67,   92, -101, -120, -110,   93, -126, -125,  -52,  105,  -78,  120,
     -75,   54,  117, -125,  -70,   99,  -86, -120,  -79,   94, -114, -118,  -41,  105,  -97,
    -107,  -89,  -93, -110, -121, -101, -124,   48,  -94,  -86,  -72, -124, -116,  121, -105,
      61, -120, -102,  -63, -109, -127,  121, -111,   22,  101, -116,  126,  114, -109,  110,
     -75,   74,  106, -111, -117, -111, -116,  118, -117,   85,  121,  -99, -108,  112,  112,
     126,  -75,   95,  106, -105,  127, -119,  110, -118, -116,   76,  127,  126,  122,  119,
     106, -115,  -59,   94,   89, -126, -128,  113,  117, -124,  -89,  119,  120, -116,  124,
     107,  114, -112,  -82,  106, -104,  120,  -86,  104,  119,  118,  -95,  118, -127,  122,
     -90, -124,  118,   93,  -77,  120, -113,   96, -108,  114,  118,  109,  -97,  123,  -97,
     113, -107, -113, -120,   96,  -87,  115,  119,  109,  121,  110,  104,  107, -124, -117,
    -126, -119, -107,  115,  106, -128, -100, -117, -112,  112, -116,  103, -126,  115,  -94,
    -116,  124, -109, -105, -115,  124,  -90, -126,  115,   96,  109, -102,  105,  112,  -80,
    -128,   88,  123, -127, -112, -123,  107,  -91, -112,   95,  118,  107,  -80, -117, -120,
    -105,  122,  109,  115, -128,  111,  116, -123,   98,  -78, -123,   96,  -96, -105, -109,
     116,  115, -106, -112,  115,  121,  120, -122, -107,  124,  -72, -128, -119,  -89,   96,
    -108, -110,  -49,  113, -108, -127,  -77,   55, -121, -113,  -54,  102, -109,  113, -110,
      99,  123, -105,  -50,  112, -107,  108, -102,   91,  112, -115,  -40,   87, -101, -117,
     -92,  -62,  124,  127, -121,  -97,   47, -114,  -90,  -81, -117, -121, -123, -123,   62,
     -86, -101,  -61,  107,  127, -105,  123,   59,  114,  125,  -96,  125,  113,  112, -104,
      88,  118, -116, -123, -117,  120, -109, -102,   89,  101,  -89,  126, -116,  107,  117,
    -108,   99,  123,  -87, -120,  106, -112,  126, -113,   72,  113, -113,  125, -123,  127,
    -120,  -57,   88,   98, -115, -117,  123,  117, -110,  -50,   85,  104, -109, -125,  125,
     121,  114,  -87,  109, -125,  111, -114,  120,  103,  127,  -62,  107, -105, -120,  -87,
     126,  126,  100,  -86,  116, -111,  118, -120,  107,  121,  115, -106,   79, -126,   95,
     -84, -122,  104,  100, -103,  114,  101,  124,  126,  109,  110, -127, -110,  123,  118,
    -109, -118,  117,  113, -112, -111, -116,  122,  117, -121, -126,  107,  127,  120,  123,
      98,  114,  -81,  106,  106, -103, -126,   80,  103,  110, -109,  127,  114,  -86,  120,
     112,  108,  118, -120, -114,  107,  -89, -127,   70,  105, -121,  -84,  112, -117, -107,
     113,  103,  127, -123, -124,  106, -111,  124,  -83, -108,  107,  122, -122, -119, -115,
      93, -109, -123,  104, -128, -112,  106, -122,  104, -107, -102,  127, -102,   98,  123,
     126,  -50,   88,  -85, -112,  -91,   81, -105, -110,  -31,  103,  -68,  113,  -89,   84,
     124,  119,  -44,   99,  -81,  112, -110,   65, -112, -125,  -36,  111, -105,  -87, -118,
     -75,  121, -122, -119, -106,   44, -108, -106,  -75,  127,  114, -101, -115,   57, -110,
    -100,  -62,  113,  127,  116, -122,   41, -127, -126, -121, -112,  112, -124,  -86,   80,
     100,  -92, -120,  117,  109,  112, -114,   98,  102,  -87, -125, -118,  113, -123, -117,
      84,   91,  -86, -118,  116, -127,  116,  -94,   84,   91, -109, -115,  111,  104,  109,
     -68,  114,  115, -117,  116,  124, -118, -121,  -49,   89, -126, -105, -118,  119, -117,
     107,  -62,  110,  126,  105,  -94,  122, -120,   97,  -87,   98, -112,  102,  -89,  112,
     115,  115,  -89,  118,  122, -121, -115,  123,  103,  103,  -82,   96, -112, -117, -126,
    -110,  102,   91,  -87,   87,  122,  127, -126, -117, -116,  112,  126,  125,  113, -124,
     113, -112,  111, -121, -106,  118,  103, -128, -124, -120, -118,  123, -111,  124,  111,
     119,  -91,  122,  123,  -88,  115,   70,  120, -127,  -97, -116, -122,  -89,  125,   87,
      98, -123, -100, -115, -126,  -75, -125,  110,  122,  117,  -85, -126, -112,  -95,  118,
     103, -118, -123, -114, -112, -125,  126, -115,  127,  101, -105, -121,  112,  125,  106,
     -96, -120,  106,  -90, -124, -109,  122,  122, -112, -102,  -55,   85,   98,  121, -111,
      52,   96,  -69,  -56,   97,   74,  110,  112,   58,   67,  -73,  -81,   75,   90, -119,
    -126,   66,   76,  -56,  -67,   86,   85,  116,  111,   82,   61,  -72, -125,  102, -110,
     114, -119,  -82,  113,  118, -126, -122, -122, -105,  102,  -82,  110,  120,  -94,  121,
    -110, -124, -110, -114,  102, -115,  127, -102,   91, -108,  116,  -94, -118,   98, -105,
    -119,   84, -121,  112,  -88, -117,  115, -128,  -91,  106,  107,  120,  -71,  -84,  102,
     120,  -82,   78,  111, -116,  -75, -106, -128,  -91, -112,   73,  102,  108,  127, -126,
    -103,  -73,  108,   67,  107, -113, -123, -100, -112,  -89, -112,   89,  123,  102, -119,
     -98,  -97,  -97,   79,  -97,  112, -109,  124,   89,  -98, -104,   67,  -90, -121,  109,
    -126,  113, -119,  -85,   67,  -72,  104,  121, -117,   92,  -92,  -78,   73,  -58, -120,
     105,  112,   98,  -84,  127,   77,  114, -125,  125,  -95, -107,  102, -102,   52,  112,
     109,  118,  -68, -122,   93, -117,   75, -114, -117,  114,  -97,  -98, -124, -118,   59,
     126, -112, -128, -122, -111,  117, -111,   90, -109,  127,  118, -118, -113,  106, -111,
      56,  123,  127,  104,  123,  126, -128,  124,   76, -118,  106, -126,  113, -111,  125,
     112,   92, -101, -109,  107,  -93, -120, -128,  121,  117, -127,  117,  126, -127, -101,
    -119,  122,  114, -128, -111, -115,  -89,  125, -126,  -39,   65,   89,  112, -126,   75,
      85,  -41,  -69,   72,   89,  106, -110,   55,   78,  -64,  -52,   63,  101,  111,  126,
      79,   94,  -79,  -43,   65,   81, -105,  125,   56,   69,  -54,  -93,  101, -116,  125,
    -109,  -97,  114, -116,  -95,  103, -102, -119,  117, -100,   98, -117, -102,  117, -113,
    -119,  117, -113,   82, -119, -116,  -97,  110,  111,  120,  -81, -121,  118, -106,  -86,
      79,  113, -126,  -67,  -81,   84, -109,  -93,  110,  113,  108,  -82,  -93,   96, -117,
    -114,  113, -114, -119,  -62, -110,  101,  -87, -127,   85,  120,  118,  -98,  -90,  -88,
     -85,  124,  103,  124, -121,  127,  -88,  -74,  -57, -116,   72, -117,  115, -114,  -96,
    -103,  -78,   98,  -92, -117,  113,  116,   89,  -88,  -90,  106,  -65,  120,  118, -117,
      73, -117,  -92,   76,  -59,  125,  112,  122,   81,  -96,  -96,   87,  -88, -109, -119,
     114,  115, -108, -102,   57,  123,  103, -113,  -64, -120,  116,  126,   73, -109, -117,
    -125,  -89,  121, -128, -120,   61,  111, -124,  117,  -70, -114, -126, -106,   91, -118,
    -110,  124,  121,  124,  122, -115,   82,  123, -111,  122,  124,  115, -106, -106,   55,
    -123, -121,  107, -127, -120,  125, -113,   93, -101,  122,  117,  120, -111,  113, -128,
      84,  125,  120,  122, -100, -125,  124, -112,   90, -113,  109, -111, -113,  116, -113,
     127, -127,  126,  106,  127, -123, -105,  124,  -74,   90,  113, -125,  115,   42,   60,
     -80,  -75,   89,   91,  115, -107,   76,   75,  -73,  -73,  105,  100,  112, -108,   66,
      99,  -74,  -44,   64,   68, -111,  107,   43,   74,  -77, -118,  116,  -86, -106,  114,
     -85,  118, -121,  -99, -125,  -95, -114, -126,  -86,  122,  119,  126,   96,  -99,  114,
     112, -114,   91,  122, -116, -117,   95, -112, -119, -103,  -89,  109, -110, -127,   95,
    -115,  118,  -76,  -79,   91, -125, -103,   95, -126, -116, -100,  -81,  107, -123,  -83,
     102,  116, -126, -107,  -84,  118,  -99,  117,   78, -128, -112,  -86, -104,  -76,  -70,
     124,   76,  105, -128,  -98, -124,  -80,  -73,  109,   70, -122,  114, -116, -115, -106,
    -111,   76,  -60,  114, -118, -106,  101, -117,  -74,   87,  -74, -114,  120, -106,  101,
     -78,  -79,   96,  -78,  126,  113, -107,  111,  -85,  -88,   62,  -95,  107,  125,  112,
      80,  -83,  113,   83,  126,  114,  103,  -68, -107, -123,  122,   64, -128, -122,  125,
     -84, -114,   93,  122,   74, -123,  121, -128,  -75,  125,  100,  -97,   76,  123, -127,
     125,  121,  113,  123, -125,   73,  116, -126, -108,  113, -125,  107,  -98,   63, -117,
    -126, -121,  113, -119,  119, -126,   60,  117,  123, -112, -123,  122, -121, -107,  115,
     -91, -122, -115,  125, -113, -107, -118,  107,  -90,  109,  120, -109,  119,  -99, -113,
      99, -117, -120, -107, -124,  120,  122,  -43,   62,   89, -116,  107,   78,   55,  -83,
     -81,   63,  101,  109, -113,   44,   98,  -56,  -71,   75,   95, -127,  106,   62,   77,
     -78,  -64,   91,  110, -108, -126,   81,   96,  -76,  -91, -126, -112,  119,  122,  -91,
     106,  118,  -90, -117, -102,  112,  111, -110,   93,  108, -101,  109,  -99, -111,  116,
    -109,  108, -108, -121, -102,  113, -125, -127,  -90, -111,   85,  116,  -98,  108,  107,
     119,  -76,  -98,  126,  114, -107,   90, -106,  122,  -69,  -83,  115, -102, -115,  111,
    -126,  112,  -75, -105,   85,  -78,  101,   87,  106, -119, -105, -119, -107,  -67, -115,
      83,  103,  119, -105, -116,  -78,  -79,  126,  104,  112,  127, -112, -125,  -95,  -98,
      81, -100,  104,  125, -105,   93, -116,  -77,   91,  -66,  123, -120,  127,   82,  -78,
     -67,   80,  -73,  126,  102,  107,   91,  -87,  -79,   68,  -68,  122, -113, -119,   78,
     -89, -113,   88, -110,  107,  118, -107, -117,  121,  125,   83,  118,  113, -121,  -69,
    -119,   94,  119,   94,  120,  107,  116,  -94,  122,   93, -122,   80,  122, -124, -115,
    -122,  110, -123,  122,   65, -105,  102,  126,  117,  112, -121, -123,  100,  117, -128,
    -122, -114,  103,  127, -112,   82, -120, -121, -123,  126,  110,  120,  112,  114,  127,
     123, -128, -122, -112, -115, -113,  116, -112,  120,  122, -110, -117, -104, -117,   84,
    -116,  119, -113,  -91,  -99, -105,  -66,   59, -113, -106,  119,  107,   89,  -50,  -83,
      73, -127, -120,  116,  117,   89,  -64,  -81,   71, -105, -128,  118,  101,   67,  -61,
     -55,   86,  110, -108, -113,  113,  105,  -48, -112, -111,  109, -108,  113,  -78,  -83,
    -115, -121,  123,  114, -102,  110,  -72,  -99, -125, -123,  121,  120,  125, -107,  -72,
    -125,  127, -114, -114,   53, -107, -122,  -78,  -64, -124,  114,  119,   89,  114,  112,
     -62,  -93, -122,  118,  110,   54, -112,  108,  -75,  -75, -102,  124,  114,   59, -124,
    -112,  -76,  -64, -117,  -99,  122,   89,  111,  103,  -70,  110,  -74, -127, -112,  110,
     120,  122,  -51,  112,  -79,  -94,  126,   98,  111,  103,  -50,   81,  -74, -114,  110,
    -112, -117, -108,  -62, -128, -103,  107, -127,  -79,  111, -122,  -74,  103,  -84, -123,
    -126, -108, -121, -128, -103, -122, -116, -118, -107,  -86, -122,  111,  -70, -127,  -82,
    -123,  118, -110,  102, -127,  -88, -100, -123,  120,   92, -122, -116, -127,  -59,  -97,
     114, -119,  107,  125,  113, -116,  -48, -111,  116,  110,   87,   98, -119, -122, -102,
     -69, -102,  103,   82,   97, -126,  121,  -86,  -51,  125,  115,   83,  108, -109, -104,
    -117,  -88, -108,  121,  110,  104,  105,  122, -102,  -79, -110,  -75, -118,  109,  110,
     115,  -92,   88,  127, -113,  111,  112, -106, -122, -109,   67, -112,  -84, -116, -118,
     116, -122, -102,  107, -105,  -59,   80,  121,  125, -112,  105,  104,  -69,  -74,   65,
    -112,  106, -109,   92,   88,  -74,  -55,   65,  115, -107,  117,  101,   93,  -58,  -84,
      98, -113,  125,  116,  106,   89,  -77,  125,  111,  122,  113,  121,  -88, -110,  -96,
     122, -105,  108, -125, -125,  -96,  -84, -113,  123,  123,   94, -125, -116,  -91, -121,
     -99, -128, -127,   50,  121,  108,  -87,  -63,  -95,  108,  108,   77,  123, -110,  -87,
     -76, -113, -126, -125,   61,  109, -118,  -60,  -83,  123, -125,  109,   81,  125, -117,
     -72,  -88, -107,  -98, -116,   78,  106, -128,  -59,   78,  -77, -113, -126,   92,  105,
     121,  -71,   91,  -67, -107, -114,   76, -120, -117,  -70,  113,  -98,  112, -110,  -98,
     117,  120,  -80, -119, -120,  113, -113,  -90,  108,  108,  -84,  102, -110, -119,  110,
     -72, -125,  110,  -77,  109,  -86, -124, -116, -101, -127,  116,  -78,   96, -125, -116,
      92,  119,  121, -125,  -45, -108,  119,  110,   86, -120, -122, -120,  -61,  -74, -125,
     115,   77, -113,  121, -128,  -72, -110,  124,  112,   90,  127, -118,  111, -111,  -87,
    -117, -128,   81,  109, -128, -118,  -81,  -67,  -94,  122,   90, -128,  106, -123, -110,
     -82, -103, -119,   84,  101,  117,  124,  -99,  -72,  -99,  -74,  127,  100, -122, -127,
     -86,   90, -118,  -79, -115,  106,  109, -107,  -85,   98,  -98,  -83,  118,   97, -116,
    -107, -113,   90, -115,  -85,   91,  105, -111, -119,  123,   85,  -83,  -81,   98, -123,
     112, -107,   93,  101,  -53,  -94,   97,  112, -124,  119,  104,   72,  -63,  -50,   81,
     105,  111,  108,  121,   84,  -77, -121,  125,  104, -101,  125,  -76, -115, -119,  111,
     127,   98, -105, -115,  -73,  -89,  -95, -113, -105,   94, -111,  127,  -97, -121, -110,
     125, -109,   80,  118,  102,  -63,  -81,  -96,  106,  126,   58,  111, -125,  -77,  -87,
    -123, -127,  111,   78,  119,  117,  -60,  -64, -109, -127,  115,   67,  124, -121,  -86,
     -74, -100, -106, -123,   97,  115,  109,  -69,  105,  -98, -105, -107,   96,  122, -115,
     -72,  113,  -80, -126,  126,  107,  126, -115,  -75,  112,  -79, -112,  124,  -80, -110,
    -118,  -65,  114,  -82, -113, -128,  -78,  112,  117,  -70,  124, -103, -120,  124, -106,
    -126,  116, -101, -121, -117, -111,  116,  -74, -114,  119,  -63,  127, -102, -128,  117,
     117, -128, -127,  -73,  -81, -118, -110,   89, -122, -117, -118,  -64,  -76,  127,  117,
      81,  119, -120, -122,  -70,  -93, -112,  108,   79,  108,  125, -119, -103,  -93,  -94,
    -114,   93,   98, -123, -121, -103,  -81,  127,  117,   75, -126,  105,  126,  -84,  -64,
    -123,  125,   81,   96,  117, -115, -106,  -56,  -93,  -74,  102,  115,  121,  110,  -93,
      72,  -98, -103,  119, -118,  126, -114,  -95,   81,  -93,  -96,  124, -120, -123,  117,
    -107,  104,  126,  123, -128, -116, -119,  112, -121,  110,  115, -108, -108, -112, -125,
    -116,  118, -112, -108,  105,  127,  123,  122, -118,  112, -105,  119,  126,  119,  125,
     110, -124, -109,  106, -105, -125, -111,   81,  123,  116,  120,  -75,  -90,  104, -114,
     100,  126, -116, -113,  -47, -101, -111, -118,   86,  109, -112, -122,  -59, -111,  120,
     120,  120, -115,  121,  -87,  -82,  -84,   93, -123,   98,  103,  127, -114, -105, -125,
     124,  103,  102, -121,  117,  -88,  -73, -100,   91, -123,  122, -124,  112,  -99, -108,
    -108,  118, -105,  112, -127, -110, -107,  117,  -96, -117, -104,   93,  115,  124, -101,
     104,  -87,  117, -100,  100,  115,  122,  -85,   82, -122, -105,  105,  -94, -109,  122,
    -120,  114, -104, -107,  107,  -80, -124,  124, -116,   99,  -97, -122, -113, -104, -127,
     105, -119,   97, -122,  -99, -119, -101, -120, -113, -113,  107,  -91,  100, -120, -102,
    -110,  117,  -90, -107,  -64,  102,   97, -102,  114, -102, -119, -123, -102,  113,   98,
    -122, -117, -114, -108,  -96,  -81,   67,  -94, -101,  121, -118,  -87,  -70, -112,   89,
    -113, -106, -119, -110, -116,  -70,  117,   52, -125, -125,  124, -103, -112,  -54, -116,
      92,  -99,  127,  112,  112, -122,  -53, -127, -113,  110,  106,  125, -107,  107,  110,
     115, -118, -115, -109, -109,  122,  119,  119, -107,  124,  113,  122,  123, -111, -110,
     125,  122,  106,  106,  114, -113, -127, -113, -125, -128,  108, -127,  108,  114, -115,
     126,  106, -128, -108,  109, -117, -105, -127, -117, -107,  121,  123, -120,  126,  127,
    -114, -116,  109,  111, -116,  121,  113, -109, -122, -120,  -73, -111, -128, -114,  110,
     115, -105,  120,  -81, -120,  120, -124,  111, -105, -128,  119,  -87,  -99,   90, -128,
     108, -118,  111, -126, -108, -112,  109, -123,  120, -120,  109, -124, -102,  -94,  113,
     119,  117, -120,  116, -110,  -92,  -84,  125,  106,  106, -114, -116, -105, -108, -101,
     126,  -97, -125,  111, -123, -123,   83, -103,  120, -124, -120,  121, -128,  -96,   93,
    -106,  113,  119,  125, -113, -116,  -92,   86, -125,  -95, -115,  -90, -112,  118,  111,
     123,  -88, -106, -121,  -98,  127, -118,  110,   79, -125, -100, -122, -119,  111, -113,
     109,  124, -114,  -98,  106, -104,  107,  111, -113,   85,  -99,  109,  119, -121,  104,
    -119,  -87, -110,  -86,  123,  107, -114,  105, -120,  -93, -118,  -69, -124,  124, -120,
    -128, -106, -103,  -90,  -71,   80, -112, -125, -121, -104,  -96,  -46, -109,   85, -118,
    -106,  110,  112, -117,  -53, -103,   85,  -92,  -98, -117,  109, -117,  -31,  123,   70,
     123,  124,  123, -114, -115,  -31, -124,  107, -112,  115, -113, -120,  109, -122, -105,
     123,  121,  122,  108, -105,  107, -121, -119, -108,  108, -113, -122,  107,  121, -118,
    -126,  118,  110, -115,  125, -125,  115,  127,  117, -124, -109,  114, -119,  126,  127,
    -111, -112,  110, -119,  119,  107, -122, -112,  123,  123,  115,  110, -124,  127,  114,
    -127,  110,  116,  102,  -94,  112,  121, -103,  104,  -84, -122, -112, -111,   88,  126,
     108, -121,  -81, -115, -126,  124,  119,  121,  119,  120,  -79, -104,   90, -117,   82,
     108, -114,  -93,  -89,  -80, -126,  125,   90,  111,  120,  -96,  -83, -106,   92, -108,
      91, -118,  116, -120, -108, -104,  109, -127,  100, -112,  112, -100,  -98, -117, -126,
    -108, -127,  121,  126,  -88,   87,  -94, -117, -117,  110,  123,  110,  -82,  109, -112,
     121,  125,  124,  115,  118, -127,  125, -100, -114,  105, -110, -126, -122, -111,   83,
    -112, -121,  107, -109,  118,  115,  124,   87, -123,  120,  102, -100,  104, -123, -121,
     104,  -81,  120,  117,  -82, -127,  122, -122,   88, -103, -120, -122,  111,  103,  119,
     -83, -103,  -74,  110,   92, -108,  124, -123,  -86, -111,  -65,  107, -126, -126,  102,
     118, -100, -122,  -61,   63, -115,  -95,  124,  125,  -91,  -49, -128,   63,  -95,  125,
    -123, -117, -111,  -60,  127,   76, -104,  127,  121, -105, -102,  -34,  110,   82,  -89,
    -106,  124,  126, -105,  -46,  122,  123,  122, -121,  127,  126,  111, -106,  118, -124,
    -122, -128, -110,  127, -118, -113, -105, -121, -125, -108, -118, -107,  112,  123, -124,
    -115,  125,  111, -124, -124,  118,  106, -109,  116, -108, -118, -116,  112, -121,  122,
     127, -119, -114,  110,  114, -121,  123, -114,  107,  121,  123, -105,  117, -106, -120,
    -128, -108,  123, -102,   85, -105,  114, -116,  -55, -112,  123,  -94,   95,  111, -113,
     115,  -84, -107,  121, -126,  114,  113,  111, -115,  -69,  -86,  126,  123,   83, -114,
    -110, -100, -117,  -96,  113, -108,  106, -108, -123,  -87,  -73, -100,  124,  116,   90,
    -109, -106,  -89, -110, -101,  118,  104,   80, -108,  121, -114,  -81, -103, -105,  -96,
     127, -113,  119, -125,   89,  -97, -108,  125, -120,  124,  105,  -83,  109, -114, -117,
    -102,  121,  125,  109, -119,  115, -116,  123, -121,  -96, -109, -109,  118,  113, -110,
     -94,  123, -112,  120, -119, -110,   98, -108, -126,  100, -113, -109,  112,  119,  122,
    -111, -122,  121,  -90,  124, -122,  112,  117,  -84,  110,  120, -115,  121,  118, -117,
    -126,  -87,   97,  127, -115,  105, -126, -122,  -92,  -84,  123,  117,  122,  113, -125,
     -90, -102,  -69,   73,  -92, -109,  108,  117,  -97,  -31,  117,   85,  123, -128,  115,
     113, -103,  -57,  114,   95, -122, -112,  112,  127,  -88,  -67,  113,   75, -108,  -99,
    -120,  113, -105,  -28, -117, -125, -119, -127, -127, -108, -128, -128, -108,  125, -112,
     111,  112, -123,  124, -126,  121,  117,  123, -105, -111,  123,  123, -123, -128, -128,
     110, -125,  123,  106, -114,  103, -128, -117, -126, -121, -120,  113, -115,  115, -106,
     -94,  110,  115,  108, -128, -112,  108, -123, -125,   95,  118,  109, -113, -124,  106,
     116,  -84,   47, -126,  105,  116,  -43,  103, -122,  -63,   77,  109,  117, -107,  -65,
     115, -102,  -70,   81, -126, -127, -118,  -79,   90,  -93,  -94,  -96,   70,  114, -114,
      57,  125,  -69,  -87,  -91,   75,  114, -111,   80,  100, -103,  -86,  -89,   81,  117,
    -119,   59, -121,  -90,  -89,  -99,   39,  111, -109,   51,  108,  -81,  -66,  -78,   69,
     113,  114,   58,  125,  -73,  -62,  -73,   60,  107, -111,   58,   94,  -66,  -64,  -98,
      73,  106, -110,   60,  126,  -96, -101, -114,  116, -119,  120, -116,  110,  -78,  118,
    -115,  104, -112, -118, -101,   94,  -66, -121, -128,   94,  126, -127, -128,  121,  -77,
    -112,  126,  119,  107, -110, -121,  101,  -56,   95,  -96,  112, -108,  114, -108,  127,
    -108,   98, -117,  109,  126,  125, -101, -112,  -89,   89, -110,   88,  119,  122,  -94,
    -114,  -96,   90,  -97, -127,  112, -128, -104, -123, -109,   94,  -72,  127,  118,  115,
     -79,  123,  124,  102,  -94, -103, -124,  111,  -87,  113,  120,   89,  -85,  124, -123,
     110,  -97,  108,  126,   95,  -96, -111, -116, -109,  106,  117, -111,   96,  -72, -101,
    -127, -116,   92,  123, -105,   96,  -73, -124,  125, -105,  119,   88, -105,  -94,   91,
     125, -120, -123, -106, -127, -125, -121, -125,  116, -107, -128, -117, -116, -115,  122,
    -125,  117, -107,  105, -126,  121, -128,  125,  125,  120, -118,  105,  -98,  105, -107,
     -70,   61,  127, -118, -118,  -47,   92, -114,  -70,   67,   87,  114,  126,  -53,  112,
     -99,  -72,   91,   96,  109,  119,  -64,  109,  123, -101,  -95,   65, -115, -124,   75,
     118,  -65,  -90,  -80,   40, -108,  113,   77,  125, -104, -121,  -84,   55, -113, -120,
      50,  108,  -83, -103,  -58,   66, -115,  122,   74,  113,  -95,  -32,  -74,   55,  118,
    -110,   79,  118,  -82,  -51,  -65,   66, -127, -122,   87,   95,  -83,  -57,  -82,   52,
    -113, -126,   51,  102, -104,  124, -127,  102, -118,  127,  116,  122,  -60, -107, -127,
      95, -121,  103, -113,  101,  -74, -117, -106,   91, -121, -112,  117,  127,  -67,  123,
    -124,   78, -119,  114,  116,  100,  -79,   76,  -93,   89,  111,  127,  -77,  117, -109,
      73,  -85,  105,  120,  122,  -70,  119,  -94,   70, -110,   83,  109, -127,  -72, -114,
    -104,   94,  -77, -124, -113, -116,  -93, -111,  102,   72,  -87, -121,  127, -123,  -87,
    -119,  114,   83, -110, -116,  117, -121, -102,  120, -118,   77, -102,  110, -122,  115,
     -85,  124, -121,   86,  -91, -106, -112, -128,  112,  110, -114,   84, -112, -112,  124,
    -124,   86,  114,  -98,  111,  -89, -116, -112, -121,  123,  103,  -80, -122,  111, -127,
    -128,  121,  -96, -116, -123, -118,   99, -108, -107, -108, -118, -127, -122, -121,  100,
    -112,  124,  110, -110,  101,  118, -105,   93,  112, -124,  113, -101,  117, -123,  -77,
      63,  115,  124, -127,  -62,  116, -124,  -72,   84,   94, -111,  118,  -67,  102, -110,
     -63,   63,   93,  126, -126,  -75,  105, -123,  -92,  -86,   52, -127, -113,   75,   91,
     -68, -111, -101,   44, -112,  123,   45,  103,  -69, -101,  -72,   69,  121,  113,   50,
     100,  -64, -110,  -82,   57,  113, -113,   81,  116,  -85,  -33,  -72,   82, -114, -110,
      67,  127,  -89,  -65,  -61,   59,  115,  126,   73,  117,  -72,  -30,  -85,   81, -123,
    -113,   68,  112,  -90,  116, -118,   87,  108,  112, -111,  122,  -89, -104,  -90,   88,
    -108,  110,  -97,  109,  -70, -128, -128,   80,  115, -112,  -98,  102,  -69, -102,  -92,
      87, -111,  127, -107,   97,  -83,   73,  -89,   94, -128, -118,  -76, -128, -111,   87,
     -94,  124,  122,  122,  -96,  119,  -98,   79,  -85,  112,  123,  112,  -89,  109, -115,
      82,  -82, -123,  121,  112,  -71,  123, -111,   72,  -80, -116, -120, -104, -103, -126,
    -116,   73,  -73, -116, -123, -125, -113, -113,  121,  109,  -84, -123,  104,  112,  -93,
     102,  118,   78,  -99, -123, -117, -105,   93,   93, -106,  114,  -81, -105,  114, -117,
     117,   99,  -90,  118, -112, -122,  108, -119,   91,  109, -107, -114,  101, -113, -108,
     125, -116,  114,  124, -113,  111, -113, -112,  106,  127, -121, -122,  125,  106,  121,
     116, -118, -110,  123, -116, -107, -110, -126, -112,  107, -106, -110,  123,  -89,   94,
     -79,  125,  124,   -8, -122, -115,  -91,   66,  -81,  112, -117,   -6, -115,  105, -107,
      64, -104,  121, -105,  -12,   96, -116,  116, -117, -120,  108, -127, -120, -119,  -93,
    -109,  -82,  125, -112,  123,   98, -118,  -98,  115, -110,  108,  105,  121,  123, -118,
    -113, -120,  -95,  121,  121, -123,   95, -119, -105, -125, -113, -116, -111, -111,   66,
     -64, -100,  119, -123, -108, -107,  110,   64,  -64, -125,  -99,  119, -100, -121,  125,
      53, -100,  126,  -67,  117, -124, -112, -114,  125,  121, -125,  -71,  110,  -86, -127,
    -113,  116, -121, -122,  -88,  117,  -99,  127,  107,  102,  120,  103,  -65, -128, -108,
    -108,  127,  125, -112,  116, -110,  -91, -122, -123, -119,  117,  106,  100,  -84,  -78,
    -127, -109,  118,  126,  115,   94,  -96,  -58, -106,  105, -119,  125, -122,  119,   97,
    -124,  -79,  126, -110,  124,  121, -117,   99, -107, -103,  119, -118,  122,  119,  100,
     120,  -84, -108,  104, -120, -111,   97,  103,  101, -115,  -76,  117, -115, -122,   82,
     123,  -62,   76,  -94,  123,  103, -127, -128,  -75,  -81,   54,  -91,  118, -109,  124,
    -100,  -52,  -94,   69, -104,  120,  112, -125,  121,  -45, -113,  106, -105,  115,  124,
     109,  111,  124, -101, -121, -120,  113, -125, -115,  126, -116, -121,  107, -105,  120,
     122, -113, -120, -120, -127, -122,  116, -108, -117,  119,  124, -126,  -76,   55, -104,
     108, -104,  -44, -126,  113,  -84,   94,  -72, -126,  126,  -40,  110,  120,  -63,   80,
    -113, -115,  115,   -4, -118, -116,  121, -101,  107, -123,  111,  112,  113, -101,  126,
     -89, -120, -120, -125,  119,  120, -105, -113, -115,   99,  113, -118,  106, -122, -113,
    -124,  -86,  122, -111, -125,  123,  123,  -93, -109,  123,  -77,  123, -128,   69,  -81,
    -103,  116, -124, -116,  126,  126,   92,  -90,  120, -113,  115,  -93, -125,  112,   54,
     -85, -103,  -75,  111,  -99, -118,  116,  114,  112,  125,  -50, -115, -119, -118,  114,
     104,  107, -115,  -64,  115, -104, -113, -111,  106,  108,  106,  -57,  126, -116,  121,
    -119,   94, -106,  122, -119,  -74, -124,  127,  114,  115,  113,   91,  -96,  -99, -100,
     117, -113,  100,  112,   97,  -98,  -61,  124,  120,  122,   94, -116,   94, -122,  -91,
     -80, -110,  120, -118,  123,  109,  120, -103,  -96, -112, -109, -109,  113,  120,  121,
     -83, -106,  125,  120,  125,  114, -123, -120, -103, -109,  104, -122,  116,  105, -123,
     -84,   89,  -87, -118,  125,  116,  122,  -43,  -73,   80, -106, -127,  103,  112, -108,
     -53,  -87,   84,  -95, -120,  125, -116, -108,  -59, -106,  102,  124, -119,  112, -117,
     125,  102,  127,  119, -109,  125,  111,  119, -103,  119,  117, -114,  118,  119,  123,
    -121, -108,  122, -100,  125,  116, -116,  120,  121, -120,  107,  -80,   80,  -92,  124,
    -109,  -25, -123,  112,  -95,   86,  -96,  126, -105,  -24,  125,  113,  -96,   72,  -99,
     122, -105,   -1,  113,  106,  109, -124,  124,  112,  106,  121, -125, -101,  126,  -83,
     100,  117, -124, -124,  104,  -95, -126, -124, -122,  124,  113,  107,  119, -101,  125,
     -97,  104, -127,  123,  106,  127,  -93, -111, -121,  -76,  121,  127,   84,  -81, -106,
    -122,  122,  -94,  107,  111,   59,  -65, -105, -125, -109, -108, -126, -110,   62,  -78,
    -109,  -70,  127, -101, -123,  116,   88, -122,  116,  -73, -108, -120, -110, -108,  110,
     114, -111,  -84, -113, -125,  111, -109,  112,  122, -113,  -55, -114,  -87,  124,  104,
      96,  122, -117, -117,  -96, -118,  127,  112, -128,  121,   86,  -88,  -70, -116,  124,
    -126,  113,  116,   98,  -83,  -77,  -98,  122, -111,  123, -128,  104,  110,  -95, -107,
     105, -115, -108,  117,  124,  105,  -90, -118,  123,  120, -103,  105,   99,  119,  -88,
    -119,  111,  108, -114,   95,  109, -121, -118,  -97,  110,  107, -122,   85,  122,  -49,
      59,  -64,  107,  116, -126, -107,  -51,  -50,   54,  -84, -122,  116, -111,  115,  -58,
     -86,   49,  -65, -107, -125, -114,  -96,  -83,  119,  114,  127, -123,  119, -114,  115,
    -127,  115,  114,  127, -119, -113, -105,  126,  125, -109, -116,  122,  113,  117,  118,
    -114,  122, -125, -113,  127,  126, -128,  115, -115, -114,  -78,   82,  -98, -106,  127,
     -19,   97,  102,  -94,   60,  -90,  127, -120,  -33,  107,  126,  -88,   79, -101, -120,
    -126,  -22, -126,  118, -125, -100,  119,  116,  104, -118, -115, -113, -118,  -99, -118,
     113,  125, -122,  113, -105, -127, -120,   94,  122,  118,   95, -114,  -92, -114,  -83,
    -118,  118, -114,  120,  119, -128, -111,  120, -116,  106,  113,   93,  -99,  116,  122,
     110, -108,  109, -113,   59,  -65,  121,  123,  112,  -81, -112,  119,   58, -107,  116,
     -62,  127, -105, -127,  121,  107,  122,  124,  -59,  126, -105,  122,  108,  100, -112,
     112,  -51, -107,  125,  126, -116, -127, -121,  125,  -65,  121, -112, -113,  102,  115,
     114,  116,  -91,  -60, -126, -117,  121,  104, -123,  123,  -89,  -68, -102, -128, -127,
      91,  114,   94,  -83,  -77,  124,  105,  114,  101, -128,  118,  123, -106,  -85,  114,
     107,  114,  104,  117,  100, -107, -114, -109, -112, -125,  110,  119,  104,  -94,  -86,
    -126,  117, -128,  103,  113, -128, -104,  -96, -127,  109,  111,  124, -127,  -63,   46,
     -62,  108, -125,  125, -114,  -86,  -76,   46,  -74,  112,  117, -109, -127,  -86,  -88,
      80,  -87, -108, -121,  112,  -98,  -42,  -94,  127, -102, -119,  106,  107, -111, -128,
     125, -122,  121, -126,  122,  120, -117,  109,  -91, -102, -101, -112, -113,   77,  120,
     125, -114, -107,  121, -127, -111,  105, -114,  110,  101,  -44,  -59, -125, -116,   49,
      99,   90,   95,  -18,  -83,  113, -114,   47,   82,   96,  108,  -39,  -85, -109,  125,
      31,  125,   87,   84,  -93,  -77, -108, -124, -107,  -96,   72,  107, -117,  -72, -126,
     106,  122,  -57,   77,  103, -116,  -95, -108, -128,  116,  -64,   97,  121, -127,  -68,
     115, -111,  108,  -56,   81, -102,  -83,  113,  109,  103, -111,  -91,  101,  120, -113,
    -111,  112, -127, -120, -126, -123, -117, -109,  118, -109,  115, -124, -110,  101,  -98,
    -117,  109,  119, -121,  112,   99, -122, -102, -119, -113, -123, -109, -112,  104,  110,
     -85, -104, -125, -128,  113,  126, -127,  123, -111, -109,  124,  106,  120, -113,  118,
     107,  -85, -102,  -99,  114,  125,  102,   91,  -93,  -78, -120,  -95,  113,  124,   76,
      90, -118, -101, -105,  -76,  109, -119,   85,   93, -104,  -97,  115,  -64, -124,  123,
      87,  108,  115, -100,   80,  -82, -126,  103,   97, -124,  119, -103,  111,  -65,  119,
    -123,   96, -120, -126, -106,   98,  -67, -113, -121,   94,   97, -113,  -43,   67, -117,
    -121,  103,   66, -128, -105,  -42,   66, -125,  123, -114,   84,  110,  -65,  -71,   64,
    -125, -122,  105,   85, -128, -100, -104, -111, -126,  122, -117,   96, -112,  126, -117,
     118, -117, -105, -114,  101,  -97,   96, -108,  117, -117,  118,  120,   80, -105,   98,
    -114, -107, -119, -124, -119,  106, -116,  110,   98,  -37,  -94, -128,  123,   58,   98,
      77,   76,  -51,  -96, -114, -121,   48,   99,   83,   87,  -21,  -74, -115, -120,   72,
      97,   71,  107,  -84,  -75, -125,  126, -127,  -82,  105,  113, -119,  -61, -106, -118,
    -106,  -79,   86,  112, -112,  -95, -110,  103,  112,  -64,  105,   96, -117,  -66,  107,
     104, -112,  -67,   79, -104, -117, -120, -114, -121,  124, -100,  127, -124, -125, -103,
     107,  106,  119, -117,  102,  115,  -84,  127,  111,  116,  121,  -90,  115,  -88,  125,
     122,  125,  127,  124,  115,  122,  -96,  119, -108,  104,  124, -121,  115, -127,  -85,
    -119, -112, -113,  105,  120,  104, -128,  -79,  114, -113, -125,  110, -127, -122, -115,
     -96, -120, -107,  112, -118,  119,   81,  125,  -80, -124,  -91, -105,  119,   76,   92,
     -87, -101, -119,  -85,  120,  110,   80,   84, -124,  -77,   95,  -72, -108, -111,  103,
     122, -111, -114,   95,  -91, -118,  127,   83,  108, -104, -106,  116,  -53, -116,  109,
      93, -114, -104,  -83,  106,  -57,  109,  114,  111, -116,  127,  -35,   42, -119,  125,
    -115,   56,  100,  -77,  -47,   69, -123, -123, -115,   61,  104,  -94,  -57,   77, -127,
     124, -125,   56,  102,  -65, -127, -117, -100, -107,  108,  105,  124,  112,  -95, -100,
     117, -114, -113,   90, -121,  105,  121,  -98, -110, -108, -114,  112, -123,  107,  -91,
    -121,  125,  121,  118,  101, -115,  125,  103,  -55,  -67, -121,  119,   72,  113,   80,
     105,  -47,  -68,  112,  116,   62,   87,  102,   82,  -53,  -60, -111, -113,   49,   84,
      75,  112, -121,  -84,  116, -113,  107,  -96,   74,  120,  -84,  -78,  124,  114, -126,
     -86,   89,  117, -102,  -60,  120,  110, -120,  -86,   86,  107,  -93, -101,  109, -117,
     115,  -72,   98,  113, -103,  123, -109,  119, -101, -110, -115,  125, -126, -108, -120,
     114,  -98, -122,  105,  124, -113,  112, -122,  115, -124,  -86,  116, -107, -120, -114,
     112, -109, -109,  113, -124, -107, -109, -123, -107,  105, -107,  107,  115,  -90,  118,
    -104, -127,  126,  122,  113,  113, -104, -109, -117,  115,  121,  116,  118,  113,  -81,
     -90,  -77,  107, -123,  109,  111, -126,  -78,  -94,  -94,  109, -114,   75,   92, -120,
    -114, -105, -112, -126, -122,   78,  101,  -89, -101,   77,  -79, -111,  102,  105, -126,
     121,  -85,   76,  -77,  110,  121,   87,  113, -128,  -73,   93,  -62, -128, -121,  106,
     106,  -98,  -81,  101,  -65,  107, -127,   97, -116, -108,  -56,   68, -126,  114, -123,
      84,  117,  -92,  -67,   53, -120,  111,  108,   86, -126,  -96,  -71,   52, -109, -120,
     116,   79,  107,  -90,
};

/* for channels that are scaled together: multiplier (4 bytes), bytes to leave out, factor, and
 * each channel's bias (3 bytes) */
static const int8_t fully_connected_1_records[60] FLASH = {
     -32,  -45,   56,   82,    2,   32,  -22,   24,    0,  103,    0,    0,  -75,   -5,   -1,
     118,    9,    0,  -89,   -4,   -1,  -80,    8,    0,   -1,   -6,   -1,  123,   -1,   -1,
     -32,  -45,   56,   82,    2,   32,   43,  -10,   -1,  112,    2,    0, -107,   19,    0,
     -20,   -3,   -1,  -47,   -4,   -1,  -35,   19,    0,  -16,   20,    0,   78,   -7,   -1,
};

/* FULLY_CONNECTED, dense_6/MatMul: 1 x 784 -> 1 x 16
 * An output stands for 0.0939683 * (stored + 128). */
static void fully_connected_1_rows(const int8_t *input, flash_int8 weights, sum24 shared,
                             flash_int8 records,
                             index_t channel, uint8_t rows, int8_t *output)
{
    enum { INPUTS = 784, OUTPUT_OFFSET = -128, LOW = -128, HIGH = 127, SHARED = 1 };
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
static void fully_connected_1_part(const int8_t *input, flash_int8 weights, sum24 shared,
                             flash_int8 records,
                             index_t channel, index_t end, int8_t *output)
{
    enum { INPUTS = 784, HEAD = 6, EACH = 3, LARGEST_GROUP = 8 };
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
    enum { INPUTS = 784 };
    const sum24 shared = sum_unsigned(input, INPUTS) << 7;

    fully_connected_1_part(
        input,
        AT(fully_connected_1_weights),
        shared,
        AT(fully_connected_1_records) + 0,
        0,
        16,
        output);
}

/* weights + 128, as they are used */
static const int8_t fully_connected_2_weights[160] FLASH = {
     -51,    1,  -57,  -89,   91,   31,  127,  102,  102, -105, -121, -120,  -34,  113,   72,
     -18,  100,   72,  -87,  -98,  104,  118,   92,   78,   81,  116,   50,  -43,   22, -112,
    -123,   83, -107,  112, -111, -127,  -89,  -90, -107,  102,   35,  -83,  -90,  123,  115,
     108,   79,  -84,  -77,  116,   74, -116,  -81, -118,   78, -117,  115,  105,   60,   25,
     -70,   87,  -65,   38,   88,  -54,  -58,   74, -109,  102,   69,   58,  123,   98,  -91,
     117,   80,  -38,  -56,   93,   87,  105,  -67,  -45,   15,   94,   80, -116, -117,   99,
     108,   78, -102, -118, -117,   90,   75, -110,  100,  100,  122, -107,   74,  103, -120,
     112,   16,  105,  -77, -114,  113,   76,  -66,   92,  105,   73,   79,  -83,   90,  -78,
     103,  -63,   39,  111,  -79,   79,  -56, -102, -102,  121,   55,    2,  -79,   81,  -74,
      76,   80, -108,  -69,  -67,  118,  -98,   56,   42, -100,   93,  -96,   59,   29,  -83,
     111,  -92,   87,   85, -121,  -52,   56, -112, -110,   90,
};

/* for channels that are scaled together: multiplier (4 bytes), bytes to leave out, factor, and
 * each channel's bias (3 bytes) */
static const int8_t fully_connected_2_records[42] FLASH = {
     -34,  123,  -11,  115,    1,    2,  -80,    0,    0,  -56,    0,    0,   97,   -1,   -1,
     -13,   -1,   -1,   17,   -1,   -1,  125,    0,    0, -101,   -1,   -1, -127,   -1,   -1,
     -34,  123,  -11,  115,    1,    2, -115,   -1,   -1,  -80,    0,    0,
};

/* FULLY_CONNECTED, dense_7/MatMul: 1 x 16 -> 1 x 10
 * An output stands for 0.214359 * (stored - 24). */
static void fully_connected_2_rows(const int8_t *input, flash_int8 weights, sum24 shared,
                             flash_int8 records,
                             index_t channel, uint8_t rows, int8_t *output)
{
    enum { INPUTS = 16, OUTPUT_OFFSET = 24, LOW = -128, HIGH = 127, SHARED = 1 };
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
static void fully_connected_2_part(const int8_t *input, flash_int8 weights, sum24 shared,
                             flash_int8 records,
                             index_t channel, index_t end, int8_t *output)
{
    enum { INPUTS = 16, HEAD = 6, EACH = 3, LARGEST_GROUP = 8 };
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
    enum { INPUTS = 16 };
    const sum24 shared = sum_unsigned(input, INPUTS) << 7;

    fully_connected_2_part(
        input,
        AT(fully_connected_2_weights),
        shared,
        AT(fully_connected_2_records) + 0,
        0,
        10,
        output);
}

/* SOFTMAX: probabilities that add up to 1, in proportion to exp(beta * input).
 *
 * Only differences from the largest input matter, because a factor that all have in common
 * cancels out: exp(beta * (input - largest)) is never above 1. An int8 lies 0 to 255 steps
 * below the largest, and the exponentials of these 256 differences are in a table, in units of
 * 2^-31. They are added up in units of 2^-19, so that 4096 of them fit into 32 bits. The output
 * has the scale 1/256 and the zero point -128. */

/* exp(-beta * scale * difference) for differences of 0 to 255, times 2^31 */
static const int32_t softmax_3_exponentials[256] FLASH = {
    2147483647, 1733145982, 1398750906, 1128874430,  911068209,  735285747,  593418918,
     478923960,  386519974,  311944388,  251757509,  203183150,  163980779,  132342150,
     106807897,   86200293,   69568714,   56146053,   45313174,   36570403,   29514470,
      23819913,   19224079,   15514964,   12521490,   10105581,    8155799,    6582211,
       5312231,    4287285,    3460091,    2792498,    2253710,    1818877,    1467941,
       1184715,     956135,     771657,     622773,     502615,     405640,     327375,
        264211,     213234,     172092,     138889,     112091,      90464,      73010,
         58923,      47555,      38379,      30974,      24998,      20175,      16282,
         13141,      10605,       8559,       6908,       5575,       4499,       3631,
          2931,       2365,       1909,       1541,       1243,       1003,        810,
           654,        527,        426,        344,        277,        224,        181,
           146,        118,         95,         77,         62,         50,         40,
            33,         26,         21,         17,         14,         11,          9,
             7,          6,          5,          4,          3,          2,          2,
             2,          1,          1,          1,          1,          1,          0,
             0,          0,          0,          0,          0,          0,          0,
             0,          0,          0,          0,          0,          0,          0,
             0,          0,          0,          0,          0,          0,          0,
             0,          0,          0,          0,          0,          0,          0,
             0,          0,          0,          0,          0,          0,          0,
             0,          0,          0,          0,          0,          0,          0,
             0,          0,          0,          0,          0,          0,          0,
             0,          0,          0,          0,          0,          0,          0,
             0,          0,          0,          0,          0,          0,          0,
             0,          0,          0,          0,          0,          0,          0,
             0,          0,          0,          0,          0,          0,          0,
             0,          0,          0,          0,          0,          0,          0,
             0,          0,          0,          0,          0,          0,          0,
             0,          0,          0,          0,          0,          0,          0,
             0,          0,          0,          0,          0,          0,          0,
             0,          0,          0,          0,          0,          0,          0,
             0,          0,          0,          0,          0,          0,          0,
             0,          0,          0,          0,          0,          0,          0,
             0,          0,          0,          0,          0,          0,          0,
             0,          0,          0,          0,          0,          0,          0,
             0,          0,          0,          0,          0,          0,          0,
             0,          0,          0,          0,
};

/* SOFTMAX, StatefulPartitionedCall:0: 1 x 10 -> 1 x 10
 * An output stands for 0.00390625 * (stored + 128). */
static void softmax_3(const int8_t *input, int8_t *output)
{
    enum { ROWS = 1, DEPTH = 10 };

    for (index_t row = 0; row < ROWS; row++) {
        int8_t largest = -128;
        for (index_t i = 0; i < DEPTH; i++)
            if (input[i] > largest)
                largest = input[i];

        int32_t sum = 0;
        for (index_t i = 0; i < DEPTH; i++) {
            const uint32_t exponential = READ32(softmax_3_exponentials, largest - input[i]);
            sum += (exponential + 2048) >> 12; /* rounded */
        }

        int8_t exponent;
        const int32_t scale = reciprocal(sum, &exponent);
        for (index_t i = 0; i < DEPTH; i++) {
            const int32_t exponential = READ32(softmax_3_exponentials, largest - input[i]);
            const int16_t parts = share(exponential, scale, exponent);
            output[i] = parts < 256 ? parts - 128 : 127;
        }
        input += DEPTH;
        output += DEPTH;
    }
}

int8_t *model_input(int i)
{
    (void)i; /* there is only one */
    return TENSOR_0;
}

unsigned long model_input_bytes(int i)
{
    (void)i; /* there is only one */
    return 784;
}

const int8_t *model_output(int i)
{
    (void)i; /* there is only one */
    return TENSOR_9;
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
    /* RESHAPE: the numbers stay where they are. */
    TRACE(6, 784UL);
    fully_connected_1(TENSOR_6, TENSOR_7);
    TRACE(7, 16UL);
    fully_connected_2(TENSOR_7, TENSOR_8);
    TRACE(8, 10UL);
    softmax_3(TENSOR_8, TENSOR_9);
    TRACE(9, 10UL);
}
