/* Adds the dot products of inputs, at least one, and four rows of weights to four sums. An input's
 * four weights, which are 128 too large, lie side by side.
 *
 * An input is loaded once for four products. On ARMv6-M eight registers can be computed with; the
 * compiler runs out of them, and an assembly loop just does not: r1 and r3 are the addresses of
 * inputs and weights, r4-r7 the sums, r2 an input, r0 a weight and its product. With two inputs a
 * round, a product takes 4 instructions; the first round starts in the middle if their number is
 * odd. */
#ifdef __ARM_ARCH_6M__
#pragma GCC diagnostic ignored "-Wunused-parameter"
#define PRODUCT(n, sum) "ldrb r0, [r3, #" #n "]\n\tmuls r0, r2\n\tadds " sum ", r0\n\t"
static __attribute__((naked, noinline)) void dot_four(
    uint32_t *sums, const int8_t *input, const int8_t *end, const uint8_t *weights)
{
    __asm__ volatile(
        ".syntax unified\n\t"
        "push {r4-r7, lr}\n\t"
        "mov lr, r0\n\t"
        "mov r12, r2\n\t"
        "ldmia r0!, {r4-r7}\n\t"
        "subs r2, r2, r1\n\t"
        "lsrs r2, r2, #1\n\t" /* to the carry: whether it is odd */
        "bcc 1f\n\t"
        "subs r1, #1\n\t"
        "subs r3, #4\n\t"
        "b 2f\n"
        "1:\tmovs r2, #0\n\t"
        "ldrsb r2, [r1, r2]\n\t"
        PRODUCT(0, "r4") PRODUCT(1, "r5") PRODUCT(2, "r6") PRODUCT(3, "r7")
        "2:\tmovs r2, #1\n\t"
        "ldrsb r2, [r1, r2]\n\t"
        PRODUCT(4, "r4") PRODUCT(5, "r5") PRODUCT(6, "r6") PRODUCT(7, "r7")
        "adds r3, #8\n\t"
        "adds r1, #2\n\t"
        "cmp r1, r12\n\t"
        "bne 1b\n\t"
        "mov r0, lr\n\t"
        "stmia r0!, {r4-r7}\n\t"
        "pop {r4-r7, pc}");
}
#else
static void dot_four(uint32_t *sums, const int8_t *input, const int8_t *end,
                     const uint8_t *weights)
{
    uint32_t a = sums[0], b = sums[1], c = sums[2], d = sums[3];

    for (; (end - input) & 3; input++, weights += 4) {
        a += *input * weights[0];
        b += *input * weights[1];
        c += *input * weights[2];
        d += *input * weights[3];
    }
    for (; input < end; input += 4, weights += 16) {
        const int32_t w = input[0], x = input[1], y = input[2], z = input[3];
        a += w * weights[0] + x * weights[4] + y * weights[8] + z * weights[12];
        b += w * weights[1] + x * weights[5] + y * weights[9] + z * weights[13];
        c += w * weights[2] + x * weights[6] + y * weights[10] + z * weights[14];
        d += w * weights[3] + x * weights[7] + y * weights[11] + z * weights[15];
    }
    sums[0] = a, sums[1] = b, sums[2] = c, sums[3] = d;
}
#endif
