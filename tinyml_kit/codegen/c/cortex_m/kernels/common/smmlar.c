/* sum + a * b / 2^32, rounded to the nearest, halves up: a product of 64 bits, a rounding and an
 * addition in one instruction. */
static inline int32_t smmlar(int32_t a, int32_t b, int32_t sum)
{
#if defined(__ARM_FEATURE_SIMD32)
    int32_t result;
    __asm("smmlar %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(sum));
    return result;
#else
    const int64_t half = (int64_t)1 << 31;
    return sum + (int32_t)(((int64_t)a * b + half) >> 32);
#endif
}
