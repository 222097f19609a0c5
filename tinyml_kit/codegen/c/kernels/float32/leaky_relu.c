/* LEAKY_RELU: what is negative is multiplied by alpha. */

/* $title */
static void $function(const float *input, float *output)
{
    enum { $sizes };

    for (index_t i = 0; i < SIZE; i++)
        output[i] = input[i] > 0 ? input[i] : input[i] * $alpha;
}
