/* RELU6: what is below 0 becomes 0, and what is above 6 becomes 6. */

/* $title */
static void $function(const float *input, float *output)
{
    enum { $sizes };

    for (index_t i = 0; i < SIZE; i++)
        output[i] = clamp_float(input[i], 0, 6);
}
