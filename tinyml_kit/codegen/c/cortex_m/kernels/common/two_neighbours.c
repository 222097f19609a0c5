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
