/* Unpacks fours of numbers from two places into pairs of 16 bits, as SMLAD multiplies them: the
 * even bytes of the first place, of the second, the odd bytes of the first, of the second; returns
 * where the next pair goes. `fours` is at least 1.
 *
 * Nine instructions for eight numbers, because one stores four words. A compiler does not choose
 * neighbouring registers for that; so it is written as a whole (`naked`). */
#if defined(__ARM_FEATURE_SIMD32)
__attribute__((naked, noinline)) static uint32_t *unpack_fours(
    const int8_t *first, const int8_t *second, index_t fours, uint32_t *pairs)
{
    __asm("push   {r4-r7}\n"
          "1:\n\t"
          "ldr    r4, [r0], #4\n\t"
          "ldr    r5, [r1], #4\n\t"
          "sxtb16 r6, r4, ror #8\n\t"
          "sxtb16 r7, r5, ror #8\n\t"
          "sxtb16 r4, r4\n\t"
          "sxtb16 r5, r5\n\t"
          "stm    r3!, {r4-r7}\n\t"
          "subs   r2, #1\n\t"
          "bne    1b\n\t"
          "mov    r0, r3\n\t"
          "pop    {r4-r7}\n\t"
          "bx     lr");
}
#else
static uint32_t *unpack_fours(
    const int8_t *first, const int8_t *second, index_t fours, uint32_t *pairs)
{
    for (; fours; fours--, first += 4, second += 4) {
        *pairs++ = even_bytes(load_four(first));
        *pairs++ = even_bytes(load_four(second));
        *pairs++ = odd_bytes(load_four(first));
        *pairs++ = odd_bytes(load_four(second));
    }
    return pairs;
}
#endif
