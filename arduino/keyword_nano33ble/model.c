/* spoken_digits_int8 as C, made by tinyml-kit (cortex_m4).
 *
 *   input                    -> 1 x 49 x 40 x 1 int8, serving_default_input:0
 *   CONV_2D                  -> 1 x 25 x 20 x 20 int8, conv_relu/Relu
 *   DEPTHWISE_CONV_2D        -> 1 x 13 x 10 x 20 int8, depthwise1_relu/Relu
 *   CONV_2D                  -> 1 x 13 x 10 x 40 int8, pointwise1_relu/Relu
 *   DEPTHWISE_CONV_2D        -> 1 x 13 x 10 x 40 int8, depthwise2_relu/Relu
 *   CONV_2D                  -> 1 x 13 x 10 x 40 int8, pointwise2_relu/Relu
 *   DEPTHWISE_CONV_2D        -> 1 x 7 x 5 x 40 int8, depthwise3_relu/Relu
 *   CONV_2D                  -> 1 x 7 x 5 x 40 int8, pointwise3_relu/Relu
 *   DEPTHWISE_CONV_2D        -> 1 x 7 x 5 x 40 int8, depthwise4_relu/Relu
 *   CONV_2D                  -> 1 x 7 x 5 x 40 int8, pointwise4_relu/Relu
 *   MEAN                     -> 1 x 40 int8, average/Mean
 *   FULLY_CONNECTED          -> 1 x 11 int8, words/MatMul
 *   SOFTMAX                  -> 1 x 11 int8, StatefulPartitionedCall:0
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

/* Two places of an image by all filters of a layer, four filters at a time.
 *
 * pairs      what the two windows hold, in numbers of 16 bits: a word is two numbers of the first
 *            window, the next word the same two of the second; `words` of each
 * block      what the next four filters need, in the order in which it is read: four starting
 *            values, 2 * words of weights, and multiplier, rounding and shift of each filter
 * end        of the last block
 * first, second   where the outputs for the two places go
 *
 * A halfword of weights holds two filters' weights, v = 256 * a + b. With the inputs x, SMLAD
 * on v adds up both = 256 * A + B, A and B being the sums of x * a and x * b. SXTB16 takes b alone
 * out of v, and SMLAD on that adds up B. So A = (both - B) / 256, which is exact even if `both`
 * overflows, as long as A fits into 24 bits: the layer's weights prove that it does. So flash
 * holds a byte for each weight, although the core multiplies numbers of 16 bits.
 *
 * The loop takes 12 instructions for 16 products. The registers:
 *   r0 pairs, r1 block, r2 and r3 a pair of each place, r12 and lr weights of two filters each
 *   r4, r5    256 * A + B of filters 1 and 0, for the first and the second place
 *   r6, r7    the same of filters 3 and 2
 *   r8, r9    B of filter 0        r10, r11   B of filter 2
 * All 14 are in use: what else is needed lies on the stack, and so the function is written as a
 * whole (`naked`). On the stack:
 *   sp        pairs, and their end, to which r0 is compared
 *   sp + 8    where the loop is entered: it makes 8 steps a turn, the first turn what is left over
 *   sp + 12   first and second
 *   sp + 56   words and end, as the caller left them */
#if defined(__ARM_FEATURE_SIMD32)
#define STEP \
    "ldrd   r2, r3, [r0], #8\n\t" \
    "ldrd   r12, lr, [r1], #8\n\t" \
    "smlad  r4, r2, r12, r4\n\t" \
    "smlad  r5, r3, r12, r5\n\t" \
    "smlad  r6, r2, lr, r6\n\t" \
    "smlad  r7, r3, lr, r7\n\t" \
    "sxtb16 r12, r12\n\t" \
    "sxtb16 lr, lr\n\t" \
    "smlad  r8, r2, r12, r8\n\t" \
    "smlad  r9, r3, r12, r9\n\t" \
    "smlad  r10, r2, lr, r10\n\t" \
    "smlad  r11, r3, lr, r11\n\t"
/* From a doubled sum to an output: see requantise_doubled. */
#define OUTPUT(sum) \
    "add    r0, r3, " sum ", asr #31\n\t" \
    "smmlar " sum ", " sum ", r2, r0\n\t" \
    "asr    " sum ", " sum ", r12\n\t" \
    "ssat   " sum ", #8, " sum "\n\t"
/* Two outputs of a filter whose sums are A, with 256 * A in the registers, and of one with B. */
#define OUTPUTS_A(one, other) \
    "ldm    r1!, {r2, r3, r12}\n\t" \
    "asr    " one ", " one ", #7\n\t" OUTPUT(one) \
    "asr    " other ", " other ", #7\n\t" OUTPUT(other)
#define OUTPUTS_B(one, other) \
    "ldm    r1!, {r2, r3, r12}\n\t" \
    "lsl    " one ", " one ", #1\n\t" OUTPUT(one) \
    "lsl    " other ", " other ", #1\n\t" OUTPUT(other)

__attribute__((naked, noinline)) static void convolve_2_by_4(const uint32_t *pairs,
    const int32_t *block, int8_t *first, int8_t *second, index_t words, const int32_t *end)
{
    __asm("push   {r2-r11, lr}\n\t"
          "sub    sp, #12\n\t"
          "ldr    r4, [sp, #56]\n\t"
          "add    r5, r0, r4, lsl #3\n\t"
          /* A step is 48 bytes of code. */
          "rsb    r4, r4, #0\n\t"
          "and    r4, r4, #7\n\t"
          "add    r4, r4, r4, lsl #1\n\t"
          "adr    r6, 2f + 1\n\t"
          "add    r6, r6, r4, lsl #4\n\t"
          "stm    sp, {r0, r5, r6}\n"
          "1:\n\t"
          "ldr    r0, [sp]\n\t"
          "ldm    r1!, {r4, r6, r8, r10}\n\t"
          "mov    r5, r4\n\t"
          "mov    r7, r6\n\t"
          "mov    r9, r8\n\t"
          "mov    r11, r10\n\t"
          "ldr    pc, [sp, #8]\n\t"
          ".align 2\n"
          "2:\n\t" STEP STEP STEP STEP STEP STEP STEP STEP
          "ldr    r2, [sp, #4]\n\t"
          "cmp    r0, r2\n\t"
          "bne    2b\n\t"
          "sub    r4, r8\n\t"
          "sub    r5, r9\n\t"
          "sub    r6, r10\n\t"
          "sub    r7, r11\n\t"
          OUTPUTS_B("r8", "r9")
          OUTPUTS_A("r4", "r5")
          OUTPUTS_B("r10", "r11")
          OUTPUTS_A("r6", "r7")
          "ldrd   r2, r3, [sp, #12]\n\t"
          "strb   r8, [r2], #1\n\t"
          "strb   r4, [r2], #1\n\t"
          "strb   r10, [r2], #1\n\t"
          "strb   r6, [r2], #1\n\t"
          "strb   r9, [r3], #1\n\t"
          "strb   r5, [r3], #1\n\t"
          "strb   r11, [r3], #1\n\t"
          "strb   r7, [r3], #1\n\t"
          "strd   r2, r3, [sp, #12]\n\t"
          "ldr    r0, [sp, #60]\n\t"
          "cmp    r1, r0\n\t"
          "bne    1b\n\t"
          "add    sp, #20\n\t"
          "pop    {r4-r11, pc}");
}
#undef STEP
#undef OUTPUT
#undef OUTPUTS_A
#undef OUTPUTS_B
#else
static void convolve_2_by_4(const uint32_t *pairs, const int32_t *block, int8_t *first,
    int8_t *second, index_t words, const int32_t *end)
{
    while (block != end) {
        const int32_t *start = block, *weights = block + 4, *steps = weights + 2 * words;
        for (index_t filter = 0; filter < 4; filter += 2, steps += 6)
            for (index_t place = 0; place < 2; place++) {
                int32_t both = start[filter / 2], low = start[2 + filter / 2];
                for (index_t word = 0; word < words; word++) {
                    const uint32_t pair = pairs[2 * word + place];
                    const uint32_t weight = (uint32_t)weights[2 * word + filter / 2];
                    both = smlad(pair, weight, both);
                    low = smlad(pair, even_bytes(weight), low);
                }
                const int32_t high = (int32_t)((uint32_t)both - (uint32_t)low) >> 7;
                int8_t *output = (place ? second : first) + filter;
                low = requantise_doubled(2 * low, steps[0], steps[1], steps[2]);
                output[0] = clamp(low, -128, 127);
                output[1] = clamp(
                    requantise_doubled(high, steps[3], steps[4], steps[5]), -128, 127);
            }
        block = steps;
        first += 4;
        second += 4;
    }
}
#endif

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

/* sum + low half of a * low half of b, as the instruction of that name. */
static inline int32_t smlabb(uint32_t a, uint32_t b, int32_t sum)
{
    /* Unsigned numbers wrap around, as the instruction does; signed ones must not in C. */
    return (int32_t)((uint32_t)sum + (uint32_t)((int16_t)a * (int16_t)b));
}

/* sum + high half of a * high half of b, as the instruction of that name. */
static inline int32_t smlatt(uint32_t a, uint32_t b, int32_t sum)
{
    /* Unsigned numbers wrap around, as the instruction does; signed ones must not in C. */
    return (int32_t)((uint32_t)sum + (uint32_t)((int16_t)(a >> 16) * (int16_t)(b >> 16)));
}

/* One place of an image by the filters of all channels, four channels at a time.
 *
 * taps     the addresses of the pixels under the filter; their number, `count`, is even or, as
 *          for 3 * 3 taps, 1 more than a multiple of 8
 * block    what the next four channels need, in the order in which it is read: the first of them;
 *          their biases; two words of weights for each tap; multiplier, rounding and shift of each
 * end      of the last block
 *
 * A pixel's channels lie side by side, so a word holds four of them. SXTB16 makes two pairs of 16
 * bits of it, channels 0 and 2 and channels 1 and 3, which meet the same pairs of weights. As each
 * channel has a sum of its own, an instruction multiplies one half only (SMLABB, SMLATT). Weights
 * and biases are doubled, and so are the sums, as `requantise_doubled` needs them.
 *
 * Two taps take 16 instructions for 8 products. The registers:
 *   r0 taps, r1 block, r2 first channel, r4 to r7 the sums
 *   r3, r12   two addresses, then what lies there, then channels 1 and 3
 *   lr        channels 0 and 2        r8 to r11   weights of two taps
 * All 14 are in use, so the function is written as a whole (`naked`). On the stack:
 *   sp        taps, and their end, to which r0 is compared
 *   sp + 8    where the loop is entered: it takes 8 taps a turn, the first turn what is left over
 *   sp + 12   end and output
 *   sp + 56   count, as the caller left it */
#if defined(__ARM_FEATURE_SIMD32)
#define FOUR_PRODUCTS(four, even_weights, odd_weights) \
    "ldr.w  " four ", [" four ", r2]\n\t" \
    "sxtb16 lr, " four "\n\t" \
    "sxtb16 " four ", " four ", ror #8\n\t" \
    "smlabb r4, lr, " even_weights ", r4\n\t" \
    "smlabb r5, " four ", " odd_weights ", r5\n\t" \
    "smlatt r6, lr, " even_weights ", r6\n\t" \
    "smlatt r7, " four ", " odd_weights ", r7\n\t"
#define TAP \
    "ldr    r3, [r0], #4\n\t" \
    "ldrd   r8, r9, [r1], #8\n\t" FOUR_PRODUCTS("r3", "r8", "r9")
#define TWO_TAPS \
    "ldrd   r3, r12, [r0], #8\n\t" \
    "ldm    r1!, {r8-r11}\n\t" FOUR_PRODUCTS("r3", "r8", "r9") FOUR_PRODUCTS("r12", "r10", "r11")
/* From a doubled sum to an output: see requantise_doubled. */
#define OUTPUT(sum, channel) \
    "ldm    r1!, {r8, r9, r10}\n\t" \
    "add    r9, r9, " sum ", asr #31\n\t" \
    "smmlar " sum ", " sum ", r8, r9\n\t" \
    "asr    " sum ", " sum ", r10\n\t" \
    "ssat   " sum ", #8, " sum "\n\t" \
    "strb   " sum ", [r3, #" channel "]\n\t"

