/* The sum of the inputs, made unsigned: u = input + 128. Eight at a time: 2 to load one, 1 to
 * make it unsigned, 2 to add it, and 8 for the round: 6 cycles an input. The third byte changes
 * once in a round at most: when the second has become smaller. */
#ifndef PORTABLE_KERNELS
#define ONE_INPUT "ld r18, X+\n\tsubi r18, 0x80\n\tadd r22, r18\n\tadc r23, r1\n\t"
static __attribute__((naked, noinline)) sum24 sum_unsigned(const int8_t *input, uint16_t count)
{
    __asm__ volatile(
        "movw r26, r24\n\t"
        "movw r20, r22\n\t"
        "clr r22\n\t"
        "clr r23\n\t"
        "clr r24\n"
        "1:\tsubi r20, 8\n\t"
        "sbci r21, 0\n\t"
        "brlo 2f\n\t"
        "mov r25, r23\n\t"
        ".rept 8\n\t" ONE_INPUT ".endr\n\t"
        "cp r23, r25\n\t"
        "adc r24, r1\n\t"
        "rjmp 1b\n"
        "2:\tsubi r20, 0xf8\n\t" /* + 8: what is left, 0 to 7 */
        "breq 4f\n"
        "3:\t" ONE_INPUT "adc r24, r1\n\t"
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
