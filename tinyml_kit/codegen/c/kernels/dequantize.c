/* DEQUANTIZE: from stored integers to real numbers, scale * (stored - zero point); the
 * product is rounded once, from double precision. */

/* $title */
static void $function(const $input_type *input, float *output)
{
    enum { $sizes };

    for (index_t i = 0; i < SIZE; i++)
        output[i] = (float)((double)$scale * (input[i] - ZERO_POINT));
}
