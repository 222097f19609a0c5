/* MEAN: the mean over some axes. The sum of COUNT numbers is brought to the scale of the output,
 * and the division by COUNT is part of the factor between the two.
 *
 * A tensor is seen here as OUTER x FIRST x MIDDLE x SECOND x INNER, of which FIRST and SECOND are
 * summed over; what is not needed of these is 1. */

/* $title */
static void $function(const $type *input, $type *output)
{
    enum { $sizes };

    for (index_t outer = 0; outer < OUTER; outer++) {
        for (index_t middle = 0; middle < MIDDLE; middle++)
            for (index_t inner = 0; inner < INNER; inner++) {
                int32_t sum = $offset; /* $count times the input's zero point is taken off */
                for (index_t i = 0; i < FIRST; i++)
                    for (index_t k = 0; k < SECOND; k++)
                        sum += input[((i * MIDDLE + middle) * SECOND + k) * INNER + inner];
                sum = $requantise(sum, $multiplier, $shift);
                *output++ = $clamp(sum + OUTPUT_OFFSET, LOW, HIGH);
            }
        input += FIRST * MIDDLE * SECOND * INNER;
    }
}
