/* bragg_100px_int8 as C, made by tinyml-kit (cortex_m4).
 *
 *   input                    -> 1 x 100 x 100 x 1 int8, serving_default_input:0
 *   CONV_2D and MAX_POOL_2D  -> 1 x 48 x 48 x 3 int8, pool1/MaxPool
 *   CONV_2D and MAX_POOL_2D  -> 1 x 22 x 22 x 3 int8, pool2/MaxPool
 *   CONV_2D and MAX_POOL_2D  -> 1 x 9 x 9 x 3 int8, pool3/MaxPool
 *   CONV_2D                  -> 1 x 5 x 5 x 3 int8, conv4/Relu
 *   RESHAPE                  -> 1 x 75 int8, flatten/Reshape
 *   FULLY_CONNECTED          -> 1 x 3 int8, classes/MatMul
 *   SOFTMAX                  -> 1 x 3 int8, StatefulPartitionedCall:0
 *
 * Each layer is a function below, in this order; model_invoke, at the end, calls them. All
 * shapes are constants, all weights lie in flash, and nothing is allocated. */

#include <stdint.h>
#include <string.h>

#include "model.h"

typedef int32_t index_t; /* counts elements; no tensor has more than it can hold */

/* Constants lie in flash. Here they are read like any other array: on a computer and on an Arm
 * Cortex-M `const` is enough. Chips with an address space of its own for flash (AVR) bring
 * their version of these names, and the kernels stay as they are. */
#define FLASH
typedef const int8_t *flash_int8; /* the address of an int8_t in flash */
#define AT(array) (array) /* the address of an array's first element */
#define READ8(address) (*(address)) /* the int8_t at an address */
#define READ16(array, i) ((array)[i]) /* element i of an array of int16_t */
#define READ32(array, i) ((array)[i]) /* element i of an array of int32_t */
#define READ64(array, i) ((array)[i])
#define READ_FLOAT(array, i) ((array)[i])

/* The value, but not below `low` and not above `high`. */
static inline int8_t clamp(int32_t value, int8_t low, int8_t high)
{
    return (int8_t)(value < low ? low : value > high ? high : value);
}

/* Bytes 0 and 2 of a word as two numbers of 16 bits: SXTB16, sign extend two bytes. */
static inline uint32_t even_bytes(uint32_t four)
{
#if defined(__ARM_FEATURE_SIMD32)
    uint32_t pair;
    __asm("sxtb16 %0, %1" : "=r"(pair) : "r"(four));
    return pair;
#else
    const int8_t low = (int8_t)four, high = (int8_t)(four >> 16);
    return (uint16_t)low | (uint32_t)(uint16_t)high << 16;
#endif
}

/* Four numbers that lie side by side, in one word; the first is its lowest byte (LDR, which
 * this core takes at any address). */
static inline uint32_t load_four(const int8_t *x)
{
    uint32_t four;
    memcpy(&four, x, sizeof four);
    return four;
}

/* Bytes 1 and 3 of a word as two numbers of 16 bits: the same instruction turns the word first. */
static inline uint32_t odd_bytes(uint32_t four)
{
#if defined(__ARM_FEATURE_SIMD32)
    uint32_t pair;
    __asm("sxtb16 %0, %1, ror #8" : "=r"(pair) : "r"(four));
    return pair;
#else
    const int8_t low = (int8_t)(four >> 8), high = (int8_t)(four >> 24);
    return (uint16_t)low | (uint32_t)(uint16_t)high << 16;
#endif
}

/* sum + low half of a * low half of b + high half of a * high half of b: two products and two
 * additions in one instruction and one cycle, which is what makes this core fast. */
static inline int32_t smlad(uint32_t a, uint32_t b, int32_t sum)
{
#if defined(__ARM_FEATURE_SIMD32)
    __asm("smlad %0, %1, %2, %0" : "+r"(sum) : "r"(a), "r"(b));
    return sum;
#else
    const int32_t low = (int16_t)a * (int16_t)b;
    const int32_t high = (int16_t)(a >> 16) * (int16_t)(b >> 16);
    /* Unsigned numbers wrap around, as the instruction does; signed ones must not in C. */
    return (int32_t)((uint32_t)sum + (uint32_t)low + (uint32_t)high);
#endif
}

/* Adds to four sums the dot products of the same inputs with four rows of weights, of which
 * four numbers each lie in turn in memory; `quads` is a quarter of the length.
 *
 * 23 instructions for 16 products. As C the compiler made 26 to 30 of them, because it loads
 * too early and runs out of registers; so here they are chosen by hand:
 *
 *   four inputs        in one word, then unpacked into two pairs, once for all lanes
 *   weights            two words in one instruction (LDRD), each four numbers of one lane
 *   pair               unpacked from a word of weights and used at once, twice a lane */
