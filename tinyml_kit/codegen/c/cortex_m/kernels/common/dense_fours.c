/* The outputs of a dense layer, four at a time.
 *
 * x        the inputs, `inputs` of them, at least 4
 * block    what the next four outputs need, in the order in which it is read: the first of them;
 *          four starting values; four words of weights for each four inputs
 * end      of the last block
 * steps    multiplier, rounding and shift of the first output; those of the next one lie `apart`
 *          words further, which is 0 if all outputs have the same
 *
 * A halfword of weights holds two outputs' weights, v = 256 * a + b. With the inputs, SMLAD on v
 * adds up both = 256 * A + B, A and B being the sums of x * a and x * b. SXTB16 takes b alone out
 * of v, and SMLAD on that adds up B. So A = (both - B) / 256, which is exact even if `both`
 * overflows, as long as A fits into 24 bits: the layer's weights prove that it does.
 *
 * Four inputs take 16 instructions for 16 products. The registers:
 *   r0 x, r1 block, r2 and r3 two pairs of inputs: bytes 1 and 3, bytes 0 and 2
 *   r4, r5    256 * A + B of outputs 1 and 0, and of outputs 3 and 2
 *   r6, r7    B of output 0 and of output 2
 *   r8 to r11 weights of two outputs each
 *   r12       where the whole fours of inputs end
 *   lr        where the loop is entered: it takes 16 inputs a turn, the first turn what is left
 * On the stack:
 *   sp        x
 *   sp + 4    how far the last four inputs, if they are not whole, reach back
 *   sp + 8    the first output of the block
 *   sp + 12   end, and steps of the next output
 *   sp + 56   apart, output and inputs, as the caller left them */
#if defined(__ARM_FEATURE_SIMD32)
#define STEP \
    "ldr    r2, [r0], #4\n\t" \
    "ldm    r1!, {r8-r11}\n\t" \
    "sxtb16 r3, r2\n\t" \
    "sxtb16 r2, r2, ror #8\n\t" \
    "smlad  r4, r3, r8, r4\n\t" \
    "smlad  r5, r3, r9, r5\n\t" \
    "smlad  r4, r2, r10, r4\n\t" \
    "smlad  r5, r2, r11, r5\n\t" \
    "sxtb16 r8, r8\n\t" \
    "sxtb16 r9, r9\n\t" \
    "sxtb16 r10, r10\n\t" \
    "sxtb16 r11, r11\n\t" \
    "smlad  r6, r3, r8, r6\n\t" \
    "smlad  r7, r3, r9, r7\n\t" \
    "smlad  r6, r2, r10, r6\n\t" \
    "smlad  r7, r2, r11, r7\n\t"
/* From a sum, doubled by a shift, to an output: see requantise_doubled. */
#define OUTPUT(sum, doubled, place) \
    "ldm    r9, {r2, r3, r8}\n\t" \
    "add    r9, r9, r10, lsl #2\n\t" \
    doubled "\n\t" \
    "add    r3, r3, " sum ", asr #31\n\t" \
    "smmlar " sum ", " sum ", r2, r3\n\t" \
    "asr    " sum ", " sum ", r8\n\t" \
    "ssat   " sum ", #8, " sum "\n\t" \
    "strb   " sum ", [r0, #" place "]\n\t"

__attribute__((naked, noinline)) static void dense_fours(const int8_t *x, const int32_t *block,
    const int32_t *end, const int32_t *steps, index_t apart, int8_t *output, index_t inputs)
{
    __asm("push   {r2-r11, lr}\n\t"
          "sub    sp, #12\n\t"
          "ldr    r4, [sp, #64]\n\t"
          "bic    r5, r4, #3\n\t"
          "add    r12, r0, r5\n\t"
          /* Four inputs are 64 bytes of code. */
          "rsb    r5, r5, #0\n\t"
          "and    r5, r5, #12\n\t"
          "adr    lr, 2f + 1\n\t"
          "add    lr, lr, r5, lsl #4\n\t"
          "rsb    r4, r4, #0\n\t"
          "and    r4, r4, #3\n\t"
          "stm    sp, {r0, r4}\n"
          "1:\n\t"
          "ldm    r1!, {r2, r4-r7}\n\t"
          "str    r2, [sp, #8]\n\t"
          "bx     lr\n\t"
          ".align 2\n"
          "2:\n\t" STEP STEP STEP STEP
          "cmp    r0, r12\n\t"
          "bne    2b\n\t"
          /* The last inputs once more, with weights of 0 for those that were counted. */
          "ldr    r2, [sp, #4]\n\t"
          "cmp    r2, #0\n\t"
          "beq    3f\n\t"
          "sub    r0, r2\n\t" STEP
          "3:\n\t"
          "sub    r4, r6\n\t"
          "sub    r5, r7\n\t"
          "ldr    r2, [sp, #8]\n\t"
          "ldr    r9, [sp, #16]\n\t"
          "ldrd   r10, r0, [sp, #56]\n\t"
          "add    r0, r2\n\t"
          OUTPUT("r6", "lsl r6, r6, #1", "0")
          OUTPUT("r4", "asr r4, r4, #7", "1")
          OUTPUT("r7", "lsl r7, r7, #1", "2")
          OUTPUT("r5", "asr r5, r5, #7", "3")
          "str    r9, [sp, #16]\n\t"
          "ldr    r2, [sp, #12]\n\t"
          "ldr    r0, [sp]\n\t"
          "cmp    r1, r2\n\t"
          "bne    1b\n\t"
          "add    sp, #20\n\t"
          "pop    {r4-r11, pc}");
}
#undef STEP
#undef OUTPUT
#else
static void dense_fours(const int8_t *x, const int32_t *block, const int32_t *end,
    const int32_t *steps, index_t apart, int8_t *output, index_t inputs)
{
    while (block != end) {
        const int32_t *start = block + 1, *weights = block + 5;
        for (index_t one = 0; one < 4; one += 2) {
            int32_t both = start[one / 2], low = start[2 + one / 2];
            for (index_t i = 0; i < inputs; i += 4) {
                const uint32_t four = load_four(x + (i + 4 <= inputs ? i : inputs - 4));
                const uint32_t even = (uint32_t)weights[i + one / 2];
                const uint32_t odd = (uint32_t)weights[i + 2 + one / 2];
                both = smlad(even_bytes(four), even, both);
                both = smlad(odd_bytes(four), odd, both);
                low = smlad(even_bytes(four), even_bytes(even), low);
                low = smlad(odd_bytes(four), even_bytes(odd), low);
            }
            const int32_t twice = (int32_t)((uint32_t)both - (uint32_t)low) >> 7;
            int8_t *out = output + block[0] + one;
            out[0] = clamp(requantise_doubled(2 * low, steps[0], steps[1], steps[2]), -128, 127);
            steps += apart;
            out[1] = clamp(requantise_doubled(twice, steps[0], steps[1], steps[2]), -128, 127);
            steps += apart;
        }
        block = weights + (inputs + 3) / 4 * 4;
    }
}
#endif
