/* From the scale of an accumulator to the scale of an output.
 *
 * The real factor between the two is multiplier / 2^31 / 2^shift. The interpreter rounds twice:
 * after the division by 2^31 (halves go up) and after the division by 2^shift (halves go away
 * from zero). Shifting to the right divides and rounds down, negative numbers too; what the
 * second shift cuts off is then compared with one half. */
static inline int32_t requantise(int32_t sum, int32_t multiplier, int8_t shift)
{
    const int64_t product = (int64_t)sum * multiplier;
    const int32_t scaled = (int32_t)((uint64_t)(product + ((int64_t)1 << 30)) >> 31);
    const int32_t fraction = (int32_t)(((uint32_t)1 << shift) - 1);
    const int32_t half = (fraction >> 1) + (scaled < 0);

    return (scaled >> shift) + ((scaled & fraction) > half);
}