static inline void dot_four_lanes(
    const int8_t *input, const int32_t *weights, int32_t quads, int32_t *sum)
{
#if defined(__ARM_FEATURE_SIMD32)
    int32_t sum_0 = sum[0], sum_1 = sum[1], sum_2 = sum[2], sum_3 = sum[3];
    uint32_t even, odd, first, second, pair;

    __asm("1:\n\t"
          "ldr    %[pair], [%[input]], #4\n\t"
          "sxtb16 %[even], %[pair]\n\t"
          "sxtb16 %[odd], %[pair], ror #8\n\t"
          "ldrd   %[first], %[second], [%[weights]], #8\n\t"
          "sxtb16 %[pair], %[first]\n\t"
          "smlad  %[sum_0], %[even], %[pair], %[sum_0]\n\t"
          "sxtb16 %[pair], %[first], ror #8\n\t"
          "smlad  %[sum_0], %[odd], %[pair], %[sum_0]\n\t"
          "sxtb16 %[pair], %[second]\n\t"
          "smlad  %[sum_1], %[even], %[pair], %[sum_1]\n\t"
          "sxtb16 %[pair], %[second], ror #8\n\t"
          "smlad  %[sum_1], %[odd], %[pair], %[sum_1]\n\t"
          "ldrd   %[first], %[second], [%[weights]], #8\n\t"
          "sxtb16 %[pair], %[first]\n\t"
          "smlad  %[sum_2], %[even], %[pair], %[sum_2]\n\t"
          "sxtb16 %[pair], %[first], ror #8\n\t"
          "smlad  %[sum_2], %[odd], %[pair], %[sum_2]\n\t"
          "sxtb16 %[pair], %[second]\n\t"
          "smlad  %[sum_3], %[even], %[pair], %[sum_3]\n\t"
          "sxtb16 %[pair], %[second], ror #8\n\t"
          "smlad  %[sum_3], %[odd], %[pair], %[sum_3]\n\t"
          "subs   %[quads], #1\n\t"
          "bne    1b"
          : [input] "+r"(input), [weights] "+r"(weights), [quads] "+r"(quads),
            [sum_0] "+r"(sum_0), [sum_1] "+r"(sum_1), [sum_2] "+r"(sum_2), [sum_3] "+r"(sum_3),
            [even] "=&r"(even), [odd] "=&r"(odd), [first] "=&r"(first),
            [second] "=&r"(second), [pair] "=&r"(pair)
          :
          : "cc", "memory");
    sum[0] = sum_0, sum[1] = sum_1, sum[2] = sum_2, sum[3] = sum_3;
#else
    for (; quads; quads--, input += 4)
        for (int32_t lane = 0; lane < 4; lane++) {
            const uint32_t four = load_four(input), weight = (uint32_t)*weights++;
            sum[lane] = smlad(even_bytes(four), even_bytes(weight), sum[lane]);
            sum[lane] = smlad(odd_bytes(four), odd_bytes(weight), sum[lane]);
        }
#endif
}

