/* The value kept within int8, -128 to 127. */
static inline int8_t saturate(int32_t value)
{
#if defined(__ARM_FEATURE_SIMD32)
    __asm("ssat %0, #8, %0" : "+r"(value));
    return (int8_t)value;
#else
    return clamp(value, -128, 127);
#endif
}
