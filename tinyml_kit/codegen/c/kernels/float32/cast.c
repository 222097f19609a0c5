/* CAST: real numbers as integers, without their fractions. Numbers beyond the integers become the
 * smallest or the largest. */

/* $title */
static void $function(const float *input, $type *output)
{
    enum { $sizes };

    for (index_t i = 0; i < SIZE; i++)
        output[i] = input[i] >= $above ? $high : input[i] <= $low ? $low : ($type)input[i];
}
