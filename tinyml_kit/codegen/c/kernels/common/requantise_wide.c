/* From the scale of an accumulator of up to 48 bits to the scale of an output: the real factor
 * between the two is multiplier / 2^shift. Halves go up. */
static inline int32_t requantise_wide(int64_t sum, int16_t multiplier, int8_t shift)
{
    return (int32_t)((sum * multiplier + ((int64_t)1 << (shift - 1))) >> shift);
}
