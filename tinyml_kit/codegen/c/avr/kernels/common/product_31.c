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
