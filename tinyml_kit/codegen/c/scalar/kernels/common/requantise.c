/* From the scale of an accumulator to the scale of an output.
 *
 * As on any other chip the number is rounded twice: after the multiplication (`times_fraction`),
 * and after the division by 2^shift, halves away from zero. For the second, 1 is taken from a
 * negative number, all bits but one are shifted out, and the last one rounds. */
static inline int32_t requantise(int32_t sum, int32_t multiplier, int8_t shift)
{
    int32_t scaled = times_fraction(sum, multiplier);

    scaled += scaled >> 31; /* -1 for a negative number */
    return ((scaled >> (shift - 1)) + 1) >> 1;
}