__attribute__((naked, noinline)) static void depthwise_fours(const int8_t *const *taps,
    const int32_t *block, const int32_t *end, int8_t *output, index_t count)
{
    __asm("push   {r2-r11, lr}\n\t"
          "sub    sp, #12\n\t"
          "ldr    r4, [sp, #56]\n\t"
          "add    r5, r0, r4, lsl #2\n\t"
          "adr    r6, 2f + 1\n\t"
          /* An odd tap comes first; its code, in front of the loop, has 36 bytes. Without one, the
           * first turn leaves out what 8 taps have more; two taps have 64 bytes. */
          "tst    r4, #1\n\t"
          "rsb    r4, r4, #0\n\t"
          "and    r4, r4, #6\n\t"
          "ite    ne\n\t"
          "subne  r6, #36\n\t"
          "addeq  r6, r6, r4, lsl #5\n\t"
          "stm    sp, {r0, r5, r6}\n"
          "1:\n\t"
          "ldm    r1!, {r2, r4-r7}\n\t"
          "ldr    pc, [sp, #8]\n\t"
          ".align 2\n\t" TAP
          "2:\n\t" TWO_TAPS TWO_TAPS TWO_TAPS TWO_TAPS
          "ldr    r3, [sp, #4]\n\t"
          "cmp    r0, r3\n\t"
          "bne    2b\n\t"
          "ldr    r3, [sp, #16]\n\t"
          "add    r3, r2\n\t"
          OUTPUT("r4", "0")
          OUTPUT("r5", "1")
          OUTPUT("r6", "2")
          OUTPUT("r7", "3")
          "ldr    r3, [sp, #12]\n\t"
          "ldr    r0, [sp]\n\t"
          "cmp    r1, r3\n\t"
          "bne    1b\n\t"
          "add    sp, #20\n\t"
          "pop    {r4-r11, pc}");
}
#undef FOUR_PRODUCTS
#undef TAP
#undef TWO_TAPS
#undef OUTPUT
#else
static void depthwise_fours(const int8_t *const *taps, const int32_t *block, const int32_t *end,
    int8_t *output, index_t count)
{
    while (block != end) {
        const int32_t first = block[0], *weights = block + 5, *steps = weights + 2 * count;
        int32_t sum[4];
        memcpy(sum, block + 1, sizeof sum);
        for (index_t tap = 0; tap < count; tap++, weights += 2) {
            const uint32_t four = load_four(taps[tap] + first);
            const uint32_t even = even_bytes(four), odd = odd_bytes(four);
            sum[0] = smlabb(even, (uint32_t)weights[0], sum[0]);
            sum[1] = smlabb(odd, (uint32_t)weights[1], sum[1]);
            sum[2] = smlatt(even, (uint32_t)weights[0], sum[2]);
            sum[3] = smlatt(odd, (uint32_t)weights[1], sum[3]);
        }
        for (index_t channel = 0; channel < 4; channel++, steps += 3)
            output[first + channel] = clamp(
                requantise_doubled(sum[channel], steps[0], steps[1], steps[2]), -128, 127);
        block = steps;
    }
}
#endif

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

/* An exponential's share of a sum, in units of 1/256, with what `reciprocal` found for the sum. */
static inline int16_t share(int32_t exponential, int32_t scale, int8_t exponent)
{
    return (int16_t)requantise(exponential, scale, exponent);
}

/* Unpacks fours of numbers from two places into pairs of 16 bits, as SMLAD multiplies them: the
 * even bytes of the first place, of the second, the odd bytes of the first, of the second; returns
 * where the next pair goes. `fours` is at least 1.
 *
 * Nine instructions for eight numbers, because one stores four words. A compiler does not choose
 * neighbouring registers for that; so it is written as a whole (`naked`). */
#if defined(__ARM_FEATURE_SIMD32)
__attribute__((naked, noinline)) static uint32_t *unpack_fours(
    const int8_t *first, const int8_t *second, index_t fours, uint32_t *pairs)
{
    __asm("push   {r4-r7}\n"
          "1:\n\t"
          "ldr    r4, [r0], #4\n\t"
          "ldr    r5, [r1], #4\n\t"
          "sxtb16 r6, r4, ror #8\n\t"
          "sxtb16 r7, r5, ror #8\n\t"
          "sxtb16 r4, r4\n\t"
          "sxtb16 r5, r5\n\t"
          "stm    r3!, {r4-r7}\n\t"
          "subs   r2, #1\n\t"
          "bne    1b\n\t"
          "mov    r0, r3\n\t"
          "pop    {r4-r7}\n\t"
          "bx     lr");
}
#else
static uint32_t *unpack_fours(
    const int8_t *first, const int8_t *second, index_t fours, uint32_t *pairs)
{
    for (; fours; fours--, first += 4, second += 4) {
        *pairs++ = even_bytes(load_four(first));
        *pairs++ = even_bytes(load_four(second));
        *pairs++ = odd_bytes(load_four(first));
        *pairs++ = odd_bytes(load_four(second));
    }
    return pairs;
}
#endif

/* The memory of all tensors; those never needed at the same time share it. */
static int8_t arena[MODEL_ARENA_BYTES];
#define TENSOR_0 (arena + 10000) /* 1 x 49 x 40 x 1 int8, serving_default_input:0 */
#define TENSOR_22 (arena + 0) /* 1 x 25 x 20 x 20 int8, conv_relu/Relu */
#define TENSOR_23 (arena + 10000) /* 1 x 13 x 10 x 20 int8, depthwise1_relu/Relu */
#define TENSOR_24 (arena + 0) /* 1 x 13 x 10 x 40 int8, pointwise1_relu/Relu */
#define TENSOR_25 (arena + 5200) /* 1 x 13 x 10 x 40 int8, depthwise2_relu/Relu */
#define TENSOR_26 (arena + 0) /* 1 x 13 x 10 x 40 int8, pointwise2_relu/Relu */
#define TENSOR_27 (arena + 5200) /* 1 x 7 x 5 x 40 int8, depthwise3_relu/Relu */
#define TENSOR_28 (arena + 0) /* 1 x 7 x 5 x 40 int8, pointwise3_relu/Relu */
#define TENSOR_29 (arena + 1400) /* 1 x 7 x 5 x 40 int8, depthwise4_relu/Relu */
#define TENSOR_30 (arena + 0) /* 1 x 7 x 5 x 40 int8, pointwise4_relu/Relu */
#define TENSOR_31 (arena + 1400) /* 1 x 40 int8, average/Mean */
#define TENSOR_32 (arena + 0) /* 1 x 11 int8, words/MatMul */
#define TENSOR_33 (arena + 0) /* 1 x 11 int8, StatefulPartitionedCall:0 */

/* CONV_2D, two places of the image by four filters at a time.
 *
 * The windows of two places are unpacked into pairs of 16 bits, as SMLAD multiplies them, once for
 * all filters. A block of constants holds what four filters need. With the weights come, for each
 * filter, the bias, and three numbers that lead from its sum to the output. The zero point's share
 * of a sum, -zero point * sum(weight), is already in the bias. */

/* for each four filters: biases, 256 times the one of a second filter more than that of a first
 * and those of the first ones; weights, likewise two filters in a halfword; and the multiplier,
 * rounding and shift of each filter */
static const int32_t conv_2d_0_blocks[230] FLASH = {
        5923855,    -4024879,     -110065,      -64303,  1324724908,  1624920489,   286581474,
      520829057,  -130940928,  1189937152,  1318367418,   756103585,    50070763,  1862038154,
      218431488,   842596352,  2127620275,   -23153525,   316559065,  -118430285,      262144,
     -400752640,  1071448768, -1528003867,    31079330, -2133281825,  -623378432, -1341128704,
       -4384383, -1192301565,   185536458, -1108099539,  -905379840, -1076625408,  2051029799,
        -261120,          11,  1396018311,      -32640,           8,  2030394011,     -130560,
             10,  1456656795,      -65280,           9,
      -17799157,    -3264773,        5387,     -172805,  -165665595,  -438310645,  -201462718,
      885448408,   -51707904,   534511616,  -382469330,   364773325,  -640042369,  2125006529,
       65798144,   566099968, -1191899114,   179633639,  -641422791,   396622721,  -673382400,
     -506331136,  -387651066,    -6219768,  -824868580,   145819016, -1239678976,  -638320640,
     -268895449,    60687136,   217505273,  -188676967,   120324096,   -70385664,  1117569687,
         -32640,           8,  1854180754,     -130560,          10,  1425653637,     -261120,
             11,  1304427047,      -65280,           9,
      -15416044,    -1860964,      -44780,      -41828, -1075898051,   472974885, -1160309273,
     -365493681, -1191313408,  -515309568,  -673580813,  2130773017, -1043334948,   351410192,
     -658898944,    47972352, -1332177023,   243397837,  -307632758,    -4720499,  -290193408,
     -222953472,  -264722415,  -321851225,  -317594876,    81721738,  1092550656,   229244928,
     -398556904,  -150077750,    73193036,    16251644,   741801984,   183304192,  1946089914,
        -130560,          10,  1152926937,      -65280,           9,  2130600113,     -130560,
             10,  2010998558,      -65280,           9,
      -10136124,     7297923,     -127804,       -2941, -1877027523, -1442518796,  -785983955,
    -1828600843,  -724369408, -1476395008, -1713274562,   688396531,  -391667678,   385085933,
      -54591488,   134873088,   111531044,  1258186494,    77404318,  1860457481,   897843200,
     2129461248,  -544348453,   203688698,   847700721,  1626608131,   665387008,  1340080128,
     -377367377, -1149257215,   300017318,  -298126799,  1826029568,   -64618496,  1807260768,
        -261120,          11,  1265928497,      -65280,           9,  1904165720,      -65280,
              9,  1482941695,      -65280,           9,
      -16806509,      326852,       -2157,       -9788, -1210798271,  2131228421,  -387262196,
     1274883325,  -752812032,   653787136, -1264209291,   486336763, -1040451257,  -101119748,
    -2132082688,      655360,   247988329,    17423876,  -456669895,   185270530, -1415970816,
      -42008576,  -472254081,   200147709,  -372898494,   268367615,  -255918080,     1245184,
      386081084,   100204029,  -789456614,  -150669304,  -793968640,   251461632,  1880146054,
         -65280,           9,  1100830777,      -65280,           9,  1870653047,      -65280,
              9,  1508888566,      -65280,           9,
};

/* Copies the window whose corner is at (top, left) into one run of numbers. What lies outside
 * the image is 0, which is stored as ZERO_POINT. */
static void conv_2d_0_window(const int8_t *input, index_t top, index_t left,
                               int8_t *window)
{
    enum {
        IN_HEIGHT = 49, IN_WIDTH = 40, IN_CHANNELS = 1, FILTER_HEIGHT = 5, FILTER_WIDTH = 5,
        DILATION_HEIGHT = 1, DILATION_WIDTH = 1, ZERO_POINT = 0
    };

    for (index_t row = 0; row < FILTER_HEIGHT; row++) {
        const index_t y = top + row * DILATION_HEIGHT;
        for (index_t column = 0; column < FILTER_WIDTH; column++) {
            const index_t x = left + column * DILATION_WIDTH;
            if (y >= 0 && y < IN_HEIGHT && x >= 0 && x < IN_WIDTH)
                memcpy(window, input + (y * IN_WIDTH + x) * IN_CHANNELS, IN_CHANNELS);
            else
                memset(window, ZERO_POINT, IN_CHANNELS);
            window += IN_CHANNELS;
        }
    }
}
/* Unpacks the windows of two places, (y, x) and (other_y, other_x), into pairs of 16 bits. */
static void conv_2d_0_unpack(const int8_t *input, index_t y, index_t x, index_t other_y,
    index_t other_x, uint32_t *pairs)
{
    enum {
        IN_HEIGHT = 49, IN_WIDTH = 40, IN_CHANNELS = 1, FILTER_HEIGHT = 5, FILTER_WIDTH = 5,
        STRIDE_HEIGHT = 2, STRIDE_WIDTH = 2, PAD_TOP = 2, PAD_LEFT = 1, ROWS = 5, RUN = 5,
        QUADS = 1, WINDOW_SIZE = 25
    };
    const int8_t *rows[2];
    index_t steps[2];
    int8_t windows[2][WINDOW_SIZE];

    for (index_t place = 0; place < 2; place++, y = other_y, x = other_x) {
        int8_t *window = windows[place];
        /* Only a window that reaches over the edge is copied, with the padding. */
        const index_t in_y = y * STRIDE_HEIGHT - PAD_TOP, in_x = x * STRIDE_WIDTH - PAD_LEFT;
        const int inside = in_y >= 0 && in_y <= IN_HEIGHT - FILTER_HEIGHT && in_x >= 0 &&
            in_x <= IN_WIDTH - FILTER_WIDTH;
        const index_t step = inside ? IN_WIDTH * IN_CHANNELS : RUN;
        const int8_t *corner = inside ? input + (in_y * IN_WIDTH + in_x) * IN_CHANNELS : window;
        if (!inside)
            conv_2d_0_window(input, in_y, in_x, window);
        rows[place] = corner;
        steps[place] = step;
    }
    for (index_t row = 0; row < ROWS; row++) {
        pairs = unpack_fours(rows[0], rows[1], QUADS, pairs);
        /* One number is left, and it is the last of the odd bytes. */
        *pairs++ = odd_bytes(load_four(rows[0] + RUN - 4));
        *pairs++ = odd_bytes(load_four(rows[1] + RUN - 4));
        rows[0] += steps[0];
        rows[1] += steps[1];
    }
}

