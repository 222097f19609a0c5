/* The sum of the inputs, made unsigned: u = input + 128. Four at a time: 2 to load one, 1 to make
 * it unsigned, 3 to add it, and 4 for the round: 7 cycles an input. */
#ifndef PORTABLE_KERNELS
#define ONE_INPUT "ld r18, X+\n\tsubi r18, 0x80\n\tadd r22, r18\n\tadc r23, r1\n\tadc r24, r1\n\t"
static __attribute__((naked, noinline)) sum24 sum_unsigned(const int8_t *input, uint16_t count)
{
    __asm__ volatile(
        "movw r26, r24\n\t"
        "movw r20, r22\n\t"
        "clr r22\n\t"
        "clr r23\n\t"
        "clr r24\n"
        "1:\tsubi r20, 4\n\t"
        "sbci r21, 0\n\t"
        "brlo 2f\n\t"
        ONE_INPUT ONE_INPUT ONE_INPUT ONE_INPUT
        "rjmp 1b\n"
        "2:\tsubi r20, 0xfc\n\t" /* + 4: what is left, 0 to 3 */
        "breq 4f\n"
        "3:\t" ONE_INPUT
        "dec r20\n\t"
        "brne 3b\n"
        "4:\tret");
}
#else
static sum24 sum_unsigned(const int8_t *input, uint16_t count)
{
    sum24 sum = 0;
    while (count--)
        sum += (uint8_t)(*input++ + 128);
    return sum;
}
#endif
