/* From a doubled sum to an output that is not clamped yet, in three instructions.
 *
 * The interpreter rounds twice: after sum * multiplier / 2^31 (halves go up) and after the
 * division by 2^shift (halves go away from zero). The first step is 2 * sum * multiplier / 2^32,
 * which is why the sum comes doubled: the core keeps the upper 32 bits of a product, and rounds
 * them, in one instruction. For the second, `rounding` holds half of 2^shift, and a negative sum
 * gets one less. It also holds the output's zero point, times 2^shift. */
static inline int32_t requantise_doubled(
    int32_t twice_sum, int32_t multiplier, int32_t rounding, int32_t shift)
{
    return smmlar(twice_sum, multiplier, rounding + (twice_sum >> 31)) >> shift;
}
