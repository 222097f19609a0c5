/* RELU: what is negative becomes 0. */

/* $title */
static void $function(const float *input, float *output)
{
    enum { $sizes };

    for (index_t i = 0; i < SIZE; i++)
        output[i] = input[i] < 0 ? 0 : input[i];
}
