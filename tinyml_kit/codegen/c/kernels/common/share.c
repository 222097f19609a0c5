/* An exponential's share of a sum, in units of 1/256, with what `reciprocal` found for the sum. */
static inline int16_t share(int32_t exponential, int32_t scale, int8_t exponent)
{
    return (int16_t)requantise(exponential, scale, exponent);
}