/* CONV_2D, conv_relu/Relu: 1 x 49 x 40 x 1 -> 1 x 25 x 20 x 20
 * An output stands for 0.0199688 * (stored + 128). */
static void conv_2d_0(const int8_t *input, int8_t *output)
{
    enum { OUT_WIDTH = 20, OUT_CHANNELS = 20, WORDS = 15, BLOCKS_SIZE = 230, PLACES = 500 };
    uint32_t pairs[2 * WORDS];
    index_t y = 0, x = 0;

    for (index_t place = 0; place < PLACES; place += 2) {
        /* If their number is odd, the last place is computed twice. */
        const index_t more = place < PLACES - 1, other_row = x + more == OUT_WIDTH;
        const index_t other_y = y + other_row, other_x = other_row ? 0 : x + more;
        conv_2d_0_unpack(input, y, x, other_y, other_x, pairs);
        x = other_x + 1 < OUT_WIDTH ? other_x + 1 : 0;
        y = x ? other_y : other_y + 1;
        const index_t made = place < PLACES - 1 ? 2 * OUT_CHANNELS : OUT_CHANNELS;
        convolve_2_by_4(pairs, conv_2d_0_blocks, output, output + made - OUT_CHANNELS, WORDS,
            conv_2d_0_blocks + BLOCKS_SIZE);
        output += made;
    }
}

/* DEPTHWISE_CONV_2D, four channels at a time.
 *
 * For a place of the output, the address of each pixel under the filter (a tap) is written down.
 * A tap beside the image points to a pixel made of the input's zero point. A block of constants
 * then holds what four channels need: bias, weights, and what leads from sums to outputs.
 *
 * The zero point's share of each sum, -zero point * sum(weight), is already in the bias. */

/* for four channels each: their place, bias, pairs of weights (channels 0 and 2, 1 and 3 of
 * each tap), and multiplier, rounding and shift of each; biases and weights are doubled */
static const int32_t depthwise_conv_2d_1_blocks[175] FLASH = {
             0,      66008,    -134914,     -63200,    -146606,    5701576,   -3342348,
       1441812,   -8978588,   -2621412,  -10158250,    4849756,  -14876862,   -9174882,
     -16580766,   -6488136,  -10682546,  -16645890,  -11206910,  -15597396,   -9633950,
        458682,   -9371710, 1989520201,      -4080,          5, 1555412214,     -65280,
             9, 1443450535,     -16320,          7, 1168762476,     -32640,          8,
             4,     100814,     140346,     122542,     195740,    4915122,    9961592,
       5963732,   16515196,    7012342,   10092714,    1441920,   15728850,    5111962,
      16646150,    4587596,    9175268,   14549246,    9175294,   16646368,   10813424,
       3539018,    2097234, 1304705346,     -16320,          7, 2104046061,     -16320,
             7, 1394739380,      -2040,          4, 1658229321,      -4080,          5,
             8,      49970,     112584,     -13832,     138260,  -16580820,   16646256,
        393230,   16646398,    8716246,    3932382,   -7864192,   12845170,         62,
      15990986,    7209214,   12189802,   -5046284,   -3276752,     393400,   -1834972,
       3932198,   -2293802, 1859477739,     -16320,          7, 1513937717,     -32640,
             8, 1309641009,      -8160,          6, 1232333523,      -4080,          5,
            12,     157942,     -58506,     116974,    -143062,    1310736,     851714,
       1573100,   -1376412,    -393004,  -13631248,    8519758,  -13500400,    7864574,
     -12779728,    4063430,  -16580622,   11141350,  -16252868,   16646308,  -10551380,
       9109372,   -7798908, 2121003611,      -8160,          6, 1277034008,     -16320,
             7, 1325169433,      -8160,          6, 1153115906,     -32640,          8,
            16,    -109468,     -61312,     162718,    -211098,    7536580,   -6684592,
       9371576,   -9633990,    3473322,  -12517502,   13828062,  -12975984,   16711596,
     -14221360,   10682236,  -16580684,    5046176,   -8323142,    9240322,  -16580862,
       7929756,  -16318478, 1184556081,     -16320,          7, 1267232874,     -16320,
             7, 1663553335,      -2040,          4, 1359947388,     -16320,          7,
};

/* DEPTHWISE_CONV_2D, depthwise1_relu/Relu: 1 x 25 x 20 x 20 -> 1 x 13 x 10 x 20
 * An output stands for 0.0345934 * (stored + 128). */
static void depthwise_conv_2d_1(const int8_t *input, int8_t *output)
{
    enum {
        IN_HEIGHT = 25, IN_WIDTH = 20, IN_CHANNELS = 20, OUT_HEIGHT = 13, OUT_WIDTH = 10,
        OUT_CHANNELS = 20, FILTER_HEIGHT = 3, FILTER_WIDTH = 3, STRIDE_HEIGHT = 2,
        STRIDE_WIDTH = 2, DILATION_HEIGHT = 1, DILATION_WIDTH = 1, PAD_TOP = 1, PAD_LEFT = 0,
        ZERO_POINT = -128, TAPS = 9, BLOCKS_SIZE = 175, REACH = 3
    };
    const int8_t *taps[TAPS];
    int8_t beside[IN_CHANNELS];

    memset(beside, ZERO_POINT, IN_CHANNELS);
    for (index_t y = 0; y < OUT_HEIGHT; y++)
        for (index_t x = 0; x < OUT_WIDTH; x++) {
            const int8_t **tap = taps;
            index_t in_y = y * STRIDE_HEIGHT - PAD_TOP;
            const index_t in_x = x * STRIDE_WIDTH - PAD_LEFT;
            for (index_t row = 0; row < FILTER_HEIGHT; row++, in_y += DILATION_HEIGHT) {
                const int8_t *pixel = input + (in_y * IN_WIDTH + in_x) * IN_CHANNELS;
                const index_t in_width = in_y >= 0 && in_y < IN_HEIGHT ? IN_WIDTH : 0;
                if (in_x < 0 || in_x + REACH > in_width) {
                    for (index_t at = in_x; at < in_x + REACH; at += DILATION_WIDTH) {
                        *tap++ = at >= 0 && at < in_width ? pixel : beside;
                        pixel += DILATION_WIDTH * IN_CHANNELS;
                    }
                    continue;
                }
#pragma GCC unroll 8
                for (index_t column = 0; column < FILTER_WIDTH; column++)
                    *tap++ = pixel + column * DILATION_WIDTH * IN_CHANNELS;
            }
            depthwise_fours(
                taps,
                depthwise_conv_2d_1_blocks,
                depthwise_conv_2d_1_blocks + BLOCKS_SIZE,
                output,
                TAPS);
            output += OUT_CHANNELS;
        }
}

/* for each four filters: biases, 256 times the one of a second filter more than that of a first
 * and those of the first ones; weights, likewise two filters in a halfword; and the multiplier,
 * rounding and shift of each filter */
static const int32_t conv_2d_2_blocks[360] FLASH = {
         908297,    -4078778,      -33015,      -53690,   147212875, -1271652861,   247621591,
    -1380976642,   659521695,   866104041,  -693906419,  -554336522, -1367268351,   971494870,
      154858276, -1255949388,  -523899408,  -528407072,   802946611,  1578412843, -1706069766,
     -131708940,   615512058,  -677704736,  1155045124,      -16320,           7,  1176270005,
         -16320,           7,  1865572260,      -16320,           7,  2105811086,      -32640,
              8,
      -15192433,     5475915,      -44657,      -19637,  -199563801,   321716720,   591709320,
     1127026941, -2130438583, -1278924823, -1142039625,   118781064,  -151074024,  -801556033,
     -736550938,  1306800131, -1382414725, -1062972694, -1733224467, -2133454337,  -557390849,
      802421466,  -310305380, -1907754369,  1732883782,      -16320,           7,  2048906521,
         -32640,           8,  1316987490,      -16320,           7,  1159622279,       -8160,
              6,
       -6836552,      407327,       23992,      -15073,  -151194791, -2062228487,   134363114,
      320392874,   752451866,    15023616, -1191565815,   203026450,   367854954,   265926405,
    -1407669536,  -836431660,  -615594113,  2130325819,  1317156168,  -120912635, -1058359838,
      222681629,  1123165398,   478230461,  1584760535,      -16320,           7,  1149853162,
         -16320,           7,  1579894452,      -16320,           7,  1956239419,      -16320,
              7,
       -2966328,    10327042,        8136,       45570,   835710237,   791105012,  1612295758,
      888146269,  -260084767,  1783365637,   468310372,  -807850990,    53562057,  -820805761,
     -991041735,  -668589552,   -20450255,  -233977002,  -212357442,  1197275340, -2135955040,
      249429966,   652873205,   106955672,  2055375524,      -32640,           8,  1658985462,
         -16320,           7,  1197436766,      -16320,           7,  1903633266,      -32640,
              8,
        4881868,    -5844333,       -6708,      -10093,   254605056,   833341472,    75569893,
     -388857510,    14683437, -1572076761,   103545042,   579128685,   506992174,  1507196057,
    -1189736134,  1031928944,  -308081334,   261346045,  2132340463, -1452655431,  -385877821,
     -273823442,   448992743,   136967748,  1275352572,       -8160,           6,  1083563260,
          -8160,           6,  1360879270,      -32640,           8,  1351643344,      -32640,
              8,
      -10480264,    -5683590,       14968,      -45190, -1666144721,  -671279806, -1549977144,
      453660033,  -572472015,   198508363, -1725239343,  -772625194,  1039948347,   802864896,
    -1087833871, -1507072585,  1149177416,  1270328823,  1301190959,  -539745824, -2122623972,
    -2134975040,  2111275977,   786398521,  1178811140,      -16320,           7,  1796672411,
         -32640,           8,  1553829457,      -16320,           7,  1335005584,      -16320,
              7,
       -2642006,    -4319877,       18602,       37243,   948032803,    29007704, -1075390922,
    -1252189795,  -910604752,  -509751203,  1952508991,   241336562,    85271617,   436805087,
      942387938,   990055614, -1017681846,   661199401,   831639781,   -98694390,   103396301,
     1417612741, -2130186034, -1426992591,  1943591940,      -16320,           7,  1150204210,
         -16320,           7,  1463122289,      -32640,           8,  1480531250,      -16320,
              7,
        8774523,       93580,      129147,       15756,   801057323,  -825351355,  -951873213,
    -2129990653,   662127446,    -1559306,   -92881560,   991624935,  2132022103,  -487397351,
    -1704323481,   221632690,  1977498465,   586935780,   874451782,  -124765355,    -8393561,
      729788251,  1040642620,   585299947,  1764330885,      -32640,           8,  2025158035,
         -16320,           7,  1294971114,      -16320,           7,  1523234878,      -32640,
              8,
        7271757,     7466874,      -36787,       64634, -1143602406, -1656475635,   515246010,
       37098289,  -254268442,  1783529725,  -165739783,   774190364,   766585116,  1520826677,
      441792285,   367090263,  2128289010,  1590458673, -1786054065,    25147908,  1144500503,
     1307099719,   698804609, -1909603306,  1716884833,      -16320,           7,  1997773664,
         -32640,           8,  1233790978,      -16320,           7,  1295986869,      -16320,
              7,
       -8593041,   -20668888,      -58001,      -14552,  -437181244,  -501682480,  -888484621,
     -164642573,  -385675903,  -729430743,   102804233, -2125867838,   330952488,  -505297372,
      115923410,  -966727243,  -742802519,  -757282594, -2128269589, -1344323567,   734661883,
    -1420032993,  -990887707,   -58648372,  1586625760,      -16320,           7,  2085099974,
         -32640,           8,  1546129675,      -32640,           8,  1782549162,      -32640,
              8,
};

