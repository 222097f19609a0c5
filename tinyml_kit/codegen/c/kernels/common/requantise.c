/* From the scale of an accumulator to the scale of an output.
 *
 * The real factor between the two is multiplier / 2^31 / 2^shift. The interpreter rounds twice:
 * after the division by 2^31 (halves go up) and after the division by 2^shift (halves go away
 * from zero). For a shift of at least 1, both together are one addition in front of one
 * division; what is added is a little less for a negative product. Shifting to the right
 * divides and rounds down, negative numbers too. */
static inline int32_t requantise(int32_t sum, int32_t multiplier, int8_t shift)
{
    const int64_t product = (int64_t)sum * multiplier;
    const int64_t first_half = (int64_t)1 << 30;
    const int64_t halves = (first_half << shift) + (product < 0 ? -first_half : first_half);

    return (int32_t)((product + halves) >> (31 + shift));
}
