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