/* Unpacks the windows of two places, (y, x) and (other_y, other_x), into pairs of 16 bits. */
static void conv_2d_2_unpack(const int8_t *input, index_t y, index_t x, index_t other_y,
    index_t other_x, uint32_t *pairs)
{
    enum {
        IN_WIDTH = 10, IN_CHANNELS = 20, STRIDE_HEIGHT = 1, STRIDE_WIDTH = 1, ROWS = 1,
        QUADS = 5
    };
    const int8_t *rows[2];
    index_t steps[2];

    for (index_t place = 0; place < 2; place++, y = other_y, x = other_x) {
        const index_t step = IN_WIDTH * IN_CHANNELS;
        const int8_t *corner = input + (y * STRIDE_HEIGHT * IN_WIDTH + x * STRIDE_WIDTH) * IN_CHANNELS;
        rows[place] = corner;
        steps[place] = step;
    }
    for (index_t row = 0; row < ROWS; row++) {
        pairs = unpack_fours(rows[0], rows[1], QUADS, pairs);
        rows[0] += steps[0];
        rows[1] += steps[1];
    }
}

/* CONV_2D, pointwise1_relu/Relu: 1 x 13 x 10 x 20 -> 1 x 13 x 10 x 40
 * An output stands for 0.0304364 * (stored + 128). */
static void conv_2d_2(const int8_t *input, int8_t *output)
{
    enum { OUT_WIDTH = 10, OUT_CHANNELS = 40, WORDS = 10, BLOCKS_SIZE = 360, PLACES = 130 };
    uint32_t pairs[2 * WORDS];
    index_t y = 0, x = 0;

    for (index_t place = 0; place < PLACES; place += 2) {
        /* If their number is odd, the last place is computed twice. */
        const index_t more = place < PLACES - 1, other_row = x + more == OUT_WIDTH;
        const index_t other_y = y + other_row, other_x = other_row ? 0 : x + more;
        conv_2d_2_unpack(input, y, x, other_y, other_x, pairs);
        x = other_x + 1 < OUT_WIDTH ? other_x + 1 : 0;
        y = x ? other_y : other_y + 1;
        const index_t made = place < PLACES - 1 ? 2 * OUT_CHANNELS : OUT_CHANNELS;
        convolve_2_by_4(pairs, conv_2d_2_blocks, output, output + made - OUT_CHANNELS, WORDS,
            conv_2d_2_blocks + BLOCKS_SIZE);
        output += made;
    }
}

/* for four channels each: their place, bias, pairs of weights (channels 0 and 2, 1 and 3 of
 * each tap), and multiplier, rounding and shift of each; biases and weights are doubled */
static const int32_t depthwise_conv_2d_3_blocks[350] FLASH = {
             0,      35418,      15380,      15252,       -846,   14090136,    7864370,
      -5963904,    9437196,  -16646028,   -5832810,   13303650,    2621694,    6946856,
     -12648476,    1966086,  -10027156,   -9961396,  -11271978,   -1965884,    3866570,
       8257790,   16711610, 1100567968,      -8160,          6, 1111076187,      -8160,
             6, 1206875490,     -16320,          7, 1114360652,      -8160,          6,
             4,     -37438,     -19088,      -4126,     -92890,     982998,  -11862122,
      14090120,  -11141076,      65392,  -16646004,   -8716362,    3997656,   10157946,
     -11796478,   -6684638,    1048736,  -16580738,    3080122,   13369364,   -1900574,
      -7470850,   -8061182, 2124762644,     -32640,          8, 1951244867,     -16320,
             7, 1404903261,     -16320,          7, 1317278443,     -32640,          8,
             8,     -28878,      12970,     -38430,     -44492,   14614494,   -4522020,
      -4587430,   10813328,   -5636064,   11337720,     720822,   -9764950,   -7077668,
      -4718522,    9437282,   -3932062,  -16580862,   -4128820,   -7536766,   -2883330,
      -5963982,  -16580626, 1441374149,     -32640,          8, 1833516286,      -8160,
             6, 1150580534,     -16320,          7, 1331600899,     -32640,          8,
            12,      13434,     -81794,     -44516,     -69874,    5308242,    3342180,
       1703962,    5046226,   -8519554,   -8126420,    2293608,   -3211316,    1769442,
       -983216,  -13369090,  -12124414,  -16580662,   -6357012,   -4391004,    2621524,
       7602374,  -16580746, 1886394161,     -16320,          7, 1650607365,     -32640,
             8, 1523948709,     -16320,          7, 1737558759,      -8160,          6,
            16,      15808,     -60608,       2074,       8276,  -14090312,    4784076,
      -1310476,   -5308560,   16711612,    6750028,    2621584,    6225808,    6094786,
       4325394,   -9371804,   -7077818,   13107454,   14352130,   -1245432,   -2621398,
     -10223516,  -16646048, 1289168439,     -16320,          7, 1686674366,     -16320,
             7, 1375781873,      -8160,          6, 2140401134,     -16320,          7,
            20,       3190,     -78902,     -20280,       8276,    8781912,    6881034,
         65358,    1638146,    -721050,   -8323292,   16646282,    7602288,    1376210,
       5701458,  -12845008,    6488028,   -8716542,  -12976030,   -3538806,  -16580780,
     -12451600,   14287068, 1564200733,     -16320,          7, 1671684177,     -32640,
             8, 1268523828,     -16320,          7, 1395286162,      -8160,          6,
            24,      28536,      -4592,     -15342,     -51984,   16711570,    1376002,
      -1638450,  -14155746,  -10354636,  -16645958,   13041604,    3801140,   -4325360,
       3407994,  -15204302,   -4128798,    3408126,     262192,   -8257370,    1114094,
      -2687066,   -5046444, 1138917905,     -16320,          7, 1971090031,     -16320,
             7, 1511257902,     -16320,          7, 1948131187,     -32640,          8,
            28,      -3902,      -6050,      18402,      42322,  -11599926,    6356970,
       -131038,    5308338,    6553716,   -3473426,    -196786,  -13435028,    6946864,
       9830420,    1704190,   13107218,   16711570,  -10813484,    2293658,     655614,
     -11075640,   16711650, 1464266928,     -16320,          7, 1242750402,     -16320,
             7, 1811602829,     -16320,          7, 1659841534,     -16320,          7,
            32,     -16348,     -71738,      -8374,      64600,     720872,   -9765118,
       1179770,    5242916,   16711662,    7995504,  -11337982,    3604326,     458726,
      14876490,    -655118,   11403422,  -10944586,   16711550,    3997578,   -2949188,
      -4587516,   -9502864, 1374014345,     -16320,          7, 2099325652,     -32640,
             8, 2116904467,     -16320,          7, 1080664719,     -16320,          7,
            36,     -72238,     -51764,       4616,      59316,   16187258,  -16580862,
      -4259902,  -15728614,  -16646096,    2686974,     589812,    3539040,    5177090,
       9830530,     983012,   14614416,   -2621390,    6160472,   -2424850,   12648284,
       6094634,   15531780, 1652198070,     -16320,          7, 1177466384,     -16320,
             7, 1225606564,      -8160,          6, 1967645886,     -32640,          8,
};

/* DEPTHWISE_CONV_2D, depthwise2_relu/Relu: 1 x 13 x 10 x 40 -> 1 x 13 x 10 x 40
 * An output stands for 0.0561392 * (stored + 128). */
static void depthwise_conv_2d_3(const int8_t *input, int8_t *output)
{
    enum {
        IN_HEIGHT = 13, IN_WIDTH = 10, IN_CHANNELS = 40, OUT_HEIGHT = 13, OUT_WIDTH = 10,
        OUT_CHANNELS = 40, FILTER_HEIGHT = 3, FILTER_WIDTH = 3, STRIDE_HEIGHT = 1,
        STRIDE_WIDTH = 1, DILATION_HEIGHT = 1, DILATION_WIDTH = 1, PAD_TOP = 1, PAD_LEFT = 1,
        ZERO_POINT = -128, TAPS = 9, BLOCKS_SIZE = 350, REACH = 3
    };
    const int8_t *taps[TAPS];
    int8_t beside[IN_CHANNELS];

    memset(beside, ZERO_POINT, IN_CHANNELS);
    for (index_t y = 0; y < OUT_HEIGHT; y++)
        for (index_t x = 0; x < OUT_WIDTH; x++) {
            const int8_t **tap = taps;
            index_t in_y = y * STRIDE_HEIGHT - PAD_TOP;
            const index_t in_x = x * STRIDE_WIDTH - PAD_LEFT;
            for (index_t row = 0; row < FILTER_HEIGHT; row++, in_y += DILATION_HEIGHT) {
                const int8_t *pixel = input + (in_y * IN_WIDTH + in_x) * IN_CHANNELS;
                const index_t in_width = in_y >= 0 && in_y < IN_HEIGHT ? IN_WIDTH : 0;
                if (in_x < 0 || in_x + REACH > in_width) {
                    for (index_t at = in_x; at < in_x + REACH; at += DILATION_WIDTH) {
                        *tap++ = at >= 0 && at < in_width ? pixel : beside;
                        pixel += DILATION_WIDTH * IN_CHANNELS;
                    }
                    continue;
                }
#pragma GCC unroll 8
                for (index_t column = 0; column < FILTER_WIDTH; column++)
                    *tap++ = pixel + column * DILATION_WIDTH * IN_CHANNELS;
            }
            depthwise_fours(
                taps,
                depthwise_conv_2d_3_blocks,
                depthwise_conv_2d_3_blocks + BLOCKS_SIZE,
                output,
                TAPS);
            output += OUT_CHANNELS;
        }
}

/* for each four filters: biases, 256 times the one of a second filter more than that of a first
 * and those of the first ones; weights, likewise two filters in a halfword; and the multiplier,
 * rounding and shift of each filter */
