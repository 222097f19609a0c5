/* digits_article_int8 as C, made by tinyml-kit (cortex_m4).
 *
 *   input                    -> 1 x 8 x 8 x 1 int8, serving_default_input:0
 *   CONV_2D and MAX_POOL_2D  -> 1 x 3 x 3 x 8 int8, pool/MaxPool
 *   RESHAPE                  -> 1 x 72 int8, flatten/Reshape
 *   FULLY_CONNECTED          -> 1 x 10 int8, StatefulPartitionedCall:0
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
#define TENSOR_0 (arena + 72) /* 1 x 8 x 8 x 1 int8, serving_default_input:0 */
#define TENSOR_7 (arena + 0) /* 1 x 3 x 3 x 8 int8, pool/MaxPool */
#define TENSOR_8 (arena + 0) /* 1 x 72 int8, flatten/Reshape */
#define TENSOR_9 (arena + 72) /* 1 x 10 int8, StatefulPartitionedCall:0 */

/* CONV_2D and MAX_POOL_2D together, two places of the image by four filters at a time.
 *
 * The convolution is computed as in CONV_2D alone, at the places that the pooling looks at. Of
 * their outputs the largest are kept, so that the image between the two operators needs no
 * memory. */

/* for each four filters: biases, 256 times the one of a second filter more than that of a first
 * and those of the first ones; weights, likewise two filters in a halfword; and the multiplier,
 * rounding and shift of each filter */
static const int32_t conv_2d_0_blocks[52] FLASH = {
       13998446,    10284283,       18286,       56059,  -451071476,  -570167482,  1468100137,
     1899346780,  1520992018,  1924757119,  -213248148,  2130363984,  -599195648,  -698810368,
     1087498654,      -32640,           8,  1935362092,      -65280,           9,  1075716351,
         -32640,           8,  1468280356,      -65280,           9,
        3190308,    10423463,       14628,       52903,  1470857918,   811725579, -1323115391,
     -946534659,  2137613766,  1127162999,   879691522,  2139033634, -1588396032,  1245708288,
     1359157526,      -32640,           8,  1985158057,      -65280,           9,  2019878245,
         -65280,           9,  1079474324,      -32640,           8,
};

/* Copies the window whose corner is at (top, left) into one run of numbers. What lies outside
 * the image is 0, which is stored as ZERO_POINT. */
