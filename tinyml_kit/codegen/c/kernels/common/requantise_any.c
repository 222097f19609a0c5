/* As `requantise`, for a shift that may be 0, when there is only one rounding, or negative,
 * when the accumulator is first multiplied by 2^-shift. What does not fit into 32 bits is then
 * lost, as it is in the interpreter. */
static inline int32_t requantise_any(int32_t sum, int32_t multiplier, int8_t shift)
{
    if (shift > 0)
        return requantise(sum, multiplier, shift);
    sum = (int32_t)((uint32_t)sum << -shift);
    return (int32_t)(((int64_t)sum * multiplier + ((int64_t)1 << 30)) >> 31);
}