/* The product of two numbers, divided by 2^31; halves are rounded up. */
static inline int32_t multiply_high(int32_t a, int32_t b)
{
    return (int32_t)(((int64_t)a * b + ((int64_t)1 << 30)) >> 31);
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

/* From the scale of an accumulator to the scale of an output.
 *
 * As on any other chip: two roundings, which for a shift of at least 1 are one addition in
 * front of one division by 2^(31 + shift). The product lies in two registers (SMULL), and 32 of
 * the places are got rid of by forgetting the lower one. */
static inline int32_t requantise(int32_t sum, int32_t multiplier, int8_t shift)
{
    const int64_t product = (int64_t)sum * multiplier;
    const int64_t first_half = (int64_t)1 << 30;
    const int64_t halves = (first_half << shift) + (product < 0 ? -first_half : first_half);

    return (int32_t)((product + halves) >> 32) >> (shift - 1);
}

/* sum + a * b / 2^32, rounded to the nearest, halves up: a product of 64 bits, a rounding and an
 * addition in one instruction. */
static inline int32_t smmlar(int32_t a, int32_t b, int32_t sum)
{
#if defined(__ARM_FEATURE_SIMD32)
    int32_t result;
    __asm("smmlar %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(sum));
    return result;
#else
    const int64_t half = (int64_t)1 << 31;
    return sum + (int32_t)(((int64_t)a * b + half) >> 32);
#endif
}

/* From a doubled sum to an output that is not clamped yet, in three instructions.
 *
 * The interpreter rounds twice: after sum * multiplier / 2^31 (halves go up) and after the
 * division by 2^shift (halves go away from zero). The first step is 2 * sum * multiplier / 2^32,
 * which is why the sum comes doubled: the core keeps the upper 32 bits of a product, and rounds
 * them, in one instruction. For the second, `rounding` holds half of 2^shift, and a negative sum
 * gets one less. It also holds the output's zero point, times 2^shift. */
static inline int32_t requantise_doubled(
    int32_t twice_sum, int32_t multiplier, int32_t rounding, int32_t shift)
{
    return smmlar(twice_sum, multiplier, rounding + (twice_sum >> 31)) >> shift;
}

/* The value kept within int8, -128 to 127. */
static inline int8_t saturate(int32_t value)
{
#if defined(__ARM_FEATURE_SIMD32)
    __asm("ssat %0, #8, %0" : "+r"(value));
    return (int8_t)value;
#else
    return clamp(value, -128, 127);
#endif
}

/* An exponential's share of a sum, in units of 1/256, with what `reciprocal` found for the sum. */
static inline int16_t share(int32_t exponential, int32_t scale, int8_t exponent)
{
    return (int16_t)requantise(exponential, scale, exponent);
}

/* two_neighbours(name, filters, quads, tail, distance) makes a function for layers with up to three
 * filters, name(window, weights, next_row, end, sums): it computes the sums of all filters at two
 * places, of which the second lies `distance` numbers behind the first.
 *
 * window     where the window of the first place starts in the image; a row of it is `quads` fours
 *            of numbers, and `tail` more
 * weights    the bias of each filter, then pairs of weights, filter by filter for each four inputs
 * next_row   how many numbers the next row starts behind the last of the fours
 * end        where a row behind the last one would start
 * sums       sums[2 * filter] becomes the sum at the first place, sums[2 * filter + 1] at the
 *            second
 *
 * The numbers are unpacked from the image for both places and meet the weights of each filter:
 * with three filters, 21 instructions for 24 products. A row is written out, so that the loop
 * counts rows only. The registers:
 *   r0 window, r1 weights, r12 and lr weights of one filter
 *   r2, r3    even and odd numbers of the first place      r10, r11   of the second
 *   r4, r5    sums of the first filter       r6, r7   of the second      r8, r9   of the third
 * next_row and end lie on top of the stack, sums is at sp + 44. */
#if defined(__ARM_FEATURE_SIMD32)
#define SUMS_1(part) part("r4", "r5")
#define SUMS_2(part) SUMS_1(part) part("r6", "r7")
#define SUMS_3(part) SUMS_2(part) part("r8", "r9")
#define BIAS(one, other) \
    "ldr    " one ", [r1], #4\n\t" \
    "mov    " other ", " one "\n\t"
#define STORE(one, other) \
    "str    " one ", [r2], #4\n\t" \
    "str    " other ", [r2], #4\n\t"
#define UNPACK \
    "sxtb16 r11, r10, ror #8\n\t" \
    "sxtb16 r10, r10\n\t" \
    "sxtb16 r3, r2, ror #8\n\t" \
    "sxtb16 r2, r2\n\t"
#define FOUR(one, other) \
    "ldrd   r12, lr, [r1], #8\n\t" \
    "smlad  " one ", r2, r12, " one "\n\t" \
    "smlad  " other ", r10, r12, " other "\n\t" \
    "smlad  " one ", r3, lr, " one "\n\t" \
    "smlad  " other ", r11, lr, " other "\n\t"
#define LAST(one, other) \
    "ldr    r12, [r1], #4\n\t" \
    "smlabt " one ", r2, r12, " one "\n\t" \
    "smlabt " other ", r10, r12, " other "\n\t"
#define TAIL_0(filters, distance) ""
#define TAIL_1(filters, distance) \
    "ldrsb  r10, [r0, #" #distance "]\n\t" \
    "ldrsb  r2, [r0]\n\t" SUMS_##filters(LAST)
/* The last four numbers, of which some met their weights before; here they meet 0. */
#define LAST_FOUR(filters, distance, back) \
    "ldr    r10, [r0, #" #distance " - " #back "]\n\t" \
    "ldr    r2, [r0, #-" #back "]\n\t" UNPACK SUMS_##filters(FOUR)
#define TAIL_2(filters, distance) LAST_FOUR(filters, distance, 2)
#define TAIL_3(filters, distance) LAST_FOUR(filters, distance, 1)
#define two_neighbours(name, filters, quads, tail, distance) \
    __attribute__((naked, noinline)) static void name(const int8_t *window, \
        const int32_t *weights, index_t next_row, const int8_t *end, int32_t *sums) \
    { \
        __asm("push   {r2-r11, lr}\n\t" SUMS_##filters(BIAS) \
              "1:\n\t" \
              ".rept  " #quads "\n\t" \
              "ldr    r10, [r0, #" #distance "]\n\t" \
              "ldr    r2, [r0], #4\n\t" UNPACK SUMS_##filters(FOUR) \
              ".endr\n\t" TAIL_##tail(filters, distance) \
              "ldrd   r2, r3, [sp]\n\t" \
              "add    r0, r2\n\t" \
              "cmp    r0, r3\n\t" \
              "bne    1b\n\t" \
              "ldr    r2, [sp, #44]\n\t" SUMS_##filters(STORE) \
              "add    sp, #8\n\t" \
              "pop    {r4-r11, pc}"); \
    }
#else
static void sum_neighbours(const int8_t *x, const int32_t *weights, int32_t *sums, index_t filters,
    index_t quads, index_t tail, index_t distance)
{
    for (index_t quad = 0; quad < quads + (tail > 0); quad++, x += 4) {
        /* If one number is left, it is the last of the odd bytes. */
        const index_t one = quad == quads && tail == 1, back = quad == quads ? 4 - tail : 0;
        for (index_t sum = 0; sum < 2 * filters; sum++) {
            const uint32_t four = load_four(x - back + (sum % 2 ? distance : 0));
            const int32_t *weight = weights + sum / 2 * (one ? 1 : 2);
            if (!one)
                sums[sum] = smlad(even_bytes(four), (uint32_t)*weight++, sums[sum]);
            sums[sum] = smlad(odd_bytes(four), (uint32_t)*weight, sums[sum]);
        }
        weights += filters * (one ? 1 : 2);
    }
}

#define two_neighbours(name, filters, quads, tail, distance) \
    static void name(const int8_t *window, const int32_t *weights, index_t next_row, \
        const int8_t *end, int32_t *sums) \
    { \
        for (index_t sum = 0; sum < 2 * filters; sum++) \
            sums[sum] = weights[sum / 2]; \
        weights += filters; \
        for (; window != end; window += 4 * quads + next_row) { \
            sum_neighbours(window, weights, sums, filters, quads, tail, distance); \
            weights += filters * (2 * quads + (tail == 1 ? 1 : tail ? 2 : 0)); \
        } \
    }
#endif

/* The memory of all tensors; those never needed at the same time share it. */
static int8_t arena[MODEL_ARENA_BYTES];
#define TENSOR_0 (arena + 0) /* 1 x 100 x 100 x 1 int8, serving_default_input:0 */
#define TENSOR_13 (arena + 10000) /* 1 x 48 x 48 x 3 int8, pool1/MaxPool */
#define TENSOR_15 (arena + 0) /* 1 x 22 x 22 x 3 int8, pool2/MaxPool */
#define TENSOR_17 (arena + 1452) /* 1 x 9 x 9 x 3 int8, pool3/MaxPool */
#define TENSOR_18 (arena + 0) /* 1 x 5 x 5 x 3 int8, conv4/Relu */
#define TENSOR_19 (arena + 0) /* 1 x 75 int8, flatten/Reshape */
#define TENSOR_20 (arena + 75) /* 1 x 3 int8, classes/MatMul */
#define TENSOR_21 (arena + 75) /* 1 x 3 int8, StatefulPartitionedCall:0 */

/* CONV_2D with up to three filters and MAX_POOL_2D together, two neighbouring places at a time.
 *
 * The sums are made as in CONV_2D alone. The largest sum of each channel is kept; only that one is
 * brought to the scale of the output, and the image between the two needs no memory. */

two_neighbours(two_3_1_1_1, 3, 1, 1, 1)

/* biases; pairs of weights, filter by filter: even bytes, odd bytes */
static const int32_t conv_2d_0_weights[48] FLASH = {
       5780,   -4750,  -12649,  131075,   65535,  131061, -196608,  -65545, -393217,  327680,
    -851968, -393216,  262142,       0,  524285,  131081,  393210,  196615,  -65536, -589824,
    -589824, 8323075,  131074, 8388607,  393223, 8323073,  786440,   65536, -327680, -327680,
      65535,       1,  524284,  655371,  983036,  720909,  196608, -327680, -393216,   65539,
          1, -393226,  -65539,  327670, -458759,  131072, -524288, -524288,
};

/* multiplier, rounding and shift of each filter */
static const int32_t conv_2d_0_steps[9] FLASH = {
    1742330480,      -8160,          6,
    1808859822,      -8160,          6,
    1739446827,      -8160,          6,
};

/* CONV_2D and MAX_POOL_2D, pool1/MaxPool: 1 x 100 x 100 x 1 -> 1 x 48 x 48 x 3
 * An output stands for 0.0452585 * (stored + 128). */
static void conv_2d_0(const int8_t *input, int8_t *output)
{
    enum {
        IN_WIDTH = 100, IN_CHANNELS = 1, OUT_CHANNELS = 3, STRIDE_HEIGHT = 1, STRIDE_WIDTH = 1,
        POOLED_HEIGHT = 48, POOLED_WIDTH = 48, POOL_HEIGHT = 2, POOL_WIDTH = 2, NEXT_ROW = 96,
        SPAN = 500
    };
    int32_t sums[2 * OUT_CHANNELS], largest[OUT_CHANNELS];

    for (index_t top = 0; top < POOLED_HEIGHT * POOL_HEIGHT; top += POOL_HEIGHT)
        for (index_t left = 0; left < POOLED_WIDTH * POOL_WIDTH; left += POOL_WIDTH) {
            for (index_t channel = 0; channel < OUT_CHANNELS; channel++)
                largest[channel] = -2147483647;
            for (index_t y = top; y < top + POOL_HEIGHT; y++)
                for (index_t at = 0; at < POOL_WIDTH; at += 2) {
                    /* If their number is odd, the last place but one is computed twice. */
                    const index_t x = left + (at < POOL_WIDTH - 1 ? at : at - 1);
                    const int8_t *corner =
                        input + (y * STRIDE_HEIGHT * IN_WIDTH + x * STRIDE_WIDTH) * IN_CHANNELS;
                    two_3_1_1_1(corner, conv_2d_0_weights, NEXT_ROW, corner + SPAN, sums);
#pragma GCC unroll 3
                    for (index_t channel = 0; channel < OUT_CHANNELS; channel++) {
                        const int32_t one = sums[2 * channel], other = sums[2 * channel + 1];
                        const int32_t larger = one > other ? one : other;
                        if (larger > largest[channel])
                            largest[channel] = larger;
                    }
                }
            for (index_t channel = 0; channel < OUT_CHANNELS; channel++) {
                const int32_t *steps = conv_2d_0_steps + 3 * channel;
                const int32_t scaled =
                    requantise_doubled(2 * largest[channel], steps[0], steps[1], steps[2]);
                *output++ = saturate(scaled);
            }
        }
}

two_neighbours(two_3_3_3_3, 3, 3, 3, 3)

/* biases; pairs of weights, filter by filter: even bytes, odd bytes */
static const int32_t conv_2d_2_weights[123] FLASH = {
     -240748,    95471,  -152142, -7012295,  1048523,  6619130,  -458704, -1638372,  3407824,
     3342312, -3342383, -3080129,  -851893,  2162595, -3604541, -1114203, -3145716,  3473369,
     3801070, -1048629,    65540, -3145728, -6815695,  3473408,  3538944, -5570560, -4521925,
    -3211246,  1966049,  6029310, -8323002, -1441759, -2687020,  2031584, -2097198, -6094823,
     4718566,   524275, -1310710, -3211357, -5046226,  4587475,  5701619,  2031612,  2293779,
    -1769472, -3801064,  2359296, -3932253, -3014656, -2359282, -6619079,   524243,  -196720,
    -1048565,   720857,  2228210,  2555882, -1179677, -3866560,  1966182, -2621521,  -655425,
    -1114198, -1441770,  1245169, -1048668, -4718585, -5111769, -3407872, -7143377,  3407872,
     4587506, -2031616, -1572852, -2949113,  2883564,  5898219, -3211213,  -720856, -2621567,
      917464, -1310767, -1179618,  4128768,  1769461,  -524276, -2490397, -6291400,  3670104,
     -262248, -2293795,  -524296, -2818048, -6160345,  4325376, -1507438, -1310720,   131066,
    -8323001,  3211213,  5832701, -6750144,  -131072,  1310689,  1966038, -2424930, -1310661,
     3473373,  -852007,  -655410, -2949202, -6422482,  3080279, -2031712, -2097157,  1179656,
    -2555904, -5767128,  3866624,  6094843, -5046272, -1179603,
};

/* multiplier, rounding and shift of each filter */
static const int32_t conv_2d_2_steps[9] FLASH = {
    1822963285,      -8160,          6,
    1487368021,      -8160,          6,
    1846570220,      -8160,          6,
};

/* CONV_2D and MAX_POOL_2D, pool2/MaxPool: 1 x 48 x 48 x 3 -> 1 x 22 x 22 x 3
 * An output stands for 0.0104364 * (stored + 128). */
static void conv_2d_2(const int8_t *input, int8_t *output)
{
    enum {
        IN_WIDTH = 48, IN_CHANNELS = 3, OUT_CHANNELS = 3, STRIDE_HEIGHT = 1, STRIDE_WIDTH = 1,
        POOLED_HEIGHT = 22, POOLED_WIDTH = 22, POOL_HEIGHT = 2, POOL_WIDTH = 2, NEXT_ROW = 132,
        SPAN = 720
    };
    int32_t sums[2 * OUT_CHANNELS], largest[OUT_CHANNELS];

    for (index_t top = 0; top < POOLED_HEIGHT * POOL_HEIGHT; top += POOL_HEIGHT)
        for (index_t left = 0; left < POOLED_WIDTH * POOL_WIDTH; left += POOL_WIDTH) {
            for (index_t channel = 0; channel < OUT_CHANNELS; channel++)
                largest[channel] = -2147483647;
            for (index_t y = top; y < top + POOL_HEIGHT; y++)
                for (index_t at = 0; at < POOL_WIDTH; at += 2) {
                    /* If their number is odd, the last place but one is computed twice. */
                    const index_t x = left + (at < POOL_WIDTH - 1 ? at : at - 1);
                    const int8_t *corner =
                        input + (y * STRIDE_HEIGHT * IN_WIDTH + x * STRIDE_WIDTH) * IN_CHANNELS;
                    two_3_3_3_3(corner, conv_2d_2_weights, NEXT_ROW, corner + SPAN, sums);
#pragma GCC unroll 3
                    for (index_t channel = 0; channel < OUT_CHANNELS; channel++) {
                        const int32_t one = sums[2 * channel], other = sums[2 * channel + 1];
                        const int32_t larger = one > other ? one : other;
                        if (larger > largest[channel])
                            largest[channel] = larger;
                    }
                }
            for (index_t channel = 0; channel < OUT_CHANNELS; channel++) {
                const int32_t *steps = conv_2d_2_steps + 3 * channel;
                const int32_t scaled =
                    requantise_doubled(2 * largest[channel], steps[0], steps[1], steps[2]);
                *output++ = saturate(scaled);
            }
        }
}

/* biases; pairs of weights, filter by filter: even bytes, odd bytes */
static const int32_t conv_2d_4_weights[123] FLASH = {
      147564,    64770,   150177,  5046372,  4259815, -3604563, -4652953,  7077937,  3276772,
     2555880, -1703910, -4784039,  5636049,   720875, -1179557, -1376245,  2752582,  4653001,
    -4391007, -1310664,  5701673, -2228224,  3604550,  5308416, -4259937, -1376256,  8323121,
     1835090,  3211242, -3080248, -2621333,  2031629,  1179625,  1638375, -1245201, -2686878,
     6029323,  -524308, -1245150, -1114158,   655413,  5242848, -1507384, -1245190,  1572880,
    -1441792,   720959,  4456448, -3145800, -1114112,  4325409,   327735,  1245151, -2687034,
    -3080098,   524291,   262121,  -458783, -1179690,  -196534,  6946805, -1376262,  -196595,
    -1572938, -1245160,  6422557,  2883582,  -786459,   196603, -1114112,  -655329,  6160384,
     -131083,  -786432,  2228235,  2490464,  3801058, -2097223, -3800989,  2687008,  1179620,
     1966040, -2031626,  -851884,  6553595,   196586,  -589788, -2293792,   262201,  7143458,
     3866617, -1376248,  2228245, -1638400,  1769545,  6225920,  1245163,  -655360,  5570608,
     5374079,  6291432, -6684799, -6487980,  4784180,  2097128,  4390874, -2424802, -2752438,
     6488007,   720878,  -458717, -2097153,  2883680,  6881284,  1441756,  -917497,  2228251,
    -2031616,  3407978,  6291456,  -589864, -1310720,  3866668,
};

/* multiplier, rounding and shift of each filter */
static const int32_t conv_2d_4_steps[9] FLASH = {
    1979704966,     -65280,          9,
    1311429865,     -65280,          9,
    1604226494,     -32640,          8,
};

/* CONV_2D and MAX_POOL_2D, pool3/MaxPool: 1 x 22 x 22 x 3 -> 1 x 9 x 9 x 3
 * An output stands for 0.0127294 * (stored + 128). */
static void conv_2d_4(const int8_t *input, int8_t *output)
{
    enum {
        IN_WIDTH = 22, IN_CHANNELS = 3, OUT_CHANNELS = 3, STRIDE_HEIGHT = 1, STRIDE_WIDTH = 1,
        POOLED_HEIGHT = 9, POOLED_WIDTH = 9, POOL_HEIGHT = 2, POOL_WIDTH = 2, NEXT_ROW = 54,
        SPAN = 330
    };
    int32_t sums[2 * OUT_CHANNELS], largest[OUT_CHANNELS];

    for (index_t top = 0; top < POOLED_HEIGHT * POOL_HEIGHT; top += POOL_HEIGHT)
        for (index_t left = 0; left < POOLED_WIDTH * POOL_WIDTH; left += POOL_WIDTH) {
            for (index_t channel = 0; channel < OUT_CHANNELS; channel++)
                largest[channel] = -2147483647;
            for (index_t y = top; y < top + POOL_HEIGHT; y++)
                for (index_t at = 0; at < POOL_WIDTH; at += 2) {
                    /* If their number is odd, the last place but one is computed twice. */
                    const index_t x = left + (at < POOL_WIDTH - 1 ? at : at - 1);
                    const int8_t *corner =
                        input + (y * STRIDE_HEIGHT * IN_WIDTH + x * STRIDE_WIDTH) * IN_CHANNELS;
                    two_3_3_3_3(corner, conv_2d_4_weights, NEXT_ROW, corner + SPAN, sums);
#pragma GCC unroll 3
                    for (index_t channel = 0; channel < OUT_CHANNELS; channel++) {
                        const int32_t one = sums[2 * channel], other = sums[2 * channel + 1];
                        const int32_t larger = one > other ? one : other;
                        if (larger > largest[channel])
                            largest[channel] = larger;
                    }
                }
            for (index_t channel = 0; channel < OUT_CHANNELS; channel++) {
                const int32_t *steps = conv_2d_4_steps + 3 * channel;
                const int32_t scaled =
                    requantise_doubled(2 * largest[channel], steps[0], steps[1], steps[2]);
                *output++ = saturate(scaled);
            }
        }
}

/* CONV_2D with up to three filters, at two neighbouring places of the image at a time.
 *
 * So few filters do not repay windows that are unpacked in memory: each row is unpacked on the
 * way, for both places, and the weights are pairs of 16 bits. The zero point's share of each sum,
 * -zero point * sum(weight), is already in the bias, which stands in front of the weights. */

/* biases; pairs of weights, filter by filter: even bytes, odd bytes */
static const int32_t conv_2d_6_weights[123] FLASH = {
      103866,   206267,    92985,  4456532,  2162665, -8257637, -2031500,  2752530,  1966038,
     1966069,  -589812,   196695,  3669966,  1966056, -1048508,  -917505,  -196579,  2621441,
     -786440, -1966016,  5046307,  -262144,   393254,  3538944, -2883620, -1507328,  8323127,
      262209,   327658, -3211306,  1114216,   983055,      -28,   327673,   524235,  3080259,
     2424859,  -131087,  -327673,  -393280, -3211249,  2490437,  3276829, -1245187,   720898,
     -524288,  -524244,  3997696,   786434, -1638400,  5242912,   524349,   458737, -1900573,
     2424916,  2162702,   524271,   196594,  -524324,  3604530,  2490405,  -458761,  -262120,
     -327711, -1769460,  2883663,  3735592,  -851962,  -131082,  -917504,  2097202,  4128768,
     1966096,  -983040,  3211276,  2752584,   458728, -1703968,  1048660,  1900539,   786427,
     -262164, -1310739,  3014711,  2818080,   524275, -1310692,  -851990,  -196590,  3211329,
     3604516, -1376237,   262146, -1179648,  2818094,  4915200,  1769485,  -458752,  2228233,
     4980863,  4980689, -4128845, -2621364,  -786462,  1179643,  4849627, -2424807, -1834958,
     3735533,  2621427, -1376224, -2097134,  3211364,  4784129,   786413, -2293726,  2031652,
    -1703936,  5439603,  5767168,  -917536, -1048576,  2555936,
};

/* multiplier, rounding and shift of each filter */
static const int32_t conv_2d_6_steps[9] FLASH = {
    2101052258,    -130560,         10,
    1800934821,    -130560,         10,
    1658692743,     -65280,          9,
};

/* CONV_2D, conv4/Relu: 1 x 9 x 9 x 3 -> 1 x 5 x 5 x 3
 * An output stands for 0.0344555 * (stored + 128). */
static void conv_2d_6(const int8_t *input, int8_t *output)
{
    enum {
        IN_WIDTH = 9, IN_CHANNELS = 3, OUT_HEIGHT = 5, OUT_WIDTH = 5, OUT_CHANNELS = 3,
        STRIDE_HEIGHT = 1, STRIDE_WIDTH = 1, NEXT_ROW = 15, SPAN = 135
    };
    int32_t sums[2 * OUT_CHANNELS];

    for (index_t y = 0; y < OUT_HEIGHT; y++)
        for (index_t x = 0; x < OUT_WIDTH; x += 2) {
            /* If their number is odd, the last place but one is computed twice. */
            const index_t left = x < OUT_WIDTH - 1 ? x : x - 1;
            const int8_t *corner =
                input + (y * STRIDE_HEIGHT * IN_WIDTH + left * STRIDE_WIDTH) * IN_CHANNELS;
            two_3_3_3_3(corner, conv_2d_6_weights, NEXT_ROW, corner + SPAN, sums);
            for (index_t i = 0; i < 2 * OUT_CHANNELS; i++) {
                const int32_t *steps = conv_2d_6_steps + i / 2 * 3;
                const int32_t scaled =
                    requantise_doubled(2 * sums[i], steps[0], steps[1], steps[2]);
                const index_t place = y * OUT_WIDTH + left + i % 2;
                output[place * OUT_CHANNELS + i / 2] = saturate(scaled);
            }
        }
}

/* FULLY_CONNECTED, four outputs side by side.
 *
 * A word of the input holds four numbers. Two instructions unpack it into two pairs of 16 bits,
 * the even bytes and the odd ones; a word of weights is unpacked the same way, and SMLAD makes
 * two products and two additions of a pair of each. The unpacked inputs serve four outputs
 * before the next word is loaded. A weight is used once only, so weights stay bytes, in the
 * order in which they are read: four of each of four rows in turn.
 *
 * The zero point's share of each sum, -zero point * sum(weight), is already in the bias. */

/* bias, less the input's zero point times all weights */
static const int32_t fully_connected_8_bias[4] FLASH = {
    -53658,    107,  16171,      0,
};

/* four weights of each of 4 outputs in turn, a word each */
static const int32_t fully_connected_8_weights[76] FLASH = {
      689611342,  -689054718,  -155577142,           0,  -405199134,   371928511,  1393274144,
              0,   752090321,   355138265, -1189487146,           0,   526240024,   487384845,
      382805775,           0,  -877269300,  -186522399,  1260310305,           0,   449243127,
     -247671831,  1561322226,           0,   263183789,   421976062,   757261116,           0,
    -1187165669,  -439028438,   267879405,           0, -1173826370,   205006356,  1357719013,
              0,  -536409080, -1462364922,   829824780,           0,   536088805,   404411624,
     1224604936,           0,  -876593382,    46736171,  -397023760,           0,   384827169,
      700655629,  -178783233,           0,   -30271812,   287388733,   419846651,           0,
     1056324807,  -369479679, -1525103047,           0,   906674274,  -214377431, -1510927667,
              0,   115586263, -1059132651,    84861742,           0,  -807660262,   -47122714,
     -316166349,           0,   822159872,    14541824, -1593147136,           0,
};

/* FULLY_CONNECTED, classes/MatMul: 1 x 75 -> 1 x 3
 * An output stands for 0.102969 * (stored - 30). */
static void fully_connected_8(const int8_t *input, int8_t *output)
{
    enum { INPUTS = 75, OUTPUTS = 3, OUTPUT_OFFSET = 30, LOW = -128, HIGH = 127, QUADS = 18 };
    const int32_t *weight = fully_connected_8_weights;

    for (index_t first = 0; first < OUTPUTS; first += 4) {
        int32_t sum[4];
        for (index_t lane = 0; lane < 4; lane++)
            sum[lane] = READ32(fully_connected_8_bias, first + lane);
        dot_four_lanes(input, weight, QUADS, sum);
        weight += 4 * QUADS;
        /* The last numbers once more, with weights of 0 for those that were counted. */
        dot_four_lanes(input + INPUTS - 4, weight, 1, sum);
        weight += 4;
        for (index_t channel = first; channel < first + 4; channel++) {
            if (channel == OUTPUTS)
                break;
            const int32_t scaled = requantise(sum[channel - first], 1626921141, 9);
            output[channel] = clamp(scaled + OUTPUT_OFFSET, LOW, HIGH);
        }
    }
}

/* SOFTMAX: probabilities that add up to 1, in proportion to exp(beta * input).
 *
 * Only differences from the largest input matter, because a factor that all have in common
 * cancels out: exp(beta * (input - largest)) is never above 1. An int8 lies 0 to 255 steps
 * below the largest, and the exponentials of these 256 differences are in a table, in units of
 * 2^-31. They are added up in units of 2^-19, so that 4096 of them fit into 32 bits. The output
 * has the scale 1/256 and the zero point -128. */

/* exp(-beta * scale * difference) for differences of 0 to 255, times 2^31 */
static const int32_t softmax_9_exponentials[256] FLASH = {
    2147483647, 1937362335, 1747800473, 1576786240, 1422505036, 1283319358, 1157752655,
    1044472005,  942275193,  850077942,  766901709,  691863977,  624168390,  563096324,
     507999966,  458294509,  413452528,  372998032,  336501981,  303576833,  273873237,
     247076014,  222900745,  201090965,  181415161,  163664516,  147650703,  133203759,
     120170396,  108412297,   97804641,   88234912,   79601532,   71812893,   64786321,
      58447293,   52728498,   47569257,   42914826,   38715805,   34927647,   31510141,
      28427018,   25645566,   23136265,   20872490,   18830217,   16987765,   15325591,
      13826052,   12473238,   11252787,   10151756,    9158454,    8262341,    7453910,
       6724578,    6066610,    5473021,    4937511,    4454398,    4018556,    3625359,
       3270635,    2950618,    2661914,    2401458,    2166486,    1954505,    1763266,
       1590739,    1435093,    1294675,    1167997,    1053714,     950613,     857600,
        773688,     697987,     629692,     568080,     512496,     462350,     417111,
        376299,     339480,     306263,     276297,     249263,     224873,     202871,
        183021,     165113,     148957,     134383,     121234,     109372,      98670,
         89016,      80306,      72448,      65360,      58965,      53195,      47990,
         43295,      39058,      35237,      31789,      28679,      25873,      23341,
         21057,      18997,      17138,      15461,      13948,      12584,      11352,
         10242,       9240,       8335,       7520,       6784,       6120,       5521,
          4981,       4494,       4054,       3657,       3300,       2977,       2685,
          2423,       2186,       1972,       1779,       1605,       1448,       1306,
          1178,       1063,        959,        865,        781,        704,        635,
           573,        517,        466,        421,        380,        342,        309,
           279,        251,        227,        205,        185,        167,        150,
           136,        122,        110,        100,         90,         81,         73,
            66,         60,         54,         48,         44,         39,         36,
            32,         29,         26,         24,         21,         19,         17,
            16,         14,         13,         11,         10,          9,          8,
             8,          7,          6,          6,          5,          5,          4,
             4,          3,          3,          3,          2,          2,          2,
             2,          2,          1,          1,          1,          1,          1,
             1,          1,          1,          1,          1,          1,          0,
             0,          0,          0,          0,          0,          0,          0,
             0,          0,          0,          0,          0,          0,          0,
             0,          0,          0,          0,          0,          0,          0,
             0,          0,          0,          0,          0,          0,          0,
             0,          0,          0,          0,          0,          0,          0,
             0,          0,          0,          0,
};

/* SOFTMAX, StatefulPartitionedCall:0: 1 x 3 -> 1 x 3
 * An output stands for 0.00390625 * (stored + 128). */
static void softmax_9(const int8_t *input, int8_t *output)
{
    enum { ROWS = 1, DEPTH = 3 };

    for (index_t row = 0; row < ROWS; row++) {
        int8_t largest = -128;
        for (index_t i = 0; i < DEPTH; i++)
            if (input[i] > largest)
                largest = input[i];

        int32_t sum = 0;
        for (index_t i = 0; i < DEPTH; i++) {
            const uint32_t exponential = READ32(softmax_9_exponentials, largest - input[i]);
            sum += (exponential + 2048) >> 12; /* rounded */
        }

        int8_t exponent;
        const int32_t scale = reciprocal(sum, &exponent);
        for (index_t i = 0; i < DEPTH; i++) {
            const int32_t exponential = READ32(softmax_9_exponentials, largest - input[i]);
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
    return 10000;
}

const int8_t *model_output(int i)
{
    (void)i; /* there is only one */
    return TENSOR_21;
}

unsigned long model_output_bytes(int i)
{
    (void)i; /* there is only one */
    return 3;
}

#ifdef MODEL_TRACE
#define TRACE(tensor, bytes) model_trace(tensor, TENSOR_##tensor, bytes)
#else
#define TRACE(tensor, bytes)
#endif

void model_invoke(void)
{
    conv_2d_0(TENSOR_0, TENSOR_13);
    TRACE(13, 6912UL);
    conv_2d_2(TENSOR_13, TENSOR_15);
    TRACE(15, 1452UL);
    conv_2d_4(TENSOR_15, TENSOR_17);
    TRACE(17, 243UL);
    conv_2d_6(TENSOR_17, TENSOR_18);
    TRACE(18, 75UL);
    /* RESHAPE: the numbers stay where they are. */
    TRACE(19, 75UL);
    fully_connected_8(TENSOR_19, TENSOR_20);
    TRACE(20, 3UL);
    softmax_9(TENSOR_20, TENSOR_21);
    TRACE(21, 3UL);
}
