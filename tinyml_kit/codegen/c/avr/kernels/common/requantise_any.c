/* As `requantise`, for a shift that may be 0, when there is only one rounding, or negative,
 * when the accumulator is first multiplied by 2^-shift. What does not fit into 32 bits is then
 * lost, as it is in the interpreter. */
static int32_t requantise_any(int32_t sum, int32_t multiplier, int8_t shift)
{
    if (shift > 0)
        return requantise(sum, multiplier, shift);
    return multiply_high((int32_t)((uint32_t)sum << (uint8_t)-shift), multiplier);
}
