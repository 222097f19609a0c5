/* An exponential's share of a sum, in units of 1/256, with what `reciprocal` found for the sum:
 * as `requantise`, for numbers without a sign and a shift of more than 16 bits. */
static inline int16_t share(int32_t exponential, int32_t scale, int8_t exponent)
{
    const uint16_t high = product_31(exponential, scale, 0) >> 16;
    return ((high >> (uint8_t)(exponent - 17)) + 1) >> 1;
}
