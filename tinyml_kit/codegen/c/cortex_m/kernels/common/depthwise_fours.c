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
