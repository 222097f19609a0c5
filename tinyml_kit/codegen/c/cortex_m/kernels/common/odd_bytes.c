/* Bytes 1 and 3 of a word as two numbers of 16 bits: the same instruction turns the word first. */
static inline uint32_t odd_bytes(uint32_t four)
{
#if defined(__ARM_FEATURE_SIMD32)
    uint32_t pair;
    __asm("sxtb16 %0, %1, ror #8" : "=r"(pair) : "r"(four));
    return pair;
#else
    const int8_t low = (int8_t)(four >> 8), high = (int8_t)(four >> 24);
    return (uint16_t)low | (uint32_t)(uint16_t)high << 16;
#endif
}
