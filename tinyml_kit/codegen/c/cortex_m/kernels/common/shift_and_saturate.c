/* The sum, shifted to the right by a constant number of places, and kept within int8: SSAT does
 * both. A macro, because the number of places is a part of the instruction. */
#if defined(__ARM_FEATURE_SIMD32)
#define shift_and_saturate(sum, places) \
    __extension__({ \
        int32_t saturated; \
        __asm("ssat %0, #8, %1, asr %2" : "=r"(saturated) : "r"(sum), "I"(places)); \
        (int8_t) saturated; \
    })
#else
#define shift_and_saturate(sum, places) clamp((sum) >> (places), -128, 127)
#endif