static void conv_2d_0_window(const int8_t *input, index_t top, index_t left,
                               int8_t *window)
{
    enum { IN_WIDTH = 8, IN_CHANNELS = 1, FILTER_HEIGHT = 3, FILTER_WIDTH = 3 };

    input += (top * IN_WIDTH + left) * IN_CHANNELS;
    for (index_t row = 0; row < FILTER_HEIGHT; row++) {
        memcpy(window, input, FILTER_WIDTH * IN_CHANNELS);
        window += FILTER_WIDTH * IN_CHANNELS;
        input += IN_WIDTH * IN_CHANNELS;
    }
}
/* Unpacks the windows of two places, (y, x) and (other_y, other_x), into pairs of 16 bits. */
static void conv_2d_0_unpack(const int8_t *input, index_t y, index_t x, index_t other_y,
    index_t other_x, uint32_t *pairs)
{
    enum {
        STRIDE_HEIGHT = 1, STRIDE_WIDTH = 1, PAD_TOP = 0, PAD_LEFT = 0, ROWS = 1, RUN = 9,
        QUADS = 2, WINDOW_SIZE = 9
    };
    const int8_t *rows[2];
    index_t steps[2];
    int8_t windows[2][WINDOW_SIZE] = {{0}};

    for (index_t place = 0; place < 2; place++, y = other_y, x = other_x) {
        int8_t *window = windows[place];
        const index_t step = RUN;
        const int8_t *corner = window;
        conv_2d_0_window(input, y * STRIDE_HEIGHT - PAD_TOP, x * STRIDE_WIDTH - PAD_LEFT, window);
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

/* CONV_2D and MAX_POOL_2D, pool/MaxPool: 1 x 8 x 8 x 1 -> 1 x 3 x 3 x 8
 * An output stands for 0.0179345 * (stored + 128). */
static void conv_2d_0(const int8_t *input, int8_t *output)
{
    enum {
        OUT_CHANNELS = 8, LOW = -128, POOLED_HEIGHT = 3, POOLED_WIDTH = 3, POOL_HEIGHT = 2,
        POOL_WIDTH = 2, WORDS = 5, SPARE_FILTERS = 0, BLOCKS_SIZE = 52
    };
    uint32_t pairs[2 * WORDS];
    int8_t outputs[2][OUT_CHANNELS + SPARE_FILTERS];

    for (index_t top = 0; top < POOLED_HEIGHT * POOL_HEIGHT; top += POOL_HEIGHT) {
        for (index_t left = 0; left < POOLED_WIDTH * POOL_WIDTH; left += POOL_WIDTH) {
            const index_t bottom = top + POOL_HEIGHT, right = left + POOL_WIDTH;
            memset(output, LOW, OUT_CHANNELS);
            for (index_t y = top; y < bottom; y++)
                for (index_t x = left; x < right; x += 2) {
                    /* If their number is odd, the last place is computed twice. */
                    conv_2d_0_unpack(input, y, x, y, x + 1 < right ? x + 1 : x, pairs);
                    convolve_2_by_4(pairs, conv_2d_0_blocks, outputs[0], outputs[1], WORDS,
                        conv_2d_0_blocks + BLOCKS_SIZE);
                    for (index_t channel = 0; channel < OUT_CHANNELS; channel++) {
                        const int8_t one = outputs[0][channel], other = outputs[1][channel];
                        const int8_t larger = one > other ? one : other;
                        if (larger > output[channel])
                            output[channel] = larger;
                    }
                }
            output += OUT_CHANNELS;
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
static const int32_t fully_connected_3_bias[12] FLASH = {
    -36627, -96243, -41825, -42989, -43137, -37582, -61539, -67823, -32277, -34257,      0,
         0,
};

/* four weights of each of 4 outputs in turn, a word each */
static const int32_t fully_connected_3_weights[216] FLASH = {
      168300543,  -620582883,   267400190,  -151967504,   136189948,   435730209,     -455193,
     -287111194,  -116194302,   569379070,   117698047,  -335487197,  -690227505,   338558779,
     -638919485,   -65270116,   572976433,  -152702270,    83164665,   168560380,  -938682344,
     -589299247,  -622861306,  -941287972,   585441015,  -771234288,  -254158610,  -455348793,
      100729798,   -33287955,    14016038,  -909186061,  -154534665,   153156866,  -103543777,
     -183761131,  -472536582,    17228467,   504770527,   438178761,  -638518754,   284431078,
     -503842853,   519959485,   169017554, -1126118452,  -504106072,  -523625406,   269886968,
    -1209933051,  -334694656,   653788134,  -421007711,  -251339551,   -31452637,   100856107,
      201786355,     2098198,   353118452,   284609553,   317984788,   437380549,   168033802,
          70930,   283248639,   570229707,   804643526,   301997843,   504967643,   267572242,
      554116174,   436609000,   584960789,   336866590,    15979781, -1224011548,   318438423,
      336985053,    69078270,   333780425,   518001910,    14940859,    48831428,    35123750,
      134686977,  -370089950,  -604364784,   235274689,  -372908022,  -701753927,  -522788435,
     -216851700,   -84411337,   149613028,  -185210652,   185984485,   520426770,   -32171783,
     -166989818,    17429766,   387910132,  -134743828,   504170734,  -553122787,  -521077011,
      301729256,   553975761,   149486089,    66777086,  -541803242,  -405541359,   287511822,
      201527007,   118283281,    15715840,   -83558387,   755701003,  -117440965,   236978220,
       52628236,   237189080,   401798646,  -787081221,  -956254700,  -153874493,   100727861,
      370868097,   -50985484,   -48364796,    -2291177,  -351663900,  -118878716,   -33827880,
      505163031,  -370949121,  -133954110,  -302580034,  -204402719,   386797325, -1475937042,
    -1112615487,  -605621043,   504041201, -1431845440,   -98632695,   488562949,           0,
              0,  -184746253,   185662738,           0,           0,  -301079570,  -235274725,
              0,           0,   116131864,   438232572,           0,           0,     1185537,
      602936857,           0,           0,  -134283747,   539497745,           0,           0,
    -1005655518, -1037691912,           0,           0,  -217056810,    15920840,           0,
              0,    84866567,  -385746967,           0,           0,  -116384795,   232982249,
              0,           0,  -302315628,   169484283,           0,           0,  -656729853,
     -119155775,           0,           0,   201980911,    49076716,           0,           0,
      202520033,    49018400,           0,           0,  -671346967,  -406269946,           0,
              0,  -454629414,  -352455397,           0,           0,   436013056,  -387580659,
              0,           0,   117442848,   217642473,           0,           0,
};

/* FULLY_CONNECTED, StatefulPartitionedCall:0: 1 x 72 -> 1 x 10
 * An output stands for 0.122222 * (stored - 49). */
static void fully_connected_3(const int8_t *input, int8_t *output)
{
    enum { OUTPUTS = 10, OUTPUT_OFFSET = 49, LOW = -128, HIGH = 127, QUADS = 18 };
    const int32_t *weight = fully_connected_3_weights;

    for (index_t first = 0; first < OUTPUTS; first += 4) {
        int32_t sum[4];
        for (index_t lane = 0; lane < 4; lane++)
            sum[lane] = READ32(fully_connected_3_bias, first + lane);
        dot_four_lanes(input, weight, QUADS, sum);
        weight += 4 * QUADS;
        for (index_t channel = first; channel < first + 4; channel++) {
            if (channel == OUTPUTS)
                break;
            const int32_t scaled = requantise(sum[channel - first], 2098537262, 9);
            output[channel] = clamp(scaled + OUTPUT_OFFSET, LOW, HIGH);
        }
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
    return 64;
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
    conv_2d_0(TENSOR_0, TENSOR_7);
    TRACE(7, 72UL);
    /* RESHAPE: the numbers stay where they are. */
    TRACE(8, 72UL);
    fully_connected_3(TENSOR_8, TENSOR_9);
    TRACE(9, 10UL);
}
