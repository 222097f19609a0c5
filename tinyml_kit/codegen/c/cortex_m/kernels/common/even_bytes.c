/* Bytes 0 and 2 of a word as two numbers of 16 bits: SXTB16, sign extend two bytes. */
static inline uint32_t even_bytes(uint32_t four)
{
#if defined(__ARM_FEATURE_SIMD32)
    uint32_t pair;
    __asm("sxtb16 %0, %1" : "=r"(pair) : "r"(four));
    return pair;
#else
    const int8_t low = (int8_t)four, high = (int8_t)(four >> 16);
    return (uint16_t)low | (uint32_t)(uint16_t)high << 16;
#endif
}