static const int32_t conv_2d_4_blocks[560] FLASH = {
      -30336013,     3824068,      -40205,      -41020,  -438699261,  -421388320,  -606489156,
     1546581121,  2023563750,  1917299677,   589036773,   -66857412,  -259927833,    12512499,
    -2131902694,  -687085072,  -551084225,   451732758,  1311826236,   300484902, -1562602046,
      301432582,  -337985239,   211558712, -1060435957,   716095891, -1548624063,  -102633265,
     -133053444,  1122880216,   420602393,  -452439794, -1267929083, -1225208050, -1126236076,
      906415129,  1562567910,   -35852245, -1199255333,  -654060178, -1682186202, -1024036851,
     1156120826,   -87274719,  1733097099,      -32640,           8,  1993116858,      -32640,
              8,  1569121177,      -32640,           8,  1152201871,      -32640,           8,
       -7322459,   -16215082,       23205,      -36650,  -788652027,    82820414, -1106448316,
      280611064,  2084423887, -1139411259, -1091228400,  -132776937,  -521272532, -1310845425,
     -319043609,   683693816,    99611422,  -333711377,  -449511471,   133347298,  1344135912,
      -19452934,  -757143775, -1661909001,   486123903, -1071117508,   107611097,   -96881142,
    -1361816282, -1462508323,  -250630658,   648159236, -1397826557,   270858472,  -469739534,
     -131887137,   151224044, -1071899054,  -219923465,  -472023319,  -435148516,  -243148525,
    -1121379391, -1933091822,  2059156942,      -32640,           8,  1165396857,      -16320,
              7,  1616803122,      -16320,           7,  1225304606,      -32640,           8,
        9140325,   -10499802,      -45723,       24358,   -27654368,  1105127262,   994182475,
      440407984,  -608162826,  -919954833,   658584447, -2129009878,  1060254210,  1011035134,
       29225660,   877987555,  -332431224,  -305221123,   164051131,   286464179,    38742613,
     -608168069,  -443835747,   255065309,  1202962076, -1170216924,   616158949,  -316669976,
     1137591973, -1887461427,   135315417,  -490887121,   415758070, -1833305922,   -96665131,
      970059541,    64825657,   828205255,   824174089,   490558163,   353815062,  1053286383,
      703730437,  -185002361,  1857217400,      -65280,           9,  1210404215,      -16320,
              7,  1285886423,      -16320,           7,  1441452945,      -32640,           8,
      -17076151,   -19865084,       -2999,      -30204, -1675695148,  -719206601, -1039261116,
     -960000538, -1239336169,   117376447,  -213754077, -1278484008,  2135458336,   789517185,
    -1894103107,   -16205015,  -416221567, -1512899743,   302039447,  1371277573,   305088616,
    -1242162402,  -541730299,   253507081,   120832243,  -448415812,  -801001750,  -670546446,
     1243401706,  1074095287,   -62372635,  -404695961, -1390491211,   553943347,    -4653600,
     -789596214, -1042557273,   569500441,   302309334,   787588084,   738176021,  -470017290,
      706873487,  -271334905,  1111677489,      -32640,           8,  1233630397,      -32640,
              8,  1914619052,      -32640,           8,  1416077822,      -32640,           8,
       -7475971,   -13340921,      -30723,      -51961,  -782632944, -1795029983,   468776791,
     1241499521,   199900352,  -603010066,  -138755764,  -498085582,  -649589211,  -492702196,
      456186647,  -387431161,   550312360,  -233420109,  -359797484,  -668615957,   134273803,
     1241338665,    32628922,  -275902191,  -537408050,   988399242,    92348902, -1473586173,
     -401666109,  1132569833,   689459476, -1560183053,  -271781427,  -224779269, -2124406290,
     -417478160,   537316954, -1053429449,   739643401,   432726311, -1944857155,  -570292956,
      853796584,  -588372249,  1874721453,      -32640,           8,  1161854345,      -16320,
              7,  2023112999,      -32640,           8,  1216975126,      -32640,           8,
       -9808941,     7272276,       -2605,      -56748, -1340808993,  2130177252,  -838146962,
     1288327500,  -284492264, -1191533828,   699931094,   934014997,  -433914663,  1206108077,
    -1376717546,  -624022319,   190003497,  1241387791,   203496027,    53495927,   353159630,
     -373792197,   319323951,   218639852,  1135189467, -1345195758,   210779323,   624692749,
     1075515616,   -15611775,   857126851,   165366508,    32033239,  1489214636, -1171583978,
     1863895825, -1396993549,  -218550806,  -547238408, -1848312860,  -545313625, -1107837465,
      236116440,     5887189,  1233606064,      -32640,           8,  1350518867,      -32640,
              8,  2031032043,      -32640,           8,  1231678544,      -16320,           7,
       -4625863,   -19668214,      -42951,      -26358,  -553190903,   486203389,   132176960,
     1161120135, -1001194965,  -909582592, -1188579043,  1496053026,   269868962,   305266086,
     -190175172,    31593704,   339550767,   671394548,   184737280,  -565960629,  1021316319,
      733021773,  -149401085, -1490348723,   146401409,  -774648619, -1026881325,   266837728,
     1007278492, -2122321178,  -317751666,   330555419,  1347025835, -1026110800,   615324899,
     -516752182, -1074479054, -1304616695,   565952808,   132970646,  -709496592,  -405829162,
    -1166931198,  -546516252,  1094429338,      -32640,           8,  1363998472,      -16320,
              7,  1266519201,      -32640,           8,  1852999899,      -32640,           8,
         345636,     3847811,      -11996,      -25981,   -66592300,  1050411492,    34555400,
     -485882904,   869516272,    99110291,  -233043194,    36646646, -1641828849,  -461258484,
        1958625,   350489637,   453045493,  -215568021,   486606584,  -925887259,    30084588,
     -336866138,  -975244753,   788222224, -1226080481,  -334675219,   735502832,    65953831,
      184177128,   384314322,  -514957861, -1410768294,  1556222208,    87897421, -2062544142,
     1040240916,  -304141318,  -838999007,   606217438,   434478603,  -427838498,    81278224,
      588496140,   -85950181,  1318097355,      -16320,           7,  1593224857,      -32640,
              8,  1280275582,      -16320,           7,  1752446792,      -32640,           8,
       -7401564,    23625761,        1444,      -43743,   356239958,  1155713343, -1040338122,
      215349451,  -318307452,  1926165964,   183832130,   634347554,  -463590074,  -284619798,
      201592079,  -289421738,  -436071466, -1103939551,  1472662399,   134471125,  -371199747,
      534777313,   -17747311,   -82763777,  -383316299,   371547412,   721151083,  1288054328,
     -570490916,   218960790,   266659007,  -520782059,   180404956,  -319688274,  -454495005,
     1190296531,   284197234, -1190211676,  -840301059,  -964569506,   418458378,  1358912829,
      668254495,    21906404,  1374564078,      -32640,           8,  1744218450,      -32640,
              8,  1925283836,      -32640,           8,  1856985138,      -32640,           8,
        9056849,    -3259633,       16465,       -4337,   785863907,  -706467545,   938774027,
     -765874652,   855960821,  -107084843, -1330047032,  1395518910,  -370801877,  -686224622,
     -494948588,   -54018556,  -283756993,  -637203863, -1241831873,   245875100,  -233637652,
    -1420919035,   338107675,  -884674795,  -602458889,  2038386605,  -636868802,   588163270,
      382746386,  -216846656,  -795188234,  -292935691,  -237042830,    34339088,   876798216,
     1442991400,   297500431,   971056945,  -486082097, -1375543840,   -19117071,  -235999217,
     -533859105, -1576356342,  1137894820,      -16320,           7,  1305146625,      -32640,
              8,  2118628423,      -32640,           8,  2110074176,      -65280,           9,
};

/* Unpacks the windows of two places, (y, x) and (other_y, other_x), into pairs of 16 bits. */
static void conv_2d_4_unpack(const int8_t *input, index_t y, index_t x, index_t other_y,
    index_t other_x, uint32_t *pairs)
{
    enum {
        IN_WIDTH = 10, IN_CHANNELS = 40, STRIDE_HEIGHT = 1, STRIDE_WIDTH = 1, ROWS = 1,
        QUADS = 10
    };
    const int8_t *rows[2];
    index_t steps[2];

    for (index_t place = 0; place < 2; place++, y = other_y, x = other_x) {
        const index_t step = IN_WIDTH * IN_CHANNELS;
        const int8_t *corner = input + (y * STRIDE_HEIGHT * IN_WIDTH + x * STRIDE_WIDTH) * IN_CHANNELS;
        rows[place] = corner;
        steps[place] = step;
    }
    for (index_t row = 0; row < ROWS; row++) {
        pairs = unpack_fours(rows[0], rows[1], QUADS, pairs);
        rows[0] += steps[0];
        rows[1] += steps[1];
    }
}

/* CONV_2D, pointwise2_relu/Relu: 1 x 13 x 10 x 40 -> 1 x 13 x 10 x 40
 * An output stands for 0.06231 * (stored + 128). */
static void conv_2d_4(const int8_t *input, int8_t *output)
{
    enum { OUT_WIDTH = 10, OUT_CHANNELS = 40, WORDS = 20, BLOCKS_SIZE = 560, PLACES = 130 };
    uint32_t pairs[2 * WORDS];
    index_t y = 0, x = 0;

    for (index_t place = 0; place < PLACES; place += 2) {
        /* If their number is odd, the last place is computed twice. */
        const index_t more = place < PLACES - 1, other_row = x + more == OUT_WIDTH;
        const index_t other_y = y + other_row, other_x = other_row ? 0 : x + more;
        conv_2d_4_unpack(input, y, x, other_y, other_x, pairs);
        x = other_x + 1 < OUT_WIDTH ? other_x + 1 : 0;
        y = x ? other_y : other_y + 1;
        const index_t made = place < PLACES - 1 ? 2 * OUT_CHANNELS : OUT_CHANNELS;
        convolve_2_by_4(pairs, conv_2d_4_blocks, output, output + made - OUT_CHANNELS, WORDS,
            conv_2d_4_blocks + BLOCKS_SIZE);
        output += made;
    }
}

/* for four channels each: their place, bias, pairs of weights (channels 0 and 2, 1 and 3 of
 * each tap), and multiplier, rounding and shift of each; biases and weights are doubled */
static const int32_t depthwise_conv_2d_5_blocks[350] FLASH = {
             0,     -90774,     122430,      39014,    -140870,    6881110,  -12451744,
       2031566,  -11534228,    1966282,  -16646144,   16711472,        218,   -8192124,
     -14680006,     393338,  -12058530,   14089986,   11272446,   -5177470,  -12976090,
      -7930002,   -4194164, 1393662638,     -16320,          7, 1659129906,     -16320,
             7, 1773930437,      -8160,          6, 1161591250,      -8160,          6,
             4,     -68982,     -76452,    -148478,      29698,   -5177364,    9895776,
      -5767110,   -5701682,  -14745630,     851924,   -6029302,   16711426,  -11796442,
      -7012392,  -14876748,   -3276768,     196552,   12910510,   -5964012,   -8847370,
     -16580862,     720884, 1610199870,     -16320,          7, 1961320837,     -16320,
             7, 1133622535,     -16320,          7, 1489616588,      -4080,          5,
             8,     135220,      46122,    -160942,     162366,   -5504876,    4587564,
      -8257362,    7995476,   -4456376,    9961566,  -11665182,   10813268,   -9305858,
      16646204,  -16646138,   11141374,   -5111632,   10944308,  -12713870,    9240566,
     -12910702,    2621670, 1441722367,      -4080,          5, 1375642230,     -16320,
             7, 1947215961,     -32640,          8, 1464401667,      -8160,          6,
            12,       9594,     148394,     -59486,     168072,    5111896,    3276968,
      -7339984,    7995610,  -12779656,    2228264,    9437438,    7340286,   -4718580,
      12189942,  -15007962,   12320874,   10748146,   13238450,     851916,   14549138,
     -16580772,   16711500, 1846817424,     -16320,          7, 1374590262,      -8160,
             6, 1767373725,     -16320,          7, 1200635656,     -16320,          7,
            16,      91484,     -98416,      68548,     118978,   16646176,     327678,
       2359452,    5832696,    2883664,    4784028,   14483454,     196550,    6684750,
      10944388,   -1572662,   15007490,    -983182,      65476,    3407964,    8060896,
      -7208706,   16711500, 1770558748,     -16320,          7, 1873352309,     -16320,
             7, 1236825030,      -8160,          6, 1912431182,      -8160,          6,
            20,     -66538,      10426,     -10686,     173742,    1900366,    6356868,
       7012208,    5898412,    -655182,    8126714,    7143170,    9764626,    9895856,
      16646206,    1244966,   11534590,   -1245350,   10288976,  -13500226,   14483316,
     -16646012,    9437210, 1737463625,     -16320,          7, 1806619811,     -16320,
             7, 2041747912,     -16320,          7, 1459740499,     -32640,          8,
            24,     -22310,      58594,     157336,     -44702,   11599698,  -15138852,
       8847264,    -786352,    3014802,    7864440,   16711486,  -12648478,   16449436,
      -5439494,    3014910,   11010302,   12255126,  -16580634,    7405516,    1114036,
       2097286,    7078066, 1162043296,      -8160,          6, 1953725466,     -16320,
             7, 1149892090,      -8160,          6, 1301930095,     -16320,          7,
            28,     137192,     -63944,    -192086,    -113938,  -11796444,   -8323140,
     -15335250,  -11403250,   -4325300,   -2097090,   -9699262,  -15794334,  -11796226,
     -16646122,   -7470942,   -1572820,  -16646072,   -3735806,  -13500278,    2031454,
     -11665302,   -1769520, 1543138291,      -8160,          6, 1448773667,     -16320,
             7, 1788379068,     -32640,          8, 1838360845,     -32640,          8,
            32,       3450,       -176,     139248,      67468,     982848,    3014734,
      12451888,   -5832828,   16646328,    -327836,    6356768,   16318438,   12517340,
      -5963870,   12976382,    5308304,    4259764,   16646398,    4915120,    1835196,
       3276950,    4653052, 1493066651,      -8160,          6, 1934877635,     -16320,
             7, 1242182126,     -16320,          7, 1085116220,     -16320,          7,
            36,     117934,     144772,      64260,     -17906,    -786414,   -3145674,
       6815880,   -6946816,    6291656,   -7208914,   -1572776,   -9174786,   16646398,
       1048708,   -1310602,    -917378,    1835098,   16646376,    8913034,    1310848,
      -2293852,    -786214, 1222592298,     -16320,          7, 2063891105,     -32640,
             8, 1640846734,     -16320,          7, 1235762597,      -8160,          6,
};

/* DEPTHWISE_CONV_2D, depthwise3_relu/Relu: 1 x 13 x 10 x 40 -> 1 x 7 x 5 x 40
 * An output stands for 0.0701154 * (stored + 128). */
