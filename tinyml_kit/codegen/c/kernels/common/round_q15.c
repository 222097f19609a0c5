/* A product of two numbers with 15 bits behind the point, rounded to 15 bits. */
static inline int16_t round_q15(int32_t product)
{
    return (int16_t)((product + ((int32_t)1 << 14)) >> 15);
}
