/* Adds to four sums the dot products of the same inputs with four rows of weights, of which
 * four numbers each lie in turn in memory; `quads` is a quarter of the length.
 *
 * 23 instructions for 16 products. As C the compiler made 26 to 30 of them, because it loads
 * too early and runs out of registers; so here they are chosen by hand:
 *
 *   four inputs        in one word, then unpacked into two pairs, once for all lanes
 *   weights            two words in one instruction (LDRD), each four numbers of one lane
 *   pair               unpacked from a word of weights and used at once, twice a lane */
static inline void dot_four_lanes(
    const int8_t *input, const int32_t *weights, int32_t quads, int32_t *sum)
{
#if defined(__ARM_FEATURE_SIMD32)
    int32_t sum_0 = sum[0], sum_1 = sum[1], sum_2 = sum[2], sum_3 = sum[3];
    uint32_t even, odd, first, second, pair;

    __asm("1:\n\t"
          "ldr    %[pair], [%[input]], #4\n\t"
          "sxtb16 %[even], %[pair]\n\t"
          "sxtb16 %[odd], %[pair], ror #8\n\t"
          "ldrd   %[first], %[second], [%[weights]], #8\n\t"
          "sxtb16 %[pair], %[first]\n\t"
          "smlad  %[sum_0], %[even], %[pair], %[sum_0]\n\t"
          "sxtb16 %[pair], %[first], ror #8\n\t"
          "smlad  %[sum_0], %[odd], %[pair], %[sum_0]\n\t"
          "sxtb16 %[pair], %[second]\n\t"
          "smlad  %[sum_1], %[even], %[pair], %[sum_1]\n\t"
          "sxtb16 %[pair], %[second], ror #8\n\t"
          "smlad  %[sum_1], %[odd], %[pair], %[sum_1]\n\t"
          "ldrd   %[first], %[second], [%[weights]], #8\n\t"
          "sxtb16 %[pair], %[first]\n\t"
          "smlad  %[sum_2], %[even], %[pair], %[sum_2]\n\t"
          "sxtb16 %[pair], %[first], ror #8\n\t"
          "smlad  %[sum_2], %[odd], %[pair], %[sum_2]\n\t"
          "sxtb16 %[pair], %[second]\n\t"
          "smlad  %[sum_3], %[even], %[pair], %[sum_3]\n\t"
          "sxtb16 %[pair], %[second], ror #8\n\t"
          "smlad  %[sum_3], %[odd], %[pair], %[sum_3]\n\t"
          "subs   %[quads], #1\n\t"
          "bne    1b"
          : [input] "+r"(input), [weights] "+r"(weights), [quads] "+r"(quads),
            [sum_0] "+r"(sum_0), [sum_1] "+r"(sum_1), [sum_2] "+r"(sum_2), [sum_3] "+r"(sum_3),
            [even] "=&r"(even), [odd] "=&r"(odd), [first] "=&r"(first),
            [second] "=&r"(second), [pair] "=&r"(pair)
          :
          : "cc", "memory");
    sum[0] = sum_0, sum[1] = sum_1, sum[2] = sum_2, sum[3] = sum_3;
#else
    for (; quads; quads--, input += 4)
        for (int32_t lane = 0; lane < 4; lane++) {
            const uint32_t four = load_four(input), weight = (uint32_t)*weights++;
            sum[lane] = smlad(even_bytes(four), even_bytes(weight), sum[lane]);
            sum[lane] = smlad(odd_bytes(four), odd_bytes(weight), sum[lane]);
        }
#endif
}