static void depthwise_conv_2d_5(const int8_t *input, int8_t *output)
{
    enum {
        IN_HEIGHT = 13, IN_WIDTH = 10, IN_CHANNELS = 40, OUT_HEIGHT = 7, OUT_WIDTH = 5,
        OUT_CHANNELS = 40, FILTER_HEIGHT = 3, FILTER_WIDTH = 3, STRIDE_HEIGHT = 2,
        STRIDE_WIDTH = 2, DILATION_HEIGHT = 1, DILATION_WIDTH = 1, PAD_TOP = 1, PAD_LEFT = 0,
        ZERO_POINT = -128, TAPS = 9, BLOCKS_SIZE = 350, REACH = 3
    };
    const int8_t *taps[TAPS];
    int8_t beside[IN_CHANNELS];

    memset(beside, ZERO_POINT, IN_CHANNELS);
    for (index_t y = 0; y < OUT_HEIGHT; y++)
        for (index_t x = 0; x < OUT_WIDTH; x++) {
            const int8_t **tap = taps;
            index_t in_y = y * STRIDE_HEIGHT - PAD_TOP;
            const index_t in_x = x * STRIDE_WIDTH - PAD_LEFT;
            for (index_t row = 0; row < FILTER_HEIGHT; row++, in_y += DILATION_HEIGHT) {
                const int8_t *pixel = input + (in_y * IN_WIDTH + in_x) * IN_CHANNELS;
                const index_t in_width = in_y >= 0 && in_y < IN_HEIGHT ? IN_WIDTH : 0;
                if (in_x < 0 || in_x + REACH > in_width) {
                    for (index_t at = in_x; at < in_x + REACH; at += DILATION_WIDTH) {
                        *tap++ = at >= 0 && at < in_width ? pixel : beside;
                        pixel += DILATION_WIDTH * IN_CHANNELS;
                    }
                    continue;
                }
#pragma GCC unroll 8
                for (index_t column = 0; column < FILTER_WIDTH; column++)
                    *tap++ = pixel + column * DILATION_WIDTH * IN_CHANNELS;
            }
            depthwise_fours(
                taps,
                depthwise_conv_2d_5_blocks,
                depthwise_conv_2d_5_blocks + BLOCKS_SIZE,
                output,
                TAPS);
            output += OUT_CHANNELS;
        }
}

/* for each four filters: biases, 256 times the one of a second filter more than that of a first
 * and those of the first ones; weights, likewise two filters in a halfword; and the multiplier,
 * rounding and shift of each filter */
static const int32_t conv_2d_6_blocks[560] FLASH = {
       11448240,    -4585887,       90544,       10081,  -889244387,   841750516,  -366484522,
      536997531,   635498489,   -65933874,  -586753044,  1243944426, -1679278828,  -154780181,
     1130892071,  -366130709,  1296107241,  -100597788,   285144072,  -753604851,  -770998401,
      118431539,  -518374313,   754322432,  -441058488,   522252340,   235405061, -1406719437,
      687342338,   191427072,  1465131959, -1007469556,   -31588067,  -373718825,  -638321548,
      186458668,   299246887,  -632762368,    51311827, -1277627668,   407581216,    32037249,
      219804225,  -756358307,  1075348999,      -16320,           7,  1394768686,      -16320,
              7,  1190742325,      -16320,           7,  1974740506,      -32640,           8,
       -1045996,    -6215543,       86036,      -51575,   956553519,  1446246715, -1195048262,
      791009064, -1206917785,  -692814071,  -222698012,  -391805192,   184160225,  -808271433,
     1346571247, -2098121783,  -800859964,  -432801322, -2127042048, -1979470672,   355925894,
      792590822,   440478813,   464402719,  -233033422,   656282900,   422569260,  -199751689,
     -114898433,    32767470,   172558697,   202644181, -1245381366,   368681089,   256009980,
      -31002525,  -489999536, -1630205177,   303758883,   -20503228,   182985754,   285562411,
     -116637057,  -175694658,  1168901962,      -32640,           8,  1805497219,      -16320,
              7,  1778568512,      -32640,           8,  1685292941,      -32640,           8,
       -6003069,   -13595381,      -42365,       -1781,  1009241909, -1053887177,   655404285,
     -499779334,  -992465830,  -389608632,   742579395,  -696319188,  -203057463, -1562771677,
     1122710220,  -338993884,   583716297,  -842848993, -1967808639,   179651634,   138609352,
     -732627897, -2132384975,   950648818,   198386472,  -304285456,  -303814397,   871484171,
    -1243351058,  -286180794,   264960740,   551637681,  -368439495, -2133730249, -1271448261,
     -101181917,  -435089905,   441579565,    42475344,  -996093447,   146036824,  -426055724,
      348119530,  -302402403,  1108979110,      -16320,           7,  1116945696,      -16320,
              7,  1524207450,      -32640,           8,  1823606388,      -32640,           8,
        9589442,    -9902445,       44482,       28307,   372908792,   581358795,   -17306082,
     -786501144,   990256068,   362654251,   651556539,  -430188060,  -334238442, -2127170276,
     -134216854,   237037846,  -109888672,   123204982,   440786714,   418642229,   -97650411,
      352770053,  -810721543,   364712281,   922022708,   219939820,  -130998554,   813685793,
      -16451858,  1021132310, -1090420988,  -691319759,  -608433911,  -757612007,  -590924552,
      405206535,  -243153359,   177860815,   444146941,  -737411399,  -586013461,  -185934522,
      187303947,  -450295666,  1949637287,      -32640,           8,  1581801055,      -16320,
              7,  1899682641,      -16320,           7,  1182287499,      -16320,           7,
      -24193141,     8499948,      -14965,      -45844, -1305877006,   293564891, -1848401495,
     -272823290,   837855285, -1844569798,   302057717,   625462753,  -772519000, -1008553815,
     1727475214,  2131140829,   753286300,  -473955355,  -924253496,  -376849934,  -621135168,
      550731557, -1880813034, -1261696434,  -841232863,   417866258,   502033672,  1195564210,
    -1329014041,   782058219, -1522626978,  1224334139,   699085560,  1056202451,   653651309,
       98448383, -1508441097,  -179578107,  -234486294,  -114320412, -1216373436,   198972181,
     -453803696,    79633410,  1702662516,      -32640,           8,  1333234001,      -32640,
              8,  1500090180,      -16320,           7,  1075170413,      -16320,           7,
       -2796291,    -2651231,      -41219,      -14687,   965815983,   939927838,  -558123004,
     -182860056,  -429971960, -1213392137,   969141833, -1680347077,  -302410879, -1278366609,
    -1009464787,  -604968684,   468892744,   303440216, -1062661704,  -657995233,   515378467,
       33884429,  2132213324, -1140119068,  -251919401,  2012486593,  1994188491,  2134697990,
      -16722689,  1982003462,   804662749,   352910646,   386130403,  -339856980,  -919335943,
      759618548,    33766494,  -911795715,  -289624560,   768666341,   572392253,    36105454,
     -216415758, -1338567807,  1078797191,      -16320,           7,  1167473098,      -16320,
              7,  1356452730,      -32640,           8,  2007503901,      -32640,           8,
       14222401,    -4157720,       10561,       24552,    -9228399,  -214954648,   335421682,
     -334775771,  -239864348, -1180905938,   711456276,  -634896110,  -921366536,  1594115009,
      356317269,  1914638087,   687607681,  1005628356,  1359163024,   165908224,   957086530,
      889602902,   299613642,  -499781134,   503243831,   -65405884,   -17883365,   536042251,
      940005661, -2135296897,  -771214136,   -69732707,  -253228521, -1187825593,  1302992719,
     -505923482,   419422779,  -391629613,   155059967,  -115031043,   -31162103,  -369108266,
       68030420, -1143204102,  1079874669,      -16320,           7,  1158969000,       -8160,
              6,  2023778113,      -32640,           8,  1366458371,      -32640,           8,
      -12213245,    -5414188,      -38653,      -33324,  1545197717, -2125518107, -1928425857,
     -522078079,  -334839134,   233372180,  1225389328, -1679036708,   535558438,  -805358642,
      854582512,  1580200162,  -289339673,  1241766699, -1087897379,  -202060060,  1108563894,
     -598326549, -2137305861, -1555095047,   607971598,  -370338015,   852903182,  -590383150,
     -822662621,   850592197, -1629268987,   236131808,  -702490209,   399316813,   202706134,
      136056388,   367078078,  1288889588,  -216685021,  -722408720, -1614108938,    33418737,
    -1304169987,  -200626166,  1571433421,      -32640,           8,  2078567821,      -32640,
              8,  1286165488,      -16320,           7,  1441599524,      -32640,           8,
       -8474272,    -2507264,       16736,      -19968,   518995142, -1515110613,  -852952340,
      799796734, -1258829580, -2128347354,  -568950499,  -209592546, -1241122907,    63237063,
      737662785,  1322384899,  -880822766,    30298067,   502917129,  -958609367,   396885467,
      858249750,  -867170128,   288166335,    66200353,   535511825,   888147711,   135534563,
     -735497959, -1194741154,   255526667,   573308199,   -68171944, -1395630830,  -116187166,
      720508939,   187381764,   219743566,   286195707,  -390262026,   403821737,  1240532533,
      221191864,  -903837911,  1896921878,      -16320,           7,  1176824361,       -8160,
              6,  1109389674,      -16320,           7,  1412629921,      -16320,           7,
       -4865827,     8174374,      -26147,       14118,   387247908,   318708056,  -755986753,
     -487255343, -1375653841,    99945520,  1439547925,   543164637, -1507084316,   -84086560,
     1059066497, -1115736845,  1135211068,   401329902,  -762327855,  2127579841,  -302430722,
     -401464851,   -49594891,   533204286, -1290187272,  -403237135, -2129751825,   433860400,
      988864231,   383316529,  2062527741,   297927262,  -549844937,  -390605769,   385304863,
     -383652281,    68107557,    17303321,    15658733,   552718770,   150935262,  -437788886,
      336989421,   -36622811,  1488369956,      -16320,           7,  1332739712,      -16320,
              7,  1443267028,      -16320,           7,  1860322346,      -16320,           7,
};

/* Unpacks the windows of two places, (y, x) and (other_y, other_x), into pairs of 16 bits. */
static void conv_2d_6_unpack(const int8_t *input, index_t y, index_t x, index_t other_y,
    index_t other_x, uint32_t *pairs)
{
    enum {
        IN_WIDTH = 5, IN_CHANNELS = 40, STRIDE_HEIGHT = 1, STRIDE_WIDTH = 1, ROWS = 1,
        QUADS = 10
    };
    const int8_t *rows[2];
    index_t steps[2];

    for (index_t place = 0; place < 2; place++, y = other_y, x = other_x) {
        const index_t step = IN_WIDTH * IN_CHANNELS;
        const int8_t *corner = input + (y * STRIDE_HEIGHT * IN_WIDTH + x * STRIDE_WIDTH) * IN_CHANNELS;
        rows[place] = corner;
        steps[place] = step;
    }
    for (index_t row = 0; row < ROWS; row++) {
        pairs = unpack_fours(rows[0], rows[1], QUADS, pairs);
        rows[0] += steps[0];
        rows[1] += steps[1];
    }
}

/* CONV_2D, pointwise3_relu/Relu: 1 x 7 x 5 x 40 -> 1 x 7 x 5 x 40
 * An output stands for 0.0511843 * (stored + 128). */
static void conv_2d_6(const int8_t *input, int8_t *output)
{
    enum { OUT_WIDTH = 5, OUT_CHANNELS = 40, WORDS = 20, BLOCKS_SIZE = 560, PLACES = 35 };
    uint32_t pairs[2 * WORDS];
    index_t y = 0, x = 0;

    for (index_t place = 0; place < PLACES; place += 2) {
        /* If their number is odd, the last place is computed twice. */
        const index_t more = place < PLACES - 1, other_row = x + more == OUT_WIDTH;
        const index_t other_y = y + other_row, other_x = other_row ? 0 : x + more;
        conv_2d_6_unpack(input, y, x, other_y, other_x, pairs);
        x = other_x + 1 < OUT_WIDTH ? other_x + 1 : 0;
        y = x ? other_y : other_y + 1;
        const index_t made = place < PLACES - 1 ? 2 * OUT_CHANNELS : OUT_CHANNELS;
        convolve_2_by_4(pairs, conv_2d_6_blocks, output, output + made - OUT_CHANNELS, WORDS,
            conv_2d_6_blocks + BLOCKS_SIZE);
        output += made;
    }
}

/* for four channels each: their place, bias, pairs of weights (channels 0 and 2, 1 and 3 of
 * each tap), and multiplier, rounding and shift of each; biases and weights are doubled */
