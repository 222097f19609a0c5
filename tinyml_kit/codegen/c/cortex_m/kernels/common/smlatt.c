/* sum + high half of a * high half of b, as the instruction of that name. */
static inline int32_t smlatt(uint32_t a, uint32_t b, int32_t sum)
{
    /* Unsigned numbers wrap around, as the instruction does; signed ones must not in C. */
    return (int32_t)((uint32_t)sum + (uint32_t)((int16_t)(a >> 16) * (int16_t)(b >> 16)));
}
