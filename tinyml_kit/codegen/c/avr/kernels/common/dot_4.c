/* Adds to four sums the products of `count` inputs, 1 to 2040, with their weights: `dot_rows`. */
#ifndef PORTABLE_KERNELS
static __attribute__((naked, noinline)) void dot_4(sum24 *sums, const int8_t *input, uint16_t count,
                                                   flash_int8 weights)
{
    __asm__ volatile(ROUNDS(4, ROW("r2", "r3", "r4") ROW("r5", "r6", "r7") ROW("r8", "r9", "r10")
                            ROW("r11", "r12", "r13")));
}
#else
static void dot_4(sum24 *sums, const int8_t *input, uint16_t count, flash_int8 weights)
{
    dot_rows(sums, input, count, weights, 4);
}
#endif