static const int32_t depthwise_conv_2d_7_blocks[350] FLASH = {
             0,     -42898,        992,      72136,     190752,    8716034,   14680264,
     -10027106,   16056240,   11665608,   -1638608,    9371436,   15204562,  -13697122,
      16187372,   16515256,    5570398,    9764680,   12058878,   -9896002,   16646158,
      16646318,    4390714, 1361275562,     -16320,          7, 2068475317,     -32640,
             8, 1464793148,     -16320,          7, 1321747436,      -8160,          6,
             4,     -67016,      19756,     185912,      -5174,   10420090,   15400924,
      13959008,   -4522142,    7274242,   -9436930,   11337718,   13959158,   11206620,
      -4522110,   10813272,  -12713810,   15990858,   16711620,   16646278,   -2687102,
       -131048,  -12975888, 1807508423,     -16320,          7, 1764142110,     -16320,
             7, 1265933589,      -8160,          6, 1131183358,      -8160,          6,
             8,     129300,      -3500,     220094,     139292,   11927716,  -10813544,
       8257684,    4652928,    3342322,   10879170,   16253092,   12124032,   13762692,
       4915074,   15466544,    9568468,   16646398,   12517288,   14418108,   11861904,
      13959126,   16646398, 1197107271,      -8160,          6, 1733742433,     -16320,
             7, 1155316291,      -8160,          6, 1163601985,      -8160,          6,
            12,    -119860,     -58286,     212644,     -16114,   16646180,   11010174,
      10288906,    7143378,   11075330,   14745462,   13500458,     917644,    9502620,
       1507310,   10026960,   -8454398,   14876444,  -10289166,   15531882,   -6750232,
      15400944,  -16580854, 1286291128,     -16320,          7, 1583592843,     -16320,
             7, 1275639477,     -32640,          8, 1365737410,     -16320,          7,
            16,     -19904,    -151700,     -60276,     -62518,    3735516,   -9502842,
        589696,    7798662,  -12189524,   -6750330,    3080046,   -9633918,    1507186,
       9109416,  -14810932,   -7798866,    4652884,  -16580862,     458590,    9240460,
     -16645890,   -8978614, 1420209360,     -16320,          7, 1113502540,      -8160,
             6, 1610902414,      -8160,          6, 1196196199,     -16320,          7,
            20,    -141374,     -86144,     119484,     195918,    1638314,    9895906,
      14876544,   15269832,   15400900,   10682286,    1638146,   10747918,   16711518,
      16711610,    2555802,   13303664,   12255098,   10878982,    -589980,    9240470,
      -1769526,    6618882, 2126708707,     -16320,          7, 1599172149,     -16320,
             7, 1498763369,      -8160,          6, 1697696864,     -16320,          7,
            24,    -206370,      -3808,     216896,    -168484,   10682248,   -3735712,
      11730738,   -7274502,   16711486,   -8650498,    9371540,  -13041800,   10026798,
     -12648540,   13565772,  -16645932,   15925052,  -11731014,   15662850,   -7143630,
      10157856,   -8388404, 2002360895,     -32640,          8, 1088438089,     -16320,
             7, 1941414833,     -16320,          7, 1733718983,     -16320,          7,
            28,     -78760,     187398,     155338,      37438,   16646220,    3539166,
      11403334,    7995630,    2359410,    3538990,   16711658,   -9174844,    8585180,
       8650928,      65406,    4718650,   14745360,  -16645890,   11206402,    9306350,
       -196850,    7602276, 1860034291,     -32640,          8, 1285624443,     -16320,
             7, 1788861203,     -16320,          7, 1815058244,      -8160,          6,
            32,    -138374,    -153472,     152354,     224292,   11206518,    9502604,
      15925172,   14483202,    1769302,   16711466,   11730826,    7536600,   13696920,
      11337508,   -1769604,   12648350,   15925164,   15007622,   16711628,   16449426,
      -6095102,   15925114, 1402026784,     -16320,          7, 1301230009,     -32640,
             8, 1190571916,      -8160,          6, 1691180212,     -32640,          8,
            36,     -84584,     -31436,      12676,     -58684,    8388616,  -15663186,
     -16187426,   16646226,   15138808,  -16056478,    7536562,   -8454398,  -14090326,
      14090228,   10747916,   -9699196,   11861762,   -6160274,  -16580842,   13303560,
       2162662,  -15204162, 1519473824,     -16320,          7, 1322388927,     -16320,
             7, 1972867445,     -32640,          8, 1885264639,     -32640,          8,
};

/* DEPTHWISE_CONV_2D, depthwise4_relu/Relu: 1 x 7 x 5 x 40 -> 1 x 7 x 5 x 40
 * An output stands for 0.0676105 * (stored + 128). */
static void depthwise_conv_2d_7(const int8_t *input, int8_t *output)
{
    enum {
        IN_HEIGHT = 7, IN_WIDTH = 5, IN_CHANNELS = 40, OUT_HEIGHT = 7, OUT_WIDTH = 5,
        OUT_CHANNELS = 40, FILTER_HEIGHT = 3, FILTER_WIDTH = 3, STRIDE_HEIGHT = 1,
        STRIDE_WIDTH = 1, DILATION_HEIGHT = 1, DILATION_WIDTH = 1, PAD_TOP = 1, PAD_LEFT = 1,
        ZERO_POINT = -128, TAPS = 9, BLOCKS_SIZE = 350, REACH = 3
    };
    const int8_t *taps[TAPS];
    int8_t beside[IN_CHANNELS];

    memset(beside, ZERO_POINT, IN_CHANNELS);
    for (index_t y = 0; y < OUT_HEIGHT; y++)
        for (index_t x = 0; x < OUT_WIDTH; x++) {
            const int8_t **tap = taps;
            index_t in_y = y * STRIDE_HEIGHT - PAD_TOP;
            const index_t in_x = x * STRIDE_WIDTH - PAD_LEFT;
            for (index_t row = 0; row < FILTER_HEIGHT; row++, in_y += DILATION_HEIGHT) {
                const int8_t *pixel = input + (in_y * IN_WIDTH + in_x) * IN_CHANNELS;
                const index_t in_width = in_y >= 0 && in_y < IN_HEIGHT ? IN_WIDTH : 0;
                if (in_x < 0 || in_x + REACH > in_width) {
                    for (index_t at = in_x; at < in_x + REACH; at += DILATION_WIDTH) {
                        *tap++ = at >= 0 && at < in_width ? pixel : beside;
                        pixel += DILATION_WIDTH * IN_CHANNELS;
                    }
                    continue;
                }
#pragma GCC unroll 8
                for (index_t column = 0; column < FILTER_WIDTH; column++)
                    *tap++ = pixel + column * DILATION_WIDTH * IN_CHANNELS;
            }
            depthwise_fours(
                taps,
                depthwise_conv_2d_7_blocks,
                depthwise_conv_2d_7_blocks + BLOCKS_SIZE,
                output,
                TAPS);
            output += OUT_CHANNELS;
        }
}

/* for each four filters: biases, 256 times the one of a second filter more than that of a first
 * and those of the first ones; weights, likewise two filters in a halfword; and the multiplier,
 * rounding and shift of each filter */
static const int32_t conv_2d_8_blocks[560] FLASH = {
       -9395518,    -9628065,      -30014,       -4257,   770613498,   540823727,   180657187,
    -1210563852,  -388316409,  -689785092,   916932860,  -195791666,   584693494, -1076166730,
     -703126252,  -837870296,   799601444, -1598743273,   820295714,   259002598, -1070656971,
      234865150, -1142745405,  -104867302, -1091774943,  -305550292,   584893466,  -562093137,
     -518592528,  -738688255,   947978787, -1354491458,  -679779879,   167449138,  -635168726,
     2129987061,  -805111580,   -15193844,   790742278,   909035742,  -119361019,  -840313877,
     2129730214,  -463459889,  1880937293,      -16320,           7,  1867037684,      -16320,
              7,  1360608022,      -16320,           7,  1322379399,      -16320,           7,
         748951,    24035730,      -20841,      -82286,   674317279,  -953416528,  -821999926,
    -1038541386,  -936518898,  1642742725,   833606263,  -719453160,  -233700068,   485565653,
      870839495,   682367571, -1758065417,  -769786324,  2128530149,   319110620,   887033615,
      784075782,   874847765,  -174197801,  -384294938,   716829111,   869518131,  -433847556,
    -1279131652,  2133277569,   377601264,   415724565,  -381405693,   556071734,   987376930,
      470154410,  1057609755, -1545060594,  -675098375,  1997470193,  -838804541,   714087875,
    -1241311992,  -331090182,  1275261613,       -8160,           6,  2043843742,      -16320,
              7,  1885712981,      -16320,           7,  1496263815,      -16320,           7,
        9474696,     7946789,         136,       66853,  -154332196,  -300031520,   935443419,
     -317146147,  1381245951,  1833097456,   872341476,  -351933416,   650981603,   122428950,
       36569072,  1192477010,  2130120446,  1430921431,  -669848786,   -67507977,  -302830604,
     -889579736,   431153405,  -167574497,   955772457,    20263121,  -599211116, -1277239070,
      776684927,  1411809025,  -136962989,   327093778,   440924668,   183436056,  -705970359,
    -1326034745,  -960884961,   -86043377,  -485614641,   -29698531,     -517131,  1728190201,
     -656924920,  -582943485,  1793819017,      -16320,           7,  1134339139,       -8160,
              6,  1438899777,       -8160,           6,  1924131767,      -16320,           7,
       10601406,     6737643,      -31810,       -6421, -1036550354,   677836229,   184187962,
     -979496189,  -605145907,   219355643,  1579386883,  -705705486,   634337316,   487554859,
      -17811570,  1561986234,  -252239560, -1041503727, -1439103543,   308224731,  1354843077,
      634263508,   489391420,   350626431,  1274546924,   622142699, -1372918325,  -282612561,
     1051655953, -1005826530,  -671986262,  -919387960,     3208980,  1484325132,  1897446181,
     -890887459,  -550974155,   520359242,   293670573,  -723633982,  -822260031,  -908075825,
    -1142827493, -1207640341,  2004503526,      -16320,           7,  1427290619,      -16320,
              7,  1640857543,      -16320,           7,  1366903966,      -16320,           7,
      -11758742,    -9901492,        2922,      -13236,  1630998306,  -955331278,   258801691,
     -103568093,  -488894254,    62972402,   276189738,  1221049524,  -722732789,   353476425,
    -1663027385,  -331654849,   686695971,  1250220328,   201126893,  -200818892,  -928132650,
     -679527632,   -98305844, -2131052098,  -909012305,  -505667779, -1155774184,   433423575,
      651264129,  1745173786, -1910384910,  1184051686,   772283694,  -294828540,   860268945,
     -770304464,   483993085, -1300898620,  -383590893,   785636888, -1394951699,   529851132,
     -449494994,   531097239,  1679213240,      -16320,           7,  1592073785,      -16320,
              7,  1383249885,      -16320,           7,  1869217468,      -16320,           7,
        4904154,   -17988118,        3802,        8170,  1743755770,  -476030378, -1249911824,
    -1189659408,   451797010,  -688201457,  -735557875,  1952888728,   233390648, -1089235993,
      905175317,  -909131422, -1020987607, -1374857673,  1221517534,  1437261777,  -660138171,
     -263061668,  -801020892,  -604518516,   503122163,  -603837119,  1278981122,  1460833727,
     -287768117,  -621144014,   418037952, -2133006515,  1146163709,  1405033011,  -722746686,
     1359554316,   440618229,    30745729,   282719013, -1055681794,  -606147622, -1120160998,
     2127162868, -1007479560,  2040939998,      -16320,           7,  1720902223,      -16320,
              7,  1737913338,      -16320,           7,  1435633457,      -16320,           7,
        3836050,   -13455023,        5778,      -78767,   323321576,   859435649,  -552125263,
    -1292500586,  -672399915,  -386605332,   567421567,  -123081919,  -262146619,  -655823353,
     -621225937,   147173425, -1255732742,  -853737735,   939660731,  2127228650,   988859693,
     -389032611,  1058079528,  -592625949,  -187837998,  -422897682,  -322705394,  1159181085,
    -1209466126,  -869981040,     2741207,  -778638865,  -642310346,  1215570959,  1743394363,
     -623234091,   200680425,   555224039,   -30234140,  -721434301,   587525340, -1064646972,
     -567193269,  -682625594,  1624973831,      -16320,           7,  2081344378,      -16320,
              7,  1923735781,      -16320,           7,  1932956350,      -16320,           7,
       12380787,    11126925,       61811,       35725,  1057058238,  -709425312,  -937197829,
    -1278280448,   220203524,  -739310578,  1307972377,  -751621860,   439174969,   368962768,
     -297800321,  1958753023,   -33687321, -1816662812,   553716471,  1663776566,  -399330958,
     2136467144,  1459224297,  1157961188,   639869957,  -823388381, -1259608570,  -736767793,
      251983859,  -990107851,  1044584485,   421210162,   -85256168,  -827911657,   837729993,
      274557269,  -169051165,   700500436,   -96825268,   842399174,  -202967299,  1416234281,
     -568114737,  -908255617,  1451436182,       -8160,           6,  2072433738,      -16320,
              7,  1526574371,      -16320,           7,  1780857095,      -16320,           7,
       12445739,     -127538,       31275,       -8242, -1170467935,   317929185,  -823914046,
      350434006,   971651272,   569259724,  1192351040,  -623060927,   757469433,  -213436216,
      454892912,   119855226,  -133705755,   248395519,   256777922,  -569248028,   519112508,
     -498339457,  -353567164,  1544806350,   888008441,  -188087275,   472434641, -1377430813,
      435369989,  1539640849,   845643471, -1545624588,  -287567814,  2127560490,   231139576,
      166519897, -1426778135,   904801957,   342027249, -1741886469,   152376249,  -200947213,
     -377551854, -1174344204,  1972955497,      -16320,           7,  1360734946,       -8160,
              6,  1854311116,      -16320,           7,  1509556844,      -16320,           7,
       12074202,   -13674758,       71898,       41210,  -294071459,   183097671,  -536163783,
     1309315893,  1376654062,    68803876, -1290325989,  1182793399,   488832018,  -165551540,
      925745660,  -788013550,   684849403,  2131891190,   171516420,  -219774215,  -653787962,
    -1020779795,   478098731,  -752147746,  -722268479,  -664930826, -1562311667,   587059389,
      332420358,  -791012567,  -177590841,  -601882021,   952896803,  -221108202,  -934904125,
     -886306094,  -285327316,  -641341698,   490654897,  -623454220,  1694691828,    99667498,
     -182305188,   298196480,  2073220786,      -16320,           7,  1642191962,      -16320,
              7,  1147814499,       -8160,           6,  2129675327,      -16320,           7,
};

