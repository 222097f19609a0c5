/* $title
 *
 * A tensor is seen here as OUTER x FIRST x MIDDLE x SECOND x INNER; what is not needed of these
 * is 1. FIRST and SECOND are left out of the output. */
static void $function(const $input_type *input, $type *output)
{
    enum { $sizes };

    for (index_t outer = 0; outer < OUTER; outer++) {
        for (index_t middle = 0; middle < MIDDLE; middle++)
            for (index_t inner = 0; inner < INNER; inner++)
                *output++ = ${function}_over(input + middle * SECOND * INNER + inner);
        input += FIRST * MIDDLE * SECOND * INNER;
    }
}
