/* gestures as C, made by tinyml-kit (cortex_m4).
 *
 *   input                    -> 1 x 128 x 6 int8, serving_default_input:0
 *   RESHAPE                  -> 1 x 128 x 1 x 6 int8, in_a_row/Reshape
 *   CONV_2D and MAX_POOL_2D  -> 1 x 42 x 1 x 16 int8, pool1/MaxPool
 *   CONV_2D and MAX_POOL_2D  -> 1 x 14 x 1 x 24 int8, pool2/MaxPool
 *   CONV_2D and MAX_POOL_2D  -> 1 x 4 x 1 x 32 int8, pool3/MaxPool
 *   MEAN                     -> 1 x 32 int8, average/Mean
 *   FULLY_CONNECTED          -> 1 x 6 int8, classes/MatMul
 *   SOFTMAX                  -> 1 x 6 int8, StatefulPartitionedCall:0
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

/* As `requantise`, for a shift that may be 0, when there is only one rounding, or negative,
 * when the accumulator is first multiplied by 2^-shift. What does not fit into 32 bits is then
 * lost, as it is in the interpreter. */
static inline int32_t requantise_any(int32_t sum, int32_t multiplier, int8_t shift)
{
    if (shift > 0)
        return requantise(sum, multiplier, shift);
    sum = (int32_t)((uint32_t)sum << -shift);
    return (int32_t)(((int64_t)sum * multiplier + ((int64_t)1 << 30)) >> 31);
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
#define TENSOR_0 (arena + 0) /* 1 x 128 x 6 int8, serving_default_input:0 */
#define TENSOR_11 (arena + 0) /* 1 x 128 x 1 x 6 int8, in_a_row/Reshape */
#define TENSOR_13 (arena + 768) /* 1 x 42 x 1 x 16 int8, pool1/MaxPool */
#define TENSOR_15 (arena + 0) /* 1 x 14 x 1 x 24 int8, pool2/MaxPool */
#define TENSOR_17 (arena + 336) /* 1 x 4 x 1 x 32 int8, pool3/MaxPool */
#define TENSOR_18 (arena + 0) /* 1 x 32 int8, average/Mean */
#define TENSOR_19 (arena + 32) /* 1 x 6 int8, classes/MatMul */
#define TENSOR_20 (arena + 32) /* 1 x 6 int8, StatefulPartitionedCall:0 */

/* CONV_2D and MAX_POOL_2D together, two places of the image by four filters at a time.
 *
 * The convolution is computed as in CONV_2D alone, at the places that the pooling looks at. Of
 * their outputs the largest are kept, so that the image between the two operators needs no
 * memory. */

/* for each four filters: biases, 256 times the one of a second filter more than that of a first
 * and those of the first ones; weights, likewise two filters in a halfword; and the multiplier,
 * rounding and shift of each filter */
static const int32_t conv_2d_1_blocks[224] FLASH = {
         851418,      -95364,         -38,        9084,   391636517,   -22473676,  1458341880,
       19927261,   705298432,  1310457856,   708444160,  -857473024,   458427143,  -140234777,
     1624868092,  -397214183,   218300416,  1982660608,   722272256,  -688979968,  -713033765,
     -343803932,  1975954635,   122749960,   935264256,  1681588224,   887291904,  -316538880,
      626918647,   199942364,  1186268838,  -467204587,  -439025664,  1829240832,  1304887296,
     -786104320,  -331095273,   333245222,  2128296675,  -112070177,  1177026560,  2131296256,
     1089798144,   -98435072,  1512881835,      -32640,           8,  1332477238,      -32640,
              8,  1295274322,      -32640,           8,  1240396159,      -16320,           7,
        1991307,      554825,        5515,       -2743, -1712404815,   284037383,  -129592514,
      639948140,    -8323072,  -469172224, -1273102336,  -261095424, -1847989281,   200355060,
     -851530245,   222492260,  -741801984,   623116288,    48627712,  -144244736, -1309593333,
     -300152090, -1271276563,  -168109303, -1130430464,  1476722688,  -468385792,    74973184,
     -155455182,  -721804812,   107154647,  -180960258,  -961937408,  1390608384,   -30867456,
      461307904,   -89702103,  -336393485,  -248348913,   471138501, -1022296064,  2127429632,
       83623936,   645136384,  1372412497,      -32640,           8,  1187993163,      -32640,
              8,  1274721842,      -32640,           8,  1887847917,      -32640,           8,
         526618,     -302501,        -742,        2651,  -415094028,   123654659,  -136055236,
      272423974,  1954480128,   330563584,   457048064,  2012938240,  -264032492,  -717755357,
     -838990736,   134069785,  1566572544,   -49807360,   726597632,  2126839808,  -703602969,
      494853689,  -185254875,    22602757,  2063400960,  -903479296,   722796544,  1964703744,
     -363655922,  -663426276,  -836245997,  -950029315,  1711144960,  -165150720,   407175168,
     1140719616,   508805342,  -964700128, -1008592146, -1016680522,  2130116608, -1442840576,
     1044578304,  2091319296,  1465949698,      -32640,           8,  1581406022,      -32640,
              8,  1133656451,      -32640,           8,  1356006627,      -32640,           8,
         227902,     1134438,        -706,         614,  -102308845,   236448014,   678592784,
      111819092,   -50003968, -1353777152,  -153747456,  1973026816,  -215279329,   421651935,
       58367828,   871981894,   233504768,  -448397312,  -960823296,  1838809088,   436856057,
     -404277536,   -79193526,   554654556,  -370671616, -1405681664,  -938868736,   936443904,
      673585454,  -370851814,   -58749874,   334582556,   586612736, -1239351296,  -622002176,
     2122383360,  -268304891,  -216005909, -1317160866,   101537601,  -170459136, -1061617664,
    -1021444096,   987430912,  1380923452,      -32640,           8,  1538360771,      -32640,
              8,  1525880424,      -32640,           8,  1329375698,      -32640,           8,
};

/* Copies the window whose corner is at (top, left) into one run of numbers. What lies outside
 * the image is 0, which is stored as ZERO_POINT. */
static void conv_2d_1_window(const int8_t *input, index_t top, index_t left,
                               int8_t *window)
{
    enum {
        IN_HEIGHT = 128, IN_WIDTH = 1, IN_CHANNELS = 6, FILTER_HEIGHT = 5, FILTER_WIDTH = 1,
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
static void conv_2d_1_unpack(const int8_t *input, index_t y, index_t x, index_t other_y,
    index_t other_x, uint32_t *pairs)
{
    enum {
        IN_HEIGHT = 128, IN_WIDTH = 1, IN_CHANNELS = 6, FILTER_HEIGHT = 5, FILTER_WIDTH = 1,
        STRIDE_HEIGHT = 1, STRIDE_WIDTH = 1, PAD_TOP = 2, PAD_LEFT = 0, ROWS = 5, RUN = 6,
        QUADS = 1, TAIL = 2, WINDOW_SIZE = 30
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
            conv_2d_1_window(input, in_y, in_x, window);
        rows[place] = corner;
        steps[place] = step;
    }
    for (index_t row = 0; row < ROWS; row++) {
        pairs = unpack_fours(rows[0], rows[1], QUADS, pairs);
        /* The last four numbers, of which TAIL are new: the others meet weights of 0. */
        pairs = unpack_fours(rows[0] + RUN - 4, rows[1] + RUN - 4, 1, pairs);
        rows[0] += steps[0];
        rows[1] += steps[1];
    }
}

/* CONV_2D and MAX_POOL_2D, pool1/MaxPool: 1 x 128 x 1 x 6 -> 1 x 42 x 1 x 16
 * An output stands for 0.0149081 * (stored + 128). */
static void conv_2d_1(const int8_t *input, int8_t *output)
{
    enum {
        OUT_CHANNELS = 16, LOW = -128, POOLED_HEIGHT = 42, POOLED_WIDTH = 1, POOL_HEIGHT = 3,
        POOL_WIDTH = 1, WORDS = 20, SPARE_FILTERS = 0, BLOCKS_SIZE = 224
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
                    conv_2d_1_unpack(input, y, x, y, x + 1 < right ? x + 1 : x, pairs);
                    convolve_2_by_4(pairs, conv_2d_1_blocks, outputs[0], outputs[1], WORDS,
                        conv_2d_1_blocks + BLOCKS_SIZE);
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

/* for each four filters: biases, 256 times the one of a second filter more than that of a first
 * and those of the first ones; weights, likewise two filters in a halfword; and the multiplier,
 * rounding and shift of each filter */
static const int32_t conv_2d_3_blocks[576] FLASH = {
        9495427,    17072595,        2691,        -301,   129646147,  1720178979,  -674484501,
      591327513,  -467527439, -1360903771,  -237373721,   773410689,   691004233,  -182782696,
     -567683628,  -524465860,  -773839864,  -521426422,   388769557,   -55392079,  1657918265,
     2067639551,  -841665801,   894620475,   -99797005,   -86286091,  -101642730,   473845747,
     -618271438, -1289110996,   -99611984,    33641768, -1025305601,   -97020684,   322378023,
      655599550,  1421069571,  2132074481,  -621800716,   337888516,  -771338968,  -368626676,
     -118423045,   270295069,  -636238829,  -148057562, -1175714130,  -349023774, -1089594631,
     -923357194,   922736692,    70564057,  2130628592,  1051727344,  -636146168,   974319846,
     -908046777,  -672848662,  -503629506,   488906258,    32356299,    82905332,  -456903393,
    -1377092356,  -870051378,  -319492051,  1121316591,   -15675895,  2052128147,    28264714,
     -668336436,  1727204636,  -333112961,  -759312402,  -282648973,  1094375883,   129302445,
     1865045528,  -703844034,  -639740969,  -234804537,   353377275,   873075906,  -484649989,
     2054673251,      -65280,           9,  1463369139,      -65280,           9,  1679922124,
         -65280,           9,  1569630689,      -65280,           9,
       27040660,     5064444,       26516,      133628,   700826646,   -88328645,  2011287303,
     -517135018,   736469773,  -482802251,  1077287158,  -518067450,   654373158,   786430494,
     1431132820,  -499592250,  1522252751, -1025625408,  -707333839,   680211779,  -674185430,
      502924009,   772248106,  -613865438,  1437606138,  -136234289,   -98365168,   122301463,
    -1391782166,   603839486,  1380767442,  -250484446,  1561566196,  -819922682,   684194845,
      972819787, -1794105868,  1341373885,   237305360,  -597351122,    82657483,  -452447492,
      370749955,  -367712187,   368686862,  -486555111,  -703225806,  -837749916,   807468496,
    -1118496503,  -486520282,   940956661,  -872485690,  2129911985,  1897792521,  -149484262,
      639095249,  -328381686,  1594289204,  -234802660,  -557007353,  -658320104, -1190455764,
     -717546747,     6026516,  -384166360,   960307216,   287758301,   168477901,  1864494494,
     2009341132,  -289336577,  2133638670, -1066448087,  1791247920,   -54319880,  -439736823,
      -68561410,  2099009262,  -564250614,  1767232769,  -702414064,   109039314,   327143143,
     1760596188,      -65280,           9,  1081563502,      -65280,           9,  1375819273,
         -65280,           9,  1993094959,      -65280,           9,
      -19203662,     2256346,      170418,      -87334,   417867988,  1022023005, -1352903402,
     1591794187,  -578821407, -1024783676,   759323098,   -91860817,  -219681008,  -351801334,
      879152193,   201090763, -1980451632,  -118170083, -1305917153, -1456031708,   632813814,
     1471929407,  -798609116,  1274146310,  -513876237,  -270005009,   373115940,  -944427304,
      -86184383,     3343407,   776335409,   231431393, -1022440536,  -117909443,  -800763953,
     -366946719,    84275169,   382140201,  -646768112,  1327094225,  -898636543,  -603187165,
     -218942418,   299507676,  -272627683,   539817215,   -93986002,  -458267728,   254011310,
    -1058744770,   690288125,   153477680,   248185852,  -452725546, -1120273947,  1024006645,
     -398412979, -1375140250,  -319219626,   417571360,  -453636912,   822742997,  -985793617,
    -1815844948,   689770203, -1130762517,   708428613,  -181148198,  -592444704,   191627429,
    -1872582186,  2125722376,   571651328,  -787026581, -1120018366,   699972194,   116665788,
      866784668,  -369902106,  -385912065,  2019704547,  -612301321,  2133167380,  -553071914,
     1389530028,      -65280,           9,  2130888379,      -65280,           9,  1420310029,
         -65280,           9,  1621150119,      -65280,           9,
      -17866085,    38737262,       46747,      112750,   920320109,  1621889512, -1511973862,
      269239525,  -909700530,   625223899,  -402510300,  -203108110,   356515847,  -789178094,
     -322246115,  1280395480,   452531942,   223154908,   116653586,   265954313,  -229769955,
      957795308, -1175649806,  -263842038,  -218305207,  1242893801,   233381200,  -419892917,
       97001198, -1008525597,  -320413398,   251408126,   348460452,   859506712,   456793315,
      935141210,  -226554419,   205054679, -1225979693,  -614320849,  -859709120,  1400845833,
     -198776002,  -485694678,   465050855, -1142371080,  -405547193,   352790799,   514725027,
        2560823,   134025141,   454030112,  -613083149,   921364419, -1388576004,  -886701053,
    -1295927735,   795559515,     1241190,  -422442753,   784076280, -1091245809,   -88489898,
     1094574301,    18416835,  1228810819,   285345946,   322588911,  -379318557,   231411183,
    -2126180599, -1142089977, -1227116266,  -311146770,  -267584164,  -690014285,   690234114,
     -152850149,  -205020062,   276293910,   372309474,  1508192989,   553852899,   -66027791,
     1432426053,      -65280,           9,  1106343943,      -32640,           8,  1493746152,
         -65280,           9,  1430801753,      -65280,           9,
       16936296,   -12588441,       20840,      218471,  1042538986,  -529658158,   151253813,
    -1141235115,  -184990136,  -163318196,  -606325265,  -450034921,  -100347924,   114434492,
    -1023798277,     2731747, -1769923004,   571803702,   403423219,   250030148,  1297737415,
     -331602448,   774045993, -1593698754,   150097754,  -781581498,   585892837,   -32175850,
     -299302722,   218244134, -1378798638,  -279060938, -1634077626,   455223052,  -219034672,
      271517758,   794955992,   -36303624,  1342975326, -1313210792,  -502910880,   -75503839,
      -17903951,   149283297,   103801528,   414918925,  -605793286,  -549009356,  -928838078,
      268312586,   -31928829,   607525655,  1650202307,  -908065507,  1461002080, -1650196666,
      284640089,  -562578926,   183299769,   381542674,   539106008,    28965362,  -438213357,
     -161819873,  -154068418,   452991245,  -973100104,    89269290,   675415802,  -572058862,
     2132616542, -2133066245,  -235394981,   208398091,   251123893,   113562615,   184617688,
      499057966,  -908501198,   308460327,   314317909,   286265622,  -605377602,   893325062,
     1775295667,      -65280,           9,  1747803132,      -65280,           9,  1418530417,
         -65280,           9,  1224145535,      -32640,           8,
         972695,    -3955016,      -27497,       76472,  -939175707,   450829329,  -612237357,
     -673500621,  -233440780,   -98700543,  -219621102,   807944723,   839656466,  -201201891,
     -503143485,  1261172934,  -399562226, -1057892420,  1058812904, -1248051421,  -301787657,
      603651832,  -525722653,  -789635763,  -184737795,  -500898101,   -99543803,   250884903,
      639179771,  -521931552, -1339055686,   572129734,  -903474202,  -164959689,   652810536,
     -255380967,  1040574969,    54189016,  -576055268,  -842783672,   636437766,   257873403,
       85656632,    -3733770,  -334901744,  -370870285,  -936058953,   233569255,  -535366672,
      286987592,   822796343,   860225818,  1476444659,   -12589913,  -121364464, -1596854004,
       14570174,   357560333,  -586723285,  -810093100,  -468599281,    48040197,  -384820768,
     -130685688,  -922821903,   724701755,   605346353,  1110828241,  2128075276,     4387269,
     -425791726, -2134780376,  -199857192,   527304984,   -32883437, -1109526840,  -770579948,
     -236126707,    51655380,   577227230,  -635771672,  1283400538,   522178322,   961080093,
     1140489904,      -32640,           8,  1952018480,      -65280,           9,  1405499286,
         -65280,           9,  1305283174,      -32640,           8,
};

/* Copies the window whose corner is at (top, left) into one run of numbers. What lies outside
 * the image is 0, which is stored as ZERO_POINT. */
static void conv_2d_3_window(const int8_t *input, index_t top, index_t left,
                               int8_t *window)
{
    enum {
        IN_HEIGHT = 42, IN_WIDTH = 1, IN_CHANNELS = 16, FILTER_HEIGHT = 5, FILTER_WIDTH = 1,
        DILATION_HEIGHT = 1, DILATION_WIDTH = 1, ZERO_POINT = -128
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
static void conv_2d_3_unpack(const int8_t *input, index_t y, index_t x, index_t other_y,
    index_t other_x, uint32_t *pairs)
{
    enum {
        IN_HEIGHT = 42, IN_WIDTH = 1, IN_CHANNELS = 16, FILTER_HEIGHT = 5, FILTER_WIDTH = 1,
        STRIDE_HEIGHT = 1, STRIDE_WIDTH = 1, PAD_TOP = 2, PAD_LEFT = 0, ROWS = 5, RUN = 16,
        QUADS = 4, WINDOW_SIZE = 80
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
            conv_2d_3_window(input, in_y, in_x, window);
        rows[place] = corner;
        steps[place] = step;
    }
    for (index_t row = 0; row < ROWS; row++) {
        pairs = unpack_fours(rows[0], rows[1], QUADS, pairs);
        rows[0] += steps[0];
        rows[1] += steps[1];
    }
}

/* CONV_2D and MAX_POOL_2D, pool2/MaxPool: 1 x 42 x 1 x 16 -> 1 x 14 x 1 x 24
 * An output stands for 0.0500796 * (stored + 128). */
static void conv_2d_3(const int8_t *input, int8_t *output)
{
    enum {
        OUT_CHANNELS = 24, LOW = -128, POOLED_HEIGHT = 14, POOLED_WIDTH = 1, POOL_HEIGHT = 3,
        POOL_WIDTH = 1, WORDS = 40, SPARE_FILTERS = 0, BLOCKS_SIZE = 576
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
                    conv_2d_3_unpack(input, y, x, y, x + 1 < right ? x + 1 : x, pairs);
                    convolve_2_by_4(pairs, conv_2d_3_blocks, outputs[0], outputs[1], WORDS,
                        conv_2d_3_blocks + BLOCKS_SIZE);
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

/* for each four filters: biases, 256 times the one of a second filter more than that of a first
 * and those of the first ones; weights, likewise two filters in a halfword; and the multiplier,
 * rounding and shift of each filter */
static const int32_t conv_2d_5_blocks[1088] FLASH = {
       39847546,   -65333857,      -41606,       93087,   368713185,  -236081135,  -606801917,
    -2128167894,   103014395, -1172311810,   648079639,  -991573750,   570618400,  -704265978,
      125902121,  -433269508,  -197649405,  -353649118,  -655288636,  -570553864, -1155465546,
     -873355486,   721022449,   667911443,  -315882466,  -791731778,  -652144656,  -420290287,
      585851436,  -215017695,   165362149,  1342970377,   271655659,  -535363040,  1909583882,
      304680988,  1223818522,   117903391,   583211541,   557769166,  -888198940,   719985166,
       32317406,   453376164, -1037035795,   955115073,  -219344930,   -52814026,   -14871538,
     -353951555,   102256159,  -554041594,    64842016,   152498657,   681205437,  1659045675,
     -330683121,  -368251871,  2127166236,  -700965862,  1426375969,  -118100962,  -324122549,
      455739126, -1635828540,  -288548587,   286641861,   352394901, -1338578207,   485414498,
     -723513893,   413857306,    53077243,  -318102882,   440168445,   -66193919,  -373614288,
      572325573,  1908498888,   234616140,  -316406768,  -801639657,  1623453959,  -633215707,
      502259026,   924436254,   229791192,   553241810,  -479975705, -1224098049,   403110588,
     -434557022,   191098529,  -818239617,  -957412668,   631755042,  -247663402,   390272926,
     1361266702,  -351341533,  -541002962,   537696237,  1538457807, -1459695298,  -550706373,
     -821173511,   531882834, -1018583758,  -235284926,  -520435694,   563301690,  -386214947,
    -1870850611, -1176457200,  -754583613, -1087033136,  -367066395,  -917781666,    14947332,
      902215194, -1203115481,  -385342021,   305985754,  -469712088,  1677878691,     -130560,
             10,  1402679450,      -65280,           9,  1982462984,     -130560,          10,
     1228678233,      -65280,           9,
       53645894,    21926878,      117318,      -88098,   185404683,   419185220,  -249810358,
       86565087,   404433882,   483531218,   390516971,   469966104,   222747142,   -47439078,
     -248030796,   403438272,   367793958,   586287098,  -202964967,  -152110827,  -503706569,
     -421861400,    82111264, -1107818270,   907275018,  -962739914,  1056052512,  -439875576,
     -435557635,   -31774868, -1004458453,  1332266239,   217526202,   686821839,   357623054,
    -1308343809,   391508727,   -61396227, -1168806752,   339347670,   368115236,    12142427,
      788007403,  -455693054,   550962293,  -440861733,  -151386066, -1325319615,   936897271,
     -880691209,  2128359991,  -557973968,  -400230666,  1226190124,  -985122736,   308138247,
       31064266,   584590319,   476573990, -1658636275,   308025627,  -248021288,  -882680191,
      728242086,    94560069,  1840975959,  1242169546,   111999484,   735843705,   850526219,
      -34545317,  -607900610,  1337066147,  -208338474,  1774065979,   815391749,   -98889454,
      624247083,  -380427497,  -378685706,   669459954,   318189803,    21101869, -1825432096,
      455939846,   -62821409,  -380417140,  1012531372,   969405775,  1339812915,   385543409,
     -440676864,  1156912228,   832170734,   -88485293,  -759031011,   716054170,  -894964787,
     1571224092,  -391261390,    52556294,    85006404,  -686486770,    71743984,   435483165,
     1121794529,   151642893, -1709682677,   201263141,    69099485,  -500802661,   594149056,
      584911677,   632952867,   739966444,  -120202786,   434831647,   214623222,  -134356435,
      -70506677,   211160481,  -389999665,  1090646060,    77854733,  1955244706,     -130560,
             10,  1507474096,      -65280,           9,  1084083009,      -65280,           9,
     2063602270,     -130560,          10,
       38179805,      771143,     -281123,       86087,  -887627034,   922819814, -1060422655,
      715049184,   449895645,  1241980165,  1325073925,  -790680090,   720903927,  -974043387,
     -671488071,  1153038392,   672783051,  -402963993,   -66603752,    50438410,  1344432669,
    -1140340729,    19788018, -2012473414,  1377294376, -1340685540,    64628237,  -570052903,
     -787152932,  1092691167, -1596499735,   822198787,   516100576,  1291204387,   904392928,
    -2112734975,   604703698,  -721865210, -1408301391,  1223357983,  1289799914,  -248116968,
      185192217,   538107382,  1459450882,  -854664945,  -132500752, -1574840590,  1205779754,
    -1035679733,   702426096,  -718866420, -1056309792,   -82703097, -1126543636,  1623917092,
      717686225,  1060392466,   416351733,  -705859349,   569196487, -1527560714,  -921570933,
     2129058072,   904532463,   404300033,   920883964,   168417523,  1658677771,  -919682298,
     -989118457,  -920636193,   434692613, -1019484407,  -156552963,   525654798,  -319154249,
     1159409888, -2066208800,  1670362387,   887886331,   789469697,   786629352, -1408021519,
      134757370, -1021825258, -1258045527,  1755708720,  2030041812,  -768673795,  1107540480,
    -1034289677,   956333834,  -918765037, -1122361887,    52427769,   723245829, -1219901448,
      650449125,  -763970796, -1005515647,  1074620545, -1916200462,  1082380328,    -4129848,
      588149520,   197264598, -1090425867,   -67612700,  -455261927,  -989280865,   835139635,
     1408433344,   120082883,  1375786016,   138398196,  1610103034,  -246694101,  -753913661,
     -938790416,    83345408,  -399783921,  -220656162,   643092927,  1549407408,      -65280,
              9,  1782975342,     -130560,          10,  1251699574,      -65280,           9,
     1663129503,     -130560,          10,
      -11862191,   -24154859,     -125871,     -350187,   385345816,  -178530284,   318692404,
    -2134317299,  -302647363,   716903746,  -752032785, -1563816063,   155311337,    53079119,
      170264507, -1179707615, -1511602416,    27841059,  -438756070,  -333971444, -1848520426,
     -158423069,   285862889,   148148233, -1071893477,   411841938,  -590486716,   649788449,
     -386969782,   150267103,   810926139,  -957349552,  -624296768,   567153958,  -631638566,
     -632687103,   375651778,  -467984143,   656859528,  -606732249,  -287315429,   386862591,
     -472514810,   721628116,  -791820000,  1166207737,  -150543291,   490143900,  -741662975,
      850203800,  -661839794,   786501586,    31347248,  -233564476,  2134046018, -1052584708,
      231475363,   379389126,   458438358,  -364846310,    22487469,  -427292075,   204477069,
     -400159097,  -912570596,   803270024,    81857756,   668802976,  -290595525,   313573554,
      115599446,    68739302,  -474934598,    29358854,    43200356,   866700475,   -84480543,
       26475684,  2070613048, -1449722562,    81079281,   516428758,  -196077634, -1363866053,
      235474640,   285540387,   725219713,  -861525756,  -876000995,  1163786157,  -455130117,
      492106942,  -741352630,   315223017,  -152040885,   454869046,  -136118602,   742270290,
     -156368858,  1251470841,  1057814777,   183739967,   793369095, -1980056922,  -224002110,
      -88801480, -1221322314, -1780025355,    67099043, -1158273233,   725553306,  -483975977,
    -1299719413,   365342471,  -856736774,   394927425,  -675096315,   227983779,   988996122,
      -72622629, -1398200649,   194910234,  -203623394,   834710980,  1334743494,      -65280,
              9,  1093799343,      -65280,           9,  1249193057,     -261120,          11,
     1214213022,      -65280,           9,
      -57204926,    18736043,       73282,      122027,   -16526088,  -265735382,  -571163662,
      268363807,  -454434320,  -319275002, -1376128216, -1020924682,  -187175128,   285472763,
     -202584825,  -251201725,  -146610145,   505151497,  -922674686,  -420811515,  -886185231,
     -640037401,   468968709,  -117830950,  -149154604, -1023283482, -1259676193,  -634851562,
      217895432,   889986885,   247072460,   853988865,   387187509,  1075782944,    -1830646,
     -922348291,   200612119,  -853843970,   366593027,   585312318,   543092457,   973212186,
      304349108,   133556488,   755962870,   317508285,   518335496,  -872810033,  -148892909,
       19258636,  -319422969,     4977955,   419558447,  -437371859,  -137243372,   436322560,
     -281017583,   872495151,  -440460769, -1509273593,  -251067347,  -199670781,   382840608,
       45619015,  -180355811,  1373836784,  -148103259,   202546946,  -245364242,   469364913,
      484833008,  -519823441,  -917569849,   254137616, -1056974818,   155970848,   251126087,
      268390197,  -861486126,   217639184,   205320686,   976757583,  -606723568,  -536919776,
     -249628080,  -401847793,   363321039,  -406777985,  -344067916,  2133385230,  -180678697,
      422690558,  -343940584,  1359922105,    12582115, -1058353968,  -581105419,   -28909028,
     -318833643,   393726723,  -419856031,   299658504,  -822290243,   971358998,  -433194729,
      972111862, -1210717380, -1477619207,  -134812567,   736909847,   -20206571,   784145267,
     -428880382,  1828318996,  -905045588,    68663554,  -431362064,      779719,  -339879406,
    -1427246644,    36705236,  -318111488,  -870656536,  -530774287,  1866583632,     -130560,
             10,  1446655017,      -65280,           9,  1608243020,      -65280,           9,
     1769418161,     -130560,          10,
      -36684564,     7132680,       50924,     -138232,  -384819429,  -216751404,  -957617416,
      330190343,   436344074,   621736472,  -354152711,   973203676,   722013705,   803796969,
     -518324210,   195804703,   853468405,   503384297,  -304609513,  -234947819,   282388452,
     -987931394,   270257396,  -853265197,   736961797,   638373638,   -34281974,   488454906,
       34427767,  -486692401, -1005265684,  -725145851,  -904604903,   119908654,    52226041,
     1996539870,  1076433172,   838853663,  -788613593,  -420943584,    65405981, -1139736573,
     -537853938,   909172519,   115001542,  -835815186,   386780904,  -567194652,  -858380527,
     1864819486,  -653447114,  1060325632,  -707040641, -1377074998,  1329853199, -2000849158,
    -1156789713,   -50350060,   657780733,  1693707773,   639048681,  -284883716,  -419448781,
    -1059469540,   -86160056,  -788263218,  -721356572,   104264241, -1528632123,   956455939,
     -454225166,  -668971077, -1427250179,  1277946872, -2128001220,  -178103815,  -202513148,
    -1040924241,  2085557277, -1346946795,    33545998,  -404362997,   -49880828,  1341318868,
       83349253,  -736963377,   688766779,  -657009116,   334639141,   400831677,  -990258692,
     1071695408, -1006894622,   788029454,  -354799860,  -837998123,  -454111228,   151120914,
    -1590745600,   152314109,   351929601,  -436810623,  -129968139,  -610658873,  -890910212,
     -238552841,  -436413226,  1018869976,   235403214,  -123275048,   -33510869,  -388634102,
       97181425, -1344194388,  -321710084,  1306912272,     -928279,   402149630,    -1442811,
     -267238694,    82506495,   486403101,  -368512251,   519109027,  1137658341,      -32640,
              8,  1582461757,      -65280,           9,  1256893227,      -65280,           9,
     1552344144,     -130560,          10,
       42575569,   -74179857,      168913,      124399,   403058513,   285065480,    52948022,
     -819593973,  1175845649,  -568131586, -1672464692,   152625404,   168832757,    32431586,
       15407917,   -99560446,   683749394,  -687995126,  -688730379,   300561953,    29871571,
      535503939,  -853541940,   720892996,  -736964597,  -201713896,   841740337,  -419168775,
        -442660,   338484766,    54851625, -1157499091,   737029888,  -368586258, -1374536206,
     -717371913,   -17155867,   403558688,    33420872,   139577500,  1790457866,  -892736252,
     -336352521,   119683295,  1391050508,  -188222378, -1342106094,   302706769,  -434903795,
     -423874025,  -516105196,  -605885433,   705123663,   350799878,   167505407,  -970720714,
     1742606089,  -604185389, -1243063310,  -964703998,   321552069,   172814075,   421528612,
      540660629,  1708004818,  -222642373,  -389822467,  -281596456,  1991569184,  -690945716,
     -906030331,   671079249,   -33951729,    46601124,   418316545,  -887756239,  1243707258,
       19575820,   336447797, -1508185497,   758650957,  -336406040,  -998354170,  -112014548,
     -246649598,   238208030,   115738179,   339536012,  1308173864,  -741683177,   623486460,
     -150006078,   739689227,  -638314883,  -435677730,   700645472,  -318250506,  -285735248,
     -819012036,  -690621386,   568027616,   289374504,   142586210, -1675235803,  1054755110,
     -654853653, -1185920771,  -632507368,   803291871,  -552750103,   974983009,   173332388,
     2108963156,  -339952077,  -297886005,  -638511685,   437442029,  -856425147,  -926601975,
      733598328,   418322402,  -290649667,  -396047839, -1263016895,  1399531635,      -65280,
              9,  1715259087,     -130560,          10,  1778762392,     -130560,          10,
     1421954118,      -65280,           9,
        1410044,    57749627,      139516,       54907,   235613216,  1004927183,  -402126067,
     -187691501,   -66589674,   440855265,    67366375,  -148041219,   789562646,  -318764796,
      149811263,   934020843,  -821490668,  -499317304,  -654827259,  -234029830,  -489880095,
     -197901481,   587194337,  -302442709,  -587658234,   392883720,   -98299130,   -14877167,
     -334799303,   752361729,  1140410107,    25232655,  -250944461,   703995369,  1290125337,
      -10744597,  1209519619,   569381123,  -169808024,   363790767,  -535997931,  -180809772,
      -66389236,    34009328, -1225782307,   -76725456,   503457494,  -334025718,  -753336058,
      575857107,  -383557618,   855178541,  -738177233,    15339286,  1692683527,  -526512866,
     -684859091,  1039938293,  1743832850,   338503147,  1108322063,  -302828294,   384568148,
     -342283535, -1241362411, -1086652453,  -132125717,   289201123, -1140842582,   -62121107,
     -704693574,  -455144131,   -47197194,   505797077,  -381851627,  1157498914,  -352656081,
      -18147676,  2130193907,  -577821165,  -819015610,   906124244,  1038997801,   238232069,
      487247150,  -386249222,   651768191,  -725271102,  -920767222,  1048509183,  -499584512,
      856483576,   -49410120,  1331633004,  -354273335,  -488699113,  -803343350,   913897159,
     -279441642,  1727268610,   -34670329,  -640875989,  1342580740,  -289726689, -1443246809,
      802764512,   301576228,   435955726,    31168542,  -387499727,   130353772,    43139038,
    -1038029559,  -164169467,  -267518216,  1011805927,  -619576126,  2138576961,   -83555367,
     -858261506, -1057296113,   -12259869,  -298185745,  1427170309,  1916575107,      -65280,
              9,  1506641204,      -65280,           9,  1745300555,     -130560,          10,
     1274165056,      -65280,           9,
};

/* Copies the window whose corner is at (top, left) into one run of numbers. What lies outside
 * the image is 0, which is stored as ZERO_POINT. */
static void conv_2d_5_window(const int8_t *input, index_t top, index_t left,
                               int8_t *window)
{
    enum {
        IN_HEIGHT = 14, IN_WIDTH = 1, IN_CHANNELS = 24, FILTER_HEIGHT = 5, FILTER_WIDTH = 1,
        DILATION_HEIGHT = 1, DILATION_WIDTH = 1, ZERO_POINT = -128
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
static void conv_2d_5_unpack(const int8_t *input, index_t y, index_t x, index_t other_y,
    index_t other_x, uint32_t *pairs)
{
    enum {
        IN_HEIGHT = 14, IN_WIDTH = 1, IN_CHANNELS = 24, FILTER_HEIGHT = 5, FILTER_WIDTH = 1,
        STRIDE_HEIGHT = 1, STRIDE_WIDTH = 1, PAD_TOP = 2, PAD_LEFT = 0, ROWS = 5, RUN = 24,
        QUADS = 6, WINDOW_SIZE = 120
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
            conv_2d_5_window(input, in_y, in_x, window);
        rows[place] = corner;
        steps[place] = step;
    }
    for (index_t row = 0; row < ROWS; row++) {
        pairs = unpack_fours(rows[0], rows[1], QUADS, pairs);
        rows[0] += steps[0];
        rows[1] += steps[1];
    }
}

/* CONV_2D and MAX_POOL_2D, pool3/MaxPool: 1 x 14 x 1 x 24 -> 1 x 4 x 1 x 32
 * An output stands for 0.22898 * (stored + 128). */
static void conv_2d_5(const int8_t *input, int8_t *output)
{
    enum {
        OUT_CHANNELS = 32, LOW = -128, POOLED_HEIGHT = 4, POOLED_WIDTH = 1, POOL_HEIGHT = 3,
        POOL_WIDTH = 1, WORDS = 60, SPARE_FILTERS = 0, BLOCKS_SIZE = 1088
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
                    conv_2d_5_unpack(input, y, x, y, x + 1 < right ? x + 1 : x, pairs);
                    convolve_2_by_4(pairs, conv_2d_5_blocks, outputs[0], outputs[1], WORDS,
                        conv_2d_5_blocks + BLOCKS_SIZE);
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

/* MEAN: the mean over some axes. The sum of COUNT numbers is brought to the scale of the output,
 * and the division by COUNT is part of the factor between the two.
 *
 * A tensor is seen here as OUTER x FIRST x MIDDLE x SECOND x INNER, of which FIRST and SECOND are
 * summed over; what is not needed of these is 1. */

/* MEAN, average/Mean: 1 x 4 x 1 x 32 -> 1 x 32
 * An output stands for 0.111218 * (stored + 128). */
static void mean_7(const int8_t *input, int8_t *output)
{
    enum {
        OUTER = 1, FIRST = 4, MIDDLE = 1, SECOND = 1, INNER = 32, OUTPUT_OFFSET = -128,
        LOW = -128, HIGH = 127
    };

    for (index_t outer = 0; outer < OUTER; outer++) {
        for (index_t middle = 0; middle < MIDDLE; middle++)
            for (index_t inner = 0; inner < INNER; inner++) {
                int32_t sum = 512; /* 4 times the input's zero point is taken off */
                for (index_t i = 0; i < FIRST; i++)
                    for (index_t k = 0; k < SECOND; k++)
                        sum += input[((i * MIDDLE + middle) * SECOND + k) * INNER + inner];
                sum = requantise_any(sum, 1105334584, 0);
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
static const int32_t fully_connected_8_bias[8] FLASH = {
    -57280, -13953, -34104, -69430,  -4673,   3311,      0,      0,
};

/* four weights of each of 4 outputs in turn, a word each */
static const int32_t fully_connected_8_weights[64] FLASH = {
      266150368,  -551675932,   196942831,   684885473, -1063503487,   892124954,  -229910002,
      251388678,   -99431412,   701038302, -1043085541,   758379325,   -33285166,  -907798498,
     -706732214,   988490402,  -952570665,   803341341,  -691401731,  -357353280,  -652876486,
     -606941172,  -537113550,    70512538,   -74661086,  -786493943,   -84365289,   351462543,
     -320855741,   198115860, -1728887837, -1089952813,  -483977481,  -453388488,           0,
              0,  -118282724,   436218340,           0,           0,  -115592711,   422389493,
              0,           0, -1023221192,   753065179,           0,           0,  -405355505,
      673107762,           0,           0,   755415740,  -872413184,           0,           0,
     -266545642,  -707918337,           0,           0,   254551784,    69059388,           0,
              0,
};

/* FULLY_CONNECTED, classes/MatMul: 1 x 32 -> 1 x 6
 * An output stands for 0.800835 * (stored - 14). */
static void fully_connected_8(const int8_t *input, int8_t *output)
{
    enum { OUTPUTS = 6, OUTPUT_OFFSET = 14, LOW = -128, HIGH = 127, QUADS = 8 };
    const int32_t *weight = fully_connected_8_weights;

    for (index_t first = 0; first < OUTPUTS; first += 4) {
        int32_t sum[4];
        for (index_t lane = 0; lane < 4; lane++)
            sum[lane] = READ32(fully_connected_8_bias, first + lane);
        dot_four_lanes(input, weight, QUADS, sum);
        weight += 4 * QUADS;
        for (index_t channel = first; channel < first + 4; channel++) {
            if (channel == OUTPUTS)
                break;
            const int32_t scaled = requantise(sum[channel - first], 1545929298, 9);
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
    2147483647,  964121139,  432845951,  194327877,   87244260,   39168642,   17584918,
       7894817,    3544409,    1591276,     714410,     320737,     143996,      64648,
         29024,      13030,       5850,       2626,       1179,        529,        238,
           107,         48,         22,         10,          4,          2,          1,
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

/* SOFTMAX, StatefulPartitionedCall:0: 1 x 6 -> 1 x 6
 * An output stands for 0.00390625 * (stored + 128). */
static void softmax_9(const int8_t *input, int8_t *output)
{
    enum { ROWS = 1, DEPTH = 6 };

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
    return 768;
}

const int8_t *model_output(int i)
{
    (void)i; /* there is only one */
    return TENSOR_20;
}

unsigned long model_output_bytes(int i)
{
    (void)i; /* there is only one */
    return 6;
}

#ifdef MODEL_TRACE
#define TRACE(tensor, bytes) model_trace(tensor, TENSOR_##tensor, bytes)
#else
#define TRACE(tensor, bytes)
#endif

void model_invoke(void)
{
    /* RESHAPE: the numbers stay where they are. */
    TRACE(11, 768UL);
    conv_2d_1(TENSOR_11, TENSOR_13);
    TRACE(13, 672UL);
    conv_2d_3(TENSOR_13, TENSOR_15);
    TRACE(15, 336UL);
    conv_2d_5(TENSOR_15, TENSOR_17);
    TRACE(17, 128UL);
    mean_7(TENSOR_17, TENSOR_18);
    TRACE(18, 32UL);
    fully_connected_8(TENSOR_18, TENSOR_19);
    TRACE(19, 6UL);
    softmax_9(TENSOR_19, TENSOR_20);
    TRACE(20, 6UL);
}