/* Unpacks the windows of two places, (y, x) and (other_y, other_x), into pairs of 16 bits. */
static void conv_2d_8_unpack(const int8_t *input, index_t y, index_t x, index_t other_y,
    index_t other_x, uint32_t *pairs)
{
    enum {
        IN_WIDTH = 5, IN_CHANNELS = 40, STRIDE_HEIGHT = 1, STRIDE_WIDTH = 1, ROWS = 1,
        QUADS = 10
    };
    const int8_t *rows[2];
    index_t steps[2];

    for (index_t place = 0; place < 2; place++, y = other_y, x = other_x) {
        const index_t step = IN_WIDTH * IN_CHANNELS;
        const int8_t *corner = input + (y * STRIDE_HEIGHT * IN_WIDTH + x * STRIDE_WIDTH) * IN_CHANNELS;
        rows[place] = corner;
        steps[place] = step;
    }
    for (index_t row = 0; row < ROWS; row++) {
        pairs = unpack_fours(rows[0], rows[1], QUADS, pairs);
        rows[0] += steps[0];
        rows[1] += steps[1];
    }
}

/* CONV_2D, pointwise4_relu/Relu: 1 x 7 x 5 x 40 -> 1 x 7 x 5 x 40
 * An output stands for 0.116049 * (stored + 128). */
static void conv_2d_8(const int8_t *input, int8_t *output)
{
    enum { OUT_WIDTH = 5, OUT_CHANNELS = 40, WORDS = 20, BLOCKS_SIZE = 560, PLACES = 35 };
    uint32_t pairs[2 * WORDS];
    index_t y = 0, x = 0;

    for (index_t place = 0; place < PLACES; place += 2) {
        /* If their number is odd, the last place is computed twice. */
        const index_t more = place < PLACES - 1, other_row = x + more == OUT_WIDTH;
        const index_t other_y = y + other_row, other_x = other_row ? 0 : x + more;
        conv_2d_8_unpack(input, y, x, other_y, other_x, pairs);
        x = other_x + 1 < OUT_WIDTH ? other_x + 1 : 0;
        y = x ? other_y : other_y + 1;
        const index_t made = place < PLACES - 1 ? 2 * OUT_CHANNELS : OUT_CHANNELS;
        convolve_2_by_4(pairs, conv_2d_8_blocks, output, output + made - OUT_CHANNELS, WORDS,
            conv_2d_8_blocks + BLOCKS_SIZE);
        output += made;
    }
}

/* MEAN: the mean over some axes. The sum of COUNT numbers is brought to the scale of the output,
 * and the division by COUNT is part of the factor between the two.
 *
 * A tensor is seen here as OUTER x FIRST x MIDDLE x SECOND x INNER, of which FIRST and SECOND are
 * summed over; what is not needed of these is 1. */

/* MEAN, average/Mean: 1 x 7 x 5 x 40 -> 1 x 40
 * An output stands for 0.0209961 * (stored + 128). */
static void mean_9(const int8_t *input, int8_t *output)
{
    enum {
        OUTER = 1, FIRST = 35, MIDDLE = 1, SECOND = 1, INNER = 40, OUTPUT_OFFSET = -128,
        LOW = -128, HIGH = 127
    };

    for (index_t outer = 0; outer < OUTER; outer++) {
        for (index_t middle = 0; middle < MIDDLE; middle++)
            for (index_t inner = 0; inner < INNER; inner++) {
                int32_t sum = 4480; /* 35 times the input's zero point is taken off */
                for (index_t i = 0; i < FIRST; i++)
                    for (index_t k = 0; k < SECOND; k++)
                        sum += input[((i * MIDDLE + middle) * SECOND + k) * INNER + inner];
                sum = requantise(sum, 1356508361, 2);
                *output++ = clamp(sum + OUTPUT_OFFSET, LOW, HIGH);
            }
        input += FIRST * MIDDLE * SECOND * INNER;
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
static const int32_t fully_connected_10_bias[12] FLASH = {
    -51469, -36593, -51812,  -5954,   1278, -42937, -47392, -45661, -42730, -27877,   4032,
         0,
};

/* four weights of each of 4 outputs in turn, a word each */
static const int32_t fully_connected_10_weights[120] FLASH = {
     -619728840,   266196287, -1842077275,  1039741179,    77410376,  1026856406, -1330302495,
      437771049,   765047095,   -85645774,   103598046,  -719798606,  1177270577,  -722975286,
      723956466, -1930297096, -1489652342,  1125724682,   236235438,   -75418823,   330120998,
      690074128,  -992722177,  -488038452,  1025102061,  -851121475,   517921078,  -704100525,
     1104644361, -1811341365,   970179632,   171650808,   572440834,  1170279580, -1120606924,
     -600985060,  -628015391,  -504432211,    31983159,   -72214444,   285138206,   332899325,
     -692569681, -1135131754,   550709707,  -756343043,  -453276327, -1558241641,  -674441698,
     -574670926,  1194211339,  -789971662,   566442227,  -491243190,  -894441033,  -432224951,
      118611436,  -871946196,   898368196,   933161741,   658628273,   707563586,  -837098074,
     1105407778,   230240485,  -642366493,  -602683564,  1258284239,   861542921,  -686472758,
      -65741300, -1310657108,  -483375386,  1219616390,  -482676202, -1028380909, -1086261036,
      339395137,  1258180039,  1192012788,    68303311,   566999598, -1461403122,           0,
    -1254773981,  -283704785,  1101328416,           0,  -852677465, -1314255888,   892684842,
              0,  -978907729,   808462665,  1009324288,           0,   649535556, -1222691824,
     -368265008,           0, -1322379200,   851973178, -1597098473,           0, -1672301766,
      624699840,    16495823,           0,  -824656322, -1529202772,   365110832,           0,
    -1120670686,  1151583111,   551175680,           0,  1057999075,  -704127743,  -616421100,
              0,
};

/* FULLY_CONNECTED, words/MatMul: 1 x 40 -> 1 x 11
 * An output stands for 0.150871 * (stored + 5). */
static void fully_connected_10(const int8_t *input, int8_t *output)
{
    enum { OUTPUTS = 11, OUTPUT_OFFSET = -5, LOW = -128, HIGH = 127, QUADS = 10 };
    const int32_t *weight = fully_connected_10_weights;

    for (index_t first = 0; first < OUTPUTS; first += 4) {
        int32_t sum[4];
        for (index_t lane = 0; lane < 4; lane++)
            sum[lane] = READ32(fully_connected_10_bias, first + lane);
        dot_four_lanes(input, weight, QUADS, sum);
        weight += 4 * QUADS;
        for (index_t channel = first; channel < first + 4; channel++) {
            if (channel == OUTPUTS)
                break;
            const int32_t scaled = requantise(sum[channel - first], 1380626606, 9);
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
static const int32_t softmax_11_exponentials[256] FLASH = {
    2147483647, 1846747788, 1588127266, 1365724316, 1174466822, 1009993063,  868552743,
     746919697,  642320309,  552369081,  475014660,  408493175,  351287359,  302092725,
     259787332,  223406412,  192120370,  165215631,  142078669,  122181817,  105071336,
      90357046,   77703350,   66821696,   57463912,   49416601,   42496252,   36545032,
      31427231,   27026126,   23241357,   19986615,   17187668,   14780691,   12710786,
      10930754,    9400000,    8083614,    6951577,    5978070,    5140895,    4420959,
       3801843,    3269429,    2811575,    2417839,    2079242,    1788063,    1537661,
       1322325,    1137145,     977898,     840952,     723185,     621909,     534817,
        459920,     395513,     340125,     292493,     251532,     216307,     186015,
        159966,     137564,     118299,     101733,      87486,      75234,      64698,
         55638,      47846,      41146,      35384,      30429,      26167,      22503,
         19352,      16641,      14311,      12307,      10583,       9101,       7827,
          6731,       5788,       4978,       4280,       3681,       3166,       2722,
          2341,       2013,       1731,       1489,       1280,       1101,        947,
           814,        700,        602,        518,        445,        383,        329,
           283,        244,        210,        180,        155,        133,        115,
            99,         85,         73,         63,         54,         46,         40,
            34,         30,         25,         22,         19,         16,          0,
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

/* SOFTMAX, StatefulPartitionedCall:0: 1 x 11 -> 1 x 11
 * An output stands for 0.00390625 * (stored + 128). */
static void softmax_11(const int8_t *input, int8_t *output)
{
    enum { ROWS = 1, DEPTH = 11 };

    for (index_t row = 0; row < ROWS; row++) {
        int8_t largest = -128;
        for (index_t i = 0; i < DEPTH; i++)
            if (input[i] > largest)
                largest = input[i];

        int32_t sum = 0;
        for (index_t i = 0; i < DEPTH; i++) {
            const uint32_t exponential = READ32(softmax_11_exponentials, largest - input[i]);
            sum += (exponential + 2048) >> 12; /* rounded */
        }

        int8_t exponent;
        const int32_t scale = reciprocal(sum, &exponent);
        for (index_t i = 0; i < DEPTH; i++) {
            const int32_t exponential = READ32(softmax_11_exponentials, largest - input[i]);
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
    return 1960;
}

const int8_t *model_output(int i)
{
    (void)i; /* there is only one */
    return TENSOR_33;
}

unsigned long model_output_bytes(int i)
{
    (void)i; /* there is only one */
    return 11;
}

#ifdef MODEL_TRACE
#define TRACE(tensor, bytes) model_trace(tensor, TENSOR_##tensor, bytes)
#else
#define TRACE(tensor, bytes)
#endif

void model_invoke(void)
{
    conv_2d_0(TENSOR_0, TENSOR_22);
    TRACE(22, 10000UL);
    depthwise_conv_2d_1(TENSOR_22, TENSOR_23);
    TRACE(23, 2600UL);
    conv_2d_2(TENSOR_23, TENSOR_24);
    TRACE(24, 5200UL);
    depthwise_conv_2d_3(TENSOR_24, TENSOR_25);
    TRACE(25, 5200UL);
    conv_2d_4(TENSOR_25, TENSOR_26);
    TRACE(26, 5200UL);
    depthwise_conv_2d_5(TENSOR_26, TENSOR_27);
    TRACE(27, 1400UL);
    conv_2d_6(TENSOR_27, TENSOR_28);
    TRACE(28, 1400UL);
    depthwise_conv_2d_7(TENSOR_28, TENSOR_29);
    TRACE(29, 1400UL);
    conv_2d_8(TENSOR_29, TENSOR_30);
    TRACE(30, 1400UL);
    mean_9(TENSOR_30, TENSOR_31);
    TRACE(31, 40UL);
    fully_connected_10(TENSOR_31, TENSOR_32);
    TRACE(32, 11UL);
    softmax_11(TENSOR_32, TENSOR_33);
    TRACE(33, 11UL);
}
