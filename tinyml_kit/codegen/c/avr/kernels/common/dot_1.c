/* Adds to one sum the products of `count` inputs, 1 to 2040, with their weights: `dot_rows`. */
#ifndef PORTABLE_KERNELS
static __attribute__((naked, noinline)) void dot_1(sum24 *sums, const int8_t *input, uint16_t count,
                                                   flash_int8 weights)
{
    __asm__ volatile(ROUNDS(1, ROW("r2", "r3", "r4")));
}
#else
static void dot_1(sum24 *sums, const int8_t *input, uint16_t count, flash_int8 weights)
{
    dot_rows(sums, input, count, weights, 1);
}
#endif
