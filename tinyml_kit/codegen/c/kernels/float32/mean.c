/* MEAN: the mean over some axes.
 *
 * A tensor is seen here as OUTER x FIRST x MIDDLE x SECOND x INNER, of which FIRST and SECOND are
 * summed over; what is not needed of these is 1. */

/* $title */
static void $function(const float *input, float *output)
{
    enum { $sizes };

    for (index_t outer = 0; outer < OUTER; outer++) {
        for (index_t middle = 0; middle < MIDDLE; middle++)
            for (index_t inner = 0; inner < INNER; inner++) {
                float sum = 0;
                for (index_t i = 0; i < FIRST; i++)
                    for (index_t k = 0; k < SECOND; k++)
                        sum += input[((i * MIDDLE + middle) * SECOND + k) * INNER + inner];
                *output++ = sum / $count;
            }
        input += FIRST * MIDDLE * SECOND * INNER;
    }
}
