/* sum + the dot product of four inputs, unpacked into pairs, and four weights, pairs already;
 * moves on to the next weights. Three instructions: two words are loaded at once (LDRD). */
static inline int32_t add_four_products(
    uint32_t even, uint32_t odd, const int32_t **weight, int32_t sum)
{
#if defined(__ARM_FEATURE_SIMD32)
    uint32_t first, second;
    __asm("ldrd %[first], %[second], [%[weight]], #8\n\t"
          "smlad %[sum], %[even], %[first], %[sum]\n\t"
          "smlad %[sum], %[odd], %[second], %[sum]"
          : [sum] "+r"(sum), [weight] "+r"(*weight), [first] "=&r"(first),
            [second] "=&r"(second)
          : [even] "r"(even), [odd] "r"(odd), "m"(*(const int32_t(*)[2]) * weight));
    return sum;
#else
    sum = smlad(even, (uint32_t)(*weight)[0], sum);
    sum = smlad(odd, (uint32_t)(*weight)[1], sum);
    *weight += 2;
    return sum;
#endif
}
