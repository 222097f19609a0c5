/* From the scale of an accumulator to the scale of an output.
 *
 * As on any other chip: two roundings, which for a shift of at least 1 are one addition in
 * front of one division by 2^(31 + shift). The product lies in two registers (SMULL), and 32 of
 * the places are got rid of by forgetting the lower one. */
static inline int32_t requantise(int32_t sum, int32_t multiplier, int8_t shift)
{
    const int64_t product = (int64_t)sum * multiplier;
    const int64_t first_half = (int64_t)1 << 30;
    const int64_t halves = (first_half << shift) + (product < 0 ? -first_half : first_half);

    return (int32_t)((product + halves) >> 32) >> (shift - 1);
}
